"""更正说明: what a later revision corrects, old, new and why; and the reviews that were asked for (rubric §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.account import place
from pipeline.bulletin import change_lines, review_lines
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import state_line

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation, Value
    from pipeline.xlsx import Book


def change_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 更正说明 where something was corrected, and 复核申请情况 where review was asked for."""
    period, stage = config.period(month.period), month.stage
    if stage.changes:
        columns = [
            Column("单位", 14), Column("更正内容", 46), Column("原为", 12), Column("改为", 12), Column("原因", 52),
            Column("出处", 34), Column("编号", 36, folded=True),
        ]  # fmt: skip
        rows: list[list[Value]] = [
            [
                line.unit,
                line.subject,
                line.old,
                line.new,
                line.reason,
                place(line.where) if line.where.file else "",
                line.id,
            ]
            for line in change_lines(config, month)
        ]
        kind = "文字更正，得分没有变" if stage.text_only else f"对第{stage.restates}版的更正"
        title = f"{period.name}更正说明（{stage.edition}）"
        add_table(book, "更正说明", (title, f"{state_line(config, month)}　{kind}"), columns, rows)
    if stage.reviews:
        columns = [
            Column("单位", 14), Column("得分项", 44), Column("理由", 40), Column("申请日期", 15, "date"),
            Column("受理截止", 15, "date"), Column("处理", 10), Column("处理说明", 44), Column("处理日期", 15, "date"),
            Column("出处", 34),
        ]  # fmt: skip
        rows = [
            [r.unit, r.line, r.reason, r.asked, r.until, r.outcome, r.ruling_reason, r.ruled, place(r.where)]
            for r in review_lines(config, month)
        ]
        title = f"{period.name}复核申请和处理"
        add_table(book, "复核申请情况", (title, state_line(config, month)), columns, rows)
