"""事项编号: issued on first acceptance, stable for ever; known however they are typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.registers import Issued

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.ledger import Ledger
    from pipeline.model import Record
    from pipeline.roster import Unit

_LAST_FIGURES = re.compile(r"0*([0-9]+)$", re.ASCII)


class Numbers:
    """The numbers issued so far; issues the next one, and never the same twice."""

    def __init__(self, issued: Iterable[Issued]) -> None:
        """Begin with what the register holds."""
        self.issued: list[Issued] = []
        self._by_words: dict[tuple[str, str, str], str] = {}
        self._known: dict[str, Issued] = {}
        self._forms: dict[str, str] = {}
        self._counts: dict[tuple[str, str], int] = {}
        for each in issued:
            self._keep(each)

    def _keep(self, each: Issued) -> None:
        self.issued.append(each)
        self._by_words[each.ledger, each.unit, each.words] = each.number
        self._known[each.number] = each
        form = _form(each.number)
        self._forms[form] = "" if self._forms.get(form, each.number) != each.number else each.number
        key = (each.ledger, each.unit)
        self._counts[key] = max(self._counts.get(key, 0), int(each.number.rsplit("-", 1)[-1]))

    def meant(self, typed: str) -> str:
        """Return the number that is meant, whatever its width, spaces, dashes and zeros: 教务处 承诺—１."""
        if typed in self._known:
            return typed
        return self._forms.get(_form(typed)) or typed

    def belongs(self, number: str, ledger: str, unit: str) -> bool:
        """Tell whether `number` was issued to this unit's ledger."""
        found = self._known.get(number)
        return found is not None and (found.ledger, found.unit) == (ledger, unit)

    def issued_for(self, ledger: Ledger, unit: Unit, words: str) -> str:
        """Return the number of the row with these words, "" where there is none yet."""
        return self._by_words.get((ledger.id, unit.id, words), "")

    def of_words(self, ledger: Ledger, unit: Unit, words: str, period: str) -> str:
        """Return the number of the row with these words, issuing one where there is none yet."""
        found = self.issued_for(ledger, unit, words)
        if found:
            return found
        count = self._counts.get((ledger.id, unit.id), 0) + 1
        while (number := f"{unit.name}-{ledger.items}-{count:03d}") in self._known:
            count += 1
        self._keep(Issued(number, ledger.id, unit.id, words, period))
        return number


def words_of(ledger: Ledger, record: Record) -> str:
    """Return what a row without a number is matched by: its item's name and its owner, in normal form.

    Where nobody owns it, what tells its rows apart: the same story in another paper is another row.
    """
    return f"{plain(record.text(ledger.key))}|{plain(record.text(ledger.owner) if ledger.owner else _apart(ledger, record))}"


def issuing_words(ledger: Ledger, record: Record) -> str:
    """Return under what words a number is issued: the owner as typed, which no later roster changes."""
    owner = (
        record.typed.get(ledger.owner) or record.text(ledger.owner)
        if ledger.owner
        else _apart(ledger, record)
    )
    return f"{plain(record.text(ledger.key))}|{plain(owner)}"


def _apart(ledger: Ledger, record: Record) -> str:
    """Return what the declared rule `unique` tells rows apart by besides their name."""
    names = (
        name for rule in ledger.rules if rule.kind == "unique" for name in rule.fields if name != ledger.key
    )
    return "".join(record.text(name) for name in names)


def _form(number: str) -> str:
    """Return a number without what does not tell it from others: 教务处承诺1."""
    return _LAST_FIGURES.sub(r"\1", plain(number))
