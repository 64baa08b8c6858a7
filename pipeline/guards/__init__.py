"""Guards against gaming (rubric §5): questions to the office with their places, never points."""

from __future__ import annotations

from pipeline.guards.draw import draw
from pipeline.guards.month import to_verify

__all__ = ["draw", "to_verify"]
