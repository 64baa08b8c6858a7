"""填表说明: whose form, until when, whom to ask, how to fill it; and, live, how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import forms, look
from pipeline.template.count import Counting, Tally, tallies
from pipeline.template.ledger_sheet import HEADERS, LINE, MUST_MARK
from pipeline.xlsx import lines_of, print_setup, put, quoted, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.forms import Handout
    from pipeline.template.grid import Grid
    from pipeline.xlsx import Book, Format, Property, Worksheet

WIDTHS = (2, 14, 26, 12, 12, 22)
LEFT, NAME, ROWS, MISSING, STATUS = 1, 2, 3, 4, 5
"""Zero-based columns of the cover."""

LIVE_ROW = 2
BROKEN = f"{look.SHORT.sign} 有一格显示错误"
NOTHING = f"{look.FREE.sign} 本期没有要填的表"

LEGEND = (
    ("each_period", "每月都填", "已列出的事项，每月写这里。"),
    ("required", "必填", "写了一行，这几栏就要填全。"),
    ("when", "用到才填", "选中格子会提示什么情况下填。"),
    ("optional", "选填", "不填也行。"),
    ("known", "灰色不用填", "系统给出，或由办公室填。"),
)


def write_cover(book: Book, sheet: Worksheet, handout: Handout, grids: Sequence[Grid]) -> int:
    """Write the cover; return the zero-based row of the first ledger in its table."""
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    counts = tallies([grid.plan for grid in grids])
    _title(book, sheet, handout, grids)
    sheet.set_row(LIVE_ROW + 1, 9)
    row = _facts(book, sheet, handout, LIVE_ROW + 2)
    row = _how(book, sheet, grids, row + 1)
    first = row + 2
    end = _table(book, sheet, grids, counts, row + 1)
    _live(book, sheet, counts, first)
    _legend(book, sheet, grids, end + 1)
    for at in (LIVE_ROW, *range(first, end)):
        _colour(book, sheet, at, LEFT if at == LIVE_ROW else STATUS)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(look.ACCENT)
    print_setup(sheet, landscape=False)
    return first


def name_of(handout: Handout, grids: Sequence[Grid]) -> str:
    """Return what the workbook is called: 退改件, 续填表 where it continues items, else 填报表."""
    if handout.back:
        return f"{handout.unit}　{handout.period_name}退改件（原填内容已保留）"
    continued = any(row.get("number") for grid in grids for row in grid.plan.rows)
    kind = "续填表" if continued else "填报表" if handout.unit else "填报表（空表）"
    return "　".join(part for part in (handout.unit, handout.period_name + kind) if part)


def _title(book: Book, sheet: Worksheet, handout: Handout, grids: Sequence[Grid]) -> None:
    put(sheet, 0, LEFT, handout.school, book.fmt(font_color=look.SOFT_INK))
    style = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE, bottom=2, bottom_color=look.ACCENT)
    span(sheet, 1, LEFT, STATUS, name_of(handout, grids), style)
    sheet.set_row(0, 24)
    sheet.set_row(1, 36)


def _facts(book: Book, sheet: Worksheet, handout: Handout, row: int) -> int:
    """Write whose, until when, whom to ask; return the next row."""
    said = (("报送截止", handout.due), ("有问题请问", handout.contact), ("分管领导", handout.leader))
    for label, text in said:
        if text:
            sheet.set_row(row, 21)
            put(sheet, row, LEFT, label, book.fmt(font_color=look.SOFT_INK))
            span(sheet, row, NAME, STATUS, text, book.fmt(bold=label == "报送截止"))
            row += 1
    return row


def _heading(book: Book, sheet: Worksheet, row: int, text: str) -> None:
    style = book.fmt(font_name=look.TITLE_FONT, font_size=look.LEAD, font_color=look.ACCENT)
    sheet.set_row(row, 26)
    put(sheet, row, LEFT, text, style)


def _how(book: Book, sheet: Worksheet, grids: Sequence[Grid], row: int) -> int:
    """Write how to fill the form, only what this form needs; return the next row."""
    _heading(book, sheet, row, "怎样填")
    wide = sum(WIDTHS[LEFT:])
    style = book.fmt(text_wrap=True)
    for number, text in enumerate(_advice(grids), start=1):
        row += 1
        sheet.set_row(row, 5 + LINE * lines_of(text, wide))
        span(sheet, row, LEFT, STATUS, f"{number}. {text}", style)
    return row + 1


def _advice(grids: Sequence[Grid]) -> list[str]:
    advice = ["只填白色格。灰色格由系统给出或办公室填，不用管。"]
    if any(row.get("number") for grid in grids for row in grid.plan.rows):
        advice.append(
            "已列出的是还没完成的事项：填「本月进展」就行，本月完成的再填「实际完成日期」。新事项接着往下写，编号空着。"
        )
    if any(grid.ledger.nil for grid in grids):
        advice.append("没有内容的表，在上方零报告一格选「是」，两分钟即可。")
    advice.append("日期写到日，如 2016年5月3日；数字只填数，单位看表头。")
    if any(grid.folded for grid in grids):
        advice.append("选填栏收在右边。要填时，选中收起处左右两栏的列标，点右键选「取消隐藏」。")
    advice.append("上面显示「可以报送」后，把整份文件发回，文件名不用改。几个人分头填、各发一份也行。")
    return advice


def _table(book: Book, sheet: Worksheet, grids: Sequence[Grid], counts: Sequence[Tally], row: int) -> int:
    """Write a line for each ledger: link, started rows, missing places, state; return the next row."""
    head = book.fmt(font_color=look.SOFT_INK, bottom=1, bottom_color=look.RULE)
    figure_head = book.fmt(
        font_color=look.SOFT_INK, bottom=1, bottom_color=look.RULE, align="right", indent=1
    )
    span(sheet, row, LEFT, NAME, "台账（点名称进入）", head)
    put(sheet, row, ROWS, "已填行数", figure_head)
    put(sheet, row, MISSING, "还缺几处", figure_head)
    put(sheet, row, STATUS, "状态", _status_style(book, look.RULE))
    sheet.set_row(row, 24)
    for grid, count in zip(grids, counts, strict=True):
        row += 1
        _ledger_line(book, sheet, row, Counting(grid, grids), count)
    return row + 1


def _status_style(book: Book, rule: str) -> Format:
    return book.fmt(bottom=1, bottom_color=rule, indent=2)


def _ledger_line(book: Book, sheet: Worksheet, row: int, counting: Counting, count: Tally) -> None:
    line: dict[str, Property] = {"bottom": 1, "bottom_color": look.HAIRLINE}
    link = book.fmt(**line, font_color=look.ACCENT_INK, underline=1)
    figure = book.fmt(**line, align="right", indent=1, num_format=look.WHOLE)
    sheet.set_row(row, 24)
    grid = counting.grid
    span(sheet, row, LEFT, NAME, "", link)
    sheet.write_url(
        row, LEFT, f"internal:{quoted(grid.name)}!A1", link, grid.ledger.title, "点这里去填这张表"
    )
    rows, missing = _cell(row, ROWS), _cell(row, MISSING)
    sheet.write_formula(row, ROWS, f"={counting.rows}", figure, count.rows)
    sheet.write_formula(row, MISSING, f"={counting.missing(rows)}", figure, count.missing)
    state = (
        f'=IF(ISNUMBER({missing}),IF({missing}>0,"{look.SHORT.text} "&{missing}&" 处",IF({rows}>0,"{look.READY.text}",'
        f'IF({counting.no_nil}=0,"{look.NIL.text}","{look.FREE.text}"))),"{BROKEN}")'
    )
    sheet.write_formula(row, STATUS, state, _status_style(book, look.HAIRLINE), state_of(count))


def state_of(count: Tally) -> str:
    """Return the state of a form as handed out."""
    if count.missing:
        return f"{look.SHORT.text} {count.missing} 处"
    if count.rows:
        return look.READY.text
    return look.NIL.text if count.nil else look.FREE.text


def _cell(row: int, column: int) -> str:
    return f"{forms.column_letters(column)}{row + 1}"


def _live(book: Book, sheet: Worksheet, counts: Sequence[Tally], first: int) -> None:
    """Write the big line: may it go, or how many places are left."""
    style = book.fmt(font_name=look.TITLE_FONT, font_size=look.BANNER, indent=1)
    sheet.set_row(LIVE_ROW, 46)
    if not counts:
        span(sheet, LIVE_ROW, LEFT, STATUS, NOTHING, style)
        return
    places = f"{_cell(first, MISSING)}:{_cell(first + len(counts) - 1, MISSING)}"
    missing = sum(count.missing for count in counts)
    formula = (
        f'=IF(COUNT({places})<{len(counts)},"{BROKEN}",IF(SUM({places})=0,"{look.READY.text}",'
        f'"{look.SHORT.text} "&SUM({places})&" 处"))'
    )
    span(sheet, LIVE_ROW, LEFT, STATUS, "", style)
    sheet.write_formula(LIVE_ROW, LEFT, formula, style, state_of(Tally(1, missing)))


def _colour(book: Book, sheet: Worksheet, row: int, column: int) -> None:
    """Repeat in colour what the sign and the word of a state say."""
    cell = f"${forms.column_letters(column)}${row + 1}"
    for mark in (look.READY, look.SHORT, look.NIL, look.FREE):
        tone = book.fmt_change(font_color=mark.tone.ink, bg_color=mark.tone.paper)
        rule = {"type": "formula", "criteria": f'=LEFT({cell},1)="{mark.sign}"', "format": tone}
        sheet.conditional_format(row, column, row, STATUS, rule)


def _legend(book: Book, sheet: Worksheet, grids: Sequence[Grid], row: int) -> None:
    """Explain the colours that the headers of this form have."""
    _heading(book, sheet, row, "表头的颜色")
    used = {HEADERS[field.need] for grid in grids for field in grid.ledger.fields}
    for need, word, meaning in LEGEND:
        if HEADERS[need] not in used:
            continue
        row += 1
        tone = HEADERS[need]
        must = MUST_MARK if need in {"each_period", "required"} else ""
        swatch = book.fmt(
            font_color=tone.ink, bg_color=tone.paper, align="center", border=1, border_color=look.HAIRLINE, bold=need != "known"
        )  # fmt: skip
        put(sheet, row, LEFT, word + must, swatch)
        span(sheet, row, NAME, STATUS, meaning, book.fmt(indent=1))
        sheet.set_row(row, 21)
