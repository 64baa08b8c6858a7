"""The month's pages: index.html, a page a unit, a page a ledger; each one file, readable on a phone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.bulletin import standing_words
from pipeline.contents import lying_beside
from pipeline.pages.index import index_words
from pipeline.pages.ledger import ledger_pages
from pipeline.pages.unit import unit_words
from pipeline.webpage import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.config import Config
    from pipeline.model import Consolidation
    from pipeline.roster import Unit

__all__ = ["pages", "unit_page"]


def pages(config: Config, month: Consolidation, beside: Iterable[str] = ()) -> dict[str, bytes]:
    """Return the release's pages by path; what is sensitive stands on the unit's own page alone.

    `beside` are the paths of the release's other files: the first page leads to them.
    """
    shared = _shared(config, month)
    ledgers = ledger_pages(config, month)
    found = {
        "index.html": page(
            "index.html", **shared, **index_words(config, month, ledgers), beside=lying_beside(beside)
        )
    }
    for unit in config.units_in(config.period(month.period)):
        if config.category(unit).fills == "units":
            found[f"units/{unit.id}.html"] = _unit_page(config, month, unit, home="../index.html")
    return found | {each.path: page("ledger.html", **shared, **each.words) for each in ledgers}


def unit_page(config: Config, month: Consolidation, unit: Unit) -> bytes:
    """Return the page of one unit by itself, as it is sent: it leads nowhere."""
    return _unit_page(config, month, unit, home="")


def _unit_page(config: Config, month: Consolidation, unit: Unit, home: str) -> bytes:
    return page("unit.html", **_shared(config, month), **unit_words(config, month, unit), home=home)


def _shared(config: Config, month: Consolidation) -> dict[str, object]:
    return {
        "school": config.settings.school, "period": config.period(month.period), "state": month.stage.words,
        "standing": standing_words(month.stage), "rubric_version": config.rubric.version,
        "now": f"{month.now:%Y-%m-%d %H:%M}",
    }  # fmt: skip
