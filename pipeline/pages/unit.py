"""A page a unit: score and losses, what falls due, what to correct, every item, every line; nobody else's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.account import change, difference, largest_losses, mean_of
from pipeline.bulletin import change_lines, review_lines, review_words
from pipeline.findings import ENDING, saying, severity
from pipeline.model import Severity, chinese_short_day, chinese_until, shown, total
from pipeline.opinions import grouped, whole
from pipeline.pages.words import day_words, line_words, trend
from pipeline.repair import repair
from pipeline.standing import DONE, OVERDUE, is_given_up, is_open, milestone_term, state_of, term_of
from pipeline.supervise import DEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Consolidation, Item, UnitScore
    from pipeline.roster import Unit
    from pipeline.standing import Due

NEXT_DUE = 6


def unit_words(config: Config, month: Consolidation, unit: Unit) -> dict[str, object]:
    """Return what the view unit.html shows of `unit`."""
    period = config.period(month.period)
    score = next((s for s in month.scores if s.unit == unit.id), None)
    said = [f for f in month.unit_findings(unit.id) if not saying(f.code).office]
    asked = [f for f in said if severity(f) is not Severity.TIDIED]
    must = sum(severity(f) is Severity.MUST for f in said)
    items = [_table(config, period, month, unit, each) for each in _carried(config, period, unit)]
    waiting = list(_due(config, period, month, unit))
    late = [row for row in waiting if row["late"]]
    return {
        "unit": unit, "must": must, "overdue": sum(not row["milestone"] for row in late),
        "late_steps": sum(bool(row["milestone"]) for row in late), "late": late, "few": NEXT_DUE,
        "score": _score(config, month, score) if score else None,
        "told_until": _told_until(config, period, month), "next_return": _next_return(config, period, month.now),
        "due": [row for row in waiting if not row["late"]],
        "findings": [{"severity": o.severity.value, "words": whole(o)} for o in grouped(asked)],
        "ending": _ending(month, unit) if must else "",
        "review": review_words(month.stage) if score else "",
        "changes": change_lines(config, month, unit.id), "reviews": review_lines(config, month, unit.id),
        "items": [table for table in items if table["rows"]],
    }  # fmt: skip


def _ending(month: Consolidation, unit: Unit) -> str:
    """Return what follows the findings: what else of the form was taken."""
    taken = (entry.counted for entry in month.merged.intake.units[unit.id].ledgers.values())
    return ENDING if any(taken) else "这份表一行都没有收下，请整份重发。"


def _score(config: Config, month: Consolidation, score: UnitScore) -> dict[str, object]:
    indicators = [
        {
            "name": i.name + ("（暂定）" if i.provisional else ""), "why_not": i.why_not if i.score is None else "",
            "points": "" if i.score is None else f"{shown(i.points)} / {shown(i.weight)}",
            "lines": [line_words(b) for b in i.because],
        }
        for i in score.indicators
    ]  # fmt: skip
    if score.discipline:
        indicators.append({
            "name": "报送扣分", "why_not": "", "points": shown(total(score.discipline)),
            "lines": [line_words(b) for b in score.discipline],
        })  # fmt: skip
    return {
        "score": "不计分" if score.score is None else shown(score.score), "rank": score.rank or "—",
        "tied": score.tied, "ranked": sum(s.category == score.category and bool(s.rank) for s in month.scores),
        "discipline": shown(total(score.discipline)) if score.discipline else "", "change": change(score), "from_mean": _from_mean(month, score),
        "losses": [
            {**line_words(b), "lost": shown(b.lost), "repair": repair(month, score.unit, b)}
            for b in largest_losses(score)
        ],
        "headings": [
            {"name": name, "gained": shown(gained), "possible": shown(possible)}
            for name, (gained, possible) in score.headings.items()
        ],
        "indicators": indicators, "trend": trend(config, month, score.category, score.unit),
    }  # fmt: skip


def _from_mean(month: Consolidation, score: UnitScore) -> str:
    mean = mean_of(month.scores, score.category)
    return "" if mean is None or score.score is None else difference(score.score, mean)


def _carried(config: Config, period: Period, unit: Unit) -> list[Ledger]:
    """Return the unit's ledgers of items that are followed until they are done."""
    return [each for each in config.duties(unit, period) if each.items and each.carried]


def _running(config: Config, period: Period, month: Consolidation, unit: Unit) -> list[Item]:
    """Return the unit's items that were not done by the end of the period."""
    return [
        item
        for ledger in _carried(config, period, unit)
        for item in month.merged.items_of(unit.id, ledger.id)
        if is_open(period, item) and item.completed_in != period.id
    ]


def _told_until(config: Config, period: Period, month: Consolidation) -> str:
    """Return the day up to which the states are told, of a later edition that comes out when much may be done already."""
    following = config.after(period)
    late = following is not None and config.deadline(following) < month.now
    return chinese_short_day(period.last) if late else ""


def _next_return(config: Config, period: Period, now: datetime) -> str:
    """Return when the next form is due."""
    following = config.after(period)
    if following is None or config.deadline(following) < now:
        return ""
    return f"{following.name}填报表：{chinese_until(config.deadline_day(following))}截止。"


def _due(config: Config, period: Period, month: Consolidation, unit: Unit) -> Iterator[dict[str, Any]]:
    """Yield the unit's open items and milestones by deadline, the nearest first, those without one last."""
    day = config.deadline_day(period)
    found: list[tuple[date | None, str, Item, Due]] = []
    for item in _running(config, period, month, unit):
        found.append((item.deadline(day), "", item, term_of(item)))
        found += [
            (each.due, each.text, item, milestone_term(each)) for each in item.milestones if not each.done_in
        ]
    for due, milestone, item, term in sorted(found, key=lambda f: (f[0] or date.max, f[2].number, f[1])):
        late = due is not None and due <= period.last
        state = OVERDUE if late else state_of(config, period, item)
        ledger = config.ledgers[item.ledger]
        yield {
            "due": day_words(config, due), "milestone": milestone, "number": item.number, "name": item.name, "late": late,
            "owner": item.latest.text(ledger.owner) if ledger.owner else "",
            "state": DEAD if late and is_given_up(config, period, term) else state,
        }  # fmt: skip


def _table(
    config: Config, period: Period, month: Consolidation, unit: Unit, ledger: Ledger
) -> dict[str, object]:
    """Return every item of one ledger: what is open by deadline, then what is done."""
    day = config.deadline_day(period)

    def order(item: Item) -> tuple[bool, date, str]:
        return state_of(config, period, item) == DONE, item.deadline(day) or date.max, item.number

    items = (i for i in month.merged.items_of(unit.id, ledger.id) if i.withdrawn is None)
    return {"title": ledger.title, "rows": [_item(config, period, i) for i in sorted(items, key=order)]}


def _item(config: Config, period: Period, item: Item) -> dict[str, object]:
    ledger, day = config.ledgers[item.ledger], config.deadline_day(period)
    row = item.entries.get(period.id)
    deadline = item.deadline(day)
    return {
        "name": item.name, "number": item.number, "due": day_words(config, deadline),
        "postponed": deadline != item.first_deadline,
        "owner": item.latest.text(ledger.owner) if ledger.owner else "",
        "state": state_of(config, period, item),
        "done": day_words(config, item.completed) if item.completed_in and item.completed_in <= period.id else "",
        "progress": row.text("progress") if row else "",
    }  # fmt: skip
