"""A ledger sheet of a workbook that was handed out: where its columns and rows are, and what they already say."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import forms
from pipeline.cells import show
from pipeline.demo.fill import xml_of
from pipeline.forms import column_letters
from pipeline.reader import Book, read_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.cells import Raw
    from pipeline.config import Config
    from pipeline.ledger import Ledger
    from pipeline.reader import Sheet

_MERGED = re.compile(r'<mergeCell ref="([A-Z]+)\d+:([A-Z]+)(\d+)"')
MUST_MARK = "＊"
_COLUMN = re.compile(r'<col min="(\d+)" max="(\d+)"[^>]*? hidden="1"')


@dataclass(frozen=True, slots=True)
class Page:
    """One ledger sheet: column letters by field, prepared rows by their one-based number.

    `filler` and `day` are the cells of 填表人 and 填报日期; `next` is the first row that is free.
    """

    ledger: Ledger
    sheet: str
    columns: Mapping[str, str]
    rows: Mapping[int, Mapping[str, str]]
    filler: str
    day: str

    @property
    def next(self) -> int:
        """Return the first row below what is prepared; the thin row under the header stays empty."""
        return max(self.rows, default=forms.THIN_ROW) + 1

    @property
    def nil(self) -> str:
        """Return the nil cell."""
        return f"{column_letters(forms.NIL_COLUMN - 1)}{forms.NIL_ROW}"

    def cell(self, field: str, row: int) -> str:
        """Return the address of `field` in `row`."""
        return f"{self.columns[field]}{row}"


def open_pages(config: Config, data: bytes) -> Iterator[Page]:
    """Yield the ledger sheets of the workbook that was handed out."""
    book = read_book("", data)
    if not isinstance(book, Book):
        message = f"a workbook that was handed out cannot be read: {book.code}"
        raise TypeError(message)
    titles = {forms.sheet_name(ledger.title): ledger for ledger in config.ledgers.all}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet in book.sheets:
            if sheet.name in titles:
                yield _page(titles[sheet.name], sheet, xml_of(archive, sheet.name))


def _page(ledger: Ledger, sheet: Sheet, xml: str) -> Page:
    labels = {field.label: field.name for field in ledger.fields}
    named = {
        c: labels[text]
        for c, cell in enumerate(sheet.rows[forms.HEADER_ROW - 1])
        if (text := _label(cell)) in labels
    }
    rows = {}
    for number, cells in enumerate(sheet.rows[forms.HEADER_ROW :], start=forms.HEADER_ROW + 1):
        said = {named[c]: show(v) for c, v in enumerate(cells) if c in named and v not in {None, ""}}
        if said:
            rows[number] = said
    columns = {name: column_letters(column) for column, name in named.items()}
    filler, day = (_value_cell(sheet, xml, label) for label in (forms.HEAD_FILLER, forms.HEAD_DAY))
    return Page(ledger, sheet.name, columns, rows, filler, day)


def _label(cell: Raw) -> str:
    return str(cell).rstrip(MUST_MARK)


def _value_cell(sheet: Sheet, xml: str, label: str) -> str:
    """Return the cell right of the head line's `label`, past what the label is merged over and what is folded."""
    column = sheet.rows[forms.HEAD_ROW - 1].index(label)
    ends = {m[1]: m[2] for m in _MERGED.finditer(xml) if int(m[3]) == forms.HEAD_ROW}
    last = ends.get(column_letters(column), column_letters(column))
    folded = {n for m in _COLUMN.finditer(xml) for n in range(int(m[1]) - 1, int(m[2]))}
    while column_letters(column) != last:
        column += 1
    column += 1
    while column in folded:
        column += 1
    return f"{column_letters(column)}{forms.HEAD_ROW}"
