"""What a first sheet is built of: a page of A4 with captions, paragraphs, figures side by side and short lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.workbook.table import link_style
from pipeline.xlsx import Link, keep_as_written, lines_of, put, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.briefing import Figure
    from pipeline.xlsx import Book, Cell, Property, Worksheet

WIDTHS = (14, 14, 11, 11, 20, 20, 20)
SIDE_BY_SIDE = ((0, 0), (1, 1), (2, 3), (4, 4), (5, 5), (6, 6))
"""Columns of the figures of the first look: places as wide as each other, as nearly as the columns allow."""
LAST = len(WIDTHS) - 1
WHOLE = sum(WIDTHS)
MOST = 8
LINE = 18.0


def lay_out(sheet: Worksheet) -> None:
    """Set the columns of the page."""
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(look.ACCENT)
    keep_as_written(sheet)


def title(book: Book, sheet: Worksheet, text: str, note: str) -> int:
    """Write what the page is, and of what standing; return the next free row."""
    style = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE, bottom=2, bottom_color=look.ACCENT)
    span(sheet, 0, 0, LAST, text, style)
    sheet.set_row(0, 38)
    span(sheet, 1, 0, LAST, note, book.fmt(font_color=look.SOFT_INK, font_size=look.FINE))
    return 2


def paragraph(book: Book, sheet: Worksheet, row: int, text: str, size: float = look.BODY) -> int:
    """Write a paragraph across the page, as high as it needs; return the next free row."""
    span(sheet, row, 0, LAST, text, book.fmt(text_wrap=True, font_size=size, valign="top"))
    sheet.set_row(row, 3 + LINE * (size / look.BODY) * lines_of(text, WHOLE * look.BODY / size))
    return row + 1


def caption(book: Book, sheet: Worksheet, row: int, text: str, behind: str = "") -> int:
    """Write the heading of a part of the page, and the way to the sheet `behind` it; return the next free row."""
    rule: dict[str, Property] = {"bottom": 1, "bottom_color": look.HAIRLINE}
    style = book.fmt(bold=True, font_size=look.LEAD, font_color=look.ACCENT, **rule)
    goal = behind if behind and book.has(behind) else ""
    span(sheet, row, 0, LAST - bool(goal), text, style)
    if goal:
        put(
            sheet,
            row,
            LAST,
            Link(f"{goal} ›", goal),
            link_style(book, font_size=look.FINE, align="right", **rule),
        )
    sheet.set_row(row, 24)
    return row + 1


def figures(
    book: Book, sheet: Worksheet, row: int, told: Sequence[Figure], behind: Mapping[str, str] | None = None
) -> int:
    """Write figures side by side, each over its name, which leads to the sheet `behind` it; return the next free row."""
    big = book.fmt(font_size=look.TITLE, align="center", bold=True)
    small: dict[str, Property] = {"font_size": look.FINE, "align": "center"}
    for (first, last), figure in zip(SIDE_BY_SIDE, told, strict=False):
        goal = (behind or {}).get(figure.name, "")
        name, style = figure.name, book.fmt(font_color=look.SOFT_INK, **small)
        span(sheet, row, first, last, figure.value, big)
        if goal and book.has(goal):
            span(sheet, row + 1, first, last, Link(name, goal), link_style(book, **small))
        else:
            span(sheet, row + 1, first, last, name, style)
    sheet.set_row(row, 32)
    return row + 2


def line(
    book: Book, sheet: Worksheet, row: int, cells: Sequence[tuple[int, int, Cell]], **properties: Property
) -> int:
    """Write a line of short cells, each from its first to its last column; return the next free row."""
    for first, last, value in cells:
        right: dict[str, Property] = {"align": "right"} if last == LAST or first == last > 1 else {}
        if isinstance(value, Link):
            span(sheet, row, first, last, value, link_style(book, shrink=True, **right))
        else:
            span(sheet, row, first, last, value, book.fmt(shrink=True, **right, **properties))
    sheet.set_row(row, LINE)
    return row + 1
