"""A whole workbook: whose it is, which sheets are ledgers, and what is to be said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.check.identity import Claim, claims_of
from pipeline.check.sheet import Sheets, read_ledger
from pipeline.forms import COVER_SHEET, SIGN_SHEET, sheet_name
from pipeline.model import Finding, Submission, Where
from pipeline.reader import Book, Problem, Sheet, read_book

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import LedgerReturn
    from pipeline.roster import Unit

PASSED_OVER = frozenset({COVER_SHEET, SIGN_SHEET, "_选项"})


@dataclass(frozen=True, slots=True)
class Task:
    """A workbook to check: its content, its name among the submissions, its hash, arrival, and for which period.

    `saved_over`: it differs from what was first received in its place.
    """

    data: bytes
    file: str
    sha256: str
    arrived: datetime
    period: str
    saved_over: bool = False


def check_file(config: Config, task: Task) -> Submission:
    """Return the workbook, read and checked; never raises for anything that is in the file."""
    book = read_book(re.split(r"[/!]", task.file)[-1], task.data, PASSED_OVER)
    if isinstance(book, Problem):
        named = Claim.of_name(config, task.file)
        unit = named.unit.id if named.unit else ""
        finding = Finding(book.code, Where(task.file), unit, book.context)
        return Submission(task.file, task.sha256, unit, task.period, findings=(finding,), readable=False)
    return check_book(config, task, book)


def check_book(config: Config, task: Task, book: Book) -> Submission:
    """Return the checked submission that `book` holds."""
    sheets = {ledger.id: sheet for sheet in book.sheets if (ledger := _ledger_of(config, sheet)) is not None}
    claims, said = claims_of(config, task, book)
    if claims.unit is None:
        finding = Finding("identity-unknown", Where(task.file))
        return Submission(task.file, task.sha256, period=task.period, findings=(*said, finding))
    unit = claims.unit
    expected = config.period(task.period)
    if claims.period is not None and claims.period != expected:
        said.append(_other_period(task, claims, unit, expected))
        found = claims.period.id
        return Submission(task.file, task.sha256, unit.id, found, claims.version, findings=_owned(said, unit.id))
    if claims.version and claims.version != config.ledgers.version:
        said.append(_old_template(task, claims, config))
    returns: dict[str, LedgerReturn] = {}
    duties = {each.id for each in config.duties(unit, expected)}
    for ledger_id, sheet in sheets.items():
        ledger = config.ledgers[ledger_id]
        place = Sheets(config, unit, expected, ledger, task.file, task.arrived, sheet)
        returned, findings = read_ledger(place)
        if ledger_id in duties:
            returns[ledger_id] = returned
            said += findings
        elif returned.records or returned.set_aside:
            first = (returned.records + returned.set_aside)[0]
            said.append(Finding("ledger-not-duty", first.at(), context={"unit_name": unit.name}))
    head = dict(claims.head)
    return Submission(
        task.file, task.sha256, unit.id, expected.id, claims.version, head, returns, _owned(said, unit.id)
    )


def _owned(findings: list[Finding], unit: str) -> tuple[Finding, ...]:
    return tuple(Finding(f.code, f.where, unit, f.context) for f in findings)


def _ledger_of(config: Config, sheet: Sheet) -> Ledger | None:
    """Return the ledger whose name the sheet bears, or whose title stands in its first rows."""
    titles = {plain(sheet.name)}
    titles |= {plain(str(cell)) for row in sheet.rows[:3] for cell in row if isinstance(cell, str) and cell}
    for ledger in config.ledgers.all:
        if plain(sheet_name(ledger.title)) == plain(sheet.name):
            return ledger
    return next((each for each in config.ledgers.all if plain(each.title) in titles), None)


def _other_period(task: Task, claims: Claim, unit: Unit, expected: Period) -> Finding:
    context = {
        "found": claims.period.name if claims.period else "", "wanted": expected.name, "unit_name": unit.name,
        "sheet": claims.period_at.sheet, "cell": claims.period_at.cell,
    }  # fmt: skip
    return Finding("identity-period-differs", Where(task.file, claims.period_at.sheet, claims.period_at.cell), context=context)


def _old_template(task: Task, claims: Claim, config: Config) -> Finding:
    context = {"found": claims.version, "wanted": config.ledgers.version}
    return Finding("template-old", Where(task.file), context=context)
