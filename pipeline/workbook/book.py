"""The sheets in the glossary's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.workbook.changes import change_sheet
from pipeline.workbook.details import detail_sheet
from pipeline.workbook.front import front_sheet
from pipeline.workbook.headings import heading_sheet
from pipeline.workbook.ledgers import ledger_sheets
from pipeline.workbook.office import concern_sheet, finding_sheet, return_sheet
from pipeline.workbook.rubric import rubric_sheet
from pipeline.workbook.scores import rank_sheet
from pipeline.workbook.verify import check_sheet, question_sheet
from pipeline.xlsx import open_book

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation


def render_workbook(config: Config, month: Consolidation) -> bytes:
    """Return the period's consolidated workbook, the same bytes for the same month."""
    period = config.period(month.period)
    with open_book() as book:
        campaign = config.settings.school.campaign
        book.describe(title=f"{period.name}{campaign}汇总", company=config.settings.school.name)
        front_sheet(book, config, month)
        if month.scores:
            rank_sheet(book, config, month)
            heading_sheet(book, config, month)
            detail_sheet(book, config, month)
        concern_sheet(book, config, month)
        return_sheet(book, config, month)
        finding_sheet(book, config, month)
        question_sheet(book, config, month)
        check_sheet(book, config, month)
        ledger_sheets(book, config, month)
        rubric_sheet(book, config, month)
        change_sheet(book, config, month)
    return book.content
