"""Number cells: figures in any usual dress, brought to the column's unit; doubtful ones as a question."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from pipeline.cells.amounts import MAGNITUDE, find_amount, fold_amount, place_amount, tidy_figure
from pipeline.cells.numerals import NUMERALS
from pipeline.cells.reading import BLANK, Raw, Reading, show, unread
from pipeline.cells.text import EXACT_DIGITS, fold, is_blank, mend_digits, wordless

UNBOUNDED = "不限"
PERCENT = "%"
_LONGEST = 40
_PLAIN = re.compile(rf"-?[0-9]{{1,{MAGNITUDE}}}(?:\.[0-9]{{1,{MAGNITUDE}}})?")
_BRACKETED = re.compile(r"\(([^()]+)\)")
_FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_ABOUT = re.compile(
    r"^(?:大约|大概|约|近|超过|超|不少于|不低于|不超过|不高于|至少|至多|最多|最少|共计|合计|总计|共|计|达到|达|[≥≤><=~≈])+"
    r"|(?:左右|上下|以上|以下|以内|之内|\+)+$|[余多]"
)


@dataclass(frozen=True, slots=True)
class Column:
    """What the column wants: its unit ("" for none), whole numbers only, bounds included."""

    unit: str
    integer: bool
    low: Decimal | None
    high: Decimal | None

    def refusal(self, figure: Decimal) -> str:
        """Return the code that stands against the figure, "" where it fits."""
        if self.integer and figure != figure.to_integral_value():
            return "number-not-whole"
        below = self.low is not None and figure < self.low
        return "number-range" if below or (self.high is not None and figure > self.high) else ""


_column = lru_cache(maxsize=512)(Column)


def read_number(
    raw: Raw,
    *,
    unit: str = "",
    integer: bool = False,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> Reading:
    """Return the cell as an exact Decimal in `unit`, an int where `integer`; both bounds are included."""
    column = _column(unit, integer, low, high)
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return _read_figure(raw, column)
    if is_blank(raw):
        return BLANK
    if not isinstance(raw, str):
        return unread("number-wrong", show(raw))
    if _PLAIN.fullmatch(raw):
        return _settled(tidy_figure(Decimal(raw)), raw, column)
    return wordless(raw) or _read_written(raw, column)


def _read_figure(raw: float, column: Column) -> Reading:
    if isinstance(raw, float) and not isfinite(raw):
        return unread("number-wrong", show(raw))
    if EXACT_DIGITS <= abs(raw) < 10**MAGNITUDE:
        return _unclear(show(raw), None, column)  # digits are lost, and nobody can say which number it was
    if raw == int(raw) and abs(raw) < EXACT_DIGITS:
        figure = Decimal(int(raw))
    else:
        figure = Decimal(show(raw)) if isinstance(raw, float) else Decimal(raw)
        if abs(figure.adjusted()) > MAGNITUDE:
            return unread("number-wrong", show(raw))
        figure = tidy_figure(figure)
    if column.unit == PERCENT and 0 < figure <= 1:
        # Excel makes 0.8 of a typed 80%, and nothing tells it from a typed 0.8
        return _unclear(show(raw), figure * 100, column)
    return _settled(figure, raw, column)


def _settled(figure: Decimal, raw: Raw, column: Column, code: str = "") -> Reading:
    refusal = column.refusal(figure)
    if refusal == "number-range":
        low, high = (UNBOUNDED if bound is None else f"{bound:f}" for bound in (column.low, column.high))
        return unread(refusal, show(raw), low=low, high=high)
    if refusal:
        return unread(refusal, show(raw))
    value = int(figure) if column.integer else figure
    if not code:
        return Reading(value)
    words = {"typed": show(raw), "became": str(figure)}
    return Reading(value, code, {**words, "unit": column.unit} if code == "unit-converted" else words)


def _unclear(typed: str, guess: Decimal | None, column: Column) -> Reading:
    suggestion = "" if guess is None or column.refusal(guess) else str(tidy_figure(guess))
    return unread("number-unclear", typed, suggestion=suggestion)


def _read_written(typed: str, column: Column) -> Reading:
    if len(typed) > _LONGEST:
        return unread("number-wrong", typed)
    if any(unicodedata.category(char) == "No" for char in typed):
        return _unclear(typed, None, column)  # 3² must not become 32, nor ½ anything
    text, unit = fold_amount(typed), fold(column.unit).upper()
    # a lone 一 may be a dash
    amount = find_amount(text) if text != "一" else None
    if amount and "E+" in text and abs(amount.figure) >= EXACT_DIGITS:
        return _unclear(typed, None, column)
    placed = place_amount(amount, unit) if amount else None
    if placed:
        code = "unit-converted" if placed.converted else "number-tidied"
        return _settled(tidy_figure(placed.figure), typed, column, code)
    if amount or _FIGURE.search(text) or all(char in NUMERALS for char in text):
        mended = fold_amount(mend_digits(fold(typed)))
        return _unclear(
            typed, _placed(mended, unit) if mended != text else _guess(text, unit, column), column
        )
    return unread("number-wrong", typed)


def _guess(text: str, unit: str, column: Column) -> Decimal | None:
    """Return the number that is probably meant by (3), 约5, 80%, 5斤; None where nothing speaks for one."""
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        inner = _placed(bracketed[1], unit)
        return -inner if inner is not None else None
    if text.endswith(PERCENT):
        return _of_percent(text.removesuffix(PERCENT), column)
    about = _placed(_ABOUT.sub("", text), unit)
    figures = _FIGURE.findall(text)
    if about is not None or unit or len(figures) != 1:
        return about
    amount = find_amount(text)
    return amount.figure if amount else _placed(figures[0], "")


def _placed(text: str, unit: str) -> Decimal | None:
    amount = find_amount(text)
    placed = place_amount(amount, unit) if amount else None
    return placed.figure if placed else None


def _of_percent(text: str, column: Column) -> Decimal | None:
    """Return 0.8 or 80 for 80%: the one that the column's bounds leave, 0.8 where there are none."""
    figure = _placed(text, "")
    if figure is None:
        return None
    fitting = [each for each in (figure / 100, figure) if not column.refusal(each)]
    bounded = column.integer or column.low is not None or column.high is not None
    return fitting[0] if len(fitting) == 1 or (fitting and not bounded) else None
