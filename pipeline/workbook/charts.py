"""Charts that the spreadsheet program draws itself from the cells of a table: one colour, no ornament."""

from __future__ import annotations

from itertools import cycle, product
from typing import TYPE_CHECKING

from pipeline import look

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pipeline.workbook.live import Grid
    from pipeline.xlsx import Book, Chart, Property, Worksheet

PIXELS, ROW_PIXELS = 22, 20
"""Height of a bar with its gap, and of a row where nothing is set."""
WIDE, NARROW, HALF, TALL = 620, 420, 520, 320
LEGEND_PIXELS = 22
ROOM = 1.35
"""How far an axis goes beyond the longest bar, so that its figure has room."""
STROKES = tuple(
    (tone.ink, dash, marker)
    for (dash, marker), tone in zip(
        product(("solid", "dash"), ("circle", "square", "triangle", "diamond", "x")),
        cycle((look.BLUE, look.GREEN, look.AMBER, look.GREY)),
        strict=False,
    )
)
"""Lines that are told apart without their colour: colour, dash, marker."""
HIDDEN_AXIS = {"visible": False, "major_gridlines": {"visible": False}}
TITLE_FONT: dict[str, Property] = {"size": look.BODY, "bold": False, "color": look.SOFT_INK}
FINE_FONT: dict[str, Property] = {"size": look.FINE, "color": look.SOFT_INK}


def rank_charts(book: Book, sheet: Worksheet, grid: Grid, row: int, moved: Sequence[Fraction]) -> int:
    """Put scores and their change as bars under the table, from zero-based `row`; return the last row they cover.

    `moved` are the changes, for the room that their figures need on either side; of none there is nothing to draw.
    """
    height = 70 + PIXELS * grid.count
    scores = _bars(book, grid, "final", "得分", look.ACCENT)
    scores.set_x_axis({"min": 0, "max": 110, **HIDDEN_AXIS})
    scores.set_size({"width": WIDE, "height": height})
    sheet.insert_chart(row, 0, scores, {"object_position": 2, "description": "各单位得分"})
    below = row + -(-height // ROW_PIXELS)
    if not moved:
        return below
    changes = _bars(book, grid, "change", "比上期", look.SOFT_INK, '+0.00;−0.00;"持平"')
    reach = max(1.0, *(ROOM * abs(float(each)) for each in moved))
    bounds = {"min": -reach if any(each < 0 for each in moved) else 0, "max": reach}
    changes.set_x_axis({**bounds, **HIDDEN_AXIS})
    changes.set_size({"width": NARROW, "height": height})
    options = {"object_position": 2, "x_offset": WIDE, "description": "各单位比上期"}
    sheet.insert_chart(row, 0, changes, options)
    return below


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


def trend_charts(
    book: Book,
    sheet: Worksheet,
    grid: Grid,
    row: int,
    groups: Sequence[tuple[str, Sequence[int], int]],
    floor: int,
) -> int:
    """Put a line a unit, a chart a category side by side, under the table; return the last row they cover.

    `groups` are the categories with the zero-based rows of their units, and of their mean, which stands out; the
    periods are the columns after category and unit; the axis begins at `floor`.
    """
    height = max(TALL, 60 + LEGEND_PIXELS * max(len(rows) + 1 for _, rows, _ in groups))
    for place, (category, rows, mean) in enumerate(groups):
        chart = book.chart("line")
        for stroke, line in zip(cycle(STROKES), rows, strict=False):
            _stroke(chart, grid, line, 1, *stroke)
        _stroke(chart, grid, mean, 1, look.ACCENT, "solid", "none", 3.0)
        chart.set_title({"name": f"{category}各单位和平均得分", "name_font": TITLE_FONT})
        chart.set_legend({"position": "right", "font": FINE_FONT})
        grey = {"visible": True, "line": {"color": look.HAIRLINE}}
        axis = {"min": floor, "max": 100, "num_font": FINE_FONT, "num_format": "0", "line": {"none": True}}
        chart.set_y_axis({**axis, "major_gridlines": grey})
        chart.set_x_axis({"num_font": FINE_FONT, "line": {"color": look.RULE}})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_size({"width": HALF, "height": height})
        options = {"object_position": 2, "x_offset": place * HALF, "description": f"{category}各单位走势"}
        sheet.insert_chart(row, 0, chart, options)
    return row + -(-height // ROW_PIXELS)


def _stroke(
    chart: Chart, grid: Grid, line: int, name: int, colour: str, dash: str, marker: str, width: float = 1.5
) -> None:
    first, last, header = name + 1, len(grid.keys) - 1, grid.first - 1
    chart.add_series({
        "name": [grid.sheet, line, name],
        "categories": [grid.sheet, header, first, header, last], "values": [grid.sheet, line, first, line, last],
        "line": {"color": colour, "width": width, "dash_type": dash},
        "marker": {"type": marker, "size": 6, "fill": {"color": colour}, "border": {"color": colour}},
    })  # fmt: skip
