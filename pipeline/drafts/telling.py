"""How drafts name a matter of 督办台账: of a sensitive ledger its number alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.drafts.filling import cut
from pipeline.findings import row_of
from pipeline.supervise import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.config import Config
    from pipeline.model import Concern

SHORT = 60


def is_guarded(config: Config, concern: Concern, column: str) -> bool:
    """Tell whether what stands in `column` (key, owner) of the concern's ledger is for its unit alone."""
    if concern.ledger not in config.ledgers:
        return False
    ledger = config.ledgers[concern.ledger]
    name = getattr(ledger, column)
    return ledger.sensitive or (bool(name) and ledger.field(name).sensitive)


def matter_of(config: Config, concern: Concern, most: int = SHORT) -> str:
    """Return number and name of what the concern is about, at most `most` characters of the name."""
    if concern.kind == MISSING:
        return concern.text
    if is_guarded(config, concern, "key"):
        title = config.ledgers[concern.ledger].title
        return f"{concern.number}（{title}）" if concern.number else title
    name = cut(concern.text, f"{concern.where.sheet}第{row_of(concern.where.cell)}行", most)
    return f"{concern.number}「{name}」" if concern.number else f"「{name}」"


def told(config: Config, concern: Concern) -> str:
    """Return unit, matter and delay in a few words: 教务处-承诺-003「…」逾期 11 天."""
    unit = config.find_unit(concern.unit)
    known = "" if unit is None or concern.number.startswith(unit.name) else unit.name
    late = f"，逾期 {concern.days} 天" if concern.days else ""
    return f"{known}{matter_of(config, concern)}{late}"


def counted_by_unit(config: Config, concerns: Iterable[Concern]) -> str:
    """Return who has how many: 教务处 2 件，总务处 1 件."""
    counts = Counter(concern.unit for concern in concerns)
    return "，".join(f"{unit.name} {counts[unit.id]} 件" for unit in config.units if unit.id in counts)
