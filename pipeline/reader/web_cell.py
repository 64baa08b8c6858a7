"""One cell of a web page's table: what a person reads in it, and how it looks."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.reader.sight import foreign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element as Element

    from pipeline.cells import Raw

_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_PAPER = re.compile(r"background(?:-color)?\s*:\s*([^;\s]+)", re.IGNORECASE)
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_PLAIN = frozenset({"none", "transparent", "white", "window", "auto", "inherit", "initial", "#fff"})
_STRIKES = frozenset({"s", "strike", "del"})
_BLOCKS = frozenset({"p", "div", "li", "br"})
_UNSEEN = frozenset({"table", "script", "style", "comment"})
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_TRUE_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_TRUE_NUMBERS = "sdval", "x:num"
"""Where LibreOffice and Excel keep the number of which the page shows a rounded one."""


def looks_of(page: Element) -> Mapping[str, str]:
    """Return what the page's style sheets say of each class."""
    return dict(_RULE.findall("".join(style.text or "" for style in page.iter("style"))))


def value_of(cell: Element) -> Raw:
    """Return what stands in the cell: a number where the page keeps it, else the text as it is read."""
    text = "\n".join(
        line for each in "".join(_texts(cell)).split("\n") if (line := each.replace("\xa0", " ").strip(" "))
    )
    kept = next((cell.get(name) for name in _TRUE_NUMBERS if cell.get(name)), None)
    if kept is None or not _NUMBER.fullmatch(text):
        return text
    number = float(kept) if _TRUE_NUMBER.fullmatch(kept) else math.inf
    return number if math.isfinite(number) else text


def is_struck(cell: Element, looks: Mapping[str, str]) -> bool:
    """Tell whether something in the cell is struck through."""
    struck = (each for each in cell.iter("*") if each.tag in _STRIKES or "line-through" in _look(each, looks))
    return any(str(text).strip() for each in struck for text in each.itertext())


def is_coloured(cell: Element, looks: Mapping[str, str]) -> bool:
    """Tell whether the cell is filled with a colour that is none of ours."""
    said = _PAPER.findall(_look(cell, looks))
    paper = said[-1].lower() if said else (cell.get("bgcolor") or "none").lower()
    return foreign(paper) if _HEX.fullmatch(paper) else paper not in _PLAIN


def _look(node: Element, looks: Mapping[str, str]) -> str:
    classes = (node.get("class") or "").split()
    return ";".join([*(looks.get(each, "") for each in classes), node.get("style") or ""])


def _texts(cell: Element) -> Iterator[str]:
    """Yield the texts of the cell in order, a line's end where the page shows one."""
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node is not cell and node.tag in _UNSEEN:
                walk.skip_subtree()
            else:
                yield from ("\n" if node.tag in _BLOCKS else "", _SPACES.sub(" ", node.text or ""))
        elif node is not cell:
            yield from ("\n" if node.tag in _BLOCKS - {"br"} else "", _SPACES.sub(" ", node.tail or ""))
