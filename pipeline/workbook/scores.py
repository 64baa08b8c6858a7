"""名次与得分: every figure a formula over the indicators' scores, which are folded away beside it (rubric §1, §2)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import shown, total
from pipeline.rubric import Inspection
from pipeline.workbook.charts import NARROW, WIDE, rank_charts
from pipeline.workbook.live import (
    FINE_SUM,
    FIRST,
    NONE,
    Grid,
    add_foot,
    cents,
    exact,
    fine,
    to_cents,
    to_fine,
)
from pipeline.workbook.table import Column, add_table, print_to
from pipeline.workbook.words import rows_of_ranking, state_line
from pipeline.xlsx import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from pipeline.config import Config
    from pipeline.model import Consolidation, IndicatorScore, UnitScore
    from pipeline.rubric import Indicator
    from pipeline.xlsx import Book, Cell

RANKS = "名次与得分"
COUNTS, NOT_COUNTED = "是", "否"
HUNDRED = 100
UNITS_OF_MEAN = '"平均（"0"个单位）"'


def points(indicator: str) -> str:
    """Return the key of the column of an indicator's points; it is shown."""
    return f"points {indicator}"


def score(indicator: str) -> str:
    """Return the key of the folded column of an indicator's score out of 100."""
    return f"score {indicator}"


def weight(indicator: str) -> str:
    """Return the key of the folded column of an indicator's weight as the rubric has it."""
    return f"weight {indicator}"


def dimension(indicator: str, name: str) -> str:
    """Return the key of the folded column of what an inspection gave for one dimension."""
    return f"dimension {indicator} {name}"


def fulls(indicator: Indicator) -> dict[str, Fraction]:
    """Return the dimensions of an inspection with their full marks; {} of any other kind."""
    return {d.name: d.full for d in indicator.by.dimensions} if isinstance(indicator.by, Inspection) else {}


def rank_grid(config: Config, month: Consolidation) -> Grid:
    """Return where the sheet's cells lie."""
    indicators = config.rubric.indicators
    keys = (
        "category", "rank", "tied", "unit", "final", "change", *(points(i.id) for i in indicators), "discipline",
        "counts", "previous", "exact", "whole", *(score(i.id) for i in indicators), *(weight(i.id) for i in indicators),
        *(dimension(i.id, name) for i in indicators for name in fulls(i)),
    )  # fmt: skip
    return Grid(RANKS, keys, len(month.scores))


def rank_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 名次与得分: a line a unit, its indicators' points, 报送扣分 and the score; the categories' means."""
    indicators = config.rubric.indicators
    columns = [
        Column("类别", 9), Column("名次", 8, "whole"), Column("并列", 8), Column("单位", 15), Column("得分", 10, "points"),
        Column("比上期", 10, "change"), *(Column(i.name, 12, "points") for i in indicators),
        Column("报送扣分", 11, "points"), Column("参评", 8, folded=True), Column("上期得分", 11, "points", folded=True),
        Column("未舍入得分", 12, "points", folded=True), Column("适用权重合计", 14, "points", folded=True),
        *(Column(f"{i.name}（百分）", 24, "points", folded=True) for i in indicators),
        *(Column(f"{i.name}（权重）", 24, "points", folded=True) for i in indicators),
        *(
            Column(f"{name}（{shown(full, 0)}分）", 20, "points", folded=True)
            for i in indicators for name, full in fulls(i).items()
        ),
    ]  # fmt: skip
    grid = rank_grid(config, month)
    ranked = rows_of_ranking(month)
    rows = [_row(config, grid, each, index) for index, each in enumerate(ranked)]
    title = f"{config.period(month.period).name}{RANKS}"
    note = (
        state_line(config, month)
        + "　各项为折算到百分的得分；—为不适用；点开得分可见怎么算的，右侧展开是各项的百分得分和权重"
    )
    sheet = add_table(book, RANKS, (title, note), columns, rows, fixed=grid.index("final"))
    categories = dict.fromkeys(each.category for each in ranked)
    first = FIRST + max(1, grid.count) + 1
    lines = [_mean_line(grid, ranked, name, first + offset + 1) for offset, name in enumerate(categories)]
    add_foot(book, sheet, first, columns, lines, {grid.index("unit"): UNITS_OF_MEAN})
    moved = [
        e.score - e.previous_score for e in ranked if e.score is not None and e.previous_score is not None
    ]
    below = rank_charts(book, sheet, grid, first + len(lines) + 1, moved)
    print_to(sheet, columns, below, WIDE + (NARROW if moved else 0))
    sheet.fit_to_pages(1, 1)


def _row(config: Config, grid: Grid, unit: UnitScore, index: int) -> list[Cell]:
    """Return a unit's line; whatever is no formula is what the formulas start from."""
    cells: dict[str, Cell] = {
        "category": unit.category, "unit": unit.name, "discipline": exact(total(unit.discipline)),
        "counts": NOT_COUNTED if unit.excused else COUNTS,
        "previous": None if unit.previous_score is None else cents(unit.previous_score),
        **_sums(config, grid, unit, index),
        **_places(grid, unit, index),
    }  # fmt: skip
    for indicator, given in zip(config.rubric.indicators, unit.indicators, strict=True):
        cells |= _indicator(grid, indicator, given, index)
    return [cells[key] for key in grid.keys]


def _sums(config: Config, grid: Grid, unit: UnitScore, index: int) -> dict[str, Cell]:
    """Return the weight that applies, and the weighted sum less 报送扣分: exact, and as it is shown and ranked."""
    indicators = config.rubric.indicators
    first, last = indicators[0].id, indicators[-1].id
    scores, weights = (
        grid.area(score(first), score(last), index),
        grid.area(weight(first), weight(last), index),
    )
    applies, lost = grid.cell("whole", index), grid.cell("discipline", index)
    gained = f"SUM({grid.area(points(first), points(last), index)})+{lost}"
    whole = sum((each.nominal for each in unit.indicators if each.score is not None), Fraction())
    held = "" if unit.score is None else fine(unit.score, FINE_SUM)
    return {
        "whole": Formula(f"=SUMPRODUCT(ISNUMBER({scores})*{weights})", exact(whole)),
        "exact": Formula(f'=IF({applies}=0,"",MAX(0,{to_fine(gained, FINE_SUM)}))', held),
        "final": Formula(f'=IF({applies}=0,"{NONE}",MAX(0,{to_cents(gained)}))', cents(unit.score)),
    }


def _places(grid: Grid, unit: UnitScore, index: int) -> dict[str, Cell]:
    """Return the place inside the category among those that count (rubric §3), who shares it, and the change."""
    final, previous, rank = (grid.cell(key, index) for key in ("final", "previous", "rank"))
    own = f"{grid.column('category')},{grid.cell('category', index)}"
    among = f'{own},{grid.column("counts")},"{COUNTS}"'
    counts = f'AND({grid.cell("counts", index)}="{COUNTS}",ISNUMBER({final}))'
    better = f'COUNTIFS({among},{grid.column("final")},">"&{final})'
    shared = f"COUNTIFS({own},{grid.column('rank')},{rank})>1"
    moved: Decimal | str = NONE
    if unit.score is not None and unit.previous_score is not None:
        moved = exact(Fraction(shown(unit.score)) - Fraction(shown(unit.previous_score)))
    return {
        "rank": Formula(f'=IF({counts},1+{better},"{NONE}")', unit.rank or NONE),
        "tied": Formula(f'=IF(ISNUMBER({rank}),IF({shared},"并列",""),"")', "并列" if unit.tied else ""),
        "change": Formula(
            f'=IF(AND(ISNUMBER({final}),ISNUMBER({previous})),ROUND({final}-{previous},2),"{NONE}")', moved
        ),
    }  # fmt: skip


def _indicator(grid: Grid, indicator: Indicator, given: IndicatorScore, index: int) -> dict[str, Cell]:
    """Return an indicator's points: its score by its share of the weights that apply; blank where it does not."""
    own, nominal, whole = (
        grid.cell(key, index) for key in (score(indicator.id), weight(indicator.id), "whole")
    )
    applies = given.score is not None
    cells: dict[str, Cell] = {
        points(indicator.id): Formula(
            f'=IF(ISNUMBER({own}),{to_fine(f"{own}*{nominal}/{whole}")},"{NONE}")',
            fine(given.points) if applies else NONE,
        ),
        score(indicator.id): None if given.score is None else exact(given.score),
        weight(indicator.id): exact(given.nominal),
    }
    for name in fulls(indicator):
        cells[dimension(indicator.id, name)] = _gained(given, name) if applies else None
    if fulls(indicator) and given.score is not None:
        first, *_, last = (dimension(indicator.id, name) for name in fulls(indicator))
        area = grid.area(first, last, index)
        summed = f'=IF(COUNT({area})=0,"",{to_fine(f"SUM({area})")})'
        cells[score(indicator.id)] = Formula(summed, fine(given.score))
    return cells


def _gained(given: IndicatorScore, name: str) -> Cell:
    """Return what an inspection gave for the dimension, out of its full marks."""
    if not given.weight:
        return exact(Fraction())
    return exact(total(line for line in given.because if line.part == name) * HUNDRED / given.weight)


def _mean_line(grid: Grid, ranked: Sequence[UnitScore], category: str, row: int) -> list[Cell]:
    """Return a category's means over the units that count: exact ones, rounded where they are shown."""
    own = [e for e in ranked if e.category == category and e.score is not None and not e.excused]
    named = f"{grid.column('category')},{grid.letters('category')}{row}"
    among = f'{named},{grid.column("counts")},"{COUNTS}",{grid.column("exact")},">=0"'
    cells: dict[str, Cell] = {
        "category": category,
        "unit": Formula(f"=COUNTIFS({among})", len(own)),
        "final": _mean(grid.column("exact"), among, (each.score for each in own)),
        "discipline": _mean(grid.column("discipline"), among, (total(e.discipline) for e in own)),
    }
    for place, given in enumerate(own[0].indicators if own else ()):
        figures = (each.indicators[place] for each in own)
        key = points(given.id)
        cells[key] = _mean(
            grid.column(key), among, (f.points if f.score is not None else None for f in figures)
        )
    return [cells.get(key) for key in grid.keys[: grid.index("counts")]]


def _mean(column: str, among: str, figures: Iterable[Fraction | None]) -> Formula:
    """Return the mean of a column's figures in the lines that `among` names."""
    there = [figure for figure in figures if figure is not None]
    mean = sum(there, Fraction()) / len(there) if there else None
    return Formula(f'=IFERROR({to_cents(f"AVERAGEIFS({column},{among})")},"{NONE}")', cents(mean))
