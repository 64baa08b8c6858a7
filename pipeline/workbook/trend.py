"""各单位走势: every unit's score over the scored periods so far, as it was issued, shaded where low, and drawn as lines."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.account import mean_of
from pipeline.model import State
from pipeline.workbook.charts import HALF, trend_charts
from pipeline.workbook.live import FIRST, NONE, Grid, add_foot, cents
from pipeline.workbook.scores import rank_grid
from pipeline.workbook.table import Column, add_table, print_to
from pipeline.workbook.words import rows_of_ranking, state_line
from pipeline.xlsx import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.model import Consolidation, UnitScore
    from pipeline.xlsx import Book, Cell

TREND = "各单位走势"


def trend_grid(month: Consolidation) -> Grid:
    """Return where the sheet's cells lie: a column a period, keyed by its id."""
    periods = (*(each.period for each in month.earlier), month.period)
    return Grid(TREND, ("category", "unit", *periods), len(month.scores))


def trend_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 各单位走势: a period a column, shaded where low, a line a unit under it; this period's scores are live."""
    grid, name = trend_grid(month), config.period(month.period).name
    periods = (*(each.name for each in month.earlier), name)
    columns = [
        Column("类别", 12),
        Column("单位", 18),
        *(Column(p, 16, "points", tinted=True) for p in periods),
    ]
    ranked = rows_of_ranking(month)
    rows = [_row(config, month, grid, unit, index) for index, unit in enumerate(ranked)]
    drafts = "、".join(each.name for each in month.earlier if each.state != State.ISSUED.value)
    told = f"　以前各期以印发的为准{drafts and f'，{drafts}还没有印发'}；分数低的颜色深"
    sheet = add_table(
        book, TREND, (f"{name}{TREND}", state_line(config, month) + told), columns, rows, fixed=2
    )
    first = FIRST + max(1, grid.count) + 1
    categories = list(dict.fromkeys(unit.category for unit in ranked))
    foot = [[each, f"{each}平均", *map(cents, _means(month, each))] for each in categories]
    add_foot(book, sheet, first, columns, foot, {})
    groups = [
        (each, [FIRST + index for index, unit in enumerate(ranked) if unit.category == each], first + place)
        for place, each in enumerate(categories)
    ]
    lowest = min((s.score for s in _all(month) if s.score is not None), default=Fraction())
    floor = max(0, int(lowest) // 10 * 10)
    below = trend_charts(book, sheet, grid, first + len(foot) + 1, groups, floor)
    print_to(sheet, columns, below, HALF * len(groups))
    sheet.fit_to_pages(1, 1)


def _all(month: Consolidation) -> Iterator[UnitScore]:
    for each in month.earlier:
        yield from each.scores
    yield from month.scores


def _row(config: Config, month: Consolidation, grid: Grid, unit: UnitScore, index: int) -> list[Cell]:
    before = [each.of(unit.unit) for each in month.earlier]
    now = rank_grid(config, month).looked_up("final", "unit", grid.cell("unit", index))
    return [
        unit.category, unit.name, *(cents(each.score) if each else NONE for each in before),
        Formula(f"={now}", cents(unit.score)),
    ]  # fmt: skip


def _means(month: Consolidation, category: str) -> list[Fraction | None]:
    return [mean_of(scores, category) for scores in (*(e.scores for e in month.earlier), month.scores)]
