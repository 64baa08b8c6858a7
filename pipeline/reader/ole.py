"""An xls's workbook alone: taken out of its OLE file, whose sectors may lead in circles, and put into a plain one.

What calamine then follows is our own; nothing else that the file carries (programs, other documents) is there,
and the figures of charts inside a sheet, which it would take for the sheet's cells, are passed over.
[MS-CFB 2.2 header, 2.3 sectors, 2.6 directory; version 4, so that no second table of sectors is needed;
MS-XLS 2.4 BOF, BoundSheet8, Dimensions, EOF]
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import olefile

if TYPE_CHECKING:
    from collections.abc import Iterator

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = "Workbook"
"""How the stream is called since Excel 97; what is older is no workbook that anybody still writes."""
_SECTOR, _PLACES = 4096, 1024
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_IN_HEADER = 109
"""So many sectors of the table are named in the header: enough for 400 MB."""

_BOF, _EOF, _SHEET, _DIMENSIONS, _NOTHING = 0x0809, 0x000A, 0x0085, 0x0200, 0xFFFF
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00D6, 0x00FD, 0x027E})
_OLD_DIMENSIONS = 10
"""Length of what a sheet says of its reach where it counts rows in sixteen bits."""


def workbook_of(data: bytes) -> bytes | None:
    """Return the records of the workbook, None where there is none; raises OSError and others on damage."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return _without_charts(ole.openstream(WORKBOOK).read()) if ole.exists(WORKBOOK) else None


def streams_of(data: bytes) -> list[str]:
    """Return the names of all that stands in the first folder of the file."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return [path[0] for path in ole.listdir(storages=True)]


def _without_charts(stream: bytes) -> bytes:
    """Return the records, those of anything begun inside a sheet being of no kind."""
    alone = bytearray(stream)
    for start in _sheets(stream):
        depth = 0
        for at, kind, _ in _records(stream, start):
            if depth > 1 or (depth == 1 and kind == _BOF):
                struct.pack_into("<H", alone, at, _NOTHING)
            depth += (kind == _BOF) - (kind == _EOF)
            if depth <= 0:
                break
        else:
            message = "a sheet that does not end"
            raise ValueError(message)
    return bytes(alone)


def plain_ole(stream: bytes) -> bytes:
    """Return an OLE file that holds this stream and nothing else."""
    sectors = max(1, -(-len(stream) // _SECTOR))
    tables = -(-(sectors + 2) // (_PLACES - 1))
    small, first = tables + 1, tables + 2
    table = [_TABLE] * tables + [_END, _END, *range(first + 1, first + sectors), _END]
    table += [_FREE] * (tables * _PLACES - len(table))
    header = struct.pack("<8s16x5H6x", OLE, 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, tables, tables, 0, _SECTOR, _END, 0, _END, 0)
    header += struct.pack(f"<{_IN_HEADER}I", *range(tables), *[_FREE] * (_IN_HEADER - tables))
    directory = _entry("Root Entry", 5, 1, small, _SECTOR)
    directory += _entry(WORKBOOK, 2, _FREE, first, sectors * _SECTOR)
    parts = (header, struct.pack(f"<{len(table)}I", *table), directory, bytes(_SECTOR), stream)
    return b"".join(part + bytes(-len(part) % _SECTOR) for part in parts)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", text, len(text) + 2, kind, 1, _FREE, _FREE, child, start, size)


def areas_of(stream: bytes) -> Iterator[int]:
    """Yield for each sheet how many cells calamine lays out: all up to the last, or what the sheet itself claims.

    Raises struct.error, or ValueError for a reach that ends before it begins.
    """
    for start in _sheets(stream):
        rows = columns = claimed = 0
        for _, kind, body in _records(stream, start):
            if kind == _EOF:
                break
            if kind == _DIMENSIONS:
                claimed = max(claimed, _claimed(body))
            elif kind in _CELLS:
                row, column = struct.unpack_from("<HH", body)
                rows, columns = max(rows, row + 1), max(columns, column + len(body) // 6)
        yield max(claimed, rows * columns)


def _claimed(body: bytes) -> int:
    form = "<4H" if len(body) == _OLD_DIMENSIONS else "<IIHH"
    top, bottom, left, right = struct.unpack_from(form, body)
    if bottom < top or right < left:
        message = "dimensions that end before they begin"
        raise ValueError(message)
    return int(bottom * right)


def _sheets(stream: bytes) -> Iterator[int]:
    """Yield where the records of each sheet begin."""
    for _, kind, body in _records(stream, 0):
        if kind == _EOF:
            return
        if kind == _SHEET:
            yield int(struct.unpack_from("<I", body)[0])


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, kind and body of each record from `at` on."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
