"""Bonus: publicity and honours by level, what was won from above; each source capped, then all (rubric §3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.model import Because, BonusSource, total
from pipeline.score.context import HUNDRED, ONE, RUBRIC, ZERO, fraction_of, plain_number
from pipeline.yearly import Levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pipeline.annual.scope import Row, Scope
    from pipeline.model import Where
    from pipeline.yearly import Source, Won

RULE = "细则§3 加分"
YES = "是"


@dataclass(frozen=True, slots=True)
class _Claim:
    """An achievement: what it is worth to the unit, why, and where that stands."""

    key: tuple[str, ...]
    id: str
    text: str
    points: Fraction
    where: Where


def score_bonus(scope: Scope) -> tuple[BonusSource, ...]:
    """Return every source with its lines, the line of its own cap last."""
    return tuple(_source(scope, each) for each in scope.config.rubric.annual.bonus.sources)


def _source(scope: Scope, source: Source) -> BonusSource:
    prefix = f"加分/{source.id}"
    if isinstance(source.by, Levels):
        lines = _counted_once(list(_by_level(scope, source.by, prefix)), source.name)
    else:
        lines = [line for row in scope.rows(source.by.ledger) for line in _won(scope, source.by, row, prefix)]
    gained, most = total(lines), scope.config.rubric.annual.bonus.each
    if gained > most:
        text = f"{source.name}加分合计 {plain_number(gained)} 分，最多计 {plain_number(most)} 分"
        lines.append(Because(f"{prefix}/封顶", text, most - gained, ZERO, RUBRIC, RULE))
    return BonusSource(source.id, source.name, gained, tuple(lines))


def _by_level(scope: Scope, kind: Levels, prefix: str) -> Iterator[_Claim]:
    """Yield each row of the year, with what its level is worth."""
    seen: Counter[str] = Counter()
    for row in scope.rows(kind.ledger):
        words = "·".join(row.text(field) for field in kind.once)
        identity = row.record.number or f"{row.text(kind.day)}-{plain(words)}"
        seen[identity] += 1
        identity += f"-{seen[identity]}" if seen[identity] > 1 else ""
        points, told = _worth(scope, kind, row)
        key = tuple(plain(row.text(field)) for field in kind.once)
        text = f"{row.record.number}「{words}」{told}"
        yield _Claim(key, f"{prefix}/{identity}", text, points, row.at(kind.level))


def _worth(scope: Scope, kind: Levels, row: Row) -> tuple[Fraction, str]:
    """Return what a row brings, and why: its level, doubled, shared; nothing outside the year, or without a level."""
    ledger, level = scope.config.ledgers[kind.ledger], row.text(kind.level)
    if not scope.is_in_year(row.values.get(kind.day)):
        return ZERO, f"{ledger.field(kind.day).header}不在本年度考核基准日以前，不加分"
    if not level:
        return ZERO, f"还没有{ledger.field(kind.level).header}，不加分"
    points, text = kind.points.get(level, ZERO), f"{level}级"
    if kind.doubled and row.text(kind.doubled) == YES:
        points, text = points * 2, f"{text}，{ledger.field(kind.doubled).header}加倍"
    part = _share(kind, row)
    if part == ONE:
        return points, text
    return points * part, f"{text}，与别的单位共有，本单位占 {plain_number(part * HUNDRED)}%"


def _share(kind: Levels, row: Row) -> Fraction:
    """Return how much of an achievement is the unit's, as the office decided."""
    if row.share is not None:
        return row.share
    percent = fraction_of(row.values.get(kind.share)) if kind.share else None
    return ONE if percent is None else percent / HUNDRED


def _counted_once(claims: Sequence[_Claim], name: str) -> list[Because]:
    """Return a line a claim; of those that are one achievement the highest counts, the first of equal ones."""
    best: dict[tuple[str, ...], _Claim] = {}
    for each in claims:
        if each.key not in best or each.points > best[each.key].points:
            best[each.key] = each
    lines = []
    for each in claims:
        counts = best[each.key] is each
        text = f"{name}：{each.text}" + ("" if counts else "；同一件只按最高的计一次，这一条不另加")
        points = each.points if counts else ZERO
        lines.append(Because(each.id, text, points, ZERO, each.where, RULE))
    return lines


def _won(scope: Scope, kind: Won, row: Row, prefix: str) -> Iterator[Because]:
    """Yield the lines of an item that won a pilot, money, or both; one found false wins nothing."""
    share = ONE if row.share is None else row.share
    joint = "" if share == ONE else f"，与别的单位共有，本单位占 {plain_number(share * HUNDRED)}%"
    name = f"{row.record.number}「{row.text('name')}」"
    for identity, words, points, where in _prizes(scope, kind, row):
        if row.found_false is not None:
            text = f"{name}{words}，经批准认定抽查不实，不加分"
            yield Because(f"{prefix}/{row.record.number}/{identity}", text, ZERO, ZERO, row.found_false, RULE)
        else:
            text = f"{name}{words}{joint}"
            yield Because(f"{prefix}/{row.record.number}/{identity}", text, points * share, ZERO, where, RULE)


def _prizes(scope: Scope, kind: Won, row: Row) -> Iterator[tuple[str, str, Fraction, Where]]:
    pilot, money = kind.pilot, fraction_of(row.values.get(kind.money.field))
    points = pilot.points.get(row.text(pilot.level), ZERO)
    if points and row.text(pilot.field) == pilot.word and row.text(pilot.stage) in pilot.won:
        words, day = f"{row.text(pilot.level)}级试点{row.text(pilot.stage)}", row.values.get(pilot.day)
        if day is not None and not scope.is_in_year(day):
            header = scope.config.ledgers[kind.ledger].field(pilot.day).header
            yield "试点", f"{words}，{header}不在本年度考核基准日以前，不加分", ZERO, row.at(pilot.day)
        else:
            yield "试点", words, points, row.at(pilot.stage)
    step = next((s for s in kind.money.steps if money is not None and money >= s.reached), None)
    if money is not None and step is not None:
        yield "资金", f"累计到位资金 {plain_number(money)} 万元", step.points, row.at(kind.money.field)
