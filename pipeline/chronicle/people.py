"""履诺纪实: what each person promised and what became of it; facts in the order of the roster, no rank (rubric §1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.check.people import roll_of
from pipeline.chronicle.outcome import OUTCOMES, outcome_of
from pipeline.chronicle.records import STRANGER, Entry, Figure, Line, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pipeline.check.people import Roll
    from pipeline.chronicle.records import Records
    from pipeline.config import Config
    from pipeline.model import Item, Where
    from pipeline.roster import Person

LEDGER = "commitment"

Known = tuple[int, str, str]
"""Who somebody is: the first line of the roster that is theirs; past its end the unit and the name as typed."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promised item: whose unit, words, its outcome (one of OUTCOMES), and where each was said."""

    number: str
    unit: str
    text: str
    outcome: str
    deadline: date | None
    completed: date | None
    channel: str
    published_on: date | None
    where: Where
    outcome_where: Where


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person: line of the roster ("" where the roster has none), promises, and items owned in other ledgers.

    `filing` is where the promises are filed (plan P2). `owned` counts by ledger, sensitive ones too.
    """

    name: str
    unit: str
    unit_name: str
    tier: str
    title: str
    duty: str
    filing: str
    promises: tuple[Promise, ...]
    owned: tuple[Figure, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return how many were promised, and how many have each outcome."""
        return figures_of(self.promises)


@dataclass(slots=True)
class People:
    """Who is meant by the names in the cells; each roll is read once."""

    config: Config
    _rolls: dict[tuple[str, str], Roll] = field(default_factory=dict)

    def named(self, entry: Entry, column: str) -> list[Known]:
        """Return everybody whom the cell of `column` names."""
        row = entry.record
        return self.meant(row.unit, row.period, row.text(column))

    def meant(self, unit: str, period: str, text: str) -> list[Known]:
        """Return everybody whom `text` names, as the unit of this id reads it in the period of this id."""
        if not text:
            return []
        meant = [(each.person, each.typed) for each in self._roll(unit, period).names(text)] or [(None, text)]
        return list(dict.fromkeys(self.known(p) if p else self._stranger(unit, t) for p, t in meant))

    def known(self, person: Person) -> Known:
        """Return who `person` is: lines of one name whose days do not meet are one person."""
        for index, line in enumerate(self.config.people):
            same = plain(line.name) == plain(person.name) and (line == person or not line.overlaps(person))
            if same:
                return index, "", ""
        message = f"{person.name} is not in the roster"
        raise LookupError(message)

    def line(self, who: Known, until: date) -> Person | None:
        """Return the person's latest line of the roster that has begun by `until`, None where there is none."""
        lines = [p for p in self.config.people if self.known(p) == who]
        begun = [p for p in lines if p.first_day is None or p.first_day <= until]
        return max(begun or lines, key=lambda p: (p.first_day is not None, p.first_day), default=None)

    def _stranger(self, unit: str, typed: str) -> Known:
        ids = [each.id for each in self.config.units]
        return len(self.config.people) + ids.index(unit), unit, typed

    def _roll(self, unit: str, period: str) -> Roll:
        key = (unit, period)
        if key not in self._rolls:
            self._rolls[key] = roll_of(self.config, self.config.unit(unit), self.config.period(period))
        return self._rolls[key]


def tell_people(records: Records) -> tuple[PersonFacts, ...]:
    """Return everybody who promised something; a promise of several people stands with each of them."""
    if LEDGER not in records.config.ledgers:
        return ()
    people = People(records.config)
    owner = records.config.ledgers[LEDGER].owner
    promised: dict[Known, list[Promise]] = {}
    for item in records.items(LEDGER):
        for who in people.named(Entry(item.unit, item.latest, item), owner):
            promised.setdefault(who, []).append(_promise(records, item))
    owned = _owned(records, people)
    return tuple(
        _facts(records, people, who, promises, owned.get(who, ()))
        for who, promises in sorted(promised.items())
    )


def _promise(records: Records, item: Item) -> Promise:
    entry, outcome = Entry(item.unit, item.latest, item), outcome_of(records, item)
    return Promise(
        item.number, item.unit, item.name, outcome.word, outcome.deadline, outcome.completed,
        entry.text("channel"), entry.day("published_on"),
        entry.at(records.config.ledgers[LEDGER].key), outcome.where,
    )  # fmt: skip


def _facts(
    records: Records, people: People, who: Known, promises: list[Promise], owned: Iterable[Figure]
) -> PersonFacts:
    line = people.line(who, records.cutoff)
    if line is None:
        _, unit, typed = who
        return PersonFacts(
            typed, unit, records.unit_name(unit), "", "", "", "", tuple(promises), tuple(owned)
        )
    return PersonFacts(
        line.name, line.unit, records.unit_name(line.unit), line.tier, line.title, line.duty,
        records.config.filing(line.tier), tuple(promises), tuple(owned),
    )  # fmt: skip


def _owned(records: Records, people: People) -> dict[Known, tuple[Figure, ...]]:
    """Return by person how many items of each other carried ledger are theirs to do."""
    found: dict[Known, tuple[Figure, ...]] = {}
    for ledger in records.config.ledgers.of_items:
        if ledger.id == LEDGER or not ledger.carried or not ledger.owner:
            continue
        named = [(who, e) for e in records.entries(ledger.id) for who in people.named(e, ledger.owner)]
        for who, pairs in grouped(named, lambda pair: pair[0]).items():
            figure = counted(ledger.title, (entry for _, entry in pairs), ledger.owner)
            found[who] = (*found.get(who, ()), figure)
    return found


def figures_of(promises: Iterable[Promise], name: str = "承诺") -> tuple[Figure, ...]:
    """Return how many promises there are, then how many have each outcome; one of several people counts once."""
    own = list({each.number: each for each in promises}.values())
    by = grouped(own, lambda each: each.outcome)
    outcomes = (
        Figure(word, Fraction(len(by.get(word, ()))), tuple(p.outcome_where for p in by.get(word, ())))
        for word in OUTCOMES
    )
    return (Figure(name, Fraction(len(own)), tuple(p.where for p in own)), *outcomes)


def kept_by_unit(records: Records, people: Iterable[PersonFacts]) -> tuple[Line, ...]:
    """Return the promises and their outcomes by the unit whose item it is."""
    promises = (promise for person in people for promise in person.promises)
    return records.by_unit(promises, lambda p: p.unit, lambda name, own: Line(name, figures_of(own)))


def kept_by_tier(people: Iterable[PersonFacts]) -> tuple[Line, ...]:
    """Return the promises and their outcomes by tier (承诺层级), in the order of the roster."""
    parts = grouped(people, lambda person: person.tier)
    return tuple(
        Line(tier or STRANGER, figures_of(promise for person in own for promise in person.promises))
        for tier, own in parts.items()
    )
