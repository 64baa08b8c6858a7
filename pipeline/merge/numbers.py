"""事项编号: issued on first acceptance, stable for ever; a row without one is matched or asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.cells import plain
from pipeline.forms import NEW_ITEM
from pipeline.model import Finding
from pipeline.registers import Issued

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from pipeline.ledger import Ledger
    from pipeline.model import LedgerReturn, Record
    from pipeline.roster import Unit

NEAR = 85
"""From this likeness on (0–100) a row without a number is asked about instead of being a new item."""


class Numbers:
    """The numbers issued so far; issues the next one, and never the same twice."""

    def __init__(self, issued: Iterable[Issued]) -> None:
        """Begin with what the register holds."""
        self.issued: list[Issued] = list(issued)
        self._by_words = {(i.ledger, i.unit, i.words): i.number for i in self.issued}
        self._known = {i.number: i for i in self.issued}
        self._counts: dict[tuple[str, str], int] = {}
        for each in self.issued:
            key = (each.ledger, each.unit)
            self._counts[key] = max(self._counts.get(key, 0), int(each.number.rsplit("-", 1)[-1]))

    def belongs(self, number: str, ledger: str, unit: str) -> bool:
        """Tell whether `number` was issued to this unit's ledger."""
        found = self._known.get(number)
        return found is not None and (found.ledger, found.unit) == (ledger, unit)

    def of_words(self, ledger: Ledger, unit: Unit, words: str, period: str) -> str:
        """Return the number of the row with these words, issuing one where there is none yet."""
        key = (ledger.id, unit.id, words)
        if key not in self._by_words:
            count = self._counts.get(key[:2], 0) + 1
            number = f"{unit.name}-{ledger.items}-{count:03d}"
            self._counts[key[:2]] = count
            self._by_words[key] = number
            self._known[number] = Issued(number, ledger.id, unit.id, words, period)
            self.issued.append(self._known[number])
        return self._by_words[key]


def words_of(ledger: Ledger, record: Record) -> str:
    """Return what a row without a number is known by: its item's name and its owner, in normal form."""
    return f"{plain(record.text(ledger.key))}|{plain(record.text(ledger.owner)) if ledger.owner else ''}"


def number_rows(
    numbers: Numbers,
    ledger: Ledger,
    unit: Unit,
    returned: LedgerReturn,
    running: Mapping[str, Record],
    period: str,
    closed: Container[str] = (),
) -> tuple[list[Record], list[Finding]]:
    """Return the rows under their numbers, and what is to be asked; `running` are earlier items by number.

    `closed` are the numbers of items that were completed before: their words again are a new item.
    A row that is asked about waits: it is in no list, and counts nowhere twice.
    """
    kept: dict[str, Record] = {}
    said: list[Finding] = []
    given = {r.number for r in returned.records if r.number} | {
        r.number for r in returned.set_aside if r.number
    }
    earlier = {n: r for n, r in running.items() if n not in given}
    by_words = {words_of(ledger, record): number for number, record in earlier.items()}
    repeats: dict[str, int] = {}
    for record in returned.records:
        words = words_of(ledger, record)
        number = record.number
        if number and not numbers.belongs(number, ledger.id, unit.id):
            said.append(Finding("number-unknown", record.at("number"), unit.id, {"typed": number}))
            continue
        if not number and words in by_words:
            number = by_words.pop(words)
            earlier.pop(number)
            said.append(Finding("number-matched", record.at(ledger.key), unit.id, {"number": number}))
        elif not number:
            near = None if NEW_ITEM in record.text("note") else _near(ledger, record, earlier)
            if near:
                said.append(Finding("number-near", record.at(ledger.key), unit.id, {"number": near}))
                continue
            repeats[words] = repeats.get(words, 0) + 1
            distinct = words if repeats[words] == 1 else f"{words}#{repeats[words]}"
            number = numbers.of_words(ledger, unit, distinct, period)
            if number in closed:
                number = numbers.of_words(ledger, unit, f"{distinct}@{period}", period)
        if number in kept:
            context = {"typed": number, "other_row": str(kept[number].row)}
            said.append(Finding("number-twice", record.at("number"), unit.id, context))
            continue
        kept[number] = record.numbered(number)
    return list(kept.values()), said


def _near(ledger: Ledger, record: Record, earlier: Mapping[str, Record]) -> str:
    words = plain(record.text(ledger.key))
    best: Sequence[tuple[float, str]] = sorted(
        ((fuzz.ratio(words, plain(other.text(ledger.key))), number) for number, other in earlier.items()),
        reverse=True,
    )
    return best[0][1] if best and best[0][0] >= NEAR else ""
