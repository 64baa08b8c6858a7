"""The one visual language of workbooks, pages and drafts: colours, type, number formats, marks.

Sober, like a good official report: much white, one accent, greys, thin rules. Every ink is at least AA
(4.5 : 1) on its paper. Colour never stands alone: a mark is a sign and a word, the colour only repeats them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Tone:
    """Ink on paper: a text colour and the fill under it."""

    ink: str
    paper: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as people see it: a sign that every Chinese font has, a word, a tone."""

    sign: str
    word: str
    tone: Tone

    @property
    def text(self) -> str:
        """Return sign and word, as they are written: √ 已报."""
        return f"{self.sign} {self.word}"


WHITE = "#FFFFFF"
INK = "#222222"
SOFT_INK = "#595959"
ACCENT = "#A8322A"
ACCENT_INK = "#7F241E"
ACCENT_PAPER = "#F6E6E4"
SHADE = "#F2F2F2"
DEEP_SHADE = "#E4E4E4"
HAIRLINE = "#D9D9D9"
RULE = "#A6A6A6"

PLAIN = Tone(INK, WHITE)
LOCKED = Tone(SOFT_INK, SHADE)
SOLID = Tone(WHITE, ACCENT)
TINTED = Tone(ACCENT_INK, ACCENT_PAPER)
GREY = Tone("#4D4D4D", DEEP_SHADE)
RED = Tone("#8E1F17", "#FBE4E1")
AMBER = Tone("#6F4600", "#FBF0D9")
BLUE = Tone("#2B4A68", "#E5EDF5")
GREEN = Tone("#27543A", "#E4F0E8")

SEVERITIES: Mapping[Severity, Mark] = {
    Severity.MUST: Mark("×", Severity.MUST.value, RED),
    Severity.VERIFY: Mark("△", Severity.VERIFY.value, AMBER),
    Severity.NOTE: Mark("○", Severity.NOTE.value, BLUE),
    Severity.TIDIED: Mark("√", Severity.TIDIED.value, GREEN),
}

READY, SHORT = Mark("√", "可以报送", GREEN), Mark("△", "还有", AMBER)
NIL, FREE = Mark("○", "零报告", BLUE), Mark("－", "可不填", GREY)

STATES: Mapping[str, Mark] = {
    mark.word: mark
    for mark in (
        Mark("√", "已报", GREEN), Mark("√", "按时", GREEN), NIL, Mark("×", "未报", RED), Mark("△", "迟报", AMBER),
        Mark("√", "已完成", GREEN), Mark("→", "推进中", BLUE), Mark("○", "未到启动时间", GREY), Mark("△", "逾期", RED),
        Mark("○", "尚未整改", AMBER), Mark("→", "正在整改", BLUE), Mark("√", "整改到位", GREEN),
    )
}  # fmt: skip
"""States of a return, an item and a problem, by the word that the glossary gives them."""

DATA_FONT = "微软雅黑"
"""On screen: in every Windows with Office or WPS, and clear at small sizes."""
TITLE_FONT = "黑体"
"""On official paper (domain.md, Typography)."""

FINE, BODY, LEAD, TITLE, BANNER = 9, 10.5, 12, 18, 24
"""Sizes in points; 10.5 is 五号."""

DATE = 'yyyy"年"m"月"d"日"'
TEXT, WHOLE, POINTS, PERCENT = "@", "0", "0.00", "0%"
