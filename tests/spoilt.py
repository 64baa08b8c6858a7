"""Workbooks spoilt on purpose: the parts of a zip, the records of an xls and an xlsb, the sectors of an OLE file.

Written here from the formats' descriptions, and not with what the reader is made of.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.cells import Raw

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
HUGE = 0x7FFFFFFF


# zips


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def zipped(parts: Iterable[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of the parts, in their order, also where two bear one name."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", how) as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Return the zip with these parts instead or besides; None leaves one out."""
    merged: dict[str, bytes | None] = {**parts_of(data), **parts}
    return zipped((name, content) for name, content in merged.items() if content is not None)


def listing(count: int) -> bytes:
    """Return a zip whose list names so many parts that are not there, in the form for large files."""
    entry = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    start = b"PK\x03\x04" + bytes(30)
    size, at = len(entry) * count, len(start)
    large = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, at)
    leads = b"PK\x06\x07" + struct.pack("<IQI", 0, at + size, 1)
    end = b"PK\x05\x06" + struct.pack("<4HIIH", 0, 0, 0xFFFF, 0xFFFF, 10, at, 0)
    return start + entry * count + large + leads + end


# xls


def ole(stream: bytes, **header: int) -> bytes:
    """Return an OLE file with `stream` as its workbook, of sectors of 512 bytes.

    In `header` are numbers of the header instead of the right ones: how many sectors the tables and directories
    have, where they begin, and `size`, that of the stream; `next_<n>`: which sector follows the sector n.
    """
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    table = [TABLE, END, *range(3, 2 + sectors), END]
    for name, value in header.items():
        if name.startswith("next_"):
            table[int(name.removeprefix("next_"))] = value
    told = {"directories": 0, "tables": 1, "directory": 1, "small": END, "smalls": 0, "more": END, "mores": 0}
    told |= {name: value for name, value in header.items() if name in told}
    first = struct.pack("<8s16x5H6x", OLE, 0x3E, 3, 0xFFFE, 9, 6)
    first += struct.pack("<5I", told["directories"], told["tables"], told["directory"], 0, 4096)
    first += struct.pack("<4I", told["small"], told["smalls"], told["more"], told["mores"])
    first += struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, 1, END, 0)
    directory += _entry("Workbook", 2, FREE, 2, header.get("size", len(stream))) + bytes(256)
    return first + struct.pack("<128I", *table, *[FREE] * (128 - len(table))) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", text, len(text) + 2, kind, 1, FREE, FREE, child, start, size)


def record(kind: int, body: bytes = b"") -> bytes:
    """Return a record of an xls."""
    return struct.pack("<HH", kind, len(body)) + body


def begin(kind: int) -> bytes:
    """Return the record that begins a workbook (5), a sheet (16) or a chart (32)."""
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


EOF = record(0xA)


def label(row: int, column: int, text: str) -> bytes:
    """Return the record of a zero-based cell that holds a text."""
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    """Return the record of a zero-based cell that holds a number."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def reach(bottom: int, right: int, top: int = 0, left: int = 0) -> bytes:
    """Return the record with which a sheet says how far it reaches."""
    return record(0x200, struct.pack("<IIHHH", top, bottom, left, right, 0))


def xls(*cells: bytes, also: bytes = b"", sheet: str = "表1 目标承诺", start: int | None = None) -> bytes:
    """Return the stream of a workbook of one sheet, which begins at `start` if it says so; `also` stands in front."""
    name = struct.pack("<BBBB", 0, 0, len(sheet), 1) + sheet.encode("utf-16-le")
    front = begin(5) + also
    at = len(front) + len(record(0x85, bytes(4) + name)) + len(EOF)
    front += record(0x85, struct.pack("<I", at if start is None else start) + name) + EOF
    return front + begin(16) + b"".join(cells) + EOF


# xlsb


def brt(kind: int, body: bytes = b"") -> bytes:
    """Return a record of an xlsb."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(body)
    while rest > 0x7F:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return head + size + bytes([rest]) + body


def wide(text: str) -> bytes:
    """Return a text of an xlsb."""
    letters = text.encode("utf-16-le")
    return struct.pack("<I", len(letters) // 2) + letters


def as_xlsb(sheets: Mapping[str, Sequence[Sequence[Raw]]]) -> bytes:
    """Return an xlsb whose sheets hold these texts and numbers; anything else is written as the text that it shows."""
    book = brt(131) + brt(143)
    parts: dict[str, bytes] = {"[Content_Types].xml": b"<Types/>"}
    rels = ""
    for place, (name, rows) in enumerate(sheets.items(), start=1):
        book += brt(156, struct.pack("<II", 0, place) + wide(f"rId{place}") + wide(name))
        rels += f'<Relationship Id="rId{place}" Type="x/worksheet" Target="worksheets/sheet{place}.bin"/>'
        parts[f"xl/worksheets/sheet{place}.bin"] = xlsb_sheet(rows)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["xl/workbook.bin"] = book + brt(144) + brt(132)
    parts["xl/_rels/workbook.bin.rels"] = f'<Relationships xmlns="{space}">{rels}</Relationships>'.encode()
    return zipped(parts.items())


def xlsb_sheet(rows: Sequence[Sequence[Raw]]) -> bytes:
    """Return the records of one sheet of an xlsb."""
    cells = b""
    for place, row in enumerate(rows):
        cells += brt(0, struct.pack("<I", place) + bytes(21))
        for column, cell in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(cell, int | float):
                cells += brt(5, head + struct.pack("<d", cell))
            elif cell != "":
                cells += brt(6, head + wide(str(cell)))
    return brt(129) + brt(148, bytes(16)) + brt(145) + cells + brt(146) + brt(130)


# web pages


def as_page(sheets: Mapping[str, Sequence[Sequence[Raw]]]) -> bytes:
    """Return a web page with a table for each sheet, under its name."""
    tables = "".join(f"<h1>{escape(name)}</h1><table>{_rows(rows)}</table>" for name, rows in sheets.items())
    return f'<html><meta charset="utf-8"><body>{tables}</body></html>'.encode()


def _rows(rows: Sequence[Sequence[Raw]]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
