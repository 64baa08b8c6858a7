"""B 民主测评 by voter group, and L, the leading group's mark (rubric §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Because
from pipeline.score.context import HUNDRED, RUBRIC, ZERO, Part, fraction_of, plain_number

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.annual.scope import Row, Scope
    from pipeline.yearly import Ballots, Mark


def score_ballots(scope: Scope, kind: Ballots, prefix: str) -> Part:
    """Return a line a voter group; its lines add up, and one without valid votes gives its share to the others."""
    rows = list(scope.rows(kind.ledger))
    cast = {group: [row for row in rows if row.text(kind.group_field) == group] for group in kind.groups}
    valid = {group: sum(sum(_votes(kind, row).values()) for row in own) for group, own in cast.items()}
    whole = sum((share for group, share in kind.groups.items() if valid[group]), ZERO)
    if not whole:
        return Part(applies=False, why_not="没有有效的测评票", where_not=RUBRIC)
    return Part(tuple(
        _group(scope, kind, group, cast[group], prefix, share / whole) if valid[group]
        else _silent(kind, group, prefix)
        for group, share in kind.groups.items()
    ))  # fmt: skip


def _votes(kind: Ballots, row: Row) -> dict[str, Fraction]:
    """Return how many valid votes of each worth a line counts."""
    return {field: fraction_of(row.values.get(field)) or ZERO for field in kind.votes}


def _group(scope: Scope, kind: Ballots, group: str, rows: list[Row], prefix: str, share: Fraction) -> Because:
    counts = {field: sum((_votes(kind, row)[field] for row in rows), ZERO) for field in kind.votes}
    valid = sum(counts.values(), ZERO)
    score = sum((count * kind.votes[field] for field, count in counts.items()), ZERO) / valid
    ledger = scope.config.ledgers[kind.ledger]
    told = "、".join(f"{ledger.field(field).header} {plain_number(count)}" for field, count in counts.items())
    text = f"{group}有效票 {plain_number(valid)} 张：{told}；占 {_percent(share)}"
    place = rows[0].at(next(iter(kind.votes)))
    return Because(f"{prefix}/{group}", text, score * share, HUNDRED * share, place, "细则§3 民主测评")


def _silent(kind: Ballots, group: str, prefix: str) -> Because:
    text = f"{group}没有有效票，{_percent(kind.groups[group])} 的份额并入其他群体"
    return Because(f"{prefix}/{group}/不适用", text, ZERO, ZERO, RUBRIC, "细则§3 民主测评")


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.4g}%"


def score_mark(scope: Scope, kind: Mark, prefix: str) -> Part:
    """Return the line of the leading group's mark; does not apply where there is none."""
    rows = [row for row in scope.rows(kind.ledger) if fraction_of(row.values.get(kind.field)) is not None]
    if not rows:
        return Part(applies=False, why_not="领导小组还没有评定", where_not=RUBRIC)
    mark = fraction_of(rows[-1].values[kind.field]) or ZERO
    text = f"领导小组评定 {plain_number(mark)} 分"
    return Part((Because(prefix, text, mark, HUNDRED, rows[-1].at(kind.field), "细则§3 领导小组评定"),))
