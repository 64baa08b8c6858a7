"""How the returns come in: under which names, when, in how many files, and which do not come at all."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.declared import Declared, read_yaml, typed
from pipeline.demo.content import PeriodId

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.config import Config, Period
    from pipeline.roster import Unit

OPENS, LAST_HOUR, CLOSES = 8, 17, 18
DAYS_BEFORE = 4


class File(Declared):
    """One file of a return that comes in otherwise than whole and in time.

    `ledgers`: only these sheets are filled; `raw`: not a workbook at all, the text stands in it; `kept`: the
    file of this name under examples/demo/libreoffice, saved by another program; `again`: a file that was
    returned before, by its path under submissions/; `packed`: the file is a zip with this one inside;
    `cut`: only half of it arrives.
    """

    name: str
    at: datetime | None = None
    late: int | None = None
    """So many working days after the deadline."""
    ledgers: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    raw: str | None = None
    kept: str = ""
    again: str = ""
    packed: str = ""
    cut: bool = False


class Filing(Declared):
    """One unit's return for one period, where it is not one file in time; no files: it never comes."""

    period: PeriodId
    unit: str
    files: tuple[File, ...] = ()


class Post(Declared):
    """The whole year's post: the names that units give their files, and every return out of the ordinary."""

    seed: int
    names: dict[str, str]
    """Unit id → pattern; {unit} and {month} are filled in. Without one the file keeps its name."""
    last: tuple[str, ...] = ()
    """Units that return on the last afternoon, when they know what there is to record."""
    filings: tuple[Filing, ...] = ()

    def filing(self, period: str, unit: str) -> Filing | None:
        """Return the return out of the ordinary, None where it is one file in time."""
        return next((f for f in self.filings if (f.period, f.unit) == (period, unit)), None)


@dataclass(frozen=True, slots=True)
class Letter:
    """A file that arrives: whose, its name, its moment, and the name of the workbook inside where it is a zip."""

    unit: str
    file: File
    name: str
    arrived: datetime
    inside: str = ""


def read_post(path: Path) -> Post:
    """Return the post as declared; raises SetupError."""
    data, lines = read_yaml(path)
    return typed(Post, data, path.name, lines)


def letters(config: Config, post: Post, period: Period, unit: Unit) -> tuple[Letter, ...]:
    """Return the files of one unit's return, in order of arrival."""
    chance = random.Random(f"{post.seed}/{period.id}/{unit.id}")  # noqa: S311 — a demonstration, no secret
    usual = _usual_moment(config, period, chance, last=unit.id in post.last)
    month = period.name.removesuffix("合并期").replace("—", "-")
    pattern = post.names.get(unit.id, f"{{unit}}_{period.id}.xlsx")
    name = pattern.format(unit=unit.name, month=month)
    filing = post.filing(period.id, unit.id)
    if filing is None:
        return (Letter(unit.id, File(name=name), name, usual),)
    found = [
        Letter(
            unit.id, each, each.name.format(unit=unit.name, month=month), _moment(config, period, each, usual),
            each.packed.format(unit=unit.name, month=month),
        )
        for each in filing.files
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda letter: letter.arrived))


def _moment(config: Config, period: Period, file: File, usual: datetime) -> datetime:
    if file.at is not None:
        return file.at
    if file.late is None:
        return usual
    day = config.workdays.add(config.deadline_day(period), file.late)
    return datetime.combine(day, usual.time())


def _usual_moment(config: Config, period: Period, chance: random.Random, *, last: bool) -> datetime:
    """Return a moment of the last working days before the deadline, the last one oftenest."""
    day = config.deadline_day(period)
    opens = LAST_HOUR if last else OPENS
    for _ in range(0 if last else min(chance.randrange(DAYS_BEFORE), chance.randrange(DAYS_BEFORE))):
        day = _workday_before(config, day)
    clock = timedelta(hours=opens, minutes=chance.randrange((CLOSES - opens) * 60))
    return datetime.combine(day, datetime.min.time()) + clock


def _workday_before(config: Config, day: date) -> date:
    day -= timedelta(days=1)
    while not config.workdays.is_workday(day):
        day -= timedelta(days=1)
    return day
