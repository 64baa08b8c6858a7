"""核实清单, 抽查清单: what the office looks at, with room to write down what it found (rubric §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.account import place
from pipeline.briefing import questions
from pipeline.findings import message, remedy, saying
from pipeline.wording import discreet
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import HIDDEN, state_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.config import Config
    from pipeline.model import Consolidation, Finding, SpotCheck, Where
    from pipeline.workbook.places import Places
    from pipeline.xlsx import Book, Cell

QUESTIONS, CHECKS = "核实清单", "抽查清单"
MOST_PLACES = 3


def question_sheet(book: Book, config: Config, month: Consolidation, places: Places) -> None:
    """Add 核实清单: what kind, whose, what it is about, its places, how to find out, and room for the answer."""
    names = {u.id: u.name for u in config.units}
    columns = [
        Column("类别", 12), Column("单位", 19), Column("内容", 54), Column("出处", 48), Column("另一出处", 24),
        Column("怎么核实", 30), Column("核实结果", 20), Column("代码", 20, folded=True),
    ]  # fmt: skip
    rows = [_question(names, places, discreet(config, each)) for each in questions(month)]
    title = f"{config.period(month.period).name}{QUESTIONS}"
    note = state_line(config, month) + "　只是请办公室看一眼，都没有扣分；从哪里起算，见考评细则"
    add_table(book, QUESTIONS, (title, note), columns, rows, empty="本期没有需要核实的。", fixed=2)


def _question(names: Mapping[str, str], places: Places, finding: Finding) -> list[Cell]:
    units = [names.get(finding.unit, ""), finding.context.get("other_unit", "")]
    return [
        saying(finding.code).guard, "、".join(filter(None, units)), message(finding), places.link(finding.where),
        _places(finding.where, finding.also), remedy(finding), None, finding.code,
    ]  # fmt: skip


def _places(first: Where, others: Sequence[Where]) -> str:
    """Return the other places: of the same sheet the cell alone, of many the first few."""
    told = [o.cell if (o.file, o.sheet) == (first.file, first.sheet) else place(o) for o in others]
    many = f" 等 {len(told)} 处" if len(told) > MOST_PLACES else ""
    return "、".join(told[:MOST_PLACES]) + many


def check_sheet(book: Book, config: Config, month: Consolidation, places: Places) -> None:
    """Add 抽查清单: the completed items that were drawn, with blank columns to be filled in by hand."""
    names = {u.id: u.name for u in config.units}
    columns = [
        Column("单位", 14), Column("事项编号", 20), Column("事项", 34), Column("责任人", 10),
        Column("完成日期", 16, "date"), Column("佐证材料", 22), Column("出处", 48), Column("抽查结果", 20), Column("抽查人", 10),
        Column("抽查日期", 12),
    ]  # fmt: skip
    rows = [_check(names, places, each) for each in month.spot_checks]
    draw = config.rubric.guards.draw
    title = f"{config.period(month.period).name}{CHECKS}"
    note = (
        f"{state_line(config, month)}　每个单位抽 {draw.items} 件，按种子「{draw.seed}」抽取，再抽一遍还是这几件；"
        "不实的报批后登记到审批登记表"
    )
    add_table(book, CHECKS, (title, note), columns, rows, empty="本期没有报完成的事项。", fixed=2)


def _check(names: Mapping[str, str], places: Places, each: SpotCheck) -> list[Cell]:
    evidence, owner = (each.evidence, each.owner) if each.name else (HIDDEN, HIDDEN)
    return [
        names.get(each.unit, ""), places.item(each.number), each.name or HIDDEN, owner or None, each.finished,
        evidence or None, places.link(each.where), None, None, None,
    ]  # fmt: skip
