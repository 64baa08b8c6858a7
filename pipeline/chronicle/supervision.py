"""交办与督导: what the head, the meetings and inspections asked for, and what became of it (plan P12, P13)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.chronicle.records import Figure, Line, grouped
from pipeline.model import Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pipeline.chronicle.records import Entry, Records
    from pipeline.model import Reminder

LEDGER = "supervision"
STATES = ANSWERED, OPEN, OVERDUE = "已有结果", "在办", "到期无结果"
REMINDERS = Where("_register/reminders.csv")


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter that was asked for: by what (领导批示, 会议议定 …), of whom, until when, with what result.

    `state` is one of STATES.
    """

    raised_on: date | None
    source: str
    unit: str
    unit_name: str
    head: str
    text: str
    demand: str
    deadline: date | None
    result: str
    state: str
    where: Where
    result_where: Where


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """Matters in the order in which they were raised, their states by source and unit, reminders by unit and way."""

    matters: tuple[Matter, ...]
    whole: Line
    by_source: tuple[Line, ...]
    by_unit: tuple[Line, ...]
    reminders: tuple[Line, ...]


def tell_supervision(records: Records) -> SupervisionFacts:
    """Return every matter once, as its last row leaves it."""
    matters = [_matter(records, entry) for entry in records.standing(LEDGER, "matter")]
    by_source = grouped(matters, lambda matter: matter.source)
    sources = dict.fromkeys((*records.choices(LEDGER, "source"), *by_source))
    matters.sort(key=lambda m: (m.raised_on is None, m.raised_on, m.where.file, m.text))
    return SupervisionFacts(
        tuple(matters), _line("合计", matters),
        tuple(_line(source, by_source.get(source, ())) for source in sources),
        records.by_unit(matters, lambda m: m.unit, _line), _reminders(records),
    )  # fmt: skip


def _matter(records: Records, entry: Entry) -> Matter:
    unit = records.config.find_unit(entry.unit) if entry.unit else None
    due, result = entry.day("deadline"), entry.text("result")
    late = due is not None and due <= records.cutoff
    return Matter(
        entry.day("raised_on"), entry.text("source"), entry.unit, unit.name if unit else entry.text("subject"),
        unit.head if unit else "", entry.text("matter"), entry.text("demand"), due, result,
        ANSWERED if result else OVERDUE if late else OPEN, entry.at("matter"), entry.at("result"),
    )  # fmt: skip


def _line(name: str, matters: Sequence[Matter]) -> Line:
    by_state = grouped(matters, lambda matter: matter.state)
    states = (_count(state, by_state.get(state, ())) for state in STATES)
    return Line(name, (_count("交办", matters), *states))


def _count(name: str, matters: Iterable[Matter]) -> Figure:
    places = tuple(m.result_where if m.state == ANSWERED and name == ANSWERED else m.where for m in matters)
    return Figure(name, Fraction(len(places)), places)


def _reminders(records: Records) -> tuple[Line, ...]:
    """Return how often each unit was reminded (催报), by way; one reminder is in the register once."""
    intakes = records.merged.intakes
    made = [r for p in sorted(intakes) for u in intakes[p].units.values() for r in u.reminders]
    ways = tuple(dict.fromkeys(reminder.way for reminder in made))

    def line(name: str, own: list[Reminder]) -> Line:
        by_way = grouped(own, lambda reminder: reminder.way)
        found = ((way, by_way.get(way, [])) for way in ways)
        told = (Figure(way, Fraction(len(each)), (REMINDERS,) * bool(each)) for way, each in found)
        return Line(name, (Figure("催报", Fraction(len(own)), (REMINDERS,)), *told))

    return records.by_unit(made, lambda reminder: reminder.unit, line)
