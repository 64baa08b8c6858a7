"""What is never typed because it is known: from the roster, the unit, the code tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.check.people import asks_roster, person_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.check.row import Row
    from pipeline.model import Value


def known_values(row: Row, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of the fields that are known, by name; None for what nothing tells."""
    name = values.get(row.ledger.owner)
    person = person_of(row.roll, str(name)) if name and asks_roster(row.ledger) else None
    facts: dict[str, Value] = {
        "unit.name": row.unit.name, "unit.category": row.unit.category, "unit.leader": row.unit.leader or None,
        "person.tier": None, "person.title": None, "person.duty": None, "filing": None,
    }  # fmt: skip
    if person:
        facts |= {
            "person.tier": person.tier, "person.title": person.title or None,
            "person.duty": person.duty or None, "filing": row.config.filing(person.tier) or None,
        }  # fmt: skip
    tables = row.config.attributes(row.ledger, values)
    known = {f.name: facts[f.source] for f in row.ledger.fields if f.source in facts}
    known |= {f.name: tables.get(f.column) for f in row.ledger.fields if f.column}
    full, base = known.get("full"), known.get("base")
    gap = full - base if isinstance(full, Decimal) and isinstance(base, Decimal) else None
    return known | {f.name: gap for f in row.ledger.fields if f.source == "gap"}
