"""How the cells of an ods look: its styles, which inherit from one another."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from defusedxml.ElementTree import iterparse

from pipeline.reader.sight import foreign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FILL = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}background-color"
_STRIKES = (f"{STYLE}text-line-through-style", f"{STYLE}text-line-through-type")
_MOST_PARENTS = 20

Own = tuple[str | None, bool | None, str | None]
"""A style's fill, whether it strikes through, its parent; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Names of styles that fill a cell with a colour that is none of ours, and of those that strike through."""

    coloured: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()


def looks_of(*parts: bytes) -> Looks:
    """Return what the styles of all the parts come to."""
    own = {name: style for xml in parts for name, style in _styles(xml)}
    fills = {name: _first(own, name, 0) for name in own}
    return Looks(
        frozenset(name for name, fill in fills.items() if fill not in {None, "transparent"} and foreign(fill)),
        frozenset(name for name in own if _first(own, name, 1)),
    )


def _styles(xml: bytes) -> Iterator[tuple[str, Own]]:
    for _, node in iterparse(io.BytesIO(xml), events=("end",)):
        if node.tag == f"{STYLE}style":
            yield node.get(f"{STYLE}name", ""), (_fill(node), _strikes(node), node.get(f"{STYLE}parent-style-name"))
            node.clear()


def _fill(style: Element) -> str | None:
    return next((each.get(_FILL) for each in style if each.get(_FILL)), None)


def _strikes(style: Element) -> bool | None:
    said = [each.get(name) for each in style for name in _STRIKES if each.get(name)]
    return any(each != "none" for each in said) if said else None


def _first(own: Mapping[str, Own], name: str, which: int) -> str | bool | None:
    """Return what the style or the nearest above it says."""
    here: str | None = name
    for _ in range(_MOST_PARENTS):
        style = own.get(here) if here is not None else None
        if style is None or style[which] is not None:
            return style[which] if style else None
        here = style[2]
    return None
