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
    from pipeline.model import Concern, Consolidation, Item

BY_HEAD = "由单位负责人转告"
"""Stands for the owner of a sensitive matter, who is named in the unit's own return alone."""
NOBODY = "责任人未填"
NAME, LONG = 20, 60
"""Characters of a person's name, and of several."""
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
    people, items = People(config), {item.number: item for item in month.merged.items}
    return tuple(
        _line(config, month.period, people, concern, items.get(concern.number)) for concern in month.concerns
    )


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
            groups.append(Group(in_short(typed, NAME), f"{config.unit(unit).name}　{STRANGER}", own))
        else:
            note = f"{config.unit(person.unit).name}　{person.title}".strip("　")
            groups.append(Group(person.name, note, own))
    unowned = tuple(line for line in lines if not line.people)
    return [*groups, Group(NOBODY, "", unowned)] if unowned else groups


def write_csv(lines: Iterable[Line]) -> bytes:
    """Return the lines as CSV that opens in Excel and WPS; nothing in it is a formula."""
    return csv_bytes(COLUMNS, ({name: getattr(line, name) for name in COLUMNS} for line in lines))


def one_line(text: str) -> str:
    """Return typed text on one line, without what cannot be shown."""
    return " ".join(shown_text(text).split())


def in_short(text: str, most: int) -> str:
    """Return typed text as a message or a calendar names it: on one line, at most `most` characters of it."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[:most]}……"


def _line(config: Config, period: str, people: People, concern: Concern, item: Item | None) -> Line:
    unit = config.find_unit(concern.unit) if concern.unit else None
    owner, who = _owner(config, people, concern, item)
    if unit and who is None:
        who = people.meant(unit.id, period, unit.head)
    return Line(
        concern.kind, unit.name if unit else STRANGER, unit.head if unit else "", unit.leader if unit else "",
        concern.number, clip(one_line(concern.text)), in_short(owner, LONG), tuple(who or ()),
        chinese_day(concern.due) if concern.due else "", str(concern.days or ""), clip(one_line(place(concern.where))),
    )  # fmt: skip


def _owner(
    config: Config, people: People, concern: Concern, item: Item | None
) -> tuple[str, list[Known] | None]:
    """Return how the list names the owner, and who answers; None where it is the unit's head."""
    if item is None:
        return concern.owner or NOBODY, None
    ledger = config.ledgers[item.ledger]
    if ledger.guards(ledger.owner):
        return BY_HEAD, None
    if not concern.owner:
        return NOBODY, None
    return concern.owner, people.named(Entry(item.unit, item.latest, item), ledger.owner)


def _led(line: Line) -> str:
    """Return who leads a unit, of what the roster has."""
    led = (("负责人", line.head), ("分管领导", line.leader))
    return "　".join(f"{word} {name}" for word, name in led if name)
