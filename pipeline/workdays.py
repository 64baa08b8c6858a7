"""Working days by the public calendar of China and the school's own departures from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

SATURDAY = 5


@cache
def _public(day: date) -> bool | None:
    """Tell whether the public calendar has `day` as a working day; None past its end."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working calendar; past the end of the public one, weekends alone count."""

    extra_holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is a working day."""
        if day in self.extra_holidays:
            return False
        if day in self.extra_workdays:
            return True
        known = _public(day)
        return day.weekday() < SATURDAY if known is None else known

    def knows(self, day: date) -> bool:
        """Tell whether the public calendar reaches `day`."""
        return _public(day) is not None

    def last_known_year(self, year: int) -> int:
        """Return the last year, not after `year`, that the public calendar reaches."""
        while not self.knows(date(year, 1, 1)):
            year -= 1
        return year

    def on_or_after(self, day: date) -> date:
        """Return `day`, or the next working day."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def late(self, due: date, done: date) -> int:
        """Return the working days after `due` up to and including `done`; 0 when in time."""
        count = 0
        while due < done:
            due += timedelta(days=1)
            count += self.is_workday(due)
        return count

    def add(self, day: date, workdays: int) -> date:
        """Return the day that lies `workdays` working days after `day`."""
        while workdays:
            day += timedelta(days=1)
            workdays -= self.is_workday(day)
        return day


def add_months(day: date, months: int) -> date:
    """Return the last day of the month that lies `months` after the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months + 1, 12)
    return date(year, month + 1, 1) - timedelta(days=1)
