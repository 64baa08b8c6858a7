"""An xlsx seen as the XML that it is."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from defusedxml.ElementTree import iterparse

from pipeline.forms import column_letters
from pipeline.reader.apart import Apart, apart_of, is_struck, local, sheets_of
from pipeline.reader.sight import NO_VALUE, UNNAMED, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

    from pipeline.reader.sight import Area, Place

_HOLDS = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*(?<!/)>""")
_FAR = re.compile(rb"""\br=["'](?:[A-Z]{3}|[A-Z]+\d{5})""")
"""A cell past column ZZ or row 9,999: without one the area is that of a form, and nobody has to count."""
_SUSPECT = (b't="e"', b"t='e'", b"<f", b":f", b"trike")
"""What an error cell, a formula or struck text cannot be written without."""
_HIDDEN = re.compile(rb"""hidden=["'](?:1|t)""")
_MERGED = re.compile(rb"""mergeCell\b[^>]*?\bref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_OTHER_BOOK = re.compile(r"""\[([^\[\]]+)\](?:[^\[\]'"!(),;:+*/&=<>^-]*|[^\[\]']*')!""")
"""[1]表1!A1, '[上月.xlsx]表 1'!A1; not a table's column, which no sheet follows."""


def xlsx_sights(archive: ZipFile, skip: frozenset[str]) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each worksheet not named in `skip`, and what can be seen of it."""
    apart = apart_of(archive)
    marked = apart.struck | apart.coloured
    styled = re.compile(rb"""\bs=["'](?:%s)["']""" % "|".join(marked).encode()) if marked else None
    for name, part in sheets_of(archive):
        xml = b"" if name in skip else archive.read(part)
        start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
        cells = xml[start:end]
        area, merged = _area(cells), tuple(_merged(xml[max(end, 0) :]))
        suspect = any(mark in cells for mark in _SUSPECT) or _HIDDEN.search(cells)
        if suspect or (styled and styled.search(cells)) or apart.struck_texts:
            yield name, _close_look(xml, apart, area, merged)
        else:
            yield name, Sight(area, merged=merged)


def _area(xml: bytes) -> int:
    """Return how many cells there are up to the last one that holds something, 0 where none stands far off.

    Styled ghosts hold nothing.
    """
    held = _HOLDS.findall(xml) if _FAR.search(xml) else []
    widest = max({letters for letters, _ in held}, key=lambda each: (len(each), each), default=b"")
    return max((int(row) for _, row in held), default=0) * _column_number(widest)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _merged(xml: bytes) -> Iterator[Area]:
    for left, top, right, bottom in _MERGED.findall(xml):
        yield int(top) - 1, _column_number(left) - 1, int(bottom) - 1, _column_number(right) - 1


def _close_look(xml: bytes, apart: Apart, area: int, merged: tuple[Area, ...]) -> Sight:
    """Return what every row and cell says of itself."""
    row = column = 0
    hidden: set[int] = set()
    struck: set[Place] = set()
    coloured: set[Place] = set()
    broken: dict[str, str] = {}
    linked: dict[str, str] = {}
    shared: dict[str | None, str] = {}
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end")):
        tag = local(node)
        if event == "start" and tag == "row":
            row, column = int(node.get("r", row + 1)), 0
            if node.get("hidden") in {"1", "true"}:
                hidden.add(row)
        elif event == "end" and tag == "c":
            place = _PLACE.fullmatch(node.get("r", ""))
            column = _column_number(place[1].encode()) if place else column + 1
            address = place[0] if place else f"{column_letters(column - 1)}{row}"
            if said := _broken_cell(node):
                broken[address] = said
            if (book := _other_book(node, shared, apart)) is not None:
                linked[address] = book
            if len(node) and node.get("s") in apart.coloured:
                coloured.add((row - 1, column - 1))
            if len(node) and _is_struck(node, apart):
                struck.add((row - 1, column - 1))
        elif event == "end" and tag == "row":
            node.clear()
    return Sight(area, broken, merged, hidden, struck, coloured, linked)


def _value(cell: Element) -> str:
    return next((child.text or "" for child in cell if local(child) == "v"), "")


def _broken_cell(cell: Element) -> str:
    value = _value(cell)
    if cell.get("t") == "e":
        return value or UNNAMED
    formula = any(local(child) == "f" for child in cell)
    return NO_VALUE if formula and not value and cell.get("t") != "str" else ""


def _other_book(cell: Element, shared: dict[str | None, str], apart: Apart) -> str | None:
    """Return the name of the workbook that the cell's formula leads to, None where to none.

    `shared` keeps the formulas that other cells share, by their number.
    """
    formula = next((child for child in cell if local(child) == "f"), None)
    if formula is None:
        return None
    text = formula.text or shared.get(formula.get("si"), "")
    shared.setdefault(formula.get("si"), text)
    found = _OTHER_BOOK.search(text)
    if found is None:
        return None
    return apart.books.get(found[1], "") if found[1].isdigit() else found[1]


def _is_struck(cell: Element, apart: Apart) -> bool:
    if cell.get("s") in apart.struck:
        return True
    if cell.get("t") == "s":
        return _value(cell) in apart.struck_texts
    return cell.get("t") == "inlineStr" and is_struck(cell)
