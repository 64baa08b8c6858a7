"""The edges of the rubric case by case (考评细则 §1, §2, §6): what test_score_cases.py leaves, by hand again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.school import NIL, School
from tests.test_score_cases import (
    COMMITMENT,
    DUE,
    E1,
    LONG,
    SOON,
    STEP,
    clears,
    codes,
    commits,
    credits_of,
    seen,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.school import Settings

NOT_DUE = {"promise": "编印校本教材", "deadline": SOON}
EXCUSED = {"kind": "客观原因", "subject": "教务处", "number": COMMITMENT, "first_period": "5月"}
MARKED_TWO = {"kind": "立项", "subject": "教务处", "number": COMMITMENT, "weight": 2}


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Return a school with one office that is scored, 教务处."""
    return School(tmp_path)


# ---- tasks --------------------------------------------------------------------------------------------


def test_an_excuse_makes_a_late_completion_whole(school: School) -> None:
    """Done on 1 June, eight working days late, 0.7; excused it is 1.0: 100."""
    assert commits(school, "2016-05", DUE | {"finished_on": "2016-06-01"}) == 79  # 100 × (0.7×0.7 + 0.3)
    school.decides("2016-05", EXCUSED)
    assert school.indicator("2016-05", "commitment").score == 100


def test_all_excused_is_full(school: School) -> None:
    """Two overdue, both excused: D = 1; one has said nothing: P = 1/2. 70 + 15."""
    school.decides("2016-05", EXCUSED, EXCUSED | {"number": "教务处-承诺-002"})
    silent = {"promise": "清点实验器材", "deadline": "2016-05-20", "progress": None}
    assert commits(school, "2016-05", DUE, silent) == 85


def test_a_missed_milestone_is_excused_once(school: School) -> None:
    """Excused from June to August: missed on 20 June, D = 1 in June and 0 in August; P = 0.5, none is named ahead."""
    school.decides("2016-05", EXCUSED | {"first_period": "6月", "last_period": "8月"})
    commits(school, "2016-05", LONG | STEP)
    assert [commits(school, month, LONG) for month in ("2016-06", "2016-08")] == [85, 15]


def test_weight_two_counts_twice_in_the_progress_too(school: School) -> None:
    """Nothing judged; the item of weight 2 is fresh, the other blank: P = 2/3."""
    school.decides("2016-05", MARKED_TWO)
    assert commits(
        school, "2016-05", NOT_DUE, {**NOT_DUE, "promise": "清点实验器材", "progress": None}
    ) == Fraction(200, 3)


def test_a_milestone_has_the_weight_of_its_item(school: School) -> None:
    """Weight 2: the milestone met counts 2 beside an overdue item of 1: D = 2/3, P = 1: 230/3."""
    school.decides("2016-05", MARKED_TWO)
    other = {"promise": "清点实验器材", "deadline": "2016-06-20"}
    commits(school, "2016-05", LONG | STEP, other)
    assert commits(school, "2016-06", LONG | {"milestone_done": "2016-06-20"}, other) == Fraction(230, 3)


def test_a_missed_milestone_is_judged_three_periods(school: School) -> None:
    """Missed on 20 June: 0 in June, August, September; then no more. P = 0.5 while another is wanted: up to August."""
    commits(school, "2016-05", LONG | STEP)
    figures = [commits(school, month, LONG) for month in ("2016-06", "2016-08", "2016-09", "2016-10")]
    assert figures == [15, 15, 30, 100]  # 0.3×0.5, 0.3×0.5, 0.3×1; October judges nothing: 100 × P


@pytest.mark.parametrize(
    ("day", "credit"),
    [
        ("2016-06-20", "1"),
        ("2016-06-21", "1"),
        ("2016-06-22", "0.8"),
        ("2016-06-28", "0.7"),
        ("2016-07-05", "0.5"),
    ],
)
def test_a_milestone_has_the_credits_of_an_item(school: School, day: str, credit: str) -> None:
    """Due Monday 20 June, met 0, 1, 2, 6 and 11 working days late."""
    commits(school, "2016-05", LONG | STEP)
    commits(school, "2016-06", LONG | {"milestone_done": day})
    assert credits_of(school.indicator("2016-06", "commitment")) == [Fraction(credit)]


def test_not_yet_started_is_an_answer_even_where_a_milestone_is_wanted(school: School) -> None:
    """Due in November, no step named, 未到启动时间: P = 1 and nothing is judged."""
    assert commits(school, "2016-05", LONG | {"progress": "未到启动时间"}) == 100


@pytest.mark.parametrize(
    ("progress", "score"),
    [
        ("听课十节评课十节检查教案四十份全部合格", 50),  # 1 of 19 characters is new: (38 − 2)/38 = 0.947
        ("看课十节评课十节检查教案四十份全部合格", 100),  # 2 of 19: (38 − 4)/38 = 0.895
        ("已经开过会了啊", 50),  # seven characters
        ("已经开过三次会了", 100),  # eight
    ],
)
def test_where_progress_becomes_stale(school: School, progress: str, score: int) -> None:
    """Ninety percent of the characters as last month, or under eight characters: 0.5; just short of it 1."""
    commits(school, "2016-05", NOT_DUE | {"progress": "听课十节评课十节检查教案四十份全部合适"})
    assert commits(school, "2016-06", NOT_DUE | {"progress": progress}) == score


def test_a_row_that_is_gone_is_no_progress(tmp_path: Path) -> None:
    """June comes on a blank form with another task: May's has no row and P = 0, the new one 1: 50."""
    school, blank = School(tmp_path / "school"), School(tmp_path / "blank")
    commits(school, "2016-05", NOT_DUE)
    june = school.config.period("2016-06")
    school._handed["2016-06"] = blank._workbooks(june)
    assert commits(school, "2016-06", {"promise": "清点实验器材", "deadline": "2016-08-31"}) == 50


def test_tasks_of_two_ledgers_are_one_pool(school: School) -> None:
    """5A: done in time, 4 → 4.5 of 5, growth 50; 名师: overdue. D = 1/2, P = 1: 65. 0.8×65 + 0.2×50."""
    school.decides(
        "2016-05", five_a=[{"subject": "教务处", "indicator": f"{E1}（待填）", "fixed_score": 4.5}]
    )
    done = {"indicator": E1, "deadline": "2016-05-20", "finished_on": "2016-05-20"}
    late = {"person": "柽问渠", "deadline": "2016-05-20"}
    school.returns("2016-05", "教务处", {"five_a": [done], "teachers": [late]})
    assert school.indicator("2016-05", "excellence").score == 62


def test_without_the_duty_of_5a_tasks_take_the_whole_indicator(tmp_path: Path) -> None:
    """教务处 need not fill 表3-1: 名师 alone, overdue with fresh progress, is 30 of 100."""

    def without_5a(settings: Settings) -> None:
        unit = next(each for each in settings["roster"]["units"] if each["id"] == "jiaowu")
        unit["less"] = ["five_a"]
        for line in settings["codes"]["five_a"]:
            line["units"] = []

    school = School(tmp_path, change=without_5a)
    school.returns("2016-05", "教务处", {"teachers": [{"person": "柽问渠", "deadline": "2016-05-20"}]})
    assert school.indicator("2016-05", "excellence").score == 30


# ---- days: holidays and the working weekends that pay for them -----------------------------------------


@pytest.mark.parametrize(
    ("done", "score"),
    [("2016-10-07", 100), ("2016-10-08", 100), ("2016-10-09", 86), ("2016-10-14", 79)],
)
def test_the_holiday_after_a_deadline_is_no_lateness(school: School, done: str, score: int) -> None:
    """Due Friday 30 September. 1–7 October are free, 8 and 9 October working days: 0, 1, 2, 7 days; 1, 1, 0.8, 0.7.

    Told in October, whose D is that credit: 70 × credit + 30. September's return is due on 8 October, so what was done by
    then is told there.
    """
    row = {"promise": "修订作息制度", "deadline": "2016-09-30"}
    told = "2016-09" if done <= "2016-10-08" else "2016-10"
    if told == "2016-10":
        assert commits(school, "2016-09", row) == 30
    assert commits(school, told, row | {"finished_on": done}) == score


@pytest.mark.parametrize(
    ("arrived", "lost"),
    [
        ("2016-10-07 12:00", 0),  # the fifth is a holiday, and so are the next two days
        ("2016-10-09 00:00", 0),  # 24:00 of Saturday the eighth, a working day
        ("2016-10-09 00:01", 1),  # Sunday, a working day: one late
        ("2016-10-11 23:00", 1),  # the third
        ("2016-10-12 08:00", 2),  # the fourth
    ],
)
def test_a_return_that_is_due_in_a_holiday(school: School, arrived: str, lost: int) -> None:
    """September's return is due on 5 October, moved past the holiday to 8 October, 24:00."""
    school.returns("2016-09", "教务处", arrived=arrived)
    score = school.score("2016-09")
    assert score.score == score.before_discipline - lost


@pytest.mark.parametrize(("again", "kept"), [("2016-06-08 23:00", 30), ("2016-06-12 09:00", 0)])
def test_what_was_sent_back_and_came_again_in_two_days_is_in_time(
    school: School, again: str, kept: int
) -> None:
    """In time on 6 June, its one row to be corrected; again on 8 June, the second working day: 30, nothing lost.

    On 12 June, the third, the correction waits for the office and the row with it: 0; the first stays in time.
    """
    school.returns("2016-05", "教务处", {"commitment": [DUE | {"goal": None}]}, "2016-06-06 17:00")
    school.returns("2016-05", "教务处", {"commitment": [DUE]}, again)
    score = school.score("2016-05")
    assert score.discipline == ()
    assert next(each.score for each in score.indicators if each.id == "commitment") == kept


# ---- weights, ranks, headings ---------------------------------------------------------------------------


def test_a_grade_section_has_weights_of_its_own(tmp_path: Path) -> None:
    """级部: commitment 100 of 15, benchmark 50 of 10, 5A and 三争 nothing of 25 and 5, 文明 97 of 25, 清理 100 of 10.

    作风 is nil and gives its 10 away: (15 + 5 + 24.25 + 10) × 100/90 = 60.28.
    """
    school = School(tmp_path, ("七年级级部",))
    school.returns("2016-05", "七年级级部", {
        "commitment": [NOT_DUE], "benchmark": [
            {"project": "走班教学", "deadline": SOON}, {"project": "校本教研", "deadline": SOON, "progress": None},
        ],
    })  # fmt: skip
    school.inspects("2016-05", seen("上班迟到", 3, "七年级级部"))
    assert school.score("2016-05", "七年级级部").score == Fraction("54.25") * 100 / 90


def test_two_indicators_that_do_not_apply_give_both_their_weights(school: School) -> None:
    """作风 nil and 文明 marked 不适用: 65 remain. commitment 100 of 15, clearance 100 of 10, the rest 0: 2500/65."""
    line = {"kind": "不适用", "subject": "教务处", "target": "文明科室、级部", "first_period": "5月"}
    school.decides("2016-05", line)
    school.returns("2016-05", "教务处", {"commitment": [NOT_DUE]})
    score = school.score("2016-05")
    assert score.score == Fraction(2500, 65)
    assert {each.id: each.weight for each in score.indicators}["commitment"] == Fraction(1500, 65)


def test_a_ledger_of_two_that_does_not_apply_leaves_the_other(school: School) -> None:
    """表3-1 is 不适用: 名师, fresh and not due, is the whole of 争优创建: 100."""
    title = school.config.ledgers["five_a"].title
    school.decides("2016-05", {"kind": "不适用", "subject": "教务处", "target": title, "first_period": "5月"})
    school.returns("2016-05", "教务处", {"teachers": [{"person": "柽问渠", "deadline": SOON}]})
    assert school.indicator("2016-05", "excellence").score == 100


def test_the_four_headings_by_hand(school: School) -> None:
    """作风 gives 10 away: all × 10/9. 目标承诺 30 of 100, 工作纪律 −3, everything else nil.

    比服务 4.5 + 7.5 of 22.5; 比风气 10 + 25×0.67 of 27.5; 比亮点 0 of 30; 争贡献 0 of 10.
    """
    school.inspects("2016-05", seen("上班迟到", 3))
    school.returns("2016-05", "教务处", {"commitment": [DUE]})
    moved = Fraction(10, 9)
    assert school.score("2016-05").headings == {
        "比服务": (12 * moved, Fraction("22.5") * moved),
        "比风气": (Fraction("26.75") * moved, Fraction("27.5") * moved),
        "比亮点": (0, 30 * moved),
        "争贡献": (0, 10 * moved),
    }


def test_a_common_rank_where_the_rubric_turns_it_on(tmp_path: Path) -> None:
    """科室 and 级部 together: nobody late 1, one 2 — both nil besides, so the 科室 has 35 of 90 and the 级部 34.75."""

    def common(settings: dict[str, Any]) -> None:
        settings["rubric"]["rank_overall"] = True

    school = School(tmp_path, ("教务处", "七年级级部"), common)
    for unit in ("教务处", "七年级级部"):
        school.returns("2016-05", unit)
    school.inspects("2016-05", seen("上班迟到", 1, "七年级级部"))
    scores = school.consolidate("2016-05").scores
    assert [(each.score, each.rank_overall) for each in scores] == [
        (Fraction(3500, 90), 1), (Fraction("34.75") * 100 / 90, 2),
    ]  # fmt: skip


# ---- inspection, self-check -----------------------------------------------------------------------------


def test_every_dimension_has_its_own_bounds(school: School) -> None:
    """Both too much taken and too much given: 参加活动 loses all its 10, 党风 none of its 10 for a praise: 90."""
    by_dimension: dict[str, str] = {}
    for code in school.config.settings.codes.deductions:
        by_dimension.setdefault(f"{code.dimension}{'+' if code.points > 0 else '-'}", code.name)
    taken, given = by_dimension["参加活动情况-"], next(v for k, v in by_dimension.items() if k.endswith("+"))
    school.inspects("2016-05", seen(taken, 30), seen(given, 30))
    assert school.indicator("2016-05", "civility").score == 90


def test_problems_are_judged_by_their_credit(school: School) -> None:
    """Two problems: one put right four working days late, 0.8, and signed off; one overdue: 60 + 40×0.4 − 5."""
    done = {"problem": "收费公示不全", "source": "自查", "deadline": "2016-05-20", "found_on": "2016-05-03",
            "finished_on": "2016-05-26"}  # fmt: skip
    left = {"problem": "台账缺页", "source": "自查", "deadline": "2016-05-20", "found_on": "2016-05-03"}
    line = {
        "subject": "教务处",
        "number": "教务处-清理-001",
        "signed_off_on": "2016-05-30",
        "accepted_by": "荷清如",
    }
    school.decides("2016-05", clearance=[line])
    assert clears(school, done, left) == 71


def test_a_self_check_without_a_word_is_not_returned(school: School) -> None:
    """表7-1 blank is 未报: 0, though there is no problem in 表7-2."""
    school.returns("2016-05", "教务处", {"self_check": [], "clearance": NIL})
    assert school.indicator("2016-05", "clearance").score == 0
    assert "ledger-missing" in codes(school.consolidate("2016-05"))
