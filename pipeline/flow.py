"""The month, as the office would tell it.

发表: `hand_out`. 收: `receive`. 汇总: `consolidate` reads what arrived, decides which file counts, follows
every item, scores by the rubric and publishes a 送审稿. Everything but three small registers is a function of
workbooks, declarations and the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.arrivals import arrive
from pipeline.check import check_file, lost
from pipeline.errors import UsageError
from pipeline.findings import sorted_findings
from pipeline.giveback import return_copies
from pipeline.guards import draw, to_verify
from pipeline.intake import Arrived, build_intake
from pipeline.merge import approved_decisions, merge
from pipeline.model import Consolidation, DecisionKind, Finding, Submission, Where
from pipeline.pool import Lost, Processes, undisturbed
from pipeline.prepare import blank_handouts, handouts, notice
from pipeline.registers import Registers, read_registers, write_atomically, write_registers
from pipeline.release import changed_since, marked, publish
from pipeline.reminders import reminded
from pipeline.rendering import release_files
from pipeline.score import score_period
from pipeline.supervise import supervise
from pipeline.template import render_handout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.check import Task
    from pipeline.config import Config, Period
    from pipeline.forms import Handout
    from pipeline.model import FileDecision, Intake, Merged, Reminder, UnitScore
    from pipeline.pool import Pool


def _silent(_done: str, _count: int, _whole: int) -> None:
    """Show no progress."""


@dataclass(slots=True)
class Office:
    """The campaign office at work: its declarations, its clock, its registers, where the work runs.

    `progress` is told what is being done, how much of it, out of how much.
    """

    config: Config
    now: datetime
    pool: Pool = field(default_factory=Processes)
    progress: Callable[[str, int, int], None] = _silent
    registers: Registers = field(init=False)
    _checked: dict[tuple[str, str, str, datetime], Submission] = field(init=False, default_factory=dict)
    _on_disk: Registers = field(init=False)

    def __post_init__(self) -> None:
        """Read the registers."""
        self.registers = self._on_disk = read_registers(self.config.submissions)

    def keep_registers(self) -> None:
        """Write what was newly recorded."""
        self._keep(self.registers)

    def _keep(self, registers: Registers) -> None:
        write_registers(self.config.submissions, self._on_disk, registers)
        self._on_disk = registers

    def decide(self, decision: FileDecision) -> None:
        """Record the office's decision on a file; a later one on the same file holds."""
        kept = [
            d for d in self.registers.decisions if (d.period, d.sha256) != (decision.period, decision.sha256)
        ]
        self.registers = replace(self.registers, decisions=(*kept, decision))
        self.keep_registers()

    def remind(self, reminders: Sequence[Reminder]) -> None:
        """Record whom the office reminded."""
        self.registers = replace(self.registers, reminders=(*self.registers.reminders, *reminders))
        self.keep_registers()

    def receive(self, *periods: Period) -> dict[Period, list[Arrived]]:
        """Return by period everything that arrived, checked; arrivals seen for the first time are recorded."""
        tasks: dict[Period, list[Task]] = {}
        for period in periods:
            known = self.registers.received
            tasks[period], received = arrive(self.config.submissions, period.id, known, self.now)
            self.registers = replace(self.registers, received=tuple(received))
        self._keep(replace(self._on_disk, received=self.registers.received))
        self._check([task for own in tasks.values() for task in own])
        verdicts = {
            (d.period, d.sha256): d.verdict for d in self.registers.decisions if d.decided <= self.now
        }
        return {
            period: [
                Arrived(self._checked[_key(t)], t.arrived, verdicts.get((period.id, t.sha256), ""))
                for t in own
            ]
            for period, own in tasks.items()
        }

    def _check(self, tasks: Sequence[Task]) -> None:
        """Check each workbook; the same content for the same period is checked once."""
        fresh = [t for t in tasks if _key(t) not in self._checked]
        answers = self.pool.map_files(check_file, fresh, self.config)
        for count, (task, answer) in enumerate(zip(fresh, answers, strict=True), start=1):
            self.progress("核对收到的文件", count, len(fresh))
            self._checked[_key(task)] = lost(self.config, task) if isinstance(answer, Lost) else answer

    def take_in(self, upto: Period) -> dict[str, Intake]:
        """Return the intakes of every period up to `upto`, excused ones known (rubric §2)."""
        arrived = self.receive(*self.config.upto(upto))
        intakes = {p.id: build_intake(self.config, p, files, self.now) for p, files in arrived.items()}
        rows = [
            record
            for intake in intakes.values()
            for unit in intake.units.values()
            if (entry := unit.ledgers.get("decisions")) is not None and entry.counted is not None
            for record in entry.counted.records
        ]
        decisions, _ = approved_decisions(self.config, rows, self.config.deadline_day(upto))
        for period, files in arrived.items():
            excused = frozenset(
                d.unit for d in decisions
                if d.kind == DecisionKind.EXCUSE and not d.number and not d.target and d.covers(period.id)
            )  # fmt: skip
            if excused:
                intakes[period.id] = build_intake(self.config, period, files, self.now, excused)
        return reminded(self.config, intakes, [r for r in self.registers.reminders if r.moment <= self.now])

    def merged(self, period: Period, intakes: Mapping[str, Intake] | None = None) -> Merged:
        """Return what the returns up to `period` say; numbers newly issued are recorded."""
        intakes = self.take_in(period) if intakes is None else intakes
        merged, issued = merge(self.config, period, intakes, self.registers.issued)
        self.registers = replace(self.registers, issued=issued)
        return merged

    @undisturbed()
    def consolidate(self, period: Period) -> Consolidation:
        """Return the period brought together; nothing is published."""
        intakes = self.take_in(period)
        before = self._scores_before(period, intakes)
        merged = self.merged(period, intakes)
        self.progress("计分", 1, 1)
        scores, said = score_period(self.config, period, merged)
        findings = [*merged.intake.findings, *merged.findings, *said, *self._calendar(period)]
        provisional = tuple(sorted({i.name for s in scores for i in s.indicators if i.provisional}))
        return Consolidation(
            period.id, self.now, merged, tuple(_with_last(s, before) for s in scores),
            supervise(self.config, period, merged), sorted_findings(findings), provisional,
            to_verify(self.config, period, merged, findings), draw(self.config, period, merged),
        )  # fmt: skip

    def _scores_before(self, period: Period, intakes: Mapping[str, Intake]) -> dict[str, UnitScore]:
        earlier = [p for p in self.config.periods if p.id < period.id and p.scored]
        if not earlier or not period.scored:
            return {}
        merged = self.merged(earlier[-1], {k: v for k, v in intakes.items() if k <= earlier[-1].id})
        scores, _ = score_period(self.config, earlier[-1], merged)
        return {s.unit: s for s in scores}

    def _calendar(self, period: Period) -> list[Finding]:
        workdays = self.config.workdays
        if workdays.knows(period.due):
            return []
        context = {"year": str(workdays.last_known_year(period.due.year))}
        return [Finding("calendar-ends", Where("config.yaml"), context=context)]

    @undisturbed()
    def render(self, month: Consolidation) -> dict[str, bytes]:
        """Return every file of the release, the manifest last."""
        copies = self.copies(month)
        return release_files(self.config, month, copies, self._inputs(month), self.progress)

    def copies(self, month: Consolidation) -> dict[str, Handout]:
        """Return the return copies (退改件) of what came for `month`, by file name."""
        period = self.config.period(month.period)
        before = self.config.before(period)
        known = {name: each for name, each in month.merged.intakes.items() if name != period.id}
        merged = self.merged(before, known) if before and known else None
        submissions = {s.file: s for s in self._checked.values() if s.period}
        return return_copies(self.config, month, submissions, handouts(self.config, period, merged), {})

    def _inputs(self, month: Consolidation) -> dict[str, str]:
        """Return the fingerprint of every file that was looked at for `month`, whether it counts or not."""
        looked_at = {f.file for i in month.merged.intakes.values() for u in i.units.values() for f in u.files}
        looked_at |= {f.file for i in month.merged.intakes.values() for f in i.strays}
        return {s.file: s.sha256 for s in self._checked.values() if s.file in looked_at}

    def publish(self, month: Consolidation) -> Path:
        """Publish the month's 送审稿 and return its folder; the registers are kept first."""
        files = self.render(month)
        self.keep_registers()
        return publish(self.config.output, month.period, files)

    def hand_out(self, period: Period) -> tuple[Path, dict[str, bytes], str]:
        """Publish the period's workbooks; return the folder, the files, and the notice to paste.

        Raises UsageError if somebody typed into a workbook where it was handed out: nothing typed is lost.
        """
        self._nothing_typed(period)
        before = self.config.before(period)
        merged = self.merged(before) if before else None
        prepared = handouts(self.config, period, merged)
        files = {}
        for count, each in enumerate(prepared, start=1):
            self.progress("制表", count, len(prepared))
            files[f"{each.unit}_{period.id}.xlsx"] = render_handout(each)
        text = notice(self.config, period)
        files["通知.txt"] = text.encode("utf-8-sig")
        self.keep_registers()
        (self.config.submissions / period.id).mkdir(parents=True, exist_ok=True)
        return publish(self.config.ledger_folder, period.id, marked(files)), files, text

    def _nothing_typed(self, period: Period) -> None:
        changed = changed_since(self.config.ledger_folder / period.id)
        if changed:
            message = (
                f"{period.name}的填报表里，有人已经填了：{'、'.join(changed)}。没有重新发表，内容没有动。"
                f"请先把它们移到 {self.config.settings.folders.submissions}/{period.id}/，再发一次。"
            )
            raise UsageError(message)

    def lay_out_blank(self) -> tuple[Path, dict[str, bytes], str]:
        """Write the blank set beside the declarations; return the folder, the files, and no notice."""
        files = blank_forms(self.config)
        for name, data in files.items():
            write_atomically(self.config.ledger_folder / name, data)
        return self.config.ledger_folder, files, ""


def blank_forms(config: Config) -> dict[str, bytes]:
    """Return the blank set by file name: one workbook a category."""
    return {f"空表_{each.category}.xlsx": render_handout(each) for each in blank_handouts(config)}


def _key(task: Task) -> tuple[str, str, str, datetime]:
    return task.period, task.sha256, task.file, task.arrived


def _with_last(score: UnitScore, before: Mapping[str, UnitScore]) -> UnitScore:
    last = before.get(score.unit)
    return replace(score, previous_score=last.score, previous_rank=last.rank) if last else score
