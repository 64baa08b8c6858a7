"""The worked period of the rubric (考评细则 §7), from workbooks handed out and filled in to 83.47."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.model import shown, total
from tests.school import School

if TYPE_CHECKING:
    from pipeline.model import UnitScore

FIVE_A = "办学效益·指标一（待填）"
WEIGHTS = {
    "commitment": 15, "benchmark": 15, "excellence": 15, "civility": 25, "bids": 10, "clearance": 10,
}  # fmt: skip
SCORES = {
    "commitment": Fraction(72), "benchmark": Fraction(50), "excellence": Fraction(88),
    "civility": Fraction("94.5"), "bids": Fraction(100), "conduct": None, "clearance": Fraction(100),
}  # fmt: skip


def _from_80_to_100(settings: dict[str, Any]) -> None:
    """Let the one 5A indicator of the example have 100 for full marks and 80 for its last rating."""
    line = next(line for line in settings["codes"]["five_a"] if line["name"] == FIVE_A)
    line |= {"full": 100, "base": 80}


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> UnitScore:
    """Return the May of 教务处 that the rubric tells, in time, all weights 1."""
    school = School(tmp_path_factory.mktemp("worked"), change=_from_80_to_100)
    far = {"deadline": "2016-11-30", "milestone": "第一批培训结束", "milestone_on": "2016-07-15"}
    school.returns("2016-05", "教务处", {
        "commitment": [
            {"promise": "按时办结", "deadline": "2016-05-20", "finished_on": "2016-05-20"},
            {"promise": "晚四个工作日", "deadline": "2016-05-20", "finished_on": "2016-05-26"},
            {"promise": "到期未办", "deadline": "2016-05-20"},
            {"promise": "长期任务甲", **far},
            {"promise": "课程改革乙", **far},
        ],
        "benchmark": [
            {"project": "走班教学", "deadline": "2016-07-31"},
            {"project": "校本教研", "deadline": "2016-07-31", "progress": None},
        ],
        "five_a": [{"indicator": FIVE_A, "deadline": "2016-05-31", "finished_on": "2016-05-30"}],
        "bids": [{"name": "省级课改试点", "deadline": "2016-07-31"}],
    }, arrived="2016-06-06 17:30")  # fmt: skip
    school.inspects(
        "2016-05",
        {"checked_on": "2016-05-12", "subject": "教务处", "code": "上班迟到", "count": 3},
        {"checked_on": "2016-05-17", "subject": "教务处", "code": "投诉查实", "count": 1},  # −5
        {"checked_on": "2016-05-18", "subject": "教务处", "code": "书面表扬加分", "count": 6},  # +3
        grades=[("教务处", "服务质量", "良"), ("教务处", "服务意识", "优")],
    )
    school.decides("2016-05", five_a=[{"subject": "教务处", "indicator": FIVE_A, "fixed_score": 88}])
    return school.score("2016-05")


@pytest.mark.parametrize("name", SCORES)
def test_every_indicator_has_the_figure_of_the_rubric(worked: UnitScore, name: str) -> None:
    """An indicator's score out of 100 is the one worked out by hand, exactly."""
    assert next(each.score for each in worked.indicators if each.id == name) == SCORES[name]


def test_the_weight_of_what_does_not_apply_goes_to_the_others(worked: UnitScore) -> None:
    """作风整顿 has nothing to report: the ninety that remain become a hundred, each in proportion."""
    moved = {each.id: each.weight for each in worked.indicators if each.score is not None}
    assert moved == {name: Fraction(weight * 100, 90) for name, weight in WEIGHTS.items()}


def test_the_period_is_83_47(worked: UnitScore) -> None:
    """75.125 of 90 is 83.4722…; returned in time nothing is deducted, and 83.47 is shown."""
    assert worked.before_discipline == Fraction("75.125") * 100 / 90
    assert worked.discipline == ()
    assert worked.score == Fraction(6010, 72)
    assert shown(worked.score) == "83.47"


def test_the_lines_add_up(worked: UnitScore) -> None:
    """The lines of each indicator sum to its points, and the four headings to all of them."""
    assert [total(each.because) for each in worked.indicators] == [each.points for each in worked.indicators]
    assert sum(gained for gained, _ in worked.headings.values()) == worked.before_discipline
    assert sum(possible for _, possible in worked.headings.values()) == 100


def test_every_line_names_its_source(worked: UnitScore) -> None:
    """Every line says in which file it has its reason, and in which cell unless that is a register."""
    assert all(line.where.file for line in worked.because)
    assert all(line.where.cell for line in worked.because if line.where.file.endswith(".xlsx"))
    assert len({line.id for line in worked.because}) == len(worked.because)
