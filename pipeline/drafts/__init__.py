"""Drafts that leaders edit in WPS or Word before they sign: 工作简报, 督办通知单, 报送表, 总结报告, 表彰决定.

Nothing that a unit wrote in a sensitive ledger is in any of them; the number of the item stands for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.drafts import filing, month, notice, year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle import Section
    from pipeline.config import Config
    from pipeline.model import Consolidation, YearBook

__all__ = ["draft_files", "notice_path", "year_draft_files"]

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
"""What no file name may hold."""


def draft_files(config: Config, consolidation: Consolidation) -> dict[str, bytes]:
    """Return the drafts of a month by path: the brief, a notice for each unit that needs one, what is to be filed."""
    files = {month.NAME: month.work_brief(config, consolidation)}
    files |= {_notice(unit): made for unit, made in notice.notices(config, consolidation).items()}
    files |= {f"{to}报送表": made for to, made in filing.month_filings(config, consolidation).items()}
    return _named(files)


def year_draft_files(config: Config, book: YearBook, report: Sequence[Section]) -> dict[str, bytes]:
    """Return the drafts of the year by path: the report, the decision on awards, what became of what was filed."""
    files = {"总结报告": year.year_report(config, book, report)}
    decision = year.award_decision(config, book)
    files |= {"表彰决定": decision} if decision else {}
    files |= {f"{to}报送表": made for to, made in filing.year_filings(config, book).items()}
    return _named(files)


def notice_path(unit: str) -> str:
    """Return where the 督办通知单 of the unit of this name lies, if there is one."""
    return _path(_notice(unit))


def _notice(unit: str) -> str:
    return f"{notice.NAME}_{unit}"


def _named(files: dict[str, bytes]) -> dict[str, bytes]:
    return {_path(name): content for name, content in files.items()}


def _path(name: str) -> str:
    return f"drafts/{_FORBIDDEN.sub('－', name)}.docx"
