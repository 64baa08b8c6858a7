"""The rules between the cells of a row, a tagged union: a wrong kind or key is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Key

from pipeline.declared import Declared


class DateOrder(Declared):
    """`earlier` is not after `later`."""

    kind: Literal["date_order"]
    earlier: str
    later: str


class NotAfterReturn(Declared):
    """A date that has happened: not later than the return's arrival (rubric §2, completed as of m)."""

    kind: Literal["not_after_return"]
    field: str


class InsidePeriod(Declared):
    """A date of this period (rubric §2, inspection)."""

    kind: Literal["inside_period"]
    field: str


class AtMost(Declared):
    """The sum of `fields` is at most the value of `limit`."""

    kind: Literal["at_most"]
    fields: tuple[str, ...]
    limit: str


class Unique(Declared):
    """No two rows of one return have the same values in `fields`."""

    kind: Literal["unique"]
    fields: tuple[str, ...]


class Reference(Declared):
    """The field holds 事项编号 that exist."""

    kind: Literal["reference"]
    field: str


class Needs(Declared):
    """Where `field` is given, `also` must be given: 销号日期 → 验收人."""

    kind: Literal["needs"]
    field: str
    also: str


Rule = Annotated[
    DateOrder | NotAfterReturn | InsidePeriod | AtMost | Unique | Reference | Needs, Key(discriminator="kind")
]
