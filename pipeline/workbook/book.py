"""The sheets in the glossary's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.bulletin import standing_words
from pipeline.digest import clauses
from pipeline.workbook.changes import change_sheet
from pipeline.workbook.clauses import CLAUSES, clause_sheet
from pipeline.workbook.details import detail_sheet
from pipeline.workbook.front import write_front
from pipeline.workbook.headings import heading_sheet
from pipeline.workbook.ledgers import ledger_sheets
from pipeline.workbook.office import concern_sheet, finding_sheet, return_sheet
from pipeline.workbook.places import find_places
from pipeline.workbook.rubric import rubric_sheet
from pipeline.workbook.scores import rank_sheet
from pipeline.workbook.table import FRONT
from pipeline.workbook.trend import trend_sheet
from pipeline.workbook.verify import check_sheet, question_sheet
from pipeline.workbook.words import state_line
from pipeline.xlsx import open_book

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation


def render_workbook(config: Config, month: Consolidation) -> bytes:
    """Return the period's consolidated workbook, the same bytes for the same month."""
    period, school = config.period(month.period), config.settings.school
    places, state = find_places(config, month), state_line(config, month)
    with open_book() as book:
        book.describe(
            title=f"{period.name}{school.campaign}汇总", subject=state, comments=standing_words(month.stage),
            author=school.name, company=school.name, category=school.campaign, status=month.stage.words,
        )  # fmt: skip
        first = book.sheet(FRONT)
        if month.scores:
            rank_sheet(book, config, month)
            heading_sheet(book, config, month)
            if month.earlier:
                trend_sheet(book, config, month)
            detail_sheet(book, config, month, places)
        clause_sheet(book, (f"{period.name}{CLAUSES}", state), clauses(config, month))
        concern_sheet(book, config, month, places)
        return_sheet(book, config, month)
        finding_sheet(book, config, month, places)
        question_sheet(book, config, month, places)
        check_sheet(book, config, month, places)
        ledger_sheets(book, config, month, places)
        rubric_sheet(book, config, month)
        change_sheet(book, config, month, places)
        write_front(book, first, config, month, places)
    return book.content
