"""Every code table as its words: those of config.yaml, and those that follow from roster, rubric and ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.rubric import Inspection

if TYPE_CHECKING:
    from pipeline.config.settings import Settings
    from pipeline.ledger import Ledgers
    from pipeline.roster import Unit


def code_tables(settings: Settings, units: tuple[Unit, ...], ledgers: Ledgers) -> dict[str, tuple[str, ...]]:
    """Return the tables by the name under which a field's `codes` means them."""
    codes, rubric = settings.codes, settings.rubric
    scored = {c.name for c in settings.categories if c.scored}
    indicators = tuple(i.name for i in rubric.indicators)
    inspections = [i.by for i in rubric.indicators if isinstance(i.by, Inspection)]
    return {
        "units": tuple(u.name for u in units if u.category in scored),
        "all_units": tuple(u.name for u in units),
        "leaders": tuple(dict.fromkeys(u.leader for u in units if u.leader)),
        "clearance": codes.clearance,
        "deductions": tuple(d.name for d in codes.deductions),
        "dimensions": tuple(dict.fromkeys(d.dimension for d in codes.deductions)),
        "periods": tuple(p.name for p in settings.periods),
        "graded": tuple(d.name for kind in inspections for d in kind.dimensions if d.graded),
        "five_a": tuple(line.name for line in codes.five_a),
        "indicators": indicators,
        "targets": indicators + tuple(each.title for each in ledgers.all if not each.of),
        **codes.lists,
    }
