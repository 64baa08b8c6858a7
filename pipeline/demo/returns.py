"""One unit's return for one period: the workbook that it was sent, filled in, as one file or several."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.demo.fill import STAMP, fill
from pipeline.demo.hands import gaps, habits, put_above, slip
from pipeline.demo.page import open_pages
from pipeline.demo.writing import Desk, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.config import Config, Period
    from pipeline.demo.content import Cell, Story, Year
    from pipeline.demo.hands import Hands
    from pipeline.demo.post import File, Letter
    from pipeline.demo.writing import ItemKey
    from pipeline.model import Item

DECIDERS = "office"
"""The category's `fills` of the unit that keeps the decisions register."""


@dataclass(frozen=True, slots=True)
class Telling:
    """All that is told of the year: who did what, whose hands typed it, and the kept files."""

    config: Config
    year: Year
    hands: Hands
    kept: Path


def filled(
    telling: Telling, period: Period, letter: Letter, handed: bytes, known: Mapping[ItemKey, Item]
) -> bytes:
    """Return the content of one file of a return; `handed` is the unit's workbook as it was handed out."""
    file = letter.file
    if file.raw is not None:
        return file.raw.encode("gbk")
    if file.again:
        return (telling.config.submissions / file.again).read_bytes()
    if file.kept:
        return (telling.kept / file.kept).read_bytes()
    data = typed_in(telling, period, letter, handed, known)
    return data[: len(data) // 2] if file.cut else data


def typed_in(
    telling: Telling, period: Period, letter: Letter, handed: bytes, known: Mapping[ItemKey, Item]
) -> bytes:
    """Return `handed` with everything typed in that this file brings."""
    hands, unit = telling.hands, letter.unit
    story = telling.year.stories[unit]
    if telling.config.category(telling.config.unit(unit)).fills == DECIDERS:
        story = _with_decisions(telling.year, story, period, known)
    today = letter.arrived.date()
    desk = Desk(telling.config, period, today, story, known, gaps(hands, period.id, unit))
    written = {
        page.ledger.id: write(desk, page)
        for page in open_pages(telling.config, handed)
        if _is_theirs(letter.file, page.ledger.id)
    }
    habits(hands, period.id, unit, written.values())
    slip(hands, period.id, unit, written)
    data = fill(handed, {each.page.sheet: each.cells for each in written.values() if each.cells})
    return put_above(hands, period.id, unit, data, written)


def packed(letter: Letter, data: bytes) -> bytes:
    """Return `data` as it is sent: in a zip with its name in GBK, as Windows writes it, or as it is."""
    if not letter.inside:
        return data
    name = letter.inside.encode("gbk")
    holder = "#" * len(name)  # zipfile would write the name in UTF-8 and say so
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(holder, STAMP), data)
    return out.getvalue().replace(holder.encode(), name)


def _is_theirs(file: File, ledger: str) -> bool:
    return (not file.ledgers or ledger in file.ledgers) and ledger not in file.without


def _with_decisions(year: Year, story: Story, period: Period, known: Mapping[ItemKey, Item]) -> Story:
    """Return the office's story with the period's decisions, 事项编号 looked up by the item's name."""
    rows: list[dict[str, Cell]] = []
    for each in year.decisions:
        if each.period == period.id:
            item = known[each.unit, each.ledger, each.item].number if each.item else None
            rows.append({"number": item, **each.row})
    tables = dict(story.tables)
    tables[period.id] = {**tables.get(period.id, {}), "decisions": tuple(rows)}
    return story.model_copy(update={"tables": tables}) if rows else story
