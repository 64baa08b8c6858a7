"""年度得分: the final table, every figure of it a formula over the sheets behind (rubric §3)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.model import total
from pipeline.verdict import imprint, notes_of, ranked
from pipeline.workbook.live import FIRST, NONE, Grid, cents, exact, to_cents
from pipeline.workbook.table import HEADER_ROW, Column, add_table, print_to
from pipeline.workbook.year_grades import YearTable, grade_cells, rank_cells
from pipeline.workbook.year_lines import PENALTY, bonus_grid, line_grid
from pipeline.workbook.year_params import EACH, MOST, SHARE, parameters, write_parameters
from pipeline.workbook.year_periods import period_grid
from pipeline.xlsx import Formula

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore
    from pipeline.xlsx import Book, Cell, Worksheet

NAME = "年度得分"
FOLDED = {
    "by_figure": "按分数的等次", "limited": "否决后等次", "year2": "比：年度总评", "process2": "比：平时考评",
    "voted2": "比：民主测评", "tie2": "比", "better": "名额内在前", "equal": "完全相同", "places": "优秀名额",
    "lines": "得分明细合计",
}  # fmt: skip


def year_grid(config: Config, book: YearBook) -> Grid:
    """Return where the sheet's cells lie."""
    parts = (part.id for part in config.rubric.annual.parts)
    keys = (
        "category", "rank", "tied", "unit", "grade", "final", "process", "year", *parts, "bonus", "penalty", "veto",
        "open", "note", *(source.id for source in config.rubric.annual.bonus.sources), *FOLDED,
    )  # fmt: skip
    return Grid(NAME, keys, len(book.scores))


def year_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 年度得分, the rubric's figures under it."""
    grid = year_grid(config, book)
    block = parameters(config, book, grid, FIRST + max(1, grid.count) + 1)
    table = YearTable(config, book, grid, block)
    annual = config.rubric.annual
    folded = {**FOLDED, "tie2": f"比：{annual.tie}平均"}
    kinds = {"by_figure": "text", "limited": "text", "better": "whole", "equal": "whole", "places": "whole"}
    columns = [
        Column("类别", 8), Column("名次", 6, "whole"), Column("并列", 7), Column("单位", 14), Column("等次", 9),
        Column("年度得分", 10, "points"), Column("平时考评", 10, "points"), Column("年度总评", 10, "points"),
        *(Column(part.name, 10, "points") for part in annual.parts),
        Column("加分", 8, "points"), Column("扣分", 8, "points"), Column("一票否决", 9), Column("提请研究", 10), Column("说明", 48),
        *(Column(f"{source.name}加分", 12, "points", folded=True) for source in annual.bonus.sources),
        *(Column(name, 12, kinds.get(key, "points"), folded=True) for key, name in folded.items()),  # type: ignore[arg-type]
    ]  # fmt: skip
    rows = [_row(table, score, index) for index, score in enumerate(ranked(config, book))]
    note = f"{imprint(config, book)}　点开单元格可见怎么算的；比较用的列折在右侧"
    sheet = add_table(out, NAME, (f"{book.year}年度得分", note), columns, rows, fixed=grid.index("grade"))
    sheet.set_row(HEADER_ROW, 34)
    print_to(sheet, columns, write_parameters(out, sheet, config, block))
    _tones(out, sheet, config, grid)


def _tones(out: Book, sheet: Worksheet, config: Config, grid: Grid) -> None:
    """Tint the grades by what the formula gives: the first, and the last."""
    column = grid.keys.index("grade")
    grades = config.rubric.annual.grades
    for grade, tone in ((grades[0].name, look.GREEN), (grades[-1].name, look.RED)):
        style = out.fmt_change(font_color=tone.ink, bg_color=tone.paper)
        rule = {"type": "cell", "criteria": "==", "value": f'"{grade}"', "format": style}
        sheet.conditional_format(FIRST, column, FIRST + max(1, grid.count) - 1, column, rule)


def _row(table: YearTable, score: YearScore, index: int) -> list[Cell]:
    cells: dict[str, Cell] = {
        "category": score.category, "unit": score.name, "veto": score.vetoed, "note": notes_of(score),
    }  # fmt: skip
    if score.final is None:
        cells |= {"grade": "不评", "final": NONE, "process": cents(score.process)}
    else:
        cells |= (
            _figures(table, score, index) | rank_cells(table, score, index) | grade_cells(table, score, index)
        )
    return [cells.get(key) for key in table.grid.keys]


def _figures(table: YearTable, score: YearScore, index: int) -> dict[str, Cell]:
    """Return P, Y, bonus, penalty and the final figure as formulas; the parts of Y are what they are made of."""
    grid, block, parts = table.grid, table.block, table.config.rubric.annual.parts
    unit = f"${grid.cell('unit', index)}"
    own = f"{grid.cell(parts[0].id, index)}:{grid.cell(parts[-1].id, index)}"
    shares = block.area((SHARE,), parts[0].id, parts[-1].id)
    year = f"IF(COUNT({own})=0,0,SUMPRODUCT({own},{shares})/SUMPRODUCT(ISNUMBER({own})*{shares}))"
    process, whole, bonus, penalty = (
        grid.cell(key, index) for key in ("process", "year", "bonus", "penalty")
    )
    final = (
        f"MAX(0,MIN({block.at(MOST, 'final')},{block.at(SHARE, 'process')}*{process}"
        f"+{block.at(SHARE, 'year')}*{whole}+{bonus}-{penalty}))"
    )
    lines = line_grid(table.book)
    summed = f"SUMIFS({lines.outside('points')},{lines.outside('unit')},{unit}"
    mean = period_grid(table.book).looked_up("mean", "unit", unit)
    return {
        **{part.id: NONE if part.score is None else exact(part.score) for part in score.parts},
        **_bonus(table, score, index),
        "process": Formula(f"={mean}", exact(score.process or Fraction())),
        "year": Formula(f"={year}", exact(score.year or Fraction())),
        "penalty": Formula(f'=-{summed},{lines.outside("part")},"{PENALTY}")', exact(score.penalty_points)),
        "final": Formula(f"={to_cents(final)}", cents(score.final)),
        "lines": Formula(f"={summed})", exact(total(score.because))),
    }  # fmt: skip


def _bonus(table: YearTable, score: YearScore, index: int) -> dict[str, Cell]:
    """Return each source's bonus inside its cap, and all of it inside the cap of all."""
    grid, block, claims = table.grid, table.block, bonus_grid(table.book)
    unit = f"${grid.cell('unit', index)}"
    cells: dict[str, Cell] = {}
    for source in score.bonus:
        summed = f'SUMIFS({claims.outside("points")},{claims.outside("unit")},{unit},{claims.outside("source")},"{source.name}")'
        cells[source.id] = Formula(f"=MIN({block.at(EACH, 'bonus')},{summed})", exact(source.points))
    first, last = (grid.cell(score.bonus[at].id, index) for at in (0, -1)) if score.bonus else ("", "")
    whole = f"=MIN({block.at(MOST, 'bonus')},SUM({first}:{last}))"
    return cells | {"bonus": Formula(whole, exact(score.bonus_points)) if score.bonus else 0}
