"""Which file counts for which ledger, and what became of every file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.intake.arrived import COUNTS, IN_TIME, SET_ASIDE
from pipeline.model import FileFate, LedgerIntake, LedgerState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.config import Config, Period
    from pipeline.intake.arrived import Arrived
    from pipeline.ledger import Ledger
    from pipeline.model import LedgerReturn

Counted = dict[str, "Arrived | None"]
"""The file that counts, by ledger."""


@dataclass(frozen=True, slots=True)
class Window:
    """A period's deadline, and until when what was sent back may come again in time."""

    deadline: datetime
    correction: datetime


def window_of(config: Config, period: Period) -> Window:
    """Return the window of `period` (rubric §2: sent back, and again within two working days)."""
    last = config.workdays.add(config.deadline_day(period), config.rubric.discipline.sent_back_days)
    return Window(config.deadline(period), datetime.combine(last + timedelta(days=1), datetime.min.time()))


def saying(ledger: str, usable: Sequence[Arrived]) -> list[Arrived]:
    """Return the files in which the ledger says something, oldest first.

    A sheet left as it was handed out speaks only where no other does: three people fill three sheets.
    """
    found = sorted((a for a in usable if a.said(ledger)), key=lambda a: a.order)
    return [a for a in found if a.brings_news(ledger)] or found


def counted_file(ledger: str, usable: Sequence[Arrived], window: Window) -> Arrived | None:
    """Return the file that counts for `ledger`: the newest in time; after that only what may replace it.

    It may where nothing came before, where it corrects in time what must be put right, or by decision.
    """
    taken: Arrived | None = None
    for each in saying(ledger, usable):
        in_time = each.arrived <= window.deadline
        corrects = taken is not None and taken.faulty(ledger) and each.arrived <= window.correction
        if taken is None or in_time or corrects or each.verdict in {COUNTS, IN_TIME}:
            taken = each
    return taken


def ledger_intakes(duties: Sequence[Ledger], counted: Counted) -> dict[str, LedgerIntake]:
    """Return the state of each ledger that is a duty."""
    states = {each.id: _state(each, counted[each.id]) for each in duties}
    for each in duties:
        other = states.get(each.nil_by)
        answered = other is not None and other.state is LedgerState.NIL and other.counted is not None
        if other and other.counted and answered and states[each.id].state is LedgerState.MISSING:
            # 八清理自查 without a problem speaks for the problems too: nobody answers twice
            returned = replace(other.counted, ledger=each.id, records=(), set_aside=())
            states[each.id] = replace(other, rows=0, counted=returned)
    return states


def _state(ledger: Ledger, counted: Arrived | None) -> LedgerIntake:
    returned = counted.said(ledger.id) if counted else None
    if counted is None or returned is None:
        return LedgerIntake(LedgerState.MISSING)
    rows = len(returned.records) + len(returned.set_aside)
    state = LedgerState.NIL if returned.nil else LedgerState.RETURNED
    return LedgerIntake(state, counted.submission.file, rows, returned, counted.arrived)


def fate_of(each: Arrived, counted: Mapping[str, Arrived | None], period: Period) -> FileFate:
    """Return what became of one file of the unit."""
    ledgers = tuple(d for d, c in counted.items() if c is not None and c.order == each.order)
    waiting = each.usable(period) and any(_waits(each, d, c) for d, c in counted.items())
    return FileFate(
        each.submission.file, each.arrived, ledgers, _reason(each, ledgers, period, waiting=waiting), waiting
    )


def _waits(each: Arrived, ledger: str, counted: Arrived | None) -> bool:
    """Tell whether the file says of `ledger` something newer than what counts, and different."""
    said, held = each.said(ledger), counted.said(ledger) if counted else None
    if counted is None or said is None or held is None or not each.brings_news(ledger):
        return False
    return counted.order < each.order and _content(said) != _content(held)


def _content(returned: LedgerReturn) -> object:
    rows = [dict(r.values) for r in returned.records]
    return returned.nil, rows, [dict(r.typed) for r in returned.set_aside]


def _reason(each: Arrived, ledgers: tuple[str, ...], period: Period, *, waiting: bool) -> str:
    """Return why the file does not count, or not wholly; "" where it does."""
    if waiting:
        return "只计入了先前没报的表，改动的部分待办公室审核" if ledgers else "截止后发来，待办公室审核"
    reasons = (
        (not each.is_return, "是打开表格时的临时文件"),
        (each.verdict == SET_ASIDE, "办公室决定不计"),
        (not each.submission.readable, "读不了，已请重发"),
        (not each.usable(period), "是其他月份的填报表"),
        (bool(ledgers), ""),
        (any(r.started for r in each.submission.returns.values()), "已被新件替换"),
    )
    return next((words for holds, words in reasons if holds), "没有填内容")
