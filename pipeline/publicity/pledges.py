"""The promises that are public: who, what, by when, and how far; of the tiers that the school publishes (plan P2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.chronicle.outcome import EXCUSED, outcome_of
from pipeline.chronicle.people import People
from pipeline.chronicle.records import Entry, Records
from pipeline.model import Timeliness, chinese_day, chinese_short_day
from pipeline.publicity.masking import public_text
from pipeline.standing import DONE, OVERDUE, RUNNING, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.config import Config
    from pipeline.config.settings import Publicity
    from pipeline.model import Item, Merged, Value
    from pipeline.roster import Person

UNTOLD = "本期未报进展"
"""The state of a promise whose unit's return does not count: nobody knows how far it is."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """A public promise: `who`, `title` and `post` by the roster, `matter` its first public column, `more` (header, text).

    `post` is the title with its unit: 教务处主任, beside 主任. `due` is "" where the deadline is not public; `registered` the period in which it was promised.
    """

    unit: str
    who: str
    title: str
    post: str
    matter: str
    more: tuple[tuple[str, str], ...]
    due: str
    state: str
    registered: str


def tell_pledges(config: Config, publicity: Publicity, merged: Merged) -> tuple[Pledge, ...]:
    """Return the public promises: units by the highest tier in them, in a unit by tier, then by number."""
    records, people = Records(config, merged), People(config)
    ledger = config.ledgers[publicity.promises.ledger]
    tiers = publicity.tiers
    found: list[tuple[str, int, Pledge]] = []
    for item in records.items(ledger.id):
        if item.withdrawn is not None or not item.entries:
            continue
        known = [
            people.line(who, records.cutoff)
            for who in people.named(Entry(item.unit, item.latest, item), ledger.owner)
        ]
        promisers = [each for each in known if each is not None and each.tier in tiers]
        if promisers and len(promisers) == len(known):
            tier = min(tiers.index(each.tier) for each in promisers)
            found.append((item.unit, tier, _pledge(records, publicity, item, promisers)))
    highest: dict[str, int] = {}
    for unit, tier, _ in found:
        highest[unit] = min(tier, highest.get(unit, tier))
    order = list(dict.fromkeys(unit for unit, _, _ in found))
    found.sort(key=lambda each: (highest[each[0]], order.index(each[0]), each[1]))
    return tuple(pledge for _, _, pledge in found)


def _pledge(records: Records, publicity: Publicity, item: Item, promisers: list[Person]) -> Pledge:
    config = records.config
    ledger, entry = config.ledgers[item.ledger], Entry(item.unit, item.latest, item)
    due = records.deadline(item)
    told = [
        (ledger.field(name).header, public_value(config, entry.saying(name).value(name)))
        for name in publicity.promises.columns if name != ledger.deadline
    ]  # fmt: skip
    return Pledge(
        records.unit_name(item.unit), "、".join(each.name for each in promisers), _joined(each.title for each in promisers), _joined(_post(config, each) for each in promisers),
        told[0][1] if told else "", tuple((header, text) for header, text in told[1:] if text),
        public_value(config, due) if ledger.deadline in publicity.promises.columns else "",
        _state(records, item), item.registered,
    )  # fmt: skip


def _joined(words: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(word for word in words if word))


def _post(config: Config, person: Person) -> str:
    """Return the title with its unit, what both say once: 七年级级部 and 级部主任 are 七年级级部主任."""
    unit = config.unit(person.unit)
    if not config.category(unit).scored:
        return person.title
    shared = next((n for n in range(len(person.title), 0, -1) if unit.name.endswith(person.title[:n])), 0)
    return unit.name + person.title[shared:]


def _state(records: Records, item: Item) -> str:
    """Return the state that the public reads: nothing found false is done, nothing excused is overdue."""
    state = state_of(records.config, records.last, item)
    if state in {OVERDUE, RUNNING} and _is_silent(records, item):
        return UNTOLD
    if state == DONE and item.found_false is not None:
        due = records.deadline(item)
        return OVERDUE if due and due <= records.cutoff else RUNNING
    return EXCUSED if state == OVERDUE and outcome_of(records, item).word == EXCUSED else state


def _is_silent(records: Records, item: Item) -> bool:
    """Tell whether nothing of the unit's return counts in this period: how far it is nobody knows."""
    intake = records.merged.intake.units.get(item.unit)
    return intake is not None and intake.timeliness is Timeliness.MISSING


def public_value(config: Config, value: Value) -> str:
    """Return a value as a notice shows it; a day of the campaign's year without the year."""
    if isinstance(value, date):
        return chinese_short_day(value) if value.year == config.settings.year else chinese_day(value)
    return "" if value is None else public_text(str(value))
