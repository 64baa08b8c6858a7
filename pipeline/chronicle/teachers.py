"""名师成长档案: what was planned for each teacher, what happened, what was recognised; facts, no rank (plan P5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.chronicle.outcome import outcome_of
from pipeline.chronicle.people import People
from pipeline.chronicle.records import Entry, Figure, counted, filled, grouped, summed

if TYPE_CHECKING:
    from datetime import date

    from pipeline.chronicle.people import Known
    from pipeline.chronicle.records import Records
    from pipeline.model import Item, Where

PLANNED, HELD = "teachers", "training"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of 名师培育: category, mentor, measures and their outcome (one of OUTCOMES), with its places."""

    number: str
    category: str
    mentor: str
    text: str
    outcome: str
    deadline: date | None
    completed: date | None
    where: Where
    outcome_where: Where


@dataclass(frozen=True, slots=True)
class Event:
    """Something of a teacher's year with its words, day and place; `level` is that of an award."""

    words: str
    day: date | None
    where: Where
    level: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """A teacher recognised (认定): as what, by whom, when."""

    category: str
    by: str
    day: date
    where: Where


@dataclass(frozen=True, slots=True)
class TeacherFacts:
    """One teacher's year: measures as planned; hours, open lessons, and what was reached.

    `category` and `mentor` are those of the last line of 名师培育, "" where there is none.
    """

    name: str
    unit: str
    unit_name: str
    subject: str
    category: str
    mentor: str
    measures: tuple[Measure, ...]
    trained: Figure
    hours: Figure
    lessons: Figure
    projects: tuple[Event, ...]
    papers: tuple[Event, ...]
    awards: tuple[Event, ...]
    rewards: tuple[Event, ...]
    recognised: tuple[Recognition, ...]


def tell_teachers(records: Records) -> tuple[TeacherFacts, ...]:
    """Return every teacher of 表3-2 and 表3-3, in the order of the roster, who is not in it last."""
    people = People(records.config)
    planned = [(who, e) for e in _planned(records) for who in people.named(e, PERSON)]
    held = [(who, e) for e in records.entries(HELD) for who in people.named(e, PERSON)]
    plans, events = grouped(planned, lambda pair: pair[0]), grouped(held, lambda pair: pair[0])
    return tuple(
        _facts(records, people, who, [e for _, e in plans.get(who, [])], [e for _, e in events.get(who, [])])
        for who in sorted({*plans, *events})
    )


def _planned(records: Records) -> list[Entry]:
    """Return the items of 名师培育, those withdrawn too: that it was planned is a fact."""
    return [Entry(item.unit, item.latest, item) for item in records.items(PLANNED)]


def _facts(
    records: Records, people: People, who: Known, planned: list[Entry], held: list[Entry]
) -> TeacherFacts:
    line = people.line(who, records.cutoff)
    last = planned[-1] if planned else None
    unit = line.unit if line else who[1]
    return TeacherFacts(
        line.name if line else who[2], unit, records.unit_name(unit),
        last.text("subject_taught") if last else "", last.text("category") if last else "",
        last.text("mentor") if last else "",
        tuple(_measure(records, entry, entry.item) for entry in planned if entry.item),
        counted("培养记录", held, "content"), summed("培训学时", held, "hours"),
        summed("公开课节数", held, "open_lessons"),
        _events(held, "project"), _events(held, "paper"), _events(held, "award"), _events(held, "reward"),
        tuple(each for entry in planned if (each := _recognition(records, entry))),
    )  # fmt: skip


def _measure(records: Records, entry: Entry, item: Item) -> Measure:
    outcome = outcome_of(records, item)
    return Measure(
        item.number, entry.text("category"), entry.text("mentor"), entry.text("measure"), outcome.word,
        outcome.deadline, outcome.completed, entry.at("measure"), outcome.where,
    )  # fmt: skip


def _events(held: list[Entry], field: str) -> tuple[Event, ...]:
    return tuple(
        Event(e.text(field), e.day("held_on"), e.at(field), e.text("award_level") if field == "award" else "")
        for e in filled(held, field)
    )


def _recognition(records: Records, entry: Entry) -> Recognition | None:
    entry = entry.saying("recognised_on")
    day = entry.day("recognised_on")
    if day is None or day > records.cutoff:
        return None
    return Recognition(entry.text("category"), entry.text("recognised_by"), day, entry.at("recognised_on"))
