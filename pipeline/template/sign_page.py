"""报送签字页: what the form holds, on one A4 page to sign and keep; signing is no condition for counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import forms, look
from pipeline.template.count import tallies
from pipeline.template.cover import ROWS, STATUS, name_of, state_of
from pipeline.xlsx import print_setup, put, quoted, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.forms import Handout
    from pipeline.template.grid import Grid
    from pipeline.xlsx import Book, Property, Worksheet

WIDTHS = (2, 16, 30, 14, 24)
LEFT, NAME, COUNT, STATE = 1, 2, 3, 4
"""Zero-based columns of the page."""

SIGNED_BY = ("填表人", "单位负责人", "分管领导", "日期")
NOTE = "本页打印签字后由本单位留存。签不签字，都不影响报送和计分。"


def write_sign_page(
    book: Book, sheet: Worksheet, handout: Handout, grids: Sequence[Grid], first_line: int
) -> None:
    """Write the page; its figures are those of the cover, whose first ledger stands in row `first_line`."""
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    put(sheet, 0, LEFT, handout.school, book.fmt(font_color=look.SOFT_INK))
    sheet.set_row(0, 24)
    title = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE, bottom=2, bottom_color=look.ACCENT)
    span(sheet, 1, LEFT, STATE, f"{name_of(handout, grids)}　{forms.SIGN_SHEET}", title)
    sheet.set_row(1, 38)
    row = _figures(book, sheet, grids, first_line)
    _signatures(book, sheet, row + 1)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(look.RULE)
    print_setup(sheet, landscape=False)


def _figures(book: Book, sheet: Worksheet, grids: Sequence[Grid], first_line: int) -> int:
    """Repeat the cover's figures, a line for each ledger; return the next row."""
    head: dict[str, Property] = {"font_color": look.SOFT_INK, "bottom": 1, "bottom_color": look.RULE}
    span(sheet, 3, LEFT, NAME, "台账", book.fmt(**head))
    put(sheet, 3, COUNT, "已填行数", book.fmt(**head, align="right"))
    put(sheet, 3, STATE, "状态", book.fmt(**head, indent=2))
    line: dict[str, Property] = {"bottom": 1, "bottom_color": look.HAIRLINE}
    counts = tallies([grid.plan for grid in grids])
    for offset, (grid, count) in enumerate(zip(grids, counts, strict=True)):
        row, source = 4 + offset, first_line + offset + 1
        sheet.set_row(row, 26)
        span(sheet, row, LEFT, NAME, grid.ledger.title, book.fmt(**line))
        cells = [f"={quoted(forms.COVER_SHEET)}!{forms.column_letters(c)}{source}" for c in (ROWS, STATUS)]
        figure = book.fmt(**line, align="right", num_format=look.WHOLE)
        sheet.write_formula(row, COUNT, cells[0], figure, count.rows)
        sheet.write_formula(row, STATE, cells[1], book.fmt(**line, indent=2), state_of(count))
    return 4 + len(grids)


def _signatures(book: Book, sheet: Worksheet, row: int) -> None:
    """Write the lines to sign on, and that nothing depends on it."""
    for label in SIGNED_BY:
        sheet.set_row(row, 36)
        put(sheet, row, LEFT, label, book.fmt(font_color=look.SOFT_INK, valign="bottom"))
        put(sheet, row, NAME, None, book.fmt(bottom=1, bottom_color=look.RULE, valign="bottom", locked=False))
        row += 1
    span(sheet, row + 1, LEFT, STATE, NOTE, book.fmt(font_color=look.SOFT_INK, font_size=look.FINE))
