"""更正审批: one line of the office's register puts one cell right; the teacher's file stays as it is (rubric §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cells import plain, read_date, read_number
from pipeline.merge.decisions import incomplete
from pipeline.model import Amendment, DecisionKind, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Decision, Finding, Merged, Record

EMPTIED = "清空"
"""What the register says where a cell is to be blank."""


def corrections(
    config: Config, merged: Merged, decisions: Iterable[Decision]
) -> tuple[tuple[Amendment, ...], tuple[Finding, ...]]:
    """Return the cells that the decisions correct in the returns up to `merged.period`; and what fits no cell.

    They are carried out in the order of their approval, so that a cell may be corrected again: the old value is then
    the one that it was corrected to. What fits none is said with the period that it is about, and with the one in whose
    register it stands.
    """
    found: list[Amendment] = []
    said: list[Finding] = []
    own = (d for d in decisions if d.kind == DecisionKind.CORRECT and d.first <= merged.period)
    for each in sorted(own, key=lambda d: d.approved):
        answer = _located(config, merged, each, found)
        here = merged.period in {each.first, each.where.file.split("/")[0]}
        if isinstance(answer, str):
            said += [incomplete(each, answer)] if here else []
        else:
            found.append(answer)
    return tuple(found), tuple(said)


def _located(
    config: Config, merged: Merged, decision: Decision, before: Sequence[Amendment]
) -> Amendment | str:
    """Return the cell and what it is to say, or why there is none; `before` are the corrections carried out already."""
    ledger = next((each for each in config.ledgers.all if each.title == decision.target), None)
    if ledger is None:
        return f"「{decision.target}」不是台账，更正要写明是哪张台账"
    field = _field(ledger, decision.column)
    if field is None:
        return f"{ledger.title}没有「{decision.column}」这一栏可以更正"
    record = _record(merged, decision, ledger)
    if record is None:
        return f"{config.period(decision.first).name}的{ledger.title}里没有「{decision.number}」"
    letters = record.columns.get(field.name)
    if letters is None:
        return f"交回的{ledger.title}里没有「{decision.column}」这一栏"
    at = Where(record.file, record.sheet, f"{letters}{record.row}", ledger.id)
    typed = next((b.text for b in reversed(before) if b.at == at), record.typed.get(field.name, ""))
    guarded = ledger.guards(field.name)
    if not _same(field, typed, decision.old, config.period(decision.first).last.year):
        told = (
            "登记的原值和表里的"
            if guarded
            else f"原值登记的是「{decision.old or '空'}」，表里是「{typed or '空'}」，两边"
        )
        return f"{told}不同"
    text = "" if decision.new == EMPTIED else decision.new
    return Amendment(
        at, typed, text, decision.where, decision.unit, decision.reason, decision.basis,
        guarded=guarded, number=record.number,
    )  # fmt: skip


def _field(ledger: Ledger, word: str) -> Field | None:
    form = plain(word)
    named = (f for f in ledger.fields if form in map(plain, (f.header, f.label, *f.aliases)))
    return next((f for f in named if f.by_unit), None)


def _record(merged: Merged, decision: Decision, ledger: Ledger) -> Record | None:
    """Return the row meant: by its 事项编号, or as 第8行 of the sheet that counts."""
    intake = (
        merged.intakes[decision.first].units.get(decision.unit) if decision.first in merged.intakes else None
    )
    entry = intake.ledgers.get(ledger.id) if intake else None
    if entry is None or entry.counted is None:
        return None
    numbered = merged.records.get(ledger.id, {}).get(decision.first, ())
    rows = [row for row in numbered if row.unit == decision.unit] + list(entry.counted.set_aside)
    wanted = plain(decision.number)
    return next((row for row in rows if wanted in {plain(row.number), plain(f"第{row.row}行")}), None)


def _same(field: Field, typed: str, old: str, year: int) -> bool:
    """Tell whether the register means what stands in the cell, however it is written."""
    if plain(typed) == plain(old):
        return True
    match field.kind:
        case "date":
            one, other = read_date(typed, year=year).value, read_date(old, year=year).value
        case "number" | "integer":
            one, other = (read_number(each, unit=field.unit).value for each in (typed, old))
        case _:
            return False
    return one is not None and one == other
