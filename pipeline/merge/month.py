"""The periods folded in order, then the period's own tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.forms import sheet_name
from pipeline.merge.decisions import approved_decisions, lost_decisions, rows_of, useless_checks
from pipeline.merge.handover import hand_over, orphaned
from pipeline.merge.items import begin_item, changed_dates, continue_item, decided, ruled
from pipeline.merge.matching import Gone, Shelf, number_rows, with_tidy_numbers
from pipeline.merge.numbers import Numbers
from pipeline.merge.references import lost_references
from pipeline.merge.splits import splits
from pipeline.merge.tables import build_tables
from pipeline.model import DecisionKind, Finding, LedgerState, Merged, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Decision, Intake, Item, LedgerIntake, LedgerReturn, Record
    from pipeline.registers import Issued
    from pipeline.roster import Unit


@dataclass(slots=True)
class _Fold:
    """What is known so far while the periods are gone through."""

    config: Config
    numbers: Numbers
    decisions: tuple[Decision, ...]
    items: dict[str, Item] = field(default_factory=dict)
    shelves: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    records: dict[str, dict[str, list[Record]]] = field(default_factory=dict)
    said: list[Finding] = field(default_factory=list)

    def keep(self, ledger: str, period: str, records: Iterable[Record]) -> None:
        """Keep the rows of one ledger and period."""
        self.records.setdefault(ledger, {}).setdefault(period, []).extend(records)


def merge(
    config: Config,
    period: Period,
    intakes: Mapping[str, Intake],
    issued: Iterable[Issued],
    later: Iterable[Decision] = (),
) -> tuple[Merged, tuple[Issued, ...]]:
    """Return what the returns up to `period` say, and the register of numbers with those newly issued.

    `later` are decisions in later registers that hold for these periods all the same. Findings are those of `period`
    itself; earlier periods have had theirs.
    """
    until = config.deadline_day(period)
    decisions, wrong = approved_decisions(config, intakes, until)
    decisions = (*decisions, *later)
    fold = _Fold(config, Numbers(issued), decisions)
    for each in config.upto(period):
        fold.said = []
        _change_hands(fold, each)
        if each.id in intakes:
            _fold_period(fold, each, intakes[each.id])
    rulings = [
        record
        for ledger in config.ledgers.all if ledger.of
        for record in rows_of(intakes, ledger.id)
    ]  # fmt: skip
    items = {number: decided(item, decisions) for number, item in fold.items.items()}
    items, early = _still_to_move(config, period, items, decisions)
    items, lost = ruled(config, items, rulings)
    wrong = (*wrong, *early)
    useless = useless_checks(decisions, items)
    fold.said += _of_files(intakes[period.id], (*wrong, *useless, *lost_decisions(decisions, items), *lost))
    fold.said += orphaned(config, period, items.values())
    fold.said += lost_references(config, period, fold.records, items)
    records = {ledger: {p: tuple(rows) for p, rows in by.items()} for ledger, by in fold.records.items()}
    tables = build_tables(config, period, records, items)
    merged = Merged(period.id, intakes, tuple(items.values()), records, tables, decisions, tuple(fold.said))
    return merged, tuple(fold.numbers.issued)


def _of_files(intake: Intake, findings: Iterable[Finding]) -> list[Finding]:
    """Return those of `findings` that are about the period's own files; earlier ones were said in their time."""
    files = {fate.file for unit in intake.units.values() for fate in unit.files}
    return [each for each in findings if each.where.file in files]


def _change_hands(fold: _Fold, period: Period) -> None:
    """Put the items that are handed over from this period on where they belong now."""
    moved, said = hand_over(fold.config, period, fold.items, fold.decisions)
    fold.said += said
    for number, item in moved.items():
        fold.shelves[item.unit, item.ledger].remove(number)
        taken = replace(item, unit=item.unit_in(period.id))
        fold.shelves.setdefault((taken.unit, item.ledger), []).append(number)
        fold.items[number] = taken


def _still_to_move(
    config: Config, period: Period, items: Mapping[str, Item], decisions: Iterable[Decision]
) -> tuple[dict[str, Item], list[Finding]]:
    """Return the items with the hand-overs that begin after `period`, for the forms that are handed out next."""
    known = dict(items)
    said: list[Finding] = []
    for each in config.periods:
        if each.id > period.id:
            moved, lost = hand_over(config, each, known, decisions)
            known |= moved
            said += lost
    return known, said


def _fold_period(fold: _Fold, period: Period, intake: Intake) -> None:
    for unit in fold.config.units_in(period):
        returned = intake.units.get(unit.id)
        if returned is None:
            continue
        for ledger in fold.config.duties(unit, period):
            entry = returned.ledgers[ledger.id]
            if ledger.items:
                _fold_items(fold, period, unit, ledger, entry)
            elif entry.counted is not None:
                fold.keep(ledger.id, period.id, entry.counted.records)


def _fold_items(fold: _Fold, period: Period, unit: Unit, ledger: Ledger, entry: LedgerIntake) -> None:
    """Put one unit's rows of one item ledger to the items they continue or begin."""
    if entry.counted is None:
        return
    returned, said = _tidied(fold.numbers, entry.counted)
    shelf = _shelf(fold, period, unit, ledger)
    until = fold.config.deadline_day(period)
    rows, asked = number_rows(fold.numbers, shelf, returned)
    said += asked
    for record in rows:
        item = fold.items.get(record.number)
        if item is None:
            fold.items[record.number] = begin_item(ledger, record)
            fold.shelves.setdefault((unit.id, ledger.id), []).append(record.number)
            continue
        standing = decided(item, fold.decisions).deadline(until)
        said += changed_dates(ledger, item, record, standing)
        fold.items[record.number] = continue_item(item, record)
    fold.keep(ledger.id, period.id, rows)
    if ledger.carried:
        seen = {r.number for r in (*rows, *returned.set_aside)}
        said += _unmentioned(fold.config, shelf, entry.state, returned, seen)
        said += splits(shelf, returned, rows)
    fold.said += said


def _tidied(numbers: Numbers, counted: LedgerReturn) -> tuple[LedgerReturn, list[Finding]]:
    """Return what counts with its numbers as they were issued, and each repair."""
    records, said = with_tidy_numbers(numbers, counted.records)
    set_aside, more = with_tidy_numbers(numbers, counted.set_aside)
    return replace(counted, records=records, set_aside=set_aside), [*said, *more]


def _shelf(fold: _Fold, period: Period, unit: Unit, ledger: Ledger) -> Shelf:
    """Return what is known of one unit's ledger before its return for `period`."""
    if not ledger.carried:
        return Shelf(ledger, unit, period.id)
    given_up = {d.number: d.unit for d in fold.decisions if d.kind == DecisionKind.WITHDRAW}
    own = [fold.items[number] for number in fold.shelves.get((unit.id, ledger.id), ())]
    own = [item for item in own if given_up.get(item.number) not in item.owners]
    names = {each.id: each.name for each in fold.config.units}
    gone = {
        i.number: Gone(names[i.unit], i.latest)
        for i in fold.items.values()
        if i.moves and i.ledger == ledger.id and i.unit != unit.id and unit.id in i.owners
    }
    return Shelf(
        ledger, unit, period.id,
        {i.number: i.latest for i in own if i.completed is None},
        frozenset(i.number for i in own if i.completed is not None), gone,
    )  # fmt: skip


def _unmentioned(
    config: Config, shelf: Shelf, state: LedgerState, returned: LedgerReturn, seen: set[str]
) -> list[Finding]:
    """Say which open items the return passes over, or denies by a nil mark."""
    ledger, unit, running = shelf.ledger, shelf.unit, shelf.running
    missing = [n for n in running if n not in seen]
    if not missing:
        return []
    if state is LedgerState.NIL:
        place = Where(returned.file, returned.sheet, returned.nil_cell or returned.title_cell)
        by_itself = returned.sheet == sheet_name(ledger.title) or not ledger.nil_by
        spoken = ledger if by_itself else config.ledgers[ledger.nil_by]
        context = {"nil_label": spoken.nil_label, "count": str(len(missing)), "numbers": "、".join(missing)}
        return [Finding("nil-with-open", place, unit.id, context)]
    place = Where(returned.file, returned.sheet, returned.title_cell, ledger.id)
    return [
        Finding(
            "item-absent", place, unit.id,
            {"title": ledger.title, "number": number, "item": running[number].text(ledger.key)},
        )
        for number in missing
    ]  # fmt: skip
