"""领导参阅: the month on one A4 page, in the order in which a principal asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.account import change
from pipeline.briefing import brief
from pipeline.bulletin import standing_words
from pipeline.model import shown
from pipeline.workbook.words import overdue_words, rows_of_ranking, state_line
from pipeline.xlsx import lines_of, print_setup, put, quoted, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.briefing import Briefing, Figure
    from pipeline.config import Config
    from pipeline.model import Consolidation, UnitScore
    from pipeline.xlsx import Book, Worksheet

NAME = "领导参阅"
WIDTHS = (14, 12, 12, 12, 16, 16, 18)
LAST = len(WIDTHS) - 1
WHOLE = sum(WIDTHS)
MOST = 8
LINE = 18.0


def front_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add the first sheet."""
    sheet = book.sheet(NAME)
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.hide_gridlines(2)
    period = config.period(month.period)
    briefing = brief(config, month)
    title = book.fmt(font_name=look.TITLE_FONT, font_size=look.TITLE, bottom=2, bottom_color=look.ACCENT)
    span(sheet, 0, 0, LAST, f"{period.name}“{config.settings.school.campaign}”考评情况", title)
    sheet.set_row(0, 38)
    span(
        sheet, 1, 0, LAST, state_line(config, month), book.fmt(font_color=look.SOFT_INK, font_size=look.FINE)
    )
    row = paragraph(book, sheet, 2, briefing.sentence, size=look.LEAD)
    standing = standing_words(month.stage)
    if standing:
        row = paragraph(book, sheet, row, standing + "。")
    row = figures(book, sheet, row + 1, briefing.figures)
    if briefing.to_verify:
        row = paragraph(book, sheet, row + 1, briefing.to_verify)
    row = _decisions(book, sheet, row + 1, briefing)
    row = _ranking(book, sheet, row + 1, month)
    row = _actions(book, sheet, row + 1, briefing)
    _concerns(book, sheet, row + 1, config, month)
    print_setup(sheet, landscape=False, heading=f"{config.settings.school.name}　{month.stage.words}")
    sheet.fit_to_pages(1, 1)


def paragraph(book: Book, sheet: Worksheet, row: int, text: str, size: float = look.BODY) -> int:
    """Write a paragraph across the page, as high as it needs; return the next free row."""
    span(sheet, row, 0, LAST, text, book.fmt(text_wrap=True, font_size=size, valign="top"))
    sheet.set_row(row, 6 + LINE * (size / look.BODY) * lines_of(text, WHOLE * look.BODY / size))
    return row + 1


def caption(book: Book, sheet: Worksheet, row: int, text: str) -> int:
    """Write the heading of a part of the page; return the next free row."""
    style = book.fmt(
        bold=True, font_size=look.LEAD, font_color=look.ACCENT, bottom=1, bottom_color=look.HAIRLINE
    )
    span(sheet, row, 0, LAST, text, style)
    sheet.set_row(row, 24)
    return row + 1


def figures(book: Book, sheet: Worksheet, row: int, told: Sequence[Figure]) -> int:
    """Write figures side by side, each over its name; return the next free row."""
    big = book.fmt(font_size=look.TITLE, align="center", bold=True)
    small = book.fmt(font_size=look.FINE, font_color=look.SOFT_INK, align="center")
    for index, figure in enumerate(told):
        put(sheet, row, index, figure.value, big)
        put(sheet, row + 1, index, figure.name, small)
    sheet.set_row(row, 32)
    return row + 2


def _decisions(book: Book, sheet: Worksheet, row: int, briefing: Briefing) -> int:
    if not briefing.decisions:
        return row
    row = caption(book, sheet, row, "需要您定的")
    for text in briefing.decisions[:MOST]:
        row = paragraph(book, sheet, row, f"· {text}")
    if len(briefing.decisions) > MOST:
        row = paragraph(book, sheet, row, f"· 另有 {len(briefing.decisions) - MOST} 条，见「审核意见」。")
    return row


def _ranking(book: Book, sheet: Worksheet, row: int, month: Consolidation) -> int:
    if not month.scores:
        return row
    row = caption(book, sheet, row, "名次（科室、级部分别排）")
    head = book.fmt(font_color=look.SOFT_INK, bottom=1, bottom_color=look.HAIRLINE)
    right = book.fmt(font_color=look.SOFT_INK, bottom=1, bottom_color=look.HAIRLINE, align="right")
    for index, (text, style) in enumerate(
        (("单位", head), ("名次", right), ("得分", right), ("比上期", right))
    ):
        put(sheet, row, index, text, style)
    first = row + 1
    scores: list[UnitScore] = rows_of_ranking(month)
    for offset, score in enumerate(scores):
        place = first + offset
        sheet.set_row(place, LINE)
        put(sheet, place, 0, score.name, book.fmt(bold=score.rank == 1))
        tie = "（并列）" if score.tied else ""
        put(
            sheet,
            place,
            1,
            f"{score.category[0]} {score.rank}{tie}" if score.rank else "不计分",
            book.fmt(align="right"),
        )
        points = book.fmt(num_format=look.POINTS, align="right", bold=score.rank == 1)
        if score.score is None:
            put(sheet, place, 2, "—", book.fmt(align="right"))
        else:
            sheet.write_number(place, 2, float(shown(score.score)), points)
        put(sheet, place, 3, change(score), book.fmt(align="right", font_color=look.SOFT_INK))
    last = first + len(scores) - 1
    _chart(book, sheet, row, first, last)
    return last + 2


def _chart(book: Book, sheet: Worksheet, top: int, first: int, last: int) -> None:
    """Put a native bar chart beside the ranking: the same rows in the same order, no ornament."""
    chart = book.chart("bar")
    name = quoted(NAME)
    chart.add_series({
        "categories": f"={name}!$A${first + 1}:$A${last + 1}", "values": f"={name}!$C${first + 1}:$C${last + 1}",
        "fill": {"color": look.ACCENT}, "gap": 60,
        "data_labels": {"value": True, "num_format": "0.0", "font": {"size": 8, "color": look.SOFT_INK}},
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {"reverse": True, "line": {"none": True}, "num_font": {"size": 9}, "major_tick_mark": "none"}
    )
    chart.set_x_axis({"min": 0, "max": 100, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_chartarea({"border": {"none": True}})
    pixels = LINE * 4 / 3
    chart.set_size({"width": 380, "height": pixels * (last - first + 2)})
    sheet.insert_chart(top, 4, chart, {"x_offset": 4, "y_offset": 2, "description": "各单位得分"})


def _actions(book: Book, sheet: Worksheet, row: int, briefing: Briefing) -> int:
    if not briefing.actions:
        return row
    row = caption(book, sheet, row, "各考评项目")
    head = book.fmt(font_color=look.SOFT_INK, bottom=1, bottom_color=look.HAIRLINE)
    right = book.fmt(font_color=look.SOFT_INK, bottom=1, bottom_color=look.HAIRLINE, align="right")
    put(sheet, row, 0, "项目", head)
    put(sheet, row, 1, "平均得分", right)
    span(sheet, row, 2, 4, "　得分最高", head)
    span(sheet, row, 5, LAST, "最久的逾期", head)
    for action in briefing.actions:
        row += 1
        put(sheet, row, 0, action.name, book.fmt(shrink=True))
        put(sheet, row, 1, action.mean, book.fmt(align="right"))
        span(sheet, row, 2, 4, f"　{action.best}", book.fmt(shrink=True))
        span(sheet, row, 5, LAST, action.oldest, book.fmt(shrink=True))
    return row + 2


def _concerns(book: Book, sheet: Worksheet, row: int, config: Config, month: Consolidation) -> None:
    row = caption(book, sheet, row, "逾期、未销号、交办未落实")
    if not month.concerns:
        paragraph(book, sheet, row, "本期没有。")
        return
    names = {u.id: u.name for u in config.units}
    for concern in month.concerns[:MOST]:
        put(sheet, row, 0, concern.kind, book.fmt(font_color=look.ACCENT_INK, shrink=True))
        put(sheet, row, 1, names.get(concern.unit, ""), book.fmt(shrink=True))
        text = " ".join(part for part in (concern.number, concern.text) if part)
        span(sheet, row, 2, 5, text, book.fmt(shrink=True))
        due = overdue_words(concern)
        put(sheet, row, LAST, due, book.fmt(align="right", font_color=look.SOFT_INK, shrink=True))
        row += 1
    if len(month.concerns) > MOST:
        paragraph(book, sheet, row, f"另有 {len(month.concerns) - MOST} 条，见「督办台账」。")
