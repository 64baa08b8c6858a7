"""The nouns of the month: frozen data that every step and face shares.

path → Submission → Record(where, values) → Finding → Items, tables → Scores → Consolidation → files.
"""

from __future__ import annotations

from pipeline.model.items import Decision, DecisionKind, Item, Merged, Milestone, Move
from pipeline.model.letters import Attachment, Block, Figures, Letter, LetterKind, Points, Words
from pipeline.model.places import (
    Finding,
    Severity,
    Value,
    Where,
    chinese_day,
    chinese_moment,
    chinese_short_day,
    chinese_until,
    shown,
)
from pipeline.model.returns import (
    Amendment,
    FileDecision,
    FileFate,
    Intake,
    LedgerIntake,
    LedgerReturn,
    LedgerState,
    Leftover,
    Received,
    Record,
    Reminder,
    Submission,
    Timeliness,
    UnitIntake,
)
from pipeline.model.scores import (
    Because,
    Concern,
    Consolidation,
    IndicatorScore,
    SpotCheck,
    UnitScore,
    total,
)
from pipeline.model.stages import FIRST_DRAFT, Change, Review, Stage, State
from pipeline.model.years import BonusSource, PeriodShare, ScoredPeriod, YearBook, YearPart, YearScore

__all__ = [
    "FIRST_DRAFT",
    "Amendment",
    "Attachment",
    "Because",
    "Block",
    "BonusSource",
    "Change",
    "Concern",
    "Consolidation",
    "Decision",
    "DecisionKind",
    "Figures",
    "FileDecision",
    "FileFate",
    "Finding",
    "IndicatorScore",
    "Intake",
    "Item",
    "LedgerIntake",
    "LedgerReturn",
    "LedgerState",
    "Leftover",
    "Letter",
    "LetterKind",
    "Merged",
    "Milestone",
    "Move",
    "PeriodShare",
    "Points",
    "Received",
    "Record",
    "Reminder",
    "Review",
    "ScoredPeriod",
    "Severity",
    "SpotCheck",
    "Stage",
    "State",
    "Submission",
    "Timeliness",
    "UnitIntake",
    "UnitScore",
    "Value",
    "Where",
    "Words",
    "YearBook",
    "YearPart",
    "YearScore",
    "chinese_day",
    "chinese_moment",
    "chinese_short_day",
    "chinese_until",
    "shown",
    "total",
]
