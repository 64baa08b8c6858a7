"""What letters say of a month, block by block: the few figures of the first look, for each kind of reader."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.account import change, largest_losses, place
from pipeline.briefing import brief
from pipeline.bulletin import change_lines
from pipeline.digest import highlights
from pipeline.findings import severity
from pipeline.model import Figures, Points, Severity, Words, chinese_short_day, shown
from pipeline.opinions import grouped, whole
from pipeline.repair import repair
from pipeline.supervise import DEAD, MISSING, OVERDUE, UNANSWERED, UNSIGNED
from pipeline.supervision.dates import falling_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.config import Config
    from pipeline.model import Block, Concern, Consolidation, UnitScore
    from pipeline.roster import Unit

FEW, MANY = 5, 12
"""Lines of a list that is only a taste of what is enclosed, and of one that the reader works through."""


def of_school(config: Config, month: Consolidation) -> Iterator[Block]:
    """Yield the month as a principal asks: one sentence, figures, what to decide, order, highlights."""
    told = brief(config, month)
    yield Words(told.sentence, strong=True)
    yield Figures("几个数", ("", ""), tuple((each.name, each.value) for each in told.figures))
    if told.decisions:
        yield _few("需要您定的", told.decisions, FEW)
    for category in dict.fromkeys(score.category for score in month.scores):
        own = sorted(
            (s for s in month.scores if s.category == category), key=lambda s: s.rank or len(month.scores)
        )
        rows = tuple((s.name, _place(s), _score(s), change(s)) for s in own)
        yield Figures(f"{category}名次", ("单位", "名次", "得分", "比上期"), rows)
    proud = [f"{h.unit}：{h.kind}　{h.text}" for h in highlights(config, month)]
    if proud:
        yield Points("本期亮点", tuple(proud))


def of_units(config: Config, month: Consolidation, whole_month: Consolidation) -> Iterator[Block]:
    """Yield the units of a scope beside the means of all, and what is overdue or missing of them."""
    rows = []
    for score in month.scores:
        distance = _from_mean(whole_month.scores, score)
        rows.append((score.name, _place(score), _score(score), change(score), distance))
    if rows:
        yield Figures("各单位", ("单位", "名次", "得分", "比上期", "比本类平均"), tuple(rows))
    for kind in (DEAD, OVERDUE, UNSIGNED, UNANSWERED, MISSING):
        told = [matter(config, c) for c in month.concerns if c.kind == kind]
        if told:
            yield _few(kind, told, FEW)
    if not month.concerns:
        yield Words("没有逾期、未销号、未落实的，也都报齐了。")


def of_unit(config: Config, month: Consolidation, unit: Unit) -> Iterator[Block]:
    """Yield what the head of a unit asks: score and place, the largest losses and whether they can be made good, what to correct."""
    period = config.period(month.period)
    score = next((s for s in month.scores if s.unit == unit.id), None)
    if score is not None and score.score is not None:
        moved = change(score)
        against = "" if moved == "—" else f"，比上期{moved}"
        place_words = f"{score.category}第 {score.rank} 名" if score.rank else "经批准免评，不排名"
        yield Words(
            f"{unit.name}{period.name}得 {shown(score.score)} 分，{place_words}{against}。", strong=True
        )
        losses = largest_losses(score)
        lines = tuple(
            f"少得 {shown(b.lost)} 分：{b.text}（{place(b.where)}），{repair(month, unit.id, b).word}"
            for b in losses
        )
        if lines:
            yield Points("失分最多的几处", lines)
    asked = [
        o for o in grouped(month.unit_findings(unit.id)) if not o.office and o.severity is not Severity.TIDIED
    ]
    if asked:
        count = sum(len(o.places) for o in asked)
        yield _few(f"请改、请核实的 {count} 处", [whole(o) for o in asked], MANY)
    following = config.after(period)
    due = [d for d in falling_due(config, month, following) if unit.id in d.units] if following else []
    if due:
        yield _few("接下来到期", [f"{chinese_short_day(d.day)}　{d.name}" for d in due], FEW)


def corrections(config: Config, month: Consolidation) -> Iterator[Block]:
    """Yield what a later revision corrects in the units of the month: old, new, reason (rubric §4)."""
    if not month.stage.restates:
        return
    lines = [
        f"{c.subject if c.subject.startswith(c.unit) else c.unit + c.subject}："
        f"原为 {c.old or '（空）'}，改为 {c.new or '（空）'}。原因：{c.reason}"
        for c in change_lines(config, month)
    ]
    if lines:
        yield _few(f"更正说明（{month.stage.edition}）", lines, MANY)
    else:
        yield Words(f"{month.stage.edition}更正的是别的单位，这里的结果没有变。")


def matter(config: Config, concern: Concern) -> str:
    """Return a line of 督办台账 in a letter: whose, what, since when; of a sensitive ledger its number alone."""
    unit = config.find_unit(concern.unit) if concern.unit else None
    hidden = False
    if concern.number:
        ledger = config.ledgers[concern.ledger]
        hidden = ledger.guards(ledger.key)
    name = concern.number if hidden else f"{concern.number}「{concern.text}」"
    late = f"，{chinese_short_day(concern.due)}到期" if concern.due else ""
    days = f"，已过 {concern.days} 天" if concern.days else ""
    return f"{unit.name if unit else ''}　{name}{late}{days}"


def must_of(month: Consolidation, unit: str) -> int:
    """Return how many findings the unit must correct."""
    return sum(severity(f) is Severity.MUST for f in month.unit_findings(unit))


def _few(title: str, lines: Iterable[str], most: int) -> Points:
    told = list(lines)
    more = [f"另有 {len(told) - most} 条，见附件。"] if len(told) > most else []
    return Points(title, (*told[:most], *more))


def _place(score: UnitScore) -> str:
    return f"{score.rank}{'（并列）' if score.tied else ''}" if score.rank else "—"


def _score(score: UnitScore) -> str:
    return "不计分" if score.score is None else shown(score.score)


def _from_mean(scores: Iterable[UnitScore], score: UnitScore) -> str:
    """Return the distance to the mean of the category, of all its units that were scored and not excused."""
    own = [s.score for s in scores if s.category == score.category and s.score is not None and not s.excused]
    if score.score is None or not own:
        return "—"
    distance = score.score - sum(own, Fraction()) / len(own)
    return f"{'+' if distance >= 0 else '−'}{shown(abs(distance))}"
