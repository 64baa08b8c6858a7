"""The year's workbook (年度考评汇总表): one look first, the judgement with live figures, the year's facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.verdict import change_lines, imprint
from pipeline.wording import rubric_lines
from pipeline.workbook.clauses import CLAUSES, clause_sheet
from pipeline.workbook.table import FRONT, Column, add_table
from pipeline.workbook.year_counts import media_sheet, rectification_sheet, theme_sheet
from pipeline.workbook.year_facts import (
    matter_sheet,
    practice_sheet,
    promise_sheet,
    teacher_sheet,
    use_sheet,
)
from pipeline.workbook.year_form import form_sheet
from pipeline.workbook.year_front import write_front
from pipeline.workbook.year_lines import bonus_sheet, heading_sheet, line_sheet
from pipeline.workbook.year_periods import period_sheet
from pipeline.workbook.year_report import report_sheet
from pipeline.workbook.year_table import year_sheet
from pipeline.xlsx import open_book

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle import Chronicle, Section
    from pipeline.config import Config
    from pipeline.model import Value, YearBook
    from pipeline.xlsx import Book


def render_year_workbook(
    config: Config, book: YearBook, facts: Chronicle, report: Sequence[Section]
) -> bytes:
    """Return the year's consolidated workbook, the same bytes for the same year."""
    school = config.settings.school
    with open_book() as out:
        out.describe(
            title=f"{book.year}年度{school.campaign}汇总", subject=imprint(config, book), author=school.name,
            company=school.name, category=school.campaign, status=book.stage.words,
        )  # fmt: skip
        front = out.sheet(FRONT)
        year_sheet(out, config, book)
        period_sheet(out, config, book)
        heading_sheet(out, config, book)
        line_sheet(out, config, book)
        bonus_sheet(out, config, book)
        form_sheet(out, config, book)
        use_sheet(out, config, book, facts.use)
        promise_sheet(out, config, book, facts.people)
        teacher_sheet(out, config, book, facts.teachers)
        media_sheet(out, config, book, facts.media)
        rectification_sheet(out, config, book, facts.rectification)
        matter_sheet(out, config, book, facts.supervision)
        practice_sheet(out, config, book, facts.practices)
        theme_sheet(out, config, book, facts.themes)
        clause_sheet(out, (f"{book.year}年度{CLAUSES}", imprint(config, book)), facts.clauses)
        report_sheet(out, config, book, report)
        year_rubric_sheet(out, config, book)
        if book.stage.changes:
            year_change_sheet(out, config, book)
        write_front(out, front, config, book, facts)
    return out.content


def year_rubric_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 考评细则 in force."""
    columns = [Column("部分", 16), Column("项目", 22), Column("规定", 92)]
    rows: list[list[Value]] = [list(line) for line in rubric_lines(config)]
    rubric = config.rubric
    note = imprint(config, book) + (f"　{rubric.adopted}" if rubric.adopted else "")
    add_table(out, "考评细则", (f"考评细则 {rubric.version}", note), columns, rows)


def year_change_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 更正说明: what this edition says otherwise than the issued one before it, and why (rubric §4)."""
    columns = [
        Column("单位", 16),
        Column("更正内容", 14),
        Column("原为", 12),
        Column("改为", 12),
        Column("原因", 70),
    ]
    rows: list[list[Value]] = [list(line) for line in change_lines(config, book)]
    heading = (f"{book.year}年度更正说明（{book.stage.edition}）", imprint(config, book))
    add_table(out, "更正说明", heading, columns, rows)
