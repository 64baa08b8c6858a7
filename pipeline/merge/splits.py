"""One task that came back as several: an item has gone or is done, and new rows say parts of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.cells import plain
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.merge.matching import Shelf
    from pipeline.model import LedgerReturn, Record

ALIKE = 75
"""From this likeness of the shorter text to a part of the longer one (0–100) a row may be a part of an item."""
SHORTEST = 4
"""Fewer characters are a part of anything."""
SEVERAL = 2


def splits(shelf: Shelf, returned: LedgerReturn, rows: Iterable[Record]) -> Iterator[Finding]:
    """Ask the office about each open item that came to its end in this return while several new rows resemble it.

    `rows` are those that count, under their numbers; rows that wait for an answer may be its parts too.
    """
    ledger = shelf.ledger
    if ledger.lines:
        return
    by_number = {row.number: row for row in rows}
    continued = {row.row for number, row in by_number.items() if number in shelf.running}
    fresh = [row for row in returned.records if not row.number and row.row not in continued]
    waiting = {row.number for row in returned.set_aside}
    for number, item in shelf.running.items():
        row = by_number.get(number)
        if number in waiting or (row is not None and row.day("finished_on") is None):
            continue
        parts = [each for each in fresh if _is_part(each.text(ledger.key), item.text(ledger.key))]
        if len(parts) < SEVERAL:
            continue
        first, *others = parts
        context = {
            "unit_name": shelf.unit.name, "number": number, "item": item.text(ledger.key),
            "rows": "、".join(str(each.row) for each in parts),
            "fate": "这个月报了完成" if row is not None else "这个月没有再报",
        }  # fmt: skip
        also = tuple(each.at(ledger.key) for each in others)
        yield Finding("item-split", first.at(ledger.key), shelf.unit.id, context, also)


def _is_part(words: str, whole: str) -> bool:
    one, other = plain(words), plain(whole)
    return min(len(one), len(other)) >= SHORTEST and fuzz.partial_ratio(one, other) >= ALIKE
