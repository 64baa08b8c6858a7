"""D and P: what is judged in a period, and the progress of what is open (rubric §2, tasks)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.cells import plain
from pipeline.model import Because, Finding, Where, chinese_day
from pipeline.score.context import ONE, ZERO, Part, missing_line
from pipeline.standing import is_finished, is_open
from pipeline.workdays import add_months

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pipeline.config import Config, Period
    from pipeline.model import Decision, Item, Milestone, Record
    from pipeline.rubric import Tasks
    from pipeline.score.context import Context

RULE = "细则§2 事项类"


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
    """What judging needs to know of an item or a milestone alike."""

    registered: str
    due: Callable[[date], date | None]
    done: date | None
    done_in: str
    where: Where


def score_tasks(context: Context, kind: Tasks, prefix: str, weight: Fraction) -> Part:
    """Return the lines of D and P out of `weight`."""
    ledgers = context.duties(kind.ledgers)
    if not ledgers:
        return Part(applies=False, why_not="不是本单位的任务")
    absent = context.missing(ledgers)
    if absent is not None:
        return Part((missing_line(context, absent, prefix, weight, RULE),))
    items = context.items(ledgers)
    if not items:
        place = context.sheet_place(ledgers[0])
        if kind.nothing_registered == "not_applicable":
            return Part(applies=False, why_not="零报告，没有事项", where_not=place)
        text = "今年还没有登记任何事项，按 0 分计"
        return Part((Because(f"{prefix}/无事项", text, ZERO, weight, place, RULE),))
    judged = [j for item in items for j in judge(context.config, context.period, item)]
    opened = [item for item in items if is_open(context.period, item)]
    if not judged and not opened:
        place = max(items, key=lambda i: i.number).latest.at("finished_on")
        text = "今年登记的事项都已办结，没有在办事项"
        return Part((Because(f"{prefix}/已办结", text, weight, weight, place, RULE),))
    share = context.config.rubric.items.judged_share if judged else ZERO
    share = share if opened else ONE
    lines = [*_judged_lines(prefix, judged, weight * share), *_open_lines(context, prefix, opened, weight * (1 - share))]
    return Part(tuple(lines))


def _judged_lines(prefix: str, judged: list[Judged], weight: Fraction) -> list[Because]:
    whole = sum(j.weight for j in judged)
    return [
        Because(
            f"{prefix}/{j.id}", j.text, weight * j.weight * j.credit / whole, weight * j.weight / whole, j.where, RULE
        )
        for j in judged
    ]


def _open_lines(context: Context, prefix: str, opened: list[Item], weight: Fraction) -> list[Because]:
    whole = sum(item.weight for item in opened)
    lines = []
    for item in opened:
        value, text, where = progress(context, item)
        points = weight * item.weight * value / whole
        name = f"{item.number}「{item.name}」本月进展：{text}"
        lines.append(
            Because(f"{prefix}/{item.number}/进展", name, points, weight * item.weight / whole, where, RULE)
        )
    return lines


def judge(config: Config, period: Period, item: Item) -> list[Judged]:
    """Return what of `item` is judged in `period`: itself, and its milestones unless it is completed."""
    found = []
    done_where = item.entries[item.completed_in].at("finished_on") if item.completed_in else None
    open_where = item.latest.at(config.ledgers[item.ledger].deadline)
    deed = Deed(item.registered, item.deadline, item.completed, item.completed_in, done_where or open_where)
    head = f"{item.number}「{item.name}」" + ("（重点，权重 2）" if item.weight > 1 else "")
    own = _judge_deed(config, period, item.excuses, deed, head)
    if own is not None:
        found.append(Judged(f"{item.number}/完成", own[1], own[0], item.weight, own[2]))
    if is_finished(period, item):
        return found
    for milestone in item.milestones:
        result = _judge_deed(config, period, item.excuses, _deed_of(milestone), f"{head}近期节点「{milestone.text}」")
        if result is not None:
            name = f"{item.number}/节点/{milestone.due:%Y%m%d}"
            found.append(Judged(name, result[1], result[0], item.weight, result[2]))
    return found


def _deed_of(milestone: Milestone) -> Deed:
    where = milestone.done_where or milestone.where
    return Deed(milestone.named_in, lambda _day: milestone.due, milestone.done, milestone.done_in, where)


def _judge_deed(
    config: Config, period: Period, excuses: tuple[Decision, ...], deed: Deed, head: str
) -> tuple[Fraction, str, Where] | None:
    """Return credit, words and place if the deed is judged in `period`; None if it is not."""
    excused = _excuse(config, period, excuses, deed)
    due = deed.due(config.deadline_day(period))
    limit = f"时限{chinese_day(due)}" if due else "没有时限"
    if deed.done_in == period.id and deed.done is not None:
        late = config.workdays.late(due, deed.done) if due else 0
        credit = credit_of(config, late)
        how = f"比{limit}晚 {late} 个工作日" if late else f"在{limit}之内"
        words = f"{head}{chinese_day(deed.done)}完成，{how}"
        if excused and credit < 1:
            return ONE, f"{words}，经批准属客观原因，不扣", excused.where
        return credit, words, deed.where
    if not overdue(config, period, deed):
        return None
    if excused:
        return ONE, f"{head}到期未完成，经批准属客观原因，不扣", excused.where
    judged_so_far = sum(overdue(config, p, deed) for p in config.upto(period))
    if judged_so_far > config.rubric.items.judged_periods:
        return None
    return ZERO, f"{head}{limit}已到，还没有完成", deed.where


def _excuse(config: Config, period: Period, excuses: tuple[Decision, ...], deed: Deed) -> Decision | None:
    """Return the decision that excuses the deed in `period`: once, in the first period of its span that judges it."""
    for each in excuses:
        used = any(overdue(config, p, deed) for p in config.upto(period) if p.id != period.id and each.covers(p.id))
        if each.covers(period.id) and not used:
            return each
    return None


def overdue(config: Config, period: Period, deed: Deed) -> bool:
    """Tell whether clause (b) judges the deed in `period`: past its deadline then, and not completed."""
    if deed.registered > period.id or (deed.done_in and deed.done_in <= period.id) or not period.scored:
        return False
    due = deed.due(config.deadline_day(period))
    return due is not None and due <= period.last


def credit_of(config: Config, late: int) -> Fraction:
    """Return the credit of what was done `late` working days after its deadline."""
    if not late:
        return ONE
    return next((step.credit for step in config.rubric.items.late if late <= step.days), ZERO)


def progress(context: Context, item: Item) -> tuple[Fraction, str, Where]:
    """Return the progress value of an open item in the period, why, and the cell."""
    rules = context.config.rubric.items
    record = item.entries.get(context.period.id)
    if record is None:
        return ZERO, *_absent(context, item)
    where = record.at("progress")
    text = record.text("progress")
    if item.completed_in == context.period.id:
        return ONE, "本月完成", where
    if not text:
        return ZERO, "没有填", where
    if plain(text) == plain(rules.not_yet):
        return ONE, rules.not_yet, where
    value, words = ONE, ["已填写"]
    reason = _stale(context, item, text)
    if reason:
        value *= rules.stale.keeps
        words = [f"{reason}，按一半计"]
        context.said.append(
            Finding("progress-stale", where, item.unit, {"header": "本月进展", "typed": text, "reason": reason})
        )
    if _milestone_due(context, item, record):
        value *= rules.milestone_missing_keeps
        words.append("时限在两个月以后而没有写近期节点，再按一半计" if reason else "时限在两个月以后而没有写近期节点，按一半计")
        place = record.at("milestone")
        context.said.append(Finding("milestone-due", place, item.unit, {"item": item.name}))
    return value, "；".join(words), where


def _absent(context: Context, item: Item) -> tuple[str, Where]:
    """Return why an open item has no row in this return, and the place that shows it."""
    entry = context.entry(item.ledger)
    returned = entry.counted if entry else None
    for row in returned.set_aside if returned else ():
        if row.number == item.number:
            return "这一行有须改正的地方，暂不计", row.at("progress")
    why = "选了零报告" if returned and returned.nil else "表里没有这一行"
    return why, context.sheet_place(context.config.ledgers[item.ledger])


def _stale(context: Context, item: Item, text: str) -> str:
    """Return why the progress is stale, "" if it is fresh."""
    rules = context.config.rubric.items.stale
    earlier = [p for p in item.entries if p < context.period.id]
    last = item.entries[max(earlier)].text("progress") if earlier else ""
    if last and Fraction(fuzz.ratio(plain(text), plain(last))) / 100 >= rules.alike:
        return "和上月写的几乎一样"
    if len(text.strip()) < rules.shorter_than:
        return f"不足 {rules.shorter_than} 个字"
    if any(plain(phrase) == plain(text) for phrase in rules.phrases):
        return "没有说明做了什么"
    return ""


def _milestone_due(context: Context, item: Item, record: Record) -> bool:
    """Tell whether a milestone inside the next two months is due to be named, and is not."""
    horizon = add_months(context.period.last, context.config.rubric.items.milestone_months)
    deadline = item.deadline(context.config.deadline_day(context.period))
    if deadline is None or deadline <= horizon:
        return False
    named = record.day("milestone_on")
    if named is None or not record.text("milestone") or named > horizon:
        return True
    closed = {m.due for m in item.milestones if m.done_in and m.done_in < context.period.id}
    return named in closed


def judged_share_of(context: Context, items: list[Item]) -> tuple[list[Judged], Fraction]:
    """Return what is judged of `items`, and D: the weighted mean credit (1 where nothing is judged)."""
    judged = [j for item in items for j in judge(context.config, context.period, item)]
    whole = sum(j.weight for j in judged)
    return judged, sum((j.credit * j.weight for j in judged), ZERO) / whole if whole else ONE
