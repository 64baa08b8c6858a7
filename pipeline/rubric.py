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

    days: int = Key(description="晚到几个工作日为止")
    credit: Exact = Key(description="晚在这个天数以内的，得几成")


class Stale(Declared):
    """When progress is stale: like the last period's text, too short, or an empty phrase (rubric §2)."""

    alike: Exact = Key(description="和上月写的有几成相同，算陈旧")
    shorter_than: int = Key(description="少于几个字，算陈旧")
    phrases: tuple[str, ...] = Key(default=(), description="空话：整格只写这样一句的，算陈旧")
    keeps: Exact = Key(description="陈旧的进展算几成")


class ItemRules(Declared):
    """How items are judged, for every indicator of kind tasks (rubric §2, tasks)."""

    judged_share: Exact = Key(description="到期和办结占几成，其余看本月进展")
    late: tuple[Late, ...] = Key(description="晚办的按工作日得几成；再晚得 0")
    judged_periods: int = Key(description="逾期没有完成的，一共计几期；再往后提请领导小组定")
    milestone_months: int = Key(description="时限在本期最后一天几个月以后的，要写近期节点")
    milestone_missing_keeps: Exact = Key(description="该写近期节点没写的，本月进展算几成")
    stale: Stale = Key(description="什么样的进展算陈旧，只算几成")
    not_yet: str = Key(description="还没到启动时间的写这句话，算有进展")


class Tasks(Declared):
    """D and P over the items of `ledgers` (rubric §2, tasks)."""

    kind: Literal["tasks"] = Key(description="种类：按事项计")
    ledgers: tuple[str, ...] = Key(description="看哪几张台账的事项")
    nothing_registered: Literal["zero", "not_applicable"] = Key(
        default="zero", description="从来没有登记过事项的：zero 得 0 分，not_applicable 不适用"
    )


class Growth(Declared):
    """Σ(fixed − base) ÷ Σ(full − base), held to 0..1 (rubric §2, growth)."""

    kind: Literal["growth"] = Key(description="种类：增量")
    ledger: str = Key(description="看哪张台账")
    base: str = Key(description="哪一栏是基期得分")
    full: str = Key(description="哪一栏是标准分")
    fixed: str = Key(description="哪一栏是办公室核定的得分")


class Share(Declared):
    """A part of a blend and its share of the whole."""

    share: Exact = Key(description="这一部分占几成，各部分合计须为 1")
    of: Annotated[Tasks | Growth, Key(discriminator="kind")] = Key(
        description="这一部分怎么计，只能是按事项计或增量"
    )


class Blend(Declared):
    """Parts by share; a growth part that does not apply gives its share to the others."""

    kind: Literal["blend"] = Key(description="种类：合成")
    parts: tuple[Share, ...] = Key(description="由哪几部分合成")

    @model_validator(mode="after")
    def _whole(self) -> Blend:
        if sum(part.share for part in self.parts) != 1:
            message = "各部分 share 之和须为 1"
            raise ValueError(message)
        return self


class Dimension(Declared):
    """One dimension of the inspection: full marks, and whether half of it is the leader's grade."""

    name: str = Key(description="维度的名称，检查代码表里要用同样的词")
    full: Exact = Key(description="满分，各维度合计须为 100")
    graded: bool = Key(default=False, description="是否有一部分由分管领导定性评价")


class Inspection(Declared):
    """Full marks and signed points from the assessors' registers (rubric §2, inspection)."""

    kind: Literal["inspection"] = Key(description="种类：检查和定性评价")
    ledger: str = Key(description="检查登记在哪张台账")
    grades_ledger: str = Key(description="定性评价登记在哪张台账")
    dimensions: tuple[Dimension, ...] = Key(description="有哪几个维度")
    grades: dict[str, Exact] = Key(description="定性评价的各等次折合百分之几")
    grade_share: Exact = Key(description="有定性评价的维度，定性评价占几成")
    grade_months: int = Key(description="评一次管几个月")

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

    kind: Literal["self_check"] = Key(description="种类：自查和整改")
    checklist: str = Key(description="自查清单是哪张台账")
    problems: str = Key(description="问题登记在哪张台账")
    answered: Exact = Key(description="各行都回答了得几分")
    judged: Exact = Key(description="到期的问题都按时整改了得几分")
    outside: Exact = Key(description="外部发现的问题，每个扣几分，只在第一期扣")
    outside_sources: tuple[str, ...] = Key(description="哪些问题来源算外部发现")
    unsigned: Exact = Key(description="过了时限没有销号的，每个每期扣几分")
    applies_field: str = Key(default="applies", description="清单里「是否适用」是哪一栏")
    found_field: str = Key(default="found", description="清单里「有无问题」是哪一栏")
    source_field: str = Key(default="source", description="问题台账里「问题来源」是哪一栏")
    signed_field: str = Key(default="signed_off_on", description="问题台账里「销号日期」是哪一栏")


KindOf = Annotated[Tasks | Growth | Blend | Inspection | SelfCheck, Key(discriminator="kind")]


class Indicator(Declared):
    """One 考评项目: its weight in each category, and how it is computed."""

    id: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")] = Key(description="代号，小写字母，定了不改")
    name: str = Key(description="名称，印在各处")
    plan: tuple[str, ...] = Key(default=(), description="对应方案的哪几部分")
    weight: dict[str, Exact] = Key(description="各类单位的权重，每一类合计须为 100")
    by: KindOf = Key(description="怎么计，kind 写种类")

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

    indicator: str = Key(description="哪个考评项目，写代号")
    dimensions: tuple[str, ...] = Key(default=(), description="只看这个项目的哪几个维度；不写就看整个项目")


class Heading(Declared):
    """One of 比服务, 比风气, 比亮点, 争贡献 (rubric §6); `bonus`: in the year the bonus is shown under it."""

    name: str = Key(description="分项的名称")
    of: tuple[HeadingPart, ...] = Key(description="由哪几个考评项目组成")
    bonus: bool = Key(default=False, description="年度的加分是否也看在这里")


class Discipline(Declared):
    """报送扣分 (rubric §2)."""

    late: Exact = Key(description="迟报扣几分")
    very_late: Exact = Key(description="迟报很久的扣几分")
    very_late_after: int = Key(description="晚过几个工作日算很久")
    missing: Exact = Key(description="整份未报扣几分")
    sent_back_days: int = Key(description="按时报了、退回修改的，几个工作日内再报算按时")


class Publication(Declared):
    """Working days (rubric §4): units confirm their own page; the public sees what was issued, reviews are asked."""

    confirm_days: int = Key(description="汇总以后，单位核对自己一页有几个工作日")
    public_days: int = Key(description="印发以后公示几个工作日，这期间可以申请复核")


class Rubric(Declared):
    """The rubric in force."""

    version: str = Key(description="版本，印在每份结果上；改了任何一个数，请把它改大")
    adopted: str = Key(default="", description="哪次会议、哪天审定的，如 2016年5月3日党总支会议")
    items: ItemRules = Key(description="事项怎么计")
    indicators: tuple[Indicator, ...] = Key(description="考评项目")
    headings: tuple[Heading, ...] = Key(description="三比一争分项得分")
    discipline: Discipline = Key(description="报送扣分")
    publication: Publication = Key(description="核对和公示")
    annual: Annual = Key(description="年度考评")
    guards: Guards = Key(description="核实：什么情况提请办公室看一眼")
    rank_overall: bool = Key(default=False, description="是否在分类名次以外另排全校总名次")

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
