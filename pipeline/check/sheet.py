"""One ledger sheet: find the header, read the rows that were started, keep every place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain, read_yes_no, show
from pipeline.check.header import HEADER_AREA, Header, find_header, read_header
from pipeline.check.row import Row, read_row
from pipeline.check.rules import apply_rules
from pipeline.forms import ASKED_ANEW, HEADER_ROW, NIL_COLUMN, column_letters
from pipeline.model import Finding, LedgerReturn, Where

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.cells import Raw
    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Record
    from pipeline.reader import Sheet
    from pipeline.roster import Unit

TOTALS = frozenset({"合计", "总计", "小计", "共计"})
LOOKED_FOR_TOTAL = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet to be read as a ledger, and all that is known around it."""

    config: Config
    unit: Unit
    period: Period
    ledger: Ledger
    file: str
    arrived: datetime
    sheet: Sheet

    def where(self, column: int, row: int) -> Where:
        """Return the place of the zero-based column and row."""
        return Where(self.file, self.sheet.name, f"{column_letters(column)}{row + 1}")


@dataclass(frozen=True, slots=True)
class Nil:
    """The nil cell: where it is, whether it says 是, and what it says that is neither 是 nor 否."""

    cell: str = ""
    marked: bool = False
    unclear: str = ""


def read_ledger(place: Place) -> tuple[LedgerReturn, list[Finding]]:
    """Return what the sheet returns for its ledger, and everything that is to be said of it."""
    nil, title = _find_nil(place), _find_title(place)
    header, said = _find_header(place, title)
    good, aside, of_rows = _read_rows(place, header) if header else ([], [], [])
    if nil.marked and not any(map(is_news, (*good, *aside))):
        good, aside, of_rows = [], [], []  # a nil report beside what was handed out filled in
    marked, of_nil = _weigh(place, nil, [*good, *aside])
    if header and place.ledger.every_line and not marked:
        said += _unanswered(place, header, good, aside)
    returned = LedgerReturn(
        place.ledger.id, place.file, place.sheet.name, marked, tuple(good), tuple(aside), nil.cell, title
    )
    return returned, [*of_nil, *said, *of_rows]


def is_news(record: Record) -> bool:
    """Tell whether a row says anything that was not handed out with it."""
    return not record.number or not ASKED_ANEW.isdisjoint(record.typed)


def _find_title(place: Place) -> str:
    filled = (
        f"{column_letters(column)}{number}"
        for number, row in enumerate(place.sheet.rows[:HEADER_AREA], start=1)
        for column, cell in enumerate(row)
        if not is_blank(cell)
    )
    return next(filled, "A1")


def _find_header(place: Place, title: str) -> tuple[Header | None, list[Finding]]:
    found = find_header(place.ledger, place.sheet.rows)
    if found:
        return read_header(place, *found)
    empty = all(is_blank(cell) for row in place.sheet.rows[HEADER_ROW - 1 :] for cell in row)
    return None, [] if empty else [Finding("headers-lost", Where(place.file, place.sheet.name, title))]


def _find_nil(place: Place) -> Nil:
    """Return the nil cell: right of its label, at its own distance or where columns were put in between."""
    label = plain(place.ledger.nil_label)
    if not place.ledger.nil:
        return Nil()
    for number, row in enumerate(place.sheet.rows[:HEADER_AREA], start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and plain(cell).startswith(label):
                return _nil_of(row, column, number)
    return Nil()


def _nil_of(row: Sequence[Raw], label: int, number: int) -> Nil:
    for column in range(label + 1, len(row)):
        answer = read_yes_no(row[column]).value
        if answer is not None:
            return Nil(f"{column_letters(column)}{number}", answer == "是")
    own = label + NIL_COLUMN - 1
    typed = show(row[own]).strip() if own < len(row) else ""
    return Nil(f"{column_letters(own)}{number}", unclear=typed)


def _weigh(place: Place, nil: Nil, rows: list[Record]) -> tuple[bool, list[Finding]]:
    """Return whether the nil mark holds beside the rows, and what is to be said of it."""
    label, where = place.ledger.nil_label, Where(place.file, place.sheet.name, nil.cell)
    if nil.unclear:
        words = {
            "header": label, "typed": nil.unclear, "choices": "是、否", "guess": "", "effect": "选定之前按没有选算。",
        }  # fmt: skip
        return False, [Finding("choice-wrong", where, context=words)]
    if nil.marked and _contradicts(place.ledger, rows):
        words = {"nil_label": label, "count": str(len(rows))}
        return False, [Finding("nil-with-rows", where, context=words)]
    return nil.marked, []


def _contradicts(ledger: Ledger, rows: list[Record]) -> bool:
    """Tell whether rows belie a nil mark: any row does; of a checklist, one whose answer is not 无 or 否."""
    if not ledger.every_line:
        return bool(rows)
    answers = [f.name for f in ledger.typed_fields if f.kind == "choice"]
    return any(row.text(name) not in {"", "无", "否"} for row in rows for name in answers)


def _read_rows(place: Place, header: Header) -> tuple[list[Record], list[Record], list[Finding]]:
    """Return the rows that count, those set aside, and what is to be said of them."""
    rows, said = _started(place, header)
    read: list[Record] = []
    aside: list[Record] = []
    for row in rows:
        record, findings, counts = read_row(row)
        said += findings
        (read if counts else aside).append(record)
    good, ruled = apply_rules(place, read)
    kept = {record.row for record in good}
    return good, [*aside, *(r for r in read if r.row not in kept)], [*said, *ruled]


def _started(place: Place, header: Header) -> tuple[list[Row], list[Finding]]:
    """Return the rows that somebody started, and what is to be said of 合计 rows, which are none."""
    ledger = place.ledger
    prepared = {line.field for line in ledger.lines}
    telling = [f for f in ledger.typed_fields if f.name not in prepared]
    telling += [f for f in ledger.fields if ledger.items and f.source == "number"]
    rows: list[Row] = []
    said: list[Finding] = []
    for index in range(header.row + 1, len(place.sheet.rows)):
        cells = place.sheet.rows[index]
        row = Row(
            place.config, place.unit, place.period, ledger, place.file, place.sheet.name, index + 1, cells,
            header.columns, header.letters, place.sheet.broken,
        )  # fmt: skip
        if not any(row.typed(field) for field in telling):
            continue
        first = next((c for c, cell in enumerate(cells) if not is_blank(cell)), 0)
        if any(plain(show(cell)) in TOTALS for cell in cells[first : first + LOOKED_FOR_TOTAL]):
            said.append(Finding("total-row", place.where(first, index)))
        else:
            rows.append(row)
    return rows, said


def _unanswered(place: Place, header: Header, good: list[Record], aside: list[Record]) -> list[Finding]:
    """Say which lines of a checklist that somebody began have no answer: a choice, or 否 (rubric §2, self-check)."""
    line = place.ledger.lines[0].field
    column = header.columns.get(line)
    if column is None or not (good or aside):
        return []
    answered = {record.row for record in aside} | {r.row for r in good if _is_answered(place.ledger, r)}
    said = []
    for index in range(header.row + 1, len(place.sheet.rows)):
        cells = place.sheet.rows[index]
        text = show(cells[column]).strip() if column < len(cells) else ""
        if text and index + 1 not in answered:
            context = {"typed": text, "nil_label": place.ledger.nil_label}
            said.append(Finding("line-unanswered", place.where(column, index), context=context))
    return said


def _is_answered(ledger: Ledger, record: Record) -> bool:
    answers = {f.kind: record.text(f.name) for f in ledger.typed_fields if record.text(f.name)}
    return "choice" in answers or answers.get("yes_no") == "否"
