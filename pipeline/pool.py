"""Where the work runs: one small protocol, so that nothing else knows the difference (design 10)."""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from concurrent.futures import TimeoutError as OutOfTime
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

SECONDS_A_FILE = 30
MEMORY_A_WORKER = 2 * 1024**3
FILES_A_WORKER = 50
"""A file takes milliseconds and a worker most of a second to start: a second one pays from so many on."""
LOOK = 0.5
"""Seconds after which one looks whether the pool is still there."""
AHEAD = 100
"""So many files are under way at most: answers nobody has asked for yet do not pile up."""
GRACE, PATIENCE = 5, 60
"""Seconds beyond its budget after which a file ends its worker by itself, should nobody be there any more who would;
and after which a file that nobody has answered shows that the pool itself stands still."""
MOST_BREAKS = 3
"""So many pools in a row that break before they answer anything are no file's fault."""


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
        waiting = deque(tasks)
        workers = min(self.workers, 1 + len(waiting) // FILES_A_WORKER)
        breaks = 0
        while waiting:
            before = len(waiting)
            yield from self._answers(function, waiting, shared, workers)
            breaks = 0 if len(waiting) < before else breaks + 1
            if breaks == MOST_BREAKS:
                message = "no worker stays alive"
                raise BrokenProcessPool(message)
            if breaks:
                waiting.popleft()
                yield Lost()

    def _answers(
        self, function: Callable[[S, T], R], waiting: deque[T], shared: S, workers: int
    ) -> Iterator[R | Lost]:
        """Yield the results of one pool of workers, each task leaving `waiting`; ends early where the pool breaks.

        A worker that dies otherwise than at a file, or as it speaks, takes pebble's pool with it.
        """
        start = (shared, self.memory, self.seconds)
        with ProcessPool(workers, initializer=_begin, initargs=start, context=_context(function)) as pool:
            try:
                ahead: deque[Future[R]] = deque()
                while waiting:
                    while len(ahead) < min(AHEAD, len(waiting)) and pool.active:
                        task = waiting[len(ahead)]
                        ahead.append(pool.schedule(_run, args=(function, task), timeout=self.seconds))
                    if not ahead:
                        return
                    try:
                        answer = self._answer(pool, ahead.popleft())
                    except BrokenProcessPool:
                        return
                    waiting.popleft()
                    yield answer
            finally:  # nobody waits for the rest any more
                pool.stop()  # type: ignore[no-untyped-call]

    def _answer(self, pool: ProcessPool, future: Future[R]) -> R | Lost:
        """Return the result, or `Lost`; raises BrokenProcessPool where none can come any more."""
        end = time.monotonic() + self.seconds + PATIENCE
        while True:
            try:
                return future.result(LOOK)
            except (OutOfTime, ProcessExpired, MemoryError) as reason:
                if future.done():
                    return Lost()
                if not pool.active or time.monotonic() > end:
                    message = "nobody answers"
                    raise BrokenProcessPool(message) from reason


def _context(function: Callable[..., object]) -> BaseContext:
    """Return how workers are started: never by a plain fork, which would copy this process's threads' locks."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([function.__module__])
    return context


_shared: list[Any] = []
_seconds: list[float] = []


def _begin(shared: object, memory: int, seconds: float) -> None:
    limit_memory(memory)
    _be_quiet()
    _shared[:], _seconds[:] = [shared], [seconds]


STDERR = 2


def _be_quiet() -> None:
    """Send what a dying reader writes to the screen nowhere: the file's finding says it better."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 — a device
        os.dup2(nowhere.fileno(), STDERR)


def _run(function: Callable[[Any, T], R], task: T) -> R:
    with _ending_itself(_seconds[0] + GRACE):
        return function(_shared[0], task)


@contextmanager
def _ending_itself(seconds: float) -> Iterator[None]:
    """End this process after so many seconds, unless it is done before; not on Windows, which has no alarm."""
    if sys.platform == "win32":
        yield
        return
    signal.alarm(math.ceil(seconds))
    try:
        yield
    finally:
        signal.alarm(0)


def limit_memory(memory: int) -> None:
    """Hold this process to `memory` bytes, and let it leave no image of them behind when it dies.

    Systems without RLIMIT rely on the checks before parsing.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 — the module exists on this side of the branch only

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
