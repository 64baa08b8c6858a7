"""文明科室、级部: full marks and the assessors' signed points, half of 服务 by grade (rubric §2, inspection)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import Because, Finding, LedgerState, Where
from pipeline.score.context import REGISTER_OF_ARRIVALS, RUBRIC, ZERO, Part
from pipeline.workdays import add_months

if TYPE_CHECKING:
    from pipeline.model import Record
    from pipeline.rubric import Dimension, Inspection
    from pipeline.score.context import Context

RULE = "细则§2 检查类"


def score_inspection(context: Context, kind: Inspection, prefix: str, weight: Fraction) -> Part:
    """Return the lines of each dimension out of `weight`; provisional where no register was returned."""
    register, place = _register(context, kind)
    if register is None:
        base = [
            Because(f"{prefix}/{d.name}/暂定", f"{d.name}：检查登记还没有报，按满分暂定", weight * d.full / 100,
                    weight * d.full / 100, REGISTER_OF_ARRIVALS, RULE, d.name)
            for d in kind.dimensions
        ]  # fmt: skip
        return Part(tuple(base), provisional=True)
    lines: list[Because] = []
    for dimension in kind.dimensions:
        own = [r for r in register if r.text("dimension") == dimension.name]
        lines += _dimension(context, kind, dimension, own, place, prefix, weight / 100)
    return Part(tuple(lines))


def _register(context: Context, kind: Inspection) -> tuple[list[Record] | None, Where]:
    """Return the unit's lines of this period's register, None where no register was returned; and its place."""
    entries = [
        entry for unit in context.merged.intake.units.values()
        if (entry := unit.ledgers.get(kind.ledger)) is not None and entry.state is not LedgerState.MISSING
    ]  # fmt: skip
    if not entries:
        return None, REGISTER_OF_ARRIVALS
    returned = entries[0].counted
    where = Where(returned.file, returned.sheet, returned.title_cell) if returned else REGISTER_OF_ARRIVALS
    rows = context.merged.records.get(kind.ledger, {}).get(context.period.id, ())
    return [r for r in rows if _is_of(context, r)], where


def _is_of(context: Context, record: Record) -> bool:
    unit = context.config.find_unit(record.text("subject"))
    return unit is not None and unit.id == context.unit.id


def _dimension(
    context: Context, kind: Inspection, dimension: Dimension, rows: list[Record], place: Where, prefix: str,
    scale: Fraction,
) -> list[Because]:  # fmt: skip
    """Return the dimension's lines: full marks, each signed point, the grade's half, held once to 0..full."""
    name, full = dimension.name, dimension.full
    grade = _grade(context, kind, dimension) if dimension.graded else None
    share = 1 - kind.grade_share if grade else Fraction(1)
    whole = full * share * scale
    lines = [Because(f"{prefix}/{name}", f"{name}：检查满分", whole, whole, place, RULE, name)]
    for row in rows:
        points = _signed(row)
        count = row.text("count")
        sign = "加" if points > 0 else "扣"
        text = f"{name}：{row.text('code')} {count} 人次（件），{sign} {_figure(abs(points))} 分"
        identity = f"{prefix}/{name}/{row.file.rsplit('/', 1)[-1]}/{row.row}"
        lines.append(Because(identity, text, points * share * scale, ZERO, row.at("code"), RULE, name))
    raw = full + sum((_signed(row) for row in rows), ZERO)
    held = min(max(raw, ZERO), full)
    if held != raw:
        text = f"{name}：不超过满分、扣完为止"
        lines.append(Because(f"{prefix}/{name}/封顶保底", text, (held - raw) * share * scale, ZERO, place, RULE, name))
    if grade:
        worth = kind.grades[grade.text("grade")]
        half = full * kind.grade_share * scale
        text = f"{name}：分管领导定性评价「{grade.text('grade')}」"
        lines.append(
            Because(f"{prefix}/{name}/定性", text, half * worth / 100, half, grade.at("grade"), RULE, name)
        )
    return lines


def _signed(row: Record) -> Fraction:
    points, count = row.values.get("points"), row.values.get("count")
    if not isinstance(points, Decimal) or not isinstance(count, (int, Decimal)):
        return ZERO
    return Fraction(points) * Fraction(count)


def _grade(context: Context, kind: Inspection, dimension: Dimension) -> Record | None:
    """Return the grade that holds: the latest of the last three months, None where there is none or two."""
    since = add_months(context.period.last, -kind.grade_months)
    for period in reversed(context.config.upto(context.period)):
        if period.last <= since:
            break
        rows = context.merged.records.get(kind.grades_ledger, {}).get(period.id, ())
        own = [r for r in rows if _is_of(context, r) and r.text("dimension") == dimension.name]
        words = {r.text("grade") for r in own}
        if len(words) > 1:
            if period == context.period:
                said = {"unit_name": context.unit.name, "dimension": dimension.name}
                context.said.append(Finding("grade-conflict", own[-1].at("grade"), context=said))
            return None
        if own:
            return own[0]
    said = {"unit_name": context.unit.name, "dimension": dimension.name}
    context.said.append(Finding("grade-missing", RUBRIC, context=said))
    return None


def _figure(points: Fraction) -> str:
    return str(points.numerator) if points.denominator == 1 else str(float(points))
