"""What falls due next: the return, items and milestones of the next period, the last days to confirm and to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from pipeline.model import State, chinese_until
from pipeline.reminders import day_of
from pipeline.standing import is_finished
from pipeline.supervision.listing import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Consolidation, Item

MORNING = time(9)
"""When a reminder is to ring on its day."""
LONG = 60
"""Characters of a name in a calendar."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a last day: `thing` tells it from all others of the school, this month and the next.

    `units` are the ids of those in whose calendars it stands. `until` is the moment, None where the whole day is meant;
    `alarms` are moments, local time.
    """

    thing: str
    units: tuple[str, ...]
    day: date
    name: str
    title: str
    note: str = ""
    until: datetime | None = None
    alarms: tuple[datetime, ...] = ()


def dates_of(config: Config, month: Consolidation) -> tuple[Due, ...]:
    """Return everything with a last day between this period and the end of the next, by day."""
    following = config.after(config.period(month.period))
    found = [*_of_the_result(config, month)]
    if following:
        found += [
            _return(config, following),
            *_reminders(config, following),
            *items_due(config, month, following),
        ]
    return tuple(sorted(found, key=lambda due: (due.day, due.until is not None, due.thing)))


def items_due(config: Config, month: Consolidation, following: Period) -> list[Due]:
    """Return the items and milestones that fall due after this period and until the end of `following`, by day.

    A deadline is that in force on this period's return deadline; an item that is handed over is its taker's.
    """
    period = config.period(month.period)
    as_of, found = config.deadline_day(period), []
    for item in month.merged.items:
        if item.withdrawn is not None or is_finished(period, item):
            continue
        unit = item.unit_in(following.id)
        milestones = [(each.due, each.text, each.named_in) for each in item.milestones if not each.done_in]
        for day, milestone, named in [(item.deadline(as_of), "", ""), *milestones]:
            if day is not None and period.last < day <= following.last:
                found.append(_due(config, item, unit, day, milestone, named))
    return sorted(found, key=lambda due: (due.day, due.thing))


def _due(config: Config, item: Item, unit: str, day: date, milestone: str, named: str) -> Due:
    ledger = config.ledgers[item.ledger]
    name = item.number if ledger.guards(ledger.key) else f"{item.number}「{one_line(item.name, LONG)}」"
    thing = f"item/{item.number}"
    if named:
        hidden = ledger.guards(ledger.key) or ledger.guards("milestone")
        name += "近期节点" if hidden else f"近期节点「{one_line(milestone, LONG)}」"
        thing += f"/{named}/{milestone}"
    return Due(thing, (unit,), day, name, f"{name}到期", _note(config, ledger, item, unit))


def _note(config: Config, ledger: Ledger, item: Item, unit: str) -> str:
    owner = "" if not ledger.owner or ledger.guards(ledger.owner) else item.latest.text(ledger.owner)
    told = [config.unit(unit).name, ledger.title] + ([f"责任人 {one_line(owner, LONG)}"] if owner else [])
    return "，".join(told) + "。"


def _return(config: Config, following: Period) -> Due:
    day, form = config.deadline_day(following), f"{following.name}{config.settings.school.campaign}填报表"
    before = [day_of(config, following, step) for step in config.settings.reminders if step.days <= 0]
    contact = config.settings.school.contact
    return Due(
        f"return/{following.id}",
        tuple(unit.id for unit in config.units_in(following) if config.duties(unit, following)),
        day, form, f"{form}报送截止（24:00）",
        f"{chinese_until(day)}前发回，没有内容的也请选零报告发回。" + (f"有困难请找{contact}。" if contact else ""),
        config.deadline(following), tuple(datetime.combine(each, MORNING) for each in before),
    )  # fmt: skip


def _reminders(config: Config, following: Period) -> Iterator[Due]:
    """Yield the days on which the office is to remind those who have not returned; in its own calendar alone."""
    for step in config.settings.reminders:
        if step.days > 0:
            name = f"{following.name}催报：{step.name}"
            note = f"还没有报的，{step.way}告诉{step.to}。都报齐了就不用催。"
            yield Due(
                f"remind/{following.id}/{step.name}", (), day_of(config, following, step), name, name, note
            )


def _of_the_result(config: Config, month: Consolidation) -> Iterator[Due]:
    """Yield the last day to confirm a draft, or to ask for review of what was issued (rubric §4)."""
    stage, period = month.stage, config.period(month.period)
    if not month.scores:
        return
    scored = tuple(score.unit for score in month.scores)
    name = f"{period.name}考评结果"
    if stage.state is State.ISSUED and stage.review_until:
        note = "对得分明细里的某一条有异议，请在今天24:00前写明编号和理由，交领导小组办公室申请复核。"
        title = f"{name}公示、复核申请截止"
        yield Due(f"review/{period.id}", scored, stage.review_until, name, title, note)
    elif stage.confirm_until:
        note = "请核对本单位得分说明，有不对的，请在今天24:00前告诉领导小组办公室。"
        title = f"{name}核对截止"
        yield Due(f"confirm/{period.id}", scored, stage.confirm_until, name, title, note)
