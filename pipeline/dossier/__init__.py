"""archive/: what the office files on paper, for a period and for the year, as pages that a browser prints on A4.

归档材料.html is the whole set: cover, contents, every part on a new page, the files it rests on. 报送签字页.html has a
line a unit to sign, 核对签字单.html a slip a unit with its own score. Of sensitive ledgers numbers and counts alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.dossier.common import BY_HAND, cover_lines
from pipeline.dossier.month import month_parts
from pipeline.dossier.sheet import numeral
from pipeline.dossier.signing import sign_table, slips, year_sign_table, year_slips
from pipeline.dossier.year import year_parts
from pipeline.model import chinese_day
from pipeline.webpage import page, sealed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.chronicle import Chronicle
    from pipeline.config import Config
    from pipeline.dossier.sheet import Part, Table
    from pipeline.dossier.signing import Slip
    from pipeline.model import Consolidation, YearBook

FOLDER = "archive"
SET, SIGNED, SLIPS = "归档材料", "报送签字页", "核对签字单"


def dossier_files(config: Config, month: Consolidation, inputs: Mapping[str, str]) -> dict[str, bytes]:
    """Return the period's set, its sheet for units to sign, and their slips where there are scores.

    `inputs` are the fingerprints of what was looked at, by path.
    """
    period = config.period(month.period)
    name = f"{period.last.year}年{period.name}"
    span = f"{chinese_day(period.first)}至{chinese_day(period.last)}"
    parts = month_parts(config, month, inputs)
    return _files(
        config,
        month,
        name,
        (("填报月份", f"{name}（{span}）"),),
        parts,
        sign_table(config, month),
        slips(month),
    )


def year_dossier_files(
    config: Config, book: YearBook, facts: Chronicle, inputs: Mapping[str, str]
) -> dict[str, bytes]:
    """Return the year's set, its sheet for units to sign, and their slips; `inputs` as for a period."""
    name = f"{book.year}年度"
    told = (("考评年度", f"{book.year}年"), ("考核基准日", chinese_day(book.cutoff)))
    parts = year_parts(config, book, facts, inputs)
    return _files(config, book, name, told, parts, year_sign_table(facts), year_slips(config, book))


def _files(
    config: Config, result: Consolidation | YearBook, name: str, told: Sequence[tuple[str, str]],
    parts: Sequence[Part], signed: Table, own: Sequence[Slip],
) -> dict[str, bytes]:  # fmt: skip
    school, stage = config.settings.school, result.stage
    day = chinese_day((stage.issued or result.now).date())
    shared: dict[str, object] = {
        "school": school, "name": name, "state": stage.words, "draft": stage.issued is None, "day": day,
        "rubric_version": config.rubric.version, "now": f"{result.now:%Y-%m-%d %H:%M}",
    }  # fmt: skip

    def made(title: str, view: str, **words: object) -> bytes:
        foot = f"考评细则 {config.rubric.version}　{result.now:%Y-%m-%d %H:%M} 汇总"
        edge = {"head": school.name, "title": f"{name}{title}", "state": stage.words, "foot": foot}
        return page(view, title=title, **shared, **words, **sealed("dossier.css", **edge))

    numbered = [(numeral(number), part) for number, part in enumerate(parts, start=1)]
    cover = (*told, *cover_lines(config, stage, result.now))
    files = {
        SET: made(SET, "dossier.html", cover=cover, by_hand=BY_HAND, parts=numbered),
        SIGNED: made(SIGNED, "dossier_signed.html", table=signed),
    }
    if own:
        files[SLIPS] = made(SLIPS, "dossier_slips.html", slips=own)
    return {f"{FOLDER}/{title}.html": content for title, content in files.items()}
