"""Where an item stands in a period: open, judged, overdue, and the word for it (rubric §2, tasks)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.cells import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pipeline.config import Config, Period
    from pipeline.model import Item, Milestone

WITHDRAWN = "已撤销"
STATES = NOT_STARTED, RUNNING, DONE, OVERDUE = "未到启动时间", "推进中", "已完成", "逾期"


def is_open(period: Period, item: Item) -> bool:
    """Tell whether `item` is open in `period`: registered by then, not completed as of the period before."""
    registered = item.registered <= period.id and item.withdrawn is None
    return registered and (not item.completed_in or item.completed_in >= period.id)


def is_finished(period: Period, item: Item) -> bool:
    """Tell whether `item` is completed as of `period`."""
    return bool(item.completed_in) and item.completed_in <= period.id


class Due(Protocol):
    """What is due: a milestone or an item. `due` tells its deadline as of a day; "" in `done_in`: not done."""

    @property
    def registered(self) -> str:
        """Return the period in which it was registered."""

    @property
    def done_in(self) -> str:
        """Return the period in which it was reported complete."""

    @property
    def due(self) -> Callable[[date], date | None]:
        """Return its deadline as of a day."""


@dataclass(frozen=True, slots=True)
class Term:
    """An item as something that is due."""

    registered: str
    due: Callable[[date], date | None]
    done_in: str


def term_of(item: Item) -> Term:
    """Return the item as something that is due."""
    return Term(item.registered, item.deadline, item.completed_in)


def milestone_term(milestone: Milestone) -> Term:
    """Return a 近期节点 as something that is due: nothing postpones it."""
    return Term(milestone.named_in, lambda _day: milestone.due, milestone.done_in)


def milestone_words(config: Config, item: Item, milestone: Milestone) -> str:
    """Return how lines that everybody reads call a 近期节点 of `item`; of a sensitive ledger without its words."""
    sensitive = config.ledgers[item.ledger].guards("milestone")
    return "近期节点" if sensitive else f"近期节点「{milestone.text}」"


def is_overdue(config: Config, period: Period, term: Due) -> bool:
    """Tell whether it was past its deadline in the scored `period`, by the deadline of that time, and not done."""
    if term.registered > period.id or (term.done_in and term.done_in <= period.id) or not period.scored:
        return False
    due = term.due(config.deadline_day(period))
    return due is not None and due <= period.last


def is_given_up(config: Config, period: Period, term: Due) -> bool:
    """Tell whether it has been overdue in more periods than are judged: the leading group decides (rubric §2)."""
    periods = sum(is_overdue(config, each, term) for each in config.upto(period))
    return periods > config.rubric.items.judged_periods


def state_of(config: Config, period: Period, item: Item) -> str:
    """Return the item's state as of `period` (glossary: 未到启动时间 / 推进中 / 已完成 / 逾期), and 已撤销 once it was withdrawn."""
    if item.withdrawn is not None:
        return WITHDRAWN
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
    ledger = config.ledgers[item.ledger]
    return f"{item.number}（略）" if ledger.guards(ledger.key) else f"{item.number}「{item.name}」"
