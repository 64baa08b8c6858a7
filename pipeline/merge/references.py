"""Columns that name other items: 关联事项编号 must be a number that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.findings import FIELD_WAITS
from pipeline.ledger import Reference
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from pipeline.config import Config, Period
    from pipeline.model import Record


def lost_references(
    config: Config,
    period: Period,
    records: Mapping[str, Mapping[str, Sequence[Record]]],
    items: Container[str],
) -> Iterator[Finding]:
    """Yield each number of the period's rows that no item bears."""
    for ledger in config.ledgers.all:
        names = [rule.field for rule in ledger.rules if isinstance(rule, Reference)]
        for record in records.get(ledger.id, {}).get(period.id, ()):
            for name in names:
                number = record.text(name)
                if number and number not in items:
                    context = {"header": ledger.field(name).header, "typed": number, "effect": FIELD_WAITS}
                    yield Finding("reference-unknown", record.at(name), record.unit, context)
