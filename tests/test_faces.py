"""The consolidated workbook: what it shows, what it must not, and that it opens everywhere; the pages: test_pages."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.findings import message
from pipeline.wording import discreet
from tests.school import NIL, School
from tests.tables import SCHOOL, checked, replaced, row, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Recalculate

MAY = "2016-05"
CANARY = "金丝雀在作风问题里"
FORMULA = '=HYPERLINK("http://example.invalid","点我")'
SCRIPT = "<script>alert(1)</script>“承诺”&amp;"
BOOK = f"三比一争汇总_{MAY}.xlsx"
FIRST_SHEETS = [
    "领导参阅",
    "名次与得分",
    "分项得分",
    "得分明细",
    "方案落实对照",
    "督办台账",
    "报送情况",
    "审核意见",
    "核实清单",
    "抽查清单",
    "表1 目标承诺",
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return a release in which a unit typed a formula, a script, and something sensitive."""
    school = School(tmp_path_factory.mktemp("faces"), units=("教务处", "政教处"))
    school.returns(
        MAY,
        "教务处",
        {
            "commitment": [{"promise": FORMULA, "goal": SCRIPT}, {"promise": SCRIPT, "measure": "+cmd|calc"}],
            "conduct": [
                {
                    "problem": CANARY,
                    "measure": f"{CANARY}措施",
                    "deadline": "2016-05-20",
                    "milestone": f"{CANARY}节点",
                    "milestone_on": "2016-05-15",
                }
            ],
        },
    )
    school.returns(MAY, "政教处", {"conduct": NIL})
    school.inspects(MAY)
    month = school.consolidate(MAY)
    return school.office.render(month)


def texts(files: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the text cells of the consolidated workbook by sheet, read by a reader that is not ours."""
    book = openpyxl.load_workbook(io.BytesIO(files[BOOK]))
    return {
        sheet.title: [str(c.value) for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
        for sheet in book
    }


def test_the_sheets_stand_in_the_glossary_s_order(files: dict[str, bytes]) -> None:
    """领导参阅 comes first, the ledgers follow, 考评细则 ends the workbook."""
    names = list(texts(files))
    assert names[: len(FIRST_SHEETS)] == FIRST_SHEETS
    assert names[-1] == "考评细则"


def test_what_was_typed_never_becomes_a_formula(files: dict[str, bytes]) -> None:
    """A formula or a command typed by a teacher is text in every sheet, and is all there."""
    book = openpyxl.load_workbook(io.BytesIO(files[BOOK]))
    ours = {c.parent.title for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"}
    assert ours == {"名次与得分", "分项得分"}
    assert FORMULA in texts(files)["表1 目标承诺"]
    assert "+cmd|calc" in texts(files)["表1 目标承诺"]


def test_every_line_of_the_account_stands_in_the_sheet(files: dict[str, bytes]) -> None:
    """得分明细 names for each line the place that it came from."""
    book = openpyxl.load_workbook(io.BytesIO(files[BOOK]))
    rows = [[c.value for c in row] for row in book["得分明细"].iter_rows(min_row=5)]
    assert rows
    assert all(row[5] and row[6] for row in rows if row[0])


def test_the_first_sheet_has_a_native_chart(files: dict[str, bytes]) -> None:
    """The ranking's charts are ones that the spreadsheet program draws itself: in front, and beside the ranking."""
    with zipfile.ZipFile(io.BytesIO(files[BOOK])) as book:
        charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) >= 2


def test_sensitive_words_reach_the_unit_alone(files: dict[str, bytes]) -> None:
    """What a unit wrote in 表6 is on its own page, and in no other page and no sheet."""
    pages = {name: data.decode() for name, data in files.items() if name.endswith(".html")}
    assert [name for name, page in pages.items() if CANARY in page] == ["units/jiaowu.html"]
    assert not [name for name, cells in texts(files).items() if any(CANARY in cell for cell in cells)]


def test_the_same_month_gives_the_same_bytes(tmp_path: Path) -> None:
    """Rendering twice gives every file byte for byte."""
    school = School(tmp_path)
    school.returns(MAY, "教务处", {})
    month = school.consolidate(MAY)
    assert school.office.render(month) == school.office.render(month)


def test_the_workbook_opens_in_libreoffice(
    files: dict[str, bytes], tmp_path: Path, recalculate: Recalculate
) -> None:
    """LibreOffice opens the workbook, and finds the same sheets and texts."""
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(files[BOOK])
    again = openpyxl.load_workbook(recalculate(path))
    assert again.sheetnames == list(texts(files))
    assert FORMULA in [c.value for row in again["表1 目标承诺"].iter_rows() for c in row]


def test_what_is_sensitive_stays_so_on_a_renamed_sheet_and_in_a_column() -> None:
    """Everybody's faces show nothing of a sensitive ledger, however its sheet is called, nor of a sensitive column."""
    conduct = workbook(SCHOOL, "jiaowu", MAY, {"conduct": row("conduct", 完成时限="查处某人之后")})
    renamed = checked(SCHOOL, replaced(conduct, {'name="表6 作风整改"': 'name="作风"'}))
    line = "| 联系日期 | 对口处室 | 联系事由 | 了解到的精神与动态 | 联系方式 |\n|-|-|-|-|-|\n"
    line += "| 2016-05-12 | 某处 | 请示课题 | 鼓励申报 | 一三八⏎二二二 |"
    contact = checked(SCHOOL, workbook(SCHOOL, "dangban", MAY, {"liaison": line}))
    for submission, words in ((renamed, "查处某人"), (contact, "一三八")):
        said = [f for f in submission.findings if words in message(f)]
        assert said
        assert not any(words in message(discreet(SCHOOL, f)) for f in said)
