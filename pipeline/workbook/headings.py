"""分项得分: the four headings as formulas over 名次与得分, points gained out of points possible (rubric §6)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import total
from pipeline.workbook.live import FINE_SUM, FINE_TOTAL, NONE, Grid, exact, fine, to_fine
from pipeline.workbook.scores import HUNDRED, dimension, fulls, points, rank_grid, score, weight
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import rows_of_ranking, state_line
from pipeline.xlsx import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.model import Consolidation, UnitScore
    from pipeline.rubric import Heading, HeadingPart
    from pipeline.xlsx import Book, Cell

HEADINGS = "分项得分"
KINDS = ("gained", "possible", "rate")


def heading_sheet(book: Book, config: Config, month: Consolidation) -> None:
    """Add 分项得分: the four headings; folded beside them what each is made of, looked up by the unit."""
    headings = config.rubric.headings
    columns = [Column("类别", 9), Column("单位", 15)]
    for each in headings:
        columns += [
            Column(each.name, 11, "points"),
            Column("满分", 9, "points"),
            Column("得分率", 9, "points", tinted=True),
        ]
    columns += [Column("合计", 10, "points"), Column("名次表中的行", 14, "whole", folded=True)]
    for _, _, part in _parts(config):
        name = _name(config, part)
        columns += [Column(f"{name}（得分）", 22, "points", folded=True)]
        columns += [Column(f"{name}（满分）", 22, "points", folded=True)]
    keys = (
        "category", "unit", *(f"{kind} {h.name}" for h in headings for kind in KINDS), "total", "line",
        *(f"{kind} {name} {place}" for name, place, _ in _parts(config) for kind in KINDS[:2]),
    )  # fmt: skip
    grid = Grid(HEADINGS, keys, len(month.scores))
    rows = [_row(config, month, grid, each, index) for index, each in enumerate(rows_of_ranking(month))]
    title = f"{config.period(month.period).name}三比一争{HEADINGS}"
    note = state_line(config, month) + "　合计为报送扣分之前；右侧展开是各项由什么组成"
    add_table(book, HEADINGS, (title, note), columns, rows, fixed=2)


def _parts(config: Config) -> Iterator[tuple[str, int, HeadingPart]]:
    """Yield what the headings are made of: the heading, the part's place in it, the part."""
    for heading in config.rubric.headings:
        for place, part in enumerate(heading.of):
            yield heading.name, place, part


def _name(config: Config, part: HeadingPart) -> str:
    """Return how a part is called: the indicator, or so many dimensions of it, beginning with the first."""
    name = config.rubric.indicator(part.indicator).name
    return f"{name}：{part.dimensions[0]}等{len(part.dimensions)}项" if part.dimensions else name


def _row(config: Config, month: Consolidation, grid: Grid, unit: UnitScore, index: int) -> list[Cell]:
    ranks = rank_grid(config, month)
    line = [each.unit for each in rows_of_ranking(month)].index(unit.unit) + 1
    found = f"=MATCH({grid.cell('unit', index)},{ranks.outside('unit')},0)"
    cells: dict[str, Cell] = {"category": unit.category, "unit": unit.name, "line": Formula(found, line)}
    for name, place, part in _parts(config):
        own = {kind: grid.cell(f"{kind} {name} {place}", index) for kind in KINDS[:2]}
        made = _part(config, ranks, part, unit, (grid.cell("line", index), own["possible"]))
        cells |= {f"{kind} {name} {place}": made[kind] for kind in own}
    for heading in config.rubric.headings:
        cells |= _heading(grid, heading, unit, index)
    sums = ",".join(grid.cell(f"gained {heading.name}", index) for heading in config.rubric.headings)
    gained = sum((each for each, _ in unit.headings.values()), Fraction())
    cells["total"] = Formula(
        f'=IF(COUNT({sums})=0,"{NONE}",{to_fine(f"SUM({sums})", FINE_TOTAL)})',
        NONE if unit.score is None else fine(gained, FINE_TOTAL),
    )
    return [cells[key] for key in grid.keys]


def _part(
    config: Config, ranks: Grid, part: HeadingPart, unit: UnitScore, places: tuple[str, str]
) -> dict[str, Formula]:
    """Return what a part gained and its full marks; `places`: where the unit's line is told, and its full marks."""
    line, possible = places
    own = part.indicator
    full = fulls(config.rubric.indicator(own))
    marks = sum((full.get(name, Fraction()) for name in part.dimensions), Fraction()) or Fraction(HUNDRED)
    applies = f"ISNUMBER({ranks.at(score(own), line)})"
    moved = f"{ranks.at(weight(own), line)}*{exact(marks)}/{ranks.at('whole', line)}"
    if part.dimensions:
        given = "+".join(ranks.at(dimension(own, name), line) for name in part.dimensions)
        gained = f"=IF({possible}>0,{to_fine(f'({given})*{possible}/{exact(marks)}')},0)"
    else:
        gained = f"=N({ranks.at(points(own), line)})"
    because = next(each for each in unit.indicators if each.id == own).because
    lines = [each for each in because if not part.dimensions or each.part in part.dimensions]
    return {
        "gained": Formula(gained, fine(total(lines))),
        "possible": Formula(f"=IF({applies},{to_fine(moved)},0)", fine(sum((b.out_of for b in lines), Fraction()))),
    }  # fmt: skip


def _heading(grid: Grid, heading: Heading, unit: UnitScore, index: int) -> dict[str, Cell]:
    """Return what a heading gained, its full marks and their rate; — where none of it applies."""
    gained, possible = unit.headings[heading.name]
    own = {kind: grid.cell(f"{kind} {heading.name}", index) for kind in KINDS}
    sums = {
        kind: f"SUM({','.join(grid.cell(f'{kind} {heading.name} {place}', index) for place in range(len(heading.of)))})"
        for kind in KINDS[:2]
    }
    rate = gained * HUNDRED / possible if possible else None
    figures = (gained, FINE_SUM), (possible, FINE_SUM), (rate, FINE_TOTAL)
    made = sums["gained"], sums["possible"], f"{own['gained']}*100/{own['possible']}"
    return {
        f"{kind} {heading.name}": Formula(
            f'=IF({sums["possible"]}=0,"{NONE}",{to_fine(text, places)})',
            fine(figure, places) if figure is not None and possible else NONE,
        )
        for kind, text, (figure, places) in zip(KINDS, made, figures, strict=True)
    }
