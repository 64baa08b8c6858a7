"""People, units and numbers: known by roster, alias and register, or asked about; never merged silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipeline.check.people import person_of, read_people, roll_of
from pipeline.config import load_config
from pipeline.errors import SetupError
from pipeline.findings import message, remedy, saying
from pipeline.merge.numbers import Numbers
from pipeline.prepare import handouts
from pipeline.registers import Issued
from pipeline.roster import Person
from pipeline.supervise import DEAD, OVERDUE
from tests.school import School
from tests.tables import MAY, SCHOOL, checked, row, rows, workbook
from tests.test_findings import HANDED_OVER, Year, form

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.check.people import Roll
    from pipeline.config import Config
    from pipeline.model import Consolidation, Item

JUNE, AUGUST, SEPTEMBER, OCTOBER = "2016-06", "2016-08", "2016-09", "2016-10"
Settings = dict[str, Any]


def roll(unit: str = "jiaowu", period: str = MAY, *more: Person, config: Config = SCHOOL) -> Roll:
    """Return the roster, and `more` people, as a unit reads it."""
    config = replace(config, people=(*config.people, *more))
    return roll_of(config, config.unit(unit), config.period(period))


def person(name: str, unit: str, **more: Any) -> Person:  # noqa: ANN401 — keys of Person
    """Return a line of the roster."""
    return Person(**{"name": name, "unit": unit, "tier": "教师", **more})


# how a name is spelt

SPELLINGS = [
    # typed, what is recorded, what is said, the first person
    ("槐致用", "槐致用", "", "槐致用"),
    ("槐 致用", "槐致用", "person-tidied", "槐致用"),
    ("槐　致 用", "槐致用", "person-tidied", "槐致用"),
    (" 槐致用 ", "槐致用", "text-tidied", "槐致用"),
    ("槐致用（主任）", "槐致用", "person-tidied", "槐致用"),
    ("槐致用(教务处)", "槐致用", "person-tidied", "槐致用"),
    ("槐致用（教务处、主任）", "槐致用", "person-tidied", "槐致用"),
    ("槐致用（牵头）", "槐致用", "person-tidied", "槐致用"),
    ("槐致用主任", "槐致用", "person-tidied", "槐致用"),
    ("教务处主任槐致用", "槐致用", "person-tidied", "槐致用"),
    ("槐致用老师", "槐致用", "person-tidied", "槐致用"),
    ("领导班子", "学校领导班子", "person-tidied", "学校领导班子"),
    ("槐致永", "槐致永", "person-near", None),
    ("槐致用用", "槐致用用", "person-near", None),
    ("槐致用（政教处）", "槐致用（政教处）", "person-near", None),
    ("木无名", "木无名", "person-unknown", None),
    ("槐", "槐", "person-unknown", None),
    ("槐致用学", "槐致用学", "person-near", None),
    ("教务处", "教务处", "person-unknown", None),
    # several
    ("槐致用、苇成林", "槐致用、苇成林", "", "槐致用"),
    ("苇成林/槐致用", "苇成林/槐致用", "", "苇成林"),
    ("槐致用；苇成林", "槐致用；苇成林", "", "槐致用"),
    ("槐致用\n苇成林", "槐致用 苇成林", "text-tidied", "槐致用"),
    ("槐 致用\n苇成林", "槐致用、苇成林", "person-tidied", "槐致用"),
    ("槐致用和苇成林", "槐致用和苇成林", "", "槐致用"),
    ("芦清和", "芦清和", "", "芦清和"),
    ("芦清和和槐致用", "芦清和和槐致用", "", "芦清和"),
    ("槐致用等3人", "槐致用等3人", "", "槐致用"),
    ("槐 致用、苇成林等", "槐致用、苇成林等", "person-tidied", "槐致用"),
    ("槐致用、木无名", "槐致用、木无名", "person-unknown", "槐致用"),
    ("木无名、槐致用", "木无名、槐致用", "person-unknown", None),
    ("槐 致用、苇成木", "槐 致用、苇成木", "person-near", "槐致用"),
    ("槐致用和全体教师" * 9, "槐致用和全体教师" * 9, "person-unknown", None),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "value", "code", "first"), SPELLINGS)
def test_a_name_is_who_it_means(typed: str, value: str, code: str, first: str | None) -> None:
    """A spelling that means one person is repaired and recorded, anything else kept as typed and asked about."""
    found = read_people(roll(), typed, asked=True)
    assert (found.value, found.code) == (value, code)
    if code:
        assert found.context["typed"] == typed
    meant = person_of(roll(), value)
    assert (meant.name if meant else None) == first


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("木无名", ""),
        ("全体教师", ""),
        ("各备课组长和班主任", ""),
        ("槐致永", "person-near"),
        ("槐 致用", "person-tidied"),
    ],
)
def test_where_the_roster_is_not_needed_only_its_own_names_are_asked_about(typed: str, code: str) -> None:
    """A teacher whom the roster does not list may answer for a bid; nearly a name of the roster is asked about."""
    assert read_people(roll(), typed, asked=False).code == code


def test_what_the_roster_knows_stands_in_the_row() -> None:
    """Tier, title and duty are those of the first of two people; the text stays as it was typed."""
    data = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment", 承诺人="苇成林和槐致用")})
    (record,) = checked(SCHOOL, data).returns["commitment"].records
    known = {name: record.values[name] for name in ("person", "tier", "title", "duty")}
    assert known == {"person": "苇成林和槐致用", "tier": "中层干部", "title": "副主任", "duty": "课程与考务"}


def test_a_near_name_is_asked_about_with_the_name_it_looks_like() -> None:
    """The message names the place, what stands there, and whom it looks like."""
    table = row("commitment", 承诺人="槐致永")
    (found,) = checked(SCHOOL, workbook(SCHOOL, "jiaowu", MAY, {"commitment": table})).findings
    assert message(found) == (
        "表1 目标承诺第6行「承诺人」写的是「槐致永」（H6），名册里没有「槐致永」；看起来像「槐致用」。"
    )
    assert remedy(found).startswith("请")


# people: two of one name, and those who change unit


def test_of_two_people_of_one_name_the_units_own_is_meant() -> None:
    """教务处 means its own 蔓初晴, 政教处 its own; any other unit is asked which."""
    other = person("蔓初晴", "jiaowu", title="干事")
    for unit in ("jiaowu", "zhengjiao"):
        meant = person_of(roll(unit, MAY, other), "蔓初晴")
        assert meant is not None
        assert meant.unit == unit

    found = read_people(roll("tuanwei", MAY, other), "蔓初晴", asked=True)

    assert (found.value, found.code) == ("蔓初晴", "person-ambiguous")
    assert {k: found.context[k] for k in ("count", "units", "example")} == {
        "count": "2", "units": "政教处、教务处", "example": "蔓初晴（政教处）",
    }  # fmt: skip
    assert person_of(roll("tuanwei", MAY, other), "蔓初晴") is None


@pytest.mark.parametrize("typed", ["蔓初晴（教务处）", "蔓初晴(教务)", "蔓初晴（化学）", "小蔓"])
def test_a_unit_a_subject_or_an_alias_tells_two_people_of_one_name_apart(typed: str) -> None:
    """What stands in brackets fits one of the two: that one; the text keeps what tells them apart."""
    other = person("蔓初晴", "jiaowu", title="教师", duty="化学", aliases=("小蔓",))
    found = read_people(roll("tuanwei", MAY, other), typed, asked=True)
    assert (found.value, found.code) == (typed, "")
    meant = person_of(roll("tuanwei", MAY, other), typed)
    assert meant is not None
    assert meant.unit == "jiaowu"


def test_two_of_one_name_in_one_unit_are_asked_about_by_their_aliases() -> None:
    """Neither is taken; the alias tells how to write it."""
    both = (person("柏未名", "jiaowu", aliases=("大柏",)), person("柏未名", "jiaowu", aliases=("小柏",)))
    found = read_people(roll("jiaowu", MAY, *both), "柏未名", asked=True)
    assert (found.code, found.context["example"]) == ("person-ambiguous", "大柏")
    assert person_of(roll("jiaowu", MAY, *both), "小柏") == both[1]


def test_who_changed_unit_is_one_person_with_two_lines() -> None:
    """Until the change the old line counts, after it the new one; in the month itself the unit's own line."""
    lines = (
        person("柏未名", "qi", title="班主任", last_day=date(2016, 9, 10)),
        person("柏未名", "ba", title="备课组长", first_day=date(2016, 9, 11)),
    )
    seen = {
        (unit, period): found.title if (found := person_of(roll(unit, period, *lines), "柏未名")) else None
        for unit in ("qi", "ba", "jiaowu") for period in (AUGUST, SEPTEMBER, OCTOBER)
    }  # fmt: skip
    assert seen == {
        ("qi", AUGUST): "班主任", ("qi", SEPTEMBER): "班主任", ("qi", OCTOBER): "备课组长",
        ("ba", AUGUST): "班主任", ("ba", SEPTEMBER): "备课组长", ("ba", OCTOBER): "备课组长",
        ("jiaowu", AUGUST): "班主任", ("jiaowu", SEPTEMBER): "备课组长", ("jiaowu", OCTOBER): "备课组长",
    }  # fmt: skip


def test_who_is_not_in_the_roster_in_that_month_is_not_known() -> None:
    """Somebody who comes in September is nobody in May."""
    late = person("柏未名", "jiaowu", first_day=date(2016, 9, 1))
    assert read_people(roll("jiaowu", MAY, late), "柏未名", asked=True).code == "person-unknown"
    assert read_people(roll("jiaowu", SEPTEMBER, late), "柏未名", asked=True).code == ""


# what the roster may not say

FAULTS: dict[str, tuple[Callable[[Settings], object], str]] = {
    "two of one name in one unit": (
        lambda s: s["roster"]["people"].append({"name": "槐致用", "unit": "jiaowu", "tier": "教师"}),
        "「教务处」有两位「槐致用」，表里分不清是谁。请给两位各写一个不同的 aliases；是同一位换了岗位的，请写 first_day、last_day。",
    ),
    "an alias is another's name": (
        lambda s: s["roster"]["people"][0].update(aliases=["槐致用"]),
        "「槐致用」既可以是「学校领导班子」又可以是「槐致用」。请改掉一个 aliases。",
    ),
    "the last day before the first": (
        lambda s: s["roster"]["people"][0].update(first_day=date(2016, 9, 1), last_day=date(2016, 8, 1)),
        "」的截止日早于起始日。",
    ),
    "a former name that is another unit's": (
        lambda s: s["roster"]["units"][0].update(former=["政教处"]),
        "「政教处」既是「教务处」又是「政教处」的名称或曾用名，分不清是哪个单位。",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_roster_that_contradicts_itself_is_refused(fault: str, tmp_path: Path) -> None:
    """What cannot be told apart is a complaint when the declarations are read, and no guess later."""
    spoil, complaint = FAULTS[fault]
    settings = yaml.safe_load((SCHOOL.path).read_text(encoding="utf-8"))
    spoil(settings)
    path = tmp_path / "config.yaml"
    settings["folders"] = {"ledgers": str(SCHOOL.ledger_folder)}
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        load_config(path)
    assert len(caught.value.complaints) == 1
    assert complaint in caught.value.complaints[0]


def test_two_lines_of_one_person_on_other_days_are_no_fault(tmp_path: Path) -> None:
    """Who changes unit, or leaves and comes back, is listed twice."""

    def twice(settings: Settings) -> None:
        line = {"name": "柏未名", "unit": "jiaowu", "tier": "教师"}
        settings["roster"]["people"] += [
            {**line, "last_day": date(2016, 8, 31)}, {**line, "first_day": date(2016, 10, 1)},
        ]  # fmt: skip

    assert [p.name for p in School(tmp_path, change=twice).config.people].count("柏未名") == 2


# units: former names


def test_a_former_name_is_the_unit_of_today_and_a_short_one_is_asked_about() -> None:
    """教研室 is recorded as 教科室, with a note; 教务 is asked about and not taken."""
    table = rows("inspection", {"受检单位": "教研室"}, {"受检单位": "教务"}, {"受检单位": "教 科室"})
    found = checked(SCHOOL, workbook(SCHOOL, "assessors", MAY, {"inspection": table}))
    assert [r.values["subject"] for r in found.returns["inspection"].records] == ["教科室", "教科室"]
    assert [(f.code, f.where.cell) for f in found.findings] == [
        ("choice-tidied", "B6"), ("choice-wrong", "B7"), ("choice-tidied", "B8"),
    ]  # fmt: skip
    assert found.findings[1].context["guess"] == "；看起来像「教务处」"
    assert SCHOOL.find_unit(" 教 研 室") == SCHOOL.unit("jiaoke")


def test_a_renamed_unit_keeps_its_items_under_their_numbers(tmp_path: Path) -> None:
    """Old numbers stay, new ones bear the new name, and go on counting; decisions may use either name."""
    school = School(tmp_path)
    school.returns(MAY, "教务处", {"commitment": [{"promise": "修订课堂常规", "deadline": "2016-11-30"}]})
    school.consolidate(MAY)
    path = school.config.path
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: 教务处", "former: [教务处]\n    name: 教学处"),
        "utf-8",
    )
    school.config = load_config(path)
    school.decides(MAY, {"kind": "立项", "subject": "教务处", "number": "教务处-承诺-001", "weight": 2})
    school.returns(JUNE, "教学处", {"commitment": [{"promise": "开放课堂", "deadline": "2016-11-30"}]})

    month = school.consolidate(JUNE)

    assert [(i.number, i.unit, i.weight) for i in month.merged.items_of("jiaowu", "commitment")] == [
        ("教务处-承诺-001", "jiaowu", 2), ("教学处-承诺-002", "jiaowu", 1),
    ]  # fmt: skip
    assert [f.code for f in month.findings if f.code in {"decision-incomplete", "number-unknown"}] == []


# hand-over

FIRST, SECOND = "教务处-承诺-001", "教务处-承诺-002"
TWO = [
    {"promise": "修订课堂常规", "deadline": "2016-08-10"},
    {"promise": "完善校门口值日安排", "deadline": "2016-06-20"},
]


def handover(**other: Any) -> dict[str, Any]:  # noqa: ANN401 — cells of the decisions register
    """Return a line that hands 教务处's open items to 政教处 from August's period on."""
    return {
        "kind": "移交", "subject": "教务处", "first_period": "7—8月合并期", "new": "政教处", "approved_on": "2016-06-20",
        **other,
    }  # fmt: skip


def begun(folder: Path) -> School:
    """Return a school with two commitments of 教务处 in May, one of them done in June, and one of 政教处."""
    school = School(folder, ("教务处", "政教处"))
    school.returns(MAY, "教务处", {"commitment": TWO})
    school.returns(MAY, "政教处", {"commitment": [{"promise": "家访", "deadline": "2016-11-30"}]})
    done = {"promise": "完善校门口值日安排", "finished_on": "2016-06-15", "evidence": "安排表"}
    school.returns(JUNE, "教务处", {"commitment": [done]})
    school.returns(JUNE, "政教处")
    return school


def item(month: Consolidation, number: str) -> Item:
    """Return the item of this number."""
    return next(each for each in month.merged.items if each.number == number)


def said(month: Consolidation, *codes: str) -> list[tuple[str, str, str]]:
    """Return code, unit and cell of what is said of `codes`."""
    return [(f.code, f.unit, f.where.cell) for f in month.findings if f.code in codes]


def test_an_item_that_is_handed_over_is_the_new_units_from_then_on(tmp_path: Path) -> None:
    """June stays 教务处's to the last figure; from August on forms, points and 督办 are 政教处's."""
    school = begun(tmp_path)
    before = school.consolidate(JUNE)
    school.decides(JUNE, handover())
    june = school.consolidate(JUNE)
    assert [(s.unit, s.score, s.because) for s in june.scores] == [
        (s.unit, s.score, s.because) for s in before.scores
    ]
    assert june.concerns == before.concerns
    assert (item(june, FIRST).unit, item(june, FIRST).unit_in(AUGUST)) == ("jiaowu", "zhengjiao")

    forms = {h.unit_id: h for h in handouts(school.config, school.config.period(AUGUST), june.merged)}
    listed = {
        unit: [(line["number"], line["promise"]) for line in plan.rows]
        for unit in ("jiaowu", "zhengjiao") for plan in forms[unit].sheets if plan.ledger.id == "commitment"
    }  # fmt: skip
    mine = [("政教处-承诺-001", "家访"), (FIRST, "修订课堂常规")]
    assert listed == {"jiaowu": [], "zhengjiao": mine}

    school.returns(AUGUST, "教务处")
    school.returns(AUGUST, "政教处")
    august = school.consolidate(AUGUST)
    assert item(august, FIRST).unit == "zhengjiao"
    assert item(august, SECOND).unit == "jiaowu"
    assert [e.unit for e in item(august, FIRST).entries.values()] == ["jiaowu", "jiaowu", "zhengjiao"]
    lines = {
        unit: [b.id for b in school.indicator(AUGUST, "commitment", unit).because]
        for unit in ("教务处", "政教处")
    }
    assert not any(FIRST in each for each in lines["教务处"])
    assert {each.split("/", 1)[1] for each in lines["政教处"]} == {
        f"{FIRST}/完成", f"{FIRST}/进展", "政教处-承诺-001/进展",
    }  # fmt: skip
    assert [(c.unit, c.number, c.kind) for c in august.concerns if c.number == FIRST] == [
        ("zhengjiao", FIRST, OVERDUE)
    ]
    assert school.indicator(AUGUST, "commitment", "教务处").score == 100
    assert (
        said(august, "decision-incomplete", "number-unknown", "item-absent", "item-moved", "nil-with-open")
        == []
    )
    again = school.consolidate(JUNE)
    assert [(s.unit, s.score, s.because) for s in again.scores] == [
        (s.unit, s.score, s.because) for s in before.scores
    ]


def test_who_has_handed_everything_on_has_nothing_open_and_is_not_punished(tmp_path: Path) -> None:
    """The line points to the decision, and to no cell of the other unit."""
    school = School(tmp_path, ("教务处", "政教处"))
    school.returns(MAY, "教务处", {"commitment": [{"promise": "修订课堂常规", "deadline": "2016-11-30"}]})
    school.decides(MAY, handover(first_period="6月", approved_on="2016-05-20"))
    for unit in ("教务处", "政教处"):
        school.returns(JUNE, unit)
    found = school.indicator(JUNE, "commitment")
    (line,) = found.because
    assert (found.score, line.text) == (Fraction(100), "今年登记的事项都已移交，没有在办事项")
    assert line.where.sheet == school.config.ledgers["decisions"].title[:31]


def test_what_is_known_of_the_new_unit_stands_in_its_form(tmp_path: Path) -> None:
    """The leader in charge of a problem is the new unit's, not the one under whom it was found."""
    school = School(tmp_path, ("教务处", "政教处"))
    school.returns(MAY, "教务处", {"conduct": [{"problem": "会议偏多", "deadline": "2016-11-30"}]})
    school.decides(MAY, handover(first_period="6月", approved_on="2016-05-20"))
    may = school.consolidate(MAY)
    (form_of,) = (
        h for h in handouts(school.config, school.config.period(JUNE), may.merged) if h.unit == "政教处"
    )
    ((line,),) = (plan.rows for plan in form_of.sheets if plan.ledger.id == "conduct")
    ledger = school.config.ledgers["conduct"]
    leaders = [line[f.name] for f in ledger.fields if f.source == "unit.leader"]
    assert (line["number"], leaders) == ("教务处-作风-001", ["榆安之"])


def test_only_what_is_named_changes_hands(tmp_path: Path) -> None:
    """A number moves one item, a ledger those of one sheet."""
    for folder, named, moved in (
        ("number", {"number": FIRST}, {FIRST}),
        ("ledger", {"target": "表2-1 对标践诺"}, {"教务处-对标-001"}),
        ("all", {}, {FIRST, SECOND, "教务处-对标-001"}),
    ):
        school = School(tmp_path / folder, ("教务处", "政教处"))
        benchmark = [{"project": "小班走课", "deadline": "2016-11-30"}]
        school.returns(MAY, "教务处", {"commitment": TWO, "benchmark": benchmark})
        school.decides(MAY, handover(first_period="6月", approved_on="2016-05-20", **named))
        month = school.consolidate(JUNE)
        assert {i.number for i in month.merged.items if i.unit == "zhengjiao"} == moved


def test_sections_turn_in_a_ring_at_once(tmp_path: Path) -> None:
    """In September each hands on what it had, and gets what the other had: nothing goes two steps."""
    names = ("七年级级部", "八年级级部", "九年级级部")
    school = School(tmp_path, names)
    for name in names:
        school.returns(MAY, name, {"commitment": [{"promise": f"{name}的早读", "deadline": "2016-11-30"}]})
    ring = dict(zip(names, (*names[1:], names[0]), strict=True))
    lines = [
        handover(subject=one, new=other, first_period="6月", approved_on="2016-05-20")
        for one, other in ring.items()
    ]
    school.decides(MAY, *lines)
    school.consolidate(MAY)
    for name in names:
        school.returns(JUNE, name)
    month = school.consolidate(JUNE)
    ids = {u.name: u.id for u in school.config.units}
    assert {i.number: i.unit for i in month.merged.items} == {
        f"{one}-承诺-001": ids[other] for one, other in ring.items()
    }
    assert all(JUNE in i.entries for i in month.merged.items)
    assert said(month, "decision-incomplete", "item-moved", "item-absent", "number-unknown") == []


def test_a_decision_made_late_does_not_reach_back(tmp_path: Path) -> None:
    """Approved after June's deadline, it holds from August on, whatever month it names."""
    school = begun(tmp_path)
    june = school.consolidate(JUNE)
    school.decides(AUGUST, handover(first_period="6月", approved_on="2016-07-20"))
    august = school.consolidate(AUGUST)
    assert [(m.period, m.giver, m.taker) for m in item(august, FIRST).moves] == [
        (AUGUST, "jiaowu", "zhengjiao")
    ]
    assert school.consolidate(JUNE).scores == june.scores


def test_an_item_goes_from_hand_to_hand_and_back(tmp_path: Path) -> None:
    """Whose it is follows the decisions; an earlier postponement goes with it, a number too."""
    school = begun(tmp_path)
    school.decides(
        JUNE,
        {
            "kind": "延期",
            "subject": "教务处",
            "number": FIRST,
            "new_deadline": "2016-10-31",
            "approved_on": "2016-06-10",
        },
        handover(number=FIRST),
        handover(number=FIRST, subject="政教处", new="教务处", first_period="9月"),
    )
    school.returns(AUGUST, "政教处")
    school.returns(SEPTEMBER, "教务处")
    month = school.consolidate(SEPTEMBER)
    found = item(month, FIRST)
    assert [found.unit_in(p) for p in (MAY, JUNE, AUGUST, SEPTEMBER, OCTOBER)] == [
        "jiaowu", "jiaowu", "zhengjiao", "jiaowu", "jiaowu",
    ]  # fmt: skip
    assert (found.unit, found.deadline(date(2016, 10, 8))) == ("jiaowu", date(2016, 10, 31))
    assert list(found.entries) == [MAY, JUNE, AUGUST, SEPTEMBER]
    assert said(month, "number-unknown", "item-moved", "decision-incomplete") == []


REASONS: dict[str, tuple[dict[str, Any], str]] = {
    "no first month": ({"first_period": None}, "「移交」没有写起始月份"),
    "no taker": ({"new": None}, "「移交」没有在「改为」写接手的单位"),
    "no unit": ({"new": "初一"}, "「移交」的「改为」写的是「初一」，不是单位名"),
    "itself": ({"new": "教务处"}, "「移交」的「改为」写的是原单位"),
    "no such number": ({"number": "教务处-承诺-077"}, "该单位没有「教务处-承诺-077」这个事项编号"),
    "done already": ({"number": SECOND}, f"「{SECOND}」在7—8月合并期不是该单位没有完成的事项，没有可移交的"),
    "nothing open": ({"subject": "考评组", "new": "教务处"}, "该单位没有未完成的事项可移交"),
    "no items": ({"target": "表2-2 宣传报道"}, "「表2-2 宣传报道」不是有事项要接着做的台账，没有可移交的"),
    "twice": ({"number": FIRST, "twice": True}, f"「{FIRST}」在7—8月合并期已经移交过一次"),
    "no duty": (
        {"new": "考评组"}, f"「考评组」不报「表1 目标承诺」，{FIRST}没有移交",
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_a_hand_over_that_cannot_be_carried_out_says_why(reason: str, tmp_path: Path) -> None:
    """The office is told at the line's cell, in the month in which it was filed, and nothing moves."""
    cells, words = REASONS[reason]
    school = begun(tmp_path)
    line = handover(**{name: typed for name, typed in cells.items() if name != "twice"})
    again = cells.get("twice", False)
    school.decides(JUNE, line, *([line] if again else []))
    month = school.consolidate(JUNE)
    found = [f for f in month.findings if f.code == "decision-incomplete"]
    assert [(f.where.cell, f.context["reason"]) for f in found] == [("A7" if again else "A6", words)]
    assert [i.number for i in month.merged.items if i.moves] == ([FIRST] if again else [])


@pytest.mark.parametrize(("number", "cell"), [(FIRST, "B6"), ("", "D6")])
def test_the_old_units_row_is_not_counted_and_told_whose_it_is(
    number: str, cell: str, tmp_path: Path
) -> None:
    """With its number or with its words alone: neither makes a new item."""
    year = Year(tmp_path).returns(MAY, form({"commitment": row("commitment")}))
    year.returns(MAY, form({"decisions": HANDED_OVER}, "office"))
    month = year.returns(JUNE, form({"commitment": row("commitment", 事项编号=number)}, period=JUNE)).month(
        JUNE
    )
    (found,) = (f for f in month.findings if f.code == "item-moved")
    assert (found.unit, found.where.cell) == ("jiaowu", cell)
    assert "已移交给政教处" in message(found)
    assert [(i.number, i.unit, list(i.entries)) for i in month.merged.items] == [(FIRST, "zhengjiao", [MAY])]


def test_a_closed_unit_leaves_no_item_behind_unasked(tmp_path: Path) -> None:
    """From its last month on the office is asked, until everything is handed over or withdrawn."""

    def closing(settings: Settings) -> None:
        (line,) = (u for u in settings["roster"]["units"] if u["name"] == "教务处")
        line["last_day"] = date(2016, 6, 30)

    school = School(tmp_path, ("教务处", "政教处"), closing)
    school.returns(MAY, "教务处", {"commitment": TWO})
    assert said(school.consolidate(MAY), "items-orphaned") == []
    school.returns(JUNE, "教务处")
    (found,) = (f for f in school.consolidate(JUNE).findings if f.code == "items-orphaned")
    assert found.context == {"unit_name": "教务处", "count": "2", "numbers": f"{FIRST}、{SECOND}"}
    assert said(school.consolidate(AUGUST), "items-orphaned") == [("items-orphaned", "jiaowu", "B6")]
    school.decides(
        JUNE,
        handover(number=FIRST),
        {"kind": "撤销", "subject": "教务处", "number": SECOND, "approved_on": "2016-06-20"},
    )
    assert said(school.consolidate(JUNE), "items-orphaned") == []
    august = school.consolidate(AUGUST)
    assert said(august, "items-orphaned") == []
    assert item(august, FIRST).unit == "zhengjiao"


# numbers


CALENDAR, DUTY = "修订课堂常规和作业制度", "完善校门口值日安排"


def followed(home: Path, *june: dict[str, str], may: tuple[dict[str, str], ...] = ()) -> Consolidation:
    """Return June, for which a blank form was filled in after two commitments of May."""
    year = Year(home)
    year.returns(
        MAY, form({"commitment": rows("commitment", *(may or ({"承诺事项": CALENDAR}, {"承诺事项": DUTY})))})
    )
    year.returns(JUNE, form({"commitment": rows("commitment", *june)}, period=JUNE))
    return year.month(JUNE)


def continued(month: Consolidation) -> dict[str, int]:
    """Return in which row of June each item goes on."""
    return {i.number: i.entries[JUNE].row for i in month.merged.items if JUNE in i.entries}


THIRD = "教务处-承诺-003"
RETURNS: dict[str, tuple[tuple[dict[str, str], ...], dict[str, int], list[tuple[str, str]]]] = {
    # what June's rows say → the items that go on, by row; what is said, at which cell
    "with their numbers": (
        ({"承诺事项": CALENDAR, "事项编号": FIRST}, {"承诺事项": DUTY, "事项编号": SECOND}), {FIRST: 6, SECOND: 7}, [],
    ),
    "without numbers": (
        ({"承诺事项": DUTY}, {"承诺事项": CALENDAR}), {SECOND: 6, FIRST: 7}, [("number-matched", "D6"), ("number-matched", "D7")],
    ),
    "numbers typed anyhow": (
        ({"承诺事项": CALENDAR, "事项编号": "教务处—承诺—００１"}, {"承诺事项": DUTY, "事项编号": "教务处 承诺 2"}),
        {FIRST: 6, SECOND: 7}, [("item-number-tidied", "B6"), ("item-number-tidied", "B7")],
    ),
    "another unit's number": (
        ({"承诺事项": CALENDAR, "事项编号": "政教处-承诺-001"}, {"承诺事项": DUTY, "事项编号": SECOND}),
        {FIRST: 6, SECOND: 7}, [("number-restored", "B6")],
    ),
    "a strange number, nearly the words": (
        ({"承诺事项": f"{CALENDAR}等", "事项编号": "1"}, {"承诺事项": DUTY, "事项编号": SECOND}),
        {SECOND: 7}, [("item-absent", "A1"), ("number-near", "B6")],
    ),
    "a strange number, other words": (
        ({"承诺事项": CALENDAR, "事项编号": FIRST}, {"承诺事项": DUTY, "事项编号": SECOND}, {"承诺事项": "开放课堂", "事项编号": "1"}),
        {FIRST: 6, SECOND: 7}, [("number-unknown", "B8")],
    ),
    "one number on both": (
        ({"承诺事项": DUTY, "事项编号": FIRST}, {"承诺事项": CALENDAR, "事项编号": FIRST}),
        {SECOND: 6, FIRST: 7}, [("number-restored", "B6")],
    ),
    "one number on both, the second is new": (
        ({"承诺事项": "开放课堂", "事项编号": FIRST}, {"承诺事项": CALENDAR, "事项编号": FIRST}, {"承诺事项": DUTY, "事项编号": SECOND}),
        {FIRST: 7, SECOND: 8}, [("number-twice", "B6")],
    ),
    "numbers swapped": (
        ({"承诺事项": DUTY, "事项编号": FIRST}, {"承诺事项": CALENDAR, "事项编号": SECOND}),
        {FIRST: 6, SECOND: 7}, [("number-words-differ", "B6"), ("number-words-differ", "B7")],
    ),
    "the words again without number": (
        ({"承诺事项": CALENDAR, "事项编号": FIRST}, {"承诺事项": DUTY, "事项编号": SECOND}, {"承诺事项": CALENDAR}),
        {FIRST: 6, SECOND: 7}, [("row-repeated", "D8")],
    ),
    "the words again, said to be new": (
        (
            {"承诺事项": CALENDAR, "事项编号": FIRST}, {"承诺事项": DUTY, "事项编号": SECOND},
            {"承诺事项": CALENDAR, "备注": "新增"},
        ),
        {FIRST: 6, SECOND: 7, THIRD: 8}, [],
    ),
    "a row with words of its own": (
        ({"承诺事项": CALENDAR, "事项编号": FIRST}, {"承诺事项": DUTY, "事项编号": SECOND}, {"承诺事项": "开放课堂"}),
        {FIRST: 6, SECOND: 7, THIRD: 8}, [],
    ),
    "one vanished, two say parts of it": (
        ({"承诺事项": DUTY, "事项编号": SECOND}, {"承诺事项": "修订课堂常规"}, {"承诺事项": "修订作业制度"}),
        {SECOND: 6, THIRD: 7, "教务处-承诺-004": 8}, [("item-absent", "A1"), ("item-split", "D7")],
    ),
    "one done, two say parts of it": (
        (
            {"承诺事项": CALENDAR, "事项编号": FIRST, "实际完成日期": "2016-06-20", "佐证材料": "文本"},
            {"承诺事项": DUTY, "事项编号": SECOND}, {"承诺事项": "修订课堂常规"}, {"承诺事项": "修订作业制度"},
        ),
        {FIRST: 6, SECOND: 7, THIRD: 8, "教务处-承诺-004": 9}, [("item-split", "D8")],
    ),
    "one vanished, another is new": (
        ({"承诺事项": DUTY, "事项编号": SECOND}, {"承诺事项": "修订课堂常规"}),
        {SECOND: 6, THIRD: 7}, [("item-absent", "A1")],
    ),
}  # fmt: skip
OF_NUMBERS = frozenset({
    "number-matched", "number-near", "number-unknown", "number-twice", "number-restored", "item-number-tidied",
    "number-words-differ", "row-repeated", "item-moved", "item-split", "item-absent",
})  # fmt: skip


@pytest.mark.parametrize("case", RETURNS)
def test_a_row_means_the_item_that_it_says_or_is_asked_about(case: str, tmp_path: Path) -> None:
    """By number, else by words; never one task twice, never two as one."""
    june, rows_of, wanted = RETURNS[case]
    month = followed(tmp_path, *june)
    assert continued(month) == rows_of
    found = [f for f in month.findings if f.code in OF_NUMBERS]
    assert sorted((f.code, f.where.cell) for f in found) == wanted
    numbers = {i.number for i in month.merged.items}
    assert numbers == {FIRST, SECOND, *rows_of}
    for each in found:
        assert "「」" not in message(each)


def test_a_split_is_told_with_what_it_was_and_what_it_is(tmp_path: Path) -> None:
    """The office reads which rows, of which item, and why they are asked about; the other row is named too."""
    june, _, _ = RETURNS["one done, two say parts of it"]
    (found,) = (f for f in followed(tmp_path, *june).findings if f.code == "item-split")
    assert message(found) == (
        f"教务处表1 目标承诺第8、9行（D8）与「{CALENDAR}」（{FIRST}）相近，而这一件这个月报了完成。"
    )
    assert [place.cell for place in found.also] == ["D9"]
    assert saying("item-split").office


def test_two_items_of_one_wording_are_asked_about(tmp_path: Path) -> None:
    """A row without number that could be either of two is neither."""
    same = ({"承诺事项": CALENDAR}, {"承诺事项": CALENDAR, "工作目标": "作业公示"})
    month = followed(tmp_path, {"承诺事项": CALENDAR}, may=same)
    assert continued(month) == {}
    (found,) = (f for f in month.findings if f.code == "number-near")
    assert f"「{FIRST}」「{SECOND}」" in message(found)


def test_the_same_rows_have_the_same_numbers_however_the_roster_changes(tmp_path: Path) -> None:
    """An alias that is added later makes another name of the owner, and no other item."""
    year = Year(tmp_path).returns(MAY, form({"commitment": row("commitment", 承诺人="大柏")}))
    assert [i.number for i in year.month(MAY).merged.items] == [FIRST]
    known = person("柏未名", "jiaowu", aliases=("大柏",))
    year.config = replace(year.config, people=(*SCHOOL.people, known))
    month = year.month(MAY)
    assert [(i.number, i.latest.text("person")) for i in month.merged.items] == [(FIRST, "柏未名")]


def test_a_number_is_never_issued_twice() -> None:
    """A unit that takes another's old name goes past the numbers that the other was given."""
    numbers = Numbers([Issued(FIRST, "commitment", "zhengjiao", "甲|乙", MAY)])
    ledger, unit = SCHOOL.ledgers["commitment"], SCHOOL.unit("jiaowu")
    assert numbers.of_words(ledger, unit, "丙|丁", MAY) == SECOND
    assert numbers.of_words(ledger, unit, "丙|丁", JUNE) == SECOND
    assert numbers.meant("教务处 承诺 0２") == SECOND
    assert numbers.meant("教务处-承诺-12") == "教务处-承诺-12"


# overdue


def test_what_was_overdue_under_its_old_deadline_counts_as_it_was_judged(tmp_path: Path) -> None:
    """督办 and the score count the same periods: a postponement does not undo those before it was approved."""
    school = School(tmp_path)
    school.returns(MAY, "教务处", {"commitment": [{"promise": "修订课堂常规", "deadline": "2016-05-20"}]})
    for period in (JUNE, AUGUST, SEPTEMBER, OCTOBER):
        school.returns(period, "教务处")
    postponed = {
        "kind": "延期", "subject": "教务处", "number": FIRST, "new_deadline": "2016-09-15", "approved_on": "2016-09-20",
    }  # fmt: skip
    school.decides(SEPTEMBER, postponed)
    kinds = {}
    judged = {}
    for period in (AUGUST, SEPTEMBER, OCTOBER):
        month = school.consolidate(period)
        (kinds[period],) = (c.kind for c in month.concerns if c.number == FIRST)
        found = school.indicator(period, "commitment")
        judged[period] = any(line.id.endswith("/完成") for line in found.because)
    assert kinds == {AUGUST: OVERDUE, SEPTEMBER: DEAD, OCTOBER: DEAD}
    assert judged == {AUGUST: True, SEPTEMBER: False, OCTOBER: False}
