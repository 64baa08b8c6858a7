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
_STYLES_END = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}automatic-styles"
_NO_FILL = "transparent"
_MOST_PARENTS = 20


@dataclass(frozen=True, slots=True)
class Own:
    """What a style says itself: its fill, whether it strikes through, its parent; None where it does not say."""

    fill: str | None
    strikes: bool | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class Looks:
    """Names of styles that fill a cell with a colour that is none of ours, and of those that strike through."""

    coloured: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()


def looks_of(*parts: bytes) -> Looks:
    """Return what the styles of all the parts come to."""
    own = {name: style for xml in parts for name, style in _styles(xml)}
    return Looks(
        frozenset(name for name in own if _coloured(own, name)),
        frozenset(
            name
            for name in own
            if next((s.strikes for s in _line(own, name) if s.strikes is not None), False)
        ),
    )


def _coloured(own: Mapping[str, Own], name: str) -> bool:
    fill = next((style.fill for style in _line(own, name) if style.fill is not None), _NO_FILL)
    return fill != _NO_FILL and foreign(fill)


def _line(own: Mapping[str, Own], name: str) -> Iterator[Own]:
    """Yield the style and those that it inherits from."""
    here: str | None = name
    for _ in range(_MOST_PARENTS):
        style = own.get(here) if here is not None else None
        if style is None:
            return
        yield style
        here = style.parent


def _styles(xml: bytes) -> Iterator[tuple[str, Own]]:
    for _, node in iterparse(io.BytesIO(xml), events=("end",)):
        if node.tag == f"{STYLE}style":
            yield (
                node.get(f"{STYLE}name", ""),
                Own(_fill(node), _strikes(node), node.get(f"{STYLE}parent-style-name")),
            )
        elif node.tag == _STYLES_END:  # cells follow
            return


def _fill(style: Element) -> str | None:
    return next((each.get(_FILL) for each in style if each.get(_FILL)), None)


def _strikes(style: Element) -> bool | None:
    said = [each.get(name) for each in style for name in _STRIKES if each.get(name)]
    return any(each != "none" for each in said) if said else None
