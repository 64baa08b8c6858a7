"""What cells do not say themselves: hidden rows, strike-through, colour, links into other workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.findings import row_of
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from pipeline.check.header import Header
    from pipeline.check.place import Place
    from pipeline.ledger import Field
    from pipeline.model import Record


def seen_on(place: Place, header: Header, records: Iterable[Record]) -> list[Finding]:
    """Return what is to be said of the sheet's started rows; all of them count as if nothing were to be seen."""
    rows = sorted(records, key=lambda each: each.row)
    coloured = [] if header.opinion is not None else list(_typed_among(place, rows, place.sheet.coloured))
    return [
        *_hidden(place, [record for record in rows if record.row in place.sheet.hidden_rows]),
        *_struck(place, rows),
        # a return copy is coloured by us
        *(Finding("cells-coloured", record.at(field.name)) for record, field in coloured[:1]),
        *_linked(place, rows),
    ]


def _typed_among(
    place: Place, rows: Iterable[Record], cells: Container[str]
) -> Iterator[tuple[Record, Field]]:
    """Yield the typed cells of the rows that are among `cells`; grey columns are the form's own."""
    for record in rows if cells else ():
        for field in place.ledger.typed_fields:
            if field.name in record.typed and record.at(field.name).cell in cells:
                yield record, field


def _hidden(place: Place, rows: list[Record]) -> list[Finding]:
    """Say once which of the sheet's rows are hidden."""
    if not rows:
        return []
    context = {"rows": "、".join(row_of(record.at().cell) for record in rows)}
    return [Finding("hidden-rows", place.where(0, rows[0].row - 1), context=context)]


def _struck(place: Place, rows: Iterable[Record]) -> Iterator[Finding]:
    """Say of each row that something in it is struck through, at the first such cell."""
    spoken: set[int] = set()
    for record, field in _typed_among(place, rows, place.sheet.struck):
        if record.row not in spoken:
            spoken.add(record.row)
            context = {"header": field.header, "typed": record.typed[field.name]}
            yield Finding("row-struck", record.at(field.name), context=context)


def _linked(place: Place, rows: Iterable[Record]) -> Iterator[Finding]:
    """Ask about each value that another workbook gave."""
    for record, field in _typed_among(place, rows, place.sheet.linked):
        where = record.at(field.name)
        other = place.sheet.linked[where.cell]
        book = f"《{other}》" if other else "另一个表格"
        context = {"header": field.header, "typed": record.typed[field.name], "book": book}
        yield Finding("cell-linked", where, context=context)
