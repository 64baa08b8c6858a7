"""Numbers written in Chinese: 二十三, 三万五千, 三点五万, 二〇一六. What reads in two ways is refused."""

from __future__ import annotations

import re
from decimal import Decimal

_FORMAL = str.maketrans("○两壹贰叁肆伍陆柒捌玖拾佰仟萬億零", "〇二一二三四五六七八九十百千万亿〇")
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_MYRIAD = SCALES["万"]

NUMERALS = "〇○零一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾百佰千仟万萬亿億"
"""Every character that a Chinese number is written with, 点 apart."""

_D = "[一二三四五六七八九]"
_TENS = f"{_D}?十{_D}?"
_HUNDREDS = f"{_D}百(?:〇{_D}|{_TENS})?"
_THOUSANDS = f"{_D}千(?:〇(?:{_TENS}|{_D})|{_HUNDREDS})?"
_SECTION = f"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{_D})"
_TAIL = f"(?:〇(?:{_HUNDREDS}|{_TENS}|{_D})|{_THOUSANDS})?"
# 三百五 and 一万五 are not here: they are 350 and 15000 in speech and 305 and 10005 in a hurry
_WHOLE = re.compile(f"〇|{_SECTION}|{_SECTION}亿(?:〇?{_SECTION}万)?{_TAIL}|{_SECTION}万{_TAIL}")
_POINT = re.compile(rf"(.+)点([〇{_D[1:-1]}]+)([万亿]?)")


def chinese_number(text: str) -> Decimal | None:
    """Return the number that the text writes in Chinese, None where it writes none or an unclear one."""
    text = formal(text)
    point = _POINT.fullmatch(text)
    if point is None:
        return Decimal(_whole(text)) if _WHOLE.fullmatch(text) else None
    if not _WHOLE.fullmatch(point[1]):
        return None
    places = "".join(str(_DIGITS[char]) for char in point[2])
    return Decimal(f"{_whole(point[1])}.{places}") * SCALES.get(point[3], 1)


def formal(text: str) -> str:
    """Return the text with one character for each digit and scale: 叁萬 → 三万, 零 → 〇."""
    return text.translate(_FORMAL)


def digits(text: str) -> str:
    """Return Chinese digits read one by one: 二〇一六 → 2016; other characters stay."""
    return "".join(str(_DIGITS.get(char, char)) for char in formal(text))


def _whole(text: str) -> int:
    total = section = digit = 0
    for char in text:
        scale = SCALES.get(char)
        if scale is None:
            digit = _DIGITS[char]
        elif scale < _MYRIAD:
            section, digit = section + (digit or 1) * scale, 0
        else:
            total, section, digit = total + (section + digit) * scale, 0, 0
    return total + section + digit
