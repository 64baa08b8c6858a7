"""A unit that has registered far fewer items than its peers."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from pipeline.model import Finding
from pipeline.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.guards.watch import Watch
    from pipeline.ledger import Ledger
    from pipeline.roster import Unit


def items_few(watch: Watch) -> Iterator[Finding]:
    """Yield the units with less than `few` of their category's median of items, of those that returned."""
    if not watch.period.scored:
        return
    for category, units in watch.peers():
        ledgers = _free(watch, units)
        counts = {unit.id: _registered(watch, unit, ledgers) for unit in units}
        middle = median(counts.values())
        for unit in units:
            entries = [watch.entry(unit.id, each.id) for each in ledgers]
            places = [e.counted.place for e in entries if e is not None and e.counted is not None]
            if places and counts[unit.id] < watch.rules.few * middle:
                context = {
                    "unit_name": unit.name, "category": category, "count": str(counts[unit.id]), "median": f"{middle:g}",
                    "share": plain(watch.rules.few * 100), "titles": "、".join(each.table for each in ledgers),
                }  # fmt: skip
                yield Finding("items-few", places[0], unit.id, context, tuple(places[1:]))


def _free(watch: Watch, units: Sequence[Unit]) -> list[Ledger]:
    """Return the scored ledgers that all of `units` owe and fill with as many items as they see fit.

    Sensitive ones hold problems, of which few are no fault; prepared lines are given.
    """
    scored = {name for each in watch.config.rubric.indicators for name in each.ledgers}
    owed = [{each.id for each in watch.config.duties(unit, watch.period)} for unit in units]
    return [
        each for each in watch.config.ledgers.of_items
        if each.id in scored.intersection(*owed) and not each.sensitive and not each.lines
    ]  # fmt: skip


def _registered(watch: Watch, unit: Unit, ledgers: Sequence[Ledger]) -> int:
    wanted = {each.id for each in ledgers}
    return sum(len(items) for ledger, items in watch.carried(unit.id) if ledger.id in wanted)
