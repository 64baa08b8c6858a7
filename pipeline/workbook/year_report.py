"""总结报告 as a sheet: headings and paragraphs on upright pages, as the page report.html has them (plan P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.verdict import imprint
from pipeline.xlsx import lines_of, print_setup, put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle import Section
    from pipeline.config import Config
    from pipeline.model import YearBook
    from pipeline.xlsx import Book

NAME = "总结报告"
WIDTH, LINE, TALLEST = 80, 19.0, 400.0


def report_sheet(out: Book, config: Config, book: YearBook, sections: Sequence[Section]) -> None:
    """Add 总结报告: a cell a paragraph, so that it can be copied into a letter."""
    sheet = out.sheet(NAME)
    sheet.set_column(0, 0, WIDTH)
    sheet.hide_gridlines(2)
    title = out.fmt(
        font_name=look.TITLE_FONT, font_size=look.TITLE, align="center", bottom=2, bottom_color=look.ACCENT
    )
    put(sheet, 0, 0, f"{book.year}年“{config.settings.school.campaign}”活动总结报告", title)
    sheet.set_row(0, 42)
    put(
        sheet,
        1,
        0,
        imprint(config, book),
        out.fmt(font_color=look.SOFT_INK, font_size=look.FINE, align="center", text_wrap=True),
    )
    sheet.set_row(1, 30)
    heading = out.fmt(bold=True, font_size=look.LEAD, font_color=look.ACCENT_INK)
    text = out.fmt(text_wrap=True, valign="top", font_size=look.LEAD)
    row = 2
    for section in sections:
        put(sheet, row, 0, section.heading, heading)
        sheet.set_row(row, 30)
        for paragraph in section.paragraphs:
            row += 1
            indented = f"　　{paragraph}"
            put(sheet, row, 0, indented, text)
            room = WIDTH * look.BODY / look.LEAD
            sheet.set_row(row, min(TALLEST, 5 + LINE * lines_of(indented, room)))
        row += 1
    print_setup(sheet, landscape=False, heading=config.settings.school.name, state=out.state)
