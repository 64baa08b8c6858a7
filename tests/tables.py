"""Workbooks written in tests as Markdown tables, typed into the very forms that are handed out.

A cell is typed as it stands: 2016-05-03 is a real date and 3 a number, '3 is text; #REF! is an error cell,
=A1 a formula that was saved without its result, ⏎ a line break. An empty cell leaves what the form says.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from pipeline.check import Task, check_file
from pipeline.config import load_config
from pipeline.demo.fill import fill, xml_of
from pipeline.forms import FIRST_ROW, NIL_COLUMN, NIL_ROW, column_letters, sheet_name
from pipeline.prepare import handouts
from pipeline.registers import sha256_of
from pipeline.template import render_handout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.config import Config
    from pipeline.demo.fill import Cells, Typed
    from pipeline.ledger import Ledger
    from pipeline.model import Merged, Submission

SCHOOL = load_config(Path(__file__).parents[1] / "config.yaml")
MAY = "2016-05"
IN_TIME = datetime(2016, 6, 3, 9)  # noqa: DTZ001 — local time, as everywhere
FILE = f"{MAY}/填报表.xlsx"

PLAIN = {
    "commitment": {
        "承诺事项": "修订课堂常规", "本月进展": "常规初稿已经写成，正在征求意见", "承诺人": "槐致用",
        "工作目标": "常规落地", "工作措施": "分学科讨论", "完成时限": "2016-06-30",
    },
    "benchmark": {
        "创新工作项目": "小班走课", "本月进展": "已到标杆学校学习一次", "对标层级": "全省", "标杆单位": "某校",
        "学习赶超目标": "形成方案", "创新突破内容": "课表编排", "责任人": "槐致用", "完成时限": "2016-06-30",
    },
    "five_a": {
        "本月进展": "已经列出清单并开始整改", "提升措施": "逐项整改", "责任人": "槐致用", "完成时限": "2016-06-30",
    },
    "media": {
        "稿件标题": "课堂开放日", "媒体名称": "某报", "媒体类别": "报纸", "级别": "市", "刊播日期": "2016-05-12",
    },
    "bids": {
        "名称": "课程试点", "本月进展": "申报材料已经交到上级处室", "类别": "争试点", "进展": "申报", "责任人": "槐致用",
        "完成时限": "2016-06-30",
    },
    "conduct": {
        "问题表现": "会议偏多", "本月进展": "已合并两个例会", "问题来源": "自查", "问题类型": "慢", "整改措施": "合并会议",
        "责任人": "槐致用", "完成时限": "2016-06-30", "整改状态": "正在整改",
    },
    "clearance": {
        "问题描述": "领用登记不全", "本月进展": "已经补登上半年的领用记录", "类别": "清理三：乱收费、乱摊派", "问题来源": "自查",
        "发现日期": "2016-05-10", "目标任务": "补齐登记", "路径措施": "逐项核对", "责任人": "槐致用", "完成时限": "2016-06-30",
        "整改状态": "正在整改",
    },
    "inspection": {
        "检查日期": "2016-05-18", "受检单位": "教务处", "代码": "上班迟到", "人次或件数": "2", "检查人": "荷清如",
    },
}  # fmt: skip
"""For each ledger a row against which nothing can be said."""


def row(ledger: str, **other: str) -> str:
    """Return a table with one plain row of `ledger`, in which `other` is typed instead, by header."""
    return rows(ledger, other)


def rows(ledger: str, *others: Mapping[str, str]) -> str:
    """Return a table with one plain row of `ledger` for each of `others`, which is typed over it."""
    headers = list(dict.fromkeys([*PLAIN[ledger], *(header for other in others for header in other)]))
    lines = [[{**PLAIN[ledger], **other}.get(header, "") for header in headers] for other in others]
    return "\n".join("| " + " | ".join(line) + " |" for line in [headers, ["-"] * len(headers), *lines])


def workbook(
    config: Config, unit: str, period: str, tables: Mapping[str, str], merged: Merged | None = None
) -> bytes:
    """Return the form of `unit`, its id, with each ledger's table typed into its first rows; 是 is the nil mark."""
    kept = config is SCHOOL and merged is None
    form = _form_of_school(unit, period) if kept else handed_out(config, unit, period, merged)
    cells = {
        sheet_name(config.ledgers[name].title): _cells(config.ledgers[name], table)
        for name, table in tables.items()
    }
    return edited(fill(form, cells), _as_saved)


def handed_out(config: Config, unit: str, period: str, merged: Merged | None = None) -> bytes:
    """Return the form that `unit`, its id, is handed."""
    wanted = config.unit(unit).name
    found = (h for h in handouts(config, config.period(period), merged) if h.unit == wanted)
    return render_handout(next(found))


@cache
def _form_of_school(unit: str, period: str) -> bytes:
    return handed_out(SCHOOL, unit, period)


def at(ledger: Ledger, header: str, number: int = FIRST_ROW) -> str:
    """Return the cell of the column `header` in the row `number` of the form."""
    index = next(i for i, field in enumerate(ledger.fields) if field.header == header)
    return f"{column_letters(index)}{number}"


def _cells(ledger: Ledger, table: str) -> Cells:
    if "|" not in table:
        return {f"{column_letters(NIL_COLUMN - 1)}{NIL_ROW}": table}
    headers, *lines = (
        [cell.strip(" ") for cell in line.strip().strip("|").split("|")]
        for line in table.strip().splitlines()
    )
    data = [line for line in lines if not all(set(cell) <= {"-"} and cell for cell in line)]
    return {
        at(ledger, header, number): _typed(cell)
        for number, line in enumerate(data, start=FIRST_ROW)
        for header, cell in zip(headers, line, strict=True)
        if cell
    }


def _typed(cell: str) -> Typed:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        return date.fromisoformat(cell)
    if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", cell):
        return float(cell) if "." in cell else int(cell)
    return cell.removeprefix("'").replace("⏎", "\n")


_TEXT = re.compile(
    r'<c r="(\w+)"([^>]*?) t="inlineStr"><is><t xml:space="preserve">(?:=([^<]+)|(#[A-Z/0]+[!?A]))</t></is></c>'
)


def _as_saved(_part: str, content: bytes) -> bytes:
    """Make formulas and errors of the texts that stand for them."""

    def cell(found: re.Match[str]) -> str:
        place, style, formula, error = found.groups()
        inner = f"<f>{formula}</f>" if formula else f"<v>{error}</v>"
        kind = "" if formula else ' t="e"'
        return f'<c r="{place}"{style}{kind}>{inner}</c>'

    return _TEXT.sub(cell, content.decode()).encode() if b"inlineStr" in content else content


def edited(data: bytes, edit: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return the workbook with each part as `edit` gives it by name and content; None leaves it out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = edit(part.filename, source.read(part))
            if content is not None:
                target.writestr(part, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def replaced(data: bytes, words: Mapping[str, str]) -> bytes:
    """Return the workbook with each of `words` replaced wherever it stands."""

    def replace(_part: str, content: bytes) -> bytes:
        for old, new in words.items():
            content = content.replace(old.encode(), new.encode())
        return content

    return edited(data, replace)


def by_hand(data: bytes, sheet: str, change: Callable[[Worksheet], None]) -> bytes:
    """Return the workbook with `sheet` changed as a person changes it in a spreadsheet: merged, hidden, coloured."""
    book = load_workbook(io.BytesIO(data))
    change(book[sheet])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def formula(data: bytes, sheet: str, cell: str, text: str) -> bytes:
    """Return the workbook with what is typed in `cell` as the saved result of the formula `text`."""

    def computed(xml: str) -> str:
        typed = re.search(
            rf'<c r="{cell}"(?P<style>[^>]*?)(?: t="inlineStr"><is><t[^>]*>(?P<text>.*?)</t></is>|>(?P<value><v>.*?</v>))</c>',
            xml,
        )
        if typed is None:
            message = f"{cell} is empty"
            raise ValueError(message)
        kind, value = (' t="str"', f"<v>{typed['text']}</v>") if typed["text"] else ("", typed["value"])
        new = f'<c r="{cell}"{typed["style"]}{kind}><f>{text}</f>{value}</c>'
        return xml[: typed.start()] + new + xml[typed.end() :]

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = xml_of(archive, sheet)
    return edited(data, lambda _, content: computed(xml).encode() if content == xml.encode() else content)


def with_macros(data: bytes) -> bytes:
    """Return the workbook as one that carries a program."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return out.getvalue()


def doubled(data: bytes, sheet: str, over: str) -> bytes:
    """Return the workbook with a copy of `sheet`, named as Excel names one, in the place of the sheet `over`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        copied = {xml_of(archive, over).encode(): xml_of(archive, sheet).encode()}
    copy = edited(data, lambda _, content: copied.get(content, content))
    return replaced(copy, {f'name="{over}"': f'name="{sheet} (2)"'})


def checked(config: Config, data: bytes, *, file: str = FILE, arrived: datetime = IN_TIME) -> Submission:
    """Return the file as the check has it; its period is that of its folder."""
    return check_file(config, Task(data, file, sha256_of(data), arrived, file.partition("/")[0]))


def findings(
    config: Config, data: bytes, *, file: str = FILE, arrived: datetime = IN_TIME
) -> list[tuple[str, str]]:
    """Return code and cell of everything that the check says of the file."""
    return [(f.code, f.where.cell) for f in checked(config, data, file=file, arrived=arrived).findings]
