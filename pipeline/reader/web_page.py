"""The tables of a web page, as Excel, WPS, LibreOffice and web systems write them; read by lxml."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.reader.sight import MOST_CELLS, Sight
from pipeline.reader.web_cell import is_coloured, is_struck, looks_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element as Element

    from pipeline.cells import Raw
    from pipeline.reader.sight import Area, Place

    Table = tuple[str, list[list[Raw]], Sight]

_SHEET_NAME = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<]*)</x:Name>")
_HEADINGS = "h1", "h2", "h3", "h4", "caption"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
DEEPEST = 10
"""Tables around a table: pages are laid out by tables in tables, but not by so many."""
_MOST_ACROSS, _MOST_DOWN = 1_000, 65_534
"""Columns and rows that one cell may span: what browsers take."""


def tables_of(text: str) -> Iterator[Table]:
    """Yield name, rows and sight of each table that holds something; one inside another is a table of its own.

    Raises ValueError where tags are nested so deep that the rest would not be read.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    page = etree.fromstring(text.encode(), parser)
    if any(said.type_name == "ERR_RESOURCE_LIMIT" for said in parser.error_log):
        message = "tags nested too deep"
        raise ValueError(message)
    if page is None:
        return
    if any(
        sum(1 for _ in islice(table.iterancestors("table"), DEEPEST)) == DEEPEST
        for table in page.iter("table")
    ):
        message = "tables nested too deep"
        raise ValueError(message)
    tables = [table for table in page.iter("table") if any(each.strip() for each in table.itertext())]
    looks = looks_of(page)
    for name, table in zip(_names(text, page, tables), tables, strict=True):
        grid = _Grid(looks)
        for row in table.iter("tr"):
            if next(row.iterancestors("table")) is table:
                grid.add(row)
        yield name, grid.filled(), grid.sight()


def _names(text: str, page: Element, tables: list[Element]) -> list[str]:
    """Return the tables' names: what Excel calls the sheets, else the heading above each, else 表."""
    kept = [html.unescape(name) for name in _SHEET_NAME.findall(text)]
    if len(kept) == len(tables):
        return kept
    names: dict[Element, str] = {}
    heading = ""
    for node in page.iter(*_HEADINGS, "table"):
        if node.tag == "table":
            names[node], heading = heading, ""
        else:  # LibreOffice puts the sheet's name into <em> after its number
            heading = " ".join("".join(map(str, next(iter(node.iter("em")), node).itertext())).split())
    return [names[table] or "表" for table in tables]


class _Grid:
    """Cells laid out as a browser does: one that spans rows pushes those of later rows to the right."""

    def __init__(self, looks: Mapping[str, str]) -> None:
        self.looks = looks
        self.rows: list[list[Raw]] = []
        self.free_from: list[int] = []
        """For each column the first row in which it is free again."""
        self.merged: list[Area] = []
        self.hidden: set[int] = set()
        self.struck: set[Place] = set()
        self.coloured: set[Place] = set()
        self.full = False

    def add(self, row: Element) -> None:
        """Lay out a row; once there are too many cells no more of them."""
        self.full = self.full or (len(self.rows) + 1) * len(self.free_from) > MOST_CELLS
        if self.full:
            return
        if _HIDDEN.search(row.get("style") or ""):
            self.hidden.add(len(self.rows) + 1)
        self.rows.append([])
        column = 0
        for cell in row.iter("td", "th"):
            if next(cell.iterancestors("tr")) is row:
                column = self._put(cell, column)
                if column * len(self.rows) > MOST_CELLS:
                    self.full = True
                    return

    def _put(self, cell: Element, column: int) -> int:
        """Put the cell into the first free column from `column` on, and return the column after it."""
        row = len(self.rows) - 1
        while column < len(self.free_from) and self.free_from[column] > row:
            column += 1
        across, down = _span(cell, "colspan", _MOST_ACROSS), _span(cell, "rowspan", _MOST_DOWN)
        self.free_from += [0] * (column + across - len(self.free_from))
        self.free_from[column : column + across] = [row + down] * across
        self.rows[row] += [""] * (column - len(self.rows[row])) + [value_of(cell)]
        if across * down > 1:
            self.merged.append((row, column, row + down - 1, column + across - 1))
        if is_struck(cell, self.looks):
            self.struck.add((row, column))
        if is_coloured(cell, self.looks):
            self.coloured.add((row, column))
        return column + across

    def filled(self) -> list[list[Raw]]:
        """Return the rows, all of one length; none if there are too many."""
        wide = max(map(len, self.rows), default=0)
        self.full = self.full or len(self.rows) * wide > MOST_CELLS
        return [] if self.full else [row + [""] * (wide - len(row)) for row in self.rows]

    def sight(self) -> Sight:
        """Return what has been seen."""
        area = MOST_CELLS + 1 if self.full else 0
        return Sight(area, {}, self.merged, self.hidden, self.struck, self.coloured)


def _span(cell: Element, name: str, most: int) -> int:
    said = (cell.get(name) or "").strip()
    return min(max(int(said), 1), most) if said.isdecimal() and len(said) < len(str(most)) + 5 else 1
