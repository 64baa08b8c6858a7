"""How far the cells of an xlsx sheet reach, never too little: the reader lays out every cell in between.

A form's cells are written in one way only, and are not counted. What is written in any other is gone through as
the reader goes through it: names in small letters, cells that do not say where they are, rows that go back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defusedxml.ElementTree import DefusedXMLParser

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNUSUAL = re.compile(rb"""[<:]c(?! r="[A-Z]{1,2}[0-9]{1,4}"(?: [st]="\w{0,9}")*/?>)[\s/>]""")
"""A cell past column ZZ or row 9,999, or one that is written as no spreadsheet program writes it."""
_PLACE = re.compile(r"([A-Za-z]*)([0-9]+)")
_HOLDS = frozenset({"v", "is"})


def area_of(xml: bytes) -> int:
    """Return how many cells there are up to the last one that holds something, 0 where none stands far off.

    Styled ghosts hold nothing. Raises ParseError, or ValueError for a place that is none.
    """
    if not _UNUSUAL.search(xml):
        return 0
    reach = _Reach()
    parser = DefusedXMLParser(target=reach)
    parser.feed(xml)
    parser.close()
    return (reach.last_row + 1) * (reach.last_column + 1)


class _Reach:
    """Goes through a sheet's elements, none of which is kept; places are zero-based."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.last_row = self.last_column = -1
        self._cell = (0, 0)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note where the row or the cell stands that begins, and a cell that holds something."""
        name, place = tag.rpartition("}")[2], attributes.get("r")
        if name == "row" and place is not None:
            self.row = _place_of(place)[0]
        elif name == "c":
            self._cell = (self.row, self.column) if place is None else _place_of(place)
            self.column = self._cell[1]
        elif name in _HOLDS:
            self.last_row = max(self.last_row, self._cell[0])
            self.last_column = max(self.last_column, self._cell[1])

    def end(self, tag: str) -> None:
        """Go on to the next row or column."""
        name = tag.rpartition("}")[2]
        if name == "row":
            self.row, self.column = self.row + 1, 0
        elif name == "c":
            self.column += 1

    def close(self) -> None:
        """Keep nothing."""


def _place_of(text: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(text)
    if found is None:
        message = f"no place: {text[:20]}"
        raise ValueError(message)
    return int(found[2]) - 1, column_number(found[1]) - 1


def column_number(letters: str) -> int:
    """Return the one-based number of a column, 0 where no letters name it: AB → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
