"""What python-calamine does not tell of a sheet: how far it reaches, what is broken in it, how it is marked.

calamine gives an error cell as empty text and knows no formulas, hidden rows, colours or strike-through; so
`ooxml`, `xlsb`, `ods` and `biff` look into the file itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.forms import column_letters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Area = tuple[int, int, int, int]
"""Zero-based first row, first column, last row, last column."""
Place = tuple[int, int]
"""Zero-based row and column."""

MOST_CELLS = 2_000_000
NO_VALUE = "公式无结果"
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
"""Errors by the code that the binary formats give them."""
UNNAMED = "#N/A"
"""Shown for an error cell that does not say which error it is."""
ERROR_TEXT = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d+")
OURS = frozenset(
    {look.WHITE[1:], *(tone.paper[1:] for tone in vars(look).values() if isinstance(tone, look.Tone))}
)
"""Fills of our own forms, and white: six hexadecimal digits in capitals."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One sheet: the count of cells from A1 to the last that holds something; what is broken, by address.

    What is broken is the error as shown (#REF!), or `NO_VALUE` for a formula that carries no result. `hidden`
    are one-based rows; `linked` maps the address of a formula to the other workbook's name. Rows and cells
    named here may be blank all the same.
    """

    area: int = 0
    broken: Mapping[str, str] = field(default_factory=dict)
    merged: Sequence[Area] = ()
    hidden: Collection[int] = frozenset()
    struck: Collection[Place] = frozenset()
    coloured: Collection[Place] = frozenset()
    linked: Mapping[str, str] = field(default_factory=dict)


def foreign(rgb: str | None) -> bool:
    """Tell whether a fill is a colour that somebody gave a cell; `rgb` ends in six hexadecimal digits."""
    return rgb is not None and rgb[-6:].upper() not in OURS


def address_of(row: int, column: int) -> str:
    """Return the address of the cell in the zero-based row and column: 0, 0 → A1."""
    return f"{column_letters(column)}{row + 1}"


def file_of(target: str) -> str:
    """Return the file's name of a path or an address of any system, as it stands in a link."""
    return re.split(r"[\x00-\x1f\\/]", target)[-1].strip("[]")
