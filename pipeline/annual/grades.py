"""Ranks, grades, quota, ties across the quota line, veto (rubric §3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.merge.decisions import incomplete
from pipeline.model import Because, shown
from pipeline.score.context import RUBRIC, ZERO, plain_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.config import Config, Period
    from pipeline.model import Decision, Finding, Where, YearScore

RULE = "细则§3 等次"
TOLD = ("年度得分", "年度总评", "平时考评", "民主测评")
"""What the figures of `order` are called, the tie's dimension last."""


def quotas(config: Config, last: Period) -> dict[str, int]:
    """Return how many units of each category may have the first grade; vetoed units count in the whole.

    A category's units are those that are there on the cut-off, the last day of `last`.
    """
    rule = config.rubric.annual.quota
    there = (unit for unit in config.scored_units(last) if unit.exists(last.last, last.last))
    counts = Counter(unit.category for unit in there)
    return {category: max(rule.least, int(rule.share * count)) for category, count in counts.items()}


def graded(
    config: Config, scores: Sequence[YearScore], quota: Mapping[str, int], vetoes: Mapping[str, Where],
    settled: Mapping[str, Decision],
) -> tuple[YearScore, ...]:  # fmt: skip
    """Return the scores with rank and grade, and the lines of quota, ties and veto.

    `vetoes` are the places of vetoes, `settled` what the leading bodies decided of ties across the quota line, by unit.
    """
    found: dict[str, YearScore] = {}
    for category in dict.fromkeys(each.category for each in scores):
        own = [each for each in scores if each.category == category and each.final is not None]
        ranked = [_graded(config, each, own, vetoes) for each in own]
        found |= {each.unit: each for each in _within_quota(config, ranked, quota.get(category, 0), settled)}
    return tuple(found.get(each.unit, each) for each in scores)


def _graded(
    config: Config, score: YearScore, own: Sequence[YearScore], vetoes: Mapping[str, Where]
) -> YearScore:
    """Return the score with its rank, and its grade by the figure and the veto alone."""
    annual = config.rubric.annual
    figures = [each.order[0] for each in own]
    rank = 1 + sum(figure > score.order[0] for figure in figures)
    grade = annual.grade_of(score.order[0])
    notes = score.notes
    if score.vetoed:
        limited = annual.lower(grade, score.vetoed)
        text = f"一票否决，最高评为{score.vetoed}：按得分为{grade}，评为{limited}"
        notes = (*notes, Because("等次/一票否决", text, ZERO, ZERO, vetoes[score.unit], RULE))
        grade = limited
    tied = figures.count(score.order[0]) > 1
    return replace(score, rank=rank, tied=tied, grade=grade, notes=notes)


def _within_quota(
    config: Config, scores: Sequence[YearScore], places: int, settled: Mapping[str, Decision]
) -> list[YearScore]:
    """Return the scores with the first grade given inside the quota; whoever is past it has the second.

    Units equal in every figure at the line are left to the leading bodies, provisionally with the second grade,
    and nobody below moves up. What these decided holds where it keeps within the places that are left; that none of
    them is to have one is decided where all are named.
    """
    first = config.rubric.annual.first_grade
    candidates = sorted((s for s in scores if s.grade == first), key=lambda s: s.order, reverse=True)
    done = {s.unit: s for s in scores}
    taken = 0
    for _, group in groupby(candidates, key=lambda s: s.order):
        equal = list(group)
        fits = taken + len(equal) <= places
        across = not fits and taken < places
        chosen = (
            {s.unit for s in equal if s.unit in settled and settled[s.unit].new == first} if across else set()
        )
        decided = across and (
            0 < len(chosen) <= places - taken or (not chosen and all(s.unit in settled for s in equal))
        )
        for each in equal:
            text = _quota_words(config, each, candidates, places)
            where = RUBRIC
            grade = first if fits or (decided and each.unit in chosen) else _second(config)
            if decided:
                ruling = (
                    settled.get(each.unit) or settled[min(chosen)]
                )  # who is not named: by what is said of another
                text += f"；各项都相同，经研究评为{grade}（{ruling.basis}）"
                where = ruling.where
            elif across:
                names = "、".join(other.name for other in equal if other is not each)
                text += f"；与{names}各项都相同，提请党总支、校委会研究，暂评为{_second(config)}"
            elif not fits:
                text += f"，名额已满，评为{_second(config)}"
            line = Because("等次/优秀名额", text, ZERO, ZERO, where, RULE)
            undecided = across and not decided
            done[each.unit] = replace(each, grade=grade, undecided=undecided, notes=(*each.notes, line))
        taken += len(equal)
    return list(done.values())


def useless(config: Config, decided: Iterable[Decision], done: Sequence[YearScore]) -> Iterator[Finding]:
    """Say which decisions on a tie settled none: the unit is in none, or more are named than places are left."""
    carried_out = {line.where for score in done for line in score.notes}
    first, second = (grade.name for grade in config.rubric.annual.grades[:2])
    for each in decided:
        if each.where not in carried_out:
            reason = f"「等次研究」只定{first}名额线上各项都相同的单位，评为{first}的不能多于剩下的名额，「改为」只能写{first}或{second}"
            yield incomplete(each, reason)


def _second(config: Config) -> str:
    return config.rubric.annual.grades[1].name


def _quota_words(config: Config, score: YearScore, candidates: Sequence[YearScore], places: int) -> str:
    """Return how the unit stands among those that reach the first grade, and which figure told it apart."""
    annual = config.rubric.annual
    better = sum(other.order > score.order for other in candidates)
    words = f"达到{annual.first_grade}线的有 {len(candidates)} 个单位，名额 {places} 个，排第 {better + 1}"
    names = (*TOLD, f"{annual.tie}平均")
    for other in candidates:
        if other is not score and other.order[0] == score.order[0] and other.order != score.order:
            index = next(
                i for i, pair in enumerate(zip(score.order, other.order, strict=True)) if pair[0] != pair[1]
            )
            mine, theirs = score.order[index], other.order[index]
            word = "高于" if mine > theirs else "低于"
            words += f"；与{other.name}得分相同，比{names[index]}：{plain_number(mine)} {word} {plain_number(theirs)}"
    return words


def figures_of(*figures: Fraction | None) -> tuple[Fraction, ...]:
    """Return figures as they are compared: as they are shown; one that there is none of comes last."""
    return tuple(ZERO if figure is None else Fraction(shown(figure)) for figure in figures)
