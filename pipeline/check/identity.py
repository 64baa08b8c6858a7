"""Whose workbook it is: the hidden sheet, then the head line, then the file name (design, decision 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain, show
from pipeline.forms import (
    HEAD,
    HEAD_PERIOD,
    HEAD_UNIT,
    HEADER_ROW,
    ID_PERIOD,
    ID_UNIT,
    ID_VERSION,
    IDENTITY_SHEET,
    column_letters,
)
from pipeline.model import Finding, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.config import Config, Period
    from pipeline.reader import Book, Sheet
    from pipeline.roster import Unit

HEAD_AREA = HEADER_ROW + 4
"""How many rows are looked through for the head line: it may have been pushed down."""

_MONTH = re.compile(r"(?:(\d{4})年?)?0?(\d{1,2})月(?:份)?")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of the workbook's identity, and in which cell that people see ("" for none)."""

    unit_at: Where
    period_at: Where
    unit: Unit | None = None
    period: Period | None = None
    version: str = ""
    head: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Return the period's cell as a message names it, "" where there is none to be seen."""
        return _place(self.period_at)


def _place(where: Where) -> str:
    return f"（{where.sheet}，{where.cell}）" if where.cell else ""


def claim_of_name(config: Config, file: str) -> Claim:
    """Return what the file's name says: the one unit whose name stands in it, the longest where one holds another."""
    name = plain(PurePosixPath(file).stem)
    found = {u.id: word for u in config.units for word in map(plain, (u.name, *u.former)) if word in name}
    longest = [i for i, word in found.items() if not any(word != o and word in o for o in found.values())]
    unit = config.find_unit(longest[0]) if len(longest) == 1 else None
    return Claim(Where(file), Where(file), unit)


def _claim_of_identity(config: Config, book: Book, file: str) -> Claim:
    """Return what the hidden sheet says; it has no cell that people see."""
    sheet = next((s for s in book.sheets if s.name == IDENTITY_SHEET), None)
    said = {show(row[0]): show(row[1]) for row in sheet.rows if len(row) > 1} if sheet else {}
    unit = config.find_unit(said.get(ID_UNIT, ""))
    return Claim(
        Where(file), Where(file), unit, _period(config, said.get(ID_PERIOD, "")), said.get(ID_VERSION, "")
    )


def _claim_of_head(config: Config, sheet: Sheet, file: str) -> Claim:
    found = {label: (value, Where(file, sheet.name, cell)) for label, value, cell in head_cells(sheet)}
    nothing = ("", Where(file))
    unit, unit_at = found.get(HEAD_UNIT, nothing)
    period, period_at = found.get(HEAD_PERIOD, nothing)
    head = {label: value for label, (value, _) in found.items()}
    named = next((u for u in config.units if plain(unit) in map(plain, (u.id, u.name, *u.former))), None)
    return Claim(unit_at, period_at, named, _period(config, period), head=head)


def head_cells(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Yield label, value and the value's address for each part of the head line that is filled."""
    labels = {plain(label): label for label in HEAD}
    for number, row in enumerate(sheet.rows[:HEAD_AREA], start=1):
        filled = [(column, cell) for column, cell in enumerate(row) if not is_blank(cell)]
        for (_, left), (column, right) in pairwise(filled):
            label = labels.get(plain(show(left)))
            if label and plain(show(right)) not in labels:
                yield label, show(right).strip(), f"{column_letters(column)}{number}"


def _period(config: Config, text: str) -> Period | None:
    """Return the period that `text` names: its id, its name, or its last month (5月, 2016年5月)."""
    word = plain(text)
    for each in config.periods:
        if word in {plain(each.id), plain(each.name)}:
            return each
    found = _MONTH.fullmatch(word)
    if found is None:
        return None
    month = int(found[1] or config.settings.year), int(found[2])
    return next((p for p in config.periods if (p.last.year, p.last.month) == month), None)


def identity_of(config: Config, file: str, book: Book) -> tuple[Claim, list[Finding]]:
    """Return the workbook's identity as the first of its sources has it, and where others disagree."""
    hidden = _claim_of_identity(config, book, file)
    heads = [_claim_of_head(config, s, file) for s in book.sheets if s.name != IDENTITY_SHEET]
    inside = [hidden, *heads]
    units = [(c.unit, c.unit.name, c.unit_at) for c in (*inside, claim_of_name(config, file)) if c.unit]
    periods = [(c.period, c.period.name, c.period_at) for c in inside if c.period]
    said = [
        *_disagreement("identity-unit-differs", [(name, at) for _, name, at in units]),
        *_disagreement("identity-months-differ", [(name, at) for _, name, at in periods]),
    ]
    unit, _, unit_at = units[0] if units else (None, "", Where(file))
    period = periods[0][0] if periods else None
    period_at = next((at for each, _, at in periods if each == period and at.cell), Where(file))
    head = {label: value for each in reversed(heads) for label, value in each.head.items()}
    return Claim(unit_at, period_at, unit, period, hidden.version, head), said


def _disagreement(code: str, named: Sequence[tuple[str, Where]]) -> list[Finding]:
    """Say that the sources name different things; the first holds, the cell is the first one that differs."""
    names = list(dict.fromkeys(name for name, _ in named))
    if len(names) < 2:  # noqa: PLR2004 — two disagree
        return []
    taken = names[0]
    cells = [at for name, at in named if at.cell and name != taken] or [at for _, at in named if at.cell]
    where = cells[0] if cells else named[0][1]
    context = {"seen": "和".join(f"「{name}」" for name in names), "taken": taken, "place": _place(where)}
    return [Finding(code, where, context=context)]
