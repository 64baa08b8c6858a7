"""The letters of the year: to the approver, and once it is issued to all, each about the units in their scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.account import year_spoken
from pipeline.errors import UsageError
from pipeline.letters.enclosing import enclosed, fitted, of_folder
from pipeline.letters.matter import Written, no_reader, speakers
from pipeline.letters.scopes import DRAFTS, PAGE, WORKBOOK, scope_of
from pipeline.letters.words import corrected, imprint
from pipeline.machine import year_content
from pipeline.model import Figures, Letter, LetterKind, Words, shown
from pipeline.verdict import verdict
from pipeline.workbook import render_year_excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.config import Config, Post
    from pipeline.letters.scopes import Scope
    from pipeline.model import Attachment, Block, YearBook, YearScore


def year_letters(
    config: Config, post: Post, book: YearBook, files: Mapping[str, bytes], kind: LetterKind
) -> Written:
    """Return the letters of one kind about the year; raises UsageError for a kind that the year does not have."""
    scopes = [scope_of(config, reader, config.periods[-1]) for reader in config.readers]
    if kind is LetterKind.DRAFT:
        scopes = [s for s in scopes if s.whole and s.reader.name == post.approver]
    elif kind is not LetterKind.ISSUED:
        message = f"年度结果没有{kind}。可以发的是送审稿（approver）和印发（all）。"
        raise UsageError(message)
    elif book.stage.restates:
        kind = LetterKind.RESTATED
    unreached = [
        f"{s.reader.name}：发送范围「{s.reader.of}」里没有单位，没有发。" for s in scopes if not s.units
    ]
    if kind is not LetterKind.DRAFT:
        units = config.scored_units(config.periods[-1])
        unreached += [no_reader(unit) for unit in units if not speakers(config, unit)]
    letters = [_letter(config, post, book, files, kind, scope) for scope in scopes if scope.units]
    return Written(tuple(letters), tuple(unreached))


def _letter(
    config: Config, post: Post, book: YearBook, files: Mapping[str, bytes], kind: LetterKind, scope: Scope
) -> Letter:
    name = f"{book.year}年度{config.settings.school.campaign}考评结果"
    asked = {
        LetterKind.DRAFT: f"{book.stage.words}，请审定",
        LetterKind.RESTATED: f"更正说明（{book.stage.edition}）",
    }
    subject = name + asked.get(kind, "") + ("" if scope.whole else f"：{scope.called}")
    content = f"{year_content(config, book)} {book.stage.words}"
    body = tuple(_words(config, book, kind, scope))
    attachments = tuple(_files(config, book, files, scope))
    to = scope.reader.name, scope.reader.email
    return fitted(
        post, Letter(kind, str(book.year), book.stage.revision, content, *to, subject, body, attachments)
    )


def _words(config: Config, book: YearBook, kind: LetterKind, scope: Scope) -> Iterator[Block]:
    names = {unit.id: unit.name for unit in config.units}
    told = [
        (names.get(c.unit, ""), c.subject, c.old, c.new, c.reason)
        for c in book.stage.changes if scope.whole or c.unit in scope.ids
    ]  # fmt: skip
    yield from corrected(book.stage, told)
    own = [score for score in book.scores if score.unit in scope.ids]
    if scope.whole:
        yield Words(verdict(config, book).sentence, strong=True)
    if len(own) == 1:
        first, stop, rest = year_spoken(book, own[0]).partition("。")
        yield Words(first + stop, strong=True)
        yield from (Words(words) for words in (rest,) if words)
    else:
        for category in dict.fromkeys(score.category for score in own):
            lines = sorted((s for s in own if s.category == category), key=lambda s: s.rank or len(own))
            rows = tuple(_row(score) for score in lines)
            yield Figures(category, ("单位", "名次", "得分", "等次"), rows)
    if kind is LetterKind.DRAFT:
        undecided = [score.name for score in own if score.undecided]
        if undecided:
            yield Words(f"名额线上得分相同，提请党总支、校委会研究：{'、'.join(undecided)}。", strong=True)
        yield Words(
            "请审定。同意的，请告诉领导小组办公室，由办公室登记审签以后印发；要改的，请回信说明。",
            strong=True,
        )
    else:
        yield from imprint(book.stage)


def _row(score: YearScore) -> tuple[str, str, str, str]:
    if score.final is None:
        return score.name, "—", "—", score.why_not
    return score.name, f"{score.rank}{'（并列）' if score.tied else ''}", shown(score.final), score.grade


def _files(config: Config, book: YearBook, files: Mapping[str, bytes], scope: Scope) -> Iterator[Attachment]:
    """Yield the whole year to whom it is open; to everybody else a workbook and pages of their units alone."""
    name = config.result_name(str(book.year))
    if not scope.whole:
        if WORKBOOK in scope.formats and any(score.unit in scope.ids for score in book.scores):
            data = render_year_excerpt(config, book, scope.ids, scope.called)
            yield enclosed(name.replace(".xlsx", f"_{scope.called}.xlsx"), data)
        for unit in scope.units:
            path = f"units/{unit.id}.html"
            if PAGE in scope.formats and path in files:
                yield enclosed(f"{unit.name}_{book.year}年度.html", files[path])
        return
    if WORKBOOK in scope.formats:
        yield enclosed(name, files[name])
    if PAGE in scope.formats:
        yield enclosed(f"{book.year}年度.html", files["index.html"])
        yield enclosed(f"{book.year}年度总结报告.html", files["report.html"])
    if DRAFTS in scope.formats:
        yield from of_folder(files, "drafts", ".docx")
