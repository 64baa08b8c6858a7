"""A page a ledger: every accepted row of the period with its source; of a sensitive ledger counts by unit alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.forms import sheet_name
from pipeline.pages.words import day_words
from pipeline.webpage import LIMIT, clip

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Consolidation

ROOM = LIMIT - 60 * 1024
"""Bytes of rows on one page: the rest is for style, script and head."""
FRAME = 60
"""Bytes of markup around a cell."""
LEFT_OUT = (
    "row",
    "number",
    "last_progress",
    "unit.name",
    "unit.category",
    "unit.leader",
    "person.title",
    "person.duty",
)
"""Sources of columns that the page has a column of its own for, or that only repeat the roster."""
MID, LONG = 12, 24
"""Widths of a declared column from which its text needs room."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the page: its name, the class of its cells, whether its words are states."""

    name: str
    style: str = ""
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and by what it is sorted where that is not the same."""

    text: str = ""
    value: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of a ledger; `whole` are its rows on all pages, `first` tells the page that others link to."""

    path: str
    title: str
    whole: int
    first: bool
    words: dict[str, object]


def ledger_pages(config: Config, month: Consolidation) -> list[LedgerPage]:
    """Return the pages of every ledger that units fill in the period, in the order of the sheets."""
    due = [
        each for each in config.ledgers.all if each.id in month.merged.tables and each.filled_by == "units"
    ]
    return [page for each in due for page in _pages(config, month, each)]


def _pages(config: Config, month: Consolidation, ledger: Ledger) -> Iterator[LedgerPage]:
    records: list[dict[Hashable, Any]] = month.merged.tables[ledger.id].to_dict("records")
    names = {unit.id: unit.name for unit in config.units}
    if ledger.sensitive:
        own = [names.get(str(record["unit"]), "") for record in records]
        counts = [{"unit": name, "count": own.count(name)} for name in dict.fromkeys(own)]
        words: dict[str, object] = {"ledger": ledger, "rows": [], "counts": counts}
        yield LedgerPage(f"ledgers/{ledger.id}.html", ledger.title, len(records), first=True, words=words)
        return
    fields = [f for f in ledger.fields if not f.sensitive and f.source not in LEFT_OUT]
    fields = [f for f in fields if any(_column_of(record, f) not in (None, "") for record in records)]
    rows = [_row(config, ledger, fields, record) for record in records]
    columns = [
        Column("单位", "state"), *([Column("事项编号", "state")] if ledger.items else []),
        *(_column(f) for f in fields), Column("出处", "mid"),
    ]  # fmt: skip
    yield from _split(ledger, columns, rows)


def _split(ledger: Ledger, columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[LedgerPage]:
    """Yield as many pages as the rows need; each names the others."""
    parts = list(_parts(columns, rows)) or [()]
    files = [f"{ledger.id}.html", *(f"{ledger.id}-{number}.html" for number in range(2, len(parts) + 1))]
    for index, part in enumerate(parts):
        listed = [
            {"file": file, "now": number == index, "name": f"第 {number + 1} 页"}
            for number, file in enumerate(files)
        ]
        words: dict[str, object] = {
            "ledger": ledger, "columns": columns, "rows": part, "parts": listed, "whole": len(rows),
        }  # fmt: skip
        yield LedgerPage(f"ledgers/{files[index]}", ledger.title, len(rows), not index, words)


def _parts(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    part: list[Row] = []
    taken = 0
    for row in rows:
        size = sum(_size(cell, column) for cell, column in zip(row, columns, strict=True))
        if part and taken + size > ROOM:
            yield tuple(part)
            part, taken = [], 0
        part.append(row)
        taken += size
    if part:
        yield tuple(part)


def _size(cell: Cell, column: Column) -> int:
    return FRAME + sum(len(escape(text).encode()) for text in (cell.text, cell.value, column.name))


def _column(field: Field) -> Column:
    if field.kind in {"number", "integer"}:
        return Column(field.label, "n")
    if field.kind == "date" or field.source == "state":
        return Column(field.label, "state", mark=field.source == "state")
    return Column(field.label, "long" if field.width >= LONG else "mid" if field.width >= MID else "short")


def _row(config: Config, ledger: Ledger, fields: Sequence[Field], record: dict[Hashable, Any]) -> Row:
    number = [Cell(str(record["事项编号"]))] if ledger.items else []
    file, sheet = str(record["file"]).rsplit("/", 1)[-1], str(record["sheet"])
    named = "" if sheet == sheet_name(ledger.title) else f" {sheet}"
    source = Cell(clip(f"《{file}》{named}第 {record['row']} 行"))
    return (
        Cell(config.unit(str(record["unit"])).name),
        *number,
        *(_cell(config, _column_of(record, f)) for f in fields),
        source,
    )


def _column_of(record: dict[Hashable, Any], field: Field) -> object:
    """Return the value of a field; one called like a column of provenance has another name in the table."""
    return record.get(f"{field.name}_", record.get(field.name))


def _cell(config: Config, value: object) -> Cell:
    match value:
        case None:
            return Cell()
        case date():
            return Cell(day_words(config, value), value.isoformat())
        case Decimal():
            return Cell(f"{value.normalize():f}")
        case _:
            return Cell(clip(str(value)))
