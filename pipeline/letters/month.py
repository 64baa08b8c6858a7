"""The letters of a period: 核对稿, 送审稿, 印发, 更正说明, 督办通知单, the packet for the 组干科 (design, `send`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.drafts import notice_path
from pipeline.letters.enclosing import enclosed, of_folder
from pipeline.letters.matter import Matter, Written, no_reader, scopes, seen, speakers, to_reader
from pipeline.letters.scopes import DRAFTS, PAGE, WORKBOOK, Scope, narrowed
from pipeline.letters.unit import to_supervised, to_units, unit_attachment, unit_files, unit_words
from pipeline.letters.words import corrections, imprint, of_school, of_units
from pipeline.model import Attachment, LetterKind, Words
from pipeline.workbook import render_annex, render_excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.config import Config, Post
    from pipeline.model import Block, Consolidation


def month_letters(
    config: Config, post: Post, month: Consolidation, files: Mapping[str, bytes], kind: LetterKind
) -> Written:
    """Return the letters of one kind about `month` to all whom it concerns; `files` are those of its release.

    Each reader is told of the units in their scope and of no others; a workbook for a scope is made for it.
    """
    write: dict[LetterKind, Callable[[Matter], Written]] = {
        LetterKind.CHECK: to_units, LetterKind.DRAFT: _to_approver, LetterKind.ISSUED: _to_all,
        LetterKind.RESTATED: _to_all, LetterKind.SUPERVISION: to_supervised, LetterKind.FILING: _to_filing,
    }  # fmt: skip
    return write[kind](Matter(config, post, month, files))


def _to_approver(at: Matter) -> Written:
    scope = next(s for s in scopes(at) if s.reader.name == at.post.approver and s.whole)

    def words() -> Iterator[Block]:
        yield from corrections(at.config, at.month)
        yield from of_school(at.config, at.month)
        if at.month.provisional:
            yield Words(f"{'、'.join(at.month.provisional)}还是暂定（检查登记没有报），补报以前不能审签。")
        yield Words(
            "请审定。同意的，请告诉领导小组办公室，由办公室登记审签以后印发；要改的，请回信说明。",
            strong=True,
        )

    subject = f"{at.name}{at.month.stage.words}，请审定"
    return Written(
        (at.letter(LetterKind.DRAFT, to_reader(scope), subject, words(), _school_files(at, scope)),)
    )


def _school_files(at: Matter, scope: Scope) -> Iterator[Attachment]:
    name = at.config.result_name(at.month.period)
    if WORKBOOK in scope.formats:
        yield enclosed(name, at.files[name])
    if PAGE in scope.formats:
        yield enclosed(f"{at.name}.html", at.files["index.html"])
    if DRAFTS in scope.formats:
        yield from of_folder(at.files, "drafts", ".docx")
    yield from _annex(at, scope)


def _annex(at: Matter, scope: Scope) -> Iterator[Attachment]:
    if scope.sensitive:
        annex = render_annex(at.config, at.month if scope.whole else narrowed(at.config, at.month, scope.ids))
        if annex:
            yield enclosed(f"敏感台账_{at.month.period}.xlsx", annex)


def _to_all(at: Matter) -> Written:
    stage = at.month.stage
    kind = LetterKind.RESTATED if stage.restates else LetterKind.ISSUED
    what = f"考评结果更正说明（{stage.edition}）" if stage.restates else "考评结果"
    letters, unreached = [], []
    for scope in scopes(at):
        if not scope.units:
            unreached.append(f"{scope.reader.name}：发送范围「{scope.reader.of}」里没有单位，没有发。")
            continue
        subject = f"{at.name}{what}" + ("" if scope.whole else f"：{scope.called}")
        letters.append(
            at.letter(kind, to_reader(scope), subject, _result_words(at, scope), _result_files(at, scope))
        )
    for unit in at.config.scored_units(at.config.period(at.month.period)):
        unreached += [] if speakers(at.config, unit) else [no_reader(unit)]
    return Written(tuple(letters), tuple(unreached))


def _result_words(at: Matter, scope: Scope) -> Iterator[Block]:
    if scope.whole:
        yield from corrections(at.config, at.month)
        yield from of_school(at.config, at.month)
    elif len(scope.units) == 1:
        yield from unit_words(at, scope, scope.units[0])
    else:
        month = seen(at, scope)
        yield from corrections(at.config, month)
        yield from of_units(at.config, month, at.month)
    yield from imprint(at.month.stage)


def _result_files(at: Matter, scope: Scope) -> Iterator[Attachment]:
    if scope.whole:
        yield from _school_files(at, scope)
        return
    if scope.reader.scope == "本单位":
        yield from unit_files(at, scope, scope.units[0])
        yield from _excerpt(at, scope)
        return
    yield from _excerpt(at, scope)
    if PAGE in scope.formats:
        for unit in scope.units:
            if f"units/{unit.id}.html" in at.files:
                yield unit_attachment(at, scope, unit)
    yield from _annex(at, scope)


def _excerpt(at: Matter, scope: Scope) -> Iterator[Attachment]:
    """Yield what is made for a narrower scope: the workbook of its units, of the drafts those to them."""
    if WORKBOOK in scope.formats:
        own = narrowed(at.config, at.month, scope.ids)
        name = at.config.result_name(at.month.period).replace(".xlsx", f"_{scope.called}.xlsx")
        yield enclosed(name, render_excerpt(at.config, own, at.month, scope.called))
    if DRAFTS in scope.formats:
        for path in (notice_path(unit.name) for unit in scope.units):
            if path in at.files:
                yield enclosed(path.rsplit("/", 1)[-1], at.files[path])


def _to_filing(at: Matter) -> Written:
    """Return the packet for the 组干科, where an address for it is declared (plan P2)."""
    documents = [d for d in of_folder(at.files, "drafts", ".docx") if d.name.startswith("组干科")]
    if not at.post.filing or not documents:
        why = (
            "没有要报组干科的材料。"
            if at.post.filing
            else "config.yaml 里没有写组干科的邮箱，材料在 drafts 里，请另外报。"
        )
        return Written((), (why,))
    school = at.config.settings.school
    words = Words(f"现报送{school.name}{at.name}承诺报备材料，请查收。")
    subject = f"{school.name}{at.name}承诺报备材料"
    to = "组干科", at.post.filing
    return Written((at.letter(LetterKind.FILING, to, subject, iter((words,)), iter(documents)),))
