"""Whose workbook it is: the hidden sheet, then the head line, then the file name (design, decision 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
    from collections.abc import Iterator, Mapping

    from pipeline.check.book import Task
    from pipeline.config import Config, Period
    from pipeline.reader import Book, Sheet
    from pipeline.roster import Unit

HEAD_AREA = HEADER_ROW + 4
"""How many rows are looked through for the head line: it may have been pushed down."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of the workbook's identity, and where."""

    unit: Unit | None = None
    period: Period | None = None
    version: str = ""
    unit_at: Where = Where("")
    period_at: Where = Where("")
    head: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_name(cls, config: Config, file: str) -> Claim:
        """Return what the file's name says: the one unit whose name stands in it, and the month."""
        name = plain(PurePosixPath(file).stem)
        found = [u for u in config.units if any(plain(n) in name for n in (u.name, *u.former))]
        longest = max((len(u.name) for u in found), default=0)
        found = [u for u in found if len(u.name) == longest]
        return cls(unit=found[0] if len(found) == 1 else None, unit_at=Where(file))


def _period(config: Config, text: str) -> Period | None:
    """Return the period that `text` names: its id, its name, or a month of the year (5月)."""
    for each in config.periods:
        if plain(text) in {plain(each.id), plain(each.name)}:
            return each
    months = re.fullmatch(r"(?:(\d{4})年?)?0?(\d{1,2})月(?:份)?", plain(text).replace("-", ""))
    if months is None:
        return None
    year, month = int(months[1] or config.settings.year), int(months[2])
    return next((p for p in config.periods if (p.last.year, p.last.month) == (year, month)), None)


def _hidden(config: Config, book: Book, file: str) -> Claim:
    sheet = next((s for s in book.sheets if s.name == IDENTITY_SHEET), None)
    if sheet is None:
        return Claim()
    said = {show(row[0]): (show(row[1]), number) for number, row in enumerate(sheet.rows, 1) if len(row) > 1}
    unit, unit_row = said.get(ID_UNIT, ("", 1))
    period, period_row = said.get(ID_PERIOD, ("", 1))
    return Claim(
        config.find_unit(unit) if unit else None, _period(config, period) if period else None,
        said.get(ID_VERSION, ("", 0))[0], Where(file, IDENTITY_SHEET, f"B{unit_row}"),
        Where(file, IDENTITY_SHEET, f"B{period_row}"),
    )  # fmt: skip


def head_cells(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Yield label, value and the value's address for each part of the head line."""
    labels = {plain(label): label for label in HEAD}
    for number, row in enumerate(sheet.rows[:HEAD_AREA], start=1):
        for column, cell in enumerate(row):
            label = labels.get(plain(cell)) if isinstance(cell, str) else None
            if label is None:
                continue
            for right in range(column + 1, len(row)):
                value = row[right]
                if is_blank(value):
                    continue
                if not (isinstance(value, str) and plain(value) in labels):
                    yield label, show(value).strip(), f"{column_letters(right)}{number}"
                break


def _head(config: Config, book: Book, file: str) -> Claim:
    """Return what the head lines say: the first sheet that names a unit or a period."""
    unit: tuple[str, Where] = ("", Where(file))
    period: tuple[str, Where] = ("", Where(file))
    head: dict[str, str] = {}
    for sheet in book.sheets:
        for label, value, cell in head_cells(sheet):
            head.setdefault(label, value)
            if label == HEAD_UNIT and not unit[0]:
                unit = (value, Where(file, sheet.name, cell))
            if label == HEAD_PERIOD and not period[0]:
                period = (value, Where(file, sheet.name, cell))
    named = next((u for u in config.units if plain(unit[0]) in {plain(n) for n in (u.id, u.name, *u.former)}), None)
    return Claim(named, _period(config, period[0]), "", unit[1], period[1], head)


def claims_of(config: Config, task: Task, book: Book) -> tuple[Claim, list[Finding]]:
    """Return the workbook's identity as agreed by its sources, and what disagrees."""
    hidden = _hidden(config, book, task.file)
    head = _head(config, book, task.file)
    name = Claim.of_name(config, task.file)
    said: list[Finding] = []
    ranked = [c for c in (hidden, head, name) if c.unit is not None]
    taken = ranked[0] if ranked else Claim()
    for other in ranked[1:]:
        if taken.unit and other.unit and other.unit != taken.unit:
            seen = f"「{taken.unit.name}」和「{other.unit.name}」"
            context = {"seen": seen, "taken": taken.unit.name}
            place = other.unit_at if other.unit_at.cell else taken.unit_at
            said.append(Finding("identity-unit-differs", place, context=context))
            break
    dated = next((c for c in (hidden, head) if c.period is not None), Claim())
    return (
        Claim(taken.unit, dated.period, hidden.version, taken.unit_at, dated.period_at, head.head),
        said,
    )
