"""催报: who is reminded on which day by which step, in which words; what was recorded counts, whoever recorded it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.flow import Office
from pipeline.machine import intake_document
from pipeline.pool import Here
from pipeline.reminders import day_of, made, standing, texts
from pipeline.workbook.words import reminded_words
from tests.school import BLANK, School

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Reminder
    from pipeline.reminders import Standing

MAY = "2016-05"
UNITS = ("教务处", "政教处", "团委")


def _with_leader(settings: dict[str, Any]) -> None:
    """Add the leader over both units, whom a school of so few units does not have."""
    settings["roster"]["people"].append(
        {"name": "榆安之", "unit": "zhengjiao", "tier": "班子成员", "title": "副校长"}
    )


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Give a school that is due on Monday 6 June: one unit has returned, one a part, one nothing; Dragon Boat Festival follows."""
    school = School(tmp_path, units=UNITS, change=_with_leader)
    school.inspects(MAY)
    school.returns(MAY, "教务处", arrived="2016-06-03T10:00")
    school.returns(MAY, "政教处", {"commitment": [{"promise": "甲"}]}, arrived="2016-06-03T10:00", rest=BLANK)
    return school


def at(school: School, moment: str) -> Office:
    """Return the office at a moment of June."""
    return Office(school.config, datetime.fromisoformat(f"2016-06-{moment}"), Here())


def ladder(school: School, moment: str) -> tuple[Standing, tuple[str, ...]]:
    """Return how the reminders stand at a moment, and what is to be pasted."""
    office, period = at(school, moment), school.config.period(MAY)
    found = standing(school.config, period, office.take_in(period)[MAY], office.now)
    return found, texts(school.config, period, found, office.now)


def remind(school: School, moment: str) -> tuple[Reminder, ...]:
    """Send what is due at a moment, and record it."""
    office, period = at(school, moment), school.config.period(MAY)
    found = standing(school.config, period, office.take_in(period)[MAY], office.now)
    new = made(period, found, office.now)
    office.remind(new)
    return new


def names(found: Standing) -> list[str]:
    """Return the units that are to be reminded, as a list names them."""
    return [each.named for each in found.due]


@pytest.mark.parametrize(
    ("moment", "step", "following"),
    [
        ("03T18:00", None, "到期前2日"),
        ("04T00:00", "到期前2日", "逾期1日"),
        ("06T23:59", "到期前2日", "逾期1日"),
        ("07T00:00", "逾期1日", "逾期3日"),
        ("08T12:00", "逾期1日", "逾期3日"),
        ("11T12:00", "逾期1日", "逾期3日"),
        ("12T12:00", "逾期3日", "逾期5日"),
        ("14T12:00", "逾期5日", None),
        ("30T12:00", "逾期5日", None),
    ],
)
def test_the_step_is_days_before_and_working_days_after(
    school: School, moment: str, step: str | None, following: str | None
) -> None:
    """The festival of 9 to 11 June does not count, the Sunday worked for it (12 June) does."""
    found, _ = ladder(school, moment)
    assert (found.step.name if found.step else None) == step
    assert (found.next.name if found.next else None) == following


def test_every_step_has_its_day(school: School) -> None:
    """The days of the ladder follow from the deadline and the calendar."""
    period = school.config.period(MAY)
    days = [day_of(school.config, period, step).day for step in school.config.settings.reminders]
    assert days == [4, 7, 12, 14]


def test_who_has_returned_is_never_reminded(school: School) -> None:
    """Who returned everything is left out; of who returned a part the missing sheets are named."""
    found, (text,) = ladder(school, "06T12:00")
    (partly, silent) = found.due
    assert (partly.unit.name, silent.named) == ("政教处", "团委")
    assert "表1" not in partly.tables
    assert "表6" in partly.tables
    assert text == (
        "各位主任：5月三比一争填报表6月6日（周一）24:00截止。尚未收到：团委。没有报全：政教处（还缺"
        f"{'、'.join(partly.tables)}）。没有内容的也请选零报告发回，两分钟即可。"
    )


def test_who_is_excused_is_not_reminded(school: School) -> None:
    """A unit that the office excused for the month hears nothing."""
    school.decides(
        MAY, {"kind": "客观原因", "subject": "团委", "first_period": "5月", "reason": "外出集训", "approved_by": "校委会", "basis": "批件"}
    )  # fmt: skip
    found, _ = ladder(school, "07T09:00")
    assert [each.unit.name for each in found.owing] == ["政教处"]


def test_a_file_that_says_nothing_is_named(school: School) -> None:
    """A unit that believes it has returned hears of its file why it does not count."""
    place = school.config.submissions / MAY / "团委5月.xlsx"
    place.write_bytes(b"")
    at(school, "06T09:00").take_in(school.config.period(MAY))
    found, _ = ladder(school, "07T09:00")
    assert found.due[-1].named.startswith("团委（发来的《团委5月.xlsx》读不了")


def test_each_head_is_written_to_by_name(school: School) -> None:
    """The day after, each head gets a message of his own with what it costs."""
    _, (to_zhengjiao, to_tuanwei) = ladder(school, "07T09:00")
    assert to_zhengjiao.startswith("桐守正主任：政教处的5月三比一争填报表6月6日（周一）24:00已截止，还缺表")
    assert to_tuanwei.startswith("萱青禾书记：团委的5月三比一争填报表6月6日（周一）24:00已截止，还没有收到。")
    assert "迟报扣 1，超过 3 个工作日扣 2，未报扣 3。" in to_tuanwei
    assert "\n" not in to_zhengjiao + to_tuanwei


def test_a_leader_gets_one_message_for_all_his_units(school: School) -> None:
    """Three working days late, the leader over both units is asked once, with what was done so far."""
    remind(school, "07T09:00")
    _, said = ladder(school, "12T09:00")
    (text,) = said
    assert text.startswith("榆安之副校长：您分管的政教处（还缺表")
    assert text.endswith(
        "）、团委，5月三比一争填报表6月6日（周一）24:00已截止，逾期 3 个工作日还没有报齐。6月7日已催过。请您过问。"
    )


def test_the_last_step_is_a_supervision_notice(school: School) -> None:
    """Five working days late, each unit gets a notice with a new day and the day's date."""
    _, (_, notice) = ladder(school, "14T09:00")
    assert notice == (
        "督办通知\n团委：\n"
        "5月三比一争填报表应于6月6日（周一）24:00前报送，已逾期 5 个工作日，还没有收到。"
        "请于6月15日（周三）24:00前报送，并说明原因。\n"
        "“三比一争”活动领导小组办公室　2016年6月14日"
    )


def test_what_was_recorded_is_not_sent_again(school: School) -> None:
    """A recorded step is done for its units; the next one lists them again."""
    new = remind(school, "07T09:00")
    assert [(r.unit, r.step, r.way, r.addressee) for r in new] == [
        ("zhengjiao", "逾期1日", "短信", "桐守正"), ("tuanwei", "逾期1日", "短信", "萱青禾"),
    ]  # fmt: skip
    found, said = ladder(school, "08T09:00")
    assert (len(found.owing), found.due, said) == (2, (), ())
    assert remind(school, "08T09:00") == ()
    assert len(ladder(school, "12T09:00")[0].due) == 2


def test_before_it_was_sent_nothing_was_recorded(school: School) -> None:
    """A look at an earlier day does not know of later reminders."""
    remind(school, "07T09:00")
    office = at(school, "07T08:59")
    units = office.take_in(school.config.period(MAY))[MAY].units
    assert units["tuanwei"].reminders == ()


def test_the_offices_own_ledger_counts_too(school: School) -> None:
    """A line of 催报记录 is a reminder of the step of its day; one a day counts once, whoever recorded it."""
    remind(school, "07T09:00")
    lines = [
        {"subject": "团委", "reminded_on": "2016-06-07", "way": "电话", "addressee": "萱青禾"},
        {"subject": "团委", "reminded_on": "2016-06-12", "way": "当面", "addressee": "萱青禾"},
    ]
    school.returns(MAY, "领导小组办公室", {"reminders": lines}, arrived="2016-06-12T10:00")
    found, _ = ladder(school, "12T11:00")
    assert [each.unit.name for each in found.due] == ["政教处"], "she was spoken to that day"
    intake = at(school, "12T11:00").take_in(school.config.period(MAY))[MAY]
    tuanwei = intake.units["tuanwei"]
    assert [(r.step, r.way) for r in tuanwei.reminders] == [("逾期1日", "短信"), ("逾期3日", "当面")]
    assert reminded_words(tuanwei) == "2 次，6月12日"
    assert reminded_words(intake.units["jiaowu"]) is None
    document = intake_document(school.config, intake)["units"]
    assert isinstance(document, dict)
    assert document["tuanwei"]["reminders"][1] == {
        "step": "逾期3日", "way": "当面", "addressee": "萱青禾", "moment": "2016-06-12T00:00:00",
    }  # fmt: skip


def test_a_school_may_do_without(tmp_path: Path) -> None:
    """Without declared steps nobody is reminded and nothing fails."""
    school = School(tmp_path, units=("教务处",), change=lambda settings: settings.pop("reminders"))
    found, said = ladder(school, "07T09:00")
    assert (found.step, found.next, found.due, said) == (None, None, (), ())
    assert [each.unit.name for each in found.owing] == ["教务处", "考评组"]
