"""config.yaml as types: school, phases and periods, roster, duties, code tables, rubric, readers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field as Key
from pydantic import field_validator, model_validator

from pipeline.declared import Declared, Exact, near, read_yaml, typed
from pipeline.errors import SetupError, UsageError
from pipeline.ledger import Field, Ledger, Ledgers, load_ledgers
from pipeline.roster import Person, Reader, Unit, read_roster
from pipeline.rubric import Inspection, Rubric
from pipeline.workdays import Workdays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction
    from pathlib import Path

    from pipeline.declared import Loc
    from pipeline.model import Value


class School(Declared):
    """Whose campaign it is."""

    id: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_-]*$")]
    name: str
    campaign: str
    office: str
    contact: str = ""
    box: str = ""


class Folders(Declared):
    """Where things lie, relative to config.yaml."""

    ledgers: str = "input_templates"
    submissions: str = "submissions"
    output: str = "output"


class Calendar(Declared):
    """The time zone, and days on which the school departs from the public calendar."""

    timezone: str = "Asia/Shanghai"
    extra_holidays: tuple[date, ...] = ()
    extra_workdays: tuple[date, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as reason:
            message = f"不认识的时区「{name}」，一般写 Asia/Shanghai"
            raise ValueError(message) from reason
        return name


class Phase(Declared):
    """One phase of the plan's calendar."""

    name: str
    first: date
    last: date


class Period(Declared):
    """One 填报月份, named by its last month; `due` is the return day before holidays move it."""

    id: Annotated[str, Key(pattern=r"^\d{4}-\d{2}$")]
    name: str
    phase: str
    first: date
    last: date
    due: date
    scored: bool = True


class Category(Declared):
    """A kind of unit, and the ledgers that are its duty unless a unit departs from them."""

    name: str
    scored: bool
    fills: Literal["units", "office", "assessors"] = "units"
    duties: tuple[str, ...]


class ScoreLine(Declared):
    """One 5A indicator: side, name, full marks, the last official rating, and whose it is."""

    code: str
    side: str
    name: str
    full: Exact
    base: Exact
    units: tuple[str, ...] = ()


class Deduction(Declared):
    """One inspection code: dimension and signed points a person-time or case (rubric §2, inspection)."""

    code: str
    name: str
    dimension: str
    points: Exact


class Codes(Declared):
    """Code tables: 八清理 with its year, inspection codes, 5A indicators, and the plain lists of words."""

    clearance_year: int
    clearance: tuple[str, ...]
    deductions: tuple[Deduction, ...]
    five_a: tuple[ScoreLine, ...] = ()
    lists: dict[str, tuple[str, ...]] = Key(default_factory=dict)


class Filing(Declared):
    """Where a person's commitment is filed, by tier (plan P2)."""

    tiers: tuple[str, ...]
    route: str


class Roster(Declared):
    """Units, people and readers, here or in a workbook beside config.yaml."""

    workbook: str = ""
    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    readers: tuple[Reader, ...] = ()


class Settings(Declared):
    """config.yaml as it is written."""

    school: School
    year: int
    folders: Folders = Folders()
    calendar: Calendar = Calendar()
    phases: tuple[Phase, ...]
    periods: Annotated[tuple[Period, ...], Key(min_length=1)]
    categories: tuple[Category, ...]
    roster: Roster
    filing: tuple[Filing, ...] = ()
    codes: Codes
    rubric: Rubric

    @model_validator(mode="after")
    def _agrees(self) -> Settings:
        phases = {p.name for p in self.phases}
        for period in self.periods:
            if period.phase not in phases:
                message = f"填报月份 {period.id} 的阶段「{period.phase}」不在 phases 里"
                raise ValueError(message)
            if period.first > period.last:
                message = f"填报月份 {period.id} 的 first 晚于 last"
                raise ValueError(message)
        if [p.id for p in self.periods] != sorted({p.id for p in self.periods}):
            message = "periods 须按时间先后写，且不重复"
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True)
class Config:
    """Everything declared, checked against each other; `home` is the folder of config.yaml."""

    home: Path
    path: Path
    settings: Settings
    ledgers: Ledgers
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    readers: tuple[Reader, ...]
    workdays: Workdays

    @property
    def rubric(self) -> Rubric:
        """Return the rubric in force."""
        return self.settings.rubric

    @property
    def submissions(self) -> Path:
        """Return the folder in which filled workbooks arrive."""
        return self.home / self.settings.folders.submissions

    @property
    def output(self) -> Path:
        """Return the folder of the releases."""
        return self.home / self.settings.folders.output

    @property
    def ledger_folder(self) -> Path:
        """Return the folder of the declarations and templates."""
        return self.home / self.settings.folders.ledgers

    @property
    def zone(self) -> ZoneInfo:
        """Return the school's time zone."""
        return ZoneInfo(self.settings.calendar.timezone)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return the periods in order."""
        return self.settings.periods

    def period(self, period_id: str) -> Period:
        """Return the period; raises UsageError."""
        for each in self.periods:
            if each.id == period_id:
                return each
        known = "、".join(p.id for p in self.periods)
        message = f"没有「{period_id}」这个填报月份。可选：{known}。"
        raise UsageError(message)

    def upto(self, period: Period) -> tuple[Period, ...]:
        """Return the periods up to and including `period`."""
        return tuple(p for p in self.periods if p.id <= period.id)

    def before(self, period: Period) -> Period | None:
        """Return the period before `period`."""
        earlier = [p for p in self.periods if p.id < period.id]
        return earlier[-1] if earlier else None

    def after(self, period: Period) -> Period | None:
        """Return the period after `period`."""
        later = [p for p in self.periods if p.id > period.id]
        return later[0] if later else None

    def deadline_day(self, period: Period) -> date:
        """Return the return day, moved past weekends and holidays (rubric §1)."""
        return self.workdays.on_or_after(period.due)

    def deadline(self, period: Period) -> datetime:
        """Return the moment at which the period's returns are due: 24:00, local time without zone."""
        return datetime.combine(self.deadline_day(period) + timedelta(days=1), datetime.min.time())

    def unit(self, word: str) -> Unit:
        """Return the unit with this id or (former) name; raises UsageError."""
        found = self.find_unit(word)
        if found is None:
            known = "、".join(u.name for u in self.units)
            message = f"没有「{word}」这个单位。可选：{known}。"
            raise UsageError(message)
        return found

    def find_unit(self, word: str) -> Unit | None:
        """Return the unit with this id, name or former name, or None."""
        for each in self.units:
            if word in {each.id, each.name} or word in each.former:
                return each
        return None

    def category(self, unit: Unit) -> Category:
        """Return the category of `unit`."""
        return next(c for c in self.settings.categories if c.name == unit.category)

    def scored_units(self, period: Period) -> tuple[Unit, ...]:
        """Return the units that are scored in `period`."""
        return tuple(u for u in self.units_in(period) if self.category(u).scored)

    def units_in(self, period: Period) -> tuple[Unit, ...]:
        """Return the units that exist in `period`."""
        return tuple(u for u in self.units if u.exists(period.first, period.last))

    def duties(self, unit: Unit, period: Period) -> tuple[Ledger, ...]:
        """Return the ledgers that `unit` fills in `period`: its matrix, what the phase asks (rubric §1)."""
        category = self.category(unit)
        wanted = (set(category.duties) | set(unit.more)) - set(unit.less)
        return tuple(
            each for each in self.ledgers.all
            if period.phase in each.phases
            and (each.id in wanted or (each.of and category.fills == "office"))
        )  # fmt: skip

    def person(self, name: str, unit: str) -> Person | None:
        """Return the person of this name or alias, of the unit first."""
        found = [p for p in self.people if name == p.name or name in p.aliases]
        own = [p for p in found if p.unit == unit]
        return (own or found or [None])[0]  # type: ignore[list-item]

    def filing(self, tier: str) -> str:
        """Return where a commitment of someone of `tier` is filed (plan P2), "" where nothing is declared."""
        return next((f.route for f in self.settings.filing if tier in f.tiers or not f.tiers), "")

    def choices(self, field: Field) -> tuple[str, ...]:
        """Return the words that `field` allows, () where it is free."""
        return self.code_tables()[field.codes] if field.codes else field.choices

    def attributes(self, ledger: Ledger, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return what the code tables add to a row: a code's points, a 5A indicator's base, a leader."""
        found: dict[str, Value] = {}
        tables = {f.name: f.codes for f in ledger.fields if f.codes}
        tables |= {line.field: line.codes for line in ledger.lines}
        for name, table in tables.items():
            word = values.get(name)
            if table == "five_a":
                for each in self.settings.codes.five_a:
                    if each.name == word:
                        found |= {"side": each.side, "full": _decimal(each.full), "base": _decimal(each.base)}
            elif table == "deductions":
                for code in self.settings.codes.deductions:
                    if code.name == word:
                        found |= {"dimension": code.dimension, "points": _decimal(code.points)}
            elif table in {"units", "all_units"} and word:
                unit = self.find_unit(str(word))
                found |= {"leader": unit.leader} if unit and unit.leader else {}
        return found

    def _graded(self) -> tuple[str, ...]:
        kinds = [i.by for i in self.rubric.indicators if isinstance(i.by, Inspection)]
        return tuple(d.name for kind in kinds for d in kind.dimensions if d.graded)

    def code_tables(self) -> dict[str, tuple[str, ...]]:
        """Return every code table as its words."""
        codes = self.settings.codes
        indicators = tuple(i.name for i in self.rubric.indicators)
        return {
            "units": tuple(u.name for u in self.units if self.category(u).scored),
            "all_units": tuple(u.name for u in self.units),
            "leaders": tuple(dict.fromkeys(u.leader for u in self.units if u.leader)),
            "clearance": codes.clearance,
            "deductions": tuple(d.name for d in codes.deductions),
            "dimensions": tuple(dict.fromkeys(d.dimension for d in codes.deductions)),
            "periods": tuple(p.name for p in self.periods),
            "graded": self._graded(),
            "five_a": tuple(line.name for line in codes.five_a),
            "indicators": indicators,
            "targets": indicators + tuple(each.title for each in self.ledgers.all if not each.of),
            **codes.lists,
        }


def _decimal(figure: Fraction) -> Decimal:
    return Decimal(figure.numerator) / Decimal(figure.denominator)


def load_config(path: Path) -> Config:
    """Return the checked declarations; raises SetupError with every complaint of every file."""
    raw, lines = read_yaml(path)
    settings = typed(Settings, raw, path.name, lines)
    home = path.resolve().parent
    roster = settings.roster
    units, people, readers = roster.units, roster.people, roster.readers
    if roster.workbook:
        units, people, readers = read_roster(home / roster.workbook)
    ledgers = load_ledgers(home / settings.folders.ledgers, [u.name for u in units])
    calendar = settings.calendar
    workdays = Workdays(frozenset(calendar.extra_holidays), frozenset(calendar.extra_workdays))
    config = Config(home, path.resolve(), settings, ledgers, units, people, readers, workdays)
    complaints = _disagreements(config, lines)
    if complaints:
        raise SetupError([f"{path.name}{each}" for each in complaints])
    empty = frozenset(name for name, words in config.code_tables().items() if not words)
    return replace(config, ledgers=ledgers.without(empty))


def _disagreements(config: Config, lines: Mapping[Loc, int]) -> list[str]:
    """Return what one declaration says that another does not know, each with its line where it has one."""
    return [
        f" 第{lines[loc]}行：{text}" if loc in lines else f"：{text}"
        for loc, text in (*_of_categories(config), *_of_units(config), *_of_tables(config))
    ]


def _of_categories(config: Config) -> Iterator[tuple[Loc, str]]:
    known = {each.id for each in config.ledgers.all}
    for index, category in enumerate(config.settings.categories):
        for place, duty in enumerate(category.duties):
            if duty not in known:
                text = f"类别「{category.name}」的台账「{duty}」没有声明。{near(duty, known)}"
                yield ("categories", index, "duties", place), text
        for indicator in config.rubric.indicators:
            if category.scored and category.name not in indicator.weight:
                yield ("categories", index), f"考评项目「{indicator.name}」没有写「{category.name}」的权重。"


def _of_units(config: Config) -> Iterator[tuple[Loc, str]]:
    known = {each.id for each in config.ledgers.all}
    categories = {c.name for c in config.settings.categories}
    seen: set[str] = set()
    for index, unit in enumerate(config.units):
        loc = ("roster", "units", index)
        if unit.id in seen:
            yield loc, f"单位编号「{unit.id}」写了两次。"
        seen.add(unit.id)
        if unit.category not in categories:
            hint = near(unit.category, categories)
            yield loc, f"单位「{unit.name}」的类别「{unit.category}」没有声明。{hint}"
        for duty in (*unit.more, *unit.less):
            if duty not in known:
                yield loc, f"单位「{unit.name}」的台账「{duty}」没有声明。{near(duty, known)}"


def _of_tables(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield what the rubric's indicators and the ledgers' columns name and nobody declares.

    A category that is not declared is said already; the tables need every unit's, so they wait for it.
    """
    known = {each.id for each in config.ledgers.all}
    for index, indicator in enumerate(config.rubric.indicators):
        by = indicator.by
        registers = (by.ledger, by.grades_ledger) if isinstance(by, Inspection) else ()
        for ledger_id in (*indicator.ledgers, *registers):
            if ledger_id not in known:
                hint = near(ledger_id, known)
                text = f"考评项目「{indicator.name}」用到的台账「{ledger_id}」没有声明。{hint}"
                yield ("rubric", "indicators", index), text
    if {u.category for u in config.units} <= {c.name for c in config.settings.categories}:
        names = set(config.code_tables())
        for ledger in config.ledgers.all:
            tables = {f.header: f.codes for f in ledger.fields if f.codes}
            tables |= {line.field: line.codes for line in ledger.lines}
            for header, codes in tables.items():
                if codes not in names:
                    text = f"{ledger.title}「{header}」用到的代码表「{codes}」没有声明。{near(codes, names)}"
                    yield ("ledgers",), text
