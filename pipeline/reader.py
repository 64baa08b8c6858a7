"""Guarded reading: a file's bytes in, sheets of raw cells or one problem out (design, decision 1).

Everything that can be known without parsing is looked at first: signature, encryption, inflated size, count
of parts, area. python-calamine then reads; it gives an error cell as an empty string and knows no formulas,
so the sheet's own XML is looked through for both.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import msoffcrypto
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from pipeline.forms import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.cells import Raw

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_BYTES = 50 * 1024 * 1024
MOST_INFLATED = 200 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 50_000
MOST_CELLS = 2_000_000

NO_VALUE = "公式无结果"
_ROWS = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_WIDE = re.compile(rb'<c\b[^>]*?\br="[A-Z]{3}\d')
_FORMULA = re.compile(rb"<f[\s>/]")
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read: a finding code of the file kind, and its words."""

    code: str
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from A1 on; `broken` maps an address to what stands there: #REF!, or `NO_VALUE`."""

    name: str
    rows: Sequence[Sequence[Raw]]
    broken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read."""

    sheets: tuple[Sheet, ...]


def read_book(name: str, data: bytes, skip: frozenset[str] = frozenset()) -> Book | Problem:
    """Return the sheets of the workbook `data` but those named in `skip`, or the problem that stands against it."""
    if name.startswith("~$"):
        return Problem("file-lock")
    problem = _before_parsing(data)
    if problem is not None:
        return problem
    try:
        sheets = _sheets(data, skip)
    except PasswordError:
        return Problem("file-encrypted")
    except (CalamineError, ValueError, KeyError, OSError, ParseError, DefusedXmlException, zipfile.BadZipFile):
        return Problem("file-damaged")
    except BaseException as reason:  # a Rust panic derives from BaseException and names no importable class
        if type(reason).__name__ != "PanicException":
            raise
        return Problem("file-damaged")
    return sheets


def _before_parsing(data: bytes) -> Problem | None:
    if not data:
        return Problem("file-empty")
    if len(data) > MOST_BYTES:
        return Problem("file-too-large", {"reason": "文件过大"})
    if data.startswith(OLE):
        return Problem("file-encrypted") if _encrypted(data) else None
    if data.startswith(ZIP):
        return _zip_problem(data)
    return Problem("file-not-workbook")


def _encrypted(data: bytes) -> bool:
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:  # noqa: BLE001 — msoffcrypto raises many kinds on odd files; calamine will say what is wrong
        return False


def _zip_problem(data: bytes) -> Problem | None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return Problem("file-damaged")
    if len(parts) > MOST_PARTS:
        return Problem("file-too-large", {"reason": "内含部件过多"})
    if sum(part.file_size for part in parts) > MOST_INFLATED:
        return Problem("file-too-large", {"reason": "展开后过大"})
    names = {part.filename for part in parts}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return Problem("file-not-workbook")
    return None


def _sheets(data: bytes, skip: frozenset[str]) -> Book | Problem:
    parts = dict(_sheet_parts(data)) if data.startswith(ZIP) else {}
    for name, xml in parts.items():
        if name not in skip and _too_wide(xml):
            return Problem("file-too-large", {"reason": f"「{name}」的使用区域过大"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = []
    for name in book.sheet_names:
        if name in skip:
            continue
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            return Problem("file-too-large", {"reason": f"「{name}」的使用区域过大"})
        rows = sheet.to_python(skip_empty_area=False)
        found.append(Sheet(name, rows, dict(_broken(parts.get(name, b"")))))
    return Book(tuple(found))


def _sheet_parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and XML of each worksheet of an xlsx."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return
        rels = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
        for each in fromstring(archive.read("xl/workbook.xml")).iter():
            target = targets.get(each.get(_REL)) if each.tag.endswith("}sheet") else None
            if target:
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if part in archive.namelist():
                    yield each.get("name", ""), archive.read(part)


def _too_wide(xml: bytes) -> bool:
    """Tell whether the sheet claims an area that no form has: many rows, or rows with three-letter columns."""
    rows = max((int(r) for r in _ROWS.findall(xml)), default=0)
    return rows > MOST_ROWS and bool(_WIDE.search(xml) or rows > MOST_CELLS // 10)


def _broken(xml: bytes) -> Iterator[tuple[str, str]]:
    """Yield address and text of error cells, and of formulas that carry no value."""
    if b't="e"' not in xml and not _FORMULA.search(xml):
        return
    row = column = 0
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end")):
        tag = node.tag.rsplit("}", 1)[-1]
        if event == "start" and tag == "row":
            row, column = int(node.get("r", row + 1)), 0
        elif event == "end" and tag == "c":
            column += 1
            address = node.get("r", f"{column_letters(column - 1)}{row}")
            value = next((child.text or "" for child in node if child.tag.endswith("}v")), "")
            formula = any(child.tag.endswith("}f") for child in node)
            if node.get("t") == "e":
                yield address, value or "#N/A"
            elif formula and not value and node.get("t") != "str":
                yield address, NO_VALUE
            node.clear()
