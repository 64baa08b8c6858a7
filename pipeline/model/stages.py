"""How far a period's result has come: 送审稿 → 已审签 → 印发, and what a later revision corrects (rubric §4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from fractions import Fraction

    from pipeline.model.places import Where


class State(StrEnum):
    """The three states of a revision."""

    DRAFT = "送审稿"
    APPROVED = "已审签"
    ISSUED = "印发"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure or a cell that a revision corrects: `subject` names it, `line` is the score line's id, "" of a cell.

    `reason` says why, with its basis; `where` is the place that brought it about.
    """

    unit: str
    subject: str
    line: str
    old: str
    new: str
    reason: str
    where: Where


@dataclass(frozen=True, slots=True)
class Review:
    """A request for review (复核申请) of one score line of a period; `ruling` is "" while it waits.

    `new` is what the line brings by the ruling, None where it stays. `until` is the last day on which it could be asked for; None where the period was not issued by then.
    """

    period: str
    unit: str
    line: str
    reason: str
    asked: date
    until: date | None
    ruling: str
    ruled: date | None
    new: Fraction | None
    ruling_reason: str
    where: Where

    @property
    def is_late(self) -> bool:
        """Tell whether it was asked for after its last day, or before anything was issued."""
        return self.until is None or self.asked > self.until


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a period's result stands: revision, who approved it and when, when it was issued, what it restates.

    `confirm_until` and `review_until` are the last days for units to confirm their page and to ask for review.
    `restates` is the issued revision that this one corrects, 0 for none. `text_only`: cells were corrected and no
    score changed, so that it stays the same revision. `causes` are the keys of all corrections and rulings in it.
    """

    state: State = State.DRAFT
    revision: int = 1
    approved_by: str = ""
    approved: datetime | None = None
    issued: datetime | None = None
    confirm_until: date | None = None
    review_until: date | None = None
    restates: int = 0
    causes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    reviews: tuple[Review, ...] = ()
    text_only: bool = False

    @property
    def edition(self) -> str:
        """Return the revision as people call it: 第2版."""
        return f"第{self.revision}版"

    @property
    def words(self) -> str:
        """Return state and revision as every output bears them: 送审稿（第2版）, the first without its number."""
        return self.state.value + (f"（{self.edition}）" if self.revision > 1 else "")


FIRST_DRAFT = Stage()
"""Where every period begins."""
