"""A period's returns brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.forms import HEAD_FILLER
from pipeline.intake.counting import counted_file, fate_of, ledger_intakes, window_of
from pipeline.intake.moments import moment_of_return, timeliness_of
from pipeline.intake.told import Case, findings_of
from pipeline.model import FileFate, Finding, Intake, Timeliness, UnitIntake, Where

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.intake.arrived import Arrived
    from pipeline.roster import Unit


def build_intake(
    config: Config,
    period: Period,
    arrived: Sequence[Arrived],
    now: datetime,
    excused: frozenset[str] = frozenset(),
) -> Intake:
    """Return the period's intake from everything that arrived for it; `excused` names units by id."""
    arrived = sorted(arrived, key=lambda a: a.order)
    units: dict[str, UnitIntake] = {}
    said: list[Finding] = []
    for unit in config.units_in(period):
        own = [a for a in arrived if a.submission.unit == unit.id]
        case = _decide(config, period, unit, own, now, excused)
        units[unit.id] = _intake_of(case)
        said += findings_of(case)
    strays = [a for a in arrived if a.submission.unit not in units]
    for each in strays:
        said += [*each.submission.findings, *_outsider(config, period, each)]
    fates = tuple(_stray(each) for each in strays)
    return Intake(period.id, config.deadline(period), units, fates, tuple(said))


def _decide(
    config: Config, period: Period, unit: Unit, own: Sequence[Arrived], now: datetime, excused: frozenset[str]
) -> Case:
    window, duties = window_of(config, period), config.duties(unit, period)
    usable = [a for a in own if a.usable(period)]
    counted = {d.id: counted_file(d.id, usable, window) for d in duties}
    moment, due = moment_of_return(duties, own, period, window), window.deadline < now
    timeliness, days = timeliness_of(config, period, duties, moment, due=due)
    if unit.id in excused:
        timeliness, days = Timeliness.EXCUSED, 0
    fates = [fate_of(a, counted, period) for a in own]
    states = ledger_intakes(duties, counted)
    return Case(config, period, unit, duties, own, counted, states, fates, timeliness, days, moment, due)


def _intake_of(case: Case) -> UnitIntake:
    counting = [(d, a) for d, a in case.counted.items() if a is not None]
    back = any(a.faulty(d) for d, a in counting) or any(case.stands(a) for a in case.own)
    filler = next((a.submission.head.get(HEAD_FILLER, "") for _, a in counting), "")
    return UnitIntake(
        case.unit.id, case.timeliness, case.moment, case.days, case.states, tuple(case.fates), back, filler
    )


def _outsider(config: Config, period: Period, each: Arrived) -> list[Finding]:
    """Say whose file it is that came for a period in which there is no such unit."""
    unit = config.find_unit(each.submission.unit)
    if unit is None:
        return []
    context = {"unit_name": unit.name, "period": period.name}
    return [Finding("stray", Where(each.submission.file), context=context)]


def _stray(each: Arrived) -> FileFate:
    if not each.is_return:
        reason = "是打开表格时的临时文件"
    elif each.submission.unit:
        reason = "这个单位本期不在名册里"
    elif each.submission.readable:
        reason = "看不出是哪个单位的"
    else:
        reason = "读不了"
    return FileFate(each.submission.file, each.arrived, (), reason, waits=each.is_return)
