"""The rubric applied: every point named, with the cells that it came from (rubric §2, §6)."""

from __future__ import annotations

from pipeline.score.month import score_period

__all__ = ["score_period"]
