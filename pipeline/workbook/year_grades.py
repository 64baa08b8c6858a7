"""Ranks and grades as formulas: limits, veto, quota, and the order in which units are told apart (rubric §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.workbook.year_live import Formula, to_cents
from pipeline.yearly import Ballots

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import YearScore
    from pipeline.workbook.year_live import Cell, Grid
    from pipeline.workbook.year_params import Parameters

OPEN, DECIDE = "open", "提请研究"
ORDER = ("final", "year2", "process2", "voted2", "tie2")
"""The columns by which units are told apart at the quota line, as they are shown."""


def rank_cells(grid: Grid, score: YearScore, index: int) -> dict[str, Cell]:
    """Return 名次 and 并列: how many of the category have a higher shown figure, and whether one has the same."""
    category, final = f"{grid.column('category')},{grid.cell('category', index)}", grid.cell("final", index)
    column = grid.column("final")
    return {
        "rank": Formula(f'=1+COUNTIFS({category},{column},">"&{final})', score.rank),
        "tied": Formula(
            f'=IF(COUNTIFS({category},{column},{final})>1,"并列","")', "并列" if score.tied else ""
        ),
    }


def grade_cells(
    config: Config, grid: Grid, block: Parameters, score: YearScore, index: int
) -> dict[str, Cell]:
    """Return the grade and the steps to it: by the figure, under a veto, inside the quota."""
    annual = config.rubric.annual
    names = tuple(grade.name for grade in annual.grades)
    listed = block.area(names, "unit")
    final, veto = grid.cell("final", index), grid.cell("veto", index)
    by_figure, limited = grid.cell("by_figure", index), grid.cell("limited", index)
    first, second = block.at(names[0], "unit"), block.at(names[1], "unit")
    better, equal, places = (grid.cell(key, index) for key in ("better", "equal", "places"))
    plain = annual.grade_of(score.order[0])
    steps = "".join(f"IF({final}>={block.at(n, 'final')},{block.at(n, 'unit')}," for n in names[:-1])
    text = f"{steps}{block.at(names[-1], 'unit')}{')' * (len(names) - 1)}"
    held = f'IF({veto}="",{by_figure},INDEX({listed},MAX(MATCH({by_figure},{listed},0),MATCH({veto},{listed},0))))'
    limit = annual.lower(plain, score.vetoed) if score.vetoed else plain
    inside = f"IF({better}+{equal}<={places},{first},{second})"
    across = f"AND({limited}={first},{better}<{places},{better}+{equal}>{places})"
    return {
        "by_figure": Formula(f"={text}", plain),
        "limited": Formula(f"={held}", limit),
        "grade": Formula(f"=IF({limited}<>{first},{limited},{inside})", score.grade),
        "open": Formula(f'=IF({across},"{DECIDE}","")', DECIDE if score.undecided else ""),
        **_compared(config, grid, block, score, index),
    }


def _compared(
    config: Config, grid: Grid, block: Parameters, score: YearScore, index: int
) -> dict[str, Cell]:
    """Return the shown figures that are compared, and how many of the category's candidates are before and equal."""
    voted = next(p.id for p in config.rubric.annual.parts if isinstance(p.by, Ballots))
    shown = dict(zip(ORDER, score.order, strict=True))
    sources = {"year2": "year", "process2": "process", "voted2": voted}
    cells: dict[str, Cell] = {
        key: Formula(
            f"=IF(ISNUMBER({grid.cell(source, index)}),{to_cents(grid.cell(source, index))},0)",
            _decimal(shown[key]),
        )
        for key, source in sources.items()
    }
    names = tuple(grade.name for grade in config.rubric.annual.grades)
    same = [
        f"{grid.column('category')},{grid.cell('category', index)}",
        f"{grid.column('limited')},{block.at(names[0], 'unit')}",
    ]
    before = []
    for key in ORDER:
        own = grid.cell(key, index)
        before.append(f'COUNTIFS({",".join(same)},{grid.column(key)},">"&{own})')
        same.append(f"{grid.column(key)},{own}")
    areas = tuple(category.name for category in config.settings.categories if category.name == score.category)
    return {
        **cells, "tie2": _decimal(shown["tie2"]),
        "better": Formula(f"={'+'.join(before)}", None),
        "equal": Formula(f"=COUNTIFS({','.join(same)})", None),
        "places": Formula(f"={block.at(areas[0], 'final')}", None),
    }  # fmt: skip
