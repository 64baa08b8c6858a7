"""output/index.html: every month and the year, each with the edition that lies there and those that were issued."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.archive import published_document, revision_name
from pipeline.errors import PipelineError, PublishError
from pipeline.model import Stage, State, chinese_day
from pipeline.registers import write_atomically
from pipeline.webpage import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.config import Config

FIRST = "index.html"


def open_front_door(config: Config) -> None:
    """Write the page anew from what lies in output/; it is no release, and none fails for it."""
    rows = list(_rows(config))
    if rows:
        data = page("front_door.html", school=config.settings.school, year=config.settings.year, rows=rows)
        with suppress(PublishError):
            write_atomically(config.output / FIRST, data)


def _rows(config: Config) -> Iterator[dict[str, object]]:
    """Yield what is there, the year first, then the months from the last to the first."""
    year = str(config.settings.year)
    names = [(year, f"{year}年度"), *((p.id, f"{p.last.year}年{p.name}") for p in reversed(config.periods))]
    for name, title in names:
        told = _published(config.output / name)
        if told is None:
            continue
        stage, day = told
        yield {
            "title": title, "state": stage.words, "day": day, "first": f"{quote(name)}/{FIRST}",
            "workbook": quote(f"{name}/{config.result_name(name)}"), "issued": list(_issued(config, name)),
        }  # fmt: skip


def _issued(config: Config, name: str) -> Iterator[dict[str, str]]:
    """Yield the editions that were issued, by whichever number follows without a gap."""
    revision = 1
    while (told := _published(config.output / revision_name(name, revision))) is not None:
        yield {"name": told[0].edition, "path": quote(f"{revision_name(name, revision)}/{FIRST}")}
        revision += 1


def _published(folder: Path) -> tuple[Stage, str] | None:
    """Return where a release stands and its day, None where none lies there that can be read."""
    with suppress(PipelineError, KeyError, ValueError):
        document = published_document(folder / "manifest.json")
        day = chinese_day(datetime.fromisoformat(document["clock"]).date())
        return Stage(State(document["state"]), document["revision"]), day
    return None
