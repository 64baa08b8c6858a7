"""Where the work runs: one small protocol, so that nothing else knows the difference (design 10)."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from concurrent.futures import TimeoutError as OutOfTime
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import BaseContext

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

SECONDS_A_FILE = 30
MEMORY_A_WORKER = 3 * 1024**3
FILES_A_WORKER = 50
"""A file takes milliseconds and a worker most of a second to start: a second one pays from so many on."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the collector of cycles out: a month is a great many records without any, gone through in vain."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class Lost:
    """The answer for a file whose worker died or overran its budget."""


class Pool(Protocol):
    """Runs `function(shared, task)` over files; results come in order, a lost worker costs its file only."""

    def map_files(self, function: Callable[[S, T], R], tasks: Iterable[T], shared: S) -> Iterator[R | Lost]:
        """Yield the result for each task, in order, or `Lost`."""
        ...


class Here:
    """This process, one after another: for files that one wrote oneself, and for tests of the steps."""

    def map_files(self, function: Callable[[S, T], R], tasks: Iterable[T], shared: S) -> Iterator[R | Lost]:
        """Yield the result for each task, in order."""
        for task in tasks:
            yield function(shared, task)


class Processes:
    """Worker processes of this machine, each with a budget of seconds a file and, on Unix, of memory."""

    def __init__(
        self, workers: int | None = None, seconds: float = SECONDS_A_FILE, memory: int = MEMORY_A_WORKER
    ) -> None:
        """Use up to `workers` processes (default: one a core); give a file `seconds`, a worker `memory` bytes."""
        self.workers = workers or os.cpu_count() or 1
        self.seconds = seconds
        self.memory = memory

    def map_files(self, function: Callable[[S, T], R], tasks: Iterable[T], shared: S) -> Iterator[R | Lost]:
        """Yield the result for each task, in order, or `Lost`; what the function raises is raised."""
        waiting = list(tasks)
        if not waiting:
            return
        workers = min(self.workers, 1 + len(waiting) // FILES_A_WORKER)
        budget = (shared, self.memory)
        with ProcessPool(workers, initializer=_begin, initargs=budget, context=_context(function)) as pool:
            futures = [pool.schedule(_run, args=(function, task), timeout=self.seconds) for task in waiting]
            try:
                for future in futures:
                    try:
                        yield future.result()
                    except (OutOfTime, ProcessExpired, MemoryError):
                        yield Lost()
            except BaseException:  # nobody waits for the rest any more
                pool.stop()  # type: ignore[no-untyped-call]
                raise


def _context(function: Callable[..., object]) -> BaseContext:
    """Return how workers are started: never by a plain fork, which would copy this process's threads' locks."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([function.__module__])
    return context


_shared: list[Any] = []


def _begin(shared: object, memory: int) -> None:
    limit_memory(memory)
    _shared[:] = [shared]


def _run(function: Callable[[Any, T], R], task: T) -> R:
    return function(_shared[0], task)


def limit_memory(memory: int) -> None:
    """Hold this process to `memory` bytes; systems without RLIMIT rely on the checks before parsing."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 — the module exists on this side of the branch only

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
