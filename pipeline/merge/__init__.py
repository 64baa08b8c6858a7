"""The accepted returns up to a period brought together: numbered items followed over time, one table a ledger."""

from __future__ import annotations

from pipeline.merge.corrections import corrections
from pipeline.merge.decisions import approved_decisions, rows_of
from pipeline.merge.month import merge

__all__ = ["approved_decisions", "corrections", "merge", "rows_of"]
