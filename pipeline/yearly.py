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

    kind: Literal["results"] = Key(description="种类：目标完成")
    items: Exact = Key(description="到期事项完成的部分占几分")
    ledgers: tuple[str, ...] = Key(description="看哪几张台账的事项")
    problems: Exact = Key(description="问题销号的部分占几分")
    problem_ledgers: tuple[str, ...] = Key(description="问题登记在哪几张台账")
    signed_field: str = Key(default="signed_off_on", description="问题台账里「销号日期」是哪一栏")


class Ballots(Declared):
    """B: what a vote is worth by the column that counts it, and each voter group's share of the whole.

    A group without valid votes gives its share to the others.
    """

    kind: Literal["ballots"] = Key(description="种类：民主测评")
    ledger: str = Key(description="票数录在哪张台账")
    votes: dict[str, Exact] = Key(description="各栏的一张票值几分；没有写在这里的栏（弃权）不算有效票")
    groups: dict[str, Exact] = Key(description="各评价群体占几成，合计须为 1")
    group_field: str = Key(default="voters", description="评价群体是哪一栏")

    @model_validator(mode="after")
    def _whole(self) -> Ballots:
        if sum(self.groups.values(), Fraction()) != 1:
            message = "各评价群体的份额之和须为 1"
            raise ValueError(message)
        return self


class Mark(Declared):
    """L: the leading group's mark, out of 100; without it the year is not judged."""

    kind: Literal["mark"] = Key(description="种类：领导小组评定")
    ledger: str = Key(description="评定分录在哪张台账")
    field: str = Key(default="mark", description="评定分是哪一栏")


class YearPart(Declared):
    """A part of Y and its share; a part with nothing in it gives its share to the others, in proportion."""

    id: Name = Key(description="代号，小写字母，定了不改")
    name: str = Key(description="名称，印在各处")
    share: Exact = Key(description="占年度总评的几成，各部分合计须为 1")
    by: Annotated[Results | Ballots | Mark, Key(discriminator="kind")] = Key(
        description="怎么计，kind 写种类"
    )


class Levels(Declared):
    """Points by level: a row is worth its level's points, twice where the column `doubled` says yes.

    Rows alike in the columns `once` are one achievement and count once, at its highest. `share` is the column
    that says how much of a joint achievement is the unit's, in percent.
    """

    kind: Literal["levels"] = Key(description="种类：按级别加分")
    ledger: str = Key(description="看哪张台账")
    level: str = Key(description="级别是哪一栏；这一栏空着的不加分")
    day: str = Key(description="日期是哪一栏；要在当年、考核基准日以前")
    points: dict[str, Exact] = Key(description="各级别加几分")
    once: tuple[str, ...] = Key(description="这几栏都相同的是同一件，只按最高的计一次")
    doubled: str = Key(default="", description="哪一栏写「是」就加倍；不写就没有加倍")
    share: str = Key(default="", description="哪一栏写本单位占百分之几；不写就都算本单位的")


class Pilot(Declared):
    """A pilot won: rows whose column `field` is `word` and whose `stage` is among `won`, by `level`."""

    field: str = Key(description="哪一栏写明是不是试点")
    word: str = Key(description="写什么才是试点")
    stage: str = Key(description="进展是哪一栏")
    won: tuple[str, ...] = Key(description="进展到了哪一步算争得")
    level: str = Key(description="级别是哪一栏")
    day: str = Key(description="获批日期是哪一栏；写了日期而不在本年度考核基准日以前的不加分")
    points: dict[str, Exact] = Key(description="各级别加几分")


class Step(Declared):
    """From `reached` on, `points`."""

    reached: Exact = Key(description="到了多少")
    points: Exact = Key(description="加几分")


class Money(Declared):
    """Money arrived, as the column `field` counts it for an item altogether: the highest step reached."""

    field: str = Key(description="到位资金是哪一栏，写累计数")
    steps: Annotated[tuple[Step, ...], Key(min_length=1)] = Key(
        description="各档加几分，从高到低写，够哪一档计哪一档"
    )

    @model_validator(mode="after")
    def _highest_first(self) -> Money:
        reached = [step.reached for step in self.steps]
        if reached != sorted(set(reached), reverse=True):
            message = "到位资金的档次须从高到低写，且不重复"
            raise ValueError(message)
        return self


class Won(Declared):
    """What was won from above: a pilot, and money; an item may have both."""

    kind: Literal["won"] = Key(description="种类：争得的试点和资金")
    ledger: str = Key(description="看哪张台账")
    pilot: Pilot = Key(description="争得试点怎么加分")
    money: Money = Key(description="到位资金怎么加分；一件事两样都有的，两样都加")


class Source(Declared):
    """One source of bonus points."""

    id: Name = Key(description="代号，小写字母，定了不改")
    name: str = Key(description="名称，印在各处")
    by: Annotated[Levels | Won, Key(discriminator="kind")] = Key(description="怎么计，kind 写种类")


class Bonus(Declared):
    """Bonus points: each source is capped at `each`, then all together at `most`."""

    each: Exact = Key(description="每一类最多加几分")
    most: Exact = Key(description="各类合起来最多加几分")
    sources: tuple[Source, ...] = Key(description="有哪几类加分")


class Sanctions(Declared):
    """The register of deductions and vetoes, and its words (rubric §3: 扣分, 一票否决)."""

    ledger: str = Key(description="登记在哪张台账")
    deduction: str = Key(description="类型写什么是扣分")
    veto: str = Key(description="类型写什么是一票否决")
    kind_field: str = Key(default="kind", description="类型是哪一栏")
    points_field: str = Key(default="points", description="扣几分是哪一栏")
    limit_field: str = Key(default="grade_limit", description="等次上限是哪一栏")
    day_field: str = Key(default="decided_on", description="决定日期是哪一栏；考核基准日以前的才算")


class Grade(Declared):
    """A grade and the shown figure from which on it is given."""

    name: str = Key(description="等次的名称")
    reached: Exact = Key(description="得分到多少起是这一等")


class Quota(Declared):
    """How many of a category may have the first grade: its `share` rounded down, never fewer than `least`."""

    share: Exact = Key(description="优秀名额占这一类单位数的几成，去掉零头")
    least: Number = Key(description="再少也有几个")


class Annual(Declared):
    """The judgement of the year (rubric §3).

    `process` and `year` are the shares of P and Y; `most` holds the final figure. `tie` is the dimension of an
    inspection by whose mean units are told apart last. `awards` names the list of each category's first grade;
    `veto_at_most` is the best grade under a veto whose entry does not say a lower one.
    """

    process: Exact = Key(description="平时考评占几成")
    year: Exact = Key(description="年度总评占几成，和 process 合计须为 1")
    most: Exact = Key(description="年度得分最高多少，最低是 0")
    parts: tuple[YearPart, ...] = Key(description="年度总评由哪几部分组成")
    bonus: Bonus = Key(description="加分")
    sanctions: Sanctions = Key(description="扣分和一票否决")
    grades: Annotated[tuple[Grade, ...], Key(min_length=2)] = Key(
        description="等次，从高到低写，最后一等从 0 起"
    )
    quota: Quota = Key(description="优秀名额")
    tie: str = Key(description="名额线上几项都相同时，最后比哪个维度的平均分")
    veto_at_most: str = Key(description="一票否决的最高评到哪一等；登记得更低的照登记的")
    awards: dict[str, str] = Key(description="各类单位的优秀叫什么名单")

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
