"""The year as the office closes it: every period as it was issued, the year's records, the judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.annual import judge_year
from pipeline.errors import UsageError
from pipeline.machine import as_json, year_document
from pipeline.pool import undisturbed
from pipeline.release import publish

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.flow import Office
    from pipeline.model import YearBook


@undisturbed()
def bring_together(office: Office, year: str) -> YearBook:
    """Return the year brought together and judged (rubric §3); raises UsageError where it cannot be yet."""
    config = office.config = office.declared
    if year != str(config.settings.year):
        message = f"没有「{year}」年度。现在的设置是 {config.settings.year} 年度。"
        raise UsageError(message)
    last = config.periods[-1]
    intakes = office.take_in(last)
    merged = office.merged(last, intakes)
    office.progress("年度考评", 0, 1)
    periods = [office.scored(period, intakes) for period in config.periods if period.scored]
    book = judge_year(config, merged, periods, office.now)
    office.progress("年度考评", 1, 1)
    return book


def publish_year(office: Office, book: YearBook) -> Path:
    """Publish the year as output/<year>/ and return that folder."""
    files = {"scores.json": as_json(year_document(office.declared, book))}
    office.keep_registers()
    return publish(office.declared.output, str(book.year), files)
