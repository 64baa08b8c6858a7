"""抽查: some completed items of every unit, drawn so that nobody chooses and anybody can draw again."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.guards.watch import Watch
from pipeline.model import SpotCheck

if TYPE_CHECKING:
    from pipeline.config import Config, Period
    from pipeline.model import Item, Merged


def seed_of(config: Config, period: Period, unit: str) -> str:
    """Return the seed by which a unit's items are drawn: the declared word, the period, the unit."""
    return f"{config.rubric.guards.draw.seed}/{period.id}/{unit}"


def draw(config: Config, period: Period, merged: Merged) -> tuple[SpotCheck, ...]:
    """Return the items drawn for 抽查 of those completed in `period`, by unit and number.

    Drawn are the numbers whose SHA-256 after the seed is smallest, so neither the order of files nor what
    another unit reports changes the draw.
    """
    watch = Watch(config, period, merged, ())
    found = []
    for unit in config.scored_units(period):
        seed = seed_of(config, period, unit.id)
        done = [i for _, items in watch.carried(unit.id) for i in items if i.completed_in == period.id]
        drawn = sorted(done, key=lambda i: sha256(f"{seed}/{i.number}".encode()).digest())
        chosen = drawn[: config.rubric.guards.draw.items]
        found += [_spot_check(config, item) for item in sorted(chosen, key=lambda item: item.number)]
    return tuple(found)


def _spot_check(config: Config, item: Item) -> SpotCheck:
    """Return the item as the list shows it; what a sensitive ledger says stays with the unit."""
    ledger, row = config.ledgers[item.ledger], item.entries[item.completed_in]
    name = "" if ledger.guards(ledger.key) else item.name
    evidence = "" if ledger.guards("evidence") else row.text("evidence")
    finished = item.completed or config.period(item.completed_in).last
    owner = row.text(ledger.owner) if ledger.owner and not ledger.guards(ledger.owner) else ""
    return SpotCheck(
        item.unit, ledger.id, item.number, name, owner, finished, evidence, row.at("finished_on")
    )
