"""增量: how much of the gap to full marks the office's fixed scores have closed (rubric §2, growth)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.findings import FIELD_WAITS
from pipeline.model import Because, Finding, total
from pipeline.score.context import HUNDRED, ZERO, Part, fraction_of, plain_number
from pipeline.standing import name_of

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.model import Item
    from pipeline.rubric import Growth
    from pipeline.score.context import Context

RULE = "细则§2 增量"


def score_growth(context: Context, kind: Growth, prefix: str) -> Part:
    """Return a line an item: its share of the gap that was there and is closed, held together to 0..100."""
    prefix = f"{prefix}/增量"
    ledgers = context.duties((kind.ledger,))
    if not ledgers:
        return Part(applies=False, why_not="不是本单位的任务")
    if context.missing(ledgers) is not None:
        return Part((context.missing_line(ledgers[0], prefix, RULE),))
    items = [i for i in context.items(ledgers) if None not in {_first(i, kind.full), _first(i, kind.base)}]
    if not items:
        return Part(applies=False, why_not="没有可比的增量", where_not=context.sheet_place(ledgers[0]))
    gap = sum((_gap(item, kind) for item in items), ZERO)
    place = items[0].latest.at(kind.base)
    if gap <= 0:
        return Part((Because(f"{prefix}/满分", "各项基期已是满分，没有差距", HUNDRED, HUNDRED, place, RULE),))
    lines = [_line(context, item, kind, prefix, HUNDRED / gap) for item in items]
    gained = total(lines)
    held = min(max(gained, ZERO), HUNDRED)
    if held != gained:
        text = "增量合计不低于 0、不高于满分"
        lines.append(Because(f"{prefix}/封顶保底", text, held - gained, ZERO, place, RULE))
    return Part(tuple(lines))


def _line(context: Context, item: Item, kind: Growth, prefix: str, scale: Fraction) -> Because:
    base, full = _first(item, kind.base) or ZERO, _first(item, kind.full) or ZERO
    fixed = _fixed(context, item, kind)
    where = item.office_where.get(kind.fixed) or item.latest.at(kind.base)
    now = "还没有核定" if fixed is None else f"核定 {plain_number(fixed)} 分"
    text = (
        f"{name_of(context.config, item)}基期 {plain_number(base)} 分，{now}，标准分 {plain_number(full)} 分"
    )
    gained = ZERO if fixed is None else (fixed - base) * scale
    return Because(f"{prefix}/{item.number}", text, gained, (full - base) * scale, where, RULE)


def _gap(item: Item, kind: Growth) -> Fraction:
    return (_first(item, kind.full) or ZERO) - (_first(item, kind.base) or ZERO)


def _first(item: Item, name: str) -> Fraction | None:
    """Return a score as it stood when the item was registered: 基期得分 is fixed then."""
    return fraction_of(item.entries[item.registered].values.get(name))


def _fixed(context: Context, item: Item, kind: Growth) -> Fraction | None:
    """Return 核定得分; one above 标准分 is an error and does not count."""
    fixed, full = fraction_of(item.office.get(kind.fixed)), _first(item, kind.full) or ZERO
    if fixed is None or fixed <= full:
        return fixed
    ledger = context.config.ledgers[kind.ledger]
    said = {
        "header": ledger.field(kind.fixed).header, "typed": plain_number(fixed),
        "other": ledger.field(kind.full).header, "other_typed": plain_number(full), "effect": FIELD_WAITS,
    }  # fmt: skip
    context.said.append(Finding("over-limit", item.office_where[kind.fixed], context=said))
    return None
