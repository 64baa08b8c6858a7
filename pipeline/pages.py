"""HTML summaries: index.html and a page a unit; self-contained, no script, readable on a phone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.account import change, largest_losses, place
from pipeline.briefing import brief
from pipeline.bulletin import change_lines, review_lines, review_words, standing_words
from pipeline.findings import ENDING, saying, severity
from pipeline.model import LedgerState, Severity, chinese_day, chinese_moment, shown, total
from pipeline.opinions import grouped, whole
from pipeline.standing import is_open, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.config import Config, Period
    from pipeline.model import Because, Consolidation, Finding, Item, UnitScore
    from pipeline.roster import Unit

STYLES = {Severity.MUST: "must", Severity.VERIFY: "verify", Severity.NOTE: "note", Severity.TIDIED: "note"}
NEXT_DUE = 6

_views = Environment(
    loader=PackageLoader("pipeline", "views"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def pages(config: Config, month: Consolidation) -> dict[str, bytes]:
    """Return the release's pages by path."""
    period = config.period(month.period)
    shared = {
        "school": config.settings.school, "period": period, "state": month.stage.words,
        "standing": standing_words(month.stage), "rubric_version": config.rubric.version,
        "now": f"{month.now:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    index = _views.get_template("index.html").render(**shared, **_index(config, period, month))
    found = {"index.html": index.encode()}
    view = _views.get_template("unit.html")
    scores = {s.unit: s for s in month.scores}
    for unit in config.units_in(period):
        if config.category(unit).fills == "units":
            page = view.render(**shared, **_unit(config, period, month, unit, scores.get(unit.id)))
            found[f"units/{unit.id}.html"] = page.encode()
    return found


def _index(config: Config, period: Period, month: Consolidation) -> dict[str, object]:
    briefing = brief(config, month)
    names = {u.id: u.name for u in config.units}
    return {
        "sentence": briefing.sentence, "figures": briefing.figures, "to_verify": briefing.to_verify,
        "decisions": briefing.decisions,
        "ranking": _ranking(month), "actions": briefing.actions,
        "concerns": [
            {"kind": c.kind, "unit": names.get(c.unit, ""), "number": c.number, "text": c.text, "owner": c.owner,
             "due": chinese_day(c.due) if c.due else "", "days": c.days or ""}
            for c in month.concerns
        ],
        "returns": _returns(config, period, month),
        "strays": list(_files(names, month)),
        "changes": change_lines(config, month), "reviews": review_lines(config, month),
        "edition": month.stage.edition, "text_only": month.stage.text_only,
    }  # fmt: skip


def _files(names: Mapping[str, str], month: Consolidation) -> Iterator[dict[str, str]]:
    """Yield the files that nobody's form came of, that do not count wholly, or that the office decided on."""
    intake = month.merged.intake
    own = [(names[unit], fate) for unit, each in intake.units.items() for fate in each.files]
    fates = [("", stray) for stray in intake.strays] + own
    for unit, fate in fates:
        if fate.reason:
            yield {"unit": unit, "file": fate.file.rsplit("/", 1)[-1], "reason": fate.reason}


def _ranking(month: Consolidation) -> list[dict[str, object]]:
    groups: dict[str, list[UnitScore]] = defaultdict(list)
    for score in month.scores:
        groups[score.category].append(score)
    return [
        {
            "category": category,
            "rows": [
                {"id": s.unit, "name": s.name, "rank": s.rank or "—", "tied": s.tied, "change": change(s),
                 "score": "不计分" if s.score is None else shown(s.score), "bar": float(s.score or 0)}
                for s in sorted(scores, key=lambda s: s.rank or len(scores) + 1)
            ],
        }
        for category, scores in groups.items()
    ]  # fmt: skip


def _returns(config: Config, period: Period, month: Consolidation) -> list[dict[str, object]]:
    rows = []
    for unit in config.units_in(period):
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


def _unit(
    config: Config, period: Period, month: Consolidation, unit: Unit, score: UnitScore | None
) -> dict[str, object]:
    findings = [f for f in month.unit_findings(unit.id) if not saying(f.code).office]
    shown_findings = [f for f in findings if severity(f) is not Severity.TIDIED]
    return {
        "unit": unit,
        "score": _score(score, findings) if score else None,
        "changes": change_lines(config, month, unit.id),
        "reviews": review_lines(config, month, unit.id),
        "review": review_words(month.stage) if score else "",
        "due": _due(config, period, month, unit),
        "findings": [
            {
                "severity": opinion.severity.value,
                "style": STYLES[opinion.severity],
                "words": whole(opinion),
            }
            for opinion in grouped(shown_findings)
        ],
        "ending": ENDING if any(severity(f) is Severity.MUST for f in findings) else "",
    }


def _score(score: UnitScore, findings: list[Finding]) -> dict[str, object]:
    indicators = [
        {
            "name": i.name + ("（暂定）" if i.provisional else ""), "why_not": i.why_not if i.score is None else "",
            "points": "" if i.score is None else f"{shown(i.points)} / {shown(i.weight)}",
            "lines": [_line(b) for b in i.because],
        }
        for i in score.indicators
    ]  # fmt: skip
    if score.discipline:
        indicators.append({
            "name": "报送扣分", "why_not": "", "points": shown(total(score.discipline)),
            "lines": [_line(b) for b in score.discipline],
        })  # fmt: skip
    return {
        "score": "不计分" if score.score is None else shown(score.score), "rank": score.rank or "—", "tied": score.tied,
        "change": change(score), "must": sum(severity(f) is Severity.MUST for f in findings),
        "losses": [{**_line(b), "lost": shown(b.lost)} for b in largest_losses(score)],
        "headings": [
            {"name": name, "gained": shown(gained), "possible": shown(possible)}
            for name, (gained, possible) in score.headings.items()
        ],
        "indicators": indicators,
    }  # fmt: skip


def _line(line: Because) -> dict[str, str]:
    return {
        "points": shown(line.points), "out_of": shown(line.out_of) if line.out_of else "", "text": line.text,
        "place": place(line.where), "id": line.id,
    }  # fmt: skip


def _due(config: Config, period: Period, month: Consolidation, unit: Unit) -> list[dict[str, str]]:
    """Return the unit's open items by deadline, the nearest first."""
    day = config.deadline_day(period)

    def by_deadline(item: Item) -> tuple[str, str]:
        return str(item.deadline(day) or "9999"), item.number

    carried = [each for each in config.duties(unit, period) if each.items and each.carried]
    running = [
        item
        for ledger in carried
        for item in month.merged.items_of(unit.id, ledger.id)
        if is_open(period, item) and item.completed_in != period.id
    ]
    rows = []
    for item in sorted(running, key=by_deadline)[:NEXT_DUE]:
        deadline, ledger = item.deadline(day), config.ledgers[item.ledger]
        rows.append({
            "due": chinese_day(deadline) if deadline else "", "number": item.number, "name": item.name,
            "owner": item.latest.text(ledger.owner) if ledger.owner else "", "state": state_of(config, period, item),
        })  # fmt: skip
    return rows
