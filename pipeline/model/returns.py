"""What was returned: rows with their places, workbooks, what counts of them and when it came."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.model.places import Where

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.model.places import Finding, Value


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a ledger: typed values by field name, each with its place.

    `columns` maps a field name to its column letters in this sheet; `number` is the 事项编号, "" before
    one is issued. `typed` keeps what stood in the cells, as a person sees it; `amended` the register lines by
    which the office corrected cells.
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
    amended: Mapping[str, Where] = field(default_factory=dict)

    def at(self, name: str = "") -> Where:
        """Return the place of the field `name`, or of the row's first column where it has none.

        Of a cell that the office corrected it is the line of its register.
        """
        if name in self.amended:
            return self.amended[name]
        column = self.columns.get(name) or next(iter(self.columns.values()), "A")
        return Where(self.file, self.sheet, f"{column}{self.row}", self.ledger)

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
class Amendment:
    """A cell of a returned workbook that the office corrected (更正审批): it is read as if `text` stood there.

    `old` is what stands there; `source` the line of the office's register, `reason` and
    `basis` what it gives.
    `unit` is whose return it is, by id. `guarded`: of what stands in a sensitive ledger or column nothing is repeated.
    `number` is the 事项编号 under which its row is known, whatever its words say now; "" of a row that has none.
    """

    at: Where
    old: str
    text: str
    source: Where
    unit: str
    reason: str
    basis: str
    guarded: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something typed that fits no field: where it stood, and what it says as a person sees it."""

    where: Where
    text: str


@dataclass(frozen=True, slots=True)
class LedgerReturn:
    """One ledger sheet as one file returned it: rows that count, rows set aside, the nil mark.

    `news`: it says more than what was handed out. `passed` are rows handed out filled in beside a nil mark: they
    say nothing, and are only carried into a return copy.
    """

    ledger: str
    file: str
    sheet: str
    nil: bool
    records: tuple[Record, ...] = ()
    set_aside: tuple[Record, ...] = ()
    nil_cell: str = ""
    title_cell: str = "A1"
    news: bool = False
    passed: tuple[Record, ...] = ()

    @property
    def started(self) -> bool:
        """Whether the sheet says anything: a row, good or bad, or a nil mark."""
        return self.nil or bool(self.records) or bool(self.set_aside)

    @property
    def place(self) -> Where:
        """Return the cell that speaks for the whole sheet: its nil mark, or its title."""
        return Where(self.file, self.sheet, (self.nil and self.nil_cell) or self.title_cell, self.ledger)


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
class Reminder:
    """One reminder of a unit (催报): its step as declared, how and whom; `moment` is local time."""

    period: str
    unit: str
    step: str
    way: str
    addressee: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """One workbook, read and checked. `unit` and `period` are "" where identity is not certain.

    `leftovers` is everything typed that fits no field, in the order of sheets and cells.
    """

    file: str
    sha256: str
    unit: str = ""
    period: str = ""
    version: str = ""
    head: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, LedgerReturn] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    readable: bool = True
    leftovers: tuple[Leftover, ...] = ()


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
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A period's returns: every unit's state, the files that belong to nobody, what is to be said."""

    period: str
    deadline: datetime
    units: Mapping[str, UnitIntake]
    strays: tuple[FileFate, ...]
    findings: tuple[Finding, ...]

    def rows(self, ledger: str) -> list[Record]:
        """Return the accepted rows of one ledger, unit by unit."""
        entries = (unit.ledgers.get(ledger) for unit in self.units.values())
        return [row for entry in entries if entry and entry.counted for row in entry.counted.records]
