"""更正说明: what a later revision corrects, old, new and why; and the reviews that were asked for (rubric §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.bulletin import change_lines, review_lines
from pipeline.workbook.details import detail_place
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import state_line
from pipeline.xlsx import Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config
    from pipeline.model import Consolidation
    from pipeline.workbook.places import Places
    from pipeline.xlsx import Book, Cell

CHANGES, REVIEWS = "更正说明", "复核申请情况"


def change_sheet(book: Book, config: Config, month: Consolidation, places: Places) -> None:
    """Add 更正说明 where something was corrected, and 复核申请情况 where review was asked for."""
    period, stage = config.period(month.period), month.stage
    ids = {unit.name: unit.id for unit in config.units}
    if stage.changes:
        columns = [
            Column("单位", 14), Column("更正内容", 46), Column("原为", 12), Column("改为", 12), Column("原因", 52),
            Column("出处", 34), Column("编号", 36, folded=True),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                line.unit, _line(month, ids, line.unit, line.id, line.subject), line.old, line.new, line.reason,
                places.link(line.where) if line.where.file else "", line.id,
            ]
            for line in change_lines(config, month)
        ]  # fmt: skip
        kind = "文字更正，得分没有变" if stage.text_only else f"对第{stage.restates}版的更正"
        title = f"{period.name}更正说明（{stage.edition}）"
        add_table(book, CHANGES, (title, f"{state_line(config, month)}　{kind}"), columns, rows)
    if stage.reviews:
        columns = [
            Column("单位", 14), Column("得分项", 44), Column("理由", 40), Column("申请日期", 15, "date"),
            Column("受理截止", 15, "date"), Column("处理", 10), Column("处理说明", 44), Column("处理日期", 15, "date"),
            Column("出处", 34),
        ]  # fmt: skip
        rows = [
            [
                r.unit, _line(month, ids, r.unit, r.line, r.line), r.reason, r.asked, r.until, r.outcome,
                r.ruling_reason, r.ruled, places.link(r.where),
            ]
            for r in review_lines(config, month)
        ]  # fmt: skip
        title = f"{period.name}复核申请和处理"
        add_table(book, REVIEWS, (title, state_line(config, month)), columns, rows)


def _line(month: Consolidation, ids: Mapping[str, str], unit: str, line_id: str, text: str) -> Link | str:
    """Return `text` as a link to the line of 得分明细 that it is about; plain where there is none."""
    goal = detail_place(month, ids.get(unit, ""), line_id)
    return Link(text, *goal) if goal else text
