"""What an xlsx keeps apart from its sheets: how cells look, texts shared by cells, names of other workbooks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from defusedxml.ElementTree import fromstring

from pipeline.reader.sight import OURS, file_of, foreign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

_STYLES, _TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_FILLS = re.compile(rb"fills\b[^>]*>(.*)fills>", re.DOTALL)
_WORD = re.compile(rb"""=\s*["']([^"']*)""")
_USUAL = frozenset({b"none", b"solid", b"gray125", b"64", *(b"FF" + rgb.encode() for rgb in OURS)})
"""All that stands in the fills of our own forms."""
_EMPTY = frozenset({"none", "gray125", None})
_WHITE = frozenset({"1", "9", "64", "65"})
_NO = frozenset({"0", "false"})


@dataclass(frozen=True, slots=True)
class Apart:
    """Styles struck through and coloured, and shared texts struck through, by number; other workbooks by theirs."""

    struck: frozenset[str] = frozenset()
    coloured: frozenset[str] = frozenset()
    struck_texts: frozenset[str] = frozenset()
    books: Mapping[str, str] = field(default_factory=dict)


def apart_of(archive: ZipFile) -> Apart:
    """Return what the workbook keeps apart; parts that say nothing unusual are not parsed."""
    names = set(archive.namelist())
    struck, coloured = _styles(archive.read(_STYLES)) if _STYLES in names else (frozenset(), frozenset())
    texts = archive.read(_TEXTS) if _TEXTS in names else b""
    books = _books(archive, names) if any(name.startswith("xl/externalLinks/") for name in names) else {}
    return Apart(struck, coloured, _struck_texts(texts), books)


def sheets_of(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each worksheet and the part that holds it."""
    targets = targets_of(archive, "workbook.xml")
    names = {name.lower(): name for name in archive.namelist()}
    for each in fromstring(archive.read("xl/workbook.xml")).iter():
        part = names.get(targets.get(_relation(each), "").lower()) if local(each) == "sheet" else None
        if part is not None:
            yield each.get("name", ""), part


def targets_of(archive: ZipFile, book: str) -> dict[str | None, str]:
    """Return the part to which each relationship of the workbook part `book` leads, by its id."""
    rels = fromstring(archive.read(f"xl/_rels/{book}.rels"))
    targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
    return {name: t.lstrip("/") if t.startswith("/") else f"xl/{t}" for name, t in targets.items()}


def local(node: Element) -> str:
    """Return the name of the element without its namespace."""
    return node.tag.rsplit("}", 1)[-1]


def is_struck(node: Element) -> bool:
    """Tell whether something under the node is struck through."""
    return any(local(each) in {"strike", "dstrike"} and each.get("val") not in _NO for each in node.iter())


def _relation(node: Element) -> str | None:
    return node.get(_REL) or node.get(_STRICT_REL)


def _styles(xml: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Return the cell styles struck through, and those filled with a colour that is none of ours."""
    fills = _FILLS.search(xml)
    usual = fills is None or (_USUAL.issuperset(_WORD.findall(fills[1])) and b"gradient" not in fills[1])
    if usual and b"strike" not in xml:
        return frozenset(), frozenset()
    sections = {local(section): section for section in fromstring(xml)}
    struck = _numbers(is_struck(font) for font in sections.get("fonts", ()))
    coloured = _numbers(_is_coloured(fill) for fill in sections.get("fills", ()))
    styles = list(sections.get("cellXfs", ()))
    return (
        _numbers(style.get("fontId", "0") in struck for style in styles),
        _numbers(style.get("fillId", "0") in coloured for style in styles),
    )


def _numbers(flags: Iterable[bool]) -> frozenset[str]:
    return frozenset(str(number) for number, flag in enumerate(flags) if flag)


def _is_coloured(fill: Element) -> bool:
    pattern = next(iter(fill), None)
    if pattern is None or (local(pattern) == "patternFill" and pattern.get("patternType") in _EMPTY):
        return False
    paper = next((each for each in pattern if local(each) == "fgColor"), None)
    if pattern.get("patternType") != "solid" or paper is None:
        return True
    if paper.get("theme") is not None:
        return paper.get("theme") != "0" or float(paper.get("tint", 0)) != 0
    return foreign(paper.get("rgb")) if paper.get("rgb") else paper.get("indexed", "64") not in _WHITE


def _struck_texts(xml: bytes) -> frozenset[str]:
    """Return the numbers of shared texts of which a part is struck through."""
    if b"strike" not in xml:
        return frozenset()
    return _numbers(is_struck(text) for text in fromstring(xml) if local(text) == "si")


def _books(archive: ZipFile, names: set[str]) -> dict[str, str]:
    """Return the names of the workbooks that formulas lead to, by the number that formulas give them."""
    targets, found = targets_of(archive, "workbook.xml"), {}
    links = (n for n in fromstring(archive.read("xl/workbook.xml")).iter() if local(n) == "externalReference")
    for number, link in enumerate(links, start=1):
        folder, _, part = targets.get(_relation(link), "").rpartition("/")
        rels = f"{folder}/_rels/{part}.rels"
        if rels in names:
            leads = [rel.get("Target", "") for rel in fromstring(archive.read(rels))]
            found[str(number)] = file_of(unquote(leads[0])) if leads else ""
    return found
