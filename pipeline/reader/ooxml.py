"""An xlsx seen as the XML that it is."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from defusedxml.ElementTree import iterparse

from pipeline.reader.apart import Apart, apart_of, is_struck, local, sheets_of
from pipeline.reader.reach import area_of, column_number
from pipeline.reader.sight import NO_VALUE, UNNAMED, Sight, address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

    from pipeline.reader.sight import Area, Place

_ERROR, _FORMULA = re.compile(rb"""e(?<=["']e)["']"""), re.compile(rb"f(?<=[<:]f)[\s/>]")
_HIDDEN, _STRIKE = re.compile(rb"""hidden\s*=\s*["'](?:1|t)"""), re.compile(rb"trike")
_SUSPECT = (_ERROR, _FORMULA, _HIDDEN, _STRIKE)
"""What broken, hidden or struck cells cannot be written without; each begins with a letter, to be found by it."""
_NO_TEXT = re.compile(rb"""s(?<=["']s)["'][^>]*>\s*<(?:\w+:)?v>(?![0-9]*<)""")
"""A shared text whose number is none: calamine takes the first text there is."""
_USUAL_STYLE = "0"
"""That of a cell which names none."""
_MERGED = re.compile(rb"""mergeCell\b[^>]*?\bref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_OTHER_BOOK = re.compile(r"""\[([^\[\]]+)\](?:[^\[\]'"!(),;:+*/&=<>^-]*|[^\[\]']*')!""")
"""[1]表1!A1, '[上月.xlsx]表 1'!A1; not a table's column, which no sheet follows."""
_QUOTED = re.compile(r'"[^"]*"')
"""A text inside a formula, which may look like anything."""


def xlsx_sights(archive: ZipFile, skip: frozenset[str]) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each worksheet not named in `skip`, and what can be seen of it."""
    apart = apart_of(archive)
    marked = apart.struck | apart.coloured
    styled = (
        re.compile(rb"""s(?<=\bs)\s*=\s*["'](?:%s)["']""" % "|".join(marked).encode()) if marked else None
    )
    everywhere = apart.struck_texts or _USUAL_STYLE in marked
    for name, part in sheets_of(archive):
        xml = b"" if name in skip else archive.read(part)
        start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
        if start < 0 and name not in skip:
            continue  # no sheet of cells, whatever it is
        cells = xml[start:end]
        if _NO_TEXT.search(cells):
            message = "a shared text that is not there"
            raise ValueError(message)
        area, merged = area_of(xml), tuple(_merged(xml[max(end, 0) :]))
        suspect = everywhere or (styled and styled.search(cells)) or any(s.search(cells) for s in _SUSPECT)
        yield name, _close_look(xml, apart, area, merged) if suspect else Sight(area, merged=merged)


def _merged(xml: bytes) -> Iterator[Area]:
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = column_number(left.decode()), column_number(right.decode())
        yield int(top) - 1, first - 1, int(bottom) - 1, last - 1


def _close_look(xml: bytes, apart: Apart, area: int, merged: tuple[Area, ...]) -> Sight:
    """Return what every row and cell says of itself."""
    row = column = 0
    inside = False
    hidden: set[int] = set()
    struck: set[Place] = set()
    coloured: set[Place] = set()
    broken: dict[str, str] = {}
    linked: dict[str, str] = {}
    shared: dict[str | None, str] = {}
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end")):
        tag = local(node)
        inside = event == "start" if tag == "c" else inside
        if event == "start" and tag == "row":
            row, column = int(node.get("r", row + 1)), 0
            if node.get("hidden") in {"1", "true"}:
                hidden.add(row)
        elif event == "end" and tag == "c":
            place = _PLACE.fullmatch(node.get("r", ""))
            column = column_number(place[1]) if place else column + 1
            address = place[0] if place else address_of(row - 1, column - 1)
            if said := _broken_cell(node):
                broken[address] = said
            if (book := _other_book(node, shared, apart)) is not None:
                linked[address] = book
            if len(node) and node.get("s", _USUAL_STYLE) in apart.coloured:
                coloured.add((row - 1, column - 1))
            if len(node) and _is_struck(node, apart):
                struck.add((row - 1, column - 1))
        if event == "end" and not inside:
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
    found = _OTHER_BOOK.search(_QUOTED.sub("", text))
    if found is None:
        return None
    return apart.books.get(found[1], "") if found[1].isdigit() else found[1]


def _is_struck(cell: Element, apart: Apart) -> bool:
    if cell.get("s", _USUAL_STYLE) in apart.struck:
        return True
    if cell.get("t") == "s":
        return _value(cell) in apart.struck_texts
    return cell.get("t") == "inlineStr" and is_struck(cell)
