"""Before anything is parsed: signature, password, inflated size, count of parts, checksums."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msoffcrypto
from msoffcrypto.exceptions import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Mapping

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RAR, SEVEN_ZIP = b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"
MOST_BYTES = 50 * 1024 * 1024
MOST_INFLATED = 200 * 1024 * 1024
MOST_PARTS = 2_000

BOOKS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
OTHER_OFFICE = frozenset({"doc97", "ppt97"})
ENCRYPTED_PART = 0x1
ODS_MANIFEST, ODS_ENCRYPTED = "META-INF/manifest.xml", b"encryption-data"
BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError)
"""What zipfile raises on damage; RuntimeError is a password, or a compression that it does not know."""


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
    return Problem("file-archive" if data.startswith((RAR, SEVEN_ZIP)) else "file-not-workbook")


def too_large(reason: str) -> Problem:
    """Return the problem of a file whose data are too much to be a form."""
    return Problem("file-too-large", {"reason": reason})


def _ole_problem(data: bytes) -> Problem | None:
    try:
        office: Any = msoffcrypto.OfficeFile(io.BytesIO(data))
        encrypted = office.is_encrypted()
    except FileFormatError:
        return None  # older than BIFF8, perhaps; calamine will say
    except Exception:  # noqa: BLE001 — it raises many kinds on what is spoilt
        return Problem("file-damaged")
    if office.format in OTHER_OFFICE:
        return Problem("file-not-workbook")
    return Problem("file-encrypted") if encrypted else None


def _zip_problem(data: bytes) -> Problem | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                return too_large("内含部件过多")
            if sum(part.file_size for part in parts) > MOST_INFLATED:
                return too_large("展开后过大")
            return _inside(archive, parts)
    except BAD_ZIP:
        return Problem("file-damaged")


def _inside(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Problem | None:
    """Return what stands against the parts of a zip that is small enough to look into."""
    names = {part.filename for part in parts}
    if any(part.flag_bits & ENCRYPTED_PART for part in parts):
        return Problem("file-encrypted")
    if archive.testzip() is not None:
        return Problem("file-damaged")
    if ODS_MANIFEST in names and ODS_ENCRYPTED in archive.read(ODS_MANIFEST):
        return Problem("file-encrypted")
    return None if BOOKS & names else Problem("file-not-workbook")
