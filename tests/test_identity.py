"""Whose a workbook is, of which month and which version of the forms; and the office's word on it."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.check import Task, check_file
from pipeline.check.months import month_said
from pipeline.cli import main
from pipeline.config import load_config
from pipeline.demo.fill import fill
from pipeline.errors import SetupError
from pipeline.findings import message, remedy
from pipeline.flow import Office
from pipeline.intake import COUNTS, IN_TIME, SET_ASIDE
from pipeline.model import FileDecision, LedgerState, Timeliness
from pipeline.pool import Here
from pipeline.registers import sha256_of
from tests.tables import FILE, MAY, SCHOOL, checked, findings, handed_out, replaced, row, workbook
from tests.test_intake import AFTER, TITLE, UNIT, WHOLE, WORDS, Month, anonymous, headless, june, returned

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipeline.demo.fill import Typed

ROOT = Path(__file__).parents[1]
JUNE = "2016-06"
OTHER = fill(WORDS, {TITLE: {"C2": "团委"}})
"""The hidden sheet says 工会, one head line 团委."""


@pytest.fixture
def month(tmp_path: Path) -> Month:
    """Return an empty May."""
    return Month(tmp_path)


def decide(month: Month, name: str, verdict: str, unit: str = UNIT, day: int = 10) -> None:
    """Let the office say what a file is."""
    digest = sha256_of((month.folder / name).read_bytes())
    month.office(AFTER).decide(FileDecision(digest, MAY, unit, verdict, "来电核实", june(day)))


# what disagrees is not guessed


def test_a_doubtful_workbook_replaces_nothing(month: Month) -> None:
    """The newer one names two units: the older goes on counting, and the office is asked, not the unit."""
    month.come("一.xlsx", WORDS, june(2))
    month.come("二.xlsx", fill(OTHER, {TITLE: {"E6": "团委的本月进展写在这里"}}), june(3))
    assert month.unit().ledgers["commitment"].file == f"{MAY}/一.xlsx"
    assert month.said() == [("identity-unit-differs", "二.xlsx")]
    assert [(f.reason, f.waits) for f in month.unit().files] == [
        ("", False), ("单位名不一致，待办公室审核", True),
    ]  # fmt: skip
    assert not month.unit().sent_back


def test_a_doubtful_workbook_alone_leaves_both_units_missing(month: Month) -> None:
    """Nothing of it counts for either, until the office says whose it is; then all of it does, in time."""
    month.come("来件.xlsx", OTHER, june(3))
    units = month.intake().units
    assert {units[u].timeliness for u in (UNIT, "tuanwei")} == {Timeliness.MISSING}
    decide(month, "来件.xlsx", COUNTS, "tuanwei")
    units = month.intake().units
    assert (units["tuanwei"].timeliness, units["tuanwei"].arrived) == (Timeliness.IN_TIME, june(3))
    assert units["tuanwei"].ledgers["commitment"].rows == 1
    assert units[UNIT].timeliness is Timeliness.MISSING
    assert [f.reason for f in units["tuanwei"].files] == ["办公室决定计入：来电核实"]
    assert {code for code, _ in month.said()} == {"ledger-missing"}


def test_a_month_that_two_sources_tell_differently_waits(month: Month) -> None:
    """Last month's form with this month typed over its head: the office decides, and then it is this month's."""
    month.come("工会.xlsx", fill(workbook(SCHOOL, UNIT, JUNE, WHOLE), {TITLE: {"G2": "5月"}}), june(3))
    assert month.said() == [("identity-months-differ", "工会.xlsx")]
    assert month.reasons() == {"工会.xlsx": "填报月份不一致，待办公室审核"}
    decide(month, "工会.xlsx", COUNTS)
    assert month.unit().ledgers["commitment"].state is LedgerState.RETURNED
    assert month.said() == []


def test_a_doubt_is_over_when_a_whole_return_came_after_it(month: Month) -> None:
    """Nobody needs to decide on what was sent again properly; the first moment holds within the two days."""
    month.come("来件.xlsx", OTHER, june(6))
    month.come(
        "工会.xlsx", returned(**{**WHOLE, "commitment": row("commitment", 工作目标="人人知晓")}), june(8)
    )
    assert month.said() == []
    assert [f.waits for f in month.unit().files] == [False, False]
    assert (month.unit().timeliness, month.unit().arrived) == (Timeliness.IN_TIME, june(6))


def test_a_file_name_that_differs_is_only_looked_at(month: Month) -> None:
    """The workbook agrees with itself: its rows count, and one question is asked at the cell that says whose."""
    month.come("团委5月.xlsx", WORDS, june(3))
    assert month.unit().timeliness is Timeliness.IN_TIME
    (found,) = month.intake().findings
    assert (found.code, found.where.cell, found.unit) == ("identity-name-differs", "C2", UNIT)
    assert "文件名写着「团委」，表里是「工会」（表1 目标承诺，C2）" in message(found)


def test_a_workbook_that_says_nothing_is_taken_by_its_name() -> None:
    """Its rows count, with a question; a name of two units is nobody's."""
    bare = headless(anonymous(WORDS))
    read = checked(SCHOOL, bare, file=f"{MAY}/工会5月.xlsx")
    assert [(f.code, f.where.cell) for f in read.findings] == [("identity-by-name", "")]
    assert len(read.returns["commitment"].records) == 1


def test_a_head_line_of_no_known_unit_is_asked_about() -> None:
    """A nickname in the head does not undo the hidden sheet; it is named at its cell."""
    data = fill(WORDS, {TITLE: {"C2": "工会委员会"}})
    assert findings(SCHOOL, data) == [("identity-head-unknown", "C2")]
    assert checked(SCHOOL, data).unit == UNIT


def test_another_schools_form_is_nobodys(month: Month) -> None:
    """It says so itself; the office may set it aside, or say whose it is after all."""
    data = replaced(WORDS, {f">{SCHOOL.settings.school.id}<": ">erzhong<"})
    month.come("工会.xlsx", data, june(3))
    (stray,) = month.intake().strays
    assert (stray.reason, stray.waits) == ("是别的学校的填报表", True)
    assert month.said() == [("school-differs", "工会.xlsx")]
    decide(month, "工会.xlsx", SET_ASIDE, "")
    (stray,) = month.intake().strays
    assert (stray.reason, stray.waits, month.said()) == ("办公室决定不计：来电核实", False, [])
    decide(month, "工会.xlsx", COUNTS, day=11)
    assert month.unit().timeliness is Timeliness.IN_TIME


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2016-05", MAY), ("5月", MAY), ("2016年5月", MAY), (" ５ 月份", MAY), ("2016.5", MAY), ("2016-05-01", MAY),
        ("2016年5月31日", MAY), ("7—8月", "2016-08"), ("7月", "2016-08"), ("2016年7-8月合并期", "2016-08"),
        ("2015年5月", "2015年5月"), ("2015-05", "2015年5月"), ("13月", ""), ("五月", ""), ("本月", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_month_is_understood_as_people_write_it(typed: str, meant: str) -> None:
    """What names a declared period is that period, another month is itself, what says nothing says nothing."""
    said = month_said(SCHOOL, typed)
    assert (said.period.id if said.period else said.name) == meant


# another month's form


def test_another_months_rows_are_read_and_do_not_count(month: Month) -> None:
    """The return copy can carry them; the message says so, and what was asked for is still missing."""
    month.come("工会.xlsx", workbook(SCHOOL, UNIT, JUNE, WHOLE), june(3))
    (arrived,) = month.office(AFTER).receive(SCHOOL.period(MAY))[SCHOOL.period(MAY)]
    assert (arrived.submission.period, arrived.usable(SCHOOL.period(MAY))) == (JUNE, False)
    (record,) = arrived.submission.returns["commitment"].records
    assert (record.period, record.text("promise")) == (MAY, "修订课堂常规")
    assert month.unit().ledgers["commitment"].state is LedgerState.MISSING
    (found,) = month.intake().findings
    assert message(found) == "这份是6月的填报表（工会），本月要报5月（表1 目标承诺，G2）。"
    assert remedy(found) == "已把能对上的内容转到5月的退改件，请核对后报回；原件原样保存。"


def test_another_months_rows_come_back_on_this_months_form(month: Month) -> None:
    """The return copy is May's, with what was typed into June's."""
    month.come("工会.xlsx", workbook(SCHOOL, UNIT, JUNE, WHOLE), june(3))
    office = month.office(AFTER)
    (copy,) = office.copies(office.consolidate(SCHOOL.period(MAY))).values()
    assert (copy.unit_id, copy.period) == (UNIT, MAY)
    (plan,) = (p for p in copy.sheets if p.ledger.id == "commitment")
    assert plan.rows[0]["promise"] == "修订课堂常规"


def test_last_years_form_is_another_months(month: Month) -> None:
    """A year that is not declared is not taken for this one."""
    old = replaced(WORDS, {f">{MAY}<": ">2015-05<", ">2016年5月<": ">2015年5月<", ">5月<": ">2015年5月<"})
    month.come("工会.xlsx", old, june(3))
    (found,) = month.intake().findings
    assert (found.code, found.context["found"]) == ("identity-period-differs", "2015年5月")
    assert month.unit().timeliness is Timeliness.MISSING
    office = month.office(AFTER)
    assert len(office.copies(office.consolidate(SCHOOL.period(MAY)))) == 1


def test_the_same_file_in_its_own_months_folder_is_only_noted(month: Month) -> None:
    """Nobody is asked to correct what lies where it belongs as well."""
    data = workbook(SCHOOL, UNIT, JUNE, WHOLE)
    month.come("工会.xlsx", data, june(3))
    right = month.config.submissions / JUNE / "工会.xlsx"
    right.parent.mkdir()
    right.write_bytes(data)
    month.office(june(4)).receive(SCHOOL.period(JUNE))
    assert month.said() == [("period-elsewhere", "工会.xlsx")]
    assert month.reasons() == {"工会.xlsx": "是其他月份的填报表，那个月的文件夹里也有"}
    assert not month.unit().sent_back


def test_another_months_form_counts_once_the_office_says_so(month: Month) -> None:
    """计入: it is this month's, whatever it says, and came when it came."""
    month.come("工会.xlsx", workbook(SCHOOL, UNIT, JUNE, WHOLE), june(7))
    decide(month, "工会.xlsx", COUNTS)
    unit = month.unit()
    assert (unit.ledgers["commitment"].rows, unit.timeliness) == (1, Timeliness.LATE)
    assert month.said() == [("late", "工会.xlsx")]
    decide(month, "工会.xlsx", IN_TIME, day=11)
    assert month.unit().timeliness is Timeliness.IN_TIME


def test_what_cannot_be_read_stays_so(month: Month) -> None:
    """No word of the office makes rows of a damaged file."""
    month.come("工会.xlsx", WORDS[:9000], june(3))
    decide(month, "工会.xlsx", COUNTS)
    assert month.unit().timeliness is Timeliness.MISSING
    assert [code for code, _ in month.said()] == ["file-damaged"]


# the office's word


def test_the_last_word_holds_and_an_earlier_clock_knows_the_one_before(month: Month) -> None:
    """Decisions are kept in order: what was decided later is not known earlier."""
    month.come("工会.xlsx", OTHER, june(3))
    decide(month, "工会.xlsx", COUNTS, UNIT, 8)
    decide(month, "工会.xlsx", COUNTS, "tuanwei", 10)
    assert month.unit(june(9)).timeliness is Timeliness.IN_TIME
    assert month.unit().timeliness is Timeliness.MISSING
    assert month.intake().units["tuanwei"].timeliness is Timeliness.IN_TIME


def test_the_older_of_two_counts_when_the_office_chose_it(month: Month) -> None:
    """The choice holds against what was there when it was made, not against what the unit sends afterwards."""
    better = {**WHOLE, "commitment": row("commitment", 工作目标="人人知晓")}
    month.come("一.xlsx", WORDS, june(2))
    month.come("二.xlsx", returned(**better), june(3))
    decide(month, "一.xlsx", COUNTS, day=4)
    assert month.unit().ledgers["commitment"].file == f"{MAY}/一.xlsx"
    assert month.reasons() == {"一.xlsx": "办公室决定计入：来电核实", "二.xlsx": "办公室决定用另一份"}
    assert month.said() == []
    month.come("三.xlsx", returned(**{**better, "media": row("media")}), june(5))
    assert month.unit().ledgers["commitment"].file == f"{MAY}/三.xlsx"


# older versions of the forms


def old_school(home: Path, *changes: tuple[str, str, str]) -> Path:
    """Copy the declarations to `home`, change them, and return the configuration's path."""
    shutil.copy(ROOT / "config.yaml", home)
    (home / "input_templates").mkdir()
    for path in (ROOT / "input_templates").glob("*.yaml"):
        shutil.copy(path, home / "input_templates")
    for file, old, new in changes:
        path = home / "input_templates" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    return home / "config.yaml"


OF_2015 = (
    ("_common.yaml", "version: 2016-1 ", "version: 2015-1 "),
    ("_common.yaml", "versions: [2015-1]", "versions: []"),
    ("commitment.yaml", "title: 表1 目标承诺\nformer: [表1 公开承诺]", "title: 表1 公开承诺"),
    ("commitment.yaml", "header: 承诺事项, aliases: [承诺内容]", "header: 承诺内容"),
    ("commitment.yaml", "header: 承诺日期, kind: date", "header: 群众评价"),
    ("commitment.yaml", "  - {kind: date_order, earlier: promised_on, later: deadline}\n", ""),
    ("bids.yaml", "受理, 获批, 到位], former: {批复: 获批}", "受理, 批复, 到位]"),
    ("bids.yaml", "header: 级别, aliases: [批准级别], kind: choice, codes: levels, need: when, when: {field: stage, among: [获批, 到位]}",
     "header: 级别, kind: choice, codes: levels"),
    ("bids.yaml", "kind: date, need: when, when: {field: stage, among: [获批, 到位]}", "kind: date"),
)  # fmt: skip
"""The forms as they were in 2015-1: another title, header and choice, and a column that is gone."""


def test_a_form_of_an_older_version_is_carried_over(tmp_path: Path) -> None:
    """Title, header and choice are known by their former names and the repair is recorded; the rest is kept."""
    old = load_config(old_school(tmp_path, *OF_2015))
    data = handed_out(old, "jiaowu", MAY)
    commitment: dict[str, Typed] = {
        "D6": "修订课堂常规", "E6": "常规初稿已经写成，正在征求意见", "H6": "槐致用", "L6": "常规落地", "M6": "分学科讨论",
        "N6": "2016-06-30", "O6": "满意",
    }  # fmt: skip
    bids: dict[str, Typed] = {
        "D6": "课程试点", "E6": "申报材料已经交到上级处室", "H6": "争试点", "I6": "批复", "J6": "槐致用", "K6": "2016-06-30",
        "M6": "市", "N6": "2016-05-20",
    }  # fmt: skip
    filled = fill(data, {"表1 公开承诺": commitment, SCHOOL.ledgers["bids"].title: bids})
    read = check_file(SCHOOL, Task(filled, FILE, sha256_of(filled), june(3), MAY))
    assert read.version == "2015-1"
    promise, bid = read.returns["commitment"], read.returns["bids"]
    assert (promise.records[0].text("promise"), bid.records[0].text("stage")) == ("修订课堂常规", "获批")
    said = [(f.code, f.where.sheet, f.where.cell) for f in read.findings if "date" not in f.code]
    assert said == [
        ("template-old", "", ""),
        ("sheet-former", "表1 公开承诺", "A1"),
        ("column-unknown", "表1 公开承诺", "O4"),
        ("header-tidied", "表1 公开承诺", "D4"),
        ("choice-tidied", SCHOOL.ledgers["bids"].title, "I6"),
    ]
    assert [(each.where.cell, each.text) for each in read.leftovers] == [
        ("O4", "群众评价"), ("O6", "群众评价：满意"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "code"),
    [("2015-1", "template-old"), ("2015-9", "template-unknown"), ("二版", "template-unknown"), ("2016-2", "template-newer")],
)  # fmt: skip
def test_versions_are_told_apart(version: str, code: str) -> None:
    """An older one that was handed out, one that never was, one newer than ours; the rows are read all the same."""
    data = replaced(WORDS, {">2016-1<": f">{version}<"})
    assert findings(SCHOOL, data) == [(code, "")]
    assert len(checked(SCHOOL, data).returns["commitment"].records) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("_common.yaml", "versions: [2015-1]", "versions: [2017-1]"),
         "_common.yaml 第2行 （全文）：versions 写以前的表样版本，旧的在前，都比现在的 2016-1 旧，各写一次。"),
        (("_common.yaml", "versions: [2015-1]", "versions: [去年的]"),
         "_common.yaml 第3行 versions.1：表样版本「去年的」写法不对，写成 2016-1 的样子。"),
        (("commitment.yaml", "former: [表1 公开承诺]", "former: [表2-2 宣传报道]"),
         "media.yaml 第4行 title：这个表名「表1 目标承诺」（commitment）已经用了或用过。请换一个，或删去这一行。"),
        (("bids.yaml", "former: {批复: 获批}", "former: {批复: 通过}"),
         "bids.yaml 第16行 fields.9：「进展」的旧选项「批复」对到了没有的「通过」。"),
        (("bids.yaml", "former: {批复: 获批}", "former: {受理: 获批}"),
         "bids.yaml 第16行 fields.9：「进展」的旧选项「受理」现在还在用。"),
        (("commitment.yaml", "aliases: [姓名]", "former: {甲: 乙}"),
         "commitment.yaml 第16行 fields.8：「承诺人」：former（旧选项）只用于选项栏。"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_wrong_migration_is_refused(tmp_path: Path, change: tuple[str, str, str], said: str) -> None:
    """Each complaint names file and line, and what does not fit."""
    with pytest.raises(SetupError) as caught:
        load_config(old_school(tmp_path, change))
    assert caught.value.complaints == [said]


def test_a_former_word_of_a_code_table_must_lead_to_one_of_its_words(tmp_path: Path) -> None:
    """The words of a code table stand in config.yaml: the two are held against each other."""
    change = (
        "media.yaml",
        "kind: choice, codes: media_kinds,",
        "kind: choice, codes: media_kinds, former: {刊物: 杂志},",
    )
    with pytest.raises(SetupError, match="表2-2 宣传报道「媒体类别」的旧选项「刊物」对到了没有的「杂志」。"):
        load_config(old_school(tmp_path, change))


# accept


@pytest.fixture
def run(month: Month, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs one command in May's school and returns exit code, stdout and stderr."""
    old_school(month.config.home)

    def call(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--config", str(month.config.home / "config.yaml"), "--now", "2016-06-20T09:00"])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.mark.parametrize(
    "named",
    [
        "来件.xlsx",
        "2016-05/甲/来件.xlsx",
        "甲\\来件.xlsx",
        "D:\\三比一争\\submissions\\2016-05\\甲\\来件.XLSX",
    ],
)
def test_a_file_is_named_as_people_name_it(
    month: Month, run: Callable[..., tuple[int, str, str]], named: str
) -> None:
    """By its bare name, its path, or what Windows puts on the clipboard."""
    month.come("甲/来件.xlsx", OTHER, june(3))
    code, out, _ = run(
        "accept", MAY, named, "--as", "计入", "--unit", "团委", "--reason", "来电核实", "--json"
    )
    assert code == 0
    assert json.loads(out) == {
        "period": MAY, "file": f"{MAY}/甲/来件.xlsx", "unit": "tuanwei", "verdict": "计入", "reason": "来电核实",
        "before": "",
    }  # fmt: skip
    assert month.intake().units["tuanwei"].timeliness is Timeliness.IN_TIME


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("来件.xlsx", "--as", "计入", "--reason", "x"), "拿不准是哪个单位的，请写明：--unit 单位名称。"),
        (("来件.xlsx", "--as", "计入", "--unit", "团支部", "--reason", "x"), "没有「团支部」这个单位"),
        (("来件.xlsx", "--as", "计入", "--unit", "团委"), "--reason 写为什么"),
        (("来件.xlsx", "--as", "采用", "--reason", "x"), "--as 计入、不计、按时 选一个"),
        (("来件.xlsx",), "请写明决定和原因"),
        (("来件1.xlsx", "--as", "计入", "--reason", "x"), "没有「来件1.xlsx」。是不是「来件.xlsx」？"),
        (("坏.xlsx", "--as", "计入", "--unit", "团委", "--reason", "x"), "读不了，不能计入。请让对方重发"),
        (("同名.xlsx", "--as", "不计", "--reason", "x"), "不止一个「同名.xlsx」，请把文件夹也写上：2016-05/乙/同名.xlsx、2016-05/甲/同名.xlsx。"),
    ],
)  # fmt: skip
def test_a_word_that_does_not_do_is_answered(
    month: Month, run: Callable[..., tuple[int, str, str]], words: tuple[str, ...], said: str
) -> None:
    """Out of a terminal nothing is asked: what is missing or impossible is said, nothing is decided."""
    month.come("来件.xlsx", OTHER, june(3))
    month.come("坏.xlsx", WORDS[:9000], june(3))
    month.come("甲/同名.xlsx", WORDS, june(3))
    month.come("乙/同名.xlsx", returned(commitment=row("commitment")), june(3))
    code, out, err = run("accept", MAY, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert month.office(AFTER).registers.decisions == ()


def test_a_decision_may_be_changed(month: Month, run: Callable[..., tuple[int, str, str]]) -> None:
    """The second says what the first was, and needs no unit any more."""
    month.come("来件.xlsx", OTHER, june(3))
    run("accept", MAY, "来件.xlsx", "--as", "计入", "--unit", "团委", "--reason", "来电核实")
    code, out, _ = run("accept", MAY, "来件.xlsx", "--as", "按时", "--reason", "补记")
    assert code == 0
    assert out == (
        "已记下：《2016-05/来件.xlsx》按时，作为团委5月的填报表（补记）。原来定的是计入。重新汇总后起作用。\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="没有 pty")
def test_in_a_terminal_the_case_is_laid_out_and_asked(month: Month) -> None:
    """What the file says, when it came, what is in it, why it waits; then the choices; a near name is offered."""
    old_school(month.config.home)
    month.come("来件.xlsx", OTHER, june(3))
    answers = (("请选", "1"), ("单位:", "团委会"), ("单位:", "团委"), ("原因", "来电核实"))
    seen = talk(month, answers)
    for words in (
        "单位：工会（拿不准）　表头写的：团委、5月", "到件：6月3日 09:00，在截止之前", "表1 目标承诺：1 行", "表2-1 对标践诺：零报告",
        "现在：单位名不一致，待办公室审核", "里有不止一个单位名：「工会」和「团委」（表1 目标承诺，C2）",
        "1  计入：用这一份；什么时候到的，仍照实算", "0  先不定", "没有「团委会」这个单位。是不是「团委」？",
        "已记下：《2016-05/来件.xlsx》计入，作为团委5月的填报表（来电核实）。",
    ):  # fmt: skip
        assert words in seen, seen
    assert month.intake().units["tuanwei"].timeliness is Timeliness.IN_TIME


@pytest.mark.skipif(sys.platform == "win32", reason="没有 pty")
def test_a_decision_may_be_put_off(month: Month) -> None:
    """0 leaves everything as it was; what cannot be read is offered only to be set aside."""
    old_school(month.config.home)
    month.come("工会.xlsx", WORDS[:9000], june(3))
    seen = talk(month, (("请选", "0"),), "工会.xlsx")
    assert "1  不计" in seen
    assert "计入：" not in seen
    assert "先不定，什么都没有改。" in seen
    assert month.office(AFTER).registers.decisions == ()


def talk(month: Month, answers: tuple[tuple[str, str], ...], file: str = "来件.xlsx") -> str:
    """Run accept in a terminal, give each answer at its question, and return all that was shown."""
    master, slave = pty.openpty()
    config = str(month.config.home / "config.yaml")
    command = [
        sys.executable,
        str(ROOT / "run.py"),
        "accept",
        MAY,
        file,
        "--config",
        config,
        "--now",
        "2016-06-20T09:00",
    ]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL, close_fds=True)
    os.close(slave)
    seen = ""
    try:
        for question, answer in answers:
            seen += until(master, question)
            os.write(master, f"{answer}\n".encode())
        seen += until(master, "\0", process=process)
        assert process.wait(timeout=30) == 0, seen
    finally:
        process.kill()
        process.wait()
        os.close(master)
    return seen


def until(
    master: int, words: str, seconds: float = 60, process: subprocess.Popen[bytes] | None = None
) -> str:
    """Read what the terminal shows until `words` stand there, or the process is done."""
    data = b""
    end = time.monotonic() + seconds
    while words.encode() not in data and time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                data += os.read(master, 65536)
            except OSError:  # the other end is closed
                break
        elif process is not None and process.poll() is not None:
            break
    return data.decode(errors="replace").replace("\r\n", "\n")


def test_a_decision_is_told_where_the_month_is_told(month: Month) -> None:
    """intake.json, the workbook and the page name the office's word with its reason."""
    month.come("一.xlsx", WORDS, june(2))
    month.come("二.xlsx", OTHER, june(3))
    decide(month, "二.xlsx", SET_ASIDE)
    office = Office(month.config, AFTER, Here())
    old_school(month.config.home)
    files = office.render(office.consolidate(SCHOOL.period(MAY)))
    told = {f["file"]: f["reason"] for f in json.loads(files["intake.json"])["units"][UNIT]["files"]}
    assert told == {f"{MAY}/一.xlsx": "", f"{MAY}/二.xlsx": "办公室决定不计：来电核实"}
    page = files["index.html"].decode()
    assert "《二.xlsx》" in page
    assert "办公室决定不计：来电核实" in page


def test_the_manifest_knows_the_register_lines(month: Month) -> None:
    """A decision is an input like a workbook: another one, another fingerprint; a later one changes nothing."""
    old_school(month.config.home)
    month.come("一.xlsx", WORDS, june(2))

    def inputs(now: datetime) -> dict[str, str]:
        office = Office(replace(month.config, path=month.config.home / "config.yaml"), now, Here())
        manifest = json.loads(office.render(office.consolidate(SCHOOL.period(MAY)))["manifest.json"])
        return dict(manifest["inputs"])

    before = inputs(june(9))
    assert {"2016-05/一.xlsx", "_register/received.csv", "_register/decisions.csv"} <= set(before)
    decide(month, "一.xlsx", COUNTS)
    assert inputs(june(9)) == before
    after = inputs(june(11))
    assert [k for k in before if before[k] != after[k]] == ["_register/decisions.csv"]
