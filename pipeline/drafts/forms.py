"""The forms of the drafts, with the places that are filled: 工作简报, 督办通知单, 报送表, 报告或决定.

What is between braces is filled by `filling`. Each form is kept as a Word file in views/, so that a school can
change it in WPS; `python -m pipeline.drafts` makes them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.drafts.layout import alternatives, cell, either, looped, paragraph, repeated, row, table
from pipeline.drafts.paper import package
from pipeline.drafts.styles import TEXT_WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BRIEF, NOTICE, FILING, REPORT = (
    "draft_brief.docx",
    "draft_notice.docx",
    "draft_filing.docx",
    "draft_report.docx",
)
BLANK_DAY = "　　年　　月　　日"
_BLANK_LINE = paragraph("Room")

_RANKS = (1300, 3200, 2172, 2172)
_END = (6845, 2000)
_MATTER = (640, 1700, 2952, 1160, 2392)
_PROMISE = (660, 1100, 1000, 1200, 1960, 1600, 1600, 1900, 1627, 1130)


def brief_form() -> dict[str, bytes]:
    """Return 工作简报: red masthead and line, sections with an order of each category, distribution and signature."""
    ranks = table(_RANKS, row(*_labels(_RANKS, "名次", "单位", "得分", "比上期"), header=True) + repeated(
        "for line in category.lines",
        row(*_figures(_RANKS, "line.rank", "line.unit", "line.score", "line.change")),
    ))  # fmt: skip
    categories = looped(
        "for category in section.categories",
        paragraph("Heading2", "{{ category.heading }}") + ranks + paragraph("Figure"),
    )
    return package(
        paragraph("Masthead", "{{ masthead }}")
        + paragraph("Issue", "{{ issue }}")
        + paragraph("Line", "{{ office }}\t{{ day }}")
        + paragraph("Title", "{{ title }}")
        + _sections(categories)
        + _BLANK_LINE
        + table(_END, row(cell(TEXT_WIDTH, paragraph("Note", "发送：{{ readers }}"), span=2))
                + row(cell(_END[0], paragraph("Note", "签发人：{{ signer }}")), cell(_END[1], paragraph("NoteEnd", "共印　　份"))),
                upright=False)
        + paragraph("End")
    )  # fmt: skip


def notice_form() -> dict[str, bytes]:
    """Return 督办通知单: the letter with room for the seal, then each matter with its demand and room for the reply."""
    number, label, wide, label_2, narrow = _MATTER
    value = wide + label_2 + narrow
    start = cell(number, paragraph("LabelKept", "{{ matter.order }}"), bare=("bottom",))
    begun = row(start, *_told("事项", label, "{{ matter.text }}", value))
    due = (
        *_told("责任人", label, "{{ matter.owner }}", wide),
        *_told("时限", label_2, "{{ matter.due }}", narrow),
    )
    matter = (
        begun + _under(*due) + _under(*_told("情况", label, "{{ matter.state }}", value))
        + _under(*_told("要求", label, "{{ matter.demand }}", value)) + _under(*_told("办理情况", label, "", value), height=1150)
        + alternatives("loop.last", _signed(), _signed(last=True))
    )  # fmt: skip
    leader = row(
        cell(number + label, paragraph("Label", "分管领导签字"), span=2), cell(wide, paragraph("Cell")),
        *_told("日期", label_2, BLANK_DAY, narrow, last=True), height=760,
    )  # fmt: skip
    return package(
        paragraph("Title", "督办通知单")
        + paragraph("Issue", "{{ number }}")
        + paragraph("Normal", "{{ unit }}：")
        + looped("for text in paragraphs", paragraph("Body", "{{ text }}"))
        + _BLANK_LINE
        + paragraph("Signature", "{{ office }}（盖章）")
        + paragraph("Signature", "{{ day }}")
        + paragraph("CellKept")
        + table(_MATTER, repeated("for matter in matters", matter) + leader)
        + paragraph("End")
    )


def filing_form() -> dict[str, bytes]:
    """Return 报送表: the commitments of those who file them with the authority, a cell to sign for each person."""
    names = (
        "序号",
        "承诺人",
        "职务",
        "分管或岗位工作",
        "承诺事项",
        "工作目标",
        "工作措施",
        "完成时限",
        "{{ told }}",
        "本人签字",
    )
    own = ("line.order", "person.name", "person.title", "person.duty", "line.promise", "line.goal", "line.measure",
           "line.due", "line.told")  # fmt: skip
    shared = {1, 2, 3, 9}

    def line(*, first: bool) -> str:
        merged = "restart" if first else "continue"
        cells = [f"{{{{ {each} }}}}" for each in own] + [""]
        return row(*(
            cell(width, paragraph("Cell", text if first or number not in shared else ""), merged=merged if number in shared else "")
            for number, (width, text) in enumerate(zip(_PROMISE, cells, strict=True))
        ), height=800)  # fmt: skip

    lines = repeated(
        "for line in person.lines", alternatives("loop.first", line(first=True), line(first=False))
    )
    return package(
        paragraph("Title", "{{ title }}")
        + paragraph("Note", "报送单位：{{ school }}　　　　报送：{{ to }}　　　　{{ counted }}")
        + table(_PROMISE, row(*_labels(_PROMISE, *names), header=True) + repeated("for person in people", lines))
        + paragraph("Note")
        + paragraph("Note", "填报人签字：　　　　　　　　　主要负责人签字：　　　　　　　　　单位（公章）")
        + paragraph("Signature", "{{ day }}"),
        lying=True,
    )  # fmt: skip


def report_form() -> dict[str, bytes]:
    """Return a report or decision: title, addressee where there is one, sections, school, date, who signs."""
    return package(
        looped("for line in title", paragraph("Title", "{{ line }}"))
        + looped("for name in addressees", paragraph("Normal", "{{ name }}："))
        + _sections("")
        + _BLANK_LINE * 2
        + looped("for name in signed", paragraph("Signature", "{{ name }}"))
        + paragraph("Signature", "{{ day }}")
        + _BLANK_LINE
        + paragraph("Note", "签发人：{{ signer }}")
    )


FORMS: Mapping[str, Callable[[], dict[str, bytes]]] = {
    BRIEF: brief_form, NOTICE: notice_form, FILING: filing_form, REPORT: report_form,
}  # fmt: skip
"""The forms by their file names in views/."""


def _sections(more: str) -> str:
    """Return the sections: heading, paragraphs, then what only some drafts have; the end stays with what follows it."""
    text = ("{{ text.words }}", "{{ text.heading }}")
    inside = looped("if section.heading", paragraph("Heading1", "{{ section.heading }}"))
    inside += looped("for text in section.paragraphs", either(
        "text.kept", paragraph("BodyKept", *text), paragraph("Body", *text)
    ))  # fmt: skip
    return looped("for section in sections", inside + more)


def _labels(widths: tuple[int, ...], *names: str) -> list[str]:
    return [cell(width, paragraph("Label", name)) for width, name in zip(widths, names, strict=True)]


def _figures(widths: tuple[int, ...], *names: str) -> list[str]:
    return [
        cell(width, paragraph("Figure", f"{{{{ {name} }}}}"))
        for width, name in zip(widths, names, strict=True)
    ]


def _told(name: str, label: int, text: str, width: int, *, last: bool = False) -> tuple[str, str]:
    """Return the cells of a name and of what it says, as wide as that; only the `last` may end a page."""
    styles = ("Label", "Cell") if last else ("LabelKept", "CellKept")
    span = 3 if width == sum(_MATTER[2:]) else 1
    return cell(label, paragraph(styles[0], name)), cell(width, paragraph(styles[1], text), span=span)


def _signed(*, last: bool = False) -> str:
    """Return the row in which the owner of a matter signs."""
    _, label, wide, label_2, narrow = _MATTER
    owner = _told("责任人签字", label, "", wide, last=last)
    day = _told("日期", label_2, BLANK_DAY, narrow, last=last)
    return _under(*owner, *day, height=560, last=last, bare=("top",))


def _under(*cells: str, height: int = 0, last: bool = False, bare: Sequence[str] = ("top", "bottom")) -> str:
    """Return a further row of a matter, the cell under its number open to that above."""
    style = "Label" if last else "LabelKept"
    return row(cell(_MATTER[0], paragraph(style), bare=bare), *cells, height=height)
