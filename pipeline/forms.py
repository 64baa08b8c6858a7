"""How a filled-in form is laid out: what the template writes and the check looks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.ledger import Ledger
    from pipeline.model import Finding, Leftover, Severity, Value

TEMPLATE_ID = "sanbiyizheng"
IDENTITY_SHEET = "_标识"
COVER_SHEET = "填表说明"
SIGN_SHEET = "报送签字页"
RETURN_SHEET, LEFTOVER_SHEET, OPINION_HEADER = "需修改事项", "未归入的内容", "审核意见"
"""What only a return copy (退改件) has: the list in front, what fits no field, a last column of opinions."""
LEFTOVER_HEADERS = ("原工作表", "原单元格", "内容")

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
ID_RETURN_OF = "退改"
"""In a return copy: the fingerprint of the file that it was made from."""

NEW_ITEM = "新增"
NIL_ELSEWHERE = "这张表不用再选。"
"""How the purpose of a ledger ends whose nil mark another ledger speaks for."""

ASKED_ANEW = frozenset({"progress", "finished_on", "milestone_done", "evidence", "note"})
"""What every continued row asks for each time; the rest of it is as it was handed out."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is said at one cell of a return copy: `cell` in A1 form, `text` what is wrong and what to do."""

    cell: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A ledger sheet to be written: its rows as far as they are known, by field name, from FIRST_ROW on.

    Of a return copy also what the nil cell says, and the faults; an empty row stays blank.
    """

    ledger: Ledger
    rows: tuple[Mapping[str, Value], ...] = ()
    nil: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class GiveBack:
    """What makes a workbook a return copy (退改件).

    The fingerprint of the file it was made from and its place under submissions/, until when it is in time again
    ("" if it cannot be), what is said of it at the copy's own cells, and what fitted no field.
    """

    of: str
    path: str
    until: str
    findings: tuple[Finding, ...]
    leftovers: tuple[Leftover, ...] = ()

    @property
    def name(self) -> str:
        """Return the bare name of the file it was made from."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Handout:
    """A workbook to be handed out: whose, for which period, with which sheets.

    Blank forms (the committed set) have no unit and no period. `head` is what is known of 填表人 and 填报日期;
    `back` makes it a return copy.
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
    head: Mapping[str, Value] = field(default_factory=dict)
    back: GiveBack | None = None


def asked_anew(ledger: Ledger) -> frozenset[str]:
    """Return the names of the fields that a continued row of `ledger` has blank, to be filled each time."""
    return ASKED_ANEW | {f.name for f in ledger.fields if f.need == "each_period"}


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


NIL_CELL = f"{column_letters(NIL_COLUMN - 1)}{NIL_ROW}"
