"""Every format that a form comes back in, and what can be seen in it: real files, made by real programs."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from pipeline import look
from pipeline.reader import Book, Problem, Sheet, read_book
from pipeline.reader.biff_apart import Apart, apart_of, other_book
from tests import tools
from tests.tables import MAY, SCHOOL, checked, edited, row, rows, workbook
from tests.test_reader import ods, one_sheet, record, saved, wide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pipeline.model import Submission

YELLOW = PatternFill("solid", fgColor="FFFFFF00")
TEXT_OF_FORMULA = "填表说明", "报送签字页"
"""Sheets whose formulas come to a text: LibreOffice's xls keeps 0 in their place."""


def book_of(data: bytes) -> Book:
    """Return the workbook as read."""
    book = read_book("表.xls", data)
    assert isinstance(book, Book), book
    return book


def first(data: bytes) -> Sheet:
    """Return the first sheet of the workbook."""
    return book_of(data).sheets[0]


def problem_of(data: bytes) -> tuple[str, str]:
    """Return code and words of the problem that stands against the file."""
    problem = read_book("表.xls", data)
    assert isinstance(problem, Problem), problem
    return problem.code, problem.context.get("really", "")


# what cells do not say


def painted() -> bytes:
    """Return a workbook with one of everything that a reader of values passes over, and ghosts of each."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "表"
    for line in range(2, 9):
        for column in "ABC":
            sheet[f"{column}{line}"] = f"{column}{line}"
    sheet["A1"] = "题目"
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B4:B5")
    for ghost in ("A2", "A12"):
        sheet[ghost].font = Font(strike=True)
    for ghost in ("B2", "B12"):
        sheet[ghost].fill = YELLOW
    for tone, cell in zip((look.LOCKED, look.RED, look.TINTED), ("C2", "C3", "C4"), strict=True):
        sheet[cell].fill = PatternFill("solid", fgColor=f"FF{tone.paper[1:]}")
    sheet["C5"].fill = PatternFill("solid", fgColor="FFFFFFFF")
    sheet["A6"] = CellRichText("甲", TextBlock(InlineFont(strike=True), "乙"))
    sheet["C6"] = "='file:///D:/往来/[上月 (2).xlsx]表一'!B3"
    sheet.auto_filter.ref = "A2:C8"
    sheet.auto_filter.add_filter_column(0, ["A3"])
    for hidden in (7, 8, 12):
        sheet.row_dimensions[hidden].hidden = True
    book.create_sheet("另一张")["B2"] = "x"
    return saved(book)


@pytest.fixture(scope="module")
def painted_in(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """Return a function that gives the painted workbook in a format: "" is as openpyxl writes it."""
    folder = tmp_path_factory.mktemp("painted")
    made: dict[str, bytes] = {"": painted()}
    path = folder / "表.xlsx"
    path.write_bytes(made[""])

    def in_format(kind: str) -> bytes:
        if kind not in made:
            made[kind] = tools.recalculate(soffice, path, folder / kind, kind).read_bytes()
        return made[kind]

    return in_format


@pytest.mark.parametrize("kind", ["", "xlsx", "ods", "xls"])
def test_what_cells_do_not_say_is_seen_at_its_address(kind: str, painted_in: Callable[[str], bytes]) -> None:
    """Merged, hidden, filtered, struck, coloured, linked; ghosts and the colours of our own forms are not."""
    sheet, other = book_of(painted_in(kind)).sheets
    assert sheet.merged == ((0, 0, 0, 2), (3, 1, 4, 1))
    assert sheet.hidden_rows == {7, 8}
    assert sheet.coloured == {"B2"}
    assert sheet.struck == ({"A2"} if kind == "xls" else {"A2", "A6"})  # of an xls whole cells only
    assert sheet.linked == {"C6": "上月 (2).xlsx"}
    assert list(sheet.broken) == ["C6"]
    assert (sheet.rows[1], sheet.rows[5][0]) == (["A2", "B2", "C2"], "甲乙")
    assert other == Sheet("另一张", [["", ""], ["", "x"]])


def test_a_form_as_it_is_handed_out_is_not_coloured(painted_in: Callable[[str], bytes]) -> None:
    """Nothing of our own look counts as somebody's mark, on any sheet."""
    assert painted_in("")  # the same marks are seen where they are
    book = book_of(workbook(SCHOOL, "jiaowu", MAY, {"media": row("media")}))
    assert not book.macros
    for sheet in book.sheets:
        assert sheet == Sheet(sheet.name, sheet.rows, sheet.broken, sheet.visible, sheet.merged)


def test_styles_are_read_as_they_are_written() -> None:
    """A theme's colour, a pattern, a gradient and the first style count; white, nothing and an empty fill do not."""
    fills = [
        "<fill/>", '<fill><patternFill patternType="gray125"/></fill>',
        '<fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill>',
        '<fill><patternFill patternType="solid"><fgColor indexed="9"/></patternFill></fill>',
        '<fill><patternFill patternType="solid"><fgColor theme="0" tint="-0.25"/></patternFill></fill>',
        '<fill><patternFill patternType="solid"><fgColor indexed="13"/></patternFill></fill>',
        '<fill><patternFill patternType="lightUp"/></fill>',
        '<fill><gradientFill><stop position="0"><color rgb="FFFFFFFF"/></stop></gradientFill></fill>',
    ]  # fmt: skip
    fonts = ["<font/>", '<font><strike val="0"/></font>', "<font><strike/></font>"]
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<fonts>{''.join(fonts)}</fonts><fills>{''.join(fills)}</fills><cellXfs>"
        + "".join(f'<xf fontId="0" fillId="{n}"/>' for n in range(len(fills)))
        + "".join(f'<xf fontId="{n}" fillId="0"/>' for n in range(len(fonts)))
        + "</cellXfs></styleSheet>"
    )
    count = len(fills) + len(fonts)
    cells = "".join(f'<c r="{chr(65 + n)}1" s="{n}"><v>1</v></c>' for n in range(count))

    def restyled(first_font: str = "") -> Sheet:
        text = styles.replace("<font/>", first_font or "<font/>", 1)
        data = one_sheet(f'<row r="1">{cells}</row><row r="2"><c r="A2"><v>2</v></c></row>')
        return first(edited(data, lambda name, part: text.encode() if name == "xl/styles.xml" else part))

    assert restyled().coloured == {"E1", "F1", "G1", "H1"}
    assert restyled().struck == {"K1"}
    assert "A2" in restyled("<font><strike/></font>").struck  # a cell that names no style has the first


def test_links_are_told_from_columns_of_a_table() -> None:
    """A shared formula leads on; a number that no part explains is a link all the same; Table[列] is none."""
    formulas = [
        '<f t="shared" si="0" ref="A1:B1">[1]表!B1</f>', '<f t="shared" si="0"/>', "<f>表1[责任人]</f>",
        "<f>'[上月.xls]表 (1)'!A1+1</f>", "<f>VLOOKUP(A1,'D:\\往来\\[总表.et]甲'!A:B,2,0)</f>", '<f>"[1]甲!"&amp;A1</f>',
    ]  # fmt: skip
    xml = "".join(f'<c r="{chr(65 + n)}1">{formula}<v>1</v></c>' for n, formula in enumerate(formulas))
    linked = first(one_sheet(f'<row r="1">{xml}</row>')).linked
    assert linked == {"A1": "", "B1": "", "D1": "上月.xls", "E1": "总表.et"}


def test_repeated_cells_and_rows_of_an_ods_are_each_seen() -> None:
    """One element stands for many cells: errors and marks are those of all of them; kept values of links are no sheet."""
    style = (
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
        '<style:style style:name="a" style:family="table-cell"><style:table-cell-properties '
        'fo:background-color="#ffff00"/></style:style><style:style style:name="b" style:parent-style-name="a"/>'
        '<style:style style:name="c" style:parent-style-name="b"><style:table-cell-properties '
        'fo:background-color="transparent"/></style:style></office:automatic-styles>'
    )
    error = '<table:table-cell table:formula="of:=1/0" table:number-columns-repeated="2"><text:p>#DIV/0!</text:p></table:table-cell>'
    cell = '<table:table-cell {} office:value-type="string"><text:p>x</text:p></table:table-cell>'

    def named(style: str) -> str:
        return cell.format(f'table:style-name="{style}"')

    lines = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:default-cell-style-name="b"/>'
        f'<table:table-row table:number-rows-repeated="2" table:visibility="filter">{error}{cell.format("")}</table:table-row>'
        f"<table:table-row>{named('c')}{named('a')}</table:table-row>"
        "</table:table><table:table table:name=\"'file:///D:/a.ods'#甲\"><table:table-row>"
        f"{cell.format('')}</table:table-row>"
    )
    data = edited(
        ods(lines), lambda _, part: part.replace(b"<office:body>", style.encode() + b"<office:body>")
    )
    (sheet,) = book_of(data).sheets
    assert sheet.broken == dict.fromkeys(["A1", "B1", "A2", "B2"], "#DIV/0!")
    assert sheet.hidden_rows == {1, 2}
    assert sheet.coloured == {"C1", "C2", "B3"}


def test_sights_of_an_xlsb() -> None:
    """Nothing here writes one, so its records are put together: styles, a hidden row, a merged area."""
    fill = struct.pack("<IBBhBBBB", 1, 2 << 1 | 1, 0, 0, 0xFF, 0xFF, 0, 0xFF)
    ours = struct.pack("<IBBhBBBB", 1, 2 << 1 | 1, 0, 0, 0xF2, 0xF2, 0xF2, 0xFF)
    styles = record(278) + b"".join(record(43, struct.pack("<HH", 200, strike)) for strike in (0, 8))
    styles += (
        record(45, bytes(20))
        + record(45, fill)
        + record(45, ours)
        + record(47, bytes(16))
        + record(617, struct.pack("<I", 4))
    )
    for font, paper in ((0, 0), (1, 0), (0, 1), (0, 2)):
        styles += record(47, struct.pack("<5H", 0, 0, font, paper, 0) + bytes(6))
    styles += record(618) + record(279)

    def line(number: int, hidden: int) -> bytes:
        cells = (record(6, struct.pack("<II", n, n) + wide(f"x{n}")) for n in range(4))
        return record(0, struct.pack("<IIHBB", number, 0, 300, 0, hidden) + bytes(200)) + b"".join(cells)

    sheet = (
        record(129) + record(148, struct.pack("<4I", 0, 1, 0, 3)) + record(145) + line(0, 0) + line(1, 0x10)
    )
    sheet += (
        record(146) + record(177) + record(176, struct.pack("<4I", 0, 1, 2, 2)) + record(178) + record(130)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表"))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>", "xl/workbook.bin": book + record(144) + record(132), "xl/styles.bin": styles,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{space}"><Relationship Id="rId1" Type="x/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>',
        "xl/worksheets/sheet1.bin": sheet,
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    seen = first(out.getvalue())
    assert seen.struck == {"B1", "B2"}
    assert seen.coloured == {"C1", "C2"}
    assert seen.hidden_rows == {2}
    assert seen.merged == ((0, 2, 1, 2),)


def test_true_colours_and_formulas_of_an_xls() -> None:
    """Excel keeps a colour twice, the palette's nearest and the true one, which counts; formulas are walked token by token."""

    def style(pattern: int, paper: int) -> tuple[int, bytes]:
        return 0x00E0, struct.pack("<HHH", 0, 0, 0) + bytes(8) + struct.pack("<IH", pattern << 26, paper)

    def true_colour(number: int, kind: int, rgb: bytes) -> tuple[int, bytes]:
        colour = struct.pack("<HHHh4s8x", 4, 20, kind, 0, rgb)
        return 0x087D, struct.pack("<12xHHHH", 0, number, 0, 1) + colour

    styles = [style(0, 0x40), style(1, 22), style(1, 22), style(1, 9), style(2, 64), style(1, 22)]
    said = [true_colour(2, 2, bytes.fromhex("F2F2F200")), true_colour(5, 3, bytes(4))]
    assert apart_of([(0x0031, bytes(16)), *styles, *said]) == Apart(coloured=frozenset({1, 4}))
    link = b"\x3a\x01\x00\x00\x00\x00\x00"
    text = b"\x17\x02\x00\x3a\x01" + b"\x17\x01\x01\x3a\x01"
    choose = b"\x19\x04\x01\x00\x3a\x01\x01\x00"
    assert other_book(b"\x44" + bytes(4) + text + choose + link, {1: "上月.xls"}) == "上月.xls"
    assert other_book(text + choose, {1: "上月.xls"}) is None
    assert other_book(b"\x18" + link, {1: "上月.xls"}) is None  # a token that is not known ends the search


def test_programs_are_reported(painted_in: Callable[[str], bytes]) -> None:
    """Of Excel, of LibreOffice and in an xls; the cells are read all the same."""
    for plain, part in (
        (painted_in("xlsx"), "xl/vbaProject.bin"),
        (painted_in("ods"), "Basic/Standard/Module1.xml"),
    ):
        out = io.BytesIO(plain)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(part, b"program")
        assert (book_of(plain).macros, book_of(out.getvalue()).macros) == (False, True)
        assert first(out.getvalue()).rows == first(plain).rows
    assert not book_of(painted_in("xls")).macros
    old = "\x05DocumentSummaryInformation"
    assert book_of(renamed(painted_in("xls"), old, "_VBA_PROJECT_CUR")).macros


# a filled form goes round


FILLED: Mapping[str, str] = {
    "commitment": rows(
        "commitment",
        {},
        {
            "承诺事项": "　首尾有空格 ",
            "工作目标": "第一行⏎第二行",
            "完成时限": "2016.6.30",
            "承诺日期": "2016-05-03",
        },
        {"承诺事项": "长" * 400, "完成时限": "#REF!"},
    ),
    "media": rows(
        "media", {"版面栏目": "'007"}, {"稿件标题": "𠮷野家与☂", "版面栏目": "'1234567890123456789"}
    ),
    "bids": row("bids", 到位资金="3.14159265358979"),
    "five_a": row("five_a"),
    "conduct": "是",
}


@pytest.fixture(scope="module")
def round_trip(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return a filled form as it was typed, and at each stop: xlsx → ods → xls → xlsx."""
    folder = tmp_path_factory.mktemp("round")
    path = folder / "表.xlsx"
    path.write_bytes(workbook(SCHOOL, "jiaowu", MAY, FILLED))
    stops: dict[str, bytes] = {"typed": path.read_bytes()}
    for number, kind in enumerate(("ods", "xls", "xlsx")):
        path = tools.recalculate(soffice, path, folder / str(number), kind)
        stops[kind] = path.read_bytes()
    return stops


def cells_of(data: bytes, *, computed: bool = False) -> dict[tuple[str, int, int], object]:
    """Return what stands in the sheets that are typed into, or in those that are computed."""
    return {
        (sheet.name, line, column): cell
        for sheet in book_of(data).sheets
        if (sheet.name in TEXT_OF_FORMULA) == computed
        for line, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if cell != ""
    }


def told(checked_form: Submission) -> tuple[object, list[tuple[str, str, str]]]:
    """Return the records of a submission, by ledger, and what was said of it, with the place."""
    values = {
        name: [(record.row, record.values) for record in returned.records]
        for name, returned in checked_form.returns.items()
    }
    said = [(f.code, f.where.sheet, f.where.cell) for f in checked_form.findings]
    return values, said


@pytest.mark.parametrize("stop", ["ods", "xls", "xlsx"])
def test_a_round_trip_loses_nothing(stop: str, round_trip: dict[str, bytes]) -> None:
    """Every typed cell, merged area and error stands where it stood, and the check says the same in the same places."""
    typed, gone = book_of(round_trip["typed"]), book_of(round_trip[stop])
    assert cells_of(round_trip[stop]) == cells_of(round_trip["typed"])
    assert [(s.name, s.visible, s.merged) for s in gone.sheets] == [
        (s.name, s.visible, s.merged) for s in typed.sheets
    ]
    assert all(s == Sheet(s.name, s.rows, s.broken, s.visible, s.merged) for s in gone.sheets)
    assert told(checked(SCHOOL, round_trip[stop])) == told(checked(SCHOOL, round_trip["typed"]))
    assert ("cell-error", "表1 目标承诺", "N8") in told(checked(SCHOOL, round_trip[stop]))[1]


def test_what_a_round_trip_cannot_hold(round_trip: dict[str, bytes]) -> None:
    """LibreOffice's xls keeps 0 where a formula came to a text, and on the way from xls #REF! becomes #N/A."""
    ods_, xls, xlsx = (cells_of(round_trip[stop], computed=True) for stop in ("ods", "xls", "xlsx"))
    assert xlsx == ods_
    assert {value for place, value in xls.items() if value != ods_[place]} == {0.0}
    assert all(isinstance(ods_[place], str) for place, value in xls.items() if value != ods_[place])
    errors = {stop: book_of(data).sheets[1].broken["N8"] for stop, data in round_trip.items()}
    assert errors == {"typed": "#REF!", "ods": "#REF!", "xls": "#REF!", "xlsx": "#N/A"}


# web pages and texts under a workbook's name


@pytest.fixture(scope="module")
def web_page(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the filled form as LibreOffice saves it for the web."""
    folder = tmp_path_factory.mktemp("web")
    path = folder / "表.xlsx"
    path.write_bytes(workbook(SCHOOL, "jiaowu", MAY, FILLED))
    return tools.recalculate(soffice, path, folder / "html", "html").read_bytes()


def test_a_form_saved_as_a_web_page_counts(web_page: bytes) -> None:
    """Same records, and the same said in the same places; that it was a web page is said once."""
    values, said = told(checked(SCHOOL, web_page))
    typed_values, typed_said = told(checked(SCHOOL, workbook(SCHOOL, "jiaowu", MAY, FILLED)))
    assert values == typed_values
    assert set(said) - set(typed_said) == {("file-dressed", "", "")}
    assert set(typed_said) <= set(said)


@pytest.mark.parametrize("said", ["gb2312", "GBK", "utf-8", ""])
def test_a_page_in_gbk_is_read_whatever_it_says(said: str, web_page: bytes) -> None:
    """Web systems write GBK, call it by three names, or by none."""
    text = web_page.decode().replace("𠮷", "吉").replace("☂", "伞")
    told_ = text.replace("charset=utf-8", f"charset={said}" if said else "")
    assert book_of(told_.encode("gb18030")) == book_of(text.encode())


EXCEL_PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>表1 &amp; 附</x:Name>
</x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->
<style><!--.xl1 {mso-pattern:auto; background:yellow;} .xl2 {text-decoration:line-through;} .xl3{background:#F2F2F2}--></style>
</head><body><table><tr><td colspan=3 class=xl3>题目</td></tr>
<tr><td rowspan=2 class=xl1>甲<br>  乙 </td><td class=xl2>一
 行</td><td x:num="3.14159" align=right>3.14</td></tr>
<tr style='display:none'><td>丙<s></s></td><td><del>丁</del>#REF!</td></tr>
<tr><td x:num>1,024</td><td>&nbsp;</td><td bgcolor="#00FF00">#N/A</td></tr>
<tr><td class=xl1></td><td>见<table><tr><td>内</td></tr></table></td></tr></table></body></html>"""


def test_a_page_as_excel_writes_it() -> None:
    """Spans are merged areas; the true number is taken; classes are looks; a table in a table is one of its own."""
    page, inner = book_of(
        EXCEL_PAGE.replace(
            "</x:ExcelWorksheet>", "</x:ExcelWorksheet><x:ExcelWorksheet><x:Name>内</x:Name>", 1
        ).encode()
    ).sheets
    assert (page.name, inner.name, inner.rows) == ("表1 & 附", "内", [["内"]])
    assert page.rows == [
        ["题目", "", ""], ["甲\n乙", "一 行", 3.14159], ["", "丙", "丁#REF!"], ["1,024", "", ""], ["", "见", ""],
    ]  # fmt: skip
    assert page.merged == ((0, 0, 0, 2), (1, 0, 2, 0))
    assert page.struck == {"B2", "C3"}
    assert page.coloured == {"A2"}
    assert page.hidden_rows == {3}
    assert page.broken == {"C4": "#N/A"}


def test_two_tables_of_one_name_are_told_apart() -> None:
    """A page without names calls each table 表; places must not be mistaken for one another."""
    table = "<table><tr><td>{}</td></tr></table>"
    page = f"<html><h2>表8 活动记录</h2>{table.format('甲')}{table.format('乙')}{table.format('丙')}<table></table></html>"
    assert [(s.name, s.rows) for s in book_of(page.encode()).sheets] == [
        ("表8 活动记录", [["甲"]]), ("表", [["乙"]]), ("表 (2)", [["丙"]]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<html><frameset><frame src='表.files/sheet001.htm'></frameset></html>", ("file-web-page", "")),
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", ("file-web-page", "")),
        ("<html><body>请先登录</body></html>", ("file-not-workbook", "是网页")),
        ("<html><table><tr><td> </td></tr></table></html>", ("file-not-workbook", "是网页")),
        ('<?xml version="1.0"?><a/>', ("file-not-workbook", "是 XML 文件")),
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>',
            ("file-xml-2003", ""),
        ),
        ("<table>" + "<tr><td rowspan=60000 colspan=1000>x" * 60, ("file-too-large", "")),
        ("<html>" + "<div>" * 300 + "<table><tr><td>x", ("file-damaged", "")),
    ],
)  # fmt: skip
def test_a_page_that_holds_no_table_is_named(page: str, problem: tuple[str, str]) -> None:
    """Frames and a packed page have their contents elsewhere; another page is no table; a bomb is not laid out."""
    assert problem_of(page.encode()) == problem
    assert problem_of(page.encode("utf-16")) == problem


# texts


@pytest.fixture(scope="module")
def ledger_text(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """Return a function that gives one ledger sheet as LibreOffice saves it, parted by the sign given."""
    folder = tmp_path_factory.mktemp("text")
    book = openpyxl.load_workbook(io.BytesIO(workbook(SCHOOL, "jiaowu", MAY, FILLED)))
    for name in book.sheetnames:
        if name != "表1 目标承诺":
            del book[name]
    path = folder / "表.xlsx"
    book.save(path)

    def parted(sign: str) -> bytes:
        made = f"csv:Text - txt - csv (StarCalc):{ord(sign)},34,76,1"
        return tools.recalculate(soffice, path, folder / str(ord(sign)), made).read_bytes()

    return parted


@pytest.mark.parametrize("sign", ["\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_ledger_as_text_counts(sign: str, encoding: str, ledger_text: Callable[[str], bytes]) -> None:
    """Its title says which ledger it is; days and figures are read as they are shown."""
    form = checked(SCHOOL, ledger_text(sign).decode("utf-8-sig").encode(encoding))
    typed = checked(SCHOOL, workbook(SCHOOL, "jiaowu", MAY, {"commitment": FILLED["commitment"]}))
    (found,), (wanted,) = form.returns.values(), [typed.returns["commitment"]]
    assert [(each.row, each.values) for each in found.records] == [
        (each.row, each.values) for each in wanted.records
    ]
    assert ("file-dressed", "") in [(f.code, f.where.cell) for f in form.findings]
    assert ("cell-error", "N8") in [(f.code, f.where.cell) for f in form.findings]


@pytest.mark.parametrize(
    "text",
    [
        "填报单位\t教务处\n",
        "今天开会，讨论了三件事。\n第一件，课堂常规。\n第二件,走课。\n第三件。\n没有了。\n",
        '{\n"a": 1,\n"b": 2,\n"c": 3\n}\n',
        "甲\t乙\n丙\t\0\n",
        "甲,乙\n" * 3 + '"' + "丁" * 200_000,
        " \n \n",
    ],
)
def test_a_text_that_is_no_table_is_refused(text: str) -> None:
    """One line, prose, a program's settings, a zero byte, a quotation that never ends, nothing."""
    assert problem_of(text.encode())[0] == "file-not-workbook"


# what it really is


def zipped(**parts: str) -> bytes:
    """Return a zip of these parts; __ stands for / and _ for . in their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def test_documents_are_named_for_what_they_are(painted_in: Callable[[str], bytes]) -> None:
    """By the parts of a zip, what an open document says of itself, the streams of an older one, a real PDF's beginning."""
    assert problem_of(zipped(word__document_xml="<w/>")) == ("file-not-workbook", "是 Word 文档")
    assert problem_of(zipped(ppt__presentation_xml="<p/>")) == ("file-not-workbook", "是 PPT 演示文稿")
    assert problem_of(zipped(OFD_xml="<o/>")) == ("file-not-workbook", "是 OFD 文件")
    for kind, really in (("text", "是 Word 文档"), ("presentation-template", "是 PPT 演示文稿")):
        data = zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}", content_xml="<x/>")
        assert problem_of(data) == ("file-not-workbook", really)
    for stream, really in (
        ("WordDocument", "是 Word 文档"),
        ("Book", "是很旧的 Excel 表"),
        ("甲", "不是表格文件"),
    ):
        assert problem_of(renamed(painted_in("xls"), "Workbook", stream)) == ("file-not-workbook", really)
    assert problem_of(painted_in("pdf")) == ("file-not-workbook", "是 PDF 文件")


def renamed(data: bytes, old: str, new: str) -> bytes:
    """Return the OLE file with one of its streams under another name."""
    entry, other = (
        (name.encode("utf-16-le") + bytes(64))[:64] + struct.pack("<H", 2 * len(name) + 2)
        for name in (old, new)
    )
    assert entry in data
    return data.replace(entry, other)


@pytest.mark.parametrize(
    ("data", "really"),
    [
        (b"\x89PNG\r\n\x1a\n", "是图片"), (b"\xff\xd8\xff\xe0", "是图片"), (b"GIF89a", "是图片"),
        (b"BM\x36\0\0\0\0\0\0\0", "是图片"), (b"RIFF\0\0\0\0WEBPVP8 ", "是图片"), (b"MZ\x90\0", "是程序"),
        (b" ", "是文本文件"), (b"\x81\x20\xff", "不是表格文件"), (bytes(500), "不是表格文件"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named_by_its_first_bytes(data: bytes, really: str) -> None:
    """Where nothing tells, no more is said than that it is no table."""
    assert problem_of(data) == ("file-not-workbook", really)
