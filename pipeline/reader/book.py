"""A workbook's sheets as raw cells, from A1 on, each with what is broken in it."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from pipeline.reader.biff import xls_sights
from pipeline.reader.guard import BAD_ZIP, OLE, Problem, problem_of, too_large
from pipeline.reader.ods import ods_sights
from pipeline.reader.ooxml import xlsx_sights
from pipeline.reader.sheets import Book, Sheet
from pipeline.reader.sight import MOST_CELLS, Sight
from pipeline.reader.xlsb import xlsb_sights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.cells import Raw

LOCK = "~$"
DAMAGED = (CalamineError, ParseError, DefusedXmlException, struct.error, LookupError, OverflowError, *BAD_ZIP)


def read_book(name: str, data: bytes, skip: frozenset[str] = frozenset()) -> Book | Problem:
    """Return the sheets of the workbook `data` but those named in `skip`, or the problem that stands against it."""
    if name.startswith(LOCK):
        return Problem("file-lock")
    problem = problem_of(data)
    if problem is not None:
        return problem
    try:
        sights = dict(_sights(data, skip))
        wide = _too_wide((sheet, sight.area) for sheet, sight in sights.items())
        return wide or _read(data, skip, sights)
    except PasswordError:
        return Problem("file-encrypted")
    except DAMAGED:
        return Problem("file-damaged")
    except BaseException as reason:  # a Rust panic derives from BaseException and names no importable class
        if type(reason).__name__ != "PanicException":
            raise
        return Problem("file-damaged")


def _sights(data: bytes, skip: frozenset[str]) -> Iterable[tuple[str, Sight]]:
    """Return what can be seen of each sheet that is read, with its name."""
    if data.startswith(OLE):
        return xls_sights(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "content.xml" in names:
            return list(ods_sights(archive.read("content.xml")))
        sights = xlsx_sights if "xl/workbook.xml" in names else xlsb_sights
        return list(sights(archive, skip))


def _too_wide(areas: Iterable[tuple[str, int]]) -> Problem | None:
    wide = next((name for name, area in areas if area > MOST_CELLS), None)
    return None if wide is None else too_large(f"「{wide}」的使用区域过大")


def _read(data: bytes, skip: frozenset[str], sights: Mapping[str, Sight]) -> Book | Problem:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = []
    for meta in book.sheets_metadata:
        if meta.name in skip or meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        wide = _too_wide([(meta.name, (sheet.total_height + 1) * (sheet.total_width + 1))])
        if wide is not None:
            return wide
        rows = sheet.to_python(skip_empty_area=False)
        broken = sights.get(meta.name, Sight()).broken
        found.append(Sheet(meta.name, rows, broken, meta.visible == SheetVisibleEnum.Visible))
    return Book(tuple(found))
