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
import posixpath
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import docx
import icalendar
import openpyxl
import pytest
from lxml import etree
from lxml import html as pages
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from pipeline.model import Change, Received, Review, Stage, State
from pipeline.registers import read_registers, sha256_of, write_registers
from pipeline.supervision.dates import dates_of
from pipeline.yearend import bring_together, render_year
from tests.school import School

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Consolidation
    from pipeline.roster import Unit
    from tests.school import Settings

APRIL, MAY, DECEMBER, YEAR = "2016-04", "2016-05", "2016-12", "2016"
UNITS = ("教务处", "政教处", "党政办公室", "七年级级部", "校领导")
HOSTS = "教务处"
"""The unit that meets every kind of hostile text in every column; the others a row or two a ledger."""
DRESSER = "七年级级部"
"""The unit that puts into its workbook what is no cell of a form: comment, link, sheet, title."""

EVERYBODY, ITS_UNIT, OFFICE, PUBLIC = "everybody", "its unit", "office", "public"
READERS = {
    "month": {
        "三比一争汇总_*.xlsx": EVERYBODY, "index.html": EVERYBODY, "ledgers/*.html": EVERYBODY,
        "units/*.html": ITS_UNIT, "returns/退改件_*.xlsx": ITS_UNIT, "returns/退回通知.txt": EVERYBODY,
        "drafts/*.docx": EVERYBODY, "supervision/*": EVERYBODY, "publicity/*": PUBLIC,
        "archive/*.html": EVERYBODY,
        "records/*.csv": OFFICE, "findings.csv": OFFICE, "intake.json": OFFICE,
        "scores.json": EVERYBODY, "guards.json": EVERYBODY, "rubric.json": EVERYBODY, "manifest.json": EVERYBODY,
    },
    "year": {
        "三比一争汇总_*.xlsx": EVERYBODY, "index.html": EVERYBODY, "report.html": EVERYBODY,
        "units/*.html": EVERYBODY, "drafts/*.docx": EVERYBODY, "publicity/*": PUBLIC, "records/*.csv": OFFICE,
        "scores.json": EVERYBODY, "rubric.json": EVERYBODY, "manifest.json": EVERYBODY, "archive/*.html": EVERYBODY,
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

NAMING = (0, 1, 2, 3, 4, 5, 9, 11, 13, 14)
"""The kinds that can be the name of a file."""

TOKEN = re.compile(r"密(\d{4})密")
MONEY = "万元"
FIRST_SUM = 7_310_000
SUM = re.compile(r"(?<![\w.])731\d{4}(?![\w])")
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
VIEWS = Path(__file__).parents[1] / "pipeline" / "views"
MARK = '<span class="" aria-hidden="">'
"""What pipeline/webpage.py writes besides the views."""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
QUOTED = re.compile(r'"(?:[^"]|"")*"')
"""Text inside a formula: 255 characters at most, or the workbook does not open."""
WORKING = ("{*}f", "{*}definedName", "{*}formula", "{*}formula1", "{*}formula2", "{*}hyperlink")
"""What works in a sheet."""
CELLS = (".xlsx", ".csv", ".json")
"""Files in which a text is a cell or a string to itself, kept as it was typed but for control characters."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


@dataclass(frozen=True)
class Planted:
    """A token: the ledger and column it was typed into, whose row it is, and what guards it."""

    ledger: str
    field: str
    unit: str
    guarded: bool
    public: bool


def _draw_everything(settings: Settings) -> None:
    """Let 抽查清单 list whatever was completed."""
    settings["rubric"]["guards"]["draw"]["items"] = 99


class Town:
    """One school with a token in every cell; April, May and December came, May is issued, the year is closed."""

    def __init__(self, folder: Path) -> None:
        """Let everything arrive, bring it together and render it."""
        self.planted: list[Planted] = []
        self.school = School(folder, UNITS, _draw_everything)
        self.config: Config = self.school.config
        for period_id in (APRIL, MAY, DECEMBER):
            self._month(self.config.period(period_id))
        office = self.school.office
        may, december = (office.consolidate(self.config.period(each)) for each in (MAY, DECEMBER))
        self.months = {MAY: replace(may, stage=self._stage(may)), DECEMBER: december}
        self.releases = {each: office.render(self.months[each]) for each in (MAY, DECEMBER)}
        self.releases[YEAR] = render_year(office, bring_together(office, YEAR))

    def _stage(self, may: Consolidation) -> Stage:
        """Return a second edition of May, corrected and asked about in every kind of words."""
        line = next(each for each in may.scores if each.name == HOSTS).because[0]
        words = [self._text("stage", "words", "jiaowu", kind) for kind in range(len(KINDS))]
        day = date(2016, 6, 18)
        changes = tuple(Change("jiaowu", "目标承诺", line.id, each, each, each, line.where) for each in words)
        reviews = tuple(
            Review(MAY, "jiaowu", line.id, w, day, day, "", None, None, "", line.where) for w in words
        )
        return Stage(
            State.ISSUED, 2, "竹文清", datetime(2016, 6, 9, 9), datetime(2016, 6, 9, 16),  # noqa: DTZ001
            review_until=date(2016, 6, 20), restates=1, changes=changes, reviews=reviews,
        )  # fmt: skip

    def _month(self, period: Period) -> None:
        """Let every unit's workbook of the period arrive, each ledger filled the first time it is due."""
        for unit in self.config.units_in(period):
            duties = self.config.duties(unit, period)
            may = self.config.period(MAY)
            in_may = set() if period is may else {each.id for each in self.config.duties(unit, may)}
            fresh = [each for each in duties if each.id not in in_may]
            tables = {each.id: self._rows(unit, each, period) for each in fresh}
            if not duties:
                continue
            file = self.school.returns(period.id, unit.name, tables)
            if unit.name == DRESSER and period is may:
                self._dressed(file, unit)
            self._named(file, unit, period)
        if period.id == MAY:
            self._stray()

    def _dressed(self, file: str, unit: Unit) -> None:
        """Let the unit have saved its workbook with a comment, a link, a formula, a sheet and a title of its own."""
        path = self.config.submissions / file
        book = openpyxl.load_workbook(path)
        self._dress(book, unit.id)
        book.save(path)
        self._arrived(file, file)

    def _stray(self) -> None:
        """Let a workbook arrive that is nobody's form."""
        book = openpyxl.Workbook()
        self._dress(book, "")
        name = f"{MAY}/{self._text('file', 'name', '', 1).replace('/', '／')}.xlsx"
        path = self.config.submissions / name
        book.save(path)
        registers = read_registers(self.config.submissions)
        moment = datetime(2016, 6, 3, 9)  # noqa: DTZ001 — local time
        received = Received(
            sha256_of(path.read_bytes()), MAY, name, moment, self._text("file", "sender", "", 0)
        )
        write_registers(
            self.config.submissions, registers, replace(registers, received=(*registers.received, received))
        )

    def _dress(self, book: openpyxl.Workbook, unit: str) -> None:
        sheet = book.create_sheet("=1+1<b>" + self._text("sheet", "name", unit, 14)[:20])
        for kind in range(len(KINDS)):
            sheet.append([self._text("sheet", "cell", unit, kind).split("_x")[0]])
        sheet["B1"].hyperlink = f"http://example.invalid/{self._text('sheet', 'link', unit, 3)}"
        own = book.worksheets[1 if unit else 0]["C6"]
        own.comment = Comment(self._text("sheet", "comment", unit, 1), self._text("sheet", "author", unit, 0))
        book.properties.title = self._text("sheet", "title", unit, 1)
        book.properties.creator = self._text("sheet", "creator", unit, 0)
        book.defined_names["名"] = DefinedName("名", attr_text=f'"{self._text("sheet", "defined", unit, 3)}"')

    def _named(self, file: str, unit: Unit, period: Period) -> None:
        """Let the file have a name that would like to be more."""
        path = self.config.submissions / file
        kind = NAMING[len(self.planted) % len(NAMING)]
        name = f"{self._text('file', 'name', unit.id, kind).replace('/', '／')}.xlsx"
        path.rename(path.with_name(name))
        self._arrived(file, f"{period.id}/{name}")

    def _arrived(self, file: str, name: str) -> None:
        """Let the register say that what arrived as `file` is called `name` and says what it says now."""
        registers = read_registers(self.config.submissions)
        sha = sha256_of((self.config.submissions / name).read_bytes())
        received = tuple(
            replace(each, sha256=sha, file=name) if each.file == file else each for each in registers.received
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

    def _row(
        self, unit: Unit, ledger: Ledger, period: Period, n: int, keys: dict[str, str]
    ) -> dict[str, Any]:
        """Return a row with a token in each column of words, and in each of figures that is guarded or money."""
        names = {field.name for field in ledger.typed_fields}
        row: dict[str, Any] = dict(keys) | self._days(names, period, n)
        if "subject" in names:
            row.setdefault("subject", HOSTS)
        whose = self.config.find_unit(row["subject"]) if "subject" in names else unit
        assert whose is not None
        if ledger.of:
            of = self.config.ledgers[ledger.of]
            row |= {"number": f"{HOSTS}-{of.items}-{n + 1:03}", of.key: None}
        if ledger.id == "decisions":
            row |= self._decision(n)
        for index, field in enumerate(ledger.typed_fields):
            if field.name in row or field.name in {"number", "related"}:
                continue
            if field.kind == "text":
                row[field.name] = self._text(ledger.id, field.name, whose.id, index + n)
            elif field.unit == MONEY or (
                field.kind in {"number", "integer"} and self._guarded(ledger.id, field.name)
            ):
                row[field.name] = FIRST_SUM + self._plant(ledger.id, field.name, whose.id)
        return row

    def _days(self, names: set[str], period: Period, n: int) -> dict[str, str]:
        """Return days so that some rows are overdue, some done, some due next month with a milestone before."""
        days = {
            "deadline": f"{period.id}-20" if n % 3 < 2 else "2016-06-20",
            "finished_on": f"{period.id}-18" if n % 3 == 1 else "",
            "milestone_on": "2016-06-10",
        }
        return {name: day for name, day in days.items() if day and name in names}

    def _decision(self, n: int) -> dict[str, Any]:
        """Return a decision about a promise, or of every second row about something guarded."""
        about, number = ("承诺", "") if n % 2 else ("作风", "表6 作风整改")
        kind = ("更正审批", "客观原因", "抽查不实", "立项", "延期")[n // 2 % 5]
        row: dict[str, Any] = {
            "kind": kind,
            "target": number or "表1 目标承诺",
            "number": f"{HOSTS}-{about}-{n + 1:03}",
        }
        row |= {
            "weight": 2 if kind == "立项" else None,
            "new_deadline": "2016-06-30" if kind == "延期" else None,
        }
        corrects = kind == "更正审批"
        row |= {"column": ("问题表现" if number else "工作目标") if corrects else None, "first_period": "5月"}
        row |= {} if corrects else {"old": None, "new": None}
        if number:
            words = ("old", "new", "reason", "basis") if corrects else ("reason", "basis")
            row |= {name: self._text("conduct", f"decisions.{name}", "jiaowu", n) for name in words}
        return row

    def _wrong(self, unit: Unit, ledger: Ledger) -> dict[str, Any]:
        """Return a row with words where there should be a day, a figure or a choice: the messages quote them."""
        names = [field.name for field in ledger.typed_fields if field.name not in {"number", "subject"}]
        row: dict[str, Any] = {
            name: self._text(ledger.id, name, "jiaowu" if ledger.filled_by != "units" else unit.id, index)
            for index, name in enumerate(names)
        }
        return row | ({"subject": HOSTS} if any(f.name == "subject" for f in ledger.typed_fields) else {})

    def _text(self, ledger: str, field: str, unit: str, kind: int) -> str:
        token = f"密{self._plant(ledger, field, unit):04}密"
        return KINDS[kind % len(KINDS)](token)

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


# reading every kind of file with a reader that is not ours


def text_of(name: str, data: bytes) -> str:
    """Return everything that can be read in a file: what is shown, and what lies behind it."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            raw = "\n".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())
        return html.unescape(raw) + "\n".join(_office_texts(name, data))
    text = data.decode("utf-8-sig")
    if name.endswith(".html"):
        return unquote(html.unescape(text)) + "".join(map(str, parsed(data).itertext()))
    if name.endswith(".ics"):
        events = icalendar.Calendar.from_ical(data).walk()
        return "\n".join(str(value) for event in events for value in event.values()) + text.replace(
            "\r\n ", ""
        )
    if name.endswith(".json"):
        return json.dumps(json.loads(text), ensure_ascii=False) + text
    return text


def parsed(data: bytes) -> Any:  # noqa: ANN401 — what lxml finds
    """Return a page as a browser takes it apart."""
    return pages.fromstring(data)


def _office_texts(name: str, data: bytes) -> Iterator[str]:
    if name.endswith(".docx"):
        document = docx.Document(io.BytesIO(data))
        yield from (p.text for p in document.paragraphs)
        yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if value is not None)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Return the school and everything that is made of it, once."""
    return Town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def texts(town: Town) -> dict[tuple[str, str], str]:
    """Return what can be read in every file, by release and path."""
    return {
        (release, name): text_of(name, data)
        for release, files in town.releases.items() for name, data in files.items()
    }  # fmt: skip


def files_of(town: Town, *endings: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield release, path and content of every file with one of these endings."""
    for release, files in town.releases.items():
        yield from ((release, name, data) for name, data in files.items() if name.endswith(endings))


def readers_of(release: str, name: str) -> str:
    """Return whose eyes a file is for; a file that READERS does not know, or knows twice, fails."""
    kind = "year" if release == YEAR else "month"
    found = [who for pattern, who in READERS[kind].items() if fnmatch(name, pattern)]
    assert len(found) == 1, f"{release}/{name}：READERS 里要写明给谁看"
    return found[0]


def unit_of(config: Config, name: str) -> str:
    """Return whose page or return copy a file is, by id; "" of the office's own copies, which its keepers filled."""
    stem = name.rsplit("/", 1)[-1]
    unit = next(u for u in config.units if stem == f"{u.id}.html" or stem.startswith(f"退改件_{u.name}_"))
    return unit.id if config.category(unit).fills == "units" else ""


# who may read what


def test_every_file_has_its_readers(town: Town) -> None:
    """No face is made without it being said whose eyes it is for, and none is spoken of that is not made."""
    for release, files in town.releases.items():
        for name in files:
            readers_of(release, name)
    for kind, patterns in READERS.items():
        names = [
            n
            for release, files in town.releases.items()
            if (release == YEAR) == (kind == "year")
            for n in files
        ]
        assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in names)] == []


def test_everything_typed_arrived(town: Town, texts: dict[tuple[str, str], str]) -> None:
    """Every column of words of every ledger, and every sum of money, is in the office's records: the net has no holes."""
    records = [text for (release, name), text in texts.items() if readers_of(release, name) == OFFICE]
    there = {i for text in records for i in found_in(text, town)}
    arrived = {(each.ledger, each.field) for i in there for each in [town.planted[i]]}
    written = {
        (ledger.id, field.name)
        for ledger in town.config.ledgers.all for field in ledger.typed_fields
        if (field.kind == "text" or field.unit == MONEY) and field.name not in {"number", "related", "column"}
        and not (ledger.of and field.name == town.config.ledgers[ledger.of].key)
    }  # fmt: skip
    assert written - arrived == set()


def test_what_is_guarded_is_where_it_may_be(town: Town, texts: dict[tuple[str, str], str]) -> None:
    """Words and sums of sensitive ledgers and columns: with their unit and the office, and in no other file at all."""
    leaks: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (release, name), text in texts.items():
        readers = readers_of(release, name)
        own = unit_of(town.config, name) if readers == ITS_UNIT else None
        if readers == OFFICE or own == "":
            continue
        for each in (town.planted[i] for i in found_in(text, town)):
            if (not each.public) if readers == PUBLIC else (each.guarded and each.unit != own):
                leaks[release, name].add(f"{each.ledger}.{each.field}（{each.unit}）")
    assert dict(leaks) == {}


def test_a_unit_s_page_shows_its_own_lines_alone(town: Town, texts: dict[tuple[str, str], str]) -> None:
    """Of what others typed there is the name of the file, where an inspection or a decision came from, and no more."""
    for (release, name), text in texts.items():
        if readers_of(release, name) == ITS_UNIT and (own := unit_of(town.config, name)):
            strange = {town.planted[i] for i in found_in(text, town) if town.planted[i].unit != own}
            assert {each.ledger for each in strange} <= {"file"}, f"{release}/{name}"


def test_a_unit_finds_its_own_guarded_words(town: Town, texts: dict[tuple[str, str], str]) -> None:
    """They are withheld from others and not from who wrote them: page and return copy show them."""
    shown = {i for (release, name), text in texts.items() if readers_of(release, name) == ITS_UNIT
             for i in found_in(text, town)}  # fmt: skip
    fields = {(town.planted[i].ledger, town.planted[i].field) for i in shown if town.planted[i].guarded}
    assert fields >= {
        ("conduct", "problem"),
        ("conduct", "owner"),
        ("clearance", "amount"),
        ("liaison", "contact"),
    }


# what was typed stays text


@pytest.mark.parametrize("release", [MAY, DECEMBER, YEAR])
def test_no_cell_becomes_a_formula_or_a_link(town: Town, release: str) -> None:
    """Formulas and links of a workbook are the program's own, and lead nowhere outside; no name, comment or rule is typed."""
    for name, data in town.releases[release].items():
        if not name.endswith(".xlsx"):
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                root = etree.fromstring(parts.read(part))
                for element in root.iter(*WORKING):
                    assert len(element.attrib.pop("tooltip", "")) <= 255, f"{name} {part}"
                    element.attrib.pop("display", "")
                    told = "".join((element.text or "", *map(str, element.values())))
                    quoted = QUOTED.findall(told)
                    assert max(map(len, quoted), default=0) <= 257, f"{name} {part}"
                    assert len(told) <= 8192, f"{name} {part}"
                    told = QUOTED.sub("", told)
                    assert not re.search(r"密\d{4}密|HYPERLINK\(|http|!A0", told), f"{name} {part} {told}"
                assert all(each.get("TargetMode") != "External" for each in root), f"{name} {part}"
            kept = () if name.startswith("returns/") else ("comments",)
            assert not [part for part in parts.namelist() for word in (*kept, "externalLink") if word in part]
            core = parts.read("docProps/core.xml").decode()
            assert not TOKEN.search(core)


def test_a_page_has_no_element_that_was_typed(town: Town) -> None:
    """Elements and attributes are those of the views, scripts and styles theirs to the letter; links lead to what is there."""
    views = "".join(path.read_text(encoding="utf-8") for path in VIEWS.glob("*.html")) + MARK
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", views)) | {"tbody", "span"}
    names = set(re.findall(r"[\s\"']([a-z][a-z-]*)(?:=|[\s>])", views.lower()))
    for release, name, data in files_of(town, ".html"):
        page = parsed(data)
        for element in page.iter(etree.Element):
            assert element.tag in tags, f"{release}/{name} <{element.tag}>"
            assert set(element.keys()) <= names, f"{release}/{name} {element.keys()}"
            assert not any(key.startswith("on") for key in element.keys())  # noqa: SIM118 — of lxml
        for element in page.iter("script", "style"):
            assert not TOKEN.search(element.text or "")
        assert len(list(page.iter("script"))) <= 1
        for link in [*page.xpath("//@href"), *page.xpath("//@src")]:
            target = unquote(str(link)).split("#")[0]
            place = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if target else name
            assert place in town.releases[release] or str(link).startswith("data:"), (
                f"{release}/{name} {link}"
            )
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(policy) == 1
        assert "default-src 'none'" in policy[0]


def test_a_draft_has_no_field_that_was_typed(town: Town) -> None:
    """A draft opens; its only field is the page number, it leads nowhere, and its properties are the program's."""
    drafts = list(files_of(town, ".docx"))
    assert drafts
    for release, name, data in drafts:
        document = docx.Document(io.BytesIO(data))
        assert not TOKEN.search(f"{document.core_properties.title}{document.core_properties.author}")
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                root = etree.fromstring(parts.read(part))
                fields = [
                    e.text or e.get(f"{{{W}}}instr")
                    for e in root.iter(f"{{{W}}}instrText", f"{{{W}}}fldSimple")
                ]
                assert {str(field).strip() for field in fields} <= {"PAGE"}, f"{release}/{name} {fields}"
                assert not list(root.iter(f"{{{W}}}hyperlink", f"{{{W}}}object", f"{{{W}}}altChunk"))
                assert all(each.get("TargetMode") != "External" for each in root), f"{release}/{name} {part}"
        assert not re.search(r"49密\d{4}密", text_of(name, data))


def test_no_cell_of_a_table_of_text_begins_a_formula(town: Town) -> None:
    """Excel and WPS find text in every CSV: what would begin a formula stands behind a quote; numbers are numbers."""
    for release, name, data in files_of(town, ".csv"):
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1, f"{release}/{name}"
        begun = [
            cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r") and not NUMBER.fullmatch(cell)
        ]
        assert not [cell for cell in begun if cell], f"{release}/{name} {begun[:3]}"


def test_a_calendar_has_the_events_that_fall_due(town: Town) -> None:
    """What is typed makes no event and no line of its own; lines are as long as they may be."""
    calendars = list(files_of(town, ".ics"))
    assert calendars
    for release, name, data in calendars:
        dates = dates_of(town.config, town.months[release])
        unit = name.rsplit("/", 1)[-1].removesuffix(".ics")
        own = [d for d in dates if unit in d.units] if unit in {u.id for u in town.config.units} else dates
        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
        assert sorted(str(event["summary"]) for event in events) == sorted(due.title for due in own)
        assert data.count(b"BEGIN:VEVENT\r\n") == len(events)
        assert {str(e["summary"]) for e in events}.isdisjoint({"假"})
        assert all(len(line) <= 75 for line in data.split(b"\r\n")), name
        assert not any(set(event) & {"URL", "ATTACH", "ORGANIZER", "ATTENDEE"} for event in events)


def test_nothing_unseen_is_left(texts: dict[tuple[str, str], str]) -> None:
    """No file holds a control character; what turns the direction stays in the cell it was typed into, and is nowhere else."""
    for (release, name), text in texts.items():
        bad = CONTROL.search(text)
        assert bad is None, f"{release}/{name} {text[bad.start() - 40 : bad.end() + 9]!r}"
        if not name.endswith(CELLS):
            turned = TURNING.search(text)
            assert turned is None, f"{release}/{name} {text[turned.start() - 40 : turned.end() + 9]!r}"
