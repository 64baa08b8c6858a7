"""The in-tray: what has come in, checked once, and the registers of what cannot be recomputed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.arrivals import arrive
from pipeline.check import check_file, lost
from pipeline.intake import COUNTS, IN_TIME, Arrived
from pipeline.pool import Lost, Processes
from pipeline.registers import Registers, read_registers, write_registers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from pipeline.check import Task
    from pipeline.config import Config, Period
    from pipeline.model import Amendment, FileDecision, Reminder, Submission
    from pipeline.pool import Pool


def _silent(_done: str, _count: int, _whole: int) -> None:
    """Show no progress."""


Key = tuple[str, str, str, "datetime", str, tuple["Amendment", ...]]


@dataclass(slots=True)
class InTray:
    """What came in by the clock's time: its declarations, its registers, where the checking runs.

    `progress` is told what is being done, how much of it, out of how much. `amendments` are the cells that the
    office corrected: every workbook is read with its own.
    """

    config: Config
    now: datetime
    pool: Pool = field(default_factory=Processes)
    progress: Callable[[str, int, int], None] = _silent
    registers: Registers = field(init=False)
    amendments: tuple[Amendment, ...] = field(init=False, default=())
    _checked: dict[Key, Submission] = field(init=False, default_factory=dict)
    _on_disk: Registers = field(init=False)

    def __post_init__(self) -> None:
        """Read the registers."""
        self.registers = self._on_disk = read_registers(self.config.submissions)

    def keep_registers(self) -> None:
        """Write what was newly recorded."""
        self._keep(self.registers)

    def refresh(self) -> None:
        """Write what was newly recorded, and take in what another window wrote meanwhile."""
        self.keep_registers()
        self.registers = self._on_disk = read_registers(self.config.submissions)

    def _keep(self, registers: Registers) -> None:
        """Add what is new in `registers` to what is on the disk now: another window may have written meanwhile."""
        if registers == self._on_disk:
            return
        there = read_registers(self.config.submissions)
        joined = there.joined(registers, self._on_disk)
        write_registers(self.config.submissions, there, joined)
        self._on_disk = joined

    def decide(self, decision: FileDecision) -> None:
        """Record the office's decision on a file; the last one on the same file holds."""
        self.registers = replace(self.registers, decisions=(*self.registers.decisions, decision))
        self.keep_registers()

    def remind(self, reminders: Sequence[Reminder]) -> None:
        """Record whom the office reminded."""
        self.registers = replace(self.registers, reminders=(*self.registers.reminders, *reminders))
        self.keep_registers()

    def receive(self, *periods: Period) -> dict[Period, list[Arrived]]:
        """Return by period everything that arrived, checked; arrivals seen for the first time are recorded.

        What was decided on a file, or sent back, holds for it also once it was saved over: the place and the
        moment of its first arrival tell that it is the same.
        """
        tasks: dict[Period, list[Task]] = {}
        for period in periods:
            known = self.registers.received
            tasks[period], received = arrive(self.config.submissions, period.id, known, self.now)
            self.registers = replace(self.registers, received=tuple(received))
        self._keep(replace(self._on_disk, received=self.registers.received))
        first = {(r.period, r.sha256): (r.period, r.file, r.arrived) for r in self.registers.received}
        decided = {
            first.get((d.period, d.sha256)): d for d in self.registers.decisions if d.decided <= self.now
        }
        # what this very run sends back is recorded at this clock, and must not be known when it is run again
        sent = {
            first.get((s.period, s.sha256)): s.sent for s in self.registers.sent_back if s.sent < self.now
        }
        tasks = {
            p: [self._as_amended(_as_decided(t, decided.get(first[_content(t)]))) for t in own]
            for p, own in tasks.items()
        }
        self._check([task for own in tasks.values() for task in own])
        lying = self._lying({_content(t) for own in tasks.values() for t in own}, {p.id for p in periods})
        return {
            period: [
                Arrived(
                    self._checked[_key(t)], t.arrived, decided.get(first[_content(t)]), sent.get(first[_content(t)]),
                    frozenset(p for p, sha256 in lying if sha256 == t.sha256),
                )
                for t in own
            ]
            for period, own in tasks.items()
        }  # fmt: skip

    def _as_amended(self, task: Task) -> Task:
        """Return the task with the cells of its workbook that the office corrected."""
        own = tuple(each for each in self.amendments if each.at.file == task.file)
        return replace(task, amendments=own) if own else task

    def _lying(self, here: set[tuple[str, str]], looked_into: set[str]) -> set[tuple[str, str]]:
        """Return period and fingerprint of what lies where: as seen now, elsewhere as it was seen before."""
        before = {(r.period, r.sha256) for r in self.registers.received if r.arrived <= self.now}
        return here | {each for each in before if each[0] not in looked_into}

    def _check(self, tasks: Sequence[Task]) -> None:
        """Check each workbook; the same content for the same period is checked once."""
        fresh = [t for t in tasks if _key(t) not in self._checked]
        answers = self.pool.map_files(check_file, fresh, self.config)
        for count, (task, answer) in enumerate(zip(fresh, answers, strict=True), start=1):
            self.progress("核对收到的文件", count, len(fresh))
            self._checked[_key(task)] = lost(self.config, task) if isinstance(answer, Lost) else answer


def _content(task: Task) -> tuple[str, str]:
    return task.period, task.sha256


def _as_decided(task: Task, decision: FileDecision | None) -> Task:
    """Return the task with the unit whose the file is by the office's decision."""
    accepted = decision is not None and decision.verdict in {COUNTS, IN_TIME}
    return replace(task, unit=decision.unit) if accepted and decision else task


def _key(task: Task) -> Key:
    return task.period, task.sha256, task.file, task.arrived, task.unit, task.amendments
