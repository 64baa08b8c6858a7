"""What stands behind `status`: what came in by now, whom to remind, and the reminder recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cli.tell_intake import Returns
from pipeline.errors import UsageError
from pipeline.model import chinese_short_day
from pipeline.reminders import day_of, made, standing

if TYPE_CHECKING:
    from pipeline.cli.desk import Desk
    from pipeline.config import Period
    from pipeline.reminders import Standing


def look(at: Desk, period: Period, *, remind: bool) -> Returns:
    """Return how the period's returns stand, the reminder due recorded where asked for; raises UsageError."""
    with at.office() as office:
        intake = office.take_in(period)[period.id]
        ladder = standing(at.config, period, intake, at.now)
        new = made(period, ladder, at.now) if remind else ()
        if remind and not new:
            raise UsageError(_nothing_due(at, period, ladder))
        office.remind(new)
        if new:
            intake = office.take_in(period)[period.id]
            ladder = standing(at.config, period, intake, at.now)
        return Returns(at.config, period, intake, ladder, office.registers.sent_back, at.now, new)


def _nothing_due(at: Desk, period: Period, ladder: Standing) -> str:
    if not ladder.owing:
        return f"{period.name}都报齐了，没有要催的，没有记。"
    if ladder.next is None:
        return "每一级都催过了，没有记。"
    day = chinese_short_day(day_of(at.config, period, ladder.next))
    return f"现在没有要催的，没有记。下一次是{ladder.next.name}，{day}。"
