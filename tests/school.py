"""A school small enough for a test: real declarations, real workbooks handed out, filled in and consolidated.

    school = School(tmp_path)
    school.returns("2016-05", "教务处", {"commitment": [{"promise": "甲", "deadline": "2016-05-20"}]})
    school.score("2016-05", "教务处")

A row names its cells by field; dates are written 2016-05-20. What a test does not mention is filled in
plainly, so that a row counts and its progress is fresh; a cell that is to stay blank is given as None.
A row that was handed out filled in is found by 事项编号 or by its name; rows nobody mentions get fresh progress.
"""

from __future__ import annotations

import copy
import io
import re
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from python_calamine import CalamineWorkbook

from pipeline.config import load_config
from pipeline.demo.fill import fill
from pipeline.flow import Office
from pipeline.forms import FIRST_ROW, HEADER_ROW, NIL_COLUMN, NIL_ROW, column_letters, sheet_name
from pipeline.model import FileDecision, Received, total
from pipeline.pool import Here
from pipeline.registers import read_registers, sha256_of, write_registers
from pipeline.yearend import bring_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pipeline.config import Config, Period
    from pipeline.demo.fill import Cells, Typed
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Consolidation, IndicatorScore, UnitScore, YearBook, YearScore

HOME = Path(__file__).parents[1]
AFTER_THE_YEAR = datetime(2017, 3, 1)  # noqa: DTZ001 — the program's clock is local time without a zone
KEEPERS = ("领导小组办公室", "考评组")

NIL = "零报告"
"""The nil mark, set."""
EMPTIED = "清空后零报告"
"""The nil mark, set, and every row that was handed out filled in emptied."""
BLANK = "原样"
"""The sheet as it was handed out."""

FRESH = {
    "2016-04": "逐项回头看，成绩和不足都列了清单",
    "2016-05": "走访三个年级，收集意见四十条，已分类整理",
    "2016-06": "修订初稿，提交校务会讨论，通过后印发",
    "2016-08": "暑期组织两场培训，参训教师六十人次",
    "2016-09": "新学期在七年级试点，听课评课十二节",
    "2016-10": "期中检查全部做完，发现的问题限期改正",
    "2016-11": "对照年初目标逐条核对，补齐佐证材料",
    "2016-12": "全年工作收尾，档案装订成册移交",
}
"""Progress as a good clerk writes it: no month like the one before."""

LOADED: dict[str, Config] = {}
"""Declarations read before, by their text: many tests have the same school."""

FIRST_WORKBOOKS: dict[tuple[str, str], dict[str, bytes]] = {}
"""Workbooks handed out before anything came, by declarations and period."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""A date as tests write it; other words in a date's cell stay words."""

Table = str | list[dict[str, Any]]
Settings = dict[str, Any]


class School:
    """A school of `units` and those that keep registers; `change` edits the settings before they are read."""

    def __init__(
        self,
        folder: Path,
        units: Sequence[str] = ("教务处",),
        change: Callable[[Settings], object] = lambda _settings: None,
    ) -> None:
        """Copy the declarations to `folder` and open the office there."""
        shutil.copytree(
            HOME / "input_templates", folder / "input_templates", ignore=shutil.ignore_patterns("2*")
        )
        settings = copy.deepcopy(_settings())
        keep_units(settings, (*units, *KEEPERS))
        change(settings)
        path = folder / "config.yaml"
        self._declared = yaml.dump(settings, Dumper=yaml.CSafeDumper, allow_unicode=True)
        path.write_text(self._declared, encoding="utf-8")
        if self._declared not in LOADED:
            LOADED[self._declared] = load_config(path)
        self.config = replace(LOADED[self._declared], home=folder, path=path)
        self._handed: dict[str, dict[str, bytes]] = {}

    @property
    def office(self) -> Office:
        """Return the office at work once everything has arrived."""
        return Office(self.config, AFTER_THE_YEAR, Here())

    def returns(
        self,
        period_id: str,
        unit: str,
        tables: Mapping[str, Table] | None = None,
        arrived: str = "",
        rest: str = NIL,
    ) -> str:
        """Fill in the unit's workbook and let it arrive (default: at ten on the day before the last); its name.

        `tables` says what stands in which ledger; `rest` (NIL or BLANK) what becomes of the others it owes.
        """
        period = self.config.period(period_id)
        moment = datetime.fromisoformat(arrived) if arrived else self._in_time(period)
        return self._arrives(period, unit, self.filled(period_id, unit, tables, rest), moment)

    def filled(
        self, period_id: str, unit: str, tables: Mapping[str, Table] | None = None, rest: str = NIL
    ) -> bytes:
        """Return the unit's workbook filled in, as `returns` lets it arrive."""
        period = self.config.period(period_id)
        known = self.config.unit(unit)
        data = self._workbooks(period)[f"{unit}_{period_id}.xlsx"]
        duties = self.config.duties(known, period)
        wanted = {each.id: rest for each in duties if each.owed and (each.nil or rest == BLANK)} | dict(
            tables or {}
        )
        strange = set(wanted) - {each.id for each in duties}
        assert not strange, f"{unit}{period.name}不填 {strange}"
        cells = {
            sheet_name(each.title): self._typed(each, period, data, wanted[each.id])
            for each in duties
            if each.id in wanted
        }
        return fill(data, cells)

    def decides(self, period_id: str, *lines: dict[str, Any], **rulings: list[dict[str, Any]]) -> None:
        """Let the office's workbook arrive: lines of its decisions register, and 核定 (five_a=[…])."""
        tables: dict[str, Table] = {f"{ledger}_office": rows for ledger, rows in rulings.items()}
        if lines:
            tables["decisions"] = [{"approved_on": "2016-05-10", **line} for line in lines]
        self.returns(period_id, KEEPERS[0], tables)

    def inspects(
        self, period_id: str, *lines: dict[str, Any], grades: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Let the assessors' workbook arrive: inspection lines, and grades as (unit, dimension, grade)."""
        given = [{"subject": unit, "dimension": name, "grade": grade} for unit, name, grade in grades]
        tables: dict[str, Table] = {"inspection": list(lines) or NIL, "quality": given}
        self.returns(period_id, KEEPERS[1], tables)

    def judges(self, period_id: str, file: str, verdict: str) -> None:
        """Enter the office's decision on a file."""
        registers = read_registers(self.config.submissions)
        received = next(r for r in registers.received if r.file == file)
        decision = FileDecision(received.sha256, period_id, "", verdict, "", received.arrived)
        self._keep(replace(registers, decisions=(*registers.decisions, decision)))

    def consolidate(self, period_id: str) -> Consolidation:
        """Return the period brought together after everything arrived."""
        office = self.office
        month = office.consolidate(self.config.period(period_id))
        office.keep_registers()
        return month

    def year(self) -> YearBook:
        """Return the year judged after everything arrived; whatever it is, its lines add up."""
        book = bring_together(self.office, str(self.config.settings.year))
        for each in book.scores:
            if each.final is not None:
                assert total(each.because) == each.final, each.name
            assert len({line.id for line in each.because}) == len(each.because), each.name
        return book

    def year_of(self, unit: str = "教务处") -> YearScore:
        """Return the unit's year."""
        return next(each for each in self.year().scores if each.name == unit)

    def score(self, period_id: str, unit: str = "教务处") -> UnitScore:
        """Return the unit's period; whatever it is, its lines add up."""
        scores = self.consolidate(period_id).scores
        for each in scores:
            assert_adds_up(each)
        return next(each for each in scores if each.name == unit)

    def indicator(self, period_id: str, indicator: str, unit: str = "教务处") -> IndicatorScore:
        """Return one indicator of the unit's period."""
        return next(each for each in self.score(period_id, unit).indicators if each.id == indicator)

    def _workbooks(self, period: Period) -> dict[str, bytes]:
        """Return the period's workbooks by file name, handed out the first time somebody asks."""
        if period.id not in self._handed:
            self._handed[period.id] = (
                self._first_workbooks(period) if not self._handed else self._hand_out(period)
            )
        return self._handed[period.id]

    def _first_workbooks(self, period: Period) -> dict[str, bytes]:
        """Return what is handed out before anything came: the same for the same declarations, so made once."""
        key = (self._declared, period.id)
        if key not in FIRST_WORKBOOKS:
            FIRST_WORKBOOKS[key] = self._hand_out(period)
        return FIRST_WORKBOOKS[key]

    def _hand_out(self, period: Period) -> dict[str, bytes]:
        _, files, _ = self.office.hand_out(period)
        names = {each.id: each.name for each in self.config.units}
        return {_with_name(file, names): data for file, data in files.items()}

    def _in_time(self, period: Period) -> datetime:
        return self.config.deadline(period) - timedelta(hours=14)

    def _arrives(self, period: Period, unit: str, data: bytes, moment: datetime) -> str:
        folder = self.config.submissions / period.id
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{period.id}/{unit}_{len(list(folder.iterdir())) + 1}.xlsx"
        (self.config.submissions / name).write_bytes(data)
        registers = read_registers(self.config.submissions)
        received = Received(sha256_of(data), period.id, name, moment, "测试")
        self._keep(replace(registers, received=(*registers.received, received)))
        return name

    def _keep(self, registers: Any) -> None:  # noqa: ANN401 — replace() of Registers
        write_registers(self.config.submissions, read_registers(self.config.submissions), registers)

    def _typed(self, ledger: Ledger, period: Period, data: bytes, table: Table) -> Cells:
        """Return what is typed into one ledger's sheet."""
        sheet = Sheet(ledger, data)
        nil = f"{column_letters(NIL_COLUMN - 1)}{NIL_ROW}"
        if isinstance(table, list):
            cells: Cells = {}
            for given in table:
                cells |= sheet.row(given, self._plainly(ledger, period, given))
            return cells | sheet.go_on(FRESH[period.id])
        if table == EMPTIED:
            return {nil: "是", **sheet.emptied()}
        if table == NIL and not sheet.continued:
            return {nil: "是"}
        return sheet.go_on(FRESH[period.id]) if table == NIL else {}

    def _plainly(self, ledger: Ledger, period: Period, given: Mapping[str, Any]) -> dict[str, Typed]:
        """Return what a new row says where the test does not care."""
        plainly: dict[str, Typed] = {}
        for field in ledger.typed_fields:
            asked = field.must or (field.when is not None and _holds(field, {**plainly, **given}))
            if not asked:
                continue
            if field.name == "progress":
                plainly[field.name] = FRESH[period.id]
            elif field.kind == "date":
                plainly[field.name] = period.last
            elif field.kind in {"number", "integer"}:
                plainly[field.name] = 1
            else:
                plainly[field.name] = next(iter(self.config.choices(field)), f"{field.header}写在这里")
        return plainly


class Sheet:
    """One ledger's sheet of a workbook that was handed out, as one sees it: columns by header, rows by item."""

    def __init__(self, ledger: Ledger, data: bytes) -> None:
        """Read the sheet from the workbook `data`."""
        self.ledger = ledger
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self.rows = book.get_sheet_by_name(sheet_name(ledger.title)).to_python(skip_empty_area=False)
        headers = [str(cell).replace("＊", "") for cell in self.rows[HEADER_ROW - 1]]
        self.columns = {field.name: headers.index(field.label) for field in ledger.fields}
        self.untouched = {row for row in self._written() if self._at(row, "number")}
        self.continued = bool(self.untouched)
        self._typed: set[int] = set()
        self._next = FIRST_ROW

    def row(self, given: Mapping[str, Any], plainly: Mapping[str, Typed]) -> Cells:
        """Return the cells of one row: a prepared or continued one that `given` means, or the next free one."""
        found = next(
            (row for row in self._written() if row not in self._typed and self._means(row, given)), 0
        )
        if found and self._at(found, "number"):
            plainly = {name: value for name, value in plainly.items() if self._asked_again(name, given)}
        given = {**plainly, **given}
        row = found or self._free()
        self.untouched.discard(row)
        self._typed.add(row)
        return dict(self._cells(row, {k: v for k, v in given.items() if not (found and self._is_key(k))}))

    def go_on(self, progress: str) -> Cells:
        """Return fresh progress for every continued row that nobody mentioned, where the sheet asks for any."""
        cells: Cells = {}
        for row in self.untouched if "progress" in self.columns else ():
            cells |= dict(self._cells(row, {"progress": progress}))
        return cells

    def emptied(self) -> Cells:
        """Return the cells that empty every row handed out filled in."""
        return {f"{column_letters(c)}{row}": None for row in self._written() for c in self.columns.values()}

    def _written(self) -> Iterator[int]:
        for number, cells in enumerate(self.rows[FIRST_ROW - 1 :], start=FIRST_ROW):
            if any(str(cell).strip() for cell in cells):
                yield number

    def _at(self, row: int, name: str) -> str:
        column = self.columns.get(name)
        cells = self.rows[row - 1]
        return str(cells[column]) if column is not None and column < len(cells) else ""

    def _identity(self) -> tuple[str, ...]:
        return tuple(line.field for line in self.ledger.lines) or (
            (self.ledger.key,) if self.ledger.items else ()
        )

    def _is_key(self, name: str) -> bool:
        return name in {*self._identity(), "number"}

    def _means(self, row: int, given: Mapping[str, Any]) -> bool:
        if given.get("number") and self.ledger.items:
            return self._at(row, "number") == str(given["number"])
        names = self._identity()
        return bool(names) and all(
            self._at(row, name).startswith(str(given.get(name, "？"))) for name in names
        )

    def _asked_again(self, name: str, given: Mapping[str, Any]) -> bool:
        """Tell whether a continued row asks for this cell: progress, and what depends on a cell typed now."""
        when = self.ledger.field(name).when
        return name == "progress" or (when is not None and when.field in given)

    def _free(self) -> int:
        taken = set(self._written())
        while self._next in taken:
            self._next += 1
        self._next += 1
        return self._next - 1

    def _cells(self, row: int, values: Mapping[str, Any]) -> Iterator[tuple[str, Typed]]:
        for name, value in values.items():
            field = self.ledger.field(name)
            day = field.kind == "date" and isinstance(value, str) and DAY.fullmatch(value)
            typed = date.fromisoformat(value) if day else value
            yield f"{column_letters(self.columns[name])}{row}", typed


@cache
def _settings() -> Settings:
    """Return config.yaml as it is committed."""
    text = (HOME / "config.yaml").read_text(encoding="utf-8")
    settings: Settings = yaml.load(text, Loader=yaml.CSafeLoader)
    return settings


def assert_adds_up(score: UnitScore) -> None:
    """Assert that lines sum to points and headings to all points, exactly, and that no figure leaves its bounds."""
    for each in score.indicators:
        assert total(each.because) == each.points, each.id
        assert sum(line.out_of for line in each.because) == (each.weight if each.score is not None else 0), (
            each.id
        )
        assert 0 <= each.points <= each.weight, each.id
        assert each.score is None or each.score * each.weight / 100 == each.points, each.id
    assert sum(gained for gained, _ in score.headings.values()) == score.before_discipline
    assert sum(each.points for each in score.indicators) == score.before_discipline
    if score.score is not None:
        assert sum(possible for _, possible in score.headings.values()) == 100
        assert total(score.because) == score.score
        assert 0 <= score.score <= 100
    assert len({line.id for line in score.because}) == len(score.because)


def keep_units(settings: Settings, names: Sequence[str]) -> None:
    """Leave only the units called `names` in the roster, and the people and readers that belong to them."""
    roster = settings["roster"]
    roster["units"] = [unit for unit in roster["units"] if unit["name"] in names]
    ids = {unit["id"] for unit in roster["units"]}
    roster["people"] = [person for person in roster["people"] if person["unit"] in ids]
    roster["readers"] = [reader for reader in roster["readers"] if reader["scope"] == "全部"]
    for line in settings["codes"]["five_a"]:
        line["units"] = [unit for unit in line.get("units", []) if unit in ids]


def _holds(field: Field, values: Mapping[str, Any]) -> bool:
    cause = values.get(field.when.field) if field.when else None
    return cause is not None and (not field.when or not field.when.among or cause in field.when.among)


def _with_name(file: str, names: Mapping[str, str]) -> str:
    """Return the workbook's file name with the unit's name, whether it was given by id or by name."""
    unit, _, rest = file.partition("_")
    return f"{names.get(unit, unit)}_{rest}"
