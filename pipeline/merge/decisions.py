"""The office's decisions register as decisions in force (rubric §2: on the period's return deadline)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import Decision, DecisionKind, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from pipeline.config import Config
    from pipeline.model import Intake, Item, Record

REGISTER = "decisions"
OF_AN_ITEM = frozenset(
    {
        DecisionKind.POSTPONE,
        DecisionKind.WITHDRAW,
        DecisionKind.WEIGH,
        DecisionKind.FOUND_FALSE,
        DecisionKind.SHARE,
    }
)
OF_A_SPAN = frozenset(
    {DecisionKind.NOT_APPLICABLE, DecisionKind.EXCUSE, DecisionKind.HAND_OVER, DecisionKind.CORRECT}
)
AT_ANY_TIME = frozenset({DecisionKind.FOUND_FALSE, DecisionKind.CORRECT, DecisionKind.SETTLE})
"""What comes after the returns by its nature: it holds for its period whenever it was approved."""


def rows_of(intakes: Mapping[str, Intake], ledger: str) -> list[Record]:
    """Return the accepted rows of `ledger` in all periods, in order."""
    return [row for period in sorted(intakes) for row in intakes[period].rows(ledger)]


def approved_decisions(
    config: Config, intakes: Mapping[str, Intake], until: date
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Return the decisions approved by `until`, and what is wrong with those that cannot be carried out.

    抽查不实, 更正审批 and 等次研究 hold whenever they were approved: what is drawn (rubric §5), was typed wrongly (§4) or
    is equal at the quota line (§3) is known only after the returns.
    """
    good: list[Decision] = []
    said: list[Finding] = []
    for record in rows_of(intakes, REGISTER):
        decision = _decision(config, record)
        if decision is None:
            continue
        lacks = [*_lacks(decision), *_lacks_taker(config, decision, record.text("new"))]
        wrong = [incomplete(decision, reason) for reason in lacks]
        said += wrong
        if not wrong and (decision.approved <= until or decision.kind in AT_ANY_TIME):
            good.append(decision)
    return tuple(good), tuple(said)


def useless_checks(decisions: Iterable[Decision], items: Mapping[str, Item]) -> list[Finding]:
    """Return what is to be said of 抽查不实 on an item whose completion nobody has reported."""
    return [
        incomplete(each, f"「{each.number}」还没有报完成")
        for each in decisions
        if each.kind == DecisionKind.FOUND_FALSE
        and (item := items.get(each.number))
        and not item.completed_in
    ]


def lost_decisions(decisions: Iterable[Decision], items: Mapping[str, Item]) -> list[Finding]:
    """Return what is to be said of decisions on a 事项编号 that their unit does not have.

    A correction may name a row instead; whether it fits is found where it is carried out.
    """
    said = []
    for each in decisions:
        item = items.get(each.number)
        if each.kind == DecisionKind.CORRECT:
            continue
        if each.number and (item is None or each.unit not in item.owners):
            said.append(incomplete(each, f"该单位没有「{each.number}」这个事项编号"))
    return said


def _decision(config: Config, record: Record) -> Decision | None:
    unit = config.find_unit(record.text("subject"))
    approved = record.day("approved_on")
    if unit is None or approved is None:
        return None
    periods = {p.name: p.id for p in config.periods}
    first = periods.get(record.text("first_period"), "")
    weight = record.values.get("weight")
    taker = config.find_unit(record.text("new")) if record.text("kind") == DecisionKind.HAND_OVER else None
    return Decision(
        record.text("kind"), unit.id, record.text("target"), record.text("number"), first,
        periods.get(record.text("last_period"), "") or first, record.day("new_deadline"),
        int(weight) if isinstance(weight, int) else None, approved, record.text("reason"), record.at("kind"),
        taker.id if taker else "", _share(record.text("new")), record.text("column"), record.text("old"),
        record.text("new"), record.text("basis"),
    )  # fmt: skip


def _share(text: str) -> Fraction | None:
    """Return a share as people write it (1/2, 0.5, 50%), 0..1; None for anything else."""
    percent = text.endswith(("%", "％"))
    try:
        share = Fraction(text.rstrip("%％ ")) / (100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        return None
    return share if 0 <= share <= 1 else None


def _lacks(decision: Decision) -> Iterator[str]:
    """Yield what the decision does not say and would have to."""
    kind = decision.kind
    if kind in OF_AN_ITEM and not decision.number:
        yield f"「{kind}」没有写事项编号"
    if kind in OF_A_SPAN and not decision.first:
        yield f"「{kind}」没有写起始月份"
    if kind == DecisionKind.POSTPONE and decision.new_deadline is None:
        yield "「延期」没有写新时限"
    if kind == DecisionKind.WEIGH and decision.weight is None:
        yield "「立项」没有写权重"
    if kind == DecisionKind.CORRECT and not (
        decision.target and decision.number and decision.column and decision.new
    ):
        yield "「更正审批」要写明台账、事项编号（没有编号的写第几行）、更正栏目和改为"
    if kind == DecisionKind.SETTLE and not decision.new:
        yield "「等次研究」没有在「改为」写评为哪一等"
    if kind == DecisionKind.SHARE and decision.share is None:
        yield "「分摊」没有在「改为」写本单位占几成，如 1/2 或 50%"
    if kind == DecisionKind.NOT_APPLICABLE and not decision.target:
        yield "「不适用」没有写台账或考评项目"
    if kind == DecisionKind.EXCUSE and decision.target and not decision.number:
        yield "「客观原因」写了台账或指标而没有写事项编号：只免一件的写编号，免整月的把台账或指标空着"


def _lacks_taker(config: Config, decision: Decision, typed: str) -> Iterator[str]:
    """Yield why a hand-over has nobody who takes the items, or none of a ledger."""
    if decision.kind != DecisionKind.HAND_OVER:
        return
    taker = config.find_unit(decision.taker)
    if taker is None:
        yield (
            f"「移交」的「改为」写的是「{typed}」，不是单位名"
            if typed
            else "「移交」没有在「改为」写接手的单位"
        )
    elif taker.id == decision.unit:
        yield "「移交」的「改为」写的是原单位"
    elif decision.first and taker not in config.units_in(config.period(decision.first)):
        yield f"「{taker.name}」在{config.period(decision.first).name}不在名册里，接不了移交的事项"
    if decision.target and decision.target not in {
        each.title for each in config.ledgers.of_items if each.carried
    }:
        yield f"「{decision.target}」不是有事项要接着做的台账，没有可移交的"


def incomplete(decision: Decision, reason: str) -> Finding:
    """Return the finding that a decision has no effect, and why."""
    return Finding("decision-incomplete", decision.where, context={"reason": reason})
