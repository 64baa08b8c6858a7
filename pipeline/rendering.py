"""Every file of a release from a consolidated period: workbook, pages, machine files, return copies, manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.chronicle import tell_year, write_report
from pipeline.dossier import dossier_files, year_dossier_files
from pipeline.drafts import draft_files, year_draft_files
from pipeline.giveback import copy_notice
from pipeline.machine import as_json, machine_files, manifest_document, year_machine_files, year_manifest
from pipeline.pages import pages
from pipeline.publicity import publicity_files, year_publicity_files
from pipeline.supervision import supervision_files
from pipeline.template import render_handout
from pipeline.workbook import render_workbook, render_year_workbook
from pipeline.yearpages import year_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.config import Config
    from pipeline.forms import Handout
    from pipeline.model import Consolidation, YearBook

RETURNS = "returns"
NOTICE = "退回通知.txt"


def release_files(
    config: Config,
    month: Consolidation,
    copies: Mapping[str, Handout],
    inputs: Mapping[str, str],
    progress: Callable[[str, int, int], None],
) -> dict[str, bytes]:
    """Return every file by its path, the manifest last; `inputs` are the fingerprints of what was looked at."""
    steps = 3
    progress("制表", 0, steps)
    files = machine_files(config, month)
    files[config.result_name(month.period)] = render_workbook(config, month)
    progress("制表", 1, steps)
    progress("制表", 2, steps)
    files |= draft_files(config, month)
    files |= publicity_files(config, month)
    files |= supervision_files(config, month)
    files |= dossier_files(config, month, inputs)
    files |= _returns(config, month, copies)
    files |= pages(config, month, files)
    files["manifest.json"] = as_json(manifest_document(config, month, inputs, files))
    progress("制表", steps, steps)
    return files


def _returns(config: Config, month: Consolidation, copies: Mapping[str, Handout]) -> dict[str, bytes]:
    """Return the return copies, and what to paste with them."""
    if not copies:
        return {}
    files = {f"{RETURNS}/{name}": render_handout(copy) for name, copy in copies.items()}
    files[f"{RETURNS}/{NOTICE}"] = copy_notice(config, month, copies).encode("utf-8-sig")
    return files


def year_files(
    config: Config, book: YearBook, inputs: Mapping[str, str], progress: Callable[[str, int, int], None]
) -> dict[str, bytes]:
    """Return every file of the year's release by its path, the manifest last; `inputs` as for a period."""
    steps = 3
    progress("制表", 0, steps)
    facts = tell_year(config, book)
    report = write_report(config, book, facts)
    files = year_machine_files(config, book)
    progress("制表", 1, steps)
    files[config.result_name(str(book.year))] = render_year_workbook(config, book, facts, report)
    progress("制表", 2, steps)
    files |= year_draft_files(config, book, report)
    files |= year_publicity_files(config, book)
    files |= year_dossier_files(config, book, facts, inputs)
    files |= year_pages(config, book, facts, report, files)
    files["manifest.json"] = as_json(year_manifest(config, book, inputs, files))
    progress("制表", steps, steps)
    return files
