"""What every part of the year is given: the unit, what was merged, the cut-off; and how it finds its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.model import DecisionKind, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from pipeline.config import Config, Period
    from pipeline.model import Item, Merged, Record, Value
    from pipeline.roster import Unit

SUBJECT = "subject"
"""The column in which a register of the office names the unit."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ledger as the year sees it: an item with its last row and what the office fixed, or a row.

    `share` is how much of a joint achievement is the unit's, by decision.
    """

    values: Mapping[str, Value]
    places: Mapping[str, Where]
    record: Record
    name: str
    share: Fraction | None = None
    found_false: Where | None = None

    def text(self, field: str) -> str:
        """Return the value of `field` as text, "" when blank."""
        value = self.values.get(field)
        return "" if value is None else str(value)

    def at(self, field: str) -> Where:
        """Return the place of `field`: where the office fixed it, else in the unit's row."""
        return self.places.get(field) or self.record.at(field)


@dataclass(frozen=True, slots=True)
class Scope:
    """One unit in the year up to `last`, the period in which the cut-off (考核基准日) lies."""

    config: Config
    merged: Merged
    last: Period
    unit: Unit

    @property
    def cutoff(self) -> date:
        """Return the cut-off: the last day of the last period."""
        return self.last.last

    def is_in_year(self, day: Value) -> bool:
        """Tell whether a day lies in the year, not after the cut-off."""
        return isinstance(day, date) and day.year == self.config.settings.year and day <= self.cutoff

    def items(self, ledgers: Iterable[str]) -> list[Item]:
        """Return the unit's items of `ledgers` as of the cut-off, those withdrawn left out."""
        own = (item for each in ledgers for item in self.merged.items_of(self.unit.id, each))
        return [item for item in own if item.withdrawn is None]

    def deadline(self, item: Item) -> date | None:
        """Return the item's deadline in force at the end of the year."""
        return item.deadline(self.config.deadline_day(self.last))

    def rows(self, ledger_id: str) -> Iterator[Row]:
        """Yield the unit's rows of one ledger over the whole year, in the order of their return."""
        ledger = self.config.ledgers[ledger_id]
        if ledger.items:
            for item in self.items((ledger_id,)):
                values = {**item.latest.values, **item.office}
                yield Row(values, item.office_where, item.latest, item.number, item.share, item.found_false)
            return
        for _, records in sorted(self.merged.records.get(ledger_id, {}).items()):
            for record in records:
                if self.is_own(record):
                    yield Row(record.values, {}, record, record.text(ledger.key))

    def is_own(self, record: Record) -> bool:
        """Tell whether a row is the unit's: by the unit it names, by who returned it where it names none."""
        if SUBJECT not in record.values:
            return record.unit == self.unit.id
        unit = self.config.find_unit(record.text(SUBJECT))
        return unit is not None and unit.id == self.unit.id


def is_excused(item: Item) -> bool:
    """Tell whether an objective cause was approved for the item: it counts as completed (rubric §3, R)."""
    return any(decision.kind == DecisionKind.EXCUSE for decision in item.excuses)


def result_place(config: Config, period_id: str) -> Where:
    """Return where a period's score can be looked up: its consolidated workbook."""
    return Where(config.result_name(period_id), "得分明细")
