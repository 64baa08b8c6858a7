"""The nouns of the month: frozen data that every step and face shares.

path → Submission → Record(where, values) → Finding → Items, tables → Scores → Consolidation → files.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

Value = str | int | Decimal | date | None


def shown(figure: Fraction, places: int = 2) -> str:
    """`figure` as it is shown, ranked and graded: ROUND_HALF_UP to `places` (rubric, preamble)."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(figure.numerator) / Decimal(figure.denominator)
    return str(exact.quantize(step, ROUND_HALF_UP))


def chinese_day(day: date) -> str:
    """Return a date as people write it: 2016年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the material: file (relative to submissions/), sheet, cell in A1 form; "" is "none"."""

    file: str
    sheet: str = ""
    cell: str = ""


class Severity(StrEnum):
    """How a finding is meant, worst first."""

    MUST = "须改正"
    VERIFY = "请核实"
    NOTE = "提示"
    TIDIED = "已规范"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about the data: `code` names the entry of the catalogue, `context` fills its words."""

    code: str
    where: Where
    unit: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a ledger: typed values by field name, each with its place.

    `columns` maps a field name to its column letters in this sheet; `number` is the 事项编号, "" before
    one is issued. `typed` keeps what stood in the cells, as a person sees it.
    """

    ledger: str
    unit: str
    period: str
    file: str
    sheet: str
    row: int
    values: Mapping[str, Value]
    columns: Mapping[str, str]
    typed: Mapping[str, str] = field(default_factory=dict)
    number: str = ""

    def at(self, name: str = "") -> Where:
        """Return the place of the field `name`, or of the row's first column where it has none."""
        column = self.columns.get(name) or next(iter(self.columns.values()), "A")
        return Where(self.file, self.sheet, f"{column}{self.row}")

    def text(self, name: str) -> str:
        """Return the value of `name` as text, "" when blank."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def day(self, name: str) -> date | None:
        """Return the value of `name` if it is a date."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def numbered(self, number: str) -> Record:
        """Return the same row under `number`."""
        return replace(self, number=number)


@dataclass(frozen=True, slots=True)
class LedgerReturn:
    """One ledger sheet as one file returned it: rows that count, rows set aside, the nil mark."""

    ledger: str
    file: str
    sheet: str
    nil: bool
    records: tuple[Record, ...] = ()
    set_aside: tuple[Record, ...] = ()
    nil_cell: str = ""
    title_cell: str = "A1"

    @property
    def started(self) -> bool:
        """Whether the sheet says anything: a row, good or bad, or a nil mark."""
        return self.nil or bool(self.records) or bool(self.set_aside)


@dataclass(frozen=True, slots=True)
class Received:
    """The arrival of one file's content, recorded once (design 5). `arrived` is local time."""

    sha256: str
    period: str
    file: str
    arrived: datetime
    source: str


@dataclass(frozen=True, slots=True)
class FileDecision:
    """The office's decision on one file: 计入 (counts), 不计 (set aside) or 按时 (counts as in time)."""

    sha256: str
    period: str
    unit: str
    verdict: str
    reason: str
    decided: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """One workbook, read and checked. `unit` and `period` are "" where identity is not certain."""

    file: str
    sha256: str
    unit: str = ""
    period: str = ""
    version: str = ""
    head: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, LedgerReturn] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    readable: bool = True


class LedgerState(StrEnum):
    """The three states of a ledger that is a unit's duty, and the fourth: not its duty."""

    RETURNED = "returned"
    NIL = "nil"
    MISSING = "missing"
    NOT_DUE = "not_due"


class Timeliness(StrEnum):
    """When a unit's workbook came (rubric §2, 报送扣分)."""

    IN_TIME = "按时"
    LATE = "迟报"
    VERY_LATE = "迟报超期"
    MISSING = "未报"
    EXCUSED = "免扣"
    WAITING = "未到期"


@dataclass(frozen=True, slots=True)
class LedgerIntake:
    """What counts for one ledger of one unit and period."""

    state: LedgerState
    file: str = ""
    rows: int = 0
    counted: LedgerReturn | None = None
    arrived: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileFate:
    """What became of one file: the ledgers it counts for, or why it does not."""

    file: str
    arrived: datetime
    counted_for: tuple[str, ...]
    reason: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class UnitIntake:
    """One unit's return for one period."""

    unit: str
    timeliness: Timeliness
    arrived: datetime | None
    days_late: int
    ledgers: Mapping[str, LedgerIntake]
    files: tuple[FileFate, ...]
    sent_back: bool = False
    filled_by: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """A period's returns: every unit's state, the files that belong to nobody, what is to be said."""

    period: str
    deadline: datetime
    units: Mapping[str, UnitIntake]
    strays: tuple[FileFate, ...]
    findings: tuple[Finding, ...]


class DecisionKind(StrEnum):
    """What the office's decisions register decides, as far as a period's score needs it."""

    NOT_APPLICABLE = "不适用"
    EXCUSE = "客观原因"
    POSTPONE = "延期"
    WITHDRAW = "撤销"
    WEIGH = "立项"


@dataclass(frozen=True, slots=True)
class Decision:
    """One accepted line of the office's decisions register; `first` and `last` are period ids."""

    kind: str
    unit: str
    target: str
    number: str
    first: str
    last: str
    new_deadline: date | None
    weight: int | None
    approved: date
    reason: str
    where: Where

    def covers(self, period: str) -> bool:
        """Tell whether a decision with a span covers the period of this id."""
        return bool(self.first) and self.first <= period <= self.last


@dataclass(frozen=True, slots=True)
class Milestone:
    """A 近期节点 of an item: its first date stands; `done` and `done_in` once it is reported complete."""

    text: str
    due: date
    named_in: str
    where: Where
    done: date | None = None
    done_in: str = ""
    done_where: Where | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered row followed over the periods (rubric §2, tasks).

    `first_deadline` is that of its first accepted return; `postponed` holds the approved new deadlines as
    (approval day, new deadline, source). `entries` are its rows by period id.
    """

    number: str
    ledger: str
    unit: str
    name: str
    registered: str
    first_deadline: date | None
    entries: Mapping[str, Record]
    weight: int = 1
    weight_where: Where | None = None
    postponed: tuple[tuple[date, date, Where], ...] = ()
    withdrawn: Where | None = None
    completed: date | None = None
    completed_in: str = ""
    milestones: tuple[Milestone, ...] = ()
    excuses: tuple[Decision, ...] = ()
    office: Mapping[str, Value] = field(default_factory=dict)
    office_where: Mapping[str, Where] = field(default_factory=dict)

    @property
    def latest(self) -> Record:
        """Return the item's row in the last return that carried it."""
        return self.entries[max(self.entries)]

    def deadline(self, day: date) -> date | None:
        """Return the deadline in force on `day`: the last postponement approved by then, else the first."""
        approved = [p for p in self.postponed if p[0] <= day]
        return max(approved, key=lambda p: p[0])[1] if approved else self.first_deadline


@dataclass(frozen=True, slots=True)
class Merged:
    """Everything the accepted returns up to one period say, with provenance.

    `tables` holds one DataFrame a ledger for the period itself (unit, file, sheet, row, number, then the
    declared fields); `items` every numbered item of the year; `records` all accepted rows by ledger and
    period; `intakes` the periods' intakes up to this one.
    """

    period: str
    intakes: Mapping[str, Intake]
    items: tuple[Item, ...]
    records: Mapping[str, Mapping[str, tuple[Record, ...]]]
    tables: Mapping[str, pd.DataFrame]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]

    @property
    def intake(self) -> Intake:
        """Return the intake of the period itself."""
        return self.intakes[self.period]


@dataclass(frozen=True, slots=True)
class Because:
    """One line of 得分明细: the points it brings to the period's 100, out of how many, and its source."""

    id: str
    text: str
    points: Fraction
    out_of: Fraction
    where: Where
    rule: str
    part: str = ""

    @property
    def lost(self) -> Fraction:
        """Return what this line costs."""
        return self.out_of - self.points


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator of one unit: `score` out of 100 (None: 不适用), `points` out of the moved `weight`."""

    id: str
    name: str
    nominal: Fraction
    weight: Fraction
    score: Fraction | None
    points: Fraction
    because: tuple[Because, ...]
    why_not: str = ""
    where_not: Where | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's period (rubric §2): exact score of 100, None where nothing applies to it."""

    unit: str
    name: str
    category: str
    score: Fraction | None
    before_discipline: Fraction
    indicators: tuple[IndicatorScore, ...]
    headings: Mapping[str, tuple[Fraction, Fraction]]
    discipline: tuple[Because, ...]
    rank: int = 0
    tied: bool = False
    rank_overall: int = 0
    previous_score: Fraction | None = None
    previous_rank: int = 0

    @property
    def because(self) -> tuple[Because, ...]:
        """Return every line of the score, indicators first, 报送扣分 last."""
        return tuple(b for i in self.indicators for b in i.because) + self.discipline


@dataclass(frozen=True, slots=True)
class Concern:
    """One line of 督办台账: what is overdue, unanswered or waiting, whose, since when."""

    kind: str
    unit: str
    ledger: str
    number: str
    text: str
    owner: str
    due: date | None
    days: int
    where: Where


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A period brought together: all that the faces show and the release keeps."""

    period: str
    now: datetime
    merged: Merged
    scores: tuple[UnitScore, ...]
    concerns: tuple[Concern, ...]
    findings: tuple[Finding, ...]
    provisional: tuple[str, ...] = ()

    def unit_findings(self, unit: str) -> tuple[Finding, ...]:
        """Return what is to be said to one unit."""
        return tuple(f for f in self.findings if f.unit == unit)


def total(lines: Iterable[Because]) -> Fraction:
    """Return the sum of the lines' points."""
    return sum((line.points for line in lines), Fraction())
