"""The files for machines (contract): records, findings, scores, intake; exact figures beside shown ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic_core import to_json

from pipeline import __version__
from pipeline.briefing import questions
from pipeline.findings import count_by_severity, message, remedy, saying, severity, sorted_findings
from pipeline.model import LedgerState, shown, total
from pipeline.plain_csv import csv_bytes
from pipeline.registers import fingerprints
from pipeline.wording import discreet, rubric_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipeline.config import Config
    from pipeline.model import Because, Consolidation, IndicatorScore, Intake, UnitIntake, UnitScore

DRAFT = "送审稿"
FINDING_COLUMNS = ("severity", "code", "unit", "file", "sheet", "cell", "value", "message", "remedy")


def machine_files(config: Config, month: Consolidation) -> dict[str, bytes]:
    """Return every machine-readable file of the release by its path."""
    files = {f"records/{name}.csv": _records(table) for name, table in month.merged.tables.items()}
    files["findings.csv"] = _findings(month)
    files["guards.json"] = as_json(guards_document(config, month))
    files["scores.json"] = as_json(scores_document(config, month))
    files["intake.json"] = as_json(intake_document(config, month.merged.intake, month))
    files["rubric.json"] = as_json({"version": config.rubric.version, "lines": rubric_lines(config)})
    return files


def as_json(document: object) -> bytes:
    """Return `document` as UTF-8 JSON that a person can read."""
    return to_json(document, indent=1) + b"\n"


def _iso(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def _records(table: pd.DataFrame) -> bytes:
    columns = {str(name): str(name) for name in table.columns}
    rows = ({str(name): _iso(value) for name, value in row.items()} for row in table.to_dict("records"))
    return csv_bytes(columns, rows)


def _findings(month: Consolidation) -> bytes:
    rows = (
        {
            "severity": severity(f).value, "code": f.code, "unit": f.unit, "file": f.where.file, "sheet": f.where.sheet,
            "cell": f.where.cell, "value": f.context.get("typed", ""), "message": message(f), "remedy": remedy(f),
        }
        for f in sorted_findings((*month.findings, *month.guards))
    )  # fmt: skip
    return csv_bytes({name: name for name in FINDING_COLUMNS}, rows)


def guards_document(config: Config, month: Consolidation) -> dict[str, object]:
    """Return guards.json: what the office is asked to look at, and the items drawn for 抽查 with their seed."""
    asked = [discreet(config, each) for each in questions(month)]
    return {
        "period": month.period,
        "rubric_version": config.rubric.version,
        "questions": [
            {"kind": saying(f.code).guard, "code": f.code, "unit": f.unit, "message": message(f), "remedy": remedy(f),
             "places": [{"file": w.file, "sheet": w.sheet, "cell": w.cell} for w in (f.where, *f.also)]}
            for f in asked
        ],
        "draw": {"seed": config.rubric.guards.draw.seed, "items": config.rubric.guards.draw.items},
        "spot_checks": [
            {"unit": each.unit, "ledger": each.ledger, "number": each.number, "file": each.where.file,
             "sheet": each.where.sheet, "cell": each.where.cell}
            for each in month.spot_checks
        ],
    }  # fmt: skip


def scores_document(config: Config, month: Consolidation) -> dict[str, object]:
    """Return scores.json: figures shown to two places, and exact beside them."""
    return {
        "period": month.period,
        "rubric_version": config.rubric.version,
        "state": DRAFT,
        "provisional": list(month.provisional),
        "units": [_unit(score) for score in month.scores],
    }


def _unit(score: UnitScore) -> dict[str, object]:
    whole = score.score
    return {
        "id": score.unit, "name": score.name, "category": score.category,
        "score": None if whole is None else shown(whole), "score_exact": None if whole is None else str(whole),
        "rank": score.rank or None, "rank_overall": score.rank_overall or None,
        "headings": {
            name: {"gained": shown(gained), "gained_exact": str(gained), "possible": shown(possible),
                   "possible_exact": str(possible)}
            for name, (gained, possible) in score.headings.items()
        },
        "discipline": {
            "points": shown(total(score.discipline)),
            "points_exact": str(total(score.discipline)),
            "because": [_because(b) for b in score.discipline],
        },
        "indicators": [_indicator(each) for each in score.indicators],
    }  # fmt: skip


def _indicator(indicator: IndicatorScore) -> dict[str, object]:
    score = indicator.score
    return {
        "id": indicator.id, "name": indicator.name,
        "nominal_weight": str(indicator.nominal),
        "weight": shown(indicator.weight), "weight_exact": str(indicator.weight),
        "score": None if score is None else shown(score), "score_exact": None if score is None else str(score),
        "points": shown(indicator.points), "points_exact": str(indicator.points),
        "basis": "gains", "not_applicable": indicator.why_not or None, "provisional": indicator.provisional,
        "because": [_because(b) for b in indicator.because],
    }  # fmt: skip


def _because(line: Because) -> dict[str, object]:
    return {
        "id": line.id, "text": line.text, "points": shown(line.points), "points_exact": str(line.points),
        "out_of": shown(line.out_of), "out_of_exact": str(line.out_of), "rule": line.rule, "file": line.where.file,
        "sheet": line.where.sheet, "cell": line.where.cell,
    }  # fmt: skip


def intake_document(config: Config, intake: Intake, month: Consolidation | None = None) -> dict[str, object]:
    """Return intake.json: per unit and ledger what came, per file what became of it; findings where known."""
    return {
        "period": intake.period,
        "deadline": intake.deadline.isoformat(),
        "units": {unit: _unit_intake(config, each, month) for unit, each in intake.units.items()},
        "strays": [
            {"file": s.file, "reason": s.reason, "arrived": s.arrived.isoformat(), "waits": s.waits}
            for s in intake.strays
        ],
    }


def _unit_intake(config: Config, intake: UnitIntake, month: Consolidation | None) -> Mapping[str, object]:
    found = {"findings": count_by_severity(month.unit_findings(intake.unit))} if month else {}
    states = {
        name: {"state": e.state.value, "file": e.file, "rows": e.rows} for name, e in intake.ledgers.items()
    }
    states |= {
        each.id: {"state": LedgerState.NOT_DUE.value, "file": "", "rows": 0}
        for each in config.ledgers.all
        if each.id not in states and not each.of and each.filled_by == "units"
    }
    return {
        "late": intake.timeliness.value, "days_late": intake.days_late,
        "arrived": intake.arrived.isoformat() if intake.arrived else None, "sent_back": intake.sent_back,
        "ledgers": states,
        "files": [
            {"file": f.file, "arrived": f.arrived.isoformat(), "counted_for": list(f.counted_for), "reason": f.reason,
             "waits": f.waits}
            for f in intake.files
        ],
        "reminders": [
            {"step": r.step, "way": r.way, "addressee": r.addressee, "moment": r.moment.isoformat()}
            for r in intake.reminders
        ],
        **found,
    }  # fmt: skip


def manifest_document(
    config: Config, month: Consolidation, inputs: Mapping[str, str], files: Mapping[str, bytes]
) -> dict[str, object]:
    """Return manifest.json: checksums of every input, of the declarations and of every output; versions; clock."""
    folder = config.ledger_folder
    declared = {config.path.name: config.path.read_bytes()}
    declared |= {f"{folder.name}/{p.name}": p.read_bytes() for p in sorted(folder.glob("*.yaml"))}
    roster = config.settings.roster.workbook
    declared |= {roster: (config.home / roster).read_bytes()} if roster else {}
    return {
        "period": month.period,
        "state": DRAFT,
        "revision": 1,
        "restates": None,
        "clock": month.now.isoformat(),
        "program_version": __version__,
        "rubric_version": config.rubric.version,
        "template_version": config.ledgers.version,
        "inputs": dict(sorted(inputs.items())),
        "declarations": fingerprints(declared),
        "outputs": fingerprints(files),
    }
