"""A sheet to be read as a ledger, and all that is known around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, show
from pipeline.forms import column_letters
from pipeline.model import Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from pipeline.cells import Raw
    from pipeline.check.people import Roll
    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.reader import Sheet
    from pipeline.roster import Unit

Spot = tuple[int, int]
"""A cell by its zero-based row and column."""


def address(spot: Spot) -> str:
    """Return the cell as it is named: (5, 11) → L6."""
    return f"{column_letters(spot[1])}{spot[0] + 1}"


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet, the ledger it is read as, whose it is.

    `roll` is the roster as that unit reads it; `head` what the workbook's head lines say, by label.
    """

    config: Config
    unit: Unit
    period: Period
    ledger: Ledger
    file: str
    arrived: datetime
    sheet: Sheet
    roll: Roll
    head: Mapping[str, str] = field(default_factory=dict)
    filled: tuple[Spot, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note the cells in which anything is to be seen, row by row: every step asks for them."""
        object.__setattr__(self, "filled", tuple(self._filled()))

    def where(self, column: int, row: int) -> Where:
        """Return the place of the zero-based column and row."""
        return Where(self.file, self.sheet.name, address((row, column)), self.ledger.id)

    def raw(self, spot: Spot) -> Raw:
        """Return what the cell holds, None where the sheet does not reach so far."""
        row, column = spot
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else ()
        return cells[column] if column < len(cells) else None

    def seen(self, spot: Spot) -> str:
        """Return what a person sees in the cell, be it an error; "" where it is blank."""
        raw = self.raw(spot)
        return self.sheet.broken.get(address(spot), "") if is_blank(raw) else show(raw).strip()

    def _filled(self) -> Iterator[Spot]:
        broken = self.sheet.broken
        for number, row in enumerate(self.sheet.rows):
            for column, cell in enumerate(row):
                if not is_blank(cell) or (broken and address((number, column)) in broken):
                    yield number, column
