"""Everything typed that fits no field, so that it can be given back: what is not taken and not the form's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain, show
from pipeline.check.header import HEADER_AREA
from pipeline.check.identity import head_cells
from pipeline.check.known import known_values
from pipeline.check.place import address
from pipeline.check.row import read_as
from pipeline.check.rows import is_started
from pipeline.forms import HEAD, LEFTOVER_HEADERS, NIL_ELSEWHERE
from pipeline.model import Leftover, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.check.header import Header
    from pipeline.check.nil import Nil
    from pipeline.check.place import Place, Spot
    from pipeline.check.row import Row
    from pipeline.ledger import Field
    from pipeline.model import Record, Value
    from pipeline.reader import Sheet


def left_on_ledger(
    place: Place, header: Header | None, nil: Nil, records: Iterable[Record], below: Iterable[Row]
) -> list[Leftover]:
    """Return what of a ledger sheet is in none of `records`, not in its head and not printed; `nil` is taken."""
    taken = {*_printed(place, header, nil), *(header.cells if header else ())}
    by_row = {record.row: record for record in records}
    for row in below:
        taken |= {(row.index, column) for column in _taken(row, by_row.get(row.number))}
    return [
        _left(place, header, spot)
        for spot in place.filled
        if spot not in taken and not _ours(place, header, spot)
    ]


def _left(place: Place, header: Header | None, spot: Spot) -> Leftover:
    """Return what stands there, below the header under its column's words."""
    row, column = spot
    title = header.titles.get(column, "") if header and row > header.row else ""
    text = place.seen(spot)
    return Leftover(place.where(column, row), f"{title}：{text}" if title else text)


def _is_purpose(text: str, purpose: str) -> bool:
    """Tell whether a text above the rows is what the form prints there, with nothing added by hand."""
    hint = text.removeprefix(purpose)
    return bool(purpose) and text.startswith(purpose) and (not hint or hint.endswith(plain(NIL_ELSEWHERE)))


def _ours(place: Place, header: Header | None, spot: Spot) -> bool:
    """Tell whether the cell holds what a return copy says of its row; an answer written over it is the teacher's."""
    if header is None or spot[0] <= header.row or spot[1] != header.opinion:
        return False
    return f"{spot[0] + 1}）" in place.seen(spot)


def _printed(place: Place, header: Header | None, nil: Nil) -> Iterator[Spot]:
    """Yield the cells above the rows that the form prints itself, and those that were read there."""
    purpose = plain(place.ledger.purpose)
    labels = {plain(word) for word in (place.ledger.title, *place.ledger.former, *HEAD)}
    head = {cell: (label, value) for label, value, cell in head_cells(place.sheet)}
    last = header.first if header else HEADER_AREA
    for spot in (s for s in place.filled if s[0] < last):
        text = plain(place.seen(spot))
        label, value = head.get(address(spot), ("", ""))
        read = bool(label) and plain(value) == plain(place.head.get(label, value))
        if read or text in labels or _is_purpose(text, purpose):
            yield spot
    if nil.label:
        yield nil.label
    if nil.spot:
        yield nil.spot


def _taken(row: Row, record: Record | None) -> Iterator[int]:
    """Yield the columns of a row that its record took, or that show what the form shows there anyhow."""
    if record is None and is_started(row):
        return  # a 合计 row, or one of a sheet that does not count
    line = _prepared(row)
    values = record.values if record else {**known_values(row, line), **line}
    number = record.number if record else ""
    for field in row.ledger.fields:
        column = row.columns.get(field.name)
        if column is None or not row.typed(field):
            continue
        own = field.is_read and not field.column
        if (record or field.name in line) if own else _as_given(row, field, values, number):
            yield column


def _prepared(row: Row) -> dict[str, Value]:
    """Return the words of a line that was handed out prepared."""
    words: dict[str, Value] = {}
    for line in row.ledger.lines:
        field = row.ledger.field(line.field)
        value = read_as(row, field, row.own(field)).value
        if value in row.config.tables[line.codes]:
            words[field.name] = value
    return words


def _as_given(row: Row, field: Field, values: Mapping[str, Value], number: str) -> bool:
    """Tell whether a known cell says what the form says there, as far as that can be told."""
    raw, value = row.own(field), values.get(field.name)
    if field.need == "office":
        return False
    if field.source == "row":
        return plain(show(raw)).isdigit()
    if value is None:
        return bool(number)
    return plain(show(raw)) == plain(str(value)) or read_as(row, field, raw).value == value


def left_on_sheet(file: str, sheet: Sheet) -> list[Leftover]:
    """Return every filled cell of a sheet that is none of the form's."""
    return [
        Leftover(Where(file, sheet.name, address((row, column))), show(cell).strip())
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if not is_blank(cell)
    ]


def carried_on(file: str, sheet: Sheet) -> list[Leftover]:
    """Return what a return copy kept of what fits no field, under the places where it stood at first."""
    words = [plain(word) for word in LEFTOVER_HEADERS]
    header = next((i for i, row in enumerate(sheet.rows) if [plain(show(c)) for c in row[:3]] == words), None)
    if header is None:
        return left_on_sheet(file, sheet)
    found: list[Leftover] = []
    for index, row in enumerate(sheet.rows[header + 1 :], start=header + 1):
        name, cell, text = (show(each).strip() for each in row[:3])
        if text:
            found.append(Leftover(Where(file, name, cell), text))
        added = [] if text else [(0, name), (1, cell)]
        added += [(column, show(each).strip()) for column, each in enumerate(row[3:], start=3)]
        found += [Leftover(Where(file, sheet.name, address((index, c))), said) for c, said in added if said]
    return found
