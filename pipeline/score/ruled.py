"""Lines that the leading group corrected on review: a line more beside each, never another figure in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Because, Finding, shown, total
from pipeline.score.context import HUNDRED, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from pipeline.model import IndicatorScore
    from pipeline.score.context import Context

RULE = "细则§4 复核"


def ruled_indicator(context: Context, indicator: IndicatorScore) -> IndicatorScore:
    """Return the indicator with what reviews of its lines brought (rubric §4)."""
    more = tuple(ruled_lines(context, indicator.because))
    if not more:
        return indicator
    lines = (*indicator.because, *more)
    points = total(lines)
    return replace(indicator, because=lines, points=points, score=points * HUNDRED / indicator.weight)


def ruled_lines(context: Context, lines: Iterable[Because]) -> Iterator[Because]:
    """Yield the difference that a ruling makes to each line it is about."""
    for line in lines:
        review = context.rulings.get((context.unit.id, line.id))
        if review is None or review.new is None:
            continue
        low, high = _bounds(line)
        if not low <= review.new <= high:
            said = {"typed": shown(review.new), "low": shown(low), "high": shown(high)}
            context.said.append(Finding("ruling-out-of-range", review.where, context=said))
            continue
        text = f"经复核由 {shown(line.points)} 分更正为 {shown(review.new)} 分：{review.ruling_reason}"
        yield Because(f"{line.id}/复核", text, review.new - line.points, ZERO, review.where, RULE, line.part)


def _bounds(line: Because) -> tuple[Fraction, Fraction]:
    """Return between what a ruling may set the line: nothing and all it can bring, or nothing and what it takes."""
    return (ZERO, line.out_of) if line.out_of else (min(line.points, ZERO), max(line.points, ZERO))
