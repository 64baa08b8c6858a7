"""增量: how much of the gap to full marks the office's fixed scores have closed (rubric §2, growth)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import Because
from pipeline.score.context import ZERO, Part, missing_line

if TYPE_CHECKING:
    from pipeline.model import Item, Value
    from pipeline.rubric import Growth
    from pipeline.score.context import Context

RULE = "细则§2 增量"


def score_growth(context: Context, kind: Growth, prefix: str, weight: Fraction) -> Part:
    """Return a line an item out of `weight`: its share of the gap that was there and is closed."""
    ledgers = context.duties((kind.ledger,))
    if not ledgers:
        return Part(applies=False, why_not="不是本单位的任务")
    if context.missing(ledgers) is not None:
        return Part((missing_line(context, ledgers[0], prefix, weight, RULE),))
    items = [i for i in context.items(ledgers) if _number(i, kind.full) is not None and _number(i, kind.base) is not None]
    if not items:
        return Part(applies=False, why_not="没有可比的增量", where_not=context.sheet_place(ledgers[0]))
    gap = sum((_gap(i, kind) for i in items), ZERO)
    if gap <= 0:
        place = items[0].latest.at(kind.base)
        return Part((Because(f"{prefix}/满分", "各项基期已是满分，没有差距", weight, weight, place, RULE),))
    lines = [_line(item, kind, prefix, weight / gap) for item in items]
    surplus = sum((line.points for line in lines), ZERO)
    held = min(max(surplus, ZERO), weight)
    if held != surplus:
        text = "增量合计不低于 0、不高于满分"
        lines.append(Because(f"{prefix}/封顶保底", text, held - surplus, ZERO, items[0].latest.at(kind.base), RULE))
    return Part(tuple(lines))


def _line(item: Item, kind: Growth, prefix: str, scale: Fraction) -> Because:
    base, fixed = _number(item, kind.base) or ZERO, _fixed(item, kind)
    where = item.office_where.get(kind.fixed) or item.latest.at(kind.base)
    now = f"核定 {_plain(fixed)} 分" if fixed is not None else "还没有核定"
    text = f"{item.number}「{item.name}」基期 {_plain(base)} 分，{now}，满分 {_plain(_number(item, kind.full) or ZERO)} 分"
    gained = (fixed - base) * scale if fixed is not None else ZERO
    return Because(f"{prefix}/{item.number}/增量", text, gained, _gap(item, kind) * scale, where, RULE)


def _gap(item: Item, kind: Growth) -> Fraction:
    return (_number(item, kind.full) or ZERO) - (_number(item, kind.base) or ZERO)


def _number(item: Item, name: str) -> Fraction | None:
    first = item.entries[item.registered]
    return _fraction(first.values.get(name))


def _fixed(item: Item, kind: Growth) -> Fraction | None:
    return _fraction(item.office.get(kind.fixed))


def _fraction(value: Value) -> Fraction | None:
    return Fraction(value) if isinstance(value, (int, Decimal)) else None


def _plain(figure: Fraction) -> str:
    return str(figure.numerator) if figure.denominator == 1 else str(float(figure))
