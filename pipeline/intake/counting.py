"""Which file counts for which ledger, and what became of every file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.intake.arrived import SET_ASIDE
from pipeline.model import FileFate, LedgerIntake, LedgerState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config, Period
    from pipeline.intake.arrived import Arrived
    from pipeline.ledger import Ledger
    from pipeline.model import LedgerReturn

Counted = dict[str, "Arrived | None"]
"""The file that counts, by ledger."""


@dataclass(frozen=True, slots=True)
class Window:
    """Until when a period's returns are in time (rubric §2, 报送扣分)."""

    config: Config
    period: Period

    @property
    def deadline(self) -> datetime:
        """Return the moment at which the returns are due."""
        return self.config.deadline(self.period)

    def until(self, each: Arrived) -> datetime:
        """Return until when a file that was sent back may come again: two working days, 24:00."""
        sent = each.sent.date() if each.sent else self.config.deadline_day(self.period)
        last = self.config.correction_day(self.period, sent)
        return datetime.combine(last + timedelta(days=1), datetime.min.time())


def saying(ledger: str, usable: Sequence[Arrived]) -> list[Arrived]:
    """Return the files in which the ledger says something, oldest first.

    A sheet left as it was handed out speaks only where no other does: three people fill three sheets.
    """
    found = sorted((a for a in usable if a.said(ledger)), key=lambda a: a.order)
    return [a for a in found if a.brings_news(ledger)] or found


def counted_file(ledger: str, usable: Sequence[Arrived], window: Window) -> Arrived | None:
    """Return the file that counts for `ledger`: the newest in time; after that only what may replace it.

    It may where nothing came before, where it corrects in time what was sent back, or by decision. What the
    office decided to count holds against everything that had arrived by then.
    """
    taken: Arrived | None = None
    for each in saying(ledger, usable):
        if taken is None or _replaces(each, taken, ledger, window):
            taken = each
    return taken


def _replaces(each: Arrived, taken: Arrived, ledger: str, window: Window) -> bool:
    if each.accepted:
        return not holds_against(taken, each)
    corrects = (taken.sent is not None or taken.faulty(ledger)) and each.arrived <= window.until(taken)
    return (each.arrived <= window.deadline or corrects) and not holds_against(taken, each)


def holds_against(taken: Arrived, other: Arrived) -> bool:
    """Tell whether the office chose `taken` knowing of `other`, or chose it later than that one."""
    if not taken.accepted or taken.decision is None:
        return False
    known = other.decision.decided if other.accepted and other.decision else other.arrived
    return taken.decision.decided > known if other.accepted else taken.decision.decided >= known


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


def fate_of(each: Arrived, counted: Counted, period: Period, *, mended: bool) -> FileFate:
    """Return what became of one file of the unit; `mended`: a whole return came after it."""
    ledgers = tuple(d for d, c in counted.items() if c is not None and c.order == each.order)
    doubtful = bool(each.doubt) and not mended
    changed = each.usable(period) and any(_waits(each, d, c) for d, c in counted.items())
    if doubtful:
        reason = f"{each.doubt}，待办公室审核"
    elif changed:
        reason = "只计入了先前没报的表，改动的部分待办公室审核" if ledgers else "截止后发来，待办公室审核"
    else:
        reason = _reason(each, counted, period)
    return FileFate(each.submission.file, each.arrived, ledgers, reason, doubtful or changed)


def _waits(each: Arrived, ledger: str, counted: Arrived | None) -> bool:
    """Tell whether the file says of `ledger` something newer than what counts, and different."""
    if counted is None or not each.brings_news(ledger) or holds_against(counted, each):
        return False
    return counted.order < each.order and differ(each, counted, ledger)


def differ(one: Arrived, other: Arrived, ledger: str) -> bool:
    """Tell whether two files say different things of `ledger`."""
    said, held = one.said(ledger), other.said(ledger)
    return said is not None and held is not None and _content(said) != _content(held)


def _content(returned: LedgerReturn) -> object:
    rows = [dict(r.values) for r in returned.records]
    return returned.nil, rows, [dict(r.typed) for r in returned.set_aside]


def decided_words(each: Arrived) -> str:
    """Return what the office decided on the file and why, as a reason; "" where it decided nothing."""
    if each.decision is None:
        return ""
    return f"办公室决定{each.verdict}" + (f"：{each.decision.reason}" if each.decision.reason else "")


def _reason(each: Arrived, counted: Counted, period: Period) -> str:
    """Return why the file does not count, or by whose word it does; "" where it simply does."""
    started = each.says_anything
    chosen = any(c is not None and holds_against(c, each) for c in counted.values())
    reasons = (
        (not each.is_return, "是打开表格时的临时文件"),
        (each.decision is not None and each.submission.readable, decided_words(each)),
        (each.verdict == SET_ASIDE, decided_words(each)),
        (not each.submission.readable, "读不了，已请重发"),
        (each.is_misplaced(period), "是其他月份的填报表，那个月的文件夹里也有"),
        (not each.usable(period) and not each.doubt, "是其他月份的填报表"),
        (any(c is not None and c.order == each.order for c in counted.values()), ""),
        (started and chosen, "办公室决定用另一份"),
        (started, "已被新件替换"),
    )
    return next((words for holds, words in reasons if holds), "没有填内容")
