"""督办台账: what is overdue, unanswered or waiting, whose it is and since when (plan P12, P13)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.model import Concern, LedgerState, Timeliness, Where
from pipeline.standing import is_finished, is_given_up, milestone_term, milestone_words, term_of

if TYPE_CHECKING:
    from datetime import date

    from pipeline.config import Config, Period
    from pipeline.model import Item, Merged

OVERDUE, DEAD, UNSIGNED, UNANSWERED, MISSING = (
    "逾期未完成",
    "提请领导小组定",
    "整改未销号",
    "交办未落实",
    "未报",
)
INSTRUCTIONS = "supervision"
WITHHELD = "（略）"


def supervise(config: Config, period: Period, merged: Merged) -> tuple[Concern, ...]:
    """Return the period's concerns, the oldest first within each kind."""
    found = [
        *_missing(config, period, merged),
        *_items(config, period, merged),
        *_instructions(config, period, merged),
    ]
    order = [DEAD, OVERDUE, UNSIGNED, UNANSWERED, MISSING]
    return tuple(sorted(found, key=lambda c: (order.index(c.kind), -c.days, c.unit, c.number)))


def owner_shown(config: Config, concern: Concern) -> str:
    """Return who answers for it as everybody may read it: of a sensitive ledger nobody by name."""
    if not concern.owner or concern.ledger not in config.ledgers:
        return concern.owner
    ledger = config.ledgers[concern.ledger]
    return WITHHELD if ledger.guards(ledger.owner) else concern.owner


def _items(config: Config, period: Period, merged: Merged) -> list[Concern]:
    found = []
    for item in merged.items:
        deadline = item.deadline(config.deadline_day(period))
        if item.withdrawn is not None or deadline is None:
            continue
        if deadline > period.last:
            found += _milestones(config, period, item)
            continue
        days = (period.last - deadline).days
        ledger = config.ledgers[item.ledger]
        if not is_finished(period, item):
            kind = DEAD if is_given_up(config, period, term_of(item)) else OVERDUE
            found.append(_concern(config, item, kind, deadline, days))
        elif (
            any(f.name == "signed_off_on" for f in ledger.fields) and item.office.get("signed_off_on") is None
        ):
            found.append(_concern(config, item, UNSIGNED, deadline, days))
    return found


def _milestones(config: Config, period: Period, item: Item) -> list[Concern]:
    """Return the 近期节点 of an item not yet due that are no longer judged: the leading group decides (rubric §2)."""
    if is_finished(period, item):
        return []
    return [
        replace(
            _concern(config, item, DEAD, each.due, (period.last - each.due).days), where=item.latest.at("milestone_on"),
            text=f"{_item_words(config, item)}的{milestone_words(config, item, each)}",
        )
        for each in item.milestones if is_given_up(config, period, milestone_term(each))
    ]  # fmt: skip


def _item_words(config: Config, item: Item) -> str:
    ledger = config.ledgers[item.ledger]
    return f"（{ledger.title}一件）" if ledger.guards(ledger.key) else item.name


def _concern(config: Config, item: Item, kind: str, deadline: date, days: int) -> Concern:
    ledger = config.ledgers[item.ledger]
    owner = item.latest.text(ledger.owner) if ledger.owner else ""
    return Concern(
        kind,
        item.unit,
        item.ledger,
        item.number,
        _item_words(config, item),
        owner,
        deadline,
        days,
        item.latest.at(ledger.deadline),
    )


def _missing(config: Config, period: Period, merged: Merged) -> list[Concern]:
    found = []
    day = config.deadline_day(period)
    for unit_id, intake in merged.intake.units.items():
        unit = config.unit(unit_id)
        if intake.timeliness is Timeliness.EXCUSED:
            continue
        if intake.timeliness is Timeliness.MISSING:
            place = Where("_register/received.csv")
            found.append(Concern(MISSING, unit_id, "", "", "整份填报表", unit.head, day, 0, place))
            continue
        for ledger_id, entry in intake.ledgers.items():
            ledger = config.ledgers[ledger_id]
            if (
                entry.state is LedgerState.MISSING
                and ledger.owed
                and intake.timeliness is not Timeliness.WAITING
            ):
                place = Where(next((f.file for f in intake.files if f.counted_for), ""), ledger.title)
                found.append(Concern(MISSING, unit_id, ledger_id, "", ledger.title, unit.head, day, 0, place))
    return found


def _instructions(config: Config, period: Period, merged: Merged) -> list[Concern]:
    """Return what the head, the meetings and inspections asked for, and has no result yet (plan P12)."""
    rows = merged.records.get(INSTRUCTIONS, {})
    latest = {
        (row.text("subject"), plain(row.text("matter"))): row for each in sorted(rows) for row in rows[each]
    }  # what was handed out again continues the same matter
    found = []
    for row in latest.values():
        due = row.day("deadline")
        if row.text("result") or (due is not None and due > period.last):
            continue
        unit = config.find_unit(row.text("subject"))
        whose, head = (unit.id, unit.head) if unit else ("", "")
        days = (period.last - due).days if due else 0
        place, ledger = row.at("matter"), config.ledgers[INSTRUCTIONS]
        text = f"（{ledger.title}一件）" if ledger.guards("matter") else row.text("matter")
        found.append(Concern(UNANSWERED, whose, INSTRUCTIONS, "", text, head, due, days, place))
    return found
