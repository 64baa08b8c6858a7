"""One task split into several: items of one unit and ledger whose names say nearly the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.cells import plain
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.guards.watch import Watch
    from pipeline.model import Item

NUMERALS = re.compile("[0-9〇零一二三四五六七八九十百两]+")


def items_alike(watch: Watch) -> Iterator[Finding]:
    """Yield each group of near-equal items to which one was added in this period."""
    for unit in watch.reporting():
        for ledger, items in watch.carried(unit.id):
            if ledger.guards(ledger.key) or ledger.lines:
                continue
            for group in _groups(watch, items):
                if not any(item.registered == watch.period.id for item in group):
                    continue
                first, *others = (item.latest.at(ledger.key) for item in group)
                context = {
                    "unit_name": unit.name, "count": str(len(group)), "text": group[0].name,
                    "numbers": "、".join(item.number for item in group),
                }  # fmt: skip
                yield Finding("items-alike", first, unit.id, context, tuple(others))


def _groups(watch: Watch, items: Sequence[Item]) -> list[list[Item]]:
    """Return the groups of two or more that hang together by likeness, in the order of their numbers."""
    groups: list[list[Item]] = []
    for item in sorted(items, key=lambda each: each.number):
        near = [group for group in groups if any(_alike(watch, item, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(other for group in near for other in group), item])
    return [sorted(group, key=lambda each: each.number) for group in groups if len(group) > 1]


def _alike(watch: Watch, item: Item, other: Item) -> bool:
    """Tell whether two names are near-equal, or equal but for numbers and classes (七年级1班, 七年级2班)."""
    rules, one, two = watch.rules.split, plain(item.name), plain(other.name)
    if min(len(one), len(two)) < rules.shortest:
        return False
    return NUMERALS.sub("", one) == NUMERALS.sub("", two) or fuzz.ratio(one, two) >= rules.alike
