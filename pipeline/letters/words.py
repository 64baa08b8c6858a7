"""What letters say of a month, block by block: the few figures of the first look, for each kind of reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.account import change, difference, largest_losses, mean_of, place
from pipeline.briefing import brief
from pipeline.bulletin import change_lines, standing_words
from pipeline.digest import highlights
from pipeline.findings import severity
from pipeline.model import Figures, Points, Severity, Words, chinese_short_day, shown
from pipeline.opinions import grouped, whole
from pipeline.repair import repair
from pipeline.supervise import DEAD, MISSING, OVERDUE, UNANSWERED, UNSIGNED
from pipeline.supervision.dates import falling_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.config import Config
    from pipeline.model import Block, Concern, Consolidation, Stage, UnitScore
    from pipeline.roster import Unit

WAITING = (DEAD, OVERDUE, UNSIGNED, UNANSWERED, MISSING)
COLUMNS, NONE = ("单位", "名次", "得分", "比上期"), "—"
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
        yield _table(f"{category}名次", COLUMNS, [_line(score) for score in own])
    proud = [f"{h.unit}：{h.kind}　{h.text}" for h in highlights(config, month)]
    if proud:
        yield Points("本期亮点", tuple(proud))


def of_units(config: Config, month: Consolidation, whole_month: Consolidation) -> Iterator[Block]:
    """Yield in one sentence what waits of a scope's units, then the units beside the means of all, then what it is."""
    waiting = {kind: [matter(config, c) for c in month.concerns if c.kind == kind] for kind in WAITING}
    counts = "、".join(f"{kind} {len(lines)} 项" for kind, lines in waiting.items() if lines)
    units = f"{config.period(month.period).name}这 {len(month.merged.intake.units)} 个单位"
    yield Words(
        f"{units}：{counts}。" if counts else f"{units}没有逾期、未销号、未落实的，也都报齐了。", strong=True
    )
    rows = [(*_line(score), _from_mean(whole_month.scores, score)) for score in month.scores]
    if rows:
        yield _table("各单位", (*COLUMNS, "比本类平均"), rows)
    yield from (_few(kind, lines, FEW) for kind, lines in waiting.items() if lines)


def of_unit(config: Config, month: Consolidation, unit: Unit) -> Iterator[Block]:
    """Yield what the head of a unit asks: score and place, the largest losses and whether they can be made good, what to correct."""
    period = config.period(month.period)
    score = next((s for s in month.scores if s.unit == unit.id), None)
    if score is not None and score.score is not None:
        moved = change(score)
        against = "" if moved == "—" else f"，比上期{moved}"
        tie = "并列" if score.tied else ""
        place_words = f"{score.category}{tie}第 {score.rank} 名" if score.rank else "经批准免评，不排名"
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
        must = must_of(month, unit.id)
        title = f"审核意见 {count} 处" + (f"，其中须改正 {must} 处" if must else "")
        yield _few(title, [whole(o) for o in asked], MANY)
    following = config.after(period)
    due = [d for d in falling_due(config, month, following) if unit.id in d.units] if following else []
    if due:
        yield _few("接下来到期", [f"{chinese_short_day(d.day)}　{d.name}" for d in due], FEW)


def corrections(config: Config, month: Consolidation) -> Iterator[Block]:
    """Yield what a later revision corrects in the units of the month: old, new, reason (rubric §4)."""
    told = [(c.unit, c.subject, c.old, c.new, c.reason) for c in change_lines(config, month)]
    yield from corrected(month.stage, told)


def corrected(stage: Stage, told: Iterable[tuple[str, str, str, str, str]]) -> Iterator[Block]:
    """Yield what `told` has of corrections (unit, what, old, new, why), a line a reason; nothing of a first edition."""
    if not stage.restates:
        return
    by_reason: dict[str, list[str]] = {}
    for unit, what, old, new, why in told:
        name = what if what.startswith(unit) else unit + what
        by_reason.setdefault(why, []).append(f"{name}由 {old or '（空）'} 改为 {new or '（空）'}")
    if by_reason:
        lines = [f"{_first(changes)}。原因：{why}" for why, changes in by_reason.items()]
        yield _few(f"更正说明（{stage.edition}）", lines, MANY)
    else:
        yield Words(f"{stage.edition}更正的是别的单位，这里的结果没有变。", strong=True)


def imprint(stage: Stage) -> Iterator[Block]:
    """Yield who signed the result, when it was issued, until when one can speak: it stands last."""
    standing = standing_words(stage)
    if standing:
        yield Words(f"{standing}。")


def matter(config: Config, concern: Concern) -> str:
    """Return a line of 督办台账 in a letter: whose, what, since when; of a sensitive ledger its number alone."""
    unit = config.find_unit(concern.unit) if concern.unit else None
    hidden = False
    if concern.number:
        ledger = config.ledgers[concern.ledger]
        hidden = ledger.guards(ledger.key)
    text = concern.text if concern.kind == MISSING else f"「{concern.text}」"
    name = concern.number if hidden else concern.number + text
    late = f"，{chinese_short_day(concern.due)}到期" if concern.due else ""
    days = f"，已过 {concern.days} 天" if concern.days else ""
    whose = f"{unit.name}　" if unit and not name.startswith(unit.name) else ""
    return f"{whose}{name}{late}{days}"


def must_of(month: Consolidation, unit: str) -> int:
    """Return how many findings the unit must correct."""
    return sum(severity(f) is Severity.MUST for f in month.unit_findings(unit))


def _few(title: str, lines: Iterable[str], most: int) -> Points:
    told = list(lines)
    more = [f"另有 {len(told) - most} 条，见附件。"] if len(told) > most else []
    return Points(title, (*told[:most], *more))


def _first(changes: list[str]) -> str:
    return "；".join(changes[:FEW]) + (f"；等 {len(changes)} 处，见附件" if len(changes) > FEW else "")


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Figures:
    """Return the table without a column of which no row says anything, as the change in the first period."""
    kept = [place for place in range(len(head)) if any(row[place] != NONE for row in rows)]
    return Figures(
        title, tuple(head[place] for place in kept), tuple(tuple(row[p] for p in kept) for row in rows)
    )


def _line(score: UnitScore) -> tuple[str, str, str, str]:
    return score.name, _place(score), _score(score), change(score)


def _place(score: UnitScore) -> str:
    return f"{score.rank}{'（并列）' if score.tied else ''}" if score.rank else NONE


def _score(score: UnitScore) -> str:
    return "不计分" if score.score is None else shown(score.score)


def _from_mean(scores: Iterable[UnitScore], score: UnitScore) -> str:
    """Return the distance to the mean of the category, of all its units that were scored and not excused."""
    mean = mean_of(scores, score.category)
    return NONE if score.score is None or mean is None else difference(score.score, mean)
