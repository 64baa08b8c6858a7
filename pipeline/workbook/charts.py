"""Charts that the spreadsheet program draws itself from the cells of a table: one colour, no ornament."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from pipeline import look

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from xlsxwriter.chart import Chart

    from pipeline.workbook.live import Grid
    from pipeline.xlsx import Book, Property, Worksheet

PIXELS, ROW_PIXELS = 22, 20
"""Height of a bar with its gap, and of a row where nothing is set."""
WIDE, NARROW, TALL = 620, 420, 300
ROOM = 1.35
"""How far an axis goes beyond the longest bar, so that its figure has room."""
STROKES = (
    (look.ACCENT, "solid", "circle"),
    (look.SOFT_INK, "dash", "square"),
    (look.BLUE.ink, "round_dot", "diamond"),
)
"""Lines that are told apart without their colour: colour, dash, marker."""
HIDDEN_AXIS = {"visible": False, "major_gridlines": {"visible": False}}
TITLE_FONT: dict[str, Property] = {"size": look.BODY, "bold": False, "color": look.SOFT_INK}
FINE_FONT: dict[str, Property] = {"size": look.FINE, "color": look.SOFT_INK}


def rank_charts(book: Book, sheet: Worksheet, grid: Grid, row: int, moved: Sequence[Fraction]) -> int:
    """Put scores and their change as bars under the table, from zero-based `row`; return the last row they cover.

    `moved` are the changes, for the room that their figures need on either side.
    """
    height = 70 + PIXELS * grid.count
    scores = _bars(book, grid, "final", "得分", look.ACCENT)
    scores.set_x_axis({"min": 0, "max": 110, **HIDDEN_AXIS})
    scores.set_size({"width": WIDE, "height": height})
    sheet.insert_chart(row, 0, scores, {"object_position": 2, "description": "各单位得分"})
    changes = _bars(book, grid, "change", "比上期", look.SOFT_INK, '+0.00;−0.00;"持平"')
    reach = max(1.0, *(ROOM * abs(float(each)) for each in moved)) if moved else 1.0
    bounds = {"min": -reach if any(each < 0 for each in moved) else 0, "max": reach}
    changes.set_x_axis({**bounds, **HIDDEN_AXIS})
    changes.set_size({"width": NARROW, "height": height})
    options = {"object_position": 2, "x_offset": WIDE, "description": "各单位比上期"}
    sheet.insert_chart(row, 0, changes, options)
    return row + -(-height // ROW_PIXELS)


def _bars(book: Book, grid: Grid, key: str, title: str, colour: str, number: str = "0.00") -> Chart:
    chart = book.chart("bar")
    chart.add_series({
        "name": title, "categories": f"={grid.outside('unit')}", "values": f"={grid.outside(key)}",
        "fill": {"color": colour}, "gap": 60,
        "data_labels": {"value": True, "num_format": number, "font": FINE_FONT},
    })  # fmt: skip
    chart.set_title({"name": title, "name_font": TITLE_FONT})
    chart.set_legend({"none": True})
    axis = {"reverse": True, "line": {"color": look.RULE}, "num_font": FINE_FONT}
    chart.set_y_axis({**axis, "major_tick_mark": "none", "label_position": "low"})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def mean_chart(
    book: Book, sheet: Worksheet, grid: Grid, row: int, names: Sequence[int], least: Fraction
) -> int:
    """Put the categories' means as lines under the table, from zero-based `row`; return the last row it covers.

    The periods are the columns from the fourth on; `names` the zero-based rows in which the
    means stand, `least` the smallest of them.
    """
    first, last, header = 3, len(grid.keys) - 1, grid.first - 1
    chart = book.chart("line")
    for (colour, dash, marker), line in zip(cycle(STROKES), names, strict=False):
        chart.add_series({
            "name": [grid.sheet, line, 0],
            "categories": [grid.sheet, header, first, header, last], "values": [grid.sheet, line, first, line, last],
            "line": {"color": colour, "width": 2, "dash_type": dash},
            "marker": {"type": marker, "size": 6, "fill": {"color": colour}, "border": {"color": colour}},
        })  # fmt: skip
    chart.set_title({"name": "各类单位平均得分", "name_font": TITLE_FONT})
    chart.set_legend({"position": "bottom", "font": FINE_FONT})
    lines = {"visible": True, "line": {"color": look.HAIRLINE}}
    floor = max(0, int(least) // 10 * 10 - 10)
    axis = {"min": floor, "max": 100, "major_unit": 10, "num_font": FINE_FONT, "line": {"none": True}}
    chart.set_y_axis({**axis, "num_format": "0", "major_gridlines": lines})
    chart.set_x_axis({"num_font": FINE_FONT, "line": {"color": look.RULE}})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": WIDE, "height": TALL})
    sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": "各类单位平均得分"})
    return row + -(-TALL // ROW_PIXELS)
