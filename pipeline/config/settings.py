"""config.yaml as it is written: school, phases and periods, roster, duties, code tables, rubric."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field as Key
from pydantic import field_validator, model_validator

from pipeline.config.post import Post
from pipeline.declared import Declared, Exact
from pipeline.roster import Person, Reader, Unit
from pipeline.rubric import Rubric


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


class Step(Declared):
    """A step of the reminders (催报): so many days before the deadline where negative, else working days after it."""

    name: str
    days: int
    to: Literal["工作群", "单位负责人", "分管领导", "督办"]
    way: str


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


class Shown(Declared):
    """What of a ledger is public: the columns named here, in this order, and no other."""

    ledger: str
    columns: Annotated[tuple[str, ...], Key(min_length=1)]


class Publicity(Declared):
    """What is made public and how the public answers (plan P2, P10); what is not named here stays inside.

    `tiers`: whose promises are public. `results`: how much of the assessment is; the award lists always are.
    """

    telephone: Annotated[str, Key(min_length=1)]
    box: Annotated[str, Key(min_length=1)]
    tiers: Annotated[tuple[str, ...], Key(min_length=1)]
    promises: Shown
    honours: Shown | None = None
    results: Literal["得分", "名次", "不公布"] = "得分"


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
    reminders: tuple[Step, ...] = ()
    categories: tuple[Category, ...]
    roster: Roster
    filing: tuple[Filing, ...] = ()
    publicity: Publicity | None = None
    mail: Post | None = None
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
        days = [step.days for step in self.reminders]
        if days != sorted(set(days)):
            message = "reminders 须按 days 从小到大写，且不重复"
            raise ValueError(message)
        return self
