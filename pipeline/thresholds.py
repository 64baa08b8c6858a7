"""From when on a guard against gaming asks (rubric §5): numbers of the rubric, declared in config.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Key

from pipeline.declared import Declared, Exact

Percent = Annotated[int, Key(ge=50, le=100)]
Count = Annotated[int, Key(ge=1)]


class Often(Declared):
    """So many `times` the usual, and not fewer than `least`."""

    times: Exact
    least: Count


class Alike(Declared):
    """Texts of at least `shortest` characters that are alike to so many percent."""

    alike: Percent
    shortest: Count


class Outside(Declared):
    """Inspection codes that contradict a nil report of `ledger`."""

    ledger: str
    codes: tuple[str, ...]


class Draw(Declared):
    """抽查: so many completed items a unit and period; another `seed` draws others."""

    items: Count
    seed: str


class Guards(Declared):
    """The guards of rubric §5: each raises a question to the office, none takes a point.

    `peers`: units of a category from which on they are compared; `few`: share of the median of items;
    `stale`: share of the open items, not fewer than so many; `grades`: equal grades of one leader.
    """

    peers: Count
    few: Exact
    stale: Often
    split: Alike
    nil_in_row: Count
    outside: Outside
    often: Often
    grades: Count
    claims: Alike
    draw: Draw
