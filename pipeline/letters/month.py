"""The letters of a period: 核对稿, 送审稿, 印发, 更正说明, 督办通知单, the packet for the 组干科 (design, `send`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.bulletin import review_words, standing_words
from pipeline.drafts import notice_path
from pipeline.letters.enclosing import enclosed, fitted, of_folder
from pipeline.letters.scopes import COPY, DRAFTS, PAGE, WORKBOOK, Scope, narrowed, scope_of, veiled
from pipeline.letters.words import corrections, matter, must_of, of_school, of_unit, of_units
from pipeline.machine import content_of
from pipeline.model import Attachment, Letter, LetterKind, Points, Words, chinese_until
from pipeline.pages import unit_page
from pipeline.supervise import DEAD, OVERDUE, UNANSWERED
from pipeline.workbook import render_annex, render_excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.config import Config, Post
    from pipeline.model import Block, Consolidation
    from pipeline.roster import Reader, Unit


@dataclass(frozen=True, slots=True)
class Written:
    """Letters in the order of the readers, and a line for each whom a letter should reach and cannot."""

    letters: tuple[Letter, ...]
    unreached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """What letters of one release are written from; `files` are the release's by path."""

    config: Config
    post: Post
    month: Consolidation
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """Return the period with the campaign: 5月三比一争."""
        return f"{self.config.period(self.month.period).name}{self.config.settings.school.campaign}"

    def letter(
        self, kind: LetterKind, to: tuple[str, str], subject: str, body: Iterator[Block],
        attachments: Iterator[Attachment],
    ) -> Letter:  # fmt: skip
        """Return the letter to a name and address, as heavy as it may be."""
        stage = self.month.stage
        content = f"{content_of(self.config, self.month)} {stage.words}"
        made = Letter(
            kind, self.month.period, stage.revision, content, *to, subject, tuple(body), tuple(attachments)
        )
        return fitted(self.post, made)


def month_letters(
    config: Config, post: Post, month: Consolidation, files: Mapping[str, bytes], kind: LetterKind
) -> Written:
    """Return the letters of one kind about `month` to all whom it concerns; `files` are those of its release.

    Each reader is told of the units in their scope and of no others; a workbook for a scope is made for it.
    """
    write: dict[LetterKind, Callable[[Matter], Written]] = {
        LetterKind.CHECK: _to_units, LetterKind.DRAFT: _to_approver, LetterKind.ISSUED: _to_all,
        LetterKind.RESTATED: _to_all, LetterKind.SUPERVISION: _to_supervised, LetterKind.FILING: _to_filing,
    }  # fmt: skip
    return write[kind](Matter(config, post, month, files))


def speakers(config: Config, unit: Unit) -> tuple[Reader, ...]:
    """Return the readers who answer for one unit."""
    return tuple(
        reader for reader in config.readers
        if reader.scope == "本单位" and (own := config.find_unit(reader.of)) and own.id == unit.id
    )  # fmt: skip


def no_reader(unit: Unit) -> str:
    """Return what is said of a unit that no letter reaches."""
    return f"{unit.name}：名册的读者里没有它，收不到，请另外发。"


def _scopes(at: Matter) -> list[Scope]:
    period = at.config.period(at.month.period)
    return [scope_of(at.config, reader, period) for reader in at.config.readers]


def _to_units(at: Matter) -> Written:
    letters, unreached = [], []
    until = at.month.stage.confirm_until
    for unit in at.config.units_in(at.config.period(at.month.period)):
        if at.config.category(unit).fills != "units":
            continue
        readers = speakers(at.config, unit)
        unreached += [] if readers else [no_reader(unit)]
        for scope in _scopes(at):
            if scope.reader in readers:
                asked = f"，请{chinese_until(until)}前核对" if until else "，请核对"
                subject = f"{at.name}核对稿：{unit.name}{asked}"
                letters.append(at.letter(
                    LetterKind.CHECK, _to(scope), subject, _unit_words(at, scope, unit), _unit_files(at, scope, unit)
                ))  # fmt: skip
    return Written(tuple(letters), tuple(unreached))


def _to(scope: Scope) -> tuple[str, str]:
    return scope.reader.name, scope.reader.email


def _seen(at: Matter, scope: Scope) -> Consolidation:
    """Return the month as the scope has it."""
    own = narrowed(at.config, at.month, scope.ids)
    return own if scope.sensitive else veiled(at.config, own)


def _unit_words(at: Matter, scope: Scope, unit: Unit) -> Iterator[Block]:
    month = _seen(at, scope)
    yield from of_unit(at.config, month, unit)
    yield from corrections(at.config, month)
    if must_of(month, unit.id) and COPY in scope.formats:
        yield Words(_copy_words(at, scope, unit))
    asked = review_words(month.stage)
    if asked:
        yield Words(asked, strong=True)


def _copy_words(at: Matter, scope: Scope, unit: Unit) -> str:
    if not scope.sensitive:
        return "退改件里有敏感内容，请向领导小组办公室领取。"
    if not list(_copies(at, unit)):
        return "要改的，请照附件里写的改好原来那一份，整份再发一次。"
    return "附上退改件，原来填的都在里面；改好有颜色的格子，整份发回即可。"


def _copies(at: Matter, unit: Unit) -> Iterator[Attachment]:
    """Yield the unit's return copies; one that was filed by several people has several."""
    own = f"退改件_{unit.name}_"
    return (each for each in of_folder(at.files, "returns", ".xlsx") if each.name.startswith(own))


def _unit_files(at: Matter, scope: Scope, unit: Unit) -> Iterator[Attachment]:
    name = f"{unit.name}_{at.month.period}"
    if PAGE in scope.formats:
        yield _page(at, scope, unit)
    if COPY in scope.formats and scope.sensitive:
        yield from _copies(at, unit)
    calendar = at.files.get(f"supervision/{unit.id}.ics")
    if calendar:
        yield enclosed(f"{name}_下期时限.ics", calendar)


def _page(at: Matter, scope: Scope, unit: Unit) -> Attachment:
    """Return the unit's page; for a reader who may not read what is sensitive, one made without it."""
    path = f"units/{unit.id}.html"
    page = (
        at.files[path]
        if scope.sensitive
        else unit_page(
            at.config, veiled(at.config, narrowed(at.config, at.month, frozenset({unit.id}))), unit
        )
    )
    return enclosed(f"{unit.name}_{at.month.period}.html", page)


def _to_approver(at: Matter) -> Written:
    scope = next(s for s in _scopes(at) if s.reader.name == at.post.approver and s.whole)

    def words() -> Iterator[Block]:
        yield from of_school(at.config, at.month)
        yield from corrections(at.config, at.month)
        if at.month.provisional:
            yield Words(f"{'、'.join(at.month.provisional)}还是暂定（检查登记没有报），补报以前不能审签。")
        yield Words(
            "请审定。同意的，请告诉领导小组办公室，由办公室登记审签以后印发；要改的，请回信说明。",
            strong=True,
        )

    subject = f"{at.name}{at.month.stage.words}，请审定"
    return Written((at.letter(LetterKind.DRAFT, _to(scope), subject, words(), _school_files(at, scope)),))


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
    for scope in _scopes(at):
        if not scope.units:
            unreached.append(f"{scope.reader.name}：发送范围「{scope.reader.of}」里没有单位，没有发。")
            continue
        subject = f"{at.name}{what}" + ("" if scope.whole else f"：{_called(scope)}")
        letters.append(
            at.letter(kind, _to(scope), subject, _result_words(at, scope), _result_files(at, scope))
        )
    for unit in at.config.scored_units(at.config.period(at.month.period)):
        unreached += [] if speakers(at.config, unit) else [no_reader(unit)]
    return Written(tuple(letters), tuple(unreached))


def _called(scope: Scope) -> str:
    """Return how a narrower scope is called: the unit, the category, or whose units they are."""
    if len(scope.units) == 1:
        return scope.units[0].name
    return scope.reader.of if scope.reader.scope == "类别" else f"{scope.reader.of}分管单位"


def _result_words(at: Matter, scope: Scope) -> Iterator[Block]:
    standing = standing_words(at.month.stage)
    yield Words(f"{at.name}考评结果{standing and f'：{standing}'}。")
    if scope.whole:
        yield from of_school(at.config, at.month)
        yield from corrections(at.config, at.month)
        return
    if len(scope.units) == 1:
        yield from _unit_words(at, scope, scope.units[0])
        return
    month = _seen(at, scope)
    yield from of_units(at.config, month, at.month)
    yield from corrections(at.config, month)


def _result_files(at: Matter, scope: Scope) -> Iterator[Attachment]:
    if scope.whole:
        yield from _school_files(at, scope)
        return
    if scope.reader.scope == "本单位":
        yield from _unit_files(at, scope, scope.units[0])
        return
    if WORKBOOK in scope.formats:
        own = narrowed(at.config, at.month, scope.ids)
        name = at.config.result_name(at.month.period).replace(".xlsx", f"_{_called(scope)}.xlsx")
        yield enclosed(name, render_excerpt(at.config, own, at.month, _called(scope)))
    if PAGE in scope.formats:
        for unit in scope.units:
            if f"units/{unit.id}.html" in at.files:
                yield _page(at, scope, unit)
    yield from _annex(at, scope)


def _to_supervised(at: Matter) -> Written:
    letters, unreached = [], []
    for unit in at.config.units_in(at.config.period(at.month.period)):
        path = notice_path(unit.name)
        if path not in at.files:
            continue
        readers = speakers(at.config, unit)
        unreached += [] if readers else [no_reader(unit)]
        lines = tuple(
            matter(at.config, c) for c in at.month.concerns
            if c.unit == unit.id and c.kind in {DEAD, OVERDUE, UNANSWERED}
        )  # fmt: skip

        def words(lines: tuple[str, ...] = lines) -> Iterator[Block]:
            yield Words(
                "有下面这些事到了时限还没有办结，请照附上的督办通知单办理，并在通知单上回复。", strong=True
            )
            if lines:
                yield Points("督办事项", lines)

        for reader in readers:
            to = reader.name, reader.email
            subject = f"督办通知单：{unit.name}"
            document = enclosed(path.rsplit("/", 1)[-1], at.files[path])
            letters.append(at.letter(LetterKind.SUPERVISION, to, subject, words(), iter((document,))))
    return Written(tuple(letters), tuple(unreached))


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
