"""An ods seen as the XML that it is; a row or a cell may stand for many."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from defusedxml.ElementTree import iterparse

from pipeline.forms import column_letters
from pipeline.reader.sight import NO_VALUE, UNNAMED, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_KIND = f"{_OFFICE}value-type"
_TRUE_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d+")
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})


def ods_sights(xml: bytes) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each table, and what can be seen of it."""
    row = rows = columns = 0
    broken: dict[str, str] = {}
    around = []
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end")):
        if event == "start" and node.tag == f"{_TABLE}table":
            around.append((row, rows, columns, broken))  # a table may hold another, as a chart's does
            row, rows, columns, broken = 0, 0, 0, {}
        elif event == "end" and node.tag == f"{_TABLE}table-row":
            repeated = int(node.get(f"{_TABLE}number-rows-repeated", 1))
            last, said = _row(node, row + 1)
            if last:
                rows, columns = row + repeated, max(columns, last)
                broken |= said
            row += repeated
            node.clear()
        elif event == "end" and node.tag == f"{_TABLE}table":
            yield node.get(f"{_TABLE}name", ""), Sight(rows * columns, broken)
            row, rows, columns, broken = around.pop()


def _row(node: Element, row: int) -> tuple[int, dict[str, str]]:
    """Return the last column of the row that holds something, 0 for none, and its broken cells."""
    column = last = 0
    broken: dict[str, str] = {}
    for cell in node:
        if cell.tag not in _CELLS:
            continue
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        said = _broken_cell(cell)
        if said:
            broken[f"{column_letters(column)}{row}"] = said
        if said or any(name.startswith(_OFFICE) for name in cell.keys()):  # noqa: SIM118 — an element, no mapping
            last = column + repeated
        column += repeated
    return last, broken


def _broken_cell(cell: Element) -> str:
    if cell.get(f"{_TABLE}formula") is None:
        return ""
    text = "".join(cell.itertext()).strip()
    if cell.get(_TRUE_KIND) == "error" or _ERROR.fullmatch(text):
        return text or UNNAMED
    return "" if cell.get(_KIND) else NO_VALUE
