"""One ledger sheet of a return copy: each row where it stood, what is said of it at the copy's own cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.findings import message, remedy, row_of, severity
from pipeline.forms import FIRST_ROW, NIL_CELL, Fault, SheetPlan, column_letters, sheet_name
from pipeline.model import Finding, LedgerReturn, Leftover, Where
from pipeline.standing import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.ledger import Field, Ledger
    from pipeline.model import Record, Value

YES = "是"
FIRST_DAY = date(1900, 3, 1)
"""Excel holds 1900 to be a leap year; before this day it shows another than was meant."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIGURE = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?", re.ASCII)
FARTHEST = 1000
"""A row further down (a ghost's neighbour) is moved up instead of being kept where it is."""


@dataclass(slots=True)
class SheetCopy:
    """One ledger sheet of a copy: `placed` its rows by row number; `moves` where each of the file's rows went.

    `numbers` are those issued by now to rows of the original, by file, sheet and row.
    """

    plan: SheetPlan
    returned: LedgerReturn
    numbers: Mapping[Where, str] = field(default_factory=dict)
    placed: dict[int, dict[str, Value]] = field(default_factory=dict)
    moves: dict[int, int] = field(default_factory=dict)
    columns: dict[str, Field] = field(default_factory=dict)
    said: list[Fault] = field(default_factory=list)
    nil: str = ""
    left: list[Leftover] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Place what the file says, then what the form has and the file does not."""
        self.nil = YES if self.returned.nil else ""
        form = {FIRST_ROW + index: dict(values) for index, values in enumerate(self.plan.rows)}
        returned = self.returned
        records = sorted((*returned.records, *returned.set_aside, *returned.passed), key=lambda r: r.row)
        for record in records:
            own = _own_row(self.ledger, record, form)
            self._place(record, own, form.pop(own, {}))
            self.columns |= {
                record.columns[f.name]: f for f in self.ledger.fields if f.name in record.columns
            }
        for row, values in form.items():
            self.placed[row if row not in self.placed else max(self.placed) + 1] = values

    @property
    def ledger(self) -> Ledger:
        """Return the ledger that the sheet is for."""
        return self.plan.ledger

    def _place(self, record: Record, own: int, form: Mapping[str, Value]) -> None:
        listed = bool(self.ledger.lines) and not self.ledger.items and own
        row = own if listed else record.row
        if row in self.placed or not FIRST_ROW <= row <= FARTHEST:
            row = max(self.placed, default=FIRST_ROW - 1) + 1
        self.moves[record.row] = row
        self.left += _overwritten(self.ledger, record, form)
        self.placed[row] = {f.name: _value(f, record, form) for f in self.ledger.fields}
        number = self.numbers.get(Where(record.file, record.sheet, str(record.row)))
        if self.ledger.items and number:
            self.placed[row] |= {f.name: number for f in self.ledger.fields if f.source == "number"}

    def plan_filled(self) -> SheetPlan:
        """Return the sheet to be written: what stood in it, and what was said of it."""
        return replace(self.plan, rows=self.rows, nil=self.nil, faults=tuple(self.said))

    @property
    def rows(self) -> tuple[Mapping[str, Value], ...]:
        """Return the rows from FIRST_ROW on; what lies between is empty."""
        last = max(self.placed, default=FIRST_ROW - 1)
        return tuple(
            {**self.placed[row], "row": row - FIRST_ROW + 1} if row in self.placed else {}
            for row in range(FIRST_ROW, last + 1)
        )

    def moved(self, finding: Finding) -> Finding:
        """Return the finding at the copy's own cell, and keep what is said there; another sheet's is left alone."""
        if finding.where.sheet not in {self.returned.sheet, sheet_name(self.ledger.title)}:
            return finding
        code, cell = finding.code, self._cell(finding)
        if code == "item-absent" and (row := self._row_of(finding.context["number"])):
            code, cell = "item-restored", self._address("progress", row)
        other = finding.context.get("other_row", "")
        context = dict(finding.context)
        if other.isdigit():
            context["other_row"] = str(self.moves.get(int(other), other))
        where = Where(finding.where.file, sheet_name(self.ledger.title), cell or finding.where.cell)
        told = replace(finding, code=code, where=where, context=context)
        if cell:
            self.said.append(Fault(cell, severity(told), message(told) + remedy(told)))
        return told

    def _cell(self, finding: Finding) -> str:
        """Return the copy's cell for that of a finding, "" where the copy has none."""
        where = finding.where
        if where.cell and where.cell == self.returned.nil_cell:
            self.nil = self.nil or finding.context.get(
                "typed", YES
            )  # a mark that was not believed is kept all the same
            return NIL_CELL
        row = self.moves.get(int(row_of(where.cell) or 0))
        if row is None:
            return ""
        known = self.columns.get(where.cell.rstrip("0123456789"))
        return self._address(known.name if known else self.ledger.key, row)

    def _address(self, name: str, row: int) -> str:
        index = next((i for i, f in enumerate(self.ledger.fields) if f.name == name), 0)
        return f"{column_letters(index)}{row}"

    def _row_of(self, number: str) -> int:
        return next((row for row, values in self.placed.items() if values.get("number") == number), 0)


def _own_row(ledger: Ledger, record: Record, form: Mapping[int, Mapping[str, Value]]) -> int:
    """Return the row of the form that `record` continues, by its number, its line or its words; 0 for none."""
    numbers = {plain(str(values["number"])): row for row, values in form.items() if values.get("number")}
    if plain(record.number) in numbers:
        return numbers[plain(record.number)]
    words = plain(record.typed.get(ledger.key, ""))
    lines = [line.field for line in ledger.lines]
    for row, values in form.items():
        if lines and not values.get("number"):
            if all(plain(str(values.get(name) or "")) == plain(record.text(name)) for name in lines):
                return row
        elif words and words == plain(str(values.get(ledger.key) or "")):
            return row
    return 0


def _overwritten(ledger: Ledger, record: Record, form: Mapping[str, Value]) -> list[Leftover]:
    """Return what was typed over the known cells of a continued row: the copy says there what the form says."""
    if not (form and record.number):
        return []
    known = [f for f in ledger.fields if not f.is_read and f.source != "row" and f.need != "office"]
    return [
        Leftover(record.at(f.name), f"{f.header}：{typed}")
        for f in known
        if (typed := record.typed.get(f.name, ""))
        and plain(typed)
        not in {plain(str(form.get(f.name) or "")), *map(plain, STATES if f.source == "state" else ())}
    ]


def _value(column: Field, record: Record, form: Mapping[str, Value]) -> Value:
    """Return what the copy says in one cell: what was typed, or what the system gives."""
    if column.source == "number":
        return form.get(column.name) or record.typed.get(column.name)
    if not column.is_read:
        return form.get(column.name) if form else record.values.get(column.name)
    value, typed = record.values.get(column.name), record.typed.get(column.name, "")
    if value is None or (column.kind == "text" and typed):
        return literal(column.kind, typed)
    return value


def literal(kind: str, typed: str) -> Value:
    """Return what was typed, as the date or number that it is where it is one in plain form and Excel has such a one."""
    if kind == "date" and _DAY.fullmatch(typed):
        return _day(typed) or typed
    if kind in {"number", "integer"} and _FIGURE.fullmatch(typed):
        return Decimal(typed)
    return typed or None


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None
