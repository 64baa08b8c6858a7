"""A whole workbook: whose it is, which sheets are ledgers, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain
from pipeline.check.identity import Claim, claim_of_name, identity_of
from pipeline.check.leftovers import carried_on, left_on_sheet
from pipeline.check.place import Place
from pipeline.check.sheet import left_out, read_ledger
from pipeline.forms import COVER_SHEET, IDENTITY_SHEET, LEFTOVER_SHEET, RETURN_SHEET, SIGN_SHEET, sheet_name
from pipeline.held import Held
from pipeline.model import Finding, Submission, Where
from pipeline.reader import Book, Problem, Sheet, read_book

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import LedgerReturn, Leftover
    from pipeline.roster import Unit

PASSED_OVER = frozenset({COVER_SHEET, SIGN_SHEET, RETURN_SHEET, "_选项"})
TITLE_AREA = 3


@dataclass(frozen=True, slots=True)
class Task:
    """A workbook to check: its content, its name among the submissions, its hash, arrival, and for which period.

    The content is given, or where it is held. `saved_over`: it differs from what was first received in its place.
    """

    content: bytes | Held
    file: str
    sha256: str
    arrived: datetime
    period: str
    saved_over: bool = False


def check_file(config: Config, task: Task) -> Submission:
    """Return the workbook, read and checked; never raises for anything that is in the file, or not any more."""
    book = _read(task)
    checked = _unreadable(config, task, book) if isinstance(book, Problem) else check_book(config, task, book)
    findings = tuple(replace(f, unit=checked.unit) for f in (*_saved_over(task), *checked.findings))
    return replace(checked, findings=findings)


def _read(task: Task) -> Book | Problem:
    try:
        data = task.content.read() if isinstance(task.content, Held) else task.content
    except OSError:
        return Problem("file-changed")
    return read_book(PurePosixPath(task.file).name, data, PASSED_OVER)


def lost(config: Config, task: Task) -> Submission:
    """Return what is known of a workbook whose reading killed the reader or overran its budget."""
    return _unreadable(config, task, Problem("file-timeout"))


def _unreadable(config: Config, task: Task, problem: Problem) -> Submission:
    named = claim_of_name(config, task.file).unit
    finding = Finding(problem.code, Where(task.file), context=problem.context)
    unit = named.id if named else ""
    return Submission(task.file, task.sha256, unit, task.period, findings=(finding,), readable=False)


def _saved_over(task: Task) -> list[Finding]:
    return [Finding("file-saved-over", Where(task.file))] if task.saved_over else []


def check_book(config: Config, task: Task, book: Book) -> Submission:
    """Return the checked submission that `book` holds; its rows are read where unit and period are certain."""
    claim, said = identity_of(config, task.file, book)
    said += [Finding("file-macros", Where(task.file))] if book.macros else []
    if claim.unit is None:
        said.append(Finding("identity-unknown", Where(task.file)))
        return Submission(task.file, task.sha256, period=task.period, findings=tuple(said))
    wanted = config.period(task.period)
    period = claim.period or wanted
    returns: dict[str, LedgerReturn] = {}
    left: list[Leftover] = []
    if period != wanted:
        said.append(_other_period(claim, claim.unit, period, wanted))
    else:
        if claim.version not in {"", config.ledgers.version}:
            versions = {"found": claim.version, "wanted": config.ledgers.version}
            said.append(Finding("template-old", Where(task.file), context=versions))
        returns, more, left = _read_sheets(config, task, claim, period, book)
        said += more
    return Submission(
        task.file, task.sha256, claim.unit.id, period.id, claim.version, claim.head, returns, tuple(said),
        leftovers=tuple(left),
    )  # fmt: skip


def _other_period(claim: Claim, unit: Unit, found: Period, wanted: Period) -> Finding:
    context = {"found": found.name, "wanted": wanted.name, "unit_name": unit.name, "place": claim.place}
    return Finding("identity-period-differs", claim.period_at, context=context)


def _read_sheets(
    config: Config, task: Task, claim: Claim, period: Period, book: Book
) -> tuple[dict[str, LedgerReturn], list[Finding], list[Leftover]]:
    """Return what each of the unit's ledgers returns, by id, what is to be said of all the sheets, what fits none."""
    unit = claim.unit
    if unit is None:
        return {}, [], []
    duties = {each.id for each in config.duties(unit, period)}
    found: dict[str, tuple[LedgerReturn, list[Finding]]] = {}
    said: list[Finding] = []
    left: list[Leftover] = []
    known = False
    for sheet in book.sheets:
        ledger = _ledger_of(config, sheet)
        if ledger is None:
            said += _not_read(task.file, sheet)
            left += _left_on(task.file, sheet)
            continue
        known = True
        place = Place(config, unit, period, ledger, task.file, task.arrived, sheet, claim.head)
        returned, findings, of_sheet = read_ledger(place)
        second = ledger.id in found and found[ledger.id][0].started and returned.started
        left += left_out(place) if ledger.id not in duties or second else of_sheet
        if ledger.id not in duties:
            said += _not_theirs(unit, returned)
        elif ledger.id not in found or not found[ledger.id][0].started:
            found[ledger.id] = returned, findings
        elif returned.started:
            context = {"title": ledger.title, "other": found[ledger.id][0].sheet}
            said.append(
                Finding("sheet-twice", Where(task.file, sheet.name, returned.title_cell), context=context)
            )
    if duties and not known:
        said.append(Finding("ledgers-lost", Where(task.file)))
    said += [finding for _, findings in found.values() for finding in findings]
    return {name: returned for name, (returned, _) in found.items()}, said, left


def _not_read(file: str, sheet: Sheet) -> list[Finding]:
    """Say that a sheet which is no ledger holds something; what is hidden nobody typed."""
    empty = all(is_blank(cell) for row in sheet.rows for cell in row)
    if empty or not sheet.visible or sheet.name in {IDENTITY_SHEET, LEFTOVER_SHEET}:
        return []
    return [Finding("sheet-unknown", Where(file, sheet.name, "A1"))]


def _left_on(file: str, sheet: Sheet) -> list[Leftover]:
    """Return what stands on a sheet that is no ledger, but on those that are ours."""
    if sheet.name == IDENTITY_SHEET:
        return []
    return carried_on(file, sheet) if sheet.name == LEFTOVER_SHEET else left_on_sheet(file, sheet)


def _not_theirs(unit: Unit, returned: LedgerReturn) -> list[Finding]:
    rows = (*returned.records, *returned.set_aside)
    return [Finding("ledger-not-duty", rows[0].at(), context={"unit_name": unit.name})] if rows else []


def _ledger_of(config: Config, sheet: Sheet) -> Ledger | None:
    """Return the ledger whose name the sheet bears, or whose title stands in its first rows."""
    name = plain(sheet.name)
    titles = {
        plain(cell) for row in sheet.rows[:TITLE_AREA] for cell in row if isinstance(cell, str) and cell
    }
    named = (each for each in config.ledgers.all if plain(sheet_name(each.title)) == name)
    titled = (each for each in config.ledgers.all if plain(each.title) in titles)
    return next(named, None) or next(titled, None)
