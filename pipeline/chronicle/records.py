"""The year's records as its facts are told from them: rows with their places, figures, lines of a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from pipeline.cells import plain
from pipeline.score.context import fraction_of, plain_number

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from pipeline.config import Config, Period
    from pipeline.model import Item, Merged, Record, Value, Where

SUBJECT = "subject"
"""The column in which a register of the office names the unit."""

SIGNED = "signed_off_on"
"""The office's column in which a problem is signed off (销号)."""

STRANGER = "不在名册"
"""What a unit or tier is called that the roster does not know."""

T = TypeVar("T")
K = TypeVar("K", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Figure:
    """A count or a sum, and the cells that it was made from."""

    name: str
    count: Fraction = Fraction()
    places: tuple[Where, ...] = ()

    @property
    def words(self) -> str:
        """Return the figure as people write it: 3, 0.5."""
        return plain_number(self.count)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures: of a unit, a level, a month; every line of one table has the same columns."""

    name: str
    figures: tuple[Figure, ...]

    def of(self, name: str) -> Figure:
        """Return the figure of the column `name`; raises KeyError."""
        for each in self.figures:
            if each.name == name:
                return each
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that counts in the year, or an item by its last row; what the office fixed stands before the row.

    `unit` is whose it is, by id, "" where the roster does not know the unit that the row names.
    """

    unit: str
    record: Record
    item: Item | None = None

    def value(self, field: str) -> Value:
        """Return the value of `field`, None when blank."""
        fixed = self.item.office.get(field) if self.item else None
        return self.record.values.get(field) if fixed is None else fixed

    def text(self, field: str) -> str:
        """Return the value of `field` as text, "" when blank."""
        value = self.value(field)
        return "" if value is None else str(value)

    def day(self, field: str) -> date | None:
        """Return the value of `field` if it is a date."""
        value = self.value(field)
        return value if isinstance(value, date) else None

    def saying(self, field: str) -> Entry:
        """Return the item by its last row that fills in `field`: what is asked every period may be left blank."""
        rows = [row for _, row in sorted(self.item.entries.items()) if row.text(field)] if self.item else []
        return replace(self, record=rows[-1]) if rows else self

    def at(self, field: str = "") -> Where:
        """Return the place of `field`: where the office fixed it, else in the row."""
        fixed = self.item.office_where.get(field) if self.item else None
        return fixed or self.record.at(field)


@dataclass(frozen=True, slots=True)
class Records:
    """What the returns up to a period say, in the order of the roster; each ledger is looked through once."""

    config: Config
    merged: Merged
    _entries: dict[str, tuple[Entry, ...]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    _places: dict[str, int] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the roster out by its order: every entry is put in it."""
        self._places.update({unit.id: place for place, unit in enumerate(self.config.units)})

    @property
    def last(self) -> Period:
        """Return the period up to which it goes."""
        return self.config.period(self.merged.period)

    @property
    def cutoff(self) -> date:
        """Return its last day; of the year the cut-off (考核基准日)."""
        return self.last.last

    def items(self, ledger_id: str) -> tuple[Item, ...]:
        """Return the items of one ledger by unit and number, those withdrawn too."""
        found = (item for item in self.merged.items if item.ledger == ledger_id)
        return tuple(sorted(found, key=lambda item: (self._order(item.unit), item.number)))

    def entries(self, ledger_id: str) -> tuple[Entry, ...]:
        """Return the rows of one ledger by unit, in the order of their return; an item once, none withdrawn."""
        if ledger_id not in self._entries:
            self._entries[ledger_id] = self._found(ledger_id)
        return self._entries[ledger_id]

    def _found(self, ledger_id: str) -> tuple[Entry, ...]:
        if ledger_id not in self.config.ledgers:
            return ()
        if self.config.ledgers[ledger_id].items:
            return tuple(
                Entry(i.unit, i.latest, i) for i in self.items(ledger_id) if i.withdrawn is None and i.entries
            )
        by_period = self.merged.records.get(ledger_id, {})
        rows = [Entry(self._whose(row), row) for period in sorted(by_period) for row in by_period[period]]
        return tuple(sorted(rows, key=lambda entry: self._order(entry.unit)))

    def standing(self, ledger_id: str, *fields: str) -> tuple[Entry, ...]:
        """Return the rows of a register that is handed out again: of rows alike in `fields` the latest."""
        latest = {(e.unit, *(plain(e.text(f)) for f in fields)): e for e in self.entries(ledger_id)}
        return tuple(latest.values())

    def choices(self, ledger_id: str, field: str) -> tuple[str, ...]:
        """Return the words that a column allows, () where there is no such ledger."""
        ledgers = self.config.ledgers
        return self.config.choices(ledgers[ledger_id].field(field)) if ledger_id in ledgers else ()

    def deadline(self, item: Item) -> date | None:
        """Return the item's deadline in force at the end."""
        return item.deadline(self.config.deadline_day(self.last))

    def unit_name(self, unit_id: str) -> str:
        """Return the unit's name, 不在名册 where there is none."""
        unit = self.config.find_unit(unit_id) if unit_id else None
        return unit.name if unit else STRANGER

    def by_unit(
        self, found: Iterable[T], unit: Callable[[T], str], line: Callable[[str, list[T]], Line]
    ) -> tuple[Line, ...]:
        """Return a line for each unit that has something, in the order of the roster."""
        parts = grouped(found, unit)
        return tuple(line(self.unit_name(u), parts[u]) for u in sorted(parts, key=self._order))

    def _whose(self, record: Record) -> str:
        if SUBJECT not in record.values:
            return record.unit
        unit = self.config.find_unit(record.text(SUBJECT))
        return unit.id if unit else ""

    def _order(self, unit_id: str) -> int:
        return self._places.get(unit_id, len(self._places))


def grouped(found: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Return `found` by `key`, each group and the groups in the order in which they come."""
    parts: dict[K, list[T]] = {}
    for each in found:
        parts.setdefault(key(each), []).append(each)
    return parts


def counted(name: str, entries: Iterable[Entry], field: str = "") -> Figure:
    """Return how many `entries` there are, with the place of `field` in each."""
    places = tuple(entry.at(field) for entry in entries)
    return Figure(name, Fraction(len(places)), places)


def summed(name: str, entries: Iterable[Entry], field: str) -> Figure:
    """Return the sum of `field` over those `entries` that give a number."""
    given = [(n, entry.at(field)) for entry in entries if (n := fraction_of(entry.value(field))) is not None]
    return Figure(name, sum((n for n, _ in given), Fraction()), tuple(place for _, place in given))


def filled(entries: Iterable[Entry], field: str) -> tuple[Entry, ...]:
    """Return the entries in which `field` is not blank."""
    return tuple(entry for entry in entries if entry.text(field))
