"""Findings as people read them: what is joined, what stays apart, in which order, in which words."""

from __future__ import annotations

import pytest

from pipeline.model import Finding, Severity, Where
from pipeline.opinions import also, grouped, place, whole

SHEET = "表6 作风整改"


def unclear(cell: str, typed: str, question: str = "是哪一天？", sheet: str = SHEET) -> Finding:
    """Return a question about the deadline in `cell`."""
    context = {"header": "完成时限", "typed": typed, "question": question, "effect": ""}
    return Finding("date-unclear", Where("教务处.xlsx", sheet, cell), "jiaowu", context)


def blank(cell: str, header: str = "问题") -> Finding:
    """Return a required cell that is blank."""
    context = {"header": header, "example": "一句话", "effect": "改好前这一行暂不计。"}
    return Finding("required-blank", Where("教务处.xlsx", SHEET, cell), "jiaowu", context)


def tidied(cell: str, typed: str, became: str) -> Finding:
    """Return a date that was put right."""
    context = {"header": "时间", "typed": typed, "became": became}
    return Finding("date-tidied", Where("教务处.xlsx", SHEET, cell), "jiaowu", context)


def cells(*findings: Finding) -> list[list[str]]:
    """Return the cells of each opinion."""
    return [[each.where.cell for each in opinion.places] for opinion in grouped(findings)]


def test_the_same_message_stands_once_with_its_cells() -> None:
    """Three rows with the same question are one opinion, in the order of the rows, 12 after 9."""
    assert cells(unclear("L12", "5月底"), unclear("L7", "5月底"), unclear("L9", "5月底")) == [
        ["L7", "L9", "L12"]
    ]


def test_errors_stand_first() -> None:
    """What must be put right comes before what is asked, and that before what was tidied."""
    opinions = grouped([tidied("B3", "5.1", "5月1日"), unclear("L4", "5月底"), blank("C20")])
    assert [o.severity for o in opinions] == [Severity.MUST, Severity.VERIFY, Severity.TIDIED]


@pytest.mark.parametrize(
    "other",
    [
        blank("D9", "整改措施"),
        unclear("L9", "6月底", question="是指 2016年6月30日吗？"),
        unclear("L9", "5月底", sheet="表7-2 八清理问题"),
    ],
    ids=["another column", "another question", "another sheet"],
)
def test_another_message_stays_apart(other: Finding) -> None:
    """Another column, question or sheet is another opinion: nothing that a message says is lost by joining."""
    assert len(grouped([blank("C9"), unclear("L7", "5月底"), other])) == 3


def test_the_same_finding_told_twice_is_one_place() -> None:
    """A finding that two steps made counts once."""
    assert cells(blank("C9"), blank("C9")) == [["C9"]]


def test_also_names_the_other_rows_and_what_stands_there() -> None:
    """Rows with the same words are only named, others with what stands in them."""
    (opinion,) = grouped([
        unclear("L7", "5月底"), unclear("L8", "5月底"), unclear("L9", "学期末"), unclear("L12", "学期末"),
    ])  # fmt: skip
    assert also(opinion) == "同样的还有：第8行（L8）；第9行（L9）、第12行（L12）写的是「学期末」。"
    assert whole(opinion) == f"{opinion.text}{opinion.todo}{also(opinion)}"
    assert opinion.text.startswith("表6 作风整改第7行「完成时限」写的是「5月底」（L7）")


def test_also_says_what_each_became() -> None:
    """A repair keeps what stood there and what it was taken for, at every place."""
    (opinion,) = grouped([tidied("B3", "5.1", "2016年5月1日"), tidied("B4", "5.2", "2016年5月2日")])
    assert also(opinion) == "同样的还有：第4行（B4）写的是「5.2」→2016年5月2日。"


def test_a_single_place_has_no_also() -> None:
    """One place needs no list; a blank cell has nothing to quote."""
    (one,) = grouped([blank("C9")])
    assert also(one) == ""
    (two,) = grouped([blank("C9"), blank("C10")])
    assert also(two) == "同样的还有：第10行（C10）。"


def test_a_place_without_a_row_is_the_sheet_or_the_file() -> None:
    """A finding about a whole sheet or file is named by it."""
    assert place(Finding("sheet-unknown", Where("a.xlsx", "草稿"))) == "草稿"
    assert place(Finding("file-empty", Where("a.xlsx"))) == "《a.xlsx》"


def test_the_office_knows_its_own_questions() -> None:
    """Whose question it is follows from the catalogue."""
    (office,) = grouped([Finding("identity-unknown", Where("a.xlsx"))])
    assert office.office
    assert not grouped([blank("C9")])[0].office
