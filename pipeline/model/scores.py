"""What is judged and shown: lines of a score, units, concerns, the consolidated period."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model.stages import FIRST_DRAFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from pipeline.model.items import Merged
    from pipeline.model.places import Finding, Where
    from pipeline.model.stages import Stage
    from pipeline.model.years import ScoredPeriod


@dataclass(frozen=True, slots=True)
class Because:
    """One line of 得分明细: the points it brings to the period's 100, out of how many, and its source."""

    id: str
    text: str
    points: Fraction
    out_of: Fraction
    where: Where
    rule: str
    part: str = ""

    @property
    def lost(self) -> Fraction:
        """Return what this line costs."""
        return self.out_of - self.points


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator of one unit: `score` out of 100 (None: 不适用), `points` out of the moved `weight`."""

    id: str
    name: str
    nominal: Fraction
    weight: Fraction
    score: Fraction | None
    points: Fraction
    because: tuple[Because, ...]
    why_not: str = ""
    where_not: Where | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's period (rubric §2): exact score of 100, None where nothing applies to it.

    An `excused` unit has a score, no rank, and the period is left out of its mean.
    """

    unit: str
    name: str
    category: str
    score: Fraction | None
    before_discipline: Fraction
    indicators: tuple[IndicatorScore, ...]
    headings: Mapping[str, tuple[Fraction, Fraction]]
    discipline: tuple[Because, ...]
    rank: int = 0
    tied: bool = False
    rank_overall: int = 0
    previous_score: Fraction | None = None
    excused: bool = False

    @property
    def because(self) -> tuple[Because, ...]:
        """Return every line of the score, indicators first, 报送扣分 last."""
        return tuple(b for i in self.indicators for b in i.because) + self.discipline


@dataclass(frozen=True, slots=True)
class Concern:
    """One line of 督办台账: what is overdue, unanswered or waiting, whose, since when."""

    kind: str
    unit: str
    ledger: str
    number: str
    text: str
    owner: str
    due: date | None
    days: int
    where: Where


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One completed item drawn for 抽查 (rubric §5); `name` and `evidence` are "" of a sensitive ledger."""

    unit: str
    ledger: str
    number: str
    name: str
    owner: str
    finished: date
    evidence: str
    where: Where


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A period brought together: all that the faces show and the release keeps.

    `guards` are questions to the office alone (rubric §5); they stand on sheets of their own. `earlier` are the scored
    periods before it, in order: those that were issued as they were issued, and the last one in any case. `behind` are
    issued periods with corrections or rulings that no revision of theirs has: the commands tell it, the release does not.
    """

    period: str
    now: datetime
    merged: Merged
    scores: tuple[UnitScore, ...]
    concerns: tuple[Concern, ...]
    findings: tuple[Finding, ...]
    provisional: tuple[str, ...] = ()
    guards: tuple[Finding, ...] = ()
    spot_checks: tuple[SpotCheck, ...] = ()
    stage: Stage = FIRST_DRAFT
    earlier: tuple[ScoredPeriod, ...] = ()
    behind: tuple[str, ...] = ()

    def unit_findings(self, unit: str) -> tuple[Finding, ...]:
        """Return what is to be said to one unit."""
        return tuple(f for f in self.findings if f.unit == unit)


def total(lines: Iterable[Because]) -> Fraction:
    """Return the sum of the lines' points."""
    return sum((line.points for line in lines), Fraction())
