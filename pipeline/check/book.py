"""A whole workbook: whose it is, which sheets are ledgers, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain
from pipeline.check.amended import amended, told
from pipeline.check.identity import Claim, claim_of_name, identity_of, place_of
from pipeline.check.leftovers import carried_on, left_on_sheet
from pipeline.check.months import NO_MONTH
from pipeline.check.people import roll_of
from pipeline.check.place import Place
from pipeline.check.sheet import left_out, read_ledger
from pipeline.forms import COVER_SHEET, IDENTITY_SHEET, LEFTOVER_SHEET, RETURN_SHEET, SIGN_SHEET, sheet_name
from pipeline.held import Held
from pipeline.ledger import age_of, is_version
from pipeline.model import Finding, Leftover, Submission, Where
from pipeline.reader import Book, Problem, Sheet, read_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Amendment, LedgerReturn
    from pipeline.roster import Unit

PASSED_OVER = frozenset({COVER_SHEET, SIGN_SHEET, RETURN_SHEET, "_选项"})
TITLE_AREA = 3
MOST_LEFTOVERS = 2_000


@dataclass(frozen=True, slots=True)
class Task:
    """A workbook to check: its content, its name among the submissions, its hash, arrival, and for which period.

    The content is given, or where it is held. `saved_over`: it differs from what was first received in its place.
    `unit`, by id, is whose it is by the office's decision, and then it is of `period` whatever it says itself.
    `amendments` are the cells in it that the office corrected.
    """

    content: bytes | Held
    file: str
    sha256: str
    arrived: datetime
    period: str
    saved_over: bool = False
    unit: str = ""
    amendments: tuple[Amendment, ...] = ()


def check_file(config: Config, task: Task) -> Submission:
    """Return the workbook, read and checked; never raises for anything that is in the file, or not any more."""
    book = _read(task)
    if isinstance(book, Problem):
        checked = _unreadable(config, task, book)
    else:
        checked = told(check_book(config, task, amended(book, task.amendments)), task.amendments)
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
    named = config.find_unit(task.unit) or claim_of_name(config, task.file).unit
    finding = Finding(problem.code, Where(task.file), context=problem.context)
    unit = named.id if named else ""
    return Submission(task.file, task.sha256, unit, task.period, findings=(finding,), readable=False)


def _saved_over(task: Task) -> list[Finding]:
    return [Finding("file-saved-over", Where(task.file))] if task.saved_over else []


def check_book(config: Config, task: Task, book: Book) -> Submission:
    """Return the checked submission that `book` holds; its rows are read, for the period asked, once a unit is known.

    Whether they count is another matter: `Submission.period` is the one that the workbook is of.
    """
    claim, said = _settled(config, task, book)
    said += [Finding("file-macros", Where(task.file))] if book.macros else []
    said += (
        [Finding("file-dressed", Where(task.file), context={"dressed": book.dressed})] if book.dressed else []
    )
    wanted = config.period(task.period)
    if claim.unit is None:
        said += [] if any(f.code == "school-differs" for f in said) else [_unknown(task)]
        return Submission(
            task.file, task.sha256, "", wanted.id, claim.version, claim.head, findings=tuple(said)
        )
    other = claim.month.name not in {"", wanted.name}
    if other and all(f.code != "identity-months-differ" for f in said):
        said.append(_other_period(claim, claim.unit, wanted))
    said += _of_version(config, task, claim.version)
    returns, more, left = _read_sheets(config, task, claim, wanted, book)
    found = claim.month.period if other else wanted
    return Submission(
        task.file, task.sha256, claim.unit.id, found.id if found else "", claim.version, claim.head, returns,
        (*said, *more), leftovers=_bounded(task, left),
    )  # fmt: skip


def _settled(config: Config, task: Task, book: Book) -> tuple[Claim, list[Finding]]:
    """Return whose the workbook is and for which month: as the office decided, else as it says itself."""
    claim, said = identity_of(config, task.file, book)
    decided = config.find_unit(task.unit)
    return (replace(claim, unit=decided, month=NO_MONTH), []) if decided else (claim, said)


def _unknown(task: Task) -> Finding:
    return Finding("identity-unknown", Where(task.file))


def _other_period(claim: Claim, unit: Unit, wanted: Period) -> Finding:
    context = {
        "found": claim.month.name, "wanted": wanted.name, "unit_name": unit.name, "place": place_of(claim.month_at),
    }  # fmt: skip
    return Finding("identity-period-differs", claim.month_at, context=context)


def _of_version(config: Config, task: Task, found: str) -> list[Finding]:
    """Say that the form is of another version: an older one that is known, a newer one, one that nobody knows."""
    wanted = config.ledgers.version
    if found in {"", wanted}:
        return []
    code = "template-old" if found in config.ledgers.former else "template-unknown"
    if is_version(found) and age_of(found) > age_of(wanted):
        code = "template-newer"
    return [Finding(code, Where(task.file), context={"found": found, "wanted": wanted})]


def _bounded(task: Task, left: list[Leftover]) -> tuple[Leftover, ...]:
    """Return as much as a sheet of leftovers can usefully show; the rest is said to stand in the original."""
    if len(left) <= MOST_LEFTOVERS:
        return tuple(left)
    rest = f"另有 {len(left) - MOST_LEFTOVERS} 处，原样在原件里"
    return (*left[:MOST_LEFTOVERS], Leftover(Where(task.file), rest))


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
    roll = roll_of(config, unit, period)
    for sheet in book.sheets:
        ledger = _ledger_of(config, sheet)
        if ledger is None:
            said += _not_read(task.file, sheet)
            left += _left_on(task.file, sheet)
            continue
        known = True
        place = Place(config, unit, period, ledger, task.file, task.arrived, sheet, roll, claim.head)
        returned, findings, of_sheet = read_ledger(place)
        second = ledger.id in found and found[ledger.id][0].started and returned.started
        left += left_out(place) if ledger.id not in duties or second else of_sheet
        if ledger.id not in duties:
            said += _not_theirs(unit, returned)
        elif ledger.id not in found or not found[ledger.id][0].started:
            found[ledger.id] = returned, [*_of_former_title(ledger, sheet, returned), *findings]
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
    """Return the ledger whose name the sheet bears, whose title stands in its first rows, or once did."""
    if sheet.name == LEFTOVER_SHEET:
        return None  # it names the sheets of what it keeps
    names = plain(sheet.name), _titles(sheet)
    today = {each.id: (each.title,) for each in config.ledgers.all}
    former = {each.id: each.former for each in config.ledgers.all}
    found = _bearing(today, *names) or _bearing(former, *names)
    return config.ledgers[found] if found else None


def _bearing(titles: Mapping[str, Sequence[str]], name: str, inside: frozenset[str]) -> str:
    """Return the ledger one of whose titles is the sheet's name, else stands inside it; "" for none."""
    named = (each for each, own in titles.items() if name in {plain(sheet_name(title)) for title in own})
    titled = (each for each, own in titles.items() if not inside.isdisjoint(map(plain, own)))
    return next(named, "") or next(titled, "")


def _titles(sheet: Sheet) -> frozenset[str]:
    """Return in normal form what stands in the rows where a title does."""
    filled = (cell for row in sheet.rows[:TITLE_AREA] for cell in row if isinstance(cell, str) and cell)
    return frozenset(map(plain, filled))


def _of_former_title(ledger: Ledger, sheet: Sheet, returned: LedgerReturn) -> list[Finding]:
    """Say that the sheet was known by a title of an older version of the forms."""
    own = {plain(ledger.title), plain(sheet_name(ledger.title))}
    if not returned.started or own & {plain(sheet.name), *_titles(sheet)}:
        return []
    where = Where(returned.file, sheet.name, returned.title_cell)
    return [Finding("sheet-former", where, context={"title": ledger.title})]
