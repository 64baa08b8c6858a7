"""一问责八清理: the checklist answered, the problems judged, what others found (rubric §2, self-check)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Because, LedgerState, total
from pipeline.score.context import HUNDRED, ZERO, Part
from pipeline.score.judge import judge_items, judged_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Item
    from pipeline.rubric import SelfCheck
    from pipeline.score.context import Context

RULE = "细则§2 自查类"


def score_self_check(context: Context, kind: SelfCheck, prefix: str) -> Part:
    """Return the lines of answers, problems and deductions, held together to 0..100."""
    ledgers = context.duties((kind.checklist, kind.problems))
    if kind.checklist not in {each.id for each in ledgers}:
        return Part(applies=False, why_not="不是本单位的任务")
    absent = context.missing(ledgers)
    if absent is not None:
        return Part((context.missing_line(absent, prefix, RULE),))
    items = context.items(tuple(each for each in ledgers if each.id == kind.problems))
    lines = [_answered(context, kind, prefix), *_problems(context, kind, items, prefix)]
    lines += [line for item in items for line in _deductions(context, kind, item, prefix)]
    raw = total(lines)
    held = min(max(raw, ZERO), HUNDRED)
    if held != raw:
        place = context.sheet_place(context.config.ledgers[kind.checklist])
        lines.append(Because(f"{prefix}/封顶保底", "扣完为止，不计负分", held - raw, ZERO, place, RULE))
    return Part(tuple(lines))


def _answered(context: Context, kind: SelfCheck, prefix: str) -> Because:
    """Return the line of the answers: each line by itself, or all by the one nil cell."""
    checklist = context.config.ledgers[kind.checklist]
    whole, place = kind.answered, context.sheet_place(checklist)
    entry = context.entry(kind.checklist)
    if entry is not None and entry.state is LedgerState.NIL:
        text = f"自查：选了「{checklist.nil_label}」，各项都已回答"
        return Because(f"{prefix}/自查", text, whole, whole, place, RULE)
    line = checklist.lines[0]
    listed = context.config.tables[line.codes]
    answered = {
        row.text(line.field)
        for row in (entry.counted.records if entry and entry.counted else ())
        if row.text(kind.found_field) or row.text(kind.applies_field) == "否"
    } & set(listed)
    text = f"自查：{len(listed)} 项里回答了 {len(answered)} 项"
    return Because(f"{prefix}/自查", text, whole * len(answered) / len(listed), whole, place, RULE)


def _problems(context: Context, kind: SelfCheck, items: Sequence[Item], prefix: str) -> list[Because]:
    judged = judge_items(context, items)
    if judged:
        return judged_lines(judged, prefix, kind.judged, RULE)
    ledger = kind.problems if context.entry(kind.problems) is not None else kind.checklist
    place = context.sheet_place(context.config.ledgers[ledger])
    text = "问题整改：本月没有到期的问题"
    return [Because(f"{prefix}/整改", text, kind.judged, kind.judged, place, RULE)]


def _deductions(context: Context, kind: SelfCheck, item: Item, prefix: str) -> Iterator[Because]:
    """Yield what a problem costs besides: found by others, in its first period; past its time, unsigned."""
    head = f"{prefix}/{item.number}"
    first = item.entries[item.registered]
    source = first.text(kind.source_field)
    if item.registered == context.period.id and source in kind.outside_sources:
        text = f"{item.number} 由{source}发现，不是自查发现的"
        yield Because(f"{head}/外部发现", text, -kind.outside, ZERO, first.at(kind.source_field), RULE)
    if _unsigned(context, kind, item):
        text = f"{item.number} 过了时限还没有销号"
        place = item.latest.at(context.config.ledgers[item.ledger].deadline)
        yield Because(f"{head}/未销号", text, -kind.unsigned, ZERO, place, RULE)


def _unsigned(context: Context, kind: SelfCheck, item: Item) -> bool:
    """Tell whether the problem is past its deadline, without 销号日期, and not excused."""
    deadline = item.deadline(context.config.deadline_day(context.period))
    if deadline is None or deadline > context.period.last or item.office.get(kind.signed_field) is not None:
        return False
    return not any(each.covers(context.period.id) for each in item.excuses)
