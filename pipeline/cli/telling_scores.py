"""What stands behind `explain`: one unit's score of a period or of the year, every point with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline import account as accounts
from pipeline.errors import UsageError
from pipeline.machine import scores_document, year_unit_document
from pipeline.yearend import bring_together

if TYPE_CHECKING:
    from pipeline.cli.desk import Desk
    from pipeline.config import Period
    from pipeline.roster import Unit


@dataclass(frozen=True, slots=True)
class Account:
    """A score told: whole, as the paragraph for the telephone, and for a program."""

    document: dict[str, Any]
    lines: list[str]
    spoken: str


def of_a_period(at: Desk, period: Period, unit: Unit) -> Account:
    """Return the account of the unit's period; raises UsageError where it is not scored."""
    with at.office() as office:
        month = office.consolidate(period)
    score = next((s for s in month.scores if s.unit == unit.id), None)
    if score is None:
        why = "" if period.scored else f"{period.name}只汇总，不计分。"
        message = f"{unit.name}{period.name}不计分。{why}"
        raise UsageError(message)
    units: Any = scores_document(office.config, month)["units"]
    own = next(u for u in units if u["id"] == score.unit)
    spoken = accounts.spoken(office.config, month, score)
    document = {"period": month.period, **own, "spoken": spoken}
    return Account(document, accounts.account(office.config, month, score), spoken)


def of_the_year(at: Desk, year: str, unit: Unit) -> Account:
    """Return the account of the unit's year; raises UsageError where it is not judged."""
    with at.office() as office:
        book = bring_together(office, year)
    score = next((s for s in book.scores if s.unit == unit.id), None)
    if score is None:
        message = f"{unit.name}不参加年度考评。"
        raise UsageError(message)
    spoken = accounts.year_spoken(book, score)
    document = {"year": book.year, **year_unit_document(at.config, score), "spoken": spoken}
    return Account(document, accounts.year_account(book, score), spoken)
