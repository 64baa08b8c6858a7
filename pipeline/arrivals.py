"""What lies under submissions/<period>/: workbooks, also inside a zip; their first arrival recorded once."""

from __future__ import annotations

import io
import os
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from pipeline.check import Task
from pipeline.errors import UsageError
from pipeline.held import BAD_ZIP, MOST_BYTES, TOO_MANY_PARTS, ZIP, Held, content_at, member, opened
from pipeline.model import Received
from pipeline.registers import sha256_of

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

SEEN, SAVED_OVER = "收件文件夹", "同名文件再次存盘"
MOST_MEMBERS = 500
MOST_UNPACKED = 200 * 1024 * 1024
DEEPEST = 2
"""A zip is looked into, and a zip in it; what is packed still deeper is a file like any other."""
PARTS_OF_A_DOCUMENT = frozenset(
    {"[Content_Types].xml", "content.xml", "mimetype", "xl/workbook.xml", "xl/workbook.bin"}
)
NOBODYS = frozenset({"Thumbs.db", "desktop.ini", "__MACOSX"})
"""What Windows and macOS leave in folders and zips by themselves."""

UTF8_NAME, ENCRYPTED = 0x800, 0x1
UNSEEN = "�"


def contents(submissions: Path, period: str) -> Iterator[tuple[str, Held]]:
    """Yield name (relative to submissions/) and place of every file returned for `period`, in order of name."""
    for path in sorted(p for p in (submissions / period).glob("**/*") if p.is_file()):
        name = _legible(path.relative_to(submissions).as_posix())
        if not _is_left_behind(name):
            yield from looked_into(path, name)


def looked_into(path: Path, name: str) -> Iterator[tuple[str, Held]]:
    """Yield name and place of the file, or of what is in it where it is a zip of files; raises UsageError.

    A zip is looked into as if it were a folder; one that cannot be is a file like any other.
    """
    try:
        data = content_at(path)
        members = list(_looked_into(path, name)) if data.startswith(ZIP) else []
    except OSError as reason:
        message = f"《{path.name}》读不了（{reason.strerror or reason}）。可能正在别的程序里打开着，请关掉再运行一次。"
        raise UsageError(message) from reason
    yield from members or [(name, Held(path, (), sha256_of(data)))]


def _is_left_behind(name: str) -> bool:
    return any(part.startswith(".") or part in NOBODYS for part in PurePosixPath(name).parts)


def _legible(name: str) -> str:
    """Return a file's name as text: an old unzip on Linux leaves GBK bytes in it; nothing in it steers a screen."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gbk", "replace")
    return "".join(UNSEEN if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char for char in name)


@dataclass(slots=True)
class Room:
    """How much of an archive, zips in it included, may still be looked into: files, and bytes unpacked."""

    members: int = MOST_MEMBERS
    unpacked: int = MOST_UNPACKED

    def takes(self, parts: list[zipfile.ZipInfo]) -> bool:
        """Tell whether all of `parts` still find room, and if so give it to them."""
        members, unpacked = self.members - len(parts), self.unpacked - sum(part.file_size for part in parts)
        if members < 0 or unpacked < 0:
            return False
        self.members, self.unpacked = members, unpacked
        return True


def _looked_into(path: Path, name: str) -> list[tuple[str, Held]]:
    with path.open("rb") as file:
        return _members(Held(path), name, file, Room())


def _members(held: Held, name: str, file: BinaryIO, room: Room) -> list[tuple[str, Held]]:
    """Return name and place of the files of a zip that is not itself a document, none of what is left as it is.

    Nothing is unpacked to disk, and one content at a time is in memory.
    """
    try:
        with opened(file) as archive:
            parts = archive.infolist()
            return [] if _is_closed(parts, room) else list(_unpacked(held, name, archive, room))
    except (*BAD_ZIP, TOO_MANY_PARTS):
        return []


def _is_closed(parts: list[zipfile.ZipInfo], room: Room) -> bool:
    """Tell whether the zip is to be left as it is: a document, one with a password, one beyond all measure."""
    return any(
        part.filename in PARTS_OF_A_DOCUMENT or part.flag_bits & ENCRYPTED for part in parts
    ) or not room.takes(parts)


def _unpacked(held: Held, name: str, archive: zipfile.ZipFile, room: Room) -> Iterator[tuple[str, Held]]:
    named: Counter[str] = Counter()
    for place, part in enumerate(archive.infolist()):
        steps = [step for step in PurePosixPath(_member_name(part)).parts if step not in {"..", "/"}]
        inner = "/".join([name, *steps])
        if part.is_dir() or not steps or _is_left_behind(inner):
            continue
        named[inner] += 1
        if named[inner] > 1:  # a zip may hold two files under one name
            whole = PurePosixPath(inner)
            inner = whole.with_stem(f"{whole.stem}（{named[inner]}）").as_posix()
        there = Held(held.path, (*held.inside, place))
        data = member(archive, part)
        deeper = []
        if data.startswith(ZIP) and len(there.inside) < DEEPEST and len(data) <= MOST_BYTES:
            deeper = _members(there, inner, io.BytesIO(data), room)
        yield from deeper or [(inner, Held(there.path, there.inside, sha256_of(data)))]


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
    return _legible(name.replace("\\", "/"))


def arrive(
    submissions: Path, period: str, received: Iterable[Received], now: datetime
) -> tuple[list[Task], list[Received]]:
    """Return the period's workbooks that had arrived by `now`, and the register with what is seen for the first time.

    A file that was only saved over (WPS asks to save whatever is opened) arrived when its place first
    received something; one that lay in another month's folder before, when it was first seen there.
    """
    register = {(r.period, r.sha256): r for r in received}
    before = {r.sha256: r.arrived for r in sorted(register.values(), key=lambda r: r.arrived, reverse=True)}
    found = list(contents(submissions, period))
    there = {held.sha256 for _, held in found}
    gone = {r.file: r for r in register.values() if r.period == period and r.sha256 not in there}
    tasks = []
    for name, held in found:
        first = _first_seen(gone, period, held.sha256, name, min(now, before.get(held.sha256, now)))
        seen = register.setdefault((period, held.sha256), first)
        if seen.arrived <= now:
            over = seen.source == SAVED_OVER
            tasks.append(Task(held, name, held.sha256, seen.arrived, period, saved_over=over))
    return tasks, list(register.values())


def _first_seen(
    gone: Mapping[str, Received], period: str, digest: str, name: str, moment: datetime
) -> Received:
    before = gone.get(name)
    if before is None:
        return Received(digest, period, name, moment, SEEN)
    return Received(digest, period, name, before.arrived, SAVED_OVER)
