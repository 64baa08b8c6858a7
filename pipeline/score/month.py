"""A period scored: indicators, transfer of weight, 报送扣分, the four headings (rubric §1, §2, §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import (
    Because,
    Finding,
    IndicatorScore,
    LedgerState,
    Timeliness,
    UnitScore,
    Where,
    chinese_moment,
    chinese_short_day,
    total,
)
from pipeline.rubric import Blend, Growth, Inspection, SelfCheck, Tasks
from pipeline.score.context import HUNDRED, REGISTER_OF_ARRIVALS, RUBRIC, ZERO, Context, Part, plain_number
from pipeline.score.growth import score_growth
from pipeline.score.inspection import score_inspection
from pipeline.score.ranks import rank
from pipeline.score.ruled import ruled_indicator, ruled_lines
from pipeline.score.self_check import score_self_check
from pipeline.score.tasks import score_tasks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from pipeline.config import Config, Period
    from pipeline.model import Merged, Review
    from pipeline.rubric import Heading, Indicator, KindOf


KINDS = {"tasks": "事项", "growth": "增量"}
"""The parts of a blend, as lines name them."""


def score_period(
    config: Config, period: Period, merged: Merged, rulings: Mapping[tuple[str, str], Review] | None = None
) -> tuple[tuple[UnitScore, ...], tuple[Finding, ...]]:
    """Return every scored unit's period, ranked inside its category, and what is to be said; () if unscored.

    `rulings` are the lines that a review corrected, by unit and the line's id (rubric §4).
    """
    if not period.scored:
        return (), ()
    said: list[Finding] = []
    scores = []
    for unit in config.scored_units(period):
        context = Context(config, period, merged, unit, rulings or {})
        scores.append(_score_unit(context))
        said += context.said
    said += _registers(config, merged, len(scores))
    return rank(config, scores), tuple(said)


def _registers(config: Config, merged: Merged, units: int) -> list[Finding]:
    """Say which of the assessors' registers is not in: the period stays provisional."""
    said = []
    for indicator in config.rubric.indicators:
        if not isinstance(indicator.by, Inspection):
            continue
        register = indicator.by.ledger
        states = [u.ledgers[register].state for u in merged.intake.units.values() if register in u.ledgers]
        if all(state is LedgerState.MISSING for state in states):
            title = config.ledgers[register].title
            context = {"title": title, "count": str(units), "indicator": indicator.name}
            said.append(Finding("register-missing", REGISTER_OF_ARRIVALS, context=context))
    return said


def _score_unit(context: Context) -> UnitScore:
    config, unit = context.config, context.unit
    parts = {each.id: _part(context, each) for each in config.rubric.indicators}
    whole = sum((i.weight[unit.category] for i in config.rubric.indicators if parts[i.id].applies), ZERO)
    indicators = tuple(
        ruled_indicator(context, _indicator(each, parts[each.id], unit.category, whole))
        for each in config.rubric.indicators
    )
    before = sum((i.points for i in indicators), ZERO)
    discipline = _discipline(context, before) if whole else ()
    headings = {h.name: _heading(h, indicators) for h in config.rubric.headings}
    score = before + total(discipline) if whole else None
    return UnitScore(
        unit.id, unit.name, unit.category, score, before, indicators, headings, discipline,
        excused=any(d.unit == unit.id and d.excuses_unit(context.period.id) for d in context.merged.decisions),
    )  # fmt: skip


def _part(context: Context, indicator: Indicator) -> Part:
    """Return what the indicator brings out of 100; one that the office marked 不适用 does not apply."""
    decision = context.not_applicable(indicator.name)
    if decision is not None:
        return Part(applies=False, why_not=f"经批准不适用：{decision.reason}", where_not=decision.where)
    return _by_kind(context, indicator.by, indicator.name)


def _by_kind(context: Context, kind: KindOf, prefix: str) -> Part:
    match kind:
        case Tasks():
            return score_tasks(context, kind, prefix)
        case Growth():
            return score_growth(context, kind, prefix)
        case Inspection():
            return score_inspection(context, kind, prefix)
        case SelfCheck():
            return score_self_check(context, kind, prefix)
        case Blend():
            return _blend(context, kind, prefix)


def _blend(context: Context, kind: Blend, prefix: str) -> Part:
    """Return the parts by share; one that does not apply gives its share to the others, and a line says so."""
    parts = [(share, _by_kind(context, share.of, prefix)) for share in kind.parts]
    whole = sum((share.share for share, part in parts if part.applies), ZERO)
    if not whole:
        return parts[0][1]
    lines: list[Because] = []
    for share, part in parts:
        if part.applies:
            lines += part.scaled(share.share / whole).lines
        else:
            text = f"{KINDS[share.of.kind]}不适用：{part.why_not}，{plain_number(share.share * 100)}% 的份额并入其余部分"
            where = part.where_not or RUBRIC
            lines.append(
                Because(f"{prefix}/{KINDS[share.of.kind]}/不适用", text, ZERO, ZERO, where, "细则§2 增量")
            )
    return Part(tuple(lines))


def _indicator(indicator: Indicator, part: Part, category: str, whole: Fraction) -> IndicatorScore:
    """Return the indicator out of its moved weight: that of the others, in proportion (rubric §1)."""
    nominal = indicator.weight[category]
    if not part.applies:
        given_away = _given_away(indicator, part, nominal, whole)
        return IndicatorScore(
            indicator.id,
            indicator.name,
            nominal,
            ZERO,
            None,
            ZERO,
            (given_away,),
            part.why_not,
            part.where_not,
        )
    weight = nominal * HUNDRED / whole if whole else ZERO
    given = part.scaled(weight / HUNDRED)
    return IndicatorScore(
        indicator.id, indicator.name, nominal, weight, part.points, given.points, given.lines,
        provisional=part.provisional,
    )  # fmt: skip


def _given_away(indicator: Indicator, part: Part, nominal: Fraction, whole: Fraction) -> Because:
    """Return the line that tells where the weight of what does not apply has gone; it moves no point by itself."""
    gone = f"，{plain_number(nominal)} 分的权重按比例并入其他项目" if whole else "，没有别的项目可并入"
    text = f"不适用：{part.why_not}{gone}"
    return Because(f"{indicator.name}/不适用", text, ZERO, ZERO, part.where_not or RUBRIC, "细则§1 任务")


def _discipline(context: Context, before: Fraction) -> tuple[Because, ...]:
    """Return 报送扣分, held so that the score is never below 0."""
    rules = context.config.rubric.discipline
    intake = context.merged.intake.units[context.unit.id]
    lost = {
        Timeliness.LATE: rules.late, Timeliness.VERY_LATE: rules.very_late, Timeliness.MISSING: rules.missing,
    }.get(intake.timeliness, ZERO)  # fmt: skip
    if not lost:
        return ()
    due = f"{chinese_short_day(context.config.deadline_day(context.period))}24:00"
    if intake.timeliness is Timeliness.MISSING:
        text = f"报送扣分：到 {due} 没有收到填报表"
        where = REGISTER_OF_ARRIVALS
    else:
        arrived = chinese_moment(intake.arrived) if intake.arrived else ""
        text = f"报送扣分：截止 {due}，{arrived} 收到，晚了 {intake.days_late} 个工作日"
        counted = (fate.file for fate in reversed(intake.files) if fate.counted_for)
        where = Where(next(counted, REGISTER_OF_ARRIVALS.file))
    lines = [Because("报送/扣分", text, -lost, ZERO, where, "细则§2 报送扣分")]
    lines += ruled_lines(context, tuple(lines))
    if before < -total(lines):
        lost = -total(lines)
        lines.append(Because("报送/保底", "扣完为止，不计负分", lost - before, ZERO, where, "细则§2"))
    return tuple(lines)


def _heading(heading: Heading, indicators: Sequence[IndicatorScore]) -> tuple[Fraction, Fraction]:
    """Return points gained and points possible under one of the four headings (rubric §6)."""
    by_id: Mapping[str, IndicatorScore] = {each.id: each for each in indicators}
    lines = [
        line
        for part in heading.of
        for line in by_id[part.indicator].because
        if not part.dimensions or line.part in part.dimensions
    ]
    return total(lines), sum((line.out_of for line in lines), ZERO)
