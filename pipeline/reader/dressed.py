"""Files that are no workbook and bear a workbook's name: web pages, texts with delimiters, XML of 2003."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reader.guard import Problem, not_workbook, too_large
from pipeline.reader.kinds import TEXT, WEB_PAGE, XML
from pipeline.reader.seen import sheet_seen
from pipeline.reader.sheets import Book
from pipeline.reader.sight import ERROR_TEXT, MOST_CELLS, Sight, address_of
from pipeline.reader.text_table import rows_of
from pipeline.reader.web_page import tables_of

if TYPE_CHECKING:
    from pipeline.reader.seen import Rows
    from pipeline.reader.sheets import Sheet

MOST_BYTES, MOST_TAGS, MOST_TABLES = 10 * 1024 * 1024, 300_000, 500
TOO_WIDE = "表格的使用区域过大"
HEAD = 4096
SHEET = "表"
"""Names the one sheet of a text; the title in its rows tells which it is."""
SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHARSET = re.compile(rb"""<meta[^>]*?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80"})
_XML_2003 = re.compile(r"<(?:\w+:)?Workbook\b")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|frameset|meta)\b", re.IGNORECASE)
_FRAMES = re.compile(r"<(?:frameset|frame|iframe)\b|<x:WorksheetSource\b", re.IGNORECASE)
_MHTML = re.compile(r"MIME-Version:.{0,2000}?multipart/related", re.IGNORECASE | re.DOTALL)


def read_dressed(data: bytes, skip: frozenset[str]) -> Book | Problem:
    """Return the sheets of a web page or a text but those named in `skip`, or the problem that stands against it."""
    if len(data) > MOST_BYTES:
        return too_large("文件过大")
    text = text_of(data)
    if text is None or "\0" in text:
        return not_workbook()
    problem = _refused(text[:HEAD].lstrip())
    if problem is not None:
        return problem
    if _PAGE.search(text[:HEAD]):
        return _page(text, skip)
    return _text(text)


def _refused(head: str) -> Problem | None:
    """Return what the text's beginning says against it."""
    if _XML_2003.search(head) and SPREADSHEET_2003 in head:
        return Problem("file-xml-2003")
    if _MHTML.match(head):
        return Problem("file-web-page")
    is_xml = head.startswith("<?xml") and not _PAGE.search(head)
    return not_workbook(XML) if is_xml else None


def text_of(data: bytes) -> str | None:
    """Return the file as text: by its mark, in UTF-8, as the page says, in GBK; None where it is none of these."""
    mark = next((mark for mark in _BOMS if data.startswith(mark)), None)
    said = _CHARSET.search(data[:HEAD])
    named = said[1].decode().lower() if said else "gb18030"
    encodings = [_BOMS[mark]] if mark else ["utf-8", "gb18030" if named in _CHINESE else named, "gb18030"]
    return next((text for encoding in encodings if (text := _decoded(data, encoding)) is not None), None)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _text(text: str) -> Book | Problem:
    rows = rows_of(text)
    if rows is None:
        return not_workbook(TEXT)
    wide = max(map(len, rows))
    if len(rows) * wide > MOST_CELLS:
        return too_large(TOO_WIDE)
    whole = [row + [""] * (wide - len(row)) for row in rows]
    return Book((_sheet(SHEET, whole, Sight()),), dressed="文本")


def _page(text: str, skip: frozenset[str]) -> Book | Problem:
    if text.count("<") > MOST_TAGS:
        return too_large("内容过多")
    sheets: list[Sheet] = []
    room = MOST_CELLS
    for name, rows, sight in tables_of(text):
        room -= len(rows) * len(rows[0]) if rows else sight.area
        if room < 0 or len(sheets) == MOST_TABLES:
            return too_large(TOO_WIDE)
        if name not in skip:
            sheets.append(_sheet(_unused(name, sheets), rows, sight))
    if not sheets:
        return Problem("file-web-page") if _FRAMES.search(text) else not_workbook(WEB_PAGE)
    return Book(tuple(sheets), dressed=WEB_PAGE)


def _unused(name: str, sheets: list[Sheet]) -> str:
    used = {sheet.name for sheet in sheets}
    numbered = (f"{name} ({number})" for number in range(2, len(used) + 3))
    return name if name not in used else next(each for each in numbered if each not in used)


def _sheet(name: str, rows: Rows, sight: Sight) -> Sheet:
    """Return the sheet, its errors, which are texts here, as broken cells."""
    broken = {
        address_of(row, column): cell.strip()
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and ERROR_TEXT.fullmatch(cell.strip())
    }
    shown = [
        ["" if address_of(r, c) in broken else cell for c, cell in enumerate(cells)]
        for r, cells in enumerate(rows)
    ]
    return sheet_seen(name, shown if broken else rows, replace(sight, broken=broken))
