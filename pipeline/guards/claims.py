"""The same achievement claimed by two units: equal texts first, then near-equal ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipeline.cells import plain
from pipeline.guards.split import NUMERALS
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.guards.watch import Watch
    from pipeline.ledger import Ledger
    from pipeline.model import Item, Record, Where

EQUAL = 100.0


@dataclass(frozen=True, slots=True)
class Claim:
    """What one unit claims: the words as written, their form to compare by, and the cell."""

    unit: str
    period: str
    text: str
    words: str
    where: Where

    @property
    def shelf(self) -> str:
        """Return the numbers in it: 七年级 and 八年级, the first and the second of a kind are different things."""
        return "|".join(NUMERALS.findall(self.words))


def claimed_twice(watch: Watch) -> Iterator[Finding]:
    """Yield each claim of this period that another unit makes too, beside the likest one; a pair once."""
    claims = _claims(watch)
    shelves: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for each in claims:
        shelves[each.shelf][each.words].append(each)
    seen: set[frozenset[Claim]] = set()
    for each in claims:
        if each.period != watch.period.id:
            continue
        other, likeness = _likest(each, shelves[each.shelf], watch.rules.claims.alike)
        if other is None or frozenset((each, other)) in seen:
            continue
        seen.add(frozenset((each, other)))
        how = "写得一样" if likeness == EQUAL else f"有 {int(likeness)}% 相同"
        context = {
            "unit_name": watch.config.unit(each.unit).name, "other_unit": watch.config.unit(other.unit).name,
            "text": each.text, "other_text": other.text, "how": how,
        }  # fmt: skip
        yield Finding("claimed-twice", each.where, each.unit, context, (other.where,))


def _likest(claim: Claim, shelf: Mapping[str, Sequence[Claim]], alike: int) -> tuple[Claim | None, float]:
    """Return another unit's claim that is most like `claim`, the earliest of several, and the likeness."""
    found = process.extract(claim.words, shelf.keys(), scorer=fuzz.ratio, score_cutoff=alike, limit=None)
    for words, likeness, _ in found:
        for other in shelf[words]:
            if other.unit != claim.unit:
                return other, likeness
    return None, 0.0


def _claims(watch: Watch) -> list[Claim]:
    """Return every claim of the year so far, by period; of one unit the same words once."""
    items = {item.number: item for item in watch.merged.items}
    found: dict[tuple[str, str], Claim] = {}
    for period in watch.config.upto(watch.period):
        for ledger in watch.config.ledgers.all:
            for row in watch.merged.records.get(ledger.id, {}).get(period.id, ()) if ledger.claims else ():
                for each in _of_row(watch, ledger, row, items.get(row.number)):
                    found.setdefault((each.unit, each.words), each)
    return list(found.values())


def _of_row(watch: Watch, ledger: Ledger, row: Record, item: Item | None) -> Iterator[Claim]:
    """Yield what a row claims: of an item the row that registered it."""
    if item is not None and (item.registered != row.period or item.withdrawn is not None):
        return
    unit = item.unit if item is not None else row.unit
    if ledger.filled_by != "units":
        subject = watch.config.find_unit(row.text("subject"))
        unit = subject.id if subject else ""
    for names in ledger.claims:
        text = " ".join(row.text(name) for name in names)
        words = plain(text)
        if unit and all(row.text(name) for name in names) and len(words) >= watch.rules.claims.shortest:
            yield Claim(unit, row.period, text, words, row.at(names[0]))
