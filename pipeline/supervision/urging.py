"""催报.txt: what to paste to those who have not returned, and one paragraph a unit on what is overdue or falls due next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.config import Step
from pipeline.model import chinese_short_day
from pipeline.reminders import called, standing, texts
from pipeline.supervise import DEAD, OVERDUE, UNANSWERED, UNSIGNED
from pipeline.supervision.dates import falling_due
from pipeline.supervision.listing import NOBODY, in_short, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.model import Concern, Consolidation
    from pipeline.supervision.dates import Due

MANY = 5
"""So many matters are named in a message; the list or the unit's page has them all."""
LONG = 30
"""Characters of a matter's name in a message."""
TO_ALL = Step(name="", days=0, to="工作群", way="工作群")


def write_urging(config: Config, month: Consolidation) -> bytes:
    """Return the messages as text that Notepad shows right, a blank line between them, for a group or mail."""
    period = config.period(month.period)
    head = f"{config.settings.school.name}　{period.name}催报和督办用语　{month.stage.words}　{month.now:%Y-%m-%d %H:%M}"
    parts = [
        (f"一、{period.name}还没有报、没有报全的", _unreturned(config, period, month)),
        ("二、到了时限和快到时限的，一个单位一段", list(_overdue(config, period, month))),
    ]
    words = [head, "空行隔开的是一条，复制下来就能发。", ""]
    for title, said in parts:
        words += [title, "", *(line for text in said or ["没有。"] for line in (*text.splitlines(), ""))]
    return "\r\n".join(words).encode("utf-8-sig")


def _unreturned(config: Config, period: Period, month: Consolidation) -> list[str]:
    """Return the messages of the reminders' step that has come, to all who owe, reminded or not."""
    now = standing(config, period, month.merged.intake, month.now)
    if not now.owing:
        return []
    due = replace(now, step=now.step or TO_ALL, due=now.owing)
    return [_clean(text) for text in texts(config, period, due, month.now)]


def _clean(text: str) -> str:
    """Return a message line by line; the file names in it are typed."""
    return "\n".join(one_line(line) for line in text.splitlines())


def _overdue(config: Config, period: Period, month: Consolidation) -> Iterator[str]:
    """Yield what to say to each unit; of what a late release finds past, the next period's list will speak."""
    following, today = config.after(period), month.now.date()
    due = [d for d in falling_due(config, month, following) if d.day >= today] if following else []
    for unit in config.units:
        own = [c for c in month.concerns if c.unit == unit.id]
        said = [
            words
            for kind in (DEAD, OVERDUE, UNSIGNED, UNANSWERED)
            if (words := _kind(config, period, month.now, own, kind))
        ]
        next_due = [each for each in due if unit.id in each.units]
        if following and next_due:
            said.append(_next(following, next_due))
        if said:
            to = called(config, unit.head) if unit.head else unit.name
            yield f"{to}：{unit.name}{''.join(said)}"


def _kind(config: Config, period: Period, now: datetime, own: Sequence[Concern], kind: str) -> str:
    matters = [_matter(config, concern) for concern in own if concern.kind == kind]
    if not matters:
        return ""
    later = [each for each in config.periods if each.id > period.id and now < config.deadline(each)]
    form = f"在{later[0].name}填报表里填实际完成日期" if later else "报来实际完成日期"
    what, please = {
        DEAD: (
            f"逾期超过 {config.rubric.items.judged_periods} 期、提请领导小组定的",
            "请书面说明原因和办结打算。",
        ),
        OVERDUE: (
            f"到{chinese_short_day(period.last)}逾期未完成的",
            f"请抓紧办结，{form}；确需延期的，写明原因报分管领导批准。",
        ),
        UNSIGNED: ("整改未销号的", "请备齐佐证材料，配合验收销号。"),
        UNANSWERED: ("交办未落实的", "请书面报告结果。"),
    }[kind]
    return f"{what}有 {len(matters)} 件：{_listed(matters, '督办台账')}。{please}"


def _next(following: Period, due: Sequence[Due]) -> str:
    listed = _listed([f"{each.name}（{chinese_short_day(each.day)}）" for each in due], "本单位一页")
    return f"{following.name}到期的有 {len(due)} 件：{listed}。请按时办结。"


def _matter(config: Config, concern: Concern) -> str:
    """Return what it is, whose and since when; of a sensitive ledger the number and the day."""
    told = [chinese_short_day(concern.due)] if concern.due else []
    told += [f"已过 {concern.days} 天"] if concern.days else []
    quoted = f"「{in_short(concern.text, LONG)}」"
    if not concern.number:
        return _with(quoted, told)
    ledger = config.ledgers[concern.ledger]
    name = concern.number if ledger.guards(ledger.key) else concern.number + quoted
    owner = [] if ledger.guards(ledger.owner) else [in_short(concern.owner, LONG) or NOBODY]
    return _with(name, owner + told)


def _with(name: str, told: Sequence[str]) -> str:
    return f"{name}（{'，'.join(told)}）" if told else name


def _listed(matters: Sequence[str], where: str) -> str:
    more = f"等 {len(matters)} 件，详见{where}" if len(matters) > MANY else ""
    return "；".join(matters[:MANY]) + more
