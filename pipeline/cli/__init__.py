"""The commands (contract): what the office types, or picks from the menu."""

from __future__ import annotations

from pipeline.cli.entry import main

__all__ = ["main"]
