"""Who signs a draft and what day it bears: as far as it has come, with room to write where nobody has yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import chinese_day

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation, YearBook

ROOM = "　　　　　　"
"""Room for a signature."""
NUMERALS = "一二三四五六七八九十"


def day_of(draft: Consolidation | YearBook) -> str:
    """Return the day that a draft bears: of issue, of approval, else of its consolidation."""
    moment = draft.stage.issued or draft.stage.approved or draft.now
    return chinese_day(moment.date())


def signer_of(draft: Consolidation | YearBook) -> str:
    """Return who signed, room to sign where nobody has."""
    return draft.stage.approved_by or ROOM


def readers_of(config: Config) -> str:
    """Return to whom a bulletin goes: every category that returns, as people address it."""
    return "，".join(
        f"各{each.name}" if each.scored else each.name
        for each in config.settings.categories
        if each.fills == "units"
    )


def quoted_campaign(config: Config) -> str:
    """Return the campaign's name as official papers write it: “三比一争”."""
    return f"“{config.settings.school.campaign}”"
