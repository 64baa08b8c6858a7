"""What gaming brings (rubric §5): the order of the players, who is asked about, and the page that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gaming import (
    DILIGENT,
    IDLER,
    LATE,
    LEADERS_LIST,
    MONTHS,
    PAGE,
    PLAYERS,
    simulate,
    table,
    with_table,
)

if TYPE_CHECKING:
    from tests.gaming import Result

ASKED = {
    "idler: the same words every month": "stale-many",
    "idler: 正在积极推进中": "stale-many",
    "idler: own deadlines, all on 31 December": "stale-many",
    "idler: 31 December, 未到启动时间": "not-begun-again",
    "idler: 31 December, new milestones": "due-after-year",
    "idler: moves the deadlines": "deadline-changed",
    "idler: nil from the start": "nil-again",
    "idler: registers in May, then nil": "nil-again",
    "idler: own deadlines, all in May": LEADERS_LIST,
    "in time, names no milestone": "stale-many",
    "one easy item in each ledger": "items-few",
    "one task split into ten, the six left undone": "items-alike",
    "fifteen days late, dated back into time": "done-while-running",
    "says done, without evidence": "done-unproven",
    "says that the diligent unit's work is its own": "claimed-twice",
}
"""What asks about whom."""

NOBODY_ASKS = {
    "says done, with evidence that is not true",
    "the same, drawn and found false",
}
"""The gamers about whom no guard asks, nor the leading group's list."""

SAME_TASKS = (
    IDLER,
    "idler: the same words every month",
    "idler: 正在积极推进中",
    "idler: moves the deadlines",
    "idler: nil from the start",
    "idler: registers in May, then nil",
)
"""Idlers with the tasks and deadlines of the honest ones."""

IDLERS = [player.label for player in PLAYERS if player.label.startswith("idler")]
NOT_YET = "idler: 31 December, 未到启动时间"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """Return what came of every player."""
    return simulate(tmp_path_factory.mktemp("gaming"))


@pytest.mark.parametrize("idler", SAME_TASKS)
def test_an_idler_is_below_a_worker_three_days_late_in_every_period(
    played: dict[str, Result], idler: str
) -> None:
    """30 at most for words alone; 0.7×0.8 + 0.3 = 86, less a point for the late return, for the late worker."""
    assert played[LATE].scores == [85] * len(MONTHS)
    assert all(score <= 30 for score in played[idler].scores)


@pytest.mark.parametrize("idler", [each for each in IDLERS if each != NOT_YET])
def test_an_idler_with_deadlines_of_its_own_is_below_it_in_the_mean(
    played: dict[str, Result], idler: str
) -> None:
    """Whatever an idler who writes news does with deadlines and milestones."""
    assert played[idler].mean < played[LATE].mean


def test_nobody_is_above_who_does_everything_in_time(played: dict[str, Result]) -> None:
    """All in time is 100 in every period."""
    assert played[DILIGENT].scores == [100] * len(MONTHS)


def test_who_is_not_below_the_late_worker_is_told(played: dict[str, Result]) -> None:
    """The games that bring more than three days' lateness: each stands on the page with what asks about it."""
    above = {
        label for label, each in played.items() if each.mean >= played[LATE].mean and not each.player.honest
    }
    assert above == {
        NOT_YET,
        "in time, names no milestone",
        "one easy item in each ledger",
        "says done, without evidence",
        "says done, with evidence that is not true",
        "says that the diligent unit's work is its own",
    }


@pytest.mark.parametrize(
    ("game", "honest"),
    [
        ("fifteen days late, dated back into time", "fifteen working days late, and says so"),
        ("does half, keeps the news for later", "does half, says so when it is done"),
        ("idler: own deadlines, all in May", "late work of May done in September"),
    ],
)
def test_a_game_that_brings_more_than_the_same_work_told_is_on_the_page(
    played: dict[str, Result], game: str, honest: str
) -> None:
    """Three games beat the honest unit that does as much, or more: the page says so, and it is not hidden here."""
    assert played[game].mean > played[honest].mean


def test_a_lie_that_is_drawn_costs_more_than_the_truth(played: dict[str, Result]) -> None:
    """Found false, a completion has credit 0: below the unit that is fifteen days late and says so."""
    lie = played["the same, drawn and found false"].mean
    assert lie < played["fifteen working days late, and says so"].mean


@pytest.mark.parametrize("label", ASKED)
def test_its_guard_asks(played: dict[str, Result], label: str) -> None:
    """Each way that rubric §5 names is asked about."""
    assert ASKED[label] in played[label].asked


def test_about_whom_nobody_asks_is_known(played: dict[str, Result]) -> None:
    """The honest are left alone, and the gamers who slip through are these."""
    free = {label for label, each in played.items() if not each.asked and not each.player.honest}
    assert free == NOBODY_ASKS


def test_the_page_has_the_figures_of_the_play(played: dict[str, Result]) -> None:
    """The table is made (uv run python -m tests.gaming), never typed."""
    page = PAGE.read_text(encoding="utf-8")
    assert table(played) in page
    assert with_table(page, table(played)) == page
