"""What goes in and comes out: a raw cell, a typed value, what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | int | Decimal | date | None
Raw = str | int | float | bool | date | datetime | time | timedelta | None

MANY_ZEROS = -10
"""The power of ten below which a number is shown as 1E-12."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says.

    `value` is None when the cell is blank or cannot be read. `code` is the finding's, "" when plainly right;
    with a value it is a note, without one the reason. `context` fills the finding's words and then always has
    "typed", what stood there; a repair has "became" as well.
    """

    value: Value
    code: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


BLANK = Reading(None)


def unread(code: str, typed: str, **words: str) -> Reading:
    """Return the reading of a cell that gives no value."""
    return Reading(None, code, {"typed": typed, **words})


def show(raw: Raw) -> str:
    """Return what a person sees in the cell: 2016-05-03, 3 for 3.0, TRUE; text unchanged, "" for None."""
    if isinstance(raw, str):
        return raw
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return _show_float(raw)
    # str() of an int refuses beyond 4,300 digits, Decimal does not
    return str(Decimal(raw)) if isinstance(raw, int) else _show_moment(raw)


def _show_float(figure: float) -> str:
    # Excel keeps fifteen digits; a sixteenth is binary noise that nobody typed
    text = f"{figure:.15g}"
    if "e" in text:
        legible = abs(figure) < 1 and Decimal(text).adjusted() >= MANY_ZEROS
        return f"{Decimal(text):f}" if legible else text.upper()
    return "0" if text == "-0" else text


def _show_moment(raw: date | time | timedelta) -> str:
    if isinstance(raw, datetime):
        clock = raw.time()
        return f"{raw.date()} {_show_moment(clock)}" if clock != time() else str(raw.date())
    if isinstance(raw, timedelta):
        sign, length = ("-", -raw) if raw.days < 0 else ("", raw)
        minutes, seconds = divmod(length.days * 86400 + length.seconds, 60)
        shown = f"{sign}{minutes // 60}:{minutes % 60:02}"
        return f"{shown}:{seconds:02}" if seconds else shown
    if isinstance(raw, time):
        return f"{raw:%H:%M:%S}" if raw.second else f"{raw:%H:%M}"
    return str(raw)
