"""A workbook's sheets as raw cells, from A1 on, each with what is broken in it."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from pipeline.held import BAD_ZIP, LOCK, ZIP
from pipeline.reader.biff import xls_sights
from pipeline.reader.dressed import read_dressed
from pipeline.reader.guard import Problem, problem_of, too_large, too_wide
from pipeline.reader.macros import has_program
from pipeline.reader.ods import ods_sights
from pipeline.reader.ole import OLE, plain_ole, workbook_of
from pipeline.reader.ooxml import xlsx_sights
from pipeline.reader.seen import sheet_seen
from pipeline.reader.sheets import Book
from pipeline.reader.xlsb import xlsb_sights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.reader.sheets import Sheet
    from pipeline.reader.sight import Sight

MOST_LETTERS = 100_000
"""In one cell: three times what Excel takes."""
ELSEWHERE = "'file:"
"""So an ods names the sheets of other workbooks of which it keeps the values."""
PROGRAMS = SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba
DAMAGED = (CalamineError, ParseError, DefusedXmlException, struct.error, LookupError, OverflowError, *BAD_ZIP)


def read_book(name: str, data: bytes, skip: frozenset[str] = frozenset()) -> Book | Problem:
    """Return the sheets of the workbook `data` but those named in `skip`, or the problem that stands against it."""
    if name.startswith(LOCK):
        return Problem("file-lock")
    problem = problem_of(data)
    if problem is not None:
        return problem
    try:
        return _looked_into(data, skip) if data.startswith((OLE, ZIP)) else read_dressed(data, skip)
    except PasswordError:
        return Problem("file-encrypted")
    except DAMAGED:
        return Problem("file-damaged")
    except BaseException as reason:  # a Rust panic derives from BaseException and names no importable class
        if type(reason).__name__ != "PanicException":
            raise
        return Problem("file-damaged")


def _looked_into(data: bytes, skip: frozenset[str]) -> Book | Problem:
    sights = list(_sights(data, skip))
    wide = too_wide((sheet, sight.area) for sheet, sight in sights)
    return wide or _read(data, skip, dict(sights))


def _sights(data: bytes, skip: frozenset[str]) -> Iterable[tuple[str, Sight]]:
    """Return what can be seen of each sheet that is read, with its name."""
    if data.startswith(OLE):
        return xls_sights(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()  # in the order in which calamine tries
        if "xl/workbook.xml" in names:
            return list(xlsx_sights(archive, skip))
        if "xl/workbook.bin" in names:
            return list(xlsb_sights(archive, skip))
        return list(ods_sights(archive))


def _read(data: bytes, skip: frozenset[str], sights: Mapping[str, Sight]) -> Book | Problem:
    book = _opened(data)
    found: list[Sheet] = []
    for meta in book.sheets_metadata:
        if meta.name in skip or meta.typ != SheetTypeEnum.WorkSheet or meta.name.startswith(ELSEWHERE):
            continue
        sight = sights.get(meta.name)
        if sight is None or meta.name in {each.name for each in found}:
            return Problem("file-damaged")  # of what was not seen nobody knows what its blanks are
        sheet = book.get_sheet_by_name(meta.name)
        wide = too_wide([(meta.name, (sheet.total_height + 1) * (sheet.total_width + 1))])
        if wide is not None:
            return wide
        rows = sheet.to_python(skip_empty_area=False)
        if any(len(cell) > MOST_LETTERS for row in rows for cell in row if isinstance(cell, str)):
            return too_large(f"「{meta.name}」里有一格文字过长")
        found.append(sheet_seen(meta.name, rows, sight, visible=meta.visible == SheetVisibleEnum.Visible))
    macros = has_program(data) or any(meta.typ in PROGRAMS for meta in book.sheets_metadata)
    return Book(tuple(found), macros)


def _opened(data: bytes) -> CalamineWorkbook:
    workbook = workbook_of(data) if data.startswith(OLE) else None
    return CalamineWorkbook.from_filelike(io.BytesIO(plain_ole(workbook) if workbook else data))
