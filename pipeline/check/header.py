"""The header: which column holds which field, whatever was moved, renamed, doubled, added or lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, nearest, plain
from pipeline.findings import COLUMN_LOST, COLUMN_ROWS_WAIT
from pipeline.forms import HEADER_ROW, OPINION_HEADER, column_letters
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.cells import Raw
    from pipeline.check.place import Place, Spot
    from pipeline.ledger import Field, Ledger

HEADER_AREA = HEADER_ROW + 12
"""How many rows are looked through for the header: rows may have been put in above it."""
LEAST_NAMED = 2
STARS = "★☆●○◆◇■□▲△"
"""Marks of a required column that are no punctuation, which falls away by itself."""

Named = dict[int, "Field"]
"""The field that each cell of a row names, by column."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is: its first and last row (zero-based), and which column (zero-based) holds which field.

    `titles` is what stands over each column; `cells` are those whose words are ours; `opinion` is the column of
    a return copy that is, None where there is none.
    """

    first: int
    row: int
    columns: Mapping[str, int]
    titles: Mapping[int, str]
    cells: frozenset[Spot]
    opinion: int | None = None

    @property
    def letters(self) -> dict[str, str]:
        """Return the column letters by field name."""
        return {name: column_letters(column) for name, column in self.columns.items()}


def find_header(ledger: Ledger, rows: Sequence[Sequence[Raw]]) -> dict[int, Named] | None:
    """Return the header's rows and what their cells name, by row; None where no row names enough fields.

    A second row beside it belongs to it where it names columns that the first leaves without a name.
    """
    words = _words(ledger)
    named = [
        {c: words[text] for c, cell in enumerate(row) if (text := _text(cell)) in words}
        for row in rows[:HEADER_AREA]
    ]
    best = max(range(len(named)), key=lambda number: len(named[number]), default=0)
    if not named or not named[best]:
        return None
    found = {best: named[best]}
    beside = [best - 1] * (best > 0)
    if best + 1 < len(named) and len(named[best + 1]) == sum(not is_blank(c) for c in rows[best + 1]):
        beside.append(best + 1)
    for number in beside:
        known = {field.name for each in found.values() for field in each.values()}
        more = {c: f for c, f in named[number].items() if c not in named[best] and f.name not in known}
        if more:
            found[number] = more
    fields = {field.name for each in found.values() for field in each.values()}
    enough = max(LEAST_NAMED, sum(field.must for field in ledger.fields) // 2)
    return dict(sorted(found.items())) if len(fields) >= enough else None


def _words(ledger: Ledger) -> dict[str, Field]:
    """Return the field by every normal form that may name it; a proper header goes before another's alias."""
    aliases = {plain(alias): field for field in reversed(ledger.fields) for alias in field.aliases}
    proper = {word: field for field in reversed(ledger.fields) for word in _proper(field)}
    return aliases | proper


def _proper(field: Field) -> tuple[str, str]:
    return plain(field.label), plain(field.header)


def _text(cell: Raw) -> str:
    """Return the normal form of a header cell, without its required mark."""
    return plain(cell).strip(STARS) if isinstance(cell, str) else ""


def read_header(place: Place, named: Mapping[int, Named]) -> tuple[Header, list[Finding]]:
    """Return the header, and what is to be said of renamed, doubled, missing and unknown columns."""
    said: list[Finding] = []
    columns: dict[str, int] = {}
    titles: dict[int, str] = {}
    cells: set[Spot] = set()
    unknown: list[Spot] = []
    opinion = None
    for spot, typed, field in _cells(place, named):
        row, column = spot
        where = place.where(column, row)
        titles[column] = field.header if field else typed
        if field is None and plain(typed) == plain(OPINION_HEADER):
            opinion = column
            cells.add(spot)
        elif field is None:
            unknown.append(spot)
        elif field.name in columns:
            said.append(Finding("header-twice", where, context={"header": field.header}))
        else:
            columns[field.name] = column
            cells.add(spot)
            if _text(typed) not in _proper(field):
                context = {"typed": typed, "header": field.header}
                said.append(Finding("header-tidied", where, context=context))
    header = Header(min(named), max(named), columns, titles, frozenset(cells), opinion)
    missing = [f for f in place.ledger.fields if f.name not in columns]
    return header, [*_unknown(place, unknown, missing), *said, *_missing(place, header, unknown, missing)]


def _cells(place: Place, named: Mapping[int, Named]) -> Iterator[tuple[Spot, str, Field | None]]:
    """Yield the filled cells of the header with the field that each names; what heads a group of columns is none."""
    known = {column for fields in named.values() for column in fields}
    for row, fields in named.items():
        for column, _ in enumerate(place.sheet.rows[row]):
            typed = place.seen((row, column))
            if typed and (column in fields or column not in known):
                yield (row, column), typed, fields.get(column)


def _asked(field: Field) -> bool:
    return field.need in {"required", "each_period", "when"}


def _effect(field: Field) -> str:
    return COLUMN_ROWS_WAIT if field.need == "required" else COLUMN_LOST


def _guess(place: Place, spot: Spot, missing: Sequence[Field]) -> Field | None:
    """Return the missing field that an unknown column's words are like."""
    words = {word: f for f in missing for word in (*map(plain, f.aliases), *reversed(_proper(f)))}
    return words.get(nearest(_text(place.seen(spot)), list(words)))


def _unknown(place: Place, unknown: Sequence[Spot], missing: Sequence[Field]) -> list[Finding]:
    said = []
    for spot in unknown:
        row, column = spot
        context = {"typed": place.seen(spot), "guess": ""}
        field = _guess(place, spot, missing)
        if field:
            context |= {"header": field.header, "effect": _effect(field)}
            context["guess"] = f"；看起来像「{field.header}」，是的话请把栏目名改成「{field.header}」"
        code = "header-near" if field and _asked(field) else "column-unknown"
        said.append(Finding(code, place.where(column, row), context=context))
    return said


def _missing(
    place: Place, header: Header, unknown: Sequence[Spot], missing: Sequence[Field]
) -> list[Finding]:
    """Say which columns are gone that something is asked in; one that another looks like was spoken of there."""
    near = {field.name for spot in unknown if (field := _guess(place, spot, missing))}
    return [
        Finding(
            "header-missing", place.where(0, header.row), context={"header": f.header, "effect": _effect(f)}
        )
        for f in missing
        if _asked(f) and f.name not in near
    ]
