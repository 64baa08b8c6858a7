"""The first look at a month, for workbook and page alike: one sentence, a few figures, what waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.account import change, difference, mean_of
from pipeline.findings import CATALOGUE, message, remedy, saying, severity
from pipeline.model import Severity, Timeliness, chinese_short_day, shown
from pipeline.supervise import DEAD, OVERDUE, UNANSWERED, UNSIGNED
from pipeline.wording import discreet

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Concern, Consolidation, Finding
    from pipeline.rubric import Indicator


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the first look and its name."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Action:
    """One 考评项目 over all units: mean of those it applies to, who leads, the oldest delay."""

    name: str
    mean: str
    best: str
    oldest: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a principal sees first; `to_verify` only says how much the office has to look at, and where.

    `help` names who is last in each category, "" of a month that is not scored.
    """

    sentence: str
    help: str
    figures: tuple[Figure, ...]
    to_verify: str
    decisions: tuple[str, ...]
    actions: tuple[Action, ...]


def brief(config: Config, month: Consolidation) -> Briefing:
    """Return the first look at `month`."""
    return Briefing(
        _sentence(config, month), _help(config, month), _figures(config, month), _to_verify(month), _decisions(config, month),
        _actions(config, month),
    )  # fmt: skip


def questions(month: Consolidation) -> tuple[Finding, ...]:
    """Return what 核实清单 lists: the office's own questions, then what units are asked too, kind by kind."""
    codes = list(CATALOGUE)
    units = list(month.merged.intake.units)
    listed = [f for f in (*month.guards, *month.findings) if saying(f.code).guard]

    def order(finding: Finding) -> tuple[bool, int, int]:
        unit = units.index(finding.unit) if finding.unit in units else len(units)
        return not saying(finding.code).office, codes.index(finding.code), unit

    return tuple(sorted(listed, key=order))


def _to_verify(month: Consolidation) -> str:
    asked = sum(severity(each) is Severity.VERIFY for each in questions(month))
    drawn = len(month.spot_checks)
    words = [f"请办公室核实 {asked} 条，见「核实清单」"] if asked else []
    words += [f"抽查 {drawn} 件，见「抽查清单」"] if drawn else []
    return "；".join(words) + "。" if words else ""


def _figures(config: Config, month: Consolidation) -> tuple[Figure, ...]:
    units = {
        u.id for u in config.units_in(config.period(month.period)) if config.category(u).fills == "units"
    }
    intakes = [i for name, i in month.merged.intake.units.items() if name in units]
    came = sum(i.timeliness not in {Timeliness.MISSING, Timeliness.WAITING} for i in intakes)
    late = sum(i.timeliness in {Timeliness.LATE, Timeliness.VERY_LATE} for i in intakes)
    must = sum(severity(f) is Severity.MUST for f in month.findings)
    return (
        Figure("已报单位", f"{came}/{len(intakes)}"),
        Figure("迟报单位", str(late)),
        Figure("逾期事项", str(sum(c.kind in {OVERDUE, DEAD} for c in month.concerns))),
        Figure("整改未销号", str(sum(c.kind == UNSIGNED for c in month.concerns))),
        Figure("须改正", str(must)),
    )


def _sentence(config: Config, month: Consolidation) -> str:
    period = config.period(month.period)
    missing = [
        (config.unit(u).name, i)
        for u, i in month.merged.intake.units.items()
        if i.timeliness is Timeliness.MISSING and config.category(config.unit(u)).fills == "units"
    ]
    never = "、".join(name for name, intake in missing if not intake.files)
    useless = "、".join(name for name, intake in missing if intake.files)
    words = []
    for category in config.settings.categories:
        mean = mean_of(month.scores, category.name)
        if mean is not None:
            best = "、".join(s.name for s in month.scores if s.category == category.name and s.rank == 1)
            before = mean_of(month.earlier[-1].scores, category.name) if month.earlier else None
            moved = f"（比上期 {difference(mean, before)}）" if before is not None else ""
            words.append(f"{category.name}平均 {shown(mean)} 分{moved}，{best}居首")
    start = f"{period.name}" + ("；".join(words) if words else "各单位报送情况已汇总，本月不计分")
    overdue = sum(c.kind in {OVERDUE, DEAD} for c in month.concerns)
    tail = f"；逾期 {overdue} 件" if overdue else "；没有逾期事项"
    silent = f"；{never}没有报" if never else ""
    silent += f"；{useless}发来的表不能用，要重发" if useless else ""
    return f"{start}{tail}{silent}。"


def _help(config: Config, month: Consolidation) -> str:
    """Return who is last in each category, how far it moved, and what it has overdue: whom to help first."""
    told = []
    for category in config.settings.categories:
        ranked = [s for s in month.scores if s.category == category.name and s.rank]
        mean = mean_of(month.scores, category.name)
        last = max(ranked, key=lambda s: s.rank, default=None)
        if last is None or last.score is None or mean is None or last.score >= mean:
            continue
        moved = change(last)
        late = sum(c.unit == last.unit and c.kind in {OVERDUE, DEAD} for c in month.concerns)
        more = [f"比上期 {moved}"] if moved != "—" else []
        more += [f"逾期 {late} 件"] if late else []
        told.append(f"{last.name} {shown(last.score)} 分" + (f"（{'，'.join(more)}）" if more else ""))
    return f"需要帮一把：{'；'.join(told)}。" if told else ""


def _decisions(config: Config, month: Consolidation) -> tuple[str, ...]:
    """Return what waits for a decision: items three periods overdue, questions to the office, provisional parts."""
    said = [
        f"{config.unit(c.unit).name} {c.number}「{c.text}」{_since(c)}，提请领导小组定：延期、撤销，还是约谈。"
        for c in month.concerns if c.kind == DEAD
    ]  # fmt: skip
    said += [
        f"{config.unit(c.unit).name + '：' if c.unit else ''}{c.text}，交办后没有结果{_since(c)}。"
        for c in month.concerns if c.kind == UNANSWERED
    ]  # fmt: skip
    said += [
        message(f) + remedy(f)
        for f in (discreet(config, each) for each in month.findings)
        if saying(f.code).office and severity(f) is Severity.VERIFY
    ]
    return tuple(said)


def _since(concern: Concern) -> str:
    if concern.due is None:
        return ""
    days = f"，已过 {concern.days} 天" if concern.days else ""
    return f"，时限{chinese_short_day(concern.due)}{days}"


def _actions(config: Config, month: Consolidation) -> tuple[Action, ...]:
    if not month.scores:
        return ()
    return tuple(_action(config, month, each) for each in config.rubric.indicators)


def _action(config: Config, month: Consolidation, indicator: Indicator) -> Action:
    found = [
        (part.score, unit.name)
        for unit in month.scores for part in unit.indicators
        if part.id == indicator.id and part.score is not None
    ]  # fmt: skip
    late = [c for c in month.concerns if c.ledger in indicator.ledgers and c.kind in {OVERDUE, DEAD}]
    oldest = max(late, key=lambda c: c.days, default=None)
    words = (
        f"{config.unit(oldest.unit).name}，{f'过期 {oldest.days} 天' if oldest.days else '月底到期'}"
        if oldest
        else "—"
    )
    if not found:
        return Action(indicator.name, "不适用", "—", words)
    mean = sum((score for score, _ in found), Fraction()) / len(found)
    top = max(score for score, _ in found)
    leaders = [name for score, name in found if score == top]
    many = 3
    best = "、".join(leaders[:many]) + (f"等 {len(leaders)} 个单位" if len(leaders) > many else "")
    return Action(indicator.name, shown(mean), best, words)
