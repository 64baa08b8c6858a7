"""The same achievement claimed by two units: equal texts first, then near-equal ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipeline.cells import plain
from pipeline.guards.split import NUMERALS
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.guards.watch import Watch
    from pipeline.ledger import Ledger
    from pipeline.model import Item, Record, Where
    from pipeline.thresholds import Alike

EQUAL = 100.0
SHARE = "share"
"""The column of a register in which the office says how much of a joint achievement is the unit's."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one unit claims: the words as written, their form to compare by, the numbers in it, and the cell.

    Numbers tell apart: 七年级 and 八年级, the first and the second of a kind are different things. `settled`: the
    office has said how much of it is the unit's.
    """

    unit: str
    period: str
    text: str
    words: str
    numbers: tuple[str, ...]
    where: Where
    settled: bool = False


@dataclass(slots=True)
class Shelf:
    """Claims with the same numbers in them, found by their words or by a run of `run` characters in these."""

    run: int
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    by_run: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def put(self, claim: Claim) -> None:
        """Put `claim` behind those that are there."""
        if claim.words not in self.claims:
            for piece in self._pieces(claim.words):
                self.by_run[piece].append(len(self.texts))
            self.texts.append(claim.words)
        self.claims.setdefault(claim.words, []).append(claim)

    def likest(self, claim: Claim, alike: int) -> tuple[Claim | None, float]:
        """Return another unit's claim that is most like `claim`, the earliest of several, and the likeness."""
        near = {index for piece in self._pieces(claim.words) for index in self.by_run[piece]}
        texts = [self.texts[index] for index in sorted(near)]
        found = process.extract(claim.words, texts, scorer=fuzz.ratio, score_cutoff=alike, limit=None)
        for words, likeness, _ in found:
            for other in self.claims[words]:
                if other.unit != claim.unit:
                    return other, likeness
        return None, 0.0

    def _pieces(self, words: str) -> set[str]:
        return {words[at : at + self.run] for at in range(len(words) - self.run + 1)}


def common_run(rules: Alike) -> int:
    """Return how many characters in a row two texts share at least that are alike enough to be asked about.

    Of n characters each, at a likeness of a, a·n stay and at most 2(1 − a)·n are put in or left out, which
    cut what stays into one piece more than that. So only texts with such a run in common are compared.
    """
    alike, n = Fraction(rules.alike, 100), rules.shortest
    return max(1, ceil(alike * n / (2 * (1 - alike) * n + 1)))


def claimed_twice(watch: Watch) -> Iterator[Finding]:
    """Yield each claim of this period that another unit makes too, beside the likest one; a pair once."""
    rules = watch.rules.claims
    shelves: dict[tuple[str, ...], Shelf] = defaultdict(partial(Shelf, common_run(rules)))
    claims = _claims(watch)
    for each in claims:
        shelves[each.numbers].put(each)
    seen: set[frozenset[Claim]] = set()
    for each in claims:
        if each.period != watch.period.id:
            continue
        other, likeness = shelves[each.numbers].likest(each, rules.alike)
        if other is None or frozenset((each, other)) in seen or (each.settled and other.settled):
            continue
        seen.add(frozenset((each, other)))
        how = "写得一样" if likeness == EQUAL else f"有 {int(likeness)}% 相同"
        context = {
            "unit_name": watch.config.unit(each.unit).name, "other_unit": watch.config.unit(other.unit).name,
            "text": each.text, "other_text": other.text, "how": how,
        }  # fmt: skip
        yield Finding("claimed-twice", each.where, each.unit, context, (other.where,))


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
    settled = row.values.get(SHARE) is not None or (item is not None and item.share is not None)
    for names in ledger.claims:
        text = " ".join(row.text(name) for name in names)
        words = plain(text)
        if unit and all(row.text(name) for name in names) and len(words) >= watch.rules.claims.shortest:
            yield Claim(
                unit, row.period, text, words, tuple(NUMERALS.findall(words)), row.at(names[0]), settled
            )
