"""From whom something is still missing, which step of the reminders has come, who was reminded already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.model import LedgerState, Reminder, Timeliness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.config import Config, Period, Step
    from pipeline.model import Intake, Record, UnitIntake
    from pipeline.roster import Unit

LEDGER = "reminders"


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit from which something is missing: `tables` where the rest came; `note` why its file says nothing."""

    unit: Unit
    tables: tuple[str, ...] = ()
    note: str = ""
    reminders: tuple[Reminder, ...] = ()

    @property
    def named(self) -> str:
        """Return the unit as a list names it: 团委（还缺表1、表6）."""
        return self.unit.name + (f"（{self.what}）" if self.what else "")

    @property
    def what(self) -> str:
        """Return what is missing of it or stands in its way, "" where nothing came."""
        return f"还缺{'、'.join(self.tables)}" if self.tables else self.note


@dataclass(frozen=True, slots=True)
class Standing:
    """How the reminders of a period stand: who owes, the step that has come and the next, None where there is none.

    `due` are those who owe and were not yet reminded at this step.
    """

    owing: tuple[Owing, ...]
    step: Step | None
    due: tuple[Owing, ...]
    next: Step | None


def standing(config: Config, period: Period, intake: Intake, now: datetime) -> Standing:
    """Return how the reminders of `period` stand at `now`."""
    owing = tuple(_owing(config, intake))
    steps = config.settings.reminders
    reached = _reached(config, period, now.date())
    step = steps[reached - 1] if reached else None
    due = tuple(
        each for each in owing if step and all(r.step != step.name for r in each.reminders)
    )  # fmt: skip
    return Standing(owing, step, due, steps[reached] if reached < len(steps) else None)


def day_of(config: Config, period: Period, step: Step) -> date:
    """Return the day on which `step` falls due: days before the deadline, working days after it."""
    deadline = config.deadline_day(period)
    return config.workdays.add(deadline, step.days) if step.days > 0 else deadline + timedelta(days=step.days)


def _reached(config: Config, period: Period, day: date) -> int:
    return sum(day_of(config, period, step) <= day for step in config.settings.reminders)


def _owing(config: Config, intake: Intake) -> Iterator[Owing]:
    for each in intake.units.values():
        unit = config.unit(each.unit)
        if each.timeliness in {Timeliness.WAITING, Timeliness.MISSING}:
            yield Owing(unit, note=_note(each), reminders=each.reminders)
        elif each.timeliness is not Timeliness.EXCUSED:
            tables = tuple(
                config.ledgers[name].table for name, entry in each.ledgers.items()
                if entry.state is LedgerState.MISSING and config.ledgers[name].owed
            )  # fmt: skip
            if tables:
                yield Owing(unit, tables, reminders=each.reminders)


def _note(intake: UnitIntake) -> str:
    """Return why what came of a unit does not count, "" where nothing came: it believes that it has returned."""
    last = max(intake.files, key=lambda f: f.arrived, default=None)
    return f"发来的《{PurePosixPath(last.file).name}》{last.reason}" if last else ""


def made(period: Period, standing: Standing, now: datetime) -> tuple[Reminder, ...]:
    """Return the reminders that the office makes by sending what is due now."""
    step = standing.step
    if step is None:
        return ()
    return tuple(
        Reminder(period.id, each.unit.id, step.name, step.way, _addressee(step, each.unit), now)
        for each in standing.due
    )


def _addressee(step: Step, unit: Unit) -> str:
    whom = {"工作群": "各单位负责人", "分管领导": unit.leader}
    return whom.get(step.to) or unit.head


def reminded(
    config: Config, intakes: Mapping[str, Intake], recorded: Iterable[Reminder]
) -> dict[str, Intake]:
    """Return the intakes with each unit's reminders, recorded or typed into 催报记录; one a day counts once."""
    known = {
        (r.period, r.unit, r.moment.date()): r for name in intakes for r in _typed(config, intakes[name])
    }
    known |= {(r.period, r.unit, r.moment.date()): r for r in recorded}
    made = sorted(known.values(), key=lambda r: r.moment)
    return {
        name: replace(
            intake,
            units={
                u: replace(each, reminders=tuple(r for r in made if (r.period, r.unit) == (name, u)))
                for u, each in intake.units.items()
            },
        )
        for name, intake in intakes.items()
    }


def _typed(config: Config, intake: Intake) -> Iterator[Reminder]:
    """Yield what the office typed into 催报记录, each under the step that had come by its day."""
    for row in intake.rows(LEDGER):
        unit, day = config.find_unit(row.text("subject")), row.day("reminded_on")
        if unit and day:
            yield _of_row(config, config.period(intake.period), row, unit, day)


def _of_row(config: Config, period: Period, row: Record, unit: Unit, day: date) -> Reminder:
    reached = _reached(config, period, day)
    step = config.settings.reminders[reached - 1].name if reached else ""
    moment = datetime.combine(day, datetime.min.time())
    return Reminder(period.id, unit.id, step, row.text("way"), row.text("addressee"), moment)
