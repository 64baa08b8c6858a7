"""CSV that a person opens, and may save again with Excel or WPS: written so that it survives, read as it comes back."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STARTS_A_FORMULA = frozenset("=+-@\t\r")

_EXCEL_MOMENT = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d{2})(?::(\d{2}))?")
_PERIOD = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:[-/.]?0?1日?)?")
_ENGLISH_PERIOD = re.compile(r"([a-z]{3})-(\d{2})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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
            raise self.unreadable(name, "请写成 2016-06-06T10:20 的样子。") from reason

    def period(self, name: str = "period") -> str:
        """Return the 填报月份 in a column, Excel's May-16 and 2016/5/1 understood; raises SetupError."""
        found = _period(self.cells[name].strip())
        if not found:
            raise self.unreadable(name, "请写成 2016-05 的样子。")
        return found

    def like(self, name: str, pattern: re.Pattern[str]) -> str:
        """Return the text of a column that must look like `pattern`; raises SetupError where Excel changed it."""
        if not pattern.fullmatch(self.cells[name]):
            raise self.unreadable(name, "这一格不能改动，请从备份里复制回来。")
        return self.cells[name]

    def unreadable(self, name: str, remedy: str) -> SetupError:
        """Return the complaint about a column: file, line, what stands there, what to do."""
        what = f"{self.path.name} 第{self.number}行「{self.columns[name]}」写的是「{self.cells[name]}」，读不懂。"
        return SetupError([what + remedy])


def csv_lines(path: Path, columns: Mapping[str, str]) -> Iterator[Line]:
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


def _period(text: str) -> str:
    """Return the period as we write it, as Excel does (May-16, 2016/5/1) or a person (2016年5月); "" for none."""
    found, english = _PERIOD.fullmatch(text), _ENGLISH_PERIOD.fullmatch(text)
    if found:
        year, month = int(found[1]), int(found[2])
    elif english and english[1].lower() in _MONTHS:
        year, month = 2000 + int(english[2]), _MONTHS.index(english[1].lower()) + 1
    else:
        return ""
    return f"{year}-{month:02d}" if 1 <= month <= len(_MONTHS) else ""


def _moment(text: str) -> datetime:
    """Return the moment as we write it, or as Excel does (2016/6/3 9:05); raises ValueError."""
    found = _EXCEL_MOMENT.fullmatch(text)
    if found:
        year, month, day, hour, minute, second = (int(part) for part in found.groups("0"))
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 — local time
    return datetime.fromisoformat(text)


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
