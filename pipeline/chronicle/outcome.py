"""What became of an item by the cut-off: kept in time, kept late, outstanding, withdrawn, excused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import DecisionKind
from pipeline.standing import WITHDRAWN

if TYPE_CHECKING:
    from datetime import date

    from pipeline.chronicle.records import Records
    from pipeline.model import Item, Where

KEPT, LATE, NOT_DUE, OVERDUE, EXCUSED = "按时完成", "逾期完成", "未到期", "逾期未完成", "客观原因"
OUTCOMES = (KEPT, LATE, NOT_DUE, OVERDUE, EXCUSED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of OUTCOMES, the deadline that it is measured by, the day of completion, and where it is said."""

    word: str
    deadline: date | None
    completed: date | None
    where: Where


def outcome_of(records: Records, item: Item) -> Outcome:
    """Return what became of `item`, as the rubric sees it (§2, §3 R).

    In time is not a working day late, by the deadline in force when it was reported complete; a completion found
    false is none; an objective cause excuses what was not kept in time.
    """
    config = records.config
    deadline = records.deadline(item)
    where = item.latest.at(config.ledgers[item.ledger].deadline)
    if item.withdrawn is not None:
        return Outcome(WITHDRAWN, deadline, None, item.withdrawn)
    done = item.completed if item.completed is not None and item.completed <= records.cutoff else None
    if item.found_false is not None:
        done, where = None, item.found_false
    excuse = next((each for each in item.excuses if each.kind == DecisionKind.EXCUSE), None)
    if done is not None:
        then = item.deadline(config.deadline_day(config.period(item.completed_in)))
        where = item.entries[item.completed_in].at("finished_on")
        in_time = then is None or not config.workdays.late(then, done)
        if in_time or excuse is None:
            return Outcome(KEPT if in_time else LATE, then, done, where)
    if excuse is not None and item.found_false is None:
        return Outcome(EXCUSED, deadline, done, excuse.where)
    overdue = deadline is not None and deadline <= records.cutoff
    return Outcome(OVERDUE if overdue else NOT_DUE, deadline, None, where)
