"""分项得分, 得分明细, 加分明细: the four headings, and every line of the year down to its cell (rubric §3, §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.account import place
from pipeline.verdict import imprint, ranked
from pipeline.workbook.live import NONE, Grid, exact
from pipeline.workbook.table import Column, add_table
from pipeline.xlsx import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.model import Because, YearBook, YearScore
    from pipeline.xlsx import Book, Cell

PARTS, LINES, BONUS = "分项得分", "得分明细", "加分明细"
PROCESS, PENALTY, HELD, NOTES = "平时考评", "扣分", "封顶保底", "说明"
SOURCE = (
    Column("出处", 56), Column("规则", 22), Column("文件", 30, folded=True), Column("工作表", 16, folded=True),
    Column("单元格", 9, folded=True), Column("编号", 36, folded=True),
)  # fmt: skip
SOURCE_KEYS = ("place", "rule", "file", "sheet", "cell", "id")


def heading_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 分项得分: points gained out of points possible, the means of the periods', the bonus under its own."""
    headings = config.rubric.headings
    keys = [f"{kind}{number}" for number in range(len(headings)) for kind in ("gained", "possible", "rate")]
    scores = ranked(config, book)
    grid = Grid(PARTS, ("category", "unit", *keys, "total", "whole"), len(scores))
    columns = [Column("类别", 9), Column("单位", 15)]
    for heading in headings:
        columns += [Column(heading.name, 10, "points"), Column("满分", 9, "points")]
        columns += [Column("得分率", 10, "points", tinted=True)]
    columns += [Column("合计", 10, "points"), Column("满分", 9, "points")]
    rows = [_headings(config, grid, score, index) for index, score in enumerate(scores)]
    bonus = "、".join(heading.name for heading in headings if heading.bonus)
    note = f"{imprint(config, book)}　各期的平均，不含报送扣分" + (f"；{bonus}另含年度加分" if bonus else "")
    add_table(out, PARTS, (f"{book.year}年度三比一争分项得分", note), columns, rows, fixed=2)


def _headings(config: Config, grid: Grid, score: YearScore, index: int) -> list[Cell]:
    cells: list[Cell] = [score.category, score.name]
    if not score.headings:
        return cells
    pairs = [score.headings[heading.name] for heading in config.rubric.headings]
    for number, (gained, possible) in enumerate(pairs):
        own, out_of = grid.cell(f"gained{number}", index), grid.cell(f"possible{number}", index)
        rate = exact(gained * 100 / possible) if possible else NONE
        cells += [
            exact(gained),
            exact(possible),
            Formula(f'=IF({out_of}=0,"{NONE}",{own}*100/{out_of})', rate),
        ]
    for at, kind in enumerate(("gained", "possible")):
        text = "+".join(grid.cell(f"{kind}{number}", index) for number in range(len(pairs)))
        cells.append(Formula(f"={text}", exact(sum(pair[at] for pair in pairs[1:]) + pairs[0][at])))
    return cells


def line_grid(book: YearBook) -> Grid:
    """Return where the cells of 得分明细 lie."""
    keys = ("unit", "part", "points", "out_of", "lost", "text", *SOURCE_KEYS)
    return Grid(LINES, keys, sum(len(score.because) for score in book.scores))


def line_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 得分明细: every line of every unit's year; the points of a unit's lines sum to its final figure."""
    columns = [
        Column("单位", 13), Column("项目", 17), Column("得分", 9, "points"), Column("满分", 9, "points"),
        Column("失分", 9, "points"), Column("依据", 62), *SOURCE,
    ]  # fmt: skip
    rows = [
        [score.name, part, exact(line.points), *_lost(line), line.text, *_source(line)]
        for score in ranked(config, book) for part, line in _lines(score)
    ]  # fmt: skip
    note = f"{imprint(config, book)}　折算到年度得分；一个单位各行相加就是它的年度得分；展开右侧可见文件、工作表和单元格"
    add_table(out, LINES, (f"{book.year}年度得分明细（加减分依据）", note), columns, rows, fixed=1)


def _lines(score: YearScore) -> Iterator[tuple[str, Because]]:
    """Yield every line with the part of the year that it belongs to, in the order of the account."""
    yield from ((PROCESS, line) for line in score.process_lines)
    yield from ((part.name, line) for part in score.parts for line in part.because)
    yield from ((f"加分·{source.name}", line) for source in score.bonus for line in source.because)
    yield from ((PENALTY, line) for line in score.penalty)
    yield from ((HELD, line) for line in score.held)
    yield from ((NOTES, line) for line in score.notes)


def _lost(line: Because) -> list[Cell]:
    return [exact(line.out_of), exact(line.lost) if line.lost else None] if line.out_of else [None, None]


def _source(line: Because) -> list[Cell]:
    where = line.where
    return [place(where), line.rule, where.file, where.sheet, where.cell, line.id]


def bonus_grid(book: YearBook) -> Grid:
    """Return where the cells of 加分明细 lie."""
    return Grid(
        BONUS,
        ("unit", "source", "points", "text", *SOURCE_KEYS),
        sum(1 for s in book.scores for _ in claims(s)),
    )


def claims(score: YearScore) -> Iterator[tuple[str, Because]]:
    """Yield what a unit's bonus is made of, by source, before any cap: the caps are the table's formulas."""
    for source in score.bonus:
        yield from ((source.name, line) for line in source.because if not line.id.endswith("/封顶"))


def bonus_sheet(out: Book, config: Config, book: YearBook) -> None:
    """Add 加分明细: a line an achievement, as much as it is worth before the caps."""
    columns = [
        Column("单位", 14),
        Column("来源", 12),
        Column("加分", 9, "points"),
        Column("依据", 62),
        *SOURCE,
    ]
    rows: list[list[Cell]] = [
        [score.name, source, exact(line.points), line.text, *_source(line)]
        for score in ranked(config, book) for source, line in claims(score)
    ]  # fmt: skip
    bonus = config.rubric.annual.bonus
    note = f"{imprint(config, book)}　封顶以前的分；每一类最多 {exact(bonus.each)} 分，合计最多 {exact(bonus.most)} 分，在「年度得分」里封顶"
    add_table(out, BONUS, (f"{book.year}年度加分明细", note), columns, rows, empty="今年没有加分。")
