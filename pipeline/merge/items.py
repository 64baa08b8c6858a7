"""Items folded over the periods: deadline, weight, completion, milestones, as the accepted returns say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.model import DecisionKind, Finding, Item, Milestone, chinese_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pipeline.config import Config
    from pipeline.ledger import Ledger
    from pipeline.model import Decision, Record


def begin_item(ledger: Ledger, record: Record) -> Item:
    """Return the item that a row registers."""
    deadline = record.day(ledger.deadline) if ledger.deadline else None
    item = Item(record.number, ledger.id, record.unit, record.text(ledger.key), record.period, deadline, {})
    return continue_item(item, record)


def continue_item(item: Item, record: Record) -> Item:
    """Return `item` with its row of one more period: the first completion stands, so do first dates."""
    done = record.day("finished_on")
    if item.completed is None and done is not None:
        item = replace(item, completed=done, completed_in=record.period)
    return replace(
        item, entries={**item.entries, record.period: record}, milestones=_milestones(item, record)
    )


def _same(milestone: Milestone, record: Record) -> bool:
    """Tell whether the row means this milestone: an open one by words or date, a reached one by both."""
    words = plain(milestone.text) == plain(record.text("milestone"))
    day = milestone.due == record.day("milestone_on")
    return (words and day) if milestone.done else (words or day)


def _milestones(item: Item, record: Record) -> tuple[Milestone, ...]:
    """Return the item's milestones after this row; the first date of each stands, and its first completion."""
    due, done = record.day("milestone_on"), record.day("milestone_done")
    if not record.text("milestone") or due is None:
        return item.milestones
    known = list(item.milestones)
    index = next((i for i, each in enumerate(known) if _same(each, record)), len(known))
    if index == len(known):
        known.append(Milestone(record.text("milestone"), due, record.period, record.at("milestone_on")))
    if known[index].done is None and done is not None:
        place = record.at("milestone_done")
        known[index] = replace(known[index], done=done, done_in=record.period, done_where=place)
    return tuple(known)


def changed_dates(ledger: Ledger, item: Item, record: Record, standing: date | None) -> list[Finding]:
    """Ask about dates that differ from those that stand."""
    said = []
    given = record.day(ledger.deadline) if ledger.deadline else None
    if given is not None and item.first_deadline is not None and given not in {item.first_deadline, standing}:
        context = {
            "header": ledger.field(ledger.deadline).header, "typed": chinese_day(given),
            "other_typed": chinese_day(standing or item.first_deadline),
        }  # fmt: skip
        said.append(Finding("deadline-changed", record.at(ledger.deadline), record.unit, context))
    due = record.day("milestone_on")
    for each in item.milestones:
        if due and each.due != due and _same(each, record):
            context = {
                "header": ledger.field("milestone_on").header, "typed": chinese_day(due),
                "other_typed": chinese_day(each.due),
            }  # fmt: skip
            said.append(Finding("milestone-changed", record.at("milestone_on"), record.unit, context))
    return said


def decided(item: Item, decisions: Iterable[Decision]) -> Item:
    """Return `item` as the decisions on it leave it; of two postponements of one day the later line holds."""
    own = (d for d in decisions if d.number == item.number and d.unit in item.owners)
    for each in sorted(own, key=lambda d: d.approved):
        if each.kind == DecisionKind.POSTPONE and each.new_deadline:
            earlier = tuple(p for p in item.postponed if p[0] != each.approved)
            item = replace(item, postponed=(*earlier, (each.approved, each.new_deadline, each.where)))
        elif each.kind == DecisionKind.WITHDRAW:
            item = replace(item, withdrawn=each.where)
        elif each.kind == DecisionKind.FOUND_FALSE:
            item = replace(item, found_false=each.where)
        elif each.kind == DecisionKind.WEIGH and each.weight:
            item = replace(item, weight=each.weight)
        elif each.kind == DecisionKind.SHARE:
            item = replace(item, share=each.share)
        elif each.kind == DecisionKind.EXCUSE:
            item = replace(item, excuses=(*item.excuses, each))
    return item


def ruled(
    config: Config, items: Mapping[str, Item], rulings: Iterable[Record]
) -> tuple[dict[str, Item], list[Finding]]:
    """Return the items with what only the office fills (核定得分, 销号日期 …), latest last; and what fits none."""
    result = dict(items)
    said: list[Finding] = []
    for record in rulings:
        ledger = config.ledgers[record.ledger]
        parent = config.ledgers[ledger.of]
        targets = _targets(config, result.values(), parent, ledger.key, record)
        if not targets:
            typed = "、".join(
                t for t in (record.text("subject"), record.text("number"), record.text(ledger.key)) if t
            )
            said.append(Finding("ruling-lost", record.at("subject"), context={"typed": typed}))
        given = {
            f.name: record.values[f.name]
            for f in parent.office_fields
            if record.values.get(f.name) is not None
        }
        for item in targets:
            places = {name: record.at(name) for name in given}
            result[item.number] = replace(
                item, office={**item.office, **given}, office_where={**item.office_where, **places}
            )
    return result, said


def _targets(config: Config, items: Iterable[Item], parent: Ledger, key: str, record: Record) -> list[Item]:
    number, name = record.text("number"), plain(record.text(key))
    unit = config.find_unit(record.text("subject"))
    if unit is None:
        return []
    if number:
        return [i for i in items if i.ledger == parent.id and i.number == number and unit.id in i.owners]
    own = [i for i in items if i.ledger == parent.id and i.unit_in(record.period) == unit.id]
    return [i for i in own if not name or plain(i.name) == name]
