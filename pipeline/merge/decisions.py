"""The office's decisions register as decisions in force (rubric §2: on the period's return deadline)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.model import Decision, DecisionKind, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.config import Config
    from pipeline.model import Record

REGISTER = "decisions"


def approved_decisions(
    config: Config, records: Iterable[Record], until: date
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Return the decisions approved by `until`, and what is wrong with those that cannot be carried out."""
    good: list[Decision] = []
    said: list[Finding] = []
    for record in records:
        decision = _decision(config, record)
        if decision is None or decision.approved > until:
            continue
        wrong = list(_wrong(decision))
        said += [Finding("decision-incomplete", record.at("kind"), context={"reason": each}) for each in wrong]
        if not wrong:
            good.append(decision)
    return tuple(good), tuple(said)


def _decision(config: Config, record: Record) -> Decision | None:
    unit = config.find_unit(record.text("subject"))
    approved = record.day("approved_on")
    if unit is None or approved is None:
        return None
    periods = {p.name: p.id for p in config.periods}
    first = periods.get(record.text("first_period"), "")
    weight = record.values.get("weight")
    return Decision(
        record.text("kind"), unit.id, record.text("target"), record.text("number"), first,
        periods.get(record.text("last_period"), "") or first, record.day("new_deadline"),
        int(weight) if isinstance(weight, int) else None, approved, record.text("reason"), record.at("kind"),
    )  # fmt: skip


def _wrong(decision: Decision) -> Iterator[str]:
    if decision.kind in {DecisionKind.POSTPONE, DecisionKind.WITHDRAW, DecisionKind.WEIGH} and not decision.number:
        yield f"「{decision.kind}」没有写事项编号"
    if decision.kind == DecisionKind.POSTPONE and decision.new_deadline is None:
        yield "「延期」没有写新时限"
    if decision.kind == DecisionKind.WEIGH and decision.weight is None:
        yield "「立项」没有写权重"
    if decision.kind == DecisionKind.NOT_APPLICABLE and not decision.target:
        yield "「不适用」没有写台账或考评项目"
    if decision.kind in {DecisionKind.NOT_APPLICABLE, DecisionKind.EXCUSE} and not decision.first:
        yield f"「{decision.kind}」没有写起始月份"

