"""Which file counts: whose it is, when it came, what is replaced, what waits for the office."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.arrivals import contents
from pipeline.demo.fill import fill
from pipeline.errors import UsageError
from pipeline.findings import message
from pipeline.flow import Office
from pipeline.forms import IDENTITY_SHEET
from pipeline.intake import COUNTS, IN_TIME, SET_ASIDE
from pipeline.model import FileDecision, LedgerState, Timeliness
from pipeline.pool import Here
from pipeline.registers import SentBack, sha256_of
from tests.tables import MAY, SCHOOL, checked, edited, findings, replaced, row, rows, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Intake, UnitIntake

UNIT = "gonghui"
PERIOD = SCHOOL.period(MAY)
TITLE = SCHOOL.ledgers["commitment"].title
WHOLE = {
    "commitment": row("commitment"),
    "benchmark": "是",
    "media": "是",
    "conduct": "是",
    "self_check": "是",
}


def june(day: int, hour: int = 9) -> datetime:
    """Return a moment of June 2016: the 6th is the deadline, the 8th the last day to correct."""
    return datetime(2016, 6, day, hour)  # noqa: DTZ001 — local time, as everywhere


AFTER = june(20)


class Month:
    """An office's May: files come in, and are first seen at some moment."""

    def __init__(self, home: Path) -> None:
        """Begin with nothing returned."""
        self.config = replace(SCHOOL, home=home)
        self.folder = self.config.submissions / MAY
        self.folder.mkdir(parents=True)

    def office(self, now: datetime) -> Office:
        """Return the office at the moment `now`."""
        return Office(self.config, now, Here())

    def come(self, name: str, data: bytes, moment: datetime) -> None:
        """Let a file come in and be seen."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        office = self.office(moment)
        office.receive(PERIOD)
        office.keep_registers()

    def decide(self, name: str, verdict: str) -> None:
        """Let the office decide on a file."""
        digest = sha256_of((self.folder / name).read_bytes())
        self.office(AFTER).decide(FileDecision(digest, MAY, UNIT, verdict, "主任来电说明", june(10)))

    def send_back(self, name: str, moment: datetime) -> None:
        """Let the return copy of a file be given back."""
        digest = sha256_of((self.folder / name).read_bytes())
        office = self.office(AFTER)
        line = SentBack(digest, MAY, UNIT, f"{MAY}/{name}", moment, "退改件_工会_2016-05.xlsx")
        office.registers = replace(office.registers, sent_back=(*office.registers.sent_back, line))
        office.keep_registers()

    def intake(self, now: datetime = AFTER) -> Intake:
        """Return the intake as it stands at `now`."""
        return self.office(now).take_in(PERIOD)[MAY]

    def unit(self, now: datetime = AFTER) -> UnitIntake:
        """Return the unit's intake as it stands at `now`."""
        return self.intake(now).units[UNIT]

    def said(self, now: datetime = AFTER) -> list[tuple[str, str]]:
        """Return code and file name of what is said at `now`."""
        return [(f.code, f.where.file.rpartition("/")[2]) for f in self.intake(now).findings]

    def reasons(self) -> dict[str, str]:
        """Return why each of the unit's files does not count, by its name."""
        return {f.file.rpartition("/")[2]: f.reason for f in self.unit().files}


@pytest.fixture
def month(tmp_path: Path) -> Month:
    """Return an empty May."""
    return Month(tmp_path)


def returned(**tables: str) -> bytes:
    """Return the unit's form with these tables typed in."""
    return workbook(SCHOOL, UNIT, MAY, tables)


WORDS = returned(**WHOLE)


# whose it is


def anonymous(data: bytes) -> bytes:
    """Return the workbook without its hidden sheet's words."""
    return fill(data, {IDENTITY_SHEET: {"B4": None, "B5": None}})


def headless(data: bytes) -> bytes:
    """Return the workbook without the unit in its head lines."""
    return replaced(data, {"工会": ""})


def test_the_hidden_sheet_says_whose_it_is() -> None:
    """A renamed file stays the unit's own."""
    read = checked(SCHOOL, WORDS, file=f"{MAY}/最终版2.xlsx")
    assert (read.unit, read.period, read.findings) == (UNIT, MAY, ())


def test_then_the_head_line_then_the_file_name() -> None:
    """Each source serves where those before it say nothing; former names are known."""
    assert checked(SCHOOL, anonymous(WORDS)).unit == UNIT
    bare = headless(anonymous(WORDS))
    assert checked(SCHOOL, bare, file=f"{MAY}/工会5月.xlsx").unit == UNIT
    assert checked(SCHOOL, bare, file=f"{MAY}/教研室.xlsx").unit == "jiaoke"
    assert findings(SCHOOL, bare, file=f"{MAY}/汇总.xlsx") == [("identity-unknown", "")]
    assert findings(SCHOOL, bare, file=f"{MAY}/工会和团委.xlsx") == [("identity-unknown", "")]


def test_the_longer_of_two_names_that_hold_each_other_is_meant() -> None:
    """A name inside another unit's name is not that other unit."""
    units = (*SCHOOL.units, SCHOOL.unit(UNIT).model_copy(update={"id": "x", "name": "工会女工部"}))
    config = replace(SCHOOL, units=units)
    assert checked(config, b"", file=f"{MAY}/工会女工部.xlsx").unit == "x"
    assert checked(config, b"", file=f"{MAY}/工会.xlsx").unit == UNIT


def test_sources_that_disagree_are_asked_about() -> None:
    """The cell is the first that differs and that people can see; the file's name alone makes nothing doubtful."""
    other = replaced(WORDS, {">工会<": ">团委<"})
    assert findings(SCHOOL, other) == [("identity-unit-differs", "C2")]
    assert checked(SCHOOL, other).unit == UNIT
    assert findings(SCHOOL, fill(WORDS, {TITLE: {"C2": "团委"}})) == [("identity-unit-differs", "C2")]
    assert findings(SCHOOL, WORDS, file=f"{MAY}/团委.xlsx") == [("identity-name-differs", "C2")]


def test_last_months_form_is_not_read_as_this_months(month: Month) -> None:
    """Hidden sheet and head name another month: nothing counts, and one message says which is wanted."""
    month.come("工会.xlsx", workbook(SCHOOL, UNIT, "2016-06", WHOLE), june(3))
    (found,) = month.intake().findings
    assert (found.code, found.where.cell, found.unit) == ("identity-period-differs", "G2", UNIT)
    assert month.reasons() == {"工会.xlsx": "是其他月份的填报表"}
    assert month.unit().timeliness is Timeliness.MISSING
    assert month.unit().sent_back


def test_a_month_that_was_typed_over_is_asked_about() -> None:
    """Hidden sheet and head line differ in the month: both are named, and neither is believed."""
    data = fill(WORDS, {TITLE: {"G2": "2016年4月"}})
    assert findings(SCHOOL, data) == [("identity-months-differ", "G2")]
    data = fill(WORDS, {IDENTITY_SHEET: {"B5": "2016-04"}})
    assert findings(SCHOOL, data) == [("identity-months-differ", "G2")]


def test_an_older_form_is_read_by_its_words() -> None:
    """Another template version is a note, and the rows count."""
    data = replaced(WORDS, {">2016-1<": ">2015-1<"})
    assert findings(SCHOOL, data) == [("template-old", "")]
    assert len(checked(SCHOOL, data).returns["commitment"].records) == 1


# what counts


def test_three_states(month: Month) -> None:
    """Rows are 已报, a mark is 零报告, neither is 未报; a clean self-check speaks for the problem ledger too."""
    month.come("工会.xlsx", returned(commitment=row("commitment"), conduct="是", self_check="是"), june(3))
    states = {name: each.state for name, each in month.unit().ledgers.items()}
    assert states == {
        "commitment": LedgerState.RETURNED, "conduct": LedgerState.NIL, "self_check": LedgerState.NIL,
        "clearance": LedgerState.NIL, "benchmark": LedgerState.MISSING, "media": LedgerState.MISSING,
        "activities": LedgerState.MISSING, "experience": LedgerState.MISSING,
    }  # fmt: skip
    assert month.said(june(5)) == []
    assert month.said() == [("ledger-missing", "工会.xlsx")] * 2


def test_a_whole_return_in_time(month: Month) -> None:
    """Nothing is said, the filler is known, the moment is when it was first seen."""
    month.come("工会.xlsx", fill(WORDS, {TITLE: {"I2": "莲素心"}}), june(6, 23))
    unit = month.unit()
    assert (unit.timeliness, unit.days_late, unit.arrived) == (Timeliness.IN_TIME, 0, june(6, 23))
    assert (unit.filled_by, unit.sent_back, month.said()) == ("莲素心", False, [])


@pytest.mark.parametrize(
    ("moment", "timeliness", "days"),
    [
        (june(7), Timeliness.LATE, 1),
        (june(12), Timeliness.LATE, 3),  # the 9th to 11th are 端午, and this Sunday is worked
        (june(13), Timeliness.VERY_LATE, 4),
        (june(15), Timeliness.VERY_LATE, 6),
    ],
)
def test_a_return_after_the_deadline_is_late_by_working_days(
    month: Month, moment: datetime, timeliness: Timeliness, days: int
) -> None:
    """It counts all the same; the office is told."""
    month.come("工会.xlsx", WORDS, moment)
    unit = month.unit()
    assert (unit.timeliness, unit.days_late) == (timeliness, days)
    assert unit.ledgers["commitment"].rows == 1
    assert month.said() == [("late", "工会.xlsx")]


def test_nothing_returned_is_missing_only_when_it_is_due(month: Month) -> None:
    """Before the deadline a unit is waited for; a unit that owes nothing is never missing."""
    assert month.unit(june(6)).timeliness is Timeliness.WAITING
    assert month.unit().timeliness is Timeliness.MISSING
    assert month.intake().units["office"].timeliness is Timeliness.EXCUSED
    assert month.said() == []


def test_three_people_fill_three_sheets_in_three_files(month: Month) -> None:
    """Each file counts for the sheet in which it says something; the last that was owed decides the moment."""
    month.come("甲.xlsx", returned(commitment=row("commitment")), june(2))
    month.come("乙.xlsx", returned(benchmark="是", media="是"), june(3))
    month.come("丙.xlsx", returned(conduct="是", self_check="是"), june(6))
    files = {name: each.file.rpartition("/")[2] for name, each in month.unit().ledgers.items() if each.file}
    assert files == {
        "commitment": "甲.xlsx", "benchmark": "乙.xlsx", "media": "乙.xlsx",
        "conduct": "丙.xlsx", "self_check": "丙.xlsx", "clearance": "丙.xlsx",
    }  # fmt: skip
    assert (month.unit().arrived, month.said()) == (june(6), [])


def test_what_is_not_owed_makes_nobody_late(month: Month) -> None:
    """A row of an optional ledger after the deadline counts, and the return stays in time."""
    month.come("工会.xlsx", WORDS, june(3))
    table = "| 日期 | 主题 | 形式 |\n|-|-|-|\n| 2016-05-20 | 女工讲座 | 讲座 |"
    month.come("活动.xlsx", returned(activities=table), june(14))
    assert month.unit().timeliness is Timeliness.IN_TIME
    assert month.unit().ledgers["activities"].rows == 1


def test_a_sheet_left_as_it_was_handed_out_replaces_nothing(tmp_path: Path) -> None:
    """In a continued form an untouched sheet carries last month's items; who filled them in is not undone."""
    month = Month(tmp_path)
    month.come("工会.xlsx", WORDS, june(3))
    merged = month.office(AFTER).merged(PERIOD)
    progress = "| 本月进展 |\n|-|\n| 常规定稿，已经发到各班 |"
    folder = month.config.submissions / "2016-06"
    folder.mkdir()
    done = workbook(SCHOOL, UNIT, "2016-06", {"commitment": progress}, merged)
    other = workbook(SCHOOL, UNIT, "2016-06", {"benchmark": "是"}, merged)
    for day, (name, data) in enumerate({"甲.xlsx": done, "乙.xlsx": other}.items(), start=1):
        (folder / name).write_bytes(data)
        office = month.office(datetime(2016, 7, day))  # noqa: DTZ001 — local time
        office.receive(SCHOOL.period("2016-06"))
        office.keep_registers()
    intake = month.office(datetime(2016, 7, 20)).take_in(SCHOOL.period("2016-06"))["2016-06"]  # noqa: DTZ001
    assert intake.units[UNIT].ledgers["commitment"].file == "2016-06/甲.xlsx"
    assert "progress-blank" not in [f.code for f in intake.findings]
    assert [f.waits for f in intake.units[UNIT].files] == [False, False]


# several files of one unit


BETTER = {**WHOLE, "commitment": row("commitment", 工作目标="常规人人知晓")}


def test_of_two_files_in_time_the_newer_counts(month: Month) -> None:
    """The order of arrival decides, not the names; what is replaced is not found fault with."""
    month.come(
        "真终版.xlsx", returned(**{**WHOLE, "commitment": row("commitment", 工作目标="同上")}), june(2)
    )
    month.come("初稿.xlsx", returned(**BETTER), june(3))
    assert month.unit().ledgers["commitment"].file.endswith("初稿.xlsx")
    assert month.reasons() == {"真终版.xlsx": "已被新件替换", "初稿.xlsx": ""}
    assert month.said() == []


def test_of_two_files_of_one_moment_the_office_is_asked(month: Month) -> None:
    """Put in together, neither is the newer: one holds for now by its name, and the office may choose the other."""
    (month.folder / "工会.xlsx").write_bytes(returned(**BETTER))
    month.come("工会_最终版2.xlsx", returned(**{**BETTER, "commitment": row("commitment")}), june(3))
    (found,) = month.intake().findings
    assert (found.code, found.where.file) == ("arrived-together", f"{MAY}/工会.xlsx")
    assert message(found) == (
        "工会的《工会.xlsx》和《工会_最终版2.xlsx》是同时收到的，「表1 目标承诺」内容不同，暂用《工会_最终版2.xlsx》。"
    )
    month.decide("工会.xlsx", COUNTS)
    assert month.unit().ledgers["commitment"].file == f"{MAY}/工会.xlsx"
    assert month.said() == []


def test_the_same_content_under_two_names_is_one_arrival(month: Month) -> None:
    """The second name says which it is the same as; nothing is asked twice."""
    data = returned(**{**WHOLE, "commitment": row("commitment", 工作目标="同上")})
    month.come("工会.xlsx", data, june(3))
    month.come("邮箱/附件.xlsx", data, june(4))
    assert month.reasons() == {"工会.xlsx": "", "附件.xlsx": "与《工会.xlsx》内容相同"}
    assert [code for code, _ in month.said()] == ["same-as-above"]
    assert month.unit().arrived == june(3)


def test_a_newer_file_after_the_deadline_waits(month: Month) -> None:
    """What came in time goes on counting until the office decides; then the newer one does."""
    month.come("一.xlsx", WORDS, june(3))
    month.come("二.xlsx", returned(**BETTER), june(14))
    assert month.unit().ledgers["commitment"].file.endswith("一.xlsx")
    assert month.said() == [("late-waits", "二.xlsx")]
    assert [f.waits for f in month.unit().files] == [False, True]
    month.decide("二.xlsx", COUNTS)
    assert month.unit().ledgers["commitment"].file.endswith("二.xlsx")
    assert (month.unit().timeliness, month.said()) == (Timeliness.IN_TIME, [])


def test_the_same_content_again_waits_for_nothing(month: Month) -> None:
    """A file that only was saved anew says nothing new, whenever it comes."""
    month.come("一.xlsx", WORDS, june(3))
    month.come("二.xlsx", edited(WORDS, lambda _, content: content + b" "), june(14))
    assert month.said() == []
    assert month.reasons()["二.xlsx"] == "已被新件替换"


def test_a_late_file_counts_for_what_was_missing_and_waits_for_the_rest(month: Month) -> None:
    """The sheet that nobody had returned is taken; the one that was changed is not, and the office is told."""
    month.come("一.xlsx", returned(**{**WHOLE, "conduct": ""}), june(3))
    month.come("二.xlsx", returned(**BETTER), june(10))
    ledgers = month.unit().ledgers
    assert (ledgers["commitment"].file[-6:], ledgers["conduct"].file[-6:]) == ("一.xlsx", "二.xlsx")
    assert month.unit().timeliness is Timeliness.LATE
    assert month.said() == [("late", "二.xlsx"), ("late-waits", "二.xlsx")]


def test_what_was_sent_back_counts_if_it_comes_again_in_two_working_days(month: Month) -> None:
    """A fault that must be put right opens the door until the 8th at 24:00, and not longer."""
    month.come("一.xlsx", returned(**{**WHOLE, "commitment": row("commitment", 工作目标="同上")}), june(6))
    assert month.unit().sent_back
    month.come("二.xlsx", returned(**BETTER), june(8, 23))
    assert month.unit().ledgers["commitment"].file.endswith("二.xlsx")
    assert (month.unit().timeliness, month.unit().sent_back, month.said()) == (Timeliness.IN_TIME, False, [])
    month.come("三.xlsx", returned(**WHOLE), june(9))
    assert month.unit().ledgers["commitment"].file.endswith("二.xlsx")


def test_the_two_working_days_begin_when_it_was_sent_back(month: Month) -> None:
    """Sent back on the 8th: the 9th to 11th are 端午, the 12th is worked, so until the 13th at 24:00 (rubric §2)."""
    month.come("一.xlsx", WORDS, june(6))
    month.send_back("一.xlsx", june(8))
    month.come("二.xlsx", returned(**BETTER), june(13, 23))
    assert month.unit().ledgers["commitment"].file.endswith("二.xlsx")
    assert (month.unit().timeliness, month.said()) == (Timeliness.IN_TIME, [])


def test_after_the_two_working_days_a_correction_waits(month: Month) -> None:
    """A day too late it is the office's to decide, as with any other."""
    month.come("一.xlsx", WORDS, june(6))
    month.send_back("一.xlsx", june(8))
    month.come("二.xlsx", returned(**BETTER), june(14))
    assert month.unit().ledgers["commitment"].file.endswith("一.xlsx")
    assert month.said() == [("late-waits", "二.xlsx")]


def test_a_copy_sent_back_before_the_deadline_shortens_nothing(month: Month) -> None:
    """Two working days of the deadline are the least."""
    month.come("一.xlsx", WORDS, june(1))
    month.send_back("一.xlsx", june(1, 12))
    month.come("二.xlsx", returned(**BETTER), june(8, 23))
    assert month.unit().ledgers["commitment"].file.endswith("二.xlsx")


def test_a_sheet_that_first_came_with_the_correction_is_in_time(month: Month) -> None:
    """The return arrived in time, was sent back, and came again within two working days (rubric §2)."""
    month.come("一.xlsx", returned(**{**WHOLE, "conduct": ""}), june(3))
    month.send_back("一.xlsx", june(8))
    month.come("二.xlsx", WORDS, june(13))
    unit = month.unit()
    assert unit.ledgers["conduct"].state is LedgerState.NIL
    assert (unit.timeliness, unit.arrived, month.said()) == (Timeliness.IN_TIME, june(3), [])


def test_an_empty_form_in_time_opens_no_window(month: Month) -> None:
    """Nothing was returned with it, so nothing could come again."""
    month.come("一.xlsx", returned(), june(3))
    month.send_back("一.xlsx", june(8))
    month.come("二.xlsx", WORDS, june(13))
    assert month.unit().timeliness is Timeliness.VERY_LATE


def test_what_is_sent_back_again_has_two_days_again(month: Month) -> None:
    """A correction with another fault is sent back in its turn."""
    month.come("一.xlsx", WORDS, june(6))
    month.send_back("一.xlsx", june(7))
    month.come("二.xlsx", returned(**{**WHOLE, "commitment": row("commitment", 工作目标="同上")}), june(8))
    month.send_back("二.xlsx", june(13))
    month.come("三.xlsx", returned(**BETTER), june(15))
    assert month.unit().ledgers["commitment"].file.endswith("三.xlsx")
    assert (month.unit().timeliness, month.said()) == (Timeliness.IN_TIME, [])


def test_an_earlier_clock_does_not_know_what_was_sent_back_later(month: Month) -> None:
    """Run again at an earlier moment, or at the very one, the month is as it was then."""
    month.come("一.xlsx", WORDS, june(6))
    month.come("二.xlsx", returned(**BETTER), june(9))
    month.send_back("一.xlsx", june(12))
    assert month.unit(june(12)).ledgers["commitment"].file.endswith("一.xlsx")
    assert month.unit(june(12, 10)).ledgers["commitment"].file.endswith("二.xlsx")


def test_an_unreadable_file_that_is_mended_in_time_was_in_time(month: Month) -> None:
    """Half a file in time and the whole one within two working days: the first moment holds, nothing is said."""
    month.come("工会.xlsx", WORDS[:9000], june(6))
    assert month.said() == [("file-damaged", "工会.xlsx")]
    assert (month.unit().timeliness, month.unit().sent_back) == (Timeliness.MISSING, True)
    month.come("工会再发.xlsx", WORDS, june(8))
    unit = month.unit()
    assert (unit.timeliness, unit.arrived, unit.sent_back) == (Timeliness.IN_TIME, june(6), False)
    assert month.said() == []


def test_an_unreadable_file_that_is_mended_too_late_is_late(month: Month) -> None:
    """After the two working days the whole file's own arrival counts."""
    month.come("工会.xlsx", WORDS[:9000], june(6))
    month.come("工会再发.xlsx", WORDS, june(12))
    assert (month.unit().timeliness, month.unit().arrived) == (Timeliness.LATE, june(12))


def test_the_office_may_set_a_file_aside_or_call_it_in_time(month: Month) -> None:
    """不计 takes a file out, so that the older one counts; 按时 forgives the day."""
    month.come("一.xlsx", WORDS, june(8))
    month.come("二.xlsx", returned(**BETTER), june(9))
    month.decide("一.xlsx", IN_TIME)
    assert month.unit().timeliness is Timeliness.IN_TIME
    month.decide("一.xlsx", SET_ASIDE)
    assert month.unit().ledgers["commitment"].file.endswith("二.xlsx")
    assert month.reasons()["一.xlsx"] == "办公室决定不计：主任来电说明"


def test_rows_that_are_gone_from_a_newer_file_are_asked_about(month: Month) -> None:
    """A row of the older file that the newer one has not, under no other spelling, is named at its own cell."""
    month.come(
        "一.xlsx",
        returned(**{**WHOLE, "commitment": rows("commitment", {}, {"承诺事项": "完善值日"})}),
        june(2),
    )
    month.come(
        "二.xlsx", returned(**{**WHOLE, "commitment": row("commitment", 承诺事项="修订 课堂常规")}), june(3)
    )
    found = [f for f in month.intake().findings if f.code == "rows-gone"]
    assert [(f.where.file[-6:], f.where.cell, f.context["item"]) for f in found] == [
        ("一.xlsx", "D7", "完善值日")
    ]


# arrivals


def test_an_arrival_is_recorded_once(month: Month) -> None:
    """Seen again, under another name, with another stamp: the first moment holds."""
    month.come("工会.xlsx", WORDS, june(3))
    os.utime(month.folder / "工会.xlsx")
    (month.folder / "工会.xlsx").rename(month.folder / "教师节.xlsx")
    month.come("工会副本.xlsx", WORDS, june(10))
    assert month.unit().arrived == june(3)
    assert month.said() == []


def test_a_file_that_the_office_saved_over_keeps_its_moment(month: Month) -> None:
    """WPS asks to save whatever is opened: the place had received something in time, and the office is reminded."""
    month.come("工会.xlsx", WORDS, june(3))
    month.come("工会.xlsx", edited(WORDS, lambda _, content: content + b" "), june(10))
    month.come("工会.xlsx", edited(WORDS, lambda _, content: content + b"\n"), june(11))
    assert (month.unit().arrived, month.unit().timeliness) == (june(3), Timeliness.IN_TIME)
    assert month.said() == [("file-saved-over", "工会.xlsx")]


def test_a_file_that_was_moved_to_its_own_month_arrived_when_it_was_first_seen(month: Month) -> None:
    """The office puts it in the wrong folder in time and moves it later: nobody is late by that."""
    wrong = month.config.submissions / "2016-06" / "工会.xlsx"
    wrong.parent.mkdir()
    wrong.write_bytes(WORDS)
    month.office(june(3)).receive(SCHOOL.period("2016-06"))
    wrong.unlink()
    month.come("工会.xlsx", WORDS, june(10))
    assert (month.unit().arrived, month.unit().timeliness, month.said()) == (june(3), Timeliness.IN_TIME, [])


def test_an_earlier_clock_does_not_see_what_came_later(month: Month) -> None:
    """With --now before a file's arrival the month is as it was then."""
    month.come("工会.xlsx", WORDS, june(8))
    assert month.unit(june(7)).timeliness is Timeliness.MISSING
    assert month.unit(june(8)).timeliness is Timeliness.LATE


def test_files_may_lie_anywhere_below_the_month(month: Month) -> None:
    """Folders of one's own are looked into; what programs leave behind is not."""
    month.come("科室/工会/六月六日.xlsx", WORDS, june(3))
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.工会.xlsx#"):
        month.come(name, b"x", june(3))
    assert [name for name, _ in contents(month.config.submissions, MAY)] == [f"{MAY}/科室/工会/六月六日.xlsx"]
    assert list(contents(month.config.submissions, "2016-09")) == []
    assert month.said() == []


def test_a_lock_file_is_no_return(month: Month) -> None:
    """`~$` files come from opening a workbook: nobody is late or in time by them."""
    month.come("~$工会.xlsx", b"\x05owner", june(6))
    assert month.said() == [("file-lock", "~$工会.xlsx")]
    assert (month.unit().timeliness, month.unit().sent_back) == (Timeliness.MISSING, False)
    month.come("工会.xlsx", WORDS, june(8))
    assert month.unit().timeliness is Timeliness.LATE


# zips


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_zip_is_a_folder(month: Month, encoding: str) -> None:
    """Its workbooks are read under their Chinese names, in whatever encoding those were written."""
    data = unflagged(
        {"表/工会1.xlsx": WORDS, "表/~$工会.xlsx": b"x", "__MACOSX/._工会1.xlsx": b"x"}, encoding
    )
    month.come("工会.zip", data, june(3))
    names = [name for name, _ in contents(month.config.submissions, MAY)]
    assert names == [f"{MAY}/工会.zip/表/工会1.xlsx", f"{MAY}/工会.zip/表/~$工会.xlsx"]
    assert month.unit().timeliness is Timeliness.IN_TIME
    assert month.unit().ledgers["commitment"].file == f"{MAY}/工会.zip/表/工会1.xlsx"


def unflagged(members: dict[str, bytes], encoding: str) -> bytes:
    """Return a zip whose names are written in `encoding` without saying so, as Windows and macOS do."""
    out = io.BytesIO()
    stand_ins = {
        chr(ord("a") + number) * len(name.encode(encoding)): name for number, name in enumerate(members)
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for stand_in, name in stand_ins.items():
            archive.writestr(stand_in, members[name])
    data = out.getvalue()
    for stand_in, name in stand_ins.items():
        data = data.replace(stand_in.encode(), name.encode(encoding))
    return data


def test_a_damaged_member_costs_itself_only(month: Month) -> None:
    """One workbook of the zip is spoilt, the other counts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("good.xlsx", WORDS)
        archive.writestr("工会.xlsx", WORDS[::-1])
    data = bytearray(out.getvalue())
    data[len(WORDS) + 500] ^= 0xFF
    month.come("来件.zip", bytes(data), june(3))
    assert month.unit().ledgers["commitment"].file == f"{MAY}/来件.zip/good.xlsx"
    assert [r for r in month.reasons().values() if r] == ["读不了，已请重发"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04cut off", "file-damaged"),
        (unflagged({"../../etc/x.xlsx": b"PK\x03\x04"}, "utf-8"), "file-damaged"),
        (unflagged({"空.txt": b""}, "gbk"), "file-empty"),
    ],
)
def test_a_zip_that_holds_no_workbook(month: Month, data: bytes, code: str) -> None:
    """What is inside is called by its name, and never leaves the zip."""
    month.come("工会.zip", data, june(3))
    assert [found for found, _ in month.said()] == [code]
    assert all(name.startswith(f"{MAY}/工会.zip") for name, _ in contents(month.config.submissions, MAY))


def test_a_zip_with_a_password_is_said_to_have_one(month: Month) -> None:
    """It stays one file, and the unit is asked for it without a password."""
    data = bytearray(unflagged({"x.xlsx": WORDS}, "gbk"))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    month.come("工会.zip", bytes(data), june(3))
    assert month.said() == [("file-encrypted", "工会.zip")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep names in Unicode")
def test_a_name_in_an_old_encoding_becomes_legible(month: Month) -> None:
    """An unzip on Linux may leave GBK bytes in a file's name."""
    path = os.fsencode(month.folder) + b"/" + "工会.xlsx".encode("gbk")
    with open(path, "wb") as file:  # noqa: PTH123 — a name that pathlib cannot say
        file.write(WORDS)
    assert [name for name, _ in contents(month.config.submissions, MAY)] == [f"{MAY}/工会.xlsx"]


def test_a_file_that_cannot_be_opened_stops_with_its_name(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds it: one clear message, so that nobody is missing by accident."""
    month.come("工会.xlsx", WORDS, june(3))

    def refuse(_path: Path, _mode: str) -> None:
        message = "in use"
        raise PermissionError(13, message)

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(UsageError, match=r"《工会.xlsx》读不了（in use）.*请关掉"):
        list(contents(month.config.submissions, MAY))


def test_every_row_that_came_in_is_merged_or_set_aside(month: Month) -> None:
    """Through check, intake and merge no row is lost: what was typed is in the tables, or set aside and said."""
    lines = [{"承诺事项": f"第{n}件事"} for n in range(5)] + [
        {"工作目标": "同上"},
        {"完成时限": "年底吧"},
        {"承诺事项": ""},
    ]
    month.come("工会.xlsx", returned(**{**WHOLE, "commitment": rows("commitment", *lines)}), june(3))
    merged = month.office(AFTER).merged(PERIOD)
    counted = merged.intake.units[UNIT].ledgers["commitment"].counted
    assert counted is not None
    kept = [r.row for r in merged.records["commitment"][MAY]]
    assert (kept, [r.row for r in counted.set_aside]) == ([6, 7, 8, 9, 10], [11, 12, 13])
    assert len(merged.tables["commitment"]) == 5
    assert month.unit().ledgers["commitment"].rows == 8
    assert [code for code, _ in month.said()] == ["same-as-above", "date-wrong", "required-blank"]


# nobody's files


def test_a_file_of_nobody_is_listed_and_said_once(month: Month) -> None:
    """Neither sheet, head nor name says whose it is: it is in no unit's list."""
    month.come("汇总.xlsx", headless(anonymous(WORDS)), june(3))
    month.come("乱.txt", b"x", june(3))
    intake = month.intake()
    assert {s.file[8:]: s.reason for s in intake.strays} == {
        "汇总.xlsx": "看不出是哪个单位的",
        "乱.txt": "读不了",
    }
    assert sorted(month.said()) == [("file-not-workbook", "乱.txt"), ("identity-unknown", "汇总.xlsx")]


def test_a_file_of_a_unit_that_is_not_there_this_month_is_said(month: Month) -> None:
    """A unit that was closed before the month returns nothing that could count."""
    gone = SCHOOL.unit(UNIT).model_copy(update={"last_day": datetime(2016, 4, 30).date()})  # noqa: DTZ001
    units = tuple(gone if u.id == UNIT else u for u in SCHOOL.units)
    month.config = replace(month.config, units=units)
    month.come("工会.xlsx", WORDS, june(3))
    assert month.said() == [("stray", "工会.xlsx")]
    assert [s.reason for s in month.intake().strays] == ["这个单位本期不在名册里"]


def test_an_excused_unit_is_told_nothing(month: Month) -> None:
    """The office's decision for an objective cause: neither late nor missing, whatever did not come."""
    headers = "| 类型 | 单位 | 起始月份 | 原因 | 批准人 | 批准日期 | 依据 |\n|-|-|-|-|-|-|-|\n"
    decision = headers + "| 客观原因 | 工会 | 5月 | 汛期停课 | 竹文清 | 2016-05-30 | 校委会纪要 |"
    month.come("办公室.xlsx", workbook(SCHOOL, "office", MAY, {"decisions": decision}), june(3))
    month.come("工会.xlsx", returned(commitment=row("commitment")), june(15))
    assert month.unit().timeliness is Timeliness.EXCUSED
    assert month.said() == []
