"""How a filled-in form is laid out: what the template writes and the check looks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.ledger import Ledger
    from pipeline.model import Value

TEMPLATE_ID = "sanbiyizheng"
IDENTITY_SHEET = "_标识"
COVER_SHEET = "填表说明"
SIGN_SHEET = "报送签字页"

TITLE_ROW, HEAD_ROW, NIL_ROW, HEADER_ROW, THIN_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6
"""One-based rows of a ledger sheet: title, head line, nil cell, header, the thin unlocked row, first row."""

HEAD_UNIT, HEAD_CATEGORY, HEAD_PERIOD, HEAD_FILLER, HEAD_DAY = (
    "填报单位",
    "单位类别",
    "填报月份",
    "填表人",
    "填报日期",
)
HEAD = (HEAD_UNIT, HEAD_CATEGORY, HEAD_PERIOD, HEAD_FILLER, HEAD_DAY)
NIL_COLUMN = 4
"""One-based column of the nil cell; its label stands to its left, merged over the columns before it."""

ID_TEMPLATE, ID_SCHOOL, ID_VERSION, ID_UNIT, ID_PERIOD = "表样", "学校", "表样版本", "单位", "填报月份"

NEW_ITEM = "新增"

ASKED_ANEW = frozenset({"progress", "finished_on", "milestone_done", "evidence", "note"})
"""What a continued row asks for each time; the rest of it is as it was handed out."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A ledger sheet to be written: its rows as far as they are known, by field name."""

    ledger: Ledger
    rows: tuple[Mapping[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Handout:
    """A workbook to be handed out: whose, for which period, with which sheets.

    Blank forms (the committed set) have no unit and no period.
    """

    unit: str
    category: str
    period: str
    period_name: str
    due: str
    unit_id: str
    version: str
    school_id: str
    school: str
    sheets: tuple[SheetPlan, ...]
    contact: str = ""
    leader: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def sheet_name(title: str) -> str:
    """Return `title` as Excel allows it: none of the signs it forbids, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\]", "－", title)[:31]


def column_letters(index: int) -> str:
    """Return the letters of the zero-based column `index`: 0 → A, 27 → AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
