"""Where a table's cells lie, so that formulas can name them, and how exact figures go into cells."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.forms import column_letters
from pipeline.model import shown
from pipeline.workbook.table import HEADER_ROW
from pipeline.xlsx import put, quoted

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.xlsx import Book, Worksheet

FIRST = HEADER_ROW + 1
"""The zero-based row of a table's first line."""
NONE = "—"


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a table's cells lie: its sheet, its columns by key, its first zero-based row and how many rows it has."""

    sheet: str
    keys: tuple[str, ...]
    count: int
    first: int = FIRST

    def letters(self, key: str) -> str:
        """Return the column's letters."""
        return column_letters(self.keys.index(key))

    def cell(self, key: str, index: int) -> str:
        """Return the address of the cell in line `index` of the table."""
        return f"{self.letters(key)}{self.first + index + 1}"

    def column(self, key: str) -> str:
        """Return the absolute range of a column's cells; of an empty table, its one blank line."""
        letters, last = self.letters(key), self.first + max(1, self.count)
        return f"${letters}${self.first + 1}:${letters}${last}"

    def outside(self, key: str) -> str:
        """Return the range as other sheets name it."""
        return f"{quoted(self.sheet)}!{self.column(key)}"

    def looked_up(self, key: str, by: str, word: str) -> str:
        """Return the expression that finds a cell of `key` in the line in which `by` is `word`, sorted or not."""
        return f"INDEX({self.outside(key)},MATCH({word},{self.outside(by)},0))"


def exact(figure: Fraction) -> Decimal:
    """Return a figure as a cell keeps it: exact to all the digits that it has room for."""
    return Decimal(figure.numerator) / Decimal(figure.denominator)


def to_cents(expression: str) -> str:
    """Return the expression rounded half up to two places; the inner step takes away what binary fractions add."""
    return f"ROUND(ROUND({expression},9),2)"


def cents(figure: Fraction | None) -> Decimal | str:
    """Return a figure rounded half up to two places, — where there is none."""
    return NONE if figure is None else Decimal(shown(figure))


def caption(book: Book, sheet: Worksheet, row: int, text: str) -> None:
    """Write the heading of a block under a table."""
    put(sheet, row, 0, text, book.fmt(bold=True, font_color=look.ACCENT_INK, font_size=look.BODY))
    sheet.set_row(row, 22)
