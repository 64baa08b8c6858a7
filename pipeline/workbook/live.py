"""Live arithmetic: where a table's cells lie, and what formulas and their cached values are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.forms import column_letters
from pipeline.model import shown
from pipeline.workbook.table import HEADER_ROW
from pipeline.xlsx import put, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pipeline.workbook.table import Column, Kind
    from pipeline.xlsx import Book, Cell, Format, Property, Worksheet

FIRST = HEADER_ROW + 1
"""The zero-based row of a table's first line."""
NONE = "—"
"""What stands where there is no figure."""
FINE, FINE_SUM, FINE_TOTAL = 12, 10, 8
"""Places to which a figure is kept that is shown to the cent; a sum of such figures, a sum of such sums."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a table's cells lie: its sheet, its columns by key, how many lines it has.

    People sort and filter: a line names its own cells (`cell`) and whole columns (`column`), another sheet's
    line is looked up by what it says (`looked_up`), never by where it stands.
    """

    sheet: str
    keys: tuple[str, ...]
    count: int
    first: int = FIRST

    def index(self, key: str) -> int:
        """Return the column's zero-based place."""
        return self.keys.index(key)

    def letters(self, key: str) -> str:
        """Return the column's letters."""
        return column_letters(self.index(key))

    def cell(self, key: str, index: int) -> str:
        """Return the address of the cell in line `index` of the table."""
        return f"{self.letters(key)}{self.first + index + 1}"

    def area(self, first: str, last: str, index: int) -> str:
        """Return the range from the column `first` to `last` in line `index` of the table."""
        return f"{self.cell(first, index)}:{self.cell(last, index)}"

    def column(self, key: str) -> str:
        """Return the absolute range of a column's cells; of an empty table, its one blank line."""
        letters, last = self.letters(key), self.first + max(1, self.count)
        return f"${letters}${self.first + 1}:${letters}${last}"

    def outside(self, key: str) -> str:
        """Return the range as other sheets name it."""
        return f"{quoted(self.sheet)}!{self.column(key)}"

    def at(self, key: str, place: str) -> str:
        """Return the expression for a cell of `key`, from another sheet, in the line that the cell `place` counts."""
        return f"INDEX({self.outside(key)},{place})"

    def looked_up(self, key: str, by: str, word: str) -> str:
        """Return the expression for a cell of `key`, from another sheet, in the line where `by` is `word`."""
        return self.at(key, f"MATCH({word},{self.outside(by)},0)")


def exact(figure: Fraction) -> Decimal:
    """Return a figure that formulas start from: to all the digits that a cell has room for."""
    return Decimal(figure.numerator) / Decimal(figure.denominator)


def fine(figure: Fraction, places: int = FINE) -> Decimal:
    """Return a figure as `to_fine` leaves it."""
    return exact(figure).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def cents(figure: Fraction | None) -> Decimal | str:
    """Return a figure rounded half up to two places, — where there is none."""
    return NONE if figure is None else Decimal(shown(figure))


def to_fine(expression: str, places: int = FINE) -> str:
    """Return the expression without what binary fractions and rounding add: half a cent stays half a cent."""
    return f"ROUND({expression},{places})"


def to_cents(expression: str) -> str:
    """Return the expression rounded half up to two places; the inner step takes away what binary fractions add."""
    return f"ROUND(ROUND({expression},9),2)"


def add_foot(
    book: Book, sheet: Worksheet, row: int, columns: Sequence[Column], lines: Sequence[Sequence[Cell]],
    formats: dict[int, str],
) -> None:  # fmt: skip
    """Write `lines` under a table from zero-based `row` on, a blank row away, so that sorting leaves them alone.

    `formats` are the number formats of cells, by column, that differ from those above them.
    """
    for offset, line in enumerate(lines):
        for index, cell in enumerate(line):
            style = _foot_style(book, columns[index].kind, formats.get(index), first=not offset)
            put(sheet, row + offset, index, cell, style)
        sheet.set_row(row + offset, 20)


def _foot_style(book: Book, kind: Kind, number: str | None, *, first: bool) -> Format:
    above: dict[str, Property] = {"top": 1, "top_color": look.RULE} if first else {}
    if number:
        return book.fmt(num_format=number, font_color=look.SOFT_INK, indent=1, align="left", **above)
    if kind == "text":
        return book.fmt(font_color=look.SOFT_INK, indent=1, **above)
    return book.fmt(num_format=look.POINTS, font_color=look.SOFT_INK, align="right", **above)


def caption(book: Book, sheet: Worksheet, row: int, text: str) -> None:
    """Write the heading of a block under a table."""
    put(sheet, row, 0, text, book.fmt(bold=True, font_color=look.ACCENT_INK, font_size=look.BODY))
    sheet.set_row(row, 22)
