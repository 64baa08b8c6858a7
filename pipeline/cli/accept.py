"""What stands behind `accept`: the office's word on one file, given as options or asked for in a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.cli.menu import Prompt
from pipeline.declared import near
from pipeline.errors import UsageError
from pipeline.findings import message, remedy, saying
from pipeline.forms import HEAD_PERIOD, HEAD_UNIT
from pipeline.intake import COUNTS, IN_TIME, SET_ASIDE, VERDICTS
from pipeline.model import FileDecision, chinese_moment
from pipeline.wording import discreet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from pipeline.cli.desk import Desk
    from pipeline.config import Period
    from pipeline.intake import Arrived
    from pipeline.model import Intake
    from pipeline.roster import Unit

MEANINGS = {
    COUNTS: "用这一份；什么时候到的，仍照实算",
    IN_TIME: "用这一份，并算按时到的",
    SET_ASIDE: "不用这一份；原件照样保存",
}
LATER = "0"
UNCERTAIN = "identity-unit-differs"


@dataclass(frozen=True, slots=True)
class Word:
    """What the office says of a file: one of VERDICTS, why, and whose it is (id or name); "" is not said."""

    verdict: str = ""
    reason: str = ""
    unit: str = ""


def accept(at: Desk, period: Period, file: str, word: Word) -> dict[str, str]:
    """Record the office's decision on a file of the period; {} where it is put off; raises UsageError."""
    asks = at.console.is_terminal and sys.stdin.isatty() and not at.json
    with at.office() as office:
        each = _found(period, file, office.receive(period)[period])
        intake = office.take_in(period)[period.id] if asks and not word.verdict else None
    if intake is not None:
        for line in _shown(at, period, each, intake):
            at.console.print(line, markup=False)
        word = replace(word, verdict=_asked_verdict(at.console, each))
        if not word.verdict:
            return {}
    if word.verdict not in VERDICTS or not (word.reason or asks):
        says = f"请写明决定和原因：--as {'、'.join(VERDICTS)} 选一个，--reason 写为什么。"
        raise UsageError(says)
    unit = _whose(at, period, each, word, asks=asks)
    word = replace(word, reason=word.reason or _asked_words(at.console, "原因"))
    submission = each.submission
    office.decide(FileDecision(submission.sha256, period.id, unit, word.verdict, word.reason, at.now))
    return {
        "period": period.id, "file": submission.file, "unit": unit, "verdict": word.verdict, "reason": word.reason,
        "before": each.verdict,
    }  # fmt: skip


def told(at: Desk, decided: dict[str, str]) -> str:
    """Return what is said of a decision."""
    if not decided:
        return "先不定，什么都没有改。"
    unit = at.config.find_unit(decided["unit"])
    whose = f"，作为{unit.name}{at.config.period(decided['period']).name}的填报表" if unit else ""
    what = decided["verdict"] + (whose if decided["verdict"] != SET_ASIDE else "")
    before = f"原来定的是{decided['before']}。" if decided["before"] not in {"", decided["verdict"]} else ""
    return f"已记下：《{decided['file']}》{what}（{decided['reason']}）。{before}重新汇总后起作用。"


def _found(period: Period, file: str, arrived: Sequence[Arrived]) -> Arrived:
    """Return the file that is meant by its name, its path, or a path of Windows; raises UsageError."""
    wanted = file.strip("\"' ").replace("\\", "/").casefold()
    names = {each.submission.file: each for each in arrived}
    hits = {
        name: each for name, each in names.items()
        if (own := name.casefold()) == wanted or own.endswith(f"/{wanted}") or wanted.endswith(f"/{own}")
    }  # fmt: skip
    if len({each.submission.sha256 for each in hits.values()}) == 1:
        return next(iter(hits.values()))
    if hits:
        says = f"不止一个「{file}」，请把文件夹也写上：{'、'.join(hits)}。"
        raise UsageError(says)
    bare = [PurePosixPath(name).name for name in names]
    says = f"没有「{file}」。{near(PurePosixPath(wanted).name, bare)}{period.name}收到的有：{'、'.join(names) or '（无）'}。"
    raise UsageError(says)


def _shown(at: Desk, period: Period, each: Arrived, intake: Intake) -> Iterator[str]:
    """Yield what the file says it is, when it came, what is in it, and why it is asked about."""
    found, config = each.submission, at.config
    unit = config.find_unit(found.unit)
    head = "、".join(filter(None, (found.head.get(HEAD_UNIT), found.head.get(HEAD_PERIOD))))
    days = config.workdays.late(config.deadline_day(period), each.arrived.date())
    yield f"《{found.file}》"
    yield f"  单位：{unit.name if unit else '看不出'}{'（拿不准）' if each.doubt else ''}　表头写的：{head or '（空）'}"
    yield f"  到件：{chinese_moment(each.arrived)}，" + (
        f"截止后第 {days} 个工作日" if days > 0 else "在截止之前"
    )
    for name, returned in found.returns.items():
        if returned.started:
            aside = f"，其中 {len(returned.set_aside)} 行待改" if returned.set_aside else ""
            rows = len(returned.records) + len(returned.set_aside)
            yield f"  {config.ledgers[name].title}：" + ("零报告" if returned.nil else f"{rows} 行{aside}")
    fates = [f for u in intake.units.values() for f in u.files] + list(intake.strays)
    for fate in (f for f in fates if f.file == found.file):
        tables = "、".join(config.ledgers[name].table for name in fate.counted_for)
        yield "  现在：" + "；".join(filter(None, (f"计入{tables}" if tables else "", fate.reason)))
    for finding in intake.findings:
        if finding.where.file == found.file and (saying(finding.code).office or not finding.where.sheet):
            told = discreet(config, finding)
            yield f"  · {message(told)}{remedy(told)}"


def _asked_verdict(console: Console, each: Arrived) -> str:
    """Return the office's choice, "" where it puts it off; what cannot be read cannot count."""
    offered = [v for v in MEANINGS if v == SET_ASIDE or each.submission.readable]
    console.print("怎么定：")
    for number, verdict in enumerate(offered, start=1):
        console.print(f"  {number}  {verdict}：{MEANINGS[verdict]}", markup=False)
    console.print(f"  {LATER}  先不定")
    numbers = [LATER, *(str(number) for number, _ in enumerate(offered, start=1))]
    chosen = Prompt.ask("请选", choices=numbers, show_choices=False, console=console)
    return "" if chosen == LATER else offered[int(chosen) - 1]


def _asked_words(console: Console, what: str) -> str:
    while True:
        words = Prompt.ask(what, console=console).strip()
        if words:
            return words


def _whose(at: Desk, period: Period, each: Arrived, word: Word, *, asks: bool) -> str:
    """Return whose the file is, by id; raises UsageError where that is not said, or cannot be."""
    found, counts = each.submission, word.verdict != SET_ASIDE
    if counts and not found.readable:
        says = f"《{found.file}》读不了，不能{word.verdict}。请让对方重发；不用这一份，选「{SET_ASIDE}」。"
        raise UsageError(says)
    if word.unit:
        unit = at.config.unit(word.unit)
    elif not counts:
        return found.unit
    elif found.unit and (each.decision or all(f.code != UNCERTAIN for f in found.findings)):
        unit = at.config.unit(found.unit)
    elif asks:
        unit = _asked_unit(at, period)
    else:
        says = f"《{found.file}》拿不准是哪个单位的，请写明：--unit 单位名称。"
        raise UsageError(says)
    if unit not in at.config.units_in(period):
        says = f"{period.name}的名册里没有{unit.name}。请核对它的起止日期，或换一个单位。"
        raise UsageError(says)
    return unit.id


def _asked_unit(at: Desk, period: Period) -> Unit:
    names = [unit.name for unit in at.config.units_in(period)]
    at.console.print(f"是哪个单位的？可选：{'、'.join(names)}", markup=False)
    while True:
        typed = _asked_words(at.console, "单位")
        unit = at.config.find_unit(typed)
        if unit:
            return unit
        at.console.print(f"没有「{typed}」这个单位。{near(typed, names)}", markup=False)
