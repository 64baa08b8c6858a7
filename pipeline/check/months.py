"""Which 填报月份 a few words mean: as the form prints it, as people write it, as Excel turns it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import plain

if TYPE_CHECKING:
    from pipeline.config import Config, Period

_MONTH = re.compile(r"(?:(\d{4})年)?(?:\d{1,2}[^\d年月]{1,2})?(\d{1,2})月份?(?:\d{1,2}日|合并期)?")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Month:
    """The month that was said: the period declared for it, None where there is none (last year's form)."""

    name: str = ""
    period: Period | None = None


NO_MONTH = Month()


def month_said(config: Config, text: str) -> Month:
    """Return the month that `text` names by a period's id or name, or as a month of its own; else NO_MONTH."""
    word = plain(text)
    for each in config.periods:
        if word in {plain(each.id), plain(each.name)}:
            return Month(each.name, each)
    tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _MONTH.fullmatch(tidy) or _DATE.fullmatch(tidy)
    if found is None or not 1 <= int(found[2]) <= _DECEMBER:
        return NO_MONTH
    year, month = int(found[1] or config.settings.year), int(found[2])
    period = next((p for p in config.periods if _covers(p, (year, month))), None)
    return Month(period.name, period) if period else Month(f"{year}年{month}月")


def _covers(period: Period, month: tuple[int, int]) -> bool:
    return (period.first.year, period.first.month) <= month <= (period.last.year, period.last.month)
