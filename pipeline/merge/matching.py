"""Which item each row of a return means: by its number, else by its words; what is doubtful becomes a question.

A row that is asked about waits: it is in no list, and counts nowhere twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.cells import plain
from pipeline.forms import NEW_ITEM
from pipeline.merge.numbers import issuing_words, words_of
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.ledger import Ledger
    from pipeline.merge.numbers import Numbers
    from pipeline.model import LedgerReturn, Record
    from pipeline.roster import Unit

NEAR = 85
"""From this likeness on (0–100) a row is asked about instead of being a new item."""
FAR = 40
"""Below this likeness a row says something else than the item whose number it bears."""

NO_NUMBER = "没有事项编号"


@dataclass(frozen=True, slots=True)
class Gone:
    """An item that was handed over: the name of the unit whose it is now, and its latest row."""

    taker: str
    record: Record


@dataclass(frozen=True, slots=True)
class Shelf:
    """One unit's ledger before a period's return: by number the latest rows of its open items, and what is closed.

    `closed` were completed before: their words again are a new item. `gone` are another unit's now.
    """

    ledger: Ledger
    unit: Unit
    period: str
    running: Mapping[str, Record] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    gone: Mapping[str, Gone] = field(default_factory=dict)


def with_tidy_numbers(numbers: Numbers, rows: Iterable[Record]) -> tuple[tuple[Record, ...], list[Finding]]:
    """Return the rows with their numbers as they were issued, and each repair."""
    tidied: list[Record] = []
    said: list[Finding] = []
    for record in rows:
        number = numbers.meant(record.number) if record.number else ""
        if number != record.number:
            context = {"typed": record.number, "became": number}
            said.append(Finding("item-number-tidied", record.at("number"), record.unit, context))
        tidied.append(record.numbered(number))
    return tuple(tidied), said


def number_rows(numbers: Numbers, shelf: Shelf, returned: LedgerReturn) -> tuple[list[Record], list[Finding]]:
    """Return the rows under their numbers, and what is to be asked of them and of the others."""
    sheet = _Sheet(numbers, shelf, returned)
    for record in returned.records:
        number = sheet.number_of(record)
        if number in sheet.kept:
            sheet.say_twice(record, number)
        elif number:
            sheet.kept[number] = record.numbered(number)
    return list(sheet.kept.values()), sheet.said


class _Sheet:
    """One sheet while its rows are gone through; `free` are the open items whose number no row bears."""

    def __init__(self, numbers: Numbers, shelf: Shelf, returned: LedgerReturn) -> None:
        self.numbers, self.shelf, self.ledger = numbers, shelf, shelf.ledger
        self.kept: dict[str, Record] = {}
        self.said: list[Finding] = []
        self._bearers: dict[str, list[Record]] = {}
        for record in returned.records:
            if self._belongs(record.number):
                self._bearers.setdefault(record.number, []).append(record)
        given = {r.number for r in (*returned.records, *returned.set_aside) if r.number}
        self.free = {n: r for n, r in shelf.running.items() if n not in given}
        self._repeats: dict[str, int] = {}

    def number_of(self, record: Record) -> str:
        """Return the number under which a row counts, "" where it waits for an answer."""
        typed = record.number
        if typed in self.shelf.gone:
            return self._ask_moved(record, typed)
        if not self._belongs(typed):
            return self._by_words(record)
        keeper = self._keeper(typed)
        if record is not keeper:
            return self._by_words(record, keeper)
        self._compare(record)
        return typed

    def _belongs(self, number: str) -> bool:
        if not number or number in self.shelf.gone:
            return False
        own = number in self.shelf.running or number in self.shelf.closed
        return own or self.numbers.belongs(number, self.ledger.id, self.shelf.unit.id)

    def _keeper(self, number: str) -> Record:
        """Return the row that keeps the number: where several bear it, the one most like its item."""
        bearers, item = self._bearers[number], self.shelf.running.get(number)
        if item is None or len(bearers) == 1:
            return bearers[0]
        return max(
            bearers, key=lambda r: (words_of(self.ledger, r) == self._words(number), self._like(r, item))
        )

    def _words(self, number: str) -> str:
        return words_of(self.ledger, self.shelf.running[number])

    def _like(self, record: Record, other: Record) -> float:
        return fuzz.ratio(plain(record.text(self.ledger.key)), plain(other.text(self.ledger.key)))

    def _by_words(self, record: Record, keeper: Record | None = None) -> str:
        """Return the number of a row that has none, or one that is not its own; `keeper` bears the same one."""
        typed = record.number
        equal = self._equal(record)
        if len(equal) == 1:
            self.free.pop(equal[0])
            if typed:
                self._say("number-restored", record, "number", typed=typed, became=equal[0])
            else:
                self._say("number-matched", record, self.ledger.key, number=equal[0])
            return equal[0]
        is_new = not typed and NEW_ITEM in record.text("note")
        near = equal or ([] if is_new else self._near(record))
        if near:
            stated = f"的事项编号「{typed}」对不上" if typed else NO_NUMBER
            place = "number" if typed else self.ledger.key
            self._say("number-near", record, place, stated=stated, number="」「".join(near))
            return ""
        if keeper is not None:
            self.say_twice(record, typed)
            return ""
        if typed:
            self._say("number-unknown", record, "number", typed=typed)
            return ""
        return self._new(record, is_new=is_new)

    def _equal(self, record: Record) -> list[str]:
        """Return the open items that say the same: today, else when their number was issued."""
        words = words_of(self.ledger, record)
        found = [n for n in self.free if self._words(n) == words]
        issued = self.numbers.issued_for(self.ledger, self.shelf.unit, issuing_words(self.ledger, record))
        return found or [n for n in self.free if n == issued]

    def _near(self, record: Record) -> list[str]:
        best: Sequence[tuple[float, str]] = sorted(
            ((self._like(record, other), number) for number, other in self.free.items()), reverse=True
        )
        return [best[0][1]] if best and best[0][0] >= NEAR else []

    def _new(self, record: Record, *, is_new: bool) -> str:
        """Return the number of a row that says something new; what another row or unit says already is asked."""
        words = issuing_words(self.ledger, record)
        if not is_new:
            same = self._repeated(record, words)
            if same is not None:
                context = {"number": same.number, "other_row": str(same.row)}
                self._say("row-repeated", record, self.ledger.key, **context)
                return ""
            moved = [
                n for n, gone in self.shelf.gone.items()
                if words_of(self.ledger, gone.record) == words_of(self.ledger, record)
            ]  # fmt: skip
            if moved:
                return self._ask_moved(record, moved[0])
        self._repeats[words] = self._repeats.get(words, 0) + 1
        distinct = words if self._repeats[words] == 1 else f"{words}#{self._repeats[words]}"
        found = self.numbers.issued_for(self.ledger, self.shelf.unit, distinct)
        if found and (found in self.kept or self._is_taken(found)):
            distinct = f"{distinct}@{self.shelf.period}"
        return self.numbers.of_words(self.ledger, self.shelf.unit, distinct, self.shelf.period)

    def _repeated(self, record: Record, words: str) -> Record | None:
        """Return the row of this sheet that has a number and says the same, be it as its item first said it."""
        issued = self.numbers.issued_for(self.ledger, self.shelf.unit, words)
        if issued in self._bearers:
            return self._keeper(issued)
        bearers = (r for rows in self._bearers.values() for r in rows)
        own = words_of(self.ledger, record)
        return next((r for r in bearers if words_of(self.ledger, r) == own), None)

    def _is_taken(self, number: str) -> bool:
        return any(
            number in taken
            for taken in (self.shelf.running, self.shelf.closed, self.shelf.gone, self._bearers)
        )

    def _compare(self, record: Record) -> None:
        """Ask about a row whose words are another open item's than the one whose number it bears."""
        item = self.shelf.running.get(record.number)
        if item is None or self._like(record, item) >= FAR:
            return
        others = ((self._like(record, r), n) for n, r in self.shelf.running.items() if n != record.number)
        score, number = max(others, default=(0.0, ""))
        if score >= NEAR:
            self._say("number-words-differ", record, "number", typed=record.number, number=number)

    def _ask_moved(self, record: Record, number: str) -> str:
        place = "number" if record.number else self.ledger.key
        self._say("item-moved", record, place, number=number, taker=self.shelf.gone[number].taker)
        return ""

    def say_twice(self, record: Record, number: str) -> None:
        """Say that another row bears the row's number."""
        other = self.kept.get(number) or self._keeper(number)
        self._say("number-twice", record, "number", typed=number, other_row=str(other.row))

    def _say(self, code: str, record: Record, place: str, **context: str) -> None:
        self.said.append(Finding(code, record.at(place), self.shelf.unit.id, context))
