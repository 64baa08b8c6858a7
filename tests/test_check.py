"""How forms come back broken: what each dirt is called, in which cell, and what is made of it."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.demo.fill import fill
from pipeline.demo.insert import insert_row
from pipeline.findings import CATALOGUE
from pipeline.forms import FIRST_ROW, HEADER_ROW
from tests.tables import (
    MAY,
    PLAIN,
    SCHOOL,
    at,
    checked,
    doubled,
    edited,
    findings,
    handed_out,
    replaced,
    row,
    rows,
    workbook,
)

if TYPE_CHECKING:
    import random

    from pipeline.demo.fill import Cells
    from pipeline.model import LedgerReturn, Value

D = Decimal
UNITS = {"inspection": "assessors"}
JUNE_30 = date(2016, 6, 30)
COMMITMENT = SCHOOL.ledgers["commitment"].title


def returned(ledger: str, table: str) -> LedgerReturn:
    """Return what the form says of `ledger` with `table` typed in."""
    data = workbook(SCHOOL, UNITS.get(ledger, "jiaowu"), MAY, {ledger: table})
    return checked(SCHOOL, data).returns[ledger]


def said(ledger: str, table: str) -> list[tuple[str, str]]:
    """Return what is said of the form with `table` typed in."""
    return findings(SCHOOL, workbook(SCHOOL, UNITS.get(ledger, "jiaowu"), MAY, {ledger: table}))


# one cell


DIRT: list[tuple[str, str, str, str, Value]] = [
    # dates as people type them
    ("commitment", "完成时限", "2016-06-30", "", JUNE_30),
    ("commitment", "完成时限", "42551", "", JUNE_30),
    ("commitment", "完成时限", "2016年6月30日", "", JUNE_30),
    ("commitment", "完成时限", "2016.6.30", "date-tidied", JUNE_30),
    ("commitment", "完成时限", "2016-6-30", "date-tidied", JUNE_30),
    ("commitment", "完成时限", "2016/6/30", "date-tidied", JUNE_30),
    ("commitment", "完成时限", "20160630", "date-tidied", JUNE_30),
    ("commitment", "完成时限", "２０１６．６．３０", "date-tidied", JUNE_30),
    ("commitment", "完成时限", "6月30日", "date-year-assumed", JUNE_30),
    ("commitment", "完成时限", "六月三十日", "date-year-assumed", JUNE_30),
    ("commitment", "完成时限", "6月底", "date-unclear", None),
    ("commitment", "完成时限", "待定", "date-wrong", None),
    # numbers in their units
    ("bids", "到位资金", "3", "", D(3)),
    ("bids", "到位资金", "'3", "", D(3)),
    ("bids", "到位资金", "３", "number-tidied", D(3)),
    ("bids", "到位资金", "3万元", "number-tidied", D(3)),
    ("bids", "到位资金", "3.0万", "number-tidied", D(3)),
    ("bids", "到位资金", "30000元", "unit-converted", D(3)),
    ("bids", "到位资金", "30,000元", "unit-converted", D(3)),
    ("bids", "到位资金", "80%", "number-unclear", None),
    ("bids", "到位资金", "若干", "number-wrong", None),
    ("bids", "到位资金", "-3", "number-range", None),
    ("inspection", "人次或件数", "5节", "number-tidied", 5),
    ("inspection", "人次或件数", "2.5", "number-not-whole", None),
    # text, and words that stand for nothing
    ("commitment", "工作目标", "　常规 落地⏎", "text-tidied", "常规 落地"),
    ("commitment", "工作目标", "无", "nothing-word", None),
    ("commitment", "工作目标", "—", "nothing-word", None),
    ("commitment", "工作目标", "同上", "same-as-above", None),
    ("commitment", "本月进展", "无", "progress-blank", None),
    ("commitment", "本月进展", "同上", "same-as-above", None),
    ("commitment", "本月进展", "未到启动时间", "", "未到启动时间"),
    ("media", "版面栏目", "无", "", None),
    ("media", "版面栏目", "123456789012345678", "number-lossy", "1.23456789012346E+17"),
    # choices
    ("bids", "类别", "争 先进", "choice-tidied", "争先进"),
    ("bids", "类别", "争经费", "choice-wrong", None),
    ("media", "头版头条", "√", "choice-tidied", "是"),
    ("conduct", "整改状态", "无", "required-blank", None),
    # what a spreadsheet shows
    ("commitment", "完成时限", "#REF!", "cell-error", None),
    ("commitment", "工作目标", "#N/A", "cell-error", None),
    ("bids", "到位资金", "=A1", "formula-no-value", None),
    # who may type it
    ("commitment", "承诺人", "木无名", "person-unknown", "木无名"),
    ("five_a", "核定得分", "4.5", "office-field-typed", None),
]


@pytest.mark.parametrize(("ledger", "header", "typed", "code", "value"), DIRT)
def test_a_cell_as_people_type_it(ledger: str, header: str, typed: str, code: str, value: Value) -> None:
    """Each dirt fires its own code at its own cell and nothing else, and gives the value that was meant, or none."""
    table, declared = row(ledger, **{header: typed}), SCHOOL.ledgers[ledger]
    assert said(ledger, table) == ([(code, at(declared, header))] if code else [])
    read = returned(ledger, table)
    name = next(f.name for f in declared.fields if f.header == header)
    assert [r.values.get(name) for r in (*read.records, *read.set_aside)] == [value]


@pytest.mark.parametrize("ledger", PLAIN)
def test_a_row_counts_unless_something_required_is_without_a_value(ledger: str) -> None:
    """A blank required cell sets the row aside and is said; a blank in any other leaves the row counting."""
    declared = SCHOOL.ledgers[ledger]
    prepared = {line.field for line in declared.lines}
    for field in declared.typed_fields:
        if field.header not in PLAIN[ledger] or field.name in prepared:
            continue
        read = returned(ledger, row(ledger, **{field.header: ""}))
        aside = field.need == "required"
        assert (len(read.records), len(read.set_aside)) == ((0, 1) if aside else (1, 0))
        code = "progress-blank" if field.name == "progress" else "required-blank"
        assert said(ledger, row(ledger, **{field.header: ""})) == [(code, at(declared, field.header))]


def test_what_is_known_is_put_in() -> None:
    """Tier, post and filing come from the roster, a 5A line's marks and gap from the code table."""
    (made,) = returned("commitment", row("commitment")).records
    assert (made.values["tier"], made.values["title"], made.values["filing"]) == (
        "中层干部",
        "主任",
        "本单位留存备查",
    )
    (line,) = returned("five_a", row("five_a")).records
    assert (line.values["side"], line.values["full"], line.values["gap"]) == ("管理水平", D(5), D("0.5"))


# one row against another, and one cell against another


RULES = [
    ("commitment", {"承诺日期": "2016-07-20"}, "date-order", "完成时限"),
    ("commitment", {"实际完成日期": "2016-06-20", "佐证材料": "纪要"}, "after-return", "实际完成日期"),
    ("inspection", {"检查日期": "2016-04-28"}, "outside-period", "检查日期"),
    ("five_a", {"自评得分": "6"}, "over-limit", "自评得分"),
    ("commitment", {"实际完成日期": "2016-05-20"}, "when-blank", "佐证材料"),
    ("bids", {"类别": "争支持"}, "when-blank", "支持内容"),
]


@pytest.mark.parametrize(("ledger", "typed", "code", "header"), RULES)
def test_a_declared_rule(ledger: str, typed: dict[str, str], code: str, header: str) -> None:
    """Each kind of rule fires at the cell whose value is not to be counted."""
    assert said(ledger, row(ledger, **typed)) == [(code, at(SCHOOL.ledgers[ledger], header))]


def test_the_same_thing_twice_is_asked_about_at_the_second_row() -> None:
    """Two rows with the same title and outlet are named together, and both still count."""
    table = rows("media", {}, {"级别": "省"})
    assert said("media", table) == [("twice", "A7")]
    assert len(returned("media", table).records) == 2


def test_a_sign_off_needs_who_accepted_it() -> None:
    """销号日期 without 验收人 is said in the office's own sheet, where both are typed."""
    table = "| 单位 | 问题表现 | 销号日期 |\n|-|-|-|\n| 教务处 | 会议偏多 | 2016-05-20 |"
    data = workbook(SCHOOL, "office", MAY, {"conduct_office": table})
    ledger = SCHOOL.ledgers["conduct_office"]
    assert findings(SCHOOL, data) == [("needs", at(ledger, "销号日期"))]


def test_votes_may_not_be_more_than_came_back() -> None:
    """Several cells may together stay under a limit; the message names them all and their sum."""
    headers = "| 发出 | 收回 | 好 | 较好 | 一般 | 较差 | 弃权 |\n|-|-|-|-|-|-|-|\n"
    data = workbook(SCHOOL, "office", "2016-12", {"ballots": headers + "| 10 | 9 | 5 | 3 | 1 | 1 | 0 |"})
    (found,) = checked(SCHOOL, data, file="2016-12/办公室.xlsx").findings
    assert (found.code, found.where.cell) == ("over-limit", at(SCHOOL.ledgers["ballots"], "好"))
    assert (found.context["header"], found.context["typed"]) == ("好、较好、一般、较差、弃权", "合计 10")


# the shape of a sheet


def test_blank_rows_in_between_are_passed_over() -> None:
    """A row counts wherever it stands, and keeps its own address."""
    ledger = SCHOOL.ledgers["commitment"]
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment")})
    lower = {at(ledger, header, 12): typed for header, typed in PLAIN["commitment"].items()}
    data = fill(data, {COMMITMENT: {**lower, at(ledger, "完成时限", 12): "六月底"}})
    assert findings(SCHOOL, data) == [("date-unclear", at(ledger, "完成时限", 12))]


def test_a_total_row_is_no_item() -> None:
    """A 合计 row at the end is said and not counted."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"bids": row("bids", 到位资金="3")})
    ledger = SCHOOL.ledgers["bids"]
    data = fill(data, {ledger.title: {"A7": "合　计", at(ledger, "到位资金", 7): 3}})
    assert findings(SCHOOL, data) == [("total-row", "A7")]
    assert [r.row for r in checked(SCHOOL, data).returns["bids"].records] == [6]


def test_rows_put_in_above_the_header_move_every_address_along() -> None:
    """The header is found where it stands, and what is said points to where the rows stand now."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment", 完成时限="待定")})
    data = insert_row(insert_row(data, COMMITMENT, HEADER_ROW), COMMITMENT, HEADER_ROW)
    assert findings(SCHOOL, data) == [
        ("date-wrong", at(SCHOOL.ledgers["commitment"], "完成时限", FIRST_ROW + 2))
    ]


def test_moved_and_renamed_columns_are_known_by_their_words() -> None:
    """Two columns change places and one is renamed: the values follow the words, the new name is noted."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment")})
    ledger = SCHOOL.ledgers["commitment"]
    goal, measure = at(ledger, "工作目标", HEADER_ROW), at(ledger, "工作措施", HEADER_ROW)
    deadline = at(ledger, "完成时限", HEADER_ROW)
    data = fill(data, {COMMITMENT: {goal: "工作措施＊", measure: "工作目标＊", deadline: "时限"}})
    (made,) = checked(SCHOOL, data).returns["commitment"].records
    assert (made.values["goal"], made.values["measure"]) == ("分学科讨论", "常规落地")
    assert findings(SCHOOL, data) == [("header-tidied", deadline)]


def test_a_column_that_is_gone_is_said_once() -> None:
    """A lost required column is one finding, not one a row; the rows wait for it."""
    table = rows("commitment", {}, {"承诺事项": "完善值日"})
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": table})
    lost = at(SCHOOL.ledgers["commitment"], "工作目标", HEADER_ROW)
    data = fill(data, {COMMITMENT: {lost: None}})
    assert findings(SCHOOL, data) == [("header-missing", f"A{HEADER_ROW}")]
    read = checked(SCHOOL, data).returns["commitment"]
    assert (len(read.records), len(read.set_aside)) == (0, 2)


def test_a_column_that_was_added_or_doubled_is_said() -> None:
    """A column that fits no field is named and left out; of two with one header the left one is read."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment")})
    data = fill(
        data, {COMMITMENT: {f"Z{HEADER_ROW}": "联系电话", f"AA{HEADER_ROW}": "工作目标", "AA6": "另一个"}}
    )
    assert findings(SCHOOL, data) == [
        ("column-unknown", f"Z{HEADER_ROW}"),
        ("header-twice", f"AA{HEADER_ROW}"),
    ]
    (made,) = checked(SCHOOL, data).returns["commitment"].records
    assert made.values["goal"] == "常规落地"


def test_a_sheet_without_its_header_is_said_to_have_lost_it() -> None:
    """Where no row names enough columns, nothing is guessed."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment")})
    ledger = SCHOOL.ledgers["commitment"]
    gone: Cells = {at(ledger, field.header, HEADER_ROW): None for field in ledger.fields}
    assert findings(SCHOOL, fill(data, {COMMITMENT: gone})) == [("headers-lost", "A1")]


# the nil mark, and sheets that are not what they should be


def test_a_nil_mark_speaks_for_the_sheet() -> None:
    """是 in the nil cell and no rows is a nil report."""
    assert said("conduct", "是") == []
    assert returned("conduct", "是").nil


def test_rows_belie_a_nil_mark() -> None:
    """Beside rows a nil mark is asked about, and the rows count."""
    data = fill(workbook(SCHOOL, "jiaowu", MAY, {"conduct": row("conduct")}), {"表6 作风整改": {"D3": "是"}})
    assert findings(SCHOOL, data) == [("nil-with-rows", "D3")]
    assert not checked(SCHOOL, data).returns["conduct"].nil


def test_a_nil_cell_that_says_something_else_is_asked_about() -> None:
    """零报告 written into the nil cell is neither 是 nor 否, and never passed over."""
    assert said("conduct", "零报告") == [("choice-wrong", "D3")]
    assert not returned("conduct", "零报告").started


def test_a_checklist_that_was_begun_wants_every_line() -> None:
    """Each line without an answer is named; 否 under 是否适用 is an answer."""
    table = "| 是否适用 | 有无问题 |\n|-|-|\n| | 无 |\n| 否 | |\n| 是 | |\n| | 有 |"
    assert said("self_check", table) == [
        ("line-unanswered", f"A{number}") for number in (8, 10, 11, 12, 13, 14)
    ]


def test_a_problem_belies_the_nil_mark_of_a_checklist() -> None:
    """均无新问题 with every line 无 agrees; with one 有 it does not."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"self_check": "| 有无问题 |\n|-|\n| 无 |"})
    title = SCHOOL.ledgers["self_check"].title
    assert findings(SCHOOL, fill(data, {title: {"D3": "是"}})) == []
    wrong = fill(data, {title: {"D3": "是", "C7": "有"}})
    assert findings(SCHOOL, wrong)[0] == ("nil-with-rows", "D3")


def test_a_sheet_that_is_no_duty_of_the_unit_is_said() -> None:
    """Rows on another unit's ledger are not counted and not lost without a word."""
    data = workbook(
        SCHOOL, "jiaoke", MAY, {"liaison": "| 联系日期 | 对口处室 |\n|-|-|\n| 2016-05-03 | 某处 |"}
    )
    data = replaced(data, {"jiaoke": "jiaowu", "教科室": "教务处"})
    assert findings(SCHOOL, data) == [("ledger-not-duty", "A6")]


def test_a_second_copy_of_a_sheet_is_asked_about() -> None:
    """Of two sheets for one ledger the first that says something is read, and the other is named."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment")})
    data = doubled(data, COMMITMENT, SCHOOL.ledgers["benchmark"].title)
    assert findings(SCHOOL, data) == [("sheet-twice", "A1")]
    assert checked(SCHOOL, data).returns["commitment"].sheet == COMMITMENT


def test_a_sheet_that_is_none_of_ours_is_said() -> None:
    """What was typed on a sheet of one's own is not lost without a word; a workbook of nothing else is refused."""
    data = replaced(workbook(SCHOOL, "jiaowu", MAY, {}), {SCHOOL.ledgers["benchmark"].title: "另记"})
    assert findings(SCHOOL, data) == [("sheet-unknown", "A1")]
    own = Workbook()
    own.worksheets[0].append(["教务处", "已完成"])
    out = io.BytesIO()
    own.save(out)
    assert findings(SCHOOL, out.getvalue(), file="2016-05/教务处.xlsx") == [
        ("identity-by-name", ""),
        ("sheet-unknown", "A1"),
        ("ledgers-lost", ""),
    ]


# laws


@pytest.mark.parametrize("period", [p.id for p in SCHOOL.periods])
def test_a_form_as_handed_out_says_nothing(period: str) -> None:
    """Reading a rendered template gives the unit it was made for, no records and no findings.

    So every header names its own field, and none is taken for another's alias.
    """
    month = SCHOOL.period(period)
    for unit in (u for u in SCHOOL.units_in(month) if SCHOOL.duties(u, month)):
        read = checked(SCHOOL, handed_out(SCHOOL, unit.id, period), file=f"{period}/表.xlsx")
        assert (read.unit, read.period, read.findings) == (unit.id, period, ())
        assert not [name for name, each in read.returns.items() if each.started]


LINES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "承诺事项": st.sampled_from(["修订常规", "完善值日", "无", "同上", "", "合理排课"]),
            "本月进展": st.sampled_from(["", "已经完成了初稿", "同上", "#REF!"]),
            "完成时限": st.sampled_from(["2016-06-30", "6月底", "", "=A1", "待定"]),
            "实际完成日期": st.sampled_from(["", "2016-05-20", "2016-07-01", "五月底"]),
            "工作目标": st.text("目标无同上 　1０", max_size=4).map(str.strip),
        },
    ),
    max_size=6,
)


@given(LINES)
@settings(max_examples=40, deadline=None)
def test_every_row_that_was_started_counts_or_is_set_aside(lines: list[dict[str, str]]) -> None:
    """Records in are rows that count and rows set aside, no row twice, none lost; each set aside is spoken of."""
    table = rows("commitment", {}, *lines)
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": table})
    read = checked(SCHOOL, data)
    made = read.returns["commitment"]
    kept = Counter(r.row for r in (*made.records, *made.set_aside))
    assert kept == Counter(range(FIRST_ROW, FIRST_ROW + 1 + len(lines)))
    spoken = {f.where.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWX") for f in read.findings}
    assert {str(r.row) for r in made.set_aside} <= spoken
    assert {f.code for f in read.findings} <= set(CATALOGUE)


FORM = workbook(SCHOOL, "jiaowu", MAY, {name: row(name) for name in PLAIN if name != "inspection"})


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FORM[:600]]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_finding(noise: bytes, head: bytes) -> None:
    """Whatever lies under a workbook's name is said to be unreadable, and never raises."""
    read = checked(SCHOOL, head + noise)
    assert len(read.findings) == 1
    assert not read.readable


@given(st.integers(0, len(FORM) - 1), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_a_mutated_workbook_never_raises(cut: int, chance: random.Random) -> None:
    """A file cut in half is said to be damaged; one with bytes changed is read, or said to be damaged."""
    assert checked(SCHOOL, FORM[:cut]).findings
    spoilt = bytearray(FORM)
    for _ in range(chance.randint(1, 8)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    read = checked(SCHOOL, bytes(spoilt))
    assert read.readable or read.findings


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_workbook_with_spoilt_xml_never_raises(chance: random.Random) -> None:
    """Well-packed parts with anything in them are read, or said to be damaged."""
    names = zipfile.ZipFile(io.BytesIO(FORM)).namelist()
    chosen = chance.choice(names)

    def spoil(part: str, content: bytes) -> bytes | None:
        if part != chosen or not content:
            return content
        start = chance.randrange(len(content))
        what = chance.choice([b"", b"<", b'"', b"99999999999", b"XFD1048576", b"e", b"\xff", content[:50]])
        return (
            None
            if chance.random() < 0.1
            else content[:start] + what + content[start + chance.randrange(40) :]
        )

    read = checked(SCHOOL, edited(FORM, spoil))
    assert read.readable or read.findings
