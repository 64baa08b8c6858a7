"""结果运用: who is to be honoured, talked to, decided on; what appointments and training may refer to (plan P10)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import Where, chinese_day, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.chronicle.people import PersonFacts
    from pipeline.chronicle.teachers import TeacherFacts
    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore

LISTS = HONOURED, WARNED, ASKED, APPOINTED, TRAINED = (
    "表彰",
    "约谈提醒",
    "提请党总支、校委会研究",
    "干部选拔任用参考",
    "教师培养",
)
TEAM = "班子集体"
NO_CADRES = frozenset({TEAM, "教师"})
"""Tiers of which nobody is appointed: a team promises as one, and teachers have a page of their own."""


VETO = "等次/一票否决"
"""The line of a year's score that says which veto holds."""


@dataclass(frozen=True, slots=True)
class Use:
    """One line of a list of LISTS: unit or person, what is proposed, on what basis, and where that stands."""

    purpose: str
    subject: str
    unit_name: str
    proposal: str
    basis: str
    places: tuple[Where, ...]


def tell_use(
    config: Config, book: YearBook, people: Sequence[PersonFacts], teachers: Sequence[TeacherFacts]
) -> tuple[Use, ...]:
    """Return the lines of every list; units by rank, persons in the order of the roster, with facts and no rank."""
    categories = [category.name for category in config.settings.categories]
    judged = [score for score in book.scores if score.final is not None]
    judged.sort(key=lambda score: (categories.index(score.category), score.rank))
    return (
        *_honoured(config, judged), *_warned(config, judged), *_asked(config, judged),
        *_appointed(people), *_trained(teachers),
    )  # fmt: skip


def _honoured(config: Config, scores: Sequence[YearScore]) -> Iterator[Use]:
    annual = config.rubric.annual
    for score in scores:
        if score.grade == annual.first_grade:
            award = annual.awards.get(score.category, annual.first_grade)
            yield Use(HONOURED, score.name, score.name, award, _standing(score), _place(config))


def _warned(config: Config, scores: Sequence[YearScore]) -> Iterator[Use]:
    """Yield the units with the last grade, under a veto, or with points taken off by the leading group."""
    worst = config.rubric.annual.grades[-1].name
    for score in scores:
        lines = [note for note in score.notes if score.vetoed and note.id == VETO]
        lines += score.penalty
        reasons = [(_standing(score), *_place(config))] if score.grade == worst else []
        reasons += [(line.text, line.where) for line in lines]
        if reasons:
            basis, places = "；".join(text for text, _ in reasons), tuple(place for _, place in reasons)
            yield Use(WARNED, score.name, score.name, "约谈提醒单位负责人", basis, places)


def _asked(config: Config, scores: Sequence[YearScore]) -> Iterator[Use]:
    first = config.rubric.annual.first_grade
    for score in scores:
        if score.undecided:
            basis = f"{_standing(score)}，与同类单位各项都相同"
            yield Use(
                ASKED, score.name, score.name, f"是否评为{first}，暂评为{score.grade}", basis, _place(config)
            )


def _standing(score: YearScore) -> str:
    rank = f"{score.category}第 {score.rank} 名" + ("（并列）" if score.tied else "")
    return f"年度得分 {shown(score.final or Fraction())}，{rank}，{score.grade}"


def _place(config: Config) -> tuple[Where]:
    return (Where(config.result_name(str(config.settings.year))),)


def _appointed(people: Sequence[PersonFacts]) -> Iterator[Use]:
    for person in people:
        if person.tier and person.tier not in NO_CADRES:
            told = "，".join(f"{each.name} {each.words} 件" for each in person.figures if each.count)
            places = tuple(promise.outcome_where for promise in person.promises)
            yield Use(APPOINTED, person.name, person.unit_name, "参考履诺纪实，不排名", told, places)


def _trained(teachers: Sequence[TeacherFacts]) -> Iterator[Use]:
    for teacher in teachers:
        for each in teacher.recognised:
            basis = f"{chinese_day(each.day)}由{each.by}认定" if each.by else f"{chinese_day(each.day)}认定"
            proposal = f"认定的{each.category}，列入培养和奖励"
            yield Use(TRAINED, teacher.name, teacher.unit_name, proposal, basis, (each.where,))
