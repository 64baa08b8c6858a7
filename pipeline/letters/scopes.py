"""发送范围: which units a reader is told of, and a month with those units alone in it (design 12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.findings import saying
from pipeline.wording import discreet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from pipeline.config import Config, Period
    from pipeline.model import Consolidation, Finding, Intake, Merged, Record
    from pipeline.roster import Reader, Unit

WORKBOOK, PAGE, DRAFTS, COPY = "汇总表", "网页", "底稿", "退改件"
USUAL: Mapping[str, tuple[str, ...]] = {
    "全部": (WORKBOOK, PAGE), "类别": (WORKBOOK, PAGE), "分管": (WORKBOOK, PAGE), "本单位": (PAGE, COPY),
}  # fmt: skip
"""What is enclosed for a scope, unless the reader's line says otherwise."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader is told: the units, in the roster's order, whether that is the whole school, what is enclosed."""

    reader: Reader
    units: tuple[Unit, ...]
    whole: bool
    formats: tuple[str, ...]

    @property
    def sensitive(self) -> bool:
        """Whether what stands in sensitive ledgers may reach the reader; else there are numbers and counts alone."""
        return self.reader.sensitive

    @property
    def called(self) -> str:
        """Return how a narrower scope is called: the unit, the category, or whose units they are."""
        if len(self.units) == 1:
            return self.units[0].name
        return self.reader.of if self.reader.scope == "类别" else f"{self.reader.of}分管单位"

    @property
    def ids(self) -> frozenset[str]:
        """Return the units' ids."""
        return frozenset(unit.id for unit in self.units)


def scope_of(config: Config, reader: Reader, period: Period) -> Scope:
    """Return what `reader` is told of `period`: of all, a category, a leader's units or one unit."""
    units = tuple(unit for unit in config.units_in(period) if config.covers(reader, unit))
    return Scope(reader, units, reader.scope == "全部", reader.formats or USUAL[reader.scope])


def narrowed(config: Config, month: Consolidation, units: frozenset[str]) -> Consolidation:
    """Return the month with these units alone in it: nobody else's rows, items, files, scores, findings or corrections.

    Scores keep the ranks that they have among all. What the office is asked is not there, nor what it draws for 抽查.
    """
    return replace(
        month, merged=_merged(config, month.merged, units),
        scores=tuple(s for s in month.scores if s.unit in units),
        concerns=tuple(c for c in month.concerns if c.unit in units),
        findings=_own(month.findings, units), guards=(), spot_checks=(),
        earlier=tuple(replace(e, scores=tuple(s for s in e.scores if s.unit in units)) for e in month.earlier),
        stage=replace(
            month.stage, changes=tuple(c for c in month.stage.changes if c.unit in units),
            reviews=tuple(r for r in month.stage.reviews if r.unit in units),
        ),
    )  # fmt: skip


def veiled(config: Config, month: Consolidation) -> Consolidation:
    """Return the month without what stands in sensitive ledgers: their items and rows are gone, findings say no word of it."""
    merged = month.merged
    guarded = {ledger.id for ledger in config.ledgers.all if ledger.sensitive}
    return replace(
        month, findings=tuple(discreet(config, each) for each in month.findings),
        merged=replace(
            merged, items=tuple(i for i in merged.items if i.ledger not in guarded),
            records={name: rows for name, rows in merged.records.items() if name not in guarded},
        ),
    )  # fmt: skip


def _merged(config: Config, merged: Merged, units: frozenset[str]) -> Merged:
    return replace(
        merged, intakes={name: _intake(each, units) for name, each in merged.intakes.items()},
        items=tuple(item for item in merged.items if item.unit in units),
        records={
            name: {period: _rows(config, rows, units) for period, rows in by_period.items()}
            for name, by_period in merged.records.items()
        },
        tables={
            name: own for name, table in merged.tables.items() if len(own := _table(config, table, units))
        },
        decisions=tuple(d for d in merged.decisions if d.unit in units), findings=_own(merged.findings, units),
    )  # fmt: skip


def _own(findings: Iterable[Finding], units: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.unit in units and not saying(f.code).office)


def _intake(intake: Intake, units: frozenset[str]) -> Intake:
    own = {name: each for name, each in intake.units.items() if name in units}
    return replace(intake, units=own, strays=(), findings=_own(intake.findings, units))


def _rows(config: Config, rows: Iterable[Record], units: frozenset[str]) -> tuple[Record, ...]:
    return tuple(row for row in rows if _speaks_of(config, row.unit, row.text("subject")) in units)


def _table(config: Config, table: pd.DataFrame, units: frozenset[str]) -> pd.DataFrame:
    subjects = table["subject"] if "subject" in table else [None] * len(table)
    mask = [
        _speaks_of(config, str(unit), "" if subject is None else str(subject)) in units
        for unit, subject in zip(table["unit"], subjects, strict=True)
    ]
    return table[mask]


def _speaks_of(config: Config, unit: str, subject: str) -> str:
    """Return whose the row is: a register of the office or of the assessors speaks of the unit that it names."""
    filler = config.find_unit(unit)
    if filler is None or config.category(filler).fills == "units":
        return unit
    named = config.find_unit(subject) if subject else None
    return named.id if named else ""
