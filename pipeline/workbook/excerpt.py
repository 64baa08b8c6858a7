"""Workbooks for a narrower scope (发送范围): a few units' month made for them alone, and what is sensitive, for those who may read it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.account import change, mean_of
from pipeline.bulletin import standing_words
from pipeline.findings import severity
from pipeline.forms import sheet_name
from pipeline.model import Severity
from pipeline.supervise import DEAD, OVERDUE, UNSIGNED
from pipeline.workbook.changes import change_sheet
from pipeline.workbook.details import detail_sheet
from pipeline.workbook.layout import LEFT_OUT, Layout
from pipeline.workbook.ledgers import ledger_sheets
from pipeline.workbook.live import NONE, cents
from pipeline.workbook.office import concern_sheet, finding_sheet, return_sheet
from pipeline.workbook.places import find_places
from pipeline.workbook.rubric import rubric_sheet
from pipeline.workbook.table import FRONT, Column, add_table
from pipeline.workbook.words import TONES, rows_of_ranking, state_line
from pipeline.xlsx import open_book

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Consolidation, Record, UnitScore
    from pipeline.xlsx import Book, Cell


def render_excerpt(config: Config, month: Consolidation, whole: Consolidation, scope: str) -> bytes:
    """Return the workbook of a month with some units alone in it; of the `whole` it tells the categories' means."""
    period = config.period(month.period)
    with open_book() as book:
        _describe(book, config, month, f"{period.name}{config.settings.school.campaign}汇总（{scope}）")
        _front(book, config, month, whole, scope)
        places = find_places(config, month)
        if month.scores:
            detail_sheet(book, config, month, places)
        concern_sheet(book, config, month, places)
        return_sheet(book, config, month)
        finding_sheet(book, config, month, places)
        ledger_sheets(book, config, month, places)
        rubric_sheet(book, config, month)
        change_sheet(book, config, month, places)
    return book.content


def _describe(book: Book, config: Config, month: Consolidation, title: str) -> None:
    school = config.settings.school
    book.describe(
        title=title, subject=state_line(config, month), comments=standing_words(month.stage), author=school.name,
        company=school.name, category=school.campaign, status=month.stage.words,
    )  # fmt: skip


def _front(book: Book, config: Config, month: Consolidation, whole: Consolidation, scope: str) -> None:
    """Write the units of the scope, a line each: place and score beside the mean of all, and what waits."""
    columns = [
        Column("类别", 10), Column("单位", 16), Column("报送", 11, "mark"), Column("名次", 8), Column("得分", 10, "points"),
        Column("比上期", 10), Column("本类平均", 11, "points"), Column("逾期事项", 10, "whole"),
        Column("整改未销号", 12, "whole"), Column("须改正", 9, "whole"),
    ]  # fmt: skip
    scores = {score.unit: score for score in rows_of_ranking(month)}
    names = [*scores, *(name for name in month.merged.intake.units if name not in scores)]
    rows = [_line(config, month, whole, name, scores.get(name)) for name in names]
    title = f"{config.period(month.period).name}考评情况（{scope}）"
    note = f"{state_line(config, month)}　只有{scope}的内容；名次是在本类全部单位里的"
    add_table(book, FRONT, (title, note), columns, rows, tones=TONES, fixed=2)


def _line(
    config: Config, month: Consolidation, whole: Consolidation, name: str, score: UnitScore | None
) -> list[Cell]:
    unit, intake = config.unit(name), month.merged.intake.units[name]
    kinds = Counter(c.kind for c in month.concerns if c.unit == name)
    must = sum(severity(f) is Severity.MUST for f in month.unit_findings(name))
    waiting: list[Cell] = [kinds[OVERDUE] + kinds[DEAD], kinds[UNSIGNED], must]
    if score is None:
        return [unit.category, unit.name, intake.timeliness.value, NONE, None, NONE, None, *waiting]
    mean = mean_of(whole.scores, score.category)
    tie = "（并列）" if score.tied else ""
    return [
        unit.category, unit.name, intake.timeliness.value, f"{score.rank}{tie}" if score.rank else NONE,
        cents(score.score), change(score), cents(mean), *waiting,
    ]  # fmt: skip


def render_annex(config: Config, month: Consolidation) -> bytes:
    """Return what was written in sensitive ledgers and columns, row by row with its place; b"" where nothing was.

    For readers whose scope has it, in a file of its own; no other workbook holds any of it (design 12).
    """
    sheets = [(ledger, _rows(month, ledger)) for ledger in config.ledgers.all if _guarded(ledger)]
    told = [(ledger, rows) for ledger, rows in sheets if rows]
    if not told:
        return b""
    period = config.period(month.period)
    with open_book() as book:
        _describe(book, config, month, f"{period.name}敏感台账")
        for ledger, rows in told:
            _sheet(book, config, month, ledger, rows)
    return book.content


def _rows(month: Consolidation, ledger: Ledger) -> tuple[Record, ...]:
    rows = month.merged.records.get(ledger.id, {}).get(month.period, ())
    return tuple(row for row in rows if any(row.text(field.name) for field in _guarded(ledger)))


def _guarded(ledger: Ledger) -> list[Field]:
    """Return what of a ledger is sensitive: all of a sensitive one, a column here and there of another."""
    return [f for f in ledger.fields if (ledger.sensitive or f.sensitive) and f.source not in LEFT_OUT]


def _sheet(
    book: Book, config: Config, month: Consolidation, ledger: Ledger, rows: tuple[Record, ...]
) -> None:
    names = {unit.id: unit.name for unit in config.units}
    own = [field for field in _guarded(ledger) if any(row.text(field.name) for row in rows)]
    layout = Layout(ledger)
    columns = [
        Column("单位", 13), Column("事项编号", 19), *(layout.column(field) for field in own), Column("文件", 30),
        Column("单元格", 9),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            names.get(row.unit, row.unit), row.number, *(_value(row, field) for field in own),
            row.file.rsplit("/", 1)[-1], row.at(next(f.name for f in own if row.text(f.name))).cell,
        ]
        for row in rows
    ]  # fmt: skip
    title = f"{config.period(month.period).name}{ledger.title}"
    note = f"{state_line(config, month)}　敏感内容，请勿转发"
    add_table(book, sheet_name(ledger.title), (title, note), columns, lines, tones=TONES, fixed=2)


def _value(row: Record, field: Field) -> Cell:
    value = row.values.get(field.name)
    return value if value is None or isinstance(value, (str, int, Decimal, date)) else str(value)
