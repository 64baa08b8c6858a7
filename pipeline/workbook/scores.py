"""名次与得分, 分项得分, 得分明细: the figures, and every gain and loss with its source."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.account import change, place
from pipeline.model import shown, total
from pipeline.workbook.table import HEADER_ROW, Column, add_table
from pipeline.workbook.words import rows_of_ranking, state_line

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.config import Config
    from pipeline.model import Because, Consolidation, IndicatorScore, UnitScore, Value
    from pipeline.xlsx import Book

RANKS, PARTS, DETAILS = "名次与得分", "分项得分", "得分明细"


def figure(points: Fraction | None) -> Decimal | str:
    """Return a figure as a sheet shows it, two places; — where there is none."""
    return "—" if points is None else Decimal(shown(points))


def rank_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 名次与得分: a line a unit, its indicators' points, 报送扣分 and the score."""
    indicators = config.rubric.indicators
    columns = [
        Column("类别", 9), Column("名次", 8, "whole"), Column("单位", 15), Column("得分", 10, "points"),
        Column("比上期", 10, "points"), *(Column(i.name, 11, "points") for i in indicators),
        Column("报送扣分", 11, "points"),
    ]  # fmt: skip
    scores = rows_of_ranking(month)
    rows: list[list[Value]] = [
        [
            s.category, s.rank or None, s.name + ("（并列）" if s.tied else ""), figure(s.score), change(s),
            *(figure(p.points if p.score is not None else None) for p in s.indicators), figure(total(s.discipline)),
        ]
        for s in scores
    ]  # fmt: skip
    title = f"{config.period(month.period).name}名次与得分"
    add_table(
        book, RANKS, (title, state_line(config, month) + "　各项为折算到百分的得分；—为不适用"), columns, rows
    )


def heading_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 分项得分: the four headings, points gained out of points possible (rubric §6)."""
    names = [h.name for h in config.rubric.headings]
    columns = [Column("类别", 9), Column("单位", 15)]
    for name in names:
        columns += [Column(name, 11, "points"), Column("满分", 9, "points"), Column("得分率", 9, "points")]
    columns.append(Column("合计", 10, "points"))
    rows: list[list[Value]] = []
    for score in rows_of_ranking(month):
        row: list[Value] = [score.category, score.name]
        for name in names:
            gained, possible = score.headings[name]
            rate = gained * 100 / possible if possible else None
            row += [figure(gained) if possible else "—", figure(possible) if possible else "—", figure(rate)]
        rows.append([*row, figure(score.before_discipline)])
    title = f"{config.period(month.period).name}三比一争分项得分"
    sheet = add_table(book, PARTS, (title, state_line(config, month) + "　合计为报送扣分之前"), columns, rows)
    first, last = HEADER_ROW + 1, HEADER_ROW + len(rows)
    scale = {"type": "2_color_scale", "min_color": "#F6E6E4", "max_color": "#FFFFFF", "min_type": "num", "min_value": 50,
             "max_type": "num", "max_value": 100}  # fmt: skip
    for index in range(len(names)):
        sheet.conditional_format(first, 4 + 3 * index, last, 4 + 3 * index, scale)


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
    lost = figure(line.lost) if line.lost else None
    return [
        score.name, name, figure(line.points), figure(line.out_of) if line.out_of else None, lost, line.text,
        place(where), line.rule, where.file, where.sheet, where.cell, line.id,
    ]  # fmt: skip
