"""The words in which a form is laid out: paragraphs, tables, and the places where something repeats or is chosen.

What they return is the XML of a Word file, with instructions for `filling` in it. Lengths are in twips, twenty to
the point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.drafts.styles import type_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def paragraph(style: str, text: str = "", heading: str = "") -> str:
    """Return a paragraph, `heading` in the type of second headings before its `text`; a tab is a tab stop."""
    runs = (_run(heading, f"<w:rPr>{type_of(look.PAPER_PART, look.PAPER_SIZES['三号'])}</w:rPr>"), _run(text))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def _run(text: str, properties: str = "") -> str:
    parts = '</w:t><w:tab/><w:t xml:space="preserve">'.join(text.split("\t"))
    return f'<w:r>{properties}<w:t xml:space="preserve">{parts}</w:t></w:r>' if text else ""


def cell(width: int, inside: str, *, span: int = 1, merged: str = "", bare: Sequence[str] = ()) -> str:
    """Return a cell; `merged` is restart or continue where it is one with those above or below.

    `bare` are its sides without a rule: cells that look like one and, unlike merged ones, are laid out row by row;
    LibreOffice loses the rules of merged cells in rows that are kept together.
    """
    extra = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    extra += f'<w:vMerge w:val="{merged}"/>' if merged else ""
    sides = "".join(f'<w:{side} w:val="nil"/>' for side in bare)
    extra += f"<w:tcBorders>{sides}</w:tcBorders>" if sides else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}<w:vAlign w:val="center"/></w:tcPr>{inside}</w:tc>'


def row(*cells: str, height: int = 0, header: bool = False) -> str:
    """Return a row, at least `height` high, never parted by a page's end; a `header` stands on every page."""
    extra = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    extra += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{extra}</w:trPr>{''.join(cells)}</w:tr>"


def either(test: str, yes: str, no: str) -> str:
    """Return the paragraphs `yes` where `test` holds, else `no`."""
    tags = (paragraph("Normal", f"{{%p {tag} %}}") for tag in (f"if {test}", "else", "endif"))
    start, middle, end = tags
    return start + yes + middle + no + end


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


def table(widths: Sequence[int], rows: str, *, upright: bool = True) -> str:
    """Return a table ruled by thin lines, `upright` ones too, its columns `widths` wide."""
    sides = (
        ("top", "left", "bottom", "right", "insideH", "insideV") if upright else ("top", "bottom", "insideH")
    )
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
