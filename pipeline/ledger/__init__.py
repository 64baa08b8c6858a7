"""What a ledger is: one YAML file in input_templates/, from which template, check and faces are made."""

from __future__ import annotations

from pipeline.ledger.fields import Field, When
from pipeline.ledger.load import load_ledgers
from pipeline.ledger.rules import (
    AtMost,
    DateOrder,
    InsidePeriod,
    Needs,
    NotAfterReturn,
    Reference,
    Rule,
    Unique,
)
from pipeline.ledger.types import Ledger, Ledgers, Line
from pipeline.ledger.versions import age_of, is_version

__all__ = [
    "AtMost", "DateOrder", "Field", "InsidePeriod", "Ledger", "Ledgers", "Line", "Needs", "NotAfterReturn", "Reference",
    "Rule", "Unique", "When", "age_of", "is_version", "load_ledgers",
]  # fmt: skip
