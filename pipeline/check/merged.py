"""Merged cells below the header: the value stands in the first cell, and people mean it for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.check.place import Spot, address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.cells import Raw
    from pipeline.check.header import Header
    from pipeline.check.place import Place
    from pipeline.ledger import Field, Ledger

OWN = frozenset({"progress", "finished_on", "milestone_done"})
"""What is said of one item alone: what was done for it this month, and that it is done."""
FIGURES = frozenset({"number", "integer"})

Covered = dict[Spot, Spot]
"""The first cell of its area by each blank cell that a merged area covers."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a merged area shows in a cell that it covers: whose value it is, and whether it holds here too."""

    source: Spot
    raw: Raw
    fault: str
    spreads: bool
    header: str

    @property
    def cell(self) -> str:
        """Return the area's first cell as it is named."""
        return address(self.source)

    @property
    def row(self) -> str:
        """Return the number of the area's first row."""
        return str(self.source[0] + 1)


def spreads(ledger: Ledger, field: Field) -> bool:
    """Tell whether one merged cell may speak for each row that it covers: words, choices and days may.

    Figures may not, money would count twice; nor may what makes a row its own: an item's name and number, a
    prepared line, `OWN`.
    """
    own = OWN | {line.field for line in ledger.lines} | ({ledger.key} if ledger.items else set())
    return field.by_unit and field.kind not in FIGURES and field.name not in own


def covered_cells(place: Place, header: Header) -> Covered:
    """Return the cells of known columns that merged areas of the teacher's cover, each with its area's first.

    A cell that holds something itself, unseen under the area, speaks for itself; an area without a value says
    nothing; what is merged above and in the header is the form's own.
    """
    known = sorted(header.columns.values())
    covered: Covered = {}
    for top, left, bottom, right in place.sheet.merged:
        if top <= header.row or not place.seen((top, left)):
            continue
        for row in range(top, min(bottom + 1, len(place.sheet.rows))):
            for column in (c for c in known if left <= c <= right):
                spot = (row, column)
                if spot != (top, left) and not place.seen(spot):
                    covered[spot] = (top, left)
    return covered


def covers_of(place: Place, header: Header, covered: Covered, row: int) -> Mapping[str, Cover]:
    """Return what merged areas show in the zero-based row, by field name."""
    found: dict[str, Cover] = {}
    for field in place.ledger.fields if covered else ():
        spot = (row, header.columns.get(field.name, -1))
        source = covered.get(spot)
        if source is not None:
            below = source[1] == spot[1]
            fault = place.sheet.broken.get(address(source), "")
            holds = below and spreads(place.ledger, field)
            title = header.titles.get(source[1], "")
            found[field.name] = Cover(source, place.raw(source), fault, holds, title)
    return found
