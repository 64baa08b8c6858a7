"""What falls due next: the return, items, milestones and matters of the next period, last days to confirm and ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.chronicle.records import Records
from pipeline.chronicle.supervision import ANSWERED, LEDGER, tell_supervision
from pipeline.model import State, chinese_until
from pipeline.reminders import day_of
from pipeline.standing import is_finished
from pipeline.supervision.listing import in_short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Consolidation, Item, Milestone

MORNING = time(9)
"""When a reminder is to ring on its day."""
LONG = 60
"""Characters of a name in a calendar."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a last day: `thing` tells it from all others of the school, this month and the next.

    `units` are the ids of those in whose calendars it stands; `name` is for a sentence, `title` for a calendar, what is
    due in front. `until` is the moment, None where the whole day is meant; `alarms` are moments, local time.
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
            *falling_due(config, month, following),
        ]
    return tuple(sorted(found, key=lambda due: (due.day, due.until is not None, due.thing)))


def falling_due(config: Config, month: Consolidation, following: Period) -> list[Due]:
    """Return the items, milestones and matters asked for that fall due after this period, until `following` ends.

    A deadline is that in force on this period's return deadline; an item that is handed over is its taker's.
    """
    last = config.period(month.period).last
    found = [*_items(config, month, following), *_matters(config, month)]
    return sorted((d for d in found if last < d.day <= following.last), key=lambda due: (due.day, due.thing))


def _items(config: Config, month: Consolidation, following: Period) -> Iterator[Due]:
    period = config.period(month.period)
    as_of = config.deadline_day(period)
    for item in month.merged.items:
        if item.withdrawn is not None or is_finished(period, item):
            continue
        unit, day = item.unit_in(following.id), item.deadline(as_of)
        if day is not None:
            yield _due(config, item, unit, day)
        for each in item.milestones:
            if not each.done_in:
                yield _due(config, item, unit, each.due, each)


def _matters(config: Config, month: Consolidation) -> Iterator[Due]:
    """Yield what was asked for (交办) and has no result; of a sensitive ledger without its words."""
    for matter in tell_supervision(Records(config, month.merged)).matters:
        if matter.deadline is None or matter.state == ANSWERED or not matter.unit:
            continue
        hidden = config.ledgers[LEDGER].guards("matter")
        name = "交办事项一件" if hidden else f"交办「{in_short(matter.text, LONG)}」"
        yield Due(
            f"asked/{matter.unit}/{plain(matter.text)}", (matter.unit,), matter.deadline,
            name, f"{name}到期（{matter.unit_name}）", f"{matter.unit_name}，{matter.source}。",
        )  # fmt: skip


def _due(config: Config, item: Item, unit: str, day: date, milestone: Milestone | None = None) -> Due:
    ledger = config.ledgers[item.ledger]
    whole = "" if ledger.guards(ledger.key) else f"「{in_short(item.name, LONG)}」"
    name, note = f"{item.number}{whole}", _note(config, ledger, item, unit)
    if milestone is None:
        title = f"{whole}到期（{item.number}）" if whole else f"{item.number}到期"
        return Due(f"item/{item.number}", (unit,), day, name, title, note)
    shown = whole and not ledger.guards("milestone")
    part = f"「{in_short(milestone.text, LONG)}」" if shown else ""
    thing, title = f"item/{item.number}/{milestone.named_in}", f"近期节点{part}到期（{name}）"
    return Due(thing, (unit,), day, f"{name}近期节点{part}", title, note)


def _note(config: Config, ledger: Ledger, item: Item, unit: str) -> str:
    owner = "" if not ledger.owner or ledger.guards(ledger.owner) else item.latest.text(ledger.owner)
    told = [config.unit(unit).name, ledger.title] + ([f"责任人 {in_short(owner, LONG)}"] if owner else [])
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
            told = {"工作群": "在工作群里再催一次", "督办": f"{step.way}送督办通知"}
            note = f"还没有报的，{told.get(step.to, f'{step.way}告诉{step.to}')}。都报齐了就不用催。"
            day = day_of(config, following, step)
            yield Due(f"remind/{following.id}/{step.name}", (), day, name, name, note)


def _of_the_result(config: Config, month: Consolidation) -> Iterator[Due]:
    """Yield the last day to confirm a draft, or to ask for review of what was issued (rubric §4)."""
    stage, period, office = month.stage, config.period(month.period), config.settings.school.office
    if not month.scores:
        return
    scored = tuple(score.unit for score in month.scores)
    name = f"{period.name}考评结果"
    if stage.state is State.ISSUED and stage.review_until:
        note = f"对得分明细里的某一条有异议，请在今天24:00前写明编号和理由，交{office}申请复核。"
        title = f"{name}公示、复核申请截止"
        yield Due(f"review/{period.id}", scored, stage.review_until, name, title, note)
    elif stage.confirm_until:
        note = f"请核对本单位得分说明，有不对的，请在今天24:00前告诉{office}。"
        title = f"{name}核对截止"
        yield Due(f"confirm/{period.id}", scored, stage.confirm_until, name, title, note)
