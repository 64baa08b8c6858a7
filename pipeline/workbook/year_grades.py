"""Ranks and grades as formulas: limits, veto, quota, and the order in which units are told apart (rubric §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.workbook.live import exact, to_cents
from pipeline.xlsx import Formula
from pipeline.yearly import Ballots

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore
    from pipeline.workbook.live import Grid
    from pipeline.workbook.year_params import Parameters
    from pipeline.xlsx import Cell

DECIDE = "提请研究"
ORDER = ("final", "year2", "process2", "voted2", "tie2")
"""The columns by which units are told apart at the quota line, as they are shown."""


@dataclass(frozen=True, slots=True)
class YearTable:
    """The table 年度得分 while it is laid out: the year, where cells lie, and the rubric's figures under it."""

    config: Config
    book: YearBook
    grid: Grid
    block: Parameters

    @property
    def grades(self) -> tuple[str, ...]:
        """Return the grades, best first."""
        return tuple(grade.name for grade in self.config.rubric.annual.grades)

    def limited(self, score: YearScore) -> str:
        """Return the grade by figure and veto, before the quota."""
        annual = self.config.rubric.annual
        plain = annual.grade_of(score.order[0])
        return annual.lower(plain, score.vetoed) if score.vetoed else plain

    def candidates(self, category: str) -> list[tuple[Fraction, ...]]:
        """Return the compared figures of those of a category that reach the first grade."""
        own = [s for s in self.book.scores if s.category == category and s.final is not None]
        return [s.order for s in own if self.limited(s) == self.grades[0]]


def rank_cells(table: YearTable, score: YearScore, index: int) -> dict[str, Cell]:
    """Return 名次 and 并列: how many of the category have a higher shown figure, and whether one has the same."""
    grid = table.grid
    category, final = f"{grid.column('category')},{grid.cell('category', index)}", grid.cell("final", index)
    column = grid.column("final")
    tied = f'=IF(COUNTIFS({category},{column},{final})>1,"并列","")'
    return {
        "rank": Formula(f'=1+COUNTIFS({category},{column},">"&{final})', score.rank),
        "tied": Formula(tied, "并列" if score.tied else ""),
    }


def grade_cells(table: YearTable, score: YearScore, index: int) -> dict[str, Cell]:
    """Return the grade and the steps to it: by the figure, under a veto, inside the quota."""
    grid, block, names = table.grid, table.block, table.grades
    listed = block.area(names, "unit")
    final, veto = grid.cell("final", index), grid.cell("veto", index)
    by_figure, limited = grid.cell("by_figure", index), grid.cell("limited", index)
    first, second = block.at(names[0], "unit"), block.at(names[1], "unit")
    better, equal, places = (grid.cell(key, index) for key in ("better", "equal", "places"))
    steps = "".join(f"IF({final}>={block.at(n, 'final')},{block.at(n, 'unit')}," for n in names[:-1])
    lower = f"INDEX({listed},MAX(MATCH({by_figure},{listed},0),MATCH({veto},{listed},0)))"
    inside = f"IF({better}+{equal}<={places},{first},{second})"
    across = f"AND({limited}={first},{better}<{places},{better}+{equal}>{places})"
    plain = table.config.rubric.annual.grade_of(score.order[0])
    return {
        "by_figure": Formula(f"={steps}{block.at(names[-1], 'unit')}{')' * (len(names) - 1)}", plain),
        "limited": Formula(f'=IF({veto}="",{by_figure},{lower})', table.limited(score)),
        "grade": Formula(f"=IF({limited}<>{first},{limited},{inside})", score.grade),
        "open": Formula(f'=IF({across},"{DECIDE}","")', DECIDE if score.undecided else ""),
        **_compared(table, score, index),
        **_counted(table, score, index),
    }


def _compared(table: YearTable, score: YearScore, index: int) -> dict[str, Cell]:
    """Return the figures that are compared, as they are shown; one that there is none of comes last."""
    voted = next(p.id for p in table.config.rubric.annual.parts if isinstance(p.by, Ballots))
    shown = dict(zip(ORDER, score.order, strict=True))
    cells: dict[str, Cell] = {"tie2": exact(shown["tie2"])}
    for key, source in {"year2": "year", "process2": "process", "voted2": voted}.items():
        own = table.grid.cell(source, index)
        cells[key] = Formula(f"=IF(ISNUMBER({own}),{to_cents(own)},0)", exact(shown[key]))
    return cells


def _counted(table: YearTable, score: YearScore, index: int) -> dict[str, Cell]:
    """Return how many candidates of the category are before the unit, how many are equal to it, and its places."""
    grid, first = table.grid, table.block.at(table.grades[0], "unit")
    same = f"{grid.column('category')},{grid.cell('category', index)},{grid.column('limited')},{first}"
    before = []
    for key in ORDER:
        own, area = grid.cell(key, index), grid.column(key)
        before.append(f'COUNTIFS({same},{area},">"&{own})')
        same += f",{area},{own}"
    orders = table.candidates(score.category)
    places = Formula(f"={table.block.at(score.category, 'final')}", table.book.quota.get(score.category, 0))
    return {
        "better": Formula(f"={'+'.join(before)}", sum(order > score.order for order in orders)),
        "equal": Formula(f"=COUNTIFS({same})", orders.count(score.order)),
        "places": places if score.category in table.book.quota else 0,
    }
