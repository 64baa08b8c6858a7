"""How far a form is filled: the numbers, and the formulas that keep them live; both say the same.

Started rows are counted as the check counts them (pipeline.check.sheet). Only SUMPRODUCT over LEN, TRIM and
plain arithmetic is used: Excel, WPS and LibreOffice agree on those, where COUNTBLANK does not know rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.findings import row_of
from pipeline.forms import FIRST_ROW, column_letters
from pipeline.model import Severity
from pipeline.xlsx import quoted, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.forms import SheetPlan
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Value
    from pipeline.template.grid import Grid

YES = "是"
LONGEST_LITERAL = 255
MOST_COMPARED, TERM = 4000, 12
"""Excel takes 8,192 characters a formula: so many may compare cells, each with so many besides its words."""
UNREADABLE = "？"
"""Shown for a number where a cell of the sheet is itself an error."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Started rows of a ledger, places still to be filled, and whether a nil mark speaks for it."""

    rows: int
    missing: int
    nil: bool = False


def typed_names(ledger: Ledger) -> list[str]:
    """Return the fields by which a row is started: those typed by hand, and a continued item's number."""
    prepared = {line.field for line in ledger.lines}
    typed = [f.name for f in ledger.typed_fields if f.name not in prepared]
    return typed + [f.name for f in ledger.fields if ledger.items and f.source == "number"]


def _answers(ledger: Ledger) -> list[Field]:
    """Return the fields of a checklist of which one answers its line: a choice made, or 否 (rubric §2, self-check)."""
    if not (ledger.every_line and ledger.lines):
        return []
    return [f for f in ledger.typed_fields if f.kind in {"choice", "yes_no"}]


def tallies(plans: Sequence[SheetPlan]) -> list[Tally]:
    """Return the true numbers of each sheet of a handout as it is handed out."""
    nil = {plan.ledger.id for plan in plans if plan.ledger.nil and plan.nil == YES}
    return [tally(plan, nil=not nil.isdisjoint({plan.ledger.id, plan.ledger.nil_by})) for plan in plans]


def tally(plan: SheetPlan, *, nil: bool = False) -> Tally:
    """Return the true numbers of one sheet; `nil`: a nil mark speaks for it, its own or that it relies on."""
    ledger = plan.ledger
    names = typed_names(ledger)
    started = [row for row in plan.rows if any(_given(row, name) for name in names)]
    standing = len(wrong_cells(plan))
    if not started:
        return Tally(0, int(ledger.owed and not nil) + standing, nil)
    missing = standing + sum(_lacks(row, field) for row in started for field in ledger.fields)
    unanswered = 0 if nil else sum(_unanswered(row, ledger) for row in plan.rows)
    return Tally(len(started), missing + unanswered, nil)


def wrong_cells(plan: SheetPlan) -> dict[str, Value]:
    """Return the cells of a return copy that hold what must be put right, and what they hold.

    Blank ones are counted as missing; those that no formula has room for are not counted.
    """
    names = {column_letters(index): f.name for index, f in enumerate(plan.ledger.fields)}
    wrong: dict[str, Value] = {}
    for fault in plan.faults:
        row = int(row_of(fault.cell))
        name = names.get(fault.cell.removesuffix(str(row)), "")
        inside = FIRST_ROW <= row < FIRST_ROW + len(plan.rows)
        if fault.severity is Severity.MUST and inside and _given(plan.rows[row - FIRST_ROW], name):
            wrong[fault.cell] = plan.rows[row - FIRST_ROW][name]
    room, kept = MOST_COMPARED, {}
    for cell, value in wrong.items():
        room -= len(str(value)) + len(plan.ledger.title) + TERM
        if len(str(value)) <= LONGEST_LITERAL and room > 0:
            kept[cell] = value
    return kept


def _text(row: Mapping[str, Value], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip(" ")


def _given(row: Mapping[str, Value], name: str) -> bool:
    return bool(_text(row, name))


def _lacks(row: Mapping[str, Value], field: Field) -> bool:
    """Tell whether `field` is blank in `row` and should not be."""
    if _given(row, field.name):
        return False
    if field.when is None:
        return field.must
    cause = _text(row, field.when.field)
    return cause in field.when.among if field.when.among else bool(cause)


def _unanswered(row: Mapping[str, Value], ledger: Ledger) -> bool:
    """Tell whether `row` is a line of a checklist without its answer."""
    answers = _answers(ledger)
    if not answers or not _given(row, ledger.lines[0].field):
        return False
    return not any(_text(row, f.name) == "否" if f.kind == "yes_no" else _given(row, f.name) for f in answers)


@dataclass(frozen=True, slots=True)
class Counting:
    """The formulas of one ledger's line on the cover, without the leading sign; `no_nil` is 1 or 0."""

    grid: Grid
    others: Sequence[Grid] = ()

    def _given(self, name: str) -> str:
        return f"(LEN(TRIM({self.grid.column(name)}))>0)"

    @property
    def _typed(self) -> str:
        # the leading 0 makes numbers of the truth values: Excel holds FALSE to be greater than 0
        return "+".join(["0", *(self._given(name) for name in typed_names(self.grid.ledger))])

    @property
    def no_nil(self) -> str:
        """Return 1 where no nil mark speaks for the ledger, its own or that of the ledger it names."""
        ledger = self.grid.ledger
        cells = [self.grid.nil_cell] if ledger.nil else []
        cells += [g.nil_cell for g in self.others if g.ledger.id == ledger.nil_by and g.ledger.nil]
        return "*".join(["1", *(f'(1-(TRIM({cell})="是"))' for cell in cells)])

    @property
    def rows(self) -> str:
        """Return the count of started rows."""
        return f'IFERROR(SUMPRODUCT(1*({self._typed}>0)),"{UNREADABLE}")'

    def missing(self, rows: str) -> str:
        """Return the count of places still to be filled; `rows` is the cell with the started rows."""
        gaps = "+".join(["0", *(gap for f in self.grid.ledger.fields if (gap := self._gap(f)))])
        empty = f"({rows}=0)*{self.no_nil}" if self.grid.ledger.owed else "0"
        counted = f"SUMPRODUCT(({self._typed}>0)*({gaps})){self._unanswered(rows)}{self._unchanged}+{empty}"
        return f'IFERROR({counted},"{UNREADABLE}")'

    @property
    def _unchanged(self) -> str:
        """Return the count of cells of a return copy that still hold what must be put right."""
        return "".join(
            f"+({quoted(self.grid.name)}!{cell}={_written(value)})"
            for cell, value in wrong_cells(self.grid.plan).items()
        )

    def _unanswered(self, rows: str) -> str:
        """Return the count of a begun checklist's lines without an answer, unless the nil mark answers all."""
        answers = _answers(self.grid.ledger)
        if not answers:
            return ""
        line = self._given(self.grid.ledger.lines[0].field)
        given = "+".join(
            [
                "0",
                *(
                    f'(TRIM({self.grid.column(f.name)})="否")' if f.kind == "yes_no" else self._given(f.name)
                    for f in answers
                ),
            ]
        )
        return f"+({rows}>0)*{self.no_nil}*SUMPRODUCT({line}*(({given})=0))"

    def _gap(self, field: Field) -> str:
        blank = f"(LEN(TRIM({self.grid.column(field.name)}))=0)"
        if field.when is None:
            return blank if field.must else ""
        if not field.when.among:
            return f"{blank}*{self._given(field.when.field)}"
        cause = self.grid.column(field.when.field)
        words = (word.replace('"', '""') for word in field.when.among)
        return f"{blank}*(" + "+".join(["0", *(f'(TRIM({cause})="{word}")' for word in words)]) + ")"


def _written(value: Value) -> str:
    """Return `value` as a formula compares with it."""
    if isinstance(value, date):
        return f"DATE({value.year},{value.month},{value.day})"
    return '"' + written(value).replace('"', '""') + '"' if isinstance(value, str) else str(value)
