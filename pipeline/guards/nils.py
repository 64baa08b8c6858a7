"""Nil reports that ask to be looked at: several in a row, or one where others found something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Finding
from pipeline.rubric import SelfCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Period
    from pipeline.guards.watch import Watch
    from pipeline.ledger import Ledger
    from pipeline.model import Item, Where
    from pipeline.roster import Unit

FOUND_ON = "found_on"


def nil_again(watch: Watch) -> Iterator[Finding]:
    """Yield the units with the declared number of nil reports in a row, or a multiple of it, in some ledgers."""
    for unit in watch.reporting():
        duties = watch.config.duties(unit, watch.period)
        asked = [
            (ledger, run) for ledger in duties
            if ledger.owed and not ledger.nil_by and (run := _run(watch, unit, ledger))
            and not run % watch.rules.nil_in_row
        ]  # fmt: skip
        places = [p for ledger, _ in asked if (p := watch.nil_said(unit.id, ledger.id)) is not None]
        if places:
            runs = {run: [f"「{each.title}」" for each, own in asked if own == run] for _, run in asked}
            told = "；".join(f"{''.join(titles)}连着 {run} 期" for run, titles in runs.items())
            yield Finding(
                "nil-again", places[0], unit.id, {"unit_name": unit.name, "told": told}, tuple(places[1:])
            )


def _run(watch: Watch, unit: Unit, ledger: Ledger) -> int:
    """Return in how many periods up to this one the ledger was reported nil without a break."""
    run = 0
    for period in reversed(watch.config.upto(watch.period)):
        if ledger in watch.config.duties(unit, period):
            if watch.nil_said(unit.id, ledger.id, period.id) is None:
                break
            run += 1
    return run


def nil_but_found(watch: Watch) -> Iterator[Finding]:
    """Yield the units that reported nil where an inspection, or somebody outside, found something."""
    yield from _inspected(watch)
    for unit in watch.reporting():
        for _, items in watch.carried(unit.id):
            for item in items:
                yield from _reported(watch, unit, item)


def _inspected(watch: Watch) -> Iterator[Finding]:
    """Yield a finding for each line of the registers whose code contradicts the unit's nil report."""
    outside = watch.rules.outside
    for row in watch.inspected():
        unit = watch.config.find_unit(row.text("subject"))
        nil = watch.nil_said(unit.id, outside.ledger) if unit else None
        if unit is not None and nil is not None and row.text("code") in outside.codes:
            event = f"检查登记了「{row.text('code')}」"
            yield _contradiction(watch, unit, outside.ledger, watch.period, (row.at("code"), nil), event)


def _reported(watch: Watch, unit: Unit, item: Item) -> Iterator[Finding]:
    """Yield a finding for a problem from outside, registered now, that was found in a period reported nil."""
    source, sources = _outside_sources(watch)
    row = item.entries[item.registered]
    if item.registered != watch.period.id or row.text(source) not in sources:
        return
    day = row.day(FOUND_ON)
    ledger = watch.config.ledgers[item.ledger]
    for period in watch.config.upto(watch.period):
        if not (period.first <= day <= period.last if day else period.id == item.registered):
            continue
        for asked in dict.fromkeys((ledger.nil_by or ledger.id, ledger.id)):
            nil = watch.nil_said(unit.id, asked, period.id)
            if nil is not None:
                event = f"由{row.text(source)}发现了 {item.number}"
                yield _contradiction(watch, unit, asked, period, (row.at(source), nil), event)
                return


def _outside_sources(watch: Watch) -> tuple[str, frozenset[str]]:
    """Return the column that tells who found a problem, and the words for somebody outside (rubric §2)."""
    kinds = [each.by for each in watch.config.rubric.indicators if isinstance(each.by, SelfCheck)]
    return (kinds[0].source_field, frozenset(kinds[0].outside_sources)) if kinds else ("", frozenset())


def _contradiction(
    watch: Watch, unit: Unit, ledger: str, period: Period, places: tuple[Where, Where], event: str
) -> Finding:
    """Return the finding at the cell of what was found; the nil mark is its other place."""
    title = watch.config.ledgers[ledger].title
    context = {"unit_name": unit.name, "period": period.name, "title": title, "event": event}
    return Finding("nil-but-found", places[0], unit.id, context, places[1:])
