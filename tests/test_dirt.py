"""The matrix: each dirt × each kind of field, header, row, sheet and file that it can hit gives the stated outcome."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from string import ascii_uppercase
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Font, PatternFill

from pipeline.cells import plain
from pipeline.check import Task, check_book
from pipeline.demo.fill import fill, xml_of
from pipeline.demo.insert import insert_row
from pipeline.findings import message, severity
from pipeline.forms import (
    FIRST_ROW,
    HEADER_ROW,
    IDENTITY_SHEET,
    LEFTOVER_HEADERS,
    LEFTOVER_SHEET,
    OPINION_HEADER,
    RETURN_SHEET,
    column_letters,
)
from pipeline.model import Leftover, Severity, Where, chinese_day
from pipeline.reader import Book, Sheet, read_book
from tests.dirt import ABOUT, ABOUT_CELLS, CELLS, CLEAN, FIELDS, IN_CELLS, lines_of
from tests.tables import (
    FILE,
    IN_TIME,
    MAY,
    PLAIN,
    SCHOOL,
    at,
    by_hand,
    checked,
    doubled,
    edited,
    findings,
    formula,
    handed_out,
    replaced,
    row,
    rows,
    with_macros,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.ledger import Ledger
    from pipeline.model import Record, Submission
    from tests.dirt import Dirt

COMMITMENT, BIDS, FIVE_A = (SCHOOL.ledgers[name] for name in ("commitment", "bids", "five_a"))
TITLE = COMMITMENT.title
SPARE = {"bids": {"支持内容": "资金"}}
"""What lets any choice of the field in question stand."""
SECOND = {
    "commitment": {"承诺事项": "完善值日"},
    "bids": {"名称": "教师培训"},
    "media": {"稿件标题": "读书节"},
}


def form(ledger: str, *others: dict[str, str]) -> bytes:
    """Return the form of 教务处 with a row of `ledger` for each of `others`."""
    return workbook(
        SCHOOL,
        "jiaowu",
        MAY,
        {ledger: rows(ledger, *({**SPARE.get(ledger, {}), **other} for other in others))},
    )


def said(data: bytes) -> list[tuple[str, str]]:
    """Return code and cell of what is said."""
    return findings(SCHOOL, data)


def read(data: bytes, ledger: str) -> tuple[dict[int, Record], set[int]]:
    """Return all rows of `ledger` by number, and which of them count."""
    returned = checked(SCHOOL, data).returns[ledger]
    return {r.row: r for r in (*returned.records, *returned.set_aside)}, {r.row for r in returned.records}


def field_name(ledger: Ledger, header: str) -> str:
    """Return the name of the field under `header`."""
    return next(f.name for f in ledger.fields if f.header == header)


def left(submission: Submission) -> dict[str, str]:
    """Return what fitted no field, by cell."""
    return {each.where.cell: each.text for each in submission.leftovers}


# what a cell says


@pytest.mark.parametrize("dirt", lines_of(CELLS), ids=str)
def test_what_a_cell_says(dirt: Dirt) -> None:
    """Each dirt in each kind of cell gives its value, repair or question, at that cell and nowhere else."""
    name, header = FIELDS[dirt.kind]
    ledger = SCHOOL.ledgers[name]
    data = replaced(form(name, {header: dirt.typed}), {"␣": " ", "¬": "\u00ad"})
    assert said(data) == ([(dirt.said, at(ledger, header))] if dirt.said else [])
    every, counted = read(data, name)
    value = every[FIRST_ROW].values[field_name(ledger, header)]
    assert ("" if value is None else str(value)) == dirt.value
    assert counted == ({FIRST_ROW} if dirt.counts else set())
    became = chinese_day(value) if isinstance(value, date) else dirt.value
    for found in checked(SCHOOL, data).findings:
        assert dirt.suggested in found.context.get("question", "")
        assert severity(found) is not Severity.TIDIED or found.context["became"] == became


# what a cell does not say itself


def struck(sheet: Worksheet, cell: str) -> None:
    """Strike a cell through."""
    sheet[cell].font = Font(strike=True)


def coloured(sheet: Worksheet, cell: str) -> None:
    """Give a cell a colour."""
    sheet[cell].fill = PatternFill("solid", fgColor="FF92D050")


def hidden(sheet: Worksheet, cell: str) -> None:
    """Hide the cell's row."""
    sheet.row_dimensions[sheet[cell].row].hidden = True


def merged(*areas: str) -> Callable[[Worksheet], None]:
    """Return what merges the areas."""

    def merge(sheet: Worksheet) -> None:
        for area in areas:
            sheet.merge_cells(area)

    return merge


BY_HAND = {"struck": struck, "coloured": coloured, "hidden-row": hidden}
FORMULAS = {"formula": "A1", "linked": "'[旧台账.xlsx]表1'!$A$1"}


def about(dirt: Dirt, ledger: Ledger, header: str) -> tuple[bytes, int]:
    """Return a form in which something is the matter with a cell, and the row of which it is said."""
    typed = {header: CLEAN[dirt.kind]}
    data, cell = form(ledger.id, typed), at(ledger, header)
    if dirt.dirt in FORMULAS:
        return formula(data, ledger.title, cell, FORMULAS[dirt.dirt]), FIRST_ROW
    if dirt.dirt in BY_HAND:
        return by_hand(data, ledger.title, lambda sheet: BY_HAND[dirt.dirt](sheet, cell)), FIRST_ROW
    two = form(ledger.id, typed, {**SECOND[ledger.id], header: ""})
    return by_hand(two, ledger.title, merged(f"{cell}:{at(ledger, header, FIRST_ROW + 1)}")), FIRST_ROW + 1


@pytest.mark.parametrize("dirt", lines_of(ABOUT), ids=str)
def test_what_a_cell_does_not_say_itself(dirt: Dirt) -> None:
    """Marks and formulas leave the value as it is; a merged value holds in each row where the field allows it."""
    name, header = FIELDS[dirt.kind]
    ledger = SCHOOL.ledgers[name]
    data, number = about(dirt, ledger, header)
    cell = f"A{number}" if dirt.said == "hidden-rows" else at(ledger, header, number)
    assert said(data) == ([(dirt.said, cell)] if dirt.said else [])
    every, counted = read(data, name)
    value = every[number].values[field_name(ledger, header)]
    assert ("" if value is None else str(value)) == (CLEAN[dirt.kind] if dirt.value else "")
    assert counted == set(range(FIRST_ROW, number + 1)) - (set() if dirt.counts else {number})


def test_no_dirt_is_left_out() -> None:
    """Each dirt has a line for each kind of field that it can hit, and no line stands twice."""
    for table, dirts in ((CELLS, IN_CELLS), (ABOUT, ABOUT_CELLS)):
        lines = [(each.dirt, each.kind) for each in lines_of(table)]
        assert sorted(lines) == sorted((dirt, kind) for dirt, kinds in dirts.items() for kind in kinds)
    assert {shape.dirt for shape in SHAPES} == OF_SHAPE


# the shape of header, rows, sheet and file

TWO = form("commitment", {}, SECOND["commitment"])
MONEY = form("bids", {"到位资金": "3"}, SECOND["bids"])


def head(header: str, ledger: Ledger = COMMITMENT) -> str:
    """Return the header's own cell."""
    return at(ledger, header, HEADER_ROW)


def typed(**cells: str | int | None) -> Callable[[bytes], bytes]:
    """Return what types into 表1."""
    return lambda data: fill(data, {TITLE: dict(cells)})


def hand(change: Callable[[Worksheet], None]) -> Callable[[bytes], bytes]:
    """Return what changes 表1 by hand."""
    return lambda data: by_hand(data, TITLE, change)


def two_rows(sheet: Worksheet) -> None:
    """Head three columns by one word, their own names under it."""
    first, last = head("近期节点"), head("节点完成日期")
    under = [sheet[head(name)].value for name in ("近期节点", "节点日期", "节点完成日期")]
    for cell, name in zip(sheet[f"{first[0]}5:{last[0]}5"][0], under, strict=True):
        cell.value = name
    sheet[first] = "节点"
    for cell in sheet[f"{first}:{last}"][0][1:]:
        cell.value = None
    sheet.merge_cells(f"{first}:{last}")


def filtered(sheet: Worksheet) -> None:
    """Leave a filter on that shows one owner only."""
    sheet.auto_filter.add_filter_column(7, ["苇成林"])
    for number in (6, 7):
        sheet.row_dimensions[number].hidden = True


def folded(sheet: Worksheet) -> None:
    """Hide two columns that must be filled."""
    for column in "LN":
        sheet.column_dimensions[column].hidden = True


def ghosts(data: bytes) -> bytes:
    """Return the form with formatted blank rows down to the last that there can be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = xml_of(archive, TITLE)
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in (*range(400, 3000), 1048576))
    haunted = xml.replace("</sheetData>", blank + "</sheetData>")
    return edited(data, lambda _, content: haunted.encode() if content == xml.encode() else content)


def swapped(data: bytes) -> bytes:
    """Return the form with the columns of goal and measure in each other's place, words and all."""
    goal, measure = at(COMMITMENT, "工作目标"), at(COMMITMENT, "工作措施")
    heads = {head("工作目标"): "工作措施＊", head("工作措施"): "工作目标＊"}
    body = {f"{c[0]}{n}": text for n in (6, 7) for c, text in ((goal, "分学科讨论"), (measure, "常规落地"))}
    return fill(data, {TITLE: {**heads, **body}})


def down(data: bytes, rows_put_in: int) -> bytes:
    """Return the form with rows put in above the header, one of which says something."""
    for _ in range(rows_put_in):
        data = insert_row(data, TITLE, HEADER_ROW)
    return fill(data, {TITLE: {"C4": "请各位主任先核对姓名"}})


def with_1904(data: bytes) -> bytes:
    """Return the form as a workbook that counts its days from 1904."""

    def counted(part: str, content: bytes) -> bytes:
        if part == "xl/workbook.xml":
            return re.sub(rb"<workbookPr", b'<workbookPr date1904="1"', content, count=1)
        return content.replace(b"<v>42551</v>", b"<v>41089</v>") if b"<v>42551</v>" in content else content

    return edited(data, counted)


@dataclass(frozen=True)
class Shape:
    """One dirt of shape: what is done to a form with two rows, what is said where, which rows count, what is left."""

    dirt: str
    level: str
    change: Callable[[bytes], bytes]
    said: list[tuple[str, str]]
    counted: set[int]
    left: dict[str, str]
    ledger: Ledger = COMMITMENT

    def __str__(self) -> str:
        """Return the line's name in a report of tests."""
        return f"{self.dirt}-{self.level}"


OF_SHAPE = {
    "header-line-break", "header-spaces", "header-stars", "header-unit", "header-alias", "header-near", "header-near-optional", "column-added", "column-doubled", "column-lost", "columns-moved",
    "header-in-two-rows", "rows-above-header", "header-lost", "total-row", "subtotal-row", "grand-total", "blank-rows", "hidden-row", "hidden-columns", "filter-left-on", "ghost-rows", "grey-columns",
    "outside-the-table", "merged-across", "merged-over-blanks", "merged-two-rows", "merged-money", "merged-by-the-form", "strange-sheet", "sheet-copied", "sheet-of-others", "days-of-1904",
    "macros",
}  # fmt: skip
"""Every dirt of shape: of the header, of rows, of a sheet, of the file."""

BOTH = {6, 7}
WORDS = [at(COMMITMENT, f.header, HEADER_ROW) for f in COMMITMENT.fields]
DEADLINE = head("完成时限")
SHAPES = [
    Shape("header-line-break", "header", typed(**{DEADLINE: "完成\n时限＊"}), [], BOTH, {}),
    Shape("header-spaces", "header", typed(**{head("承诺人"): "承 诺　人"}), [], BOTH, {}),
    Shape("header-stars", "header", typed(**{DEADLINE: "★完成时限 *"}), [], BOTH, {}),
    Shape(
        "header-unit", "header",
        lambda data: fill(data, {BIDS.title: {head("到位资金", BIDS): "到位资金\n(单位：元)"}}),
        [("column-unknown", head("到位资金", BIDS))], BOTH,
        {head("到位资金", BIDS): "到位资金\n(单位：元)", at(BIDS, "到位资金"): "到位资金\n(单位：元)：3"}, BIDS,
    ),
    Shape("header-alias", "header", typed(**{DEADLINE: "完成时间"}), [("header-tidied", DEADLINE)], BOTH, {}),
    Shape(
        "header-near", "header", typed(**{DEADLINE: "完成期限"}), [("header-near", DEADLINE)], set(),
        {DEADLINE: "完成期限", "N6": "完成期限：2016-06-30", "N7": "完成期限：2016-06-30"},
    ),
    Shape(
        "header-near-optional", "header", typed(**{head("承诺日期"): "承诺的日期"}), [("column-unknown", head("承诺日期"))], BOTH,
        {head("承诺日期"): "承诺的日期"},
    ),
    Shape(
        "column-added", "header", typed(Z4="联系电话", Z6="内线 8001"), [("column-unknown", "Z4")], BOTH,
        {"Z4": "联系电话", "Z6": "联系电话：内线 8001"},
    ),
    Shape(
        "column-doubled", "header", typed(Z4="工作目标", Z6="另一个"), [("header-twice", "Z4")], BOTH,
        {"Z4": "工作目标", "Z6": "工作目标：另一个"},
    ),
    Shape(
        "column-lost", "header", typed(**{DEADLINE: None, "N6": None, "N7": None}), [("header-missing", "A4")], set(), {},
    ),
    Shape("columns-moved", "header", swapped, [], BOTH, {}),
    Shape("header-in-two-rows", "header", hand(two_rows), [], BOTH, {head("近期节点"): "节点"}),
    Shape("rows-above-header", "header", lambda data: down(data, 2), [], {8, 9}, {"C4": "请各位主任先核对姓名"}),
    Shape(
        "header-lost", "header", typed(**dict.fromkeys(WORDS)), [("headers-lost", "A1")], set(),
        {at(COMMITMENT, header, n): {**PLAIN["commitment"], **(SECOND["commitment"] if n > FIRST_ROW else {})}[header]
         for n in (6, 7) for header in PLAIN["commitment"]},
    ),
    Shape(
        "total-row", "row", typed(A8="合　计", D8="共2项"), [("total-row", "A8")], BOTH,
        {"A8": "序号：合　计", "D8": "承诺事项：共2项"},
    ),
    Shape("subtotal-row", "row", typed(B8="小计：", L8="2"), [("total-row", "B8")], BOTH, {"B8": "事项编号：小计：", "L8": "工作目标：2"}),
    Shape("grand-total", "row", typed(D8="总计：2项"), [("total-row", "D8")], BOTH, {"D8": "承诺事项：总计：2项"}),
    Shape(
        "blank-rows", "row", typed(**{at(COMMITMENT, h, 12): t for h, t in {**PLAIN["commitment"], "承诺事项": "规范课间"}.items()}
                             | {"N12": "六月底"}),
        [("date-unclear", "N12")], BOTH, {},
    ),
    Shape("hidden-row", "row", hand(lambda sheet: hidden(sheet, "A7")), [("hidden-rows", "A7")], BOTH, {}),
    Shape("hidden-columns", "sheet", hand(folded), [], BOTH, {}),
    Shape("filter-left-on", "sheet", hand(filtered), [("hidden-rows", "A6")], BOTH, {}),
    Shape("ghost-rows", "sheet", ghosts, [], BOTH, {}),
    Shape("grey-columns", "row", typed(I6="校领导", C7="快完成了", I30="中层干部"), [], BOTH,
          {"I6": "承诺层级：校领导", "C7": "状态：快完成了", "I30": "承诺层级：中层干部"}),
    Shape("outside-the-table", "sheet", typed(AC9="此处留白", AB1="收到请回"), [], BOTH, {"AC9": "此处留白", "AB1": "收到请回"}),
    Shape(
        "merged-across", "row", lambda data: by_hand(fill(data, {TITLE: {"M6": None}}), TITLE, merged("L6:M6")),
        [("merged-apart", "M6")], {7}, {},
    ),
    Shape("merged-over-blanks", "row", hand(merged("H7:H20", "N7:N20")), [], BOTH, {}),
    Shape(
        "merged-two-rows", "row", lambda data: by_hand(fill(data, {TITLE: {"H7": None, "N7": None}}), TITLE, merged("H6:H7", "N6:N7")),
        [("merged-filled", "H7"), ("merged-filled", "N7")], BOTH, {},
    ),
    Shape(
        "merged-money", "row", lambda data: by_hand(data, BIDS.title, merged(f"{at(BIDS, '到位资金')}:{at(BIDS, '到位资金', 8)}")),
        [("merged-once", at(BIDS, "到位资金", 7))], BOTH, {}, BIDS,
    ),
    Shape("merged-by-the-form", "sheet", hand(lambda _: None), [], BOTH, {}),
    Shape(
        "strange-sheet", "sheet", lambda data: fill(replaced(data, {SCHOOL.ledgers["benchmark"].title: "另记"}), {"另记": {"C9": "记一笔"}}),
        [("sheet-unknown", "A1")], BOTH, {"C9": "记一笔"},
    ),
    Shape(
        "sheet-copied", "sheet", lambda data: doubled(data, TITLE, SCHOOL.ledgers["training"].title), [("sheet-twice", "A1")],
        BOTH, {"N7": "完成时限：2016-06-30"},
    ),
    Shape(
        "sheet-of-others", "sheet",
        lambda _: replaced(
            workbook(SCHOOL, "xinxi", MAY, {"commitment": rows("commitment", {}, SECOND["commitment"]),
                                            "five_a": row("five_a")}),
            {"xinxi": "gonghui", "信息中心": "工会"},
        ),
        [("ledger-not-duty", "A6")], BOTH, {at(FIVE_A, "责任人"): "责任人：槐致用"},
    ),
    Shape("days-of-1904", "file", with_1904, [], BOTH, {}),
    Shape("macros", "file", with_macros, [("file-macros", "")], BOTH, {}),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_shape_of_a_form(shape: Shape) -> None:
    """Whatever was done to the shape: what is said at which cell, which rows count, what fits no field is kept."""
    data = shape.change(MONEY if shape.ledger is BIDS else TWO)
    found = checked(SCHOOL, data)
    assert [(f.code, f.where.cell) for f in found.findings] == shape.said
    assert {r.row for r in found.returns[shape.ledger.id].records} == shape.counted
    kept = left(found)
    assert shape.left.items() <= kept.items()
    if shape.dirt not in {"strange-sheet", "sheet-copied", "sheet-of-others"}:
        assert kept == shape.left


def test_a_near_header_is_asked_about_by_its_name() -> None:
    """The message names the column that is missing, what looks like it, and what to do; an optional one is a hint."""
    (found,) = checked(SCHOOL, typed(**{DEADLINE: "完成期限"})(TWO)).findings
    assert "找不到「完成时限」这一栏，有一栏「完成期限」看起来像它（N4）" in message(found)
    assert severity(found) is Severity.MUST
    (found,) = checked(SCHOOL, typed(**{head("承诺日期"): "承诺的日期"})(TWO)).findings
    assert "看起来像「承诺日期」" in message(found)
    assert severity(found) is Severity.NOTE


def test_a_merged_answer_speaks_for_the_lines_of_a_checklist() -> None:
    """无 merged over all nine lines answers them all: they were there before it was."""
    ledger = SCHOOL.ledgers["self_check"]
    data = workbook(SCHOOL, "jiaowu", MAY, {"self_check": "| 有无问题 |\n|-|\n| 无 |"})
    cells = [at(ledger, "有无问题", number) for number in range(FIRST_ROW, FIRST_ROW + 9)]
    data = by_hand(data, ledger.title, merged(f"{cells[0]}:{cells[-1]}"))
    assert said(data) == [("merged-filled", cell) for cell in cells[1:]]
    assert len(checked(SCHOOL, data).returns["self_check"].records) == len(cells)


def test_what_stands_unseen_under_a_merged_area_speaks_for_itself() -> None:
    """Some programs keep what a merged area covers; it was typed for its own row."""
    spread = {f"{letter}7": typed for letter, typed in zip("H", ["苇成林"], strict=True)}
    data = fill(form("commitment", {}, {**SECOND["commitment"], "承诺人": ""}), {TITLE: dict(spread)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = xml_of(archive, TITLE)
    area = xml.replace("</mergeCells>", '<mergeCell ref="H6:H7"/></mergeCells>')
    data = edited(data, lambda _, content: area.encode() if content == xml.encode() else content)
    assert said(data) == []
    assert read(data, "commitment")[0][7].values["person"] == "苇成林"


def test_an_item_that_speaks_of_a_sum_is_no_total() -> None:
    """合计 in the progress of a named item, or at the head of its name, makes no 合计 row of it."""
    data = form("commitment", {"本月进展": "合计3项"}, {"承诺事项": "总计划编制"})
    assert read(data, "commitment")[1] == BOTH
    assert said(data) == []


# nothing typed is lost


def test_a_twice_or_foreign_ledger_is_kept_whole() -> None:
    """Of a sheet that does not count each typed cell is kept, be it a nil mark."""
    data = fill(doubled(TWO, TITLE, SCHOOL.ledgers["training"].title), {f"{TITLE} (2)": {"D3": "是"}})
    kept = [(each.where.sheet, each.where.cell) for each in checked(SCHOOL, data).leftovers]
    names = [*PLAIN["commitment"]]
    assert kept == [
        (f"{TITLE} (2)", cell)
        for cell in ["D3", *(at(COMMITMENT, name, row) for row in (6, 7) for name in in_order(names))]
    ]


def in_order(headers: list[str]) -> list[str]:
    """Return the headers from left to right."""
    return sorted(headers, key=[f.header for f in COMMITMENT.fields].index)


def test_heads_that_differ_are_kept() -> None:
    """Three people fill three sheets of one workbook, and each writes a name into the head line."""
    bids = SCHOOL.ledgers["bids"].title
    first = head_cell(TWO, TITLE, "填表人")
    second = head_cell(TWO, bids, "填表人")
    data = fill(TWO, {TITLE: {first: "槐致用"}, bids: {second: "苇成林"}})
    found = checked(SCHOOL, data)
    assert found.head["填表人"] == "槐致用"
    assert found.leftovers == (Leftover(Where(FILE, bids, second), "苇成林"),)


def head_cell(data: bytes, sheet: str, label: str) -> str:
    """Return the cell right of a label of the head line, as the form has them merged."""
    cells = load_workbook(io.BytesIO(data))[sheet]
    place = next(c for c in cells[2] if c.value == label)
    area = next((a for a in cells.merged_cells.ranges if place.coordinate in a), None)
    return str(cells.cell(2, (area.max_col if area else place.column) + 1).coordinate)


def test_what_is_ours_in_a_return_copy_is_passed_over() -> None:
    """Its list, its column of opinions and its colours say nothing; what it kept is kept on, with what was added."""
    book = load_workbook(io.BytesIO(TWO))
    book.create_sheet(RETURN_SHEET, 0).append(["", "轻重", "位置", "意见"])
    kept = book.create_sheet(LEFTOVER_SHEET)
    for line in (
        ["这些内容对不上任何一栏"],
        LEFTOVER_HEADERS,
        [TITLE, "Z6", "联系电话：内线 8001"],
        ["", "", "", "已抄"],
    ):
        kept.append(list(line))
    book[TITLE]["Y4"], book[TITLE]["Y6"] = OPINION_HEADER, "表1 目标承诺第6行「工作目标」还没填（L6）。"
    coloured(book[TITLE], "D6")
    out = io.BytesIO()
    book.save(out)
    found = checked(SCHOOL, out.getvalue())
    assert found.findings == ()
    assert found.leftovers == (
        Leftover(Where(FILE, TITLE, "Z6"), "联系电话：内线 8001"),
        Leftover(Where(FILE, LEFTOVER_SHEET, "D4"), "已抄"),
    )


def test_a_clean_form_leaves_nothing() -> None:
    """What the form prints, and what its fields take, is no leftover."""
    data = workbook(SCHOOL, "jiaowu", MAY, {name: row(name) for name in PLAIN if name != "inspection"})
    assert checked(SCHOOL, data).leftovers == ()
    month = SCHOOL.period(MAY)
    for unit in (u for u in SCHOOL.units_in(month) if SCHOOL.duties(u, month)):
        assert checked(SCHOOL, handed_out(SCHOOL, unit.id, MAY)).leftovers == ()


WORDS_TYPED = st.sampled_from(
    [
        "合计",
        "小计：3项",
        "槐致用",
        "中层干部",
        "副主任",
        "同上",
        "无",
        "6月底",
        "修订常规",
        "备注",
        "完成时限",
        "联系电话",
        "—",
        "是",
    ]
)
CELLS_TYPED = st.dictionaries(
    st.tuples(st.integers(0, 27), st.integers(HEADER_ROW + 1, 16)), WORDS_TYPED, max_size=30
)
HEADERS_TYPED = st.dictionaries(st.integers(0, 27), WORDS_TYPED, max_size=3)
AREAS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(5, 15), st.integers(0, 2), st.integers(0, 3)), max_size=2
)


@given(st.sampled_from([COMMITMENT, FIVE_A]), CELLS_TYPED, HEADERS_TYPED, AREAS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_typed_is_lost(
    ledger: Ledger,
    cells: dict[tuple[int, int], str],
    heads: dict[int, str],
    areas: list[tuple[int, int, int, int]],
) -> None:
    """Wherever anything is typed below the head, a record has it under its field or it is among the leftovers."""
    written = {f"{column_letters(c)}{HEADER_ROW}": text for c, text in heads.items()}
    written |= {f"{column_letters(c)}{r}": text for (c, r), text in cells.items()}
    data = fill(form(ledger.id, {}), {ledger.title: dict(written)})
    sheet = next(s for s in books(data) if s.name == ledger.title)
    spread = tuple((r, c, r + tall, c + wide) for c, r, wide, tall in areas)
    task = Task(data, FILE, "", IN_TIME, MAY)
    found = check_book(SCHOOL, task, Book((replace(sheet, merged=spread), *identity(data))))
    returned = found.returns[ledger.id]
    kept = {
        (record.at(name).cell, text)
        for record in (*returned.records, *returned.set_aside)
        for name, text in record.typed.items()
    }
    over = {each.where.cell: each.text for each in found.leftovers}
    words = {plain(word) for field in ledger.fields for word in (field.header, *field.aliases)}
    for cell, text in written.items():
        names = int(cell.lstrip(ascii_uppercase)) <= HEADER_ROW + 1 and plain(text) in words
        assert names or (cell, text) in kept or over.get(cell, "").endswith(text), cell


def books(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook as they are read."""
    book = read_book("表.xlsx", data)
    assert isinstance(book, Book)
    return book.sheets


def identity(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheet that says whose workbook it is."""
    return tuple(s for s in books(data) if s.name == IDENTITY_SHEET)
