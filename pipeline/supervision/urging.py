"""催报.txt: what to paste to those who have not returned, and one paragraph a unit on what is overdue or falls due next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.config import Step
from pipeline.model import chinese_short_day
from pipeline.reminders import called, standing, texts
from pipeline.supervise import DEAD, OVERDUE, UNANSWERED, UNSIGNED
from pipeline.supervision.dates import items_due
from pipeline.supervision.listing import NOBODY, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.config import Config, Period
    from pipeline.model import Concern, Consolidation
    from pipeline.roster import Unit

MANY = 5
"""So many matters are named in a message; the list has them all."""
LONG = 30
"""Characters of a matter's name in a message."""
TO_ALL = Step(name="", days=0, to="工作群", way="工作群")


def write_urging(config: Config, month: Consolidation) -> bytes:
    """Return the messages as text with a BOM, one a line, for a group, a short message or mail."""
    period = config.period(month.period)
    head = f"{config.settings.school.name}　{period.name}催报和督办用语　{month.stage.words}　{month.now:%Y-%m-%d %H:%M}"
    parts = [
        (f"一、{period.name}还没有报、没有报全的", _unreturned(config, period, month)),
        ("二、到了时限和快到时限的，一个单位一段", list(_overdue(config, period, month))),
    ]
    words = [head, "空行隔开的是一条，复制下来就能发。", ""]
    for title, said in parts:
        words += [title, "", *(line for text in said or ["没有。"] for line in (text, ""))]
    return "\n".join(words).encode("utf-8-sig")


def _unreturned(config: Config, period: Period, month: Consolidation) -> list[str]:
    """Return the messages of the reminders' step that has come, to all who owe, reminded or not."""
    now = standing(config, period, month.merged.intake, month.now)
    if not now.owing:
        return []
    due = replace(now, step=now.step or TO_ALL, due=now.owing)
    return [_clean(text) for text in texts(config, period, due, month.now)]


def _clean(text: str) -> str:
    """Return a message line by line; the file names in it are typed."""
    return "\n".join(one_line(line, len(line)) for line in text.splitlines())


def _overdue(config: Config, period: Period, month: Consolidation) -> Iterator[str]:
    following = config.after(period)
    for unit in config.units:
        own = [c for c in month.concerns if c.unit == unit.id]
        said = [
            words
            for kind in (DEAD, OVERDUE, UNSIGNED, UNANSWERED)
            if (words := _kind(config, period, own, kind))
        ]
        said += [_next(config, month, unit, following)] if following else []
        if any(said):
            to = called(config, unit.head) if unit.head else unit.name
            yield f"{to}：{unit.name}{''.join(said)}"


def _kind(config: Config, period: Period, own: Sequence[Concern], kind: str) -> str:
    matters = [_matter(config, concern) for concern in own if concern.kind == kind]
    if not matters:
        return ""
    following = config.after(period)
    form = f"在{following.name}填报表里填实际完成日期" if following else "报来实际完成日期"
    listed = _listed(matters)
    match kind:
        case kind if kind == DEAD:
            periods = config.rubric.items.judged_periods
            return f"逾期超过 {periods} 期、提请领导小组定的有 {len(matters)} 件：{listed}。请书面说明原因和办结打算。"
        case kind if kind == OVERDUE:
            late = f"到{chinese_short_day(period.last)}逾期未完成的有 {len(matters)} 件：{listed}。"
            return f"{late}请抓紧办结，{form}；确需延期的，写明原因报分管领导批准。"
        case kind if kind == UNSIGNED:
            return f"整改未销号的有 {len(matters)} 件：{listed}。请备齐佐证材料，配合验收销号。"
    return f"交办未落实的有 {len(matters)} 件：{listed}。请书面报告结果。"


def _next(config: Config, month: Consolidation, unit: Unit, following: Period) -> str:
    due = [each for each in items_due(config, month, following) if unit.id in each.units]
    if not due:
        return ""
    listed = _listed([f"{each.name}（{chinese_short_day(each.day)}）" for each in due])
    return f"{following.name}到期的有 {len(due)} 件：{listed}。请按时办结。"


def _matter(config: Config, concern: Concern) -> str:
    """Return what it is, whose and since when; of a sensitive ledger the number and the day."""
    told = [chinese_short_day(concern.due)] if concern.due else []
    told += [f"已过 {concern.days} 天"] if concern.days else []
    quoted = f"「{one_line(concern.text, LONG)}」"
    if not concern.number:
        return _with(quoted, told)
    ledger = config.ledgers[concern.ledger]
    name = concern.number if ledger.guards(ledger.key) else concern.number + quoted
    owner = [] if ledger.guards(ledger.owner) else [one_line(concern.owner, LONG) or NOBODY]
    return _with(name, owner + told)


def _with(name: str, told: Sequence[str]) -> str:
    return f"{name}（{'，'.join(told)}）" if told else name


def _listed(matters: Sequence[str]) -> str:
    more = f"等 {len(matters)} 件，详见督办台账" if len(matters) > MANY else ""
    return "；".join(matters[:MANY]) + more
