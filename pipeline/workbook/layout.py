"""Which ledgers have a sheet, and which of their columns: of a sensitive one number, state and days alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.workbook.table import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Consolidation
    from pipeline.workbook.table import Kind

ELSEWHERE = frozenset({"reviews", "reminders"})
"""Registers that have their place on another sheet: 复核申请情况, 报送情况."""
LEFT_OUT = frozenset({"row", "number", "last_progress"})
"""Sources of columns that the sheet has a column of its own for, or that only repeat the period before."""
HARMLESS = frozenset({"state", "registered_on", "unit.leader"})
"""Sources of columns that say nothing of what was written in a sensitive ledger."""
KINDS: Mapping[str, Kind] = {"date": "date", "number": "points", "integer": "whole"}
ROOM, LEAST, WIDEST, DAY = 190.0, 11.0, 40.0, 15.5
"""Characters that fit a printed line and can still be read; a column of words at its narrowest and widest; a date."""


def shown_ledgers(config: Config, month: Consolidation) -> list[Ledger]:
    """Return the ledgers that get a sheet: those due from units, and every register in which something was entered."""
    tables = month.merged.tables
    due = [each for each in config.ledgers.all if each.id in tables and not each.of]
    return [e for e in due if e.filled_by == "units" or (len(tables[e.id]) and e.id not in ELSEWHERE)]


def lay_out_ledgers(config: Config, month: Consolidation) -> dict[str, Layout]:
    """Return the layout of every sheet of a ledger, by the ledger's id, in the order of the sheets."""
    layouts = {}
    for ledger in shown_ledgers(config, month):
        table = month.merged.tables[ledger.id]
        filled = frozenset(str(name).removesuffix("_") for name in table if table[name].notna().any())
        layouts[ledger.id] = Layout(ledger, filled & {field.name for field in ledger.fields})
    return layouts


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a ledger's sheet: whose, the number, the fields, and where the row came from, folded away.

    `filled` are the fields in which some row says something; the others are folded away too.
    """

    ledger: Ledger
    filled: frozenset[str] = frozenset()

    @property
    def fields(self) -> list[Field]:
        """Return the fields that are shown; what was written in a sensitive ledger is for the unit alone."""
        own = [f for f in self.ledger.fields if f.source not in LEFT_OUT and not f.sensitive]
        return [f for f in own if _harmless(f)] if self.ledger.sensitive else own

    @property
    def lead(self) -> list[Column]:
        """Return the columns before the fields; a register of the office names the unit in a field."""
        unit = [Column("单位", 13)] if self.ledger.filled_by == "units" else []
        return [*unit, *([Column("事项编号", 19)] if self.ledger.items else [])]

    @property
    def columns(self) -> list[Column]:
        """Return all columns; those of words share the room on a printed line that the others leave them."""
        made = [self.column(field) for field in self.fields]
        seen = [column for column in made if not column.folded]
        words = sum(column.width for column in seen if column.kind == "text")
        others = sum(column.width for column in (*self.lead, *seen)) - words
        narrow = min(1.0, (ROOM - others) / words) if words else 1.0
        fitted = [replace(c, width=max(LEAST, c.width * narrow)) if c.kind == "text" else c for c in made]
        return [*self.lead, *fitted, Column("文件", 30, folded=True), Column("行", 6, "whole", folded=True)]

    def index(self, name: str) -> int:
        """Return the column of the field `name`, the first one where it is not shown."""
        names = [None if self.column(field).folded else field.name for field in self.fields]
        return len(self.lead) + names.index(name) if name in names else 0

    def column(self, field: Field) -> Column:
        """Return the column of one field."""
        nobody = field.name not in self.filled if self.filled else not field.must
        folded = nobody or (field.source or "").startswith(("person", "filing"))
        if field.source == "state" or _is_state(field):
            return Column(field.label, 12, "mark", folded=folded)
        width = DAY if field.kind == "date" else max(9.0, min(float(field.width), WIDEST))
        return Column(field.label, width, KINDS.get(field.kind, "text"), folded=folded)


def _is_state(field: Field) -> bool:
    """Tell whether it is one of the words in which a state is told anew each period: 整改状态."""
    return field.kind == "choice" and field.need == "each_period"


def _harmless(field: Field) -> bool:
    return field.kind == "date" or field.source in HARMLESS or _is_state(field)
