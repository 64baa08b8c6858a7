"""Whose workbook it is: the hidden sheet, then the head line, then the file name (design, decision 4).

What disagrees is never guessed: docs/decisions/0012.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain, show
from pipeline.check.months import NO_MONTH, Month, month_said
from pipeline.forms import (
    HEAD,
    HEAD_PERIOD,
    HEAD_UNIT,
    HEADER_ROW,
    ID_PERIOD,
    ID_SCHOOL,
    ID_UNIT,
    ID_VERSION,
    IDENTITY_SHEET,
    column_letters,
)
from pipeline.model import Finding, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.config import Config
    from pipeline.reader import Book, Sheet
    from pipeline.roster import Unit

HEAD_AREA = HEADER_ROW + 4
"""How many rows are looked through for the head line: it may have been pushed down."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source, or in the end the whole workbook, says of its identity; the cells are those people see."""

    unit_at: Where
    month_at: Where
    unit: Unit | None = None
    month: Month = NO_MONTH
    version: str = ""
    school: str = ""
    head: Mapping[str, str] = field(default_factory=dict)


def claim_of_name(config: Config, file: str) -> Claim:
    """Return what the file's name says: the one unit whose name stands in it, the longest where one holds another."""
    name = plain(PurePosixPath(file).stem)
    found = {u.id: word for u in config.units for word in map(plain, u.names) if word in name}
    longest = [i for i, word in found.items() if not any(word != o and word in o for o in found.values())]
    unit = config.find_unit(longest[0]) if len(longest) == 1 else None
    return Claim(Where(file), Where(file), unit)


def identity_of(config: Config, file: str, book: Book) -> tuple[Claim, list[Finding]]:
    """Return the workbook's identity as the first of its sources has it, and what is to be asked of it."""
    hidden = _claim_of_identity(config, book, file)
    heads = [_claim_of_head(config, s, file) for s in book.sheets if s.name != IDENTITY_SHEET]
    whole = Claim(
        Where(file), Where(file), version=hidden.version, school=hidden.school,
        head={label: value for each in reversed(heads) for label, value in each.head.items()},
    )  # fmt: skip
    if hidden.school not in {"", config.settings.school.id}:
        return whole, [Finding("school-differs", Where(file), context={"seen": hidden.school})]
    sources = [hidden, *heads]
    units = [(c.unit.name, c.unit_at) for c in sources if c.unit]
    months = [(c.month.name, c.month_at) for c in sources if c.month.name]
    named = claim_of_name(config, file)
    taken = next((c for c in (*sources, named) if c.unit), whole)
    month = next((c.month for c in sources if c.month.name), NO_MONTH)
    claim = Claim(
        taken.unit_at, _seen_at(months, Where(file)), taken.unit, month, whole.version, whole.school, whole.head
    )  # fmt: skip
    said = [
        *_disagreement("identity-unit-differs", units),
        *_disagreement("identity-months-differ", months),
    ]
    return claim, [*said, *_of_name(claim, units, named, file), *_unknown_word(claim, heads)]


def _claim_of_identity(config: Config, book: Book, file: str) -> Claim:
    """Return what the hidden sheet says; it has no cell that people see."""
    sheet = next((s for s in book.sheets if s.name == IDENTITY_SHEET), None)
    said = {show(row[0]): show(row[1]) for row in sheet.rows if len(row) > 1} if sheet else {}
    unit, month = config.find_unit(said.get(ID_UNIT, "")), month_said(config, said.get(ID_PERIOD, ""))
    return Claim(Where(file), Where(file), unit, month, said.get(ID_VERSION, ""), said.get(ID_SCHOOL, ""))


def _claim_of_head(config: Config, sheet: Sheet, file: str) -> Claim:
    found = {label: (value, Where(file, sheet.name, cell)) for label, value, cell in head_cells(sheet)}
    nothing = ("", Where(file))
    unit, unit_at = found.get(HEAD_UNIT, nothing)
    month, month_at = found.get(HEAD_PERIOD, nothing)
    head = {label: value for label, (value, _) in found.items()}
    return Claim(unit_at, month_at, config.find_unit(unit), month_said(config, month), head=head)


def head_cells(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Yield label, value and the value's address for each part of the head line that is filled."""
    labels = {plain(label): label for label in HEAD}
    for number, row in enumerate(sheet.rows[:HEAD_AREA], start=1):
        filled = [(column, cell) for column, cell in enumerate(row) if not is_blank(cell)]
        for (_, left), (column, right) in pairwise(filled):
            label = labels.get(plain(show(left)))
            if label and plain(show(right)) not in labels:
                yield label, show(right).strip(), f"{column_letters(column)}{number}"


def _disagreement(code: str, named: Sequence[tuple[str, Where]]) -> list[Finding]:
    """Say that the workbook's own sources name different things; the cell is the first one that differs."""
    names = list(dict.fromkeys(name for name, _ in named))
    if len(names) < 2:  # noqa: PLR2004 — two disagree
        return []
    where = _seen_at([(name, at) for name, at in named if name != names[0]], _seen_at(named, named[0][1]))
    return [_asking(code, where, seen="和".join(f"「{name}」" for name in names))]


def _of_name(claim: Claim, inside: Sequence[tuple[str, Where]], named: Claim, file: str) -> list[Finding]:
    """Say that the file's name is all there is, or that it names another unit than the workbook does."""
    if claim.unit is None or named.unit is None:
        return []
    if not inside:
        return [Finding("identity-by-name", Where(file), context={"taken": claim.unit.name})]
    if named.unit.name in {name for name, _ in inside}:
        return []
    where = _seen_at(inside, Where(file))
    return [_asking("identity-name-differs", where, named=named.unit.name, taken=claim.unit.name)]


def _unknown_word(claim: Claim, heads: Sequence[Claim]) -> list[Finding]:
    """Say that a head line names a unit that nobody knows, where another source has said whose it is."""
    strange = [c for c in heads if c.unit is None and plain(c.head.get(HEAD_UNIT, ""))]
    if claim.unit is None or not strange:
        return []
    first = strange[0]
    words = {"typed": first.head[HEAD_UNIT], "taken": claim.unit.name}
    return [_asking("identity-head-unknown", first.unit_at, **words)]


def _seen_at(named: Sequence[tuple[str, Where]], otherwise: Where) -> Where:
    """Return the first of these places that people can see."""
    return next((at for _, at in named if at.cell), otherwise)


def _asking(code: str, where: Where, **words: str) -> Finding:
    return Finding(code, where, context={**words, "place": place_of(where)})


def place_of(where: Where) -> str:
    """Return the cell as a message names it, "" where there is none to be seen."""
    return f"（{where.sheet}，{where.cell}）" if where.cell else ""
