"""The year's workbook for a narrower scope (发送范围): a few units' year made for them alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.verdict import imprint, ranked
from pipeline.workbook.live import NONE, cents
from pipeline.workbook.table import FRONT, Column, add_table
from pipeline.workbook.year import year_change_sheet, year_rubric_sheet
from pipeline.workbook.year_lines import line_sheet
from pipeline.xlsx import open_book

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore
    from pipeline.xlsx import Book, Cell


def render_year_excerpt(config: Config, book: YearBook, units: frozenset[str], scope: str) -> bytes:
    """Return the workbook of the year with these units alone in it; of the others it tells the category's mean."""
    school = config.settings.school
    changes = tuple(change for change in book.stage.changes if change.unit in units)
    own = replace(
        book, scores=tuple(score for score in book.scores if score.unit in units),
        stage=replace(book.stage, changes=changes),
    )  # fmt: skip
    with open_book() as out:
        out.describe(
            title=f"{book.year}年度{school.campaign}汇总（{scope}）", subject=imprint(config, book), author=school.name,
            company=school.name, category=school.campaign, status=book.stage.words,
        )  # fmt: skip
        _front(out, config, book, own, scope)
        line_sheet(out, config, own)
        year_rubric_sheet(out, config, own)
        if changes:
            year_change_sheet(out, config, own)
    return out.content


def _front(out: Book, config: Config, whole: YearBook, own: YearBook, scope: str) -> None:
    """Write the units of the scope, a line each: place, grade and score beside the mean of all, and the periods."""
    columns = [
        Column("类别", 9), Column("单位", 15), Column("名次", 9), Column("等次", 10), Column("年度得分", 10, "points"),
        Column("本类平均", 10, "points"), Column("平时考评", 10, "points"), Column("年度总评", 10, "points"),
        Column("加分", 8, "points"), Column("扣分", 8, "points"),
        *(Column(period.name, max(9.0, 2.2 * len(period.name)), "points") for period in whole.periods),
    ]  # fmt: skip
    rows = [_line(whole, score) for score in ranked(config, own)]
    title = f"{whole.year}年度考评结果（{scope}）"
    note = f"{imprint(config, whole)}　只有{scope}的内容；名次是在本类全部单位里的"
    add_table(out, FRONT, (title, note), columns, rows, fixed=2)


def _line(whole: YearBook, score: YearScore) -> list[Cell]:
    found = {share.period: share.score for share in score.periods}
    periods: list[Cell] = [cents(found.get(period.period)) for period in whole.periods]
    if score.final is None:
        return [score.category, score.name, NONE, score.why_not, *[None] * 6, *periods]
    alike = [s.final for s in whole.scores if s.category == score.category and s.final is not None]
    held = "（一票否决）" if score.vetoed else ""
    return [
        score.category, score.name, f"{score.rank}{'（并列）' if score.tied else ''}", score.grade + held, cents(score.final),
        cents(sum(alike, Fraction()) / len(alike)), cents(score.process), cents(score.year),
        cents(score.bonus_points), cents(score.penalty_points), *periods,
    ]  # fmt: skip
