"""报送表: the commitments that are filed outside the school, with 组干科 (plan P2), a person after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.chronicle import Records
from pipeline.chronicle.outcome import outcome_of
from pipeline.chronicle.use import TEAM
from pipeline.drafts.filling import Imprint, cut, fill
from pipeline.drafts.forms import FILING
from pipeline.drafts.parts import day_of
from pipeline.model import DecisionKind, chinese_day, chinese_short_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from pipeline.config import Config, Period
    from pipeline.model import Consolidation, Item, YearBook

LEDGER = "commitment"
REPORTED = "报"
"""How a route begins that leads out of the school: 报组干科; the others stay with the unit."""
SHOWN = ("goal", "measure", "person")
WORDS = {"goal": "目标", "measure": "措施", "person": "承诺人"}


def month_filings(config: Config, month: Consolidation) -> dict[str, bytes]:
    """Return a table of what is new or changed for each route that has any, by where it goes."""
    period = config.period(month.period)
    return _filings(config, month, period.name, "变动", lambda item: _news(config, month, period, item))


def year_filings(config: Config, book: YearBook) -> dict[str, bytes]:
    """Return a table of all that was filed in the year and what became of it, by where it goes."""
    records = Records(config, book.merged)

    def became(item: Item) -> str:
        outcome = outcome_of(records, item)
        return outcome.word + (f"，{chinese_short_day(outcome.completed)}" if outcome.completed else "")

    return _filings(config, book, f"{book.year}年度", "完成情况", became)


def _filings(
    config: Config, draft: Consolidation | YearBook, when: str, column: str, told: Callable[[Item], str]
) -> dict[str, bytes]:
    found = {}
    for line in config.settings.filing:
        items = [
            (item, words)
            for item in draft.merged.items
            if item.ledger == LEDGER and item.latest.text("filing") == line.route and (words := told(item))
        ]
        if line.route.startswith(REPORTED) and items:
            to = line.route.removeprefix(REPORTED)
            found[to] = _table(config, draft, to, f"{when}{'、'.join(line.tiers)}目标承诺", column, items)
    return found


def _table(
    config: Config,
    draft: Consolidation | YearBook,
    to: str,
    what: str,
    column: str,
    items: list[tuple[Item, str]],
) -> bytes:
    school = config.settings.school
    day = config.deadline_day(config.period(draft.merged.period))
    people = list(_people(config, items, day))
    words = {
        "state": draft.stage.words, "title": f"{what}报送表", "school": school.name, "to": to,
        "counted": f"{_promised_by(items)}，{len(items)} 件", "told": column, "people": people, "day": day_of(draft),
    }  # fmt: skip
    return fill(FILING, words, Imprint(f"{what}报送表", school.name, draft.now))


def _promised_by(items: list[tuple[Item, str]]) -> str:
    """Return how many promised: a leading body is nobody of its members."""
    tiers = {item.latest.text("person"): item.latest.text("tier") for item, _ in items}
    bodies = sum(tier == TEAM for tier in tiers.values())
    told = [f"{bodies} 个班子集体"] if bodies else []
    return "、".join(told + ([f"{len(tiers) - bodies} 人"] if len(tiers) > bodies else []))


def _people(config: Config, items: list[tuple[Item, str]], day: date) -> Iterator[dict[str, object]]:
    """Yield who promised, in the order of the roster, each with what was promised."""
    roster = [person.name for person in config.people]
    own: dict[str, list[tuple[Item, str]]] = {}
    for item, words in items:
        own.setdefault(item.latest.text("person"), []).append((item, words))
    order = 0
    for name in sorted(own, key=lambda n: roster.index(n) if n in roster else len(roster)):
        record, lines = own[name][0][0].latest, []
        for item, words in own[name]:
            order += 1
            lines.append(_line(order, item, words, day))
        yield {"name": name, "title": record.text("title"), "duty": record.text("duty"), "lines": lines}


def _line(order: int, item: Item, told: str, day: date) -> dict[str, str]:
    record, deadline = item.latest, item.deadline(day)
    texts = {name: record.text(name) for name in ("promise", "goal", "measure")} | {"promise": item.name}
    return {
        name: cut(text, f"{record.at(name).sheet} {record.at(name).cell}") for name, text in texts.items()
    } | {"order": str(order), "due": chinese_day(deadline) if deadline else "", "told": told}


def _news(config: Config, month: Consolidation, period: Period, item: Item) -> str:
    """Return what is new about a commitment in the period: 新增, 撤销, what was changed; "" where nothing is."""
    before = config.before(period)
    if item.registered == period.id:
        return "新增"
    if item.registered > period.id or before is None:
        return ""
    day, day_before = config.deadline_day(period), config.deadline_day(before)
    withdrawn = (
        d for d in month.merged.decisions if d.kind == DecisionKind.WITHDRAW and d.number == item.number
    )
    if any(day_before < decision.approved <= day for decision in withdrawn):
        return "撤销"
    earlier = [row for name, row in sorted(item.entries.items()) if name < period.id]
    now = item.entries.get(period.id)
    changed = [WORDS[name] for name in SHOWN if now and earlier and now.text(name) != earlier[-1].text(name)]
    changed += ["完成时限"] if item.deadline(day) != item.deadline(day_before) else []
    return f"变更：{'、'.join(changed)}" if changed else ""
