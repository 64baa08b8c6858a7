"""What stands behind `explain`: one unit's score of a period or of the year, every point with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline import account as accounts
from pipeline.archive import published_document
from pipeline.errors import UsageError
from pipeline.machine import scores_document, year_unit_document
from pipeline.model import State
from pipeline.yearend import bring_together

if TYPE_CHECKING:
    from pipeline.cli.desk import Desk
    from pipeline.config import Period
    from pipeline.flow import Office
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
        then = _issued(office, period.id)
        month = then.consolidate(period)
    config = then.config
    score = next((s for s in month.scores if s.unit == unit.id), None)
    if score is None:
        why = "" if period.scored else f"{period.name}只汇总，不计分。"
        message = f"{unit.name}{period.name}不计分。{why}"
        raise UsageError(message)
    units: Any = scores_document(config, month)["units"]
    own = next(u for u in units if u["id"] == score.unit)
    spoken = accounts.spoken(config, month, score)
    document = {"period": month.period, "state": month.stage.words, **own, "spoken": spoken}
    lines = [f"{period.name}　{month.stage.words}", *accounts.account(config, month, score)]
    return Account(document, lines, spoken)


def _issued(office: Office, name: str) -> Office:
    """Return the office as it was when what is published was issued, so that both read the same; else as it is."""
    manifest = office.declared.output / name / "manifest.json"
    published = published_document(manifest) if manifest.is_file() else {}
    then = published.get("state") == State.ISSUED and datetime.fromisoformat(published["clock"]) <= office.now
    return office.as_it_was(published) if then else office


def of_the_year(at: Desk, year: str, unit: Unit) -> Account:
    """Return the account of the unit's year; raises UsageError where it is not judged."""
    with at.office() as office:
        book = bring_together(_issued(office, year), year)
    score = next((s for s in book.scores if s.unit == unit.id), None)
    if score is None:
        message = f"{unit.name}不参加年度考评。"
        raise UsageError(message)
    spoken = accounts.year_spoken(book, score)
    document = {
        "year": book.year,
        "state": book.stage.words,
        **year_unit_document(at.config, score),
        "spoken": spoken,
    }
    lines = [f"{book.year}年度　{book.stage.words}", *accounts.year_account(book, score)]
    return Account(document, lines, spoken)
