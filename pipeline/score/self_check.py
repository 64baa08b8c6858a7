"""一问责八清理: the checklist answered, the problems judged, what others found (rubric §2, self-check)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import Because, LedgerState
from pipeline.score.context import ZERO, Part, missing_line
from pipeline.score.tasks import judged_share_of

if TYPE_CHECKING:
    from pipeline.ledger import Ledger
    from pipeline.model import Item
    from pipeline.rubric import SelfCheck
    from pipeline.score.context import Context

RULE = "细则§2 自查类"


def score_self_check(context: Context, kind: SelfCheck, prefix: str, weight: Fraction) -> Part:
    """Return the lines out of `weight`, held together to 0..weight."""
    ledgers = context.duties((kind.checklist, kind.problems))
    if kind.checklist not in {each.id for each in ledgers}:
        return Part(applies=False, why_not="不是本单位的任务")
    absent = context.missing(ledgers)
    if absent is not None:
        return Part((missing_line(context, absent, prefix, weight, RULE),))
    scale = weight / 100
    checklist = context.config.ledgers[kind.checklist]
    items = context.items(tuple(each for each in ledgers if each.id == kind.problems))
    lines = [
        _answered(context, kind, checklist, prefix, scale),
        *_problems(context, kind, items, prefix, scale),
        *_deductions(context, kind, items, prefix, scale),
    ]
    raw = sum((line.points for line in lines), ZERO)
    held = min(max(raw, ZERO), weight)
    if held != raw:
        place = context.sheet_place(checklist)
        lines.append(Because(f"{prefix}/封顶保底", "扣完为止，不计负分", held - raw, ZERO, place, RULE))
    return Part(tuple(lines))


def _answered(context: Context, kind: SelfCheck, checklist: Ledger, prefix: str, scale: Fraction) -> Because:
    whole = kind.answered * scale
    place = context.sheet_place(checklist)
    entry = context.entry(kind.checklist)
    if entry is not None and entry.state is LedgerState.NIL:
        text = f"自查：选了「{checklist.nil_label}」，各项都已回答"
        return Because(f"{prefix}/自查", text, whole, whole, place, RULE)
    line = checklist.lines[0]
    listed = context.config.code_tables()[line.codes]
    answered = {
        r.text(line.field)
        for r in (entry.counted.records if entry and entry.counted else ())
        if r.text(kind.found_field) or r.text(kind.applies_field) == "否"
    } & set(listed)
    text = f"自查：{len(listed)} 项里回答了 {len(answered)} 项"
    return Because(f"{prefix}/自查", text, whole * len(answered) / len(listed), whole, place, RULE)


def _problems(context: Context, kind: SelfCheck, items: list[Item], prefix: str, scale: Fraction) -> list[Because]:
    judged, _ = judged_share_of(context, items)
    whole = kind.judged * scale
    if not judged:
        ledger = context.config.ledgers[kind.problems]
        entry = context.entry(kind.problems)
        place = context.sheet_place(ledger if entry is not None else context.config.ledgers[kind.checklist])
        text = "问题整改：本月没有到期的问题"
        return [Because(f"{prefix}/整改", text, whole, whole, place, RULE)]
    weights = sum(j.weight for j in judged)
    return [
        Because(
            f"{prefix}/{j.id}", j.text, whole * j.weight * j.credit / weights, whole * j.weight / weights, j.where, RULE
        )
        for j in judged
    ]


def _deductions(context: Context, kind: SelfCheck, items: list[Item], prefix: str, scale: Fraction) -> list[Because]:
    lines = []
    for item in items:
        first = item.entries[item.registered]
        source = first.text(kind.source_field)
        if item.registered == context.period.id and source in kind.outside_sources:
            text = f"{item.number} 由{source}发现，不是自查发现的"
            place = first.at(kind.source_field)
            lines.append(Because(f"{prefix}/{item.number}/外部发现", text, -kind.outside * scale, ZERO, place, RULE))
        if _unsigned(context, kind, item):
            text = f"{item.number} 过了时限还没有销号"
            deadline = context.config.ledgers[item.ledger].deadline
            place = item.latest.at(deadline)
            lines.append(Because(f"{prefix}/{item.number}/未销号", text, -kind.unsigned * scale, ZERO, place, RULE))
    return lines


def _unsigned(context: Context, kind: SelfCheck, item: Item) -> bool:
    """Tell whether the problem is past its deadline, without 销号日期, and not excused."""
    deadline = item.deadline(context.config.deadline_day(context.period))
    if deadline is None or deadline > context.period.last or item.registered > context.period.id:
        return False
    excused = any(each.covers(context.period.id) for each in item.excuses)
    return item.office.get(kind.signed_field) is None and not excused


