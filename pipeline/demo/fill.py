"""Fill a workbook as a person would: cells typed into the very file that was handed out, all else as it was.

No spreadsheet library can do that (openpyxl drops what it does not know when it saves); so the sheet's own
XML is edited. What is written is what other programs write: inline strings, numbers, dates as serials.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pipeline.forms import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Typed = str | int | float | Decimal | date | None

EPOCH = date(1899, 12, 30)
_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(r's="\d+"')
_SHEET = re.compile(r'<sheet name="([^"]*)" sheetId="\d+"[^>]*?r:id="rId(\d+)"')
STAMP = (2016, 1, 1, 0, 0, 0)


def fill(data: bytes, cells: Mapping[str, Mapping[str, Typed]]) -> bytes:
    """Return the workbook with `cells` typed in: sheet name → address → value (None empties the cell)."""
    edits: dict[str, Callable[[str], str]] = {
        sheet: (lambda xml, typed=typed: _type(xml, typed)) for sheet, typed in cells.items()  # type: ignore[misc]
    }
    return _edit(data, edits)


def insert_row(data: bytes, sheet: str, at: int) -> bytes:
    """Return the workbook with an empty row put in at the one-based row `at` of `sheet`."""
    return _edit(data, {sheet: lambda xml: _push_down(xml, at)})


def _edit(data: bytes, edits: Mapping[str, Callable[[str], str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = dict(_SHEET.findall(source.read("xl/workbook.xml").decode()))
        parts = {_part(names, sheet): edit for sheet, edit in edits.items()}
        for part in source.infolist():
            content = source.read(part.filename)
            if part.filename in parts:
                content = parts[part.filename](content.decode()).encode()
            info = zipfile.ZipInfo(part.filename, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()


def _part(names: Mapping[str, str], sheet: str) -> str:
    quote = {'"': "&quot;"}
    return f"xl/worksheets/sheet{names[escape(sheet, quote)]}.xml"


def _type(xml: str, typed: Mapping[str, Typed]) -> str:
    by_row: dict[int, dict[str, Typed]] = {}
    for address, value in typed.items():
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
        by_row.setdefault(int(row), {})[column] = value

    def row_of(match: re.Match[str]) -> str:
        values = by_row.pop(int(match[1]), None)
        return match[0] if values is None else _row(int(match[1]), match[2], match[3] or "", values)

    xml = _ROW.sub(row_of, xml)
    new = "".join(_row(row, "", "", values) for row, values in sorted(by_row.items()))
    if new:
        xml = xml.replace("<sheetData/>", "<sheetData></sheetData>").replace("</sheetData>", new + "</sheetData>")
    return xml


def _row(row: int, attributes: str, inner: str, values: Mapping[str, Typed]) -> str:
    cells = {m[1]: (m[3], m[0]) for m in _CELL.finditer(inner)}
    for column, value in values.items():
        style = _STYLE.search(cells.get(column, ("", ""))[0])
        cells[column] = ("", _cell(f"{column}{row}", f" {style[0]}" if style else "", value))
    ordered = sorted(cells, key=lambda column: (len(column), column))
    return f'<row r="{row}"{attributes}>' + "".join(cells[column][1] for column in ordered) + "</row>"


def _cell(address: str, style: str, value: Typed) -> str:
    if value is None or value == "":
        return f'<c r="{address}"{style}/>'
    if isinstance(value, str):
        return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, date):
        value = (value - EPOCH).days
    return f'<c r="{address}"{style}><v>{value}</v></c>'


def _push_down(xml: str, at: int) -> str:
    def moved(match: re.Match[str]) -> str:
        row = int(match[1])
        if row < at:
            return match[0]
        inner = _CELL.sub(lambda cell: cell[0].replace(f'r="{cell[1]}{row}"', f'r="{cell[1]}{row + 1}"', 1), match[3] or "")
        return f'<row r="{row + 1}"{match[2]}>{inner}</row>'

    return _ROW.sub(moved, xml)


def address(column: int, row: int) -> str:
    """Return the address of the zero-based column and one-based row."""
    return f"{column_letters(column)}{row}"
