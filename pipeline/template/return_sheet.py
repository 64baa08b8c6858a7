"""需修改事项: the list in front of a return copy, with links; and 未归入的内容, what fits no field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.findings import ENDING, count_by_severity
from pipeline.forms import LEFTOVER_HEADERS, LEFTOVER_SHEET, RETURN_SHEET
from pipeline.opinions import grouped, place
from pipeline.template.ledger_sheet import LINE
from pipeline.xlsx import lines_of, print_setup, put, quoted, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.forms import GiveBack, Handout
    from pipeline.model import Finding
    from pipeline.opinions import Opinion
    from pipeline.xlsx import Book, Property, Worksheet

WIDTHS = (2, 11, 25, 58, 52)
LEFT, PLACE, SAID, TODO = 1, 2, 3, 4
"""Zero-based columns of the list."""
LEFTOVER_WIDTHS = (24, 12, 90)
WHOLE_FILE = "整份文件"
TALLEST = 400
"""Excel takes rows of up to 409 points."""


def write_return_sheet(book: Book, sheet: Worksheet, handout: Handout, back: GiveBack) -> None:
    """Write the list: worst first, the same message once with each of its places under it."""
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    title = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE, bottom=2, bottom_color=look.ACCENT)
    span(sheet, 0, LEFT, TODO, f"{handout.unit}　{handout.period_name}{RETURN_SHEET}", title)
    sheet.set_row(0, 38)
    row = 1
    for text in _advice(back):
        span(sheet, row, LEFT, TODO, text, book.fmt(text_wrap=True, font_size=look.LEAD))
        sheet.set_row(row, 8 + LINE * 1.15 * lines_of(text, sum(WIDTHS[1:]) * look.BODY / look.LEAD))
        row += 1
    first = _header(book, sheet, row + 1)
    row = first
    for opinion in grouped(back.findings):
        row = _opinion(book, sheet, row, opinion)
    sheet.freeze_panes(first, 0)
    sheet.autofilter(first - 1, LEFT, max(first, row - 1), TODO)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(look.RED.ink)
    print_setup(sheet, landscape=True, heading=RETURN_SHEET, repeat=(first - 1, first - 1))


def _advice(back: GiveBack) -> Iterator[str]:
    counts = count_by_severity(back.findings)
    said = "，".join(f"{word} {count} 处" for word, count in counts.items() if count)
    yield f"这是《{back.name}》的退改件，原来填的内容都在里面。{said}。"
    yield "点「位置」就到那一格，照「怎么改」改好；有颜色的格子就是要改或要看的地方。" + ENDING
    if back.until:
        yield f"{back.until}前发回，仍算按时报送。"
    if back.leftovers:
        yield f"有 {len(back.leftovers)} 处内容对不上任何一栏，原样留在最后的「{LEFTOVER_SHEET}」里，需要的请抄到对应的栏。"


def _header(book: Book, sheet: Worksheet, row: int) -> int:
    """Write the header of the list into the zero-based row; return the next one."""
    style = book.fmt(
        bold=True, font_color=look.SOFT_INK, bg_color=look.SHADE, bottom=1, bottom_color=look.ACCENT
    )
    for index, text in enumerate(("轻重", "位置", "意见", "怎么改"), start=LEFT):
        put(sheet, row, index, text, style)
    sheet.set_row(row, 24)
    return row + 1


def _opinion(book: Book, sheet: Worksheet, row: int, opinion: Opinion) -> int:
    """Write one opinion, a line for each of its places; return the next row."""
    line: dict[str, Property] = {
        "bottom": 1,
        "bottom_color": look.HAIRLINE,
        "text_wrap": True,
        "valign": "top",
    }
    mark = look.SEVERITIES[opinion.severity]
    for number, each in enumerate(opinion.places):
        put(sheet, row, LEFT, mark.text, book.fmt(**line, font_color=mark.tone.ink, bg_color=mark.tone.paper))
        _link(book, sheet, row, each, line)
        said = opinion.text if number == 0 else f"同上：{place(each)}{_typed(each)}"
        todo = opinion.todo if number == 0 else "同上。"
        put(sheet, row, SAID, said, book.fmt(**line))
        put(sheet, row, TODO, todo, book.fmt(**line))
        tall = max(lines_of(said, WIDTHS[SAID]), lines_of(todo, WIDTHS[TODO]))
        sheet.set_row(row, min(TALLEST, 9 + LINE * tall))
        row += 1
    return row


def _typed(finding: Finding) -> str:
    typed = finding.context.get("typed", "")
    return f"写的是「{typed}」" if typed else ""


def _link(book: Book, sheet: Worksheet, row: int, finding: Finding, line: dict[str, Property]) -> None:
    """Write where it is; the click goes there."""
    where = finding.where
    if not where.sheet:
        put(sheet, row, PLACE, WHOLE_FILE, book.fmt(**line))
        return
    words = f"{where.sheet} {where.cell}".strip()
    if not book.has(where.sheet):  # a sheet of the original that is none of the form's
        put(sheet, row, PLACE, words, book.fmt(**line))
        return
    style = book.fmt(**line, font_color=look.ACCENT_INK, underline=1)
    target = f"internal:{quoted(where.sheet)}!{where.cell or 'A1'}"
    sheet.write_url(row, PLACE, target, style, words, "点这里就到那一格")


def write_leftovers(book: Book, sheet: Worksheet, back: GiveBack) -> None:
    """Write what fitted no field: where it stood, and what it says; unlocked, to be copied from."""
    for index, width in enumerate(LEFTOVER_WIDTHS):
        sheet.set_column(index, index, width)
    title = book.fmt(font_name=look.TITLE_FONT, font_size=look.LEAD)
    span(
        sheet, 0, 0, 2, "这些内容对不上任何一栏，原样留在这里。需要的请抄到对应的栏，不需要的不用管。", title
    )
    sheet.set_row(0, 28)
    head = book.fmt(
        bold=True, font_color=look.SOFT_INK, bg_color=look.SHADE, bottom=1, bottom_color=look.ACCENT
    )
    for index, text in enumerate(LEFTOVER_HEADERS):
        put(sheet, 1, index, text, head)
    style = book.fmt(
        num_format=look.TEXT, text_wrap=True, valign="top", bottom=1, bottom_color=look.HAIRLINE, locked=False
    )
    for row, each in enumerate(back.leftovers, start=2):
        for index, text in enumerate((each.where.sheet, each.where.cell, each.text)):
            put(sheet, row, index, text, style)
        sheet.set_row(row, min(TALLEST, 7 + LINE * lines_of(each.text, LEFTOVER_WIDTHS[2])))
    sheet.hide_gridlines(2)
    sheet.set_tab_color(look.AMBER.ink)
    print_setup(sheet, landscape=False, heading=LEFTOVER_SHEET, repeat=(1, 1))
