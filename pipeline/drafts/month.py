"""工作简报 of a month: overview, order of each category, highlights, problems, what comes next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.account import change
from pipeline.briefing import brief
from pipeline.bulletin import change_lines
from pipeline.digest import highlights
from pipeline.drafts.filling import Imprint, cut, fill
from pipeline.drafts.forms import BRIEF
from pipeline.drafts.parts import NUMERALS, day_of, quoted_campaign, readers_of, section, signer_of
from pipeline.drafts.telling import counted_by_unit, told
from pipeline.model import Timeliness, chinese_day, chinese_until, shown
from pipeline.standing import is_finished, is_open
from pipeline.supervise import DEAD, MISSING, OVERDUE, UNANSWERED, UNSIGNED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.config import Config, Period
    from pipeline.model import Concern, Consolidation, Item, UnitScore

NAME = "工作简报"
HIGHLIGHTS = 5
NAMED, NONE = 6, "—"
"""How many matters of a kind are told one by one; of more, how many there are."""

Section = dict[str, object]


def work_brief(config: Config, month: Consolidation) -> bytes:
    """Return 工作简报 of the month as a Word file."""
    period, school = config.period(month.period), config.settings.school
    campaign = quoted_campaign(config)
    number = [each.id for each in config.periods].index(period.id) + 1
    title = f"{config.settings.year}年{period.name}{campaign}活动情况"
    words = {
        "state": month.stage.words, "masthead": f"{campaign}{NAME}", "issue": f"{config.settings.year}年第 {number} 期",
        "office": school.office, "day": day_of(month), "title": title,
        "sections": _sections(config, period, month), "readers": readers_of(config), "signer": signer_of(month),
    }  # fmt: skip
    return fill(BRIEF, words, Imprint(title, school.office, month.now))


def _sections(config: Config, period: Period, month: Consolidation) -> list[Section]:
    told_of: list[tuple[str, list[str], list[dict[str, object]]]] = [
        ("更正说明", _corrections(config, month), []),
        ("总体情况", _overview(config, period, month), []),
        ("考评次序", [], _ranks(month)),
        ("工作亮点", _highlights(config, month), []),
        ("存在问题", _problems(config, period, month), []),
        ("下期工作", _next(config, period, month), []),
    ]
    kept = [each for each in told_of if each[1] or each[2]]
    return [
        section(f"{NUMERALS[n]}、{heading}", paragraphs, last=n == len(kept) - 1) | {"categories": categories}
        for n, (heading, paragraphs, categories) in enumerate(kept)
    ]


def _corrections(config: Config, month: Consolidation) -> list[str]:
    """Return what a later edition corrects, one paragraph a unit; lines that came or went are only in the workbook."""
    stage, lines = month.stage, change_lines(config, month)
    if not lines:
        return []
    kind = "文字更正，得分没有变" if stage.text_only else f"更正 {len(lines)} 处"
    said = [f"这是{stage.edition}，对第{stage.restates}版{kind}，以本版为准。逐条见汇总表「更正说明」。"]
    for unit in dict.fromkeys(line.unit for line in lines):
        own = [line for line in lines if line.unit == unit]
        moved = [
            f"{cut(e.subject, '更正说明')}由 {e.old} 改为 {e.new}" for e in own if NONE not in {e.old, e.new}
        ]
        reasons = "；".join(dict.fromkeys(cut(each.reason.rstrip("。"), "更正说明") for each in own))
        said += [f"{unit}：{'，'.join(moved[:NAMED])}。原因：{reasons}。"] if moved else []
    return said


def _overview(config: Config, period: Period, month: Consolidation) -> list[str]:
    items = [item for item in month.merged.items if is_open(period, item)]
    done = sum(is_finished(period, item) for item in items)
    intakes = [each for name, each in month.merged.intake.units.items() if _is_asked(config, name)]
    came = sum(intake.timeliness not in {Timeliness.MISSING, Timeliness.WAITING} for intake in intakes)
    late = len(_late(config, month))
    running = f"在办事项 {len(items)} 件，其中本期办结 {done} 件。" if items else ""
    return [
        brief(config, month).sentence,
        f"应报 {len(intakes)} 个单位，已报 {came} 个{f'，其中迟报 {late} 个' if late else ''}。{running}",
    ]


def _is_asked(config: Config, unit: str) -> bool:
    """Tell whether the unit is one of those that return, not one that keeps registers."""
    return config.category(config.unit(unit)).fills == "units"


def _late(config: Config, month: Consolidation) -> list[str]:
    late, intakes = {Timeliness.LATE, Timeliness.VERY_LATE}, month.merged.intake.units
    return [name for name, each in intakes.items() if each.timeliness in late and _is_asked(config, name)]


def _ranks(month: Consolidation) -> list[dict[str, object]]:
    categories = dict.fromkeys(score.category for score in month.scores)
    return [
        {"heading": f"（{NUMERALS[n]}）{category}", "lines": _lines(month, category)}
        for n, category in enumerate(categories)
    ]


def _lines(month: Consolidation, category: str) -> list[dict[str, str]]:
    own = [score for score in month.scores if score.category == category]
    return [_line(score) for score in sorted(own, key=lambda s: s.rank or len(own) + 1)]


def _line(score: UnitScore) -> dict[str, str]:
    rank = f"{score.rank}{'（并列）' if score.tied else ''}" if score.rank else "—"
    figure = "不计分" if score.score is None else shown(score.score)
    return {"rank": rank, "unit": score.name, "score": figure, "change": change(score)}


def _highlights(config: Config, month: Consolidation) -> list[str]:
    found = highlights(config, month, HIGHLIGHTS)
    told_of = [
        f"{each.kind}。{each.unit}：{cut(each.text.rstrip('。'), f'汇总表{each.where.sheet}')}。"
        for each in found
    ]
    return [f"{n}．{text}" for n, text in enumerate(told_of, start=1)] if len(found) > 1 else told_of


def _problems(config: Config, period: Period, month: Consolidation) -> list[str]:
    kinds = (
        (DEAD, f"连续 {config.rubric.items.judged_periods} 期以上没有完成、提请领导小组定的"),
        (OVERDUE, "逾期未完成的"), (UNSIGNED, "整改报了完成、还没有销号的"), (UNANSWERED, "交办后没有结果的"),
    )  # fmt: skip
    found = [_problem(config, words, [c for c in month.concerns if c.kind == kind]) for kind, words in kinds]
    missing = [
        config.unit(c.unit).name + (f"（{c.text}）" if c.ledger else "")
        for c in month.concerns if c.kind == MISSING
    ]  # fmt: skip
    late = [config.unit(name).name for name in _late(config, month)]
    silent = (("未报", missing), ("迟报", late))
    found.append("".join(f"{word}：{'、'.join(names)}。" for word, names in silent if names))
    said = [each for each in found if each]
    return said or [f"到{chinese_day(period.last)}，没有逾期、未报和等待销号的事项。"]


def _problem(config: Config, words: str, concerns: list[Concern]) -> str:
    if not concerns:
        return ""
    named = "；".join(told(config, each) for each in concerns[:NAMED])
    rest = f"等；按单位分，{counted_by_unit(config, concerns)}，见督办台账" if len(concerns) > NAMED else ""
    return f"{words} {len(concerns)} 件：{named}{rest}。"


def _next(config: Config, period: Period, month: Consolidation) -> list[str]:
    after = config.after(period)
    if after is None or (month.stage.restates and config.deadline(after) < month.now):
        return []
    due = [item for item in month.merged.items if _is_due(config, period, after, item)]
    reply = chinese_until(config.deadline_day(after))
    said = [f"{after.name}填报表请于{reply}前报领导小组办公室。"]
    if due:
        weighty = [item for item in due if item.weight > 1 and not config.ledgers[item.ledger].sensitive]
        named = _named(config, weighty)
        said.append(f"{after.name}到期的事项 {len(due)} 件：{_by_unit(config, due)}。{named}")
    return said


def _is_due(config: Config, period: Period, after: Period, item: Item) -> bool:
    deadline = item.deadline(config.deadline_day(period))
    open_still = is_open(period, item) and not is_finished(period, item)
    return open_still and deadline is not None and period.last < deadline <= after.last


def _by_unit(config: Config, items: Iterable[Item]) -> str:
    counts = Counter(item.unit for item in items)
    return "，".join(f"{unit.name} {counts[unit.id]} 件" for unit in config.units if unit.id in counts)


def _named(config: Config, items: list[Item]) -> str:
    names = "；".join(
        f"{config.unit(item.unit).name}「{cut(item.name, f'汇总表{config.ledgers[item.ledger].title}', 60)}」"
        for item in items[:NAMED]
    )
    return f"其中重点事项 {len(items)} 件：{names}{'等' if len(items) > NAMED else ''}。" if items else ""
