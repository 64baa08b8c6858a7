"""The first look: who leads, how far the means moved, who is to be helped, what waits since when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipeline.briefing import brief
from tests.school import School

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.briefing import Briefing

MAY, JUNE = "2016-05", "2016-06"
TWO = ("教务处", "总务处")
DONE = {"deadline": date(2016, 5, 20), "finished_on": date(2016, 5, 18)}
LATE = {"promise": "整修操场看台", "deadline": date(2016, 5, 20)}


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Return a school of two units, one of which is late with a promise."""
    school = School(tmp_path, TWO)
    school.returns(MAY, "教务处", {"commitment": [DONE]})
    school.returns(MAY, "总务处", {"commitment": [LATE]})
    return school


def told(school: School, period: str) -> Briefing:
    """Return the first look at a period."""
    return brief(school.config, school.consolidate(period))


def test_who_is_last_is_named_with_what_is_overdue(school: School) -> None:
    """Who needs help: the last of the category, below its mean, with its delays."""
    month = school.consolidate(MAY)
    last = next(score for score in month.scores if score.name == "总务处")
    assert last.score is not None
    first = told(school, MAY)
    assert first.help.startswith("需要帮一把：总务处 ")
    assert first.help.endswith(" 分（逾期 1 件）。")
    assert "比上期" not in first.sentence


def test_the_means_say_how_far_they_moved(school: School) -> None:
    """What changed: against the period before, in the sentence and of the last one."""
    school.returns(JUNE, "教务处", {})
    second = told(school, JUNE)
    assert "平均" in second.sentence
    assert "（比上期 " in second.sentence
    assert "比上期 " in second.help


def test_nobody_is_last_where_all_are_alike(tmp_path: Path) -> None:
    """A single unit, or equals, need no help."""
    school = School(tmp_path, TWO)
    for unit in ("教务处", "总务处"):
        school.returns(MAY, unit, {"commitment": [DONE]})
    assert not told(school, MAY).help


def test_a_damaged_form_is_not_called_missing(tmp_path: Path) -> None:
    """Something came that cannot be used: the sentence does not say that nothing came."""
    school = School(tmp_path, TWO)
    school.returns(MAY, "教务处", {"commitment": [DONE]})
    folder = school.config.submissions / MAY
    (folder / "总务处_2016-05.xlsx").write_bytes(b"PK\x03\x04 damaged")
    sentence = told(school, MAY).sentence
    assert "总务处发来的表不能用，要重发" in sentence
    assert "没有报" not in sentence
