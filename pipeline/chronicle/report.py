"""总结报告: the year's report, from its own records, for a leader to sign after light editing (plan P11).

Every figure is one of the facts; of the sensitive ledgers there are counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.chronicle.clauses import OVERDUE as CLAUSE_OVERDUE
from pipeline.chronicle.clauses import STATES
from pipeline.chronicle.deeds import tell_deeds
from pipeline.chronicle.duties import DUE, EXCUSED, IN_TIME, ITEMS, LATE, MISSING, summed_lines
from pipeline.chronicle.outcome import NOT_DUE, OUTCOMES, OVERDUE
from pipeline.chronicle.phrases import by_name, clean, merged, sentence, told
from pipeline.chronicle.records import Records
from pipeline.chronicle.supervision import OPEN
from pipeline.chronicle.supervision import OVERDUE as MATTER_OVERDUE
from pipeline.model import chinese_day, chinese_short_day, shown

if TYPE_CHECKING:
    from pipeline.chronicle.year import Chronicle
    from pipeline.config import Config
    from pipeline.model import YearBook, YearScore


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the report and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def write_report(config: Config, book: YearBook, facts: Chronicle) -> tuple[Section, ...]:
    """Return the report's sections; what nobody recorded is said in a word, or left out."""
    records = Records(config, book.merged)
    return (
        Section("一、总体情况", _whole(config, book, facts)),
        Section("二、主要做法和成效", _deeds(records, facts)),
        Section("三、存在问题", _problems(facts)),
        Section("四、经验教训", _lessons(facts)),
        Section("五、制度固化", _rules(facts)),
        Section("六、下年打算", _next(facts)),
    )


def _whole(config: Config, book: YearBook, facts: Chronicle) -> tuple[str, ...]:
    settings = config.settings
    phases = "、".join(
        f"{p.name}（{chinese_short_day(p.first)}至{chinese_short_day(p.last)}）" for p in settings.phases
    )
    last = config.period(book.merged.period)
    units = config.units_in(last)
    counts = "、".join(
        f"{category.name} {sum(u.category == category.name for u in units)} 个"
        for category in settings.categories
        if category.scored
    )
    silent = [c.name for c in settings.categories if not c.scored and c.fills == "units"]
    begun = (
        f"{book.year}年，{settings.school.name}按照《{config.plan.title}》，分{phases}{len(settings.phases)} 个阶段"
        f"开展“{settings.school.campaign}”活动"
    )
    took_part = f"参加考评的有{counts}" + (f"；{'、'.join(silent)}同样报送，不计分、不排名" if silent else "")
    return tuple(
        each
        for each in (
            sentence(begun, took_part),
            _owed(book, facts),
            *_judged(config, book),
            _clauses(facts),
        )
        if each
    )


def _owed(book: YearBook, facts: Chronicle) -> str:
    returns, items = summed_lines("", facts.returns), summed_lines("", facts.items)
    due = next((f for f in returns.figures if f.name == DUE), None)
    came = told((f for f in returns.figures if f.name in {IN_TIME, LATE, MISSING, EXCUSED}), "份")
    registered = next((f for f in items.figures if f.name == ITEMS), None)
    outcomes = told(f for f in items.figures if f.name in OUTCOMES)
    return sentence(
        f"各单位应报填报表 {due.words} 份，{came}" if due and due.count else "",
        f"登记事项 {registered.words} 件（含整改问题），到考核基准日{chinese_day(book.cutoff)}，{outcomes}"
        if registered and registered.count
        else "",
    )


def _judged(config: Config, book: YearBook) -> list[str]:
    judged = [score for score in book.scores if score.final is not None]
    said = []
    for category in dict.fromkeys(score.category for score in judged):
        own = [score for score in judged if score.category == category]
        mean = sum((score.final or Fraction() for score in own), Fraction()) / len(own)
        said.append(f"{category} {len(own)} 个，年度平均 {shown(mean)} 分，{_grades(config, own)}")
    if not said:
        return []
    issued = len(book.periods)
    start = f"平时考评计分 {issued} 期，年度总评以{chinese_day(book.cutoff)}为考核基准日"
    open_ones = [score.name for score in judged if score.undecided]
    asked = f"{'、'.join(open_ones)}在名额线上各项都相同，提请党总支、校委会研究" if open_ones else ""
    vetoed = "；".join(f"{score.name}一票否决，最高评为{score.vetoed}" for score in judged if score.vetoed)
    return [sentence(start, "；".join(said), asked, vetoed)]


def _grades(config: Config, scores: list[YearScore]) -> str:
    parts = []
    for grade in config.rubric.annual.grades:
        own = [score for score in scores if score.grade == grade.name]
        if own:
            first = grade.name == config.rubric.annual.first_grade
            names = f"（{'、'.join(score.name for score in own)}）" if first else ""
            parts.append(f"{grade.name} {len(own)} 个{names}")
    return "，".join(parts)


def _clauses(facts: Chronicle) -> str:
    counts = [(state, sum(c.state == state for c in facts.clauses)) for state in STATES]
    told_of = "，".join(f"{state} {count} 条" for state, count in counts if count)
    return sentence(f"对照方案 {len(facts.clauses)} 条要求，{told_of}") if facts.clauses else ""


def _deeds(records: Records, facts: Chronicle) -> tuple[str, ...]:
    highlights = merged((each.unit_name, each.highlight) for each in facts.summaries)
    return (*tell_deeds(records, facts), *_led("各单位自评的亮点：", highlights))


def _problems(facts: Chronicle) -> tuple[str, ...]:
    overdue = by_name(facts.items, OVERDUE)
    unsigned = "，".join(
        f"{line.name} {count} 个（{each.title.split(' ')[-1]}）"
        for each in facts.rectification.ledgers
        for line in each.by_unit
        if (count := line.of("发现").count - line.of("销号").count)
    )
    late, missing = by_name(facts.returns, LATE, "次"), by_name(facts.returns, MISSING, "次")
    waiting = by_name(facts.supervision.by_unit, MATTER_OVERDUE)
    clauses = [c for c in facts.clauses if c.state == CLAUSE_OVERDUE]
    found = (
        sentence(f"逾期未完成的事项：{overdue}") if overdue else "",
        sentence(f"查出后还没有销号的问题：{unsigned}") if unsigned else "",
        sentence(
            f"迟报：{late}" if late else "",
            f"未报：{missing}" if missing else "",
        ),
        sentence(f"交办事项到期没有结果：{waiting}") if waiting else "",
        sentence(
            f"对照方案，到期未落实的 {len(clauses)} 条："
            + "；".join(f"{c.text}（{c.lacking}）" for c in clauses)
        )
        if clauses
        else "",
    )
    said = tuple(each for each in found if each) or (
        "到考核基准日，没有逾期未完成的事项，问题都已销号，交办事项都有结果。",
    )
    own = merged((each.unit_name, each.problem) for each in facts.summaries)
    return (*said, *_led("各单位自己查找的问题：", own))


def _lessons(facts: Chronicle) -> tuple[str, ...]:
    spread = [
        (each.unit_name, f"{clean(each.title)}（{clean(each.spread)}）" if each.spread else each.title)
        for each in facts.experience
    ]
    lessons = merged((each.unit_name, each.lesson) for each in facts.summaries)
    found = (*_led("可以推广的做法：", merged(spread)), *_led("应当记取的教训：", lessons))
    return found or ("各单位的总结里没有写教训。",)


def _rules(facts: Chronicle) -> tuple[str, ...]:
    made = merged(
        (each.unit_name, f"{clean(each.practice)}，定为《{clean(each.rule_name).strip('《》')}》")
        for each in facts.practices
    )
    issued = [each for each in facts.documents if each.issued]
    rest = [each for each in facts.documents if not each.issued]
    documents = sentence(
        f"方案要求的制度文件 {len(facts.documents)} 份，已印发 {len(issued)} 份" if facts.documents else "",
        "还没有印发的：" + "、".join(f"{each.name}（{each.status or '没有填状态'}）" for each in rest)
        if rest
        else "",
    )
    start = f"行之有效的做法，用制度固定下来 {len(facts.practices)} 项："
    return (*((documents,) if documents else ()), *_led(start, made)) or ("各单位没有登记制度固化的做法。",)


def _next(facts: Chronicle) -> tuple[str, ...]:
    left = summed_lines("", facts.items)
    rest = told(f for f in left.figures if f.name in {NOT_DUE, OVERDUE})
    matters = facts.supervision.whole
    going_on = told(f for f in matters.figures if f.name in {OPEN, MATTER_OVERDUE})
    carried = sentence(
        f"没有完成的事项接着办：{rest}" if rest else "", f"交办事项接着督办：{going_on}" if going_on else ""
    )
    plans = merged((each.unit_name, each.next_year) for each in facts.summaries)
    found = (*((carried,) if carried else ()), *_led("各单位的打算：", plans))
    return found or ("各单位的总结里没有写下年打算。",)


def _led(start: str, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paragraphs under a line that leads to them, nothing where there are none."""
    return (start, *paragraphs) if paragraphs else ()
