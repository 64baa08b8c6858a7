"""What the rubric (考评细则) is: indicators of a few kinds, each a typed model, declared in config.yaml."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import model_validator

from pipeline.declared import Declared, Exact
from pipeline.thresholds import Guards
from pipeline.yearly import Annual


class Late(Declared):
    """Up to `days` working days late, a judged item keeps `credit`."""

    days: int
    credit: Exact


class Stale(Declared):
    """When progress is stale: like the last period's text, too short, or an empty phrase (rubric §2)."""

    alike: Exact
    shorter_than: int
    phrases: tuple[str, ...] = ()
    keeps: Exact


class ItemRules(Declared):
    """How items are judged, for every indicator of kind tasks (rubric §2, tasks)."""

    judged_share: Exact
    late: tuple[Late, ...]
    judged_periods: int
    milestone_months: int
    milestone_missing_keeps: Exact
    stale: Stale
    not_yet: str


class Tasks(Declared):
    """D and P over the items of `ledgers` (rubric §2, tasks)."""

    kind: Literal["tasks"]
    ledgers: tuple[str, ...]
    nothing_registered: Literal["zero", "not_applicable"] = "zero"


class Growth(Declared):
    """Σ(fixed − base) ÷ Σ(full − base), held to 0..1 (rubric §2, growth)."""

    kind: Literal["growth"]
    ledger: str
    base: str
    full: str
    fixed: str


class Share(Declared):
    """A part of a blend and its share of the whole."""

    share: Exact
    of: Annotated[Tasks | Growth, Key(discriminator="kind")]


class Blend(Declared):
    """Parts by share; a growth part that does not apply gives its share to the others."""

    kind: Literal["blend"]
    parts: tuple[Share, ...]

    @model_validator(mode="after")
    def _whole(self) -> Blend:
        if sum(part.share for part in self.parts) != 1:
            message = "各部分 share 之和须为 1"
            raise ValueError(message)
        return self


class Dimension(Declared):
    """One dimension of the inspection: full marks, and whether half of it is the leader's grade."""

    name: str
    full: Exact
    graded: bool = False


class Inspection(Declared):
    """Full marks and signed points from the assessors' registers (rubric §2, inspection)."""

    kind: Literal["inspection"]
    ledger: str
    grades_ledger: str
    dimensions: tuple[Dimension, ...]
    grades: dict[str, Exact]
    grade_share: Exact
    grade_months: int

    @model_validator(mode="after")
    def _hundred(self) -> Inspection:
        if sum(d.full for d in self.dimensions) != 100:  # noqa: PLR2004 — an indicator is out of 100
            message = "各维度 full 之和须为 100"
            raise ValueError(message)
        return self

    @property
    def ledgers(self) -> tuple[str, ...]:
        """Return the registers it is made from; no unit's duty."""
        return ()


class SelfCheck(Declared):
    """Answered lines, the judged problems, deductions for what others found (rubric §2, self-check)."""

    kind: Literal["self_check"]
    checklist: str
    problems: str
    answered: Exact
    judged: Exact
    outside: Exact
    outside_sources: tuple[str, ...]
    unsigned: Exact
    applies_field: str = "applies"
    found_field: str = "found"
    source_field: str = "source"
    signed_field: str = "signed_off_on"


KindOf = Annotated[Tasks | Growth | Blend | Inspection | SelfCheck, Key(discriminator="kind")]


class Indicator(Declared):
    """One 考评项目: its weight in each category, and how it is computed."""

    id: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    plan: tuple[str, ...] = ()
    weight: dict[str, Exact]
    by: KindOf

    @property
    def ledgers(self) -> tuple[str, ...]:
        """Return the units' ledgers that feed it."""
        return ledgers_of(self.by)


def ledgers_of(kind: Tasks | Growth | Blend | Inspection | SelfCheck) -> tuple[str, ...]:
    """Return the ids of the units' ledgers that feed `kind`."""
    match kind:
        case Tasks():
            return kind.ledgers
        case Growth():
            return (kind.ledger,)
        case Blend():
            return tuple(dict.fromkeys(each for part in kind.parts for each in ledgers_of(part.of)))
        case SelfCheck():
            return (kind.checklist, kind.problems)
        case Inspection():
            return ()


class HeadingPart(Declared):
    """An indicator, or some of its dimensions, shown under a heading."""

    indicator: str
    dimensions: tuple[str, ...] = ()


class Heading(Declared):
    """One of 比服务, 比风气, 比亮点, 争贡献 (rubric §6); `bonus`: in the year the bonus is shown under it."""

    name: str
    of: tuple[HeadingPart, ...]
    bonus: bool = False


class Discipline(Declared):
    """报送扣分 (rubric §2)."""

    late: Exact
    very_late: Exact
    very_late_after: int
    missing: Exact
    sent_back_days: int


class Publication(Declared):
    """Working days (rubric §4): units confirm their own page; the public sees what was issued, reviews are asked."""

    confirm_days: int
    public_days: int


class Rubric(Declared):
    """The rubric in force."""

    version: str
    adopted: str = ""
    items: ItemRules
    indicators: tuple[Indicator, ...]
    headings: tuple[Heading, ...]
    discipline: Discipline
    publication: Publication
    annual: Annual
    guards: Guards
    rank_overall: bool = False

    @model_validator(mode="after")
    def _agrees(self) -> Rubric:
        ids = [i.id for i in self.indicators]
        lost = {p.indicator for h in self.headings for p in h.of} - set(ids)
        if lost:
            message = f"headings 提到了没有的考评项目：{'、'.join(sorted(lost))}"
            raise ValueError(message)
        for category in {c for i in self.indicators for c in i.weight}:
            whole = sum((i.weight.get(category, Fraction()) for i in self.indicators), Fraction())
            if whole != 100:  # noqa: PLR2004 — a period is out of 100
                message = f"{category}的权重合计是 {whole}，须为 100"
                raise ValueError(message)
        return self

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator called `indicator_id`; raises KeyError."""
        for each in self.indicators:
            if each.id == indicator_id:
                return each
        raise KeyError(indicator_id)
