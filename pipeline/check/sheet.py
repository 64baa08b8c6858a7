"""One ledger sheet: find the header, read the rows that were started, keep every place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain, read_yes_no, show
from pipeline.check.row import Row, read_row
from pipeline.check.rules import apply_rules
from pipeline.forms import HEADER_ROW, column_letters
from pipeline.model import Finding, LedgerReturn, Where

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.cells import Raw
    from pipeline.config import Config, Period
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Record
    from pipeline.reader import Sheet
    from pipeline.roster import Unit

HEADER_AREA = HEADER_ROW + 12
TOTALS = frozenset(plain(word) for word in ("合计", "总计", "小计", "共计", "合 计"))
LOOKED_FOR_TOTAL = 4


@dataclass(frozen=True, slots=True)
class Sheets:
    """A sheet to be read as a ledger, and all that is known around it."""

    config: Config
    unit: Unit
    period: Period
    ledger: Ledger
    file: str
    arrived: datetime
    sheet: Sheet

    def where(self, cell: str) -> Where:
        """Return a place on this sheet."""
        return Where(self.file, self.sheet.name, cell)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is (zero-based) and which column (zero-based) holds which field."""

    row: int
    columns: Mapping[str, int]

    @property
    def letters(self) -> dict[str, str]:
        """Return the column letters by field name."""
        return {name: column_letters(column) for name, column in self.columns.items()}


def heading_words(field: Field) -> tuple[str, ...]:
    """Return every normal form under which a header may name `field`, the proper ones first."""
    return tuple(dict.fromkeys(plain(word) for word in (field.label, field.header, *field.aliases)))


def header_text(cell: Raw) -> str:
    """Return the normal form of a header cell, its required mark dropped."""
    return plain(cell.replace("＊", "").replace("*", "")) if isinstance(cell, str) else ""


def find_header(ledger: Ledger, rows: list[list[Raw]]) -> tuple[int, dict[int, Field]] | None:
    """Return the header's row and the field of each of its columns; None if no row names enough of them."""
    words = {word: field for field in reversed(ledger.fields) for word in heading_words(field)}
    best: tuple[int, dict[int, Field]] | None = None
    for number, row in enumerate(rows[:HEADER_AREA]):
        named = {c: words[text] for c, cell in enumerate(row) if (text := header_text(cell)) in words}
        if named and (best is None or len(named) > len(best[1])):
            best = number, named
    enough = max(2, len([f for f in ledger.fields if f.must]) // 2)
    return best if best and len({f.name for f in best[1].values()}) >= enough else None


def read_ledger(place: Sheets) -> tuple[LedgerReturn, list[Finding]]:
    """Return what the sheet returns for its ledger, and everything that is to be said of it."""
    ledger, sheet = place.ledger, place.sheet
    nil, nil_cell, said = _nil(place)
    title = _title_cell(place)
    found = find_header(ledger, sheet.rows)
    if found is None:
        if any(not is_blank(cell) for row in sheet.rows[HEADER_ROW - 1 :] for cell in row):
            said.append(Finding("headers-lost", place.where(title)))
        return LedgerReturn(ledger.id, place.file, sheet.name, nil, nil_cell=nil_cell, title_cell=title), said
    header, more = _columns(place, *found)
    said += more
    good: list[Record] = []
    aside: list[Record] = []
    for row in _started(place, header, said):
        record, findings, counts = read_row(row)
        said += findings
        (good if counts else aside).append(record)
    records, ruled = apply_rules(place, good)
    said += ruled
    aside += [r for r in good if r.row not in {kept.row for kept in records}]
    if nil and (records or aside):
        count = len(records) + len(aside)
        if not ledger.every_line:
            context = {"nil_label": ledger.nil_label, "count": str(count)}
            said.append(Finding("nil-with-rows", place.where(nil_cell), context=context))
            nil = False
    if ledger.every_line and not nil:
        said += _unanswered(place, header, records)
    return LedgerReturn(
        ledger.id, place.file, sheet.name, nil, tuple(records), tuple(aside), nil_cell, title
    ), said


def _title_cell(place: Sheets) -> str:
    for number, row in enumerate(place.sheet.rows[:HEADER_AREA], start=1):
        for column, cell in enumerate(row):
            if not is_blank(cell):
                return f"{column_letters(column)}{number}"
    return "A1"


def _nil(place: Sheets) -> tuple[bool, str, list[Finding]]:
    """Return whether the nil mark is set, and the cell that holds (or would hold) it."""
    if not place.ledger.nil:
        return False, "", []
    wanted = plain(place.ledger.nil_label)
    for number, row in enumerate(place.sheet.rows[:HEADER_AREA], start=1):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or not plain(cell).startswith(wanted):
                continue
            right = next((c for c in range(column + 1, len(row)) if not is_blank(row[c])), column + 1)
            address = f"{column_letters(right)}{number}"
            value = row[right] if right < len(row) else None
            return read_yes_no(value).value == "是", address, []
    return False, "", []


def _columns(place: Sheets, number: int, named: Mapping[int, Field]) -> tuple[Header, list[Finding]]:
    """Return the header, and what is to be said of renamed, doubled, missing and unknown columns."""
    said: list[Finding] = []
    columns: dict[str, int] = {}
    row = place.sheet.rows[number]
    for column, cell in enumerate(row):
        address = place.where(f"{column_letters(column)}{number + 1}")
        field = named.get(column)
        if field is None:
            if not is_blank(cell):
                said.append(Finding("column-unknown", address, context={"typed": show(cell)}))
            continue
        if field.name in columns:
            said.append(Finding("header-twice", address, context={"header": field.header}))
            continue
        columns[field.name] = column
        if header_text(cell) not in {plain(field.label), plain(field.header)}:
            said.append(Finding("header-tidied", address, context={"typed": show(cell), "header": field.header}))
    start = place.where(f"A{number + 1}")
    said += [
        Finding("header-missing", start, context={"header": field.header})
        for field in place.ledger.fields
        if field.must and field.name not in columns
    ]
    return Header(number, columns), said


def _started(place: Sheets, header: Header, said: list[Finding]) -> list[Row]:
    """Return the rows that somebody started; total rows are said and left out."""
    ledger, sheet = place.ledger, place.sheet
    prepared = {line.field for line in ledger.lines}
    telling = {f.name for f in ledger.typed_fields if f.name not in prepared}
    telling |= {"number"} if ledger.items else set()
    typed = [column for name, column in header.columns.items() if name in telling]
    rows: list[Row] = []
    letters = header.letters
    for index in range(header.row + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        width = len(cells)
        broken = bool(sheet.broken) and any(f"{column_letters(c)}{index + 1}" in sheet.broken for c in typed)
        if not broken and all(c >= width or is_blank(cells[c]) for c in typed):
            continue
        first = next((c for c, cell in enumerate(cells) if not is_blank(cell)), 0)
        if any(isinstance(c, str) and plain(c) in TOTALS for c in cells[: first + LOOKED_FOR_TOTAL]):
            said.append(Finding("total-row", place.where(f"{column_letters(first)}{index + 1}")))
            continue
        rows.append(
            Row(place.config, place.unit, place.period, ledger, place.file, sheet.name, index + 1,
                cells, header.columns, letters, sheet.broken)
        )  # fmt: skip
    return rows


def _unanswered(place: Sheets, header: Header, records: list[Record]) -> list[Finding]:
    line = place.ledger.lines[0].field
    column = header.columns.get(line)
    if column is None:
        return []
    answered = {record.row for record in records}
    said = []
    for index in range(header.row + 1, len(place.sheet.rows)):
        cells = place.sheet.rows[index]
        text = show(cells[column]) if column < len(cells) else ""
        if text.strip() and index + 1 not in answered:
            context = {"typed": text, "nil_label": place.ledger.nil_label}
            said.append(Finding("line-unanswered", place.where(f"{column_letters(column)}{index + 1}"), context=context))
    return said
