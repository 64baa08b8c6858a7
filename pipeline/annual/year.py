"""The year of every unit: P, Y, bonus, penalty, the final figure; every point a line (rubric §3, §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.annual.bonus import score_bonus
from pipeline.annual.grades import figures_of, graded, quotas, useless
from pipeline.annual.process import mean_of, period_shares, process_lines
from pipeline.annual.results import score_results
from pipeline.annual.scope import Scope
from pipeline.annual.votes import score_ballots, score_mark
from pipeline.errors import UsageError
from pipeline.model import Because, DecisionKind, Finding, YearBook, YearPart, YearScore, total
from pipeline.rubric import Inspection
from pipeline.score.context import HUNDRED, RUBRIC, ZERO, fraction_of, plain_number
from pipeline.yearly import Ballots, Levels, Mark, Results

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from fractions import Fraction

    from pipeline.annual.scope import Row
    from pipeline.config import Config
    from pipeline.model import Merged, ScoredPeriod
    from pipeline.roster import Unit
    from pipeline.score.context import Part
    from pipeline.yearly import YearPart as Declared

RULE = "细则§3 年度考评"
CAPPED = "bonus"
"""The part of the line that caps the bonus of all sources together."""


def judge_year(config: Config, merged: Merged, periods: Sequence[ScoredPeriod], now: datetime) -> YearBook:
    """Return the year judged as of the cut-off; raises UsageError where the leading group's mark is missing."""
    last = config.period(merged.period)
    units = [u for u in config.units if config.category(u).scored]
    scopes = [Scope(config, merged, last, u) for u in units if _was_there(config, u, periods)]
    vetoes = {scope.unit.id: row for scope in scopes for row in _vetoes(scope)}
    scores = [_year(scope, periods, vetoes.get(scope.unit.id)) for scope in scopes]
    _mark_is_there(config, scores)
    quota = quotas(config, last)
    places = {unit: row.at(config.rubric.annual.sanctions.kind_field) for unit, row in vetoes.items()}
    decided = [d for d in merged.decisions if d.kind == DecisionKind.SETTLE]
    grades = {grade.name for grade in config.rubric.annual.grades[:2]}
    settled = {d.unit: d for d in decided if d.new in grades}
    done = graded(config, scores, quota, places, settled)
    return YearBook(
        config.settings.year, now, last.last, merged, tuple(periods), done, quota,
        (*_said(scopes), *useless(config, decided, done)),
    )  # fmt: skip


def _was_there(config: Config, unit: Unit, periods: Sequence[ScoredPeriod]) -> bool:
    return unit in config.units_in(config.periods[-1]) or any(each.of(unit.id) for each in periods)


def _year(scope: Scope, periods: Sequence[ScoredPeriod], veto: Row | None) -> YearScore:
    config, unit = scope.config, scope.unit
    shares = period_shares(unit.id, periods)
    process = mean_of(shares)
    why_not = "" if process is not None else "没有可以平均的平时考评得分，列出而不评"
    if not unit.exists(scope.cutoff, scope.cutoff):
        why_not = "到考核基准日已经撤并，列出而不评"
    lines = process_lines(config, shares)
    if why_not or process is None:
        return YearScore(
            unit.id, unit.name, unit.category, shares, process, None, (), (), (), (), (), None, {}, why_not=why_not,
        )  # fmt: skip
    annual = config.rubric.annual
    parts, given_away = _parts(scope)
    year = sum((p.share * p.score for p in parts if p.score is not None), ZERO)
    bonus, penalty = score_bonus(scope), tuple(_penalty(scope))
    raw = total(
        (*lines, *(b for p in parts for b in p.because), *(b for s in bonus for b in s.because), *penalty)
    )
    gained = sum((s.points for s in bonus), ZERO)
    held = tuple(_held(annual.bonus.most, gained, raw, annual.most))
    final = raw + total(held)
    headings = _headings(config, unit.id, periods, min(gained, annual.bonus.most))
    voted = next(
        (p.score for p, d in zip(parts, annual.parts, strict=True) if isinstance(d.by, Ballots)), None
    )
    order = figures_of(final, year, process, voted, _tie(scope, periods))
    return YearScore(
        unit.id, unit.name, unit.category, shares, process, year, lines, parts, bonus, penalty, held, final,
        headings, order, _limit(config, veto), notes=given_away,
    )  # fmt: skip


def _parts(scope: Scope) -> tuple[tuple[YearPart, ...], tuple[Because, ...]]:
    """Return the parts of Y out of their moved shares, and the lines of shares given away."""
    annual = scope.config.rubric.annual
    found = [(each, _by_kind(scope, each)) for each in annual.parts]
    whole = sum((each.share for each, part in found if part.applies), ZERO)
    parts, given_away = [], []
    for each, part in found:
        share = each.share / whole if part.applies else ZERO
        lines = part.scaled(annual.year * share).lines
        score = part.points if part.applies else None
        parts.append(YearPart(each.id, each.name, each.share, share, score, lines, part.why_not))
        if not part.applies:
            text = (
                f"{each.name}：{part.why_not}，{plain_number(each.share * HUNDRED)}% 的份额按比例并入其余部分"
            )
            given_away.append(
                Because(f"年度/{each.id}/不适用", text, ZERO, ZERO, part.where_not or RUBRIC, RULE)
            )
    return tuple(parts), tuple(given_away)


def _by_kind(scope: Scope, declared: Declared) -> Part:
    prefix = f"年度/{declared.id}"
    match declared.by:
        case Results():
            return score_results(scope, declared.by, prefix)
        case Ballots():
            return score_ballots(scope, declared.by, prefix)
        case Mark():
            return score_mark(scope, declared.by, prefix)


def _mark_is_there(config: Config, scores: Sequence[YearScore]) -> None:
    """Stop where a unit that is judged has no mark (rubric §3, L)."""
    marks = {part.id: part for part in config.rubric.annual.parts if isinstance(part.by, Mark)}
    lacking = [s.name for s in scores if s.final is not None and any(s.part(m).score is None for m in marks)]
    if lacking:
        titles = "、".join(
            config.ledgers[part.by.ledger].title for part in marks.values() if isinstance(part.by, Mark)
        )
        message = (
            f"还没有{titles}的分数：{'、'.join(lacking)}。"
            f"请在{config.periods[-1].name}的办公室登记表「{titles}」里填上，汇总以后再做年度考评。"
        )
        raise UsageError(message)


def _sanctions(scope: Scope, word: str) -> list[Row]:
    """Return the unit's lines of the sanctions register of one kind, decided by the cut-off."""
    rule = scope.config.rubric.annual.sanctions
    found = (row for row in scope.rows(rule.ledger) if row.text(rule.kind_field) == word)
    return [
        row for row in found if (day := row.record.day(rule.day_field)) is not None and day <= scope.cutoff
    ]


def _penalty(scope: Scope) -> list[Because]:
    rule = scope.config.rubric.annual.sanctions
    lines: list[Because] = []
    for number, row in enumerate(_sanctions(scope, rule.deduction), start=1):
        points = fraction_of(row.values.get(rule.points_field)) or ZERO
        text = f"{row.name}（依据：{row.text('basis')}），扣 {plain_number(points)} 分"
        lines.append(Because(f"扣分/{number}", text, -points, ZERO, row.at(rule.points_field), "细则§3 扣分"))
    return lines


def _vetoes(scope: Scope) -> list[Row]:
    """Return the veto that holds, the strictest one; none where the leading group entered none."""
    rows = _sanctions(scope, scope.config.rubric.annual.sanctions.veto)
    return sorted(rows, key=lambda row: _severity(scope.config, row))[-1:]


def _severity(config: Config, row: Row) -> int:
    return [grade.name for grade in config.rubric.annual.grades].index(_limit(config, row))


def _limit(config: Config, veto: Row | None) -> str:
    """Return the best grade that the veto leaves, "" where there is none."""
    if veto is None:
        return ""
    annual = config.rubric.annual
    said = veto.text(annual.sanctions.limit_field)
    known = {grade.name for grade in annual.grades}
    return annual.lower(said, annual.veto_at_most) if said in known else annual.veto_at_most


def _held(most_bonus: Fraction, bonus: Fraction, raw: Fraction, most: Fraction) -> list[Because]:
    """Return the lines that cap all bonus together and hold the final figure between 0 and `most`."""
    lines = []
    if bonus > most_bonus:
        text = f"各类加分合计 {plain_number(bonus)} 分，最多计 {plain_number(most_bonus)} 分"
        lines.append(Because("加分/封顶", text, most_bonus - bonus, ZERO, RUBRIC, "细则§3 加分", CAPPED))
    figure = raw + total(lines)
    final = min(max(figure, ZERO), most)
    if final != figure:
        text = f"年度得分不低于 0、不高于 {plain_number(most)} 分"
        lines.append(Because("年度/封顶保底", text, final - figure, ZERO, RUBRIC, RULE))
    return lines


def _tie(scope: Scope, periods: Sequence[ScoredPeriod]) -> Fraction | None:
    """Return the mean of the dimension that tells units apart last, in its own points, over the periods counted."""
    name = scope.config.rubric.annual.tie
    kinds = [i.by for i in scope.config.rubric.indicators if isinstance(i.by, Inspection)]
    full = next((d.full for kind in kinds for d in kind.dimensions if d.name == name), ZERO)
    figures = []
    for period in periods:
        score = period.of(scope.unit.id)
        if score is None or score.excused:
            continue
        lines = [line for line in score.because if line.part == name]
        possible = sum((line.out_of for line in lines), ZERO)
        figures += [total(lines) / possible * full] if possible else []
    return sum(figures, ZERO) / len(figures) if figures else None


def _headings(
    config: Config, unit: str, periods: Sequence[ScoredPeriod], bonus: Fraction
) -> Mapping[str, tuple[Fraction, Fraction]]:
    """Return the year's headings: means of the periods' that count; the bonus under its own (rubric §6)."""
    counted = [s for p in periods if (s := p.of(unit)) is not None and s.score is not None and not s.excused]
    found = {}
    for heading in config.rubric.headings:
        pairs = [s.headings[heading.name] for s in counted if heading.name in s.headings]
        gained = sum((pair[0] for pair in pairs), ZERO) / len(pairs) if pairs else ZERO
        possible = sum((pair[1] for pair in pairs), ZERO) / len(pairs) if pairs else ZERO
        if heading.bonus:
            gained, possible = gained + bonus, possible + config.rubric.annual.bonus.most
        found[heading.name] = (gained, possible)
    return found


def _said(scopes: Sequence[Scope]) -> Iterator[Finding]:
    """Say what the year still lacks: valid votes, and achievements whose level the office has not fixed."""
    for scope in scopes:
        config, name = scope.config, scope.unit.name
        for part in config.rubric.annual.parts:
            if isinstance(part.by, Ballots) and not list(scope.rows(part.by.ledger)):
                title = config.ledgers[part.by.ledger].title
                yield Finding("year-no-votes", RUBRIC, scope.unit.id, {"unit_name": name, "title": title})
        for source in config.rubric.annual.bonus.sources:
            if not isinstance(source.by, Levels):
                continue
            unfixed = [row for row in scope.rows(source.by.ledger) if not row.text(source.by.level)]
            if unfixed:
                header = config.ledgers[source.by.ledger].field(source.by.level).header
                said = {
                    "unit_name": name,
                    "source": source.name,
                    "count": str(len(unfixed)),
                    "header": header,
                }
                yield Finding("year-unfixed", unfixed[0].record.at(), scope.unit.id, said)
