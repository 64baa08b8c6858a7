"""A sheet's cells, and of what was seen of them that which touches a cell that holds something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cells import is_blank
from pipeline.reader.sheets import Sheet
from pipeline.reader.sight import address_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.cells import Raw
    from pipeline.reader.sight import Area, Place, Sight

    Rows = Sequence[Sequence[Raw]]


def sheet_seen(name: str, rows: Rows, sight: Sight, *, visible: bool = True) -> Sheet:
    """Return the sheet; ghosts, that is what is hidden, struck or coloured and blank, are left out."""
    return Sheet(
        name, rows, sight.broken, visible,
        tuple(sorted({area for each in sight.merged if (area := _inside(each, rows))})),
        frozenset(row for row in sight.hidden if 0 < row <= len(rows) and not _all_blank(rows[row - 1])),
        _held(sight.struck, rows), _held(sight.coloured, rows), sight.linked,
    )  # fmt: skip


def _inside(area: Area, rows: Rows) -> Area | None:
    """Return as much of the area as there are cells, None where that is not more than one."""
    top, left, bottom, right = area
    bottom, right = min(bottom, len(rows) - 1), min(right, len(rows[0]) - 1 if rows else -1)
    is_area = bottom >= top >= 0 and right >= left >= 0 and (bottom, right) != (top, left)
    return (top, left, bottom, right) if is_area else None


def _all_blank(row: Sequence[Raw]) -> bool:
    return all(is_blank(cell) for cell in row)


def _held(places: Collection[Place], rows: Rows) -> frozenset[str]:
    wide = len(rows[0]) if rows else 0
    return frozenset(
        address_of(row, column)
        for row, column in places
        if 0 <= row < len(rows) and 0 <= column < wide and not is_blank(rows[row][column])
    )
