"""Where an item stands in a period: open, judged, overdue, and the word for it (rubric §2, tasks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cells import plain

if TYPE_CHECKING:
    from pipeline.config import Config, Period
    from pipeline.model import Item

NOT_STARTED, RUNNING, DONE, OVERDUE = "未到启动时间", "推进中", "已完成", "逾期"


def is_open(period: Period, item: Item) -> bool:
    """Tell whether `item` is open in `period`: registered by then, not completed as of the period before."""
    registered = item.registered <= period.id and item.withdrawn is None
    return registered and (not item.completed_in or item.completed_in >= period.id)


def is_finished(period: Period, item: Item) -> bool:
    """Tell whether `item` is completed as of `period`."""
    return bool(item.completed_in) and item.completed_in <= period.id


def state_of(config: Config, period: Period, item: Item) -> str:
    """Return the item's state as of `period` (glossary: 未到启动时间 / 推进中 / 已完成 / 逾期)."""
    if is_finished(period, item):
        return DONE
    deadline = item.deadline(config.deadline_day(period))
    if deadline is not None and deadline <= period.last:
        return OVERDUE
    record = item.entries.get(period.id)
    not_yet = record is not None and plain(record.text("progress")) == plain(config.rubric.items.not_yet)
    return NOT_STARTED if not_yet else RUNNING


def name_of(config: Config, item: Item) -> str:
    """Return how lines that everybody reads name `item`: number and name, of a sensitive ledger the number alone."""
    return (
        f"{item.number}（略）" if config.ledgers[item.ledger].sensitive else f"{item.number}「{item.name}」"
    )
