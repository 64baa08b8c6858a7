"""One sheet a ledger: all units' accepted rows, dates as dates, source folded away; sensitive text as counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.forms import sheet_name
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import state_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Consolidation, Value
    from pipeline.xlsx import Book

HIDDEN = "（略）"
KINDS: Mapping[str, str] = {"date": "date", "number": "points", "integer": "whole"}


def ledger_sheets(book: Book, config: Config, month: Consolidation) -> None:
    """Add a sheet for each ledger that units fill and that has rows or was due."""
    for ledger in config.ledgers.all:
        if ledger.id in month.merged.tables and ledger.filled_by == "units":
            _ledger_sheet(book, config, month, ledger)


def _ledger_sheet(book: Book, config: Config, month: Consolidation, ledger: Ledger) -> None:
    table = month.merged.tables[ledger.id]
    names = {u.id: u.name for u in config.units}
    fields = [f for f in ledger.fields if f.source not in {"row", "number", "last_progress"}]
    numbered = [Column("事项编号", 19)] if ledger.items else []
    columns = [
        Column("单位", 13), *numbered, *(_column(f) for f in fields),
        Column("文件", 30, folded=True), Column("行", 6, "whole", folded=True),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for record in table.to_dict("records"):
        number: list[Value] = [record["事项编号"]] if ledger.items else []
        values = [_value(ledger, f, record.get(f.name)) for f in fields]
        rows.append([names.get(str(record["unit"]), ""), *number, *values, record["file"], record["row"]])
    period = config.period(month.period)
    note = state_line(config, month) + ("　敏感内容略去" if ledger.sensitive else "")
    add_table(
        book,
        sheet_name(ledger.title),
        (f"{period.name}{ledger.title}", note),
        columns,
        rows,
        empty="本期没有报的内容。",
    )


def _column(field: Field) -> Column:
    kind = KINDS.get(field.kind, "text")
    least = 15 if field.kind == "date" else 9
    aside = field.need == "optional" and field.name != "finished_on"
    folded = aside or (field.source or "").startswith(("person", "filing"))
    return Column(field.label, max(least, min(field.width, 34)), kind, folded=folded)  # type: ignore[arg-type]


def _value(ledger: Ledger, field: Field, value: object) -> Value:
    """Return a cell; what was written in words in a sensitive ledger is for the unit alone."""
    if value is None:
        return None
    if field.sensitive or (ledger.sensitive and field.kind == "text" and field.by_unit):
        return HIDDEN
    return value if isinstance(value, (str, int, Decimal, date)) else str(value)
