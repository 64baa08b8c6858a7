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
    from collections.abc import Mapping, Sequence

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


def asking(field: Field, period: Period) -> dict[str, str]:
    """Return the words that every message about a cell of `field` may need."""
    today = chinese_day(period.last)
    return {
        "header": field.header, "effect": ROW_WAITS if field.need == "required" else FIELD_WAITS,
        "today": today, "example": EXAMPLES[field.kind].format(today=today),
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
    cells: Sequence[Raw]
    columns: Mapping[str, int]
    letters: Mapping[str, str]
    broken: Mapping[str, str]

    def raw(self, field: Field) -> Raw:
        """Return what the cell of `field` holds, None where there is no such cell."""
        column = self.columns.get(field.name)
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def fault(self, field: Field) -> str:
        """Return the error that the cell of `field` shows, `NO_VALUE` for a formula without one, else ""."""
        letters = self.letters.get(field.name)
        return self.broken.get(f"{letters}{self.number}", "") if letters else ""

    def typed(self, field: Field) -> bool:
        """Tell whether anything stands in the cell of `field`, be it broken."""
        return bool(self.fault(field)) or not is_blank(self.raw(field))

    def at(self, field: Field) -> Where:
        """Return the place of `field`, of the row's first cell where its column is gone."""
        return Where(self.file, self.sheet, f"{self.letters.get(field.name, 'A')}{self.number}")

    def say(self, code: str, field: Field, **context: str) -> Finding:
        """Return a finding at `field`, the words that every message needs filled in."""
        return Finding(code, self.at(field), self.unit.id, {**asking(field, self.period), **context})


def read_row(row: Row) -> tuple[Record, list[Finding], bool]:
    """Return the row as a record, its findings, and whether it counts: no required field is without a value."""
    values: dict[str, Value] = {}
    typed = {f.name: show(raw) for f in row.ledger.fields if not is_blank(raw := row.raw(f))}
    said: list[Finding] = []
    spoken: set[str] = set()
    for field in row.ledger.fields:
        if not (field.by_unit or field.source in READ_BACK):
            continue
        values[field.name], finding = _read(row, field)
        if finding is not None:
            said.append(finding)
            spoken.add(field.name)
    said += _blanks(row, values, spoken)
    values |= _known(row, values)
    number = str(values.get("number") or "") if row.ledger.items else ""
    said += [*_person(row, values), *_not_asked(row, typed, number)]
    record = Record(
        row.ledger.id,
        row.unit.id,
        row.period.id,
        row.file,
        row.sheet,
        row.number,
        values,
        row.letters,
        typed,
        number,
    )
    counts = all(values.get(f.name) is not None for f in row.ledger.fields if f.need == "required")
    return record, said, counts


def _read(row: Row, field: Field) -> tuple[Value, Finding | None]:
    """Return the typed value of one cell, and what is to be said of it."""
    fault, raw = row.fault(field), row.raw(field)
    if fault:
        return None, row.say("formula-no-value" if fault == NO_VALUE else "cell-error", field, typed=fault)
    if is_blank(raw):
        return None, None
    reading = _typed(row, field, raw)
    if not reading.code:
        return reading.value, None
    if reading.code == "nothing-word" and field.need != "required":
        return None, _blank(row, field) if field.must else None
    context = dict(reading.context)
    if "suggestion" in context:
        guess = context.pop("suggestion")
        gap = " " if guess[-1:].isdigit() else ""
        context["question"] = f"是指 {guess}{gap}吗？" if guess else "说得不够具体。"
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
    """Return what is missing; a cell of which something was said is left alone, and a column that is gone."""
    said = []
    for field in row.ledger.fields:
        if values.get(field.name) is not None or field.name in spoken or field.name not in row.columns:
            continue
        if field.must:
            said.append(_blank(row, field))
        elif field.when is not None:
            cause = row.ledger.field(field.when.field)
            given = values.get(cause.name)
            if given is not None and (not field.when.among or str(given) in field.when.among):
                said.append(row.say("when-blank", field, because=cause.header))
    return said


def _blank(row: Row, field: Field) -> Finding:
    return row.say("progress-blank" if field.name == "progress" else "required-blank", field)


def _not_asked(row: Row, typed: Mapping[str, str], number: str) -> list[Finding]:
    """Say what the unit typed for the office to fill; a continued row shows there what the office filled."""
    if number:
        return []
    return [
        row.say("office-field-typed", f, typed=typed[f.name])
        for f in row.ledger.office_fields
        if f.name in typed
    ]


def _known(row: Row, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return what is never typed because it is known: from the roster, the unit, the code tables."""
    name = values.get(row.ledger.owner)
    person = row.config.person(str(name), row.unit.id) if name else None
    facts: dict[str, Value] = {
        "unit.name": row.unit.name, "unit.category": row.unit.category, "unit.leader": row.unit.leader or None,
        "person.tier": None, "person.title": None, "person.duty": None, "filing": None,
    }  # fmt: skip
    if person:
        facts |= {
            "person.tier": person.tier, "person.title": person.title or None,
            "person.duty": person.duty or None, "filing": row.config.filing(person.tier) or None,
        }  # fmt: skip
    tables = row.config.attributes(row.ledger, values)
    known = {f.name: facts[f.source] for f in row.ledger.fields if f.source in facts}
    known |= {f.name: tables.get(f.column) for f in row.ledger.fields if f.column}
    full, base = known.get("full"), known.get("base")
    gap = full - base if isinstance(full, Decimal) and isinstance(base, Decimal) else None
    return known | {f.name: gap for f in row.ledger.fields if f.source == "gap"}


def _person(row: Row, values: Mapping[str, Value]) -> list[Finding]:
    """Say where a name that must be in the roster is not."""
    name = values.get(row.ledger.owner)
    asked = any(f.source and f.source.startswith("person.") for f in row.ledger.fields)
    if not asked or not name or row.config.person(str(name), row.unit.id):
        return []
    return [row.say("person-unknown", row.ledger.field(row.ledger.owner), typed=str(name))]
