"""How `status` speaks: who has returned, the reminder to paste, what is sent back, what waits for the office."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from pipeline.cli.tell import plain_lines
from pipeline.findings import ASKED, message, remedy, saying, severity
from pipeline.machine import intake_document as intake_of
from pipeline.model import LedgerState, Severity, Timeliness, chinese_moment, chinese_short_day, chinese_until
from pipeline.reminders import day_of, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.console import Console

    from pipeline.config import Config, Period, Step
    from pipeline.model import Finding, Intake, Reminder, UnitIntake
    from pipeline.registers import SentBack
    from pipeline.reminders import Standing

STATES = (LedgerState.RETURNED, LedgerState.NIL, LedgerState.MISSING)
COLUMNS = {
    "单位": "left", "报送": "left", "收到": "left", "已报": "right", "零报告": "right", "未报": "right", "须改正": "right",
    "催报": "left",
}  # fmt: skip
NOT_YET = frozenset({Timeliness.WAITING, Timeliness.MISSING})


@dataclass(frozen=True, slots=True)
class Returns:
    """A period's returns as the office looks at them; `made` are the reminders that were recorded just now."""

    config: Config
    period: Period
    intake: Intake
    ladder: Standing
    sent_back: Sequence[SentBack]
    now: datetime
    made: Sequence[Reminder] = ()

    def document(self) -> dict[str, Any]:
        """Return the intake for a program, what waits for the office and the reminder due included."""
        found, ladder = self.intake, self.ladder
        waiting = [f.file for u in found.units.values() for f in u.files if f.waits]
        return {
            **intake_of(self.config, found),
            "waiting": waiting + [s.file for s in found.strays if s.waits],
            "reminder": {
                "step": ladder.step.name if ladder.step else None, "units": [each.unit.id for each in ladder.due],
                "recorded": [each.unit for each in self.made],
                "texts": list(texts(self.config, self.period, ladder, self.now)),
                "next": day_of(self.config, self.period, ladder.next).isoformat() if ladder.next else None,
            },
        }  # fmt: skip

    def tell(self, console: Console) -> None:
        """Tell a person, the most pressing first; what is to be pasted stands in lines of its own."""
        console.print(Text(_headline(self), style="bold"))
        console.print(_table(self))
        sections = (
            ("催报", _reminder(self)), ("退回修改", _sent_back(self)), ("要办公室定的", _waiting(self)),
            ("没有归到单位的文件", _strays(self)),
        )  # fmt: skip
        for heading, lines in sections:
            told = list(lines)
            if told:
                console.print(Text(f"\n{heading}", style="bold"))
                plain_lines(console, told)


def _headline(at: Returns) -> str:
    units = at.intake.units.values()
    silent, partly = (sum(bool(o.tables) is some for o in at.ladder.owing) for some in (False, True))
    counts = (
        ("报齐", len(units) - silent - partly), ("没有报全", partly), ("未报", silent),
        ("退回修改", sum(u.sent_back for u in units)),
    )  # fmt: skip
    told = "，".join(f"{words} {count}" for words, count in counts if count)
    return f"{at.period.name}报送情况　{_clock(at)}\n{len(units)} 个单位：{told}"


def _clock(at: Returns) -> str:
    day, today = at.config.deadline_day(at.period), at.now.date()
    if at.now < at.config.deadline(at.period):
        left = f"还有 {(day - today).days} 天" if day > today else "就是今天"
    else:
        left = f"已过 {at.config.workdays.late(day, today)} 个工作日"
    return f"{chinese_until(day)}截止，{left}"


def _table(at: Returns) -> Table:
    table = Table(box=None, pad_edge=False)
    for header, side in COLUMNS.items():
        table.add_column(header, justify="right" if side == "right" else "left", no_wrap=True)
    for unit, each in at.intake.units.items():
        states = [
            entry.state for name, entry in each.ledgers.items()
            if at.config.ledgers[name].owed or entry.state is not LedgerState.MISSING
        ]  # fmt: skip
        last = each.reminders[-1].moment if each.reminders else None
        table.add_row(
            at.config.unit(unit).name,
            each.timeliness.value,
            f"{each.arrived:%m-%d %H:%M}" if each.arrived else "",
            *(str(states.count(state) or "") for state in STATES),
            str(_counts(at, each)[Severity.MUST] or ""),
            f"{len(each.reminders)} 次 {last:%m-%d}" if last else "",
            style="red" if each.timeliness in NOT_YET and at.intake.deadline <= at.now else "",
        )
    return table


def _reminder(at: Returns) -> Iterator[str]:
    """Yield what to paste to whom, what was sent, and when the next step comes."""
    step, following = at.ladder.step, at.ladder.next
    if not at.ladder.owing:
        return
    names = "、".join(each.named for each in at.ladder.owing)
    if at.made:
        told = "、".join(at.config.unit(each.unit).name for each in at.made)
        yield f"已记下：{at.made[0].step}，{at.made[0].way}，催了{told}。"
    elif step is None:
        yield f"还没有到催的日子。尚未报齐：{names}。"
    elif at.ladder.due:
        yield f"{step.name}，{_to(step)}。复制下面的话；催过以后选「记下已催」，或运行 uv run run.py status {at.period.id} --remind。"
        for text in texts(at.config, at.period, at.ladder, at.now):
            yield f"\n{text}"
        if following:
            yield ""
    else:
        yield f"{step.name}都催过了。尚未报齐：{names}。"
    if following:
        day = day_of(at.config, at.period, following)
        yield f"下一次：{following.name}，{chinese_short_day(day)}，{_to(following)}。"


def _to(step: Step) -> str:
    return "发督办通知" if step.to == "督办" else f"发给{step.to}"


def _own(at: Returns, unit: UnitIntake) -> list[Finding]:
    return [f for f in at.intake.findings if f.unit == unit.unit and not saying(f.code).office]


def _counts(at: Returns, unit: UnitIntake) -> dict[Severity, int]:
    """Return what the unit is to correct or look at."""
    levels = [severity(f) for f in _own(at, unit)]
    return {level: levels.count(level) for level in ASKED}


def _sent_back(at: Returns) -> Iterator[str]:
    """Yield for each unit that must correct something how much, and until when it is in time."""
    unsent = False
    for each in at.intake.units.values():
        counts = _counts(at, each)
        if not (each.sent_back or counts[Severity.MUST]):
            continue
        told = "，".join(f"{level.value} {count} 处" for level, count in counts.items() if count)
        given = [
            s.sent
            for s in at.sent_back
            if (s.period, s.unit) == (at.period.id, each.unit) and s.sent <= at.now
        ]
        until = ""
        if given and each.timeliness is Timeliness.IN_TIME:
            day = at.config.correction_day(at.period, max(given).date())
            until = f"，{chinese_until(day)}前发回算按时"
        yield f"  · {at.config.unit(each.unit).name}：{told}{until}"
        if each.timeliness in NOT_YET:  # nothing of it counts, and this says why
            yield from (
                f"    {line}" for line in _told(f for f in _own(at, each) if severity(f) is Severity.MUST)
            )
        else:
            unsent |= not given
    if unsent:
        yield f"  退改件在汇总时做好：uv run run.py consolidate {at.period.id}"


def _told(findings: Iterable[Finding]) -> Iterator[str]:
    return (f"{message(f)}{remedy(f)}" for f in findings)


def _waiting(at: Returns) -> Iterator[str]:
    """Yield the files on which the office is to decide, why, and how."""
    files = [fate.file for each in at.intake.units.values() for fate in each.files if fate.waits]
    asked = (f for f in at.intake.findings if f.where.file in files and saying(f.code).office)
    yield from (f"  · {line}" for line in _told(asked))
    for file in files:
        yield f'  uv run run.py accept {at.period.id} "{PurePosixPath(file).name}"'


def _strays(at: Returns) -> Iterator[str]:
    """Yield the files that match no unit: why each was not taken, what to do, when it came."""
    for fate in at.intake.strays:
        told = "".join(_told(f for f in at.intake.findings if f.where.file == fate.file))
        name = PurePosixPath(fate.file).name
        yield f"  · {told or f'《{name}》{fate.reason}。'}（{chinese_moment(fate.arrived)}收到）"
