"""Items that ask nothing of anybody: never begun, period after period; due only after the year is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Finding, chinese_day
from pipeline.standing import NOT_STARTED, is_finished, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Period
    from pipeline.guards.watch import Watch
    from pipeline.model import Item


def not_begun(watch: Watch) -> Iterator[Finding]:
    """Yield the units with items that said 未到启动时间 for so many periods in a row, in the period that makes it so."""
    periods = watch.config.upto(watch.period)[-watch.rules.not_begun - 1 :]
    for unit in watch.reporting():
        waiting = [
            item for item in _open(watch, unit.id) if _streak(watch, item, periods) == watch.rules.not_begun
        ]
        if waiting:
            first, *others = (item.latest.at("progress") for item in waiting)
            context = {
                "unit_name": unit.name,
                "count": str(len(waiting)),
                "times": str(watch.rules.not_begun),
            }
            yield Finding("not-begun-again", first, unit.id, context, tuple(others))


def _streak(watch: Watch, item: Item, periods: tuple[Period, ...]) -> int:
    """Return for how many of the last periods the item has said that its time has not come."""
    count = 0
    for period in reversed(periods):
        if period.id not in item.entries or state_of(watch.config, period, item) != NOT_STARTED:
            break
        count += 1
    return count


def due_after_the_year(watch: Watch) -> Iterator[Finding]:
    """Yield the units that registered items in this period which are due only after the cut-off (rubric §3, R)."""
    cutoff = watch.config.periods[-1].last
    for unit in watch.reporting():
        late = [
            item for item in _open(watch, unit.id)
            if item.registered == watch.period.id and item.first_deadline and item.first_deadline > cutoff
        ]  # fmt: skip
        if late:
            ledgers = watch.config.ledgers
            first, *others = (item.latest.at(ledgers[item.ledger].deadline) for item in late)
            context = {"unit_name": unit.name, "count": str(len(late)), "until": chinese_day(cutoff)}
            yield Finding("due-after-year", first, unit.id, context, tuple(others))


def _open(watch: Watch, unit: str) -> list[Item]:
    items = (item for _, own in watch.carried(unit) for item in own)
    return [item for item in items if not is_finished(watch.period, item)]
