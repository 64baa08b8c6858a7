"""What the demonstration school did all year, as examples/demo/*.yaml tells it.

An item's field may be a list: one value a period from the one in which it is first reported; the last one
goes on, as it does where people copy what they wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import ConfigDict, Field

from pipeline.declared import Declared, read_yaml, typed
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.config import Config

Cell = date | int | float | str | None
Told = Cell | tuple[Cell, ...]
PeriodId = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]

CAMPAIGN_BEGINS, YEAR_ENDS = "2016-05", "2016-12"


class Node(Declared):
    """A 近期节点 as its owner meant it, and when it was reached."""

    text: str
    due: date
    done: date | None = None


class Tale(Declared):
    """One item of a ledger through the year; whatever else it says are the ledger's own fields."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Told]

    since: PeriodId = CAMPAIGN_BEGINS
    until: PeriodId = YEAR_ENDS
    """The last period in which this unit tells of it: from then on it is another's."""
    done: date | None = None
    nodes: tuple[Node, ...] = ()

    @property
    def fields(self) -> dict[str, Told]:
        """Return the ledger's own fields."""
        return self.__pydantic_extra__

    def value(self, name: str, months: int) -> Cell:
        """Return what stands in the field `name` after `months` periods, None where nothing does."""
        told = self.fields.get(name)
        return told[min(months, len(told) - 1)] if isinstance(told, tuple) else told


class Story(Declared):
    """One unit's year: who fills its forms, its items, its other rows by period and ledger."""

    unit: str
    filler: str
    items: dict[str, tuple[Tale, ...]] = Field(default_factory=dict)
    tables: dict[PeriodId, dict[str, tuple[dict[str, Cell], ...]]] = Field(default_factory=dict)


class Resolution(Declared):
    """A line of the decisions register; `item` names it as its owner does, the number is looked up."""

    period: PeriodId
    unit: str
    ledger: str = ""
    item: str = ""
    row: dict[str, Cell]


class Resolutions(Declared):
    """Every decision of the year."""

    decisions: tuple[Resolution, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The whole year: each unit's story by id, and the decisions."""

    stories: dict[str, Story]
    decisions: tuple[Resolution, ...]


def read_year(folder: Path, config: Config) -> Year:
    """Return the year told in `folder`; raises SetupError with every complaint of every file."""
    complaints: list[str] = []
    stories: dict[str, Story] = {}
    for unit in config.units:
        path = folder / f"{unit.id}.yaml"
        try:
            story = typed(Story, *_read(path))
        except SetupError as error:
            complaints += error.complaints
            continue
        complaints += [f"{path.name}：{each}" for each in _strangers(config, story)]
        stories[unit.id] = story
    decisions = typed(Resolutions, *_read(folder / "_decisions.yaml")).decisions
    if complaints:
        raise SetupError(complaints)
    return Year(stories, decisions)


def _read(path: Path) -> tuple[object, str, dict[tuple[int | str, ...], int]]:
    data, lines = read_yaml(path)
    return data, path.name, lines


def _strangers(config: Config, story: Story) -> list[str]:
    """Return what the story says of ledgers and fields that nobody declared."""
    rows = [(ledger, set(tale.fields)) for ledger, tales in story.items.items() for tale in tales]
    rows += [
        (ledger, set(row)) for by in story.tables.values() for ledger, each in by.items() for row in each
    ]
    said = {f"没有台账「{ledger}」。" for ledger, _ in rows if ledger not in config.ledgers}
    for ledger, names in rows:
        if ledger in config.ledgers:
            lost = names - {f.name for f in config.ledgers[ledger].fields}
            said |= {f"「{ledger}」没有「{name}」这一栏。" for name in lost}
    return sorted(said)
