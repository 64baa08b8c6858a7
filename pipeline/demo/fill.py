"""Fill a workbook as a person would: cells typed into the very file that was handed out, all else as it was.

No spreadsheet library can do that (openpyxl drops what it does not know when it saves); so the sheet's own
XML is edited. What is written is what other programs write: inline strings, numbers, dates as serials.
What formulas came to before is taken out, so that every program computes them anew.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pipeline.forms import column_letters
from pipeline.xlsx import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Typed = str | int | float | date | None
Cells = dict[str, Typed]
"""What is typed into one sheet: address → value (None empties the cell)."""

EPOCH = date(1899, 12, 30)
STAMP = (2016, 1, 1, 0, 0, 0)
ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(r's="\d+"')
_SHEET = re.compile(r'<sheet name="([^"]*)" sheetId="\d+"[^>]*?r:id="rId(\d+)"')
_WIDTH = re.compile(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"')
_HEIGHT = re.compile(r' ht="([\d.]+)"(?: customHeight="1")?')
_COMPUTED = re.compile(r"(</f>)<v>[^<]*</v>")


def fill(data: bytes, cells: Mapping[str, Cells]) -> bytes:
    """Return the workbook with `cells` typed in, by sheet name."""

    def typing(typed: Cells) -> Callable[[str], str]:
        return lambda xml: _type(xml, typed)

    return edit(data, {sheet: typing(typed) for sheet, typed in cells.items()})


def xml_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the XML of the sheet called `sheet`."""
    return archive.read(_part(archive, sheet)).decode()


LINE, MARGIN, USUAL_WIDTH = 16.5, 7, 14.0
"""Points that a line of text needs, what is left above and below; the width of a column that has none."""


def edit(
    data: bytes, edits: Mapping[str, Callable[[str], str]], everywhere: Callable[[str], str] = str
) -> bytes:
    """Return the workbook with some sheets edited, by name, and then whatever names sheets, `everywhere`."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = {_part(source, sheet): edit for sheet, edit in edits.items()}
        for part in source.infolist():
            content = source.read(part.filename)
            if part.filename in parts:
                content = parts[part.filename](content.decode()).encode()
            if part.filename.startswith("xl/worksheets/"):
                content = _COMPUTED.sub(r"\1", content.decode()).encode()
            if everywhere is not str and part.filename.startswith("xl/w"):
                content = everywhere(content.decode()).encode()
            info = zipfile.ZipInfo(part.filename, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    names = dict(_SHEET.findall(archive.read("xl/workbook.xml").decode()))
    return f"xl/worksheets/sheet{names[escape(sheet, {chr(34): '&quot;'})]}.xml"


def _type(xml: str, typed: Cells) -> str:
    by_row: dict[int, Cells] = {}
    widths = _widths(xml)
    for address, value in typed.items():
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
        by_row.setdefault(int(row), {})[column] = value

    def row_of(match: re.Match[str]) -> str:
        values = by_row.pop(int(match[1]), None)
        return match[0] if values is None else _row(int(match[1]), match[2], match[3] or "", values, widths)

    xml = ROW.sub(row_of, xml)
    new = "".join(_row(row, "", "", values, widths) for row, values in sorted(by_row.items()))
    if new:
        xml = xml.replace("<sheetData/>", "<sheetData></sheetData>").replace(
            "</sheetData>", new + "</sheetData>"
        )
    return xml


def _widths(xml: str) -> dict[str, float]:
    """Return the columns' widths in characters, by their letters."""
    found = [(int(m[1]), int(m[2]), float(m[3])) for m in _WIDTH.finditer(xml)]
    return {
        column_letters(index - 1): width for first, last, width in found for index in range(first, last + 1)
    }


def _row(row: int, attributes: str, inner: str, values: Cells, widths: Mapping[str, float]) -> str:
    cells = {m[1]: (m[3], m[0]) for m in CELL.finditer(inner)}
    for column, value in values.items():
        style = _STYLE.search(cells.get(column, ("", ""))[0])
        cells[column] = ("", _cell(f"{column}{row}", f" {style[0]}" if style else "", value))
    ordered = sorted(cells, key=lambda column: (len(column), column))
    attributes = _grown(attributes, values, widths)
    return f'<row r="{row}"{attributes}>' + "".join(cells[column][1] for column in ordered) + "</row>"


def _grown(attributes: str, values: Cells, widths: Mapping[str, float]) -> str:
    """Return the row's attributes, its height as Excel leaves it: high enough for what was typed."""
    texts = [
        (text, widths.get(column, USUAL_WIDTH)) for column, text in values.items() if isinstance(text, str)
    ]
    needed = MARGIN + LINE * max((lines_of(text, width) for text, width in texts), default=1)
    had = _HEIGHT.search(attributes)
    if needed <= (float(had[1]) if had else MARGIN + LINE):
        return attributes
    return _HEIGHT.sub("", attributes) + f' ht="{needed}" customHeight="1"'


def _cell(address: str, style: str, value: Typed) -> str:
    if value is None or value == "":
        return f'<c r="{address}"{style}/>'
    if isinstance(value, str):
        return (
            f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        )
    if isinstance(value, date):
        value = (value - EPOCH).days
    return f'<c r="{address}"{style}><v>{value}</v></c>'
