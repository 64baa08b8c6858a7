"""D: what of an item is judged in a period, and with what credit (rubric §2, tasks)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Because, Finding, chinese_day
from pipeline.score.context import HUNDRED, ONE, ZERO, plain_number
from pipeline.standing import (
    is_finished,
    is_given_up,
    is_overdue,
    milestone_term,
    milestone_words,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from fractions import Fraction

    from pipeline.config import Config, Period
    from pipeline.model import Decision, Item, Where
    from pipeline.score.context import Context


@dataclass(frozen=True, slots=True)
class Judged:
    """An item or milestone judged in the period: its credit 0..1, its weight, and why."""

    id: str
    text: str
    credit: Fraction
    weight: int
    where: Where


@dataclass(frozen=True, slots=True)
class Deed:
    """What judging needs to know of an item or a milestone alike; `due` tells its deadline as of a day.

    `name` is what its unit calls it, `head` how a line that everybody reads begins. `where` is what the judgement stands
    on, `cell` where its day stands in the last return.
    """

    id: str
    name: str
    head: str
    registered: str
    due: Callable[[date], date | None]
    done: date | None
    done_in: str
    where: Where
    cell: Where
    found_false: Where | None = None


def judge_items(context: Context, items: Sequence[Item]) -> list[Judged]:
    """Return what of `items` is judged in the period; what is no longer judged is said to the office."""
    config, period = context.config, context.period
    for item in items:
        context.said.extend(
            Finding("three-periods", deed.cell, item.unit, {"item": deed.name})
            for deed in _deeds(config, period, item)
            if _given_up(config, period, deed)
        )
    return [judged for item in items for judged in judge(config, period, item)]


def judged_lines(judged: Sequence[Judged], prefix: str, points: Fraction, rule: str) -> list[Because]:
    """Return a line for each, together out of `points`: D is the weighted mean of the credits."""
    whole = sum(each.weight for each in judged)
    lines = []
    for each in judged:
        share = points * each.weight / whole
        lines.append(Because(f"{prefix}/{each.id}", each.text, share * each.credit, share, each.where, rule))
    return lines


def judge(config: Config, period: Period, item: Item) -> list[Judged]:
    """Return what of `item` is judged in `period`: itself, and its milestones unless it is completed."""
    found = (_judge_deed(config, period, item, deed) for deed in _deeds(config, period, item))
    return [each for each in found if each is not None]


def _deeds(config: Config, period: Period, item: Item) -> Iterator[Deed]:
    """Yield the item, then its milestones; its completion closes them."""
    head = name_of(config, item) + ("（重点，权重 2）" if item.weight > 1 else "")
    where = cell = item.latest.at(config.ledgers[item.ledger].deadline)
    if item.completed_in:
        where = item.entries[item.completed_in].at("finished_on")
    yield Deed(
        f"{item.number}/完成", item.name, head, item.registered, item.deadline, item.completed, item.completed_in, where,
        cell, item.found_false,
    )  # fmt: skip
    if is_finished(period, item):
        return
    days: Counter[date] = Counter()
    for each in item.milestones:
        words, term = milestone_words(config, item, each), milestone_term(each)
        days[each.due] += 1
        again = f"-{days[each.due]}" if days[each.due] > 1 else ""
        yield Deed(
            f"{item.number}/节点/{each.due:%Y%m%d}{again}", item.name + words, head + words, term.registered, term.due,
            each.done, term.done_in, each.done_where or each.where, item.latest.at("milestone_on"),
        )  # fmt: skip


def _judge_deed(config: Config, period: Period, item: Item, deed: Deed) -> Judged | None:
    """Return the deed's credit by clause (a), completed in the period, or (b), overdue; None by neither.

    A completion found false has no credit (rubric §5), and no objective cause excuses it.
    """
    if deed.done_in == period.id and deed.done is not None and deed.found_false is not None:
        words = f"报了{chinese_day(deed.done)}完成，经批准认定抽查不实，按 0 计"
        return Judged(deed.id, deed.head + words, ZERO, item.weight, deed.found_false)
    if deed.done_in == period.id and deed.done is not None:
        credit, words = _completed(config, deed.due(config.deadline_day(period)), deed.done)
    elif is_overdue(config, period, deed) and not _given_up(config, period, deed):
        due = deed.due(config.deadline_day(period))
        credit, words = ZERO, f"{_limit(due)}已到，还没有完成"
    else:
        return None
    excuse = _excuse(config, period, item.excuses, deed)
    if excuse is None or credit == ONE:
        return Judged(deed.id, deed.head + words, credit, item.weight, deed.where)
    return Judged(deed.id, f"{deed.head}{words}，经批准属客观原因，不扣", ONE, item.weight, excuse.where)


def _completed(config: Config, due: date | None, done: date) -> tuple[Fraction, str]:
    """Return credit and words of what was done on `done`, by the working days it came after `due`."""
    if due is None or done <= due:
        return ONE, f"{chinese_day(done)}完成，在{_limit(due)}之内"
    late = config.workdays.late(due, done)
    credit = credit_of(config, late)
    counted = "在宽限之内，不扣" if credit == ONE else f"按 {plain_number(credit * HUNDRED)}% 计"
    return credit, f"{chinese_day(done)}完成，比{_limit(due)}晚 {late} 个工作日，{counted}"


def _limit(due: date | None) -> str:
    return f"时限{chinese_day(due)}" if due else "没有时限"


def credit_of(config: Config, late: int) -> Fraction:
    """Return the credit of what was done `late` working days after its deadline."""
    if not late:
        return ONE
    return next((step.credit for step in config.rubric.items.late if late <= step.days), ZERO)


def _given_up(config: Config, period: Period, deed: Deed) -> bool:
    """Tell whether the deed is overdue and has been judged for as many periods as it may be."""
    return is_overdue(config, period, deed) and is_given_up(config, period, deed)


def _excuse(config: Config, period: Period, excuses: Sequence[Decision], deed: Deed) -> Decision | None:
    """Return the decision that excuses the deed in `period`: once, in the first period that can use one."""
    for each in config.upto(period):
        day = config.deadline_day(each)
        in_force = [d for d in excuses if d.covers(each.id) and d.approved <= day]
        if each.id == period.id:
            return in_force[0] if in_force else None
        if in_force and is_overdue(config, each, deed) and not _given_up(config, each, deed):
            return None
    return None
