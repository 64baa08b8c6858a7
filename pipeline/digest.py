"""What a first look at the month tells besides figures: what was asked for, highlights, the plan's clauses.

For workbook, page and draft alike; nothing of what is written in a sensitive ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.chronicle import Progress, Records, follow_plan
from pipeline.chronicle.supervision import ANSWERED, tell_supervision
from pipeline.model import ScoredPeriod

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.chronicle import ClauseStanding, Matter
    from pipeline.config import Config
    from pipeline.model import Consolidation, Record, Where

WON = {"获批", "到位"}
LOCAL = "校"
"""The lowest level: what stands there is no highlight."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """Something to be proud of: what kind, whose, what, and the cell."""

    kind: str
    unit: str
    text: str
    where: Where


def matters(config: Config, month: Consolidation) -> tuple[Matter, ...]:
    """Return what was asked for (交办) and has no result yet, then what this period gave a result (plan P12)."""
    told = tell_supervision(Records(config, month.merged)).matters
    waiting = [each for each in told if each.state != ANSWERED]
    answered = [each for each in told if each.state == ANSWERED]
    fresh = [each for each in answered if each.result_where.file.startswith(f"{month.period}/")]
    return (*waiting, *fresh)


def clauses(config: Config, month: Consolidation) -> tuple[ClauseStanding, ...]:
    """Return every clause of the plan as it stands on the period's last day (plan P17)."""
    period = config.period(month.period)
    own = ScoredPeriod(
        period.id, period.name, month.stage.state.value, month.stage.revision, config.rubric.version, month.scores
    )  # fmt: skip
    periods = (*month.earlier, own) if period.scored else month.earlier
    return follow_plan(Progress(Records(config, month.merged), periods, (), period.last))


def highlights(config: Config, month: Consolidation, most: int = 3) -> tuple[Highlight, ...]:
    """Return the period's highlights, one of each kind before a second of any: of the highest level first."""
    told = [tell(config, month) for tell in (_benchmarks, _bids, _honours, _stories, _experience)]
    mixed = [each for row in zip_longest(*told) for each in row if each is not None]
    return tuple(mixed[:most])


def _benchmarks(config: Config, month: Consolidation) -> list[Highlight]:
    done = {i.number for i in month.merged.items if i.completed_in == month.period}
    rows = [
        r for r in _rows(config, month, "benchmark", "highlight") if r.number in done and r.text("highlight")
    ]
    return [_highlight(config, "对标亮点", row, row.text("highlight"), "highlight") for row in rows]


def _bids(config: Config, month: Consolidation) -> list[Highlight]:
    period = config.period(month.period)
    rows = [
        row for row in _rows(config, month, "bids", "name")
        if row.text("stage") in WON and (day := row.day("approved_on")) and period.first <= day <= period.last
    ]  # fmt: skip
    return [
        _highlight(config, "“三争”", row, f"「{row.text('name')}」{row.text('stage')}（{row.text('level')}级）", "name")
        for row in _by_level(config, rows)
    ]  # fmt: skip


def _honours(config: Config, month: Consolidation) -> list[Highlight]:
    return [
        _highlight(config, "荣誉", row, f"获「{row.text('honour')}」（{row.text('level')}级）", "honour")
        for row in _by_level(config, _rows(config, month, "honours", "honour"))
    ]


def _stories(config: Config, month: Consolidation) -> list[Highlight]:
    return [
        _highlight(config, "宣传报道", row, f"「{row.text('title')}」，{row.text('outlet')}（{row.text('level')}级）", "title")
        for row in _by_level(config, _rows(config, month, "media", "title", "outlet"))
    ]  # fmt: skip


def _experience(config: Config, month: Consolidation) -> list[Highlight]:
    return [
        _highlight(config, "典型经验", row, f"「{row.text('title')}」{row.text('effect')}", "title")
        for row in _rows(config, month, "experience", "title", "effect")
    ]


def _rows(config: Config, month: Consolidation, ledger: str, *told: str) -> tuple[Record, ...]:
    """Return the period's rows of a ledger, none of one that the school does not keep or whose `told` columns are secret."""
    if ledger not in config.ledgers or any(config.ledgers[ledger].guards(name) for name in told):
        return ()
    return month.merged.records.get(ledger, {}).get(month.period, ())


def _by_level(config: Config, rows: Iterable[Record]) -> list[Record]:
    levels = list(config.tables.get("levels", ()))
    known = [row for row in rows if row.text("level") in levels and row.text("level") != LOCAL]
    return sorted(known, key=lambda row: levels.index(row.text("level")))


def _highlight(config: Config, kind: str, row: Record, text: str, field: str) -> Highlight:
    unit = config.find_unit(row.text("subject") or row.unit)
    return Highlight(kind, unit.name if unit else row.text("subject"), text, row.at(field))
