"""The parts that the set of a period and that of the year have alike: rubric, inputs, signatures; and the cover."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.bulletin import standing_words
from pipeline.dossier.sheet import BLANK, Column, Part, Table
from pipeline.held import LOCK
from pipeline.model import State, chinese_day
from pipeline.registers import REGISTER
from pipeline.wording import rubric_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.config import Config
    from pipeline.model import Stage

SHORT = 16
"""Signs of a fingerprint on paper: no two files of a school share so many."""
REGISTERS = {
    "received.csv": "到件登记", "decisions.csv": "计入决定登记", "items.csv": "事项编号登记", "reminders.csv": "催报登记",
    "sent_back.csv": "退回登记", "signatures.csv": "审签登记",
}  # fmt: skip
HANDS = ("拟稿（领导小组办公室）", "审核（分管领导）", "审签（领导小组组长）")
BY_HAND = ("归档号", "密级", "保管期限", "总页数", "立卷人", "检查人", "立卷日期")


def cover_lines(config: Config, stage: Stage, now: datetime) -> list[tuple[str, str]]:
    """Return what the cover says of the result: its state, who signed, by which rubric, when it was brought together."""
    rubric = config.rubric
    return [
        ("结果状态", stage.words),
        ("审签", f"{stage.approved_by}，{chinese_day(stage.approved.date())}" if stage.approved else "还没有审签"),
        ("印发", chinese_day(stage.issued.date()) if stage.issued else "还没有印发"),
        ("考评细则", f"{rubric.version} 版" + (f"，{rubric.adopted}" if rubric.adopted else "")),
        ("汇总时间", f"{chinese_day(now.date())} {now:%H:%M}"),
    ]  # fmt: skip


def rubric_part(config: Config, *before: Table) -> Part:
    """Return 考评细则 in force; `before` stands above it."""
    columns = (Column("部分", "name", 20), Column("项目", width=43), Column("规定", "rule"))
    rules = Table(columns, tuple(rubric_lines(config)), "全文" if before else "")
    note = f"考评细则 {config.rubric.version} 版。{config.rubric.adopted}"
    return Part("考评细则", (*before, rules), (note,))


def input_part(inputs: Mapping[str, str], *more: Table) -> Part:
    """Return 依据目录: every file that was looked at, with the beginning of its fingerprint, by period.

    The lock file that a program lays beside an open workbook says nothing and is left out.
    """
    rows = []
    looked_at = {
        path: sha256 for path, sha256 in inputs.items() if not PurePosixPath(path).name.startswith(LOCK)
    }
    for path, sha256 in sorted(looked_at.items()):
        folder, _, name = path.rpartition("/")
        own = ("登记册", REGISTERS.get(name, name)) if folder == REGISTER else (folder, name)
        rows.append((*own, sha256[:SHORT]))
    files = Table((Column("填报月份", width=28), Column("文件"), Column("内容指纹", "name", 40)), tuple(rows))
    note = (
        f"汇总时看过的 {len(looked_at)} 个文件。内容指纹由文件内容算出（SHA-256 的前 {SHORT} 位），内容变了指纹就变；"
        "全文在结果文件夹的 manifest.json，用「重算核对」可以与原件对上。"
    )
    return Part("依据目录", (files, *more), (note,), "没有依据文件。")


def signing_part(stage: Stage) -> Part:
    """Return 审签: who put it forward, who looked at it, who signs; what the office has entered of it already."""
    columns = (
        Column("环节", "name", 48),
        Column("意见", "hand"),
        Column("签字", "hand", 32),
        Column("日期", "hand", 28),
    )
    rows = tuple((who, BLANK, BLANK, BLANK) for who in HANDS)
    entered = (f"已登记：{standing_words(stage)}。",) if stage.state is not State.DRAFT else ()
    return Part(
        "审签", (Table(columns, rows, height=26),), (f"本卷材料的结果状态为{stage.words}。", *entered)
    )
