"""Lines that the leading group corrected on review: a line more beside each, never another figure in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Because, Finding, shown, total
from pipeline.reviews import RULED
from pipeline.score.context import HUNDRED, RUBRIC, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from pipeline.model import IndicatorScore
    from pipeline.score.context import Context

RULE = "细则§4 复核"
HELD = "封顶保底"
"""How the id of a line ends that holds others to 0 and their full marks."""
GRADED = "/定性"


def ruled_indicator(context: Context, indicator: IndicatorScore) -> IndicatorScore:
    """Return the indicator with what reviews of its lines brought (rubric §4)."""
    more = tuple(ruled_lines(context, indicator.because))
    if not more or not indicator.weight:
        return indicator
    lines = _held((*indicator.because, *more), {_held_with(line) for line in more})
    points = total(lines)
    return replace(indicator, because=lines, points=points, score=points * HUNDRED / indicator.weight)


def _held(lines: tuple[Because, ...], touched: Iterable[str]) -> tuple[Because, ...]:
    """Return the lines with those that hold what a ruling touched to 0 and its full marks, once, as the rubric does.

    What was held before is held anew: the line brings the difference.
    """
    more = []
    for group in sorted(touched):
        own = [line for line in lines if _held_with(line) == group]
        raw = total(line for line in own if not line.id.endswith(HELD))
        held = min(max(raw, ZERO), sum((line.out_of for line in own), ZERO))
        if held != total(own):
            text = "经复核更正以后，重新按不超过满分、扣完为止计"
            more.append(
                Because(f"{group}/{HELD}{RULED}", text, held - total(own), ZERO, RUBRIC, RULE, own[0].part)
            )
    return (*lines, *more)


def _held_with(line: Because) -> str:
    """Return the head of the lines that are held together: a dimension less its grade, 增量, else the indicator."""
    steps = line.id.split("/")
    if line.part:
        return "/".join(steps[:2]) + (GRADED if f"/{steps[1]}{GRADED}" in line.id else "")
    return "/".join(steps[: 2 if "增量" in steps[1:2] else 1])


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
        yield Because(
            f"{line.id}{RULED}", text, review.new - line.points, ZERO, review.where, RULE, line.part
        )


def _bounds(line: Because) -> tuple[Fraction, Fraction]:
    """Return between what a ruling may set the line: nothing and all it can bring, or nothing and what it takes."""
    return (ZERO, line.out_of) if line.out_of else (min(line.points, ZERO), max(line.points, ZERO))
