"""A row put in by hand: everything below moves down, and so does whatever points there."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from pipeline.demo.fill import CELL, ROW, edit

_REFERENCE = re.compile(r'((?:sq)?[rR]ef)="([A-Z0-9: ]+)"')
_ADDRESS = re.compile(r"(\$?[A-Z]+\$?)(\d+)")


def insert_row(data: bytes, sheet: str, at: int) -> bytes:
    """Return the workbook with an empty row put in at the one-based row `at` of `sheet`.

    As in Excel, what is merged, filtered or limited moves along, and so does every formula that points there.
    """
    return edit(data, {sheet: lambda xml: _push_down(xml, at)}, lambda text: _follow(text, sheet, at))


def _push_down(xml: str, at: int) -> str:
    def moved(match: re.Match[str]) -> str:
        row = int(match[1])
        if row < at:
            return match[0]
        old, new = f'r="{{}}{row}"', f'r="{{}}{row + 1}"'
        inner = CELL.sub(lambda c: c[0].replace(old.format(c[1]), new.format(c[1]), 1), match[3] or "")
        return f'<row r="{row + 1}"{match[2]}>{inner}</row>'

    head, rows, tail = re.split(r"(<sheetData>.*</sheetData>)", xml, maxsplit=1, flags=re.DOTALL)
    return head + ROW.sub(moved, rows) + _REFERENCE.sub(lambda m: f'{m[1]}="{_below(m[2], at)}"', tail)


def _follow(text: str, sheet: str, at: int) -> str:
    """Return the XML with every reference to `sheet` moved: formulas on other sheets, names, print titles."""
    place = re.compile(rf"('{re.escape(escape(sheet))}'!)(\$?[A-Z]*\$?\d+(?::\$?[A-Z]*\$?\d+)?)")
    return place.sub(lambda match: match[1] + _below(match[2], at), text)


def _below(references: str, at: int) -> str:
    return _ADDRESS.sub(lambda m: m[1] + str(int(m[2]) + (int(m[2]) >= at)), references)
