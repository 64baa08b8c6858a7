"""One ledger's sheet: title, head line, nil cell, header, rows (forms.py says which row is which)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.forms import (
    FIRST_ROW,
    HEAD_ROW,
    HEADER_ROW,
    NIL_CELL,
    NIL_COLUMN,
    NIL_ELSEWHERE,
    NIL_ROW,
    OPINION_HEADER,
    THIN_ROW,
    TITLE_ROW,
    column_letters,
)
from pipeline.template.faults import comment, tone_of
from pipeline.template.grid import OPINION_WIDTH
from pipeline.template.rules import DATE_RULE, YES_NO, choice_rule, column_rule
from pipeline.xlsx import lines_of, print_setup, put, span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.forms import Handout
    from pipeline.ledger import Field
    from pipeline.model import Value
    from pipeline.template.grid import Grid
    from pipeline.template.rules import Words
    from pipeline.xlsx import Book, Format, Property, Worksheet

MUST_MARK = "＊"
LINE, ROW = 16.5, 20.0
"""Heights in points: of a line of text, and of a row with nothing in it."""
ROOM = 3
"""Lines kept free for what a continued row asks each month."""
MOST_LINES = 20
READABLE = 230
"""So many characters across fit a landscape page in readable type; a wider sheet goes on two."""
HEADERS = {
    "each_period": look.SOLID, "required": look.TINTED, "when": look.AMBER, "optional": look.PLAIN,
    "known": look.GREY, "computed": look.GREY, "office": look.GREY,
}  # fmt: skip
"""The colour of a header by the field's need; the cover explains it."""


def write_ledger(book: Book, sheet: Worksheet, grid: Grid, handout: Handout, words: Words) -> None:
    """Write the whole sheet."""
    _columns(book, sheet, grid)
    _title(book, sheet, grid)
    _head(book, sheet, grid, handout)
    _nil(book, sheet, grid, handout)
    _header(book, sheet, grid)
    _rows(book, sheet, grid)
    if handout.back:
        _opinions(book, sheet, grid)
    for index, field in enumerate(grid.ledger.fields):
        sheet.data_validation(
            THIN_ROW - 1, index, grid.reach - 1, index, column_rule(grid.ledger, field, words)
        )
    _view(sheet, grid, handout)


def _columns(book: Book, sheet: Worksheet, grid: Grid) -> None:
    """Set widths and folds; what lies below the ruled rows is open wherever the column is typed."""
    fields = grid.ledger.fields
    after_fold = {i + 1 for i in grid.folded if i + 1 not in grid.folded}
    for index in range(len(grid.widths) + 1):
        style = _cell_style(book, fields[index], ruled=False) if index < len(fields) else book.fmt()
        fold = {"level": 1, "hidden": True} if index in grid.folded else {"collapsed": index in after_fold}
        width = grid.widths[index] if index < len(grid.widths) else None
        sheet.set_column(index, index, width, style, fold)


def _cell_style(book: Book, field: Field, *, ruled: bool = True, tone: look.Tone | None = None) -> Format:
    """Return the format of a field's cells: white and open where it is typed, grey and locked elsewhere.

    `tone` is that of what is said at the cell.
    """
    properties: dict[str, Property] = {"text_wrap": True, "locked": not field.by_unit}
    match field.kind:
        case "date":
            properties |= {"num_format": look.DATE, "align": "center"}
        case "number":
            properties |= {"align": "right"}
        case "integer":
            properties |= {"num_format": look.WHOLE, "align": "right" if field.by_unit else "center"}
        case _:
            properties |= {"num_format": look.TEXT, "align": "left" if field.kind == "text" else "center"}
    if ruled:
        properties |= {"border": 1, "border_color": look.HAIRLINE}
        if not field.by_unit:
            properties |= {"bg_color": look.LOCKED.paper, "font_color": look.LOCKED.ink}
    if tone:
        properties |= {"bg_color": tone.paper, "font_color": tone.ink, "border_color": tone.ink}
    return book.fmt(**properties)


def _title(book: Book, sheet: Worksheet, grid: Grid) -> None:
    style = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE, bottom=2, bottom_color=look.ACCENT)
    sheet.set_row(TITLE_ROW - 1, 34)
    span(sheet, TITLE_ROW - 1, 0, grid.edge, grid.ledger.title, style)


def _head(book: Book, sheet: Worksheet, grid: Grid, handout: Handout) -> None:
    """Write label and value pairs; what is known is locked, the rest is to be filled or was filled before."""
    sheet.set_row(HEAD_ROW - 1, 26)
    label = book.fmt(font_color=look.SOFT_INK, align="right")
    known = book.fmt(bold=True, align="left", indent=1)
    rule: dict[str, Property] = {
        "bottom": 1,
        "bottom_color": look.RULE,
        "locked": False,
        "align": "left",
        "indent": 1,
    }
    for index, slot in enumerate(grid.head):
        if index % 2 == 0:
            style = label
        elif slot.text:
            style = known
        else:
            day = index == len(grid.head) - 1
            style = book.fmt(**rule, num_format=look.DATE if day else look.TEXT)
        text = slot.text or handout.head.get(grid.head[index - 1].text)
        span(sheet, HEAD_ROW - 1, slot.first, slot.last, text, style)
    day_at = grid.head[-1]
    sheet.data_validation(HEAD_ROW - 1, day_at.first, HEAD_ROW - 1, day_at.first, DATE_RULE)


def _nil(book: Book, sheet: Worksheet, grid: Grid, handout: Handout) -> None:
    """Write the nil cell with its label, and right of it what the ledger is for."""
    ledger, row = grid.ledger, NIL_ROW - 1
    first = 0
    if ledger.nil:
        span(
            sheet, row, 0, NIL_COLUMN - 2, ledger.nil_label, book.fmt(font_color=look.SOFT_INK, align="right")
        )
        tone = tone_of(grid.plan.faults, NIL_CELL)
        colours: dict[str, Property] = {"font_color": tone.ink, "bg_color": tone.paper} if tone else {}
        box = book.fmt(bold=True, align="center", border=1, border_color=look.ACCENT, locked=False, **colours)
        put(sheet, row, NIL_COLUMN - 1, grid.plan.nil, box)
        rule = {
            **choice_rule(list(YES_NO)),
            "input_title": ledger.nil_label,
            "input_message": "没有内容选「是」；有内容空着，直接填下面。",
        }
        sheet.data_validation(row, NIL_COLUMN - 1, row, NIL_COLUMN - 1, rule)
        first = NIL_COLUMN
    text = ledger.purpose + _nil_hint(grid, handout)
    edge = max(grid.edge, first)
    span(sheet, row, first, edge, text, book.fmt(font_color=look.SOFT_INK, text_wrap=True, indent=1))
    sheet.set_row(row, max(26, 10 + LINE * lines_of(text, grid.width(first, edge))))


def _nil_hint(grid: Grid, handout: Handout) -> str:
    """Say where one nil mark speaks for this ledger too."""
    other = next((p.ledger for p in handout.sheets if p.ledger.id == grid.ledger.nil_by), None)
    return f"在「{other.title}」选了「{other.nil_label}」的，{NIL_ELSEWHERE}" if other and other.nil else ""


def _header(book: Book, sheet: Worksheet, grid: Grid) -> None:
    """Write the one header row, and under it the thin open row.

    A row inserted at the top takes after the row above it: the thin one, which is open, not the header.
    """
    fields = grid.ledger.fields
    texts = [f.label + (MUST_MARK if f.must else "") for f in fields]
    for index, field in enumerate(fields):
        tone = HEADERS[field.need]
        style = book.fmt(
            bold=field.by_unit, font_color=tone.ink, bg_color=tone.paper, align="center", text_wrap=True,
            border=1, border_color=look.HAIRLINE,
        )  # fmt: skip
        put(sheet, HEADER_ROW - 1, index, texts[index], style)
        put(sheet, THIN_ROW - 1, index, None, _cell_style(book, field))
    tallest = max(lines_of(text, width - 3) for text, width in zip(texts, grid.widths, strict=False))
    sheet.set_row(HEADER_ROW - 1, 14 + LINE * tallest)
    sheet.set_row(THIN_ROW - 1, 3)


def _rows(book: Book, sheet: Worksheet, grid: Grid) -> None:
    """Write what is known of each row, then blank rows.

    A known row is high enough for its text, with room for what is still to be written; a blank row has no
    height of its own, so that it grows with what is typed.
    """
    fields = grid.ledger.fields
    styles = [_cell_style(book, field) for field in fields]
    opinions = grid.opinions
    for row, values in enumerate(grid.plan.rows, start=FIRST_ROW - 1):
        for index, field in enumerate(fields):
            tone = tone_of(grid.plan.faults, f"{column_letters(index)}{row + 1}")
            style = _cell_style(book, field, tone=tone) if tone else styles[index]
            put(sheet, row, index, values.get(field.name), style)
        sheet.set_row(row, _height(grid, values, opinions.get(row + 1, "")))
    for row in range(FIRST_ROW - 1 + len(grid.plan.rows), grid.prepared):
        for index, style in enumerate(styles):
            sheet.write_blank(row, index, None, style)


def _opinions(book: Book, sheet: Worksheet, grid: Grid) -> None:
    """Write the last column of a return copy, to filter by, and the comments of its cells."""
    index = len(grid.ledger.fields)
    border: dict[str, Property] = {"border": 1, "border_color": look.HAIRLINE, "text_wrap": True}
    head = book.fmt(**border, bold=True, align="center", font_color=look.RED.ink, bg_color=look.RED.paper)
    put(sheet, HEADER_ROW - 1, index, OPINION_HEADER, head)
    style = book.fmt(**border, font_color=look.RED.ink)
    for row, text in grid.opinions.items():
        if row >= FIRST_ROW:
            put(sheet, row - 1, index, text, style)
    for cell in sorted({fault.cell for fault in grid.plan.faults}):
        comment(sheet, cell, grid.plan.faults)


def _height(grid: Grid, values: Mapping[str, Value], opinion: str) -> float:
    """Return how high a row is that says `values`, and leaves room where something is asked each month."""
    most = lines_of(opinion, OPINION_WIDTH)
    for index, field in enumerate(grid.ledger.fields):
        if index in grid.folded or field.kind != "text":
            continue
        value = values.get(field.name)
        asked = ROOM if field.need == "each_period" else 1
        most = max(most, asked, lines_of(str(value), grid.widths[index]) if value else 1)
    return max(ROW, 7 + LINE * min(most, MOST_LINES))


def _view(sheet: Worksheet, grid: Grid, handout: Handout) -> None:
    """Set what scrolls, what filters, how it prints."""
    sheet.hide_gridlines(2)
    sheet.freeze_panes(HEADER_ROW, grid.frozen)
    last = len(grid.ledger.fields) - (0 if handout.back else 1)
    sheet.autofilter(HEADER_ROW - 1, 0, grid.prepared - 1, last)
    sheet.set_tab_color(look.ACCENT if grid.ledger.owed else look.RULE)
    heading = "　".join(part for part in (handout.unit, handout.period_name, grid.ledger.title) if part)
    wide = grid.width(0, grid.edge) > READABLE
    across = 2 if wide else 1
    print_setup(
        sheet, landscape=True, heading=heading, repeat=(HEADER_ROW - 1, HEADER_ROW - 1), across=across
    )
    if wide and grid.frozen:
        sheet.repeat_columns(0, grid.frozen - 1)
