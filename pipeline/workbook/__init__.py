"""The consolidated workbooks (汇总表) of a period and of the year: one look first, then every figure to its cell."""

from __future__ import annotations

from pipeline.workbook.book import render_workbook
from pipeline.workbook.excerpt import render_annex, render_excerpt
from pipeline.workbook.year import render_year_workbook
from pipeline.workbook.year_excerpt import render_year_excerpt

__all__ = ["render_annex", "render_excerpt", "render_workbook", "render_year_excerpt", "render_year_workbook"]
