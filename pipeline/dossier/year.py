"""The print set of the year: the final table, grades and lists, how ties were settled, by which rules and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.dossier.common import input_part, rubric_part, signing_part
from pipeline.dossier.month import NONE, UNIT, figure
from pipeline.dossier.sheet import Column, Part, Table
from pipeline.model import State, shown
from pipeline.verdict import categories_of, change_lines, ranked, totals, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.chronicle import Chronicle
    from pipeline.config import Config
    from pipeline.model import ScoredPeriod, YearBook, YearScore
    from pipeline.verdict import Category

NOT_JUDGED = "不评"
GRADE = "等次/"
"""The ids of the lines that say how a grade came about begin with it (pipeline/annual/grades.py)."""


def year_parts(
    config: Config, book: YearBook, facts: Chronicle, inputs: Mapping[str, str]
) -> tuple[Part, ...]:
    """Return the parts of the year's set in their order."""
    restated = book.stage.changes or any(period.revision > 1 for period in book.periods)
    return (
        _finals(config, book), _grades(config, book), _ranks(config, book), _headings(config, book),
        _settled(config, book), *((_changes(config, book),) if restated else ()), _totals(facts), _clauses(facts),
        rubric_part(config, _by_period(book)), input_part(inputs), signing_part(book.stage),
    )  # fmt: skip


def year_place(score: YearScore) -> str:
    """Return a unit's place in its category: 2, 2（并列）, a dash without one."""
    return (f"{score.rank}（并列）" if score.tied else str(score.rank)) if score.rank else NONE


def grade_words(score: YearScore) -> str:
    """Return a unit's grade, what held it down, and that it is still to be settled."""
    said = ["一票否决"] if score.vetoed else []
    said += ["提请研究"] if score.undecided else []
    return (score.grade or NOT_JUDGED) + (f"（{'、'.join(said)}）" if said else "")


def _finals(config: Config, book: YearBook) -> Part:
    parts = config.rubric.annual.parts
    columns = (
        Column("名次", "name", 17), Column("单位", "name", 24), Column("年度得分", "n"), Column("平时考评", "n"),
        Column("年度总评", "n"), *(Column(part.name, "n") for part in parts), Column("加分", "n"), Column("扣分", "n"),
        Column("等次", width=15),
    )  # fmt: skip
    tables = tuple(
        Table(columns, tuple(_final(score) for score in category.scores), category.name)
        for category in categories_of(config, book)
    )
    shares = "、".join(f"{part.name} {float(part.share * 100):g}%" for part in parts)
    annual = config.rubric.annual
    how = (
        f"年度得分＝平时考评 × {float(annual.process):g} ＋ 年度总评 × {float(annual.year):g} ＋ 加分 － 扣分；"
        f"年度总评由{shares}组成。每一分的依据见汇总表「得分明细」。"
    )
    return Part("年度得分表", tables, (verdict(config, book).sentence, how))


def _final(score: YearScore) -> tuple[str, ...]:
    if score.final is None:
        blank = (NONE,) * (len(score.parts) + 4)
        return (NONE, score.name, NONE, figure(score.process), *blank[: len(score.parts) + 3], NOT_JUDGED)
    return (
        year_place(score), score.name, figure(score.final), figure(score.process), figure(score.year),
        *(figure(part.score) for part in score.parts), shown(score.bonus_points), shown(score.penalty_points),
        grade_words(score),
    )  # fmt: skip


def _grades(config: Config, book: YearBook) -> Part:
    words = [*(grade.name for grade in config.rubric.annual.grades), NOT_JUDGED]
    found = categories_of(config, book)
    awards = Table(
        (Column("名单", "name", 34), Column("单位"), Column("优秀名额", "n", 20)),
        tuple((each.award, "、".join(each.winners) or "暂无", f"{each.places} 个") for each in found),
        "文明科室、文明级部名单",
    )
    columns = (Column("等次", "name", 34), Column("单位"), Column("个数", "n", 20))
    tables = [Table(columns, tuple(_of_grade(each, words)), f"{each.name}等次") for each in found]
    return Part("等次和文明科室、级部名单", (awards, *tables))


def _of_grade(category: Category, words: list[str]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for word in words:
        own = [
            s.name + ("（提请研究）" if s.undecided else "")
            for s in category.scores
            if (s.grade or NOT_JUDGED) == word
        ]
        if own:
            rows.append((word, "、".join(own), str(len(own))))
    return rows


def _ranks(config: Config, book: YearBook) -> Part:
    columns = (UNIT, *(Column(period.name, "n") for period in book.periods), Column("平均", "n"))
    tables = []
    for category in categories_of(config, book):
        rows = tuple(
            (s.name, *(_in_period(s, period) for period in book.periods), figure(s.process))
            for s in category.scores
        )
        tables.append(Table(columns, rows, category.name))
    note = f"每格为得分和（类别内名次）；{NONE}为这一期不计入；平均是计入各期的平均。"
    return Part("各期得分和名次", tuple(tables), (note,))


def _in_period(score: YearScore, period: ScoredPeriod) -> str:
    own = period.of(score.unit)
    share = next((each for each in score.periods if each.period == period.period), None)
    if own is None or own.score is None or (share is not None and share.score is None):
        return NONE
    return f"{shown(own.score)}（{own.rank}）" if own.rank else shown(own.score)


def _headings(config: Config, book: YearBook) -> Part:
    scores = ranked(config, book)
    names = tuple(dict.fromkeys(name for score in scores for name in score.headings))
    columns = (UNIT, *(Column(name, "n") for name in names))
    tables = []
    for category in categories_of(config, book):
        rows = tuple(
            (s.name, *(f"{shown(s.headings[n][0])} / {shown(s.headings[n][1])}" if n in s.headings else NONE for n in names))
            for s in category.scores
        )  # fmt: skip
        tables.append(Table(columns, rows, category.name))
    return Part("三比一争分项得分", tuple(tables), ("每格为得分 / 满分，是各期的平均；争贡献另加年度加分。",))


def _settled(config: Config, book: YearBook) -> Part:
    """Return how each grade at the quota line and under a veto came about, and what is still to be settled."""
    columns = (UNIT, Column("等次", width=24), Column("怎么定的"))
    rows = tuple(
        (score.name, grade_words(score), "；".join(lines))
        for score in ranked(config, book)
        if (lines := _how(score))
    )
    open_ties = [each for each in categories_of(config, book) if each.undecided]
    notes = tuple(
        f"{each.award}：{'、'.join(each.undecided)}提请党总支、校委会研究，还没有决定。" for each in open_ties
    )
    return Part("提请研究和决定", (Table(columns, rows),), notes, "没有需要提请研究的。")


def _how(score: YearScore) -> list[str]:
    lines = [line.text for line in score.notes if line.id.startswith(GRADE)]
    return lines or ([score.why_not] if score.why_not else [])


def _changes(config: Config, book: YearBook) -> Part:
    stage = book.stage
    columns = (UNIT, Column("更正内容"), Column("原为", "n", 22), Column("改为", "n", 22), Column("原因"))
    changed = Table(columns, change_lines(config, book), f"年度结果更正说明（{stage.edition}）")
    again = Table(
        (Column("填报月份", "name", 40), Column("采用的结果", "name", 40), Column("更正说明")),
        tuple((p.name, _result(p), "见这一期的归档材料") for p in book.periods if p.revision > 1),
        "更正过的各期",
    )
    return Part("更正说明", (changed, again))


def _totals(facts: Chronicle) -> Part:
    columns = (Column("类别", "name", 30), Column("项目"), Column("数量", "n", 40))
    rows = tuple((line.name, each.name, each.words) for line in totals(facts) for each in line.figures)
    return Part("全年总数", (Table(columns, rows),), (), "没有记录。")


def _clauses(facts: Chronicle) -> Part:
    columns = (Column("方案要求"), Column("牵头", width=28), Column("落实情况", "state", 26), Column("佐证"))
    rows = tuple((each.text, each.lead, each.state, each.evidence) for each in facts.clauses)
    return Part("方案落实对照", (Table(columns, rows),), (), "没有对照的条目。")


def _by_period(book: YearBook) -> Table:
    """Return by which rubric each period was judged; its wording is in that period's own set."""
    columns = (Column("填报月份", "name", 40), Column("采用的结果", "name", 40), Column("考评细则"))
    rows = tuple((p.name, _result(p), f"{p.rubric} 版，全文见这一期的归档材料") for p in book.periods)
    return Table(columns, rows, "各期采用的考评细则")


def _result(period: ScoredPeriod) -> str:
    return f"{period.state}第{period.revision}版" if period.state == State.ISSUED else period.state
