"""各单位走势: every unit's score over the scored periods so far, as it was issued, with a line for the eye."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.model import State
from pipeline.workbook.charts import mean_chart
from pipeline.workbook.live import FIRST, NONE, Grid, add_foot, cents
from pipeline.workbook.scores import rank_grid
from pipeline.workbook.table import Column, add_table, print_to
from pipeline.workbook.words import mean_score, rows_of_ranking, state_line
from pipeline.xlsx import Formula, quoted

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Consolidation, UnitScore
    from pipeline.xlsx import Book, Cell, Worksheet

TREND = "各单位走势"
TALL, HEADROOM = 26, 125
"""Height of a line, and where a column would reach its top: the best leave white above them."""


def trend_grid(month: Consolidation) -> Grid:
    """Return where the sheet's cells lie: a column a period, keyed by its id."""
    periods = (*(each.period for each in month.earlier), month.period)
    return Grid(TREND, ("category", "unit", "line", *periods), len(month.scores))


def trend_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 各单位走势; this period's scores are those of 名次与得分, live."""
    grid, name = trend_grid(month), config.period(month.period).name
    columns = [
        Column("类别", 12), Column("单位", 18), Column("走势", 28), *(Column(each.name, 13, "points") for each in month.earlier),
        Column(name, 13, "points"),
    ]  # fmt: skip
    ranked = rows_of_ranking(month)
    rows = [_row(config, month, grid, unit, index) for index, unit in enumerate(ranked)]
    drafts = [each.name for each in month.earlier if each.state != State.ISSUED.value]
    note = (
        state_line(config, month)
        + "　以前各期以印发的为准"
        + (f"，{'、'.join(drafts)}还没有印发" if drafts else "")
    )
    sheet = add_table(book, TREND, (f"{name}{TREND}", note), columns, rows, fixed=3)
    scores = [
        s.score for s in (*month.scores, *(s for e in month.earlier for s in e.scores)) if s.score is not None
    ]
    floor = max(0, int(min(scores, default=Fraction())) // 10 * 10 - 10)
    for index in range(len(rows)):
        _sparkline(sheet, grid, month, index, floor)
    categories = list(dict.fromkeys(unit.category for unit in ranked))
    means = {each: _means(month, each) for each in categories}
    first = FIRST + max(1, grid.count) + 1
    foot = [[each, "平均", None, *map(cents, means[each])] for each in categories]
    add_foot(book, sheet, first, columns, foot, {})
    below = first + len(categories)
    least = min((mean for own in means.values() for mean in own if mean is not None), default=Fraction())
    print_to(sheet, columns, mean_chart(book, sheet, grid, below + 1, range(first, below), least))
    sheet.fit_to_pages(1, 1)


def _row(config: Config, month: Consolidation, grid: Grid, unit: UnitScore, index: int) -> list[Cell]:
    before = [each.of(unit.unit) for each in month.earlier]
    now = rank_grid(config, month).looked_up("final", "unit", grid.cell("unit", index))
    return [
        unit.category, unit.name, None, *(cents(each.score) if each else NONE for each in before),
        Formula(f"={now}", cents(unit.score)),
    ]  # fmt: skip


def _means(month: Consolidation, category: str) -> list[Fraction | None]:
    return [mean_score(scores, category) for scores in (*(e.scores for e in month.earlier), month.scores)]


def _sparkline(sheet: Worksheet, grid: Grid, month: Consolidation, index: int, floor: int) -> None:
    """Put small columns into the line, from `floor` up in every line, so that lines can be compared."""
    scores = grid.area(grid.keys[3], month.period, index)
    sheet.add_sparkline(grid.first + index, grid.index("line"), {
        "range": f"{quoted(TREND)}!{scores}", "type": "column", "series_color": look.HAIRLINE, "last_point": True,
        "last_color": look.ACCENT, "min": floor, "max": HEADROOM,
    })  # fmt: skip
    sheet.set_row(grid.first + index, TALL)
