"""The workbook that a unit fills: what an independent reader finds in it, and what LibreOffice computes."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline import forms, look
from pipeline.demo.fill import fill
from pipeline.forms import FIRST_ROW, HEADER_ROW, THIN_ROW, Handout, SheetPlan, column_letters, sheet_name
from pipeline.ledger import load_ledgers
from pipeline.template import render_handout
from pipeline.template.count import Counting
from pipeline.template.grid import REACH, ROWS, lay_out
from pipeline.xlsx import LONGEST, open_book, put, span, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.demo.fill import Typed
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Value
    from tests.conftest import Recalculate

LEDGERS = load_ledgers(Path(__file__).parents[1] / "input_templates", ["教务处"])
BY_UNITS = tuple(each for each in LEDGERS.all if each.filled_by == "units")

WORDS = ("超职数配备干部，违规进人", "公款旅游", "乱收费、乱摊派")
LONG_WORDS = tuple(f"第{number}项清理内容，写得比较长，因此下拉框放不下" for number in range(1, 20))

ITEM: Mapping[str, Value] = {
    "row": 1, "number": "教务处-承诺-001", "state": "推进中", "promise": "修订课堂常规", "person": "槐致用",
    "goal": "常规落地", "measure": "分学科讨论", "deadline": date(2016, 6, 30),
}  # fmt: skip
"""A commitment as it is carried over: the month's progress is still to be written."""

WHOLE: Mapping[str, Typed] = {
    "progress": "初稿已经写成", "promise": "甲", "person": "乙", "goal": "丙", "measure": "丁", "deadline": date(2016, 6, 30),
}  # fmt: skip
BID: Mapping[str, Typed] = {
    "progress": "材料已交", "kind": "争试点", "name": "丙", "stage": "申报", "owner": "丁", "deadline": date(2016, 6, 30),
}  # fmt: skip
"""Rows in which nothing is missing."""


def form(*plans: SheetPlan, **other: object) -> Handout:
    """Return a handout of 教务处 for May with these sheets."""
    plain = Handout(
        unit="教务处", category="科室", period="2016-05", period_name="5月", due="2016年6月6日（周一）24:00",
        unit_id="jiaowu", version="2016-1", school_id="sample", school="某某学校", sheets=plans,
        contact="某老师 8001", leader="某校长",
    )  # fmt: skip
    return replace(plain, **other)  # type: ignore[arg-type]


def blank(*names: str) -> Handout:
    """Return a handout with blank sheets of the ledgers called so, of every ledger of units without names."""
    return form(*(SheetPlan(LEDGERS[n]) for n in names) if names else (SheetPlan(each) for each in BY_UNITS))


def carried(**other: Value) -> Handout:
    """Return a handout with one commitment carried over, in which `other` is known too."""
    return form(SheetPlan(LEDGERS["commitment"], ({**ITEM, **other},)))


@cache
def checklist() -> SheetPlan:
    """Return 八清理自查 with its lines."""
    return SheetPlan(LEDGERS["self_check"], tuple({"category": word} for word in WORDS))


def opened(data: bytes, *, values: bool = False) -> Workbook:
    """Return the workbook as openpyxl reads it: formulas, or with `values` what was computed."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


@cache
def sheet_of(name: str) -> Worksheet:
    """Return the blank sheet of the ledger called so; it is only looked at."""
    return opened(render_handout(blank(name)))[sheet_name(LEDGERS[name].title)]


def index_of(ledger: Ledger, name: str) -> int:
    """Return the one-based column of the field `name`."""
    return next(i for i, field in enumerate(ledger.fields, start=1) if field.name == name)


def typed(ledger: str, *rows: Mapping[str, Typed], nil: str = "") -> dict[str, dict[str, Typed]]:
    """Return what is to be typed into the ledger's sheet: rows by field name from the first on, the nil mark."""
    cells: dict[str, Typed] = {
        f"{column_letters(index_of(LEDGERS[ledger], name) - 1)}{number}": value
        for number, row in enumerate(rows, start=FIRST_ROW)
        for name, value in row.items()
    }
    if nil:
        cells[f"{column_letters(forms.NIL_COLUMN - 1)}{forms.NIL_ROW}"] = nil
    return {sheet_name(LEDGERS[ledger].title): cells}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the cover shows: the big line, and for each ledger rows, missing places, state."""

    live: str
    lines: Mapping[str, tuple[object, object, object]]


def cover_of(book: Workbook) -> Shown:
    """Return what the cover of `book` shows."""
    sheet = book[forms.COVER_SHEET]
    titles = {each.title: each.id for each in LEDGERS.all}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    lines = {titles[str(r[1])]: (r[3], r[4], r[5]) for r in rows if str(r[1]) in titles}
    return Shown(str(sheet["B3"].value), lines)


def computed(recalculate: Recalculate, folder: Path, data: bytes) -> Workbook:
    """Return the workbook with every formula computed by LibreOffice."""
    path = folder / "form.xlsx"
    path.write_bytes(data)
    return openpyxl.load_workbook(recalculate(path), data_only=True)


def formulas_of(book: Workbook) -> Iterator[tuple[str, str]]:
    """Yield sheet and address of every formula."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate) for cell in row if cell.data_type == "f")


def assert_true_caches(recalculate: Recalculate, folder: Path, data: bytes) -> None:
    """Hold every value that was stored beside a formula against what LibreOffice makes of it."""
    stored, anew = opened(data, values=True), computed(recalculate, folder, data)
    places = list(formulas_of(opened(data)))
    assert places
    assert {p: stored[p[0]][p[1]].value for p in places} == {p: anew[p[0]][p[1]].value for p in places}


# the file


def test_the_same_handout_gives_the_same_bytes() -> None:
    """Nothing of the clock or of an earlier run gets into the file."""
    assert render_handout(carried()) == render_handout(carried())
    assert render_handout(blank()) == render_handout(blank())


def test_sheets_are_cover_ledgers_signatures_and_opens_at_the_cover() -> None:
    """Who opens the file reads what to do first."""
    book = opened(render_handout(blank("commitment", "self_check")))
    assert book.sheetnames == ["填表说明", "表1 目标承诺", "表7-1 八清理自查", "报送签字页", "_标识"]
    assert book.active is not None
    assert book.active.title == "填表说明"


def test_identity_lies_on_a_sheet_that_nobody_sees() -> None:
    """Key and value in two columns, very hidden."""
    sheet = opened(render_handout(blank("commitment")))[forms.IDENTITY_SHEET]
    assert sheet.sheet_state == "veryHidden"
    assert [tuple(c.value for c in row) for row in sheet.iter_rows()] == [
        ("表样", "sanbiyizheng"), ("学校", "sample"), ("表样版本", "2016-1"), ("单位", "jiaowu"), ("填报月份", "2016-05"),
    ]  # fmt: skip


def test_every_sheet_is_protected_without_a_password_and_leaves_room_to_work() -> None:
    """Protection keeps fixed cells from slips: columns and rows may be formatted, rows put in, sorted, filtered."""
    for sheet in opened(render_handout(blank("commitment"))).worksheets:
        held = sheet.protection
        assert held.sheet
        assert held.password is None
        allowed = (
            held.formatColumns,
            held.formatRows,
            held.insertRows,
            held.deleteRows,
            held.sort,
            held.autoFilter,
        )
        assert not any(allowed), "False is: not forbidden"
        assert not held.selectLockedCells
        assert not held.selectUnlockedCells


def test_a_workbook_without_ledgers_says_that_there_is_nothing_to_fill() -> None:
    """A unit without duties in a phase gets no formula over nothing."""
    book = opened(render_handout(form()))
    assert cover_of(book).live == "－ 本期没有要填的表"
    assert not list(formulas_of(book))


# a ledger's sheet


def test_the_header_names_every_field_and_marks_what_must_be_filled() -> None:
    """One header row; a star after what is required or asked each month."""
    ledger = LEDGERS["commitment"]
    sheet = opened(render_handout(blank("commitment")))["表1 目标承诺"]
    said = [cell.value for cell in sheet[HEADER_ROW]][: len(ledger.fields)]
    assert said == [f.label + ("＊" if f.must else "") for f in ledger.fields]
    assert sheet["A1"].value == ledger.title


def head_of(sheet: Worksheet) -> dict[str, object]:
    """Return the head line as a reader finds it: the value is the next cell that is not empty."""
    row = [cell.value for cell in sheet[forms.HEAD_ROW] if cell.value is not None]
    return {str(each): after for each, after in zip(row, [*row[1:], None], strict=True) if each in forms.HEAD}


@pytest.mark.parametrize("ledger", LEDGERS.all, ids=lambda each: each.id)
def test_the_head_line_says_whose_form_it_is(ledger: Ledger) -> None:
    """Each known value stands right of its label, on sheets of any width."""
    sheet = sheet_of(ledger.id)
    head = head_of(sheet)
    assert set(head) == set(forms.HEAD)
    assert (head["填报单位"], head["单位类别"], head["填报月份"]) == ("教务处", "科室", "5月")
    assert head["填表人"] == "填报日期", "blank: it is to be typed"


def test_what_the_head_knows_is_locked_and_the_rest_is_open() -> None:
    """On a form of nobody in particular unit and month are typed too."""

    def open_values(handout: Handout) -> list[int]:
        """Return which of the five values may be typed."""
        sheet = opened(render_handout(handout))["表1 目标承诺"]
        slots = lay_out(handout.sheets[0], handout).head[1::2]
        cells = (sheet.cell(forms.HEAD_ROW, slot.first + 1) for slot in slots)
        return [number for number, cell in enumerate(cells) if not cell.protection.locked]

    assert open_values(blank("commitment")) == [3, 4]
    assert open_values(replace(blank("commitment"), unit="", period_name="")) == [0, 2, 3, 4]


@pytest.mark.parametrize("ledger", LEDGERS.all, ids=lambda each: each.id)
def test_typed_cells_are_open_and_known_ones_locked(ledger: Ledger) -> None:
    """From the thin row under the header to the last ruled row, so that a row put in at the top is open too."""
    sheet = sheet_of(ledger.id)
    for row in (THIN_ROW, FIRST_ROW, FIRST_ROW + ROWS - 1):
        locked = [sheet.cell(row, column).protection.locked for column in range(1, len(ledger.fields) + 1)]
        assert locked == [not field.by_unit for field in ledger.fields]
    assert sheet.row_dimensions[THIN_ROW].height == pytest.approx(3, abs=0.5)
    assert all(cell.protection.locked for cell in sheet[HEADER_ROW][: len(ledger.fields)])


def test_the_nil_cell_is_an_open_choice_of_yes_and_no() -> None:
    """Its label stands left of it, in the words that the ledger has for it."""
    sheet = opened(render_handout(form(checklist())))["表7-1 八清理自查"]
    cell = sheet.cell(forms.NIL_ROW, forms.NIL_COLUMN)
    assert sheet.cell(forms.NIL_ROW, 1).value == "本月各项均无新问题"
    assert not cell.protection.locked
    assert rule_at(sheet, cell.coordinate).formula1 == '"是,否"'


def test_where_another_nil_mark_speaks_for_a_ledger_its_sheet_says_so() -> None:
    """Nobody is to answer the same question twice."""
    plans = (checklist(), SheetPlan(LEDGERS["clearance"]))
    sheet = opened(render_handout(form(*plans)))["表7-2 八清理问题"]
    hint = str(sheet.cell(forms.NIL_ROW, forms.NIL_COLUMN + 1).value)
    assert hint.endswith("在「表7-1 八清理自查」选了「本月各项均无新问题」的，这张表不用再选。")


@pytest.mark.parametrize(
    ("name", "pane"),
    [("commitment", "E5"), ("conduct", "E5"), ("media", "B5"), ("activities", "A5"), ("self_check", "A5")],
)
def test_the_header_stays_in_sight_and_with_items_their_name(name: str, pane: str) -> None:
    """Whoever writes far to the right still sees which item it is."""
    assert sheet_of(name).freeze_panes == pane


def hidden_columns(sheet: Worksheet) -> set[int]:
    """Return the one-based columns that are folded away."""
    folded = [d for d in sheet.column_dimensions.values() if d.hidden and d.outlineLevel == 1]
    return {column for d in folded for column in range(d.min or 0, (d.max or 0) + 1)}


def test_what_is_optional_and_feeds_no_score_is_folded_to_the_right() -> None:
    """Milestones stay open, though optional: the rubric asks for them where a deadline is far."""
    ledger = LEDGERS["benchmark"]
    sheet = opened(render_handout(blank("benchmark")))[sheet_name(ledger.title)]
    folded = [ledger.fields[column - 1].name for column in sorted(hidden_columns(sheet))]
    assert folded == ["learned", "shortfall", "measure", "theme", "note"]


@pytest.mark.parametrize("ledger", LEDGERS.all, ids=lambda each: each.id)
def test_nothing_that_counts_is_folded(ledger: Ledger) -> None:
    """Only optional words fold, never figures or dates, never the column of the nil cell, never a register's."""
    sheet = sheet_of(ledger.id)
    folded = hidden_columns(sheet)
    assert all(column > forms.NIL_COLUMN for column in folded)
    assert {(f.need, f.kind) for f in (ledger.fields[c - 1] for c in folded)} <= {
        ("optional", "text"), ("optional", "choice"),
    }  # fmt: skip
    assert ledger.filled_by == "units" or not folded


def test_ledgers_of_lines_have_just_those_lines() -> None:
    """Other ledgers have forty rows to write in, and always some behind what is known."""
    lines, items = checklist(), SheetPlan(LEDGERS["commitment"], (ITEM,) * 38)
    assert lay_out(lines, form(lines)).prepared == FIRST_ROW - 1 + len(WORDS)
    assert lay_out(SheetPlan(LEDGERS["commitment"]), form()).prepared == FIRST_ROW - 1 + ROWS
    assert lay_out(items, form(items)).prepared > FIRST_ROW - 1 + ROWS


def test_a_known_row_is_high_enough_for_its_text() -> None:
    """And has room for the month's progress; a blank row has no height, so that it grows with what is typed."""
    sheet = opened(render_handout(carried(goal="每学期听评课不少于十六节。" * 8)))["表1 目标承诺"]
    heights = sheet.row_dimensions
    assert heights[FIRST_ROW].height > 16 * 8
    assert heights[FIRST_ROW + 1].height is None


def test_a_ledger_prints_on_a4_with_its_header_on_every_page() -> None:
    """Landscape, unit and period above; a sheet too wide to read on one page goes on two, with the item's name."""
    book = opened(render_handout(blank("commitment", "activities")))
    wide, narrow = book["表1 目标承诺"], book["表8 活动记录"]
    for sheet in (wide, narrow):
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.oddHeader is not None
        assert "教务处　5月" in str(sheet.oddHeader.right.text)
    assert (wide.page_setup.fitToWidth, wide.print_title_cols) == (2, "$A:$D")
    assert (narrow.page_setup.fitToWidth, narrow.print_title_cols) == (None, None), "one page, as if not said"


# what is typed


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","点我")', "=1+1", "http://x/", "{=A1}", "007", "+8", "@甲"]
)
def test_text_stays_text(text: str) -> None:
    """Nothing that a person typed becomes a formula, a link or a number."""
    sheet = opened(render_handout(carried(promise=text)))["表1 目标承诺"]
    cell = sheet.cell(FIRST_ROW, index_of(LEDGERS["commitment"], "promise"))
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    assert cell.number_format == "@"


def test_values_are_written_as_what_they_are() -> None:
    """A date is a date, a figure a figure; what is not known is blank, and looks as it will be typed."""
    with open_book() as book:
        sheet = book.sheet("甲")
        for row, value in enumerate((date(2016, 5, 3), 3, Decimal("2.5"), "甲\x07\r\n乙\ud800", None, "")):
            put(sheet, row, 0, value, book.fmt(num_format=look.DATE if row == 0 else "General"))
    cells = [row[0] for row in opened(book.content)["甲"].iter_rows()]
    assert [cell.data_type for cell in cells] == ["d", "n", "n", "s", "n", "n"]
    assert [str(cell.value) for cell in cells] == [
        "2016-05-03 00:00:00",
        "3",
        "2.5",
        "甲\n乙",
        "None",
        "None",
    ]


def test_a_cell_holds_no_more_than_excel_can() -> None:
    """Longer text is cut, not refused."""
    assert len(written("长" * 40_000)) == LONGEST


def test_equal_properties_are_one_format() -> None:
    """Hundreds of cells share a format, however often it is asked for."""
    with open_book() as book:
        span(book.sheet("甲"), 0, 0, 0, "乙", book.fmt(bold=True))
        assert book.fmt(bold=True, indent=1) is book.fmt(indent=1, bold=True)
        assert book.fmt(bold=True) is not book.fmt_change(bold=True)


# drop-downs and prompts


def rule_at(sheet: Worksheet, cell: str) -> DataValidation:
    """Return the data validation of `cell`."""
    rules: list[DataValidation] = sheet.data_validations.dataValidation
    return next(rule for rule in rules if cell in rule.sqref)


def rule_of(data: bytes, ledger: str, name: str) -> DataValidation:
    """Return the data validation of a field's column."""
    letters = column_letters(index_of(LEDGERS[ledger], name) - 1)
    return rule_at(opened(data)[sheet_name(LEDGERS[ledger].title)], f"{letters}{FIRST_ROW}")


@pytest.mark.parametrize("ledger", LEDGERS.all, ids=lambda each: each.id)
def test_every_column_says_how_to_fill_it(ledger: Ledger) -> None:
    """The prompt bears the header, fits into Excel's limits, and reaches as far as people may write."""
    sheet = sheet_of(ledger.id)
    for column, field in enumerate(ledger.fields):
        rule = rule_at(sheet, f"{column_letters(column)}{REACH}")
        assert rule is rule_at(sheet, f"{column_letters(column)}{THIN_ROW}")
        assert str(rule.promptTitle) == field.label[:32]
        assert 0 < len(str(rule.prompt)) <= 255
        assert field.help in str(rule.prompt)


@pytest.mark.parametrize(
    ("ledger", "name", "said"),
    [
        ("commitment", "promise", "必填。一行写一件事。"),
        ("commitment", "channel", "办公室填，这里不用填。"),
        ("commitment", "state", "系统算出，不用填。"),
        ("commitment", "milestone_on", "填了「近期节点」，这里也要填。"),
        ("commitment", "evidence", "填了「实际完成日期」，这里也要填。完成时写材料名称和存放处。"),
    ],
)
def test_a_prompt_says_whether_to_fill_and_how(ledger: str, name: str, said: str) -> None:
    """First the need, then the help of the declaration."""
    assert rule_of(render_handout(blank(ledger)), ledger, name).prompt == said


def test_short_lists_stand_in_the_drop_down_and_long_ones_on_a_hidden_sheet() -> None:
    """Excel allows a drop-down 255 characters of its own, separated by commas."""
    choices = {
        "clearance.category": LONG_WORDS,
        "clearance.source": ("自查", "群众反映"),
        "conduct.source": LONG_WORDS,
    }
    data = render_handout(replace(blank("clearance", "conduct"), choices=choices))
    assert rule_of(data, "clearance", "source").formula1 == '"自查,群众反映"'
    assert rule_of(data, "clearance", "category").formula1 == "'_选项'!$A$1:$A$19"
    assert rule_of(data, "conduct", "source").formula1 == "'_选项'!$A$1:$A$19", "equal lists stand there once"
    sheet = opened(data)["_选项"]
    assert sheet.sheet_state == "veryHidden"
    assert tuple(row[0].value for row in sheet.iter_rows()) == LONG_WORDS


def test_a_word_with_a_comma_is_never_split_in_two() -> None:
    """Such a list goes to the hidden sheet, however short."""
    choices = {"clearance.category": ("甲,乙", "丙")}
    data = render_handout(replace(blank("clearance"), choices=choices))
    assert rule_of(data, "clearance", "category").formula1 == "'_选项'!$A$1:$A$2"


def test_a_list_that_is_not_known_leaves_the_column_free() -> None:
    """A form made without code tables can still be filled."""
    assert rule_of(render_handout(blank("commitment")), "commitment", "theme").type in {None, "none"}


def test_dates_and_figures_are_asked_for_and_can_be_insisted_on() -> None:
    """A wrong entry gets a warning in Chinese and not a refusal: the check will say more."""
    data = render_handout(blank("commitment", "bids"))
    day, money = rule_of(data, "commitment", "deadline"), rule_of(data, "bids", "money")
    assert (day.type, day.operator, day.formula1, day.formula2) == ("date", None, "36526", "73415")
    assert (money.type, money.formula1, money.errorStyle, day.errorStyle) == (
        "decimal",
        "0",
        "warning",
        "warning",
    )
    assert "单位是万元" in str(money.error)


# the cover counts


def value_for(field: Field) -> Value:
    """Return something that may stand in the field."""
    match field.kind:
        case "date":
            return date(2016, 5, 3)
        case "number" | "integer":
            return 3
        case "choice" | "yes_no":
            return field.choices[-1] if field.choices else "否"
        case _:
            return "写了一句"


def patchy(ledger: Ledger, turn: int) -> SheetPlan:
    """Return a sheet in which some cells are known and some are not, here these and there those."""
    rows = [
        {
            f.name: value_for(f)
            for column, f in enumerate(ledger.fields)
            if (column * 7 + row * 5 + turn) % 4 > 1
        }
        for row in range(6)
    ]
    only_system = {f.name: value_for(f) for f in ledger.fields if f.need in {"computed", "office"}}
    return SheetPlan(ledger, (*rows, {}, only_system))


def test_formulas_keep_to_what_every_program_can_hold() -> None:
    """8,192 characters is the limit of Excel and WPS."""
    grids = [lay_out(plan, blank()) for plan in blank().sheets]
    longest = max(
        len(f) for grid in grids for f in (Counting(grid, grids).rows, Counting(grid, grids).missing("D9"))
    )
    assert longest < 8_000


def test_stored_values_are_what_libreoffice_computes_for_blank_forms(
    recalculate: Recalculate, tmp_path: Path
) -> None:
    """Who only previews a file sees the same numbers as who opens it."""
    assert_true_caches(recalculate, tmp_path, render_handout(blank()))


def test_stored_values_are_what_libreoffice_computes_for_known_rows(
    recalculate: Recalculate, tmp_path: Path
) -> None:
    """Every ledger, with rows half known, conditional fields and checklists among them."""
    plans = (patchy(each, turn) for turn, each in enumerate(LEDGERS.all) if not each.of)
    assert_true_caches(recalculate, tmp_path, render_handout(form(*plans)))


def test_a_blank_form_owes_each_ledger_once_and_nothing_else() -> None:
    """What is optional may stay empty, and the cover says so."""
    shown = cover_of(opened(render_handout(blank("commitment", "activities")), values=True))
    assert shown == Shown(
        "△ 还有 1 处", {"commitment": (0, 1, "△ 还有 1 处"), "activities": (0, 0, "－ 可不填")}
    )


def test_a_carried_item_asks_for_one_cell() -> None:
    """本月进展 is all that a continued row needs."""
    shown = cover_of(opened(render_handout(carried()), values=True))
    assert shown == Shown("△ 还有 1 处", {"commitment": (1, 1, "△ 还有 1 处")})


def test_the_cover_follows_what_is_typed(recalculate: Recalculate, tmp_path: Path) -> None:
    """Each ledger here is in another state; only started rows are counted."""
    data = render_handout(blank("commitment", "bids", "conduct", "activities", "experience"))
    bid = {**BID, "stage": "申报"}
    half = {name: value for name, value in WHOLE.items() if name not in {"goal", "deadline"}}
    cells = {
        **typed("commitment", {}, WHOLE, {}, half, {"promise": " "}),
        **typed("bids", bid),
        **typed("conduct", nil="是"),
        **typed("activities", {"people": 30}),
    }
    shown = cover_of(computed(recalculate, tmp_path, fill(data, cells)))
    assert shown == Shown(
        "△ 还有 5 处",
        {
            "commitment": (2, 2, "△ 还有 2 处"), "bids": (1, 0, "√ 可以报送"), "conduct": (0, 0, "○ 零报告"),
            "activities": (1, 3, "△ 还有 3 处"), "experience": (0, 0, "－ 可不填"),
        },
    )  # fmt: skip


def test_all_filled_may_be_returned(recalculate: Recalculate, tmp_path: Path) -> None:
    """The big line changes with the last cell; the page to sign repeats it."""
    data = render_handout(carried())
    cells = typed(
        "commitment", {"progress": "初稿写成", "finished_on": date(2016, 5, 20), "evidence": "校发文"}, WHOLE
    )
    book = computed(recalculate, tmp_path, fill(data, cells))
    assert cover_of(book) == Shown("√ 可以报送", {"commitment": (2, 0, "√ 可以报送")})
    signed = [[c.value for c in row] for row in book[forms.SIGN_SHEET].iter_rows()]
    assert [None, "表1 目标承诺", None, 2, "√ 可以报送"] in signed


def test_a_condition_that_holds_makes_its_field_a_missing_place(
    recalculate: Recalculate, tmp_path: Path
) -> None:
    """完成日期 asks for 佐证材料, 近期节点 for its date; a word that is among those asked for counts too."""
    data = render_handout(blank("commitment", "bids"))
    row = {**WHOLE, "finished_on": date(2016, 5, 20), "milestone": "讨论"}
    bid = {**BID, "stage": "获批"}
    shown = cover_of(
        computed(recalculate, tmp_path, fill(data, {**typed("commitment", row), **typed("bids", bid)}))
    )
    conditional = [f for f in LEDGERS["bids"].fields if f.when and "获批" in f.when.among]
    assert shown.lines["commitment"][:2] == (1, 2)
    assert shown.lines["bids"][:2] == (1, len(conditional))
    assert conditional


def test_one_nil_mark_answers_for_both_ledgers_of_the_self_check(
    recalculate: Recalculate, tmp_path: Path
) -> None:
    """本月各项均无新问题 is enough; nobody has to choose nil again on the sheet of problems."""
    data = render_handout(form(checklist(), SheetPlan(LEDGERS["clearance"])))
    shown = cover_of(computed(recalculate, tmp_path, fill(data, typed("self_check", nil="是"))))
    assert shown.live == "√ 可以报送"
    assert [line[2] for line in shown.lines.values()] == ["○ 零报告", "○ 零报告"]


def test_a_checklist_once_begun_wants_every_line_answered(recalculate: Recalculate, tmp_path: Path) -> None:
    """A line is answered by a choice, or by 否 under 是否适用; 是 there answers nothing."""
    data = render_handout(form(checklist()))
    cells = typed("self_check", {"found": "无"}, {"applies": "否"}, {"applies": "是"})
    shown = cover_of(computed(recalculate, tmp_path, fill(data, cells)))
    assert shown.lines["self_check"] == (3, 1, "△ 还有 1 处")


def test_an_error_cell_is_never_taken_for_filled(recalculate: Recalculate, tmp_path: Path) -> None:
    """A pasted formula that fails makes the cover say so instead of a number."""
    data = render_handout(blank("commitment"))
    book = opened(data)
    book["表1 目标承诺"].cell(FIRST_ROW, index_of(LEDGERS["commitment"], "promise")).value = "=1/0"
    out = io.BytesIO()
    book.save(out)
    shown = cover_of(computed(recalculate, tmp_path, out.getvalue()))
    assert shown == Shown("△ 有一格显示错误", {"commitment": ("？", "？", "△ 有一格显示错误")})


# the look


def brightness(colour: str) -> float:
    """Return the relative luminance of #RRGGBB (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TONES = {name: tone for name, tone in vars(look).items() if isinstance(tone, look.Tone)}


@pytest.mark.parametrize("name", TONES)
def test_every_ink_can_be_read_on_its_paper(name: str) -> None:
    """AA: four and a half to one."""
    light, dark = sorted((brightness(TONES[name].ink), brightness(TONES[name].paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_mark_is_a_sign_that_a_chinese_font_has() -> None:
    """Colour never stands alone, and the sign is in GB2312, which every font covers."""
    marks = [*look.SEVERITIES.values(), *look.STATES.values(), look.READY, look.SHORT, look.NIL, look.FREE]
    for mark in marks:
        assert len(mark.sign.encode("gb2312")) == 2
        assert mark.word
