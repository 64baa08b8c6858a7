"""Inspections that ask to be looked at: by the unit's own people, or far oftener than of its peers."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pipeline.guards.watch import Watch
    from pipeline.model import Record
    from pipeline.roster import Unit

BETWEEN_NAMES = re.compile(r"[、，,；;/\s]+")


def inspector_own(watch: Watch) -> Iterator[Finding]:
    """Yield the lines of the registers whose inspector belongs to the inspected unit."""
    for row in watch.inspected():
        unit = watch.config.find_unit(row.text("subject"))
        if unit is None:
            continue
        names = [name for name in BETWEEN_NAMES.split(row.text("inspector")) if name]
        colleagues = _people_of(watch, unit, row.day("checked_on") or watch.period.last)
        own = [name for name in names if plain(name) in colleagues]
        if own:
            context = {"unit_name": unit.name, "inspector": "、".join(own)}
            yield Finding("inspector-own", row.at("inspector"), unit.id, context)


def _people_of(watch: Watch, unit: Unit, day: date) -> set[str]:
    """Return the names and aliases, to compare by, of whoever belonged to `unit` on `day`."""
    own = [p for p in watch.config.people if p.unit == unit.id and p.exists(day, day)]
    return {plain(name) for person in own for name in (person.name, *person.aliases)}


def inspected_often(watch: Watch) -> Iterator[Finding]:
    """Yield the units with so many times the lines of their peers, and not fewer than the declared number."""
    lines: dict[str, list[Record]] = {}
    for row in watch.inspected():
        unit = watch.config.find_unit(row.text("subject"))
        if unit is not None:
            lines.setdefault(unit.id, []).append(row)
    for _, units in watch.peers():
        for unit in units:
            own = lines.get(unit.id, [])
            usual = median(len(lines.get(other.id, [])) for other in units if other.id != unit.id)
            if len(own) < watch.rules.often.least or len(own) < watch.rules.often.times * usual:
                continue
            first, *others = (row.at("subject") for row in own)
            context = {"unit_name": unit.name, "count": str(len(own)), "median": f"{usual:g}"}
            yield Finding("inspected-often", first, unit.id, context, tuple(others))
