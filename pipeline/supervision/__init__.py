"""督办: what is overdue by unit and by person, what to paste, and the next period's days for a calendar (plan P13).

Of a sensitive ledger every face here says the 事项编号 and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.supervision.calendar import write_calendar
from pipeline.supervision.dates import dates_of
from pipeline.supervision.listing import by_person, by_unit, counts, lines_of, write_csv
from pipeline.supervision.urging import write_urging
from pipeline.webpage import page, sealed

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation

FOLDER = "supervision"
NAME = "督办台账"
BY_UNIT, BY_PERSON = f"{NAME}.html", f"{NAME}_按责任人.html"
TABLE, URGING, CALENDAR = f"{NAME}.csv", "催报.txt", "下期时限.ics"
VIEW = "supervision_list.html"


def supervision_files(config: Config, month: Consolidation) -> dict[str, bytes]:
    """Return 督办台账 by unit, by person and as CSV, the words to paste, and calendars for the school and each unit."""
    lines = lines_of(config, month)
    files = {TABLE: write_csv(lines), URGING: write_urging(config, month)}
    dates = dates_of(config, month)
    files[CALENDAR] = write_calendar(config, month, "", dates)
    for unit in config.units:
        own = tuple(each for each in dates if unit.id in each.units)
        files[f"{unit.id}.ics"] = write_calendar(config, month, unit.name, own)
    shared = {
        "school": config.settings.school, "period": config.period(month.period), "state": month.stage.words,
        "rubric_version": config.rubric.version, "now": f"{month.now:%Y-%m-%d %H:%M}", "counts": counts(lines),
        "table": TABLE, "urging": URGING, "calendar": CALENDAR if files[CALENDAR] else "",
        **sealed("supervision.css"),
    }  # fmt: skip
    people = by_person(config, month, lines)
    files[BY_UNIT] = page(VIEW, by="单位", groups=by_unit(config, lines), other=BY_PERSON, **shared)
    files[BY_PERSON] = page(VIEW, by="责任人", groups=people, other=BY_UNIT, **shared)
    return {f"{FOLDER}/{name}": content for name, content in files.items() if content}
