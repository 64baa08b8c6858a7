"""Every machine-readable file of a release, and its manifest."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic_core import to_json

from pipeline import __version__
from pipeline.briefing import questions
from pipeline.config import declarations
from pipeline.findings import message, remedy, saying, severity, sorted_findings
from pipeline.machine.intake import intake_document
from pipeline.machine.scores import scores_document
from pipeline.plain_csv import csv_bytes
from pipeline.registers import fingerprints, sha256_of
from pipeline.wording import discreet, rubric_lines
from pipeline.xlsx import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipeline.config import Config
    from pipeline.model import Consolidation

FINDING_COLUMNS = ("severity", "code", "unit", "file", "sheet", "cell", "value", "message", "remedy")


def machine_files(config: Config, month: Consolidation) -> dict[str, bytes]:
    """Return every machine-readable file of the release by its path."""
    files = {f"records/{name}.csv": _records(table) for name, table in month.merged.tables.items()}
    files["findings.csv"] = _findings(month)
    files["guards.json"] = as_json(guards_document(config, month))
    files["scores.json"] = as_json(scores_document(config, month))
    files["intake.json"] = as_json(intake_document(config, month.merged.intake, month))
    files["rubric.json"] = as_json(rubric_document(config))
    return files


def content_of(config: Config, month: Consolidation) -> str:
    """Return the fingerprint of what is signed: the scores, the records and the rubric, whatever their state."""
    tables = {name: sha256_of(_records(table)) for name, table in month.merged.tables.items()}
    units = scores_document(config, month)["units"]
    return sha256_of(as_json({"units": units, "records": tables, "rubric": rubric_document(config)}))


def rubric_document(config: Config) -> dict[str, object]:
    """Return rubric.json: the rubric in words, and as it is declared, so that the period can be judged by it again."""
    return {
        "version": config.rubric.version,
        "lines": rubric_lines(config),
        "declared": config.rubric.model_dump(mode="json", fallback=str),
        "deductions": [
            each.model_dump(mode="json", fallback=str) for each in config.settings.codes.deductions
        ],
    }


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
            "cell": f.where.cell, "value": written(f.context.get("typed", "")), "message": written(message(f)), "remedy": remedy(f),
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


def manifest_document(
    config: Config, month: Consolidation, inputs: Mapping[str, str], files: Mapping[str, bytes]
) -> dict[str, object]:
    """Return manifest.json: checksums of every input, of the declarations and of every output; versions; clock."""
    return {
        "period": month.period,
        "state": month.stage.state.value,
        "revision": month.stage.revision,
        "restates": month.stage.restates or None,
        "content": content_of(config, month),
        "clock": month.now.isoformat(),
        "program_version": __version__,
        "rubric_version": config.rubric.version,
        "template_version": config.ledgers.version,
        "inputs": dict(sorted(inputs.items())),
        "declarations": fingerprints(declarations(config)),
        "outputs": fingerprints(files),
    }
