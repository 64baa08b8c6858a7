"""得分明细: every gain and loss of every score, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Where
from pipeline.workbook.live import FIRST, cents
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import rows_of_ranking, state_line

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Because, Consolidation, IndicatorScore, UnitScore
    from pipeline.workbook.places import Places
    from pipeline.xlsx import Book, Cell

DETAILS = "得分明细"


def detail_sheet(book: Book, config: Config, month: Consolidation, places: Places) -> None:
    """Add 得分明细: every line of every score, with file, sheet and cell; its source leads to the ledger's row."""
    columns = [
        Column("单位", 13), Column("考评项目", 17), Column("得分", 9, "points"), Column("满分", 9, "points"),
        Column("失分", 9, "points"), Column("依据", 64), Column("出处", 52), Column("规则", 17),
        Column("文件", 30, folded=True), Column("工作表", 16, folded=True), Column("单元格", 9, folded=True),
        Column("编号", 36, folded=True),
    ]  # fmt: skip
    rows = [_row(places, *line) for line in detail_lines(month)]
    title = f"{config.period(month.period).name}得分明细（加减分依据）"
    note = (
        state_line(config, month)
        + "　每一分都写明出处，点出处到台账里的那一行；展开右侧可见文件、工作表和单元格"
    )
    add_table(book, DETAILS, (title, note), columns, rows, fixed=1)


def detail_lines(month: Consolidation) -> list[tuple[UnitScore, IndicatorScore | None, Because | None]]:
    """Return the sheet's lines in order: unit, indicator (None of 报送扣分), line (None of an indicator not applicable)."""
    lines: list[tuple[UnitScore, IndicatorScore | None, Because | None]] = []
    for score in rows_of_ranking(month):
        for indicator in score.indicators:
            because = indicator.because if indicator.score is not None else (None,)
            lines += [(score, indicator, line) for line in because]
        lines += [(score, None, line) for line in score.discipline]
    return lines


def detail_place(month: Consolidation, unit: str, line_id: str) -> tuple[str, str] | None:
    """Return sheet and cell of the line `line_id` of a unit, by id; None where the score has no such line."""
    found = (
        index for index, (score, _, line) in enumerate(detail_lines(month))
        if score.unit == unit and line is not None and line.id == line_id
    )  # fmt: skip
    index = next(found, None)
    return None if index is None else (DETAILS, f"A{FIRST + 1 + index}")


def _row(
    places: Places, score: UnitScore, indicator: IndicatorScore | None, line: Because | None
) -> list[Cell]:
    name = indicator.name if indicator else "报送扣分"
    if line is None:
        return [score.name, name, None, None, None, *_not_applicable(places, indicator)]
    where = line.where
    return [
        score.name, name, cents(line.points), cents(line.out_of) if line.out_of else None,
        cents(line.lost) if line.lost else None, line.text, places.link(where), line.rule, where.file, where.sheet,
        where.cell, line.id,
    ]  # fmt: skip


def _not_applicable(places: Places, indicator: IndicatorScore | None) -> list[Cell]:
    if indicator is None:
        return []
    where = indicator.where_not or Where("config.yaml")
    text = f"不适用：{indicator.why_not}，权重并入其他项目"
    return [text, places.link(where), "细则§1", where.file, where.sheet, where.cell, indicator.id]
