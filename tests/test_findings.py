"""The catalogue: every code arises from something that can happen, at its cell, and speaks as decided."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import msoffcrypto
import pytest
from openpyxl.styles import Font, PatternFill

from pipeline.check import Task, check_file
from pipeline.demo.fill import fill
from pipeline.findings import (
    CATALOGUE,
    count_by_severity,
    message,
    remedy,
    saying,
    severity,
    sorted_findings,
)
from pipeline.flow import Office
from pipeline.held import Held
from pipeline.model import Finding, Received, Severity, Where
from pipeline.pool import Here, Lost
from pipeline.prepare import handouts
from pipeline.reader import Book, read_book
from pipeline.registers import Registers, sha256_of, write_registers
from pipeline.template import render_handout
from tests.guard_cases import GUARDED
from tests.issues import AFTERWARDS
from tests.tables import (
    FILE,
    MAY,
    PLAIN,
    SCHOOL,
    at,
    by_hand,
    checked,
    doubled,
    edited,
    formula,
    replaced,
    row,
    rows,
    with_macros,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.config import Config
    from pipeline.model import Consolidation

Said = Sequence[Finding]
COMMITMENT, CONDUCT = SCHOOL.ledgers["commitment"].title, SCHOOL.ledgers["conduct"].title
AFTER = datetime(2017, 3, 1)  # noqa: DTZ001 — local time, as everywhere
JUNE, AUGUST, SEPTEMBER, DECEMBER = "2016-06", "2016-08", "2016-09", "2016-12"
NUMBER = "教务处-承诺-001"


def form(tables: Mapping[str, str], unit: str = "jiaowu", period: str = MAY) -> bytes:
    """Return a form with `tables` typed in."""
    return workbook(SCHOOL, unit, period, tables)


def of_file(data: bytes, file: str = FILE) -> Said:
    """Return what the check says of a file."""
    return checked(SCHOOL, data, file=file).findings


def of_cell(ledger: str, unit: str = "jiaowu", **typed: str) -> Said:
    """Return what the check says of a plain row in which `typed` is typed."""
    return of_file(form({ledger: row(ledger, **typed)}, unit))


def of_sheet(table: Mapping[str, str | None], tables: Mapping[str, str] | None = None) -> Said:
    """Return what the check says of 表1 with these cells changed."""
    data = form({"commitment": row("commitment")} if tables is None else tables)
    return of_file(fill(data, {COMMITMENT: dict(table)}))


class Year:
    """Returns as they come in, one a day before the deadline of their period; then the last period is consolidated."""

    def __init__(self, home: Path, config: Config = SCHOOL) -> None:
        """Begin with nothing."""
        self.config = replace(config, home=home)
        self.received: list[Received] = []

    def returns(self, period: str, data: bytes, hours: float = -24) -> Year:
        """Let a file come in so many hours from the deadline."""
        name = f"{period}/{len(self.received) + 1}.xlsx"
        path = self.config.submissions / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        moment = self.config.deadline(self.config.period(period)) + timedelta(hours=hours)
        self.received.append(Received(sha256_of(data), period, name, moment, "测试"))
        return self

    def month(self, period: str = MAY, now: datetime = AFTER) -> Consolidation:
        """Return the period brought together."""
        write_registers(self.config.submissions, Registers(), Registers(tuple(self.received)))
        return Office(self.config, now, Here()).consolidate(self.config.period(period))

    def said(self, period: str = MAY, now: datetime = AFTER) -> Said:
        """Return everything that is said of the period."""
        return self.month(period, now).findings


def june(
    home: Path, *lines: Mapping[str, str], table: str = "", may: Mapping[str, str] | None = None
) -> Said:
    """Return what is said of June when May's commitment is followed by `lines`."""
    year = Year(home).returns(MAY, form({"commitment": row("commitment", **(may or {}))}))
    written = table or rows("commitment", *lines)
    return year.returns(JUNE, form({"commitment": written}, period=JUNE)).said(JUNE)


WHOLE = {
    "commitment": row("commitment"),
    "benchmark": "是",
    "media": "是",
    "conduct": "是",
    "self_check": "是",
}


def office(table: Mapping[str, str]) -> bytes:
    """Return the office's May workbook."""
    return form(table, "office")


# the cases: code → what makes it arise, and where


def lost(home: Path) -> Said:
    """Return what is said where the worker of a file died."""

    class Dead:
        def map_files(self, _function: object, tasks: Iterable[object], _shared: object) -> Iterator[Lost]:
            return (Lost() for _ in tasks)

    year = Year(home).returns(MAY, form({}))
    write_registers(year.config.submissions, Registers(), Registers(tuple(year.received)))
    return Office(year.config, AFTER, Dead()).consolidate(year.config.period(MAY)).findings


def changed(home: Path) -> Said:
    """Return what is said where a file is not what it was when its arrival was recorded."""
    path = home / "填报表.xlsx"
    path.write_bytes(form({}))
    return check_file(SCHOOL, Task(Held(path, (), sha256_of(b"")), FILE, sha256_of(b""), AFTER, MAY)).findings


def saved_over(home: Path) -> Said:
    """Return what is said where a file differs from what its place first received."""
    year = Year(home).returns(MAY, form(WHOLE, "gonghui"))
    path = year.config.submissions / MAY / "1.xlsx"
    path.write_bytes(edited(path.read_bytes(), lambda _, content: content + b" "))
    return year.said()


def copied_sheet(_: Path) -> Said:
    """Return what is said of two sheets with the rows of one ledger."""
    data = form({"commitment": row("commitment")})
    return of_file(doubled(data, COMMITMENT, SCHOOL.ledgers["training"].title))


def no_ledgers(_: Path) -> Said:
    """Return what is said of a unit's workbook without any of its sheets."""
    handed = next(h for h in handouts(SCHOOL, SCHOOL.period(MAY), None) if h.unit_id == "tuanwei")
    return of_file(render_handout(replace(handed, sheets=())))


def closed_unit(home: Path) -> Said:
    """Return what is said of a return from a unit that was closed before the month."""
    gone = SCHOOL.unit("gonghui").model_copy(update={"last_day": date(2016, 4, 30)})
    units = tuple(gone if u.id == gone.id else u for u in SCHOOL.units)
    return Year(home, replace(SCHOOL, units=units)).returns(MAY, form(WHOLE, "gonghui")).said()


def far_year(home: Path) -> Said:
    """Return what is said of a period past the end of the public calendar."""
    periods = (SCHOOL.period(MAY).model_copy(update={"due": date(2090, 6, 5)}),)
    config = replace(SCHOOL, settings=SCHOOL.settings.model_copy(update={"periods": periods}))
    return Year(home, config).said()


def overdue_for_long(home: Path) -> Said:
    """Return what is said in September of an item that was due in May and is not done."""
    year = Year(home).returns(MAY, form({"commitment": row("commitment", 完成时限="2016-05-20")}))
    for period in (JUNE, AUGUST, SEPTEMBER):
        table = row(
            "commitment", 完成时限="2016-05-20", 事项编号=NUMBER, 本月进展=f"{period}又走访了三个年级"
        )
        year.returns(period, form({"commitment": table}, period=period))
    return year.said(SEPTEMBER)


def two_grades(home: Path) -> Said:
    """Return what is said where a unit has two grades in one dimension."""
    data = form({"inspection": "是", "quality": "| 等次 | 说明 |\n|-|-|\n| 优 | 家长来信 |"}, "assessors")
    second = {"A28": "教务处", "B28": "服务意识", "D28": "差", "E28": "有投诉"}
    return Year(home).returns(MAY, fill(data, {"定性评价": dict(second)})).said()


def two_files(home: Path, later: float) -> Said:
    """Return what is said of a return and, so many hours from the deadline, a second one with another row."""
    other = {**WHOLE, "commitment": row("commitment", 承诺事项="完善值日")}
    year = Year(home).returns(MAY, form(WHOLE, "gonghui"))
    return year.returns(MAY, form(other, "gonghui"), later).said()


def in_two_months(home: Path) -> Said:
    """Return what is said of May where June's return lies in both months' folders."""
    data = form(WHOLE, "gonghui", JUNE)
    return Year(home).returns(MAY, data).returns(JUNE, data).said()


def unanswered(_: Path) -> Said:
    """Return what is said of a checklist with all lines answered but the last."""
    table = "| 有无问题 |\n|-|" + "\n| 无 |" * 8
    return of_file(form({"self_check": table}))


def late(home: Path) -> Said:
    """Return what is said of a return on the day after the deadline."""
    return Year(home).returns(MAY, form(WHOLE, "gonghui"), 9).said()


def incomplete(home: Path) -> Said:
    """Return what is said of a postponement that does not say of what."""
    headers = "| 类型 | 单位 | 新时限 | 原因 | 批准人 | 批准日期 | 依据 |\n|-|-|-|-|-|-|-|\n"
    line = "| 延期 | 教务处 | 2016-09-30 | 汛期 | 竹文清 | 2016-05-20 | 纪要 |"
    return Year(home).returns(MAY, office({"decisions": headers + line})).said()


def restored(home: Path) -> Said:
    """Return what the return copy says where June left out an open item."""
    year = Year(home).returns(MAY, form({"commitment": rows("commitment", {}, {"承诺事项": "完善值日"})}))
    table = row(
        "commitment", 承诺事项="完善值日", 事项编号="教务处-承诺-002", 本月进展="新的值日表已经用了两周"
    )
    year.returns(JUNE, form({"commitment": table}, period=JUNE)).said(JUNE)
    tray = Office(year.config, AFTER, Here())
    (copy,) = tray.copies(tray.consolidate(year.config.period(JUNE))).values()
    assert copy.back is not None
    return copy.back.findings


def namesakes(_: Path) -> Said:
    """Return what is said of a name that two people of other units bear."""
    (person,) = (p for p in SCHOOL.people if p.name == "蔓初晴")
    people = (*SCHOOL.people, person.model_copy(update={"unit": "tuanwei"}))
    return checked(
        replace(SCHOOL, people=people), form({"commitment": row("commitment", 承诺人="蔓初晴")})
    ).findings


TWO = ({"承诺事项": "修订课堂常规和作业制度"}, {"承诺事项": "完善校门口值日安排"})
SECOND = "教务处-承诺-002"
HANDED_OVER = """| 类型 | 单位 | 起始月份 | 改为 | 原因 | 批准人 | 批准日期 | 依据 |
|-|-|-|-|-|-|-|-|
| 移交 | 教务处 | 6月 | 政教处 | 分工调整 | 竹文清 | 2016-05-20 | 纪要 |"""


def followed(home: Path, *lines: Mapping[str, str]) -> Said:
    """Return what is said of June when two commitments of May are followed by `lines`."""
    year = Year(home).returns(MAY, form({"commitment": rows("commitment", *TWO)}))
    return year.returns(JUNE, form({"commitment": rows("commitment", *lines)}, period=JUNE)).said(JUNE)


def given_away(home: Path) -> Said:
    """Return what is said where a unit reports on an item that is another's by now."""
    year = Year(home).returns(MAY, form({"commitment": row("commitment")}))
    year.returns(MAY, office({"decisions": HANDED_OVER}))
    table = row("commitment", 事项编号=NUMBER, 本月进展="又走访了三个年级的备课组")
    return year.returns(JUNE, form({"commitment": table}, period=JUNE)).said(JUNE)


def orphans(home: Path) -> Said:
    """Return what is said of the open items of a unit in its last month."""
    gone = SCHOOL.unit("jiaowu").model_copy(update={"last_day": date(2016, 5, 31)})
    units = tuple(gone if u.id == gone.id else u for u in SCHOOL.units)
    return (
        Year(home, replace(SCHOOL, units=units)).returns(MAY, form({"commitment": row("commitment")})).said()
    )


def of_hand(
    change: Callable[[Worksheet], None], *lines: Mapping[str, str], ledger: str = "commitment"
) -> Said:
    """Return what the check says of a form with two rows after its sheet was changed by hand."""
    second = {"commitment": {"承诺事项": "完善值日"}, "bids": {"名称": "教师培训"}}[ledger]
    first, *rest = lines or ({},)
    data = form({ledger: rows(ledger, first, {**second, **(rest[0] if rest else {})})})
    return of_file(by_hand(data, SCHOOL.ledgers[ledger].title, change))


def struck(sheet: Worksheet) -> None:
    """Strike two cells of a row through."""
    for cell in ("D6", "L6"):
        sheet[cell].font = Font(strike=True)


def coloured(sheet: Worksheet) -> None:
    """Give a cell a colour."""
    sheet["E7"].fill = PatternFill("solid", fgColor="FF92D050")


def hidden(sheet: Worksheet) -> None:
    """Hide both rows."""
    for number in (6, 7):
        sheet.row_dimensions[number].hidden = True


def linked(_: Path) -> Said:
    """Return what is said of a date that another workbook gave."""
    data = form({"commitment": row("commitment")})
    return of_file(formula(data, COMMITMENT, "N6", "'[旧台账.xlsx]表1'!$A$1"))


def as_text(data: bytes) -> bytes:
    """Return the form's first ledger as a text in GBK, its fields parted by tabs."""
    book = read_book("表.xlsx", data)
    assert isinstance(book, Book)
    lines = ("\t".join(str(cell) for cell in line) for line in book.sheets[1].rows)
    return "\n".join(lines).encode("gb18030")


def encrypted() -> bytes:
    """Return a form with a password."""
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(form({}))).encrypt("1", out)
    return out.getvalue()


Case = tuple["Callable[[Path], Said]", list[str]]

CASES: dict[str, Case] = {
    "file-not-workbook": (lambda _: of_file(b"<html>"), [""]),
    "file-web-page": (lambda _: of_file(b"<html><frameset><frame src=1.htm></frameset></html>"), [""]),
    "file-xml-2003": (
        lambda _: of_file(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
        [""],
    ),
    "file-dressed": (lambda _: of_file(as_text(form({}))), [""]),
    "file-encrypted": (lambda _: of_file(encrypted()), [""]),
    "file-empty": (lambda _: of_file(b""), [""]),
    "file-damaged": (lambda _: of_file(form({})[:5000]), [""]),
    "file-too-large": (lambda _: of_file(bytes(50 * 1024 * 1024 + 1)), [""]),
    "file-timeout": (lost, [""]),
    "file-changed": (changed, [""]),
    "file-archive": (lambda _: of_file(b"Rar!\x1a\x07"), [""]),
    "file-saved-over": (saved_over, [""]),
    "file-lock": (lambda _: of_file(b"", f"{MAY}/~$教务处.xlsx"), [""]),
    "file-macros": (lambda _: of_file(with_macros(form({}))), [""]),
    "identity-unknown": (
        lambda _: of_file(replaced(form({}), {"jiaowu": "", "教务处": ""})), [""],
    ),
    "identity-unit-differs": (lambda _: of_sheet({"C2": "团委"}), ["C2"]),
    "identity-months-differ": (lambda _: of_sheet({"G2": "4月"}), ["G2"]),
    "identity-period-differs": (lambda _: of_file(form({}, period=JUNE)), ["G2"]),
    "identity-by-name": (
        lambda _: of_file(replaced(form({}), {"jiaowu": "", "教务处": ""}), f"{MAY}/教务处.xlsx"), [""],
    ),
    "identity-name-differs": (lambda _: of_file(form({}), f"{MAY}/团委.xlsx"), ["C2"]),
    "identity-head-unknown": (lambda _: of_sheet({"C2": "教务科"}), ["C2"]),
    "school-differs": (lambda _: of_file(replaced(form({}), {">yunshan<": ">erzhong<"})), [""]),
    "template-unknown": (lambda _: of_file(replaced(form({}), {f">{SCHOOL.ledgers.version}<": ">2015-7<"})), [""]),
    "template-newer": (lambda _: of_file(replaced(form({}), {f">{SCHOOL.ledgers.version}<": ">2017-1<"})), [""]),
    "sheet-former": (
        lambda _: of_file(replaced(form({"commitment": row("commitment")}), {COMMITMENT: "表1 公开承诺"})), ["A1"],
    ),
    "template-old": (lambda _: of_file(replaced(form({}), {f">{SCHOOL.ledgers.version}<": ">2015-1<"})), [""]),
    "ledger-not-duty": (
        lambda _: of_file(replaced(form({"five_a": row("five_a")}, "xinxi"), {"xinxi": "gonghui", "信息中心": "工会"})),
        ["A6"],
    ),
    "ledgers-lost": (no_ledgers, [""]),
    "sheet-unknown": (lambda _: of_file(replaced(form({}), {CONDUCT: "另记"})), ["A1"]),
    "sheet-twice": (copied_sheet, ["A1"]),
    "ledger-missing": (
        lambda home: Year(home).returns(MAY, form({**WHOLE, "conduct": ""}, "gonghui")).said(), [""],
    ),
    "header-missing": (lambda _: of_sheet({at(SCHOOL.ledgers["commitment"], "工作目标", 4): None}), ["A4"]),
    "header-near": (lambda _: of_sheet({at(SCHOOL.ledgers["commitment"], "完成时限", 4): "完成期限"}), ["N4"]),
    "headers-lost": (
        lambda _: of_sheet({at(SCHOOL.ledgers["commitment"], f.header, 4): None for f in SCHOOL.ledgers["commitment"].fields}),
        ["A1"],
    ),
    "header-tidied": (lambda _: of_sheet({at(SCHOOL.ledgers["commitment"], "完成时限", 4): "时限"}), ["N4"]),
    "header-twice": (lambda _: of_sheet({"Z4": "承诺人"}), ["Z4"]),
    "column-unknown": (lambda _: of_sheet({"Z4": "联系电话"}), ["Z4"]),
    "nil-with-rows": (lambda _: of_sheet({"D3": "是"}), ["D3"]),
    "total-row": (lambda _: of_sheet({"A7": "合计", "D7": "1 项"}), ["A7"]),
    "hidden-rows": (lambda _: of_hand(hidden), ["A6"]),
    "row-struck": (lambda _: of_hand(struck), ["D6"]),
    "cells-coloured": (lambda _: of_hand(coloured), ["E7"]),
    "line-unanswered": (unanswered, ["A14"]),
    "required-blank": (lambda _: of_cell("commitment", 工作目标=""), ["L6"]),
    "progress-blank": (lambda _: of_cell("commitment", 本月进展=""), ["E6"]),
    "when-blank": (lambda _: of_cell("bids", 类别="争支持"), ["L6"]),
    "office-field-typed": (lambda _: of_cell("five_a", 核定得分="4.5"), ["P6"]),
    "cell-error": (lambda _: of_cell("commitment", 完成时限="#REF!"), ["N6"]),
    "formula-no-value": (lambda _: of_cell("commitment", 完成时限="=A1"), ["N6"]),
    "cell-linked": (linked, ["N6"]),
    "merged-filled": (lambda _: of_hand(lambda s: s.merge_cells("H6:H7"), {}, {"承诺人": ""}), ["H7"]),
    "merged-once": (
        lambda _: of_hand(lambda s: s.merge_cells("O6:O7"), {"到位资金": "3"}, {"到位资金": ""}, ledger="bids"), ["O7"],
    ),
    "merged-apart": (lambda _: of_hand(lambda s: s.merge_cells("L6:M6"), {"工作措施": ""}), ["M6"]),
    "text-tidied": (lambda _: of_cell("commitment", 工作目标="常规⏎落地"), ["L6"]),
    "same-as-above": (lambda _: of_cell("commitment", 工作目标="同上"), ["L6"]),
    "nothing-word": (lambda _: of_cell("commitment", 工作目标="无"), ["L6"]),
    "number-lossy": (lambda _: of_cell("media", 版面栏目="1234567890123456789"), ["G6"]),
    "date-tidied": (lambda _: of_cell("commitment", 完成时限="2016.6.30"), ["N6"]),
    "date-year-assumed": (lambda _: of_cell("commitment", 完成时限="6月30日"), ["N6"]),
    "date-unclear": (lambda _: of_cell("commitment", 完成时限="6月底"), ["N6"]),
    "date-wrong": (lambda _: of_cell("commitment", 完成时限="待定"), ["N6"]),
    "number-tidied": (lambda _: of_cell("bids", 到位资金="3万元"), ["O6"]),
    "number-unclear": (lambda _: of_cell("bids", 到位资金="约3"), ["O6"]),
    "unit-converted": (lambda _: of_cell("bids", 到位资金="30000元"), ["O6"]),
    "number-wrong": (lambda _: of_cell("bids", 到位资金="若干"), ["O6"]),
    "number-range": (lambda _: of_cell("bids", 到位资金="-3"), ["O6"]),
    "number-not-whole": (lambda _: of_cell("inspection", "assessors", 人次或件数="2.5"), ["D6"]),
    "choice-tidied": (lambda _: of_cell("bids", 类别="争 先进"), ["H6"]),
    "choice-wrong": (lambda _: of_cell("bids", 类别="争经费"), ["H6"]),
    "date-order": (lambda _: of_cell("commitment", 承诺日期="2016-07-20"), ["N6"]),
    "after-return": (lambda _: of_cell("media", 刊播日期="2016-06-20"), ["E6"]),
    "outside-period": (lambda _: of_cell("inspection", "assessors", 检查日期="2016-04-28"), ["A6"]),
    "over-limit": (lambda _: of_cell("five_a", 自评得分="6"), ["O6"]),
    "twice": (lambda _: of_file(form({"media": rows("media", {}, {})})), ["A7"]),
    "reference-unknown": (
        lambda home: Year(home).returns(MAY, form({"media": row("media", 关联事项编号=NUMBER)})).said(), ["I6"],
    ),
    "needs": (
        lambda _: of_file(office({"conduct_office": "| 单位 | 问题表现 | 销号日期 |\n|-|-|-|\n| 教务处 | 甲 | 2016-05-20 |"})),
        ["E6"],
    ),
    "person-unknown": (lambda _: of_cell("commitment", 承诺人="木无名"), ["H6"]),
    "number-matched": (lambda home: june(home, {}), ["D6"]),
    "number-near": (lambda home: june(home, {"承诺事项": "修订课堂常规等"}), ["D6"]),
    "person-near": (lambda _: of_cell("commitment", 承诺人="槐致永"), ["H6"]),
    "person-tidied": (lambda _: of_cell("commitment", 承诺人="槐 致用（主任）"), ["H6"]),
    "person-ambiguous": (namesakes, ["H6"]),
    "number-restored": (lambda home: june(home, {"事项编号": "教务处-承诺-099"}), ["B6"]),
    "item-number-tidied": (lambda home: june(home, {"事项编号": "教务处—承诺—００１"}), ["B6"]),
    "number-words-differ": (
        lambda home: followed(home, {**TWO[0], "事项编号": SECOND}, {**TWO[1], "事项编号": NUMBER}), ["B6", "B7"],
    ),
    "row-repeated": (lambda home: june(home, {"事项编号": NUMBER}, {}), ["D7"]),
    "item-moved": (given_away, ["B6"]),
    "item-split": (
        lambda home: followed(
            home, {**TWO[1], "事项编号": SECOND}, {"承诺事项": "修订课堂常规"}, {"承诺事项": "修订作业制度"},
        ),
        ["D7"],
    ),
    "items-orphaned": (orphans, ["B6"]),
    "number-unknown": (
        lambda home: june(home, {"事项编号": "教务处-承诺-099", "承诺事项": "另一件全新的事"}), ["B6"],
    ),
    "number-twice": (lambda home: june(home, {"事项编号": NUMBER}, {"事项编号": NUMBER}), ["B7"]),
    "deadline-changed": (lambda home: june(home, {"事项编号": NUMBER, "完成时限": "2016-08-31"}), ["N6"]),
    "milestone-changed": (
        lambda home: june(
            home, {"事项编号": NUMBER, "近期节点": "初稿", "节点日期": "2016-06-25"},
            may={"近期节点": "初稿", "节点日期": "2016-06-15"},
        ),
        ["T6"],
    ),
    "item-absent": (lambda home: june(home, {"承诺事项": "另一件全新的事"}), ["A1"]),
    "item-restored": (restored, ["E7"]),
    "nil-with-open": (lambda home: june(home, table="是"), ["D3"]),
    "rows-gone": (lambda home: two_files(home, -2), ["D6"]),
    "ruling-lost": (
        lambda home: Year(home).returns(
            MAY, office({"conduct_office": "| 单位 | 问题表现 | 验收人 |\n|-|-|-|\n| 教务处 | 没有这件事 | 桂秋实 |"})
        ).said(),
        ["A6"],
    ),
    "decision-incomplete": (incomplete, ["A6"]),
    "grade-conflict": (two_grades, ["D28"]),
    "late": (late, [""]),
    "late-waits": (lambda home: two_files(home, 100), [""]),
    "arrived-together": (lambda home: two_files(home, -24), [""]),
    "period-elsewhere": (in_two_months, [""]),
    "stray": (closed_unit, [""]),
    "register-missing": (lambda home: Year(home).said(), [""]),
    "grade-missing": (
        lambda home: Year(home).returns(MAY, form({"inspection": "是"}, "assessors")).said(), [""] * 22,
    ),
    "calendar-ends": (far_year, [""]),
    "progress-stale": (
        lambda home: Year(home).returns(MAY, form({"commitment": row("commitment", 本月进展="推进")})).said(), ["E6"],
    ),
    "milestone-due": (
        lambda home: Year(home).returns(MAY, form({"commitment": row("commitment", 完成时限="2016-12-10")})).said(),
        ["S6"],
    ),
    "three-periods": (overdue_for_long, ["N6"]),
    **GUARDED,
    **AFTERWARDS,
}  # fmt: skip

ASKS = frozenset({Severity.MUST, Severity.VERIFY})


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Said]:
    """Return what is said in the case of a code, worked out once."""
    return cache(lambda code: CASES[code][0](tmp_path_factory.mktemp(code)))


def every_code() -> list[object]:
    """Return the codes of the catalogue as parameters."""
    return list(CATALOGUE)


@pytest.mark.parametrize("code", every_code())
def test_every_code_arises_at_its_cell(code: str, said: Callable[[str], Said]) -> None:
    """Something that can happen makes each code of the catalogue arise, at that cell and no other."""
    assert [f.where.cell for f in said(code) if f.code == code] == CASES[code][1]


OF_ONE_FILE = [code for code, (case, _) in CASES.items() if "home" not in case.__code__.co_varnames]


@pytest.mark.parametrize("code", OF_ONE_FILE)
def test_a_fault_of_one_file_is_said_once_and_nothing_else(code: str, said: Callable[[str], Said]) -> None:
    """What the check says of a file with one fault is that fault."""
    assert [f.code for f in said(code)] == [code]


def test_every_case_is_of_the_catalogue() -> None:
    """No case is kept for a code that is gone."""
    assert set(CASES) == set(CATALOGUE)


@pytest.mark.parametrize("code", CASES)
def test_every_message_has_its_words(code: str, said: Callable[[str], Said]) -> None:
    """All that a message names is provided; the cell is in it."""
    for each in said(code):
        whole = message(each) + remedy(each)
        assert not re.search(r"[{}]|None|\b[a-z]+_[a-z]+\b", whole), whole
        assert each.where.cell in whole or each.code == "sheet-unknown", whole


@pytest.mark.parametrize("code", CASES)
def test_every_message_speaks_as_decided(code: str, said: Callable[[str], Said]) -> None:
    """「请」, no exclamation mark, nothing 非法, no code and no blame; what to do is there, or that nothing is."""
    found = next(f for f in said(code) if f.code == code)
    what, todo = message(found), remedy(found)
    own = (what + todo).replace(found.context.get("typed") or code, "")
    assert not re.search(r"[!！]|非法|错误|警告|失败|违规", own)
    assert code not in own
    assert what.endswith(("。", "？"))
    assert todo.endswith("。")
    if severity(found) is Severity.TIDIED:
        assert todo.startswith("不用改")
    else:
        assert "请" in todo or todo.startswith("不用")


@pytest.mark.parametrize("code", [code for code, entry in CATALOGUE.items() if entry.severity in ASKS])
def test_what_must_be_put_right_asks_for_it(code: str) -> None:
    """What is 须改正 or 请核实 always says 请."""
    assert "请" in saying(code).todo


def test_the_worst_comes_first_and_each_thing_once() -> None:
    """Findings stand by severity, unit, file, sheet, row and cell; row 10 comes after row 9."""
    places = [("date-tidied", "A2"), ("date-wrong", "A10"), ("date-wrong", "A9"), ("date-wrong", "A9")]
    found = [Finding(code, Where(FILE, "表1", cell), "jiaowu") for code, cell in places]
    in_order = [(f.code, f.where.cell) for f in sorted_findings(found)]
    assert in_order == [("date-wrong", "A9"), ("date-wrong", "A10"), ("date-tidied", "A2")]
    assert count_by_severity(found) == {"须改正": 3, "请核实": 0, "提示": 0, "已规范": 1}


def test_what_was_typed_is_shown_as_it_is() -> None:
    """Braces in a cell are no places for words."""
    table = row("commitment", 完成时限="{effect}")
    (found,) = of_file(form({"commitment": table}))
    assert "写的是「{effect}」（N6）" in message(found)


def test_plain_rows_say_nothing() -> None:
    """The cases differ from these rows in the one thing that they are about."""
    for ledger in PLAIN:
        assert of_cell(ledger, "assessors" if ledger == "inspection" else "jiaowu") == ()
