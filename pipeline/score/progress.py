"""P: the progress value of an open item, from the period's own return (rubric §2, tasks)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from pipeline.cells import plain
from pipeline.model import Finding
from pipeline.score.context import ONE, ZERO, plain_number
from pipeline.workdays import add_months

if TYPE_CHECKING:
    from pipeline.model import Item, Where
    from pipeline.score.context import Context


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress value of an item, 0..1: why, and the cell."""

    value: Fraction
    text: str
    where: Where


def progress(context: Context, item: Item) -> Progress:
    """Return the progress value of an open item in the period."""
    record = item.entries.get(context.period.id)
    if record is None:
        return _absent(context, item)
    where, typed = record.at("progress"), record.text("progress")
    if item.completed_in == context.period.id:
        return Progress(ONE, "本月完成", where)
    if not typed:
        return Progress(ZERO, "没有填", where)
    not_yet = context.config.rubric.items.not_yet
    if plain(typed) == plain(not_yet):
        return Progress(ONE, not_yet, where)
    return _typed(context, item, typed, where)


def _typed(context: Context, item: Item, typed: str, where: Where) -> Progress:
    """Return the value of what was typed: halved if stale, halved if a milestone was to be named."""
    rules = context.config.rubric.items
    value, words = ONE, []
    reason = _stale(context, item, typed)
    if reason:
        value *= rules.stale.keeps
        words.append(reason)
        header = context.config.ledgers[item.ledger].field("progress").header
        said = {"header": header, "typed": typed, "reason": reason}
        context.said.append(Finding("progress-stale", where, item.unit, said))
    if _milestone_wanted(context, item):
        value *= rules.milestone_missing_keeps
        words.append("时限在两个月以后而没有写近期节点")
        place = item.entries[context.period.id].at("milestone")
        context.said.append(Finding("milestone-due", place, item.unit, {"item": item.name}))
    text = f"{'；'.join(words)}，按 {plain_number(value)} 计" if words else "已填写"
    return Progress(value, text, where)


def _absent(context: Context, item: Item) -> Progress:
    """Return why an open item has no row in this return, and the place that shows it."""
    entry = context.entry(item.ledger)
    returned = entry.counted if entry else None
    for row in returned.set_aside if returned else ():
        if row.number == item.number:
            return Progress(ZERO, "这一行有须改正的地方，暂不计", row.at("progress"))
    why = "选了零报告" if returned and returned.nil else "表里没有这一行"
    return Progress(ZERO, why, context.sheet_place(context.config.ledgers[item.ledger]))


def _stale(context: Context, item: Item, typed: str) -> str:
    """Return why the progress is stale, "" if it is fresh."""
    rules = context.config.rubric.items.stale
    earlier = [period for period in item.entries if period < context.period.id]
    last = item.entries[max(earlier)].text("progress") if earlier else ""
    if last and likeness(plain(typed), plain(last)) >= rules.alike:
        return "和上月写的几乎一样"
    if len(typed.strip()) < rules.shorter_than:
        return f"不足 {rules.shorter_than} 个字"
    if any(plain(phrase) == plain(typed) for phrase in rules.phrases):
        return "没有说明做了什么"
    return ""


def likeness(one: str, other: str) -> Fraction:
    """Return how alike two texts are, 0..1: the share of characters that stay when one becomes the other."""
    whole = len(one) + len(other)
    return Fraction(whole - Indel.distance(one, other), whole) if whole else ONE


def _milestone_wanted(context: Context, item: Item) -> bool:
    """Tell whether a milestone inside the next two months is to be named, and is not.

    One that was reached in this period still counts: a row has one place for a milestone.
    """
    period = context.period
    horizon = add_months(period.last, context.config.rubric.items.milestone_months)
    deadline = item.deadline(context.config.deadline_day(period))
    if deadline is None or deadline <= horizon:
        return False
    return not any(
        each.done_in == period.id or (not each.done_in and period.last < each.due <= horizon)
        for each in item.milestones
    )
