"""When a unit's return came: in time, late, very late, or not at all (rubric §2, 报送扣分)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.intake.arrived import IN_TIME
from pipeline.intake.counting import saying
from pipeline.model import Timeliness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.intake.arrived import Arrived
    from pipeline.intake.counting import Window
    from pipeline.ledger import Ledger


def moment_of_return(
    duties: Sequence[Ledger], own: Sequence[Arrived], period: Period, window: Window
) -> datetime | None:
    """Return when the last of the ledgers owed first came; of what is not owed, where nothing owed came."""
    moments = [(d.owed, m) for d in duties if (m := _first_moment(d.id, own, period, window)) is not None]
    owed = [moment for is_owed, moment in moments if is_owed]
    return max(owed or [moment for _, moment in moments], default=None)


def _first_moment(ledger: str, own: Sequence[Arrived], period: Period, window: Window) -> datetime | None:
    """Return when the ledger first came; a file in time that was sent back keeps its moment if mended in time."""
    files = saying(ledger, [a for a in own if a.usable(period)])
    if not files:
        return None
    first = files[0].arrived
    if any(f.verdict == IN_TIME for f in files):
        return min(first, window.deadline)
    if first <= window.deadline:
        return first
    sent_back = (a for a in own if a.came_to_nothing(period) or (a.sent is not None and a.says_anything))
    before = [a.arrived for a in sent_back if a.arrived <= window.deadline and first <= window.until(a)]
    return min(before, default=first)


def timeliness_of(
    config: Config, period: Period, duties: Sequence[Ledger], moment: datetime | None, *, due: bool
) -> tuple[Timeliness, int]:
    """Return how a return at `moment` (None: none yet) stands, and the working days that it was late."""
    if moment is None:
        if not any(d.owed for d in duties):
            return Timeliness.EXCUSED, 0
        return (Timeliness.MISSING if due else Timeliness.WAITING), 0
    if moment <= config.deadline(period):
        return Timeliness.IN_TIME, 0
    days = config.workdays.late(config.deadline_day(period), moment.date())
    very = days > config.rubric.discipline.very_late_after
    return (Timeliness.VERY_LATE if very else Timeliness.LATE), days
