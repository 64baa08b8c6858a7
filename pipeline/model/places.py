"""Values, places and findings: what everything else is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from fractions import Fraction

Value = str | int | Decimal | date | None


def shown(figure: Fraction, places: int = 2) -> str:
    """`figure` as it is shown, ranked and graded: ROUND_HALF_UP to `places` (rubric, preamble)."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(figure.numerator) / Decimal(figure.denominator)
    return str(exact.quantize(step, ROUND_HALF_UP))


def chinese_day(day: date) -> str:
    """Return a date as people write it: 2016年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_short_day(day: date) -> str:
    """Return a day of the year as people write it: 6月30日."""
    return f"{day.month}月{day.day}日"


def chinese_until(day: date) -> str:
    """Return the end of a day as a deadline is announced: 6月10日（周五）24:00."""
    return f"{chinese_short_day(day)}（周{'一二三四五六日'[day.weekday()]}）24:00"


def chinese_moment(moment: datetime) -> str:
    """Return a moment of the year as people write it: 7月6日 12:52."""
    return f"{chinese_short_day(moment)} {moment:%H:%M}"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the material: file (relative to submissions/), sheet, cell in A1 form; "" is "none".

    `ledger` is the id of the ledger that the sheet is, whatever the sheet is called; it does not make another place.
    """

    file: str
    sheet: str = ""
    cell: str = ""
    ledger: str = field(default="", compare=False)


class Severity(StrEnum):
    """How a finding is meant, worst first."""

    MUST = "须改正"
    VERIFY = "请核实"
    NOTE = "提示"
    TIDIED = "已规范"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about the data: `code` names the entry of the catalogue, `context` fills its words.

    `also` holds the other places that it is about: the second source of two that are compared.
    """

    code: str
    where: Where
    unit: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Where, ...] = ()
