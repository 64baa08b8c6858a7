"""Where the work runs: one small protocol, so that nothing else knows the difference (design, decision 10)."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import TimeoutError as OutOfTime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

SECONDS_A_FILE = 30
MEMORY_A_WORKER = 3 * 1024**3


class Lost:
    """The answer for a file whose worker died or overran its budget."""


class Pool(Protocol):
    """Runs `function(shared, task)` over files; results come in order, a lost worker costs its file only."""

    def map_files(self, function: Callable[[S, T], R], tasks: Iterable[T], shared: S) -> Iterator[R | Lost]:
        """Yield the result for each task, in order, or `Lost`."""
        ...


class Here:
    """This process, one after another: for few files, and for tests of the steps themselves."""

    def map_files(self, function: Callable[[S, T], R], tasks: Iterable[T], shared: S) -> Iterator[R | Lost]:
        """Yield the result for each task, in order."""
        for task in tasks:
            yield function(shared, task)


class Processes:
    """Worker processes of this machine, each with a budget of seconds and, where the system knows it, memory."""

    def __init__(self, workers: int | None = None, seconds: float = SECONDS_A_FILE) -> None:
        """Use `workers` processes (default: one a core) and give each task `seconds`."""
        self.workers = workers or os.cpu_count() or 1
        self.seconds = seconds

    def map_files(self, function: Callable[[S, T], R], tasks: Iterable[T], shared: S) -> Iterator[R | Lost]:
        """Yield the result for each task, in order, or `Lost`."""
        waiting = list(tasks)
        if not waiting:
            return
        kind = "spawn" if sys.platform == "win32" else "forkserver"
        context = multiprocessing.get_context(kind)
        workers = min(self.workers, len(waiting))
        with ProcessPool(workers, initializer=_begin, initargs=(shared,), context=context) as pool:
            futures = [pool.schedule(_run, args=(function, task), timeout=self.seconds) for task in waiting]
            for future in futures:
                try:
                    yield future.result()
                except (OutOfTime, ProcessExpired, MemoryError):
                    yield Lost()


_shared: list[Any] = []


def _begin(shared: object) -> None:
    limit_memory()
    _shared[:] = [shared]


def _run(function: Callable[[Any, T], R], task: T) -> R:
    return function(_shared[0], task)


def limit_memory() -> None:
    """Hold this process to its budget of memory; systems without RLIMIT rely on the checks before parsing."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 — the module exists on this side of the branch only

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_A_WORKER, MEMORY_A_WORKER))
