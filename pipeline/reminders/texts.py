"""The reminders as messages to paste: plain lines, one message for each who is to get one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.model import chinese_day, chinese_short_day, chinese_until
from pipeline.wording import late_costs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.reminders.ladder import Owing, Standing

TWO_MINUTES = "没有内容的也请选零报告发回，两分钟即可。"


def texts(config: Config, period: Period, standing: Standing, now: datetime) -> tuple[str, ...]:
    """Return the messages that are due now, () where nobody is to be reminded."""
    if standing.step is None or not standing.due:
        return ()
    match standing.step.to:
        case "工作群":
            return (_to_all(config, period, standing.due, now),)
        case "单位负责人":
            return tuple(to_head(config, period, each, now) for each in standing.due)
        case "分管领导":
            return _to_leaders(config, period, standing.due, now)
        case "督办":
            return tuple(_supervision(config, period, each, now) for each in standing.due)


def _form(config: Config, period: Period) -> str:
    return f"{period.name}{config.settings.school.campaign}填报表"


def _to_all(config: Config, period: Period, owing: Iterable[Owing], now: datetime) -> str:
    until = chinese_until(config.deadline_day(period))
    over = "截止" if now < config.deadline(period) else "已截止"
    silent = [each.named for each in owing if not each.tables]
    partly = [each.named for each in owing if each.tables]
    lists = (("尚未收到", silent), ("没有报全", partly))
    told = "".join(f"{words}：{'、'.join(names)}。" for words, names in lists if names)
    return f"各位主任：{_form(config, period)}{until}{over}。{told}{TWO_MINUTES}"


def to_head(config: Config, period: Period, owing: Owing, now: datetime) -> str:
    """Return the reminder to the head of one unit, before the deadline or after it."""
    until = chinese_until(config.deadline_day(period))
    costs = f"按细则，{late_costs(config)}。" if config.category(owing.unit).scored and period.scored else ""
    contact = config.settings.school.contact
    help_ = f"有困难请找{contact}。" if contact else ""
    over, by = ("截止", "按时") if now < config.deadline(period) else ("已截止", "今天")
    return (
        f"{called(config, owing.unit.head)}：{owing.unit.name}的{_form(config, period)}{until}{over}，{_state(owing)}。"
        f"请{by}发回。{TWO_MINUTES}{costs}{help_}"
    )


def _to_leaders(config: Config, period: Period, owing: Iterable[Owing], now: datetime) -> tuple[str, ...]:
    """Return a message to each leader over the units that are his; a unit without one hears it itself."""
    of: dict[str, list[Owing]] = defaultdict(list)
    for each in owing:
        of[each.unit.leader].append(each)
    until, days = chinese_until(config.deadline_day(period)), _days_late(config, period, now)
    return tuple(
        f"{called(config, leader)}：您分管的{'、'.join(each.named for each in own)}，{_form(config, period)}{until}已截止，"
        f"逾期 {days} 个工作日还没有报齐。{_so_far(own)}请您过问。"
        for leader, own in of.items() if leader
    ) + tuple(to_head(config, period, each, now) for each in of[""])  # fmt: skip


def _supervision(config: Config, period: Period, owing: Owing, now: datetime) -> str:
    until, days = chinese_until(config.deadline_day(period)), _days_late(config, period, now)
    new = chinese_until(config.workdays.add(now.date(), 1))
    return (
        f"督办通知\n{owing.unit.name}：\n"
        f"{_form(config, period)}应于{until}前报送，已逾期 {days} 个工作日，{_state(owing)}。{_so_far([owing])}"
        f"请于{new}前报送，并说明原因。\n"
        f"{config.settings.school.office}　{chinese_day(now.date())}"
    )


def _state(owing: Owing) -> str:
    return owing.what or "还没有收到"


def _days_late(config: Config, period: Period, now: datetime) -> int:
    return config.workdays.late(config.deadline_day(period), now.date())


def _so_far(owing: Iterable[Owing]) -> str:
    """Return when they were reminded before, "" where never."""
    days = sorted({r.moment.date() for each in owing for r in each.reminders})
    return f"{'、'.join(map(chinese_short_day, days))}已催过。" if days else ""


def called(config: Config, name: str) -> str:
    """Return how a person is addressed: 槐致用主任."""
    person = next((p for p in config.people if p.name == name), None)
    return name + (person.title if person else "")
