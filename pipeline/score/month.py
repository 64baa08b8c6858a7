"""A period scored: indicators, transfer of weight, 报送扣分, the four headings, ranks (rubric §2, §6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import (
    Because,
    Finding,
    IndicatorScore,
    LedgerState,
    Timeliness,
    UnitScore,
    Where,
    shown,
    total,
)
from pipeline.rubric import Blend, Growth, Inspection, SelfCheck, Tasks
from pipeline.score.context import REGISTER_OF_ARRIVALS, ZERO, Context, Part
from pipeline.score.growth import score_growth
from pipeline.score.inspection import score_inspection
from pipeline.score.self_check import score_self_check
from pipeline.score.tasks import score_tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.config import Config, Period
    from pipeline.model import Merged
    from pipeline.rubric import Heading, Indicator

HUNDRED = Fraction(100)


def score_period(config: Config, period: Period, merged: Merged) -> tuple[tuple[UnitScore, ...], tuple[Finding, ...]]:
    """Return every scored unit's period, ranked inside its category, and what is to be said; () if unscored."""
    if not period.scored:
        return (), ()
    said: list[Finding] = []
    scores = []
    for unit in config.scored_units(period):
        context = Context(config, period, merged, unit)
        scores.append(_score_unit(context))
        said += context.said
    said += _registers(config, merged)
    return rank(config, scores), tuple(said)


def _registers(config: Config, merged: Merged) -> list[Finding]:
    """Say which of the assessors' registers is not in: the period stays provisional."""
    said = []
    for indicator in config.rubric.indicators:
        if not isinstance(indicator.by, Inspection):
            continue
        register = indicator.by.ledger
        states = [u.ledgers[register].state for u in merged.intake.units.values() if register in u.ledgers]
        if not states or all(s is LedgerState.MISSING for s in states):
            count = len(config.scored_units(config.period(merged.period)))
            context = {"title": config.ledgers[register].title, "count": str(count), "indicator": indicator.name}
            said.append(Finding("register-missing", REGISTER_OF_ARRIVALS, context=context))
    return said


def _score_unit(context: Context) -> UnitScore:
    config, unit = context.config, context.unit
    weights = _moved_weights(context)
    indicators = tuple(_indicator(context, each, weights) for each in config.rubric.indicators)
    before = sum((i.points for i in indicators), ZERO)
    discipline = _discipline(context, before)
    applies = any(i.score is not None for i in indicators)
    headings = {h.name: _heading(h, indicators) for h in config.rubric.headings}
    score = before + total(discipline) if applies else None
    return UnitScore(unit.id, unit.name, unit.category, score, before, indicators, headings, discipline)


def _moved_weights(context: Context) -> dict[str, Fraction]:
    """Return each applicable indicator's weight, that of the others given to them in proportion (rubric §1)."""
    category = context.unit.category
    applying = {
        i.id: i.weight[category]
        for i in context.config.rubric.indicators
        if not context.not_applicable(i.name) and _part(replace(context, said=[]), i, HUNDRED).applies
    }
    whole = sum(applying.values(), ZERO)
    return {name: weight * 100 / whole for name, weight in applying.items()} if whole else {}


def _indicator(context: Context, indicator: Indicator, weights: Mapping[str, Fraction]) -> IndicatorScore:
    nominal = indicator.weight[context.unit.category]
    if indicator.id not in weights:
        decision = context.not_applicable(indicator.name)
        part = _part(replace(context, said=[]), indicator, HUNDRED)
        why = f"经批准不适用：{decision.reason}" if decision else part.why_not
        where = decision.where if decision else part.where_not
        return IndicatorScore(indicator.id, indicator.name, nominal, ZERO, None, ZERO, (), why, where)
    weight = weights[indicator.id]
    part = _part(context, indicator, weight)
    score = part.points * 100 / weight if weight else ZERO
    return IndicatorScore(
        indicator.id, indicator.name, nominal, weight, score, part.points, part.lines, provisional=part.provisional
    )


def _part(context: Context, indicator: Indicator, weight: Fraction) -> Part:
    return _by_kind(context, indicator.by, indicator.id, weight)


def _by_kind(
    context: Context, kind: Tasks | Growth | Blend | Inspection | SelfCheck, prefix: str, weight: Fraction
) -> Part:
    match kind:
        case Tasks():
            return score_tasks(context, kind, prefix, weight)
        case Growth():
            return score_growth(context, kind, prefix, weight)
        case Inspection():
            return score_inspection(context, kind, prefix, weight)
        case SelfCheck():
            return score_self_check(context, kind, prefix, weight)
        case Blend():
            return _blend(context, kind, prefix, weight)


def _blend(context: Context, kind: Blend, prefix: str, weight: Fraction) -> Part:
    """Return the parts by share; a part that does not apply gives its share to the others."""
    applying = [p for p in kind.parts if _by_kind(replace(context, said=[]), p.of, prefix, HUNDRED).applies]
    whole = sum((p.share for p in applying), ZERO)
    if not whole:
        return _by_kind(context, kind.parts[0].of, prefix, weight)
    parts = [_by_kind(context, p.of, prefix, weight * p.share / whole) for p in applying]
    return Part(tuple(line for part in parts for line in part.lines), provisional=any(p.provisional for p in parts))


def _discipline(context: Context, before: Fraction) -> tuple[Because, ...]:
    """Return 报送扣分, held so that the score is never below 0."""
    rules = context.config.rubric.discipline
    intake = context.merged.intake.units[context.unit.id]
    lost = {
        Timeliness.LATE: rules.late, Timeliness.VERY_LATE: rules.very_late, Timeliness.MISSING: rules.missing,
    }.get(intake.timeliness, ZERO)  # fmt: skip
    if not lost:
        return ()
    deadline = context.config.deadline_day(context.period)
    due = f"{deadline.month}月{deadline.day}日24:00"
    if intake.timeliness is Timeliness.MISSING:
        text = f"报送扣分：到 {due} 没有收到填报表"
        where = REGISTER_OF_ARRIVALS
    else:
        arrived = f"{intake.arrived:%m月%d日 %H:%M}" if intake.arrived else ""
        text = f"报送扣分：截止 {due}，{arrived} 收到，晚了 {intake.days_late} 个工作日"
        where = Where(next((f.file for f in reversed(intake.files) if f.counted_for), REGISTER_OF_ARRIVALS.file))
    lines = [Because("报送/扣分", text, -lost, ZERO, where, "细则§2 报送扣分")]
    if before < lost:
        lines.append(Because("报送/保底", "扣完为止，不计负分", lost - before, ZERO, where, "细则§2"))
    return tuple(lines)


def _heading(heading: Heading, indicators: Sequence[IndicatorScore]) -> tuple[Fraction, Fraction]:
    """Return points gained and points possible under one of the four headings (rubric §6)."""
    gained = possible = ZERO
    for part in heading.of:
        indicator = next(i for i in indicators if i.id == part.indicator)
        lines = [b for b in indicator.because if not part.dimensions or b.part in part.dimensions]
        gained += total(lines)
        possible += sum((b.out_of for b in lines), ZERO)
    return gained, possible


def rank(config: Config, scores: Iterable[UnitScore]) -> tuple[UnitScore, ...]:
    """Return the scores with their ranks: equal shown figures share one, 1, 2, 2, 4 (rubric §3)."""
    scored = list(scores)
    by_category: dict[str, list[UnitScore]] = defaultdict(list)
    for each in scored:
        by_category[each.category].append(each)
    ranked = []
    for each in scored:
        place, tied = _place(each, by_category[each.category])
        overall = _place(each, scored)[0] if config.rubric.rank_overall else 0
        ranked.append(replace(each, rank=place, tied=tied, rank_overall=overall))
    return tuple(ranked)


def _place(score: UnitScore, among: Sequence[UnitScore]) -> tuple[int, bool]:
    if score.score is None:
        return 0, False
    own = Fraction(shown(score.score))
    others = [Fraction(shown(each.score)) for each in among if each.score is not None]
    return 1 + sum(other > own for other in others), others.count(own) > 1


