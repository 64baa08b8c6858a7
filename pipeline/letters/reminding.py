"""催报 by mail: the step of the reminders that has come, to those whom it is for (plan P13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.letters.matter import no_reader, speakers
from pipeline.model import Letter, LetterKind, Words, chinese_short_day
from pipeline.reminders import texts, to_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.reminders import Owing, Standing
    from pipeline.roster import Reader, Unit


@dataclass(frozen=True, slots=True)
class Urging:
    """A reminder and the ids of the units that it reminds."""

    letter: Letter
    units: frozenset[str]


def reminder_letters(
    config: Config, period: Period, standing: Standing, now: datetime
) -> tuple[tuple[Urging, ...], tuple[str, ...]]:
    """Return the reminders that are due, each step to a reader once, and a line for each unit that none reaches.

    The step says whom: a leader hears of his units in one letter, everybody else of their own unit.
    """
    if standing.step is None:
        return (), ()
    letters: list[Urging] = []
    unreached: list[str] = []
    for owing, readers in _addressed(config, standing):
        if not readers:
            unreached += [_unheard(standing, each.unit) for each in owing]
        letters += [_letter(config, period, replace(standing, due=owing), reader, now) for reader in readers]
    return tuple(letters), tuple(unreached)


def _addressed(config: Config, standing: Standing) -> Iterator[tuple[tuple[Owing, ...], tuple[Reader, ...]]]:
    """Yield who owes, and who is to hear of it."""
    led = _is_for_leaders(standing)
    if led:
        for leader in dict.fromkeys(each.unit.leader for each in standing.due if each.unit.leader):
            own = tuple(each for each in standing.due if each.unit.leader == leader)
            yield own, tuple(reader for reader in config.readers if reader.name == leader)[:1]
    for each in standing.due:
        if not (led and each.unit.leader):
            yield (each,), speakers(config, each.unit)


def _is_for_leaders(standing: Standing) -> bool:
    return standing.step is not None and standing.step.to == "分管领导"


def _unheard(standing: Standing, unit: Unit) -> str:
    if _is_for_leaders(standing) and unit.leader:
        return f"{unit.leader}（分管{unit.name}）：名册的读者里没有这个人，收不到，请另外发。"
    return no_reader(unit)


def _letter(config: Config, period: Period, standing: Standing, reader: Reader, now: datetime) -> Urging:
    step = standing.step
    units = frozenset(each.unit.id for each in standing.due)
    due = chinese_short_day(config.deadline_day(period))
    over = "已过截止日" if now >= config.deadline(period) else f"{due}截止"
    subject = f"催报：{period.name}{config.settings.school.campaign}填报表{over}"
    lines = [line for text in _texts(config, period, standing, now) for line in text.splitlines()]
    box = config.settings.school.box
    body = [Words(line) for line in lines if line.strip()]
    body += [Words(f"填好的表作为附件，发到 {box} 即可。")] if box and reader.scope == "本单位" else []
    content = f"{step.name if step else ''} {' '.join(sorted(units))}"
    letter = Letter(
        LetterKind.REMINDER, period.id, 0, content, reader.name, reader.email, subject, tuple(body)
    )
    return Urging(letter, units)


def _texts(config: Config, period: Period, standing: Standing, now: datetime) -> tuple[str, ...]:
    """Return what the step says; what it says to the whole group is said to a unit as to its head alone."""
    if standing.step and standing.step.to == "工作群":
        return tuple(to_head(config, period, each, now) for each in standing.due)
    return texts(config, period, standing, now)
