"""How a month's result is told: what it came to, and one unit's account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from pipeline.account import change
from pipeline.briefing import brief
from pipeline.cli.tell import plain_lines
from pipeline.findings import count_by_severity
from pipeline.machine import scores_document
from pipeline.model import shown
from pipeline.rendering import NOTICE, RETURNS
from pipeline.workbook.words import rows_of_ranking

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from pipeline.config import Config
    from pipeline.model import Consolidation

MOST = 12


def month_document(config: Config, month: Consolidation, folder: Path | None) -> dict[str, Any]:
    """Return a consolidated period for a program."""
    return {
        "folder": str(folder) if folder else None,
        "findings": count_by_severity(month.findings),
        "to_restate": list(month.behind),
        **scores_document(config, month),
    }


def month(console: Console, config: Config, found: Consolidation, folder: Path | None) -> None:
    """Tell what the month came to on one screen, and where to look."""
    briefing = brief(config, found)
    console.print(briefing.sentence, markup=False)
    if found.scores:
        table = Table(box=None, pad_edge=False)
        for header in ("类别", "名次", "单位", "得分", "比上期"):
            table.add_column(header, justify="right" if header in {"名次", "得分", "比上期"} else "left")
        for score in rows_of_ranking(found):
            points = "不计分" if score.score is None else shown(score.score)
            table.add_row(score.category, str(score.rank or "—"), score.name, points, change(score))
        console.print(table)
    counts = count_by_severity(found.findings)
    console.print("审核意见：" + "，".join(f"{name} {count}" for name, count in counts.items()), markup=False)
    if briefing.decisions:
        console.print("\n要定的：")
        plain_lines(console, [f"  · {line}" for line in briefing.decisions[:MOST]])
        if len(briefing.decisions) > MOST:
            console.print(
                f"  · 另有 {len(briefing.decisions) - MOST} 条，见汇总表「审核意见」。", markup=False
            )
    for name in found.behind:
        earlier = config.period(name).name
        told = f"{earlier}有批准的更正或复核处理，还没有出更正说明：再汇总一次 uv run run.py consolidate {name}，审签后印发。"
        console.print(told, markup=False)
    if folder:
        console.print(
            f"\n{found.stage.words}在 {folder}\n先看 {folder / 'index.html'}，再看同一文件夹里的汇总表。",
            markup=False,
        )
        given_back = sorted((folder / RETURNS).glob("*.xlsx"))
        if given_back:
            console.print(
                f"退改件 {len(given_back)} 份在 {folder / RETURNS}，发给各单位的话在同一文件夹的 {NOTICE}。",
                markup=False,
            )
