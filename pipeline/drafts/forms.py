"""The forms of the drafts, with the places that are filled: 工作简报, 督办通知单, 报送表, 报告或决定.

What is between braces is filled by `filling`. Each form is kept as a Word file in views/, so that a school can
change it in WPS; `python -m pipeline.drafts` makes them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.drafts.paper import (
    LONG_TEXT_WIDTH,
    TEXT_WIDTH,
    alternatives,
    cell,
    looped,
    package,
    paragraph,
    repeated,
    row,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BRIEF, NOTICE, FILING, REPORT = "draft_brief.docx", "draft_notice.docx", "draft_filing.docx", "draft_report.docx"
BLANK_DAY = "　　年　　月　　日"
_BLANK_LINE = paragraph("Body")

_RANKS = (1300, 3200, 2172, 2172)
_MATTER = (640, 1700, 2952, 1160, 2392)
_PROMISE = (510, 1020, 1080, 1300, 2440, 2040, 2040, 1134, 1134, 1079)


def brief_form() -> dict[str, bytes]:
    """Return 工作简报: red masthead and line, sections with an order of each category, distribution and signature."""
    ranks = table(_RANKS, row(*_labels(_RANKS, "名次", "单位", "得分", "比上期"), header=True) + repeated(
        "for line in category.lines",
        row(*_figures(_RANKS, "line.rank", "line.unit", "line.score", "line.change")),
    ))  # fmt: skip
    categories = looped(
        "for category in section.categories",
        paragraph("Heading2", "{{ category.heading }}") + ranks + _BLANK_LINE,
    )
    return package(
        paragraph("Masthead", "{{ masthead }}")
        + paragraph("Issue", "{{ issue }}")
        + paragraph("Line", "{{ office }}\t{{ day }}")
        + paragraph("Title", "{{ title }}")
        + _sections(categories)
        + _BLANK_LINE
        + table((TEXT_WIDTH,), row(cell(TEXT_WIDTH, paragraph("Note", "发送：{{ readers }}")))
                + row(cell(TEXT_WIDTH, paragraph("Note", "签发人：{{ signer }}\t共印　　份"))))
        + paragraph("Note")
    )  # fmt: skip


def notice_form() -> dict[str, bytes]:
    """Return 督办通知单: the matters with their demand, and room for the unit's reply and signatures."""
    number, label, wide, label_2, narrow = _MATTER
    value = wide + label_2 + narrow
    matter = (
        row(cell(number, paragraph("Label", "{{ matter.order }}"), merged="restart"),
            cell(label, paragraph("Label", "事项")), cell(value, paragraph("CellKept", "{{ matter.text }}"), span=3))
        + _under(cell(label, paragraph("Label", "责任人")), cell(wide, paragraph("CellKept", "{{ matter.owner }}")),
                 cell(label_2, paragraph("Label", "时限")), cell(narrow, paragraph("CellKept", "{{ matter.due }}")))
        + _under(cell(label, paragraph("Label", "情况")), cell(value, paragraph("CellKept", "{{ matter.state }}"), span=3))
        + _under(cell(label, paragraph("Label", "要求")), cell(value, paragraph("CellKept", "{{ matter.demand }}"), span=3))
        + _under(cell(label, paragraph("Label", "办理情况")), cell(value, paragraph("CellKept"), span=3), height=1300)
        + _under(cell(label, paragraph("Label", "责任人签字")), cell(wide, paragraph("CellKept")),
                 cell(label_2, paragraph("Label", "日期")), cell(narrow, paragraph("Cell", BLANK_DAY)), height=560)
    )  # fmt: skip
    signed = row(
        cell(number + label, paragraph("Label", "分管领导签字"), span=2), cell(wide, paragraph("CellKept")),
        cell(label_2, paragraph("Label", "日期")), cell(narrow, paragraph("CellKept", BLANK_DAY)), height=760,
    )  # fmt: skip
    return package(
        paragraph("Title", "督办通知单")
        + paragraph("Issue", "{{ number }}")
        + paragraph("Normal", "{{ unit }}：")
        + looped("for text in paragraphs", paragraph("Body", "{{ text }}"))
        + table(_MATTER, repeated("for matter in matters", matter) + signed)
        + _BLANK_LINE
        + paragraph("Signature", "{{ office }}（盖章）")
        + paragraph("Signature", "{{ day }}")
    )


def filing_form() -> dict[str, bytes]:
    """Return 报送表: the commitments of those who file them with the authority, a cell to sign for each person."""
    names = ("序号", "承诺人", "职务", "分管或岗位工作", "承诺事项", "工作目标", "工作措施", "完成时限", "{{ told }}", "本人签字")
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

    lines = repeated("for line in person.lines", alternatives("loop.first", line(first=True), line(first=False)))
    return package(
        paragraph("Title", "{{ title }}")
        + paragraph("Note", "报送单位：{{ school }}")
        + paragraph("Note", "报送：{{ to }}　　　　{{ counted }}")
        + table(_PROMISE, row(*_labels(_PROMISE, *names), header=True) + repeated("for person in people", lines))
        + paragraph("Note")
        + paragraph("Note", "填报人签字：　　　　　　　　　主要负责人签字：　　　　　　　　　单位（公章）")
        + paragraph("Signature", "{{ day }}"),
        lying=True,
    )  # fmt: skip


def report_form() -> dict[str, bytes]:
    """Return a report or decision: title, addressee where there is one, sections, school, date, who signs."""
    return package(
        paragraph("Title", "{{ title }}")
        + looped("for name in addressees", paragraph("Normal", "{{ name }}："))
        + _sections("")
        + _BLANK_LINE
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
    """Return the sections: heading, paragraphs, then what only some drafts have."""
    inside = looped("if section.heading", paragraph("Heading1", "{{ section.heading }}"))
    inside += looped("for text in section.paragraphs", paragraph("Body", "{{ text }}"))
    return looped("for section in sections", inside + more)


def _labels(widths: tuple[int, ...], *names: str) -> list[str]:
    return [cell(width, paragraph("Label", name)) for width, name in zip(widths, names, strict=True)]


def _figures(widths: tuple[int, ...], *names: str) -> list[str]:
    return [
        cell(width, paragraph("Figure", f"{{{{ {name} }}}}"))
        for width, name in zip(widths, names, strict=True)
    ]


def _under(*cells: str, height: int = 0) -> str:
    """Return a further row of a matter, its number's cell one with that above."""
    return row(cell(_MATTER[0], paragraph("Label"), merged="continue"), *cells, height=height)


