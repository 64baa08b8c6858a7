"""The year case by case (考评细则 §3): small years, each figure worked out by hand beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.school import School

if TYPE_CHECKING:
    from pathlib import Path

OFFICE = "领导小组办公室"


def ballots(unit: str, *groups: tuple[str, int, int, int, int]) -> list[dict[str, object]]:
    """Return the lines of a unit's ballots: voter group, then 好, 较好, 一般, 较差; nobody abstained."""
    return [
        {
            "subject": unit, "voters": group, "issued": sum(votes), "returned": sum(votes), "good": votes[0],
            "fairly_good": votes[1], "fair": votes[2], "poor": votes[3], "abstained": 0,
        }
        for group, *votes in groups
    ]  # fmt: skip


def test_a_year_by_hand(tmp_path: Path) -> None:
    """One period of 100·…; R = 60·1 + 40 moved; B = 0.3·100 + 0.3·90 + 0.4·80 = 89; L = 90."""
    school = School(tmp_path)
    school.returns(
        "2016-05",
        "教务处",
        {"commitment": [{"promise": "修订作息制度", "deadline": "2016-05-20", "finished_on": "2016-05-18"}]},
    )
    school.inspects("2016-05")
    votes = ballots("教务处", ("校领导", 5, 0, 0, 0), ("中层", 5, 5, 0, 0), ("教职工代表", 0, 10, 0, 0))
    school.returns("2016-12", OFFICE, {"ballots": votes, "marks": [{"subject": "教务处", "mark": 90}]})
    year = school.year_of()
    assert year.part("results").score == 100
    assert year.part("ballots").score == 89
    assert year.part("mark").score == 90
    assert year.year == Fraction("0.5") * 100 + Fraction("0.35") * 89 + Fraction("0.15") * 90
    assert year.process is not None
    assert year.final == Fraction("0.6") * year.process + Fraction("0.4") * year.year
