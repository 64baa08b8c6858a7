"""The first look at the year, for workbook, page and report alike: order, award lists, what is to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.briefing import Figure
from pipeline.bulletin import standing_words
from pipeline.chronicle import Line
from pipeline.chronicle.duties import summed_lines
from pipeline.findings import message, remedy, sorted_findings
from pipeline.model import State, shown
from pipeline.wording import discreet

if TYPE_CHECKING:
    from pipeline.chronicle import Chronicle
    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore


@dataclass(frozen=True, slots=True)
class Category:
    """One category's final order, best first, those listed and not judged last; `places` are its 优秀名额.

    `award` is what its list of the first grade is called, `winners` the units on it in the order of the ranking.
    """

    name: str
    scores: tuple[YearScore, ...]
    places: int
    award: str
    winners: tuple[str, ...]

    @property
    def undecided(self) -> tuple[str, ...]:
        """Return the units whose grade the leading bodies have to settle."""
        return tuple(s.name for s in self.scores if s.undecided)

    @property
    def mean(self) -> Fraction | None:
        """Return the mean of the final figures, None where nobody is judged."""
        finals = [s.final for s in self.scores if s.final is not None]
        return sum(finals, Fraction()) / len(finals) if finals else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a principal sees first of the year."""

    sentence: str
    figures: tuple[Figure, ...]
    decisions: tuple[str, ...]
    deciding: str
    categories: tuple[Category, ...]


def verdict(config: Config, book: YearBook) -> Verdict:
    """Return the first look at the year."""
    categories = categories_of(config, book)
    return Verdict(
        _sentence(book, categories),
        _figures(config, book),
        _decisions(config, book, categories),
        _deciding(book),
        categories,
    )


def categories_of(config: Config, book: YearBook) -> tuple[Category, ...]:
    """Return the final order of each category, in the roster's order of categories."""
    first, found = config.rubric.annual.first_grade, []
    for category in config.settings.categories:
        own = [s for s in book.scores if s.category == category.name]
        ranked = tuple(sorted(own, key=lambda s: s.rank or len(own) + 1))
        winners = tuple(s.name for s in ranked if s.grade == first)
        award = config.rubric.annual.awards.get(category.name, f"{category.name}{first}")
        if ranked:
            found.append(Category(category.name, ranked, book.quota.get(category.name, 0), award, winners))
    return tuple(found)


def totals(facts: Chronicle) -> tuple[Line, ...]:
    """Return the year's totals, a few figures to a subject; a subject of which there is nothing is left out."""
    subjects = {
        "报送": summed_lines("", facts.returns), "事项": summed_lines("", facts.items), "宣传": facts.media.whole,
        "整改": facts.rectification.whole, "交办": facts.supervision.whole,
    }  # fmt: skip
    return tuple(Line(name, line.figures) for name, line in subjects.items() if line.figures)


def ranked(config: Config, book: YearBook) -> tuple[YearScore, ...]:
    """Return every unit's year in the order of all tables: by category, best first."""
    return tuple(score for category in categories_of(config, book) for score in category.scores)


def imprint(config: Config, book: YearBook) -> str:
    """Return the line that every sheet bears: school, state, rubric, clock, who signed."""
    standing = standing_words(book.stage)
    return (
        f"{config.settings.school.name}　{book.stage.words}　考评细则 {config.rubric.version}　"
        f"{book.now:%Y-%m-%d %H:%M} 汇总{standing and f'　{standing}'}"
    )


def change_lines(config: Config, book: YearBook) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return what this edition corrects: unit, figure, old, new, reason."""
    names = {unit.id: unit.name for unit in config.units}
    return tuple((names.get(c.unit, ""), c.subject, c.old, c.new, c.reason) for c in book.stage.changes)


def notes_of(score: YearScore) -> str:
    """Return what is to be known about a unit's figure and grade, in one line."""
    said = [score.why_not] if score.why_not else []
    said += [f"{each.name}不计：{each.why_not}" for each in score.periods if each.why_not]
    said += [line.text for line in score.notes]
    return "；".join(said)


def _sentence(book: YearBook, categories: tuple[Category, ...]) -> str:
    words = []
    for each in categories:
        best = [s for s in each.scores if s.rank == 1]
        if best and best[0].final is not None and each.mean is not None:
            names = "、".join(s.name for s in best)
            words.append(f"{each.name}平均 {shown(each.mean)} 分，{names} {shown(best[0].final)} 分居首")
    lists = "，".join(f"{each.award} {len(each.winners)} 个" for each in categories)
    open_ties = sum(len(each.undecided) for each in categories)
    tail = f"；{open_ties} 个单位的等次提请党总支、校委会研究" if open_ties else ""
    decided = "评出" if book.stage.state is State.ISSUED else "拟评"
    return f"{book.year}年度{'；'.join(words)}；{decided}{lists}{tail}。"


def _figures(config: Config, book: YearBook) -> tuple[Figure, ...]:
    grades = [grade.name for grade in config.rubric.annual.grades]
    judged = [s for s in book.scores if s.final is not None]
    counts = [Figure(grade, str(sum(s.grade == grade for s in judged))) for grade in grades]
    return (
        Figure("参评单位", str(len(judged))),
        *counts,
        Figure("一票否决", str(sum(bool(s.vetoed) for s in judged))),
    )


def _deciding(book: YearBook) -> str:
    """Return the heading over what waits: to be decided before it is signed, or left open when it was issued."""
    return "印发时还没有处理的" if book.stage.state is State.ISSUED else "需要您定的"


def _decisions(config: Config, book: YearBook, categories: tuple[Category, ...]) -> tuple[str, ...]:
    """Return what waits for a decision: ties across the line, vetoes to confirm, what the records still lack."""
    said = []
    for each in categories:
        if each.undecided:
            taken = each.places - len(each.winners)
            said.append(
                f"{each.award}还剩 {taken} 个名额，{'、'.join(each.undecided)}各项都相同，提请党总支、校委会研究；"
                f"暂评为{config.rubric.annual.grades[1].name}。"
            )
        said += [f"{s.name}一票否决，最高评为{s.vetoed}，请核对依据。" for s in each.scores if s.vetoed]
        said += [f"{s.name}：{s.why_not}。" for s in each.scores if s.why_not]
    said += [message(f) + remedy(f) for f in (discreet(config, f) for f in sorted_findings(book.findings))]
    return tuple(said)
