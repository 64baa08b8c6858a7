"""Before anything is parsed: signature, password, inflated size, count of parts, checksums."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msoffcrypto
from msoffcrypto.exceptions import FileFormatError

from pipeline.held import BAD_ZIP, MOST_BYTES, TOO_MANY_PARTS, ZIP, opened
from pipeline.reader.kinds import PPT, WORD, kind_of_bytes, kind_of_parts, kind_of_streams
from pipeline.reader.ole import OLE, areas_of, streams_of, workbook_of
from pipeline.reader.sight import MOST_CELLS

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Mapping

RAR, SEVEN_ZIP = b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"
MOST_INFLATED = 200 * 1024 * 1024
MOST_PARTS = 2_000
MOST_MARKS = 1_500_000
"""Tags in all of a workbook's XML, of what is opened and what is closed: ten times what the largest form has."""
MOST_RECORDS = 50 * 1024 * 1024
"""Bytes in one part that is not XML and holds a sheet."""

BOOKS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
OTHER_OFFICE = {"doc97": WORD, "ppt97": PPT}
ENCRYPTED_PART = 0x1
UNKNOWN, UNOPENED = "这种格式系统打不开", "里面太多、太大或一层套一层，系统没有展开"
MIMETYPE = "mimetype"
ODS_MANIFEST, ODS_ENCRYPTED = "META-INF/manifest.xml", b"encryption-data"
DOCUMENT = "[Content_Types].xml"
CHUNK = 1 << 20
CLAIM, LONGEST_CLAIM = re.compile(rb"""uniqueCount\s*=\s*["']([0-9]*)"""), 100
XML, RECORDS = (".xml", ".rels"), ".bin"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read: a finding code of the file kind, and its words."""

    code: str
    context: Mapping[str, str] = field(default_factory=dict)


def problem_of(data: bytes) -> Problem | None:
    """Return what stands against parsing `data`, None where nothing does."""
    if not data:
        return Problem("file-empty")
    if len(data) > MOST_BYTES:
        return too_large("文件过大")
    if data.startswith(OLE):
        return _ole_problem(data)
    if data.startswith(ZIP):
        return _zip_problem(data)
    if data.startswith((RAR, SEVEN_ZIP)):
        return Problem("file-archive", {"reason": UNKNOWN})
    kind = kind_of_bytes(data)
    return not_workbook(kind) if kind else None  # a web page or a text, perhaps


def not_workbook(kind: str = "") -> Problem:
    """Return the problem of a file that is something else: `kind`, where that can be told."""
    apart = " " if kind[:1].isascii() else ""
    return Problem("file-not-workbook", {"really": f"是{apart}{kind}" if kind else "不是表格文件"})


def too_large(reason: str) -> Problem:
    """Return the problem of a file whose data are too much to be a form."""
    return Problem("file-too-large", {"reason": reason})


def too_wide(areas: Iterable[tuple[str, int]]) -> Problem | None:
    """Return the problem of a book one of whose sheets, each with its name, has too many cells to be laid out."""
    wide = next((name for name, area in areas if area > MOST_CELLS), None)
    return None if wide is None else too_large(f"「{wide}」的使用区域过大" if wide else "表格的使用区域过大")


def _ole_problem(data: bytes) -> Problem | None:
    try:
        office: Any = msoffcrypto.OfficeFile(io.BytesIO(data))
        if office.format in OTHER_OFFICE:
            return not_workbook(OTHER_OFFICE[office.format])
        if office.is_encrypted():
            return Problem("file-encrypted")
    except FileFormatError:
        pass  # older than BIFF8, perhaps
    except Exception:  # noqa: BLE001 — it raises many kinds on what is spoilt
        return Problem("file-damaged")
    try:
        workbook = workbook_of(data)
        if workbook is None:
            return not_workbook(kind_of_streams(streams_of(data)))
        return too_wide(("", area) for area in areas_of(workbook))
    except Exception:  # noqa: BLE001 — as before
        return Problem("file-damaged")


def _zip_problem(data: bytes) -> Problem | None:
    try:
        with opened(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            return _closed(archive, parts) or _inside(archive, parts)
    except TOO_MANY_PARTS:
        return too_large("内含部件过多")
    except BAD_ZIP:
        return Problem("file-damaged")


def _closed(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Problem | None:
    """Return what stands against the zip by the list of its parts alone."""
    names = {part.filename for part in parts}
    if any(part.flag_bits & ENCRYPTED_PART for part in parts):
        return Problem("file-encrypted")
    kind = kind_of_parts(names, _mimetype(archive, names))
    if kind or not BOOKS & names:
        known = kind or DOCUMENT in names or MIMETYPE in names
        return not_workbook(kind) if known else Problem("file-archive", {"reason": UNOPENED})
    if len(parts) > MOST_PARTS:
        return too_large("内含部件过多")
    if sum(part.file_size for part in parts) > MOST_INFLATED:
        return too_large("展开后过大")
    if len({name.lower() for name in names}) < len(parts):
        return Problem("file-damaged")  # of two parts of one name each program reads another
    return None


def _inside(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Problem | None:
    """Return what stands against what is in the parts."""
    problem = _weighed(archive, parts)
    if problem is None and ODS_MANIFEST in archive.namelist() and ODS_ENCRYPTED in archive.read(ODS_MANIFEST):
        return Problem("file-encrypted")
    return problem


def _claims_too_much(xml: bytes) -> bool:
    """Tell whether texts are said to follow for which calamine would make room, more than there is."""
    return any(int(count or b"0") > MOST_MARKS for count in CLAIM.findall(xml))


def _mimetype(archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return what an open document says that it is."""
    if MIMETYPE not in names:
        return ""
    with archive.open(MIMETYPE) as part:
        return part.read(100).decode("ascii", "replace")


def _weighed(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Problem | None:
    """Return what stands against the contents; raises BadZipFile where a checksum is wrong."""
    marks = 0
    for part in parts:
        is_xml = part.filename.lower().endswith(XML)
        if not is_xml and part.filename.lower().endswith(RECORDS) and part.file_size > MOST_RECORDS:
            return too_large("展开后过大")
        with archive.open(part) as content:
            end = b""
            while chunk := content.read(CHUNK):
                if is_xml and _claims_too_much(end + chunk):
                    return too_large("内容过多")
                end = chunk[-LONGEST_CLAIM:]
                if is_xml and b"\0" in chunk:
                    return Problem("file-damaged")  # two bytes a letter: calamine would find nothing in it
                marks += chunk.count(b"<") if is_xml else 0
                if marks > MOST_MARKS:
                    return too_large("内容过多")
    return None
