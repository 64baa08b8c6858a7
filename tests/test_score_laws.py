"""What holds of every score, whatever the month was like (考评细则 §2): laws instead of examples.

The months are made of model objects: 教务处 in June 2016, after a May in which some items began.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

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
from tests.school import assert_adds_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from pipeline.config import Config
    from pipeline.model import UnitScore, Value

MAY, JUNE = "2016-05", "2016-06"
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


def returned() -> UnitIntake:
    """Return the intake of a unit that returned every ledger in time."""
    config = school()
    ledgers = {
        each.id: LedgerIntake(
            LedgerState.RETURNED, FILE, 0, LedgerReturn(each.id, FILE, each.title, nil=False)
        )
        for each in config.duties(config.unit(UNIT), config.period(JUNE))
    }
    return UnitIntake(UNIT, Timeliness.IN_TIME, None, 0, ledgers, ())


def score(
    followed: Sequence[Item], intake: UnitIntake | None = None, lines: Sequence[Record] = ()
) -> UnitScore:
    """Return 教务处's June made of these items, this intake and these inspection lines."""
    config = school()
    register = LedgerReturn("inspection", FILE, "日常检查登记", nil=False, records=tuple(lines))
    assessors = LedgerIntake(LedgerState.RETURNED, FILE, len(lines), register)
    units = {
        UNIT: intake or returned(),
        "assessors": UnitIntake("assessors", Timeliness.IN_TIME, None, 0, {"inspection": assessors}, ()),
    }
    period = config.period(JUNE)
    month = Intake(JUNE, datetime(2016, 7, 6), units, (), ())  # noqa: DTZ001 — local time, as the program keeps it
    merged = Merged(JUNE, {JUNE: month}, tuple(followed), {"inspection": {JUNE: tuple(lines)}}, {}, (), ())
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
