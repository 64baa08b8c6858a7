"""The year's scores.json: P, Y, R, B, L, bonus, penalty, final, grade, notes; every line of every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.machine.files import as_json, rubric_document
from pipeline.machine.scores import because_document, change_document
from pipeline.model import shown
from pipeline.registers import sha256_of
from pipeline.yearly import Ballots, Mark, Results

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.config import Config
    from pipeline.model import YearBook, YearPart, YearScore

LETTERS = {Results: "R", Ballots: "B", Mark: "L"}
"""What the rubric (§3) calls the parts of Y, by their kind."""


def year_document(config: Config, book: YearBook) -> dict[str, object]:
    """Return the year's scores: which revision and rubric judged each period, and every unit's year."""
    return {
        "year": book.year,
        "state": book.stage.state.value,
        "revision": book.stage.revision,
        "restates": book.stage.restates or None,
        "approved_by": book.stage.approved_by or None,
        "changes": [change_document(each) for each in book.stage.changes],
        "rubric_version": config.rubric.version,
        "cutoff": book.cutoff.isoformat(),
        "periods": [
            {"period": p.period, "name": p.name, "state": p.state, "revision": p.revision, "rubric_version": p.rubric}
            for p in book.periods
        ],
        "quota": dict(book.quota),
        "units": [year_unit_document(config, each) for each in book.scores],
    }  # fmt: skip


def year_content(config: Config, book: YearBook) -> str:
    """Return the fingerprint of what is signed: every unit's year and the rubric, whatever its state."""
    units = [year_unit_document(config, each) for each in book.scores]
    return sha256_of(as_json({"units": units, "rubric": rubric_document(config)}))


def year_unit_document(config: Config, score: YearScore) -> dict[str, object]:
    """Return one unit's year, figures shown and exact; the points of all its lines sum to the final figure."""
    letters = {part.id: LETTERS[type(part.by)] for part in config.rubric.annual.parts}
    figures = {"P": score.process, "Y": score.year}
    figures |= {letters[part.id]: part.score for part in score.parts}
    figures |= {"bonus": score.bonus_points, "penalty": score.penalty_points, "final": score.final}
    return {
        "id": score.unit, "name": score.name, "category": score.category,
        **_shown(figures),
        "rank": score.rank or None, "tied": score.tied, "grade": score.grade or None, "undecided": score.undecided,
        "vetoed": score.vetoed or None, "why_not": score.why_not or None,
        "periods": [
            {"period": p.period, **_shown({"score": p.score}), "left_out": p.why_not or None} for p in score.periods
        ],
        "headings": {
            name: _shown({"gained": gained, "possible": possible})
            for name, (gained, possible) in score.headings.items()
        },
        "parts": [_part(part) for part in score.parts],
        "bonus_sources": [
            {"id": s.id, "name": s.name, **_shown({"gained": s.gained, "points": s.points})} for s in score.bonus
        ],
        "notes": [line.text for line in score.notes],
        "because": [because_document(line) for line in score.because],
    }  # fmt: skip


def _part(part: YearPart) -> dict[str, object]:
    return {
        "id": part.id, "name": part.name, "nominal_share": str(part.nominal), "share": str(part.share),
        **_shown({"score": part.score}), "not_applicable": part.why_not or None,
    }  # fmt: skip


def _shown(figures: dict[str, Fraction | None]) -> dict[str, str | None]:
    """Return each figure to two places under its name, and exact beside it."""
    found: dict[str, str | None] = {}
    for name, figure in figures.items():
        found[name] = None if figure is None else shown(figure)
        found[f"{name}_exact"] = None if figure is None else str(figure)
    return found
