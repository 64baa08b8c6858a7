"""What is to be said of a unit's return: faults in what counts, what is late, missing, waiting or gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.intake.arrived import DOUBTS
from pipeline.intake.counting import differ, saying
from pipeline.model import Finding, LedgerState, Timeliness, Where, chinese_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.intake.arrived import Arrived
    from pipeline.intake.counting import Counted
    from pipeline.ledger import Ledger
    from pipeline.model import FileFate, LedgerIntake, LedgerReturn, Record
    from pipeline.roster import Unit

LATE = frozenset({Timeliness.LATE, Timeliness.VERY_LATE})


@dataclass(frozen=True, slots=True)
class Case:
    """One unit's return for one period, as it was decided; `moment` is when it came, None for not at all."""

    config: Config
    period: Period
    unit: Unit
    duties: Sequence[Ledger]
    own: Sequence[Arrived]
    counted: Counted
    states: Mapping[str, LedgerIntake]
    fates: Sequence[FileFate]
    timeliness: Timeliness
    days: int
    moment: datetime | None
    due: bool

    @property
    def usable(self) -> list[Arrived]:
        """Return the files whose rows may count, oldest first."""
        return sorted((a for a in self.own if a.usable(self.period)), key=lambda a: a.order)

    @property
    def missing(self) -> list[Ledger]:
        """Return the ledgers owed that nothing came of."""
        return [d for d in self.duties if d.owed and self.states[d.id].state is LedgerState.MISSING]

    def is_mended(self, each: Arrived) -> bool:
        """Tell whether a whole return came after this file."""
        return any(a.order > each.order for a in self.usable) and not self.missing

    def stands(self, each: Arrived) -> bool:
        """Tell whether a file that was sent back has not come again."""
        return each.sent_back(self.period) and not self.is_mended(each)


def findings_of(case: Case) -> list[Finding]:
    """Return everything that is to be said of the return."""
    return [
        *_of_files(case), *_late(case), *_waiting(case), *_together(case), *_not_returned(case), *_gone(case),
    ]  # fmt: skip


def _of_files(case: Case) -> Iterator[Finding]:
    """Yield what the check said of what counts, and of what came to nothing; not of what was replaced."""
    for each, fate in zip(case.own, case.fates, strict=True):
        if not each.is_return or case.stands(each):
            yield from each.submission.findings
        elif each.is_misplaced(case.period):
            found = case.config.period(each.submission.period).name
            yield Finding("period-elsewhere", Where(each.submission.file), case.unit.id, {"found": found})
        elif each.doubt:
            yield from (f for f in each.submission.findings if fate.waits and f.code in DOUBTS)
        elif each.usable(case.period) and (fate.counted_for or not each.says_anything):
            yield from (f for f in each.submission.findings if _matters(case, each, f))


def _matters(case: Case, each: Arrived, finding: Finding) -> bool:
    """Tell whether no other file counts for the sheet that the finding is about."""
    for name, returned in each.submission.returns.items():
        taken = case.counted[name]
        if returned.sheet == finding.where.sheet and taken is not None and taken.order != each.order:
            return False
    return True


def _late(case: Case) -> Iterator[Finding]:
    if case.timeliness in LATE and case.moment and case.config.category(case.unit).scored:
        discipline = case.config.rubric.discipline
        points = discipline.very_late if case.timeliness is Timeliness.VERY_LATE else discipline.late
        context = {
            "unit_name": case.unit.name, "arrived": chinese_moment(case.moment), "days": str(case.days), "points": str(points),
        }  # fmt: skip
        yield Finding("late", Where(_newest_counted(case)), case.unit.id, context)


def _newest_counted(case: Case) -> str:
    return max(a.order for a in case.counted.values() if a is not None)[1]


def _waiting(case: Case) -> Iterator[Finding]:
    for each, fate in zip(case.own, case.fates, strict=True):
        if fate.waits and not each.doubt:
            context = {"unit_name": case.unit.name, "arrived": chinese_moment(fate.arrived)}
            yield Finding("late-waits", Where(fate.file), case.unit.id, context)


def _together(case: Case) -> Iterator[Finding]:
    """Ask which is meant of files that came at one moment and say different things of one ledger."""
    for each in (a for a in case.usable if not a.accepted):
        asked: dict[str, list[str]] = {}
        for ledger in case.duties:
            taken = case.counted[ledger.id]
            if (
                taken is None
                or taken.accepted
                or taken.arrived != each.arrived
                or not each.brings_news(ledger.id)
            ):
                continue
            if differ(each, taken, ledger.id):
                asked.setdefault(taken.submission.file, []).append(f"「{ledger.title}」")
        for other, tables in asked.items():
            context = {
                "unit_name": case.unit.name,
                "other": other.rsplit("/", 1)[-1],
                "tables": "、".join(tables),
            }
            yield Finding("arrived-together", Where(each.submission.file), case.unit.id, context)


def _not_returned(case: Case) -> Iterator[Finding]:
    """Yield the ledgers that are missing where others came and the deadline is past."""
    if not case.due or case.moment is None or case.timeliness is Timeliness.EXCUSED:
        return
    for ledger in case.missing:
        nil = f"；没有内容的把「{ledger.nil_label}」选「是」" if ledger.nil else ""
        context = {"title": ledger.title, "nil": "，也没有选零报告" if ledger.nil else "", "or_nil": nil}
        where = Where(case.usable[-1].submission.file, ledger.title)
        yield Finding("ledger-missing", where, case.unit.id, context)


def _gone(case: Case) -> Iterator[Finding]:
    """Ask about rows that stood in an older file and are gone from the one that counts."""
    for ledger in case.duties:
        taken = case.counted[ledger.id]
        held = taken.said(ledger.id) if taken else None
        if taken is None or held is None or not ledger.key:
            continue
        known = {mark for r in (*held.records, *held.set_aside) for mark in _marks(ledger, r)}
        for older in saying(ledger.id, case.usable):
            said = older.said(ledger.id)
            if older.order >= taken.order or said is None:
                break
            if not ledger.items and _rows(said) <= _rows(held):
                continue  # a line without a number that was put right reads as another line
            for record in (*said.records, *said.set_aside):
                item, marks = record.typed.get(ledger.key, ""), _marks(ledger, record)
                if item and not marks & known:
                    known |= marks
                    context = {"unit_name": case.unit.name, "title": ledger.title, "item": item}
                    yield Finding("rows-gone", record.at(ledger.key), case.unit.id, context)


def _rows(returned: LedgerReturn) -> int:
    return len(returned.records) + len(returned.set_aside)


def _marks(ledger: Ledger, record: Record) -> set[str]:
    """Return what a row is known by from file to file: its number, and its item's name in normal form."""
    return {record.number, plain(record.typed.get(ledger.key, ""))} - {""}
