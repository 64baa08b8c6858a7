"""What all drafts share: sections, the day they bear, who signs and who reads; room to write where nobody has yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.model import chinese_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config
    from pipeline.model import Consolidation, YearBook

ROOM = "　　　　　　"
"""Room for a signature."""
NUMERALS = "一二三四五六七八九十"


_PART = re.compile(rf"（[{NUMERALS}]+）[^。：]{{1,24}}。")


def section(heading: str, paragraphs: Sequence[str], *, last: bool) -> dict[str, object]:
    """Return a section as a form takes it; 「（一）目标承诺。」 at the start of a paragraph is its heading.

    What leads to the next paragraph stays on its page, and the end of the `last` section with the signature.
    """
    told = []
    for number, text in enumerate(paragraphs, start=1):
        found = _PART.match(text)
        part = found.group() if found else ""
        kept = text.endswith("：") or (last and number == len(paragraphs))
        told.append({"heading": part, "words": text.removeprefix(part), "kept": kept})
    return {"heading": heading, "paragraphs": told}


def day_of(draft: Consolidation | YearBook) -> str:
    """Return the day that a draft bears: of issue, of approval, else of its consolidation."""
    moment = draft.stage.issued or draft.stage.approved or draft.now
    return chinese_day(moment.date())


def signer_of(draft: Consolidation | YearBook) -> str:
    """Return who signed, room to sign where nobody has."""
    return draft.stage.approved_by or ROOM


def scored_of(config: Config) -> str:
    """Return the units that are scored, as one addresses them: 各科室、各级部."""
    return "、".join(f"各{each.name}" for each in config.settings.categories if each.scored)


def readers_of(config: Config) -> str:
    """Return to whom a bulletin goes: who returns without being scored, then all the units: 校领导，各科室、各级部."""
    others = [each.name for each in config.settings.categories if each.fills == "units" and not each.scored]
    return "，".join((*others, scored_of(config)))


def quoted_campaign(config: Config) -> str:
    """Return the campaign's name as official papers write it: “三比一争”."""
    return f"“{config.settings.school.campaign}”"
