"""An amount as people write it (3,000, 3万元, 三万元, 5节, 80%) and what it comes to in a column's unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from pipeline.cells.numerals import NUMERALS, SCALES, chinese_number, formal
from pipeline.cells.text import fold

MAGNITUDE = 30
"""Powers of ten beyond which nothing in a school is counted."""
_MOST_DIGITS = 18  # with a scale of up to eight more, Decimal's 28 places stay exact

_COUNTERS = frozenset("个名人位次回节课堂件项条篇份本册部台套张幅门场期届批所家处间类种点分天日周月年") | {
    "人次", "节课", "课时", "学时", "小时", "分钟", "个月",
}  # fmt: skip
_YUAN = dict.fromkeys(("圆", "块", "块钱", "元钱", "元整", "圆整", "元人民币"), "元")
_GROUPED = r"(?:[0-9]{1,3}(?:[ ,][0-9]{3})+|[0-9]+)"
_COIN = "(?P<coin>¥|人民币|RMB)?"
_WORD = "(?P<word>[^0-9]*)"
_ARABIC = re.compile(
    rf"{_COIN}(?P<figure>[+-]?(?:{_GROUPED}(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{{1,3}})?)"
    rf"(?P<scale>万亿|[十百千]?[万亿]?){_WORD}"
)
_CHINESE = re.compile(rf"{_COIN}(?P<figure>[{NUMERALS}](?:点?[{NUMERALS}])*){_WORD}")
_ENDS = "。.,;、!'"


@dataclass(frozen=True, slots=True)
class Amount:
    """A written amount: what it comes to in ones, its scale characters (万), the word after, a ¥ before."""

    figure: Decimal
    scale: str
    word: str
    coin: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An amount in the column's unit; `converted` where it was written in another one."""

    figure: Decimal
    converted: bool


def tidy_figure(figure: Decimal) -> Decimal:
    """Return the same number without exponent and trailing zeros; `figure` is within MAGNITUDE."""
    text = f"{figure:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Decimal(0) if figure == 0 else Decimal(text)


def fold_amount(text: str) -> str:
    """Return the text in one width and case, 。between figures as a point, without its end mark."""
    text = fold(text).upper().replace("\u2212", "-")
    return re.sub(r"(?<=[0-9])。(?=[0-9])", ".", text).rstrip(_ENDS).lstrip("'")


def find_amount(text: str) -> Amount | None:
    """Return the amount that the folded text writes, None where it writes none or more than one."""
    found = _ARABIC.fullmatch(text)
    if found:
        figure, scale = Decimal(found["figure"].replace(",", "").replace(" ", "")), found["scale"]
        if not _countable(figure):
            return None
        return Amount(figure * _product(scale), scale, found["word"], bool(found["coin"]))
    found = _CHINESE.fullmatch(text)
    number = chinese_number(found["figure"]) if found else None
    if found is None or number is None or not _countable(number):
        return None
    scale = "".join(char for char in formal(found["figure"]) if char in SCALES)
    return Amount(number, scale, found["word"], bool(found["coin"]))


def _product(scale: str) -> int:
    return prod(SCALES[char] for char in scale)


def _countable(figure: Decimal) -> bool:
    return abs(figure.adjusted()) <= MAGNITUDE and len(figure.as_tuple().digits) <= _MOST_DIGITS


def place_amount(amount: Amount, unit: str) -> Placed | None:
    """Return the amount in `unit`, None where its words do not say surely how much of that it is."""
    scale = unit[: len(unit) - len(unit.lstrip("十百千万亿"))]
    factor = _product(scale)
    base = unit.removeprefix(scale)
    word = _YUAN.get(amount.word, amount.word)
    if amount.coin and (word not in {"", "元"} or base != "元"):
        return None
    if factor == 1:
        known = not word or word in base or (not base and word in _COUNTERS)
        return Placed(amount.figure, converted=False) if known else None
    if word not in {"", base}:
        return None
    if word or amount.coin or not {"万", "亿"}.isdisjoint(amount.scale):
        return Placed(amount.figure / factor, converted=not amount.scale.endswith(scale))
    # 3千 in a column of 万元: three thousand yuan or three thousand times ten thousand
    return None if {"百", "千"} & set(amount.scale) else Placed(amount.figure, converted=False)
