"""How the commands speak: to a person in words and tables, to a program as one document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from pipeline import account as accounts
from pipeline.account import change
from pipeline.briefing import brief
from pipeline.findings import ENDING, count_by_severity, message, remedy, severity, sorted_findings
from pipeline.machine import intake_document as intake_of
from pipeline.machine import scores_document
from pipeline.model import LedgerState, Severity, Timeliness, chinese_day, shown
from pipeline.workbook.words import rows_of_ranking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rich.console import Console

    from pipeline.config import Config, Period
    from pipeline.model import Consolidation, Finding, Intake, Submission, UnitScore

STYLES = {Severity.MUST: "bold red", Severity.VERIFY: "yellow", Severity.NOTE: "cyan", Severity.TIDIED: "dim"}
MOST = 12


def plain_lines(console: Console, lines: Iterable[str]) -> None:
    """Print lines as they are."""
    for line in lines:
        console.print(line, markup=False)


def handed_out(console: Console, folder: Path, files: Mapping[str, bytes], notice: str) -> None:
    """Tell what was handed out, and the notice to paste."""
    books = sum(name.endswith(".xlsx") for name in files)
    console.print(f"填报表做好了，共 {books} 份，在 {folder}", markup=False)
    if not notice:
        return
    console.print("发到工作群的通知（已存为 通知.txt）：\n", markup=False)
    console.print(notice, markup=False)


def findings(console: Console, found: Iterable[Finding]) -> None:
    """Print findings grouped by severity, worst first, what was tidied as a count."""
    for level, group in groupby(sorted_findings(found), key=severity):
        own = list(group)
        if level is Severity.TIDIED:
            console.print(f"[{STYLES[level]}]{level.value} {len(own)} 处，不用改。[/]")
            continue
        console.print(f"\n[{STYLES[level]}]{level.value}　{len(own)} 处[/]")
        for each in own:
            console.print(f"  · {escape(message(each))}{escape(remedy(each))}")


def submission_document(checked: Submission) -> dict[str, Any]:
    """Return one checked file for a program."""
    return {
        "file": checked.file, "unit": checked.unit, "period": checked.period, "version": checked.version,
        "ledgers": {
            name: {"rows": len(r.records), "set_aside": len(r.set_aside), "nil": r.nil}
            for name, r in checked.returns.items()
        },
        "findings": [finding_document(f) for f in checked.findings],
    }  # fmt: skip


def finding_document(finding: Finding) -> dict[str, str]:
    """Return one finding for a program."""
    return {
        "severity": severity(finding).value, "code": finding.code, "sheet": finding.where.sheet,
        "cell": finding.where.cell, "message": message(finding), "remedy": remedy(finding),
    }  # fmt: skip


def submissions(console: Console, config: Config, checked: Iterable[Submission]) -> None:
    """Tell what stands in each checked file."""
    for each in checked:
        unit = config.find_unit(each.unit)
        whose = (
            f"{unit.name}　{config.period(each.period).name}"
            if unit and each.period
            else "看不出是哪个单位的"
        )
        console.print(f"\n《{each.file}》　{whose}", markup=False)
        for name, returned in each.returns.items():
            if returned.started:
                aside = f"，{len(returned.set_aside)} 行待改" if returned.set_aside else ""
                said = (
                    config.ledgers[name].nil_label
                    if returned.nil
                    else f"收下 {len(returned.records)} 行{aside}"
                )
                console.print(f"  {config.ledgers[name].title}　{said}", markup=False)
        findings(console, each.findings)
        blank = _blank(config, each)
        if blank:
            console.print(f"  还没填，也没选零报告：{'、'.join(blank)}", markup=False)
        if needs_work(each):
            console.print(f"\n{ENDING}", markup=False)
        elif not each.findings and not blank:
            console.print("  没有要改的，可以报送。")


def needs_work(checked: Submission) -> bool:
    """Tell whether something in the file must be put right before all of it counts."""
    must = count_by_severity(checked.findings)[Severity.MUST]
    return bool(must) or any(r.set_aside for r in checked.returns.values())


def _blank(config: Config, checked: Submission) -> list[str]:
    """Return the tables that the unit owes and left empty, those answered elsewhere left out."""
    if not checked.unit or not checked.period:
        return []
    nil = {name for name, returned in checked.returns.items() if returned.nil}
    return [
        each.table
        for each in config.duties(config.unit(checked.unit), config.period(checked.period))
        if each.owed and each.nil_by not in nil
        and not ((returned := checked.returns.get(each.id)) and returned.started)
    ]  # fmt: skip


def intake_document(config: Config, intake: Intake) -> dict[str, Any]:
    """Return the intake for a program, what waits for the office included."""
    waiting = [f.file for u in intake.units.values() for f in u.files if f.waits] + [
        s.file for s in intake.strays
    ]
    return {**intake_of(config, intake), "waiting": waiting}


def intake(console: Console, config: Config, period: Period, found: Intake) -> None:
    """Tell who has returned, nil, missing, sent back, late; what waits; and what to paste."""
    table = Table(title=f"{period.name}报送情况", title_justify="left", box=None, pad_edge=False)
    for header in ("单位", "报送", "收到", "已报", "零报告", "未报", "退回"):
        table.add_column(header, justify="right" if header in {"已报", "零报告", "未报"} else "left")
    for unit_id, each in found.units.items():
        states = [
            e.state
            for n, e in each.ledgers.items()
            if config.ledgers[n].owed or e.state is not LedgerState.MISSING
        ]
        counts = [str(states.count(s)) for s in (LedgerState.RETURNED, LedgerState.NIL, LedgerState.MISSING)]
        arrived = f"{each.arrived:%m-%d %H:%M}" if each.arrived else ""
        table.add_row(
            config.unit(unit_id).name,
            each.timeliness.value,
            arrived,
            *counts,
            "退回修改" if each.sent_back else "",
        )
    console.print(table)
    waiting = [f for u in found.units.values() for f in u.files if f.waits] + list(found.strays)
    if waiting:
        console.print("\n要办公室定的：")
        for fate in waiting:
            console.print(f"  · 《{fate.file}》{fate.reason}", markup=False)
        console.print(f"  定下来请运行：uv run run.py accept {period.id} 文件名", markup=False)
    silent = [
        config.unit(u).name
        for u, i in found.units.items()
        if i.timeliness in {Timeliness.WAITING, Timeliness.MISSING}
    ]
    if silent:
        day = config.deadline_day(period)
        console.print("\n催报（可以直接贴到群里）：")
        console.print(
            f"各位主任：{period.name}{config.settings.school.campaign}填报表{chinese_day(day)[5:]}24:00截止。"
            f"尚未收到：{'、'.join(silent)}。没有内容的也请选零报告发回，两分钟即可。", markup=False,
        )  # fmt: skip
    partly = [
        f"{config.unit(u).name}（{'、'.join(tables)}）"
        for u, i in found.units.items()
        if config.unit(u).name not in silent
        and (tables := [config.ledgers[n].table for n, e in i.ledgers.items()
                        if e.state is LedgerState.MISSING and config.ledgers[n].owed])
    ]  # fmt: skip
    if partly:
        console.print(f"\n已报但还缺几张表：{'、'.join(partly)}。", markup=False)


def accepted(console: Console, decided: Mapping[str, str]) -> None:
    """Tell what was decided."""
    console.print(
        f"已记下：《{decided['file']}》{decided['verdict']}（{decided['reason']}）。重新汇总后起作用。",
        markup=False,
    )


def month_document(config: Config, month: Consolidation, folder: Path | None) -> dict[str, Any]:
    """Return a consolidated period for a program."""
    return {
        "folder": str(folder) if folder else None,
        "findings": count_by_severity(month.findings),
        **scores_document(config, month),
    }


def month(console: Console, config: Config, found: Consolidation, folder: Path | None) -> None:
    """Tell what the month came to on one screen, and where to look."""
    briefing = brief(config, found)
    console.print(briefing.sentence, markup=False)
    if found.scores:
        table = Table(box=None, pad_edge=False)
        for header in ("类别", "名次", "单位", "得分", "比上期"):
            table.add_column(header, justify="right" if header in {"名次", "得分", "比上期"} else "left")
        for score in rows_of_ranking(found):
            points = "不计分" if score.score is None else shown(score.score)
            table.add_row(score.category, str(score.rank or "—"), score.name, points, change(score))
        console.print(table)
    counts = count_by_severity(found.findings)
    console.print("审核意见：" + "，".join(f"{name} {count}" for name, count in counts.items()), markup=False)
    if briefing.decisions:
        console.print("\n要定的：")
        plain_lines(console, [f"  · {line}" for line in briefing.decisions[:MOST]])
        if len(briefing.decisions) > MOST:
            console.print(
                f"  · 另有 {len(briefing.decisions) - MOST} 条，见汇总表「审核意见」。", markup=False
            )
    if folder:
        console.print(
            f"\n送审稿在 {folder}\n先看 {folder / 'index.html'}，再看同一文件夹里的汇总表。", markup=False
        )


def account_document(config: Config, month: Consolidation, score: UnitScore) -> dict[str, Any]:
    """Return one unit's score for a program, the telephone paragraph included."""
    units: Any = scores_document(config, month)["units"]
    own = next(u for u in units if u["id"] == score.unit)
    return {"period": month.period, **own, "spoken": accounts.spoken(config, month, score)}


def account(
    console: Console, config: Config, month: Consolidation, score: UnitScore, *, spoken: bool
) -> None:
    """Tell the whole account, or the paragraph for the telephone."""
    if spoken:
        console.print(accounts.spoken(config, month, score), markup=False)
    else:
        plain_lines(console, accounts.account(config, month, score))
