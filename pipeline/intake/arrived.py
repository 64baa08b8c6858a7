"""A checked workbook, when it came, and what the office decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.check import is_news
from pipeline.findings import severity
from pipeline.model import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.config import Period
    from pipeline.model import LedgerReturn, Submission

COUNTS, SET_ASIDE, IN_TIME = "计入", "不计", "按时"
VERDICTS = (COUNTS, SET_ASIDE, IN_TIME)
NO_RETURN = "file-lock"
"""The finding of a file that is no return at all, only the trace of an open workbook."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file of a period's returns; `verdict` is one of VERDICTS, "" where the office decided nothing."""

    submission: Submission
    arrived: datetime
    verdict: str = ""

    @property
    def order(self) -> tuple[datetime, str]:
        """Return what decides which is newer; equal moments go by name."""
        return self.arrived, self.submission.file

    @property
    def is_return(self) -> bool:
        """Tell whether somebody meant to return something with it."""
        return all(f.code != NO_RETURN for f in self.submission.findings)

    def usable(self, period: Period) -> bool:
        """Tell whether its rows may count in `period`."""
        fits = self.submission.readable and self.submission.period == period.id
        return fits and self.verdict != SET_ASIDE

    def sent_back(self, period: Period) -> bool:
        """Tell whether the unit was asked to return it whole again: unreadable, or of another month."""
        return self.is_return and self.verdict != SET_ASIDE and not self.usable(period)

    def said(self, ledger: str) -> LedgerReturn | None:
        """Return what it says of `ledger`, None where that is nothing."""
        returned = self.submission.returns.get(ledger)
        return returned if returned is not None and returned.started else None

    def brings_news(self, ledger: str) -> bool:
        """Tell whether it says more of `ledger` than what was handed out: a nil mark, a new row, an answer."""
        returned = self.said(ledger)
        rows = (*returned.records, *returned.set_aside) if returned else ()
        return bool(returned and returned.nil) or any(map(is_news, rows))

    def faulty(self, ledger: str) -> bool:
        """Tell whether something in this ledger's sheet must be put right, or a row of it waits."""
        returned = self.submission.returns.get(ledger)
        if returned is None:
            return False
        return bool(returned.set_aside) or any(
            f.where.sheet == returned.sheet and severity(f) is Severity.MUST for f in self.submission.findings
        )
