"""Date cells: real dates, days written in any usual way, and what is only nearly a day as a question."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from pipeline.cells.days import FIRST_YEAR, LAST_YEAR, Day, day_of, exact_day, fold_day
from pipeline.cells.hints import guess_day
from pipeline.cells.reading import BLANK, Raw, Reading, show, unread
from pipeline.cells.text import fold, is_blank, mend_digits, wordless
from pipeline.model import chinese_day

_LONGEST = 40
_ONE_PLACE = re.compile(r"(\d{1,2}|\d{4})\.(\d)", re.ASCII)
_EXCEL_FIRST = 1900
_LEAP_THAT_NEVER_WAS = date(1900, 3, 1)


def read_date(raw: Raw, *, year: int) -> Reading:
    """Return the cell as a day; `year` (the period's) stands in where none is written."""
    if isinstance(raw, date):
        return _real(raw, year)
    if is_blank(raw):
        return BLANK
    typed = show(raw)
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return _figure(typed, year)
    if not isinstance(raw, str) or len(typed) > _LONGEST:
        return unread("date-wrong", typed)
    return wordless(typed) or _written(typed, year)


def _real(raw: date, year: int) -> Reading:
    day = raw.date() if isinstance(raw, datetime) else raw
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return Reading(day)
    guess = _entered(raw, year) if day.year == _EXCEL_FIRST else None
    return unread("date-unclear", show(raw), suggestion=guess) if guess else unread("date-wrong", show(raw))


def _entered(raw: date, year: int) -> str | None:
    """Return what 6.15 meant where a cell in date format made 6 January 1900 of it."""
    moment = raw if isinstance(raw, datetime) else datetime(raw.year, raw.month, raw.day)  # noqa: DTZ001 — as Excel has it
    offset = 31 if moment.date() < _LEAP_THAT_NEVER_WAS else 30
    serial = (moment.replace(tzinfo=None) - datetime(1899, 12, offset)) / timedelta(days=1)  # noqa: DTZ001
    written = exact_day(f"{serial:.4g}", year)
    return chinese_day(written.day) if written else None


def _figure(typed: str, year: int) -> Reading:
    """Return the reading of a number: 42493, 20160503, 5.13; a number drops the zero of 6.30 and 2016.10."""
    lost = _ONE_PLACE.fullmatch(typed)
    if lost is None:
        return _written(typed, year)
    whole, tenths = int(lost[1]), int(lost[2])
    if len(lost[1]) > 2:  # noqa: PLR2004 — a year
        return unread("date-unclear", typed, suggestion="") if tenths == 1 else _written(typed, year)
    day = day_of(year, whole, tenths)
    if day and day_of(year, whole, tenths * 10):
        return unread("date-unclear", typed, suggestion=chinese_day(day))
    return _written(typed, year)


def _written(typed: str, year: int) -> Reading:
    text = fold_day(typed, year)
    written = exact_day(text, year)
    if written and not written.far:
        return _settled(typed, written)
    guess = _misspelt(typed, year) or guess_day(text, year)
    return unread("date-wrong", typed) if guess is None else unread("date-unclear", typed, suggestion=guess)


def _misspelt(typed: str, year: int) -> str:
    """Return the day that is written with letters for digits (2O16.5.3), "" where none is."""
    mended = mend_digits(fold(typed))
    written = exact_day(fold_day(mended, year), year) if mended != fold(typed) else None
    return chinese_day(written.day) if written else ""


def _settled(typed: str, written: Day) -> Reading:
    became = chinese_day(written.day)
    if typed == became:
        return Reading(written.day)
    code = "date-tidied" if written.dated else "date-year-assumed"
    return Reading(written.day, code, {"typed": typed, "became": became})
