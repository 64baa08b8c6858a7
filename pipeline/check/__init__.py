"""One workbook checked: its identity, its sheets, every row and cell; all findings at once."""

from __future__ import annotations

from pipeline.check.book import Task, check_book, check_file, lost

__all__ = ["Task", "check_book", "check_file", "lost"]
