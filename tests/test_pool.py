"""Where the work runs: order, and a file that kills, hangs or swallows its worker, with real processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pebble import ProcessPool

from pipeline import pool
from pipeline.pool import Here, Lost, Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.pool import Pool

LONG = 60
MEBIBYTE = 1024 * 1024


def work(shared: object, task: object) -> str:  # noqa: C901, PLR0912 — a list of what can happen
    """Do what the task says, and answer with what is shared."""
    match task:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "abort":
            os.abort()
        case "crash":
            ctypes.string_at(0)
        case "hang":
            time.sleep(LONG)
        case "loop":
            while True:
                pass
        case "swallow":
            bytearray(4 * 1024 * MEBIBYTE)
        case "grow":
            kept = []
            while True:
                kept.append(b"x" * 64 * MEBIBYTE)
        case "die later":
            threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()
        case "who":
            return str(os.getpid())
        case "much":
            return "甲" * (MEBIBYTE // 2)
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
@pytest.mark.parametrize("how", ["die", "abort", "crash"])
def test_a_worker_that_dies_costs_its_own_file_only(how: str) -> None:
    """A file that kills its worker, as an abort inside the reader does, is lost; all others are answered."""
    assert answers(Processes(2), [1, how, 2, how, 3]) == ["第1", None, "第2", None, "第3"]


@pytest.mark.parametrize("how", ["hang", "loop"])
def test_a_file_that_overruns_its_time_is_lost(how: str) -> None:
    """The worker is ended at the time limit, and the next file gets a new one."""
    started = time.monotonic()
    assert answers(Processes(1, seconds=0.6), [1, how, 2]) == ["第1", None, "第2"]
    assert time.monotonic() - started < LONG / 4


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
@pytest.mark.parametrize("how", ["swallow", "grow"])
def test_a_file_that_overruns_its_memory_is_lost(how: str) -> None:
    """What asks for more than the budget, at once or little by little, gets nothing; the worker goes on."""
    assert answers(Processes(1, memory=2048 * MEBIBYTE), [1, how, 2]) == ["第1", None, "第2"]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
def test_a_worker_that_dies_of_nothing_costs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended from outside while it waits for work, as by a system short of memory, it is replaced."""
    monkeypatch.setattr(pool, "AHEAD", 1)
    seen = []
    for answer in Processes(1).map_files(work, ["die later", 1, 2], "第"):
        seen.append(answer)
        time.sleep(0.8)
    assert seen == ["第die later", "第1", "第2"]


def test_a_pool_that_stands_still_costs_the_file_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers and nobody is ended, the file is given up after a while, and another pool goes on."""
    monkeypatch.setattr(pool, "PATIENCE", 2 - LONG)
    monkeypatch.setattr(pool, "MOST_BREAKS", 9)
    assert answers(Processes(1, seconds=LONG), ["hang", 1]) == [None, "第1"]


class Unreadable:
    """Something that can be sent to a worker and not be understood there."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        """Return how it is to be made again, which fails."""
        return int, ("nothing",)


def test_workers_that_cannot_begin_are_no_file_s_fault() -> None:
    """A set-up that no worker survives is a bug and not a month of lost files."""
    lost: list[object] = []
    with pytest.raises(BrokenProcessPool):
        lost.extend(Processes(1).map_files(work, range(9), Unreadable()))
    assert len(lost) < 9


def test_answers_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two hundred answers of a mebibyte, some that wait to be asked for are all that is in memory."""
    monkeypatch.setattr(pool, "AHEAD", 10)
    tracemalloc.start()
    for answer in Processes(1).map_files(work, ["much"] * 200, "第"):
        assert not isinstance(answer, Lost)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * pool.AHEAD * MEBIBYTE


def alive(process: str) -> bool:
    """Tell whether a process, its id, is still there after a moment, and not only its trace."""
    for _ in range(100):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.1)
                continue
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="looked up where Linux lists its processes")
def test_no_worker_outlives_its_pool() -> None:
    """All are ended when the last answer is given, and when nobody asks for the rest."""
    (who,) = Processes(1).map_files(work, ["who"], "第")
    assert not isinstance(who, Lost)
    assert not alive(who)
    given_up = Processes(1).map_files(work, ["who", "loop"], "第")
    who = next(given_up)
    given_up.close()  # type: ignore[attr-defined]
    assert not isinstance(who, Lost)
    assert not alive(who)


RUN = """
import signal
import sys
from pipeline import pool
from tests.test_pool import work
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started deaf to Ctrl-C
for answer in pool.Processes(1, seconds=float(sys.argv[1])).map_files(work, ["who", "loop"], "第"):
    print(answer, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looked up where Linux lists its processes")
@pytest.mark.parametrize(("how", "seconds"), [(signal.SIGINT, LONG), (signal.SIGKILL, 1)])
def test_no_worker_outlives_the_run(how: signal.Signals, seconds: float) -> None:
    """Ctrl-C ends the workers at once; of a run that was killed each ends by itself when its file's time is up."""
    home = Path(__file__).parents[1]
    command = [sys.executable, "-c", RUN, str(seconds)]
    with subprocess.Popen(
        command,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        who = run.stdout.readline().strip()
        assert who
        time.sleep(0.5)
        run.send_signal(how)
        assert run.wait(LONG / 4) != 0
    assert not alive(who)


@pytest.mark.skipif(sys.platform != "linux", reason="looked up where Linux lists its processes")
def test_a_dying_reader_writes_nothing_to_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    """What was wrong with the file is in its finding; a traceback in a strange language helps nobody."""
    assert answers(Processes(1), ["abort"]) == [None]
    assert capfd.readouterr().err == ""


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
