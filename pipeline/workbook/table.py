"""A plain, filterable table on a sheet of its own: how every sheet behind the first looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline import look
from pipeline.xlsx import Formula, lines_of, print_setup, put, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.look import Tone
    from pipeline.xlsx import Book, Cell, Format, Worksheet

Kind = Literal["text", "whole", "points", "change", "date", "mark"]
NUMBERS = {"whole": look.WHOLE, "points": look.POINTS, "change": '+0.00;"−"0.00;"持平"'}
LINE, TALLEST = 15.5, 200.0
TITLE_ROW, NOTE_ROW, HEADER_ROW = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column: header, width in characters, how its values look; `folded` ones are folded away."""

    header: str
    width: float = 14
    kind: Kind = "text"
    folded: bool = False


def add_table(
    book: Book, name: str, heading: tuple[str, str], columns: Sequence[Column], rows: Sequence[Sequence[Cell]],
    *, tones: Mapping[str, Tone] | None = None, landscape: bool = True, empty: str = "没有内容。",
) -> Worksheet:  # fmt: skip
    """Add the sheet `name` with title and note, header, filter and rows; return it.

    A formula in a row refers to cells of its own row and to absolute ranges alone: people sort the rows.
    `tones` colours a cell of kind mark by its word. Rows start at zero-based row HEADER_ROW + 1.
    """
    sheet = book.sheet(name)
    head(book, sheet, heading, len(columns))
    header_style = book.fmt(
        bold=True,
        font_color=look.SOFT_INK,
        bottom=1,
        bottom_color=look.ACCENT,
        text_wrap=True,
        bg_color=look.SHADE,
        indent=1,
    )
    for index, column in enumerate(columns):
        style = book.fmt(
            bold=True, font_color=look.SOFT_INK, bottom=1, bottom_color=look.ACCENT, text_wrap=True,
            bg_color=look.SHADE, align="right",
        ) if column.kind in NUMBERS else header_style  # fmt: skip
        put(sheet, HEADER_ROW, index, column.header, style)
        options = {"level": 1, "hidden": True} if column.folded else {}
        sheet.set_column(index, index, column.width, None, options)
    lines = max(lines_of(column.header, column.width) for column in columns)
    sheet.set_row(HEADER_ROW, max(24, 5 + LINE * lines))
    styles = [cell_style(book, column.kind) for column in columns]
    marks = {word: cell_style(book, "mark", tone) for word, tone in (tones or {}).items()}
    for index, row in enumerate(rows, start=HEADER_ROW + 1):
        _write_row(sheet, index, columns, row, styles, marks)
    rule = book.fmt_change(bottom=1, bottom_color=look.HAIRLINE)
    sheet.conditional_format(
        HEADER_ROW + 1,
        0,
        HEADER_ROW + max(1, len(rows)),
        len(columns) - 1,
        {"type": "formula", "criteria": "=TRUE", "format": rule},
    )
    if not rows:
        put(sheet, HEADER_ROW + 1, 0, empty, book.fmt(font_color=look.SOFT_INK))
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + max(1, len(rows)), len(columns) - 1)
    print_setup(sheet, landscape=landscape, heading=heading[0], repeat=(HEADER_ROW, HEADER_ROW))
    return sheet


def head(book: Book, sheet: Worksheet, heading: tuple[str, str], width: int) -> None:
    """Write title and note over the table."""
    last = max(1, width - 1)
    title = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE - 2, font_color=look.INK)
    span(sheet, TITLE_ROW, 0, last, heading[0], title)
    sheet.set_row(TITLE_ROW, 30)
    span(sheet, NOTE_ROW, 0, last, heading[1], book.fmt(font_color=look.SOFT_INK, font_size=look.FINE))
    sheet.set_row(HEADER_ROW - 1, 6)
    sheet.hide_gridlines(2)


def _write_row(
    sheet: Worksheet,
    index: int,
    columns: Sequence[Column],
    row: Sequence[Cell],
    styles: Sequence[Format],
    marks: Mapping[str, Format],
) -> None:
    """Write one row, as high as its longest text needs; what is blank is not written at all."""
    lines = 1
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        column = columns[place]
        style = styles[place]
        words = value.value if isinstance(value, Formula) else value
        if isinstance(words, str):
            if column.kind == "mark":
                style = marks.get(words, style)
            if not column.folded:
                lines = max(lines, lines_of(words, column.width))
        put(sheet, index, place, value, style)
    sheet.set_row(index, min(TALLEST, 5 + LINE * lines))


def cell_style(book: Book, kind: Kind, tone: Tone | None = None) -> Format:
    """Return the style of a cell of `kind`."""
    if kind == "date":
        return book.fmt(num_format=look.DATE, align="left", valign="top", indent=1)
    if kind in NUMBERS:
        return book.fmt(num_format=NUMBERS[kind], align="right", valign="top")
    ink = {"font_color": tone.ink, "bg_color": tone.paper} if tone else {}
    return book.fmt(text_wrap=True, align="left", valign="top", indent=1, **ink)
