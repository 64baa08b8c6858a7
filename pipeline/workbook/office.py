"""督办台账, 报送情况, 审核意见."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.account import place
from pipeline.findings import message, remedy, severity
from pipeline.model import LedgerState, Severity
from pipeline.wording import discreet
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import reminded_words, state_line

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation, Finding, UnitIntake, Value
    from pipeline.roster import Unit
    from pipeline.xlsx import Book

STATE_WORDS = {
    LedgerState.RETURNED: "已报", LedgerState.NIL: "零报告", LedgerState.MISSING: "未报", LedgerState.NOT_DUE: "",
}  # fmt: skip


def concern_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 督办台账: overdue, unsigned, unanswered, missing."""
    names = {u.id: u.name for u in config.units}
    columns = [
        Column("情况", 16), Column("单位", 14), Column("事项编号", 20), Column("事项", 44), Column("责任人", 10),
        Column("时限", 16, "date"), Column("已过天数", 10, "whole"), Column("出处", 40),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [c.kind, names.get(c.unit, ""), c.number, c.text, c.owner, c.due, c.days or None, place(c.where)]
        for c in month.concerns
    ]
    title = f"{config.period(month.period).name}督办台账"
    add_table(
        book, "督办台账", (title, state_line(config, month)), columns, rows, empty="本期没有需要督办的。"
    )


def return_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 报送情况: a line a unit, its ledgers' states; then every file and what became of it."""
    period = config.period(month.period)
    units = config.units_in(period)
    due = {d.id for u in units for d in config.duties(u, period)}
    ledgers = [each for each in config.ledgers.all if each.id in due and each.filled_by == "units"]
    columns = [
        Column("单位", 14), Column("报送", 10, "mark"), Column("收到时间", 13), Column("填表人", 10), Column("催报", 16),
        *(Column(each.table, 9, "mark") for each in ledgers), Column("文件和去向", 60),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for unit in units:
        intake = month.merged.intake.units[unit.id]
        states: list[Value] = [_state(intake, each.id, owed=each.owed) for each in ledgers]
        rows.append([
            unit.name, intake.timeliness.value, f"{intake.arrived:%m-%d %H:%M}" if intake.arrived else None,
            intake.filled_by, reminded_words(intake), *states, _files(config, intake),
        ])  # fmt: skip
    rows += [
        [
            "（不明）",
            None,
            f"{s.arrived:%m-%d %H:%M}",
            None,
            None,
            *([None] * len(ledgers)),
            f"《{s.file}》{s.reason}",
        ]
        for s in month.merged.intake.strays
        if not any(s.file == f.file for u in month.merged.intake.units.values() for f in u.files)
    ]
    tones = {word: mark.tone for word, mark in look.STATES.items()} | {"迟报超期": look.RED}
    add_table(
        book, "报送情况", (f"{period.name}报送情况", state_line(config, month)), columns, rows, tones=tones
    )


def _state(intake: UnitIntake, ledger: str, *, owed: bool) -> str | None:
    entry = intake.ledgers.get(ledger)
    if entry is None or (not owed and entry.state is LedgerState.MISSING):
        return None
    return STATE_WORDS[entry.state]


def _files(config: Config, intake: UnitIntake) -> str:
    told = []
    for fate in intake.files:
        name = fate.file.split("/", 1)[-1]
        tables = "、".join(config.ledgers[each].table for each in fate.counted_for)
        told.append(f"《{name}》" + "，".join(filter(None, (tables and f"计入{tables}", fate.reason))))
    return "；".join(told)


def finding_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 审核意见: worst first, what is wrong, what to do, where."""
    names: dict[str, Unit] = {u.id: u for u in config.units}
    columns = [
        Column("轻重", 9, "mark"), Column("单位", 14), Column("意见", 62), Column("怎么办", 46), Column("文件", 26),
        Column("工作表", 16), Column("单元格", 9), Column("代码", 20, folded=True),
    ]  # fmt: skip
    shown = [f for f in month.findings if severity(f) is not Severity.TIDIED]
    tidied = [f for f in month.findings if severity(f) is Severity.TIDIED]
    rows = [_finding(names, discreet(config, f)) for f in (*shown, *tidied)]
    tones = {level.value: mark.tone for level, mark in look.SEVERITIES.items()}
    note = state_line(config, month) + f"　已规范 {len(tidied)} 处排在最后，原填内容都在原件里"
    title = f"{config.period(month.period).name}审核意见"
    add_table(book, "审核意见", (title, note), columns, rows, tones=tones, empty="没有意见。")


def _finding(names: dict[str, Unit], finding: Finding) -> list[Value]:
    unit = names.get(finding.unit)
    where = finding.where
    return [
        severity(finding).value, unit.name if unit else "办公室", message(finding), remedy(finding),
        where.file.rsplit("/", 1)[-1], where.sheet, where.cell, finding.code,
    ]  # fmt: skip
