"""The workbook that a unit fills: blank or continued, made from the declarations alone.

One sheet an idea: `cover` (what to do, and how far one is), `ledger_sheet`, `sign_page`; `grid` says where
everything stands, `count` counts what is filled and missing, `rules` holds drop-downs and prompts.
"""

from __future__ import annotations

from pipeline.template.handout import render_handout

__all__ = ["render_handout"]
