"""What every output says of its own standing: state, signature, dates, what was corrected, what was asked (rubric §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import State, chinese_moment, chinese_until

if TYPE_CHECKING:
    from datetime import date

    from pipeline.config import Config
    from pipeline.model import Consolidation, Stage, Where


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of 更正说明 as people read it; `id` is the score line's, "" of anything else."""

    unit: str
    subject: str
    old: str
    new: str
    reason: str
    where: Where
    id: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A request for review and what became of it."""

    unit: str
    line: str
    reason: str
    asked: date
    until: date | None
    outcome: str
    ruling_reason: str
    ruled: date | None
    where: Where


def change_lines(config: Config, month: Consolidation, unit: str = "") -> list[ChangeLine]:
    """Return the lines of 更正说明, of one unit alone where it is given by id."""
    names = {each.id: each.name for each in config.units}
    return [
        ChangeLine(names.get(c.unit, ""), c.subject, c.old, c.new, c.reason, c.where, c.line)
        for c in month.stage.changes
        if unit in {"", c.unit}
    ]


def review_lines(config: Config, month: Consolidation, unit: str = "") -> list[ReviewLine]:
    """Return the requests for review with their outcome, of one unit alone where it is given by id."""
    names = {each.id: each.name for each in config.units}
    return [
        ReviewLine(
            names.get(r.unit, ""), r.line, r.reason, r.asked, r.until,
            (r.ruling or "等待处理") + ("（不在公示期内）" if r.is_late else ""), r.ruling_reason if r.ruling else "", r.ruled,
            r.where,
        )
        for r in month.stage.reviews
        if unit in {"", r.unit}
    ]  # fmt: skip


def standing_words(stage: Stage) -> str:
    """Return what follows the state on every output: who signed, when it was issued, until when one can speak."""
    words = [f"{stage.approved_by} {chinese_moment(stage.approved)}审签"] if stage.approved else []
    if stage.state is State.ISSUED and stage.issued:
        words.append(f"{chinese_moment(stage.issued)}印发")
        words += [f"公示到{chinese_until(stage.review_until)}"] if stage.review_until else []
    elif stage.confirm_until:
        words.append(f"请各单位{chinese_until(stage.confirm_until)}前核对本单位一页")
    return "，".join(words)


def review_words(stage: Stage) -> str:
    """Return how a unit asks for review, and until when; what it can do while nothing is issued."""
    if stage.state is State.ISSUED and stage.review_until:
        return (
            f"对得分明细里的某一条有异议，请在{chinese_until(stage.review_until)}前，写明这一条的编号和理由，"
            "交领导小组办公室申请复核。"
        )
    if stage.confirm_until:
        return f"请在{chinese_until(stage.confirm_until)}前核对这一页；有不对的，请告诉领导小组办公室。"
    return ""
