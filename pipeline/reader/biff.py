"""An xls seen as the records that it is [MS-XLS 2.4: BOF, BoolErr, BoundSheet8, Dimensions, Formula]."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pipeline.forms import column_letters
from pipeline.reader.ole import workbook_of
from pipeline.reader.sight import ERRORS, UNNAMED, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOF, _EOF, _SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_TEXT, _NUMBER, _SHARED_TEXT, _RK, _MANY_RK = 0x0204, 0x0203, 0x00FD, 0x027E, 0x00BD
_HOLDS = frozenset({_FORMULA, _BOOL_OR_ERROR, _TEXT, _NUMBER, _SHARED_TEXT, _RK, _MANY_RK})
_FORMULA_ERROR, _DIMENSIONS = 2, 0x0200


def xls_sights(data: bytes) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each sheet, and what can be seen of it."""
    stream = workbook_of(data) or b""
    for kind, body in _records(stream, 0):
        if kind == _SHEET:
            (start,) = struct.unpack_from("<I", body)
            name = body[8:].decode("utf-16-le" if body[7] & 1 else "latin-1")
            yield name, _sight(stream, start)


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


def _sight(stream: bytes, start: int) -> Sight:
    rows = columns = 0
    broken: dict[str, str] = {}
    for kind, body in _records(stream, start):
        if kind == _DIMENSIONS:
            rows, columns = _dimensions(body)
        if kind not in _HOLDS:
            continue
        row, column = struct.unpack_from("<HH", body)
        rows, columns = max(rows, row + 1), max(columns, column + 1)
        error = _error(kind, body)
        if error is not None:
            broken[f"{column_letters(column)}{row + 1}"] = ERRORS.get(error, UNNAMED)
    return Sight(rows * columns, broken)


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
