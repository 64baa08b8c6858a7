"""结合主题: how often each theme was served, by ledger and unit (plan P15); counts alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.chronicle.records import Figure, Line, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle.records import Entry, Records
    from pipeline.ledger import Ledger

FIELD = "theme"
WHOLE = "合计"


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """One theme: all rows that carry it, by ledger; and a line a unit with the same columns."""

    theme: str
    whole: Line
    by_unit: tuple[Line, ...]


def tell_themes(records: Records) -> tuple[ThemeFacts, ...]:
    """Return every declared theme, also one that nothing served."""
    ledgers = [each for each in records.config.ledgers.all if any(f.name == FIELD for f in each.fields)]
    rows = {
        ledger.id: [e for entry in records.entries(ledger.id) if (e := entry.saying(FIELD)).text(FIELD)]
        for ledger in ledgers
    }
    told = []
    for theme in records.config.tables.get("themes", ()):
        own = [(name, e) for name, each in rows.items() for e in each if e.text(FIELD) == theme]
        used = [ledger for ledger in ledgers if any(name == ledger.id for name, _ in own)]
        told.append(ThemeFacts(theme, _line("全校", own, used), _by_unit(records, own, used)))
    return tuple(told)


def _by_unit(records: Records, own: Sequence[tuple[str, Entry]], used: Sequence[Ledger]) -> tuple[Line, ...]:
    return records.by_unit(own, lambda pair: pair[1].unit, lambda name, pairs: _line(name, pairs, used))


def _line(name: str, own: Sequence[tuple[str, Entry]], ledgers: Sequence[Ledger]) -> Line:
    by = grouped(own, lambda pair: pair[0])
    whole = counted(WHOLE, (entry for _, entry in own), FIELD)
    parts: tuple[Figure, ...] = tuple(
        counted(each.title, (entry for _, entry in by.get(each.id, ())), FIELD) for each in ledgers
    )
    return Line(name, (whole, *parts))
