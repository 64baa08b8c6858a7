"""The nil cell: where it is, what it says, and whether the rows belie it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import plain, read_yes_no
from pipeline.check.header import HEADER_AREA
from pipeline.check.place import address
from pipeline.forms import NIL_COLUMN
from pipeline.model import Finding, Where

if TYPE_CHECKING:
    from pipeline.check.place import Place, Spot
    from pipeline.ledger import Ledger
    from pipeline.model import Record


@dataclass(frozen=True, slots=True)
class Nil:
    """The nil cell and its label, None where there are none; whether it says 是, what it says that is neither word."""

    label: Spot | None = None
    spot: Spot | None = None
    marked: bool = False
    unclear: str = ""

    @property
    def cell(self) -> str:
        """Return the cell as it is named, "" where there is none."""
        return address(self.spot) if self.spot else ""


def find_nil(place: Place) -> Nil:
    """Return the nil cell: right of its label, at its own distance or where columns were put in between."""
    label = plain(place.ledger.nil_label)
    if not place.ledger.nil:
        return Nil()
    for row, cells in enumerate(place.sheet.rows[:HEADER_AREA]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and plain(cell).startswith(label):
                return _nil_of(place, (row, column))
    return Nil()


def _nil_of(place: Place, label: Spot) -> Nil:
    row, first = label
    for column in range(first + 1, len(place.sheet.rows[row])):
        answer = read_yes_no(place.raw((row, column))).value
        if answer is not None:
            return Nil(label, (row, column), answer == "是")
    own = row, first + NIL_COLUMN - 1
    return Nil(label, own, unclear=place.seen(own))


def weigh_nil(place: Place, nil: Nil, rows: list[Record]) -> tuple[bool, list[Finding]]:
    """Return whether the nil mark holds beside the rows, and what is to be said of it."""
    label, where = place.ledger.nil_label, Where(place.file, place.sheet.name, nil.cell, place.ledger.id)
    if nil.unclear:
        words = {
            "header": label, "typed": nil.unclear, "choices": "是、否", "guess": "", "effect": "选定之前按没有选算。",
        }  # fmt: skip
        return False, [Finding("choice-wrong", where, context=words)]
    if nil.marked and _contradicts(place.ledger, rows):
        words = {"nil_label": label, "count": str(len(rows))}
        return False, [Finding("nil-with-rows", where, context=words)]
    return nil.marked, []


def _contradicts(ledger: Ledger, rows: list[Record]) -> bool:
    """Tell whether rows belie a nil mark: any row does; of a checklist, one whose answer is not 无 or 否."""
    if not ledger.every_line:
        return bool(rows)
    answers = [f.name for f in ledger.typed_fields if f.kind == "choice"]
    return any(row.text(name) not in {"", "无", "否"} for row in rows for name in answers)
