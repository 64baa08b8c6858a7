"""The pages of the year: index.html, a page a unit, report.html; self-contained, no script, readable on a phone."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.account import place
from pipeline.bulletin import standing_words
from pipeline.chronicle.clauses import FULFILLED
from pipeline.chronicle.clauses import STATES as CLAUSE_STATES
from pipeline.contents import lying_beside
from pipeline.model import chinese_day, shown
from pipeline.verdict import change_lines, notes_of, totals, verdict
from pipeline.webpage import page
from pipeline.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.chronicle import Chronicle, Section
    from pipeline.chronicle.clauses import ClauseStanding
    from pipeline.config import Config
    from pipeline.model import Because, PeriodShare, ScoredPeriod, YearBook, YearScore
    from pipeline.verdict import Category

LOSSES = 5
NOT_JUDGED = "不评"


def year_pages(
    config: Config, book: YearBook, facts: Chronicle, report: Sequence[Section], beside: Iterable[str] = ()
) -> dict[str, bytes]:
    """Return the year's pages by path; a unit's page holds its own lines and nobody else's.

    `beside` are the paths of the release's other files: the first page leads to them.
    """
    shared: dict[str, object] = {
        "school": config.settings.school, "year": book.year, "state": book.stage.words,
        "standing": standing_words(book.stage), "rubric_version": config.rubric.version,
        "now": f"{book.now:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    found = {
        "index.html": page(
            "year_index.html", **shared, **_index(config, book, facts), beside=lying_beside(beside)
        ),
        "report.html": page("year_report.html", **shared, sections=report),
    }
    for score in book.scores:
        found[f"units/{score.unit}.html"] = page("year_unit.html", **shared, **_unit(config, book, score))
    return found


def _index(config: Config, book: YearBook, facts: Chronicle) -> dict[str, object]:
    told = verdict(config, book)
    return {
        "sentence": told.sentence, "figures": told.figures, "decisions": told.decisions, "deciding": told.deciding,
        "categories": [_category(config, each) for each in told.categories],
        "periods": [{"name": p.name, "told": _result(p), "means": _means(told.categories, p)} for p in book.periods],
        "rubrics": list(dict.fromkeys(p.rubric for p in book.periods)),
        "category_names": [each.name for each in told.categories],
        "totals": totals(facts), "changes": change_lines(config, book), "edition": book.stage.edition,
        "waiting": [_clause(c) for c in facts.clauses if c.state != FULFILLED],
        "fulfilled": [_clause(c) for c in facts.clauses if c.state == FULFILLED],
        "clause_states": [
            (state, count) for state in CLAUSE_STATES if (count := sum(c.state == state for c in facts.clauses))
        ],
    }  # fmt: skip


def _clause(clause: ClauseStanding) -> dict[str, str]:
    return {"text": clause.text, "lead": clause.lead, "state": clause.state, "evidence": clause.evidence}


def _category(config: Config, category: Category) -> dict[str, object]:
    first = config.rubric.annual.first_grade
    return {
        "name": category.name, "places": category.places, "award": category.award,
        "winners": category.winners, "undecided": category.undecided,
        "rows": [
            {"id": s.unit, "name": s.name, "rank": s.rank or "—", "tied": s.tied, "final": _figure(s.final),
             "bar": float(s.final or 0) / float(config.rubric.annual.most) * 100, "grade": s.grade or NOT_JUDGED,
             "first": s.grade == first, "undecided": s.undecided, "vetoed": s.vetoed,
             "process": _figure(s.process), "year": _figure(s.year),
             "bonus": shown(s.bonus_points), "penalty": shown(s.penalty_points)}
            for s in category.scores
        ],
    }  # fmt: skip


def _figure(figure: Fraction | None) -> str:
    return "—" if figure is None else shown(figure)


def _result(period: ScoredPeriod) -> str:
    return f"{period.state}第{period.revision}版"


def _means(categories: Sequence[Category], period: ScoredPeriod) -> list[dict[str, object]]:
    """Return each category's mean of one period, and how long its bar is."""
    means = []
    for category in categories:
        found = [
            each.score
            for score in category.scores for each in score.periods
            if each.period == period.period and each.score is not None
        ]  # fmt: skip
        mean = sum(found, Fraction()) / len(found) if found else None
        means.append({"category": category.name, "mean": _figure(mean), "bar": float(mean or 0)})
    return means


def _unit(config: Config, book: YearBook, score: YearScore) -> dict[str, object]:
    unit = config.unit(score.unit)
    return {
        "unit": unit, "final": _figure(score.final), "rank": score.rank or "—", "tied": score.tied,
        "grade": score.grade or NOT_JUDGED, "undecided": score.undecided, "notes": notes_of(score),
        "process": _figure(score.process), "whole": _figure(score.year), "why_not": score.why_not,
        "bonus": shown(score.bonus_points), "penalty": shown(score.penalty_points),
        "formula": _formula(config, score),
        "periods": [_period(each) for each in score.periods],
        "parts": [
            {"name": p.name, "share": f"{float(p.share * 100):.4g}%", "score": _figure(p.score), "why_not": p.why_not,
             "lines": [_line(b) for b in p.because]}
            for p in score.parts
        ],
        "sources": [
            {"name": s.name, "points": shown(s.points), "lines": [_line(b) for b in s.because]}
            for s in score.bonus if s.because
        ],
        "penalties": [_line(b) for b in score.penalty],
        "held": [_line(b) for b in (*score.held, *score.notes)],
        "losses": [{**_line(b), "lost": shown(b.lost)} for b in _losses(score)],
        "headings": [
            {"name": name, "gained": shown(gained), "possible": shown(possible)}
            for name, (gained, possible) in score.headings.items()
        ],
        "cutoff": chinese_day(book.cutoff),
    }  # fmt: skip


def _formula(config: Config, score: YearScore) -> str:
    """Return how the final figure came about, in one line of arithmetic."""
    if score.final is None or score.process is None or score.year is None:
        return ""
    annual = config.rubric.annual
    raw = f"{plain(annual.process)} × {shown(score.process)} ＋ {plain(annual.year)} × {shown(score.year)}"
    raw += f" ＋ {shown(score.bonus_points)} － {shown(score.penalty_points)}"
    held = (
        "（不低于 0、不高于 " + plain(annual.most) + "）"
        if any(b.part != "bonus" for b in score.held)
        else ""
    )
    return f"{raw} ＝ {shown(score.final)}{held}"


def _period(share: PeriodShare) -> dict[str, object]:
    return {
        "name": share.name, "score": _figure(share.score), "bar": float(share.score or 0), "why_not": share.why_not,
    }  # fmt: skip


def _losses(score: YearScore) -> list[Because]:
    """Return the lines that cost the unit most, the largest first."""
    costly = [line for line in score.because if line.lost > 0 and line.out_of]
    return sorted(costly, key=lambda line: (-line.lost, line.id))[:LOSSES]


def _line(line: Because) -> dict[str, str]:
    return {
        "points": shown(line.points), "out_of": shown(line.out_of) if line.out_of else "", "text": line.text,
        "place": place(line.where),
    }  # fmt: skip
