"""What a print set is made of: parts of tables, rows of words; how they look is the view's."""

from __future__ import annotations

from dataclasses import dataclass

NUMERALS = "一二三四五六七八九十"
FEW = 12
"""Rows of a table that stands on one page; a longer one may go on on the next."""
BLANK = ""
"""Stands in a cell that is written by hand."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` says what its words are.

    n: a figure; name: kept on one line; lines: broken as written; words: a list, none of it broken; state: a mark;
    rule: never shortened; hand: written by hand. `width` is in millimetres, 0 for what is left.
    """

    title: str
    kind: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header stands again on every page; `name` stands above it.

    `height` of a row in millimetres where somebody signs in it, 0 for as much as its words take.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    name: str = ""
    height: int = 0

    @property
    def is_short(self) -> bool:
        """Tell whether it is kept on one page."""
        return len(self.rows) <= FEW


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a set, on a new page; `notes` stand above its tables, `empty` where it has none."""

    title: str
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""

    @property
    def filled(self) -> tuple[Table, ...]:
        """Return the tables that have a row."""
        return tuple(table for table in self.tables if table.rows)


def numeral(number: int) -> str:
    """Return the number of a part as it is written before its title: 一, 十二."""
    ten = len(NUMERALS)
    return NUMERALS[number - 1] if number <= ten else f"十{NUMERALS[number - ten - 1]}"
