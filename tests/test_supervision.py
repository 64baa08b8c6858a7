"""督办: the list by unit and by person, the words to paste, the calendars; what they say, and what they must not."""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import icalendar
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html as pages
from playwright.sync_api import sync_playwright

from pipeline.flow import Office
from pipeline.model import State
from pipeline.pages import pages as all_pages
from pipeline.pool import Here
from pipeline.supervision import supervision_files
from pipeline.webpage import LIMIT
from tests.school import School

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from pipeline.config import Config
    from pipeline.model import Consolidation

MAY, JUNE, DECEMBER = "2016-05", "2016-06", "2016-12"
UNITS = ("教务处", "政教处", "党政办公室", "七年级级部")
NOW = datetime(2016, 6, 7, 15)  # noqa: DTZ001 — the program's clock is local time without a zone
LATER = datetime(2016, 7, 6, 15)  # noqa: DTZ001
CANARY = "金丝雀"
"""Stands in every column of 表6 that is typed, and nowhere else."""
LIST, PEOPLE = "supervision/督办台账.html", "supervision/督办台账_按责任人.html"
TABLE, WORDS, CALENDAR = "supervision/督办台账.csv", "supervision/催报.txt", "supervision/下期时限.ics"
PHONE = 390
SECONDS = 20_000
"""Milliseconds that a step in the browser may take."""

HOSTILE = {
    "公式": ('=HYPERLINK("http://example.invalid")', '=HYPERLINK("http://example.invalid")'),
    "命令": ("+cmd|' /C calc'!A0", "+cmd|' /C calc'!A0"),
    "标签": ("<script>alert(1)</script><img src=x>", "<script>alert(1)</script><img src=x>"),
    "事件": (
        "甲\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:假\r\nATTACH:x",
        "甲 END:VEVENT BEGIN:VEVENT SUMMARY:假 ATTACH:x",
    ),
    "反向": ("正\u202e反\u202c文\u200f", "正反文"),
    "控制": ("先\x07中\x1b后\t末", "先中后 末"),
    "标点": ('逗,分;号\\n斜"引:冒', '逗,分;号\\n斜"引:冒'),
    "长文": ("长" * 32_767, "长" * 60 + "……"),
}
"""What is typed, and how a calendar shows it."""


class Desk:
    """A school in May and June, as the office that supervises sees it, and the same files once more."""

    def __init__(self, folder: Path) -> None:
        """Let both months arrive; May is consolidated the day after its returns were due, June likewise."""
        self.school = School(folder, UNITS)
        self.config: Config = self.school.config
        _may(self.school)
        self.may = self.month(MAY, NOW)
        _june(self.school)
        self.june = self.month(JUNE, LATER)
        self.files = supervision_files(self.config, self.may)

    def month(self, period: str, now: datetime, config: Config | None = None) -> Consolidation:
        """Return a period as the office sees it at `now`."""
        return Office(config or self.config, now, Here()).consolidate(self.config.period(period))

    def restated(self) -> Consolidation:
        """Return May's second revision, issued a month after the first."""
        stage = replace(
            self.may.stage, state=State.ISSUED, revision=2, confirm_until=None, review_until=date(2016, 7, 11)
        )
        return replace(self.may, stage=stage, now=LATER)


def _may(school: School) -> None:
    school.returns(MAY, "教务处", {
        "commitment": [
            {"promise": "修订教学常规", "person": "槐致用", "deadline": "2016-05-20"},
            {"promise": "开放实验室", "person": "槐致用、葵向明", "deadline": "2016-05-31"},
            {"promise": "家长开放日", "person": "葵向明", "deadline": "2016-06-10"},
            {"promise": "分层作业", "person": "槐致用", "deadline": "2016-11-30", "milestone": "样张定稿",
             "milestone_on": "2016-06-15"},
            {"promise": "借阅登记", "person": "查无此人", "deadline": "2016-05-25"},
            {"promise": "早已办完", "person": "槐致用", "deadline": "2016-05-25", "finished_on": "2016-05-24"},
        ],
        "conduct": [
            _guarded({"problem": f"{CANARY}一", "deadline": "2016-05-20"}),
            _guarded({"problem": f"{CANARY}二", "deadline": "2016-06-20"}),
            _guarded({"problem": f"{CANARY}三", "deadline": "2016-11-20", "milestone": f"{CANARY}节点", "milestone_on": "2016-06-15"}),
        ],
    })  # fmt: skip
    school.returns(MAY, "政教处", {
        "commitment": [{"promise": "门前交通", "person": "桐守正", "deadline": "2016-06-30"}],
    })  # fmt: skip
    school.returns(MAY, "七年级级部", {
        "commitment": [{"promise": "家访", "person": "椿怀瑾", "deadline": "2016-06-10"}],
    })  # fmt: skip
    school.inspects(MAY)
    school.returns(MAY, "领导小组办公室", {"supervision": [
        {"subject": "政教处", "matter": "补齐值周记录", "raised_on": "2016-05-10", "deadline": "2016-05-25"},
        {"subject": "政教处", "matter": "早已答复", "raised_on": "2016-05-10", "deadline": "2016-05-25", "result": "好了"},
        {"subject": "教务处", "matter": "六月才到期", "raised_on": "2016-05-10", "deadline": "2016-06-25"},
    ]})  # fmt: skip


def _guarded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "measure": CANARY,
        "owner": CANARY,
        "goal": CANARY,
        "rule_made": CANARY,
        "progress": f"{CANARY}进展这样写",
    }


def _june(school: School) -> None:
    """Let June come: one item is put off to July, another goes to 政教处 from the next period on."""
    school.returns(JUNE, "教务处", {"commitment": [
        {"promise": "分层作业", "milestone": "全年级试用", "milestone_on": "2016-08-20"},
    ]})  # fmt: skip
    school.returns(JUNE, "政教处")
    school.returns(JUNE, "七年级级部")
    common = {"approved_on": "2016-06-20", "reason": "汛期", "basis": "会议纪要", "approved_by": "竹文清"}
    school.decides(
        JUNE,
        {"kind": "延期", "subject": "教务处", "number": "教务处-承诺-003", "new_deadline": "2016-07-20", **common},
        {"kind": "移交", "subject": "教务处", "number": "教务处-承诺-004", "first_period": "7—8月合并期",
         "new": "政教处", **common},
    )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the office's desk, laid once."""
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what is made of a month in which a unit typed what would like to be more than text."""
    school = School(tmp_path_factory.mktemp("hostile"), UNITS)
    rows: list[dict[str, Any]] = []
    for name, (typed, _) in HOSTILE.items():
        rows += [
            {"promise": typed, "person": typed, "deadline": "2016-05-20"},
            {"promise": name, "person": typed, "deadline": "2016-06-10"},
            {
                "promise": f"{name}远",
                "deadline": "2016-12-10",
                "milestone": typed,
                "milestone_on": "2016-06-15",
            },
        ]
    school.returns(MAY, "教务处", {"commitment": rows})
    matters = [
        {"subject": "政教处", "matter": t, "raised_on": "2016-05-10", "deadline": "2016-05-25"}
        for t, _ in HOSTILE.values()
    ]
    school.returns(MAY, "领导小组办公室", {"supervision": matters})
    month = Office(school.config, NOW, Here()).consolidate(school.config.period(MAY))
    return supervision_files(school.config, month)


def tree_of(page: bytes) -> Any:  # noqa: ANN401 — what lxml's stubs allow would have to be told apart everywhere
    """Return a page as elements."""
    return pages.fromstring(page)


def listed(page: bytes) -> dict[str, list[tuple[str, ...]]]:
    """Return the lines of a page under the heads of its groups."""
    found = {}
    for head in tree_of(page).xpath("//h2"):
        rows = head.getnext().xpath(".//tbody/tr")
        name = " ".join(head.text_content().replace("\u3000", " ").replace("\xa0", "").split())
        found[name] = [tuple(" ".join(cell.text_content().split()) for cell in row[:-1]) for row in rows]
    return found


def events(data: bytes) -> list[Any]:
    """Return the events of a calendar, by a reader that is not ours."""
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def told(data: bytes) -> list[tuple[str, str]]:
    """Return what a calendar shows: the day or the moment, and the title."""
    return [(str(each.decoded("dtstart")), str(each["summary"])) for each in events(data)]


def calendars(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the calendars by file name."""
    return {name: data for name, data in files.items() if name.endswith(".ics")}


# the list


def test_the_list_by_unit_names_who_leads_and_who_answers(desk: Desk) -> None:
    """In the order of the roster, the oldest first; of a sensitive ledger the number alone, its head passes it on."""
    assert listed(desk.files[LIST]) == {
        "教务处 负责人 槐致用 分管领导 楠成章 4件": [
            ("△ 逾期未完成", "（表6 作风整改一件） 教务处-作风-001", "由单位负责人转告", "2016年5月20日", "11"),
            ("△ 逾期未完成", "修订教学常规 教务处-承诺-001", "槐致用", "2016年5月20日", "11"),
            ("△ 逾期未完成", "借阅登记 教务处-承诺-005", "查无此人", "2016年5月25日", "6"),
            ("△ 逾期未完成", "开放实验室 教务处-承诺-002", "槐致用、葵向明", "2016年5月31日", ""),
        ],
        "政教处 负责人 桐守正 分管领导 榆安之 1件": [
            ("△ 交办未落实", "补齐值周记录", "桐守正", "2016年5月25日", "6"),
        ],
        "党政办公室 负责人 芦清和 分管领导 桂秋实 1件": [
            ("× 未报", "整份填报表", "芦清和", "2016年6月6日", "")
        ],
    }  # fmt: skip


def test_the_list_by_person_names_each_of_several(desk: Desk) -> None:
    """In the order of the roster, then who is not on it; a matter of two stands with both, counted once above."""
    found = listed(desk.files[PEOPLE])
    assert {name: [line[1] for line in lines] for name, lines in found.items()} == {
        "槐致用 教务处 主任 3件": [
            "（表6 作风整改一件） 教务处-作风-001", "修订教学常规 教务处-承诺-001", "开放实验室 教务处-承诺-002",
        ],
        "葵向明 教务处 干事 1件": ["开放实验室 教务处-承诺-002"],
        "桐守正 政教处 主任 1件": ["补齐值周记录"],
        "芦清和 党政办公室 主任 1件": ["整份填报表"],
        "查无此人 教务处 不在名册 1件": ["借阅登记 教务处-承诺-005"],
    }  # fmt: skip
    assert list(found)[-1] == "查无此人 教务处 不在名册 1件"
    for page in (LIST, PEOPLE):
        figures = tree_of(desk.files[page]).xpath("//ul[@class='figures']/li")
        assert [each.text_content() for each in figures] == ["4逾期未完成", "1交办未落实", "1未报"]


def test_the_table_says_the_same_with_its_places(desk: Desk) -> None:
    """督办台账.csv has every line of the list, who leads, and the cell that it came from."""
    rows = list(csv.reader(io.StringIO(desk.files[TABLE].decode("utf-8-sig"))))
    assert rows[0] == [
        "情况", "单位", "事项编号", "事项", "责任人", "单位负责人", "分管领导", "时限", "已过天数", "出处",
    ]  # fmt: skip
    assert rows[1] == [
        "逾期未完成", "教务处", "教务处-作风-001", "（表6 作风整改一件）", "由单位负责人转告", "槐致用", "楠成章",
        "2016年5月20日", "11", "《教务处_1.xlsx》 表6 作风整改 L6",
    ]  # fmt: skip
    assert [row[2] or row[3] for row in rows[2:]] == [
        "教务处-承诺-001", "教务处-承诺-005", "教务处-承诺-002", "补齐值周记录", "整份填报表",
    ]  # fmt: skip


def test_a_flood_stays_below_the_limit_and_names_the_table(desk: Desk) -> None:
    """Two thousand lines of one unit: the page says how many it leaves out, the table has them all."""
    one = next(each for each in desk.may.concerns if each.number == "教务处-承诺-001")
    flood = tuple(replace(one, number=f"教务处-承诺-{n:04}", text="字" * 200) for n in range(2000))
    files = supervision_files(desk.config, replace(desk.may, concerns=flood))
    assert len(files[LIST]) < LIMIT
    assert len(files[TABLE].splitlines()) == 2001
    assert re.search(r"另有 \d+ 行，见同一文件夹的「督办台账.csv」。", files[LIST].decode())


def test_a_month_without_concerns_says_so(desk: Desk) -> None:
    """Nothing to follow up is one sentence, and no link to a list that would be empty."""
    page = tree_of(supervision_files(desk.config, replace(desk.may, concerns=()))[LIST])
    assert page.xpath("string(//p[@class='lead'])") == "本期没有需要督办的。"
    assert page.xpath("//main//a/@href") == ["../index.html", "催报.txt", "下期时限.ics"]


# what to paste


def test_the_words_can_be_pasted_as_they_are(desk: Desk) -> None:
    """Whom it is for, what is overdue since when, what falls due next; one line a message, as Notepad breaks lines."""
    text = desk.files[WORDS].decode("utf-8-sig")
    unreturned = (
        "芦清和主任：党政办公室的5月三比一争填报表6月6日（周一）24:00已截止，还没有收到。请今天发回。没有内容的也请选零报告发回，"
        "两分钟即可。按细则，迟报扣 1，超过 3 个工作日扣 2，未报扣 3。有困难请找芦清和，内线 8001（虚构）。"
    )
    overdue = (
        "槐致用主任：教务处到5月31日逾期未完成的有 4 件：教务处-作风-001（5月20日，已过 11 天）；"
        "教务处-承诺-001「修订教学常规」（槐致用，5月20日，已过 11 天）；"
        "教务处-承诺-005「借阅登记」（查无此人，5月25日，已过 6 天）；"
        "教务处-承诺-002「开放实验室」（槐致用、葵向明，5月31日）。"
        "请抓紧办结，在6月填报表里填实际完成日期；确需延期的，写明原因报分管领导批准。"
        "6月到期的有 5 件：教务处-承诺-003「家长开放日」（6月10日）；教务处-作风-003近期节点（6月15日）；"
        "教务处-承诺-004「分层作业」近期节点「样张定稿」（6月15日）；教务处-作风-002（6月20日）；"
        "交办「六月才到期」（6月25日）。请按时办结。"
    )
    unanswered = (
        "桐守正主任：政教处交办未落实的有 1 件：「补齐值周记录」（5月25日，已过 6 天）。请书面报告结果。"
        "6月到期的有 1 件：政教处-承诺-001「门前交通」（6月30日）。请按时办结。"
    )
    to_come = (
        "椿怀瑾级部主任：七年级级部6月到期的有 1 件：七年级级部-承诺-001「家访」（6月10日）。请按时办结。\r\n"
    )
    title = "二、到了时限和快到时限的，一个单位一段"
    assert text.split("\r\n\r\n")[2:] == [unreturned, title, overdue, unanswered, to_come]
    assert "\n" not in text.replace("\r\n", "")


def test_a_late_revision_asks_for_nothing_that_is_past(desk: Desk) -> None:
    """Restated in July, May's words name the form that is open then, and no deadline in June."""
    text = supervision_files(desk.config, desk.restated())[WORDS].decode("utf-8-sig")
    assert "5月催报和督办用语　印发（第2版）　2016-07-06 15:00" in text
    assert "请抓紧办结，在7—8月合并期填报表里填实际完成日期" in text
    assert "到期的有" not in text
    assert "督办通知\r\n党政办公室：\r\n" in text


# the calendars


def test_a_unit_s_calendar_holds_its_own_days_and_nobody_else_s(desk: Desk) -> None:
    """Items, milestones and matters asked for by their day, what is due in front; the office has all of it."""
    confirm, form = ("2016-06-12", "5月考评结果核对截止"), "6月三比一争填报表报送截止（24:00）"
    due = ("2016-07-05 15:00:00+00:00", form)
    files = calendars(desk.files)
    assert told(files["supervision/jiaowu.ics"]) == [
        ("2016-06-10", "「家长开放日」到期（教务处-承诺-003）"),
        confirm,
        ("2016-06-15", "近期节点到期（教务处-作风-003）"),
        ("2016-06-15", "近期节点「样张定稿」到期（教务处-承诺-004「分层作业」）"),
        ("2016-06-20", "教务处-作风-002到期"),
        ("2016-06-25", "交办「六月才到期」到期（教务处）"),
        due,
    ]
    assert told(files["supervision/zhengjiao.ics"]) == [
        confirm, ("2016-06-30", "「门前交通」到期（政教处-承诺-001）"), due,
    ]  # fmt: skip
    assert told(files["supervision/dangban.ics"]) == [confirm, due]
    assert told(files["supervision/assessors.ics"]) == [due]
    own = {line for name in files if name != CALENDAR for line in told(files[name])}
    reminders = [
        ("2016-07-06", "6月催报：逾期1日"), ("2016-07-08", "6月催报：逾期3日"), ("2016-07-12", "6月催报：逾期5日"),
    ]  # fmt: skip
    assert set(told(files[CALENDAR])) == own | set(reminders)
    notes = {str(e["summary"]): str(e["description"]).split("\n")[0] for e in events(files[CALENDAR])}
    assert [notes[name] for _, name in reminders] == [
        "还没有报的，短信告诉单位负责人。都报齐了就不用催。",
        "还没有报的，短信告诉分管领导。都报齐了就不用催。",
        "还没有报的，当面送督办通知。都报齐了就不用催。",
    ]  # fmt: skip


def test_a_deadline_at_midnight_stands_on_its_own_day_and_rings_before(desk: Desk) -> None:
    """The return is due on 5 July 24:00: the hour before it, ringing at nine on the day of the first reminder."""
    event = events(desk.files["supervision/qi.ics"])[-1]
    start, end = event.decoded("dtstart"), event.decoded("dtend")
    zone = desk.config.zone
    assert start.astimezone(zone).replace(tzinfo=None) == datetime(2016, 7, 5, 23)  # noqa: DTZ001
    assert end.astimezone(zone).replace(tzinfo=None) == desk.config.deadline(desk.config.period(JUNE))
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], str(alarm["description"])) == ("DISPLAY", str(event["summary"]))
    rings = (start + alarm.decoded("trigger")).astimezone(zone)
    assert rings.replace(tzinfo=None) == datetime(2016, 7, 3, 9)  # noqa: DTZ001
    days = [e for e in events(desk.files[CALENDAR]) if not isinstance(e.decoded("dtstart"), datetime)]
    assert all(e.decoded("dtend") - e.decoded("dtstart") == timedelta(days=1) for e in days)
    assert not any(each.walk("VALARM") for each in days)


def test_the_same_thing_keeps_its_uid_when_its_day_moves(desk: Desk) -> None:
    """Put off from 10 June to 20 July: the same UID in June's file, with a higher SEQUENCE and the later day."""
    june = supervision_files(desk.config, desk.june)
    before, after = (
        next(e for e in events(files["supervision/jiaowu.ics"]) if "家长开放日" in e["summary"])
        for files in (desk.files, june)
    )
    assert before["uid"] == after["uid"]
    assert (before.decoded("dtstart"), after.decoded("dtstart")) == (date(2016, 6, 10), date(2016, 7, 20))
    assert before["sequence"] < after["sequence"]
    assert before.decoded("dtstamp") == datetime(2016, 6, 7, 7, tzinfo=UTC)
    assert after.decoded("dtstamp") == datetime(2016, 7, 6, 7, tzinfo=UTC)


def test_a_revision_replaces_and_does_not_double(desk: Desk) -> None:
    """The second revision has each thing under the UID of the first; what was to be confirmed is now to be asked."""
    first, second = (
        {e["uid"]: e for e in events(files[CALENDAR])}
        for files in (desk.files, supervision_files(desk.config, desk.restated()))
    )
    assert {str(first[uid]["summary"]) for uid in first.keys() - second.keys()} == {"5月考评结果核对截止"}
    assert {str(second[uid]["summary"]) for uid in second.keys() - first.keys()} == {
        "5月考评结果公示、复核申请截止"
    }
    assert all(first[uid]["sequence"] < second[uid]["sequence"] for uid in first.keys() & second.keys())
    assert len(first) == len(events(desk.files[CALENDAR]))


def test_an_item_handed_over_stands_in_its_taker_s_calendar(desk: Desk) -> None:
    """From July on 分层作业 is 政教处's: its milestone in August is in that calendar alone."""
    june = supervision_files(desk.config, desk.june)
    line = ("2016-08-20", "近期节点「全年级试用」到期（教务处-承诺-004「分层作业」）")
    holders = [name for name, data in calendars(june).items() if line in told(data)]
    assert holders == [CALENDAR, "supervision/zhengjiao.ics"]


def test_the_last_period_has_no_calendar(desk: Desk) -> None:
    """After December nothing falls due: no file, and no link to one."""
    files = supervision_files(desk.config, desk.month(DECEMBER, datetime(2016, 12, 16, 15)))  # noqa: DTZ001
    assert calendars(files) == {}
    assert CALENDAR.rsplit("/", 1)[-1] not in files[LIST].decode()


@pytest.mark.parametrize("kind", ["plain", "hostile"])
def test_every_calendar_is_well_formed(desk: Desk, hostile: dict[str, bytes], kind: str) -> None:
    """RFC 5545: CRLF, at most 75 bytes a line and no character cut, what every event must have, no UID twice."""
    for name, data in calendars(hostile if kind == "hostile" else desk.files).items():
        lines = data.split(b"\r\n")
        assert lines[-1] == b""
        assert all(len(line) <= 75 and line.decode() and b"\n" not in line for line in lines[:-1]), name
        calendar = icalendar.Calendar.from_ical(data)
        assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//yunshan//三比一争//ZH")
        assert {part.name for part in calendar.walk()} <= {"VCALENDAR", "VEVENT", "VALARM"}
        found = events(data)
        assert all(each.errors == [] for each in found)
        assert {frozenset(each) for each in found} == {
            frozenset({"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP", "DTSTART", "DTEND"})
        }  # fmt: skip
        assert len({each["uid"] for each in found}) == len(found), name


# what must not be told


def test_of_a_sensitive_ledger_nothing_is_said_but_the_number(desk: Desk) -> None:
    """表6 is overdue, due next and has a milestone: three numbers, and not a word that stands there."""
    whole = b"".join(desk.files.values()).replace(b"\r\n ", b"").decode()
    assert {"教务处-作风-001", "教务处-作风-002", "教务处-作风-003"} <= set(
        re.findall(r"教务处-作风-\d+", whole)
    )
    assert CANARY not in whole
    listed_in_june = supervision_files(desk.config, desk.june)
    assert CANARY not in b"".join(listed_in_june.values()).replace(b"\r\n ", b"").decode()


@pytest.mark.parametrize(
    ("ledger", "field", "words", "rest"),
    [
        (
            "commitment",
            "promise",
            ("修订教学常规", "家长开放日", "分层作业", "样张定稿"),
            "教务处-承诺-004近期节点",
        ),
        ("commitment", "milestone", ("样张定稿",), "「分层作业」"),
        ("commitment", "person", ("查无此人", "葵向明"), "「借阅登记」"),
        ("supervision", "matter", ("补齐值周记录", "六月才到期"), "交办事项一件"),
    ],
)
def test_a_sensitive_column_is_not_told_either(
    desk: Desk, ledger: str, field: str, words: tuple[str, ...], rest: str
) -> None:
    """A school that declares a column sensitive reads its words in no list, text or calendar."""
    whole = b"".join(desk.files.values()).replace(b"\r\n ", b"").decode()
    assert all(word in whole for word in words)
    config = _with_sensitive(desk.config, ledger, field)
    files = supervision_files(config, desk.month(MAY, NOW, config))
    whole = b"".join(files.values()).replace(b"\r\n ", b"").decode()
    assert [word for word in words if word in whole] == []
    assert rest in whole


def _with_sensitive(config: Config, ledger: str, field: str) -> Config:
    """Return the declarations with this column sensitive."""
    changed = tuple(
        each.model_copy(update={"fields": tuple(
            f.model_copy(update={"sensitive": True}) if f.name == field else f for f in each.fields
        )}) if each.id == ledger else each
        for each in config.ledgers.all
    )  # fmt: skip
    return replace(config, ledgers=config.ledgers.model_copy(update={"all": changed}))


# hostile


@pytest.mark.parametrize(("typed", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_what_was_typed_is_one_line_of_text_in_a_calendar(
    hostile: dict[str, bytes], typed: str, shown: str
) -> None:
    """A milestone's words end no line, no property and no event, and read as they were typed."""
    assert typed
    titles = [str(each["summary"]) for each in events(hostile["supervision/jiaowu.ics"])]
    assert [title for title in titles if title.startswith(f"近期节点「{shown}」到期（")] != []
    assert len(titles) == 2 * len(HOSTILE) + 2


def test_hostile_words_stay_text_in_every_face(hostile: dict[str, bytes]) -> None:
    """No formula in the table, no element in the pages, no line of its own in the texts, nothing that does not show."""
    rows = list(csv.reader(io.StringIO(hostile[TABLE].decode("utf-8-sig"))))
    assert len(rows) == 1 + 2 * len(HOSTILE) + 4
    assert [c for row in rows for c in row if c.lstrip()[:1] in set("=+-@\t\r")] == []
    assert all("\n" not in cell and "\r" not in cell for row in rows for cell in row)
    for name in (LIST, PEOPLE):
        tree = tree_of(hostile[name])
        assert tree.xpath("//main//script | //main//img") == []
        assert "<script>alert(1)</script><img src=x>" in tree.xpath("string(//main)")
    text = hostile[WORDS].decode("utf-8-sig")
    assert [line for line in text.split("\r\n") if line.startswith(("BEGIN", "END", "SUMMARY", "="))] == []
    for name, data in hostile.items():
        hidden = re.search(
            "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", data.decode()
        )
        assert hidden is None, name
        assert len(data) < LIMIT, name


def test_the_same_month_gives_the_same_bytes(desk: Desk, hostile: dict[str, bytes]) -> None:
    """Consolidated and rendered once more, every file is the same byte for byte; the office has the same names."""
    assert supervision_files(desk.config, desk.month(MAY, NOW)) == desk.files
    assert hostile.keys() == desk.files.keys()


# in the browser


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the machine's own Chromium, opened once."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(desk: Desk, hostile: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both months as a release has them, beside the month's other pages."""
    folder = tmp_path_factory.mktemp("site")
    files = {f"plain/{name}": data for name, data in (all_pages(desk.config, desk.may) | desk.files).items()}
    files |= {f"hostile/{name}": data for name, data in hostile.items()}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@contextmanager
def seen(browser: Browser, **options: Any) -> Iterator[tuple[Page, list[str]]]:  # noqa: ANN401 — playwright's own
    """Give an empty page, and what it will ask for or complain of."""
    context = browser.new_context(**options)
    context.set_default_timeout(SECONDS)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url))
    try:
        yield tab, said
    finally:
        context.close()


@pytest.mark.parametrize("name", [LIST, PEOPLE])
@pytest.mark.parametrize("month", ["plain", "hostile"])
def test_a_page_fits_a_phone_and_asks_for_nothing(
    site: Path, browser: Browser, month: str, name: str
) -> None:
    """The page itself is the only request, the console stays silent, nothing is wider than a phone or a sheet."""
    address = (site / month / name).as_uri()
    with seen(browser, viewport={"width": PHONE, "height": 800}) as (tab, said):
        tab.goto(address)
        assert said == [address]
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert not tab.locator(".answer").first.is_visible()
        tab.set_viewport_size({"width": 690, "height": 1000})
        tab.emulate_media(media="print", color_scheme="dark")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert tab.locator("th.answer").first.is_visible()
        assert tab.eval_on_selector_all(
            "thead th", "all => all.every(th => th.scrollWidth <= th.clientWidth)"
        )


def test_every_link_lands(site: Path, browser: Browser) -> None:
    """A link leads to a file of the release or to a place on the page."""
    with seen(browser) as (tab, _):
        for name in (LIST, PEOPLE):
            tab.goto((site / "plain" / name).as_uri())
            links = tab.eval_on_selector_all("main a", "all => all.map(a => a.href)")
            assert len(links) >= 8
            for link in links:
                parts = urlparse(link)
                there = unquote(parts.path)
                assert (site / there).is_file(), link
                if parts.fragment:
                    assert there.endswith(name)
                    assert tab.locator(f"#{parts.fragment}").count() == 1, link


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", PHONE)])
def test_axe_finds_nothing_serious(site: Path, browser: Browser, scheme: str, width: int) -> None:
    """Contrast, names, headings, tables, regions: no violation that is serious or critical, on a phone and a desk."""
    axe = Axe()
    with seen(browser, viewport={"width": width, "height": 900}, color_scheme=scheme) as (tab, _):
        for name in (LIST, PEOPLE):
            tab.goto((site / "plain" / name).as_uri())
            found = axe.run(tab).response["violations"]
            bad = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
            assert bad == [], name
