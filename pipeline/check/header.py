"""The header row: which column holds which field, whatever was moved, renamed, doubled, added or lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain, show
from pipeline.findings import COLUMN_LOST, COLUMN_ROWS_WAIT
from pipeline.forms import HEADER_ROW, column_letters
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.cells import Raw
    from pipeline.check.sheet import Place
    from pipeline.ledger import Field, Ledger

HEADER_AREA = HEADER_ROW + 12
"""How many rows are looked through for the header: rows may have been put in above it."""
LEAST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is (zero-based) and which column (zero-based) holds which field."""

    row: int
    columns: Mapping[str, int]

    @property
    def letters(self) -> dict[str, str]:
        """Return the column letters by field name."""
        return {name: column_letters(column) for name, column in self.columns.items()}


def find_header(ledger: Ledger, rows: Sequence[Sequence[Raw]]) -> tuple[int, dict[int, Field]] | None:
    """Return the header's row and the field of each of its columns; None if no row names enough of them."""
    words = _words(ledger)
    best: tuple[int, dict[int, Field]] | None = None
    for number, row in enumerate(rows[:HEADER_AREA]):
        named = {c: words[text] for c, cell in enumerate(row) if (text := _text(cell)) in words}
        if named and (best is None or len(named) > len(best[1])):
            best = number, named
    enough = max(LEAST_NAMED, sum(field.must for field in ledger.fields) // 2)
    return best if best and len({field.name for field in best[1].values()}) >= enough else None


def _words(ledger: Ledger) -> dict[str, Field]:
    """Return the field by every normal form that may name it; a proper header goes before another's alias."""
    aliases = {plain(alias): field for field in reversed(ledger.fields) for alias in field.aliases}
    proper = {word: field for field in reversed(ledger.fields) for word in _proper(field)}
    return aliases | proper


def _proper(field: Field) -> tuple[str, str]:
    return plain(field.label), plain(field.header)


def _text(cell: Raw) -> str:
    """Return the normal form of a header cell; its required mark is punctuation and falls away."""
    return plain(cell) if isinstance(cell, str) else ""


def read_header(place: Place, number: int, named: Mapping[int, Field]) -> tuple[Header, list[Finding]]:
    """Return the header, and what is to be said of renamed, doubled, missing and unknown columns."""
    said: list[Finding] = []
    columns: dict[str, int] = {}
    for column, cell in enumerate(place.sheet.rows[number]):
        if is_blank(cell):
            continue
        where, typed, field = place.where(column, number), show(cell).strip(), named.get(column)
        if field is None:
            said.append(Finding("column-unknown", where, context={"typed": typed}))
        elif field.name in columns:
            said.append(Finding("header-twice", where, context={"header": field.header}))
        else:
            columns[field.name] = column
            if _text(cell) not in _proper(field):
                context = {"typed": typed, "header": field.header}
                said.append(Finding("header-tidied", where, context=context))
    return Header(number, columns), [*said, *_missing(place, number, columns)]


def _missing(place: Place, number: int, columns: Mapping[str, int]) -> list[Finding]:
    asked = (f for f in place.ledger.fields if f.need in {"required", "each_period", "when"})
    return [
        Finding(
            "header-missing", place.where(0, number),
            context={
                "header": field.header,
                "effect": COLUMN_ROWS_WAIT if field.need == "required" else COLUMN_LOST,
            },
        )
        for field in asked if field.name not in columns
    ]  # fmt: skip
