"""Content that stays where it arrived, in a file or in a zip, and is read when it is needed, one at a time.

Nothing is unpacked to disk. What is beyond measure is never read whole.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pipeline.registers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZIP = b"PK\x03\x04"
LOCK = "~$"
MOST_BYTES = 50 * 1024 * 1024
"""No form comes near it; of what is larger so much is read as shows that it is."""
MOST_DIRECTORY = 1024 * 1024
"""Bytes of a zip's list of its parts: room for thousands of them, not for the million that would fill memory."""

BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError)
"""What zipfile raises on damage; RuntimeError is a password, or a compression that it does not know."""
TOO_MANY_PARTS = zipfile.LargeZipFile


@dataclass(frozen=True, slots=True)
class Held:
    """Where a content is kept: a file, in it the position of a member, in that again; and its fingerprint."""

    path: Path
    inside: tuple[int, ...] = ()
    sha256: str = ""

    def read(self) -> bytes:
        """Return the content that was fingerprinted; raises OSError where it is gone, locked or another by now."""
        data = content_at(self.path, self.inside)
        if sha256_of(data) != self.sha256:
            message = "changed since it was looked at"
            raise OSError(message)
        return data


def content_at(path: Path, inside: tuple[int, ...] = ()) -> bytes:
    """Return what is kept there; raises OSError. A lock file says all by its name, and may itself be locked."""
    if path.name.startswith(LOCK):
        return path.name.encode()
    with path.open("rb") as file:
        if not inside:
            return file.read(min(os.fstat(file.fileno()).st_size, MOST_BYTES) + 1)
        try:
            return _member_at(file, inside)
        except (*BAD_ZIP, TOO_MANY_PARTS, LookupError) as reason:
            message = "no longer the zip that was looked at"
            raise OSError(message) from reason


def _member_at(file: BinaryIO, inside: tuple[int, ...]) -> bytes:
    with opened(file) as archive:
        data = member(archive, archive.infolist()[inside[0]])
    return _member_at(io.BytesIO(data), inside[1:]) if inside[1:] else data


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip; raises what `BAD_ZIP` lists, and `TOO_MANY_PARTS` where their mere list is beyond measure."""
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # noqa: SLF001 — what ZipFile itself goes by
    if end and end[zipfile._ECD_SIZE] > MOST_DIRECTORY:  # type: ignore[attr-defined]  # noqa: SLF001
        message = "too many parts to list"
        raise TOO_MANY_PARTS(message)
    with zipfile.ZipFile(file) as archive:
        yield archive


def member(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return the member; of a damaged one what can be read, cut short under a zip's signature: it is found damaged."""
    read = io.BytesIO()
    try:
        with archive.open(part) as content:
            while read.tell() <= MOST_BYTES and (chunk := content.read(1 << 16)):
                read.write(chunk)
    except BAD_ZIP:
        return ZIP + read.getvalue()[:-1]
    return read.getvalue()
