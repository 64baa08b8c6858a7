"""Writing workbooks: the only place that opens one, so that nothing typed ever becomes a formula or a link.

The bytes depend on the calls alone: built in memory, with a fixed creation date (design, decision 2).
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from pipeline import look

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = [
    "Book", "Cell", "Chart", "Format", "Formula", "Link", "Property", "Worksheet",
    "area", "keep_as_written", "lines_of", "open_book", "page_room", "print_setup", "put", "quoted", "span", "width_of", "written",
]  # fmt: skip

EPOCH = datetime(2016, 1, 1)  # noqa: DTZ001 — a document property, written without zone
LONGEST = 32_767
A4 = 9
ROW_HEIGHT = 15
CHARACTER = 6.0
"""Points of a character as columns are measured: 8 pixels in the font of our workbooks."""
MARGINS = {"left": 0.45, "right": 0.45, "top": 0.75, "bottom": 0.65}
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": look.DATA_FONT, "font_size": look.BODY, "font_scheme": "none"},
}

Property = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, `=…`, and the value that it has: LibreOffice and previews compute nothing, and show that."""

    text: str
    value: str | int | Decimal


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to a cell of a sheet of ours: only we name the place, whatever the text says."""

    text: str
    sheet: str
    cell: str = "A1"


Cell = str | int | Decimal | date | Formula | Link | None
"""What a cell is given: a value, never a formula or a link whatever it says, or a Formula, or a Link."""


class Book:
    """A workbook being written; `content` is there once it is closed. `state` is what its pages say of its standing."""

    def __init__(self, created: datetime = EPOCH, row_height: float = ROW_HEIGHT) -> None:
        """Open an empty workbook that says it was made at `created`; rows are `row_height` points unless set."""
        self._buffer = BytesIO()
        self._workbook = Workbook(self._buffer, {**OPTIONS, "default_row_height": round(row_height / 0.75)})
        self._workbook.set_properties({"created": created})
        self.state = ""
        self._formats: dict[frozenset[tuple[str, Property]], Format] = {}

    def sheet(self, name: str) -> Worksheet:
        """Add the sheet `name` after those there are."""
        return self._workbook.add_worksheet(name)

    def has(self, name: str) -> bool:
        """Tell whether there is a sheet `name` by now."""
        return self._workbook.get_worksheet_by_name(name) is not None

    def fmt(self, **properties: Property) -> Format:
        """Return the format with these properties; equal properties give the same one."""
        key = frozenset(properties.items())
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(
                {"valign": "vcenter", "font_color": look.INK, **properties}
            )
        return self._formats[key]

    def fmt_change(self, **properties: Property) -> Format:
        """Return the format that a conditional rule lays over a cell: these properties and no others."""
        key = frozenset({**properties, "conditional": True}.items())
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def chart(self, kind: str) -> Chart:
        """Return a native chart of `kind` (bar, column, line), to be put into a sheet."""
        return self._workbook.add_chart({"type": kind})

    def describe(self, **properties: str) -> None:
        """Set document properties: title, subject, company, status; the status stands on every page too."""
        self.state = properties.get("status", "")
        self._workbook.set_properties({"created": EPOCH, **properties})

    def name(self, name: str, sheet: str, cells: str) -> None:
        """Define a name for `cells`, absolute, of `sheet`; what a name cannot have becomes a stroke below.

        One that begins with a Latin letter or a figure gets a stroke before it: it could be the address of a cell.
        """
        plain = re.sub(r"\W+", "_", name).strip("_")
        plain = f"_{plain}" if plain[:1].isascii() else plain
        self._workbook.define_name(plain, f"={quoted(sheet)}!{cells}")

    def close(self) -> None:
        """Finish the workbook."""
        self._workbook.close()

    @property
    def content(self) -> bytes:
        """Return the finished workbook."""
        return self._buffer.getvalue()


@contextmanager
def open_book(created: datetime = EPOCH, row_height: float = ROW_HEIGHT) -> Iterator[Book]:
    """Give a workbook to write into; when the block ends well it is closed and has `content`."""
    book = Book(created, row_height)
    yield book
    book.close()


def put(sheet: Worksheet, row: int, column: int, value: Cell, style: Format) -> None:
    """Write `value` as what it is into the zero-based cell; the style says how a date or number looks."""
    match value:
        case None | "":
            sheet.write_blank(row, column, None, style)
        case str():
            sheet.write_string(row, column, written(value), style)
        case int() | Decimal():
            sheet.write_number(row, column, value, style)
        case date():
            sheet.write_datetime(row, column, value, style)
        case Link():
            goal = f"internal:{quoted(value.sheet)}!{value.cell}"
            sheet.write_url(row, column, goal, style, written(value.text), f"到「{value.sheet}」")
        case Formula():
            cached = float(value.value) if isinstance(value.value, Decimal) else value.value
            sheet.write_formula(row, column, value.text, style, cached)


def written(text: str) -> str:
    """Return `text` as a cell can hold it: without control characters, at most 32,767 characters."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]


def span(sheet: Worksheet, row: int, first: int, last: int, value: Cell, style: Format) -> None:
    """Write `value` across the cells of `row` from column `first` to `last`, merged if more than one."""
    if first != last:
        sheet.merge_range(row, first, row, last, "", style)
    put(sheet, row, first, value, style)


def keep_as_written(sheet: Worksheet) -> None:
    """Let figures that are written as text stand without the corner in which a program doubts them."""
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def width_of(text: str) -> int:
    """Return how many columns of a fixed-width font `text` takes: a Chinese character takes two, as in GBK."""
    return len(text.encode("gbk", "replace"))


def lines_of(text: str, width: float) -> int:
    """Return how many lines `text` needs in a cell `width` characters wide."""
    room = max(2, int(width) - 1)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-width_of(part) // room)) for part in text.split("\n"))


def quoted(name: str) -> str:
    """Return a sheet's name as formulas and links write it."""
    return "'" + name.replace("'", "''") + "'"


def area(first_row: int, first: int, last_row: int, last: int) -> str:
    """Return a range of zero-based cells as an absolute address: $A$4:$N$15."""
    return str(xl_range_abs(first_row, first, last_row, last))


def page_room(characters: float, *, landscape: bool) -> float:
    """Return how many points of rows fit a page of A4 on which columns of so many `characters` share the width."""
    across, down = (11.69, 8.27) if landscape else (8.27, 11.69)
    wide = across - MARGINS["left"] - MARGINS["right"]
    tall = down - MARGINS["top"] - MARGINS["bottom"]
    return 72 * tall * max(1.0, characters * CHARACTER / (72 * wide))


def print_setup(
    sheet: Worksheet,
    *,
    landscape: bool,
    heading: str = "",
    state: str = "",
    repeat: tuple[int, int] | None = None,
    across: int = 1,
) -> None:
    """Print on A4, `across` pages wide, page of pages below; above them `heading`, on the right where there is no `state`.

    `repeat`: zero-based rows on each page.
    """
    sheet.set_paper(A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(across, 0)
    sheet.center_horizontally()
    above, right = (text.replace("&", "&&") for text in ((heading, state) if state else ("", heading)))
    sheet.set_header(f"&L&{look.FINE} {above}" * bool(above) + f"&R&{look.FINE} {right}" * bool(right))
    sheet.set_footer(f"&C&{look.FINE} 第 &P 页，共 &N 页")
    if repeat:
        sheet.repeat_rows(*repeat)
