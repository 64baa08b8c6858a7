"""What holds of every score, whatever the months were like (考评细则 §2): laws instead of examples.

The months are made of model objects. First 教务处's June 2016, after a May in which some items began; then all
six scored periods, in which items run on; last what no law says: where the mean of months lets a later day gain.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import load_config
from pipeline.model import (
    Because,
    Decision,
    DecisionKind,
    Intake,
    Item,
    LedgerIntake,
    LedgerReturn,
    LedgerState,
    Merged,
    Milestone,
    Record,
    Timeliness,
    UnitIntake,
    Where,
)
from pipeline.score import score_period
from tests.school import School, assert_adds_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from pipeline.config import Config
    from pipeline.model import UnitScore, Value

MAY, JUNE = "2016-05", "2016-06"
YEAR = (MAY, JUNE, "2016-08", "2016-09", "2016-10", "2016-11")
UNIT, FILE = "jiaowu", "2016-06/教务处.xlsx"
TASKS = ("commitment", "benchmark", "five_a", "teachers", "bids", "conduct", "clearance")
HERE = Where(FILE, "表", "A1")
WORDS = st.sampled_from(
    [
        "",
        "未到启动时间",
        "已开会",
        "正在积极推进中。",
        "修订初稿，提交校务会讨论",
        "暑期组织两场培训，参训六十人",
    ]
)
DAYS = st.dates(date(2016, 4, 1), date(2016, 12, 31))
DONE_DAYS = st.dates(date(2016, 4, 1), date(2016, 7, 5))
YEARS_DAYS = st.dates(date(2016, 4, 1), date(2016, 12, 5))
"""Days that a return of a scored period can report: November's is due on 5 December."""
MONTHS = st.sampled_from([MAY, JUNE])
LAW = settings(max_examples=60, deadline=None)


@cache
def school() -> Config:
    """Return the committed declarations with one scored unit and those that keep registers."""
    config = load_config(Path(__file__).parents[1] / "config.yaml")
    return replace(config, units=tuple(u for u in config.units if u.id in {UNIT, "office", "assessors"}))


def record(ledger: str, period: str, number: str, values: Mapping[str, Value]) -> Record:
    """Return a row that counts."""
    return Record(ledger, UNIT, period, FILE, ledger, 6, values, {"progress": "D"}, number=number)


@st.composite
def milestones(draw: st.DrawFn, registered: str) -> tuple[Milestone, ...]:
    """Draw at most one milestone, named when the item was registered; perhaps reached since."""
    if draw(st.booleans()):
        return ()
    named = Milestone("初稿", draw(DAYS), registered, HERE)
    if draw(st.booleans()):
        named = replace(named, done=draw(DONE_DAYS), done_in=JUNE, done_where=HERE)
    return (named,)


@st.composite
def excuses(draw: st.DrawFn) -> Decision:
    """Draw an excuse for May, for June, or for both; in force or approved too late."""
    first, last = draw(st.sampled_from([(MAY, MAY), (MAY, JUNE), (JUNE, JUNE)]))
    return Decision(DecisionKind.EXCUSE, UNIT, "", "", first, last, None, None, draw(DAYS), "洪水", HERE)


@st.composite
def items(draw: st.DrawFn, ledger: str, index: int) -> Item:
    """Draw an item of `ledger` as of June."""
    registered, number = draw(MONTHS), f"{ledger}-{index:03d}"
    values = {
        "progress": draw(WORDS) or None, "full": Decimal(5), "base": Decimal(draw(st.integers(0, 10))) / 2,
        "source": draw(st.sampled_from(["自查", "群众反映"])),
    }  # fmt: skip
    entries = {registered: record(ledger, registered, number, values)}
    if registered == MAY and draw(st.booleans()):
        entries[JUNE] = record(ledger, JUNE, number, values | {"progress": draw(WORDS) or None})
    done_in = draw(st.sampled_from(["", max(entries)]))
    office: dict[str, Value] = {}
    if draw(st.booleans()):
        office = {"fixed_score": Decimal(draw(st.integers(0, 12))) / 2, "signed_off_on": date(2016, 6, 1)}
    return Item(
        number, ledger, UNIT, f"事项{index}", registered, draw(st.none() | DAYS), entries,
        weight=draw(st.integers(1, 2)), withdrawn=draw(st.sampled_from([None, None, None, HERE])),
        completed=draw(DONE_DAYS) if done_in else None, completed_in=done_in,
        milestones=draw(milestones(registered)), excuses=tuple(draw(st.lists(excuses(), max_size=1))),
        office=office, office_where=dict.fromkeys(office, HERE),
    )  # fmt: skip


@st.composite
def some_items(draw: st.DrawFn, least: int = 0) -> list[Item]:
    """Draw a unit's items in several ledgers, in no order."""
    ledgers = draw(st.lists(st.sampled_from(TASKS), min_size=least, max_size=8))
    return [draw(items(ledger, index)) for index, ledger in enumerate(ledgers)]


@st.composite
def inspections(draw: st.DrawFn) -> list[Record]:
    """Draw the assessors' lines of June."""
    lines = draw(st.lists(st.tuples(st.sampled_from(school().settings.codes.deductions), st.integers(1, 30))))
    return [
        replace(record("inspection", JUNE, "", {
            "subject": "教务处", "code": code.name, "count": count, "dimension": code.dimension,
            "points": Decimal(code.points.numerator) / code.points.denominator,
        }), row=row)
        for row, (code, count) in enumerate(lines, start=6)
    ]  # fmt: skip


@st.composite
def intakes(draw: st.DrawFn) -> UnitIntake:
    """Draw what became of the unit's workbook: each ledger returned, nil or missing; in time or not."""
    config = school()
    states = st.sampled_from(
        [LedgerState.RETURNED, LedgerState.RETURNED, LedgerState.NIL, LedgerState.MISSING]
    )
    ledgers = {}
    for each in config.duties(config.unit(UNIT), config.period(JUNE)):
        state = draw(states)
        answers = [
            record("self_check", JUNE, "", {"category": line, "found": draw(st.sampled_from([None, "无"]))})
            for line in (config.tables["clearance"] if each.id == "self_check" else ())
        ]
        counted = LedgerReturn(each.id, FILE, each.title, state is LedgerState.NIL, tuple(answers))
        missing = state is LedgerState.MISSING
        ledgers[each.id] = LedgerIntake(state, FILE, 0, None if missing else counted)
    return UnitIntake(UNIT, draw(st.sampled_from(Timeliness)), None, 0, ledgers, ())


def returned(month: str = JUNE) -> UnitIntake:
    """Return the intake of a unit that returned every ledger in time."""
    config = school()
    ledgers = {
        each.id: LedgerIntake(
            LedgerState.RETURNED, FILE, 0, LedgerReturn(each.id, FILE, each.title, nil=False)
        )
        for each in config.duties(config.unit(UNIT), config.period(month))
    }
    return UnitIntake(UNIT, Timeliness.IN_TIME, None, 0, ledgers, ())


def score(
    followed: Sequence[Item],
    intake: UnitIntake | None = None,
    lines: Sequence[Record] = (),
    month_id: str = JUNE,
) -> UnitScore:
    """Return 教务处's period (June) made of these items, this intake and these inspection lines."""
    config = school()
    register = LedgerReturn("inspection", FILE, "日常检查登记", nil=False, records=tuple(lines))
    assessors = LedgerIntake(LedgerState.RETURNED, FILE, len(lines), register)
    units = {
        UNIT: intake or returned(month_id),
        "assessors": UnitIntake("assessors", Timeliness.IN_TIME, None, 0, {"inspection": assessors}, ()),
    }
    period = config.period(month_id)
    month = Intake(month_id, config.deadline(period), units, (), ())
    records = {"inspection": {month_id: tuple(lines)}}
    merged = Merged(month_id, {month_id: month}, tuple(followed), records, {}, (), ())
    return score_period(config, period, merged)[0][0]


def points(of: UnitScore) -> dict[str, Because]:
    """Return the lines of a score by their names."""
    return {line.id: line for line in of.because}


@LAW
@given(some_items(), intakes(), inspections())
def test_lines_sum_to_points_and_no_figure_leaves_its_bounds(
    followed: list[Item], intake: UnitIntake, lines: list[Record]
) -> None:
    """0 ≤ points ≤ weight for every indicator, lines and headings add up exactly, 0 ≤ score ≤ 100."""
    assert_adds_up(score(followed, intake, lines))


@LAW
@given(some_items(least=1), st.integers(2, 9))
def test_scaling_all_weights_changes_nothing(followed: list[Item], factor: int) -> None:
    """Only the proportions of the items' weights count."""
    heavier = [replace(item, weight=item.weight * factor) for item in followed]
    assert [i.points for i in score(heavier).indicators] == [i.points for i in score(followed).indicators]


@LAW
@given(st.data())
def test_a_later_completion_never_raises_the_score(data: st.DataObject) -> None:
    """Of two days of completion in one return, the later one brings as much or less."""
    followed = data.draw(some_items(least=1))
    index = data.draw(st.integers(0, len(followed) - 1))
    sooner = data.draw(DONE_DAYS)
    later = sooner + timedelta(days=data.draw(st.integers(0, 60)))
    item = replace(followed[index], completed_in=max(followed[index].entries))
    scores = []
    for day in (sooner, later):
        followed[index] = replace(item, completed=day)
        scores.append(score(followed).before_discipline)
    assert scores[1] <= scores[0]


@LAW
@given(st.data())
def test_an_excuse_never_lowers_the_score(data: st.DataObject) -> None:
    """客观原因 for an item that had none leaves the period as it was or better."""
    followed = data.draw(some_items(least=1))
    index = data.draw(st.integers(0, len(followed) - 1))
    followed[index] = replace(followed[index], excuses=())
    before = score(followed).before_discipline
    followed[index] = replace(followed[index], excuses=(data.draw(excuses()),))
    assert score(followed).before_discipline >= before


@LAW
@given(some_items(), st.randoms(use_true_random=False), inspections())
def test_the_order_of_items_and_lines_is_irrelevant(
    followed: list[Item], chance: Random, lines: list[Record]
) -> None:
    """The same items and inspection lines in any order give the same lines, and so the same score."""
    one = score(followed, lines=lines)
    chance.shuffle(followed)
    chance.shuffle(lines)
    other = score(followed, lines=lines)
    assert points(other) == points(one)
    assert other.score == one.score


@LAW
@given(some_items(), intakes())
def test_a_line_more_of_deduction_never_raises_the_score(followed: list[Item], intake: UnitIntake) -> None:
    """Another complaint that proved true leaves 文明 as it was or lower."""
    line = record("inspection", JUNE, "", {
        "subject": "教务处", "code": "投诉查实", "count": 1, "dimension": "服务质量", "points": Decimal(-5),
    })  # fmt: skip
    first = score(followed, intake).score
    second = score(followed, intake, [line]).score
    assert first is not None
    assert second is not None
    assert second <= first


# ---- all six periods: items run on, and are finished on a day ------------------------------------------


def told_in(day: date, registered: str) -> str:
    """Return the first period, from the item's first on, whose return is due on `day` or after it; "" past all."""
    config = school()
    return next((m for m in YEAR if m >= registered and day <= config.deadline_day(config.period(m))), "")


def finished(item: Item, day: date | None) -> Item:
    """Return the item as it comes to be if it is finished on `day` and the next return says so; None: never."""
    return replace(item, completed=day, completed_in=told_in(day, item.registered) if day else "")


def as_of(item: Item, month: str) -> Item:
    """Return the item as the returns up to `month` tell it."""
    known = min(month, item.completed_in or month)
    done = item.completed_in if item.completed_in <= month else ""
    milestones = tuple(
        each if each.done_in and each.done_in <= known else replace(each, done=None, done_in="")
        for each in item.milestones
        if each.named_in <= known
    )
    entries = {m: row for m, row in item.entries.items() if m <= known}
    return replace(
        item, entries=entries, milestones=milestones, completed_in=done, completed=item.completed if done else None
    )  # fmt: skip


def months(followed: Sequence[Item]) -> list[Fraction]:
    """Return 教务处's points of the six periods, in which it returned everything in time."""
    return [
        score([as_of(item, month) for item in followed if item.registered <= month], month_id=month).before_discipline
        for month in YEAR
    ]  # fmt: skip


@st.composite
def long_milestones(draw: st.DrawFn, registered: str) -> tuple[Milestone, ...]:
    """Draw milestones named in different periods; of those that are reached, no two are told in one period."""
    config, told, drawn = school(), set(), []
    for named_in in draw(
        st.lists(st.sampled_from([m for m in YEAR if m >= registered]), unique=True, max_size=3)
    ):
        each = Milestone(
            f"{named_in}的一步",
            draw(st.dates(config.period(named_in).last, date(2016, 12, 31))),
            named_in,
            HERE,
        )
        done = draw(st.none() | YEARS_DAYS)
        done_in = told_in(done, named_in) if done else ""
        if done_in and done_in not in told:
            told.add(done_in)
            each = replace(each, done=done, done_in=done_in, done_where=HERE)
        drawn.append(each)
    return tuple(drawn)


@st.composite
def long_items(draw: st.DrawFn, ledger: str, index: int) -> Item:
    """Draw an item that runs through the year: registered in some period, with progress of any kind in each since."""
    registered, number = draw(st.sampled_from(YEAR[:4])), f"{ledger}-{index:03d}"
    fixed: dict[str, Value] = {
        "full": Decimal(5),
        "base": Decimal(4),
        "source": draw(st.sampled_from(["自查", "群众反映"])),
    }
    entries = {
        month: record(ledger, month, number, {**fixed, "progress": draw(WORDS) or None})
        for month in YEAR
        if month >= registered
    }
    item = Item(
        number, ledger, UNIT, f"事项{index}", registered, draw(st.none() | DAYS), entries,
        weight=draw(st.integers(1, 2)), milestones=draw(long_milestones(registered)),
    )  # fmt: skip
    return finished(item, draw(st.none() | YEARS_DAYS))


@st.composite
def whole_years(draw: st.DrawFn, ledgers: Sequence[str] = TASKS, least: int = 0) -> list[Item]:
    """Draw a unit's items of a year."""
    chosen = draw(st.lists(st.sampled_from(ledgers), min_size=least, max_size=6))
    return [draw(long_items(ledger, index)) for index, ledger in enumerate(chosen)]


PROMISED = ("commitment", "benchmark", "teachers", "bids", "conduct")
"""Ledgers of which an item is nothing but a task: no problem found by others, no gap to close."""
YEARLY = settings(max_examples=40, deadline=None)


@YEARLY
@given(whole_years())
def test_every_period_of_a_year_adds_up(followed: list[Item]) -> None:
    """In each of the six periods lines sum to points, and no figure leaves its bounds."""
    for month in YEAR:
        known = [as_of(item, month) for item in followed if item.registered <= month]
        assert_adds_up(score(known, month_id=month))


@YEARLY
@given(whole_years(least=1), st.integers(2, 9))
def test_scaling_all_weights_changes_no_period(followed: list[Item], factor: int) -> None:
    """Only the proportions of the items' weights count, in all six periods."""
    assert months([replace(item, weight=item.weight * factor) for item in followed]) == months(followed)


@YEARLY
@given(st.data())
def test_a_later_day_never_raises_the_sum_of_an_item_alone(data: st.DataObject) -> None:
    """One item and its milestones: finished on a later day, early or late, the six periods bring as much or less."""
    (item,) = data.draw(whole_years(least=1).map(lambda drawn: drawn[:1]))
    sooner, later = sorted([data.draw(YEARS_DAYS), data.draw(YEARS_DAYS)])
    assert sum(months([finished(item, later)])) <= sum(months([finished(item, sooner)]))


@YEARLY
@given(st.data())
def test_finishing_early_never_costs_when_it_is_told(data: st.DataObject) -> None:
    """Finished on day d, the period that tells it is not lower than if it were finished on d' ≤ its deadline.

    Whatever else is open, judged or overdue, and whether a milestone of the item was reached in that period.
    """
    followed = data.draw(whole_years(least=1))
    item = followed.pop(data.draw(st.integers(0, len(followed) - 1)))
    sooner, later = sorted([data.draw(YEARS_DAYS), data.draw(YEARS_DAYS)])
    item = replace(item, first_deadline=max(later, data.draw(DAYS)))
    told = YEAR.index(told_in(sooner, item.registered))
    early, late = (months([*followed, finished(item, day)])[told] for day in (sooner, later))
    assert early >= late


@YEARLY
@given(st.data())
def test_what_is_finished_in_time_lowers_no_period_from_then_on(data: st.DataObject) -> None:
    """From the period that tells it, each is as good as if the task had never been registered, or better."""
    followed = data.draw(whole_years(PROMISED, least=1))
    item = followed.pop(data.draw(st.integers(0, len(followed) - 1)))
    day = data.draw(YEARS_DAYS)
    item = finished(replace(item, first_deadline=max(day, data.draw(DAYS))), day)
    told = YEAR.index(item.completed_in)
    pairs = zip(months([*followed, item])[told:], months(followed)[told:], strict=True)
    assert all(done >= without for done, without in pairs)


@YEARLY
@given(st.data())
def test_an_items_excuse_lowers_no_period(data: st.DataObject) -> None:
    """客观原因 for an item that had none, over any span and approved on any day: no period of the six falls."""
    followed = data.draw(whole_years(least=1))
    index = data.draw(st.integers(0, len(followed) - 1))
    before = months(followed)
    first, last = sorted([data.draw(st.sampled_from(YEAR)), data.draw(st.sampled_from(YEAR))])
    excuse = Decision(
        DecisionKind.EXCUSE, UNIT, "", "", first, last, None, None, data.draw(DAYS), "洪水", HERE
    )
    followed[index] = replace(followed[index], excuses=(excuse,))
    assert all(now >= then for now, then in zip(months(followed), before, strict=True))


# ---- the same with real workbooks -----------------------------------------------------------------------


ROWS = (
    {"promise": "修订作息制度", "deadline": "2016-05-20"},
    {"promise": "清点实验器材", "deadline": "2016-05-20", "finished_on": "2016-05-26"},
    {"promise": "公布考场安排", "deadline": "2016-11-30", "milestone": "初稿", "milestone_on": "2016-07-15"},
    {"promise": "装订学籍卡片", "deadline": "2016-07-31", "progress": "正在积极推进中"},
)
SEEN = (
    {"checked_on": "2016-05-12", "subject": "教务处", "code": "上班迟到", "count": 3},
    {"checked_on": "2016-05-17", "subject": "教务处", "code": "投诉查实", "count": 1},
    {"checked_on": "2016-05-17", "subject": "教务处", "code": "投诉查实", "count": 1},
)


@settings(max_examples=8, deadline=None)
@given(st.permutations(ROWS), st.permutations(SEEN), st.permutations(["unit", "assessors", "office"]))
def test_the_order_of_rows_and_files_is_irrelevant(
    rows: list[dict[str, Any]], lines: list[dict[str, Any]], senders: list[str]
) -> None:
    """One unit's May in any order of rows, register lines and arrivals: 作息制度 overdue, 器材 four days late.

    目标承诺: D = (0 + 0.8)/2, P = 3.5/4: 28 + 26.25. 文明: 工作纪律 −3, 服务质量 −10. 一问责: 100. 三争 100 (P).
    """
    with TemporaryDirectory() as folder:
        real = School(Path(folder))
        sends: dict[str, Callable[[], object]] = {
            "unit": lambda: real.returns(MAY, "教务处", {"commitment": rows, "bids": [{"name": "省级课改试点", "deadline": "2016-07-31"}]}),
            "assessors": lambda: real.inspects(MAY, *lines),
            "office": lambda: real.decides(MAY, {"kind": "不适用", "subject": "教务处", "target": "对标践诺", "first_period": "5月"}),
        }  # fmt: skip
        for sender in senders:
            sends[sender]()
        found = {each.id: each.score for each in real.score(MAY).indicators}
    assert found == {
        "commitment": Fraction("54.25"), "benchmark": None, "excellence": 0, "civility": 87, "bids": 100,
        "conduct": None, "clearance": 100,
    }  # fmt: skip


# ---- what no law says: the mean of months ---------------------------------------------------------------


def promise(index: int, due: date, done: date | None = None) -> Item:
    """Return a promise of May with fresh words in every period."""
    number, fresh = f"commitment-{index:03d}", [f"第{n}批材料已经收齐，核对后装订" for n in "一二三四五六"]
    words = zip(YEAR, ("走访三个年级收集意见", "修订初稿提交校务会", "暑期组织两场培训", "七年级试点听课评课",
                       "期中检查全部做完了", "对照目标逐条核对"), fresh, strict=True)  # fmt: skip
    entries = {m: record("commitment", m, number, {"progress": f"{a}，{b}"}) for m, a, b in words}
    return finished(Item(number, "commitment", UNIT, f"事项{index}", MAY, due, entries), done)


def kept(*followed: Item) -> list[Fraction]:
    """Return 目标承诺, out of 100, of the six periods."""
    found = []
    for month in YEAR:
        whole = score([as_of(item, month) for item in followed], month_id=month)
        found += [
            each.score for each in whole.indicators if each.id == "commitment" and each.score is not None
        ]
    return found


OVERDUE = date(2016, 6, 20)
"""Due in June and never done: D of June is 0 if nothing else is judged."""


def test_in_time_but_later_can_gain_in_a_bad_month() -> None:
    """Two tasks. One due 29 July, done 20 May: 100 and 0.3×100; done 20 June: 100 (P alone) and D = 1/2: 65."""
    end = date(2016, 7, 29)
    assert kept(promise(1, OVERDUE), promise(2, end, date(2016, 5, 20)))[:2] == [100, 30]
    assert kept(promise(1, OVERDUE), promise(2, end, date(2016, 6, 20)))[:2] == [100, 65]


def test_late_can_gain_in_a_bad_month() -> None:
    """Three more tasks, due 31 May and done: 100 + 30. One of them five working days late: 76.67 + 58 = 134.67.

    Done on 7 June, D of May is 2/3, 100×(0.7×2/3 + 0.3); D of June is (0.8 + 0)/2, 100×(0.7×0.4 + 0.3).
    """
    end = date(2016, 5, 31)
    others = [promise(1, OVERDUE), promise(2, end, end), promise(3, end, end)]
    assert kept(*others, promise(4, end, end))[:2] == [100, 30]
    assert kept(*others, promise(4, end, date(2016, 6, 7)))[:2] == [Fraction(230, 3), 58]


def test_after_three_periods_finishing_costs_a_period() -> None:
    """Due 20 May: 0 three times; never done, the others are P alone; done in September it is judged once more, 0."""
    end = date(2016, 5, 20)
    assert kept(promise(1, end)) == [30, 30, 30, 100, 100, 100]
    assert kept(promise(1, end, date(2016, 9, 12))) == [30, 30, 30, 30, 100, 100]
