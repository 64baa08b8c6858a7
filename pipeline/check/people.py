"""Who is meant by a name in a cell: one person or several, by name, alias, unit or title, as the roster has them.

Spellings that mean one person are repaired and recorded; a name of two people, or nearly a name of the roster, is
asked about and kept as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from pipeline.cells import Reading, plain, read_text, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.cells import Raw
    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.roster import Person, Unit

NEAR_LENGTH = 3
"""From this length on a name with one character other, more or less looks like another; 张三 and 张四 do not."""
PART_LENGTH = 2
"""主任 may stand for 副主任; one character stands for nothing."""
LONGEST = 60
"""A cell with more characters than this is no list of names."""

_BETWEEN = re.compile(r"[、，,;；/|]+(?![^（(]*[）)])")
_PERHAPS = re.compile(r"\s+|以及|[和与及](?![^（(]*[）)])")
_BRACKETED = re.compile(r"(.+?)\s*[（(\[【](.+)[）)\]】]")
_AND_OTHERS = re.compile(r"\s*等(?:\d*人|同志|老师)?$")
_POLITE = frozenset({"老师", "同志"})


@dataclass(frozen=True, slots=True)
class Meant:
    """One name of a cell: as typed, whom it may mean, as it is recorded; `like` is the name it looks like."""

    typed: str
    people: tuple[Person, ...] = ()
    written: str = ""
    like: str = ""

    @property
    def person(self) -> Person | None:
        """Return the one person that is meant, None where that is nobody or not certain."""
        return self.people[0] if len(self.people) == 1 else None


@dataclass(frozen=True, slots=True)
class Roll:
    """The roster in one period as one unit reads it: of two people of one name its own is meant.

    A workbook says the same names again and again: `_read` keeps what each cell's text was read as.
    """

    config: Config
    unit: Unit
    people: tuple[Person, ...]
    _forms: tuple[tuple[str, Person], ...] = field(init=False, repr=False, compare=False)
    _read: dict[str, list[Meant]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Bring every name and alias to the form that is compared."""
        forms = ((plain(word), person) for person in self.people for word in (person.name, *person.aliases))
        object.__setattr__(self, "_forms", tuple(forms))

    def names(self, text: str) -> list[Meant]:
        """Return the names in `text`, in order."""
        if text not in self._read:
            self._read[text] = self._names(text)
        return self._read[text]

    def _names(self, text: str) -> list[Meant]:
        whole = _AND_OTHERS.sub("", text.strip())
        if len(whole) > LONGEST:
            return []
        known = self._meant(whole)
        if known.people:
            return [known]
        parts = (part.strip() for part in _BETWEEN.split(whole))
        return [each for part in parts if part for each in self._apart(part)]

    def _apart(self, part: str) -> list[Meant]:
        """Return the names in a part that 和 or a space may join: 芦清和 is one, 芦清和和槐致用 are two."""
        cuts = [*((m.start(), m.end()) for m in _PERHAPS.finditer(part)), (len(part), len(part))]
        found: list[Meant] = []
        start = 0
        while start < len(part):
            ends = [(end, after) for end, after in cuts if end > start]
            tried = ((self._meant(part[start:end]), after) for end, after in reversed(ends))
            taken = next((each for each in tried if each[0].people), None)
            each, start = taken or (self._meant(part[start : ends[0][0]]), ends[0][1])
            found.append(each)
        return found if any(each.people for each in found) else [self._meant(part)]

    def _meant(self, text: str) -> Meant:
        found = self._called(text)
        if not found:
            found = self._described(text)
        chosen = self._own(found)
        if not chosen:
            return Meant(text, like=self._like(text))
        written = text
        if len(chosen) == 1 and self._own(self._called(chosen[0].name)) == chosen:
            written = chosen[0].name
        return Meant(text, chosen, written)

    def _called(self, word: str) -> tuple[Person, ...]:
        form = plain(word)
        return tuple(dict.fromkeys(person for known, person in self._forms if known == form))

    def _described(self, text: str) -> tuple[Person, ...]:
        """Return whom a name with a unit, a title or a subject means: 槐致用（教务处）, 槐致用主任, 教务处槐致用."""
        bracketed = _BRACKETED.fullmatch(text)
        if bracketed:
            named = self._called(bracketed[1])
            fitting = self._fitting(named, plain(bracketed[2]))
            elsewhere = any(plain(bracketed[2]) in map(plain, u.names) for u in self.config.units)
            return fitting or (() if elsewhere else named)
        form = plain(text)
        for person in self.people:
            name = plain(person.name)
            rest = form.removeprefix(name) if form.startswith(name) else form.removesuffix(name)
            if name and rest != form and (rest in _POLITE or self._fitting([person], rest)):
                return self._fitting(self._called(person.name), rest) or (person,)
        return ()

    def _fitting(self, people: Iterable[Person], hint: str) -> tuple[Person, ...]:
        """Return those whose unit, title or work `hint` names, whole words before parts of them."""
        given = [(p, [plain(word) for word in self._words(p) if word]) for p in people]
        whole = tuple(p for p, words in given if not _without(hint, words))
        part = len(hint) >= PART_LENGTH
        return whole or tuple(p for p, words in given if part and any(hint in word for word in words))

    def _words(self, person: Person) -> Iterator[str]:
        yield from (person.title, person.duty, person.tier)
        unit = self.config.find_unit(person.unit)
        yield from unit.names if unit else ()

    def _own(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """Return those of the unit, where there are none all; lines that follow on each other are one person."""
        found = tuple(people)
        return _persons(p for p in found if p.unit == self.unit.id) or _persons(found)

    def _like(self, text: str) -> str:
        """Return the one name of the roster that `text` is nearly, "" where none or several are."""
        bracketed = _BRACKETED.fullmatch(text)
        if bracketed and (named := self._called(bracketed[1])):
            unit = self.config.find_unit(named[0].unit)
            return f"{named[0].name}（{unit.name if unit else named[0].unit}）" if len(named) == 1 else ""
        form = plain(text)
        near = {person.name for known, person in self._forms if _nearly(form, known)}
        return near.pop() if len(near) == 1 else ""


def roll_of(config: Config, unit: Unit, period: Period) -> Roll:
    """Return the roster of `period` as `unit` reads it."""
    return Roll(config, unit, tuple(p for p in config.people if p.exists(period.first, period.last)))


def asks_roster(ledger: Ledger) -> bool:
    """Tell whether the ledger takes something from the roster, so that its owner must be found there."""
    return any(f.source and (f.source.startswith("person.") or f.source == "filing") for f in ledger.fields)


def read_people(roll: Roll, raw: Raw, *, asked: bool) -> Reading:
    """Return a cell with one or several names; `asked`: each must be in the roster (tier and title come from it)."""
    reading = read_text(raw)
    if reading.value is None:
        return reading
    typed = show(raw)
    names = roll.names(str(reading.value))
    if asked:
        for each in names:
            if len(each.people) > 1:
                return _shared(roll, each, reading, typed)
    for each in names:
        if each.like:
            return Reading(
                reading.value, "person-near", {"typed": typed, "suggestion": each.like, "who": each.typed}
            )
    if asked and not all(each.people for each in names or [Meant("")]):
        unknown = next((each.typed for each in names if not each.people), typed)
        return Reading(reading.value, "person-unknown", {"typed": typed, "who": unknown})
    if all(each.person for each in names) and any(each.written != each.typed for each in names):
        became = "、".join(each.written for each in names) + _others(str(reading.value))
        return Reading(became, "person-tidied", {"typed": typed, "became": became})
    return reading


def person_of(roll: Roll, name: str) -> Person | None:
    """Return the person whose tier and title a row takes: the first that the cell names."""
    names = roll.names(name)
    return names[0].person if names else None


def _shared(roll: Roll, meant: Meant, reading: Reading, typed: str) -> Reading:
    """Return the question which of several people of one name is meant."""
    units = {u.id: u.name for u in roll.config.units}
    example = f"{meant.people[0].name}（{units[meant.people[0].unit]}）"
    seen = dict.fromkeys(units[p.unit] for p in meant.people)
    if len(seen) == 1:
        aliases = [p.aliases[0] for p in meant.people if p.aliases]
        example = aliases[0] if aliases else example
    context = {
        "typed": typed, "who": meant.typed, "count": str(len(meant.people)), "units": "、".join(seen),
        "example": example,
    }  # fmt: skip
    return Reading(reading.value, "person-ambiguous", context)


def _others(text: str) -> str:
    found = _AND_OTHERS.search(text)
    return found[0] if found else ""


def _without(hint: str, words: Iterable[str]) -> str:
    """Return what is left of `hint` without `words`: nothing of 教务处主任 for the head of that office."""
    for word in sorted(words, key=len, reverse=True):
        hint = hint.replace(word, "")
    return hint


def _nearly(form: str, name: str) -> bool:
    alike = abs(len(form) - len(name)) <= 1 and min(len(form), len(name)) >= NEAR_LENGTH
    return alike and Levenshtein.distance(form, name, score_cutoff=1) == 1


def _persons(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once, by the latest line: who changes unit has lines whose days do not meet."""
    found: list[Person] = []
    for person in sorted(people, key=lambda p: (p.first_day is not None, p.first_day)):
        index = next((i for i, p in enumerate(found) if p.name == person.name and not p.overlaps(person)), -1)
        if index < 0:
            found.append(person)
        else:
            found[index] = person
    return tuple(found)
