"""What is only nearly a day (5月底, 5月3日左右, 5月3日-5日): the day probably meant, as a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.cells.days import day_of, exact_day, last_of
from pipeline.model import chinese_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_LOOSE = re.compile(
    r"^(?:截至|截止到?|截止至|不晚于|最迟|力争|争取|预计|计划|拟|约|大约|大概|到|至|于|在|自|从)+"
    r"|(?:完成|结束|左右|前后|上下|以前|之前|前|以后|之后|后|以内|之内|内|为止|止|起|开始)+$"
)
_MONTH = re.compile(r"(?:(\d{4})(?:年|[.。/\-])+)?(\d{1,2})(月?)份?(底|末|上旬|中旬|下旬)?", re.ASCII)
_MONTH_TOGETHER = re.compile(r"(\d{4})(\d\d)", re.ASCII)
_YEAR_PART = re.compile(r"(?:(\d{4})年?)?(?:第?([1-4])季度|(上半年)|(下半年)|年?[底末])[底末]?", re.ASCII)
_TENTHS = {"上旬": 10, "中旬": 20}
_TO = frozenset("-—–~至到")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?", re.ASCII)
_MONTH_ONLY = re.compile(r"\d{1,2}", re.ASCII)
_VAGUE = re.compile(
    r"旬|月[底末初中]|学[期年]|期[末中]|[暑寒]假|放假|开学|[本下当]月|[本下]周|年[初中]"
    r"|^\d{4}年?$|^\d{1,2}[日号]$",
    re.ASCII,
)
_DAY_MARK = re.compile(r"\d[日号]")
_SOMEWHERE = re.compile(r"(?<!\d)(?:\d{4}[年./\-]\d{1,2}[月./\-]|\d{1,2}月)\d{1,2}(?!\d)[日号]?", re.ASCII)


def guess_day(text: str, year: int) -> str | None:
    """Return the day that the folded text may mean, as 2016年5月31日.

    "" is a time without a certain day (学期末), None no time at all.
    """
    core = _LOOSE.sub("", _LOOSE.sub("", text))
    for guess in _GUESSES:
        day = guess(core, year)
        if day is not None:
            return chinese_day(day)
    if _VAGUE.search(core):
        return ""
    return _somewhere(text, year)


def _exact(text: str, year: int) -> date | None:
    written = exact_day(text, year)
    return written.day if written else None


def _month(text: str, year: int) -> date | None:
    together = _MONTH_TOGETHER.fullmatch(text)
    if together:
        return last_of(int(together[1]), int(together[2]))
    found = _MONTH.fullmatch(text)
    if not found or not (found[1] or found[3]):
        return None
    named, month = int(found[1] or year), int(found[2])
    tenth = _TENTHS.get(found[4])
    return day_of(named, month, tenth) if tenth else last_of(named, month)


def _year_part(text: str, year: int) -> date | None:
    found = _YEAR_PART.fullmatch(text)
    if not found:
        return None
    month = int(found[2]) * 3 if found[2] else 6 if found[3] else 12
    return last_of(int(found[1] or year), month)


def _range(text: str, year: int) -> date | None:
    """Return the last day of 5月3日-5日, 5月—6月, 5-6月."""
    for at, char in enumerate(text):
        last = _end(text[:at], text[at + 1 :], year) if char in _TO else None
        if last:
            return last
    return None


def _end(left: str, right: str, year: int) -> date | None:
    if _MONTH_ONLY.fullmatch(left):
        return _month(right, year)
    first = _exact(left, year) or _month(left, year)
    if not first:
        return None
    only = _DAY_ONLY.fullmatch(right)
    last = day_of(first.year, first.month, int(only[1])) if only else None
    last = last or _exact(right, first.year) or _month(right, first.year)
    return last if last and last >= first else None


def _somewhere(text: str, year: int) -> str | None:
    """Return the day inside a longer text, "" where there are several."""
    found = _SOMEWHERE.findall(text)
    days = [day for each in found if (day := _exact(each, year))]
    if not days:
        return None
    several = len(found) > 1 or len(_DAY_MARK.findall(text)) > 1
    return "" if several else chinese_day(days[0])


_GUESSES: tuple[Callable[[str, int], date | None], ...] = (_exact, _month, _year_part, _range)
