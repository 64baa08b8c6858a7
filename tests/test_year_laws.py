"""What holds of every year, whatever it was like (考评细则 §3): laws instead of examples.

The years are made of model objects: 教务处's items, problems and registers, and the scores of its periods.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annual import judge_year
from pipeline.config import load_config
from pipeline.model import (
    Decision,
    DecisionKind,
    Item,
    Merged,
    Record,
    ScoredPeriod,
    UnitScore,
    Where,
    total,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from pipeline.config import Config
    from pipeline.model import Value, YearScore

MAY, DECEMBER = "2016-05", "2016-12"
UNIT, NAME = "jiaowu", "教务处"
HERE = Where("2016-12/教务处.xlsx", "表", "A1")
LEDGERS = ("commitment", "benchmark", "bids", "conduct", "clearance")
LEVELS = st.sampled_from(["国家", "省", "市", "县区", "校"])
DAYS = st.dates(date(2016, 11, 1), date(2017, 1, 31))
"""Days on both sides of the cut-off."""
LAW = settings(max_examples=80, deadline=None)

Registers = dict[str, list[Record]]


@cache
def school() -> Config:
    """Return the committed declarations with one scored unit."""
    config = load_config(Path(__file__).parents[1] / "config.yaml")
    return replace(config, units=(config.unit(NAME),))


def record(ledger: str, row: int, values: Mapping[str, Value], number: str = "") -> Record:
    """Return a row that counts."""
    return Record(ledger, UNIT, DECEMBER, HERE.file, ledger, row, values, {}, number=number)


def excuse(number: str) -> Decision:
    """Return an approved objective cause for an item."""
    return Decision(
        DecisionKind.EXCUSE, UNIT, "", number, MAY, MAY, None, None, date(2016, 5, 20), "洪水", HERE
    )


@st.composite
def items(draw: st.DrawFn, index: int) -> Item:
    """Draw an item as of the cut-off."""
    ledger = draw(st.sampled_from(LEDGERS))
    number = f"{ledger}-{index:03d}"
    values: dict[str, Value] = {
        "name": f"事项{index}", "kind": draw(st.sampled_from(["争试点", "争支持"])),
        "stage": draw(st.sampled_from(["申报", "获批", "到位"])), "level": draw(LEVELS),
        "money": Decimal(draw(st.integers(0, 1200))) / 10,
    }  # fmt: skip
    done = draw(st.none() | DAYS)
    office: dict[str, Value] = {"signed_off_on": draw(DAYS)} if draw(st.booleans()) else {}
    return Item(
        number, ledger, UNIT, f"事项{index}", MAY, draw(st.none() | DAYS),
        {DECEMBER: record(ledger, 6 + index, values, number)}, weight=draw(st.integers(1, 2)),
        withdrawn=draw(st.sampled_from([None, None, None, HERE])),
        found_false=draw(st.sampled_from([None, None, None, HERE])),
        completed=done, completed_in=DECEMBER if done else "",
        excuses=(excuse(number),) if draw(st.booleans()) else (),
        office=office, office_where=dict.fromkeys(office, HERE),
        share=draw(st.sampled_from([None, None, Fraction(1, 3)])),
    )  # fmt: skip


@st.composite
def some_items(draw: st.DrawFn, least: int = 0) -> list[Item]:
    """Draw the unit's items, in no order."""
    return [draw(items(index)) for index in range(draw(st.integers(least, 8)))]


@st.composite
def registers(draw: st.DrawFn) -> Registers:
    """Draw the office's registers of the year, with one mark."""
    drawn: Mapping[str, list[dict[str, Value]]] = {
        "marks": [{"mark": Decimal(draw(st.integers(0, 200))) / 2}],
        "ballots": draw(st.lists(st.fixed_dictionaries({
            "voters": st.sampled_from(["校领导", "中层", "教职工代表"]),
            **dict.fromkeys(("good", "fairly_good", "fair", "poor", "abstained"), st.integers(0, 40)),
        }), max_size=5)),
        "honours": draw(st.lists(st.fixed_dictionaries({
            "honour": st.sampled_from(["先进单位", "先进 单位", "文明校园", "优秀课程"]), "level": LEVELS,
            "awarded_on": DAYS, "share": st.sampled_from([None, None, Decimal("33.3")]),
        }), max_size=8)),
        "sanctions": draw(st.lists(st.fixed_dictionaries({
            "kind": st.just("扣分"), "points": st.integers(0, 60).map(Decimal), "reason": st.just("迟交"),
            "basis": st.just("纪要"), "decided_on": DAYS,
        }), max_size=3)),
    }  # fmt: skip
    return {
        ledger: [record(ledger, row, {"subject": NAME, **values}) for row, values in enumerate(rows, start=6)]
        for ledger, rows in drawn.items()
    }


PERIODS = st.lists(st.none() | st.fractions(0, 100, max_denominator=900), min_size=6, max_size=6).filter(any)
"""The exact scores of May to November; None where the unit was excused."""


def year(
    followed: Sequence[Item], kept: Registers, figures: Sequence[Fraction | None] = (Fraction(90),) * 6
) -> YearScore:
    """Return 教务处's year made of these items, these registers and these scores of its periods."""
    config = school()
    rows = {ledger: {DECEMBER: tuple(own)} for ledger, own in kept.items()}
    merged = Merged(DECEMBER, {}, tuple(followed), rows, {}, (), ())
    periods = [
        ScoredPeriod(each.id, each.name, "草稿", 0, "1", (period_score(figure),))
        for each, figure in zip((p for p in config.periods if p.scored), figures, strict=True)
    ]
    (score,) = judge_year(config, merged, periods, datetime(2017, 1, 5)).scores  # noqa: DTZ001 — local time
    return score


def period_score(figure: Fraction | None) -> UnitScore:
    """Return a period of which only the figure is known."""
    return UnitScore(
        UNIT, NAME, "科室", figure or Fraction(), figure or Fraction(), (), {}, (), excused=figure is None
    )


def final(score: YearScore) -> Fraction:
    """Return the final figure of a unit that is judged."""
    assert score.final is not None
    return score.final


def results(followed: Sequence[Item], kept: Registers) -> Fraction:
    """Return R, the lowest where there is none."""
    return year(followed, kept).part("results").score or Fraction()


@LAW
@given(some_items(), registers(), PERIODS)
def test_lines_sum_to_the_figure_and_nothing_leaves_its_bounds(
    followed: list[Item], kept: Registers, figures: list[Fraction | None]
) -> None:
    """Lines sum to the final figure and have names of their own; 0 ≤ final ≤ 110, parts ≤ 100, bonus ≤ 4 and 10."""
    score = year(followed, kept, figures)
    assert total(score.because) == final(score)
    assert len({line.id for line in score.because}) == len(score.because)
    assert 0 <= final(score) <= 110
    assert all(each.score is None or 0 <= each.score <= 100 for each in score.parts)
    assert sum(each.share for each in score.parts) == 1
    assert all(0 <= each.points <= 4 for each in score.bonus)
    assert 0 <= score.bonus_points <= 10
    assert score.process is not None
    assert score.year is not None
    raw = (
        Fraction("0.6") * score.process
        + Fraction("0.4") * score.year
        + score.bonus_points
        - score.penalty_points
    )
    assert final(score) == min(max(raw, Fraction()), Fraction(110))


@LAW
@given(st.data())
def test_a_later_completion_never_raises_r(data: st.DataObject) -> None:
    """Of two days of completion the later one brings as much or less."""
    followed, kept = data.draw(some_items(least=1)), data.draw(registers())
    index = data.draw(st.integers(0, len(followed) - 1))
    sooner = data.draw(DAYS)
    found = []
    for day in (sooner, sooner + timedelta(days=data.draw(st.integers(0, 60)))):
        followed[index] = replace(followed[index], completed=day, completed_in=DECEMBER)
        found.append(results(followed, kept))
    assert found[1] <= found[0]


@LAW
@given(st.data())
def test_excusing_never_lowers_r(data: st.DataObject) -> None:
    """客观原因 for an item that had none leaves R as it was or better."""
    followed, kept = data.draw(some_items(least=1)), data.draw(registers())
    index = data.draw(st.integers(0, len(followed) - 1))
    followed[index] = replace(followed[index], excuses=())
    before = results(followed, kept)
    followed[index] = replace(followed[index], excuses=(excuse(followed[index].number),))
    assert results(followed, kept) >= before


@LAW
@given(st.data())
def test_signing_off_never_lowers_r(data: st.DataObject) -> None:
    """A 销号日期 by the cut-off for a problem that had none leaves R as it was or better."""
    followed, kept = data.draw(some_items(least=1)), data.draw(registers())
    index = data.draw(st.integers(0, len(followed) - 1))
    followed[index] = replace(followed[index], office={}, office_where={})
    before = results(followed, kept)
    office = {"signed_off_on": date(2016, 12, 15)}
    followed[index] = replace(followed[index], office=office, office_where=dict.fromkeys(office, HERE))
    assert results(followed, kept) >= before


@LAW
@given(some_items(), registers(), st.randoms(use_true_random=False))
def test_the_order_of_items_and_rows_is_irrelevant(
    followed: list[Item], kept: Registers, chance: Random
) -> None:
    """The same items and rows in any order give the same parts, bonus, penalty and figure."""
    one = year(followed, kept)
    chance.shuffle(followed)
    for rows in kept.values():
        chance.shuffle(rows)
    other = year(followed, kept)
    assert [each.score for each in other.parts] == [each.score for each in one.parts]
    assert [each.points for each in other.bonus] == [each.points for each in one.bonus]
    assert (other.penalty_points, other.final) == (one.penalty_points, one.final)


@LAW
@given(some_items(), registers(), LEVELS)
def test_an_honour_more_never_lowers_and_a_deduction_more_never_raises(
    followed: list[Item], kept: Registers, level: str
) -> None:
    """Each register works in its own direction only."""
    before = final(year(followed, kept))
    row: dict[str, Value] = {
        "subject": NAME,
        "honour": "先进单位",
        "level": level,
        "awarded_on": date(2016, 12, 1),
    }
    more = kept | {"honours": [*kept["honours"], record("honours", 99, row)]}
    assert final(year(followed, more)) >= before
    row = {"subject": NAME, "kind": "扣分", "points": Decimal("0.5"), "decided_on": date(2016, 12, 1)}
    less = kept | {"sanctions": [*kept["sanctions"], record("sanctions", 99, row)]}
    assert final(year(followed, less)) <= before
