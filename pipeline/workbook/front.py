"""领导参阅: the month on one A4 page, in the order in which a principal asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.account import change
from pipeline.briefing import brief
from pipeline.bulletin import standing_words
from pipeline.digest import highlights, matters
from pipeline.model import chinese_short_day
from pipeline.supervise import DEAD, OVERDUE, UNSIGNED
from pipeline.workbook.changes import CHANGES
from pipeline.workbook.headings import HEADINGS
from pipeline.workbook.live import FIRST, cents
from pipeline.workbook.office import CONCERNS, OPINIONS
from pipeline.workbook.page import LAST, LINE, MOST, caption, figures, lay_out, line, paragraph, title
from pipeline.workbook.places import RETURNS
from pipeline.workbook.scores import RANKS
from pipeline.workbook.table import FRONT
from pipeline.workbook.words import overdue_words, rows_of_ranking, state_line
from pipeline.xlsx import Link, print_setup, put, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.briefing import Briefing
    from pipeline.config import Config
    from pipeline.model import Consolidation
    from pipeline.workbook.places import Places
    from pipeline.xlsx import Book, Cell, Property, Worksheet

FEW = 5
BEHIND = {
    "已报单位": RETURNS, "迟报单位": RETURNS, "逾期事项": CONCERNS, "整改未销号": CONCERNS, "须改正": OPINIONS,
}  # fmt: skip
"""The sheet behind each figure."""


def write_front(book: Book, sheet: Worksheet, config: Config, month: Consolidation, places: Places) -> None:
    """Write the first sheet, once the sheets are there to which it leads."""
    lay_out(sheet)
    briefing, school = brief(config, month), config.settings.school
    name = f"{config.period(month.period).name}“{school.campaign}”考评情况"
    row = title(book, sheet, name, state_line(config, month))
    row = paragraph(book, sheet, row, briefing.sentence, size=look.LEAD)
    row = paragraph(book, sheet, row, briefing.help) if briefing.help else row
    row = figures(book, sheet, row, briefing.figures, BEHIND)
    row = _decisions(book, sheet, row, briefing)
    row = _actions(book, sheet, row, briefing)
    row = _overdue(book, sheet, row, config, month, places)
    row = _matters(book, sheet, row, config, month)
    row = _ranking(book, sheet, row, month)
    row = _highlights(book, sheet, row, config, month)
    row = _stage(book, sheet, row, month)
    sheet.print_area(0, 0, row, LAST)
    print_setup(sheet, landscape=False, heading=school.name, state=book.state)
    sheet.fit_to_pages(1, 1)


def _decisions(book: Book, sheet: Worksheet, row: int, briefing: Briefing) -> int:
    row = caption(book, sheet, row, "需要您定的", OPINIONS)
    for text in briefing.decisions[:FEW]:
        row = paragraph(book, sheet, row, f"· {text}")
    if len(briefing.decisions) > FEW:
        row = paragraph(
            book, sheet, row, f"· 另有 {len(briefing.decisions) - FEW} 条，见「{CONCERNS}」和「{OPINIONS}」。"
        )
    if not briefing.decisions:
        row = paragraph(book, sheet, row, "没有需要您定的。")
    return paragraph(book, sheet, row, briefing.to_verify) if briefing.to_verify else row


def _head(book: Book, sheet: Worksheet, row: int, cells: Sequence[tuple[int, int, Cell]]) -> int:
    rule: dict[str, Property] = {"bottom": 1, "bottom_color": look.HAIRLINE, "font_color": look.SOFT_INK}
    return line(book, sheet, row, cells, **rule)


def _actions(book: Book, sheet: Worksheet, row: int, briefing: Briefing) -> int:
    if not briefing.actions:
        return row
    row = caption(book, sheet, row, "各考评项目", HEADINGS)
    row = _head(
        book, sheet, row, ((0, 1, "项目"), (2, 2, "平均得分"), (3, 4, "　得分最高"), (5, LAST, "最久的逾期"))
    )
    for each in briefing.actions:
        row = line(
            book,
            sheet,
            row,
            ((0, 1, each.name), (2, 2, each.mean), (3, 4, f"　{each.best}"), (5, LAST, each.oldest)),
        )
    return row


def _overdue(
    book: Book, sheet: Worksheet, row: int, config: Config, month: Consolidation, places: Places
) -> int:
    row = caption(book, sheet, row, "逾期和未销号", CONCERNS)
    found = [each for each in month.concerns if each.kind in {OVERDUE, DEAD, UNSIGNED}]
    names = {unit.id: unit.name for unit in config.units}
    for each in found[:MOST]:
        number = places.item(each.number)
        row = line(book, sheet, row, (
            (0, 0, each.kind), (1, 1, names.get(each.unit, "")), (2, 3, number), (4, 5, each.text),
            (LAST, LAST, overdue_words(each)),
        ))  # fmt: skip
    if len(found) > MOST:
        row = paragraph(book, sheet, row, f"另有 {len(found) - MOST} 件，见「{CONCERNS}」。")
    return row if found else paragraph(book, sheet, row, "没有逾期未完成、整改未销号的事项。")


def _matters(book: Book, sheet: Worksheet, row: int, config: Config, month: Consolidation) -> int:
    row = caption(book, sheet, row, "交办事项", CONCERNS)
    found = matters(config, month)
    for each in found[:FEW]:
        due = f"{chinese_short_day(each.deadline)}到期" if each.deadline else ""
        text = each.text + (f"：{each.result}" if each.result else "")
        row = line(
            book, sheet, row, ((0, 0, each.state), (1, 1, each.unit_name), (2, 5, text), (LAST, LAST, due))
        )
    if len(found) > FEW:
        row = paragraph(book, sheet, row, f"另有 {len(found) - FEW} 件，见「督导与交办」。")
    return row if found else paragraph(book, sheet, row, "没有在办的交办事项，本期也没有新的结果。")


def _ranking(book: Book, sheet: Worksheet, row: int, month: Consolidation) -> int:
    if not month.scores:
        return row
    top = row = caption(book, sheet, row, "名次（科室、级部分别排）", RANKS)
    row = _head(book, sheet, row, ((0, 0, "单位"), (1, 1, "名次"), (2, 2, "得分"), (3, 3, "比上期")))
    first = row
    for index, score in enumerate(rows_of_ranking(month)):
        tie = "（并列）" if score.tied else ""
        place = f"{score.category[0]} {score.rank}{tie}" if score.rank else "不计分"
        bold = score.rank == 1
        row = line(book, sheet, row, (
            (0, 0, Link(score.name, RANKS, f"D{FIRST + 1 + index}")), (1, 1, place), (3, 3, change(score)),
        ), bold=bold)  # fmt: skip
        style = book.fmt(num_format=look.POINTS, align="right", bold=bold)
        put(sheet, row - 1, 2, cents(score.score), style)
    _chart(book, sheet, top, first, row - 1)
    return row


def _chart(book: Book, sheet: Worksheet, top: int, first: int, last: int) -> None:
    """Put a native bar chart beside the ranking: the same rows in the same order, no ornament."""
    chart = book.chart("bar")
    name = quoted(FRONT)
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
    chart.set_size({"width": 400, "height": pixels * (last - first + 2)})
    sheet.insert_chart(top, 4, chart, {"x_offset": 14, "y_offset": 2, "description": "各单位得分"})


def _highlights(book: Book, sheet: Worksheet, row: int, config: Config, month: Consolidation) -> int:
    row = caption(book, sheet, row, "本期亮点")
    found = highlights(config, month)
    for each in found:
        row = line(book, sheet, row, ((0, 0, each.kind), (1, 1, each.unit), (2, LAST - 1, each.text)))
    return row if found else paragraph(book, sheet, row, "本期没有登记完成的亮点。")


def _stage(book: Book, sheet: Worksheet, row: int, month: Consolidation) -> int:
    row = caption(book, sheet, row, "这一期到了哪一步", CHANGES)
    standing = standing_words(month.stage)
    corrected = ""
    if month.stage.changes and not month.stage.text_only:
        corrected = f"对第{month.stage.restates}版更正 {len(month.stage.changes)} 处"
    row = paragraph(
        book, sheet, row, "，".join(filter(None, (month.stage.words, corrected, standing))) + "。"
    )
    if month.provisional:
        row = paragraph(book, sheet, row, f"{'、'.join(month.provisional)}还是暂定，登记报来以后才能审签。")
    return row - 1
