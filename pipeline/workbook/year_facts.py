"""结果运用, 履诺纪实, 名师成长档案, 交办与督导, 制度固化: the year's facts, a line each (plan P5–P17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import look
from pipeline.verdict import imprint
from pipeline.workbook.table import Column, add_table
from pipeline.workbook.year_blocks import amount, day_words, places_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle.people import PersonFacts, Promise
    from pipeline.chronicle.practices import Practice
    from pipeline.chronicle.supervision import SupervisionFacts
    from pipeline.chronicle.teachers import Event, TeacherFacts
    from pipeline.chronicle.use import Use
    from pipeline.config import Config
    from pipeline.look import Tone
    from pipeline.model import YearBook
    from pipeline.workbook.table import Kind
    from pipeline.xlsx import Book, Cell

USES, PROMISES, TEACHERS = "结果运用", "履诺纪实", "名师成长档案"
MATTERS, PRACTICES = "交办与督导", "制度固化"
PLACES = Column("出处", 60, folded=True)


def use_sheet(out: Book, config: Config, book: YearBook, uses: Sequence[Use]) -> None:
    """Add 结果运用 (plan P10)."""
    columns = [
        Column("用途", 22), Column("单位或个人", 16), Column("所在单位", 16), Column("建议", 30), Column("依据", 56), PLACES,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [u.purpose, u.subject, u.unit_name, u.proposal, u.basis, places_words(u.places)] for u in uses
    ]
    note = f"{imprint(config, book)}　供领导小组研究时参考；个人只列事实，不排名"
    add_table(out, USES, (f"{book.year}年度考评{USES}", note), columns, rows)


def promise_sheet(out: Book, config: Config, book: YearBook, people: Sequence[PersonFacts]) -> None:
    """Add 履诺纪实: a line a person, what was promised and what became of it (rubric §1)."""
    names = [figure.name for figure in people[0].figures] if people else []
    columns = [
        Column("姓名", 13), Column("单位", 13), Column("承诺层级", 11), Column("职务", 11), Column("报备", 14),
        *(Column(name, 7, "whole") for name in names), Column("承诺事项和结果", 58), Column("负责的其他事项", 30), PLACES,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            p.name, p.unit_name, p.tier, p.title, p.filing, *(amount(figure.count) for figure in p.figures),
            "\n".join(promise_words(each) for each in p.promises),
            "，".join(f"{figure.name} {figure.words} 件" for figure in p.owned),
            places_words(each.outcome_where for each in p.promises),
        ]
        for p in people
    ]  # fmt: skip
    note = f"{imprint(config, book)}　按名册的先后，只列事实，不打分、不排名"
    sheet = add_table(out, PROMISES, (f"{book.year}年度{PROMISES}", note), columns, rows, fixed=2)
    sheet.set_row(3, 36)


def promise_words(promise: Promise) -> str:
    """Return a promise and what became of it in one line."""
    due = f"时限{day_words(promise.deadline)}，" if promise.deadline else ""
    done = f"{day_words(promise.completed)}完成，" if promise.completed else ""
    return f"{promise.text}（{due}{done}{promise.outcome}）"


def teacher_sheet(out: Book, config: Config, book: YearBook, teachers: Sequence[TeacherFacts]) -> None:
    """Add 名师成长档案: a line a teacher (plan P5)."""
    whole = all(figure.count.denominator == 1 for t in teachers for figure in (t.hours, t.lessons))
    kind: Kind = "whole" if whole else "points"
    columns = [
        Column("姓名", 10), Column("单位", 13), Column("学科", 8), Column("培养类别", 13), Column("指导人", 9),
        Column("培养措施和结果", 36), Column("培养记录", 9, "whole"), Column("培训学时", 9, kind),
        Column("公开课", 8, kind), Column("课题、论文", 26), Column("获奖、奖励", 26), Column("认定", 24), PLACES,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            t.name, t.unit_name, t.subject, t.category, t.mentor,
            "\n".join(f"{m.text}（{m.outcome}）" for m in t.measures),
            *(amount(figure.count) for figure in (t.trained, t.hours, t.lessons)),
            _events(*t.projects, *t.papers), _events(*t.awards, *t.rewards),
            "\n".join(f"{r.category}，{r.by}，{day_words(r.day)}" for r in t.recognised),
            places_words((*t.trained.places, *(m.where for m in t.measures), *(r.where for r in t.recognised))),
        ]
        for t in teachers
    ]  # fmt: skip
    note = f"{imprint(config, book)}　按名册的先后，只列事实，不打分、不排名"
    add_table(out, TEACHERS, (f"{book.year}年度{TEACHERS}", note), columns, rows, fixed=2)


def _events(*events: Event) -> str:
    return "\n".join("，".join(filter(None, (e.words, e.level, day_words(e.day)))) for e in events)


def matter_sheet(out: Book, config: Config, book: YearBook, facts: SupervisionFacts) -> None:
    """Add 交办与督导: every matter and what became of it (plan P12, P13)."""
    columns = [
        Column("日期", 15, "date"), Column("来源", 11), Column("单位", 13), Column("单位负责人", 11), Column("事项", 30),
        Column("要求", 30), Column("时限", 15, "date"), Column("情况", 12, "mark"), Column("结果", 42), PLACES,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            m.raised_on, m.source, m.unit_name, m.head, m.text, m.demand, m.deadline, m.state, m.result,
            places_words((m.where, m.result_where)),
        ]
        for m in facts.matters
    ]  # fmt: skip
    tones: dict[str, Tone] = {"到期无结果": look.RED, "已有结果": look.GREEN}
    whole = "，".join(f"{figure.name} {figure.words} 件" for figure in facts.whole.figures)
    note = f"{imprint(config, book)}　{whole}"
    add_table(
        out,
        MATTERS,
        (f"{book.year}年度{MATTERS}", note),
        columns,
        rows,
        tones=tones,
        empty="今年没有登记交办事项。",
    )


def practice_sheet(out: Book, config: Config, book: YearBook, practices: Sequence[Practice]) -> None:
    """Add 制度固化: what is to stay (plan P11)."""
    columns = [
        Column("单位", 14), Column("做法", 54), Column("制度名称", 34), Column("适用范围", 16), Column("文号", 22), PLACES,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [p.unit_name, p.practice, p.rule_name, p.scope, p.document_no, places_words((p.where,))]
        for p in practices
    ]
    heading = (f"{book.year}年度{PRACTICES}", imprint(config, book))
    add_table(out, PRACTICES, heading, columns, rows, empty="各单位还没有报要固化的做法。")
