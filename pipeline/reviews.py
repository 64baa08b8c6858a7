"""复核申请: a unit asks for review of one score line; its deadline, its ruling (rubric §4)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.model import Finding, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pipeline.config import Config
    from pipeline.model import Record, ScoredPeriod, UnitScore

LEDGER = "reviews"
UPHELD, CORRECTED = "维持", "更正"
WITHHELD = "（略）"
RULED = "/复核"
"""How the id of a line ends that a ruling brought; review is asked of the line that it is about."""


def review_until(config: Config, issued: date) -> date:
    """Return the last day on which review may be asked of what was issued on `issued` (rubric §4)."""
    return config.workdays.add(issued, config.rubric.publication.public_days)


def reviews_of(
    config: Config, rows: Iterable[Record], period: str, issued: Iterable[date]
) -> tuple[Review, ...]:
    """Return what was asked about `period`, each once, as its last line in the registers tells it.

    `issued` are the days on which its revisions were issued: review is asked of the one before it. Of a line about a
    sensitive ledger's item the reasons are withheld: everybody reads what is told of a review.
    """
    days = sorted(issued)
    guarded = [f"-{each.items}-" for each in config.ledgers.all if each.sensitive and each.items]
    found: dict[tuple[str, str, date | None], Review] = {}
    names = {each.name: each.id for each in config.periods}
    for row in rows:
        unit = config.find_unit(row.text("subject"))
        asked = row.day("asked_on")
        if unit is None or asked is None or names.get(row.text("about")) != period:
            continue
        before = [day for day in days if day <= asked]
        new, ruling = row.values.get("new_score"), row.text("ruling")
        line = row.text("score_line")
        said = {
            name: WITHHELD if row.text(name) and any(mark in line for mark in guarded) else row.text(name)
            for name in ("reason", "ruling_reason")
        }
        found[unit.id, plain(line), asked] = Review(
            period, unit.id, line, said["reason"], asked,
            review_until(config, before[-1]) if before else None, ruling, row.day("ruled_on"),
            Fraction(str(new)) if new is not None and ruling == CORRECTED else None,
            f"{said['ruling_reason']}（{row.text('basis')}）", row.at("score_line"),
        )  # fmt: skip
    return tuple(found.values())


def rulings(
    reviews: Iterable[Review], issued: ScoredPeriod | None
) -> tuple[Mapping[tuple[str, str], Review], tuple[Finding, ...]]:
    """Return the reviews that correct a line, by unit and the line's id; and what is to be asked of the office."""
    found: dict[tuple[str, str], Review] = {}
    said: list[Finding] = []
    for each in reviews:
        score = issued.of(each.unit) if issued else None
        line = _line(score, each.line)
        if line is None:
            said.append(Finding("review-lost", each.where, context={"typed": each.line}))
            continue
        if each.is_late:
            said.append(Finding("review-late", each.where, context={"typed": each.line}))
        if each.new is not None:
            found[each.unit, line] = each
    return found, tuple(said)


def _line(score: UnitScore | None, word: str) -> str | None:
    """Return the id of the line that the request names: by its id, or by its whole text."""
    form = plain(word)
    lines = score.because if score else ()
    asked = (line for line in lines if not line.id.endswith(RULED))
    return next((line.id for line in asked if form in {plain(line.id), plain(line.text)}), None)
