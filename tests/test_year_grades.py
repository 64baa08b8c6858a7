"""Grades of the year (考评细则 §3): order, quota, ties across its line, veto, award lists.

In most schools here everything is full (see `inspected`) and a unit's final figure is 100 less its penalty.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annual.grades import graded, quotas
from pipeline.model import Where, YearScore, shown
from pipeline.verdict import categories_of
from tests.school import School
from tests.year_end import Line, all_good, ballots, close_year, inspected

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from random import Random

    from pipeline.config import Config
    from pipeline.model import YearBook

FIRST, SECOND, THIRD, LAST = "优秀", "良好", "合格", "不合格"
SEVEN = ("教务处", "政教处", "总务处", "教科室", "党政办公室", "团委", "工会")
ABSENT = {"code": "旷工半日", "count": 1, "checked_on": "2016-05-12"}
"""Two points of 工作纪律 in May."""
SLOW = ABSENT | {"code": "推诿拖延"}
"""Two points of 服务质量 in May."""


def penalty(unit: str, points: float) -> Line:
    """Return a line of the sanctions register that takes `points` off."""
    return {"subject": unit, "kind": "扣分", "points": points, "decided_on": "2016-12-01"}


def veto(unit: str, limit: str, day: str = "2016-12-01") -> Line:
    """Return a line of the sanctions register that leaves `limit` at most."""
    return {"subject": unit, "kind": "一票否决", "grade_limit": limit, "decided_on": day}


def judged(
    school: School,
    lost: Mapping[str, float],
    *vetoes: Line,
    arrived: str = "",
    decisions: Sequence[Line] = (),
) -> YearBook:
    """Return the year in which each unit has 100 less what it lost."""
    votes = [line for unit in lost for line in all_good(unit)]
    taken = [penalty(unit, points) for unit, points in lost.items() if points]
    registers = {"sanctions": [*taken, *vetoes], "decisions": list(decisions)}
    close_year(school, dict.fromkeys(lost, 100), votes, arrived, **registers)
    return school.year()


def grades(book: YearBook) -> dict[str, str]:
    """Return each unit's grade by its name."""
    return {each.name: each.grade for each in book.scores}


def of(book: YearBook, unit: str) -> YearScore:
    """Return the year of `unit`."""
    return next(each for each in book.scores if each.name == unit)


def told(score: YearScore) -> str:
    """Return the words of quota and ties."""
    return next(line.text for line in score.notes if line.id == "等次/优秀名额")


# ---- the figure --------------------------------------------------------------------------------------


def test_the_shown_figure_is_graded(tmp_path: Path) -> None:
    """89.995, 79.995 and 59.995 are shown and graded as 90.00, 80.00 and 60.00; a thousandth less is not."""
    lost = dict(zip(SEVEN, (10.005, 10.006, 20.005, 20.006, 40.005, 40.006), strict=False))
    book = judged(inspected(tmp_path, *lost), lost)
    assert list(grades(book).values()) == [FIRST, SECOND, SECOND, THIRD, THIRD, LAST]
    figures = [shown(each.final) for each in book.scores if each.final is not None]
    assert [str(each) for each in figures] == ["90.00", "89.99", "80.00", "79.99", "60.00", "59.99"]


def test_equal_figures_share_a_rank(tmp_path: Path) -> None:
    """94, 92.004 and 92 (both shown 92.00), 91: 1, 2, 2, 4."""
    lost = dict(zip(SEVEN, (6, 7.996, 8, 9), strict=False))
    book = judged(inspected(tmp_path, *lost), lost)
    assert [(each.rank, each.tied) for each in book.scores] == [(1, False), (2, True), (2, True), (4, False)]


def test_each_category_has_its_own_order_quota_and_award(tmp_path: Path) -> None:
    """The better 科室 and the better 级部 are each first and 优秀, though 94 is below both 科室."""
    lost = {"教务处": 1, "政教处": 2, "七年级级部": 6, "八年级级部": 7}
    school = inspected(tmp_path, *lost)
    book = judged(school, lost)
    assert [each.rank for each in book.scores] == [1, 2, 1, 2]
    lists = {each.award: each.winners for each in categories_of(school.config, book)}
    assert lists == {"文明科室": ("教务处",), "文明级部": ("七年级级部",)}


# ---- quota -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "places"), [(1, 1), (2, 1), (3, 1), (4, 1), (6, 1), (7, 2), (8, 2), (9, 2), (10, 3), (20, 6)]
)
def test_the_quota_is_three_in_ten_and_never_nothing(tmp_path: Path, units: int, places: int) -> None:
    """max(1, ⌊0.3 n⌋): one place up to six units, of ten exactly three."""
    config = School(tmp_path).config
    some = tuple(config.unit("教务处").model_copy(update={"id": f"unit{n}"}) for n in range(units))
    assert quotas(replace(config, units=some), config.periods[-1]) == {"科室": places}


def test_whoever_is_past_the_quota_is_second(tmp_path: Path) -> None:
    """Seven units above 90, ⌊2.1⌋ = 2 places: the first two are 优秀, five are 良好 and told why."""
    lost = {unit: number for number, unit in enumerate(SEVEN)}
    book = judged(inspected(tmp_path, *SEVEN), lost)
    assert list(grades(book).values()) == [FIRST, FIRST, *[SECOND] * 5]
    assert told(of(book, "总务处")) == "达到优秀线的有 7 个单位，名额 2 个，排第 3，名额已满，评为良好"


def test_a_vetoed_unit_counts_in_the_whole_and_takes_no_place(tmp_path: Path) -> None:
    """Seven units, the best one vetoed: n = 7 gives 2 places (6 would give 1), for the second and the third."""
    lost = {unit: number for number, unit in enumerate(SEVEN)}
    book = judged(inspected(tmp_path, *SEVEN), lost, veto("教务处", THIRD))
    assert book.quota == {"科室": 2}
    assert list(grades(book).values()) == [THIRD, FIRST, FIRST, *[SECOND] * 4]
    assert [each.rank for each in book.scores] == [1, 2, 3, 4, 5, 6, 7]  # the veto is of the grade alone


# ---- veto --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lost", "limits", "grade"),
    [
        (0, (THIRD,), THIRD),
        (0, (LAST,), LAST),
        (50, (THIRD,), LAST),  # 50 points: a limit lifts nobody
        (15, (THIRD,), THIRD),
        (0, (LAST, THIRD), LAST),  # of two vetoes the stricter holds
        (0, (), FIRST),
    ],
)
def test_a_veto_limits_the_grade(tmp_path: Path, lost: int, limits: tuple[str, ...], grade: str) -> None:
    """At most 合格, 不合格 where the entry says so; the figure stays what it is."""
    book = judged(inspected(tmp_path, "教务处"), {"教务处": lost}, *(veto("教务处", each) for each in limits))
    assert grades(book) == {"教务处": grade}
    assert of(book, "教务处").final == 100 - lost


def test_a_veto_decided_after_the_cut_off_is_not_of_this_year(tmp_path: Path) -> None:
    """Decided on 16 December and entered late: 优秀 stands; on the 15th it holds."""
    found = []
    for day in ("2016-12-16", "2016-12-15"):
        school = inspected(tmp_path / day, "教务处")
        found.append(judged(school, {"教务处": 0}, veto("教务处", THIRD, day), arrived="2016-12-20 10:00"))
    assert [grades(book)["教务处"] for book in found] == [FIRST, THIRD]


# ---- ties across the line: of two equal units one has the only place ----------------------------------

MIXED = (("校领导", 0, 5, 0, 0), ("中层", 5, 0, 0, 0), ("教职工代表", 5, 0, 0, 0))
"""B = 0.3·80 + 0.3·100 + 0.4·100 = 94."""


@pytest.mark.parametrize(
    ("better", "worse", "words"),
    [
        # P: −6 in one of six periods is −1, of which the year takes 0.6; L: −5, of which it takes 0.12: 99.40
        (
            {"lines": [ABSENT | {"count": 3}]},
            {"mark": 95},
            "比年度总评：100 高于 98.5",
        ),
        # Y alike; P = 100 with a penalty of 0.6, and P = 99 without one: 99.40
        (
            {"lost": 0.6},
            {"lines": [ABSENT | {"count": 3}]},
            "比平时考评：100 高于 99",
        ),
        # 0.7·100 + 0.3·86 = 95.8 = 0.7·94 + 0.3·100
        (
            {"mark": 86},
            {"votes": MIXED},
            "比民主测评：100 高于 94",
        ),
        # two points each in May, of 服务质量 and of 工作纪律: the mean of the latter is 20 and 20 − 2/6 = 19.67
        (
            {"lines": [SLOW]},
            {"lines": [ABSENT]},
            "比工作纪律平均：20 高于 19.67",
        ),
    ],
    ids=["Y", "P", "B", "工作纪律"],
)
def test_a_tie_across_the_line_is_decided_in_order(
    tmp_path: Path, better: dict[str, Any], worse: dict[str, Any], words: str
) -> None:
    """Equal figures share the first rank; the next figure that differs gives the place."""
    units = {"政教处": worse, "教务处": better}
    school = inspected(tmp_path, *units)
    school.inspects(
        "2016-05", *(line | {"subject": u} for u, case in units.items() for line in case.get("lines", ()))
    )
    full = tuple((group, 5, 0, 0, 0) for group, *_ in MIXED)
    votes = [line for unit, case in units.items() for line in ballots(unit, *case.get("votes", full))]
    taken = [penalty(unit, case["lost"]) for unit, case in units.items() if "lost" in case]
    close_year(school, {u: case.get("mark", 100) for u, case in units.items()}, votes, sanctions=taken)
    book = school.year()
    assert len({each.final for each in book.scores}) == 1
    assert [(each.rank, each.undecided) for each in book.scores] == [(1, False)] * 2
    assert grades(book) == {"教务处": FIRST, "政教处": SECOND}
    assert told(of(book, "教务处")).endswith(f"与政教处得分相同，{words}")


def test_units_equal_in_everything_are_left_to_the_leading_bodies(tmp_path: Path) -> None:
    """One place, two units alike at 97 and one at 95: both provisionally 良好, and the third does not move up."""
    lost = {"教务处": 3, "政教处": 3, "总务处": 5}
    school = inspected(tmp_path, *lost)
    book = judged(school, lost)
    assert grades(book) == dict.fromkeys(lost, SECOND)
    assert [each.undecided for each in book.scores] == [True, True, False]
    assert told(of(book, "教务处")).endswith("与政教处各项都相同，提请党总支、校委会研究，暂评为良好")
    assert told(of(book, "总务处")).endswith("排第 3，名额已满，评为良好")
    assert [each.winners for each in categories_of(school.config, book)] == [()]


def settle(unit: str, grade: str) -> Line:
    """Return the line by which 党总支 and 校委会 settle a unit's grade."""
    return {
        "kind": "等次研究",
        "subject": unit,
        "new": grade,
        "basis": "校委会纪要",
        "approved_on": "2016-12-15",
    }


@pytest.mark.parametrize(
    ("lines", "grade", "undecided"),
    [
        ([settle("政教处", FIRST)], [SECOND, FIRST, SECOND], [False, False, False]),
        ([settle("政教处", FIRST), settle("教务处", SECOND)], [SECOND, FIRST, SECOND], [False, False, False]),
        # two for one place settle nothing, nor does a place for whoever is not among the equal ones
        ([settle("政教处", FIRST), settle("教务处", FIRST)], [SECOND] * 3, [True, True, False]),
        ([settle("总务处", FIRST)], [SECOND] * 3, [True, True, False]),
    ],
    ids=["one", "both named", "too many", "another unit"],
)
def test_what_the_leading_bodies_decide_settles_a_tie(
    tmp_path: Path, lines: list[Line], grade: list[str], undecided: list[bool]
) -> None:
    """One place, two units alike at 97 and one at 95: the place is whose the decision says."""
    lost = {"教务处": 3, "政教处": 3, "总务处": 5}
    book = judged(inspected(tmp_path, *lost), lost, decisions=lines)
    assert list(grades(book).values()) == grade
    assert [each.undecided for each in book.scores] == undecided


def test_an_excused_period_decides_no_tie(tmp_path: Path) -> None:
    """政教处 lost two points of 工作纪律 in May, for which it is excused: 20 for both, and nothing tells them apart."""
    lost = {"教务处": 3, "政教处": 3}
    school = inspected(tmp_path, *lost)
    school.inspects("2016-05", ABSENT | {"subject": "政教处"})
    school.decides("2016-05", {"kind": "客观原因", "subject": "政教处", "first_period": "5月"})
    assert [each.undecided for each in judged(school, lost).scores] == [True, True]


def test_equal_units_inside_the_quota_are_both_first(tmp_path: Path) -> None:
    """Two places of seven: two equal ones at the top fill them, nothing is left open."""
    lost = dict.fromkeys(SEVEN, 5) | {"教务处": 1, "工会": 1}
    book = judged(inspected(tmp_path, *SEVEN), lost)
    assert {name for name, grade in grades(book).items() if grade == FIRST} == {"教务处", "工会"}
    assert not any(each.undecided for each in book.scores)


def test_a_tie_for_the_second_place_leaves_the_first_alone(tmp_path: Path) -> None:
    """Two places of seven: the best is 优秀, the two next alike are left open, four below stay 良好."""
    lost = dict.fromkeys(SEVEN, 5) | {"教务处": 1, "政教处": 2, "总务处": 2}
    book = judged(inspected(tmp_path, *SEVEN), lost)
    assert [each.name for each in book.scores if each.grade == FIRST] == ["教务处"]
    assert [each.name for each in book.scores if each.undecided] == ["政教处", "总务处"]


def test_a_vetoed_unit_is_no_rival_in_a_tie(tmp_path: Path) -> None:
    """Two units alike and one place; one of them vetoed: the other has it, and nothing is left open."""
    lost = {"教务处": 3, "政教处": 3}
    book = judged(inspected(tmp_path, *lost), lost, veto("政教处", THIRD))
    assert grades(book) == {"教务处": FIRST, "政教处": THIRD}
    assert [each.tied for each in book.scores] == [True, True]


# ---- laws of the order, on hand-made years ------------------------------------------------------------

FIGURES = st.tuples(*[st.sampled_from([Fraction(n) for n in (85, 90, 91)])] * 2, *[st.sampled_from([Fraction(5), Fraction(6)])] * 3)  # fmt: skip


def made(index: int, order: tuple[Fraction, ...], vetoed: str) -> YearScore:
    """Return a year of which only what grades are made of is filled in."""
    return YearScore(
        f"unit{index}",
        f"单位{index}",
        "科室",
        (),
        None,
        None,
        (),
        (),
        (),
        (),
        (),
        order[0],
        {},
        order,
        vetoed,
    )


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Return the committed declarations."""
    return School(tmp_path_factory.mktemp("grades")).config


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_places_are_given_from_the_top(config: Config, data: st.DataObject) -> None:
    """No more 优秀 than places; nobody with less has it before one with more; what is open is alike and at the line."""
    drawn: Sequence[tuple[tuple[Fraction, ...], str]] = data.draw(
        st.lists(st.tuples(FIGURES, st.sampled_from(["", "", "", THIRD])), min_size=1, max_size=9)
    )
    places = data.draw(st.integers(1, 3))
    scores = [made(index, *each) for index, each in enumerate(drawn)]
    vetoes = {each.unit: Where("登记", "表", "A1") for each in scores if each.vetoed}
    done = graded(config, scores, {"科室": places}, vetoes, {})
    first = [each for each in done if each.grade == FIRST]
    left_open = [each for each in done if each.undecided]
    rivals = [each for each in done if each.order[0] >= 90 and not each.vetoed]
    assert len(first) <= places
    assert all(each in rivals for each in first)
    assert all(a.order > b.order for a in first for b in rivals if b not in first)
    assert len({each.order for each in left_open}) <= 1
    if len(first) < min(places, len(rivals)):
        assert len(first) + len(left_open) > places
    assert {each.grade for each in rivals if each not in first} <= {SECOND}


@settings(max_examples=100, deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_units_is_irrelevant(
    config: Config, figures: list[tuple[Fraction, ...]], chance: Random
) -> None:
    """The same years in any order have the same ranks and grades."""
    scores = [made(index, each, "") for index, each in enumerate(figures)]
    one = graded(config, scores, {"科室": 2}, {}, {})
    chance.shuffle(scores)
    other = {each.unit: each for each in graded(config, scores, {"科室": 2}, {}, {})}
    assert [(s.rank, s.grade, s.undecided) for s in one] == [
        (other[s.unit].rank, other[s.unit].grade, other[s.unit].undecided) for s in one
    ]
