"""Blank paper of official documents (GB/T 9704): the parts of a Word file, its page, header and footer."""

from __future__ import annotations

from pipeline.drafts.layout import paragraph
from pipeline.drafts.styles import OFFICE, fonts, styles, wrapped

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PAGE, _LONG_PAGE = 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'
_MARGINS = (
    'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="1134" w:footer="1247" w:gutter="0"'
)
"""37, 26, 35 and 28 mm."""
_LONG_MARGINS = (
    'w:top="1587" w:right="1474" w:bottom="1474" w:left="1587" w:header="850" w:footer="850" w:gutter="0"'
)
"""28, 26, 26 and 28 mm."""


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
        "word/document.xml": _document(body, *((_LONG_PAGE, _LONG_MARGINS) if lying else (_PAGE, _MARGINS))),
        "word/_rels/document.xml.rels": _relations(
            *((kind, f"{OFFICE}/relationships", f"{part}.xml") for part, kind in _PARTS.items())
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": fonts(),
        "word/header1.xml": wrapped("hdr", paragraph("Header", "{{ state }}")),
        "word/header2.xml": wrapped("hdr", paragraph("Header", "{{ state }}")),
        "word/footer1.xml": wrapped("ftr", _page_number('<w:jc w:val="right"/>')),
        "word/footer2.xml": wrapped("ftr", _page_number('<w:jc w:val="left"/>')),
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


def _document(body: str, page: str, margins: str) -> str:
    numbers = {part: number for number, part in enumerate(_PARTS, start=1)}
    references = "".join(
        f'<w:{kind}Reference w:type="{which}" r:id="rId{numbers[f"{kind}{number}"]}"/>'
        for kind in ("header", "footer")
        for number, which in ((1, "default"), (2, "even"))
    )
    section = f"<w:sectPr>{references}<w:pgSz {page}/><w:pgMar {margins}/></w:sectPr>"
    return wrapped("document", f"<w:body>{body}{section}</w:body>")


def _settings() -> str:
    uri = "http://schemas.microsoft.com/office/word"
    return wrapped(
        "settings",
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>',
    )


def _page_number(side: str) -> str:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    margins = '<w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{margins}{side}</w:pPr>{dash.format("— ")}{field}{dash.format(" —")}</w:p>'
