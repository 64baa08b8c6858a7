"""scores.json (contract): figures as they are shown and exact beside them; and read back, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pipeline.model import Because, IndicatorScore, ScoredPeriod, UnitScore, Where, shown, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config
    from pipeline.model import Change, Consolidation


def scores_document(config: Config, month: Consolidation) -> dict[str, object]:
    """Return scores.json: figures shown to two places, and exact beside them."""
    return {
        "period": month.period,
        "rubric_version": config.rubric.version,
        "period_name": config.period(month.period).name,
        "state": month.stage.state.value,
        "revision": month.stage.revision,
        "restates": month.stage.restates or None,
        "approved_by": month.stage.approved_by or None,
        "causes": list(month.stage.causes),
        "changes": [change_document(each) for each in month.stage.changes],
        "provisional": list(month.provisional),
        "units": [_unit(score) for score in month.scores],
    }


def change_document(change: Change) -> dict[str, object]:
    """Return one line of 更正说明."""
    return {
        "unit": change.unit, "subject": change.subject, "line": change.line or None, "old": change.old,
        "new": change.new, "reason": change.reason, **place_of(change.where),
    }  # fmt: skip


def place_of(where: Where) -> dict[str, str]:
    """Return a place as the documents write it."""
    return {"file": where.file, "sheet": where.sheet, "cell": where.cell}


def _unit(score: UnitScore) -> dict[str, object]:
    whole = score.score
    return {
        "id": score.unit, "name": score.name, "category": score.category,
        "score": None if whole is None else shown(whole), "score_exact": None if whole is None else str(whole),
        "rank": score.rank or None, "rank_overall": score.rank_overall or None, "tied": score.tied,
        "excused": score.excused,
        "before_discipline_exact": str(score.before_discipline),
        "headings": {
            name: {"gained": shown(gained), "gained_exact": str(gained), "possible": shown(possible),
                   "possible_exact": str(possible)}
            for name, (gained, possible) in score.headings.items()
        },
        "discipline": {
            "points": shown(total(score.discipline)),
            "points_exact": str(total(score.discipline)),
            "because": [because_document(b) for b in score.discipline],
        },
        "indicators": [_indicator(each) for each in score.indicators],
    }  # fmt: skip


def _indicator(indicator: IndicatorScore) -> dict[str, object]:
    score = indicator.score
    return {
        "id": indicator.id, "name": indicator.name,
        "nominal_weight": str(indicator.nominal),
        "weight": shown(indicator.weight), "weight_exact": str(indicator.weight),
        "score": None if score is None else shown(score), "score_exact": None if score is None else str(score),
        "points": shown(indicator.points), "points_exact": str(indicator.points),
        "basis": "gains", "not_applicable": indicator.why_not or None, "provisional": indicator.provisional,
        "because": [because_document(b) for b in indicator.because],
    }  # fmt: skip


def because_document(line: Because) -> dict[str, object]:
    """Return one line of a score: what it brings, out of how much, by which rule, from which cell."""
    return {
        "id": line.id, "text": line.text, "points": shown(line.points), "points_exact": str(line.points),
        "out_of": shown(line.out_of), "out_of_exact": str(line.out_of), "rule": line.rule, "part": line.part,
        **place_of(line.where),
    }  # fmt: skip


def scores_of(document: Mapping[str, Any]) -> ScoredPeriod:
    """Return the scores that a scores.json holds, exact to the line."""
    return ScoredPeriod(
        document["period"], document["period_name"], document["state"], document["revision"],
        document["rubric_version"], tuple(_score_of(unit) for unit in document["units"]),
    )  # fmt: skip


def _score_of(unit: Mapping[str, Any]) -> UnitScore:
    return UnitScore(
        unit["id"], unit["name"], unit["category"], _exact(unit["score_exact"]),
        Fraction(unit["before_discipline_exact"]),
        tuple(_indicator_of(each) for each in unit["indicators"]),
        {
            name: (Fraction(each["gained_exact"]), Fraction(each["possible_exact"]))
            for name, each in unit["headings"].items()
        },
        tuple(_line_of(each) for each in unit["discipline"]["because"]),
        unit["rank"] or 0, unit["tied"], unit["rank_overall"] or 0, excused=unit["excused"],
    )  # fmt: skip


def _indicator_of(each: Mapping[str, Any]) -> IndicatorScore:
    return IndicatorScore(
        each["id"], each["name"], Fraction(each["nominal_weight"]), Fraction(each["weight_exact"]),
        _exact(each["score_exact"]), Fraction(each["points_exact"]),
        tuple(_line_of(line) for line in each["because"]), each["not_applicable"] or "",
        provisional=each["provisional"],
    )  # fmt: skip


def _line_of(line: Mapping[str, Any]) -> Because:
    where = Where(line["file"], line["sheet"], line["cell"])
    points, out_of = Fraction(line["points_exact"]), Fraction(line["out_of_exact"])
    return Because(line["id"], line["text"], points, out_of, where, line["rule"], line["part"])


def _exact(figure: str | None) -> Fraction | None:
    return None if figure is None else Fraction(figure)
