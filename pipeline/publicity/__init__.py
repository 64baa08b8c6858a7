"""公示: the notice for each of the plan's channels, 校刊校报、公开栏、电子屏、网络媒体 (plan P2, P10)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.publicity.journal import write_journal
from pipeline.publicity.notice import tell_month, tell_year
from pipeline.publicity.sheets import board_sheets, screen_pages
from pipeline.webpage import page, sealed

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation, YearBook
    from pipeline.publicity.notice import Notice
    from pipeline.publicity.pledges import Pledge

FOLDER = "publicity"


def publicity_files(config: Config, month: Consolidation) -> dict[str, bytes]:
    """Return the period's notice for each channel by path; nothing where nothing is public yet."""
    return _files(tell_month(config, month))


def year_publicity_files(config: Config, book: YearBook) -> dict[str, bytes]:
    """Return the year's notice for each channel by path: award lists, results, promises kept."""
    return _files(tell_year(config, book))


def _files(notice: Notice | None) -> dict[str, bytes]:
    if notice is None:
        return {}
    return {
        f"{FOLDER}/web.html": page(
            "publicity_web.html", notice=notice, units=_units(notice), **sealed("publicity_web.css")
        ),
        f"{FOLDER}/board.html": page(
            "publicity_board.html", notice=notice, sheets=board_sheets(notice), **sealed("publicity_board.css")
        ),
        f"{FOLDER}/screen.html": page(
            "publicity_screen.html", notice=notice, pages=screen_pages(notice),
            **sealed("publicity_screen.css", "publicity_screen.js"),
        ),
        f"{FOLDER}/journal.txt": write_journal(notice),
    }  # fmt: skip


def _units(notice: Notice) -> list[tuple[str, list[Pledge]]]:
    return [(unit, list(own)) for unit, own in groupby(notice.pledges, key=lambda pledge: pledge.unit)]
