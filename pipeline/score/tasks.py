"""事项类: D over what is judged and P over what is open, line by line (rubric §2, tasks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Because
from pipeline.score.context import HUNDRED, ZERO, Part
from pipeline.score.judge import judge_items, judged_lines
from pipeline.score.progress import progress
from pipeline.standing import is_open, name_of

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.ledger import Ledger
    from pipeline.model import Item
    from pipeline.rubric import Tasks
    from pipeline.score.context import Context

RULE = "细则§2 事项类"


def score_tasks(context: Context, kind: Tasks, prefix: str) -> Part:
    """Return the lines of 0.7 D + 0.3 P; of P alone where nothing is judged."""
    ledgers = context.duties(kind.ledgers)
    if not ledgers:
        return Part(applies=False, why_not="不是本单位的任务")
    absent = context.missing(ledgers)
    if absent is not None:
        return Part((context.missing_line(absent, prefix, RULE),))
    registered = context.registered(ledgers)
    if not registered:
        return _nothing(context, kind, ledgers[0], prefix)
    items = context.items(ledgers)
    opened = [item for item in items if is_open(context.period, item)]
    if not opened:
        return Part((_all_closed(context, registered, prefix),))
    judged = judge_items(context, opened)
    share = context.config.rubric.items.judged_share if judged else ZERO
    lines = judged_lines(judged, prefix, HUNDRED * share, RULE)
    return Part((*lines, *_open_lines(context, opened, prefix, HUNDRED * (1 - share))))


def _all_closed(context: Context, registered: list[Item], prefix: str) -> Because:
    """Return the line of a unit that has nothing open: by its own last row, or by the last hand-over."""
    own = [item for item in registered if item.unit == context.unit.id]
    text = "今年登记的事项都已办结或撤销，没有在办事项"
    if own:
        place = max(own, key=lambda item: item.number).latest.at("finished_on")
    else:
        given = [move for item in registered for move in item.moves if move.giver == context.unit.id]
        place, text = max(given, key=lambda move: move.period).where, "今年登记的事项都已移交，没有在办事项"
    return Because(f"{prefix}/已办结", text, HUNDRED, HUNDRED, place, RULE)


def _nothing(context: Context, kind: Tasks, ledger: Ledger, prefix: str) -> Part:
    """Return what a unit gets that has registered nothing this year: 0, or 不适用 where declared so."""
    place = context.sheet_place(ledger)
    entry = context.entry(ledger.id)
    waiting = entry.counted.set_aside if entry and entry.counted else ()
    if waiting:
        text = "填的行都有须改正的地方，改好前按 0 分计"
        return Part((Because(f"{prefix}/待改", text, ZERO, HUNDRED, waiting[0].at(), RULE),))
    if kind.nothing_registered == "not_applicable":
        return Part(applies=False, why_not="零报告，没有事项", where_not=place)
    text = "今年还没有登记任何事项，按 0 分计"
    return Part((Because(f"{prefix}/无事项", text, ZERO, HUNDRED, place, RULE),))


def _open_lines(context: Context, opened: list[Item], prefix: str, points: Fraction) -> list[Because]:
    whole = sum(item.weight for item in opened)
    lines = []
    for item in opened:
        found = progress(context, item)
        share = points * item.weight / whole
        text = f"{name_of(context.config, item)}本月进展：{found.text}"
        identity = f"{prefix}/{item.number}/进展"
        lines.append(Because(identity, text, share * found.value, share, found.where, RULE))
    return lines
