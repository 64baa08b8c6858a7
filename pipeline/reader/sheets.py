"""A workbook as read: its sheets as raw cells, each with what its cells do not say themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.cells import Raw
    from pipeline.reader.sight import Area


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from A1 on, and what its cells do not say themselves.

    `broken` maps an address to what stands there: #REF!, or `NO_VALUE`; `linked` the address of a formula into
    another workbook to that workbook's name, "" where it does not say. `merged` holds areas as zero-based first
    row, first column, last row, last column, as far as the sheet's cells reach. `hidden_rows` (one-based) hold
    something and were hidden by hand or by a filter; `struck` and `coloured` are the addresses of filled cells
    struck through, in whole or in part, or filled with a colour that is none of ours.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    broken: Mapping[str, str] = field(default_factory=dict)
    visible: bool = True
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[str] = frozenset()
    coloured: frozenset[str] = frozenset()
    linked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read; `macros`: it carries a program, which nobody runs.

    `dressed` is what it really was where it was no workbook at all, 网页 or 文本; "" for a workbook.
    """

    sheets: tuple[Sheet, ...]
    macros: bool = False
    dressed: str = ""
