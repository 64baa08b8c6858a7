"""What every guard is given, and what several of them ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import LedgerState
from pipeline.rubric import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Finding, Item, LedgerIntake, Merged, Record, Where
    from pipeline.roster import Unit
    from pipeline.thresholds import Guards


@dataclass(frozen=True, slots=True)
class Watch:
    """One period under the eyes of the guards; `said` is what merge and scoring said of it."""

    config: Config
    period: Period
    merged: Merged
    said: Sequence[Finding]

    @property
    def rules(self) -> Guards:
        """Return from when on a guard asks."""
        return self.config.rubric.guards

    def reporting(self) -> list[Unit]:
        """Return the period's units that fill forms."""
        units = self.config.units_in(self.period)
        return [each for each in units if self.config.category(each).fills == "units"]

    def peers(self) -> Iterator[tuple[str, list[Unit]]]:
        """Yield each category that is scored and large enough to be compared, with its units."""
        scored = self.config.scored_units(self.period)
        for category in dict.fromkeys(each.category for each in scored):
            units = [each for each in scored if each.category == category]
            if len(units) >= self.rules.peers:
                yield category, units

    def entry(self, unit: str, ledger: str, period: str = "") -> LedgerIntake | None:
        """Return what the unit returned for `ledger` in this or another period, None where it was no duty."""
        intake = self.merged.intakes.get(period or self.period.id)
        own = intake.units.get(unit) if intake else None
        return own.ledgers.get(ledger) if own else None

    def nil_said(self, unit: str, ledger: str, period: str = "") -> Where | None:
        """Return the cell of the nil mark where the unit reported nil for `ledger`."""
        entry = self.entry(unit, ledger, period)
        if entry is None or entry.counted is None or entry.state is not LedgerState.NIL:
            return None
        return entry.counted.place

    def carried(self, unit: str) -> Iterator[tuple[Ledger, list[Item]]]:
        """Yield each ledger whose items run over the periods, with the unit's items, those withdrawn left out."""
        for ledger in self.config.ledgers.of_items:
            items = [i for i in self.merged.items_of(unit, ledger.id) if i.withdrawn is None]
            if ledger.carried and items:
                yield ledger, items

    def inspected(self) -> list[Record]:
        """Return the period's lines of the assessors' registers."""
        registers = [i.by.ledger for i in self.config.rubric.indicators if isinstance(i.by, Inspection)]
        rows = (self.merged.records.get(each, {}).get(self.period.id, ()) for each in registers)
        return [row for own in rows for row in own]

    def words_of(self, item: Item) -> dict[str, str]:
        """Return how a message names `item`: of a sensitive ledger the number alone."""
        ledger = self.config.ledgers[item.ledger]
        return {"number": item.number, "item": "" if ledger.guards(ledger.key) else f"「{item.name}」"}
