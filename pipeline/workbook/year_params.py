"""The figures of the rubric that the year's formulas use, in cells of their own under the table (rubric §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import look
from pipeline.workbook.live import exact
from pipeline.workbook.table import cell_style
from pipeline.xlsx import Formula, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config
    from pipeline.model import YearBook
    from pipeline.workbook.live import Grid
    from pipeline.xlsx import Book, Cell, Worksheet


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the block: what it is called, and its figures by the key of the column under which they stand."""

    name: str
    cells: Mapping[str, Cell]
    label: str = "unit"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The block: its lines from the zero-based row `first` on, each found again by its name."""

    grid: Grid
    first: int
    lines: tuple[Line, ...]

    def at(self, name: str, key: str) -> str:
        """Return the absolute address of a line's figure, or of its name where `key` is its label's column."""
        return f"${self.grid.letters(key)}${self._row(name) + 1}"

    def area(self, names: tuple[str, ...], key: str, last: str = "") -> str:
        """Return the absolute range of consecutive lines in the columns `key` to `last`."""
        return f"{self.at(names[0], key)}:{self.at(names[-1], last or key)}"

    def _row(self, name: str) -> int:
        return self.first + 1 + next(i for i, line in enumerate(self.lines) if line.name == name)


SHARE, MOST, EACH, QUOTA, LEAST = "占比", "最高", "每类加分最高", "优秀名额占单位数", "优秀名额至少"


def parameters(config: Config, book: YearBook, grid: Grid, first: int) -> Parameters:
    """Return the block's lines: shares, caps, quota, grades, and how many places each category has."""
    annual = config.rubric.annual
    shares: dict[str, Cell] = {"process": exact(annual.process), "year": exact(annual.year)}
    shares |= {part.id: exact(part.share) for part in annual.parts}
    lines = [
        Line(SHARE, shares),
        Line(MOST, {"final": exact(annual.most), "bonus": exact(annual.bonus.most)}),
        Line(EACH, {"bonus": exact(annual.bonus.each)}),
        Line(QUOTA, {"final": exact(annual.quota.share)}),
        Line(LEAST, {"final": annual.quota.least}),
        *(Line(grade.name, {"final": exact(grade.reached)}) for grade in annual.grades),
    ]
    block = Parameters(grid, first, tuple(lines))
    share, least = block.at(QUOTA, "final"), block.at(LEAST, "final")
    counted = config.scored_units(config.periods[-1])
    for category, places in book.quota.items():
        count = f"{grid.letters('process')}{first + 2 + len(lines)}"
        text = f"=MAX({least},ROUNDDOWN(ROUND({share}*{count},9),0))"
        own = sum(unit.category == category for unit in counted)
        lines.append(Line(category, {"final": Formula(text, places), "process": own, "year": "个单位"}))
    return Parameters(grid, first, tuple(lines))


def write_parameters(out: Book, sheet: Worksheet, config: Config, block: Parameters) -> int:
    """Write the block under its table; return its last row."""
    caption(
        out,
        sheet,
        block.first,
        f"计算参数（考评细则 {config.rubric.version}）：上面的公式都引用这里的数，等次一栏是起评分数，类别一栏是优秀名额",
    )
    text, points = cell_style(out, "text"), cell_style(out, "points")
    whole = cell_style(out, "whole")
    share = out.fmt(num_format=look.PERCENT, align="right", valign="top")
    for offset, line in enumerate(block.lines, start=block.first + 1):
        put(sheet, offset, block.grid.keys.index(line.label), line.name, text)
        for key, cell in line.cells.items():
            style = (
                share
                if line.name in {SHARE, QUOTA}
                else whole
                if isinstance(cell, (int, Formula))
                else points
            )
            put(sheet, offset, block.grid.keys.index(key), cell, text if isinstance(cell, str) else style)
    return block.first + len(block.lines)


def caption(out: Book, sheet: Worksheet, row: int, text: str) -> None:
    """Write the heading of a block under a table."""
    put(sheet, row, 0, text, out.fmt(bold=True, font_color=look.ACCENT_INK))
    sheet.set_row(row, 22)
