"""Completions that ask to be looked at: without 佐证, or dated before a return that still said 推进中."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Finding, chinese_day, chinese_moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.guards.watch import Watch
    from pipeline.ledger import Ledger
    from pipeline.model import Item, Record

DONE, EVIDENCE, PROGRESS = "finished_on", "evidence", "progress"


def done_unproven(watch: Watch) -> Iterator[Finding]:
    """Yield the items completed in this period whose row names no evidence."""
    for ledger, item, row in _completed(watch):
        if any(each.name == EVIDENCE for each in ledger.fields) and not row.text(EVIDENCE):
            context = {**watch.words_of(item), "unit_name": watch.config.unit(item.unit).name}
            yield Finding("done-unproven", row.at(EVIDENCE), item.unit, context)


def done_while_running(watch: Watch) -> Iterator[Finding]:
    """Yield the items whose completion, reported now, is dated before an earlier return that had none."""
    for ledger, item, row in _completed(watch):
        told = _told_running(watch, item)
        if told is None or item.completed is None:
            continue
        earlier, arrived = told
        wrote = "" if ledger.guards(PROGRESS) else f"，写的是「{earlier.text(PROGRESS)}」"
        context = {
            **watch.words_of(item), "done": chinese_day(item.completed), "arrived": chinese_moment(arrived),
            "period": watch.config.period(earlier.period).name, "wrote": wrote,
        }  # fmt: skip
        yield Finding("done-while-running", row.at(DONE), item.unit, context, (earlier.at(PROGRESS),))


def _completed(watch: Watch) -> Iterator[tuple[Ledger, Item, Record]]:
    """Yield what was completed in the period, with the row that says so."""
    for unit in watch.reporting():
        for ledger, items in watch.carried(unit.id):
            for item in items:
                if item.completed_in == watch.period.id:
                    yield ledger, item, item.entries[watch.period.id]


def _told_running(watch: Watch, item: Item) -> tuple[Record, datetime] | None:
    """Return the last earlier row that reported progress after the day on which the item is said to be done.

    The day lies in that row's period or before it, and before the return arrived: whoever wrote it knew.
    """
    done = item.completed
    for period in reversed(watch.config.upto(watch.period)[:-1]):
        row = item.entries.get(period.id)
        entry = watch.entry(row.unit, item.ledger, period.id) if row else None
        if row is None or entry is None or entry.arrived is None or done is None:
            continue
        if row.text(PROGRESS) and done <= period.last and done < entry.arrived.date():
            return row, entry.arrived
    return None
