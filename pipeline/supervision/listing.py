"""督办台账 as lines: of each concern its words, who answers for it by the roster, and its place; by unit, by person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.account import place
from pipeline.chronicle.people import People
from pipeline.chronicle.records import STRANGER, Entry
from pipeline.model import chinese_day
from pipeline.plain_csv import csv_bytes
from pipeline.webpage import clip, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.chronicle.people import Known
    from pipeline.config import Config
    from pipeline.model import Concern, Consolidation
    from pipeline.roster import Unit

BY_HEAD = "由单位负责人转告"
"""Stands for the owner of a sensitive matter, who is named in the unit's own return alone."""
NOBODY = "责任人未填"
COLUMNS = {
    "kind": "情况", "unit": "单位", "number": "事项编号", "text": "事项", "owner": "责任人", "head": "单位负责人",
    "leader": "分管领导", "due": "时限", "days": "已过天数", "place": "出处",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of 督办台账; `people` are those who answer for it, `owner` how the line names them, `days` "" for none."""

    kind: str
    unit: str
    head: str
    leader: str
    number: str
    text: str
    owner: str
    people: tuple[Known, ...]
    due: str
    days: str
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one unit or one person, `note` what else is to be known of it."""

    name: str
    note: str
    lines: tuple[Line, ...]


def lines_of(config: Config, month: Consolidation) -> tuple[Line, ...]:
    """Return the lines of 督办台账 in its order; of a sensitive matter the number, and its unit's head as who answers."""
    people = People(config)
    return tuple(_line(config, month, people, concern) for concern in month.concerns)


def counts(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """Return how many lines there are of each kind, in the order of the list."""
    return list(Counter(line.kind for line in lines).items())


def by_unit(config: Config, lines: Sequence[Line]) -> list[Group]:
    """Return the lines by unit, in the order of the roster; what names no unit of it stands last."""
    names = [*(unit.name for unit in config.units), STRANGER]
    groups = [(name, tuple(line for line in lines if line.unit == name)) for name in names]
    return [Group(name, _led(own[0]), own) for name, own in groups if own]


def by_person(config: Config, month: Consolidation, lines: Sequence[Line]) -> list[Group]:
    """Return the lines by who answers, in the order of the roster, then whom it does not know, then nobody's."""
    people, last = People(config), config.period(month.period).last
    groups = []
    for who in sorted({who for line in lines for who in line.people}):
        person = people.line(who, last)
        own = tuple(line for line in lines if who in line.people)
        if person is None:
            _, unit, typed = who
            groups.append(Group(clip(typed, 20), f"{config.unit(unit).name}　{STRANGER}", own))
        else:
            note = f"{config.unit(person.unit).name}　{person.title}".strip("　")
            groups.append(Group(person.name, note, own))
    unowned = tuple(line for line in lines if not line.people)
    return [*groups, Group(NOBODY, "", unowned)] if unowned else groups


def write_csv(lines: Iterable[Line]) -> bytes:
    """Return the lines as CSV that opens in Excel and WPS; nothing in it is a formula."""
    return csv_bytes(COLUMNS, ({name: getattr(line, name) for name in COLUMNS} for line in lines))


def one_line(text: str, most: int) -> str:
    """Return typed text on one line, without what cannot be shown, at most `most` characters of it and how long it is."""
    return clip(" ".join(shown_text(text).split()), most)


def _line(config: Config, month: Consolidation, people: People, concern: Concern) -> Line:
    unit = config.find_unit(concern.unit) if concern.unit else None
    text, owner, who = _words(config, month, people, concern, unit)
    return Line(
        concern.kind, unit.name if unit else STRANGER, unit.head if unit else "", unit.leader if unit else "",
        concern.number, one_line(text, 240), one_line(owner, 60), tuple(who),
        chinese_day(concern.due) if concern.due else "", str(concern.days or ""), one_line(place(concern.where), 120),
    )  # fmt: skip


def _words(
    config: Config, month: Consolidation, people: People, concern: Concern, unit: Unit | None
) -> tuple[str, str, list[Known]]:
    """Return how the list names the matter and its owner, and who answers for it."""
    heads = people.meant(unit.id, month.period, unit.head) if unit else []
    item = next((i for i in month.merged.items if concern.number and i.number == concern.number), None)
    if item is None:
        return concern.text, concern.owner or NOBODY, heads
    ledger = config.ledgers[item.ledger]
    text = f"（{ledger.title}一件）" if ledger.guards(ledger.key) else concern.text
    if ledger.guards(ledger.owner):
        return text, BY_HEAD, heads
    if not concern.owner:
        return text, NOBODY, heads
    return text, concern.owner, people.named(Entry(item.unit, item.latest, item), ledger.owner)


def _led(line: Line) -> str:
    """Return who leads a unit, of what the roster has."""
    led = (("负责人", line.head), ("分管领导", line.leader))
    return "　".join(f"{word} {name}" for word, name in led if name)
