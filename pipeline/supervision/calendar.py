"""Days as an iCalendar file (RFC 5545) that opens on telephones and in Outlook; the same month gives the same bytes.

A thing keeps its UID from release to release, and SEQUENCE grows with the clock: whoever takes in a later file has each
thing once, on its latest day. Moments are written in UTC, which needs no description of a time zone.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config
    from pipeline.model import Consolidation
    from pipeline.supervision.dates import Due

SHOWN = timedelta(hours=1)
"""How long before its moment a deadline stands in the calendar: 24:00 alone would be shown on the next day."""


def write_calendar(config: Config, month: Consolidation, unit: str, dates: Sequence[Due]) -> bytes:
    """Return `dates` as a calendar of the unit of this name, "" of the whole school; nothing where there are none."""
    if not dates:
        return b""
    school, period = config.settings.school, config.period(month.period)
    calendar = Calendar()
    calendar.add("prodid", f"-//{school.id}//{school.campaign}//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"{school.campaign}{unit and f'　{unit}'}　{period.name}以后的时限")
    for due in dates:
        calendar.add_component(_event(config, month, due))
    content: bytes = calendar.to_ical()
    return content


def _event(config: Config, month: Consolidation, due: Due) -> Event:
    event, stamp = Event(), month.now.replace(tzinfo=config.zone).astimezone(UTC)
    event.add("uid", _uid(config, due))
    event.add("dtstamp", stamp)
    event.add("sequence", int(stamp.timestamp()) // 60)
    event.add("summary", due.title)
    event.add("description", f"{due.note}\n{config.period(month.period).name}汇总，{month.stage.words}。")
    event.add("categories", [config.settings.school.campaign])
    event.add("transp", "TRANSPARENT")
    if due.until is None:
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        return event
    until = due.until.replace(tzinfo=config.zone).astimezone(UTC)
    event.add("dtstart", until - SHOWN)
    event.add("dtend", until)
    for moment in due.alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", due.title)
        alarm.add("trigger", moment - (due.until - SHOWN))
        event.add_component(alarm)
    return event


def _uid(config: Config, due: Due) -> str:
    """Return what stays the same from month to month, so that a day that moved does not stand there twice."""
    kind, _, rest = due.thing.partition("/")
    return f"{kind}-{hashlib.sha256(rest.encode()).hexdigest()[:20]}@{config.settings.school.id}"
