"""Which file counts: per unit and ledger the three states, lateness, and why the rest does not count.

Design, decisions 5 and 6; rubric §2, 报送扣分.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.findings import severity
from pipeline.model import (
    FileFate,
    Finding,
    Intake,
    LedgerIntake,
    LedgerState,
    Severity,
    Timeliness,
    UnitIntake,
    Where,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import LedgerReturn, Submission
    from pipeline.roster import Unit

COUNTS, SET_ASIDE, IN_TIME = "计入", "不计", "按时"
VERDICTS = (COUNTS, SET_ASIDE, IN_TIME)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A checked workbook, when it came, and what the office decided on it."""

    submission: Submission
    arrived: datetime
    verdict: str = ""

    @property
    def order(self) -> tuple[datetime, str]:
        """Return what decides which is newer; equal moments go by name."""
        return self.arrived, self.submission.file

    def faulty(self, ledger: str) -> bool:
        """Tell whether something in this ledger's sheet must be put right."""
        returned = self.submission.returns.get(ledger)
        return returned is not None and any(
            f.where.sheet == returned.sheet and severity(f) is Severity.MUST for f in self.submission.findings
        )


@dataclass(frozen=True, slots=True)
class Window:
    """A period's deadline, and until when what was sent back may come again in time."""

    deadline: datetime
    correction: datetime


def build_intake(
    config: Config, period: Period, arrived: Sequence[Arrived], now: datetime, excused: frozenset[str] = frozenset()
) -> Intake:
    """Return the period's intake from everything that arrived for it; `excused` names units by id."""
    deadline = config.deadline(period)
    corrected = config.workdays.add(config.deadline_day(period), config.rubric.discipline.sent_back_days)
    window = Window(deadline, datetime.combine(corrected + timedelta(days=1), datetime.min.time()))
    units: dict[str, UnitIntake] = {}
    said: list[Finding] = []
    strays: list[FileFate] = []
    known = {u.id for u in config.units_in(period)}
    for each in sorted(arrived, key=lambda a: a.order):
        if each.submission.unit not in known or each.submission.period != period.id:
            strays.append(_stray(each, period))
        said += each.submission.findings if each.submission.unit not in known else ()
    for unit in config.units_in(period):
        own = [a for a in arrived if a.submission.unit == unit.id]
        intake, findings = _unit_intake(config, period, unit, own, window, now, unit.id in excused)
        units[unit.id] = intake
        said += findings
    said += [
        Finding("stray", Where(s.file)) for s in strays if s.reason == NOBODY
    ]  # a wrong month or an unreadable file has its own message
    return Intake(period.id, deadline, units, tuple(strays), tuple(said))


NOBODY = "看不出是哪个单位的"


def _stray(each: Arrived, period: Period) -> FileFate:
    if not each.submission.readable:
        reason = "读不了"
    elif each.submission.period != period.id and each.submission.unit:
        reason = "是其他月份的填报表"
    else:
        reason = NOBODY
    return FileFate(each.submission.file, each.arrived, (), reason, waits=True)


def _unit_intake(
    config: Config, period: Period, unit: Unit, own: Sequence[Arrived], window: Window, now: datetime, excused: bool
) -> tuple[UnitIntake, list[Finding]]:
    duties = config.duties(unit, period)
    usable = [a for a in own if a.submission.period == period.id and a.submission.readable]
    counted = {d.id: _counted(d.id, usable, window) for d in duties}
    ledgers = {d.id: _ledger_intake(d, counted[d.id]) for d in duties}
    _nil_by_another(duties, ledgers)
    due = window.deadline < now
    said = _gone_rows(config, unit, duties, usable, counted)
    first = [m for d in duties if (m := _first_moment(d.id, usable, own, window)) is not None]
    timeliness, days = _timeliness(config, period, first, window, excused=excused, due=due)
    fates = tuple(_fate(a, counted, window) for a in sorted(own, key=lambda a: a.order))
    for each in own:
        if not each.submission.readable or each.submission.period != period.id or each.order in {
            c.order for c in counted.values() if c
        }:
            said += each.submission.findings
    said += _arrival_findings(config, unit, fates, timeliness, days, max(first, default=None))
    if due and timeliness is not Timeliness.MISSING:
        said += [
            Finding(
                "ledger-missing", Where(own[-1].submission.file if own else "", d.title), unit.id,
                {"title": d.title, "nil_label": d.nil_label},
            )
            for d in duties if d.owed and ledgers[d.id].state is LedgerState.MISSING
        ]  # fmt: skip
    filler = next((c.submission.head.get("填表人", "") for c in counted.values() if c), "")
    intake = UnitIntake(
        unit.id, timeliness, max(first, default=None), days, ledgers, fates,
        sent_back=any(c.faulty(d) for d, c in counted.items() if c) or any(not a.submission.readable for a in own),
        filled_by=filler,
    )  # fmt: skip
    return intake, said


def _acceptable(ledger: str, usable: Sequence[Arrived]) -> list[Arrived]:
    """Return the files in which the ledger says something, oldest first; what the office set aside is out."""
    said = [
        a for a in usable
        if a.verdict != SET_ASIDE and (r := a.submission.returns.get(ledger)) is not None and r.started
    ]  # fmt: skip
    return sorted(said, key=lambda a: a.order)


def _counted(ledger: str, usable: Sequence[Arrived], window: Window) -> Arrived | None:
    """Return the file that counts for `ledger`: the newest in time; after that only what may replace it."""
    taken: Arrived | None = None
    for each in _acceptable(ledger, usable):
        in_time = each.arrived <= window.deadline
        corrects = taken is not None and taken.faulty(ledger) and each.arrived <= window.correction
        if taken is None or in_time or corrects or each.verdict in {COUNTS, IN_TIME}:
            taken = each
    return taken


def _first_moment(
    ledger: str, usable: Sequence[Arrived], own: Sequence[Arrived], window: Window
) -> datetime | None:
    """Return when the ledger first came: an unreadable file in time keeps its moment if mended in time."""
    files = _acceptable(ledger, usable)
    if not files:
        return None
    first = files[0]
    if any(f.verdict == IN_TIME for f in files):
        return min(first.arrived, window.deadline)
    unread = [a.arrived for a in own if not a.submission.readable and a.verdict != SET_ASIDE]
    if unread and min(unread) <= window.deadline < first.arrived <= window.correction:
        return min(unread)
    return first.arrived


def _ledger_intake(ledger: Ledger, counted: Arrived | None) -> LedgerIntake:
    if counted is None:
        return LedgerIntake(LedgerState.MISSING)
    returned: LedgerReturn = counted.submission.returns[ledger.id]
    rows = len(returned.records) + len(returned.set_aside)
    state = LedgerState.NIL if returned.nil else LedgerState.RETURNED
    return LedgerIntake(state, counted.submission.file, rows, returned, counted.arrived)


def _nil_by_another(duties: Sequence[Ledger], ledgers: dict[str, LedgerIntake]) -> None:
    """Take the nil mark of 八清理自查 for the problem ledger too: nobody answers twice."""
    for ledger in duties:
        other = ledgers.get(ledger.nil_by)
        missing = ledgers[ledger.id].state is LedgerState.MISSING
        if other and other.counted and other.state is LedgerState.NIL and missing:
            returned = replace(other.counted, ledger=ledger.id, records=(), set_aside=())
            ledgers[ledger.id] = replace(other, rows=0, counted=returned)


def _timeliness(
    config: Config, period: Period, first: Sequence[datetime], window: Window, *, excused: bool, due: bool
) -> tuple[Timeliness, int]:
    if excused:
        return Timeliness.EXCUSED, 0
    if not first:
        return (Timeliness.MISSING if due else Timeliness.WAITING), 0
    last = max(first)
    if last <= window.deadline:
        return Timeliness.IN_TIME, 0
    days = config.workdays.late(config.deadline_day(period), last.date())
    very = days > config.rubric.discipline.very_late_after
    return (Timeliness.VERY_LATE if very else Timeliness.LATE), days


def _fate(each: Arrived, counted: Mapping[str, Arrived | None], window: Window) -> FileFate:
    ledgers = tuple(d for d, c in counted.items() if c is not None and c.order == each.order)
    if ledgers:
        return FileFate(each.submission.file, each.arrived, ledgers)
    if not each.submission.readable:
        return FileFate(each.submission.file, each.arrived, (), "读不了，已请重发")
    if not any(r.started for r in each.submission.returns.values()):
        return FileFate(each.submission.file, each.arrived, (), "没有填内容")
    if each.verdict == SET_ASIDE:
        return FileFate(each.submission.file, each.arrived, (), "办公室决定不计")
    if each.arrived > window.deadline and any(c and c.order < each.order for c in counted.values()):
        return FileFate(each.submission.file, each.arrived, (), "截止后发来，待办公室审核", waits=True)
    return FileFate(each.submission.file, each.arrived, (), "已被新件替换")


def _arrival_findings(
    config: Config, unit: Unit, fates: Sequence[FileFate], timeliness: Timeliness, days: int, moment: datetime | None
) -> list[Finding]:
    said = []
    discipline = config.rubric.discipline
    if timeliness in {Timeliness.LATE, Timeliness.VERY_LATE} and config.category(unit).scored and moment:
        points = discipline.very_late if timeliness is Timeliness.VERY_LATE else discipline.late
        context = {
            "unit_name": unit.name, "arrived": f"{moment:%m月%d日 %H:%M}", "days": str(days), "points": str(points),
        }  # fmt: skip
        file = max((f for f in fates if f.counted_for), key=lambda f: f.arrived).file
        said.append(Finding("late", Where(file), unit.id, context))
    for fate in fates:
        if fate.waits:
            context = {"unit_name": unit.name, "arrived": f"{fate.arrived:%m月%d日 %H:%M}"}
            said.append(Finding("late-waits", Where(fate.file), unit.id, context))
    return said


def _gone_rows(
    config: Config, unit: Unit, duties: Sequence[Ledger], usable: Sequence[Arrived],
    counted: Mapping[str, Arrived | None],
) -> list[Finding]:  # fmt: skip
    """Ask about rows that stood in an older file and are gone from the one that counts."""
    said = []
    for ledger in duties:
        taken = counted[ledger.id]
        if taken is None or not ledger.key:
            continue
        returned = taken.submission.returns[ledger.id]
        kept = {r.text(ledger.key) for r in returned.records} | {r.typed.get(ledger.key, "") for r in returned.set_aside}
        seen: set[str] = set()
        for older in _acceptable(ledger.id, usable):
            if older.order >= taken.order:
                break
            for record in older.submission.returns[ledger.id].records:
                item = record.text(ledger.key)
                if item and item not in kept and item not in seen:
                    seen.add(item)
                    context = {"unit_name": unit.name, "title": ledger.title, "item": item}
                    said.append(Finding("rows-gone", record.at(ledger.key), unit.id, context))
    return said
