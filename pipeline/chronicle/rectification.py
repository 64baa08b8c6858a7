"""整改统计: counts over the two sensitive ledgers and the self-check; never a word that somebody wrote in them.

The totals are those that reports on 一问责八清理 carry (plan P8, P9).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.chronicle.records import SIGNED, Figure, Line, counted, filled, grouped, summed
from pipeline.model import LedgerState
from pipeline.rubric import SelfCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.chronicle.records import Entry, Records
    from pipeline.ledger import Ledger
    from pipeline.model import UnitIntake, Where

STATE, SOURCE, RULE = "rectification", "source", "rule_made"
DONE, RUNNING, WAITING = "整改到位", "正在整改", "尚未整改"
SORTED_BY = ("fault", "category")
"""The column that says what kind of problem it is: the fault in 表6, the 清理 in 表7-2."""

HANDLED = ("criticised", "reassigned", "disciplined")
"""How many people were 批评教育, 组织处理, 纪律处分: filled in by the office, where the ledger has the columns."""

OTHER = "其他"
"""What is no word of the list: what stands there is not shown."""

NO = "否"
SOME = "有"


@dataclass(frozen=True, slots=True)
class Rectified:
    """One ledger of problems: a line for all, and lines by unit, by kind of problem, by source.

    A line has 发现, 整改完成, 正在整改, 尚未整改 (a state left blank too), 销号, 完善制度, and where the ledger has
    them the people handled.
    """

    ledger: str
    title: str
    whole: Line
    by_unit: tuple[Line, ...]
    by_kind: tuple[Line, ...]
    by_source: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SelfChecked:
    """The self-check: workbooks due, returned, of them without anything new; and by line how it was answered."""

    whole: Line
    by_line: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RectificationFacts:
    """Problems by ledger, all ledgers together, and the self-check (None where the rubric has none)."""

    ledgers: tuple[Rectified, ...]
    whole: Line
    self_check: SelfChecked | None


def tell_rectification(records: Records) -> RectificationFacts:
    """Return the counts of every ledger of problems."""
    known = [ledger for ledger in records.config.ledgers.of_items if _is_of_problems(ledger)]
    told = tuple(_rectified(records, ledger) for ledger in known)
    names = dict.fromkeys(figure.name for each in told for figure in each.whole.figures)
    whole = Line("合计", tuple(_joined(name, (each.whole for each in told)) for name in names))
    kinds = [i.by for i in records.config.rubric.indicators if isinstance(i.by, SelfCheck)]
    return RectificationFacts(told, whole, _self_checked(records, kinds[0]) if kinds else None)


def _is_of_problems(ledger: Ledger) -> bool:
    return {STATE, SIGNED} <= {field.name for field in ledger.fields}


def _rectified(records: Records, ledger: Ledger) -> Rectified:
    entries = tuple(entry.saying(STATE) for entry in records.entries(ledger.id))
    kind = next((name for name in SORTED_BY if any(f.name == name for f in ledger.fields)), "")
    return Rectified(
        ledger.id, ledger.title, _line(records, ledger, "合计", entries),
        records.by_unit(entries, lambda e: e.unit, lambda name, own: _line(records, ledger, name, own)),
        _by_word(records, ledger, entries, kind) if kind else (),
        _by_word(records, ledger, entries, SOURCE),
    )  # fmt: skip


def _by_word(records: Records, ledger: Ledger, entries: Sequence[Entry], field: str) -> tuple[Line, ...]:
    """Return a line for each word of the list of `field`, those without a problem too."""
    words = records.config.choices(ledger.field(field))
    by = grouped(entries, lambda e: e.text(field) if e.text(field) in words else OTHER)
    names = (*words, OTHER) if OTHER in by else words
    return tuple(_line(records, ledger, name, by.get(name, ())) for name in names)


def _line(records: Records, ledger: Ledger, name: str, entries: Sequence[Entry]) -> Line:
    done = [entry for entry in entries if _is_done(records, entry)]
    rest = [entry for entry in entries if entry not in done]
    signed = [e for e in entries if (day := e.day(SIGNED)) is not None and day <= records.cutoff]
    fields = {field.name: field.header for field in ledger.fields}
    handled = (summed(fields[f].removesuffix("人数"), entries, f) for f in HANDLED if f in fields)
    return Line(name, (
        counted("发现", entries, STATE),
        counted("整改完成", done, STATE),
        counted(RUNNING, (e for e in rest if e.text(STATE) == RUNNING), STATE),
        counted(WAITING, (e for e in rest if e.text(STATE) != RUNNING), STATE),
        counted("销号", signed, SIGNED),
        counted("完善制度", filled(entries, RULE), RULE),
        *handled,
    ))  # fmt: skip


def _is_done(records: Records, entry: Entry) -> bool:
    """Tell whether a problem is put right: the unit says so, and nobody has found it false."""
    item = entry.item
    if item is None or item.found_false is not None:
        return False
    finished = item.completed is not None and item.completed <= records.cutoff
    return finished or entry.text(STATE) == DONE


def _joined(name: str, lines: Iterable[Line]) -> Figure:
    own = [figure for line in lines for figure in line.figures if figure.name == name]
    return Figure(
        name, sum((f.count for f in own), Fraction()), tuple(place for f in own for place in f.places)
    )


def _self_checked(records: Records, kind: SelfCheck) -> SelfChecked:
    """Return how many self-checks came, and how each line was answered over all units and periods."""
    ledger = records.config.ledgers[kind.checklist]
    states = [
        entry for intake in _intakes(records) for name, entry in intake.ledgers.items() if name == ledger.id
    ]
    due = [entry for entry in states if entry.state is not LedgerState.NOT_DUE]
    came = [entry for entry in due if entry.state is not LedgerState.MISSING]
    nil = [entry for entry in came if entry.state is LedgerState.NIL]
    nil_places = tuple(entry.counted.place for entry in nil if entry.counted)
    rows = records.entries(ledger.id)
    key = ledger.lines[0].field
    places = tuple(entry.counted.place for entry in came if entry.counted)
    whole = Line("合计", (
        Figure("应查", Fraction(len(due))),
        Figure("已查", Fraction(len(came)), places),
        Figure(ledger.nil_label, Fraction(len(nil)), nil_places),
        counted("查出问题", (r for r in rows if r.text(kind.found_field) == SOME), kind.found_field),
    ))  # fmt: skip
    by_line = tuple(
        _answers(kind, word, [row for row in rows if row.text(key) == word], nil_places)
        for word in records.config.tables[ledger.lines[0].codes]
    )
    return SelfChecked(whole, by_line)


def _answers(kind: SelfCheck, word: str, rows: Sequence[Entry], nil_places: tuple[Where, ...]) -> Line:
    barred = [row for row in rows if row.text(kind.applies_field) == NO]
    rest = [row for row in filled(rows, kind.found_field) if row not in barred]
    some = [row for row in rest if row.text(kind.found_field) == SOME]
    none = counted("无问题", (row for row in rest if row not in some), kind.found_field)
    return Line(word, (
        counted("有问题", some, kind.found_field),
        Figure("无问题", none.count + len(nil_places), (*none.places, *nil_places)),
        counted("不适用", barred, kind.applies_field),
    ))  # fmt: skip


def _intakes(records: Records) -> Iterator[UnitIntake]:
    for period in sorted(records.merged.intakes):
        yield from records.merged.intakes[period].units.values()
