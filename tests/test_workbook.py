"""The month's workbook as leaders open it: sheets, links, names, print; nothing typed in it does anything."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from pipeline import look
from pipeline.account import place
from pipeline.chronicle.records import Figure, Line
from pipeline.model import Change, Review, Stage, State, Where, shown
from pipeline.workbook import render_workbook
from pipeline.workbook.places import find_places
from pipeline.workbook.year_blocks import Block, add_blocks
from pipeline.xlsx import open_book, width_of
from tests.school import NIL, School

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.model import Consolidation
    from tests.conftest import Recalculate

Read = Any
"""What openpyxl reads: its types say less of sheets and cells than it knows."""

APRIL, MAY, JUNE = "2016-04", "2016-05", "2016-06"
UNITS = ("教务处", "政教处", "党政办公室", "七年级级部")
HEADER, TOP = 4, 5
PIXELS, UNSET = 7, 64
"""Of a character, and of a column whose width nobody set."""
FORMULA, LINK = '=HYPERLINK("http://example.invalid","点我")', "http://example.invalid/a?b=1"
TYPED = (
    FORMULA,
    LINK,
    "<script>alert(1)</script>&amp;",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-1+1",
    "正\u202e反\u200f文",
)
KEPT = {*TYPED[:-1], "正反文"}
"""What is read of it: marks that turn the text round fall away on the way in."""
LONG = "长" * 32_767
CONTROLS = "甲\x00\x07\x0b\x1f乙\ufffe\ud800丙\u202e丁"
CANARY = "金丝雀"
AMOUNT = 76543
PROMISES = [{"promise": text, "goal": "目标"} for text in TYPED]
FIRST = [
    "领导参阅", "名次与得分", "分项得分", "各单位走势", "得分明细", "方案落实对照", "督办台账", "报送情况", "审核意见",
    "核实清单", "抽查清单", "表1 目标承诺", "表2-1 对标践诺", "表2-2 宣传报道",
]  # fmt: skip
REGISTERS = [
    "日常检查登记",
    "荣誉",
    "扣分与一票否决",
    "延期、撤销、不适用、客观原因、立项、更正审批登记",
    "督导与交办",
]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    """Return a school whose teachers type what could do harm, and canaries wherever something is sensitive."""
    school = School(tmp_path_factory.mktemp("workbook"), UNITS)
    late = {"promise": "修订制度", "deadline": f"{MAY}-20"}
    five_a = {"indicator": school.config.choices(school.config.ledgers["five_a"].field("indicator"))[0]}
    school.returns(MAY, "教务处", {"commitment": [late], "five_a": [five_a]})
    secret = {
        name: f"{CANARY}{name}"
        for name in (
            "problem",
            "progress",
            "measure",
            "owner",
            "goal",
            "rule_made",
            "milestone",
            "evidence",
            "note",
        )
    }
    days = {"deadline": f"{JUNE}-20", "milestone_on": f"{JUNE}-10", "finished_on": f"{JUNE}-18"}
    clearance = {k: v for k, v in secret.items() if k != "measure"} | {
        "path": f"{CANARY}路径",
        "amount": AMOUNT,
    }
    school.returns(JUNE, "教务处", {
        "commitment": [{"promise": "修订制度", "evidence": LONG}, *PROMISES],
        "conduct": [{**secret, **days}], "clearance": [{**clearance, **days, "found_on": f"{JUNE}-01"}],
    })  # fmt: skip
    strange = [{"project": name, "level": "外星"} for name in ("走班", "选课")]
    school.returns(JUNE, "政教处", {"commitment": [{"promise": "护学岗"}], "benchmark": strange})
    contact = {"contacted_on": f"{JUNE}-12", "contact": f"{CANARY}电话"}
    school.returns(JUNE, "党政办公室", {"liaison": [contact], "conduct": NIL})
    school.inspects(JUNE, {
        "subject": "教务处", "code": "上班迟到", "count": 3, "checked_on": f"{JUNE}-12", "persons": f"{CANARY}某人",
    })  # fmt: skip
    correction = {
        "kind": "更正审批", "subject": "教务处", "target": "表6 作风整改", "number": "第6行", "first_period": "6月",
        "column": "问题表现", "old": f"{CANARY}problem", "new": f"{CANARY}新", "reason": f"{CANARY}原因", "basis": f"{CANARY}依据",
    }  # fmt: skip
    school.returns(JUNE, "领导小组办公室", {
        "decisions": [{"approved_on": f"{JUNE}-28", **correction}],
        "conduct_office": [{"subject": "教务处", "problem": f"{CANARY}problem", "accepted_by": f"{CANARY}验收", "signed_off_on": f"{JUNE}-25"}],
        "five_a_office": [{"subject": "教务处", **five_a, "fixed_score": 4.5}],
        "honours": [{"subject": "教务处", "honour": "文明集体", "level": "市", "awarded_on": f"{JUNE}-15"}],
        "sanctions": [{"subject": "政教处", "kind": "扣分", "reason": "通报一次", "points": 1, "decided_on": f"{JUNE}-16"}],
        "supervision": [{"subject": "政教处", "matter": "查门禁", "raised_on": f"{JUNE}-03", "deadline": f"{JUNE}-20"}],
    })  # fmt: skip
    return school


@pytest.fixture(scope="module")
def month(school: School) -> Consolidation:
    """Return its June as its second edition: something corrected, a review asked for."""
    month = school.consolidate(JUNE)
    line = next(each for each in month.scores if each.name == "教务处").because[0]
    change = Change("jiaowu", "目标承诺", line.id, "72.00", "86.00", FORMULA, line.where)
    asked = date(2016, 7, 18)
    review = Review(JUNE, "jiaowu", line.id, LINK, asked, asked, "", None, None, "", line.where)
    stage = Stage(State.ISSUED, 2, "竹文清", datetime(2016, 7, 15, 10), datetime(2016, 7, 15, 15))  # noqa: DTZ001
    return replace(month, stage=replace(stage, restates=1, changes=(change,), reviews=(review,)))


@pytest.fixture(scope="module")
def made(school: School, month: Consolidation) -> bytes:
    """Return that June's workbook."""
    return render_workbook(school.config, month)


@pytest.fixture(scope="module")
def book(made: bytes) -> Read:
    """Return it as a reader that is not ours opens it."""
    return opened(made)


def opened(made: bytes) -> Read:
    """Return the workbook with formulas as formulas."""
    return openpyxl.load_workbook(io.BytesIO(made))


def cells(book: Read) -> Iterator[Any]:
    """Yield every cell in which something stands."""
    for sheet in book:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


def rows(sheet: Read) -> list[dict[str, Any]]:
    """Return the rows of a table by header."""
    names = [str(cell.value) for cell in sheet[HEADER]]
    last = range_boundaries(sheet.auto_filter.ref)[3]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=TOP, max_row=last)]


def tables(book: Read) -> list[Any]:
    """Return every sheet but the first."""
    return [sheet for sheet in book if sheet.title != "领导参阅"]


def test_the_sheets_stand_in_the_glossary_s_order(book: Read) -> None:
    """The first look, figures, follow-up, ledgers, registers with something in them, the rules, what was corrected."""
    names = book.sheetnames
    assert names[: len(FIRST)] == FIRST
    assert names[names.index("表9 典型经验") + 1 :] == [*REGISTERS, "考评细则", "更正说明", "复核申请情况"]


def test_a_month_that_is_not_scored_has_no_sheets_of_scores(school: School) -> None:
    """April has the plan's clauses, returns and its own ledgers, and opens as well."""
    names = opened(render_workbook(school.config, school.consolidate(APRIL))).sheetnames
    assert names[:3] == ["领导参阅", "方案落实对照", "督办台账"]
    assert {"回头看", "工作方案"} <= set(names)
    assert "名次与得分" not in names


def test_it_opens_at_the_first_sheet_and_says_what_it_is(book: Read) -> None:
    """领导参阅 is in front, its first cell chosen; title, school and state stand in the file's properties."""
    assert book.active.title == "领导参阅"
    assert book.active.sheet_view.selection[0].activeCell in {None, "A1"}
    properties = book.properties
    assert properties.title == "6月三比一争汇总"
    assert properties.contentStatus == "印发（第2版）"
    assert properties.creator == "云杉实验学校（虚构）"
    assert (properties.created, properties.modified) == (datetime(2016, 1, 1), datetime(2016, 1, 1))  # noqa: DTZ001


def test_the_first_sheet_is_one_page_with_ways_to_those_behind(book: Read) -> None:
    """A4 upright, one page; each part leads to its sheet, each unit to its line, each item to its row."""
    sheet = book["领导参阅"]
    setup = sheet.page_setup
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.fitToWidth, setup.fitToHeight, setup.orientation) == (None, None, "portrait"), "one by one"
    goals = {
        str(cell.value): cell.hyperlink.location
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert goals["督办台账 ›"] == "'督办台账'!A1"
    assert goals["已报单位"] == "'报送情况'!A1"
    assert book["名次与得分"][goals["教务处"].split("!")[1]].value == "教务处"
    assert goals["教务处-承诺-001"].startswith("'表1 目标承诺'!A")
    captions = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    wanted = [
        "需要您定的",
        "各考评项目",
        "逾期和未销号",
        "交办事项",
        "名次（科室、级部分别排）",
        "本期亮点",
        "这一期到了哪一步",
    ]
    assert [text for text in captions if text in wanted] == wanted
    assert captions[-1].startswith("印发（第2版），对第1版更正 1 处，竹文清 7月15日")


def test_every_table_is_frozen_filtered_named_and_ready_to_print(book: Read) -> None:
    """The header stays in sight and on every printed page; the name of the table is its sheet's; nothing is protected."""
    for sheet in tables(book):
        assert sheet.freeze_panes.endswith(str(TOP)), sheet.title
        assert sheet.auto_filter.ref.startswith(f"A{HEADER}:"), sheet.title
        assert sheet.print_title_rows == f"${HEADER}:${HEADER}", sheet.title
        assert sheet.print_area.startswith(f"'{sheet.title}'!$A$1:"), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth is None, "one page wide, as the file format means it"
        name = re.sub(r"\W+", "_", sheet.title).strip("_")
        goal = book.defined_names[name].attr_text
        assert goal.replace("$", "") == f"'{sheet.title}'!{sheet.auto_filter.ref}"
        assert not sheet.protection.sheet
        assert sheet["A3"].hyperlink.location == "'领导参阅'!A1"


def test_a_title_is_not_cut_where_a_table_is_narrow(school: School) -> None:
    """A ledger of which nothing is told is one column wide, and printed as wide as its title and note are."""
    sheet = opened(render_workbook(school.config, school.consolidate(MAY)))["表7-1 八清理自查"]
    assert [_width(sheet, letters).hidden for letters in "ABC"] == [False, True, True]
    last = range_boundaries(sheet.print_area.split("!")[1])[2] or 0
    assert (
        PIXELS * 13 + UNSET * (last - 3) >= width_of(str(sheet["A2"].value)) * PIXELS * look.FINE / look.BODY
    )


def test_nothing_is_drawn_of_changes_where_nothing_changed(school: School, book: Read) -> None:
    """The first scored period has no 比上期: its chart would be an empty one."""
    may = opened(render_workbook(school.config, school.consolidate(MAY)))
    assert [len(each["名次与得分"]._charts) for each in (may, book)] == [1, 2]


def test_figures_written_as_text_bear_no_mark_of_doubt(made: bytes) -> None:
    """「11/12」, a document's number, 改为「8」 are text on purpose: no green corner on any sheet."""
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert all(b'numberStoredAsText="1"' in sheet for sheet in sheets)


def test_a_ledger_says_what_becomes_of_links_when_it_is_sorted(book: Read) -> None:
    """A link ends at a place; who sorts is told how to find the item all the same."""
    assert book["表1 目标承诺"]["B3"].value == "重新排序以后，别的表点过来会落在别的行，请按事项编号筛选"
    assert book["表5-1 对上联系"]["B3"].value is None


def test_a_table_among_many_begins_on_a_page_that_holds_it() -> None:
    """Tables under each other break between each other, never inside one that a page can hold."""
    lines = tuple(Line(f"第{number}行", (Figure("件数", Fraction(number)),)) for number in range(20))
    with open_book() as out:
        add_blocks(
            out, "统计", ("统计", "说明"), [Block(f"表{number}", "名称", lines) for number in range(4)]
        )
    sheet = opened(out.content)["统计"]
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert breaks
    assert {str(sheet.cell(row + 1, 1).value)[:1] for row in breaks} == {"表"}


def test_state_and_page_stand_on_every_page(school: School, month: Consolidation, book: Read) -> None:
    """A printed sheet says whether it is a draft: 送审稿 until it is signed, 印发 with its edition then."""
    draft = opened(render_workbook(school.config, replace(month, stage=Stage())))
    for issued, whole in ((book, "印发（第2版）"), (draft, "送审稿")):
        for sheet in issued:
            assert sheet.oddHeader.right.text.strip() == whole, sheet.title
            assert "&[Page]" in sheet.oddFooter.center.text or "&P" in sheet.oddFooter.center.text


def test_every_link_is_ours_and_lands(book: Read) -> None:
    """No link leaves the workbook; each ends at a cell in which something stands."""
    links = [cell for cell in cells(book) if cell.hyperlink]
    for cell in links:
        assert cell.hyperlink.target is None, cell.coordinate
        sheet, goal = cell.hyperlink.location.removeprefix("'").split("'!")
        assert book[sheet][goal].value is not None, cell.hyperlink.location
        assert not book[sheet].column_dimensions[re.sub(r"\d", "", goal)].hidden
    assert len(links) > len(book.sheetnames)


def test_a_line_of_a_score_leads_to_the_row_that_it_came_from(book: Read) -> None:
    """Each line about a numbered item ends at the row of that item, in the cell that was judged where it is shown."""
    found = 0
    for row in rows(book["得分明细"]):
        number = re.match(r"教务处-\w+-\d+", str(row["依据"].value))
        if number and row["出处"].hyperlink:
            sheet, goal = row["出处"].hyperlink.location.replace("'", "").split("!")
            line = re.sub(r"\D", "", goal)
            assert book[sheet][f"B{line}"].value == number[0]
            found += 1
    assert found >= len(TYPED)
    inspection = next(r for r in rows(book["得分明细"]) if "上班迟到" in str(r["依据"].value))
    sheet, goal = inspection["出处"].hyperlink.location.replace("'", "").split("!")
    assert (sheet, book[sheet][goal].value) == ("日常检查登记", "上班迟到")
    fixed = next(r for r in rows(book["得分明细"]) if "核定 4.5 分" in str(r["依据"].value))
    sheet, goal = fixed["出处"].hyperlink.location.replace("'", "").split("!")
    assert (sheet, book[sheet][goal].value) == ("表3-1 5A创建", 4.5)


def test_a_source_of_an_earlier_month_leads_to_the_item_s_row_now(
    school: School, month: Consolidation
) -> None:
    """What stood in May's return is found in June's row of the same item; what is nowhere is no link."""
    places = find_places(school.config, month)
    item = next(each for each in month.merged.items if each.number == "教务处-承诺-001")
    assert places.find(item.entries[MAY].at("promise")) == places.find(item.entries[JUNE].at("promise"))
    assert places.link(Where("2016-03/甲.xlsx", "乙", "A1")) == place(Where("2016-03/甲.xlsx", "乙", "A1"))
    assert places.find(Where("config.yaml", "rubric")) == ("考评细则", "A5")


def test_what_was_corrected_leads_to_its_line(month: Consolidation, book: Read) -> None:
    """更正说明 and 复核申请情况 lead to the line of 得分明细 that they speak of."""
    line = next(each for each in month.scores if each.name == "教务处").because[0]
    for sheet, header in (("更正说明", "更正内容"), ("复核申请情况", "得分项")):
        goal = rows(book[sheet])[0][header].hyperlink.location
        row = book["得分明细"][int(goal.rsplit("A", 1)[1])]
        assert line.id in [cell.value for cell in row]


def test_nothing_typed_becomes_a_formula_or_a_link(book: Read) -> None:
    """Formulas, addresses, scripts, marks that turn the text round are text, whole, where they were typed."""
    promises = [row["承诺事项"] for row in rows(book["表1 目标承诺"])]
    for text in KEPT:
        cell = next(cell for cell in promises if cell.value == text)
        assert (cell.data_type, cell.hyperlink) == ("s", None)
    formulas = [cell for cell in cells(book) if cell.data_type == "f"]
    assert {cell.parent.title for cell in formulas} == {"名次与得分", "分项得分", "各单位走势"}
    assert not any("HYPERLINK" in str(cell.value) for cell in formulas)


def test_a_cell_holds_what_a_cell_can_hold(school: School, month: Consolidation, made: bytes) -> None:
    """Control characters fall away, 32,767 characters are kept, wherever they come from."""
    assert any(row["佐证材料"].value == LONG for row in rows(opened(made)["表1 目标承诺"]))
    table = month.merged.tables["commitment"].copy()
    table["goal"] = CONTROLS
    merged = replace(month.merged, tables={**month.merged.tables, "commitment": table})
    concerns = tuple(replace(each, text=f"{CONTROLS}{FORMULA}{LONG}") for each in month.concerns)
    hostile = opened(render_workbook(school.config, replace(month, merged=merged, concerns=concerns)))
    assert {row["工作目标"].value for row in rows(hostile["表1 目标承诺"])} == {"甲乙丙\u202e丁"}
    told = [row["事项"] for row in rows(hostile["督办台账"])]
    assert {(cell.data_type, str(cell.value)[:6], len(str(cell.value))) for cell in told} == {
        ("s", "甲乙丙\u202e丁=", 32_767)
    }


def test_days_are_days_and_figures_are_figures(book: Read) -> None:
    """A deadline can be sorted as a date, a moment as a moment, a count as a number."""
    row = next(r for r in rows(book["表1 目标承诺"]) if r["承诺事项"].value == "修订制度")
    assert row["完成时限"].value == datetime(2016, 5, 20)  # noqa: DTZ001 — as a sheet has it
    assert row["完成时限"].number_format == 'yyyy"年"m"月"d"日"'
    arrived = next(r for r in rows(book["报送情况"]) if r["单位"].value == "教务处")["收到时间"]
    assert isinstance(arrived.value, datetime)
    assert arrived.value.hour == 10
    assert rows(book["扣分与一票否决"])[0]["分值"].value == 1
    assert rows(book["日常检查登记"])[0]["人次或件数"].value == 3


def test_where_a_row_came_from_is_folded_away(book: Read) -> None:
    """File and row of a ledger stand behind it, hidden and easy to unfold; blank columns too."""
    sheet = book["表1 目标承诺"]
    headers = {str(cell.value): cell.column_letter for cell in sheet[HEADER]}
    hidden = {name for name, letters in headers.items() if _width(sheet, letters).hidden}
    assert {"文件", "行", "备注", "承诺层级"} <= hidden
    assert not {"单位", "事项编号", "承诺事项", "佐证材料"} & hidden
    assert all(_width(sheet, headers[name]).outlineLevel == 1 for name in hidden)


def _width(sheet: Read, letters: str) -> Read:
    """Return the dimension that covers a column: openpyxl keeps one for a run of equal ones."""
    index = openpyxl.utils.column_index_from_string(letters)
    return next(d for d in sheet.column_dimensions.values() if d.min <= index <= d.max)


def test_what_is_sensitive_is_in_no_sheet(book: Read) -> None:
    """表6 and 表7-2 tell number, state and days; not a word, not an amount, nor does a register that speaks of them."""
    assert not [c.coordinate for c in cells(book) if CANARY in str(c.value) or str(AMOUNT) in str(c.value)]
    for name in ("表6 作风整改", "表7-2 八清理问题"):
        row = rows(book[name])[0]
        assert row["单位"].value == "教务处"
        assert row["状态"].value == "已完成"
        assert row["完成时限"].value == datetime(2016, 6, 20)  # noqa: DTZ001
    assert "涉及人员" not in rows(book["日常检查登记"])[0]
    correction = rows(book[REGISTERS[3]])[0]
    assert [correction[name].value for name in ("原值", "改为", "原因", "依据")] == ["（略）"] * 4


def test_the_trend_is_that_of_the_issued_months(month: Consolidation, book: Read) -> None:
    """Each earlier period's column holds the scores of then; means stand below, a chart a category beside them."""
    sheet = book["各单位走势"]
    before = month.earlier[0]
    for row in rows(sheet):
        score = next(each for each in before.scores if each.name == row["单位"].value).score
        assert score is not None
        assert f"{row['5月'].value:.2f}" == shown(score)
        assert str(row["6月"].value).startswith("=INDEX('名次与得分'!")
    assert len(sheet._charts) == len({each.category for each in month.scores})


def test_an_opinion_that_holds_for_several_cells_is_one_row(month: Consolidation, book: Read) -> None:
    """Worst first; the same said of two cells is said once, with both cells and their number."""
    told = rows(book["审核意见"])
    order = ["须改正", "请核实", "提示", "已规范"]
    ranks = [order.index(str(row["轻重"].value)) for row in told]
    assert ranks == sorted(ranks)
    assert sum(int(row["处数"].value) for row in told) == len(month.findings)
    assert any(int(row["处数"].value) > 1 and "、" in str(row["单元格"].value) for row in told)


def test_the_plan_s_clauses_stand_as_of_the_month(book: Read) -> None:
    """方案落实对照 has every clause with its state, on the last day of the period."""
    states = {str(row["落实情况"].value) for row in rows(book["方案落实对照"])}
    assert states <= {"已落实", "正在落实", "未落实", "到期未落实"}
    assert len(states) > 1


def test_libreoffice_keeps_sheets_links_and_text(
    made: bytes, book: Read, tmp_path: Path, recalculate: Recalculate
) -> None:
    """Opened and saved by LibreOffice: every sheet, every link and what was typed are still there."""
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(made)
    again = openpyxl.load_workbook(recalculate(path))
    assert again.sheetnames == book.sheetnames
    before, after = ({(c.parent.title, c.coordinate) for c in cells(b) if c.hyperlink} for b in (book, again))
    assert after == before
    kept = {row["承诺事项"].value for row in rows(again["表1 目标承诺"])}
    assert kept >= KEPT


def test_the_same_month_gives_the_same_bytes(school: School, month: Consolidation, made: bytes) -> None:
    """A workbook depends on what it says alone, not on when it was made."""
    assert render_workbook(school.config, month) == made
