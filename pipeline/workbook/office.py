"""督办台账, 报送情况, 审核意见."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.findings import severity
from pipeline.model import LedgerState, Severity
from pipeline.opinions import also, grouped
from pipeline.supervise import owner_shown
from pipeline.wording import discreet
from pipeline.workbook.places import RETURNS
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import TONES, reminded_words, state_line

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation, UnitIntake
    from pipeline.opinions import Opinion
    from pipeline.roster import Unit
    from pipeline.workbook.places import Places
    from pipeline.xlsx import Book, Cell

CONCERNS, OPINIONS = "督办台账", "审核意见"
MANY = 3
STATE_WORDS = {
    LedgerState.RETURNED: "已报", LedgerState.NIL: "零报告", LedgerState.MISSING: "未报", LedgerState.NOT_DUE: "",
}  # fmt: skip


def concern_sheet(book: Book, config: Config, month: Consolidation, places: Places) -> None:
    """Add 督办台账: overdue, unsigned, unanswered, missing; number and source lead to the item's row."""
    names = {u.id: u.name for u in config.units}
    columns = [
        Column("情况", 16, "mark"), Column("单位", 14), Column("事项编号", 21), Column("事项", 44), Column("责任人", 10),
        Column("时限", 16, "date"), Column("已过天数", 10, "whole"), Column("出处", 46),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            c.kind, names.get(c.unit, ""), places.item(c.number), c.text, owner_shown(config, c), c.due, c.days or None,
            places.link(c.where),
        ]
        for c in month.concerns
    ]  # fmt: skip
    heading = (f"{config.period(month.period).name}{CONCERNS}", state_line(config, month))
    add_table(book, CONCERNS, heading, columns, rows, tones=TONES, empty="本期没有需要督办的。", fixed=2)


def return_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 报送情况: a line a unit, its ledgers' states; then every file and what became of it."""
    period = config.period(month.period)
    units = [unit for unit in config.units_in(period) if unit.id in month.merged.intake.units]
    due = {d.id for u in units for d in config.duties(u, period)}
    ledgers = [each for each in config.ledgers.all if each.id in due and each.filled_by == "units"]
    columns = [
        Column("单位", 14), Column("报送", 10, "mark"), Column("收到时间", 15, "moment"), Column("填表人", 10),
        Column("催报", 15), *(Column(each.table, 8, "mark") for each in ledgers), Column("文件和去向", 56),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for unit in units:
        intake = month.merged.intake.units[unit.id]
        states = [_state(intake, each.id, owed=each.owed) for each in ledgers]
        rows.append([
            unit.name, intake.timeliness.value, intake.arrived, intake.filled_by, reminded_words(intake), *states,
            _files(config, intake),
        ])  # fmt: skip
    known = {file.file for intake in month.merged.intake.units.values() for file in intake.files}
    blank: list[Cell] = [None] * len(ledgers)
    rows += [
        ["（不明）", None, stray.arrived, None, None, *blank, f"《{stray.file}》{stray.reason}"]
        for stray in month.merged.intake.strays
        if stray.file not in known
    ]
    heading = (f"{period.name}{RETURNS}", state_line(config, month))
    add_table(book, RETURNS, heading, columns, rows, tones=TONES, fixed=1)


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


def finding_sheet(book: Book, config: Config, month: Consolidation, places: Places) -> None:
    """Add 审核意见: worst first, the same message once with all its cells: what is wrong, what to do, where."""
    names: dict[str, Unit] = {u.id: u for u in config.units}
    columns = [
        Column("轻重", 9, "mark"), Column("单位", 14), Column("意见", 66), Column("怎么办", 44), Column("处数", 7, "whole"),
        Column("单元格", 18), Column("工作表", 18), Column("文件", 28), Column("代码", 20, folded=True),
    ]  # fmt: skip
    told = grouped(discreet(config, finding) for finding in month.findings)
    rows = [_opinion(names, places, opinion) for opinion in told]
    tones = {level.value: mark.tone for level, mark in look.SEVERITIES.items()}
    tidied = sum(severity(finding) is Severity.TIDIED for finding in month.findings)
    note = state_line(config, month) + f"　已规范 {tidied} 处排在最后，原填内容都在原件里"
    heading = (f"{config.period(month.period).name}{OPINIONS}", note)
    add_table(book, OPINIONS, heading, columns, rows, tones=tones, empty="没有意见。", fixed=2)


def _opinion(names: dict[str, Unit], places: Places, opinion: Opinion) -> list[Cell]:
    first = opinion.places[0]
    unit, where = names.get(first.unit), first.where
    cells = [each.where.cell for each in opinion.places if each.where.cell]
    more = f" 等 {len(cells)} 处" if len(cells) > MANY else ""
    return [
        opinion.severity.value, unit.name if unit else "办公室", opinion.text + also(opinion), opinion.todo,
        len(opinion.places), places.link(where, "、".join(cells[:MANY]) + more) if cells else None, where.sheet,
        where.file.rsplit("/", 1)[-1], first.code,
    ]  # fmt: skip
