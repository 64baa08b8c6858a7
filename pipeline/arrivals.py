"""What lies under submissions/<period>/: workbooks, also inside a zip; their first arrival recorded once."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.check import Task
from pipeline.errors import UsageError
from pipeline.model import Received
from pipeline.registers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

SEEN, SAVED_OVER = "收件文件夹", "同名文件再次存盘"
ZIP = b"PK\x03\x04"
LOCK = "~$"
MOST_MEMBERS = 500
MOST_UNPACKED = 200 * 1024 * 1024
PARTS_OF_A_WORKBOOK = ("xl/", "content.xml", "[Content_Types].xml")
NOBODYS = frozenset({"Thumbs.db", "desktop.ini", "__MACOSX"})
"""What Windows and macOS leave in folders and zips by themselves."""

UTF8_NAME, ENCRYPTED = 0x800, 0x1


def contents(submissions: Path, period: str) -> Iterator[tuple[str, bytes]]:
    """Yield name (relative to submissions/) and content of every file returned for `period`, in order of name.

    A zip is looked into as if it were a folder; one that cannot be is a file like any other.
    """
    for path in sorted(p for p in (submissions / period).glob("**/*") if p.is_file()):
        name = _legible(path.relative_to(submissions).as_posix())
        if not _is_left_behind(name):
            data = _read(path)
            yield from _members(name, data) or [(name, data)]


def _read(path: Path) -> bytes:
    """Return the file's content; raises UsageError. A lock file says all by its name, and may itself be locked."""
    if path.name.startswith(LOCK):
        return path.name.encode()
    try:
        return path.read_bytes()
    except OSError as reason:
        message = f"《{path.name}》读不了（{reason.strerror or reason}）。可能正在别的程序里打开着，请关掉再运行一次。"
        raise UsageError(message) from reason


def _is_left_behind(name: str) -> bool:
    return any(part.startswith(".") or part in NOBODYS for part in PurePosixPath(name).parts)


def _legible(name: str) -> str:
    """Return a file's name as text: an old unzip on Linux leaves GBK bytes in it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gbk", "replace")
    return name


def _members(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """Return the files of a zip that is not itself a workbook, none of what is to be left as it is.

    Nothing is unpacked to disk.
    """
    if not data.startswith(ZIP):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            return [] if _is_closed(parts) else list(_unpacked(name, archive, parts))
    except (zipfile.BadZipFile, ValueError, OSError):
        return []


def _is_closed(parts: list[zipfile.ZipInfo]) -> bool:
    """Tell whether the zip is to be left as it is: a workbook, one with a password, one beyond all measure."""
    return (
        any(part.filename.startswith(PARTS_OF_A_WORKBOOK) or part.flag_bits & ENCRYPTED for part in parts)
        or len(parts) > MOST_MEMBERS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
    )


def _unpacked(
    name: str, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]
) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        steps = [step for step in PurePosixPath(_member_name(part)).parts if step not in {"..", "/"}]
        inner = "/".join([name, *steps])
        if steps and not _is_left_behind(inner):
            yield inner, _whole_or_part(archive, part)


def _whole_or_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return the member; of a damaged one what can be read, cut short under a zip's signature: it is found damaged."""
    read = io.BytesIO()
    try:
        with archive.open(part) as member:
            while chunk := member.read(1 << 16):
                read.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError):
        return ZIP + read.getvalue()[:-1]
    return read.getvalue()


def _member_name(part: zipfile.ZipInfo) -> str:
    """Return the member's name; Windows writes Chinese names in GBK, macOS in UTF-8, neither saying so."""
    name = part.filename
    if not part.flag_bits & UTF8_NAME:
        for encoding in ("utf-8", "gbk"):
            try:
                name = part.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")


def arrive(
    submissions: Path, period: str, received: Iterable[Received], now: datetime
) -> tuple[list[Task], list[Received]]:
    """Return the period's workbooks that had arrived by `now`, and the register with what is seen for the first time.

    A file that was only saved over (WPS asks to save whatever is opened) arrived when its place first
    received something.
    """
    register = {(r.period, r.sha256): r for r in received}
    found = [(name, data, sha256_of(data)) for name, data in contents(submissions, period)]
    there = {digest for _, _, digest in found}
    gone = {r.file: r for r in register.values() if r.period == period and r.sha256 not in there}
    tasks = []
    for name, data, digest in found:
        seen = register.setdefault((period, digest), _first_seen(gone, period, digest, name, now))
        if seen.arrived <= now:
            tasks.append(Task(data, name, digest, seen.arrived, period, saved_over=seen.source == SAVED_OVER))
    return tasks, list(register.values())


def _first_seen(gone: Mapping[str, Received], period: str, digest: str, name: str, now: datetime) -> Received:
    before = gone.get(name)
    if before is None:
        return Received(digest, period, name, now, SEEN)
    return Received(digest, period, name, before.arrived, SAVED_OVER)
