"""移交: items given from one unit to another, from a period on (rubric §1; docs/decisions/0011)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.merge.decisions import incomplete
from pipeline.model import DecisionKind, Finding, Move

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.config import Config, Period
    from pipeline.model import Decision, Item


def begins_in(config: Config, decision: Decision) -> str:
    """Return the period from which a hand-over holds: what was handed in before it was approved stands."""
    later = (p for p in config.periods if p.id >= decision.first)
    return next((p.id for p in later if decision.approved <= config.deadline_day(p)), "")


def hand_over(
    config: Config, period: Period, items: Mapping[str, Item], decisions: Iterable[Decision]
) -> tuple[dict[str, Item], list[Finding]]:
    """Return the items that change hands in `period`, each with its move; and what could not be handed over.

    All hand-overs of a period happen at once: sections that turn in a ring give what they had, not what they get.
    """
    moved: dict[str, Item] = {}
    said: list[Finding] = []
    decisions = tuple(decisions)
    for each in decisions:
        if each.kind != DecisionKind.HAND_OVER or begins_in(config, each) != period.id:
            continue
        chosen, reasons = _chosen(config, period, items.values(), decisions, each)
        for item in chosen:
            if item.number in moved:
                reasons.append(f"「{item.number}」在{period.name}已经移交过一次")
                continue
            move = Move(period.id, each.unit, each.taker, each.where)
            moved[item.number] = replace(item, moves=(*item.moves, move))
        said += [incomplete(each, reason) for reason in reasons]
    return moved, said


def _chosen(
    config: Config, period: Period, items: Iterable[Item], decisions: Iterable[Decision], decision: Decision
) -> tuple[list[Item], list[str]]:
    """Return the open items that the decision names, and why it leaves others where they are."""
    withdrawn = {
        d.number for d in decisions
        if d.kind == DecisionKind.WITHDRAW and d.approved <= config.deadline_day(period)
    }  # fmt: skip
    named = [i for i in items if i.number == decision.number or not decision.number]
    own = [
        i for i in named
        if i.unit_in(period.id) == decision.unit and config.ledgers[i.ledger].carried
        and decision.target in {"", config.ledgers[i.ledger].title}
    ]  # fmt: skip
    opened = [i for i in own if i.completed is None and i.number not in withdrawn]
    if decision.number and named and not opened:
        return [], [f"「{decision.number}」在{period.name}不是该单位没有完成的事项，没有可移交的"]
    if not decision.number and not opened:
        return [], ["该单位没有未完成的事项可移交"]
    taker = config.unit(decision.taker)
    fills = {each.id for each in config.duties(taker, period)}
    refused: dict[str, list[str]] = {}
    for item in opened:
        if item.ledger not in fills:
            refused.setdefault(config.ledgers[item.ledger].title, []).append(item.number)
    reasons = [
        f"「{taker.name}」不报「{title}」，{'、'.join(numbers)}没有移交" for title, numbers in refused.items()
    ]
    return [item for item in opened if item.ledger in fills], reasons


def orphaned(config: Config, period: Period, items: Iterable[Item]) -> Iterator[Finding]:
    """Ask what becomes of open items whose unit is closed, or is no more in the next period."""
    following = config.after(period)
    left: dict[str, list[Item]] = {}
    for item in items:
        if (
            item.completed is not None
            or item.withdrawn is not None
            or not config.ledgers[item.ledger].carried
        ):
            continue
        for each in (period, following):
            unit = config.unit(item.unit_in(each.id)) if each else None
            if each and unit and unit.last_day and unit.last_day < each.first:
                left.setdefault(unit.id, []).append(item)
                break
    for unit_id, own in left.items():
        first, *others = sorted(own, key=lambda item: item.number)
        context = {
            "unit_name": config.unit(unit_id).name, "count": str(len(own)),
            "numbers": "、".join(item.number for item in (first, *others)),
        }  # fmt: skip
        also = tuple(item.latest.at("number") for item in others)
        yield Finding("items-orphaned", first.latest.at("number"), unit_id, context, also)
