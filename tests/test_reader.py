"""Guarded reading: what no file can do to us, and what the reader alone would not tell."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING

import msoffcrypto
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.reader import NO_VALUE, Book, Problem, biff, guard, read_book
from pipeline.reader.biff_apart import Apart
from pipeline.reader.sight import Sight
from tests import tools

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def page(book: Workbook) -> Worksheet:
    """Return the first sheet of a new workbook."""
    sheet = book.worksheets[0]
    sheet.title = "表"
    return sheet


def saved(book: Workbook) -> bytes:
    """Return the workbook as openpyxl saves it: formulas without results."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def one_sheet(xml: str) -> bytes:
    """Return a workbook of one sheet whose rows are `xml`."""
    book = Workbook()
    page(book)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"<sheetData></sheetData>", f"<sheetData>{xml}</sheetData>".encode()
                )
            target.writestr(part, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def ods(rows: str) -> bytes:
    """Return an ods of one table whose rows are `rows`."""
    names = {
        "office": "office:1.0", "table": "table:1.0", "text": "text:1.0",
    }  # fmt: skip
    spaces = "".join(f' xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}"' for k, v in names.items())
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", content)
    return out.getvalue()


def sheet_of(data: bytes) -> tuple[list[list[object]], dict[str, str]]:
    """Return rows and broken cells of the first sheet."""
    book = read_book("表.xlsx", data)
    assert isinstance(book, Book)
    return [list(row) for row in book.sheets[0].rows], dict(book.sheets[0].broken)


def code_of(data: bytes, name: str = "表.xlsx") -> str:
    """Return the code of the problem that stands against the file."""
    problem = read_book(name, data)
    assert isinstance(problem, Problem)
    return problem.code


PLAIN_BOOK = saved(Workbook())


# what is no workbook


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b" ", "file-not-workbook"),
        ("填报单位\t教务处\n".encode("gbk"), "file-not-workbook"),
        (b"<?xml version='1.0'?><Workbook/>", "file-not-workbook"),
        (b"%PDF-1.4", "file-not-workbook"),
        (b"Rar!\x1a\x07\x00rest", "file-archive"),
        (b"7z\xbc\xaf\x27\x1crest", "file-archive"),
        (b"PK\x03\x04", "file-damaged"),
        (OLE, "file-damaged"),
        (OLE + bytes(600), "file-damaged"),
        (PLAIN_BOOK[: len(PLAIN_BOOK) // 2], "file-damaged"),
        (PLAIN_BOOK[:-1], "file-damaged"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(data: bytes, code: str) -> None:
    """The content decides, whatever the name says."""
    assert code_of(data) == code
    assert code_of(data, "表.xls") == code


def test_a_lock_file_is_known_by_its_name() -> None:
    """`~$` is the trace of an open workbook, whatever it holds."""
    assert code_of(PLAIN_BOOK, "~$教务处.xlsx") == "file-lock"


def test_another_office_document_is_no_workbook() -> None:
    """A .docx is a zip too, and is not called damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    assert code_of(out.getvalue()) == "file-not-workbook"


def test_an_old_word_document_is_no_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """A .doc is an OLE file as an .xls is, and is not called damaged."""
    word = SimpleNamespace(format="doc97", is_encrypted=lambda: False)
    monkeypatch.setattr(msoffcrypto, "OfficeFile", lambda _file: word)
    assert code_of(OLE) == "file-not-workbook"


def test_a_panic_of_the_reader_is_damage_and_an_interrupt_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Rust panic is no Exception, and costs the file only; Ctrl-C still ends the run."""
    panic = type("PanicException", (BaseException,), {})

    def fail(kind: type[BaseException]) -> SimpleNamespace:
        def from_filelike(_file: object) -> None:
            raise kind

        return SimpleNamespace(from_filelike=from_filelike)

    monkeypatch.setattr("pipeline.reader.book.CalamineWorkbook", fail(panic))
    assert code_of(PLAIN_BOOK) == "file-damaged"
    monkeypatch.setattr("pipeline.reader.book.CalamineWorkbook", fail(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        read_book("表.xlsx", PLAIN_BOOK)


def test_a_password_is_said_to_be_one() -> None:
    """An encrypted workbook is an OLE file of its own kind, not a damaged one."""
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(PLAIN_BOOK)).encrypt("123456", locked)
    assert code_of(locked.getvalue()) == "file-encrypted"


def test_an_ods_with_a_password_is_said_to_have_one() -> None:
    """Its parts are there and unreadable; the manifest says why."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<m:manifest><m:encryption-data/></m:manifest>")
        archive.writestr("content.xml", b"\x9c\x01\x7f")
    assert code_of(out.getvalue()) == "file-encrypted"


def test_a_zip_with_a_password_is_said_to_have_one() -> None:
    """A part that is encrypted is seen in the zip's own directory."""
    data = bytearray(PLAIN_BOOK)
    start = data.find(b"PK\x01\x02")
    data[start + 8] |= 1
    assert code_of(bytes(data)) == "file-encrypted"


def test_a_flipped_bit_is_damage() -> None:
    """Every part's checksum is looked at: calamine reads a wrong one as good."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", "<sst><t>到位资金</t></sst>")
    assert code_of(out.getvalue().replace("到位".encode(), "列位".encode())) == "file-damaged"


# what is too much


def test_what_inflates_beyond_measure_is_not_inflated() -> None:
    """The sizes that the zip itself declares are added up first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(3):
            archive.writestr(f"xl/media/{number}", bytes(70 * 1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    assert code_of(out.getvalue()) == "file-too-large"


def test_a_size_that_lies_is_damage() -> None:
    """A part that declares less than it holds does not pass the checksum, and the reader never sees it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", " " * 100_000)
    data = out.getvalue().replace(struct.pack("<I", 100_000), struct.pack("<I", 10))
    assert code_of(data) == "file-damaged"


def test_too_many_parts_and_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both counts have their limits."""
    monkeypatch.setattr(guard, "MOST_PARTS", 3)
    assert code_of(PLAIN_BOOK) == "file-too-large"
    monkeypatch.setattr(guard, "MOST_BYTES", 100)
    assert code_of(PLAIN_BOOK) == "file-too-large"


@pytest.mark.parametrize("far", ["XFD1048576", "XFD200", "A3000000", "ZZZZZ9"])
def test_a_sheet_that_reaches_too_far_is_not_laid_out(far: str) -> None:
    """Two cells far apart ask for every cell between them: said before the reader lays them out."""
    row = "".join(c for c in far if c.isdigit())
    xml = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{far}"><v>1</v></c></row>'
    assert code_of(one_sheet(xml)) == "file-too-large"


def test_ghost_rows_are_no_reach() -> None:
    """A million rows that only have a format hold nothing, and the sheet is read."""
    xml = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" ht="15"><c r="XFD1048576" s="0"/></row>'
    assert sheet_of(one_sheet(xml)) == ([[1.0]], {})


def test_repeated_cells_of_an_ods_are_counted_before_they_are_laid_out() -> None:
    """Rows and columns repeated to the end hold nothing where they are blank, and too much where they are not."""
    cell = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    assert sheet_of(ods(row.format(1, cell.format("")) + row.format(1_048_575, blank))) == ([["x"]], {})
    repeated = cell.format(' table:number-columns-repeated="16384"')
    assert code_of(ods(row.format(1_048_576, repeated))) == "file-too-large"


# what the reader does not tell


def test_error_cells_and_formulas_without_a_result_never_pass_as_blank() -> None:
    """The reader gives both as empty text; the sheet's own XML says which they are."""
    xml = (
        '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>A1</f></c><c r="C2" t="str"><f>A1</f><v></v></c>'
        "<c r='D2' t='e'><v>#N/A</v></c><c r=\"E2\"><f>1+1</f><v>2</v></c></row><row><c t=\"e\"/></row>"
    )
    rows, broken = sheet_of(one_sheet(xml))
    assert broken == {"A2": "#REF!", "B2": NO_VALUE, "D2": "#N/A", "A3": "#N/A"}
    assert rows[1] == ["", "", "", "", 2.0]


def test_an_ods_formula_without_a_result_is_broken() -> None:
    """So is one that another office program left with an error as its text."""
    cells = (
        '<table:table-cell table:formula="of:=1"/>'
        '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="0"><text:p>Err:502</text:p>'
        '</table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell>"
    )
    rows, broken = sheet_of(ods(f"<table:table-row>{cells}</table:table-row>"))
    assert broken == {"A1": NO_VALUE, "B1": "Err:502"}
    assert rows[0][3] == "x"


def record(kind: int, body: bytes = b"") -> bytes:
    """Return a record of an xlsb."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    low, high = len(body) & 0x7F, len(body) >> 7
    return head + (bytes([low | 0x80, high]) if high else bytes([low])) + body


def wide(text: str) -> bytes:
    """Return a text of an xlsb."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(row: int, cells: list[tuple[int, int, bytes]]) -> bytes:
    """Return an xlsb of one sheet and one zero-based row; its cells are kind of record, column and content."""
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表"))
    sheet = (
        record(129) + record(148, bytes(16)) + record(145) + record(0, struct.pack("<I", row) + bytes(200))
    )
    sheet += b"".join(record(kind, struct.pack("<II", column, 0) + body) for kind, column, body in cells)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = f'<Relationships xmlns="{space}"><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": book + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": rels,
        "xl/worksheets/sheet1.bin": sheet + record(146) + record(130),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_error_cells_of_an_xlsb_never_pass_as_blank() -> None:
    """Typed or computed, an error is seen in the records; how far the sheet reaches is counted there too."""
    cells = [
        (3, 0, b"\x17"),
        (5, 1, struct.pack("<d", 2.5)),
        (6, 2, wide("文字")),
        (11, 3, b"\x07" + bytes(10)),
    ]
    rows, broken = sheet_of(xlsb(1, cells))
    assert broken == {"A2": "#REF!", "D2": "#DIV/0!"}
    assert rows[1][:3] == ["", 2.5, "文字"]
    assert code_of(xlsb(1_048_575, [(6, 16_383, wide("x"))])) == "file-too-large"


@pytest.fixture(scope="module")
def broken_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook with three errors, a sum, a text and a second sheet."""
    book = Workbook()
    sheet = page(book)
    typed: dict[str, int | str] = {
        "A1": 5, "B1": "=A1+1", "A2": "=1/0", "C2": "文字", "D4": "=NA()", "B5": '="文字"+1',
    }  # fmt: skip
    for cell, value in typed.items():
        sheet[cell] = value
    book.create_sheet("另一张")["B2"] = "=NA()"
    path = tmp_path_factory.mktemp("reader") / "表.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_errors_are_seen_in_what_other_programs_save(
    kind: str, broken_book: Path, soffice: Path, tmp_path: Path
) -> None:
    """In each format that LibreOffice writes the same cells are broken, and the sums are read."""
    data = tools.recalculate(soffice, broken_book, tmp_path, kind).read_bytes()
    rows, broken = sheet_of(data)
    assert broken == {"A2": "#DIV/0!", "D4": "#N/A", "B5": "#VALUE!"}
    assert (rows[0][:2], rows[1][2]) == ([5.0, 6.0], "文字")
    book = read_book("表", data)
    assert isinstance(book, Book)
    assert [(s.name, dict(s.broken)) for s in book.sheets[1:]] == [("另一张", {"B2": "#N/A"})]


def test_an_error_that_was_typed_is_seen_in_an_xls() -> None:
    """BIFF8 keeps #N/A and TRUE in one kind of record; what a sheet says of its reach is believed, not laid out."""

    def cell(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    start, end = cell(0x0809, bytes(16)), cell(0x000A, b"")
    typed = [
        struct.pack("<HHHBB", 1, column, 0, value, kind)
        for column, (value, kind) in enumerate([(1, 0), (42, 1)])
    ]
    stream = (
        start + b"".join(cell(0x0205, body) for body in typed) + start + cell(0x0205, typed[1]) + end + end
    )
    assert biff._sight(stream, 0, Apart()) == Sight(4, {"B2": "#N/A"})
    reaching = cell(0x0200, struct.pack("<IIHHH", 0, 65536, 0, 256, 0))
    assert biff._sight(start + reaching + end, 0, Apart()).area == 65536 * 256
    with pytest.raises(ValueError, match="before they begin"):
        biff._sight(start + cell(0x0200, struct.pack("<IIHHH", 15, 5, 0, 5, 0)) + end, 0, Apart())


def test_a_chart_sheet_is_no_sheet_of_cells() -> None:
    """A workbook with a chart on a sheet of its own is read all the same."""
    book = Workbook()
    sheet = page(book)
    sheet.append([1, 2, 3])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_col=3))
    book.create_chartsheet("图").add_chart(chart)
    assert sheet_of(saved(book)) == ([[1, 2, 3]], {})


def test_sheets_are_read_from_a1_on_and_those_passed_over_are_not() -> None:
    """Empty rows and columns before the data keep their addresses; a hidden sheet is read and marked."""
    book = Workbook()
    page(book)["C3"] = "x"
    book.create_sheet("_标识").sheet_state = "veryHidden"
    book.create_sheet("说明")
    found = read_book("表.xlsx", saved(book), frozenset({"说明"}))
    assert isinstance(found, Book)
    assert [(s.name, s.visible) for s in found.sheets] == [("表", True), ("_标识", False)]
    assert found.sheets[0].rows == [["", "", ""], ["", "", ""], ["", "", "x"]]


def test_the_old_date_system_gives_the_same_days() -> None:
    """A workbook of the 1904 date system says 2016-05-03 where a person sees it."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    page(book)["A1"] = date(2016, 5, 3)
    assert sheet_of(saved(book))[0] == [[date(2016, 5, 3)]]
