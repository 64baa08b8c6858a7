"""For each guard a month in which it asks, and a month just short of it: small schools, real workbooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tests.school import School

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.model import Finding
    from tests.school import Table

MAY, JUNE, AUGUST = "2016-05", "2016-06", "2016-08"
SOON = "2016-07-31"
THREE = ("教务处", "政教处", "总务处")
TITLE = "清晨路口的红马甲"

Said = Sequence["Finding"]
Case = tuple[Callable[["Path"], Said], list[str]]


def said(school: School, period: str = MAY) -> Said:
    """Return everything that is said of a month, the questions to the office too."""
    month = school.consolidate(period)
    return (*month.findings, *month.guards)


def of_month(home: Path, tables: Mapping[str, Mapping[str, Table]]) -> Said:
    """Return what is said of May when these units return these tables."""
    school = School(home, tuple(tables))
    for unit, own in tables.items():
        school.returns(MAY, unit, own)
    return said(school)


def promises(*names: str, **other: Any) -> list[dict[str, Any]]:  # noqa: ANN401 — cells as School takes them
    """Return rows of 表1 with these names."""
    return [{"promise": name, "deadline": SOON, **other} for name in names]


def claims(home: Path, one: str, other: str) -> Said:
    """Return what is said where two units publish a story under these titles."""
    return of_month(home, {"教务处": {"media": [{"title": one}]}, "政教处": {"media": [{"title": other}]}})


def split(home: Path, *names: str) -> Said:
    """Return what is said where one unit promises these things."""
    return of_month(home, {"教务处": {"commitment": promises(*names)}})


def done_on(home: Path, day: str, arrived: str = "") -> Said:
    """Return what is said of June when an item of May, running in May's return, is reported done on `day`."""
    school = School(home)
    school.returns(MAY, "教务处", {"commitment": promises("修订作息制度")}, arrived)
    school.returns(JUNE, "教务处", {"commitment": promises("修订作息制度", finished_on=day)})
    return said(school, JUNE)


def done_with(home: Path, evidence: str | None) -> Said:
    """Return what is said of an item that was done, with this evidence."""
    rows = promises("修订作息制度", finished_on="2016-05-20", evidence=evidence)
    return of_month(home, {"教务处": {"commitment": rows}})


def still(home: Path, count: int, whole: int) -> Said:
    """Return what is said where so many of so many items stand still."""
    names = [
        "修订作息制度",
        "排好值周表",
        "装订学籍卡",
        "清点实验器材",
        "检查听课笔记",
        "公布考场安排",
        "培训监考教师",
    ]
    rows = [*promises(*names[:count], progress="推进"), *promises(*names[count:whole])]
    return of_month(home, {"教务处": {"commitment": rows}})


def waits(home: Path, *periods: str) -> Said:
    """Return what is said of the last of these periods when an item's time had come in none of them, from May on."""
    school = School(home)
    names = promises("修订作息制度", deadline="2016-11-30", progress="未到启动时间")
    for period in periods:
        school.returns(period, "教务处", {"commitment": names})
    return said(school, periods[-1])


def due(home: Path, day: str) -> Said:
    """Return what is said of a May in which an item is registered that is due on `day`."""
    return of_month(home, {"教务处": {"commitment": promises("修订作息制度", deadline=day)}})


def few(home: Path, count: int) -> Said:
    """Return what is said where one unit has so many items and two have four."""
    names = ["修订作息制度", "排好值周表", "装订学籍卡", "清点实验器材"]
    tables = {unit: {"commitment": promises(*names)} for unit in THREE[1:]}
    return of_month(home, {THREE[0]: {"commitment": promises(*names[:count])}, **tables})


def nils(home: Path, *periods: str) -> Said:
    """Return what is said of the last of these periods when everything was nil in each, from May on."""
    school = School(home)
    for period in periods:
        school.returns(period, "教务处")
    return said(school, periods[-1])


def inspected(home: Path, *lines: tuple[str, str, str]) -> Said:
    """Return what is said where (unit, code, inspector) stand in the register and every unit reported nil."""
    school = School(home, THREE)
    for unit in THREE:
        school.returns(MAY, unit)
    school.inspects(
        MAY, *({"subject": unit, "code": code, "count": 1, "inspector": who} for unit, code, who in lines)
    )
    return said(school)


def graded(home: Path, *grades: str) -> Said:
    """Return what is said where one leader gave these grades, unit by unit."""
    school = School(home, ("教务处", "教科室"))
    dimensions = [(unit, name) for unit in ("教务处", "教科室") for name in ("服务意识", "服务质量")]
    given = [(*place, grade) for place, grade in zip(dimensions, grades, strict=False)]
    school.inspects(MAY, grades=given)
    return said(school)


LATE = "上班迟到"
OFTEN = [("教务处", LATE, "荷清如")] * 4 + [("政教处", LATE, "荷清如"), ("总务处", LATE, "荷清如")] * 2

GUARDED: dict[str, Case] = {
    "claimed-twice": (lambda home: claims(home, TITLE, f"“{TITLE}”"), ["A6"]),
    "items-alike": (lambda home: split(home, "七年级1班卫生包干", "修订作息制度", "七年级2班卫生包干"), ["D6"]),
    "done-while-running": (lambda home: done_on(home, "2016-05-20"), ["F6"]),
    "done-unproven": (lambda home: done_with(home, None), ["V6"]),
    "stale-many": (lambda home: still(home, 3, 6), ["E6"]),
    "not-begun-again": (lambda home: waits(home, MAY, JUNE, AUGUST), ["E6"]),
    "due-after-year": (lambda home: due(home, "2016-12-16"), ["N6"]),
    "items-few": (lambda home: few(home, 1), ["A1"]),
    "nil-again": (lambda home: nils(home, MAY, JUNE, AUGUST), ["D3"]),
    "nil-but-found": (lambda home: inspected(home, ("教务处", "投诉查实", "荷清如")), ["C6"]),
    "inspector-own": (lambda home: inspected(home, ("教务处", LATE, "荷清如、槐致用")), ["E6"]),
    "inspected-often": (lambda home: inspected(home, *OFTEN), ["B6"]),
    "grades-alike": (lambda home: graded(home, "优", "优", "优"), ["D6"]),
    "grades-spread": (lambda home: graded(home, "优", "优", "良"), ["D6"]),
}  # fmt: skip
"""For each guard what makes it ask, and at which cells."""

SHORT: list[tuple[str, Callable[[Path], Said]]] = [
    ("claimed-twice", lambda home: claims(home, TITLE, "傍晚路口的红马甲队")),
    ("claimed-twice", lambda home: claims(home, "七年级清晨路口红马甲护学", "八年级清晨路口红马甲护学")),
    ("claimed-twice", lambda home: claims(home, "路口红马甲", "路口红马甲")),
    ("items-alike", lambda home: split(home, "七年级卫生包干到人", "八年级晨读每天检查")),
    ("items-alike", lambda home: split(home, "查一次备课", "查二次备课")),
    ("done-while-running", lambda home: done_on(home, "2016-06-01")),
    ("done-while-running", lambda home: done_on(home, "2016-05-30", "2016-05-28T10:00")),
    ("done-unproven", lambda home: done_with(home, "作息表，教务处档案柜")),
    ("stale-many", lambda home: still(home, 2, 2)),
    ("stale-many", lambda home: still(home, 3, 7)),
    ("not-begun-again", lambda home: waits(home, MAY, JUNE)),
    ("not-begun-again", lambda home: waits(home, MAY, JUNE, AUGUST, "2016-09")),
    ("due-after-year", lambda home: due(home, "2016-12-15")),
    ("items-few", lambda home: few(home, 2)),
    ("nil-again", lambda home: nils(home, MAY, JUNE)),
    ("nil-again", lambda home: nils(home, MAY, AUGUST)),
    ("nil-but-found", lambda home: inspected(home, ("教务处", LATE, "荷清如"))),
    ("inspector-own", lambda home: inspected(home, ("教务处", LATE, "桐守正"))),
    ("inspected-often", lambda home: inspected(home, *OFTEN[1:])),
    ("inspected-often", lambda home: inspected(home, *OFTEN, *OFTEN[4:])),
    ("grades-alike", lambda home: graded(home, "优", "优")),
    ("grades-alike", lambda home: graded(home, "优", "优", "良")),
    ("grades-spread", lambda home: graded(home, "优", "良")),
]
"""Months in which the guard has no reason to ask."""
