"""Every file of a month and of a year: who may read what was typed there, and that all of it stays text.

Each cell that a person fills holds a token of its own, packed in words that would like to be more than text. What is
guarded is derived from the declarations; READERS says of every file whose eyes it is for: a file that is not there
fails, so that a new face is given its readers before anything else.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import docx
import icalendar
import openpyxl
import pytest
from lxml import html as pages

from pipeline.model import Change, Review, Stage, State
from pipeline.registers import read_registers, sha256_of, write_registers
from pipeline.yearend import bring_together, render_year
from tests.school import School
from tests.tables import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pipeline.config import Config, Period
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Merged
    from pipeline.roster import Unit

APRIL, MAY, DECEMBER = "2016-04", "2016-05", "2016-12"
UNITS = ("教务处", "政教处", "党政办公室", "七年级级部", "校领导")
HOSTS = "教务处"
"""The unit that meets every kind of hostile text in every column; the others a row a ledger."""

EVERYBODY, ITS_UNIT, OFFICE, PUBLIC = "everybody", "its unit", "office", "public"
READERS = {
    "month": {
        "三比一争汇总_*.xlsx": EVERYBODY, "index.html": EVERYBODY, "ledgers/*.html": EVERYBODY,
        "units/*.html": ITS_UNIT, "returns/退改件_*.xlsx": ITS_UNIT, "returns/退回通知.txt": EVERYBODY,
        "drafts/*.docx": EVERYBODY, "supervision/*": EVERYBODY, "publicity/*": PUBLIC,
        "records/*.csv": OFFICE, "findings.csv": OFFICE, "intake.json": OFFICE,
        "scores.json": EVERYBODY, "guards.json": EVERYBODY, "rubric.json": EVERYBODY, "manifest.json": EVERYBODY,
    },
    "year": {
        "三比一争汇总_*.xlsx": EVERYBODY, "index.html": EVERYBODY, "report.html": EVERYBODY,
        "units/*.html": EVERYBODY, "drafts/*.docx": EVERYBODY, "publicity/*": PUBLIC, "records/*.csv": OFFICE,
        "scores.json": EVERYBODY, "rubric.json": EVERYBODY, "manifest.json": EVERYBODY,
    },
}  # fmt: skip
"""Whose eyes each file of a release is for; nobody else's guarded words may stand there (domain.md, style.md)."""

KINDS: tuple[Callable[[str], str], ...] = (
    lambda token: f'=HYPERLINK("{token}","http://example.invalid")',
    lambda token: f'<script>alert("{token}")</script><img src=x onerror=alert(1)>',
    lambda token: f"+cmd|{token}' /C calc'!A0",
    lambda token: f"-1+1{token}",
    lambda token: f"@SUM(1,{token})",
    lambda token: f"先\u202e{token}\u202c后\u200f\u2067乙",
    lambda token: f"{token}{'长' * (32_767 - len(token))}",
    lambda token: f"先_x0007__x0000_{token}_x001B_后_x000D_",
    lambda token: "{{ 7*7 }}" + token + "{% for x in y %}",
    lambda token: f"\"'{token}&quot;\" onmouseover=\"alert(1)\" x='</style><a href='javascript:alert(1)'>",
    lambda token: f"http://example.invalid/{token}?a=b",
    lambda token: f"{token}\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:假",
    lambda token: f"\t=1+1{token}",
    lambda token: '{ INCLUDETEXT "' + token + '" }<w:fldSimple w:instr="DDE"/>]]><!--',
    lambda token: f"'=1+1{token}",
)
"""What one types to be more than text: a formula, markup, a field, an event; and what does not fit or does not show."""

TOKEN = re.compile(r"密(\d{4})密")
FIRST_SUM = 7_310_000
SUM = re.compile(r"(?<![\w.])731\d{4}(?![\w])")
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


@dataclass(frozen=True)
class Planted:
    """A token: the ledger and column it was typed into, whose row it is, and what guards it."""

    ledger: str
    field: str
    unit: str
    guarded: bool
    public: bool


class Town:
    """One school with a token in every cell; April, May and December came, May is issued, the year is closed."""

    def __init__(self, folder: Path, *, hostile: bool = True) -> None:
        """Let everything arrive, bring it together and render it."""
        self.hostile = hostile
        self.planted: list[Planted] = []
        self.school = School(folder, UNITS)
        self.config: Config = self.school.config
        self.done: set[str] = set()
        for period_id in (APRIL, MAY, DECEMBER):
            self._month(self.config.period(period_id))
        self.merged: dict[str, Merged] = {}
        self.releases: dict[str, dict[str, bytes]] = {}
        for period_id in (APRIL, MAY, DECEMBER):
            month = self.school.consolidate(period_id)
            self.merged[period_id] = month.merged
            if period_id == MAY:
                line = next(each for each in month.scores if each.name == HOSTS).because[0]
                day = date(2016, 6, 18)
                texts = iter(self._text("stage", "words", "jiaowu", n) for n in range(len(KINDS)))
                changes = tuple(
                    Change("jiaowu", "目标承诺", line.id, "72.00", "86.00", words, line.where) for words in texts
                )
                reviews = tuple(
                    Review(MAY, "jiaowu", line.id, each.reason, day, day, "", None, None, "", line.where)
                    for each in changes
                )
                stage = Stage(
                    State.ISSUED, 2, "竹文清", datetime(2016, 6, 9, 9), datetime(2016, 6, 9, 16),  # noqa: DTZ001
                    review_until=date(2016, 6, 20), restates=1, changes=changes, reviews=reviews,
                )  # fmt: skip
                self.releases["2016-05 印发"] = self.school.office.render(replace(month, stage=stage))
            self.releases[period_id] = self.school.office.render(month)
        office = self.school.office
        self.releases["2016"] = render_year(office, bring_together(office, "2016"))

    def _month(self, period: Period) -> None:
        """Let every unit's workbook of the period arrive, each ledger filled the first time it is due."""
        for unit in self.config.units_in(period):
            duties = self.config.duties(unit, period)
            fresh = [each for each in duties if f"{unit.id}/{each.id}" not in self.done]
            self.done |= {f"{unit.id}/{each.id}" for each in fresh}
            tables = {each.id: self._rows(unit, each, period) for each in fresh}
            if not duties:
                continue
            file = self.school.returns(period.id, unit.name, tables)
            if self.hostile:
                self._named(file, unit, period)

    def _named(self, file: str, unit: Unit, period: Period) -> None:
        """Let the file have a name that would like to be more, and its sheets too where a unit renamed them."""
        path = self.config.submissions / file
        data = path.read_bytes()
        name = self._text("file", "name", unit.id, len(self.planted)).replace("/", "／").replace("\t", "")[:60]
        path.unlink()
        path = path.with_name(f"{name.strip()}.xlsx")
        path.write_bytes(data)
        registers = read_registers(self.config.submissions)
        received = tuple(
            replace(r, sha256=sha256_of(data), file=f"{period.id}/{path.name}") if r.file == file else r
            for r in registers.received
        )
        write_registers(self.config.submissions, registers, replace(registers, received=received))

    def _rows(self, unit: Unit, ledger: Ledger, period: Period) -> list[dict[str, Any]]:
        """Return as many rows as there are kinds of hostile text, and one in which nothing is what it should be."""
        most = len(KINDS) if unit.name in {HOSTS, "领导小组办公室", "考评组"} else 2
        keys = {line.field: self._keys(unit, line.codes, own=line.own) for line in ledger.lines}
        if keys:
            most = min([most, *(len(words) for words in keys.values())])
        rows = [self._row(unit, ledger, period, n, {k: w[n] for k, w in keys.items()}) for n in range(most)]
        if not keys and not ledger.of:
            rows.append(self._wrong(unit, ledger))
        return rows

    def _keys(self, unit: Unit, codes: str, *, own: bool) -> list[str]:
        if own:
            return [each.name for each in self.config.settings.codes.five_a if unit.id in each.units]
        return list(self.config.tables[codes])

    def _row(self, unit: Unit, ledger: Ledger, period: Period, n: int, keys: dict[str, str]) -> dict[str, Any]:
        row: dict[str, Any] = dict(keys)
        whose = unit.id
        for field in ledger.typed_fields:
            if field.name == "subject" and field.name not in row:
                row["subject"] = HOSTS
            if field.name == "subject":
                whose = self.config.find_unit(str(row["subject"])).id  # type: ignore[union-attr]
        for index, field in enumerate(ledger.typed_fields):
            if field.name in row:
                continue
            if field.kind == "text" and field.name not in {"number", "column", "related"}:
                row[field.name] = self._text(ledger.id, field.name, whose, index + n)
            elif field.kind in {"number", "integer"} and self._guarded(ledger.id, field.name):
                row[field.name] = FIRST_SUM + self._plant(ledger.id, field.name, whose)
        row |= self._days(ledger, period, n)
        if ledger.of:
            of = self.config.ledgers[ledger.of]
            row["number"] = f"{HOSTS}-{of.items}-{n + 1:03}"
            row.pop(of.key, None)
        if ledger.id == "decisions":
            row |= self._decision(n)
        return row

    def _days(self, ledger: Ledger, period: Period, n: int) -> dict[str, str]:
        """Return days so that some rows are overdue, some done, some due next month with a milestone before."""
        names = {field.name for field in ledger.typed_fields}
        days: dict[str, str] = {}
        if "deadline" in names:
            days["deadline"] = f"{period.id}-20" if n % 3 < 2 else "2016-06-20"
        if "finished_on" in names and n % 3 == 1:
            days["finished_on"] = f"{period.id}-18"
        if "milestone_on" in names:
            days["milestone_on"] = "2016-06-10"
        return days

    def _decision(self, n: int) -> dict[str, Any]:
        """Return a decision: a weight, and of every third row one that speaks of something guarded."""
        if n % 3:
            weight = {"kind": "立项", "target": "表1 目标承诺", "number": f"{HOSTS}-承诺-{n:03}", "weight": 2}
            return {**weight, "column": None, "old": None, "new": None}
        words = {
            name: self._text("conduct", f"decisions.{name}", "jiaowu", n)
            for name in ("old", "new", "reason", "basis")
        }
        place = {"kind": "更正审批", "target": "表6 作风整改", "number": f"{HOSTS}-作风-{n + 1:03}", "column": "问题表现"}
        return {**place, **words, "first_period": "5月"}

    def _wrong(self, unit: Unit, ledger: Ledger) -> dict[str, Any]:
        """Return a row with words where there should be a day, a figure or a choice: the messages quote them."""
        row = {
            field.name: self._text(ledger.id, field.name, unit.id, index)
            for index, field in enumerate(ledger.typed_fields)
            if field.name not in {"number", "subject"} and KINDS[index % len(KINDS)]("")[:1]
        }
        return row | ({"subject": HOSTS} if any(f.name == "subject" for f in ledger.typed_fields) else {})

    def _text(self, ledger: str, field: str, unit: str, kind: int) -> str:
        token = f"密{self._plant(ledger, field, unit):04}密"
        return KINDS[kind % len(KINDS)](token) if self.hostile else f"平常的话{token}"

    def _plant(self, ledger: str, field: str, unit: str) -> int:
        self.planted.append(
            Planted(ledger, field, unit, self._guarded(ledger, field), self._public(ledger, field))
        )
        return len(self.planted) - 1

    def _guarded(self, ledger: str, field: str) -> bool:
        return ledger in self.config.ledgers and self.config.ledgers[ledger].guards(field)

    def _public(self, ledger: str, field: str) -> bool:
        """Tell whether `publicity` in config.yaml makes the column public; the promise's owner always is."""
        declared = self.config.settings.publicity
        assert declared is not None
        shown = [each for each in (declared.promises, declared.honours) if each]
        columns = {(each.ledger, column) for each in shown for column in each.columns}
        owner = (declared.promises.ledger, self.config.ledgers[declared.promises.ledger].owner)
        return (ledger, field) in {*columns, owner}


def found_in(text: str, town: Town) -> set[int]:
    """Return the tokens that stand in a text, its sums too."""
    sums = {int(each) - FIRST_SUM for each in SUM.findall(text.replace(",", ""))}
    return {int(each) for each in TOKEN.findall(text)} | {each for each in sums if each < len(town.planted)}
