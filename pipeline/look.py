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
LOW_PAPER = "#EFC9C4"
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
        Mark("△", "迟报超期", RED), Mark("－", "免扣", GREY), Mark("○", "本期未报进展", GREY), Mark("○", "未到期", GREY),
        Mark("△", "逾期未完成", RED), Mark("！", "提请领导小组定", RED), Mark("○", "整改未销号", AMBER),
        Mark("△", "交办未落实", RED), Mark("√", "已有结果", GREEN), Mark("→", "在办", BLUE), Mark("△", "到期无结果", RED),
        Mark("√", "已落实", GREEN), Mark("→", "正在落实", BLUE), Mark("○", "未落实", AMBER), Mark("△", "到期未落实", RED),
        Mark("√", "本期还能补", GREEN), Mark("→", "下期能改善", BLUE), Mark("－", "不再变", GREY),
        Mark("－", "已撤销", GREY),
    )
}  # fmt: skip
"""States of a return, an item, a problem, a matter, a clause and a loss, by the word that the glossary gives them."""

DATA_FONT = "微软雅黑"
"""On screen: in every Windows with Office or WPS, and clear at small sizes."""
TITLE_FONT = "黑体"
"""On official paper (domain.md, Typography)."""

FINE, BODY, LEAD, TITLE, BANNER = 9, 10.5, 12, 18, 24
"""Sizes in points; 10.5 is 五号."""

DATE, MOMENT = 'yyyy"年"m"月"d"日"', 'm"月"d"日" hh:mm'
TEXT, WHOLE, POINTS, PERCENT = "@", "0", "0.00", "0%"


@dataclass(frozen=True, slots=True)
class Paint:
    """What a page is painted with: the colours above by day, their likes on dark paper by night."""

    paper: str
    shade: str
    hairline: str
    rule: str
    bar: str
    ink: str
    soft: str
    accent: str
    tones: Mapping[str, Tone]


DAY = Paint(
    WHITE, SHADE, HAIRLINE, RULE, "#BDB7AF", INK, SOFT_INK, ACCENT,
    {"red": RED, "amber": AMBER, "blue": BLUE, "green": GREEN, "grey": GREY},
)  # fmt: skip
NIGHT = Paint(
    "#16181B", "#22252A", "#3A3D42", "#6B6F76", "#5C6067", "#E8E6E3", "#B3B7BD", "#EE9A91",
    {
        "red": Tone("#F6B3AC", "#47211E"), "amber": Tone("#EBC98A", "#3D3016"), "blue": Tone("#B4D0EC", "#20303F"),
        "green": Tone("#A8DABB", "#1D3627"), "grey": Tone("#CDD0D4", "#33363B"),
    },
)  # fmt: skip


def tone_name(tone: Tone) -> str:
    """Return how a page calls a tone; what has no name is grey."""
    return next((name for name, each in DAY.tones.items() if each == tone), "grey")


PAGE_FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
PAGE_BODY, PAGE_BODY_FAR = "18px", "23px"
"""Body text of a page: on a phone as at a desk for eyes of sixty, and on a projector."""
PAGE_SIZES: Mapping[str, str] = {
    "fine": ".9rem", "lead": "1.15rem", "heading": "1.25rem", "title": "1.6rem", "banner": "2rem",
}  # fmt: skip

PAPER_TITLE, PAPER_TEXT, PAPER_PART, PAPER_FIGURES = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "楷体_GB2312",
    "Times New Roman",
)
"""Type of official documents (GB/T 9704): title, text, second headings, figures; first headings are TITLE_FONT."""
PAPER_FALLBACKS: Mapping[str, str] = {
    PAPER_TITLE: "宋体", PAPER_TEXT: "仿宋", PAPER_PART: "楷体", TITLE_FONT: "SimHei",
}  # fmt: skip
"""What stands in for a font that the machine does not have."""
PAPER_SIZES: Mapping[str, float] = {"初号": 42, "二号": 22, "三号": 16, "四号": 14, "小四": 12}
