"""宣传统计 and 典型经验: what was printed, aired and posted, by level, kind, unit and month (plan P3, P14)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.chronicle.records import Figure, Line, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pipeline.chronicle.records import Entry, Records
    from pipeline.model import Where

LEDGER, EXPERIENCE = "media", "experience"
WHOLE, STORIES, FRONT, FIXED, UNFIXED = "篇次", "篇", "头版头条", "已核定级别", "未核定级别"
YES = "是"


@dataclass(frozen=True, slots=True)
class Story:
    """One report: `level` is the fixed one (核定级别), what the unit wrote where the office has not `fixed` it."""

    number: str
    unit: str
    title: str
    outlet: str
    kind: str
    level: str
    fixed: bool
    aired_on: date | None
    front_page: bool
    where: Where
    level_where: Where


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """Counts of reports: a line has 篇次, 篇 (one title of one unit once), 头版头条, fixed and not yet fixed.

    `by_level` has a column for each kind besides; `by_unit` and `by_month` one for each level.
    """

    stories: tuple[Story, ...]
    whole: Line
    by_level: tuple[Line, ...]
    by_unit: tuple[Line, ...]
    by_month: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Experience:
    """A 典型经验, and how it was spread (推广情况, by the office; "" where it was not)."""

    number: str
    unit: str
    unit_name: str
    title: str
    method: str
    effect: str
    spread: str
    where: Where
    spread_where: Where


def tell_media(records: Records) -> MediaFacts:
    """Return the reports up to the cut-off, counted."""
    stories = tuple(_story(entry) for entry in records.entries(LEDGER))
    levels = _words(records.choices(LEDGER, "level"), (s.level for s in stories))
    kinds = _words(records.choices(LEDGER, "kind"), (s.kind for s in stories))
    by_level = grouped(stories, lambda story: story.level)
    months = grouped(
        stories, lambda story: (story.aired_on.year, story.aired_on.month) if story.aired_on else (0, 0)
    )
    return MediaFacts(
        stories,
        _line("全校", stories, levels, "level"),
        tuple(_line(level, by_level.get(level, []), kinds, "kind") for level in levels),
        records.by_unit(stories, lambda s: s.unit, lambda name, own: _line(name, own, levels, "level")),
        tuple(
            _line(f"{month}月" if year == records.cutoff.year else f"{year}年{month}月", months[year, month], levels, "level")
            for year, month in sorted(months)
        ),
    )  # fmt: skip


def tell_experience(records: Records) -> tuple[Experience, ...]:
    """Return every 典型经验, by unit."""
    return tuple(
        Experience(
            e.record.number, e.unit, records.unit_name(e.unit), e.text("title"), e.text("method"),
            e.text("effect"), e.text("spread"), e.at("title"), e.at("spread"),
        )
        for e in records.entries(EXPERIENCE)
    )  # fmt: skip


def _story(entry: Entry) -> Story:
    fixed = bool(entry.text("fixed_level"))
    column = "fixed_level" if fixed else "level"
    return Story(
        entry.record.number, entry.unit, entry.text("title"), entry.text("outlet"), entry.text("kind"),
        entry.text(column), fixed, entry.day("aired_on"), entry.text("front_page") == YES,
        entry.at("title"), entry.at(column),
    )  # fmt: skip


def _words(declared: Sequence[str], used: Iterable[str]) -> tuple[str, ...]:
    """Return the declared words, then those in use that are no longer declared."""
    return tuple(dict.fromkeys((*declared, *(word for word in used if word))))


def _line(name: str, stories: Sequence[Story], words: Sequence[str], column: str) -> Line:
    once = {(s.unit, plain(s.title)): s for s in reversed(stories)}
    told = (
        _count(WHOLE, stories),
        _count(STORIES, reversed(once.values())),
        _count(FRONT, (s for s in stories if s.front_page)),
        _count(FIXED, (s for s in stories if s.fixed)),
        _count(UNFIXED, (s for s in stories if not s.fixed)),
    )
    by_word = grouped(stories, lambda story: story.kind if column == "kind" else story.level)
    return Line(name, (*told, *(_count(word, by_word.get(word, ())) for word in words)))


def _count(name: str, stories: Iterable[Story]) -> Figure:
    places = tuple(story.level_where for story in stories)
    return Figure(name, Fraction(len(places)), places)
