"""The year as the office closes it: every period as it was issued, the year's records, the judgement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.annual import judge_year
from pipeline.errors import UsageError
from pipeline.frontdoor import open_front_door
from pipeline.machine import year_content
from pipeline.pool import undisturbed
from pipeline.release import publish
from pipeline.rendering import year_files
from pipeline.revision import signed, year_stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.flow import Office
    from pipeline.model import YearBook


@undisturbed()
def bring_together(office: Office, year: str) -> YearBook:
    """Return the year brought together and judged (rubric §3); raises UsageError where it cannot be yet."""
    office.judge_as_declared()
    config = office.config
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
    issued = office.issued_document(year, "scores.json") if office.issued(year) else None
    return with_signatures(
        office, replace(book, stage=year_stage_of(book, issued), behind=office.behind(last, intakes, merged))
    )


def with_signatures(office: Office, book: YearBook) -> YearBook:
    """Return the year with whoever signed and issued what it says (rubric §4)."""
    config = office.declared
    content = year_content(config, book)
    stage = signed(config, book.stage, office.registers.signatures, str(book.year), content)
    return replace(book, stage=stage)


def render_year(office: Office, book: YearBook) -> dict[str, bytes]:
    """Return every file of the year's release, the manifest last."""
    inputs = office.inputs(book.merged, book.merged.period)
    return year_files(office.declared, book, inputs, office.progress)


def publish_year(office: Office, book: YearBook) -> Path:
    """Publish the year as output/<year>/ and return that folder."""
    return put_out_year(office, book, render_year(office, book))


def put_out_year(office: Office, book: YearBook, files: Mapping[str, bytes]) -> Path:
    """Publish the year's rendered files and return the folder."""
    office.keep_registers()
    folder = publish(office.declared.output, str(book.year), files)
    open_front_door(office.declared)
    return folder
