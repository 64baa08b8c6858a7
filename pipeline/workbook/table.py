"""A plain, filterable table on a sheet of its own: how every sheet behind the first looks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Literal

from pipeline import look
from pipeline.xlsx import Formula, Link, area, keep_as_written, lines_of, print_setup, put, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.look import Tone
    from pipeline.xlsx import Book, Cell, Format, Property, Worksheet

Kind = Literal["text", "whole", "points", "change", "date", "moment", "mark"]
NUMBERS = {"whole": look.WHOLE, "points": look.POINTS, "change": '+0.00;"−"0.00;"持平"'}
TIMES = {"date": look.DATE, "moment": look.MOMENT}
LINE, TALLEST = 15.5, 200.0
LOW, HIGH = 50, 100
WIDTH, PAD, UNSET, HALF = 7, 5, 64, 4 / 3 / 2
"""Pixels of a character and of a column around them, of a column whose width nobody set, of half a point of type."""
TITLE_ROW, NOTE_ROW, BACK_ROW, HEADER_ROW = 0, 1, 2, 3
FRONT = "领导参阅"
"""The first sheet; every other one leads back to it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: header, width in characters, how its values look; `folded` ones are folded away.

    A `tinted` one is shaded where its points are low: white at 100, darkest at 50 and below.
    """

    header: str
    width: float = 14
    kind: Kind = "text"
    folded: bool = False
    tinted: bool = False


def add_table(
    book: Book, name: str, heading: tuple[str, str], columns: Sequence[Column], rows: Sequence[Sequence[Cell]],
    *, tones: Mapping[str, Tone] | None = None, empty: str = "没有内容。", fixed: int = 0,
) -> Worksheet:  # fmt: skip
    """Add the sheet `name` with title and note, header, filter and rows; return it.

    A formula in a row refers to cells of its own row and to absolute ranges alone: people sort the rows.
    `tones` colours a cell of kind mark by its word. Rows start at zero-based row HEADER_ROW + 1. The first `fixed`
    columns stay in sight. The table has a name, the sheet's; what is folded away at its end is not printed.
    """
    sheet = book.sheet(name)
    head(book, sheet, heading)
    _header(book, sheet, columns)
    styles = [tinted_style(book) if column.tinted else cell_style(book, column.kind) for column in columns]
    marks = {word: cell_style(book, "mark", tone) for word, tone in (tones or {}).items()}
    for index, row in enumerate(rows, start=HEADER_ROW + 1):
        _write_row(book, sheet, index, columns, row, (styles, marks))
    last_row, last = HEADER_ROW + max(1, len(rows)), len(columns) - 1
    _rules(book, sheet, columns, last_row)
    if not rows:
        put(sheet, HEADER_ROW + 1, 0, empty, book.fmt(font_color=look.SOFT_INK))
    sheet.freeze_panes(HEADER_ROW + 1, fixed)
    sheet.autofilter(HEADER_ROW, 0, last_row, last)
    book.name(name, name, area(HEADER_ROW, 0, last_row, last))
    repeat = (HEADER_ROW, HEADER_ROW)
    print_setup(sheet, landscape=True, heading=heading[0], state=book.state, repeat=repeat)
    print_to(sheet, columns, last_row, _words_above(heading))
    return sheet


def print_to(sheet: Worksheet, columns: Sequence[Column], row: int, pixels: int = 0) -> None:
    """Print a table down to zero-based `row`, at least `pixels` wide.

    What is folded away at its end is not printed, unless it lies between the table and the end of those pixels.
    """
    last = max(index for index, column in enumerate(columns) if not column.folded)
    shown = sum(PAD + WIDTH * column.width for column in columns[: last + 1] if not column.folded)
    more = ceil(max(0, pixels - shown) / UNSET)
    sheet.print_area(0, 0, row, len(columns) - 1 + more if more else last)


def _words_above(heading: tuple[str, str]) -> int:
    """Return how many pixels title and note need, which run on over columns that are too narrow for them."""
    sizes = look.TITLE - 2, look.FINE
    return ceil(max(width_of(text) * size for text, size in zip(heading, sizes, strict=True)) * HALF)


def head(book: Book, sheet: Worksheet, heading: tuple[str, str]) -> None:
    """Write title and note over the table, and the way back to the first sheet."""
    title = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE - 2)
    put(sheet, TITLE_ROW, 0, heading[0], title)
    sheet.set_row(TITLE_ROW, 30)
    put(sheet, NOTE_ROW, 0, heading[1], book.fmt(font_color=look.SOFT_INK, font_size=look.FINE))
    if book.has(FRONT) and sheet.get_name() != FRONT:
        put(sheet, BACK_ROW, 0, Link(f"‹ {FRONT}", FRONT), link_style(book, font_size=look.FINE))
    sheet.set_row(BACK_ROW, 15)
    sheet.hide_gridlines(2)
    keep_as_written(sheet)


def _header(book: Book, sheet: Worksheet, columns: Sequence[Column]) -> None:
    shade: dict[str, Property] = {
        "bold": True, "font_color": look.SOFT_INK, "bottom": 1, "bottom_color": look.ACCENT, "text_wrap": True,
        "bg_color": look.SHADE,
    }  # fmt: skip
    words, figures = book.fmt(**shade, indent=1), book.fmt(**shade, align="right")
    folded = False
    for index, column in enumerate(columns):
        put(sheet, HEADER_ROW, index, column.header, figures if column.kind in NUMBERS else words)
        options = {"level": 1, "hidden": True} if column.folded else {"collapsed": True} if folded else {}
        sheet.set_column(index, index, column.width, None, options)
        folded = column.folded
    if folded:
        sheet.set_column(len(columns), len(columns), None, None, {"collapsed": True})
    lines = max(lines_of(column.header, column.width) for column in columns if not column.folded)
    sheet.set_row(HEADER_ROW, max(24, 5 + LINE * lines))


def _rules(book: Book, sheet: Worksheet, columns: Sequence[Column], last_row: int) -> None:
    """Rule off every row of the table; shade the columns that are tinted (a cell that is shaded has its own rule).

    LibreOffice draws a rule or a shade where both are meant for a cell.
    """
    hairline = book.fmt_change(bottom=1, bottom_color=look.HAIRLINE)
    scale = {
        "type": "2_color_scale", "min_type": "num", "min_value": LOW, "max_type": "num", "max_value": HIGH,
        "min_color": look.LOW_PAPER, "max_color": look.WHITE,
    }  # fmt: skip
    first = HEADER_ROW + 1
    for tinted, run in groupby(range(len(columns)), key=lambda index: columns[index].tinted):
        same = list(run)
        rule = scale if tinted else {"type": "formula", "criteria": "=TRUE", "format": hairline}
        sheet.conditional_format(first, same[0], last_row, same[-1], rule)


def _write_row(
    book: Book, sheet: Worksheet, index: int, columns: Sequence[Column], row: Sequence[Cell],
    looks: tuple[Sequence[Format], Mapping[str, Format]],
) -> None:  # fmt: skip
    """Write one row, as high as its longest text needs; what is blank is not written at all."""
    lines, (styles, marks) = 1, looks
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        column, style = columns[place], styles[place]
        words = value.value if isinstance(value, Formula) else value
        if isinstance(value, Link):
            words, style = value.text, link_style(book, text_wrap=True, align="left", valign="top", indent=1)
        if isinstance(words, str):
            if column.kind == "mark":
                style = marks.get(words, style)
            if not column.folded:
                lines = max(lines, lines_of(words, column.width))
        put(sheet, index, place, value, style)
    sheet.set_row(index, min(TALLEST, 5 + LINE * lines))


def cell_style(book: Book, kind: Kind, tone: Tone | None = None) -> Format:
    """Return the style of a cell of `kind`."""
    if kind in TIMES:
        return book.fmt(num_format=TIMES[kind], align="left", valign="top", indent=1)
    if kind in NUMBERS:
        return book.fmt(num_format=NUMBERS[kind], align="right", valign="top")
    ink = {"font_color": tone.ink, "bg_color": tone.paper} if tone else {}
    return book.fmt(text_wrap=True, align="left", valign="top", indent=1, **ink)


def tinted_style(book: Book) -> Format:
    """Return the style of points in a column that is tinted."""
    return book.fmt(num_format=look.POINTS, align="right", valign="top", bottom=1, bottom_color=look.HAIRLINE)


def link_style(book: Book, **properties: Property) -> Format:
    """Return the style of what leads to another sheet: underlined, so that colour does not say it alone."""
    return book.fmt(font_color=look.BLUE.ink, underline=1, **properties)
