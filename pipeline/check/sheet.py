"""One ledger sheet: find the header, read the rows that were started, keep every place and every word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cells import is_blank
from pipeline.check.header import HEADER_AREA, Header, find_header, read_header
from pipeline.check.leftovers import left_on_ledger
from pipeline.check.merged import covered_cells
from pipeline.check.nil import Nil, find_nil, weigh_nil
from pipeline.check.place import address
from pipeline.check.record import read_row
from pipeline.check.rows import is_started, rows_below, total_of, unanswered
from pipeline.check.rules import apply_rules
from pipeline.check.sights import seen_on
from pipeline.forms import HEADER_ROW, asked_anew
from pipeline.model import Finding, LedgerReturn, Where

if TYPE_CHECKING:
    from pipeline.check.place import Place
    from pipeline.check.row import Row
    from pipeline.ledger import Ledger
    from pipeline.model import Leftover, Record

Rows = tuple[list["Record"], list["Record"], list[Finding]]
"""The rows that count, those set aside, and what is to be said of them."""


def read_ledger(place: Place) -> tuple[LedgerReturn, list[Finding], list[Leftover]]:
    """Return what the sheet returns for its ledger, everything that is to be said of it, and what fits no field."""
    nil, title = find_nil(place), _find_title(place)
    header, said = _find_header(place, title)
    below = list(rows_below(place, header, covered_cells(place, header))) if header else []
    good, aside, of_rows = _read_rows(place, below)
    left = left_on_ledger(place, header, nil, [*good, *aside], below)
    news = any(_is_news(place.ledger, record) for record in (*good, *aside))
    passed: list[Record] = []
    if nil.marked and not news:  # a nil report beside what was handed out filled in
        good, aside, of_rows, passed = [], [], [], [*good, *aside]
    marked, of_nil = weigh_nil(place, nil, [*good, *aside])
    if place.ledger.every_line and not marked:
        said += unanswered(below, good, aside)
    said += seen_on(place, header, [*good, *aside]) if header else []
    returned = LedgerReturn(
        place.ledger.id, place.file, place.sheet.name, marked, tuple(good), tuple(aside), nil.cell, title,
        marked or news, tuple(passed),
    )  # fmt: skip
    return returned, [*of_nil, *said, *of_rows], left


def left_out(place: Place) -> list[Leftover]:
    """Return everything typed on a ledger sheet of which nothing counts."""
    found = find_header(place.ledger, place.sheet.rows)
    header = read_header(place, found)[0] if found else None
    below = list(rows_below(place, header, {})) if header else []
    return left_on_ledger(place, header, Nil(find_nil(place).label), [], below)


def _is_news(ledger: Ledger, record: Record) -> bool:
    """Tell whether a row says anything that was not handed out with it."""
    return not record.number or not asked_anew(ledger).isdisjoint(record.typed)


def _find_title(place: Place) -> str:
    return next((address(spot) for spot in place.filled if spot[0] < HEADER_AREA), "A1")


def _find_header(place: Place, title: str) -> tuple[Header | None, list[Finding]]:
    found = find_header(place.ledger, place.sheet.rows)
    if found:
        return read_header(place, found)
    empty = all(is_blank(cell) for row in place.sheet.rows[HEADER_ROW - 1 :] for cell in row)
    return None, [] if empty else [Finding("headers-lost", Where(place.file, place.sheet.name, title))]


def _read_rows(place: Place, below: list[Row]) -> Rows:
    """Return what the started rows give; a 合计 row is none of them."""
    said: list[Finding] = []
    read: list[Record] = []
    aside: list[Record] = []
    for row in filter(is_started, below):
        total = total_of(row)
        if total:
            said.append(total)
            continue
        record, findings, counts = read_row(row)
        said += findings
        (read if counts else aside).append(record)
    good, ruled = apply_rules(place, read)
    kept = {record.row for record in good}
    return good, [*aside, *(r for r in read if r.row not in kept)], [*said, *ruled]
