"""文明科室、级部: full marks and the assessors' signed points, half of 服务 by grade (rubric §2, inspection)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Because, Finding, LedgerState, Where
from pipeline.score.context import ONE, REGISTER_OF_ARRIVALS, RUBRIC, ZERO, Part, fraction_of, plain_number
from pipeline.workdays import add_months

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.model import Record
    from pipeline.rubric import Dimension, Inspection
    from pipeline.score.context import Context

RULE = "细则§2 检查类"


@dataclass(frozen=True, slots=True)
class _Register:
    """The unit's lines of the period's register, and the cell that speaks for the sheet."""

    rows: tuple[Record, ...]
    place: Where


def score_inspection(context: Context, kind: Inspection, prefix: str) -> Part:
    """Return the lines of each dimension; full marks and provisional where no register was returned."""
    register = _register(context, kind)
    if register is None:
        lines = [
            Because(f"{prefix}/{d.name}/暂定", f"{d.name}：检查登记还没有报，按满分暂定", d.full, d.full,
                    REGISTER_OF_ARRIVALS, RULE, d.name)
            for d in kind.dimensions
        ]  # fmt: skip
        return Part(tuple(lines), provisional=True)
    lines = []
    for dimension in kind.dimensions:
        grade = _grade(context, kind, dimension) if dimension.graded else None
        lines += _inspected(dimension, register, prefix, ONE - kind.grade_share if grade else ONE)
        if grade:
            lines.append(_graded(kind, dimension, grade, prefix))
        elif dimension.graded:
            text = f"{dimension.name}：没有定性评价，这一半随检查结果"
            identity = f"{prefix}/{dimension.name}/定性/不适用"
            lines.append(Because(identity, text, ZERO, ZERO, RUBRIC, RULE, dimension.name))
    return Part(tuple(lines))


def _register(context: Context, kind: Inspection) -> _Register | None:
    """Return the unit's part of this period's register, None where no register was returned."""
    entries = [
        entry for unit in context.merged.intake.units.values()
        if (entry := unit.ledgers.get(kind.ledger)) is not None and entry.state is not LedgerState.MISSING
    ]  # fmt: skip
    if not entries:
        return None
    returned = entries[0].counted
    place = Where(returned.file, returned.sheet, returned.title_cell) if returned else REGISTER_OF_ARRIVALS
    rows = context.merged.records.get(kind.ledger, {}).get(context.period.id, ())
    own = sorted((row for row in rows if _is_of(context, row)), key=lambda row: (row.file, row.row))
    return _Register(tuple(own), place)


def _is_of(context: Context, record: Record) -> bool:
    unit = context.config.find_unit(record.text("subject"))
    return unit is not None and unit.id == context.unit.id


def _inspected(dimension: Dimension, register: _Register, prefix: str, share: Fraction) -> list[Because]:
    """Return full marks, each signed point, and what holds the dimension once to 0..full; all by `share`."""
    name, full = dimension.name, dimension.full
    head = f"{prefix}/{name}"
    lines = [Because(head, f"{name}：检查满分", full * share, full * share, register.place, RULE, name)]
    raw = full
    seen: Counter[str] = Counter()
    for row in register.rows:
        if row.text("dimension") != name:
            continue
        points = _signed(row)
        raw += points
        sign = "加" if points > 0 else "扣"
        text = f"{name}：{row.text('code')} {row.text('count')} 人次（件），{sign} {plain_number(abs(points))} 分"
        day = row.day("checked_on")
        identity = f"{head}/{row.text('code')}" + (f"/{day:%m%d}" if day else "")
        seen[identity] += 1
        identity += f"-{seen[identity]}" if seen[identity] > 1 else ""
        lines.append(Because(identity, text, points * share, ZERO, row.at("code"), RULE, name))
    held = min(max(raw, ZERO), full)
    if held != raw:
        text = f"{name}：{'加分超出满分的部分不计' if raw > full else '扣完为止，不计负分'}"
        lines.append(
            Because(f"{head}/封顶保底", text, (held - raw) * share, ZERO, register.place, RULE, name)
        )
    return lines


def _signed(row: Record) -> Fraction:
    points, count = fraction_of(row.values.get("points")), fraction_of(row.values.get("count"))
    return ZERO if points is None or count is None else points * count


def _graded(kind: Inspection, dimension: Dimension, grade: Record, prefix: str) -> Because:
    """Return the half that is the grade of the leader in charge."""
    name, word = dimension.name, grade.text("grade")
    half = dimension.full * kind.grade_share
    text = f"{name}：分管领导定性评价「{word}」"
    where = grade.at("grade")
    return Because(f"{prefix}/{name}/定性", text, half * kind.grades[word] / 100, half, where, RULE, name)


def _grade(context: Context, kind: Inspection, dimension: Dimension) -> Record | None:
    """Return the grade that holds: the latest of the last three months, None where there is none or two."""
    since = add_months(context.period.last, -kind.grade_months)
    said = {"unit_name": context.unit.name, "dimension": dimension.name}
    for period in reversed(context.config.upto(context.period)):
        if period.last <= since:
            break
        rows = context.merged.records.get(kind.grades_ledger, {}).get(period.id, ())
        own = [row for row in rows if _is_of(context, row) and row.text("dimension") == dimension.name]
        if len({row.text("grade") for row in own}) > 1:
            context.said.append(Finding("grade-conflict", own[-1].at("grade"), context=said))
            return None
        if own:
            return own[0]
    context.said.append(Finding("grade-missing", RUBRIC, context=said))
    return None
