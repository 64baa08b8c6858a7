"""The faces of the year: workbook, pages, machine files; what they show, and that the formulas say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.school import School

if TYPE_CHECKING:
    from pathlib import Path

    from tests.school import Settings, Table

OFFICE = "领导小组办公室"
UNITS = ("教务处", "政教处", "总务处", "团委", "七年级级部", "八年级级部", "九年级级部")
EQUAL = ("七年级级部", "八年级级部")
FAULTY = ("政教处", "九年级级部")
MARKS = {"教务处": 96, "政教处": 88, "总务处": 70, "团委": 90, "九年级级部": 82} | dict.fromkeys(EQUAL, 93)
CANARY = "金丝雀在作风问题里"
KEYS = {"commitment": "promise", "benchmark": "project", "teachers": "person", "bids": "name"}
FORMULA = '=HYPERLINK("http://example.invalid","点我")'


def year_school(folder: Path) -> School:
    """Return a school of seven units: caps, a veto, a quota with two equal units across its line, a late founding."""
    school = School(folder, UNITS, _late_founding)
    for unit in UNITS:
        _returns(school, unit)
    school.inspects("2016-05", {"subject": "政教处", "code": "迟到", "count": 3, "checked_on": "2016-05-12"})
    school.inspects(
        "2016-06", {"subject": "总务处", "code": "旷工半日", "count": 1, "checked_on": "2016-06-12"}
    )
    school.returns("2016-12", OFFICE, {
        "ballots": [line for unit in UNITS for line in _votes(unit)],
        "marks": [{"subject": unit, "mark": mark} for unit, mark in MARKS.items()],
        "honours": [
            {"subject": "教务处", "honour": "教学质量先进单位", "level": level, "awarded_on": "2016-11-20"}
            for level in ("国家", "省")
        ] + [{"subject": "教务处", "honour": "课程建设奖", "level": "省", "awarded_on": "2016-10-20"}],
        "sanctions": [
            {"subject": "政教处", "kind": "扣分", "reason": FORMULA, "points": 2, "basis": "校委会纪要", "decided_on": "2016-11-03"},
            {"subject": "团委", "kind": "一票否决", "reason": "弄虚作假", "grade_limit": "合格", "basis": "党总支决定",
             "decided_on": "2016-11-05"},
        ],
    })  # fmt: skip
    return school


def _late_founding(settings: Settings) -> None:
    for unit in settings["roster"]["units"]:
        unit["less"] = ["five_a"]
        if unit["name"] == "九年级级部":
            unit["first_day"] = "2016-09-01"


def _returns(school: School, unit: str) -> None:
    """Let the unit return every period: all done in the first, but where it is not one of the equal two."""
    periods = [each for each in school.config.periods if each.scored]
    known = school.config.unit(unit)
    there = [each for each in periods if known in school.config.units_in(each)]
    duties = {each.id for each in school.config.duties(known, there[0])}
    for period in there:
        tables: dict[str, Table] = {}
        if period is there[0]:
            day = period.last.isoformat()
            done = {"deadline": day, "finished_on": f"{day[:8]}18"}
            tables = {name: [{KEYS[name]: f"{unit}的一件实事", **done}] for name in KEYS if name in duties}
        if period.id == "2016-10" and unit in FAULTY:
            tables["conduct"] = [{"problem": CANARY, "measure": f"{CANARY}措施", "deadline": "2016-10-20"}]
        if period.id == "2016-11" and unit == "教务处":
            tables["commitment"] = [
                {"promise": "整理办事指南", "deadline": "2016-11-20", "finished_on": None}
            ]
        school.returns(period.id, unit, tables)


def _votes(unit: str) -> list[dict[str, object]]:
    groups = {"校领导": (5, 0, 0, 0), "中层": (5, 5, 0, 0), "教职工代表": (30, 10, 0, 0)}
    if unit == "总务处":
        groups["中层"] = (0, 0, 0, 0)
    return [
        {"subject": unit, "voters": group, "issued": sum(votes), "returned": sum(votes), "good": votes[0],
         "fairly_good": votes[1], "fair": votes[2], "poor": votes[3], "abstained": 0}
        for group, votes in groups.items()
    ]  # fmt: skip
