"""The returns that went through another program: kept in the repository, and made afresh to compare or renew them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.config import load_config
from pipeline.demo.post import letters, read_post
from pipeline.demo.returns import typed_in
from pipeline.demo.school import POST, settle, telling_of
from pipeline.flow import Office
from pipeline.pool import Here

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.demo.post import Letter

PERIOD = "2016-05"
"""The first period with items: nothing in its workbooks comes from earlier ones, not even a number."""
HANDED_OUT = datetime(2016, 5, 4, 9)  # noqa: DTZ001 — local time, as everywhere


def typed_afresh(config_path: Path, to: Path) -> dict[str, tuple[Letter, bytes]]:
    """Return, by the name of each kept file, its letter and the workbook as the demonstration types it now."""
    settle(config_path, to)
    config = load_config(to / config_path.name)
    period, post, telling = config.period(PERIOD), read_post(POST), telling_of(config)
    _, handed, _ = Office(config, HANDED_OUT, Here()).hand_out(period)
    return {
        letter.file.kept: (
            letter,
            typed_in(telling, period, letter, handed[f"{unit.name}_{PERIOD}.xlsx"], {}),
        )
        for unit in config.units_in(period)
        for letter in letters(config, post, period, unit)
        if letter.file.kept
    }
