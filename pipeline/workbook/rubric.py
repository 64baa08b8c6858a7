"""考评细则 in force, as the configuration declares it, so that every output bears its own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.wording import rubric_lines
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import state_line

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation, Value
    from pipeline.xlsx import Book


def rubric_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 考评细则."""
    columns = [Column("部分", 16), Column("项目", 22), Column("规定", 100)]
    rows: list[list[Value]] = [list(line) for line in rubric_lines(config)]
    rubric = config.rubric
    note = state_line(config, month) + (f"　{rubric.adopted}" if rubric.adopted else "")
    add_table(book, "考评细则", (f"考评细则 {rubric.version}", note), columns, rows)
