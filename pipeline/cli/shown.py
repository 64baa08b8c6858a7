"""How the demonstration tells what it did, to a person and to a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.cli.tell import plain_lines
from pipeline.model import shown
from pipeline.workbook.words import rows_of_ranking

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.demo.school import DemoResult, Month
    from pipeline.model import Consolidation, YearBook


def demo_document(result: DemoResult) -> dict[str, Any]:
    """Return what the demonstration did, for a program."""
    return {
        "folder": str(result.home),
        "periods": [
            {
                "period": each.period.id,
                "folder": str(each.folder),
                "files": each.files,
                "late": list(each.late),
                "missing": list(each.missing),
                "findings": dict(each.findings),
                "best": _leaders(each.month),
            }
            for each in result.months
        ],
        "restated": [{"period": each.period, "revision": each.stage.revision} for each in result.restated],
        "year": {"folder": str(result.year_folder), "best": _leaders_of(result.year)},
    }


def _leaders(month: Consolidation) -> list[str]:
    return [
        f"{s.name} {shown(s.score)}" for s in rows_of_ranking(month) if s.rank == 1 and s.score is not None
    ]


def _leaders_of(year: YearBook) -> list[str]:
    return [f"{s.name} {shown(s.final)}" for s in year.scores if s.rank == 1 and s.final is not None]


def _month_line(each: Month) -> str:
    late = f"，迟报 {'、'.join(each.late)}" if each.late else ""
    missing = f"，未报 {'、'.join(each.missing)}" if each.missing else ""
    counts = "，".join(f"{name} {count}" for name, count in each.findings.items() if count)
    best = f"；居首 {'、'.join(_leaders(each.month))}" if each.month.scores else "；不计分"
    return f"  {each.period.name}　收到 {each.files} 份{late}{missing}；{counts or '没有意见'}{best}"


def demo(console: Console, result: DemoResult) -> None:
    """Tell what the demonstration did on one screen, and where to look."""
    plain_lines(
        console,
        [
            "演示学校的一年（人名、内容都是虚构的），每一期都审签、印发了",
            *(_month_line(each) for each in result.months),
            *(f"  {each.period}　出了更正说明（{each.stage.edition}）" for each in result.restated),
            f"  年度　居首 {'、'.join(_leaders_of(result.year))}",
        ],
    )
    scored = next((m for m in result.months if m.month.scores), result.months[0])
    example = scored.month.scores[0].name if scored.month.scores else ""
    config = result.home / "config.yaml"
    plain_lines(
        console,
        [
            "",
            f"先看　{scored.folder / 'index.html'}",
            f"再看　{next(scored.folder.glob('*.xlsx'))}",
            f"全年　{result.year_folder / 'index.html'}",
            f"收到的填报表在　{result.home / 'submissions'}",
            f"问一个单位的分　uv run run.py explain {scored.period.id} {example} --config {config}",
        ],
    )
