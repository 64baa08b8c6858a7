"""各期得分: each period's score, the mean that is P, and which result and which rubric judged each period."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import State
from pipeline.verdict import imprint, ranked
from pipeline.workbook.live import FIRST, NONE, Grid, exact
from pipeline.workbook.table import Column, add_table, cell_style, print_to
from pipeline.workbook.year_params import caption
from pipeline.xlsx import Formula, put

if TYPE_CHECKING:
    from decimal import Decimal

    from pipeline.config import Config
    from pipeline.model import ScoredPeriod, YearBook, YearScore
    from pipeline.xlsx import Book, Cell, Worksheet

NAME = "各期得分"
LEFT_OUT = "空着的不计入平均"


def period_grid(book: YearBook) -> Grid:
    """Return where the sheet's cells lie."""
    keys = ("category", "unit", *(p.period for p in book.periods), "count", "mean", "why")
    return Grid(NAME, keys, len(book.scores))


def period_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 各期得分."""
    grid = period_grid(book)
    columns = [
        Column("类别", 9), Column("单位", 15), *(Column(p.name, 11, "points") for p in book.periods),
        Column("计入期数", 10, "whole"), Column("平时考评", 11, "points"), Column("没有计入的", 46),
    ]  # fmt: skip
    rows = [_row(grid, book, score, index) for index, score in enumerate(ranked(config, book))]
    note = f"{imprint(config, book)}　平时考评是计入各期的平均，不先舍入；{LEFT_OUT}"
    sheet = add_table(out, NAME, (f"{book.year}年度各期得分", note), columns, rows, fixed=2)
    print_to(sheet, columns, _origins(out, sheet, book, grid))


def _row(grid: Grid, book: YearBook, score: YearScore, index: int) -> list[Cell]:
    shares = {each.period: each for each in score.periods}
    found = [shares[p.period].score for p in book.periods]
    scored = f"{grid.cell(book.periods[0].period, index)}:{grid.cell(book.periods[-1].period, index)}"
    counted = sum(each is not None for each in found)
    mean = NONE if score.process is None else exact(score.process)
    return [
        score.category, score.name, *(None if each is None else exact(each) for each in found),
        Formula(f"=COUNT({scored})", counted),
        Formula(f'=IF(COUNT({scored})=0,"{NONE}",AVERAGE({scored}))', mean),
        "；".join(f"{each.name}：{each.why_not}" for each in score.periods if each.why_not),
    ]  # fmt: skip


def _origins(out: Book, sheet: Worksheet, book: YearBook, grid: Grid) -> int:
    """Write under each period's column its mean, its result, its rubric; return the last row."""
    row = FIRST + max(1, grid.count) + 1
    caption(out, sheet, row, "各期由哪一版结果、哪一版考评细则评定")
    label, points = cell_style(out, "text"), cell_style(out, "points")
    words = out.fmt(align="right", valign="top", text_wrap=True)
    for offset, text in enumerate(("各单位平均", "结果", "考评细则"), start=1):
        put(sheet, row + offset, 1, text, label)
    for period in book.periods:
        column = grid.keys.index(period.period)
        area = grid.column(period.period)
        put(
            sheet,
            row + 1,
            column,
            Formula(f'=IF(COUNT({area})=0,"{NONE}",AVERAGE({area}))', _mean(book, period)),
            points,
        )
        put(sheet, row + 2, column, result_words(period), words)
        put(sheet, row + 3, column, period.rubric, words)
    sheet.set_row(row + 2, 18)
    sheet.set_row(row + 3, 18)
    return row + 3


def _mean(book: YearBook, period: ScoredPeriod) -> Decimal | str:
    found = [
        s.score
        for each in book.scores
        for s in each.periods
        if s.period == period.period and s.score is not None
    ]
    return exact(sum(found, Fraction()) / len(found)) if found else NONE


def result_words(period: ScoredPeriod) -> str:
    """Return which result of a period the year takes: 印发第2版, or 送审稿 as it stands where it was not issued."""
    return f"{period.state}第{period.revision}版" if period.state == State.ISSUED.value else period.state
