"""Typed text as the public may read it: numbers by which a person is reached masked, nothing unseen, not endless."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 150
"""Characters of a text that is posted; a promise is a sentence."""
LEFT_OUT = "（号码略）"

_GAP = r"[\s\-‐-―－~～.·•()（）+]*"
_DATE = r"(?:19|20)\d\d(?:[-./]?(?:0?[1-9]|1[0-2])(?:[-./]?(?:0?[1-9]|[12]\d|3[01]))?)?"
_DATES = re.compile(rf"{_DATE}(?:\s*[-—–~～]+\s*(?:{_DATE}|\d{{1,2}}(?:[./]\d{{1,2}})?))?[\s.()（）]*")
_LONG = re.compile(rf"[+(（]?\d(?:{_GAP}\d){{6,}}")
_SPELT = re.compile("[〇零幺一二三四五六七八九]{7,}")
_SHORT = re.compile(
    r"((?:电话|手机|内线|短号|传真|微信|QQ|Tel)[号码为是：:.\s]{0,4})[a-z_]?\d[\w\-]{2,}", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*", re.ASCII)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def public_text(typed: str) -> str:
    """Return `typed` on one line, without what cannot be seen and without numbers and addresses of persons.

    A number is masked that has seven digits or more, however they are spaced, or that stands after the word
    telephone; a date or a span of years is none.
    """
    line = " ".join(typed.split())
    seen = "".join(sign for sign in line if unicodedata.category(sign) not in _UNSEEN)
    masked = _ADDRESS.sub("（邮箱略）", seen)
    masked = _LONG.sub(_number, masked)
    masked = _SPELT.sub(LEFT_OUT, masked)
    return clipped(_SHORT.sub(rf"\1{LEFT_OUT}", masked), LONGEST)


def clipped(text: str, most: int) -> str:
    """Return `text`, or its beginning where it is longer than `most`."""
    return text if len(text) <= most else f"{text[:most]}……"


def _number(found: re.Match[str]) -> str:
    return found[0] if _DATES.fullmatch(found[0]) else LEFT_OUT
