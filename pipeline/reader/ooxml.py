"""An xlsx seen as the XML that it is."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from defusedxml.ElementTree import fromstring, iterparse

from pipeline.forms import column_letters
from pipeline.reader.sight import NO_VALUE, UNNAMED, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

_HOLDS = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*(?<!/)>""")
_FAR = re.compile(rb"""\br=["'](?:[A-Z]{3}|[A-Z]+\d{5})""")
"""A cell past column ZZ or row 9,999: without one the area is that of a form, and nobody has to count."""
_SUSPECT = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b"<f\n", b":f>", b":f ", b":f/", b":f\n")
"""What an error cell or a formula cannot be written without; looking for it is all that most sheets cost."""
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def xlsx_sights(archive: ZipFile, skip: frozenset[str]) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each worksheet not named in `skip`, and what can be seen of it."""
    for name, part in _parts(archive):
        xml = b"" if name in skip else archive.read(part)
        yield name, Sight(_area(xml), dict(_broken(xml)))


def _parts(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each worksheet and the part that holds it."""
    targets, names = targets_of(archive, "workbook.xml"), set(archive.namelist())
    for each in fromstring(archive.read("xl/workbook.xml")).iter():
        part = targets.get(each.get(_REL) or each.get(_STRICT_REL)) if _local(each) == "sheet" else None
        if part in names:
            yield each.get("name", ""), str(part)


def targets_of(archive: ZipFile, book: str) -> dict[str | None, str]:
    """Return the part to which each relationship of the workbook part `book` leads, by its id."""
    rels = fromstring(archive.read(f"xl/_rels/{book}.rels"))
    targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
    return {name: t.lstrip("/") if t.startswith("/") else f"xl/{t}" for name, t in targets.items()}


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


def _broken(xml: bytes) -> Iterator[tuple[str, str]]:
    """Yield address and text of error cells, and of formulas that carry no value."""
    if not any(mark in xml for mark in _SUSPECT):
        return
    row = column = 0
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end")):
        tag = _local(node)
        if event == "start" and tag == "row":
            row, column = int(node.get("r", row + 1)), 0
        elif event == "end" and tag == "c":
            column += 1
            said = _broken_cell(node)
            if said:
                yield node.get("r", f"{column_letters(column - 1)}{row}"), said
        elif event == "end" and tag == "row":
            node.clear()


def _broken_cell(cell: Element) -> str:
    value = next((child.text or "" for child in cell if _local(child) == "v"), "")
    if cell.get("t") == "e":
        return value or UNNAMED
    formula = any(_local(child) == "f" for child in cell)
    return NO_VALUE if formula and not value and cell.get("t") != "str" else ""


def _local(node: Element) -> str:
    return node.tag.rsplit("}", 1)[-1]
