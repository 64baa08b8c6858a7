"""The declared rules between cells: each breach is said at its cell, and that cell's value does not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.check.row import asking
from pipeline.ledger import AtMost, DateOrder, InsidePeriod, Needs, NotAfterReturn, Unique
from pipeline.model import Finding, chinese_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.check.place import Place
    from pipeline.ledger import Rule
    from pipeline.model import Record

Breach = tuple[str, str, dict[str, str]]
"""The field whose value does not count, the code, and its words."""


def apply_rules(place: Place, records: list[Record]) -> tuple[list[Record], list[Finding]]:
    """Return the records that still count after the ledger's rules, and the breaches.

    A value that breaks one rule is out of the reckoning of the next.
    """
    kept: list[Record] = []
    said: list[Finding] = []
    required = {f.name for f in place.ledger.fields if f.need == "required"}
    for record in records:
        left = record
        for rule in place.ledger.rules:
            for name, code, words in _breaches(place, rule, left):
                said.append(_say(place, record, name, code, words))
                left = replace(left, values={**left.values, name: None})
        if all(left.values[name] is not None for name in required):
            kept.append(left)
    said += [
        f for rule in place.ledger.rules if isinstance(rule, Unique) for f in _twice(place, rule, records)
    ]
    return kept, said


def _say(place: Place, record: Record, name: str, code: str, words: dict[str, str]) -> Finding:
    asked = asking(place.ledger.field(name), place.period)
    return Finding(
        code, record.at(name), record.unit, {**asked, "typed": record.typed.get(name, ""), **words}
    )


def _breaches(place: Place, rule: Rule, record: Record) -> Iterator[Breach]:
    match rule:
        case DateOrder():
            earlier, later = record.day(rule.earlier), record.day(rule.later)
            if earlier and later and later < earlier:
                other = {
                    "other": place.ledger.field(rule.earlier).header,
                    "other_typed": chinese_day(earlier),
                }
                yield rule.later, "date-order", other
        case NotAfterReturn():
            day = record.day(rule.field)
            if day and day > place.arrived.date():
                yield rule.field, "after-return", {"arrived": chinese_day(place.arrived)}
        case InsidePeriod():
            day = record.day(rule.field)
            if day and not place.period.first <= day <= place.period.last:
                period = place.period
                words = {
                    "first": chinese_day(period.first),
                    "last": chinese_day(period.last),
                    "period": period.name,
                }
                yield rule.field, "outside-period", words
        case AtMost():
            yield from _over(place, rule, record)
        case Needs():
            if record.values.get(rule.field) is not None and record.values.get(rule.also) is None:
                yield rule.field, "needs", {"other": place.ledger.field(rule.also).header}


def _over(place: Place, rule: AtMost, record: Record) -> Iterator[Breach]:
    limit = record.values.get(rule.limit)
    parts = [record.values.get(name) for name in rule.fields]
    numbers = [part for part in parts if isinstance(part, (int, Decimal)) and not isinstance(part, date)]
    if isinstance(limit, (int, Decimal)) and sum(numbers) > limit:
        headers = [place.ledger.field(name).header for name in rule.fields]
        words = {"other": place.ledger.field(rule.limit).header, "other_typed": str(limit)}
        if len(headers) > 1:
            words |= {"header": "、".join(headers), "typed": f"合计 {sum(numbers)}"}
        yield rule.fields[0], "over-limit", words


def _twice(place: Place, rule: Unique, records: list[Record]) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], Record] = {}
    for record in records:
        key = tuple(record.values.get(name) for name in rule.fields)
        if None in key:
            continue
        first = seen.setdefault(key, record)
        if first is not record:
            header = "、".join(place.ledger.field(name).header for name in rule.fields)
            context = {
                "header": header,
                "other_row": str(first.row),
                "typed": "、".join(str(part) for part in key),
            }
            yield Finding("twice", record.at(rule.fields[0]), record.unit, context)
