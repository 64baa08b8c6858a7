"""What the judgement of the year is made of (rubric §3): parts and bonuses of a few kinds, grades, quota, awards."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import model_validator

from pipeline.declared import Declared, Exact

Name = Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
Number = Annotated[int, Key(ge=1)]


class Results(Declared):
    """R: `items` points for the weighted share of due items completed, `problems` for the share signed off.

    A part with nothing in it gives its points to the other. `signed_field` is the office's column in which a
    problem is signed off (销号).
    """

    kind: Literal["results"]
    items: Exact
    ledgers: tuple[str, ...]
    problems: Exact
    problem_ledgers: tuple[str, ...]
    signed_field: str = "signed_off_on"


class Ballots(Declared):
    """B: what a vote is worth by the column that counts it, and each voter group's share of the whole.

    A group without valid votes gives its share to the others.
    """

    kind: Literal["ballots"]
    ledger: str
    votes: dict[str, Exact]
    groups: dict[str, Exact]
    group_field: str = "voters"

    @model_validator(mode="after")
    def _whole(self) -> Ballots:
        if sum(self.groups.values(), Fraction()) != 1:
            message = "各评价群体的份额之和须为 1"
            raise ValueError(message)
        return self


class Mark(Declared):
    """L: the leading group's mark, out of 100; without it the year is not judged."""

    kind: Literal["mark"]
    ledger: str
    field: str = "mark"


class YearPart(Declared):
    """A part of Y and its share; a part with nothing in it gives its share to the others, in proportion."""

    id: Name
    name: str
    share: Exact
    by: Annotated[Results | Ballots | Mark, Key(discriminator="kind")]


class Levels(Declared):
    """Points by level: a row is worth its level's points, twice where the column `doubled` says yes.

    Rows alike in the columns `once` are one achievement and count once, at its highest. `share` is the column
    that says how much of a joint achievement is the unit's, in percent.
    """

    kind: Literal["levels"]
    ledger: str
    level: str
    day: str
    points: dict[str, Exact]
    once: tuple[str, ...]
    doubled: str = ""
    share: str = ""


class Pilot(Declared):
    """A pilot won: rows whose column `field` is `word` and whose `stage` is among `won`, by `level`."""

    field: str
    word: str
    stage: str
    won: tuple[str, ...]
    level: str
    points: dict[str, Exact]


class Step(Declared):
    """From `reached` on, `points`."""

    reached: Exact
    points: Exact


class Money(Declared):
    """Money arrived, as the column `field` counts it for an item altogether: the highest step reached."""

    field: str
    steps: Annotated[tuple[Step, ...], Key(min_length=1)]

    @model_validator(mode="after")
    def _highest_first(self) -> Money:
        reached = [step.reached for step in self.steps]
        if reached != sorted(set(reached), reverse=True):
            message = "到位资金的档次须从高到低写，且不重复"
            raise ValueError(message)
        return self


class Won(Declared):
    """What was won from above: a pilot, and money; an item may have both."""

    kind: Literal["won"]
    ledger: str
    pilot: Pilot
    money: Money


class Source(Declared):
    """One source of bonus points."""

    id: Name
    name: str
    by: Annotated[Levels | Won, Key(discriminator="kind")]


class Bonus(Declared):
    """Bonus points: each source is capped at `each`, then all together at `most`."""

    each: Exact
    most: Exact
    sources: tuple[Source, ...]


class Sanctions(Declared):
    """The register of deductions and vetoes, and its words (rubric §3: 扣分, 一票否决)."""

    ledger: str
    deduction: str
    veto: str
    kind_field: str = "kind"
    points_field: str = "points"
    limit_field: str = "grade_limit"
    day_field: str = "decided_on"


class Grade(Declared):
    """A grade and the shown figure from which on it is given."""

    name: str
    reached: Exact


class Quota(Declared):
    """How many of a category may have the first grade: its `share` rounded down, never fewer than `least`."""

    share: Exact
    least: Number


class Annual(Declared):
    """The judgement of the year (rubric §3).

    `process` and `year` are the shares of P and Y; `most` holds the final figure. `tie` is the dimension of an
    inspection by whose mean units are told apart last. `awards` names the list of each category's first grade;
    `veto_at_most` is the best grade under a veto whose entry does not say a lower one.
    """

    process: Exact
    year: Exact
    most: Exact
    parts: tuple[YearPart, ...]
    bonus: Bonus
    sanctions: Sanctions
    grades: Annotated[tuple[Grade, ...], Key(min_length=2)]
    quota: Quota
    tie: str
    veto_at_most: str
    awards: dict[str, str]

    @model_validator(mode="after")
    def _agrees(self) -> Annual:
        if self.process + self.year != 1:
            message = "process 与 year 之和须为 1"
            raise ValueError(message)
        if sum((part.share for part in self.parts), Fraction()) != 1:
            message = "parts 的 share 之和须为 1"
            raise ValueError(message)
        reached = [grade.reached for grade in self.grades]
        if reached != sorted(set(reached), reverse=True) or reached[-1] != 0:
            message = "grades 须从高到低写，最后一等从 0 起"
            raise ValueError(message)
        if self.veto_at_most not in {grade.name for grade in self.grades}:
            message = f"veto_at_most「{self.veto_at_most}」不在 grades 里"
            raise ValueError(message)
        return self

    @property
    def first_grade(self) -> str:
        """Return the grade that the quota limits."""
        return self.grades[0].name

    def grade_of(self, figure: Fraction) -> str:
        """Return the grade of a shown figure, quota and veto apart."""
        return next(grade.name for grade in self.grades if figure >= grade.reached)

    def lower(self, one: str, other: str) -> str:
        """Return the lower of two grades."""
        names = [grade.name for grade in self.grades]
        return max(one, other, key=names.index)
