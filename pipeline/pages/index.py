"""index.html: the month in one look, in the order in which a principal asks, then the detail."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.account import change
from pipeline.briefing import brief
from pipeline.bulletin import change_lines, review_lines
from pipeline.chronicle.clauses import FULFILLED, NOT_YET, RUNNING
from pipeline.chronicle.clauses import STATES as CLAUSE_STATES
from pipeline.digest import clauses, highlights, matters
from pipeline.findings import severity
from pipeline.model import LedgerState, Severity, State, chinese_moment, chinese_until, shown
from pipeline.pages.words import day_words, trend
from pipeline.supervise import DEAD, OVERDUE, UNSIGNED, owner_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.config import Config
    from pipeline.model import Concern, Consolidation, Stage, UnitScore
    from pipeline.pages.ledger import LedgerPage

FEW = 8
"""So many of the overdue stand in the one look; the others, and what else is supervised, in 督办台账 below."""


def index_words(config: Config, month: Consolidation, ledgers: Sequence[LedgerPage]) -> dict[str, object]:
    """Return what the view index.html shows."""
    briefing = brief(config, month)
    names = {u.id: u.name for u in config.units}
    concerns = [_concern(config, names, each) for each in month.concerns]
    overdue = [each for each in concerns if each["kind"] in {OVERDUE, DEAD, UNSIGNED}]
    rest = [each for each in concerns if each not in overdue[:FEW]]
    changes = change_lines(config, month)
    return {
        "sentence": briefing.sentence, "help": briefing.help, "figures": briefing.figures, "to_verify": briefing.to_verify,
        "decisions": briefing.decisions, "actions": briefing.actions,
        "overdue": overdue, "few": FEW, "concerns": rest, "matters": _matters(config, month),
        "ranking": _ranking(config, month), "highlights": highlights(config, month),
        "steps": _steps(month.stage, scored=bool(month.scores)), "provisional": month.provisional, "clauses": _clauses(config, month),
        "returns": _returns(config, month), "strays": list(_files(names, month)),
        "changes": changes, "reviews": review_lines(config, month),
        "edition": month.stage.edition, "text_only": month.stage.text_only,
        "ledgers": [
            {"path": each.path, "title": each.title, "count": each.whole} for each in ledgers if each.first
        ],
        "contents": _contents(month, concerned=bool(rest), changed=bool(changes)),
    }  # fmt: skip


def _contents(month: Consolidation, *, concerned: bool, changed: bool) -> list[tuple[str, str]]:
    scored = bool(month.scores)
    every = (
        ("decide", "需要您定的", True), ("actions", "各考评项目", scored), ("overdue", "逾期和未销号", True),
        ("asked", "交办事项", True), ("ranking", "名次", scored), ("highlights", "本期亮点", True),
        ("stage", "到了哪一步", True), ("changes", "更正说明", changed), ("plan", "方案落实对照", True),
        ("concerns", "督办台账", concerned), ("returns", "报送情况", True), ("ledgers", "各张台账", True),
    )  # fmt: skip
    return [(place, name) for place, name, there in every if there]


def _concern(config: Config, names: Mapping[str, str], concern: Concern) -> dict[str, object]:
    return {
        "kind": concern.kind, "unit": names.get(concern.unit, ""), "number": concern.number, "text": concern.text,
        "owner": owner_shown(config, concern), "due": day_words(config, concern.due), "days": _days(concern),
    }  # fmt: skip


def _days(concern: Concern) -> str:
    if concern.days:
        return f"{concern.days} 天"
    return "当天到期" if concern.kind in {OVERDUE, DEAD, UNSIGNED} else ""


def _matters(config: Config, month: Consolidation) -> list[dict[str, str]]:
    return [
        {"state": m.state, "unit": m.unit_name, "text": m.text, "demand": m.demand, "source": m.source,
         "raised": day_words(config, m.raised_on), "due": day_words(config, m.deadline), "result": m.result}
        for m in matters(config, month)
    ]  # fmt: skip


def _ranking(config: Config, month: Consolidation) -> list[dict[str, object]]:
    groups: dict[str, list[UnitScore]] = defaultdict(list)
    for score in month.scores:
        groups[score.category].append(score)
    return [
        {
            "category": category, "trend": trend(config, month, category),
            "rows": [
                {"id": s.unit, "name": s.name, "rank": s.rank or "—", "tied": s.tied, "change": change(s),
                 "score": "不计分" if s.score is None else shown(s.score), "bar": float(s.score or 0)}
                for s in sorted(scores, key=lambda s: s.rank or len(scores) + 1)
            ],
        }
        for category, scores in groups.items()
    ]  # fmt: skip


def _steps(stage: Stage, *, scored: bool) -> list[dict[str, object]]:
    """Return the way from draft to issue (rubric §4) and where on it this revision stands."""
    waits = stage.state is State.DRAFT and stage.confirm_until
    confirm = f"，各单位{chinese_until(waits)}前核对本单位一页" if waits else ""
    signed = f"审签：{stage.approved_by}，{chinese_moment(stage.approved)}" if stage.approved else "审签"
    issued = f"印发：{chinese_moment(stage.issued)}" if stage.issued else "印发"
    public = (
        f"，公示到{chinese_until(stage.review_until)}{'，公示期内可以申请复核' if scored else ''}"
        if stage.review_until
        else ""
    )
    told = ((State.DRAFT, f"送审稿{confirm}"), (State.APPROVED, signed), (State.ISSUED, f"{issued}{public}"))
    edition = f"（{stage.edition}）" if stage.revision > 1 else ""
    return [
        {
            "words": words + (f"{edition}　←　现在" if state is stage.state else ""),
            "now": state is stage.state,
        }
        for state, words in told
    ]


def _clauses(config: Config, month: Consolidation) -> dict[str, object]:
    """Return how many clauses stand how, and those that should have evidence by now and have not all."""
    found, last = clauses(config, month), config.period(month.period).last
    return {
        "figures": [
            {"name": state, "value": count}
            for state in CLAUSE_STATES if (count := sum(c.state == state for c in found))
        ],
        "lacking": [
            {"state": c.state, "text": c.text, "lead": c.lead, "due": day_words(config, c.last)}
            for c in found if c.state not in {FULFILLED, RUNNING} and (c.state != NOT_YET or c.first <= last)
        ],
    }  # fmt: skip


def _returns(config: Config, month: Consolidation) -> list[dict[str, object]]:
    rows = []
    for unit in config.units_in(config.period(month.period)):
        intake = month.merged.intake.units[unit.id]
        states = [
            e.state
            for name, e in intake.ledgers.items()
            if config.ledgers[name].owed or e.state != LedgerState.MISSING
        ]
        must = sum(severity(f) is Severity.MUST for f in month.unit_findings(unit.id))
        rows.append({
            "id": unit.id, "name": unit.name, "page": config.category(unit).fills == "units",
            "timeliness": intake.timeliness.value,
            "arrived": chinese_moment(intake.arrived) if intake.arrived else "",
            "returned": states.count(LedgerState.RETURNED), "nil": states.count(LedgerState.NIL),
            "missing": states.count(LedgerState.MISSING), "must": must,
        })  # fmt: skip
    return rows


def _files(names: Mapping[str, str], month: Consolidation) -> Iterator[dict[str, str]]:
    """Yield the files that nobody's form came of, that do not count wholly, or that the office decided on."""
    intake = month.merged.intake
    own = [(names[unit], fate) for unit, each in intake.units.items() for fate in each.files]
    fates = [("", stray) for stray in intake.strays] + own
    counted = {names[unit] for unit, each in intake.units.items() if any(f.counted_for for f in each.files)}
    for unit, fate in fates:
        if fate.reason:
            again = "；另发的一份已经计入" if unit in counted and not fate.counted_for else ""
            yield {"unit": unit, "file": fate.file.rsplit("/", 1)[-1], "reason": f"{fate.reason}{again}"}
