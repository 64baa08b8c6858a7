"""What cannot be recomputed, in plain CSV that a person can read (design, decision 8).

received.csv: when each content was first seen. items.csv: the numbers issued, stable for ever.
decisions.csv: what the office decided on files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.errors import PublishError, SetupError
from pipeline.model import FileDecision, Received

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

REGISTER = "_register"
RECEIVED, ITEMS, DECISIONS = "received.csv", "items.csv", "decisions.csv"

RECEIVED_COLUMNS = {
    "sha256": "内容指纹", "period": "填报月份", "file": "文件", "arrived": "到件时间", "source": "来源",
}  # fmt: skip
ISSUED_COLUMNS = {
    "number": "事项编号", "ledger": "台账", "unit": "单位", "words": "内容", "period": "首报月份",
}  # fmt: skip
DECISION_COLUMNS = {
    "sha256": "内容指纹", "period": "填报月份", "unit": "单位", "verdict": "决定", "reason": "原因", "decided": "决定时间",
}  # fmt: skip

_EXCEL_MOMENT = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d{2})(?::(\d{2}))?")
STARTS_A_FORMULA = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Issued:
    """A 事项编号 issued: to which unit's row of which ledger, known by the normal form of its words."""

    number: str
    ledger: str
    unit: str
    words: str
    period: str


@dataclass(frozen=True, slots=True)
class Registers:
    """The three registers as read."""

    received: tuple[Received, ...] = ()
    issued: tuple[Issued, ...] = ()
    decisions: tuple[FileDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a register as a person may have left it: its cells by column, and its place for a complaint."""

    path: Path
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return the text of a column."""
        return self.cells[name]

    def moment(self, name: str) -> datetime:
        """Return the moment in a column; raises SetupError where something else was written."""
        try:
            return _moment(self.cells[name].strip())
        except ValueError as reason:
            complaint = (
                f"{self.path.name} 第{self.number}行「{self.columns[name]}」写的是「{self.cells[name]}」，读不懂。"
                "请写成 2016-06-06T10:20 的样子。"
            )
            raise SetupError([complaint]) from reason


def read_registers(submissions: Path) -> Registers:
    """Return the registers under `submissions`, missing ones empty; raises SetupError where one was spoilt."""
    folder = submissions / REGISTER
    received = tuple(
        Received(r["sha256"], r["period"], r["file"], r.moment("arrived"), r["source"])
        for r in _lines(folder / RECEIVED, RECEIVED_COLUMNS)
    )
    issued = tuple(
        Issued(r["number"], r["ledger"], r["unit"], r["words"], r["period"])
        for r in _lines(folder / ITEMS, ISSUED_COLUMNS)
    )
    decisions = tuple(
        FileDecision(r["sha256"], r["period"], r["unit"], r["verdict"], r["reason"], r.moment("decided"))
        for r in _lines(folder / DECISIONS, DECISION_COLUMNS)
    )
    return Registers(received, issued, decisions)


def write_registers(submissions: Path, old: Registers, new: Registers) -> None:
    """Write what differs between `old` and `new`, each file whole and atomically; raises PublishError."""
    folder = submissions / REGISTER
    if new.received != old.received:
        rows = [
            {**_same(r, "sha256 period file source"), "arrived": r.arrived.isoformat()} for r in new.received
        ]
        write_atomically(folder / RECEIVED, csv_bytes(RECEIVED_COLUMNS, rows))
    if new.issued != old.issued:
        rows = [_same(i, "number ledger unit words period") for i in new.issued]
        write_atomically(folder / ITEMS, csv_bytes(ISSUED_COLUMNS, rows))
    if new.decisions != old.decisions:
        rows = [
            {**_same(d, "sha256 period unit verdict reason"), "decided": d.decided.isoformat()}
            for d in new.decisions
        ]
        write_atomically(folder / DECISIONS, csv_bytes(DECISION_COLUMNS, rows))


def _moment(text: str) -> datetime:
    """Return the moment as we write it, or as Excel does (2016/6/3 9:05); raises ValueError."""
    found = _EXCEL_MOMENT.fullmatch(text)
    if found:
        year, month, day, hour, minute, second = (int(part) for part in found.groups("0"))
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 — local time
    return datetime.fromisoformat(text)


def _same(thing: object, names: str) -> dict[str, str]:
    return {name: getattr(thing, name) for name in names.split()}


def _lines(path: Path, columns: Mapping[str, str]) -> Iterator[Line]:
    """Yield the lines of a register; it may have been saved by Excel or WPS, in their encoding."""
    if not path.exists():
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    lost = [header for header in columns.values() if header not in (reader.fieldnames or ())]
    if lost:
        raise SetupError(
            [f"{path.name} 第1行：缺少「{'、'.join(lost)}」这一栏。请从备份里复制回来，不要改栏名。"]
        )
    for row in reader:
        cells = {name: _unguarded(row[header] or "") for name, header in columns.items()}
        if not any(cells.values()):
            continue
        yield Line(path, reader.line_num, cells, columns)


def csv_bytes(columns: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a CSV with a BOM, so that Excel and WPS open it right; `columns` maps a key to its header.

    What a spreadsheet program would take for a formula is put behind a quote.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.values())
    for row in rows:
        writer.writerow([_guarded(row[name]) for name in columns])
    return out.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    return f"'{text}" if _is_dangerous(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _is_dangerous(text[1:]) else text


def _is_dangerous(text: str) -> bool:
    """Tell whether the text begins a formula, behind any number of quotes; a number does not."""
    return text.lstrip("'")[:1] in STARTS_A_FORMULA and not _is_number(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, then swap it in; raises PublishError and leaves what was there."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        os.replace(beside, path)  # noqa: PTH105 — one atomic call
    except OSError as reason:
        message = (
            f"写不进「{path.name}」（{reason.strerror or reason}），原来的没有动。"
            "请关掉正在打开的这个文件，看看磁盘是否已满、文件夹是否只读，再运行一次。"
        )
        raise PublishError(message) from reason


def sha256_of(data: bytes) -> str:
    """Return the fingerprint of a file's content."""
    return hashlib.sha256(data).hexdigest()


def fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sha256 of each file by its path."""
    return {path: sha256_of(data) for path, data in sorted(files.items())}
