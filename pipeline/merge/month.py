"""The periods folded in order, then the period's own tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.forms import sheet_name
from pipeline.merge.decisions import REGISTER, approved_decisions, lost_decisions, useless_checks
from pipeline.merge.items import begin_item, changed_dates, continue_item, decided, ruled
from pipeline.merge.numbers import Numbers, number_rows
from pipeline.merge.references import lost_references
from pipeline.merge.tables import build_tables
from pipeline.model import DecisionKind, Finding, LedgerState, Merged, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Decision, Intake, Item, LedgerIntake, Record
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
    config: Config, period: Period, intakes: Mapping[str, Intake], issued: Iterable[Issued]
) -> tuple[Merged, tuple[Issued, ...]]:
    """Return what the returns up to `period` say, and the register of numbers with those newly issued.

    Findings are those of `period` itself; earlier periods have had theirs.
    """
    until = config.deadline_day(period)
    decisions, wrong = approved_decisions(config, _rows_of(intakes, REGISTER), until)
    fold = _Fold(config, Numbers(issued), decisions)
    for each in config.upto(period):
        if each.id in intakes:
            fold.said = []
            _fold_period(fold, each, intakes[each.id])
    rulings = [
        record
        for ledger in config.ledgers.all if ledger.of
        for record in _rows_of(intakes, ledger.id)
    ]  # fmt: skip
    items = {number: decided(item, decisions) for number, item in fold.items.items()}
    items, lost = ruled(config, items, rulings)
    useless = useless_checks(config, period, decisions, items)
    fold.said += _of_files(intakes[period.id], (*wrong, *useless, *lost_decisions(decisions, items), *lost))
    fold.said += lost_references(config, period, fold.records, items)
    records = {ledger: {p: tuple(rows) for p, rows in by.items()} for ledger, by in fold.records.items()}
    tables = build_tables(config, period, records, items)
    merged = Merged(period.id, intakes, tuple(items.values()), records, tables, decisions, tuple(fold.said))
    return merged, tuple(fold.numbers.issued)


def _of_files(intake: Intake, findings: Iterable[Finding]) -> list[Finding]:
    """Return those of `findings` that are about the period's own files; earlier ones were said in their time."""
    files = {fate.file for unit in intake.units.values() for fate in unit.files}
    return [each for each in findings if each.where.file in files]


def _rows_of(intakes: Mapping[str, Intake], ledger: str) -> list[Record]:
    """Return the accepted rows of `ledger` in all periods, in order."""
    return [
        record
        for period in sorted(intakes)
        for unit in intakes[period].units.values()
        if (entry := unit.ledgers.get(ledger)) is not None and entry.counted is not None
        for record in entry.counted.records
    ]  # fmt: skip


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
    withdrawn = {d.number for d in fold.decisions if d.kind == DecisionKind.WITHDRAW and d.unit == unit.id}
    shelf = fold.shelves.setdefault((unit.id, ledger.id), [])
    own = [fold.items[number] for number in shelf if number not in withdrawn]
    carried = [i for i in own if ledger.carried and i.completed is None]
    running = {i.number: i.latest for i in carried}
    closed = {i.number for i in own if ledger.carried and i.completed is not None}
    if entry.counted is None:
        return
    until = fold.config.deadline_day(period)
    rows, said = number_rows(fold.numbers, ledger, unit, entry.counted, running, period.id, closed)
    for record in rows:
        item = fold.items.get(record.number)
        if item is None:
            fold.items[record.number] = begin_item(ledger, record)
            shelf.append(record.number)
            continue
        standing = decided(item, fold.decisions).deadline(until)
        said += changed_dates(ledger, item, record, standing)
        fold.items[record.number] = continue_item(item, record)
    fold.keep(ledger.id, period.id, rows)
    if ledger.carried:
        said += _unmentioned(fold.config, ledger, unit, entry, running, {r.number for r in rows})
    fold.said += said


def _unmentioned(
    config: Config,
    ledger: Ledger,
    unit: Unit,
    entry: LedgerIntake,
    running: Mapping[str, Record],
    seen: set[str],
) -> list[Finding]:
    """Say which open items the return passes over, or denies by a nil mark."""
    returned = entry.counted
    if returned is None:
        return []
    set_aside = {r.number for r in returned.set_aside}
    missing = [n for n in running if n not in seen | set_aside]
    if not missing:
        return []
    if entry.state is LedgerState.NIL:
        place = Where(returned.file, returned.sheet, returned.nil_cell or returned.title_cell)
        by_itself = returned.sheet == sheet_name(ledger.title) or not ledger.nil_by
        spoken = ledger if by_itself else config.ledgers[ledger.nil_by]
        context = {"nil_label": spoken.nil_label, "count": str(len(missing)), "numbers": "、".join(missing)}
        return [Finding("nil-with-open", place, unit.id, context)]
    place = Where(returned.file, returned.sheet, returned.title_cell)
    return [
        Finding(
            "item-absent", place, unit.id,
            {"title": ledger.title, "number": number, "item": running[number].text(ledger.key)},
        )
        for number in missing
    ]  # fmt: skip
