"""One row: each cell to its typed value, what the roster and code tables add, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.cells import (
    Reading,
    is_blank,
    read_choice,
    read_date,
    read_number,
    read_text,
    read_yes_no,
    show,
)
from pipeline.findings import FIELD_WAITS, ROW_WAITS
from pipeline.model import Finding, Record, Where, chinese_day
from pipeline.reader import NO_VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.cells import Raw
    from pipeline.config import Config, Period
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Value
    from pipeline.roster import Unit

READ_BACK = frozenset({"number", "line"})
"""Known columns that are read although nobody types them: they say which item or line the row is."""

EXAMPLES = {
    "date": "具体日期，如 {today}", "number": "数字", "integer": "整数", "choice": "选项（从下拉中选）",
    "yes_no": "是或否", "text": "内容",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A started row as it stands on its sheet, with all that is known around it."""

    config: Config
    unit: Unit
    period: Period
    ledger: Ledger
    file: str
    sheet: str
    number: int
    cells: list[Raw]
    columns: Mapping[str, int]
    letters: Mapping[str, str]
    broken: Mapping[str, str]

    def raw(self, field: Field) -> Raw:
        """Return what the cell of `field` holds, None where there is no such cell."""
        column = self.columns.get(field.name)
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def at(self, field: Field) -> Where:
        """Return the place of `field`, of the row's first cell where its column is gone."""
        return Where(self.file, self.sheet, f"{self.letters.get(field.name, 'A')}{self.number}")

    def say(self, code: str, field: Field, **context: str) -> Finding:
        """Return a finding at `field`, the words that every message needs filled in."""
        today = chinese_day(self.period.last)
        words = {
            "header": field.header, "effect": ROW_WAITS if field.must else FIELD_WAITS, "today": today,
            "example": EXAMPLES[field.kind].format(today=today),
        }  # fmt: skip
        return Finding(code, self.at(field), self.unit.id, {**words, **context})


def read_row(row: Row) -> tuple[Record, list[Finding], bool]:
    """Return the row as a record, its findings, and whether it counts: no required field is without a value."""
    values: dict[str, Value] = {}
    typed: dict[str, str] = {}
    said: list[Finding] = []
    spoken: set[str] = set()
    for field in row.ledger.fields:
        raw = row.raw(field)
        if not is_blank(raw):
            typed[field.name] = show(raw)
        if not (field.by_unit or field.source in READ_BACK):
            if field.need == "office" and not is_blank(raw):
                said.append(row.say("office-field-typed", field, typed=show(raw)))
            continue
        value, finding = _read(row, field, raw)
        values[field.name] = value
        if finding is not None:
            said.append(finding)
            spoken.add(field.name)
    said += _blanks(row, values, spoken)
    values |= _known(row, values)
    said += _person(row, values)
    number = row.ledger.items and str(values.get("number") or "")
    record = Record(
        row.ledger.id, row.unit.id, row.period.id, row.file, row.sheet, row.number, values, row.letters, typed, number
    )
    counts = all(values.get(f.name) is not None for f in row.ledger.fields if f.need == "required")
    return record, said, counts


def _read(row: Row, field: Field, raw: Raw) -> tuple[Value, Finding | None]:
    """Return the typed value of one cell, and what is to be said of it."""
    if row.broken:
        broken = row.broken.get(row.at(field).cell)
        if broken:
            code = "formula-no-value" if broken == NO_VALUE else "cell-error"
            return None, row.say(code, field, typed=broken)
    if is_blank(raw):
        return None, None
    reading = _typed(row, field, raw)
    if not reading.code:
        return reading.value, None
    if reading.code == "nothing-word" and (not field.must or field.need == "each_period"):
        return (None, row.say("progress-blank", field)) if field.must else (None, None)
    context = dict(reading.context)
    if "suggestion" in context:
        guess = context.pop("suggestion")
        context["question"] = f"是指 {guess}吗？" if guess else "说得不够具体。"
        context["guess"] = f"；看起来像「{guess}」" if guess else ""
    return reading.value, row.say(reading.code, field, **context)


def _typed(row: Row, field: Field, raw: Raw) -> Reading:
    match field.kind:
        case "date":
            return read_date(raw, year=row.period.last.year)
        case "number" | "integer":
            whole = field.kind == "integer"
            return read_number(raw, unit=field.unit, integer=whole, low=field.low, high=field.high)
        case "choice":
            return read_choice(raw, row.config.choices(field))
        case "yes_no":
            return read_yes_no(raw)
        case _:
            return read_text(raw)


def _blanks(row: Row, values: Mapping[str, Value], spoken: set[str]) -> list[Finding]:
    """Return what is missing; a cell of which something was said already is left alone."""
    said = []
    for field in row.ledger.fields:
        if values.get(field.name) is not None or field.name in spoken:
            continue
        if field.need == "required":
            said.append(row.say("required-blank", field))
        elif field.need == "each_period":
            said.append(row.say("progress-blank" if field.name == "progress" else "required-blank", field))
        elif field.when is not None:
            cause = row.ledger.field(field.when.field)
            given = values.get(cause.name)
            if given is not None and (not field.when.among or str(given) in field.when.among):
                said.append(row.say("when-blank", field, because=cause.header))
    return said


def _known(row: Row, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return what is never typed because it is known: from the roster, the unit, the code tables."""
    known: dict[str, Value] = {}
    name = values.get(row.ledger.owner)
    person = row.config.person(str(name), row.unit.id) if name else None
    attributes = row.config.attributes(row.ledger, values)
    for field in row.ledger.fields:
        match field.source:
            case "person.tier":
                known[field.name] = person.tier if person else None
            case "person.title":
                known[field.name] = (person.title or None) if person else None
            case "person.duty":
                known[field.name] = (person.duty or None) if person else None
            case "filing":
                known[field.name] = (row.config.filing(person.tier) or None) if person else None
            case "unit.name":
                known[field.name] = row.unit.name
            case "unit.category":
                known[field.name] = row.unit.category
            case "unit.leader":
                known[field.name] = row.unit.leader or None
            case "line" | "code" if field.column:
                known[field.name] = attributes.get(field.column)
    for field in row.ledger.fields:
        if field.source == "gap":
            full, base = known.get("full"), known.get("base")
            known[field.name] = full - base if isinstance(full, Decimal) and isinstance(base, Decimal) else None
    return known


def _person(row: Row, values: Mapping[str, Value]) -> list[Finding]:
    """Say where a name that must be in the roster is not."""
    if not any(f.source and f.source.startswith("person.") for f in row.ledger.fields):
        return []
    name = values.get(row.ledger.owner)
    if not name or row.config.person(str(name), row.unit.id):
        return []
    return [row.say("person-unknown", row.ledger.field(row.ledger.owner), typed=str(name))]
