"""A unit whose open items mostly stand still: no new content, or no milestone where one is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.findings import row_of
from pipeline.model import Finding
from pipeline.standing import is_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.guards.watch import Watch

STANDING_STILL = frozenset({"progress-stale", "milestone-due"})


def stale_many(watch: Watch) -> Iterator[Finding]:
    """Yield the units of whose open items at least the declared share, and number, was found standing still."""
    for unit in watch.reporting():
        rows = {
            (f.where.file, f.where.sheet, int(row_of(f.where.cell))): f.where
            for f in reversed(watch.said) if f.unit == unit.id and f.code in STANDING_STILL
        }  # fmt: skip
        whole = sum(
            is_open(watch.period, item) and item.completed_in != watch.period.id
            for _, items in watch.carried(unit.id) for item in items
        )  # fmt: skip
        if len(rows) < watch.rules.stale.least or len(rows) < watch.rules.stale.times * whole:
            continue
        first, *others = (rows[key] for key in sorted(rows))
        context = {"unit_name": unit.name, "whole": str(whole), "count": str(len(rows))}
        yield Finding("stale-many", first, unit.id, context, tuple(others))
