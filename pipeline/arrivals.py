"""What lies under submissions/<period>/: workbooks, and those inside a zip; their first arrival recorded once."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.check import Task
from pipeline.model import Received
from pipeline.registers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

SEEN = "收件文件夹"
MOST_MEMBER = 50 * 1024 * 1024
MEMBERS_OF_A_WORKBOOK = ("xl/", "content.xml", "mimetype", "[Content_Types].xml")


def contents(submissions: Path, period: str) -> Iterator[tuple[str, bytes]]:
    """Yield name (relative to submissions/) and content of every file returned for `period`, in order of name."""
    folder = submissions / period
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(submissions).as_posix()
        if any(part.startswith(".") for part in PurePosixPath(name).parts):
            continue
        data = path.read_bytes()
        members = list(_members(data))
        if members:
            yield from ((f"{name}!{member}", inner) for member, inner in members)
        else:
            yield name, data


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a zip that is not itself a workbook; nothing is unpacked to disk."""
    if not data.startswith(b"PK\x03\x04"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if any(part.filename.startswith(MEMBERS_OF_A_WORKBOOK) for part in parts):
                return
            for part in parts:
                name = PurePosixPath(_readable(part))
                if part.file_size <= MOST_MEMBER and not name.name.startswith(".") and name.parts[0] != "__MACOSX":
                    yield "/".join(p for p in name.parts if p not in {"..", "/"}), archive.read(part)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return


def _readable(part: zipfile.ZipInfo) -> str:
    """Return the member's name; Windows writes Chinese names in GBK without saying so."""
    utf8 = 0x800
    if part.flag_bits & utf8:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return part.filename


def arrive(
    submissions: Path, period: str, received: Iterable[Received], now: datetime
) -> tuple[list[Task], list[Received]]:
    """Return the period's workbooks that had arrived by `now`, and the register with those seen for the first time."""
    register = {(r.period, r.sha256): r for r in received}
    tasks = []
    for name, data in contents(submissions, period):
        key = (period, sha256_of(data))
        if key not in register:
            register[key] = Received(key[1], period, name, now, SEEN)
        if register[key].arrived <= now:
            tasks.append(Task(data, name, key[1], register[key].arrived, period))
    return tasks, list(register.values())
