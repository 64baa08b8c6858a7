"""领导参阅 of the year: the verdict on one A4 page, in the order in which a principal asks."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.verdict import imprint, totals, verdict
from pipeline.workbook.live import NONE, cents, exact
from pipeline.workbook.page import LAST, LINE, MOST, caption, figures, lay_out, paragraph, title
from pipeline.workbook.table import link_style
from pipeline.workbook.year_report import NAME as REPORT
from pipeline.workbook.year_table import NAME as YEAR
from pipeline.workbook.year_table import year_grid
from pipeline.xlsx import Formula, Link, print_setup, put

if TYPE_CHECKING:
    from pipeline.chronicle import Chronicle
    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore
    from pipeline.verdict import Category, Verdict
    from pipeline.workbook.live import Grid
    from pipeline.xlsx import Book, Cell, Worksheet

HEADERS = ("单位", "名次", "年度得分", "平时考评", "年度总评", "加分减扣分", "等次")
ADDED = '+0.00;"−"0.00;0.00'


def write_front(out: Book, sheet: Worksheet, config: Config, book: YearBook, facts: Chronicle) -> None:
    """Write the first sheet, once the sheets are there to which it leads."""
    lay_out(sheet)
    told, school = verdict(config, book), config.settings.school
    title(out, sheet, f"{book.year}年度“{school.campaign}”考评结果", imprint(config, book))
    row = paragraph(out, sheet, 2, told.sentence, look.LEAD)
    row = figures(out, sheet, row + 1, told.figures, {figure.name: YEAR for figure in told.figures})
    row = _decisions(out, sheet, row + 1, told)
    grid = year_grid(config, book)
    before = 0
    for category in told.categories:
        row = _category(out, sheet, row + 1, grid, category, before)
        before += len(category.scores)
    row = caption(out, sheet, row + 1, "全年总数", REPORT)
    for line in totals(facts):
        words = "，".join(f"{figure.name} {figure.words}" for figure in line.figures)
        row = paragraph(out, sheet, row, f"{line.name}：{words}。")
    print_setup(sheet, landscape=False, heading=school.name, state=out.state)
    sheet.fit_to_pages(1, 1)


def _decisions(out: Book, sheet: Worksheet, row: int, told: Verdict) -> int:
    if not told.decisions:
        return row
    row = caption(out, sheet, row, told.deciding, YEAR)
    for text in told.decisions[:MOST]:
        row = paragraph(out, sheet, row, f"· {text}")
    if len(told.decisions) > MOST:
        row = paragraph(out, sheet, row, f"· 另有 {len(told.decisions) - MOST} 条，见「{YEAR}」。")
    return row


def _category(out: Book, sheet: Worksheet, row: int, grid: Grid, category: Category, before: int) -> int:
    """Write a category's award list and its order, the figures taken from 年度得分, where it stands after `before` units."""
    row = caption(out, sheet, row, f"{category.name}（优秀名额 {category.places} 个）", YEAR)
    row = paragraph(out, sheet, row, award_words(category))
    for index, text in enumerate(HEADERS):
        side = "right" if index else "left"
        put(
            sheet,
            row,
            index,
            text,
            out.fmt(font_color=look.SOFT_INK, bottom=1, bottom_color=look.HAIRLINE, align=side),
        )
    for place, score in enumerate(category.scores, start=before):
        row += 1
        sheet.set_row(row, LINE)
        unit = Link(score.name, YEAR, grid.cell("unit", place))
        for index, cell in enumerate((unit, *_row(grid, score, f"$A{row + 1}"))):
            bold = score.rank == 1 and index in {0, 2}
            number = look.WHOLE if index == 1 else ADDED if index == LAST - 1 else look.POINTS
            style = out.fmt(
                num_format=number, align="right" if index else "left", bold=bold, shrink=index == LAST
            )
            put(sheet, row, index, cell, link_style(out, bold=bold) if isinstance(cell, Link) else style)
    return row + 2


def award_words(category: Category) -> str:
    """Return a category's award list in words: who is on it, and who may still be."""
    names = "、".join(category.winners) or "暂无"
    waiting = f"；待定：{'、'.join(category.undecided)}（提请研究）" if category.undecided else ""
    return f"{category.award}：{names}{waiting}"


def _row(grid: Grid, score: YearScore, unit: str) -> list[Cell]:
    """Return what stands after the name of the unit, whose name is in the cell `unit`."""
    if score.final is None or score.year is None:
        return [None, NONE, cents(score.process), NONE, NONE, "不评"]
    grade = f"{score.grade}（{'提请研究'}）" if score.undecided else score.grade
    added = score.bonus_points - score.penalty_points

    def looked_up(key: str) -> str:
        return grid.looked_up(key, "unit", unit)

    decide = looked_up("open")
    return [
        Formula(f"={looked_up('rank')}", score.rank),
        Formula(f"={looked_up('final')}", cents(score.final)),
        Formula(f"={looked_up('process')}", exact(score.process or Fraction())),
        Formula(f"={looked_up('year')}", exact(score.year)),
        Formula(f"={looked_up('bonus')}-{looked_up('penalty')}", exact(added)),
        Formula(f'={looked_up("grade")}&IF({decide}="","","（"&{decide}&"）")', grade),
    ]
