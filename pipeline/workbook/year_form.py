"""纳入年终考核得分表: the form that goes into the year-end file, a page a category, with room to sign and to seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.model import chinese_day
from pipeline.verdict import verdict
from pipeline.workbook.live import NONE, cents, exact
from pipeline.workbook.year_table import year_grid
from pipeline.xlsx import Formula, print_setup, put, span

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore
    from pipeline.verdict import Category
    from pipeline.workbook.live import Grid
    from pipeline.xlsx import Book, Cell, Property, Worksheet

NAME = "纳入年终考核得分表"
WIDTHS = (6, 16, 10, 10, 8, 8, 10, 8, 10, 16)
HEADERS = ("序号", "单位", "平时考评", "年度总评", "加分", "扣分", "年度得分", "名次", "等次", "备注")
KEYS = ("process", "year", "bonus", "penalty", "final", "rank", "grade")
LAST = len(WIDTHS) - 1
BOXED: dict[str, Property] = {"border": 1, "border_color": look.RULE, "text_wrap": True}
SIGNERS = ("考评组（签字）：", "领导小组组长（签字）：", "（单位盖章）")


def form_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 纳入年终考核得分表."""
    sheet = out.sheet(NAME)
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.hide_gridlines(2)
    grid, row, breaks = year_grid(config, book), 0, []
    for category in verdict(config, book).categories:
        row = _page(out, sheet, config, book, grid, category, row)
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks[:-1])
    print_setup(sheet, landscape=False, heading=NAME, state=out.state)


def _page(
    out: Book, sheet: Worksheet, config: Config, book: YearBook, grid: Grid, category: Category, row: int
) -> int:
    """Write one category's table from zero-based `row` on; return the row after it."""
    school = config.settings.school
    title = out.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE, align="center")
    span(sheet, row, 0, LAST, f"{book.year}年度“{school.campaign}”活动纳入年终考核得分表", title)
    sheet.set_row(row, 40)
    told = out.fmt(font_color=look.SOFT_INK)
    span(sheet, row + 1, 0, 4, f"{school.name}　类别：{category.name}", told)
    words = f"考核基准日：{chinese_day(book.cutoff)}　考评细则 {config.rubric.version}"
    span(sheet, row + 1, 5, LAST, words, out.fmt(font_color=look.SOFT_INK, align="right"))
    row += 2
    for index, text in enumerate(HEADERS):
        put(sheet, row, index, text, out.fmt(**BOXED, bold=True, align="center", bg_color=look.SHADE))
    sheet.set_row(row, 26)
    for number, score in enumerate(category.scores, start=1):
        row += 1
        sheet.set_row(row, 26)
        put(sheet, row, 0, number, out.fmt(**BOXED, align="center"))
        put(sheet, row, 1, score.name, out.fmt(**BOXED, indent=1, align="left"))
        for index, (key, cell) in enumerate(_cells(grid, score, f"$B{row + 1}").items(), start=2):
            style = (
                {"align": "center"}
                if key in {"rank", "grade"}
                else {"align": "right", "num_format": look.POINTS, "indent": 1}
            )
            put(sheet, row, index, cell, out.fmt(**BOXED, **style))
        put(sheet, row, LAST, _remark(score), out.fmt(**BOXED, align="left", font_size=look.FINE))
    return _signatures(out, sheet, config, row + 1)


def _cells(grid: Grid, score: YearScore, name: str) -> dict[str, Cell]:
    """Return the figures, each looked up in 年度得分 by the unit's name in the cell `name`."""
    if score.final is None or score.process is None or score.year is None:
        return {**dict.fromkeys(KEYS, NONE), "grade": "不评"}
    values = (
        exact(score.process), exact(score.year), exact(score.bonus_points), exact(score.penalty_points),
        cents(score.final), score.rank, score.grade,
    )  # fmt: skip
    return {
        key: Formula(f"={grid.looked_up(key, 'unit', name)}", value)
        for key, value in zip(KEYS, values, strict=True)
    }


def _remark(score: YearScore) -> str:
    said = [score.why_not] if score.why_not else []
    said += ["并列"] if score.tied else []
    said += [f"一票否决，最高评为{score.vetoed}"] if score.vetoed else []
    said += ["提请研究，暂评"] if score.undecided else []
    return "；".join(said)


def _signatures(out: Book, sheet: Worksheet, config: Config, row: int) -> int:
    """Write what the figures are made of, and room for names, seal and day."""
    annual = config.rubric.annual
    words = (
        f"年度得分＝平时考评×{exact(annual.process).normalize():f}＋年度总评×{exact(annual.year).normalize():f}"
        f"＋加分－扣分，不低于0、不高于{annual.most}分。"
    )
    span(sheet, row, 0, LAST, words, out.fmt(font_size=look.FINE, font_color=look.SOFT_INK))
    sheet.set_row(row, 22)
    sheet.set_row(row + 1, 30)
    for index, (text, first, last) in enumerate(zip(SIGNERS, (0, 3, 7), (2, 6, LAST), strict=True)):
        span(
            sheet,
            row + 2,
            first,
            last,
            text,
            out.fmt(align="center" if index == len(SIGNERS) - 1 else "left"),
        )
    sheet.set_row(row + 2, 30)
    sheet.set_row(row + 3, 46)
    span(sheet, row + 4, 0, LAST, "年　　　月　　　日", out.fmt(align="right", indent=3))
    sheet.set_row(row + 4, 26)
    return row + 5
