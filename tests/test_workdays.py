"""Working days: moved deadlines, lateness over holidays, and what happens past the calendar's end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.workdays import Workdays, add_months

PUBLIC = Workdays()


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2016, 6, 5), date(2016, 6, 6)),
        (date(2016, 6, 9), date(2016, 6, 12)),
        (date(2016, 7, 5), date(2016, 7, 5)),
        (date(2016, 10, 5), date(2016, 10, 8)),
        (date(2016, 11, 5), date(2016, 11, 7)),
    ],
    ids=["Sunday", "端午, then a working Sunday", "working day", "国庆, then a working one", "Saturday"],
)
def test_deadline_moves_to_the_next_working_day(day: date, moved: date) -> None:
    """A return day stays or moves past weekends and public holidays (rubric §1)."""
    assert PUBLIC.on_or_after(day) == moved


@pytest.mark.parametrize(
    ("done", "days"),
    [
        (date(2016, 9, 28), 0),
        (date(2016, 9, 29), 0),
        (date(2016, 9, 30), 1),
        (date(2016, 10, 7), 1),
        (date(2016, 10, 8), 2),
        (date(2016, 10, 9), 3),
        (date(2016, 10, 10), 4),
    ],
)
def test_lateness_skips_the_national_holiday(done: date, days: int) -> None:
    """国庆 2016 costs nothing, and the working Saturday and Sunday after it each count."""
    assert PUBLIC.late(date(2016, 9, 29), done) == days


def test_weekend_after_the_deadline_is_not_late() -> None:
    """What is due on a Friday and done on the Sunday is not late by any working day."""
    assert PUBLIC.late(date(2016, 6, 17), date(2016, 6, 19)) == 0


def test_adding_working_days_passes_over_the_holiday() -> None:
    """Two working days after 30 September 2016 is 9 October, a working Sunday."""
    assert PUBLIC.add(date(2016, 9, 30), 2) == date(2016, 10, 9)


def test_school_departs_from_the_public_calendar() -> None:
    """The school's own holidays and working days come before the public ones."""
    own = Workdays(frozenset({date(2016, 6, 6)}), frozenset({date(2016, 6, 4)}))

    assert own.on_or_after(date(2016, 6, 4)) == date(2016, 6, 4)
    assert own.on_or_after(date(2016, 6, 5)) == date(2016, 6, 7)
    assert own.late(date(2016, 6, 3), date(2016, 6, 7)) == 2


def test_past_the_calendar_only_weekends_rest() -> None:
    """A year that the public calendar does not reach is said to be unknown, and has weekends only."""
    saturday = date(2096, 1, 7)

    assert saturday.weekday() == 5
    assert not PUBLIC.knows(saturday)
    assert not PUBLIC.is_workday(saturday)
    assert PUBLIC.on_or_after(saturday) == saturday + timedelta(days=2)
    assert PUBLIC.is_workday(date(2096, 10, 1))
    assert PUBLIC.knows(date(2016, 12, 31))


@pytest.mark.parametrize(
    ("months", "last"),
    [(2, date(2016, 7, 31)), (8, date(2017, 1, 31)), (0, date(2016, 5, 31)), (-3, date(2016, 2, 29))],
)
def test_months_are_added_to_the_end_of_a_month(months: int, last: date) -> None:
    """Adding months gives a month's last day, over the year's end and into a leap February."""
    assert add_months(date(2016, 5, 17), months) == last
