"""What an xls keeps apart from its sheets: how cells look, and which other workbooks formulas lead to.

[MS-XLS 2.4 ExternSheet, Font, Palette, SupBook, XF, XFExt; 2.5.198 tokens of a formula]
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.reader.sight import file_of, foreign

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FONT, _XF, _PALETTE, _XF_MORE = 0x0031, 0x00E0, 0x0092, 0x087D
_OTHER_BOOKS, _SHEETS_OF_BOOKS = 0x01AE, 0x0017
_STRUCK, _NO_SUCH_FONT = 0x08, 4
_SOLID, _FIRST_OF_PALETTE = 1, 8
_WHITE = frozenset({1, 9, 64, 65})
_FORE, _RGB, _THEME = 4, 2, 3
_OURS_OR_NONE = 0x0401, 0x3A01
"""In the place of a name's length: this workbook, a program that adds functions."""

_SIZES: dict[int, int] = {
    **dict.fromkeys(range(0x03, 0x17), 1), 0x01: 5, 0x02: 5, 0x19: 4, 0x1C: 2, 0x1D: 2, 0x1E: 3, 0x1F: 9,
    0x20: 8, 0x21: 3, 0x22: 4, 0x23: 5, 0x24: 5, 0x25: 9, 0x26: 7, 0x27: 7, 0x28: 7, 0x29: 3, 0x2A: 5, 0x2B: 9,
    0x2C: 5, 0x2D: 9, 0x39: 7, 0x3A: 7, 0x3B: 11, 0x3C: 7, 0x3D: 11,
}  # fmt: skip
"""Bytes that each token of a formula takes, itself included; two more kinds say their size themselves."""
_TEXT_TOKEN, _ATTRIBUTE, _CHOOSE = 0x17, 0x19, 0x04
_ELSEWHERE = frozenset({0x39, 0x3A, 0x3B})


@dataclass(frozen=True, slots=True)
class Apart:
    """Numbers of the cell styles struck through and coloured; names of other workbooks by the formulas' number."""

    struck: frozenset[int] = frozenset()
    coloured: frozenset[int] = frozenset()
    books: Mapping[int, str] = field(default_factory=dict)


def apart_of(records: Iterable[tuple[int, bytes]]) -> Apart:
    """Return what the workbook's own records keep apart; raises struct.error on damage."""
    fonts: list[bytes] = []
    styles: list[bytes] = []
    palette: list[str] = []
    fills: dict[int, bool] = {}
    names: list[str | None] = []
    books: dict[int, str] = {}
    for kind, body in records:
        if kind == _FONT:
            fonts.append(body)
        elif kind == _XF:
            styles.append(body)
        elif kind == _PALETTE:
            palette = [body[at : at + 3].hex() for at in range(2, len(body) - 3, 4)]
        elif kind == _XF_MORE:
            fills |= _true_fill(body)
        elif kind == _OTHER_BOOKS:
            names.append(_name(body))
        elif kind == _SHEETS_OF_BOOKS:
            books = dict(_numbered(body, names))
    struck = {number + (number >= _NO_SUCH_FONT) for number, font in enumerate(fonts) if font[2] & _STRUCK}
    coloured = {n: fills.get(n, _is_coloured(style, palette)) for n, style in enumerate(styles)}
    return Apart(
        frozenset(n for n, style in enumerate(styles) if struct.unpack_from("<H", style)[0] in struck),
        frozenset(n for n, flag in coloured.items() if flag),
        books,
    )


def _is_coloured(style: bytes, palette: list[str]) -> bool:
    lines, paper = struct.unpack_from("<IH", style, 14)
    pattern, number = lines >> 26, (paper & 0x7F) - _FIRST_OF_PALETTE
    if pattern == _SOLID and 0 <= number < len(palette):
        return foreign(palette[number])
    return pattern != 0 and (pattern != _SOLID or paper & 0x7F not in _WHITE)


def _true_fill(body: bytes) -> dict[int, bool]:
    """Return whether the style is coloured where its true colour is said beside that of the palette."""
    style, count = struct.unpack_from("<H2xH", body, 14)
    at, found = 20, {}
    for _ in range(count):
        kind, size = struct.unpack_from("<HH", body, at)
        if kind == _FORE:
            form, tint, rgb = struct.unpack_from("<Hh3s", body, at + 4)
            is_ours = form == _RGB and not foreign(rgb.hex())
            found[style] = not (is_ours or (form == _THEME and rgb[0] == 0 and tint == 0))
        at += size
    return found


def _name(body: bytes) -> str | None:
    """Return the name of another workbook, None where it is none."""
    (length,) = struct.unpack_from("<H", body, 2)
    if length in _OURS_OR_NONE:
        return None
    wide = body[4] & 1
    return file_of(body[5 : 5 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1"))


def _numbered(body: bytes, names: list[str | None]) -> Iterable[tuple[int, str]]:
    (count,) = struct.unpack_from("<H", body)
    for number in range(count):
        (book,) = struct.unpack_from("<H", body, 2 + 6 * number)
        name = names[book] if book < len(names) else None
        if name is not None:
            yield number, name


def other_book(formula: bytes, books: Mapping[int, str]) -> str | None:
    """Return the name of the other workbook that a formula's tokens lead to, None where to none.

    A token of a kind not known here ends the search.
    """
    at = 0
    while at < len(formula):
        token = formula[at]
        kind = token & 0x1F | 0x20 if token & 0x60 else token
        if kind in _ELSEWHERE:
            (number,) = struct.unpack_from("<H", formula, at + 1)
            if number in books:
                return books[number]
        size = _size(kind, formula, at)
        if size is None:
            return None
        at += size
    return None


def _size(kind: int, formula: bytes, at: int) -> int | None:
    if kind == _TEXT_TOKEN:
        length, wide = struct.unpack_from("<BB", formula, at + 1)
        return int(3 + length * (1 + (wide & 1)))
    if kind == _ATTRIBUTE and formula[at + 1] & _CHOOSE:
        return int(4 + 2 * (1 + struct.unpack_from("<H", formula, at + 2)[0]))
    return _SIZES.get(kind)
