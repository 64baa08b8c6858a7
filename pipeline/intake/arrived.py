"""A checked workbook, when it came, and what the office decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.findings import severity
from pipeline.model import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.config import Period
    from pipeline.model import FileDecision, LedgerReturn, Submission

COUNTS, SET_ASIDE, IN_TIME = "计入", "不计", "按时"
VERDICTS = (COUNTS, SET_ASIDE, IN_TIME)
NO_RETURN = "file-lock"
"""The finding of a file that is no return at all, only the trace of an open workbook."""
DOUBTS = {"identity-unit-differs": "单位名不一致", "identity-months-differ": "填报月份不一致"}
"""The findings under which a file waits until the office has said whose and of which month it is."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file of a period's returns.

    `decision` is the office's word on it, None where it gave none; `sent` when it was last sent back;
    `elsewhere` the other periods in whose folders the same content lies.
    """

    submission: Submission
    arrived: datetime
    decision: FileDecision | None = None
    sent: datetime | None = None
    elsewhere: frozenset[str] = frozenset()

    @property
    def verdict(self) -> str:
        """Return one of VERDICTS, "" where the office decided nothing."""
        return self.decision.verdict if self.decision else ""

    @property
    def accepted(self) -> bool:
        """Tell whether the office decided that it counts."""
        return self.verdict in {COUNTS, IN_TIME}

    @property
    def doubt(self) -> str:
        """Return why the file waits until the office says whose it is, "" where that is certain or decided."""
        codes = [] if self.decision else [f.code for f in self.submission.findings]
        return next((DOUBTS[code] for code in codes if code in DOUBTS), "")

    @property
    def order(self) -> tuple[datetime, str]:
        """Return what decides which is newer; equal moments go by name."""
        return self.arrived, self.submission.file

    @property
    def is_return(self) -> bool:
        """Tell whether somebody meant to return something with it."""
        return all(f.code != NO_RETURN for f in self.submission.findings)

    def usable(self, period: Period) -> bool:
        """Tell whether its rows may count in `period`; the office's word goes before what the file says of itself."""
        found = self.submission
        if not found.readable or not found.unit or self.verdict == SET_ASIDE:
            return False
        return self.accepted or (found.period == period.id and not self.doubt)

    def is_misplaced(self, period: Period) -> bool:
        """Tell whether it is another month's, lies in that month's folder too, and so asks for nothing here."""
        return not self.accepted and self.submission.period in self.elsewhere - {period.id}

    def came_to_nothing(self, period: Period) -> bool:
        """Tell whether somebody returned something with it that does not count as it stands."""
        meant = self.is_return and self.verdict != SET_ASIDE
        return meant and not self.usable(period) and not self.is_misplaced(period)

    def sent_back(self, period: Period) -> bool:
        """Tell whether the unit was asked to return it whole again: unreadable, or of another month."""
        return self.came_to_nothing(period) and not self.doubt

    def said(self, ledger: str) -> LedgerReturn | None:
        """Return what it says of `ledger`, None where that is nothing."""
        returned = self.submission.returns.get(ledger)
        return returned if returned is not None and returned.started else None

    @property
    def says_anything(self) -> bool:
        """Tell whether any of its sheets does: a row, or a nil mark."""
        return any(returned.started for returned in self.submission.returns.values())

    def brings_news(self, ledger: str) -> bool:
        """Tell whether it says more of `ledger` than what was handed out: a nil mark, a new row, an answer."""
        returned = self.said(ledger)
        return returned is not None and returned.news

    def faulty(self, ledger: str) -> bool:
        """Tell whether something in this ledger's sheet must be put right, or a row of it waits."""
        returned = self.submission.returns.get(ledger)
        if returned is None:
            return False
        return bool(returned.set_aside) or any(
            f.where.sheet == returned.sheet and severity(f) is Severity.MUST for f in self.submission.findings
        )
