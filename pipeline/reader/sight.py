"""What python-calamine does not tell, seen in the file itself: how far a sheet reaches, and what is broken.

calamine gives an error cell as empty text and knows no formulas. xlsx and ods are looked through as XML, xls as
BIFF8 records [MS-XLS 2.4.24 BoolErr, 2.4.127 Formula, 2.4.28 BoundSheet8].
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msoffcrypto
from defusedxml.ElementTree import fromstring, iterparse

from pipeline.forms import column_letters
from pipeline.reader.guard import OLE, ZIP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

NO_VALUE = "公式无结果"

_HOLDS = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*(?<!/)>""")
_SUSPECT = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[\s>/]""")
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODS_KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_ODS_TRUE_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ODS_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d+")
_XLS_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
_BOF, _EOF, _SHEET, _FORMULA, _ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_XLS_HOLDS = frozenset({_FORMULA, _ERROR, 0x0204, 0x0203, 0x00FD, 0x027E, 0x00BD})


@dataclass(frozen=True, slots=True)
class Sight:
    """One sheet: the count of cells from A1 to the last that holds something; what is broken by address.

    What is broken is the error as shown (#REF!), or `NO_VALUE`.
    """

    area: int = 0
    broken: Mapping[str, str] = field(default_factory=dict)


def sights_of(data: bytes) -> dict[str, Sight]:
    """Return what can be seen of each sheet, by its name; nothing of an xlsb."""
    if data.startswith(OLE):
        return dict(_xls_sights(data))
    if not data.startswith(ZIP):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return dict(_ods_sights(archive.read("content.xml")))
        if "xl/workbook.xml" in names:
            return {name: Sight(_area(xml), dict(_broken(xml))) for name, xml in _sheet_parts(archive)}
    return {}
