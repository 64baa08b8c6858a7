"""Cells that the office corrected: read as its register says, shown as corrected (rubric §4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.check.place import address
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.cells import Raw
    from pipeline.model import Amendment, LedgerReturn, Record, Submission
    from pipeline.reader import Book, Sheet


def amended(book: Book, amendments: Iterable[Amendment]) -> Book:
    """Return the workbook as if its corrected cells said what they should; the file itself stays as it is."""
    by_sheet: dict[str, dict[str, str]] = {}
    for each in amendments:
        by_sheet.setdefault(each.at.sheet, {})[each.at.cell] = each.text
    sheets = tuple(_amended(sheet, by_sheet.get(sheet.name, {})) for sheet in book.sheets)
    return replace(book, sheets=sheets)


def _amended(sheet: Sheet, cells: dict[str, str]) -> Sheet:
    if not cells:
        return sheet
    wide = max(map(len, sheet.rows), default=0)
    rows = [_row(number, row, cells, wide) for number, row in enumerate(sheet.rows)]
    broken = {cell: fault for cell, fault in sheet.broken.items() if cell not in cells}
    return replace(sheet, rows=rows, broken=broken)


def _row(number: int, row: Sequence[Raw], cells: dict[str, str], wide: int) -> list[Raw]:
    whole = [*row, *[None] * (wide - len(row))]
    return [cells.get(address((number, column)), cell) for column, cell in enumerate(whole)]


def told(checked: Submission, amendments: Sequence[Amendment]) -> Submission:
    """Return the submission with each corrected cell said, and its record pointing at the office's register."""
    if not amendments:
        return checked
    returns = {name: _pointing(each, amendments) for name, each in checked.returns.items()}
    said = tuple(_said(each) for each in amendments)
    return replace(checked, returns=returns, findings=(*checked.findings, *said))


def _said(each: Amendment) -> Finding:
    old, new = ("（略）", "（略）") if each.guarded else (each.old or "空", each.text or "空")
    context = {"typed": old, "became": new}
    return Finding("cell-corrected", each.at, context=context, also=(each.source,))


def _pointing(entry: LedgerReturn, amendments: Sequence[Amendment]) -> LedgerReturn:
    own = [each for each in amendments if each.at.sheet == entry.sheet]
    if not own:
        return entry
    return replace(
        entry,
        records=tuple(_with_sources(record, own) for record in entry.records),
        set_aside=tuple(_with_sources(record, own) for record in entry.set_aside),
    )


def _with_sources(record: Record, amendments: Sequence[Amendment]) -> Record:
    """Return the record pointing at its corrections, under the number that it had before them."""
    cells = {f"{letters}{record.row}": name for name, letters in record.columns.items()}
    own = [each for each in amendments if each.at.cell in cells]
    if not own:
        return record
    known = next((each.number for each in own if each.number), record.number)
    sources = {cells[each.at.cell]: each.source for each in own}
    return replace(record, amended=sources).numbered(known)
