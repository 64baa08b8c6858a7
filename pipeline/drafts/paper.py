"""Blank paper of official documents (GB/T 9704): page, type, header and footer, and the words to lay out a form.

A Word file is a zip of XML; what is returned here is that XML, with places to fill still in it. Lengths are in
twips, twenty to the point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look

if TYPE_CHECKING:
    from collections.abc import Sequence

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TEXT_WIDTH, LONG_TEXT_WIDTH = 8845, 13777
"""Between the margins of an upright and of a lying A4: 156 and 243 mm."""
_PAGE, _LONG_PAGE = 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'
_MARGINS = 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="1134" w:footer="1247" w:gutter="0"'
"""37, 26, 35 and 28 mm."""

_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_CENTRED, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
_KEPT = '<w:keepNext/><w:keepLines/>'


def _pitch(points: float, *, before: int = 0, after: int = 0) -> str:
    return (
        f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{points * 20:.0f}" w:lineRule="exact"/>'
    )


def _type(font: str, points: float, colour: str = "") -> str:
    """Return the run properties: Chinese in `font`, figures and Latin in the font of figures."""
    faces = f'<w:rFonts w:ascii="{look.PAPER_FIGURES}" w:hAnsi="{look.PAPER_FIGURES}" w:eastAsia="{font}"/>'
    ink = f'<w:color w:val="{colour.lstrip("#")}"/>' if colour else ""
    return f'{faces}{ink}<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'


_RED_LINE = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="{look.ACCENT.lstrip("#")}"/></w:pBdr>'
_TABS = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'
STYLES: tuple[tuple[str, str, str, str], ...] = (
    ("Normal", "Normal", "", ""),
    ("Body", "公文正文", _INDENT, ""),
    ("Title", "Title", _KEPT + _pitch(35, before=14, after=14) + _CENTRED, _type(look.PAPER_TITLE, look.PAPER_SIZES["二号"])),
    ("Heading1", "heading 1", _KEPT + _INDENT + '<w:outlineLvl w:val="0"/>', _type(look.TITLE_FONT, look.PAPER_SIZES["三号"])),
    ("Heading2", "heading 2", _KEPT + _INDENT + '<w:outlineLvl w:val="1"/>', _type(look.PAPER_PART, look.PAPER_SIZES["三号"])),
    ("Masthead", "版头", _pitch(56, before=6, after=6) + _CENTRED,
     _type(look.PAPER_TITLE, look.PAPER_SIZES["初号"], look.ACCENT)),
    ("Issue", "期号", _CENTRED, ""),
    ("Line", "版头下行", _RED_LINE + _TABS + _pitch(28, before=6, after=6), ""),
    ("Signature", "落款", '<w:keepLines/><w:ind w:rightChars="200" w:right="640"/>' + _RIGHT, ""),
    ("Cell", "表内文字", _pitch(20, before=2, after=2) + '<w:jc w:val="left"/>', _type(look.PAPER_TEXT, look.PAPER_SIZES["小四"])),
    ("CellKept", "表内文字同页", _KEPT + _pitch(20, before=2, after=2) + '<w:jc w:val="left"/>',
     _type(look.PAPER_TEXT, look.PAPER_SIZES["小四"])),
    ("Figure", "表内数字", _pitch(20, before=1, after=1) + _CENTRED, _type(look.PAPER_TEXT, look.PAPER_SIZES["小四"])),
    ("Label", "表内栏目", _KEPT + _pitch(20, before=2, after=2) + _CENTRED,
     _type(look.TITLE_FONT, look.PAPER_SIZES["小四"])),
    ("Note", "版记", _TABS + _pitch(24), _type(look.PAPER_TEXT, look.PAPER_SIZES["四号"])),
    ("Header", "header", _pitch(14) + _RIGHT, _type(look.PAPER_TEXT, look.BODY, look.SOFT_INK)),
    ("Footer", "footer", _pitch(18), _type("宋体", look.PAPER_SIZES["四号"])),
)  # fmt: skip
"""Each style: id, the name that people see, paragraph and run properties."""


def paragraph(style: str, text: str = "") -> str:
    """Return a paragraph; a tab in `text` is a tab stop."""
    parts = '</w:t><w:tab/><w:t xml:space="preserve">'.join(text.split("\t"))
    run = f'<w:r><w:t xml:space="preserve">{parts}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def cell(width: int, inside: str, *, span: int = 1, merged: str = "") -> str:
    """Return a cell; `merged` is restart or continue where it is one with those above or below."""
    extra = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    extra += f'<w:vMerge w:val="{merged}"/>' if merged else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}<w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>'


def row(*cells: str, height: int = 0, header: bool = False) -> str:
    """Return a row, at least `height` high, never parted by a page's end; a `header` stands on every page."""
    extra = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    extra += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{extra}</w:trPr>{''.join(cells)}</w:tr>"


def repeated(tag: str, inside: str) -> str:
    """Return rows between `{%tr tag %}` and its end."""
    end = f"end{tag.partition(' ')[0]}"
    return _instruction(tag) + inside + _instruction(end)


def alternatives(test: str, yes: str, no: str) -> str:
    """Return the rows `yes` where `test` holds, else `no`."""
    return _instruction(f"if {test}") + yes + _instruction("else") + no + _instruction("endif")


def _instruction(tag: str) -> str:
    return row(cell(0, paragraph("Cell", f"{{%tr {tag} %}}")))


def looped(tag: str, inside: str) -> str:
    """Return paragraphs and tables between `{%p tag %}` and its end."""
    end = f"end{tag.partition(' ')[0]}"
    return paragraph("Normal", f"{{%p {tag} %}}") + inside + paragraph("Normal", f"{{%p {end} %}}")


def table(widths: Sequence[int], rows: str) -> str:
    """Return a table ruled by thin lines, its columns `widths` wide."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def package(body: str, *, lying: bool = False) -> dict[str, bytes]:
    """Return the parts of a Word file with `body` on A4, upright or lying, by their place in the zip."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", f"{OFFICE}/relationships", "word/document.xml"),
            ("metadata/core-properties", f"{PACKAGE}/relationships", "docProps/core.xml"),
            ("extended-properties", f"{OFFICE}/relationships", "docProps/app.xml"),
        ),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>',
        "docProps/app.xml": f'<Properties xmlns="{OFFICE}/extended-properties"/>',
        "word/document.xml": _document(body, _LONG_PAGE if lying else _PAGE),
        "word/_rels/document.xml.rels": _relations(
            *((kind, f"{OFFICE}/relationships", f"{part}.xml") for part, kind in _PARTS.items())
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(),
        "word/header1.xml": _wrapped("hdr", paragraph("Header", "{{ state }}")),
        "word/header2.xml": _wrapped("hdr", paragraph("Header", "{{ state }}")),
        "word/footer1.xml": _wrapped("ftr", _page_number('<w:jc w:val="right"/>')),
        "word/footer2.xml": _wrapped("ftr", _page_number('<w:jc w:val="left"/>')),
    }
    return {name: (START + text).encode() for name, text in parts.items()}


_PARTS = {
    "styles": "styles", "settings": "settings", "fontTable": "fontTable", "header1": "header", "header2": "header",
    "footer1": "footer", "footer2": "footer",
}  # fmt: skip
"""The parts beside the document in the order of their relation ids, and what each is."""


def _content_types() -> str:
    kinds = {"document": "document.main"} | _PARTS
    named = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{KIND}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    office = "application/vnd.openxmlformats"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{office}-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}'
        f'<Override PartName="/docProps/core.xml" ContentType="{office}-package.core-properties+xml"/>'
        f'<Override PartName="/docProps/app.xml" ContentType="{office}-officedocument.extended-properties+xml"/></Types>'
    )


def _relations(*relations: tuple[str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        for number, (kind, base, target) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _wrapped(name: str, inside: str) -> str:
    return f'<w:{name} xmlns:w="{MAIN}" xmlns:r="{OFFICE}/relationships">{inside}</w:{name}>'


def _document(body: str, page: str) -> str:
    numbers = {part: number for number, part in enumerate(_PARTS, start=1)}
    references = "".join(
        f'<w:{kind}Reference w:type="{which}" r:id="rId{numbers[f"{kind}{number}"]}"/>'
        for kind in ("header", "footer")
        for number, which in ((1, "default"), (2, "even"))
    )
    section = f"<w:sectPr>{references}<w:pgSz {page}/><w:pgMar {_MARGINS}/></w:sectPr>"
    return _wrapped("document", f"<w:body>{body}{section}</w:body>")


def _styles() -> str:
    start = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_type(look.PAPER_TEXT, look.PAPER_SIZES["三号"])}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        f'<w:pPrDefault><w:pPr>{_pitch(28)}<w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    own = "".join(
        f'<w:style w:type="paragraph" w:default="{int(style == "Normal")}" w:styleId="{style}"><w:name w:val="{name}"/>'
        + ("" if style == "Normal" else '<w:basedOn w:val="Normal"/>')
        + f"<w:qFormat/><w:pPr>{spaced}</w:pPr><w:rPr>{typed}</w:rPr></w:style>"
        for style, name, spaced, typed in STYLES
    )
    return _wrapped("styles", start + own)


def _settings() -> str:
    uri = "http://schemas.microsoft.com/office/word"
    return _wrapped(
        "settings",
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>',
    )


def _fonts() -> str:
    return _wrapped(
        "fonts",
        "".join(
            f'<w:font w:name="{font}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
            for font, other in look.PAPER_FALLBACKS.items()
        ),
    )


def _page_number(side: str) -> str:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    margins = '<w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{margins}{side}</w:pPr>{dash.format("— ")}{field}{dash.format(" —")}</w:p>'
    )
