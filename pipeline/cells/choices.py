"""Choice cells: one of the declared words, however it was typed, or the nearest one as a question."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipeline.cells.reading import BLANK, Raw, Reading, show, unread
from pipeline.cells.text import is_blank, plain, wordless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NEAR_ENOUGH = 60
"""Two of three characters alike (争先近 → 争先进), not one of two."""

_NEGATIONS = frozenset("不未没无非否")
_YES_NO = ("是", "否")
_YES = "√ ✓ ✔ ☑ v 勾 对 有 是的 对的 有的 y yes t true 1"
_NO = "× ✕ ✖ ✗ ✘ ㄨ 没有 没 无 暂无 不 不是 没有的 n no f false x 0"
_YES_NO_ALIASES = MappingProxyType({**dict.fromkeys(_YES.split(), "是"), **dict.fromkeys(_NO.split(), "否")})


_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


def read_choice(raw: Raw, choices: Sequence[str], aliases: Mapping[str, str] = _NO_ALIASES) -> Reading:
    """Return the one of `choices` that the cell means; `aliases` maps other words to choices."""
    if isinstance(raw, str) and raw in choices:
        return Reading(raw)
    if is_blank(raw):
        return BLANK
    typed = show(raw)
    if typed in choices:
        return Reading(typed)
    found = _known(tuple(choices), tuple(aliases.items())).get(plain(typed))
    if found:
        return Reading(found, "choice-tidied", {"typed": typed, "became": found})
    return wordless(typed) or unread(
        "choice-wrong", typed, choices="、".join(choices), suggestion=nearest(plain(typed), choices)
    )


def read_yes_no(raw: Raw) -> Reading:
    """Return 是 or 否; √ 对 有 Y 1 and × 没有 无 N 0 are understood, with a note."""
    return read_choice(raw, _YES_NO, _YES_NO_ALIASES)


@lru_cache(maxsize=256)
def _known(choices: tuple[str, ...], aliases: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the choice meant by each plain form; a form that two choices share means neither."""
    meant: dict[str, str] = {}
    for choice in choices:
        form = plain(choice)
        meant[form] = "" if meant.get(form, choice) != choice else choice
    for alias, choice in aliases:
        if choice in choices:
            meant.setdefault(plain(alias), choice)
    meant.pop("", None)
    return meant


def nearest(word: str, choices: Sequence[str]) -> str:
    """Return the one choice that the plain word looks like, "" where none or several do.

    A choice that says no where the word says yes is never offered, however alike the letters.
    """
    forms = {form: each for each in choices if (form := plain(each))}
    found = _related(word, forms) or _alike(word, forms)
    return forms[found[0]] if len(found) == 1 and _negations(found[0]) == _negations(word) else ""


def _related(word: str, forms: Iterable[str]) -> list[str]:
    """Return the forms that stand in the word, the longest of nested ones; else those that it stands in."""
    inside = [form for form in forms if form in word]
    longest = [form for form in inside if not any(form != other and form in other for other in inside)]
    return longest or [form for form in forms if word and word in form]


def _alike(word: str, forms: Iterable[str]) -> list[str]:
    """Return the form nearest in spelling, all of them where they tie, none where none is near enough."""
    near = process.extract(word, list(forms), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=2)
    return [form for form, score, _ in near if score == near[0][1]]


def _negations(word: str) -> int:
    return sum(map(word.count, _NEGATIONS))
