"""The judgement of the year: periods, parts, bonus, penalty, grade; every point a line (rubric §3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model.scores import total
from pipeline.model.stages import FIRST_DRAFT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from pipeline.model.items import Merged
    from pipeline.model.places import Finding
    from pipeline.model.scores import Because, UnitScore
    from pipeline.model.stages import Stage


@dataclass(frozen=True, slots=True)
class ScoredPeriod:
    """One scored period as the year takes it: as it was issued, or as it stands where it was not.

    `state` and `revision` say which; `rubric` is the version of the rubric that judged it.
    """

    period: str
    name: str
    state: str
    revision: int
    rubric: str
    scores: tuple[UnitScore, ...]

    def of(self, unit: str) -> UnitScore | None:
        """Return the unit's score of the period, None where it was not scored in it."""
        return next((score for score in self.scores if score.unit == unit), None)


@dataclass(frozen=True, slots=True)
class PeriodShare:
    """A period in one unit's year: its exact score, or why it is left out of the mean."""

    period: str
    name: str
    score: Fraction | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class YearPart:
    """A part of Y: `score` out of 100, None where it has nothing in it; `share` of Y, moved from `nominal`.

    Its lines bring points to the final figure.
    """

    id: str
    name: str
    nominal: Fraction
    share: Fraction
    score: Fraction | None
    because: tuple[Because, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class BonusSource:
    """One source of bonus points: `gained` before any cap; its lines, the cap's among them, sum to `points`."""

    id: str
    name: str
    gained: Fraction
    because: tuple[Because, ...]

    @property
    def points(self) -> Fraction:
        """Return what it brings to the final figure, before all sources are capped together."""
        return total(self.because)


@dataclass(frozen=True, slots=True)
class YearScore:
    """One unit's year: `final` is None where it was never scored or is not there at the cut-off.

    `process` is P, `year` Y. `held` are the lines that cap the bonus and hold the final figure; `notes` say what
    moves no point: weights given away, quota, ties, veto. `order` are the figures by which units are told apart at
    the quota line. `grade` is provisional where `undecided`: 提请党总支、校委会研究.
    """

    unit: str
    name: str
    category: str
    periods: tuple[PeriodShare, ...]
    process: Fraction | None
    year: Fraction | None
    process_lines: tuple[Because, ...]
    parts: tuple[YearPart, ...]
    bonus: tuple[BonusSource, ...]
    penalty: tuple[Because, ...]
    held: tuple[Because, ...]
    final: Fraction | None
    headings: Mapping[str, tuple[Fraction, Fraction]]
    order: tuple[Fraction, ...] = ()
    vetoed: str = ""
    grade: str = ""
    undecided: bool = False
    rank: int = 0
    tied: bool = False
    notes: tuple[Because, ...] = ()
    why_not: str = ""

    @property
    def because(self) -> tuple[Because, ...]:
        """Return every line of the final figure; their points sum to it exactly."""
        return (
            *self.process_lines, *(b for p in self.parts for b in p.because),
            *(b for s in self.bonus for b in s.because), *self.penalty, *self.held, *self.notes,
        )  # fmt: skip

    @property
    def bonus_points(self) -> Fraction:
        """Return the bonus that counts, after every cap."""
        return sum((s.points for s in self.bonus), Fraction()) + total(
            tuple(b for b in self.held if b.part == "bonus")
        )

    @property
    def penalty_points(self) -> Fraction:
        """Return what is taken off, as a positive figure."""
        return -total(self.penalty)

    def part(self, part_id: str) -> YearPart:
        """Return the part of Y called `part_id`; raises KeyError."""
        for each in self.parts:
            if each.id == part_id:
                return each
        raise KeyError(part_id)


@dataclass(frozen=True, slots=True)
class YearBook:
    """The year brought together: the judgement, and all that the year's records say, as of the cut-off.

    `merged` is what the returns up to the last period say; `periods` the scored periods in order. `behind` are issued
    periods with corrections or rulings that no revision of theirs has.
    """

    year: int
    now: datetime
    cutoff: date
    merged: Merged
    periods: tuple[ScoredPeriod, ...]
    scores: tuple[YearScore, ...]
    quota: Mapping[str, int]
    findings: tuple[Finding, ...]
    stage: Stage = FIRST_DRAFT
    behind: tuple[str, ...] = ()
