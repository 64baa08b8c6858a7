"""Tables of figures under each other on one sheet, and how the year's facts say where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.account import place
from pipeline.model import chinese_day
from pipeline.workbook.live import exact
from pipeline.workbook.table import NOTE_ROW, head
from pipeline.xlsx import ROW_HEIGHT, lines_of, page_room, print_setup, put, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from pipeline.chronicle.records import Figure, Line
    from pipeline.model import Value, Where
    from pipeline.xlsx import Book, Property, Worksheet

TOP, NAME_WIDTH, FIGURE_WIDTH, SOURCE_WIDTH = 3, 24, 11, 60
HEAD_HEIGHT = 80.0
"""Points that the title takes, and the note in two lines."""
CAPTION_HEIGHT = 24
MANY = 3
UPRIGHT = 6
"""So many columns of figures fit an upright page."""


@dataclass(frozen=True, slots=True)
class Block:
    """One table of figures: its caption, what its lines are called, the lines; `whole` stands last, set apart."""

    caption: str
    of: str
    lines: tuple[Line, ...]
    whole: Line | None = None


def places_words(places: Iterable[Where]) -> str:
    """Return where something stands: each place once, of many the first few."""
    told = list(dict.fromkeys(place(where) for where in places))
    return "、".join(told[:MANY]) + (f" 等 {len(told)} 处" if len(told) > MANY else "")


def day_words(day: date | None) -> str:
    """Return a day as people write it, "" where there is none."""
    return chinese_day(day) if day else ""


def amount(figure: Fraction) -> Value:
    """Return a count or sum as a cell shows it: whole ones without decimals."""
    return figure.numerator if figure.denominator == 1 else exact(figure)


def add_blocks(out: Book, name: str, heading: tuple[str, str], blocks: Sequence[Block]) -> Worksheet:
    """Add a sheet of blocks under each other; where each line comes from is folded away on the right."""
    sheet = out.sheet(name)
    told = [block for block in blocks if _lines(block)]
    widest = max((len(_columns(block)) for block in told), default=5)
    head(out, sheet, heading)
    note = out.fmt(font_color=look.SOFT_INK, font_size=look.FINE, text_wrap=True)
    span(sheet, NOTE_ROW, 0, widest, heading[1], note)
    wide = NAME_WIDTH + FIGURE_WIDTH * widest
    sheet.set_row(NOTE_ROW, 3 + 13 * lines_of(heading[1], wide * look.BODY / look.FINE))
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, widest, FIGURE_WIDTH)
    sheet.set_column(widest + 1, widest + 1, SOURCE_WIDTH, None, {"level": 1, "hidden": True})
    room, used, row, breaks = page_room(wide, landscape=widest > UPRIGHT), HEAD_HEIGHT, TOP, []
    for block in told:
        height = _height(block)
        if row > TOP and used + height > room:
            breaks.append(row)
            used = 0.0
        used += height
        row = _block(out, sheet, row, block, widest + 1) + 1
    sheet.set_h_pagebreaks(breaks)
    if not told:
        put(sheet, TOP, 0, "没有内容。", out.fmt(font_color=look.SOFT_INK))
    print_setup(sheet, landscape=widest > UPRIGHT, heading=heading[0], state=out.state)
    sheet.print_area(0, 0, max(TOP, row - 1), widest)
    return sheet


def _lines(block: Block) -> tuple[Line, ...]:
    return (*block.lines, block.whole) if block.whole else block.lines


def _height(block: Block) -> float:
    """Return how many points a block takes with the blank row after it."""
    rows = sum(_line_height(line.name) for line in _lines(block))
    return CAPTION_HEIGHT + _header_height(block) + rows + ROW_HEIGHT


def _header_height(block: Block) -> float:
    names = [figure.name for figure in _columns(block)]
    return 8 + 16 * max((lines_of(name, FIGURE_WIDTH) for name in names), default=1)


def _line_height(name: str) -> float:
    return 5 + 15.5 * lines_of(name, NAME_WIDTH)


def _columns(block: Block) -> tuple[Figure, ...]:
    lines = _lines(block)
    return lines[0].figures if lines else ()


def _block(out: Book, sheet: Worksheet, row: int, block: Block, last: int) -> int:
    put(sheet, row, 0, block.caption, out.fmt(bold=True, font_color=look.ACCENT_INK))
    sheet.set_row(row, CAPTION_HEIGHT)
    row += 1
    headers = (block.of, *(figure.name for figure in _columns(block)))
    shade: dict[str, Property] = {
        "bold": True,
        "font_color": look.SOFT_INK,
        "bg_color": look.SHADE,
        "bottom": 1,
        "bottom_color": look.ACCENT,
    }
    for index, text in enumerate(headers):
        side = "right" if index else "left"
        put(sheet, row, index, text, out.fmt(**shade, align=side, indent=0 if index else 1, text_wrap=True))
    put(sheet, row, last, "出处", out.fmt(**shade, align="left", indent=1))
    sheet.set_row(row, _header_height(block))
    for line in _lines(block):
        row += 1
        _line(out, sheet, row, line, last, whole=line is block.whole)
    return row + 1


def _line(out: Book, sheet: Worksheet, row: int, line: Line, last: int, *, whole: bool) -> None:
    rule: dict[str, Property] = {"bottom": 1, "bottom_color": look.HAIRLINE, "bold": whole}
    put(sheet, row, 0, line.name, out.fmt(**rule, align="left", indent=1, text_wrap=True))
    for index, figure in enumerate(line.figures, start=1):
        number = look.WHOLE if figure.count.denominator == 1 else look.POINTS
        put(sheet, row, index, amount(figure.count), out.fmt(**rule, align="right", num_format=number))
    source = places_words(where for figure in line.figures for where in figure.places)
    put(sheet, row, last, source, out.fmt(**rule, align="left", indent=1))
    sheet.set_row(row, _line_height(line.name))
