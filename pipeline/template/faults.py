"""How a fault shows in a return copy: the cell's tone, and a comment with the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.findings import RANK
from pipeline.model import Severity
from pipeline.xlsx import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.forms import Fault
    from pipeline.xlsx import Worksheet

WIDTH, CHARACTERS, LINE, MARGIN = 300, 40, 19, 16
"""A comment in pixels: its width, how many columns of text that is, a line, and what is left free."""


def at(faults: Iterable[Fault], cell: str) -> list[Fault]:
    """Return what is said at `cell`, worst first."""
    return sorted((each for each in faults if each.cell == cell), key=lambda each: RANK[each.severity])


def tone_of(faults: Iterable[Fault], cell: str) -> look.Tone | None:
    """Return the tone of the worst that is said at `cell`; what was only tidied leaves the cell as it is."""
    said = at(faults, cell)
    if not said or said[0].severity is Severity.TIDIED:
        return None
    return look.SEVERITIES[said[0].severity].tone


def comment(sheet: Worksheet, cell: str, faults: Iterable[Fault]) -> None:
    """Lay a comment over `cell` with everything that is said there."""
    text = "\n".join(f"{look.SEVERITIES[each.severity].text}：{each.text}" for each in at(faults, cell))
    options = {
        "author": "", "width": WIDTH, "height": MARGIN + LINE * lines_of(text, CHARACTERS),
        "font_name": look.DATA_FONT, "font_size": look.FINE, "color": look.WHITE,
    }  # fmt: skip
    sheet.write_comment(cell, text, options)
