"""Return copies: nothing typed is lost, each fault stands at its cell, and a copy put right is accepted."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.demo.fill import fill
from pipeline.findings import message, severity
from pipeline.flow import Office
from pipeline.forms import (
    COVER_SHEET,
    LEFTOVER_SHEET,
    OPINION_HEADER,
    RETURN_SHEET,
    column_letters,
    sheet_name,
)
from pipeline.model import FileDecision, Received, Severity, Timeliness
from pipeline.pool import Here
from pipeline.registers import Registers, read_registers, sha256_of, write_registers
from pipeline.template import render_handout
from tests.tables import MAY, SCHOOL, at, edited, row, rows, workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.demo.fill import Cells
    from pipeline.forms import Handout
    from pipeline.model import Consolidation, Finding
    from tests.conftest import Recalculate

COMMITMENT, BIDS = SCHOOL.ledgers["commitment"], SCHOOL.ledgers["bids"]
SENT = datetime(2016, 6, 8, 10)  # noqa: DTZ001 — local time, as everywhere
JUNE = "2016-06"


class Desk:
    """The office's desk: files come in, the month is consolidated and published, copies go out."""

    def __init__(self, home: Path) -> None:
        """Begin with nothing."""
        self.config = replace(SCHOOL, home=home)

    def comes(self, name: str, data: bytes, arrived: datetime | None = None, period: str = MAY) -> None:
        """Let a file come in; by default two days before the deadline."""
        path = self.config.submissions / period / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        moment = arrived or self.config.deadline(self.config.period(period)) - timedelta(days=2)
        known = read_registers(self.config.submissions)
        line = Received(sha256_of(data), period, f"{period}/{name}", moment, "测试")
        write_registers(self.config.submissions, known, replace(known, received=(*known.received, line)))

    def publishes(self, now: datetime = SENT, period: str = MAY) -> tuple[Consolidation, dict[str, Handout]]:
        """Return the month as consolidated and published at `now`, and the copies given back."""
        office = Office(self.config, now, Here())
        month = office.consolidate(self.config.period(period))
        copies = office.copies(month)
        office.publish(month)
        return month, copies

    def copy(self, name: str, period: str = MAY) -> bytes:
        """Return a copy as it lies in the release."""
        return (self.config.output / period / "returns" / name).read_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give an empty desk."""
    return Desk(tmp_path)


def form(tables: Mapping[str, str], unit: str = "jiaowu", period: str = MAY) -> bytes:
    """Return a form with `tables` typed in."""
    return workbook(SCHOOL, unit, period, tables)


def opened(data: bytes) -> openpyxl.Workbook:
    """Return the workbook as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def codes(copy: Handout) -> list[tuple[str, str]]:
    """Return code and cell of everything that the copy says."""
    assert copy.back is not None
    return [(f.code, f.where.cell) for f in copy.back.findings]


def asked(copy: Handout) -> list[Finding]:
    """Return what the copy asks the unit for."""
    assert copy.back is not None
    return [f for f in copy.back.findings if severity(f) in {Severity.MUST, Severity.VERIFY}]


DIRTY = rows(
    "commitment",
    {},
    {"承诺事项": "完善值日", "完成时限": "5月底", "工作目标": "目标一⏎目标二"},
    {"承诺事项": "整理档案", "工作措施": "", "承诺日期": "2016.5.3"},
)
NAME = "退改件_教务处_2016-05.xlsx"


def test_a_copy_holds_everything_that_was_typed(desk: Desk) -> None:
    """Every cell of the original stands in the copy at its own address, whatever was said of it."""
    original = form({"commitment": DIRTY, "media": row("media"), "benchmark": "是"})
    desk.comes("教务处.xlsx", original)
    desk.publishes()
    before, after = opened(original), opened(desk.copy(NAME))
    for ledger in SCHOOL.duties(SCHOOL.unit("jiaowu"), SCHOOL.period(MAY)):
        name = sheet_name(ledger.title)
        for line in before[name].iter_rows():
            for cell in line:
                if cell.value is None or cell.data_type == "f":
                    continue
                kept = after[name][cell.coordinate].value
                if isinstance(cell.value, str) and cell.value.startswith("2016.5.3"):
                    assert isinstance(kept, datetime)
                    assert kept.date() == date(2016, 5, 3)
                else:
                    assert kept == cell.value, (name, cell.coordinate)


def test_faults_are_coloured_and_commented_in_the_cell(desk: Desk) -> None:
    """The cell has the colour of the worst that is said there, and a comment with the very words of the check."""
    desk.comes("教务处.xlsx", form({"commitment": DIRTY}))
    month, copies = desk.publishes()
    sheet = opened(desk.copy(NAME))[COMMITMENT.title]
    deadline, measure, promised = (
        at(COMMITMENT, h, r) for h, r in (("完成时限", 7), ("工作措施", 8), ("承诺日期", 8))
    )
    assert sheet[deadline].fill.fgColor.rgb == "FFFBF0D9"
    assert sheet[measure].fill.fgColor.rgb == "FFFBE4E1"
    assert sheet[promised].fill.fgColor.rgb == "00000000", "what was tidied keeps its cell white"
    words = {f.where.cell: message(f) for f in month.findings if f.unit == "jiaowu" and f.where.cell}
    for cell in (deadline, measure, promised):
        comment = sheet[cell].comment
        assert comment is not None
        assert words[cell] in comment.text
    assert {("date-unclear", deadline), ("required-blank", measure), ("date-tidied", promised)} <= set(
        codes(copies[NAME])
    )


def test_the_list_in_front_leads_to_each_cell(desk: Desk) -> None:
    """需修改事项 stands first and is shown first; each line has its link, the worst come first."""
    desk.comes("教务处.xlsx", form({"commitment": DIRTY}))
    desk.publishes()
    book = opened(desk.copy(NAME))
    assert book.sheetnames[0] == RETURN_SHEET
    assert book.active is not None
    assert book.active.title == RETURN_SHEET
    sheet = book[RETURN_SHEET]
    lines = [line for line in sheet.iter_rows(min_row=5) if line[1].value and line[2].hyperlink]
    signs = [str(line[1].value)[0] for line in lines]
    assert signs == sorted(signs, key=["×", "△", "○", "√"].index)
    targets = [str(link.location) for line in lines if (link := line[2].hyperlink)]
    assert f"'{COMMITMENT.title}'!{at(COMMITMENT, '工作措施', 8)}" in targets
    assert all(target.split("!")[0].strip("'") in book.sheetnames for target in targets)
    told = " ".join(str(cell.value) for line in sheet.iter_rows(max_row=5) for cell in line if cell.value)
    assert "6月13日（周一）24:00前发回，仍算按时报送" in told


def test_the_same_message_stands_once_with_its_cells(desk: Desk) -> None:
    """Three cells with one fault are one opinion: the first says it, the others follow with their places."""
    table = rows(
        "commitment", *({"承诺事项": name, "工作目标": ""} for name in ("修订常规", "完善值日", "整理档案"))
    )
    desk.comes("教务处.xlsx", form({"commitment": table}))
    desk.publishes()
    sheet = opened(desk.copy(NAME))[RETURN_SHEET]
    said = [str(line[3].value) for line in sheet.iter_rows(min_row=5) if line[2].hyperlink]
    assert said[0].startswith("表1 目标承诺第6行「工作目标」还没填")
    assert [s[:6] for s in said[1:3]] == ["同上：第7行", "同上：第8行"]


def test_the_column_of_opinions_can_be_filtered(desk: Desk) -> None:
    """Each faulty row says in its last column what is wrong; the filter reaches it, and other rows are blank."""
    desk.comes("教务处.xlsx", form({"commitment": DIRTY}))
    desk.publishes()
    sheet = opened(desk.copy(NAME))[COMMITMENT.title]
    last = len(COMMITMENT.fields) + 1
    assert sheet.cell(4, last).value == OPINION_HEADER
    assert sheet.auto_filter.ref is not None
    assert sheet.auto_filter.ref.split(":")[1].startswith(column_letters(last - 1))
    assert sheet.cell(6, last).value is None
    assert "5月底" in str(sheet.cell(7, last).value)
    assert "工作措施" in str(sheet.cell(8, last).value)


def test_no_copy_where_nothing_is_asked(desk: Desk) -> None:
    """A workbook in which things were only tidied or noted is not given back."""
    desk.comes("教务处.xlsx", form({"commitment": row("commitment", 承诺日期="2016.5.3")}))
    _, copies = desk.publishes(now=datetime(2016, 6, 3, 12))  # noqa: DTZ001 — local time
    assert copies == {}
    assert not (desk.config.output / MAY / "returns").exists()


def test_moved_columns_come_back_in_their_places(desk: Desk) -> None:
    """Where a column was added, the copy has the form's own columns; the message names the copy's cell."""
    moved = _with_column_before(form({"commitment": row("commitment", 完成时限="5月底")}), COMMITMENT.title)
    desk.comes("教务处.xlsx", moved)
    month, copies = desk.publishes()
    cell = at(COMMITMENT, "完成时限")
    assert cell not in {f.where.cell for f in month.findings if f.code == "date-unclear"}
    assert ("date-unclear", cell) in codes(copies[NAME])
    sheet = opened(desk.copy(NAME))[COMMITMENT.title]
    assert sheet[cell].value == "5月底"
    assert sheet[at(COMMITMENT, "承诺事项")].value == "修订课堂常规"


def _with_column_before(data: bytes, name: str) -> bytes:
    """Return the workbook with an empty column put in before the sheet's first, as LibreOffice or Excel would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[name]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_cols(1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_fits_no_field_is_kept_on_a_sheet_of_its_own(desk: Desk) -> None:
    """A column that nobody asked for, a note beside the table: 未归入的内容 says what stood where."""
    data = fill(
        form({"commitment": row("commitment", 完成时限="5月底")}),
        {COMMITMENT.title: {"Z4": "联系电话", "Z6": "八六一二三", "AC9": "张贴在门厅"}},
    )
    desk.comes("教务处.xlsx", data)
    desk.publishes()
    sheet = opened(desk.copy(NAME))[LEFTOVER_SHEET]
    kept = {(line[1].value, line[2].value) for line in sheet.iter_rows(min_row=3)}
    assert ("AC9", "张贴在门厅") in kept
    assert any(cell == "Z6" and "八六一二三" in str(text) for cell, text in kept)


def test_an_open_item_that_is_missing_is_put_back(desk: Desk) -> None:
    """The copy has the row that the return left out, at a place of its own, and asks for its progress there."""
    desk.comes("教务处.xlsx", form({"commitment": rows("commitment", {}, {"承诺事项": "完善值日"})}))
    desk.publishes()
    june = row(
        "commitment", 事项编号="教务处-承诺-002", 承诺事项="完善值日", 本月进展="新的值日表已经用了两周"
    )
    desk.comes("教务处.xlsx", form({"commitment": june}, period=JUNE), period=JUNE)
    _, copies = desk.publishes(datetime(2016, 7, 7), JUNE)  # noqa: DTZ001 — local time
    copy = copies["退改件_教务处_2016-06.xlsx"]
    assert ("item-restored", at(COMMITMENT, "本月进展", 7)) in codes(copy)
    sheet = opened(desk.copy("退改件_教务处_2016-06.xlsx", JUNE))[COMMITMENT.title]
    assert sheet[at(COMMITMENT, "事项编号", 6)].value == "教务处-承诺-002"
    assert sheet[at(COMMITMENT, "事项编号", 7)].value == "教务处-承诺-001"
    assert sheet[at(COMMITMENT, "承诺事项", 7)].value == "修订课堂常规"
    assert sheet[at(COMMITMENT, "本月进展", 7)].value is None


def test_the_same_month_gives_the_same_copies(desk: Desk) -> None:
    """A copy is a function of the month."""
    desk.comes("教务处.xlsx", form({"commitment": DIRTY}))
    _, copies = desk.publishes()
    first = desk.copy(NAME)
    desk.publishes()
    assert desk.copy(NAME) == first == render_handout(copies[NAME])


def test_three_files_of_one_unit_have_three_copies(desk: Desk) -> None:
    """Each goes back to whom it came from, without the sheets for which another file counts, told apart by name."""
    desk.comes("语文组.xlsx", form({"commitment": row("commitment", 完成时限="5月底")}))
    desk.comes("数学组.xlsx", form({"media": row("media", 级别="省里")}))
    _, copies = desk.publishes()
    assert sorted(copies) == ["退改件_教务处_2016-05_数学组.xlsx", "退改件_教务处_2016-05_语文组.xlsx"]
    first, second = (opened(desk.copy(f"退改件_教务处_2016-05_{name}.xlsx")) for name in ("语文组", "数学组"))
    assert first[COMMITMENT.title]["D6"].value == "修订课堂常规"
    assert COMMITMENT.title not in second.sheetnames
    assert second[SCHOOL.ledgers["media"].title][at(SCHOOL.ledgers["media"], "级别")].value == "省里"


def test_a_copy_does_not_bring_an_older_word_back(desk: Desk) -> None:
    """Of two files the copy of the older has only what counts of it: sent again it takes nothing from the newer."""
    old = {"benchmark": row("benchmark", 完成时限="5月底"), "media": row("media")}
    desk.comes("甲.xlsx", form(old))
    later = desk.config.deadline(desk.config.period(MAY)) - timedelta(days=1)
    desk.comes("乙.xlsx", form({"media": rows("media", {}, {"稿件标题": "读书月启动"})}), later)
    desk.publishes()
    copy = fill(
        desk.copy(f"退改件_教务处_{MAY}_甲.xlsx"),
        {SCHOOL.ledgers["benchmark"].title: {at(SCHOOL.ledgers["benchmark"], "完成时限"): date(2016, 6, 30)}},
    )
    desk.comes("甲改.xlsx", copy, datetime(2016, 6, 12, 9))  # noqa: DTZ001 — local time
    month, _ = desk.publishes(datetime(2016, 6, 14, 9))  # noqa: DTZ001 — local time
    ledgers = month.merged.intake.units["jiaowu"].ledgers
    assert (ledgers["media"].file, ledgers["media"].rows) == (f"{MAY}/乙.xlsx", 2)
    assert ledgers["benchmark"].file == f"{MAY}/甲改.xlsx"


@pytest.mark.parametrize("typed", ["nan", "inf", "1e999", "sNaN", "1_000", "1016-05-03", "省_x0001_级"])
def test_no_cell_stops_the_copies(desk: Desk, typed: str) -> None:
    """What only looks like a number or a day is kept as the text that it is, and Excel's parts stay well-formed."""
    place, deadline = at(BIDS, "培训人次"), at(BIDS, "完成时限")
    desk.comes(
        "教务处.xlsx",
        fill(form({"bids": row("bids", 级别=typed)}), {BIDS.title: {place: typed, deadline: typed}}),
    )
    desk.publishes()
    sheet = opened(desk.copy(NAME))[BIDS.title]
    seen = typed.replace("_x0001_", "")  # a control character, which no cell can hold
    assert (sheet[place].value, sheet[deadline].value) == (seen, seen)


def test_a_long_name_and_odd_letters_make_a_name_that_can_be_kept(desk: Desk) -> None:
    """Two files of one unit with names as long as a file system takes are given back all the same."""
    for name in ("甲", "乙"):
        table = {
            "commitment" if name == "甲" else "media": row(
                "commitment" if name == "甲" else "media",
                **({"完成时限": "5月底"} if name == "甲" else {"级别": "省里"}),
            )
        }
        desk.comes(f"{name * 80}.xlsx", form(table))
    _, copies = desk.publishes()
    assert len(copies) == 2
    assert all(len(copy.encode()) < 255 for copy in copies)


def test_what_was_typed_beside_a_nil_mark_and_over_grey_cells_is_kept(desk: Desk) -> None:
    """A continued row under a nil mark keeps what was typed into it; words over 上月进展 go to 未归入的内容."""
    desk.comes("教务处.xlsx", form({"commitment": row("commitment")}))
    month, _ = desk.publishes()
    handed = Office(desk.config, SENT, Here()).hand_out(desk.config.period(JUNE))[1][f"教务处_{JUNE}.xlsx"]
    measure, last = at(COMMITMENT, "工作措施"), at(COMMITMENT, "上月进展")
    data = fill(handed, {COMMITMENT.title: {"D3": "是", measure: "改为分年级讨论", last: "五月其实没开会"}})
    desk.comes("教务处.xlsx", data, period=JUNE)
    desk.publishes(datetime(2016, 7, 7), JUNE)  # noqa: DTZ001 — local time
    book = opened(desk.copy(f"退改件_教务处_{JUNE}.xlsx", JUNE))
    assert book[COMMITMENT.title][measure].value == "改为分年级讨论"
    assert book[COMMITMENT.title]["D3"].value == "是"
    kept = {(line[1].value, line[2].value) for line in book[LEFTOVER_SHEET].iter_rows(min_row=3)}
    assert (last, "上月进展：五月其实没开会") in kept
    assert month.period == MAY


def test_a_mistyped_number_doubles_no_item(desk: Desk) -> None:
    """A number with other dashes continues its row: the copy has the item once."""
    desk.comes("教务处.xlsx", form({"commitment": row("commitment")}))
    desk.publishes()
    june = row("commitment", 事项编号="教务处—承诺—001", 完成时限="6月底")
    desk.comes("教务处.xlsx", form({"commitment": june}, period=JUNE), period=JUNE)
    desk.publishes(datetime(2016, 7, 7), JUNE)  # noqa: DTZ001 — local time
    sheet = opened(desk.copy(f"退改件_教务处_{JUNE}.xlsx", JUNE))[COMMITMENT.title]
    assert sheet["B6"].value == "教务处-承诺-001"
    assert sheet["B7"].value is None


def test_what_was_decided_holds_once_the_file_was_saved_over(desk: Desk) -> None:
    """A file sent back and then opened and saved by the office keeps the two days of its correction."""
    original = form({**WHOLE, "commitment": row("commitment", 承诺人="檀有恒", 完成时限="6月底")}, "gonghui")
    desk.comes("工会.xlsx", original)
    desk.publishes()
    path = desk.config.submissions / MAY / "工会.xlsx"
    path.write_bytes(edited(original, lambda _, content: content + b" "))
    copy = fill(
        desk.copy(f"退改件_工会_{MAY}.xlsx"),
        {COMMITMENT.title: {at(COMMITMENT, "完成时限"): date(2016, 6, 30)}},
    )
    desk.publishes(datetime(2016, 6, 9, 9))  # noqa: DTZ001 — local time
    desk.comes("工会改.xlsx", copy, datetime(2016, 6, 13, 9))  # noqa: DTZ001 — local time
    month, _ = desk.publishes(datetime(2016, 6, 14, 9))  # noqa: DTZ001 — local time
    assert month.merged.intake.units["gonghui"].ledgers["commitment"].file == f"{MAY}/工会改.xlsx"
    assert month.merged.intake.units["gonghui"].timeliness is Timeliness.IN_TIME


def test_two_windows_lose_no_line(desk: Desk) -> None:
    """What another window recorded meanwhile is still there after this one has written."""
    desk.comes("教务处.xlsx", form({"commitment": row("commitment")}))
    one, other = Office(desk.config, SENT, Here()), Office(desk.config, SENT, Here())
    sha256 = read_registers(desk.config.submissions).received[0].sha256
    other.decide(FileDecision(sha256, MAY, "jiaowu", "计入", "甲", SENT))
    one.decide(FileDecision(sha256, MAY, "jiaowu", "按时", "乙", SENT))
    assert [d.reason for d in read_registers(desk.config.submissions).decisions] == ["甲", "乙"]


def test_live_count_of_the_cover_knows_what_must_be_put_right(desk: Desk, recalculate: Recalculate) -> None:
    """The copy's cover counts cells still as they were; put right, they are gone; another program reckons the same."""
    table = row("commitment", 工作措施="", 完成时限="待定")
    desk.comes("教务处.xlsx", form({"commitment": table}))
    desk.publishes()
    path = desk.config.home / "copy.xlsx"
    path.write_bytes(desk.copy(NAME))
    assert _live(path) == _live(recalculate(path)) == {COMMITMENT.title: 2}
    better = fill(path.read_bytes(), {COMMITMENT.title: {at(COMMITMENT, "完成时限"): date(2016, 6, 30)}})
    path.write_bytes(better)
    assert _live(recalculate(path)) == {COMMITMENT.title: 1}


def _live(path: Path) -> dict[str, int]:
    """Return the places still to be filled that the cover shows, by started ledger."""
    sheet: Worksheet = openpyxl.load_workbook(path, data_only=True)[COVER_SHEET]
    lines = [[c.value for c in line] for line in sheet.iter_rows()]
    return {
        str(line[1]): int(str(line[4]))
        for line in lines
        if isinstance(line[3], (int, float)) and line[3] and line[4]
    }


NO_CHECK = {"benchmark": "是", "media": "是", "conduct": "是"}
WHOLE = {**NO_CHECK, "self_check": "是"}

FIVE: dict[str, tuple[dict[str, str], Cells]] = {
    "工会": (
        {**WHOLE, "commitment": row("commitment", 承诺人="檀有恒", 完成时限="6月底")},
        {at(COMMITMENT, "完成时限"): date(2016, 6, 30)},
    ),
    "团委": (
        {**NO_CHECK, "commitment": row("commitment", 承诺人="萱青禾", 工作目标="", 工作措施="同上")},
        {at(COMMITMENT, "工作目标"): "常规落地", at(COMMITMENT, "工作措施"): "分学科讨论"},
    ),
    "政教处": (
        {**WHOLE, "commitment": row("commitment", 承诺人="桐守正", 完成时限="#REF!")},
        {at(COMMITMENT, "完成时限"): date(2016, 6, 30)},
    ),
    "总务处": (
        {**WHOLE, "commitment": row("commitment", 承诺人="樟厚德", 本月进展="")},
        {at(COMMITMENT, "本月进展"): "已经走访三个年级，收集意见四十条"},
    ),
    "七年级级部": (
        {
            **WHOLE,
            "commitment": row("commitment", 承诺人="椿怀瑾", 实际完成日期="2016-07-20", 佐证材料="照片"),
        },
        {at(COMMITMENT, "实际完成日期"): date(2016, 5, 30)},
    ),
}
"""For each unit what it returned, and how it puts the copy right."""


def test_five_copies_corrected_and_returned_are_accepted(desk: Desk) -> None:
    """Put right as a teacher would and sent again two working days after: counted, in time, nothing left to say."""
    for name, (tables, _) in FIVE.items():
        desk.comes(f"{name}.xlsx", form(tables, SCHOOL.unit(name).id))
    month, copies = desk.publishes()
    assert len(copies) == len(FIVE)
    before = {u: [f for f in month.findings if f.unit == SCHOOL.unit(u).id] for u in FIVE}
    for name, (_, mended) in FIVE.items():
        copy = f"退改件_{name}_{MAY}.xlsx"
        assert asked(copies[copy]), name
        data = fill(desk.copy(copy), {COMMITMENT.title: mended})
        desk.comes(copy, data, datetime(2016, 6, 13, 17))  # noqa: DTZ001 — local time
    month, copies = desk.publishes(datetime(2016, 6, 14, 9))  # noqa: DTZ001 — local time
    for name in FIVE:
        unit = SCHOOL.unit(name).id
        intake = month.merged.intake.units[unit]
        assert intake.timeliness is Timeliness.IN_TIME, name
        assert intake.ledgers["commitment"].file == f"{MAY}/退改件_{name}_{MAY}.xlsx"
        assert len(intake.ledgers["commitment"].counted.records) == 1  # type: ignore[union-attr]
        left = {
            f.code
            for f in month.findings
            if f.unit == unit and severity(f) in {Severity.MUST, Severity.VERIFY}
        }
        gone = {f.code for f in before[name] if f.where.sheet == COMMITMENT.title}
        assert not left & gone, name
        assert not {"sheet-unknown", "column-unknown", "template-old"} & {
            f.code for f in month.findings if f.unit == unit
        }


def test_a_copy_of_a_copy_has_only_the_new_marks(desk: Desk) -> None:
    """What was put right is white again, what was not is marked again; leftovers are carried on."""
    data = fill(form({"commitment": DIRTY}), {COMMITMENT.title: {"AC9": "张贴在门厅"}})
    desk.comes("教务处.xlsx", data)
    desk.publishes()
    deadline, measure = at(COMMITMENT, "完成时限", 7), at(COMMITMENT, "工作措施", 8)
    mended = fill(desk.copy(NAME), {COMMITMENT.title: {deadline: date(2016, 5, 31)}})
    desk.comes("教务处改.xlsx", mended, datetime(2016, 6, 9, 9))  # noqa: DTZ001 — local time
    desk.publishes(datetime(2016, 6, 10, 9))  # noqa: DTZ001 — local time
    book = opened(desk.copy(NAME))
    sheet = book[COMMITMENT.title]
    assert sheet[deadline].fill.fgColor.rgb == "00000000"
    assert sheet[deadline].comment is None
    assert sheet[measure].fill.fgColor.rgb == "FFFBE4E1"
    assert ("AC9", "张贴在门厅") in {
        (line[1].value, line[2].value) for line in book[LEFTOVER_SHEET].iter_rows(min_row=3)
    }


def test_a_copy_saved_by_another_program_is_accepted(desk: Desk, recalculate: Recalculate) -> None:
    """LibreOffice opens the copy with comments, links and filter, saves it, and it counts as any other."""
    desk.comes("工会.xlsx", form(FIVE["工会"][0], "gonghui"))
    desk.publishes()
    path = desk.config.home / "copy.xlsx"
    path.write_bytes(fill(desk.copy(f"退改件_工会_{MAY}.xlsx"), {COMMITMENT.title: FIVE["工会"][1]}))
    desk.comes("工会改.xlsx", recalculate(path).read_bytes(), datetime(2016, 6, 9, 9))  # noqa: DTZ001 — local time
    month, _ = desk.publishes(datetime(2016, 6, 10, 9))  # noqa: DTZ001 — local time
    said = {f.code for f in month.findings if f.unit == "gonghui" and severity(f) is not Severity.TIDIED}
    assert said <= {"milestone-due", "progress-stale"}, said
    assert month.merged.intake.units["gonghui"].ledgers["commitment"].file == f"{MAY}/工会改.xlsx"


def test_a_copy_can_be_read_by_a_stranger(desk: Desk) -> None:
    """Every copy is a workbook without macros, outside links or formulas but our own."""
    data = form({"commitment": row("commitment", 完成时限="5月底")})
    desk.comes("教务处.xlsx", fill(data, {COMMITMENT.title: {"D6": "=1+1"}}))
    desk.publishes()
    sheet = opened(desk.copy(NAME))[COMMITMENT.title]
    assert sheet["D6"].value == "=1+1"
    assert sheet["D6"].data_type == "s"
    parts: list[str] = []
    edited(desk.copy(NAME), lambda part, content: parts.append(part) or content)  # type: ignore[func-returns-value]
    assert not [part for part in parts if "vba" in part or "external" in part]


def test_registers_are_whole_after_publishing(desk: Desk) -> None:
    """What was recorded of arrivals before is still there."""
    desk.comes("教务处.xlsx", form({"commitment": DIRTY}))
    desk.publishes()
    registers: Registers = read_registers(desk.config.submissions)
    assert [r.file for r in registers.received] == [f"{MAY}/教务处.xlsx"]


def test_a_number_stays_when_the_copy_puts_the_words_right(desk: Desk) -> None:
    """Whose name is corrected in the copy keeps the 事项编号 that his row was given at first."""
    desk.comes(
        "教务处.xlsx",
        form({"commitment": rows("commitment", {"承诺人": "槐致永"}, {"承诺事项": "完善值日"})}),
    )
    month, _ = desk.publishes()
    before = {item.name: item.number for item in month.merged.items}
    sheet = opened(desk.copy(NAME))[COMMITMENT.title]
    assert [sheet[f"B{r}"].value for r in (6, 7)] == ["教务处-承诺-001", "教务处-承诺-002"]
    mended = fill(desk.copy(NAME), {COMMITMENT.title: {at(COMMITMENT, "承诺人"): "槐致用"}})
    desk.comes("教务处改.xlsx", mended, datetime(2016, 6, 13, 9))  # noqa: DTZ001 — local time
    month, _ = desk.publishes(datetime(2016, 6, 14, 9))  # noqa: DTZ001 — local time
    assert {item.name: item.number for item in month.merged.items} == before
    assert month.merged.items[0].latest.text("person") == "槐致用"
