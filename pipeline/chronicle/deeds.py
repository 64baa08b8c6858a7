"""二、主要做法和成效: the seven special actions and what carried them, each a paragraph of figures from the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.chronicle.media import FRONT, UNFIXED, WHOLE
from pipeline.chronicle.outcome import KEPT, LATE, outcome_of
from pipeline.chronicle.people import figures_of
from pipeline.chronicle.phrases import clean, sentence, told
from pipeline.chronicle.records import filled, summed
from pipeline.chronicle.use import HONOURED, TEAM
from pipeline.rubric import Blend, Growth
from pipeline.score.context import fraction_of, plain_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle.records import Entry, Line, Records
    from pipeline.chronicle.year import Chronicle

NUMERALS = "一二三四五六七八九十"
NOTHING = "全年没有登记"
MANY = 3
"""So many names stand as examples."""


def tell_deeds(records: Records, facts: Chronicle) -> tuple[str, ...]:
    """Return a paragraph for each special action, then for supervision, publicity and what they were joined with."""
    told_of = (
        ("目标承诺", _commitment(records, facts)),
        ("对标践诺", _benchmark(records, facts)),
        ("争优创建", _excellence(records, facts)),
        ("文明科室、级部评比", _civility(records, facts)),
        ("对上联系“三争”", _bids(records)),
        ("干部作风整顿", _conduct(records, facts)),
        ("一问责八清理", _clearance(facts)),
        ("督导、宣传和工作结合", _joined(facts)),
    )
    return tuple(
        f"（{NUMERALS[index]}）{name}。{text or sentence(NOTHING)}"
        for index, (name, text) in enumerate(told_of)
    )


def _commitment(records: Records, facts: Chronicle) -> str:
    promises = [promise for person in facts.people for promise in person.promises]
    if not promises:
        return ""
    whole, *outcomes = figures_of(promises)
    entries = records.entries("commitment")
    routes = dict.fromkeys(filing.route for filing in records.config.settings.filing)
    filed = _split(entries, "filing", tuple(routes), "件")
    public = filled(entries, "published_on")
    teams = sum(person.tier == TEAM for person in facts.people)
    made_by = f"{len(facts.people) - teams} 人" + (f"和 {teams} 个班子集体" if teams else "")
    return sentence(
        f"公开承诺事项 {whole.words} 件，由 {made_by}作出",
        filed,
        f"已公示 {len(public)} 件" if public else "",
        f"到考核基准日，{told(outcomes)}",
    )


def _benchmark(records: Records, facts: Chronicle) -> str:
    entries = records.entries("benchmark")
    done = [entry for entry in filled(entries, "highlight") if _is_done(records, entry)]
    stories, front = facts.media.whole.of(WHOLE), facts.media.whole.of(FRONT)
    by_level = "，".join(
        f"{line.name}级 {line.of(WHOLE).words} 篇次" for line in facts.media.by_level if line.of(WHOLE).count
    )
    aired = f"各级媒体刊播 {stories.words} 篇次，其中{by_level}" if stories.count else ""
    unfixed = facts.media.whole.of(UNFIXED)
    aired += f"；{unfixed.words} 篇次的级别还没有核定，按申报的级别计" if unfixed.count else ""
    aired += f"；头版头条 {front.words} 篇次" if front.count else ""
    if not entries and not stories.count:
        return ""
    return sentence(
        f"列出对标创新项目 {len(entries)} 个，"
        + _split(entries, "level", records.choices("benchmark", "level"), "个", "对标")
        if entries
        else "",
        f"完成并形成工作亮点 {len(done)} 个，如{_examples(done, 'project')}" if done else "",
        aired,
    )


def _excellence(records: Records, facts: Chronicle) -> str:
    teachers = [teacher for teacher in facts.teachers if teacher.measures]
    categories = records.choices("teachers", "category")
    hours = sum((teacher.hours.count for teacher in facts.teachers), start=0)
    lessons = sum((teacher.lessons.count for teacher in facts.teachers), start=0)
    awards = sum(len(teacher.awards) for teacher in facts.teachers)
    recognised = [each for teacher in facts.teachers for each in teacher.recognised]
    reached = [
        f"培训 {hours} 学时" if hours else "",
        f"公开课 {lessons} 节" if lessons else "",
        f"获奖 {awards} 项" if awards else "",
    ]
    return sentence(
        _growth(records),
        f"培育名师 {len(teachers)} 人，其中"
        + _counts([teacher.category for teacher in teachers], categories, "人")
        if teachers
        else "",
        "，".join(part for part in reached if part),
        f"新认定 {len(recognised)} 人，其中"
        + _counts([each.category for each in recognised], categories, "人")
        if recognised
        else "",
    )


def _growth(records: Records) -> str:
    """Return the growth of the 5A scores that the office has fixed, by the columns that the rubric names."""
    kinds = [i.by for i in records.config.rubric.indicators]
    parts = [part.of for kind in kinds if isinstance(kind, Blend) for part in kind.parts]
    rules = [kind for kind in (*kinds, *parts) if isinstance(kind, Growth)]
    entries = records.entries(rules[0].ledger) if rules else ()
    if not entries:
        return ""
    rule = rules[0]
    fixed = [
        entry for entry in filled(entries, rule.fixed) if fraction_of(entry.value(rule.base)) is not None
    ]
    base, now = summed("", fixed, rule.base), summed("", fixed, rule.fixed)
    text = f"5A创建登记提升任务 {len(entries)} 项"
    if fixed:
        text += f"；已核定的 {len(fixed)} 项，得分由基期 {base.words} 分到 {now.words} 分，增 {plain_number(now.count - base.count)} 分"
    return text


def _civility(records: Records, facts: Chronicle) -> str:
    checks, grades = records.entries("inspection"), records.entries("quality")
    honoured: dict[str, list[str]] = {}
    for use in facts.use:
        if use.purpose == HONOURED:
            honoured.setdefault(use.proposal, []).append(use.subject)
    return sentence(
        f"考评组日常检查登记 {len(checks)} 条" if checks else "",
        f"分管领导定性评价 {len(grades)} 次" if grades else "",
        "；".join(f"{award}：{'、'.join(names)}" for award, names in honoured.items()),
    )


def _bids(records: Records) -> str:
    contacts, bids = records.entries("liaison"), records.entries("bids")
    won = [entry for entry in bids if entry.text("stage") in {"获批", "到位"}]
    money = summed("到位资金", bids, "money")
    return sentence(
        f"与上级对口处室联系 {len(contacts)} 次" if contacts else "",
        f"登记“三争”事项 {len(bids)} 件，" + _split(bids, "kind", records.choices("bids", "kind"), "件")
        if bids
        else "",
        f"获批或到位 {len(won)} 件，如{_examples(won, 'name')}" if won else "",
        f"到位资金 {money.words} 万元" if money.count else "",
    )


def _conduct(records: Records, facts: Chronicle) -> str:
    held = records.entries("activities")
    people = summed("", held, "people")
    whole = next((each.whole for each in facts.rectification.ledgers if each.ledger == "conduct"), None)
    return sentence(
        f"开展活动 {len(held)} 次" + (f"，参加 {people.words} 人次" if people.count else "") if held else "",
        _rectified(whole),
    )


def _clearance(facts: Chronicle) -> str:
    checked = facts.rectification.self_check
    whole = next((each.whole for each in facts.rectification.ledgers if each.ledger == "clearance"), None)
    due, came = (checked.whole.of(name).words for name in ("应查", "已查")) if checked else ("0", "0")
    return sentence(f"逐期自查，应查 {due} 份，已查 {came} 份" if came != "0" else "", _rectified(whole))


def _rectified(whole: Line | None) -> str:
    """Return counts of problems alone: not a word of what they were."""
    if whole is None or not whole.of("发现").count:
        return ""
    people = told((f for f in whole.figures if f.name in {"批评教育", "组织处理", "纪律处分"}), "人")
    counts = told((f for f in whole.figures if f.name in {"整改完成", "销号"}), "个")
    found, rules = whole.of("发现"), whole.of("完善制度")
    return (
        f"发现问题 {found.words} 个"
        + (f"，{counts}" if counts else "")
        + (f"；{people}" if people else "")
        + (f"；完善制度 {rules.words} 项" if rules.count else "")
    )


def _joined(facts: Chronicle) -> str:
    matters = facts.supervision.whole
    spread = [each for each in facts.experience if each.spread]
    themes = "，".join(
        f"{each.theme} {each.whole.figures[0].words} 项"
        for each in facts.themes
        if each.whole.figures[0].count
    )
    asked, answered = matters.of("交办"), matters.of("已有结果")
    reminders = sum((line.figures[0].count for line in facts.supervision.reminders), start=0)
    return sentence(
        f"领导批示、会议议定和督导检查等交办事项 {asked.words} 件，已有结果 {answered.words} 件"
        if asked.count
        else "",
        f"催报 {reminders} 次" if reminders else "",
        f"收集典型经验 {len(facts.experience)} 条，推广 {len(spread)} 条" if facts.experience else "",
        f"与各项工作相结合：{themes}" if themes else "",
    )


def _split(entries: Sequence[Entry], field: str, words: Sequence[str], measure: str, before: str = "") -> str:
    """Return how many entries have each word of a column: 争先进 3 件，争试点 1 件."""
    return _counts([entry.text(field) for entry in entries], words, measure, before)


def _counts(given: Sequence[str], words: Sequence[str], measure: str, before: str = "") -> str:
    return "，".join(f"{before}{word} {given.count(word)} {measure}" for word in words if word in given)


def _is_done(records: Records, entry: Entry) -> bool:
    return entry.item is not None and outcome_of(records, entry.item).word in {KEPT, LATE}


def _examples(entries: list[Entry], field: str) -> str:
    return "、".join(f"{clean(entry.text(field))}" for entry in entries[:MANY])
