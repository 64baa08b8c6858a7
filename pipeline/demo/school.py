"""The demonstration school's year: forms out, filled in, returned, consolidated, published, month by month."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.arrivals import contents
from pipeline.config import load_config
from pipeline.demo.content import read_year
from pipeline.demo.hands import read_hands
from pipeline.demo.post import letters, read_post
from pipeline.demo.returns import Telling, filled, packed
from pipeline.errors import UsageError
from pipeline.findings import count_by_severity
from pipeline.flow import Office
from pipeline.issuing import OfPeriod, OfYear, approve, issue
from pipeline.model import Received, Timeliness
from pipeline.pool import Here
from pipeline.yearend import publish_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.config import Config, Period
    from pipeline.demo.post import Post
    from pipeline.demo.writing import ItemKey
    from pipeline.model import Consolidation, Item, YearBook

STORIES = Path(__file__).resolve().parents[2] / "examples" / "demo"
KEPT = STORIES / "libreoffice"
POST = STORIES / "_post.yaml"
SOURCE = "演示"
FIRST_HANDED_OUT = datetime(2016, 4, 8, 9)  # noqa: DTZ001 — local time, as everywhere
WORKDAYS_TO_CONSOLIDATE = 6
"""The office consolidates when even those come that are very late."""
WORKDAYS_TO_ISSUE = 2
"""Units confirm their own page, then the result is signed in the morning and issued in the afternoon."""
SIGNER = "竹文清"
YEAR_JUDGED = datetime(2016, 12, 28, 10)  # noqa: DTZ001 — local time, as everywhere


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in one period: `best` are the units that lead their category, with their scores as shown."""

    period: Period
    folder: Path
    files: int
    late: tuple[str, ...]
    missing: tuple[str, ...]
    findings: Mapping[str, int]
    month: Consolidation


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Where the demonstration is, its periods in order, what was restated, and the year."""

    home: Path
    months: tuple[Month, ...]
    restated: tuple[Consolidation, ...]
    year: YearBook
    year_folder: Path


def telling_of(config: Config) -> Telling:
    """Return all that is told of the demonstration's year."""
    return Telling(config, read_year(STORIES, config), read_hands(STORIES / "_hands.yaml"), KEPT)


def build_demo(config_path: Path, to: Path, progress: Callable[[str, int, int], None]) -> DemoResult:
    """Build the demonstration school under `to`: every period issued, one restated, the year closed; and tell of it."""
    settle(config_path, to)
    config = load_config(to / config_path.name)
    telling, post = telling_of(config), read_post(POST)
    office = Office(config, FIRST_HANDED_OUT, Here(), progress)
    known: dict[ItemKey, Item] = {}
    months, restated = [], []
    for period in config.periods:
        _, handed, _ = office.hand_out(period)
        _return(office, telling, post, period, handed, known)
        office.now = _moment_of_consolidation(config, period)
        month = office.consolidate(period)
        months.append(_told(office, period, month))
        known = {(i.unit, i.ledger, i.name): i for i in month.merged.items}
        restated += [_restated(office, config.period(name)) for name in month.behind]
        _issued(office, period)
    return DemoResult(to, tuple(months), tuple(restated), *_closed(office))


def _closed(office: Office) -> tuple[YearBook, Path]:
    """Judge the year, sign and issue it."""
    office.now, year = YEAR_JUDGED, OfYear(str(office.config.settings.year))
    publish_year(office, year.bring(office))
    approve(office, year, SIGNER)
    return issue(office, year)


def _restated(office: Office, period: Period) -> Consolidation:
    """Publish, sign and issue the next revision of a period that was issued before."""
    office.publish(office.consolidate(period))
    return _issued(office, period)


def _issued(office: Office, period: Period) -> Consolidation:
    """Sign and issue what was published, some working days after it."""
    drafted = office.now
    day = office.config.workdays.add(drafted.date(), WORKDAYS_TO_ISSUE)
    office.now = datetime.combine(day, time(10))
    approve(office, OfPeriod(period), SIGNER)
    office.now = datetime.combine(day, time(15))
    month, _ = issue(office, OfPeriod(period))
    office.now = drafted
    return month


def settle(config_path: Path, to: Path) -> None:
    """Begin `to` anew, with the declarations alone; raises UsageError where the school itself is at work."""
    if to.resolve() == config_path.resolve().parent:
        message = f"「{to.name}」是正式使用的文件夹，演示不能放在这里。请用 --to 另选一个。"
        raise UsageError(message)
    for name in ("submissions", "output", "input_templates"):
        shutil.rmtree(to / name, ignore_errors=True)
    (to / "input_templates").mkdir(parents=True)
    shutil.copyfile(config_path, to / config_path.name)
    for declared in sorted((config_path.parent / "input_templates").glob("*.yaml")):
        shutil.copyfile(declared, to / "input_templates" / declared.name)


def _moment_of_consolidation(config: Config, period: Period) -> datetime:
    day = config.workdays.add(config.deadline_day(period), WORKDAYS_TO_CONSOLIDATE)
    return datetime.combine(day, time(15))


def _return(
    office: Office, telling: Telling, post: Post, period: Period, handed: Mapping[str, bytes],
    known: Mapping[ItemKey, Item],
) -> None:  # fmt: skip
    """Put every unit's files under submissions/ and their arrivals into the register."""
    config = office.config
    folder = config.submissions / period.id
    folder.mkdir(parents=True, exist_ok=True)
    moments = {}
    for unit in config.units_in(period):
        for letter in letters(config, post, period, unit) if config.duties(unit, period) else ():
            data = filled(telling, period, letter, handed[f"{unit.name}_{period.id}.xlsx"], known)
            (folder / letter.name).write_bytes(packed(letter, data))
            moments[letter.name] = letter.arrived
    arrivals = [
        Received(held.sha256, period.id, name, moments[name.split("/")[1]], SOURCE)
        for name, held in contents(config.submissions, period.id)
    ]
    received = (*office.registers.received, *sorted(arrivals, key=lambda r: (r.arrived, r.file)))
    office.registers = replace(office.registers, received=received)
    office.keep_registers()


def _told(office: Office, period: Period, month: Consolidation) -> Month:
    intake = month.merged.intake
    names = {u.id: u.name for u in office.config.units}
    late = tuple(
        names[u] for u, i in intake.units.items() if i.timeliness in {Timeliness.LATE, Timeliness.VERY_LATE}
    )
    missing = tuple(names[u] for u, i in intake.units.items() if i.timeliness is Timeliness.MISSING)
    files = sum(r.period == period.id for r in office.registers.received)
    return Month(
        period, office.publish(month), files, late, missing, count_by_severity(month.findings), month
    )
