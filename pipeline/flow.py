"""The month, as the office would tell it.

发表: `hand_out`. 收: `receive`. 汇总: `consolidate` reads what arrived, decides which file counts, follows
every item, scores by the rubric and publishes a 送审稿. Everything but a few small registers is a function of
workbooks, declarations and the clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.archive import declared_then
from pipeline.casebook import Casebook
from pipeline.errors import UsageError
from pipeline.findings import sorted_findings
from pipeline.frontdoor import open_front_door
from pipeline.giveback import return_copies
from pipeline.guards import draw, to_verify
from pipeline.machine import content_of
from pipeline.model import Consolidation, Finding, Where
from pipeline.pool import undisturbed
from pipeline.prepare import blank_handouts, handouts, notice
from pipeline.registers import (
    REGISTER,
    SentBack,
    fingerprints,
    known_by,
    register_files,
    write_atomically,
)
from pipeline.release import changed_since, marked, publish
from pipeline.rendering import release_files
from pipeline.reviews import rulings
from pipeline.revision import signed, stage_of
from pipeline.score import score_period
from pipeline.supervise import supervise
from pipeline.template import render_handout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.config import Config, Period
    from pipeline.forms import Handout
    from pipeline.model import Intake, Merged, ScoredPeriod, UnitScore


class Office(Casebook):
    """The campaign office at work on what is in its tray."""

    def as_it_was(self, manifest: Mapping[str, Any]) -> Office:
        """Return the office when the release with this manifest was made: its moment, the declarations of then.

        What came in since is recorded now, so that it is not taken for something that was there then.
        """
        folders = ((p, self.declared.submissions / p.id) for p in self.declared.periods)
        self.receive(*(period for period, folder in folders if folder.is_dir()))
        declared = declared_then(self.declared, manifest)
        then = Office(declared, datetime.fromisoformat(manifest["clock"]), self.pool, self.progress)
        if declared is self.config:
            then._checked = self._checked  # it is not checked once more
        return then

    @undisturbed()
    def consolidate(self, period: Period) -> Consolidation:
        """Return the period brought together, as far as it has come; nothing is published."""
        self.judge_by(period)
        intakes = self.take_in(period)
        earlier = self._scored_before(period, intakes)
        merged = self.merged(period, intakes)
        self.progress("计分", 1, 1)
        issued = self.scored(period, intakes) if self.issued(period.id) else None
        reviews = self.reviews(period, intakes)
        held, asked = rulings(reviews, issued)
        scores, said = score_period(self.config, period, merged, held)
        findings = [
            *merged.intake.findings, *merged.findings, *said, *asked, *self.lost, *self._calendar(period),
        ]  # fmt: skip
        provisional = tuple(sorted({i.name for s in scores for i in s.indicators if i.provisional}))
        month = Consolidation(
            period.id, self.now, merged, tuple(_with_last(s, earlier) for s in scores),
            supervise(self.config, period, merged), sorted_findings(findings), provisional,
            to_verify(self.config, period, merged, findings), draw(self.config, period, merged), earlier=earlier,
            behind=self.behind(period, intakes, merged),
        )  # fmt: skip
        document = self.issued_document(period.id, "scores.json") if issued else {}
        causes = self.causes(period, tuple(held.values()), merged)
        stage = stage_of(self.config, month, issued, document, causes, reviews)
        return self.with_signatures(replace(month, stage=stage))

    def with_signatures(self, month: Consolidation) -> Consolidation:
        """Return the month with whoever signed and issued what it says (rubric §4)."""
        content = content_of(self.config, month)
        stage = signed(self.config, month.stage, self.registers.signatures, month.period, content)
        return replace(month, stage=stage)

    def _scored_before(self, period: Period, intakes: Mapping[str, Intake]) -> tuple[ScoredPeriod, ...]:
        """Return the scored periods before `period` that were issued, the last of all also where it was not."""
        before = [p for p in self.config.periods if p.id < period.id and p.scored]
        kept = [p for p in before if p is before[-1] or self.issued(p.id)]
        return tuple(self.scored(p, intakes) for p in kept)

    def _calendar(self, period: Period) -> list[Finding]:
        workdays = self.config.workdays
        if workdays.knows(period.due):
            return []
        context = {"year": str(workdays.last_known_year(period.due.year))}
        return [Finding("calendar-ends", Where("config.yaml"), context=context)]

    @undisturbed()
    def render(self, month: Consolidation) -> dict[str, bytes]:
        """Return every file of the release, the manifest last."""
        inputs = self.inputs(month.merged, month.period)
        return release_files(self.config, month, self.copies(month), inputs, self.progress)

    def copies(self, month: Consolidation) -> dict[str, Handout]:
        """Return the return copies (退改件) of what came for `month`, by file name."""
        period = self.config.period(month.period)
        before = self.config.before(period)
        known = {name: each for name, each in month.merged.intakes.items() if name != period.id}
        merged = self.merged(before, known) if before and known else None
        arrived = self.receive(*self.config.upto(period))[period]  # another office may have consolidated it
        submissions = {a.submission.file: a.submission for a in arrived}
        prepared = handouts(self.config, period, merged)
        sent = {s.sha256: s.sent for s in self.registers.sent_back if s.period == month.period}
        return return_copies(self.config, month, submissions, prepared, sent)

    def inputs(self, merged: Merged, name: str) -> dict[str, str]:
        """Return the fingerprint of every file looked at for the period `name`, counting or not, and of the registers."""
        looked_at = {f.file for i in merged.intakes.values() for u in i.units.values() for f in u.files}
        looked_at |= {f.file for i in merged.intakes.values() for f in i.strays}
        files = {s.file: s.sha256 for s in self._checked.values() if s.file in looked_at}
        known = known_by(self.registers, name, self.now)
        numbers = {item.number for item in merged.items}
        known = replace(known, issued=tuple(i for i in known.issued if i.number in numbers))
        lines = register_files(known)
        return files | fingerprints({f"{REGISTER}/{name}": data for name, data in lines.items()})

    def publish(self, month: Consolidation) -> Path:
        """Publish the month's 送审稿 and return its folder."""
        return self.put_out(month, self.render(month))

    def put_out(self, month: Consolidation, files: Mapping[str, bytes]) -> Path:
        """Publish a month's rendered files; numbers are kept before it, what it sent back after it."""
        self.keep_registers()
        folder = publish(self.config.output, month.period, files)
        open_front_door(self.declared)
        self.give_back(month, self.copies(month))
        self.keep_registers()
        return folder

    def give_back(self, month: Consolidation, copies: Mapping[str, Handout]) -> None:
        """Record the copies given back for the first time: from then on two working days count (rubric §2)."""
        known = {(each.period, each.sha256) for each in self.registers.sent_back}
        new = [
            SentBack(back.of, month.period, copy.unit_id, back.path, self.now, name)
            for name, copy in copies.items()
            if (back := copy.back) is not None and (month.period, back.of) not in known
        ]
        self.registers = replace(self.registers, sent_back=(*self.registers.sent_back, *new))

    def hand_out(self, period: Period) -> tuple[Path, dict[str, bytes], str]:
        """Publish the period's workbooks; return the folder, the files, and the notice to paste.

        Raises UsageError if somebody typed into a workbook where it was handed out: nothing typed is lost.
        """
        self.judge_as_declared()
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


def _with_last(score: UnitScore, earlier: Sequence[ScoredPeriod]) -> UnitScore:
    last = earlier[-1].of(score.unit) if earlier else None
    return replace(score, previous_score=last.score) if last else score
