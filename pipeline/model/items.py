"""What is followed over the periods: decisions, milestones, numbered items; and all of it merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    import pandas as pd

    from pipeline.model.places import Finding, Value, Where
    from pipeline.model.returns import Intake, Record


class DecisionKind(StrEnum):
    """What the office's decisions register decides, as far as a period's score needs it."""

    NOT_APPLICABLE = "不适用"
    EXCUSE = "客观原因"
    POSTPONE = "延期"
    WITHDRAW = "撤销"
    WEIGH = "立项"
    HAND_OVER = "移交"
    FOUND_FALSE = "抽查不实"
    SHARE = "分摊"
    CORRECT = "更正审批"
    SETTLE = "等次研究"


@dataclass(frozen=True, slots=True)
class Decision:
    """One accepted line of the office's decisions register; `first` and `last` are period ids.

    `taker` is the unit to which a hand-over gives the items, by id; `share` how much of a joint achievement is the
    unit's, 0..1. `column`, `old` and `new` say what a correction changes, `basis` on what paper it rests.
    """

    kind: str
    unit: str
    target: str
    number: str
    first: str
    last: str
    new_deadline: date | None
    weight: int | None
    approved: date
    reason: str
    where: Where
    taker: str = ""
    share: Fraction | None = None
    column: str = ""
    old: str = ""
    new: str = ""
    basis: str = ""

    def excuses_unit(self, period: str) -> bool:
        """Tell whether it excuses the whole unit in the period of this id (rubric §2: an excused period)."""
        return self.kind == DecisionKind.EXCUSE and not (self.number or self.target) and self.covers(period)

    def covers(self, period: str) -> bool:
        """Tell whether a decision with a span covers the period of this id."""
        return bool(self.first) and self.first <= period <= self.last


@dataclass(frozen=True, slots=True)
class Milestone:
    """A 近期节点 of an item: its first date stands; `done` and `done_in` once it is reported complete."""

    text: str
    due: date
    named_in: str
    where: Where
    done: date | None = None
    done_in: str = ""
    done_where: Where | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A hand-over of an item from unit to unit; from the period of this id on it is the taker's."""

    period: str
    giver: str
    taker: str
    where: Where


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered row followed over the periods (rubric §2, tasks).

    `unit` is whose it is in the period that was merged; `moves` are its hand-overs, those to come included.
    `first_deadline` is that of its first accepted return; `postponed` holds the approved new deadlines as
    (approval day, new deadline, source). `entries` are its rows by period id. `found_false` is the decision
    that its completion was not true (rubric §5); `share` how much of a joint achievement is the unit's.
    """

    number: str
    ledger: str
    unit: str
    name: str
    registered: str
    first_deadline: date | None
    entries: Mapping[str, Record]
    weight: int = 1
    postponed: tuple[tuple[date, date, Where], ...] = ()
    withdrawn: Where | None = None
    found_false: Where | None = None
    completed: date | None = None
    completed_in: str = ""
    milestones: tuple[Milestone, ...] = ()
    excuses: tuple[Decision, ...] = ()
    office: Mapping[str, Value] = field(default_factory=dict)
    office_where: Mapping[str, Where] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    share: Fraction | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        """Return every unit whose it is or was or will be, the first one first."""
        return (self.moves[0].giver, *(move.taker for move in self.moves)) if self.moves else (self.unit,)

    def unit_in(self, period: str) -> str:
        """Return whose it is in the period of this id (rubric §1: items may be handed over)."""
        later = next((move.giver for move in self.moves if period < move.period), "")
        return later or self.owners[-1]

    @property
    def latest(self) -> Record:
        """Return the item's row in the last return that carried it."""
        return self.entries[max(self.entries)]

    def deadline(self, day: date) -> date | None:
        """Return the deadline in force on `day`: the last postponement approved by then, else the first."""
        approved = [p for p in self.postponed if p[0] <= day]
        return max(approved, key=lambda p: p[0])[1] if approved else self.first_deadline


@dataclass(frozen=True, slots=True)
class Merged:
    """Everything the accepted returns up to one period say, with provenance.

    `tables` holds one DataFrame a ledger for the period itself (unit, file, sheet, row, number, then the
    declared fields); `items` every numbered item of the year; `records` all accepted rows by ledger and
    period; `intakes` the periods' intakes up to this one.
    """

    period: str
    intakes: Mapping[str, Intake]
    items: tuple[Item, ...]
    records: Mapping[str, Mapping[str, tuple[Record, ...]]]
    tables: Mapping[str, pd.DataFrame]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    _shelves: Mapping[tuple[str, str], tuple[Item, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the items out by unit and ledger: scoring asks for them often."""
        shelves: dict[tuple[str, str], tuple[Item, ...]] = {}
        for item in self.items:
            key = (item.unit, item.ledger)
            shelves[key] = (*shelves.get(key, ()), item)
        object.__setattr__(self, "_shelves", shelves)

    def handed_on(self, unit: str, ledger: str) -> tuple[Item, ...]:
        """Return the items of one ledger that were the unit's and are another's now."""
        moved = (item for item in self.items if item.moves and item.ledger == ledger and item.unit != unit)
        return tuple(i for i in moved if any(m.giver == unit and m.period <= self.period for m in i.moves))

    def items_of(self, unit: str, ledger: str) -> tuple[Item, ...]:
        """Return the unit's items of one ledger, in the order of their numbers."""
        return self._shelves.get((unit, ledger), ())

    @property
    def intake(self) -> Intake:
        """Return the intake of the period itself."""
        return self.intakes[self.period]
