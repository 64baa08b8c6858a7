"""P: the mean of the scored periods that the unit was there for and not excused in (rubric §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.annual.scope import result_place
from pipeline.model import Because, PeriodShare, shown
from pipeline.score.context import HUNDRED, ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pipeline.config import Config
    from pipeline.model import ScoredPeriod, UnitScore

RULE = "细则§3 平时考评"


def period_shares(unit: str, periods: Sequence[ScoredPeriod]) -> tuple[PeriodShare, ...]:
    """Return each scored period in the unit's year, or why it is left out of the mean."""
    return tuple(_share(each, each.of(unit)) for each in periods)


def _share(period: ScoredPeriod, score: UnitScore | None) -> PeriodShare:
    if score is None:
        return PeriodShare(period.period, period.name, None, "本单位这一期不参评")
    if score.excused:
        return PeriodShare(period.period, period.name, None, "经批准免评")
    if score.score is None:
        return PeriodShare(period.period, period.name, None, "没有适用的考评项目")
    return PeriodShare(period.period, period.name, score.score)


def mean_of(shares: Sequence[PeriodShare]) -> Fraction | None:
    """Return P, unrounded; None where no period counts."""
    counted = [each.score for each in shares if each.score is not None]
    return sum(counted, ZERO) / len(counted) if counted else None


def process_lines(config: Config, shares: Sequence[PeriodShare]) -> tuple[Because, ...]:
    """Return a line a period: its part of the mean, out of the 60 points of P; one left out says why."""
    counted = sum(each.score is not None for each in shares)
    factor = config.rubric.annual.process
    return tuple(_line(config, each, factor / counted if counted else ZERO) for each in shares)


def _line(config: Config, share: PeriodShare, factor: Fraction) -> Because:
    identity, place = f"平时/{share.period}", result_place(config, share.period)
    if share.score is None:
        text = f"{share.name}平时考评：{share.why_not}，不计入平均"
        return Because(identity, text, ZERO, ZERO, place, RULE)
    text = f"{share.name}平时考评 {shown(share.score)} 分"
    return Because(identity, text, share.score * factor, HUNDRED * factor, place, RULE)
