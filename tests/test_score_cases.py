"""The rubric case by case (考评细则 §1, §2): small months, each figure worked out by hand beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.model import total
from pipeline.supervise import DEAD
from tests.school import BLANK, EMPTIED, FRESH, NIL, School

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Consolidation, IndicatorScore

SOON = "2016-07-31"
"""A deadline that is neither due in May nor so far away that a milestone is wanted."""
FAR = "2016-11-30"
COMMITMENT = "教务处-承诺-001"
DUE = {"promise": "修订作息制度", "deadline": "2016-05-20"}


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Return a school with one office that is scored, 教务处."""
    return School(tmp_path)


def commits(school: School, period: str, *rows: dict[str, Any]) -> Fraction | None:
    """Return 教务处's 目标承诺 of a period in which it returned these rows."""
    school.returns(period, "教务处", {"commitment": list(rows)})
    return school.indicator(period, "commitment").score


def credits_of(indicator: IndicatorScore) -> list[Fraction]:
    """Return the credit of each line that judges an item or a milestone."""
    judged = (line for line in indicator.because if line.id.endswith("/完成") or "/节点/" in line.id)
    return [line.points / line.out_of for line in judged]


def codes(month: Consolidation) -> set[str]:
    """Return the codes of everything that is said about a month."""
    return {finding.code for finding in month.findings}


# ---- tasks: what is judged, and with what credit ------------------------------------------------------


def test_credit_falls_with_the_working_days_late(school: School) -> None:
    """Due Tuesday 3 May: up to 1, 5, 10, 20 working days late keep 1, 0.8, 0.7, 0.5, and 21 keep nothing."""
    done = [
        "05-04",
        "05-05",
        "05-10",
        "05-11",
        "05-17",
        "05-18",
        "05-31",
        "06-01",
    ]  # 1 2 5 6 10 11 20 21 days
    rows = [
        {"promise": f"任务{n}", "deadline": "2016-05-03", "finished_on": f"2016-{d}"}
        for n, d in enumerate(done)
    ]
    school.returns("2016-05", "教务处", {"commitment": rows})
    found = credits_of(school.indicator("2016-05", "commitment"))
    assert found == [Fraction(n, 10) for n in (10, 8, 8, 7, 7, 5, 5, 0)]


@pytest.mark.parametrize("day", ["2016-04-18", "2016-05-20", "2016-05-21", "2016-05-23"])
def test_early_in_time_and_the_next_working_day_are_full(school: School, day: str) -> None:
    """Due Friday 20 May: done weeks before, on the day, on the Saturday or the Monday after is 1.0."""
    assert commits(school, "2016-05", DUE | {"finished_on": day}) == 100  # 0.7×1 + 0.3×1


@pytest.mark.parametrize(("deadline", "score"), [("2016-05-31", 30), ("2016-06-01", 100)])
def test_what_is_due_by_the_last_day_is_judged(school: School, deadline: str, score: int) -> None:
    """Not done and due on 31 May: judged 0 in May; due a day later: not judged, 100 × P."""
    assert commits(school, "2016-05", {"promise": "修订作息制度", "deadline": deadline}) == score


def test_a_completion_after_the_return_is_no_completion(school: School) -> None:
    """On 6 June nobody can have finished on 8 June: the item is overdue, and told so."""
    assert commits(school, "2016-05", DUE | {"finished_on": "2016-06-08"}) == 30  # 0.7×0 + 0.3×1
    assert "after-return" in codes(school.consolidate("2016-05"))


def test_overdue_is_judged_three_periods_then_again_when_done(school: School) -> None:
    """Due in May and not done: 0 in May, June and August; September does not judge it; October, done late, does."""
    months = ("2016-05", "2016-06", "2016-08", "2016-09")
    figures = [commits(school, month, DUE) for month in months]
    assert figures == [30, 30, 30, 100]  # D = 0, P = 1 three times; then nothing is judged: 100 × P
    assert "three-periods" in codes(school.consolidate("2016-09"))
    assert commits(school, "2016-10", DUE | {"finished_on": "2016-10-20"}) == 30  # over 20 working days: 0


def test_a_completion_reported_late_is_judged_by_its_own_date(school: School) -> None:
    """Done in time on 19 May but only reported in June: 0 in May, full in June."""
    assert commits(school, "2016-05", DUE) == 30
    assert commits(school, "2016-06", DUE | {"finished_on": "2016-05-19"}) == 100


def test_the_first_completion_stands(school: School) -> None:
    """Done in May, written again in June with another date: June has nothing open, 100."""
    commits(school, "2016-05", DUE | {"finished_on": "2016-05-20"})
    assert commits(school, "2016-06", DUE | {"number": COMMITMENT, "finished_on": "2016-06-30"}) == 100


def test_nothing_open_and_nothing_judged_is_full(school: School) -> None:
    """Everything of the year was completed in May: June has nothing open, 100."""
    commits(school, "2016-05", DUE | {"finished_on": "2016-05-20"})
    school.returns("2016-06", "教务处")
    assert school.indicator("2016-06", "commitment").score == 100


def test_nothing_ever_registered_is_zero(school: School) -> None:
    """A nil report in a year without items: 0."""
    school.returns("2016-05", "教务处", {"commitment": NIL})
    assert school.indicator("2016-05", "commitment").score == 0


def test_a_ledger_not_returned_makes_its_indicator_zero(school: School) -> None:
    """Neither rows nor a nil mark is 未报: 0 of the full weight, for conduct too."""
    school.returns("2016-05", "教务处", {"commitment": BLANK, "conduct": BLANK})
    empty = [school.indicator("2016-05", name) for name in ("commitment", "conduct")]
    assert [each.score for each in empty] == [0, 0]
    assert [each.weight for each in empty] == [15, 10]


def test_weight_two_counts_twice(school: School) -> None:
    """立项 makes the item done in time weigh 2 beside an overdue one of 1: D = 2/3, P = 1."""
    school.decides("2016-05", {"kind": "立项", "subject": "教务处", "number": COMMITMENT, "weight": 2})
    done = {"promise": "重点任务", "deadline": "2016-05-20", "finished_on": "2016-05-20"}
    assert commits(school, "2016-05", done, DUE) == 100 * (Fraction(7, 10) * Fraction(2, 3) + Fraction(3, 10))


# ---- tasks: the office's decisions, in force on the return deadline ------------------------------------


@pytest.mark.parametrize(("approved", "score"), [("2016-06-06", 100), ("2016-06-07", 30)])
def test_a_postponement_counts_from_the_deadline_it_was_approved_by(
    school: School, approved: str, score: int
) -> None:
    """Due 20 May, postponed to 30 June: approved by 6 June May does not judge it, a day later it does."""
    line = {"kind": "延期", "subject": "教务处", "number": COMMITMENT, "new_deadline": "2016-06-30"}
    school.returns(
        "2016-05", "领导小组办公室", {"decisions": [line | {"approved_on": approved}]}, "2016-06-08 09:00"
    )
    assert commits(school, "2016-05", DUE) == score


def test_the_postponed_deadline_is_the_one_that_lateness_is_counted_from(school: School) -> None:
    """Postponed to Tuesday 31 May and done on 2 June, two working days late: 0.8."""
    line = {"kind": "延期", "subject": "教务处", "number": COMMITMENT, "new_deadline": "2016-05-31"}
    school.decides("2016-05", line)
    assert commits(school, "2016-05", DUE | {"finished_on": "2016-06-02"}) == 86  # 100 × (0.7×0.8 + 0.3)


def test_of_two_postponements_of_one_day_the_later_line_holds(school: School) -> None:
    """First to the end of May, then, on the same day, to the end of June: May does not judge it."""
    line = {"kind": "延期", "subject": "教务处", "number": COMMITMENT}
    school.decides("2016-05", line | {"new_deadline": "2016-05-31"}, line | {"new_deadline": "2016-06-30"})
    assert commits(school, "2016-05", DUE) == 100


def test_a_decision_on_another_units_item_does_nothing(school: School) -> None:
    """教务处's number under another unit's name: the item is judged, and the office hears of it."""
    school.decides("2016-05", {"kind": "撤销", "subject": "考评组", "number": COMMITMENT})
    assert commits(school, "2016-05", DUE) == 30
    assert "decision-incomplete" in codes(school.consolidate("2016-05"))


def test_a_deadline_changed_by_hand_changes_nothing(school: School) -> None:
    """The unit writes 31 July over 20 May: a finding, and the old deadline stands."""
    commits(school, "2016-05", DUE)
    assert commits(school, "2016-06", DUE | {"deadline": SOON}) == 30
    assert "deadline-changed" in codes(school.consolidate("2016-06"))


def test_a_withdrawn_item_is_left_out(school: School) -> None:
    """One overdue item is withdrawn; the other was done in time: 100."""
    school.decides("2016-05", {"kind": "撤销", "subject": "教务处", "number": COMMITMENT})
    done = {"promise": "编印校本教材", "deadline": "2016-05-20", "finished_on": "2016-05-20"}
    assert commits(school, "2016-05", DUE, done) == 100


def test_a_withdrawal_approved_after_the_deadline_is_for_the_next_period(school: School) -> None:
    """Withdrawn on 7 June: May still judges the item, 30; June has nothing open, 100."""
    line = {"kind": "撤销", "subject": "教务处", "number": COMMITMENT, "approved_on": "2016-06-07"}
    school.returns("2016-05", "领导小组办公室", {"decisions": [line]}, "2016-06-08 09:00")
    assert [commits(school, month, DUE) for month in ("2016-05", "2016-06")] == [30, 100]


def test_only_withdrawn_items_are_items_all_the_same(school: School) -> None:
    """Something was registered this year and nothing of it is open: 100, not the 0 of registering nothing."""
    school.decides("2016-05", {"kind": "撤销", "subject": "教务处", "number": COMMITMENT})
    assert commits(school, "2016-05", DUE) == 100


def test_an_excuse_counts_once(school: School) -> None:
    """客观原因 for May and June makes May's overdue item 1.0; in June it is overdue again and is 0."""
    span = {"first_period": "5月", "last_period": "6月"}
    school.decides("2016-05", {"kind": "客观原因", "subject": "教务处", "number": COMMITMENT, **span})
    assert commits(school, "2016-05", DUE) == 100
    assert commits(school, "2016-06", DUE) == 30


def test_an_excuse_that_came_too_late_for_may_is_not_used_up_by_it(school: School) -> None:
    """For May and June, approved on 7 June: May's figure had been due the day before, June's is excused."""
    line = {"kind": "客观原因", "subject": "教务处", "number": COMMITMENT, "approved_on": "2016-06-07"}
    line |= {"first_period": "5月", "last_period": "6月"}
    school.returns("2016-05", "领导小组办公室", {"decisions": [line]}, "2016-06-08 09:00")
    assert [commits(school, month, DUE) for month in ("2016-05", "2016-06")] == [30, 100]


def test_a_decision_on_an_unknown_number_is_said(school: School) -> None:
    """A postponement for a number that the unit does not have does nothing, and the office hears of it."""
    line = {"kind": "延期", "subject": "教务处", "number": "教务处-承诺-099", "new_deadline": SOON}
    school.decides("2016-05", line)
    assert commits(school, "2016-05", DUE) == 30
    assert "decision-incomplete" in codes(school.consolidate("2016-05"))


# ---- tasks: milestones --------------------------------------------------------------------------------


LONG = {"promise": "建成课程体系", "deadline": FAR}
STEP = {"milestone": "完成初稿", "milestone_on": "2016-06-20"}


def test_a_milestone_met_is_judged_like_an_item(school: School) -> None:
    """Named in May for 20 June, nothing judged: 100. Met on 22 June, two working days late: 0.7×0.8 + 0.3×1."""
    assert commits(school, "2016-05", LONG | STEP) == 100
    assert commits(school, "2016-06", LONG | {"milestone_done": "2016-06-22"}) == 86


def test_a_milestone_missed_is_judged_zero_and_another_is_wanted(school: School) -> None:
    """20 June passed: D = 0, and no milestone lies inside July and August: P = 0.5. 0.3 × 0.5 × 100 = 15."""
    commits(school, "2016-05", LONG | STEP)
    assert commits(school, "2016-06", LONG) == 15


def test_a_milestone_missed_for_three_periods_is_left_to_the_leading_group(school: School) -> None:
    """Named for 20 May, never reached: 0 in May, June and August; September judges it no more (100 × P) and says so.

    The item itself is due in November: 督办台账 names the milestone, at its cell in September's return.
    """
    step = {"milestone": "完成初稿", "milestone_on": "2016-05-20"}
    commits(school, "2016-05", LONG | step)
    for month in ("2016-06", "2016-08"):
        assert credits_of(_judged(school, month, LONG)) == [0]
        assert "three-periods" not in codes(school.consolidate(month))
    assert credits_of(_judged(school, "2016-09", LONG)) == []
    september = school.consolidate("2016-09")
    (said,) = (f for f in september.findings if f.code == "three-periods")
    assert (said.where.file[:7], said.where.cell) == ("2016-09", "T6")
    assert said.context["item"] == "建成课程体系近期节点「完成初稿」"
    (concern,) = (c for c in september.concerns if c.kind == DEAD)
    assert (concern.text, str(concern.due), concern.days, concern.where) == (
        "建成课程体系的近期节点「完成初稿」", "2016-05-20", 133, said.where,
    )  # fmt: skip


def _judged(school: School, period: str, row: dict[str, Any]) -> IndicatorScore:
    school.returns(period, "教务处", {"commitment": [row]})
    return school.indicator(period, "commitment")


def test_a_milestone_not_named_halves_the_progress(school: School) -> None:
    """An item due in November must name a step inside June and July: P = 0.5, nothing judged."""
    assert commits(school, "2016-05", LONG) == 50
    assert "milestone-due" in codes(school.consolidate("2016-05"))


@pytest.mark.parametrize(("day", "score"), [("2016-07-31", 100), ("2016-08-01", 50)])
def test_a_milestone_lies_inside_the_next_two_months(school: School, day: str, score: int) -> None:
    """Two months after May end with July: 31 July will do, 1 August will not."""
    assert commits(school, "2016-05", LONG | {"milestone": "完成初稿", "milestone_on": day}) == score


@pytest.mark.parametrize(("deadline", "score"), [(SOON, 100), ("2016-08-01", 50)])
def test_a_milestone_is_wanted_only_of_what_is_due_later(school: School, deadline: str, score: int) -> None:
    """Due on the last day of the two months: none is wanted; a day later: one is."""
    assert commits(school, "2016-05", {"promise": "建成课程体系", "deadline": deadline}) == score


def test_a_milestone_moved_by_hand_stands_where_it_was(school: School) -> None:
    """The same words with a new date in June: the first date stands, is missed, and names nothing ahead: 15."""
    commits(school, "2016-05", LONG | STEP)
    assert commits(school, "2016-06", LONG | STEP | {"milestone_on": "2016-08-20"}) == 15
    assert "milestone-changed" in codes(school.consolidate("2016-06"))


def test_the_words_of_a_milestone_that_was_met_may_be_used_again(school: School) -> None:
    """完成初稿 was met in June; for August it is a new milestone, and is judged when its day has come."""
    commits(school, "2016-05", LONG | STEP)
    commits(school, "2016-06", LONG | {"milestone_done": "2016-06-20"})
    again = STEP | {"milestone_on": "2016-10-20"}
    assert commits(school, "2016-08", LONG | again) == 100  # nothing judged, one named inside Sept. and Oct.
    assert commits(school, "2016-09", LONG) == 100
    assert commits(school, "2016-10", LONG) == 30  # due 30 Nov. is within two months: none wanted; D = 0


def test_completion_closes_the_milestone(school: School) -> None:
    """The item is done in June, its milestone of 20 June is not: only the item is judged, 100."""
    commits(school, "2016-05", LONG | STEP)
    assert commits(school, "2016-06", LONG | {"finished_on": "2016-06-30"}) == 100


# ---- tasks: progress ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("progress", "score"),
    [
        (FRESH["2016-06"], 100),
        (FRESH["2016-05"], 50),  # word for word what May said
        (FRESH["2016-05"] + "。", 50),  # punctuation makes no news
        ("已开过会了", 50),  # five characters
        ("正在积极推进中。", 50),  # on the school's list
        ("未到启动时间", 100),  # an answer
        (None, 0),
        ("无", 0),
        ("同上", 0),
    ],
)
def test_progress_has_its_value(school: School, progress: str | None, score: int) -> None:
    """P alone counts where nothing is judged: fresh 1, stale 0.5, blank or a word for nothing 0."""
    row = {"promise": "修订作息制度", "deadline": SOON}
    commits(school, "2016-05", row)
    assert commits(school, "2016-06", row | {"progress": progress}) == score


def test_stale_progress_without_a_milestone_is_halved_twice(school: School) -> None:
    """Too short, and no step named for a deadline in November: 1 × 0.5 × 0.5."""
    assert commits(school, "2016-05", LONG | {"progress": "已开会"}) == 25


def test_an_item_completed_in_the_period_has_progress_one(school: School) -> None:
    """Completed in time with a blank progress cell: D = 1, P = 1."""
    assert commits(school, "2016-05", DUE | {"finished_on": "2016-05-20", "progress": None}) == 100


def test_a_nil_report_beside_open_items_is_no_progress(school: School) -> None:
    """The rows are gone and 零报告 is chosen: an error, and P = 0 for what is open."""
    commits(school, "2016-05", {"promise": "修订作息制度", "deadline": SOON})
    school.returns("2016-06", "教务处", {"commitment": EMPTIED})
    assert school.indicator("2016-06", "commitment").score == 0
    assert "nil-with-open" in codes(school.consolidate("2016-06"))


def test_a_row_set_aside_is_no_progress(school: School) -> None:
    """June's row has lost its goal: it is set aside, the item stays open, P = 0."""
    commits(school, "2016-05", {"promise": "修订作息制度", "deadline": SOON})
    assert commits(school, "2016-06", {"promise": "修订作息制度", "goal": None}) == 0


# ---- what does not apply ------------------------------------------------------------------------------


def test_conduct_without_items_gives_its_weight_away(school: School) -> None:
    """作风 nil all year: 不适用, and the ten points go to the others in proportion: 15 become 15 × 100/90."""
    school.returns("2016-05", "教务处")
    weights = {each.id: each.weight for each in school.score("2016-05").indicators}
    assert weights["conduct"] == 0
    assert weights["commitment"] == Fraction(1500, 90)


def test_conduct_whose_items_are_all_completed_applies(school: School) -> None:
    """A problem of May, put right in May, leaves June with nothing open: 100, and the weight stays."""
    problem = {"problem": "会风松散", "deadline": "2016-05-20", "finished_on": "2016-05-19"}
    school.returns("2016-05", "教务处", {"conduct": [problem]})
    school.returns("2016-06", "教务处")
    conduct = school.indicator("2016-06", "conduct")
    assert [conduct.score, conduct.weight] == [100, 10]


def test_a_ledger_the_office_marks_does_not_apply_in_its_span(school: School) -> None:
    """对标 is 不适用 for May only: its weight is given away in May, and is back in June."""
    line = {"kind": "不适用", "subject": "教务处", "target": "表2-1 对标践诺", "first_period": "5月"}
    school.decides("2016-05", line)
    school.returns("2016-05", "教务处")
    school.returns("2016-06", "教务处")
    assert [school.indicator(month, "benchmark").score for month in ("2016-05", "2016-06")] == [None, 0]


def test_a_unit_to_which_nothing_applies_is_listed_and_not_scored(school: School) -> None:
    """Every indicator 不适用: no score, no rank, nothing deducted."""
    lines = [
        {"kind": "不适用", "subject": "教务处", "target": indicator.name, "first_period": "5月"}
        for indicator in school.config.rubric.indicators
    ]
    school.decides("2016-05", *lines)
    score = school.score("2016-05")
    assert (score.score, score.rank, total(score.because)) == (None, 0, Fraction())
    assert {line.id for line in score.because} == {
        f"{i.name}/不适用" for i in school.config.rubric.indicators
    }


# ---- growth -------------------------------------------------------------------------------------------


E1, E2, C2 = "办学效益·指标一", "办学效益·指标二", "管理水平·指标二"  # 4, 3.5 and 4.5 of 5
DONE = {"deadline": "2016-05-20", "finished_on": "2016-05-20"}


def excels(school: School, *fixed: tuple[str, float], rows: tuple[str, ...] = (E1,)) -> Fraction | None:
    """Return 争优创建 where these 5A items are done in time (tasks 100) and the office has fixed these scores."""
    school.returns("2016-05", "教务处", {"five_a": [{"indicator": each, **DONE} for each in rows]})
    lines = [
        {"subject": "教务处", "indicator": f"{each}（待填）", "fixed_score": score} for each, score in fixed
    ]
    school.decides("2016-05", five_a=lines)
    return school.indicator("2016-05", "excellence").score


@pytest.mark.parametrize(
    ("fixed", "score"),
    [
        ((), 80),  # nothing fixed yet: nothing gained. 0.8×100 + 0.2×0
        (((E1, 4.5),), 90),  # half of the gap from 4 to 5. 80 + 0.2×50
        (((E1, 5),), 100),
        (((E1, 3),), 80),  # fallen back: held at 0
        (((E1, 6),), 80),  # above 标准分: an error, does not count
    ],
)
def test_growth_is_the_share_of_the_gap_that_is_closed(
    school: School, fixed: tuple[tuple[str, float], ...], score: int
) -> None:
    """Base 4 of 5; the part is one fifth of the indicator and held to 0..1."""
    assert excels(school, *fixed) == score


def test_growth_is_summed_before_it_is_held(school: School) -> None:
    """+0.5 of 1 and −0.5 of 1.5: (0.5 − 0.5) ÷ 2.5 = 0, and not one clamped item beside another."""
    assert excels(school, (E1, 4.5), (E2, 3), rows=(E1, E2)) == 80


def test_growth_with_nothing_left_to_gain_is_full(tmp_path: Path) -> None:
    """The last rating was full marks: 100."""

    def full(settings: dict[str, Any]) -> None:
        next(line for line in settings["codes"]["five_a"] if line["code"] == "E1")["base"] = 5

    assert excels(School(tmp_path, change=full)) == 100


def test_without_5a_rows_tasks_take_the_whole_indicator(school: School) -> None:
    """Only 名师 has a row, fresh and not due: 100 × P, no growth."""
    row = {"person": "柽问渠", "deadline": SOON}
    school.returns("2016-05", "教务处", {"teachers": [row]})
    assert school.indicator("2016-05", "excellence").score == 100


def test_5a_not_returned_is_zero_in_both_parts(school: School) -> None:
    """表3-1 未报 feeds tasks and growth alike: 0."""
    school.returns("2016-05", "教务处", {"five_a": BLANK})
    assert school.indicator("2016-05", "excellence").score == 0


# ---- inspection ---------------------------------------------------------------------------------------


def seen(code: str, count: int, unit: str = "教务处") -> dict[str, Any]:
    """Return one line of the assessors' register."""
    return {"checked_on": "2016-05-12", "subject": unit, "code": code, "count": count}


@pytest.mark.parametrize(
    ("lines", "score"),
    [
        ([], 100),
        ([seen("上班迟到", 3)], 97),
        ([seen("上班迟到", 25)], 80),  # 工作纪律 has 20 to lose
        ([seen("全勤加分", 4)], 100),  # never above full marks
        ([seen("上班迟到", 3), seen("全勤加分", 2)], 98),  # −3 + 1
        ([seen("上班迟到", 22), seen("全勤加分", 4)], 80),  # 20 − 22 + 2 = 0, held once
        ([seen("校级通报", 1), seen("旷工半日", 2), seen("投诉查实", 1)], Fraction("90.5")),  # −0.5 − 4 − 5
    ],
)
def test_a_dimension_is_held_once_between_nothing_and_full(
    school: School, lines: list[dict[str, Any]], score: Fraction
) -> None:
    """Full marks and the sum of the signed points; no grade is given, so the half follows the other."""
    school.inspects("2016-05", *lines)
    assert school.indicator("2016-05", "civility").score == score


def test_a_line_dated_outside_the_month_does_not_count(school: School) -> None:
    """An April line in May's register is an error."""
    school.inspects("2016-05", seen("上班迟到", 3) | {"checked_on": "2016-04-29"})
    assert school.indicator("2016-05", "civility").score == 100
    assert "outside-period" in codes(school.consolidate("2016-05"))


def test_half_of_a_service_dimension_is_the_grade(school: School) -> None:
    """服务质量: 15 × (0.5×0.6 + 0.5×10/15) = 9.5 with a complaint and 中; 服务意识 15 × (0.5×0.4 + 0.5) = 10.5."""
    grades = [("教务处", "服务质量", "中"), ("教务处", "服务意识", "差")]
    school.inspects("2016-05", seen("投诉查实", 1), grades=grades)
    assert school.indicator("2016-05", "civility").score == 100 - Fraction("5.5") - Fraction("4.5")


def test_a_grade_holds_for_three_months(school: School) -> None:
    """差 in September costs 4.5 in September, October and November; 差 given in August is over by November."""
    school.inspects("2016-08", grades=[("教务处", "服务质量", "差")])
    school.inspects("2016-09", grades=[("教务处", "服务意识", "差")])
    school.inspects("2016-10")
    school.inspects("2016-11")
    figures = [school.indicator(month, "civility").score for month in ("2016-09", "2016-10", "2016-11")]
    assert figures == [91, 91, Fraction("95.5")]
    assert "grade-missing" in codes(school.consolidate("2016-11"))


def test_the_latest_grade_holds(school: School) -> None:
    """差 in May, 优 in June: June has lost nothing."""
    school.inspects("2016-05", grades=[("教务处", "服务质量", "差")])
    school.inspects("2016-06", grades=[("教务处", "服务质量", "优")])
    assert school.indicator("2016-06", "civility").score == 100


def test_two_different_grades_are_none(school: School) -> None:
    """差 and 优 for the same dimension: an error; neither counts, the half follows the inspection."""
    school.inspects("2016-05", grades=[("教务处", "服务质量", "差"), ("教务处", "服务质量", "优")])
    assert school.indicator("2016-05", "civility").score == 100
    assert "grade-conflict" in codes(school.consolidate("2016-05"))


def test_without_a_register_full_marks_are_provisional(school: School) -> None:
    """The assessors returned nothing: 100, marked 暂定, and the office is told."""
    school.returns("2016-05", "教务处")
    civility = school.indicator("2016-05", "civility")
    assert civility.score == 100
    assert civility.provisional
    month = school.consolidate("2016-05")
    assert month.provisional == ("文明科室、级部",)
    assert "register-missing" in codes(month)


# ---- self-check ---------------------------------------------------------------------------------------


PROBLEM = {"problem": "收费公示不全", "source": "自查", "deadline": SOON, "found_on": "2016-05-03"}
PAST = PROBLEM | {"deadline": "2016-05-20"}
SIGNED = {"subject": "教务处", "signed_off_on": "2016-05-25", "accepted_by": "荷清如"}


def clears(school: School, *problems: dict[str, Any], **tables: Any) -> Fraction | None:  # noqa: ANN401
    """Return 教务处's 一问责八清理 with the checklist answered at once and these problems."""
    school.returns("2016-05", "教务处", {"self_check": NIL, "clearance": list(problems) or NIL, **tables})
    return school.indicator("2016-05", "clearance").score


def test_answers_count_line_by_line(school: School) -> None:
    """Three of nine lines are answered, one of them by 不适用: 60 × 3/9 + 40."""
    rows: list[dict[str, Any]] = [
        {"category": "清理一", "found": "无"},
        {"category": "清理二", "found": "有"},
        {"category": "清理六", "found": None, "applies": "否"},
    ]
    assert clears(school, self_check=rows) == 60


def test_one_cell_answers_all(school: School) -> None:
    """本月各项均无新问题: 60 + 40."""
    assert clears(school) == 100


def test_a_problem_found_by_oneself_costs_nothing(school: School) -> None:
    """Found by self-check and not due: 100."""
    assert clears(school, PROBLEM) == 100


def test_a_problem_found_by_others_costs_ten_once(school: School) -> None:
    """群众反映: −10 in its first month, nothing in the next."""
    assert clears(school, PROBLEM | {"source": "群众反映"}) == 90
    school.returns("2016-06", "教务处")
    assert school.indicator("2016-06", "clearance").score == 100


@pytest.mark.parametrize("deadline", ["2016-05-20", "2016-05-31"])
def test_a_problem_past_its_time_is_judged_and_unsigned(school: School, deadline: str) -> None:
    """Due by the last day of May, neither done nor signed off: 60 + 40×0 − 5."""
    assert clears(school, PAST | {"deadline": deadline}) == 55


def test_a_problem_done_but_not_signed_off_costs_five(school: School) -> None:
    """Put right in time and 销号日期 still blank: 60 + 40 − 5."""
    assert clears(school, PAST | {"finished_on": "2016-05-19"}) == 95


def test_a_problem_signed_off_costs_nothing(school: School) -> None:
    """The office has entered 销号日期: 100."""
    school.decides("2016-05", clearance=[SIGNED])
    assert clears(school, PAST | {"finished_on": "2016-05-19"}) == 100


def test_an_excused_problem_costs_nothing(school: School) -> None:
    """客观原因 for May: credit 1, and no deduction for the missing 销号: 100."""
    line = {"kind": "客观原因", "subject": "教务处", "number": "教务处-清理-001", "first_period": "5月"}
    school.decides("2016-05", line)
    assert clears(school, PAST) == 100


def test_the_self_check_is_never_below_zero(school: School) -> None:
    """Seven problems that others found, all overdue: 60 + 0 − 70 − 35, held at 0."""
    problems = [PAST | {"problem": f"问题{n}号", "source": "督导检查"} for n in range(7)]
    assert clears(school, *problems) == 0


# ---- 报送扣分 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "lost"),
    [
        ("2016-06-05 10:00", 0),  # the day itself, a Sunday
        ("2016-06-06 23:59", 0),  # moved to Monday
        ("2016-06-07 00:00", 0),  # 24:00 exactly
        ("2016-06-07 00:01", 1),
        ("2016-06-12 10:00", 1),  # the third working day: the Sunday after the holiday is one
        ("2016-06-13 10:00", 2),  # the fourth
    ],
)
def test_a_late_return_costs_by_working_days(school: School, arrived: str, lost: int) -> None:
    """The deadline is 24:00 of Monday 6 June; up to three working days late −1, more −2."""
    school.returns("2016-05", "教务处", arrived=arrived)
    score = school.score("2016-05")
    assert score.score == score.before_discipline - lost


def test_no_return_costs_three(school: School) -> None:
    """Nothing came: 25 for 文明 (provisional), every other indicator 0, −3."""
    assert school.score("2016-05").score == 22


def test_an_excused_period_costs_nothing(school: School) -> None:
    """客观原因 for the unit's whole May: nothing is deducted, whatever came."""
    school.decides("2016-05", {"kind": "客观原因", "subject": "教务处", "first_period": "5月"})
    assert school.score("2016-05").score == 25


def test_a_score_is_never_below_zero(school: School) -> None:
    """文明 does not apply and nothing came: 0 − 3 is 0, and the lines say so."""
    line = {"kind": "不适用", "subject": "教务处", "target": "文明科室、级部", "first_period": "5月"}
    school.decides("2016-05", line)
    score = school.score("2016-05")
    assert [score.before_discipline, score.score] == [0, 0]
    assert [line.points for line in score.discipline] == [-3, 3]


# ---- ranks, headings, the whole school ----------------------------------------------------------------


def test_equal_figures_share_a_rank(tmp_path: Path) -> None:
    """Nobody, one, one and two people late for work: 1, 2, 2, 4."""
    names = ("教务处", "政教处", "总务处", "党政办公室")
    school = School(tmp_path, names)
    school.inspects(
        "2016-05",
        seen("上班迟到", 1, "政教处"),
        seen("上班迟到", 1, "总务处"),
        seen("上班迟到", 2, "党政办公室"),
    )
    ranks = {each.name: (each.rank, each.tied) for each in school.consolidate("2016-05").scores}
    assert ranks == {"教务处": (1, False), "政教处": (2, True), "总务处": (2, True), "党政办公室": (4, False)}


def test_ranks_are_kept_inside_the_category(tmp_path: Path) -> None:
    """The one 科室 and the one 级部 are each first; there is no common rank."""
    school = School(tmp_path, ("教务处", "七年级级部"))
    school.inspects("2016-05", seen("上班迟到", 1))
    scores = school.consolidate("2016-05").scores
    assert [(each.rank, each.rank_overall) for each in scores] == [(1, 0), (1, 0)]


def test_headings_show_the_same_points_another_way(school: School) -> None:
    """比服务 is 目标承诺 and the two 服务 dimensions: 15 + 25 × 0.3 possible, of which a complaint took 1.25."""
    school.inspects("2016-05", seen("投诉查实", 1))
    school.returns("2016-05", "教务处", {"commitment": [DUE], "conduct": BLANK})
    score = school.score("2016-05")
    assert score.headings["比服务"] == (Fraction("4.5") + Fraction("6.25"), Fraction("22.5"))
    assert sum(gained for gained, _ in score.headings.values()) == score.before_discipline


def test_a_unit_without_the_duty_gives_the_weight_away(tmp_path: Path) -> None:
    """团委 fills no 八清理 ledger: ten points go to its other indicators."""
    school = School(tmp_path, ("团委",))
    school.returns("2016-05", "团委", {"conduct": BLANK})
    clearance = school.indicator("2016-05", "clearance", "团委")
    assert clearance.score is None
    assert clearance.weight == 0
    assert clearance.why_not == "不是本单位的任务"


def test_an_unscored_period_has_no_scores(school: School) -> None:
    """April is reported and not scored."""
    assert school.consolidate("2016-04").scores == ()


def test_the_order_of_arrivals_does_not_matter(tmp_path: Path) -> None:
    """The unit before the assessors, or the assessors before the unit: the same score."""

    def unit(school: School) -> None:
        school.returns("2016-05", "教务处", {"commitment": [DUE]})

    def assessors(school: School) -> None:
        school.inspects("2016-05", seen("上班迟到", 2))

    scores = []
    for order in ((unit, assessors), (assessors, unit)):
        school = School(tmp_path / order[0].__name__)
        for step in order:
            step(school)
        scores.append(school.score("2016-05").score)
    assert scores[0] == scores[1]


def test_the_words_of_a_completed_item_are_a_new_item(tmp_path: Path) -> None:
    """A promise made again after it was kept gets a number of its own, and is open again."""
    school = School(tmp_path)
    school.returns(
        "2016-05", "教务处", {"commitment": [{"promise": "月查食堂", "finished_on": "2016-05-20"}]}
    )
    school.returns("2016-06", "教务处", {"commitment": [{"promise": "月查食堂", "deadline": "2016-07-31"}]})
    items = school.consolidate("2016-06").merged.items_of("jiaowu", "commitment")
    assert [(i.number, i.completed_in) for i in items] == [
        ("教务处-承诺-001", "2016-05"),
        ("教务处-承诺-002", ""),
    ]
