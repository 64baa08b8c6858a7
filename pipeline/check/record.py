"""One row to a record: each cell to its typed value, what is known put in, what is missing said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, show
from pipeline.check.known import known_values
from pipeline.check.row import read_as
from pipeline.model import Record, chinese_day
from pipeline.reader import NO_VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.check.merged import Cover
    from pipeline.check.row import Row
    from pipeline.ledger import Field
    from pipeline.model import Finding, Value


def read_row(row: Row) -> tuple[Record, list[Finding], bool]:
    """Return the row as a record, its findings, and whether it counts: no required field is without a value."""
    values: dict[str, Value] = {}
    typed = {f.name: show(raw) for f in row.ledger.fields if not is_blank(raw := row.raw(f))}
    said: list[Finding] = []
    spoken: set[str] = set()
    for field in row.ledger.fields:
        if not field.is_read:
            continue
        values[field.name], finding = _read(row, field)
        if finding is not None:
            said.append(finding)
            spoken.add(field.name)
    said += _blanks(row, values, spoken)
    values |= known_values(row, values)
    number = str(values.get("number") or "") if row.ledger.items else ""
    said += _not_asked(row, typed, number)
    record = Record(
        row.ledger.id,
        row.unit.id,
        row.period.id,
        row.place.file,
        row.place.sheet.name,
        row.number,
        values,
        row.header.letters,
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
    reading = read_as(row, field, raw)
    cover = row.cover(field)
    if cover and reading.value is not None:
        return reading.value, _filled(row, field, cover, reading.value)
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


def _filled(row: Row, field: Field, cover: Cover, value: Value) -> Finding:
    """Say that a merged area gave the cell its value."""
    became = chinese_day(value) if isinstance(value, date) else str(value)
    return row.say("merged-filled", field, typed=show(cover.raw), became=became, source=cover.cell)


def _blanks(row: Row, values: Mapping[str, Value], spoken: set[str]) -> list[Finding]:
    """Return what is missing; a cell of which something was said is left alone, and a column that is gone."""
    said = []
    for field in row.ledger.fields:
        if values.get(field.name) is not None or field.name in spoken or field.name not in row.columns:
            continue
        cause = _cause(row, field, values)
        cover = row.covers.get(field.name)
        if cover and (field.must or cause):
            said.append(_apart(row, field, cover))
        elif field.must:
            said.append(_blank(row, field))
        elif cause:
            said.append(row.say("when-blank", field, because=cause.header))
        elif cover and cover.source[1] == row.columns[field.name] and field.is_read:
            said.append(row.say("merged-once", field, typed=show(cover.raw), source_row=cover.row))
    return said


def _cause(row: Row, field: Field, values: Mapping[str, Value]) -> Field | None:
    """Return the field whose value makes `field` wanted, None where nothing does."""
    if field.when is None:
        return None
    given = values.get(field.when.field)
    wanted = given is not None and (not field.when.among or str(given) in field.when.among)
    return row.ledger.field(field.when.field) if wanted else None


def _apart(row: Row, field: Field, cover: Cover) -> Finding:
    """Ask for a value of its own where a merged area cannot give one."""
    across = cover.source[1] != row.columns[field.name]
    beside = f"左边的「{cover.header}」" if across else f"第{cover.row}行"
    return row.say("merged-apart", field, beside=beside)


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
