"""A day as people write it: 2016.5.3, 20160503, 42493, 二〇一六年五月三日, 5月3号."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.cells.numerals import NUMERALS, chinese_number, digits
from pipeline.cells.text import fold

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""A year outside is a slip of the hand (2106, 0216)."""

_SERIALS = range(36526, 73415)
_SERIAL_ZERO = date(1899, 12, 30)
_NEAR_YEARS = 5

_MARKS = str.maketrans("・•‧∙⋅∕⁄−", ".....//-")
_GAP = r"[.。·/\-—–_、,\\\s]"
_FULL = re.compile(rf"(\d{{4}}|\d\d)(?:年|{_GAP})+(\d{{1,2}})(?:月|{_GAP})+(\d{{1,2}})[日号]*", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})(?:月|[.。/\-])+(\d{1,2})[日号]*", re.ASCII)
_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)[日号]?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)

_CLOCK = re.compile(r"(?:T|\s|(?<=[日号]))\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?$", re.ASCII)
_WEEKDAY = re.compile(r"[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?$|(?<=[日号])[上下]午$")
_NUMERAL = re.compile(f"[{NUMERALS}廿卅]+")
_LETTER_O = re.compile(r"(?<=[一二])[oO○](?=[〇零○oO一二三四五六七八九])")
_YEAR_WORDS = (("今年", 0), ("本年", 0), ("明年", 1), ("去年", -1))


@dataclass(frozen=True, slots=True)
class Day:
    """A written day: with its year (`dated`), with two figures of it that need a look (`far`), or without."""

    day: date
    dated: bool = True
    far: bool = False


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the date, None where the calendar or common sense has no such day."""
    fits = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]  # noqa: PLR2004
    return date(year, month, day) if fits else None


def last_of(year: int, month: int) -> date | None:
    """Return the last day of the month, None where there is no such month."""
    return day_of(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None  # noqa: PLR2004


def fold_day(text: str, year: int) -> str:
    """Return the text in one width and Arabic figures, without clock, weekday, end mark; 今年 as a year."""
    text = _CLOCK.sub("", fold(text).translate(_MARKS).strip("。.,;、!'"))
    text = _WEEKDAY.sub("", text)
    for word, years in _YEAR_WORDS:
        if text.startswith(word):
            text = f"{year + years}年{text.removeprefix(word)}"
    return _NUMERAL.sub(_figures, _LETTER_O.sub("〇", text))


def _figures(found: re.Match[str]) -> str:
    text = found[0].replace("廿", "二十").replace("卅", "三十")
    number = chinese_number(text)
    return digits(text) if number is None else str(number)


def exact_day(text: str, year: int) -> Day | None:
    """Return the day that the folded text writes and nothing else, the year of `year` where it names none."""
    full = _FULL.fullmatch(text) or _TOGETHER.fullmatch(text)
    if full:
        named, month, number = map(int, full.groups())
        century = 2000 if len(full[1]) < 4 else 0  # noqa: PLR2004
        day = day_of(named + century, month, number)
        return Day(day, far=bool(century) and abs(day.year - year) > _NEAR_YEARS) if day else None
    short = _SHORT.fullmatch(text)
    if short:
        day = day_of(year, int(short[1]), int(short[2]))
        return Day(day, dated=False) if day else None
    serial = _SERIAL.fullmatch(text)
    if serial and int(serial[1]) in _SERIALS:
        return Day(_SERIAL_ZERO + timedelta(days=int(serial[1])))
    return None
