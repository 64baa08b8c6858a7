"""How the report puts figures and other people's sentences together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.chronicle.records import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.chronicle.records import Figure, Line


def told(figures: Iterable[Figure], measure: str = "件") -> str:
    """Return the figures that are not 0: 按时完成 3 件，逾期完成 1 件; "" where all are."""
    return "，".join(f"{figure.name} {figure.words} {measure}" for figure in figures if figure.count)


def by_name(lines: Iterable[Line], column: str, measure: str = "件") -> str:
    """Return who has how many of a column: 总务处 2 件，工会 1 件; "" where nobody has any."""
    found = ((line.name, line.of(column)) for line in lines)
    return "，".join(f"{name} {figure.words} {measure}" for name, figure in found if figure.count)


def clean(text: str) -> str:
    """Return a sentence of somebody's on one line, without its end."""
    return "".join(text.split("\n")).strip().rstrip("。；;.，,、 ")


def merged(said: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return one paragraph a unit of what its lines say: 教务处：…；…。; the same words of a unit stand once."""
    given = [(unit, clean(text)) for unit, text in said if clean(text)]
    parts = grouped(dict.fromkeys(given), lambda pair: pair[0])
    return tuple(f"{unit}：{'；'.join(text for _, text in own)}。" for unit, own in parts.items())


def sentence(*parts: str) -> str:
    """Return the parts that say something as one paragraph of sentences."""
    return "".join(f"{clean(part)}。" for part in parts if clean(part))
