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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Typed = str | int | float | date | None
Cells = dict[str, Typed]
"""What is typed into one sheet: address → value (None empties the cell)."""

EPOCH = date(1899, 12, 30)
STAMP = (2016, 1, 1, 0, 0, 0)
_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(r's="\d+"')
_SHEET = re.compile(r'<sheet name="([^"]*)" sheetId="\d+"[^>]*?r:id="rId(\d+)"')
_REFERENCE = re.compile(r'((?:sq)?[rR]ef)="([A-Z0-9: ]+)"')
_COMPUTED = re.compile(r"(</f>)<v>[^<]*</v>")
_ADDRESS = re.compile(r"(\$?[A-Z]+\$?)(\d+)")


def fill(data: bytes, cells: Mapping[str, Cells]) -> bytes:
    """Return the workbook with `cells` typed in, by sheet name."""

    def typing(typed: Cells) -> Callable[[str], str]:
        return lambda xml: _type(xml, typed)

    return _edit(data, {sheet: typing(typed) for sheet, typed in cells.items()})


def insert_row(data: bytes, sheet: str, at: int) -> bytes:
    """Return the workbook with an empty row put in at the one-based row `at` of `sheet`.

    As in Excel, what is merged, filtered or limited moves along, and so does every formula that points there.
    """
    return _edit(data, {sheet: lambda xml: _push_down(xml, at)}, lambda text: _follow(text, sheet, at))


def xml_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the XML of the sheet called `sheet`."""
    return archive.read(_part(archive, sheet)).decode()


def _edit(
    data: bytes, edits: Mapping[str, Callable[[str], str]], everywhere: Callable[[str], str] = str
) -> bytes:
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
    for address, value in typed.items():
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
        by_row.setdefault(int(row), {})[column] = value

    def row_of(match: re.Match[str]) -> str:
        values = by_row.pop(int(match[1]), None)
        return match[0] if values is None else _row(int(match[1]), match[2], match[3] or "", values)

    xml = _ROW.sub(row_of, xml)
    new = "".join(_row(row, "", "", values) for row, values in sorted(by_row.items()))
    if new:
        xml = xml.replace("<sheetData/>", "<sheetData></sheetData>").replace(
            "</sheetData>", new + "</sheetData>"
        )
    return xml


def _row(row: int, attributes: str, inner: str, values: Cells) -> str:
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
        return (
            f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        )
    if isinstance(value, date):
        value = (value - EPOCH).days
    return f'<c r="{address}"{style}><v>{value}</v></c>'


def _push_down(xml: str, at: int) -> str:
    def moved(match: re.Match[str]) -> str:
        row = int(match[1])
        if row < at:
            return match[0]
        old, new = f'r="{{}}{row}"', f'r="{{}}{row + 1}"'
        inner = _CELL.sub(lambda c: c[0].replace(old.format(c[1]), new.format(c[1]), 1), match[3] or "")
        return f'<row r="{row + 1}"{match[2]}>{inner}</row>'

    head, rows, tail = re.split(r"(<sheetData>.*</sheetData>)", xml, maxsplit=1, flags=re.DOTALL)
    return head + _ROW.sub(moved, rows) + _REFERENCE.sub(lambda m: f'{m[1]}="{_below(m[2], at)}"', tail)


def _follow(text: str, sheet: str, at: int) -> str:
    """Return the XML with every reference to `sheet` moved: formulas on other sheets, names, print titles."""
    place = re.compile(rf"('{re.escape(escape(sheet))}'!)(\$?[A-Z]*\$?\d+(?::\$?[A-Z]*\$?\d+)?)")
    return place.sub(lambda match: match[1] + _below(match[2], at), text)


def _below(references: str, at: int) -> str:
    return _ADDRESS.sub(lambda m: m[1] + str(int(m[2]) + (int(m[2]) >= at)), references)
