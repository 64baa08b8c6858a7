"""The whole workbook: cover, ledgers, sign page, and what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import forms, look
from pipeline.template.cover import write_cover
from pipeline.template.grid import lay_out
from pipeline.template.ledger_sheet import ROW, write_ledger
from pipeline.template.return_sheet import write_leftovers, write_return_sheet
from pipeline.template.rules import Words
from pipeline.template.sign_page import write_sign_page
from pipeline.xlsx import open_book, put

if TYPE_CHECKING:
    from pipeline.forms import Handout
    from pipeline.xlsx import Book, Worksheet

PROTECTION = {
    "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
    "sort": True, "autofilter": True,
}  # fmt: skip
"""What stays allowed: protection keeps the fixed cells from slips of the hand and nothing else (no password)."""


def render_handout(handout: Handout) -> bytes:
    """Return the workbook; the same handout gives the same bytes. It opens at the cover, a return copy at its list."""
    grids = tuple(lay_out(plan, handout) for plan in handout.sheets)
    words = Words(handout)
    with open_book(row_height=ROW) as book:
        sheets = [] if handout.back is None else [book.sheet(forms.RETURN_SHEET)]
        sheets.append(book.sheet(forms.COVER_SHEET))
        first_line = write_cover(book, sheets[-1], handout, grids)
        for grid in grids:
            sheets.append(book.sheet(grid.name))
            write_ledger(book, sheets[-1], grid, handout, words)
        sheets.append(book.sheet(forms.SIGN_SHEET))
        write_sign_page(book, sheets[-1], handout, grids, first_line)
        if handout.back:
            write_return_sheet(book, sheets[0], handout, handout.back)
            if handout.back.leftovers:
                sheets.append(book.sheet(forms.LEFTOVER_SHEET))
                write_leftovers(book, sheets[-1], handout.back)
        sheets += [*_options(book, words), _identity(book, handout)]
        sheets[0].activate()
        for sheet in sheets:
            sheet.protect("", PROTECTION)
    return book.content


def _options(book: Book, words: Words) -> list[Worksheet]:
    """Write the lists that are too long for a drop-down of their own, a column each."""
    if not words.long_lists:
        return []
    sheet = book.sheet(words.SHEET)
    sheet.very_hidden()
    for column, options in enumerate(words.long_lists):
        for row, word in enumerate(options):
            put(sheet, row, column, word, book.fmt(num_format=look.TEXT))
    return [sheet]


def _identity(book: Book, handout: Handout) -> Worksheet:
    """Write the hidden identity (design, decision 4): key and value in two columns."""
    sheet = book.sheet(forms.IDENTITY_SHEET)
    sheet.very_hidden()
    said = {
        forms.ID_TEMPLATE: forms.TEMPLATE_ID, forms.ID_SCHOOL: handout.school_id,
        forms.ID_VERSION: handout.version, forms.ID_UNIT: handout.unit_id, forms.ID_PERIOD: handout.period,
    }  # fmt: skip
    if handout.back:
        said[forms.ID_RETURN_OF] = handout.back.of
    style = book.fmt(num_format=look.TEXT)
    for row, (key, value) in enumerate(said.items()):
        put(sheet, row, 0, key, style)
        put(sheet, row, 1, value, style)
    return sheet
