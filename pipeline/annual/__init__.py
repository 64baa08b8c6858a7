"""The judgement of the year: 0.6 P + 0.4 Y + bonus − penalty, grades, quota, veto (rubric §3)."""

from __future__ import annotations

from pipeline.annual.year import judge_year

__all__ = ["judge_year"]
