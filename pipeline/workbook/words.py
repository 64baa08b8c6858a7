"""Words and orders that several sheets share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.model import chinese_short_day

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Concern, Consolidation, UnitIntake, UnitScore


HIDDEN = "（略）"
"""What stands for the words of a sensitive ledger."""
TONES = {word: mark.tone for word, mark in look.STATES.items()}
"""The colour of each word for a state."""


def rows_of_ranking(month: Consolidation) -> list[UnitScore]:
    """Return the scores by category in the roster's order, best first, the unranked last."""
    categories = list(dict.fromkeys(s.category for s in month.scores))
    order = {s.unit: index for index, s in enumerate(month.scores)}
    return sorted(
        month.scores, key=lambda s: (categories.index(s.category), s.rank or len(order) + 1, order[s.unit])
    )


def state_line(config: Config, month: Consolidation) -> str:
    """Return the line that every sheet bears: school, state, rubric, clock."""
    provisional = f"　{'、'.join(month.provisional)}暂定" if month.provisional else ""
    return (
        f"{config.settings.school.name}　{month.stage.words}　考评细则 {config.rubric.version}　"
        f"{month.now:%Y-%m-%d %H:%M} 汇总{provisional}"
    )


def reminded_words(intake: UnitIntake) -> str | None:
    """Return how often a unit was reminded, and when last: 2 次，6月8日."""
    if not intake.reminders:
        return None
    last = chinese_short_day(intake.reminders[-1].moment)
    return f"{len(intake.reminders)} 次，{last}"


def overdue_words(concern: Concern) -> str:
    """Return a concern's deadline and how long ago it was: 6月30日，过 15 天."""
    if concern.due is None:
        return ""
    day = chinese_short_day(concern.due)
    return f"{day}，过 {concern.days} 天" if concern.days else day
