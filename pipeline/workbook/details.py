"""得分明细: every gain and loss of every score, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.account import place
from pipeline.workbook.live import cents
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import rows_of_ranking, state_line

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Because, Consolidation, IndicatorScore, UnitScore, Value
    from pipeline.xlsx import Book

DETAILS = "得分明细"


def detail_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 得分明细: every line of every score, with file, sheet and cell."""
    columns = [
        Column("单位", 13), Column("考评项目", 14), Column("得分", 9, "points"), Column("满分", 9, "points"),
        Column("失分", 9, "points"), Column("依据", 58), Column("出处", 44), Column("规则", 16),
        Column("文件", 30, folded=True), Column("工作表", 16, folded=True), Column("单元格", 9, folded=True),
        Column("编号", 36, folded=True),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for score in rows_of_ranking(month):
        for indicator in score.indicators:
            rows += _indicator_rows(score, indicator)
        rows += [_line(score, "报送扣分", b) for b in score.discipline]
    title = f"{config.period(month.period).name}得分明细（加减分依据）"
    note = state_line(config, month) + "　每一分都写明出处；展开右侧可见文件、工作表和单元格"
    add_table(book, DETAILS, (title, note), columns, rows)


def _indicator_rows(score: UnitScore, indicator: IndicatorScore) -> list[list[Value]]:
    if indicator.score is not None:
        return [_line(score, indicator.name, b) for b in indicator.because]
    where = indicator.where_not
    text = f"不适用：{indicator.why_not}，权重并入其他项目"
    source = place(where) if where else "考评细则"
    file, sheet, cell = (where.file, where.sheet, where.cell) if where else ("", "", "")
    return [
        [
            score.name,
            indicator.name,
            None,
            None,
            None,
            text,
            source,
            "细则§1",
            file,
            sheet,
            cell,
            indicator.id,
        ]
    ]


def _line(score: UnitScore, name: str, line: Because) -> list[Value]:
    where = line.where
    lost = cents(line.lost) if line.lost else None
    return [
        score.name, name, cents(line.points), cents(line.out_of) if line.out_of else None, lost, line.text,
        place(where), line.rule, where.file, where.sheet, where.cell, line.id,
    ]  # fmt: skip
