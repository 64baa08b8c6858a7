"""R: what was promised and is done, what was found and is signed off, as of the cut-off (rubric §3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.annual.scope import is_excused
from pipeline.model import Because, chinese_day
from pipeline.score.context import HUNDRED, RUBRIC, ZERO, Part, plain_number
from pipeline.standing import name_of

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.annual.scope import Scope
    from pipeline.model import Item, Where
    from pipeline.yearly import Results

RULE = "细则§3 目标完成"


def score_results(scope: Scope, kind: Results, prefix: str) -> Part:
    """Return a line an item due by the cut-off and a line a problem; an empty half gives its points to the other."""
    due = [
        (item, day)
        for item in scope.items(kind.ledgers)
        if (day := scope.deadline(item)) and day <= scope.cutoff
    ]
    problems = scope.items(kind.problem_ledgers)
    if not due and not problems:
        return Part(applies=False, why_not="没有到期的事项，也没有登记的问题", where_not=RUBRIC)
    whole = (kind.items if due else ZERO) + (kind.problems if problems else ZERO)
    weights = sum(item.weight for item, _ in due)
    lines = [
        _item(scope, item, day, f"{prefix}/{item.number}/完成", kind.items * HUNDRED / whole * item.weight / weights)
        for item, day in due
    ]  # fmt: skip
    lines += [
        _problem(
            scope, kind, item, f"{prefix}/{item.number}/销号", kind.problems * HUNDRED / whole / len(problems)
        )
        for item in problems
    ]
    if not due or not problems:
        empty, rest, share = ("销号", "完成", kind.problems) if due else ("完成", "销号", kind.items)
        why = "没有登记的问题" if due else "没有到期的事项"
        text = f"{why}，{plain_number(share)} 分的份额并入{rest}"
        lines.append(Because(f"{prefix}/{empty}/不适用", text, ZERO, ZERO, RUBRIC, RULE))
    return Part(tuple(lines))


def _item(scope: Scope, item: Item, due: date, identity: str, points: Fraction) -> Because:
    done, words, place = _done(scope, item)
    heavy = f"（重点，权重 {item.weight}）" if item.weight > 1 else ""
    text = f"{name_of(scope.config, item)}{heavy}时限{chinese_day(due)}，{words}"
    return Because(identity, text, points if done else ZERO, points, place, RULE)


def _done(scope: Scope, item: Item) -> tuple[bool, str, Where]:
    """Return whether the item counts as completed by the cut-off, in what words, and where that stands."""
    if item.found_false is not None:
        return False, "报了完成，经批准认定抽查不实", item.found_false
    if item.completed is not None and item.completed <= scope.cutoff:
        return True, f"{chinese_day(item.completed)}完成", item.entries[item.completed_in].at("finished_on")
    if is_excused(item):
        return True, "经批准属客观原因，按完成计", item.excuses[0].where
    return False, "到基准日没有完成", item.latest.at(scope.config.ledgers[item.ledger].deadline)


def _problem(scope: Scope, kind: Results, item: Item, identity: str, points: Fraction) -> Because:
    signed = item.office.get(kind.signed_field)
    if isinstance(signed, date) and signed <= scope.cutoff:
        text = f"问题 {item.number}，{chinese_day(signed)}销号"
        return Because(identity, text, points, points, item.office_where[kind.signed_field], RULE)
    place = item.latest.at(scope.config.ledgers[item.ledger].deadline)
    return Because(identity, f"问题 {item.number} 到基准日没有销号", ZERO, points, place, RULE)
