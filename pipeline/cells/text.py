"""Text cells: blanks, invisible characters, words that stand for nothing, and the form to compare by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.cells.reading import BLANK, Raw, Reading, show, unread

# controls, soft hyphen, zero-width and direction marks, fillers that look blank, what XML cannot hold
_INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_INVISIBLE}]+")
_UNTIDY = re.compile(rf"[{_INVISIBLE}]|^\s|\s$|\s\s|[^\S ]")
_LOSSY = re.compile(r"[+-]?\d(?:\.\d+)?E\+\d{2,3}", re.ASCII)
EXACT_DIGITS = 10**15
"""Excel keeps fifteen digits of a number; whatever is longer came out changed."""

_DITTO = frozenset("〃\"“”″'‘’〝〞＂")
_SAME = frozenset({"同上", "上同", "同前", "如上", "见上", "见上行", "同上行", "同上一行", "同上格", "同左"})
_NOTHING = frozenset({
    "", "无", "空", "暂无", "没有", "暂没有", "暂时没有", "目前没有", "尚无", "无内容", "没有内容",
    "暂无内容", "无此项", "没有此项", "无数据", "空白", "未填", "略", "不涉及", "不适用",
    "na", "none", "nil", "null",
})  # fmt: skip
_LIKE_ZERO = re.compile(r"(?<=[0-9.])[OoОоΟο]+|[OoОоΟο]+(?=[0-9])")
_LIKE_ONE = re.compile(r"[lI|](?=[0-9])")
_LIKE_THREE = re.compile(r"[Зз](?=[0-9年月日号])|(?<=[0-9])[Зз]")
_STROKES = "−─━ー~|="
_LONGEST_WORD = 24

# radicals that a PDF gives instead of characters; NFKC knows only the Kangxi ones
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民虎西见角车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo",
)
"""Cyrillic and Greek letters that nobody tells from Latin ones; only compared by, never written."""
_VARIANTS = range(0xFE00, 0xFE10)


class _Plain(dict[int, str | None]):
    """A table for str.translate that learns each character's fate when it first meets it."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        unseen = char.isspace() or code in _VARIANTS or _UNSEEN.match(char)
        punctuation = unicodedata.category(char).startswith("P")
        self[code] = None if unseen or punctuation else chr(_RADICALS.get(code) or _TWINS.get(code, code))
        return self[code]


_PLAIN = _Plain()


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """Return the form to compare by: NFKC, lower case, one of look-alikes, no spaces, punctuation, invisibles."""
    return unicodedata.normalize("NFKC", text).translate(_PLAIN).lower()


def fold(text: str) -> str:
    """Return the text in NFKC without invisible characters, spaces only where they part digit from digit."""
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", text)


def mend_digits(text: str) -> str:
    """Return the text with letters beside digits as the digits that they look like: 2O16 → 2016, l0 → 10."""
    return _LIKE_ONE.sub("1", _LIKE_THREE.sub("3", _LIKE_ZERO.sub(lambda found: "0" * len(found[0]), text)))


def is_blank(raw: Raw) -> bool:
    """Tell whether a person sees nothing in the cell."""
    if not isinstance(raw, str):
        return raw is None
    if not raw:
        return True
    if "!" <= raw[0] <= "~" or "一" <= raw[0] <= "龥":
        return False
    return not _UNSEEN.sub("", raw).strip()


def is_nothing_word(text: str) -> bool:
    """Tell whether the text stands for nothing: 无, —, /, 空, 暂无, N/A, 没有 …; a blank is not a word."""
    return word_code(text) == "nothing-word"


def word_code(text: str) -> str:
    """Return "same-as-above" or "nothing-word" where the text is such a word, else ""."""
    if len(text) > _LONGEST_WORD and text[0].isalnum():
        return ""
    seen = _UNSEEN.sub("", text).strip()
    if not seen:
        return ""
    if _DITTO.issuperset(seen):
        return "same-as-above"
    word = plain(seen)
    if word in _SAME:
        return "same-as-above"
    return "nothing-word" if word.strip(_STROKES) in _NOTHING else ""


def wordless(typed: str) -> Reading | None:
    """Return the reading of a word that gives no value in any cell (同上, 无), None for anything else."""
    code = word_code(typed)
    return unread(code, typed) if code else None


def read_text(raw: Raw) -> Reading:
    """Return the cell as text, cleaned of what nobody sees; numbers and dates as they are shown."""
    if not isinstance(raw, str):
        if raw is None:
            return BLANK
        lossy = isinstance(raw, int | float) and abs(raw) >= EXACT_DIGITS
        return Reading(show(raw), "number-lossy", {"typed": show(raw)}) if lossy else Reading(show(raw))
    text = " ".join(_UNSEEN.sub("", raw).split()) if _UNTIDY.search(raw) else raw
    if not text:
        return BLANK
    code = word_code(text)
    if code:
        return unread(code, raw)
    if _LOSSY.fullmatch(text):
        return Reading(text, "number-lossy", {"typed": raw})
    return Reading(text) if text == raw else Reading(text, "text-tidied", {"typed": raw, "became": text})
