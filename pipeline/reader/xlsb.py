"""An xlsb seen as the records that it is [MS-XLSB 2.1.4 Record, 2.4 cells and BrtBundleSh]."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pipeline.forms import column_letters
from pipeline.reader.apart import targets_of
from pipeline.reader.sight import ERRORS, UNNAMED, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

_ROW, _SHEET = 0, 156
_CELLS = frozenset(range(2, 12))
_ERROR, _FORMULA_ERROR = 3, 11
_MORE = 0x80
"""Set in a byte of a number after which another byte follows."""


def xlsb_sights(archive: ZipFile, skip: frozenset[str]) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each worksheet not named in `skip`, and what can be seen of it."""
    targets, names = targets_of(archive, "workbook.bin"), set(archive.namelist())
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, end = _text(body, 8)
            name, _ = _text(body, end)
            if name not in skip and targets.get(relation) in names:
                yield name, _sight(archive.read(targets[relation]))


def _text(body: bytes, at: int) -> tuple[str, int]:
    """Return the text at `at`, and where it ends."""
    (length,) = struct.unpack_from("<I", body, at)
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le"), end


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(stream):
        kind, at = _number(stream, at, most=2)
        size, at = _number(stream, at, most=4)
        yield kind, stream[at : at + size]
        at += size


def _number(stream: bytes, at: int, most: int) -> tuple[int, int]:
    """Return the number at `at`, seven bits a byte and at most so many bytes, and where it ends."""
    number = 0
    for place in range(most):
        number |= (stream[at + place] & ~_MORE) << (7 * place)
        if stream[at + place] < _MORE:
            return number, at + place + 1
    return number, at + most


def _sight(stream: bytes) -> Sight:
    row = rows = columns = 0
    broken: dict[str, str] = {}
    for kind, body in _records(stream):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
        elif kind in _CELLS:
            column = struct.unpack_from("<I", body)[0] + 1
            rows, columns = max(rows, row), max(columns, column)
            if kind in {_ERROR, _FORMULA_ERROR}:
                broken[f"{column_letters(column - 1)}{row}"] = ERRORS.get(body[8], UNNAMED)
    return Sight(rows * columns, broken)
