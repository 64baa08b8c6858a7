"""Everything declared, and what follows from it: deadlines, duties, code tables, who is who."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pipeline.cells import plain
from pipeline.config.settings import Deduction
from pipeline.errors import UsageError
from pipeline.rubric import Rubric

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction
    from pathlib import Path

    from pipeline.config.settings import Category, Period, Settings
    from pipeline.ledger import Field, Ledger, Ledgers
    from pipeline.model import Value
    from pipeline.plan import Plan
    from pipeline.roster import Person, Reader, Unit
    from pipeline.workdays import Workdays


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
    tables: Mapping[str, tuple[str, ...]]
    plan: Plan
    _named: Mapping[str, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the units out by everything that they are called: they are asked for often."""
        named = {plain(word): u for u in reversed(self.units) for word in (u.id, *u.names)}
        object.__setattr__(self, "_named", named)

    @property
    def rubric(self) -> Rubric:
        """Return the rubric in force."""
        return self.settings.rubric

    def under(self, issued: Mapping[str, Any]) -> Config:
        """Return the declarations with the rubric and inspection codes that an issued rubric.json holds (rubric §4)."""
        codes = self.settings.codes.model_copy(
            update={"deductions": tuple(Deduction.model_validate(each) for each in issued["deductions"])}
        )
        update = {"rubric": Rubric.model_validate(issued["declared"]), "codes": codes}
        return replace(self, settings=self.settings.model_copy(update=update))

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

    def result_name(self, name: str) -> str:
        """Return the file name of the consolidated workbook of a period, or of the year."""
        return f"{self.settings.school.campaign}汇总_{name}.xlsx"

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

    def correction_day(self, period: Period, sent: date) -> date:
        """Return the last day on which a return that was in time, sent back on `sent`, is in time again (rubric §2)."""
        days = self.rubric.discipline.sent_back_days
        return self.workdays.add(max(self.deadline_day(period), sent), days)

    def unit(self, word: str) -> Unit:
        """Return the unit with this id or (former) name; raises UsageError."""
        found = self.find_unit(word)
        if found is None:
            known = "、".join(u.name for u in self.units)
            message = f"没有「{word}」这个单位。可选：{known}。"
            raise UsageError(message)
        return found

    def find_unit(self, word: str) -> Unit | None:
        """Return the unit with this id, name or former name, however spaced, or None."""
        return self._named.get(plain(word))

    @property
    def former_names(self) -> dict[str, str]:
        """Return the former names of units, each with the name of today."""
        return {old: unit.name for unit in self.units for old in unit.former}

    def category(self, unit: Unit) -> Category:
        """Return the category of `unit`."""
        return next(c for c in self.settings.categories if c.name == unit.category)

    def scored_units(self, period: Period) -> tuple[Unit, ...]:
        """Return the units that are scored in `period`."""
        return tuple(u for u in self.units_in(period) if self.category(u).scored)

    def covers(self, reader: Reader, unit: Unit) -> bool:
        """Tell whether the scope (发送范围) of `reader` holds the unit: all, a category, a leader's units, one unit."""
        match reader.scope:
            case "全部":
                return True
            case "类别":
                return unit.category == reader.of
            case "分管":
                return unit.leader == reader.of
            case "本单位":
                return self.find_unit(reader.of) == unit

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

    def filing(self, tier: str) -> str:
        """Return where a commitment of someone of `tier` is filed (plan P2), "" where nothing is declared."""
        return next((f.route for f in self.settings.filing if tier in f.tiers or not f.tiers), "")

    def choices(self, field: Field) -> tuple[str, ...]:
        """Return the words that `field` allows, () where it is free."""
        return self.tables[field.codes] if field.codes else field.choices

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


def _decimal(figure: Fraction) -> Decimal:
    return Decimal(figure.numerator) / Decimal(figure.denominator)
