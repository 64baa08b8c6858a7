"""An xlsb seen as the records that it is.

[MS-XLSB 2.1.4 Record, 2.4 cells, BrtBundleSh, BrtFill, BrtFont, BrtMergeCell, BrtRowHdr, BrtXF]
Not seen: a text of which a part is struck through, links to other workbooks, formulas without a result.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pipeline.reader.apart import targets_of
from pipeline.reader.sight import ERRORS, UNNAMED, Sight, address_of, foreign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from pipeline.reader.sight import Area, Place

_ROW, _SHEET = 0, 156
_CELLS = frozenset(range(2, 12))
_ERROR, _FORMULA_ERROR = 3, 11
_FILL, _FONT, _STYLE, _STYLES, _STYLES_END, _MERGED = 45, 43, 47, 617, 618, 176
_STRUCK, _HIDDEN = 0x08, 0x10
_SOLID, _INDEXED, _RGB, _THEME = 1, 1, 2, 3
_WHITE = frozenset({1, 9, 64, 65})
_MORE = 0x80
"""Set in a byte of a number after which another byte follows."""


def xlsb_sights(archive: ZipFile, skip: frozenset[str]) -> Iterator[tuple[str, Sight]]:
    """Yield the name of each worksheet not named in `skip`, and what can be seen of it."""
    targets, names = targets_of(archive, "workbook.bin"), set(archive.namelist())
    styles = archive.read("xl/styles.bin") if "xl/styles.bin" in names else b""
    struck, coloured = _styles(styles)
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, end = _text(body, 8)
            name, _ = _text(body, end)
            if name not in skip and targets.get(relation) in names:
                yield name, _sight(archive.read(targets[relation]), struck, coloured)


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


def _styles(stream: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Return the cell styles struck through, and those filled with a colour that is none of ours."""
    fonts: list[bool] = []
    fills: list[bool] = []
    styles: list[tuple[int, int]] = []
    inside = False
    for kind, body in _records(stream):
        inside = kind == _STYLES or (inside and kind != _STYLES_END)
        if kind == _FONT:
            fonts.append(bool(body[2] & _STRUCK))
        elif kind == _FILL:
            fills.append(_is_coloured(body))
        elif kind == _STYLE and inside:
            styles.append(struct.unpack_from("<4xHH", body))
    return (
        frozenset(number for number, (font, _) in enumerate(styles) if fonts[font]),
        frozenset(number for number, (_, fill) in enumerate(styles) if fills[fill]),
    )


def _is_coloured(fill: bytes) -> bool:
    pattern, kind, number, tint, rgb = struct.unpack_from("<IBBh3s", fill)
    if pattern != _SOLID:
        return bool(pattern)
    if kind >> 1 == _RGB:
        return foreign(rgb.hex())
    return bool(number or tint) if kind >> 1 == _THEME else kind >> 1 == _INDEXED and number not in _WHITE


def _sight(stream: bytes, striking: frozenset[int], colouring: frozenset[int]) -> Sight:
    row = rows = columns = 0
    merged: list[Area] = []
    hidden: set[int] = set()
    struck: set[Place] = set()
    coloured: set[Place] = set()
    broken: dict[str, str] = {}
    for kind, body in _records(stream):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            hidden |= {row} if body[11] & _HIDDEN else set()
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            merged.append((top, left, bottom, right))
        elif kind in _CELLS:
            column, style = struct.unpack_from("<II", body)
            place = row - 1, column
            rows, columns = max(rows, row), max(columns, column + 1)
            struck |= {place} if style & 0xFFFFFF in striking else set()
            coloured |= {place} if style & 0xFFFFFF in colouring else set()
            if kind in {_ERROR, _FORMULA_ERROR}:
                broken[address_of(*place)] = ERRORS.get(body[8], UNNAMED)
    return Sight(rows * columns, broken, tuple(merged), hidden, struck, coloured)
