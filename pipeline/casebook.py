"""What the returns say, as the office has corrected and decided it: intakes, items, scores, period by period."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipeline.archive import issued_document, issued_revision, published_document
from pipeline.causes import Cause, causes_of
from pipeline.intake import build_intake
from pipeline.intray import InTray
from pipeline.machine import scores_of
from pipeline.merge import approved_decisions, corrections, merge, rows_of
from pipeline.model import FIRST_DRAFT, DecisionKind, Finding, ScoredPeriod, State
from pipeline.reminders import reminded
from pipeline.reviews import LEDGER as REVIEWS
from pipeline.reviews import reviews_of, rulings
from pipeline.revision import is_restated
from pipeline.score import score_period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config, Period
    from pipeline.model import Decision, Intake, Merged, Review


@dataclass(slots=True)
class Casebook(InTray):
    """The in-tray, and what the office's registers of this and later periods say about it.

    `declared` are the declarations as they are now; `config` those under which the period at hand is judged.
    `later` are the intakes after the period at hand: corrections and reviews of it stand in them. `lost` is what is
    to be said of corrections that fit no cell.
    """

    declared: Config = field(init=False)
    later: Mapping[str, Intake] = field(init=False, default_factory=dict)
    lost: tuple[Finding, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Read the registers."""
        InTray.__post_init__(self)
        self.declared = self.config

    def issued(self, name: str) -> int:
        """Return the last revision of a period (or year) that was issued by the office's moment, 0 where none was."""
        return issued_revision(self.registers.signatures, name, self.now)

    def issued_document(self, name: str, file: str) -> dict[str, Any]:
        """Return a JSON document of that revision; raises SetupError where it is gone or was spoilt."""
        return issued_document(self.config.output, name, self.issued(name), file)

    def judge_by(self, period: Period) -> None:
        """Judge by the rubric under which `period` was issued, by the one in force where it was not (rubric §4)."""
        config = self.declared
        if self.issued(period.id):
            config = config.under(self.issued_document(period.id, "rubric.json"))
        self._judge_under(config)

    def judge_as_declared(self) -> None:
        """Judge by the rubric in force."""
        self._judge_under(self.declared)

    def _judge_under(self, config: Config) -> None:
        if config.settings != self.config.settings:
            self.config = config
            self._checked = {}

    def take_in(self, upto: Period) -> dict[str, Intake]:
        """Return the intakes of every period up to `upto`: excused units known (rubric §2), cells corrected (§4)."""
        self.amendments, self.lost = (), ()
        intakes = self._taken_in(upto)
        begun = [p for p in self.config.periods if p.id > upto.id and p.first <= self.now.date()]
        behind = [p for p in begun if (self.config.submissions / p.id).is_dir()]
        arrived = self.receive(*behind) if behind else {}
        self.later = {p.id: build_intake(self.config, p, files, self.now) for p, files in arrived.items()}
        decisions, _ = approved_decisions(self.config, {**intakes, **self.later}, self.now.date())
        if any(d.kind == DecisionKind.CORRECT and d.approved <= self.now.date() for d in decisions):
            merged, issued = merge(self.config, upto, intakes, self.registers.issued)
            self.registers = replace(self.registers, issued=issued)
            self.amendments, self.lost = corrections(self.config, merged, decisions)
            intakes = self._taken_in(upto)
        return intakes

    def _taken_in(self, upto: Period) -> dict[str, Intake]:
        arrived = self.receive(*self.config.upto(upto))
        intakes = {p.id: build_intake(self.config, p, files, self.now) for p, files in arrived.items()}
        decisions, _ = approved_decisions(self.config, intakes, self.config.deadline_day(upto))
        for period, files in arrived.items():
            excused = frozenset(d.unit for d in decisions if d.excuses_unit(period.id))
            if excused:
                intakes[period.id] = build_intake(self.config, period, files, self.now, excused)
        return reminded(self.config, intakes, [r for r in self.registers.reminders if r.moment <= self.now])

    def merged(self, period: Period, intakes: Mapping[str, Intake] | None = None) -> Merged:
        """Return what the returns up to `period` say; numbers newly issued are recorded."""
        intakes = self.take_in(period) if intakes is None else intakes
        later = [d for d in self._found_false(intakes) if d.where.file.split("/")[0] > period.id]
        merged, issued = merge(self.config, period, intakes, self.registers.issued, later)
        self.registers = replace(self.registers, issued=issued)
        return merged

    def _found_false(self, intakes: Mapping[str, Intake]) -> list[Decision]:
        """Return every 抽查不实 approved by now, in whichever month's register it stands (rubric §5)."""
        decisions, _ = approved_decisions(self.config, {**intakes, **self.later}, self.now.date())
        return [d for d in decisions if d.kind == DecisionKind.FOUND_FALSE and d.approved <= self.now.date()]

    def scored(self, period: Period, intakes: Mapping[str, Intake]) -> ScoredPeriod:
        """Return the scores of `period` as they were issued, as they stand now where they were not."""
        if self.issued(period.id):
            return scores_of(self.issued_document(period.id, "scores.json"))
        merged = self.merged(period, {k: v for k, v in intakes.items() if k <= period.id})
        scores, _ = score_period(self.config, period, merged)
        stage = FIRST_DRAFT
        return ScoredPeriod(
            period.id, period.name, stage.state.value, stage.revision, self.config.rubric.version, scores
        )

    def reviews(self, period: Period, intakes: Mapping[str, Intake]) -> tuple[Review, ...]:
        """Return what was asked about `period` (复核申请), in whichever month's register it stands."""
        issued = [
            s.moment.date() for s in self.registers.signatures
            if s.period == period.id and s.state == State.ISSUED and s.moment <= self.now
        ]  # fmt: skip
        rows = rows_of({**intakes, **self.later}, REVIEWS)
        return reviews_of(self.config, rows, period.id, issued)

    def causes(self, period: Period, reviews: tuple[Review, ...], merged: Merged) -> tuple[Cause, ...]:
        """Return what may have changed figures of `period`.

        Cells corrected, rulings on reviews, completions found false, late files decided on; and cells of earlier periods
        that were corrected, whose items it goes on with.
        """
        scored = {unit.id for unit in self.config.scored_units(period)}
        own = [a for a in self.amendments if a.at.file.split("/")[0] <= period.id]
        decided = [d for d in self.registers.decisions if d.period == period.id and d.decided <= self.now]
        return causes_of(
            period.id, [a if a.unit in scored else replace(a, unit="") for a in own], reviews,
            [i for i in merged.items if i.found_false is not None and i.completed_in == period.id], decided,
        )  # fmt: skip

    def behind(self, period: Period, intakes: Mapping[str, Intake], merged: Merged) -> tuple[str, ...]:
        """Return the issued periods before `period` whose corrections or rulings no revision of theirs has, by id."""
        earlier = self.config.upto(period)[:-1]
        return tuple(p.id for p in earlier if self.issued(p.id) and self._is_behind(p, intakes, merged))

    def _is_behind(self, period: Period, intakes: Mapping[str, Intake], merged: Merged) -> bool:
        """Tell whether an issued period has causes of change that neither its revisions nor its last text-only one has."""
        reviews = self.reviews(period, intakes)
        if not reviews and not self.causes(period, (), merged):
            return False
        issued = self.issued_document(period.id, "scores.json")
        published = self.config.output / period.id / "scores.json"
        latest = published_document(published) if published.is_file() else issued
        known = set(issued["causes"])
        known |= set(latest["causes"]) if latest["state"] == State.ISSUED else set()
        held, _ = rulings(reviews, scores_of(issued))
        fresh = [c for c in self.causes(period, tuple(held.values()), merged) if c.key not in known]
        if any(not cause.earlier for cause in fresh):
            return True
        return bool(fresh) and self._would_change(period, intakes, scores_of(issued), held)

    def _would_change(
        self, period: Period, intakes: Mapping[str, Intake], issued: ScoredPeriod, held: Mapping[tuple[str, str], Review]
    ) -> bool:  # fmt: skip
        """Tell whether what was corrected in earlier periods changes figures of an issued one; under another rubric, may."""
        if self.config.under(self.issued_document(period.id, "rubric.json")).settings != self.config.settings:
            return True
        later = [d for d in self._found_false(intakes) if d.where.file.split("/")[0] > period.id]
        merged, _ = merge(self.config, period, self._taken_in(period), self.registers.issued, later)
        scores, _ = score_period(self.config, period, merged, held)
        return is_restated(issued, scores)
