"""Places: equal shown figures share one, 1, 2, 2, 4 (rubric §3); an excused unit has none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config
    from pipeline.model import UnitScore


def rank(config: Config, scores: Sequence[UnitScore]) -> tuple[UnitScore, ...]:
    """Return the scores with their ranks inside the category; across all where the rubric turns that on."""
    ranked = []
    for each in scores:
        place, tied = _place(each, [other for other in scores if other.category == each.category])
        overall = _place(each, scores)[0] if config.rubric.rank_overall else 0
        ranked.append(replace(each, rank=place, tied=tied, rank_overall=overall))
    return tuple(ranked)


def _place(score: UnitScore, among: Sequence[UnitScore]) -> tuple[int, bool]:
    """Return the unit's place and whether it shares it; 0 where it is not scored or is excused."""
    if score.score is None or score.excused:
        return 0, False
    own = Fraction(shown(score.score))
    figures = [Fraction(shown(each.score)) for each in among if each.score is not None and not each.excused]
    return 1 + sum(figure > own for figure in figures), figures.count(own) > 1
