"""The year case by case (考评细则 §3): small years, each figure worked out by hand beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.errors import UsageError
from tests.school import School
from tests.year_end import Line, all_good, ballots, close_year, inspected, only_inspected

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import YearBook, YearScore
    from tests.school import Settings

MAY, JUNE, DECEMBER = "2016-05", "2016-06", "2016-12"
SOON = "2016-07-31"
"""A deadline that is neither due in May nor so far away that a milestone is wanted."""
DONE = {"promise": "修订作息制度", "deadline": "2016-05-20", "finished_on": "2016-05-18"}
OPEN = {"promise": "完善值日安排", "deadline": "2016-05-20"}
FIRST, SECOND = "教务处-承诺-001", "教务处-承诺-002"
GROUPS_OF_89 = (("校领导", 5, 0, 0, 0), ("中层", 5, 5, 0, 0), ("教职工代表", 0, 10, 0, 0))
"""B = 0.3·100 + 0.3·90 + 0.4·80 = 89."""


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Return a school with one office that is scored, 教务处."""
    return School(tmp_path)


@pytest.fixture
def full(tmp_path: Path) -> School:
    """Return a school in which 教务处 has P = 100 and neither items nor problems."""
    return inspected(tmp_path, "教务处")


def closed(
    school: School, votes: list[Line] | None = None, mark: float = 90, **registers: list[Line]
) -> YearScore:
    """Return 教务处's year once its mark and its ballots (default: all 好) are in."""
    close_year(school, {"教务处": mark}, all_good("教务处") if votes is None else votes, "", **registers)
    return school.year_of()


def bonus(year: YearScore, source: str) -> Fraction:
    """Return the points of one source of bonus, after its own cap."""
    return next(each for each in year.bonus if each.id == source).points


def figures(*exact: Fraction) -> list[str]:
    """Return exact figures as they are written: 10, 346/5."""
    return [str(each) for each in exact]


def of(book: YearBook, unit: str) -> YearScore:
    """Return the year of `unit`."""
    return next(each for each in book.scores if each.name == unit)


def test_a_year_by_hand(school: School) -> None:
    """May: 15 + 25 + 10 of the 90 that apply; five periods not returned: 文明's 25 less 3. R = 100, B = 89, L = 90."""
    school.returns(MAY, "教务处", {"commitment": [DONE]})
    school.inspects(MAY)
    year = closed(school, ballots("教务处", *GROUPS_OF_89))
    assert year.process == (Fraction(500, 9) + 5 * 22) / 6
    assert [year.part(each).score for each in ("results", "ballots", "mark")] == [100, 89, 90]
    assert year.year == 50 + Fraction("31.15") + Fraction("13.5")
    assert year.final == Fraction("0.6") * (Fraction(500, 9) + 110) / 6 + Fraction("0.4") * Fraction("94.65")


# ---- P -----------------------------------------------------------------------------------------------


def test_p_is_the_mean_unrounded(full: School) -> None:
    """One point lost in one of six periods: 100 − 1/6, not 99.83."""
    full.inspects(MAY, {"subject": "教务处", "code": "上班迟到", "count": 1, "checked_on": "2016-05-12"})
    year = closed(full, mark=100)
    assert year.process == 100 - Fraction(1, 6)
    assert year.final == Fraction("0.6") * (100 - Fraction(1, 6)) + 40


@pytest.mark.parametrize(
    ("days", "there"),
    [
        ({}, ["05", "06", "08", "09", "10", "11"]),
        ({"first_day": "2016-08-15"}, ["08", "09", "10", "11"]),  # 08 is July and August
        ({"first_day": "2016-09-01"}, ["09", "10", "11"]),
        ({"last_day": "2016-07-01"}, ["05", "06", "08"]),
        ({"last_day": "2016-06-30"}, ["05", "06"]),
        ({"last_day": "2016-12-15"}, ["05", "06", "08", "09", "10", "11"]),
    ],
)
def test_p_is_over_the_periods_that_the_unit_existed(
    tmp_path: Path, days: dict[str, str], there: list[str]
) -> None:
    """Two points lost in June, elsewhere 100: P = 100 − 2 ÷ the periods of the unit, if June is one."""

    def change(settings: Settings) -> None:
        only_inspected(settings)
        settings["roster"]["units"][0].update(days)

    school = School(tmp_path, ("教务处",), change)
    school.inspects(JUNE, {"subject": "教务处", "code": "旷工半日", "count": 1, "checked_on": "2016-06-13"})
    year = closed(school)
    assert [each.period[-2:] for each in year.periods if each.score is not None] == there
    assert year.process == 100 - (Fraction(2, len(there)) if "06" in there else 0)


def test_an_excused_period_is_left_out(full: School) -> None:
    """Two points lost in May and four in June; May excused: (96 + 4·100) ÷ 5, in the headings too."""
    for month, count in ((MAY, 1), (JUNE, 2)):
        line = {"subject": "教务处", "code": "旷工半日", "count": count, "checked_on": f"{month}-13"}
        full.inspects(month, line)
    full.decides(MAY, {"kind": "客观原因", "subject": "教务处", "first_period": "5月"})
    year = closed(full)
    assert year.process == Fraction(496, 5)
    assert figures(*year.headings["比风气"]) == ["346/5", "70"]
    assert year.periods[0].why_not == "经批准免评"


def test_a_period_in_which_nothing_applies_is_left_out(full: School) -> None:
    """Two points lost in May, for which 文明 is marked 不适用: the other five are 100."""
    full.inspects(MAY, {"subject": "教务处", "code": "旷工半日", "count": 1, "checked_on": "2016-05-13"})
    full.decides(
        MAY, {"kind": "不适用", "subject": "教务处", "target": "文明科室、级部", "first_period": "5月"}
    )
    assert closed(full).process == 100


def test_a_unit_without_any_period_is_listed_and_not_judged(full: School) -> None:
    """Excused from May to November: no P, no final figure, no grade; and nobody asks for its mark."""
    line = {"kind": "客观原因", "subject": "教务处", "first_period": "5月", "last_period": "11月"}
    full.decides(MAY, line)
    year = full.year_of()
    assert [year.process, year.final, year.grade, year.rank] == [None, None, "", 0]


@pytest.mark.parametrize("last_day", ["2016-06-30", "2016-12-14"])
def test_a_unit_gone_by_the_cut_off_is_listed_and_not_graded(tmp_path: Path, last_day: str) -> None:
    """政教处 has a P and neither figure, grade nor mark; of seven units six count: ⌊1.8⌋ = 1 place, not 2."""

    def change(settings: Settings) -> None:
        only_inspected(settings)
        settings["roster"]["units"][1]["last_day"] = last_day

    units = ("教务处", "政教处", "总务处", "教科室", "党政办公室", "团委", "工会")
    school = School(tmp_path, units, change)
    close_year(school, {unit: 100 for unit in units if unit != "政教处"})
    book = school.year()
    gone = of(book, "政教处")
    assert gone.process == 100
    assert [gone.final, gone.grade, gone.rank] == [None, "", 0]
    assert gone.why_not == "到考核基准日已经撤并，列出而不评"
    assert book.quota == {"科室": 1}


# ---- R: items ----------------------------------------------------------------------------------------


def decision(kind: str, number: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 — cells of the register
    """Return a line of the decisions register on an item of 教务处."""
    return {"kind": kind, "subject": "教务处", "number": number, **more}


EXCUSED = decision("客观原因", SECOND, first_period="5月")
FOUND_FALSE = decision("抽查不实", FIRST)


@pytest.mark.parametrize(
    ("decisions", "results"),
    [
        ([], 50),  # one of two
        ([decision("立项", FIRST, weight=2)], Fraction(200, 3)),
        ([decision("立项", SECOND, weight=2)], Fraction(100, 3)),
        ([EXCUSED], 100),
        ([EXCUSED, decision("立项", FIRST, weight=2), FOUND_FALSE], Fraction(100, 3)),
        ([FOUND_FALSE], 0),
        ([FOUND_FALSE, decision("客观原因", FIRST, first_period="5月")], 0),  # a lie has no objective cause
        ([decision("撤销", SECOND)], 100),
        ([decision("撤销", FIRST)], 0),
        ([decision("延期", SECOND, new_deadline="2016-12-15")], 50),  # the cut-off itself is due
        ([decision("延期", SECOND, new_deadline="2016-12-16")], 100),
        ([decision("延期", FIRST, new_deadline="2016-12-16")], 0),  # nor does it count as done
    ],
)
def test_results_are_the_weighted_share_completed(
    school: School, decisions: list[dict[str, Any]], results: Fraction
) -> None:
    """Two commitments due on 20 May, the first done; no problems, whose 40 points move to the items."""
    school.returns(MAY, "教务处", {"commitment": [DONE, OPEN]})
    school.decides(MAY, *decisions)
    assert closed(school).part("results").score == results


def test_without_problems_a_line_says_where_their_points_went(school: School) -> None:
    """The two lines of items are out of 0.4·0.5·100 = 20 points together; the third moves 40 of 100."""
    school.returns(MAY, "教务处", {"commitment": [DONE, OPEN]})
    lines = closed(school).part("results").because
    assert [[line.id, *figures(line.points, line.out_of)] for line in lines] == [
        [f"年度/results/{FIRST}/完成", "10", "10"],
        [f"年度/results/{SECOND}/完成", "0", "10"],
        ["年度/results/销号/不适用", "0", "0"],
    ]
    assert lines[2].text == "没有登记的问题，40 分的份额并入完成"


@pytest.mark.parametrize(("deadline", "results"), [("2016-12-15", 50), ("2016-12-16", 100)])
def test_what_is_due_on_the_cut_off_itself_is_due(school: School, deadline: str, results: int) -> None:
    """Not done: due on 15 December it counts, due a day later it does not."""
    school.returns(MAY, "教务处", {"commitment": [DONE, OPEN | {"deadline": deadline}]})
    assert closed(school).part("results").score == results


@pytest.mark.parametrize(("day", "results"), [("2016-12-15", 100), ("2016-12-16", 50)])
def test_what_is_done_after_the_cut_off_is_not_done(school: School, day: str, results: int) -> None:
    """Seven months late is done all the same; in a late return of 20 December, done on the 16th is not."""
    school.returns(MAY, "教务处", {"commitment": [DONE, OPEN]})
    school.returns(DECEMBER, "教务处", {"commitment": [OPEN | {"finished_on": day}]}, "2016-12-20 10:00")
    assert closed(school).part("results").score == results


def test_items_count_for_who_has_them_at_the_cut_off(tmp_path: Path) -> None:
    """教务处's open item is 政教处's from August on: 教务处 has its one done of one, 政教处 nothing of one."""
    school = School(tmp_path, ("教务处", "政教处"))
    school.returns(MAY, "教务处", {"commitment": [DONE, OPEN]})
    school.decides(MAY, decision("移交", SECOND, first_period="7—8月合并期", new="政教处"))
    close_year(school, {"教务处": 90, "政教处": 90})
    book = school.year()
    assert [of(book, unit).part("results").score for unit in ("教务处", "政教处")] == [100, 0]


# ---- R: problems -------------------------------------------------------------------------------------

LATER = "2016-12-31"
"""A deadline after the cut-off: the problem is none of the items."""


def problems(school: School, deadline: str) -> None:
    """Let 教务处 return three problems, two of 作风 and one of 清理; the first two are put right in time."""
    fixed: dict[str, Any] = {"deadline": deadline, "finished_on": "2016-05-18", "found_on": "2016-05-03"}
    style = [{"problem": "接待不热情", **fixed}, {"problem": "会议纪律松散", **fixed}]
    for row in style:
        del row["found_on"]
    cleared = {"problem": "办公经费台账不全", **fixed, "finished_on": None}
    school.returns(MAY, "教务处", {"conduct": style, "clearance": [cleared]})


def signed(number: str, day: str = "2016-06-20") -> dict[str, Any]:
    """Return the office's line that signs a problem off."""
    return {"subject": "教务处", "number": number, "signed_off_on": day, "accepted_by": "荷清如"}


def test_problems_are_signed_off_or_not(school: School) -> None:
    """Two of three done, one of three signed off: 60·2/3 + 40·1/3, though done is not signed off."""
    problems(school, "2016-05-31")
    school.decides(JUNE, conduct=[signed("教务处-作风-001")])
    assert closed(school).part("results").score == 40 + Fraction(40, 3)


def test_problems_of_both_ledgers_are_one_share(school: School) -> None:
    """One signed off in each ledger, the one of 清理 not reported done: 60·2/3 + 40·2/3."""
    problems(school, "2016-05-31")
    school.decides(JUNE, conduct=[signed("教务处-作风-001")], clearance=[signed("教务处-清理-001")])
    assert closed(school).part("results").score == Fraction(200, 3)


def test_with_problems_alone_they_are_all_of_r(school: School) -> None:
    """Nothing is due by the cut-off and one of three problems is signed off: 100·1/3."""
    problems(school, LATER)
    school.decides(JUNE, conduct=[signed("教务处-作风-001")])
    part = closed(school).part("results")
    assert part.score == Fraction(100, 3)
    assert part.because[-1].text == "没有到期的事项，60 分的份额并入销号"


def test_a_withdrawn_problem_is_left_out(school: School) -> None:
    """Two problems remain, one of them signed off: 50."""
    problems(school, LATER)
    school.decides(JUNE, decision("撤销", "教务处-清理-001"), conduct=[signed("教务处-作风-001")])
    assert closed(school).part("results").score == 50


@pytest.mark.parametrize(("day", "results"), [("2016-12-15", Fraction(100, 3)), ("2016-12-16", 0)])
def test_signed_off_after_the_cut_off_is_not_signed_off(school: School, day: str, results: Fraction) -> None:
    """One of three problems, entered in the office's late return of 20 December."""
    problems(school, LATER)
    line = signed("教务处-作风-001", day)
    close_year(school, {"教务处": 90}, (), "2016-12-20 10:00", conduct_office=[line])
    assert school.year_of().part("results").score == results


def test_with_neither_items_nor_problems_r_gives_its_weight_away(full: School) -> None:
    """B 89 and L 90 have 0.35 and 0.15 of 0.5: Y = 0.7·89 + 0.3·90 = 89.3."""
    year = closed(full, ballots("教务处", *GROUPS_OF_89))
    assert year.part("results").score is None
    assert [each.share for each in year.parts] == [0, Fraction("0.7"), Fraction("0.3")]
    assert year.year == Fraction("89.3")
    assert year.notes[0].text.endswith("50% 的份额按比例并入其余部分")


# ---- B and L -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "score"),
    [
        (ballots("教务处", *GROUPS_OF_89), 89),
        (ballots("教务处", *GROUPS_OF_89, abstained=7), 89),  # 弃权 is no valid vote
        # (1·100 + 2·80 + 3·60 + 4·40) ÷ 10 = 60 in every group
        (ballots("教务处", ("校领导", 1, 2, 3, 4), ("中层", 1, 2, 3, 4), ("教职工代表", 1, 2, 3, 4)), 60),
        # 中层 all abstained: (0.3·100 + 0.4·80) ÷ 0.7
        (ballots("教务处", *GROUPS_OF_89[::2]) + ballots("教务处", ("中层", 0, 0, 0, 0), abstained=9), Fraction(620, 7)),
        (ballots("教务处", ("中层", 0, 0, 3, 1)), 55),  # one group alone: (3·60 + 40) ÷ 4
        # two lines of 校领导 add up, 5 好 and 15 较差: 55; the mean of their means would be 70
        (ballots("教务处", ("校领导", 5, 0, 0, 0), ("校领导", 0, 0, 0, 15)), 55),
    ],
    ids=["three groups", "abstained", "all four", "silent group", "one group", "lines add up"],
)  # fmt: skip
def test_ballots_by_group(full: School, votes: list[Line], score: Fraction) -> None:
    """校领导 30 %, 中层 30 %, 教职工代表 40 %; 100, 80, 60, 40 over the valid votes."""
    assert closed(full, votes).part("ballots").score == score


def test_without_valid_votes_b_gives_its_weight_away(school: School) -> None:
    """R 50 and L 90 have 0.5 and 0.15 of 0.65: Y = (25 + 13.5) ÷ 0.65; the office is told."""
    school.returns(MAY, "教务处", {"commitment": [DONE, OPEN]})
    year = closed(school, ballots("教务处", ("校领导", 0, 0, 0, 0), abstained=5))
    assert year.part("ballots").score is None
    assert year.year == Fraction("38.5") / Fraction("0.65")


def test_with_neither_r_nor_b_the_mark_is_all_of_y(full: School) -> None:
    """No item, no problem, no ballot: Y = L = 72.5; that there are no ballots is said."""
    close_year(full, {"教务处": 72.5})
    book = full.year()
    assert of(book, "教务处").year == Fraction("72.5")
    assert [each.code for each in book.findings] == ["year-no-votes"]


def test_a_mark_of_nought_is_a_mark(full: School) -> None:
    """L = 0: Y = 0.7·100 + 0.3·0."""
    assert closed(full, mark=0).year == 70


def test_without_the_mark_the_year_stops_and_names_who_lacks_it(tmp_path: Path) -> None:
    """教务处 and 总务处 have no mark, 政教处 has one."""
    school = inspected(tmp_path, "教务处", "政教处", "总务处")
    close_year(school, {"政教处": 90})
    with pytest.raises(UsageError, match="还没有领导小组评定的分数：教务处、总务处。"):
        school.year()


# ---- bonus: publicity --------------------------------------------------------------------------------

NATION, PROVINCE, CITY, COUNTY, OWN = "国家", "省", "市", "县区", "校"


def publishes(school: School, *stories: tuple[str, str, bool], unit: str = "教务处") -> None:
    """Let the unit report stories in May (title, 核定级别, front page), and the office fix their levels."""
    rows = [
        {"title": title, "outlet": f"报纸{n}", "aired_on": "2016-05-18", "level": NATION, "front_page": "是" if front else None}
        for n, (title, _, front) in enumerate(stories)
    ]  # fmt: skip
    school.returns(MAY, unit, {"media": rows})
    fixed = [(f"{unit}-宣传-{n:03d}", level) for n, (_, level, _) in enumerate(stories, start=1)]
    lines = [{"subject": unit, "number": number, "fixed_level": level} for number, level in fixed if level]
    school.decides(MAY, media=lines)


@pytest.mark.parametrize(
    ("stories", "points"),
    [
        ([("甲", NATION, False), ("乙", PROVINCE, False), ("丙", CITY, False), ("丁", COUNTY, False), ("戊", OWN, False)], "3.7"),
        ([("甲", "", False), ("乙", "", True)], "0"),  # the unit's own level counts for nothing
        ([("甲", PROVINCE, True), ("乙", COUNTY, True), ("丙", OWN, True)], "2.4"),  # front page: 2 + 0.4 + 0
        ([("护学岗：红马甲", PROVINCE, False), ("护学岗 红马甲", PROVINCE, True), ("“护学岗”红马甲", CITY, True)], "2"),
        ([("５Ａ课堂", CITY, False), ("5A课堂", COUNTY, True)], "0.5"),  # 0.2·2 is less than 0.5
        ([("甲", "", False), ("甲 ", CITY, False)], "0.5"),
        ([("甲", NATION, True), ("乙", PROVINCE, False)], "4"),  # 4 + 1, at most 4
    ],
    ids=["levels", "not fixed", "front page", "one story", "full width", "one fixed of two", "cap"],
)  # fmt: skip
def test_publicity_counts_by_the_level_fixed(
    full: School, stories: list[tuple[str, str, bool]], points: str
) -> None:
    """国家 2, 省 1, 市 0.5, 县区 0.2, 校 0; front page twice that; a story once, at its highest after ×2."""
    publishes(full, *stories)
    assert bonus(closed(full), "publicity") == Fraction(points)


def test_what_is_not_fixed_is_said(full: School) -> None:
    """Two stories, one fixed: the office is told of the other."""
    publishes(full, ("甲", CITY, False), ("乙", "", False))
    close_year(full, {"教务处": 90}, all_good("教务处"))
    (said,) = full.year().findings
    assert (said.code, said.context["count"], said.where.cell) == ("year-unfixed", "1", "A7")


@pytest.mark.parametrize(("day", "points"), [("2015-12-31", 0), ("2016-01-01", 2), ("2016-12-15", 2), ("2016-12-16", 0)])  # fmt: skip
def test_publicity_is_of_the_year_up_to_the_cut_off(full: School, day: str, points: int) -> None:
    """One story of 国家 in a late return of 20 December."""
    rows = [{"title": "甲", "aired_on": day}]
    full.returns(DECEMBER, "教务处", {"media": rows}, "2016-12-20 10:00")
    line: Line = {"subject": "教务处", "number": "教务处-宣传-001", "fixed_level": NATION}
    assert bonus(closed(full, media_office=[line]), "publicity") == points


def test_a_joint_story_is_split_as_decided(full: School) -> None:
    """国家 on the front page, 教务处's part 1/4: 4 · 1/4."""
    publishes(full, ("甲", NATION, True))
    line = decision("分摊", "教务处-宣传-001", new="1/4", approved_on="2016-06-10")
    full.decides(JUNE, line)
    assert bonus(closed(full), "publicity") == 1


def test_the_same_story_of_two_units_counts_for_both_and_is_asked(tmp_path: Path) -> None:
    """省 for each: 1 and 1; May's questions to the office ask whose it is."""
    school = inspected(tmp_path, "教务处", "政教处")
    story = {"title": "晨光里的红马甲护学岗", "aired_on": "2016-05-18"}
    for unit in ("教务处", "政教处"):
        school.returns(MAY, unit, {"media": [story]})
    fixed = [
        {"subject": unit, "number": f"{unit}-宣传-001", "fixed_level": PROVINCE}
        for unit in ("教务处", "政教处")
    ]
    school.decides(MAY, media=fixed)
    close_year(school, {"教务处": 90, "政教处": 90})
    assert [bonus(each, "publicity") for each in school.year().scores] == [1, 1]
    assert "claimed-twice" in {each.code for each in school.consolidate(MAY).guards}


# ---- bonus: honours ----------------------------------------------------------------------------------


def honour(name: str, level: str, share: float | None = None, day: str = "2016-11-20") -> Line:
    """Return a line of the register of honours."""
    return {"subject": "教务处", "honour": name, "level": level, "share": share, "awarded_on": day}


@pytest.mark.parametrize(
    ("lines", "points"),
    [
        ([honour("甲", NATION), honour("乙", COUNTY), honour("丙", OWN)], "3.5"),
        ([honour("甲", PROVINCE), honour("乙", CITY)], "3"),
        ([honour("甲", NATION), honour("乙", PROVINCE)], "4"),  # 5, at most 4
        ([honour("先进单位", CITY), honour("先进 单位", NATION), honour("“先进单位”", PROVINCE)], "3"),
        ([honour("甲", PROVINCE, 50)], "1"),
        ([honour("甲", CITY, 33.3)], "0.333"),
        ([honour("甲", NATION, 30), honour("甲", PROVINCE)], "2"),  # 0.9 of 国家 is less than 省 alone
        ([honour("甲", NATION, 0)], "0"),
        ([honour("甲", NATION, day="2016-12-16"), honour("乙", CITY, day="2015-12-31")], "0"),
    ],
    ids=["levels", "sum", "cap", "one honour", "half", "a third", "highest after the split", "none of it", "not of the year"],
)  # fmt: skip
def test_honours_count_once_at_their_highest(full: School, lines: list[Line], points: str) -> None:
    """国家 3, 省 2, 市 1, 县区 0.5; of a joint one the unit's 本单位占比."""
    close_year(full, {"教务处": 90}, all_good("教务处"), "2016-12-20 10:00", honours=lines)
    assert bonus(full.year_of(), "honours") == Fraction(points)


# ---- bonus: “三争” -----------------------------------------------------------------------------------


def pilot(stage: str, level: str, money: float | None = None) -> dict[str, Any]:
    """Return a row of 争试点."""
    return {
        "name": "劳动教育试点", "kind": "争试点", "stage": stage, "level": level, "money": money, "deadline": SOON,
    }  # fmt: skip


def support(money: float, name: str = "实验室改造资金") -> dict[str, Any]:
    """Return a row of 争支持 with money that arrived."""
    return {"name": name, "kind": "争支持", "stage": "到位", "level": CITY, "money": money, "deadline": SOON}


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        ([pilot("获批", NATION)], "2"),
        ([pilot("到位", PROVINCE)], "2"),
        ([pilot("获批", CITY)], "1"),
        ([pilot("获批", COUNTY)], "0"),
        ([pilot("受理", PROVINCE)], "0"),  # not won yet
        ([pilot("获批", PROVINCE) | {"kind": "争先进"}], "0"),  # no pilot
        ([support(9.99)], "0"),
        ([support(10)], "0.5"),
        ([support(49.99)], "0.5"),
        ([support(50)], "1"),
        ([support(99.99)], "1"),
        ([support(100)], "2"),
        ([support(500)], "2"),
        ([support(5), support(5, "图书馆改造资金")], "0"),  # cumulative for one item, not for all
        ([pilot("到位", CITY, 50)], "2"),  # both count: 1 + 1
        ([pilot("到位", PROVINCE, 100), support(10)], "4"),  # 2 + 2 + 0.5, at most 4
    ],
)
def test_bids_won(school: School, rows: list[dict[str, Any]], points: str) -> None:
    """A pilot won: 省级及以上 2, 市 1; money arrived: from 100 万元 2, from 50 1, from 10 0.5."""
    school.returns(MAY, "教务处", {"bids": rows})
    assert bonus(closed(school), "bids") == Fraction(points)


def test_money_counts_as_far_as_it_has_come_altogether(school: School) -> None:
    """40 万元 in May, 60 altogether in June: 1, not 0.5 + 1."""
    school.returns(MAY, "教务处", {"bids": [support(40)]})
    school.returns(JUNE, "教务处", {"bids": [support(60)]})
    assert bonus(closed(school), "bids") == 1


@pytest.mark.parametrize(
    ("lines", "points"),
    [
        ([decision("分摊", "教务处-三争-001", new="1/2")], "1.5"),  # half of 2 + 1
        ([decision("抽查不实", "教务处-三争-001")], "0"),
        ([decision("撤销", "教务处-三争-001")], "0"),
    ],
)
def test_decisions_on_what_was_won(school: School, lines: list[dict[str, Any]], points: str) -> None:
    """A pilot of 省 with 50 万元, 2 + 1: shared, found false, withdrawn."""
    school.returns(MAY, "教务处", {"bids": [pilot("到位", PROVINCE, 50) | {"finished_on": "2016-05-18"}]})
    school.decides(MAY, *lines)
    assert bonus(closed(school), "bids") == Fraction(points)


# ---- caps, penalty, the final figure, headings --------------------------------------------------------


def test_all_bonus_together_is_at_most_ten(school: School) -> None:
    """4 + 4 + 4, each capped by itself, make 10; the line of the cap says −2; 争贡献 has the 10 out of 10 more."""
    school.decides(
        MAY,
        media=[
            {"subject": "教务处", "number": f"教务处-宣传-00{n}", "fixed_level": NATION} for n in (1, 2, 3)
        ],
    )
    tables = {
        "bids": [pilot("到位", PROVINCE, 100), support(100)],
        "media": [{"title": title, "aired_on": "2016-05-18"} for title in "甲乙丙"],
    }
    school.returns(MAY, "教务处", tables)
    year = closed(school, honours=[honour("甲", NATION), honour("乙", NATION)])
    assert [each.gained for each in year.bonus] == [6, 6, 6]
    assert [each.points for each in year.bonus] == [4, 4, 4]
    assert [[line.id, *figures(line.points)] for line in year.held] == [["加分/封顶", "-2"]]
    assert year.bonus_points == 10
    # May: bids has 10 of the 90 that apply, two open items with fresh progress: 100; five periods not returned: 0 of 10
    assert year.headings["争贡献"] == (Fraction(100, 9) / 6 + 10, (Fraction(100, 9) + 50) / 6 + 10)
    assert year.process is not None
    assert year.year is not None
    assert year.final == Fraction("0.6") * year.process + Fraction("0.4") * year.year + 10


def test_headings_of_the_year_are_means_and_bonus(full: School) -> None:
    """Two points of 工作纪律 in May: 比风气 70 − 2/6 of 70; bonus 2 + 0.5: 争贡献 2.5 of 10."""
    full.inspects(MAY, {"subject": "教务处", "code": "旷工半日", "count": 1, "checked_on": "2016-05-13"})
    publishes(full, ("甲", NATION, False), ("乙", CITY, False))
    assert {name: figures(*pair) for name, pair in closed(full).headings.items()} == {
        "比服务": ["30", "30"],
        "比风气": ["209/3", "70"],
        "比亮点": ["0", "0"],
        "争贡献": ["5/2", "10"],
    }


@pytest.mark.parametrize(
    ("points", "final"),
    [
        ([2, 0.5], "97.5"),
        ([100], "0"),
        ([99.99], "0.01"),
        ([60, 60], "0"),  # −20 is held to 0
    ],
)
def test_a_penalty_is_taken_off(full: School, points: list[float], final: str) -> None:
    """Of 100, each line of the register by itself; never below 0."""
    lines: list[Line] = [
        {
            "subject": "教务处",
            "kind": "扣分",
            "points": each,
            "reason": f"事由{n}",
            "decided_on": "2016-12-01",
        }
        for n, each in enumerate(points)
    ]
    year = closed(full, mark=100, sanctions=lines)
    assert year.final == Fraction(final)
    assert year.penalty_points == Fraction(str(sum(points)))


def test_a_penalty_decided_after_the_cut_off_is_not_of_this_year(full: School) -> None:
    """Decided on 15 and on 16 December, entered on the 20th: 100 − 3."""
    lines: list[Line] = [
        {"subject": "教务处", "kind": "扣分", "points": points, "decided_on": day}
        for points, day in ((3, "2016-12-15"), (5, "2016-12-16"))
    ]
    close_year(full, {"教务处": 100}, all_good("教务处"), "2016-12-20 10:00", sanctions=lines)
    assert full.year_of().final == 97


@pytest.mark.parametrize(("honours", "final"), [(3, 109), (4, 110)])
def test_the_year_is_never_above_110(tmp_path: Path, honours: int, final: int) -> None:
    """Where a school lets bonus run to 20, four honours of 国家 would make 100 + 12."""

    def change(settings: Settings) -> None:
        only_inspected(settings)
        settings["rubric"]["annual"]["bonus"].update(each=20, most=20)

    year = closed(
        School(tmp_path, ("教务处",), change),
        mark=100,
        honours=[honour(f"荣誉{n}", NATION) for n in range(honours)],
    )
    assert year.final == final
    assert [line.points for line in year.held] == ([-2] if honours == 4 else [])
