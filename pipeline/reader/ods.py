"""An ods seen as the XML that it is; a row or a cell may stand for many."""

from __future__ import annotations

import io
import re
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import unquote

from defusedxml.ElementTree import iterparse

from pipeline.reader.ods_look import Looks, looks_of
from pipeline.reader.sight import ERROR_TEXT, MOST_CELLS, NO_VALUE, UNNAMED, Sight, address_of, file_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

    from pipeline.reader.sight import Area, Place

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_KIND = f"{_OFFICE}value-type"
_TRUE_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_HIDDEN = frozenset({"collapse", "filter"})
_OTHER_BOOK = re.compile(r"""'([a-z]+:(?:[^']|'')*)'#""")
"""'file:///D:/上月.ods'#$表1.A1."""


def ods_sights(archive: ZipFile) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each table, and what can be seen of it."""
    xml = archive.read("content.xml")
    styles = archive.read("styles.xml") if "styles.xml" in archive.namelist() else b""
    looks = looks_of(*filter(None, (styles, xml)))
    around: list[_Table] = []  # a table may hold another, as a chart's does
    room = MOST_CELLS
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end")):
        if event == "start" and node.tag == f"{_TABLE}table":
            around.append(_Table(looks, room))
        elif event == "end" and node.tag == f"{_TABLE}table-column" and around:
            around[-1].add_columns(node)
        elif event == "end" and node.tag == f"{_TABLE}table-row" and around:
            around[-1].add_rows(node)
            node.clear()
        elif event == "end" and node.tag == f"{_TABLE}table":
            sight = around.pop().sight()
            room -= sight.area
            yield node.get(f"{_TABLE}name", ""), sight


class _Table:
    """What has been seen of a table so far; one with more cells than there is `room` for is not gone through."""

    def __init__(self, looks: Looks, room: int) -> None:
        self.looks, self.room = looks, room
        self.row = self.rows = self.columns = 0
        self.usual: list[tuple[int, str]] = []
        self.broken: dict[str, str] = {}
        self.merged: list[Area] = []
        self.hidden: set[int] = set()
        self.struck: set[Place] = set()
        self.coloured: set[Place] = set()
        self.linked: dict[str, str] = {}

    def sight(self) -> Sight:
        """Return all of it."""
        area = self.rows * self.columns
        return Sight(
            area if area <= self.room else MOST_CELLS + 1, self.broken, self.merged, self.hidden, self.struck, self.coloured,
            self.linked,
        )  # fmt: skip

    def add_columns(self, node: Element) -> None:
        """Note up to where the cells that name no style have the style of these columns."""
        before = self.usual[-1][0] if self.usual else 0
        usual = node.get(f"{_TABLE}default-cell-style-name", "")
        self.usual.append((before + _number(node, "columns-repeated"), usual))

    def add_rows(self, node: Element) -> None:
        """Note the cells of a row, as often as it is repeated."""
        repeated = _number(node, "rows-repeated")
        placed = list(_placed(node))
        cells = [(column, cell) for column, cell in placed if _holds(cell)]
        self.merged += [area for column, cell in placed if (area := _merged(cell, self.row, column))]
        if cells:
            self.rows = self.row + repeated
            last, cell = cells[-1]
            self.columns = max(self.columns, last + _number(cell, "columns-repeated"))
        if cells and self.rows * self.columns <= self.room:
            rows = range(self.row, self.rows)
            if node.get(f"{_TABLE}visibility") in _HIDDEN:
                self.hidden.update(row + 1 for row in rows)
            for column, cell in cells:
                columns = range(column, column + _number(cell, "columns-repeated"))
                usual = node.get(f"{_TABLE}default-cell-style-name") or self._usual(column)
                self._add(cell, cell.get(f"{_TABLE}style-name") or usual, list(product(rows, columns)))
        self.row += repeated

    def _add(self, cell: Element, style: str, places: list[Place]) -> None:
        if style in self.looks.coloured:
            self.coloured.update(places)
        if style in self.looks.struck or _is_struck(cell, self.looks):
            self.struck.update(places)
        said, other = _broken_cell(cell), _OTHER_BOOK.search(cell.get(f"{_TABLE}formula", ""))
        addresses = [address_of(*place) for place in places] if said or other else []
        self.broken |= dict.fromkeys(addresses, said) if said else {}
        self.linked |= dict.fromkeys(addresses, file_of(unquote(other[1]))) if other else {}

    def _usual(self, column: int) -> str:
        return next((style for end, style in self.usual if column < end), "")


def _placed(row: Element) -> Iterator[tuple[int, Element]]:
    column = 0
    for cell in row:
        if cell.tag in _CELLS:
            yield column, cell
            column += _number(cell, "columns-repeated")


def _number(node: Element, name: str) -> int:
    return int(node.get(f"{_TABLE}number-{name}", 1))


def _merged(cell: Element, row: int, column: int) -> Area | None:
    down, right = _number(cell, "rows-spanned"), _number(cell, "columns-spanned")
    return (row, column, row + down - 1, column + right - 1) if down * right > 1 else None


def _holds(cell: Element) -> bool:
    """Tell whether the reader lays out the cell: it has a value, or should have."""
    return cell.get(f"{_TABLE}formula") is not None or any(name.startswith(_OFFICE) for name in cell.attrib)


def _is_struck(cell: Element, looks: Looks) -> bool:
    spans = (span for line in cell.findall(f"{_TEXT}p") for span in line.iter(f"{_TEXT}span"))
    return any(span.get(f"{_TEXT}style-name") in looks.struck for span in spans)


def _broken_cell(cell: Element) -> str:
    if cell.get(f"{_TABLE}formula") is None:
        return ""
    text = "\n".join("".join(line.itertext()) for line in cell.findall(f"{_TEXT}p")).strip()
    if cell.get(_TRUE_KIND) == "error" or ERROR_TEXT.fullmatch(text):
        return text or UNNAMED
    return "" if cell.get(_KIND) else NO_VALUE
