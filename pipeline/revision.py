"""Where a period's result stands, and what a later revision corrects: old, new, reason (rubric §4, design 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.model import Change, Stage, State, Where, shown
from pipeline.reviews import review_until

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pipeline.config import Config
    from pipeline.model import (
        Amendment,
        Consolidation,
        FileDecision,
        Item,
        Review,
        ScoredPeriod,
        UnitScore,
        YearBook,
        YearScore,
    )
    from pipeline.registers import Signature

SCORE, RANK = "得分", "名次"


@dataclass(frozen=True, slots=True)
class Cause:
    """What can change a figure after it was issued: to which unit it belongs, "" to many; why; where that stands.

    `key` tells the same cause again in a later run.
    """

    key: str
    unit: str
    text: str
    where: Where


def causes_of(
    amendments: Iterable[Amendment], reviews: Iterable[Review], untrue: Iterable[Item],
    decisions: Iterable[FileDecision], guarded: Collection[str],
) -> tuple[Cause, ...]:  # fmt: skip
    """Return every cause: cells corrected, rulings on reviews, completions found `untrue`, files decided on.

    `guarded` are the ids of sensitive ledgers, of whose cells nothing is repeated.
    """
    found = [
        Cause(
            f"更正|{a.at.file}|{a.at.sheet}|{a.at.cell}|{a.text}", a.unit,
            f"{a.at.sheet} {a.at.cell} {_corrected(a, guarded)}", a.source,
        )
        for a in amendments
    ]  # fmt: skip
    found += [
        Cause(
            f"复核|{r.unit}|{r.line}|{r.asked.isoformat()}|{r.new}", r.unit,
            f"复核申请「{r.line}」：{r.ruling_reason}", r.where,
        )
        for r in reviews if r.new is not None
    ]  # fmt: skip
    found += [
        Cause(f"抽查|{i.number}", i.unit_in(i.completed_in), f"{i.number} 报的完成经批准认定抽查不实", i.found_false)
        for i in untrue if i.found_false is not None
    ]  # fmt: skip
    found += [
        Cause(
            f"来件|{d.sha256}|{d.verdict}|{d.decided.isoformat()}", d.unit,
            f"来件审核为{d.verdict}：{d.reason}", Where("_register/decisions.csv"),
        )
        for d in decisions
    ]  # fmt: skip
    return tuple(found)


def _corrected(amendment: Amendment, guarded: Collection[str]) -> str:
    if amendment.at.ledger in guarded:
        return f"经批准更正，内容略（{amendment.basis}）"
    words = f"由「{amendment.old or '空'}」更正为「{amendment.text or '空'}」"
    return f"{words}：{amendment.reason}（{amendment.basis}）"


def changes_between(
    issued: ScoredPeriod, scores: Sequence[UnitScore], causes: Sequence[Cause]
) -> tuple[Change, ...]:
    """Return every figure that differs from the issued one: scores, indicators, lines, ranks, each with its reason.

    Units that only changed places stand last.
    """
    found: list[Change] = []
    for score in scores:
        old = issued.of(score.unit)
        own = [c for c in causes if c.unit == score.unit] or [c for c in causes if not c.unit] or list(causes)
        differs = list(_differences(old, score))
        for subject, line, before, after in differs:
            moved = subject == RANK and len(differs) == 1
            reason = "其他单位得分更正，名次随着变动" if moved else "；".join(c.text for c in own)
            where = own[0].where if own and not moved else Where("")
            found.append(
                Change(score.unit, subject, line, before, after, reason or "材料有变动，重新汇总", where)
            )
    return tuple(found)


def _differences(old: UnitScore | None, new: UnitScore) -> Iterator[tuple[str, str, str, str]]:
    """Yield subject, line id, old and new figure of what differs, the whole first."""
    if old is None:
        yield SCORE, "", "—", _figure(new.score)
        return
    if old.score != new.score:
        yield SCORE, "", _figure(old.score), _figure(new.score)
    if old.rank != new.rank:
        yield RANK, "", str(old.rank or "—"), str(new.rank or "—")
    before = {each.id: each for each in old.indicators}
    for each in new.indicators:
        last = before.get(each.id)
        if last is not None and last.score != each.score:
            yield f"{each.name}得分", "", _figure(last.score), _figure(each.score)
    lines = {line.id: line for line in old.because}
    for line in new.because:
        was = lines.pop(line.id, None)
        if was is None or was.points != line.points:
            yield line.text, line.id, _figure(was.points if was else None), _figure(line.points)
    for line in lines.values():
        yield line.text, line.id, _figure(line.points), "—"


def _figure(figure: object) -> str:
    return "—" if figure is None else shown(figure)  # type: ignore[arg-type]


def is_restated(issued: ScoredPeriod, scores: Sequence[UnitScore]) -> bool:
    """Tell whether a score differs from the issued one, exactly: then it is a new revision."""
    return any((old := issued.of(s.unit)) is None or old.score != s.score for s in scores)


def signed(config: Config, stage: Stage, signatures: Iterable[Signature], period: str, content: str) -> Stage:
    """Return the stage with who signed and who issued this revision.

    Before it is issued a signature holds for what was signed alone: under other figures it is a draft again.
    """
    own = [each for each in signatures if (each.period, each.revision) == (period, str(stage.revision))]
    issued = next((each for each in reversed(own) if each.state == State.ISSUED), None)
    approved = next(
        (
            s
            for s in reversed(own)
            if s.state == State.APPROVED and (issued is not None or s.content == content)
        ),
        None,
    )
    if approved is not None:
        stage = replace(stage, state=State.APPROVED, approved_by=approved.by, approved=approved.moment)
    if issued is not None:
        until = review_until(config, issued.moment.date())
        stage = replace(stage, state=State.ISSUED, issued=issued.moment, review_until=until)
    return stage


def year_stage_of(book: YearBook, issued: Mapping[str, Any] | None) -> Stage:
    """Return the year's stage before any signature; `issued` is the scores.json of its last issued revision."""
    if issued is None:
        return Stage()
    old = {unit["id"]: unit for unit in issued["units"]}
    revisions = {each["period"]: each["revision"] for each in issued["periods"]}
    later = [p for p in book.periods if p.revision != revisions.get(p.period)]
    reason = "；".join(f"{p.name}出了第{p.revision}版" for p in later) or "年度材料有变动，重新计算"
    changes = [
        Change(score.unit, subject, "", before, after, reason, Where(""))
        for score in book.scores
        for subject, before, after in _year_differences(old.get(score.unit, {}), score)
    ]
    revision = issued["revision"]
    if not changes:
        return Stage(revision=revision)
    return Stage(revision=revision + 1, restates=revision, changes=tuple(changes))


def _year_differences(old: Mapping[str, Any], new: YearScore) -> Iterator[tuple[str, str, str]]:
    figures = (
        ("年度得分", old.get("final"), None if new.final is None else shown(new.final)),
        ("名次", old.get("rank"), new.rank or None),
        ("等次", old.get("grade"), new.grade or None),
    )
    for subject, before, after in figures:
        if before != after:
            yield subject, str(before or "—"), str(after or "—")


def stage_of(
    config: Config, month: Consolidation, issued: ScoredPeriod | None, known: frozenset[str], causes: Sequence[Cause],
    reviews: Sequence[Review],
) -> Stage:  # fmt: skip
    """Return the stage before any signature: the first revision, the issued one again, or the next one.

    `known` are the causes that the issued revision already had.
    """
    confirm = config.workdays.add(month.now.date(), config.rubric.publication.confirm_days)
    keys = tuple(sorted(c.key for c in causes))
    if issued is None:
        return Stage(confirm_until=confirm, causes=keys, reviews=tuple(reviews))
    fresh = [c for c in causes if c.key not in known]
    if is_restated(issued, month.scores):
        changes = changes_between(issued, month.scores, fresh)
        return Stage(
            revision=issued.revision + 1, confirm_until=confirm, restates=issued.revision, changes=changes,
            causes=keys, reviews=tuple(reviews),
        )  # fmt: skip
    texts = tuple(Change(c.unit, "文字", "", "", "", c.text, c.where) for c in fresh)
    return Stage(
        revision=issued.revision, confirm_until=confirm, changes=texts, causes=keys, reviews=tuple(reviews),
        text_only=bool(texts),
    )  # fmt: skip
