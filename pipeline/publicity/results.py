"""The results that are public: places, scores, award lists, honours, as far as the school publishes them (plan P10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import shown
from pipeline.publicity.pledges import public_value
from pipeline.verdict import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from pipeline.config import Config
    from pipeline.config.settings import Publicity
    from pipeline.model import UnitScore, Value, YearBook

RESULTS, AWARDS, HONOURS = "考评结果", "获评名单", "获得荣誉"
SCORES, NOTHING = "得分", "不公布"


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of the notice: `subject` is one of RESULTS, AWARDS, HONOURS, `title` its own name.

    `note` stands below it.
    """

    subject: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def tell_results(config: Config, publicity: Publicity, scores: Sequence[UnitScore]) -> tuple[Listing, ...]:
    """Return the order of each category in the period; who was excused or not scored stands at the end."""
    if publicity.results == NOTHING:
        return ()
    return tuple(
        _ranking(
            f"{category.name}考评结果", publicity,
            [(s.rank, s.tied, s.name, s.score, "免评" if s.excused else "不计分") for s in scores if s.category == category.name],
        )
        for category in config.settings.categories
        if any(s.category == category.name for s in scores)
    )  # fmt: skip


def tell_year_results(config: Config, publicity: Publicity, book: YearBook) -> tuple[Listing, ...]:
    """Return the final order of each category in the year."""
    if publicity.results == NOTHING:
        return ()
    return tuple(
        _ranking(
            f"{each.name}年度考评结果", publicity,
            [(s.rank, s.tied, s.name, s.final, "不评") for s in each.scores],
        )
        for each in categories_of(config, book)
    )  # fmt: skip


def tell_awards(config: Config, book: YearBook) -> tuple[Listing, ...]:
    """Return the award lists 文明科室 and 文明级部 (plan P6); of places still open only that they are."""
    return tuple(
        Listing(
            AWARDS, each.award, ("单位",), tuple((name,) for name in each.winners) or (("待研究确定",),),
            "其余名额待研究确定。" if each.undecided and each.winners else "",
        )
        for each in categories_of(config, book)
        if each.winners or each.undecided
    )  # fmt: skip


def tell_honours(
    config: Config, publicity: Publicity, rows: Iterable[Mapping[str, Value]]
) -> tuple[Listing, ...]:
    """Return the honours by their public columns, each once."""
    if publicity.honours is None:
        return ()
    ledger, columns = config.ledgers[publicity.honours.ledger], publicity.honours.columns
    told = dict.fromkeys(tuple(public_value(config, row.get(name)) for name in columns) for row in rows)
    headers = tuple(ledger.field(name).header for name in columns)
    return (Listing(HONOURS, HONOURS, headers, tuple(told)),) if told else ()


Place = tuple[int, bool, str, "Fraction | None", str]
"""Rank (0: none), shared or not, unit, figure, and the word for who has no rank."""


def _ranking(title: str, publicity: Publicity, places: list[Place]) -> Listing:
    with_scores = publicity.results == SCORES
    rows = []
    for rank, tied, name, figure, why_not in sorted(places, key=lambda place: place[0] or len(places) + 1):
        told = (f"{rank}（并列）" if tied else str(rank)) if rank else why_not
        score = shown(figure) if rank and figure is not None else "—"
        rows.append((told, name, score) if with_scores else (told, name))
    return Listing(RESULTS, title, ("名次", "单位", "得分")[: 3 if with_scores else 2], tuple(rows))
