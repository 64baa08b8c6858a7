"""A school whose May is drafted, signed and issued, and what may come afterwards."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.config import load_config
from pipeline.flow import Office
from pipeline.issuing import OfPeriod, approve, issue
from pipeline.pool import Here
from tests.school import School

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.model import Consolidation, Finding

UNITS = ("教务处", "政教处")
DRAFTED, SIGNED, SENT, LATER, JULY = (
    datetime(2016, 6, 8, 15), datetime(2016, 6, 9, 9), datetime(2016, 6, 9, 16), datetime(2016, 7, 6, 9), datetime(2016, 7, 8, 9),  # noqa: DTZ001
)  # fmt: skip
DUE = {"promise": "修订作息制度", "deadline": "2016-05-20"}
SIGNER = "竹文清"


def came_back(home: Path) -> School:
    """Return a school whose May came back: 教务处 has one promise that was due on 20 May and is not done."""
    school = School(home, UNITS)
    school.returns("2016-05", "教务处", {"commitment": [DUE]})
    school.returns("2016-05", "政教处", {"commitment": [{**DUE, "finished_on": "2016-05-19"}]})
    school.inspects("2016-05")
    return school


def office(school: School, now: datetime) -> Office:
    """Return the office at a moment."""
    return Office(load_config(school.config.path), now, Here())


def draft(school: School, now: datetime = DRAFTED, period: str = "2016-05") -> Consolidation:
    """Consolidate and publish the period at a moment."""
    at = office(school, now)
    month = at.consolidate(at.config.period(period))
    at.publish(month)
    return month


def issued(school: School, signed: datetime = SIGNED, sent: datetime = SENT) -> Consolidation:
    """Sign and issue May's draft."""
    may = OfPeriod(school.config.period("2016-05"))
    approve(office(school, signed), may, SIGNER)
    month, _ = issue(office(school, sent), may)
    return month


def document(school: School, name: str = "2016-05", file: str = "scores.json") -> Any:  # noqa: ANN401 — JSON
    """Return a JSON document of a release."""
    return json.loads((school.config.output / name / file).read_text(encoding="utf-8"))


def corrected(**line: Any) -> dict[str, Any]:  # noqa: ANN401 — cells
    """Return a line of the register that puts a cell of 教务处's May right."""
    return {
        "kind": "更正审批", "subject": "教务处", "target": "表1 目标承诺", "number": "教务处-承诺-001", "first_period": "5月",
        "column": "实际完成日期", "old": None, "new": "2016年5月20日", "reason": "经核实已于5月20日完成", "approved_by": SIGNER,
        "approved_on": "2016-06-13", "basis": "领导小组6月13日会议纪要", **line,
    }  # fmt: skip


def review(**line: Any) -> dict[str, Any]:  # noqa: ANN401 — cells
    """Return a request for review of 教务处's overdue promise."""
    return {
        "subject": "教务处", "about": "5月", "score_line": "目标承诺/教务处-承诺-001/完成", "reason": "已经完成", "asked_on": "2016-06-14",
        **line,
    }  # fmt: skip


RULED = {
    "ruling": "更正", "ruling_reason": "核实为按时完成", "ruled_on": "2016-06-20", "basis": "领导小组6月20日会议",
}  # fmt: skip


def after(home: Path, *, period: str = "2016-05", **june: list[dict[str, Any]]) -> Sequence[Finding]:
    """Return what is said of `period` after May was issued and June's registers of the office came with these lines."""
    school = came_back(home)
    draft(school)
    issued(school)
    school.returns("2016-06", "领导小组办公室", june)
    return draft(school, JULY if period == "2016-06" else LATER, period).findings


def of_year(home: Path, **december: list[dict[str, Any]]) -> Sequence[Finding]:
    """Return what is said of a year in which 教务处 published one story, with these registers in December."""
    school = School(home)
    school.returns(
        "2016-05",
        "教务处",
        {"commitment": [DUE], "media": [{"title": "清晨路口的红马甲", "aired_on": "2016-05-10"}]},
    )
    school.returns("2016-12", "领导小组办公室", {"marks": [{"subject": "教务处", "mark": 90}], **december})
    return school.year().findings


AFTERWARDS = {
    "cell-corrected": (lambda home: after(home, decisions=[corrected()]), ["F6"]),
    "review-lost": (lambda home: after(home, reviews=[review(score_line="没有这一条")]), ["C6"]),
    "review-late": (lambda home: after(home, reviews=[review(asked_on="2016-06-15")]), ["C6"]),
    "ruling-out-of-range": (lambda home: after(home, reviews=[review(**RULED, new_score=99)]), ["C6"]),
    "year-no-votes": (of_year, [""]),
    "year-unfixed": (of_year, ["A6"]),
}
"""For each code of what comes after a result what brings it, and at which cells."""
