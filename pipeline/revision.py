"""Where a period's result stands, and what a later revision corrects: old, new, reason (rubric §4, design 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.model import Change, Stage, State, Where, shown
from pipeline.reviews import review_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.causes import Cause
    from pipeline.config import Config
    from pipeline.model import (
        Consolidation,
        Review,
        ScoredPeriod,
        UnitScore,
        YearBook,
        YearScore,
    )
    from pipeline.registers import Signature

SCORE, RANK, TEXT = "得分", "名次", "文字"


def changes_between(
    issued: ScoredPeriod, scores: Sequence[UnitScore], causes: Sequence[Cause]
) -> tuple[Change, ...]:
    """Return every figure that differs from the issued one: scores, indicators, lines, ranks, each with its reason.

    Each has the causes of its own unit, else those of many, else those of earlier periods; a cause that changed no
    figure is told as text.
    """
    found: list[Change] = []
    for unit, old, score in _side_by_side(issued, scores):
        own = _own(unit, (c for c in causes if not c.earlier)) or _own(unit, (c for c in causes if c.earlier))
        differs = list(_differences(old, score))
        for subject, line, before, after in differs:
            moved = subject == RANK and len(differs) == 1
            reason = "其他单位得分更正，名次随着变动" if moved else "；".join(c.text for c in own)
            where = own[0].where if own and not moved else Where("")
            found.append(Change(unit, subject, line, before, after, reason or "材料有变动，重新汇总", where))
    untold = (c for c in causes if not any(c.text in change.reason for change in found))
    return (*found, *_texts(untold))


def _own(unit: str, causes: Iterable[Cause]) -> list[Cause]:
    known = list(causes)
    return [c for c in known if c.unit == unit] or [c for c in known if not c.unit]


def _texts(causes: Iterable[Cause]) -> Iterator[Change]:
    """Yield the lines of causes that changed no figure of the period whose cells they are."""
    return (Change(c.unit, TEXT, "", "", "", c.text, c.where) for c in causes if not c.earlier)


def _side_by_side(
    issued: ScoredPeriod, scores: Sequence[UnitScore]
) -> Iterator[tuple[str, UnitScore | None, UnitScore | None]]:
    """Yield every unit with its issued and its new score; one that is in neither place has None there."""
    for score in scores:
        yield score.unit, issued.of(score.unit), score
    there = {score.unit for score in scores}
    yield from ((old.unit, old, None) for old in issued.scores if old.unit not in there)


def _differences(old: UnitScore | None, new: UnitScore | None) -> Iterator[tuple[str, str, str, str]]:
    """Yield subject, line id, old and new figure of what differs, the whole first."""
    if old is None or new is None:
        yield SCORE, "", _figure(old.score if old else None), _figure(new.score if new else None)
        return
    if old.score != new.score:
        yield SCORE, "", _figure(old.score), _figure(new.score)
    if old.rank != new.rank:
        yield RANK, "", str(old.rank or "—"), str(new.rank or "—")
    before = {each.id: each for each in old.indicators}
    for each in new.indicators:
        last = before.get(each.id)
        if last is not None and last.score != each.score:
            yield f"{each.name}得分（百分制）", "", _figure(last.score), _figure(each.score)
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
    """Tell whether a figure differs from the issued one, exactly: then it is a new revision.

    Figures are score, rank and each indicator's; a unit that came or went is a difference too.
    """
    return any(
        old is None or new is None or _figures(old) != _figures(new)
        for _, old, new in _side_by_side(issued, scores)
    )


def _figures(score: UnitScore) -> object:
    return score.score, score.rank, score.excused, [(each.id, each.score) for each in score.indicators]


def signed(config: Config, stage: Stage, signatures: Iterable[Signature], period: str, content: str) -> Stage:
    """Return the stage with who signed and who issued this revision.

    Before it is issued a signature holds for what was signed alone: under other figures it is a draft again. So it
    is at a moment before it was issued; `stage` says of itself where it is what was issued by then.
    """
    own = [each for each in signatures if (each.period, each.revision) == (period, str(stage.revision))]
    kept = stage.state is State.ISSUED
    issued = next(
        (each for each in reversed(own) if each.state == State.ISSUED and (kept or each.content == content)),
        None,
    )
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
    new = {score.unit: score for score in book.scores}
    revisions = {each["period"]: each["revision"] for each in issued["periods"]}
    later = [p for p in book.periods if p.revision != revisions.get(p.period)]
    reason = "；".join(f"{p.name}出了第{p.revision}版" for p in later) or "年度材料有变动，重新计算"
    changes = [
        Change(unit, subject, "", before, after, reason, Where(""))
        for unit in {**new, **old}
        for subject, before, after in _year_differences(old.get(unit, {}), new.get(unit))
    ]
    if not changes:
        return _issued_again(issued, ())
    revision = issued["revision"]
    return Stage(revision=revision + 1, restates=revision, changes=tuple(changes))


def _year_differences(old: Mapping[str, Any], new: YearScore | None) -> Iterator[tuple[str, str, str]]:
    """Yield each figure of a unit's year that differs, as it is shown: subject, old, new; the whole first."""
    names = {
        "final": "年度得分",
        "P": "平时考评",
        "Y": "年度总评",
        "bonus": "加分",
        "penalty": "扣分",
        "rank": "名次",
        "grade": "等次",
    }
    figures: dict[str, str] = {}
    if new is not None:
        exact = {
            "final": new.final, "P": new.process, "Y": new.year, "bonus": new.bonus_points, "penalty": new.penalty_points,
        }  # fmt: skip
        figures = {name: _figure(figure) for name, figure in exact.items()}
        figures |= {"rank": str(new.rank or "—"), "grade": new.grade or "—"}
    for name, subject in names.items():
        before, after = str(old.get(name) or "—"), figures.get(name, "—")
        if before != after:
            yield subject, before, after


def stage_of(
    config: Config, month: Consolidation, issued: ScoredPeriod | None, document: Mapping[str, Any], causes: Sequence[Cause],
    reviews: Sequence[Review],
) -> Stage:  # fmt: skip
    """Return the stage before any signature: the first revision, the issued one again, or the next one.

    `document` is the scores.json of the issued revision, {} where there is none: what it corrected it goes on telling,
    and the causes that it already had are no news.
    """
    confirm = config.workdays.add(month.now.date(), config.rubric.publication.confirm_days)
    keys = tuple(sorted(c.key for c in causes))
    if issued is None:
        return Stage(confirm_until=confirm, causes=keys, reviews=tuple(reviews))
    fresh = [c for c in causes if c.key not in document["causes"]]
    if is_restated(issued, month.scores):
        changes = changes_between(issued, month.scores, fresh)
        return Stage(
            revision=issued.revision + 1, confirm_until=confirm, restates=issued.revision, changes=changes,
            causes=keys, reviews=tuple(reviews),
        )  # fmt: skip
    stage = _issued_again(document, tuple(_texts(fresh)))
    return replace(stage, confirm_until=confirm, causes=keys, reviews=tuple(reviews))


def _issued_again(document: Mapping[str, Any], texts: tuple[Change, ...]) -> Stage:
    """Return the stage of an issued revision once more: what it corrected stays told, and the texts corrected since."""
    told = tuple(
        Change(
            c["unit"], c["subject"], c["line"] or "", c["old"], c["new"], c["reason"], Where(c["file"], c["sheet"], c["cell"])
        )
        for c in document["changes"]
    )  # fmt: skip
    return Stage(
        State.ISSUED, document["revision"], restates=document["restates"] or 0, changes=(*told, *texts),
        text_only=bool(texts) and not told,
    )  # fmt: skip
