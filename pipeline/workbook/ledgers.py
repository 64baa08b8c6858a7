"""One sheet a ledger: all units' accepted rows, dates as dates, source folded away; sensitive text is not there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.cells import plain
from pipeline.forms import sheet_name
from pipeline.workbook.table import BACK_ROW, add_table
from pipeline.workbook.words import HIDDEN, TONES, state_line
from pipeline.xlsx import put

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from pipeline.config import Config
    from pipeline.model import Consolidation, Value
    from pipeline.workbook.layout import Layout
    from pipeline.workbook.places import Places
    from pipeline.xlsx import Book, Cell

OF_THE_ROW = frozenset({"old", "new", "reason", "basis"})
"""Fields of a register that tell what stands in the row that it speaks of."""


SORTED = "重新排序以后，别的表点过来会落在别的行，请按事项编号筛选"
"""A link ends at a place: no kind of link that Excel, WPS and LibreOffice all follow moves with a sorted row."""


def ledger_sheets(book: Book, config: Config, month: Consolidation, places: Places) -> None:
    """Add a sheet for each ledger that was due from units, and each register in which something was entered."""
    for layout in places.layouts.values():
        _ledger_sheet(book, config, month, layout)


def _ledger_sheet(book: Book, config: Config, month: Consolidation, layout: Layout) -> None:
    ledger = layout.ledger
    names = {unit.id: unit.name for unit in config.units}
    rows: list[list[Cell]] = []
    for record in month.merged.tables[ledger.id].to_dict("records"):
        guarded = _guarded(config, record)
        whose = [names.get(str(record["unit"]), "")] if ledger.filled_by == "units" else []
        number = [str(record["事项编号"])] if ledger.items else []
        values = [
            HIDDEN
            if guarded and f.name in OF_THE_ROW
            else _value(record.get(f"{f.name}_", record.get(f.name)))
            for f in layout.fields
        ]
        rows.append([*whose, *number, *values, record["file"], record["row"]])
    title = f"{config.period(month.period).name}{ledger.title}"
    note = state_line(config, month)
    note += "　只列编号、状态和日期，写的内容在本单位的一页" if ledger.sensitive else ""
    sheet = add_table(
        book, sheet_name(ledger.title), (title, note), layout.columns, rows, tones=TONES, empty="本期没有要列的内容，零报告见「报送情况」。",
        fixed=len(layout.lead),
    )  # fmt: skip
    if ledger.items:
        put(sheet, BACK_ROW, 1, SORTED, book.fmt(font_color=look.SOFT_INK, font_size=look.FINE))


def _value(value: object) -> Value:
    return value if value is None or isinstance(value, (str, int, Decimal, date)) else str(value)


def _guarded(config: Config, record: Mapping[Hashable, Any]) -> bool:
    """Tell whether a line of a register speaks of a row of a sensitive ledger, or of a sensitive column."""
    number, target, column = (plain(str(record.get(name) or "")) for name in ("number", "target", "column"))
    for ledger in config.ledgers.all:
        own = bool(ledger.items) and plain(ledger.items) in number
        if ledger.sensitive and (own or target in map(plain, (ledger.title, ledger.table))):
            return True
        if any(f.sensitive and column in map(plain, (f.header, f.label, *f.aliases)) for f in ledger.fields):
            return True
    return False
