"""What units sign: 报送签字页, a line a unit; 核对签字单, a slip a unit with its own score and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.bulletin import review_words
from pipeline.dossier.month import NONE, by_category, figure, place_words
from pipeline.dossier.sheet import BLANK, Column, Table
from pipeline.dossier.year import grade_words, year_place
from pipeline.model import chinese_moment, shown, total
from pipeline.verdict import ranked
from pipeline.wording import plain

if TYPE_CHECKING:
    from pipeline.chronicle import Chronicle
    from pipeline.config import Config
    from pipeline.model import Consolidation, UnitScore, YearBook, YearScore

SIGN, DAY = Column("单位负责人签字", "hand", 40), Column("日期", "hand", 28)
LINES = (Column("项目"), Column("满分", "n", 28), Column("得分", "n", 28))


@dataclass(frozen=True, slots=True)
class Slip:
    """What one unit checks and signs: `result` in words, the lines it is made of, what to do where it is wrong."""

    unit: str
    result: str
    lines: Table
    ask: str


def sign_table(config: Config, month: Consolidation) -> Table:
    """Return 报送签字页 of a period: every unit that owes a workbook, how and when it came."""
    period = config.period(month.period)
    columns = (
        Column("序号", "n", 12), Column("单位", "name"), Column("报送情况", "state", 24), Column("报送时间", "name", 34), SIGN,
        DAY,
    )  # fmt: skip
    units = [unit for unit in config.units_in(period) if config.duties(unit, period)]
    rows = []
    for number, unit in enumerate(units, start=1):
        intake = month.merged.intake.units[unit.id]
        arrived = chinese_moment(intake.arrived) if intake.arrived else NONE
        rows.append((str(number), unit.name, intake.timeliness.value, arrived, BLANK, BLANK))
    return Table(columns, tuple(rows), height=11)


def year_sign_table(facts: Chronicle) -> Table:
    """Return 报送签字页 of the year: every unit that reports, how many workbooks were due and how they came."""
    names = tuple(dict.fromkeys(figure.name for line in facts.returns for figure in line.figures))
    columns = (
        Column("序号", "n", 12), Column("单位", "name"), *(Column(f"{name}（次）", "n", 16) for name in names), SIGN, DAY
    )  # fmt: skip
    rows = []
    for number, line in enumerate(facts.returns, start=1):
        counts = {figure.name: figure.words for figure in line.figures}
        rows.append((str(number), line.name, *(counts.get(name, "0") for name in names), BLANK, BLANK))
    return Table(columns, tuple(rows), height=11)


def slips(month: Consolidation) -> tuple[Slip, ...]:
    """Return a slip for each unit that was scored, by category."""
    ask = review_words(month.stage)
    return tuple(_slip(score, ask) for own in by_category(month).values() for score in own)


def _slip(score: UnitScore, ask: str) -> Slip:
    rows = [
        (i.name, NONE, "不适用") if i.score is None else (i.name, shown(i.weight), shown(i.points))
        for i in score.indicators
    ]
    rows.append(("报送扣分", BLANK, shown(total(score.discipline))))
    rows.append(("合计", BLANK, figure(score.score)))
    result = f"得分 {figure(score.score)} 分"
    result += f"，{score.category}第 {place_words(score)} 名" if score.rank else "，不排名"
    return Slip(score.name, result, Table(LINES, tuple(rows)), ask)


def year_slips(config: Config, book: YearBook) -> tuple[Slip, ...]:
    """Return a slip for each unit that was judged, by category."""
    ask = review_words(book.stage)
    return tuple(_year_slip(config, score, ask) for score in ranked(config, book) if score.final is not None)


def _year_slip(config: Config, score: YearScore, ask: str) -> Slip:
    annual = config.rubric.annual
    rows = [(f"平时考评（占 {plain(annual.process * 100)}%）", "100", figure(score.process))]
    rows.append((f"年度总评（占 {plain(annual.year * 100)}%）", "100", figure(score.year)))
    rows += [
        (f"　　其中{part.name}（占 {plain(part.share * 100)}%）", "100", figure(part.score))
        for part in score.parts
    ]
    rows.append(("加分", plain(annual.bonus.most), shown(score.bonus_points)))
    rows.append(("扣分", BLANK, shown(-score.penalty_points)))
    result = (
        f"年度得分 {figure(score.final)} 分，{score.category}第 {year_place(score)} 名，{grade_words(score)}"
    )
    return Slip(score.name, result, Table(LINES, tuple(rows)), ask)
