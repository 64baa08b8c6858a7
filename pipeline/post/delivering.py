"""Delivery: each letter marked, handed over, recorded; a kill between the last two is the one window (decision 0021)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Protocol

from pipeline.post.answers import Verdict
from pipeline.post.parcels import ParcelState, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from pipeline.post.answers import Answer
    from pipeline.post.outbox import Outbox
    from pipeline.post.parcels import Parcel

STATES = {
    Verdict.ACCEPTED: ParcelState.SENT,
    Verdict.LATER: ParcelState.LATER,
    Verdict.UNSURE: ParcelState.LATER,
    Verdict.REFUSED: ParcelState.REFUSED,
    Verdict.BUSY: ParcelState.WAITING,
    Verdict.STOP: ParcelState.WAITING,
}


class Transport(Protocol):
    """A way to the server; what happens to a letter is an answer, never an exception."""

    def open(self) -> Answer:
        """Be connected and logged in; ACCEPTED, or BUSY or STOP with the reason. Does nothing where it is already."""
        ...

    def send(self, parcel: Parcel) -> Answer:
        """Hand one letter over an open connection; whatever the answer, the next letter may follow after `open`."""
        ...

    def close(self) -> None:
        """Say goodbye; nothing happens where there is no connection."""
        ...


def _silently(_words: str, _done: int, _whole: int) -> None:
    """Show no progress."""


def deliver(
    outbox: Outbox,
    transport: Transport,
    pauses: Sequence[float],
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    *,
    only: Collection[str] | None = None,
    progress: Callable[[str, int, int], None] = _silently,
) -> Report:
    """Hand over what is due, `only` these Message-IDs where given; raises UsageError while another window does.

    What is refused for now is tried again after each of `pauses` (seconds), and after the last is left for another
    run. What is refused for good is recorded and the others go on. What stands in the way of all stops the run.
    """
    with outbox.held():
        outbox.recover(clock())
        waiting = chosen = outbox.due(only)
        repeated: list[str] = []
        trouble: Answer | None = None
        for pause in chain([None], pauses):
            if not waiting or (trouble and trouble.verdict is Verdict.STOP):
                break
            if pause is not None:
                transport.close()
                progress(f"服务器请稍后再试，等 {pause:g} 秒", len(chosen) - len(waiting), len(chosen))
                sleep(pause)
            tell = _counted(progress, len(chosen) - len(waiting), len(chosen))
            waiting, trouble = _round(outbox, transport, waiting, clock, repeated, tell)
        lines = {line.message_id: line for line in outbox.record()}
    return Report(tuple(lines[each] for each in chosen), tuple(repeated), trouble.words if trouble else "")


def _counted(progress: Callable[[str, int, int], None], done: int, whole: int) -> Callable[[int], None]:
    return lambda number: progress("发信", done + number, whole)


def _round(
    outbox: Outbox,
    transport: Transport,
    waiting: Sequence[str],
    clock: Callable[[], datetime],
    repeated: list[str],
    tell: Callable[[int], None],
) -> tuple[list[str], Answer | None]:
    """Hand each over once; return what is to be tried again, and what stood in the way of all."""
    left: list[str] = []
    for number, message_id in enumerate(waiting):
        answer = transport.open()
        if answer.verdict is Verdict.ACCEPTED:
            if not outbox.due([message_id]):
                continue  # it came back while the others were waited for
            parcel = outbox.parcel(message_id)
            if outbox.begin(message_id, clock()):
                repeated.append(message_id)
            answer = transport.send(parcel)
            sure = answer.verdict is not Verdict.UNSURE
            outbox.finish(message_id, STATES[answer.verdict], answer.words, clock(), sure=sure)
        if answer.verdict in {Verdict.BUSY, Verdict.STOP}:
            return [*left, *waiting[number:]], answer
        if answer.verdict in {Verdict.LATER, Verdict.UNSURE}:
            left.append(message_id)
        tell(number + 1 - len(left))
    return left, None
