"""The consolidated workbook (月度考评汇总表): one look first, then every figure down to its cell."""

from __future__ import annotations

from pipeline.workbook.book import render_workbook

__all__ = ["render_workbook"]
