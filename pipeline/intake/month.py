"""A period's returns brought together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.forms import HEAD_FILLER
from pipeline.intake.arrived import SET_ASIDE
from pipeline.intake.counting import Window, counted_file, decided_words, fate_of, ledger_intakes
from pipeline.intake.moments import moment_of_return, timeliness_of
from pipeline.intake.told import Case, findings_of
from pipeline.model import FileFate, Finding, Intake, Timeliness, UnitIntake, Where

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.intake.arrived import Arrived
    from pipeline.roster import Unit


OTHER_SCHOOL = "school-differs"


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
        own, again = _apart([a for a in arrived if a.submission.unit == unit.id])
        case = _decide(config, period, unit, own, now, excused)
        units[unit.id] = _intake_of(case, again)
        said += findings_of(case)
    strays = [a for a in arrived if a.submission.unit not in units]
    for each in strays:
        if each.verdict != SET_ASIDE:
            said += [*each.submission.findings, *_outsider(config, period, each)]
    fates = tuple(_stray(each) for each in strays)
    return Intake(period.id, config.deadline(period), units, fates, tuple(said))


def _apart(own: Sequence[Arrived]) -> tuple[list[Arrived], list[FileFate]]:
    """Return the files of different content, and what became of those that came again under another name."""
    first: dict[str, Arrived] = {}
    again: list[FileFate] = []
    for each in own:
        known = first.setdefault(each.submission.sha256 if each.is_return else each.submission.file, each)
        if known is not each:
            name = known.submission.file.split("/", 1)[-1]
            again.append(FileFate(each.submission.file, each.arrived, (), f"与《{name}》内容相同"))
    return list(first.values()), again


def _decide(
    config: Config, period: Period, unit: Unit, own: Sequence[Arrived], now: datetime, excused: frozenset[str]
) -> Case:
    window, duties = Window(config, period), config.duties(unit, period)
    usable = [a for a in own if a.usable(period)]
    counted = {d.id: counted_file(d.id, usable, window) for d in duties}
    moment, due = moment_of_return(duties, own, period, window), window.deadline < now
    timeliness, days = timeliness_of(config, period, duties, moment, due=due)
    if unit.id in excused:
        timeliness, days = Timeliness.EXCUSED, 0
    states = ledger_intakes(duties, counted)
    case = Case(config, period, unit, duties, own, counted, states, (), timeliness, days, moment, due)
    return replace(case, fates=[fate_of(a, counted, period, mended=case.is_mended(a)) for a in own])


def _intake_of(case: Case, again: Sequence[FileFate]) -> UnitIntake:
    counting = [(d, a) for d, a in case.counted.items() if a is not None]
    back = any(a.faulty(d) for d, a in counting) or any(case.stands(a) for a in case.own)
    filler = next((a.submission.head.get(HEAD_FILLER, "") for _, a in counting), "")
    return UnitIntake(
        case.unit.id,
        case.timeliness,
        case.moment,
        case.days,
        case.states,
        (*case.fates, *again),
        back,
        filler,
    )


def _outsider(config: Config, period: Period, each: Arrived) -> list[Finding]:
    """Say whose file it is that came for a period in which there is no such unit."""
    unit = config.find_unit(each.submission.unit)
    if unit is None:
        return []
    context = {"unit_name": unit.name, "period": period.name}
    return [Finding("stray", Where(each.submission.file), context=context)]


def _stray(each: Arrived) -> FileFate:
    reasons = (
        (not each.is_return, "是打开表格时的临时文件"),
        (each.verdict == SET_ASIDE, decided_words(each)),
        (any(f.code == OTHER_SCHOOL for f in each.submission.findings), "是别的学校的填报表"),
        (bool(each.submission.unit), "这个单位本期不在名册里"),
        (each.submission.readable, "看不出是哪个单位的"),
    )
    reason = next((words for holds, words in reasons if holds), "读不了")
    waits = each.is_return and each.verdict != SET_ASIDE
    return FileFate(each.submission.file, each.arrived, (), reason, waits)
