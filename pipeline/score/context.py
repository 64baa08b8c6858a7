"""What every kind of indicator is given: the unit, the period, what was merged; and where to point to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import Because, DecisionKind, LedgerState, Where, chinese_short_day, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Decision, Finding, Item, LedgerIntake, Merged, Review, Value
    from pipeline.roster import Unit

REGISTER_OF_ARRIVALS = Where("_register/received.csv")
RUBRIC = Where("config.yaml", "rubric")

ZERO, ONE, HUNDRED = Fraction(), Fraction(1), Fraction(100)


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind brings out of 100 points: its lines; `applies` False gives the weight away."""

    lines: tuple[Because, ...] = ()
    applies: bool = True
    why_not: str = ""
    where_not: Where | None = None
    provisional: bool = False

    @property
    def points(self) -> Fraction:
        """Return the sum of the lines' points."""
        return total(self.lines)

    def scaled(self, factor: Fraction) -> Part:
        """Return the same part out of 100 × `factor` points."""
        lines = (replace(b, points=b.points * factor, out_of=b.out_of * factor) for b in self.lines)
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class Context:
    """One unit in one period; `said` gathers what the scoring has to say.

    `rulings` are the lines that a review corrected, by unit and the line's id.
    """

    config: Config
    period: Period
    merged: Merged
    unit: Unit
    rulings: Mapping[tuple[str, str], Review] = field(default_factory=dict)
    said: list[Finding] = field(default_factory=list)

    def entry(self, ledger: str) -> LedgerIntake | None:
        """Return what the unit returned for `ledger`, None where it is not its duty or does not apply."""
        if self.not_applicable(self.config.ledgers[ledger].title):
            return None
        return self.merged.intake.units[self.unit.id].ledgers.get(ledger)

    def duties(self, ledgers: tuple[str, ...]) -> tuple[Ledger, ...]:
        """Return those of `ledgers` that are the unit's duty and apply."""
        return tuple(self.config.ledgers[each] for each in ledgers if self.entry(each) is not None)

    def not_applicable(self, target: str) -> Decision | None:
        """Return the decision that makes `target` (a ledger's title, an indicator's name) 不适用."""
        for each in self.merged.decisions:
            own = each.kind == DecisionKind.NOT_APPLICABLE and each.unit == self.unit.id
            if own and each.target == target and each.covers(self.period.id):
                return each
        return None

    def missing(self, ledgers: tuple[Ledger, ...]) -> Ledger | None:
        """Return the first of `ledgers` that is 未报."""
        for each in ledgers:
            entry = self.entry(each.id)
            if entry is not None and entry.state is LedgerState.MISSING and each.owed:
                return each
        return None

    def registered(self, ledgers: tuple[Ledger, ...]) -> list[Item]:
        """Return every item of `ledgers` that was the unit's this year, those handed on to another unit last."""
        own = [item for each in ledgers for item in self.merged.items_of(self.unit.id, each.id)]
        return own + [item for each in ledgers for item in self.merged.handed_on(self.unit.id, each.id)]

    def items(self, ledgers: tuple[Ledger, ...]) -> list[Item]:
        """Return the unit's items of `ledgers`, those withdrawn left out."""
        own = (item for each in ledgers for item in self.merged.items_of(self.unit.id, each.id))
        return [item for item in own if item.withdrawn is None]

    def sheet_place(self, ledger: Ledger) -> Where:
        """Return the cell that speaks for the whole sheet, the register of arrivals where nothing came."""
        entry = self.entry(ledger.id)
        return (
            entry.counted.place if entry is not None and entry.counted is not None else REGISTER_OF_ARRIVALS
        )

    def missing_line(self, ledger: Ledger, prefix: str, rule: str) -> Because:
        """Return the line of a ledger that is 未报: what it feeds is 0 (rubric §2)."""
        due = chinese_short_day(self.config.deadline_day(self.period))
        text = f"「{ledger.title}」未报（截止 {due}24:00），按 0 分计"
        return Because(f"{prefix}/未报", text, ZERO, HUNDRED, REGISTER_OF_ARRIVALS, rule)


def fraction_of(value: Value) -> Fraction | None:
    """Return a number of the records exactly, None for anything else."""
    return None if value is None or isinstance(value, (str, date)) else Fraction(value)


def plain_number(figure: Fraction) -> str:
    """Return a number of the records as people write it: 3, 0.5."""
    return str(figure.numerator) if figure.denominator == 1 else str(float(figure))
