"""Where the work runs: order, and a file that kills, hangs or swallows its worker, with real processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from pebble import ProcessPool

from pipeline import pool
from pipeline.pool import Here, Lost, Processes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.pool import Pool

LONG = 60
MEBIBYTE = 1024 * 1024


def work(shared: str, task: object) -> str:
    """Do what the task says, and answer with what is shared."""
    match task:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "abort":
            os.abort()
        case "hang":
            time.sleep(LONG)
        case "swallow":
            bytearray(4 * 1024 * MEBIBYTE)
        case "bug":
            message = "a bug"
            raise ValueError(message)
        case int():
            time.sleep(0.3 / (1 + task))
    return f"{shared}{task}"


def answers(where: Pool, tasks: Iterable[object]) -> list[str | None]:
    """Return the answers in order, None for what was lost."""
    return [None if isinstance(each, Lost) else each for each in where.map_files(work, tasks, "第")]


@pytest.mark.parametrize("where", [Here(), Processes(2)], ids=["here", "processes"])
def test_answers_keep_their_order(where: Pool) -> None:
    """Whoever is done first, the answers come as the tasks were given; nothing given, nothing answered."""
    assert answers(where, range(6)) == [f"第{n}" for n in range(6)]
    assert answers(where, []) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize("how", ["die", "abort"])
def test_a_worker_that_dies_costs_its_own_file_only(how: str) -> None:
    """A file that kills its worker, as an abort inside the reader does, is lost; all others are answered."""
    assert answers(Processes(2), [1, how, 2, how, 3]) == ["第1", None, "第2", None, "第3"]


def test_a_file_that_overruns_its_time_is_lost() -> None:
    """The worker is ended at the time limit, and the next file gets a new one."""
    started = time.monotonic()
    assert answers(Processes(1, seconds=0.6), [1, "hang", 2]) == ["第1", None, "第2"]
    assert time.monotonic() - started < LONG / 4


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_a_file_that_overruns_its_memory_is_lost() -> None:
    """What asks for more than the budget gets nothing; the worker goes on."""
    assert answers(Processes(1, memory=2048 * MEBIBYTE), [1, "swallow", 2]) == ["第1", None, "第2"]


@pytest.mark.parametrize("where", [Here(), Processes(1)], ids=["here", "processes"])
def test_a_bug_is_raised_and_not_hidden(where: Pool) -> None:
    """An exception of the function itself is no lost file; what was still waiting is given up."""
    started = time.monotonic()
    with pytest.raises(ValueError, match="a bug"):
        answers(where, ["bug", "hang"])
    assert time.monotonic() - started < LONG / 4


def test_who_stops_asking_waits_for_nobody() -> None:
    """A reader of the answers who leaves ends the workers."""
    started = time.monotonic()
    for answer in Processes(1).map_files(work, [1, "hang"], "第"):
        assert answer == "第1"
        break
    assert time.monotonic() - started < LONG / 4


def test_few_files_get_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker takes longer to start than to read a school's month; more are started only for many files."""
    started: list[int] = []

    def counted(workers: int, **how: Any) -> ProcessPool:  # noqa: ANN401 — handed on as it is
        started.append(workers)
        return ProcessPool(workers, **how)

    monkeypatch.setattr(pool, "ProcessPool", counted)
    monkeypatch.setattr(pool, "FILES_A_WORKER", 5)
    answers(Processes(8), ["a"] * 4)
    answers(Processes(8), ["a"] * 12)
    answers(Processes(2), ["a"] * 12)
    assert started == [1, 3, 2]
