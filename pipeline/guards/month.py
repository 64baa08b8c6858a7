"""All guards over one period."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pipeline.findings import sorted_findings
from pipeline.guards.claims import claimed_twice
from pipeline.guards.completions import done_unproven, done_while_running
from pipeline.guards.few import items_few
from pipeline.guards.grades import grades_given
from pipeline.guards.inspections import inspected_often, inspector_own
from pipeline.guards.nils import nil_again, nil_but_found
from pipeline.guards.split import items_alike
from pipeline.guards.stale import stale_many
from pipeline.guards.waiting import due_after_the_year, not_begun
from pipeline.guards.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config, Period
    from pipeline.model import Finding, Merged

GUARDS = (
    claimed_twice, items_alike, done_while_running, done_unproven, stale_many, not_begun, due_after_the_year, items_few, nil_but_found, nil_again,
    inspector_own, inspected_often, grades_given,
)  # fmt: skip


def to_verify(config: Config, period: Period, merged: Merged, said: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what the office is asked to look at; each question in the period in which it first arises."""
    watch = Watch(config, period, merged, said)
    return sorted_findings(chain.from_iterable(guard(watch) for guard in GUARDS))
