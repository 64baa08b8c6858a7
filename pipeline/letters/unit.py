"""Letters to one unit: its page, its return copies, its days; and what it has overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.bulletin import review_words
from pipeline.drafts import notice_path
from pipeline.letters.enclosing import enclosed, of_folder
from pipeline.letters.matter import Matter, Written, no_reader, scopes, seen, speakers, to_reader
from pipeline.letters.scopes import COPY, PAGE, Scope, veiled
from pipeline.letters.words import corrections, matter, must_of, of_unit
from pipeline.model import LetterKind, Points, Words, chinese_until
from pipeline.pages import unit_page
from pipeline.supervise import DEAD, OVERDUE, UNANSWERED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Attachment, Block
    from pipeline.roster import Unit


def to_units(at: Matter) -> Written:
    """Return 核对稿: each unit's own page, for it to check (rubric §4)."""
    letters, unreached = [], []
    until = at.month.stage.confirm_until
    for unit in at.config.units_in(at.config.period(at.month.period)):
        if at.config.category(unit).fills != "units":
            continue
        readers = speakers(at.config, unit)
        unreached += [] if readers else [no_reader(unit)]
        for scope in scopes(at):
            if scope.reader in readers:
                asked = f"，请{chinese_until(until)}前核对" if until else "，请核对"
                subject = f"{at.name}核对稿：{unit.name}{asked}"
                letters.append(at.letter(
                    LetterKind.CHECK, to_reader(scope), subject, unit_words(at, scope, unit), unit_files(at, scope, unit), unit,
                ))  # fmt: skip
    return Written(tuple(letters), tuple(unreached))


def to_supervised(at: Matter) -> Written:
    """Return the 督办通知单 of each unit that has one; no score is told (plan P13)."""
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
            letters.append(at.letter(LetterKind.SUPERVISION, to, subject, words(), iter((document,)), unit))
    return Written(tuple(letters), tuple(unreached))


def unit_words(at: Matter, scope: Scope, unit: Unit) -> Iterator[Block]:
    """Yield what the unit is told: corrections first, what is asked of it at the end."""
    month = seen(at, scope)
    yield from corrections(at.config, month)
    yield from of_unit(at.config, month, unit)
    if COPY in scope.formats and (must_of(month, unit.id) or any(_copies(at, unit))):
        yield Words(_copy_words(at, scope, unit))
    asked = review_words(month.stage)
    if asked:
        yield Words(asked, strong=True)


def _copy_words(at: Matter, scope: Scope, unit: Unit) -> str:
    if not any(_copies(at, unit)):
        return "要改的，请照这里写的改好原来那一份，整份再发一次。"
    if not scope.sensitive:
        return "退改件里有敏感内容，没有附上，请向领导小组办公室领取。"
    return "附上退改件，原来填的都在里面；改好有颜色的格子，整份发回即可。"


def unit_files(at: Matter, scope: Scope, unit: Unit) -> Iterator[Attachment]:
    """Yield the unit's page, return copies and calendar, as the scope has them."""
    name = f"{unit.name}_{at.month.period}"
    if PAGE in scope.formats:
        yield unit_attachment(at, scope, unit)
    if COPY in scope.formats and scope.sensitive:
        yield from _copies(at, unit)
    calendar = at.files.get(f"supervision/{unit.id}.ics")
    if calendar:
        yield enclosed(f"{name}_下期时限.ics", calendar)


def _copies(at: Matter, unit: Unit) -> Iterator[Attachment]:
    """Yield the unit's return copies; one that was filed by several people has several."""
    own = f"退改件_{unit.name}_{at.month.period}"
    return (each for each in of_folder(at.files, "returns", ".xlsx") if each.name.startswith(own))


def unit_attachment(at: Matter, scope: Scope, unit: Unit) -> Attachment:
    """Return the unit's page; for a reader who may not read what is sensitive, one made without it."""
    path = f"units/{unit.id}.html"
    page = at.files[path] if scope.sensitive else unit_page(at.config, veiled(at.config, at.month), unit)
    return enclosed(f"{unit.name}_{at.month.period}.html", page)
