"""intake.json (contract): per unit and ledger what came, per file what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.findings import count_by_severity
from pipeline.model import LedgerState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config
    from pipeline.model import Consolidation, Intake, UnitIntake


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
