"""Where in the workbook a source is found: score lines, concerns and messages lead to the row that they speak of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.account import place
from pipeline.findings import row_of
from pipeline.forms import column_letters, sheet_name
from pipeline.workbook.layout import lay_out_ledgers
from pipeline.workbook.table import HEADER_ROW
from pipeline.xlsx import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.model import Consolidation, Record, Where
    from pipeline.workbook.layout import Layout

RETURNS, RUBRIC = "报送情况", "考评细则"
FILES = {"_register/received.csv": RETURNS, "config.yaml": RUBRIC}
"""Sources that are no workbook, and the sheet that shows them."""

Row = tuple[str, str, str]
"""File, sheet and row of a return."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a ledger's sheet in the workbook, and the field that each column of its source holds."""

    ledger: str
    line: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Finds the sheet and cell of the workbook where a row of the returns, or the item that it was, stands."""

    period: str
    layouts: dict[str, Layout]
    rows: dict[Row, Spot] = field(default_factory=dict)
    items: dict[str, Spot] = field(default_factory=dict)

    def link(self, where: Where, text: str = "") -> Link | str:
        """Return `text`, the source in words if none is given, as a link to where it stands; plain if nowhere."""
        goal = self.find(where)
        text = text or place(where)
        return Link(text, *goal) if goal else text

    def item(self, number: str, text: str = "") -> Link | str:
        """Return `text`, the number if none is given, as a link to the item's line; plain if it has none."""
        spot = self.items.get(number)
        return Link(text or number, *self._cell(spot)) if spot else text or number

    def find(self, where: Where) -> tuple[str, str] | None:
        """Return sheet and cell where a source stands: the very cell, its row, its item's line, or its sheet."""
        if where.file in FILES:
            return FILES[where.file], f"A{HEADER_ROW + 2}"
        spot = self.rows.get(_row(where))
        if spot:
            return self._cell(spot, spot.fields.get(_letters(where), ""))
        layout = next((e for e in self.layouts.values() if where.sheet == e.ledger.title), None)
        if layout and where.file.startswith(f"{self.period}/"):
            return sheet_name(layout.ledger.title), f"A{HEADER_ROW + 2}"
        return None

    def _cell(self, spot: Spot, name: str = "") -> tuple[str, str]:
        layout = self.layouts[spot.ledger]
        column = layout.index(name) if name else 0
        return sheet_name(layout.ledger.title), f"{column_letters(column)}{HEADER_ROW + 2 + spot.line}"


def find_places(config: Config, month: Consolidation) -> Places:
    """Return where the rows that the month shows stand, those of earlier periods at their item's line."""
    places = Places(month.period, lay_out_ledgers(config, month))
    for line, record in _records(month, month.period):
        if record.ledger in places.layouts:
            spot = Spot(record.ledger, line, _fields(record))
            places.rows[_row(record.at())] = spot
            if record.number:
                places.items[record.number] = spot
    for period in month.merged.intakes:
        for _, record in _records(month, period):
            known = places.items.get(record.number)
            if period != month.period and known and known.ledger == record.ledger:
                places.rows[_row(record.at())] = replace(known, fields=_fields(record))
    for item in month.merged.items:
        for name, where in item.office_where.items():
            known = places.items.get(item.number)
            if known:
                fields = places.rows[_row(where)].fields if _row(where) in places.rows else {}
                places.rows[_row(where)] = replace(known, fields={**fields, _letters(where): name})
    return places


def _records(month: Consolidation, period: str) -> Iterator[tuple[int, Record]]:
    for by_period in month.merged.records.values():
        yield from enumerate(by_period.get(period, ()))


def _row(where: Where) -> Row:
    return where.file, where.sheet, row_of(where.cell)


def _letters(where: Where) -> str:
    return where.cell.removesuffix(row_of(where.cell))


def _fields(record: Record) -> dict[str, str]:
    return {letters: name for name, letters in record.columns.items()}
