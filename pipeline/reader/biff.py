"""An xls seen as the records that it is.

[MS-XLS 2.4: BOF, BoolErr, BoundSheet8, Dimensions, Formula, MergeCells, MulRk, Row]
Not seen: a text of which a part is struck through, links of array formulas and of formulas that cells share.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pipeline.reader.biff_apart import Apart, apart_of, other_book
from pipeline.reader.ole import workbook_of
from pipeline.reader.sight import ERRORS, UNNAMED, Sight, address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reader.sight import Area, Place

_BOF, _EOF, _SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_TEXT, _NUMBER, _SHARED_TEXT, _RK, _MANY_RK = 0x0204, 0x0203, 0x00FD, 0x027E, 0x00BD
_HOLDS = frozenset({_FORMULA, _BOOL_OR_ERROR, _TEXT, _NUMBER, _SHARED_TEXT, _RK, _MANY_RK})
_FORMULA_ERROR, _DIMENSIONS = 2, 0x0200
_ROW, _MERGED = 0x0208, 0x00E5
_HIDDEN = 0x20


def xls_sights(data: bytes) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each sheet, and what can be seen of it."""
    stream = workbook_of(data) or b""
    apart = apart_of(_records(stream, 0))
    for kind, body in _records(stream, 0):
        if kind == _SHEET:
            (start,) = struct.unpack_from("<I", body)
            name = body[8:].decode("utf-16-le" if body[7] & 1 else "latin-1")
            yield name, _sight(stream, start, apart)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and body of the records of one substream; those of charts inside it are passed over."""
    depth, at = 0, start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at : at + size]
        at += size


def _sight(stream: bytes, start: int, apart: Apart) -> Sight:
    rows = columns = 0
    merged: list[Area] = []
    hidden: set[int] = set()
    struck: set[Place] = set()
    coloured: set[Place] = set()
    broken: dict[str, str] = {}
    linked: dict[str, str] = {}
    for kind, body in _records(stream, start):
        if kind == _DIMENSIONS:
            rows, columns = _dimensions(body)
        elif kind == _MERGED:
            merged += _areas(body)
        elif kind == _ROW and body[12] & _HIDDEN:
            hidden.add(struct.unpack_from("<H", body)[0] + 1)
        if kind not in _HOLDS:
            continue
        for (row, column), style in _cells(kind, body):
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            struck |= {(row, column)} if style in apart.struck else set()
            coloured |= {(row, column)} if style in apart.coloured else set()
        row, column = struct.unpack_from("<HH", body)
        error, book = _error(kind, body), _other_book(kind, body, apart)
        if error is not None:
            broken[address_of(row, column)] = ERRORS.get(error, UNNAMED)
        if book is not None:
            linked[address_of(row, column)] = book
    return Sight(rows * columns, broken, tuple(merged), hidden, struck, coloured, linked)


def _areas(body: bytes) -> Iterator[Area]:
    for at in range(2, 2 + 8 * struct.unpack_from("<H", body)[0], 8):
        top, bottom, left, right = struct.unpack_from("<4H", body, at)
        yield top, left, bottom, right


def _cells(kind: int, body: bytes) -> Iterator[tuple[Place, int]]:
    """Yield place and style of the cells that one record holds."""
    row, column, style = struct.unpack_from("<3H", body)
    yield (row, column), style
    for number in range(1, (len(body) - 6) // 6 if kind == _MANY_RK else 0):
        yield (row, column + number), struct.unpack_from("<H", body, 4 + 6 * number)[0]


def _other_book(kind: int, body: bytes, apart: Apart) -> str | None:
    if kind != _FORMULA or not apart.books:
        return None
    (length,) = struct.unpack_from("<H", body, 20)
    return other_book(body[22 : 22 + length], apart.books)


def _dimensions(body: bytes) -> tuple[int, int]:
    """Return how far the sheet itself says it reaches: calamine lays out so much; raises ValueError if backwards."""
    top, bottom, left, right = struct.unpack_from("<IIHH", body)
    if bottom < top or right < left:
        message = "dimensions that end before they begin"
        raise ValueError(message)
    return bottom, right


def _error(kind: int, body: bytes) -> int | None:
    """Return the error code that the cell shows, None where it shows none."""
    if kind == _BOOL_OR_ERROR:
        return body[6] if body[7] else None
    is_error = kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _FORMULA_ERROR
    return body[8] if is_error else None
