"""Who gets what of a result, or of the office's other letters: written, and nothing sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.issuing import OfPeriod, OfYear, as_issued, as_published
from pipeline.letters import (
    Urging,
    Written,
    message_id,
    month_letters,
    reminder_letters,
    write_message,
    year_letters,
)
from pipeline.mailroom.whom import KINDS, TITLES, Sending, To, named
from pipeline.model import Reminder, State
from pipeline.post import Parcel
from pipeline.registers import sha256_of
from pipeline.reminders import made, standing
from pipeline.roster import checked_address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.config import Config, Post
    from pipeline.flow import Office
    from pipeline.model import Consolidation, Letter, YearBook

MANIFEST = "manifest.json"
TRIAL = "试发"
"""The kind of a letter that went to a test address."""
BY_MAIL = "邮件"
"""How a reminder is recorded that went by mail."""


def post_of(config: Config) -> Post:
    """Return the mailbox as declared; raises UsageError where there is none."""
    post = config.settings.mail
    if post is None:
        message = "config.yaml 里没有写 mail，不用邮件。要用，请照使用手册「发信和收信」一节写好。"
        raise UsageError(message)
    return post


def prepare(office: Office, name: str, to: str = "", only: Sequence[str] = (), test: str = "") -> Sending:
    """Return the letters of a period (or year) to those whom `to` names, nothing sent; raises UsageError.

    Without `to` it is the next step: units check a draft, what is signed goes to all. `only` are names, units or
    addresses of readers. With `test` every letter goes to that address instead, nothing is issued, nothing counted.
    """
    config = office.declared
    post = post_of(config)
    if test:
        _check(test)
    if name == str(config.settings.year):
        sending = _of_year(office, post, name, named(to))
    elif named(to) is To.OWING:
        sending = _reminding(office, name)
    else:
        sending = _of_period(office, post, name, named(to))
    if only:
        sending = _only(config, sending, only)
    if test:
        letters = tuple(replace(each, address=test) for each in sending.letters)
        sending = replace(sending, letters=letters, issues=False, test=test, reminders=())
    return replace(
        sending, parcels=tuple(_parcel(config, each, office.now, sending) for each in sending.letters)
    )


def _check(address: str) -> None:
    """Refuse what is no address."""
    try:
        checked_address(address)
    except ValueError as reason:
        message = f"{reason}。"
        raise UsageError(message) from reason


def _next(state: State) -> To:
    return To.UNITS if state is State.DRAFT else To.ALL


def _of_period(office: Office, post: Post, name: str, to: To | None) -> Sending:
    matter = OfPeriod(office.declared.period(name))
    basis = basis_of(office, name)
    then, month = as_published(office, matter)
    state = month.stage.state
    to = to or _next(state)
    _fits(matter.title, name, state, to)
    issues = to is To.ALL and state is not State.ISSUED
    result: Consolidation = as_issued(office, then, matter, month) if issues else month
    written = month_letters(_read_by(then, office), post, result, matter.render(then, result), KINDS[to])
    return replace(_sending(name, matter.title, to, written, issues=issues), basis=basis)


def basis_of(office: Office, name: str) -> str:
    """Return the fingerprint of the published release of a period (or year), "" where there is none."""
    manifest = office.declared.output / name / MANIFEST
    return sha256_of(manifest.read_bytes()) if manifest.is_file() else ""


def _read_by(then: Office, office: Office) -> Config:
    """Return the declarations by which a result was made, with the readers, addresses and mailbox of now."""
    now = office.declared
    settings = then.config.settings.model_copy(update={"mail": now.settings.mail})
    return replace(then.config, settings=settings, readers=now.readers)


def _of_year(office: Office, post: Post, name: str, to: To | None) -> Sending:
    matter = OfYear(name)
    basis = basis_of(office, name)
    then, book = as_published(office, matter)
    state = book.stage.state
    to = to or (To.APPROVER if state is State.DRAFT else To.ALL)
    if to not in {To.APPROVER, To.ALL}:
        message = f"{matter.title}可以发的是送审稿（--to approver）和印发（--to all）。"
        raise UsageError(message)
    _fits(matter.title, name, state, to)
    issues = to is To.ALL and state is not State.ISSUED
    result: YearBook = as_issued(office, then, matter, book) if issues else book
    written = year_letters(_read_by(then, office), post, result, matter.render(then, result), KINDS[to])
    return replace(_sending(name, matter.title, to, written, issues=issues), basis=basis)


def _fits(title: str, name: str, state: State, to: To) -> None:
    """Refuse what the state of the result does not allow."""
    if to in {To.UNITS, To.APPROVER} and state is not State.DRAFT:
        message = f"{title}已经{'印发' if state is State.ISSUED else '审签'}，不用再发{TITLES[to]}。"
        raise UsageError(message)
    if to in {To.SUPERVISED, To.FILING} and state is not State.ISSUED:
        message = f"{title}还没有印发，{TITLES[to]}上写的还是{state}。请先印发，再发。"
        raise UsageError(message)
    if to is To.ALL and state is State.DRAFT:
        message = f"{title}还没有审签，不能发给大家。请先运行 uv run run.py approve {name} --by 姓名。"
        raise UsageError(message)


def _sending(name: str, title: str, to: To, written: Written, *, issues: bool) -> Sending:
    what = written.letters[0].kind.value if written.letters else TITLES[to]
    return Sending(name, title, what, to, written.letters, unreached=written.unreached, issues=issues)


def _reminding(office: Office, name: str) -> Sending:
    config, period = office.declared, office.declared.period(name)
    intake = office.take_in(period)[period.id]
    ladder = standing(config, period, intake, office.now)
    urgings, unreached = reminder_letters(config, period, ladder, office.now)
    by_unit = {each.unit: replace(each, way=BY_MAIL) for each in made(period, ladder, office.now)}
    return Sending(
        name, period.name, TITLES[To.OWING], To.OWING, tuple(each.letter for each in urgings), unreached=unreached,
        reminders=tuple(_reminders(config, by_unit, urgings)),
    )  # fmt: skip


def _reminders(
    config: Config, by_unit: dict[str, Reminder], urgings: Sequence[Urging]
) -> list[tuple[str, Reminder]]:
    return [
        (message_id(config, each.letter), replace(by_unit[unit], addressee=each.letter.reader))
        for each in urgings
        for unit in sorted(each.units)
    ]


def _only(config: Config, sending: Sending, only: Sequence[str]) -> Sending:
    """Keep the letters to those who are named, by name, unit or address; raises UsageError for whom there is none."""
    chosen: list[Letter] = []
    for word in only:
        unit = config.find_unit(word)
        own = {reader.email for reader in config.readers if unit and config.find_unit(reader.of) is unit}
        found = [
            each for each in sending.letters if word in {each.reader, each.address} or each.address in own
        ]
        if not found:
            message = f"这一批信里没有给「{word}」的。请写姓名、单位或邮箱，照列出的写。"
            raise UsageError(message)
        chosen += [each for each in found if each not in chosen]
    kept = {message_id(config, each) for each in chosen}
    reminders = tuple(each for each in sending.reminders if each[0] in kept)
    whole = frozenset(message_id(config, each) for each in sending.letters)
    return replace(sending, letters=tuple(chosen), reminders=reminders, whole=whole)


def _parcel(config: Config, letter: Letter, now: datetime, sending: Sending) -> Parcel:
    """Return the letter as it is sent; a trial is a letter of its own each time."""
    if sending.test:
        letter = replace(letter, content=f"试发 {now.isoformat()} {letter.reader} {letter.content}")
    kind = TRIAL if sending.test else letter.kind.value
    return Parcel(
        message_id(config, letter), kind, letter.about, letter.revision, letter.reader, letter.address, letter.subject,
        write_message(config, letter, now),
    )  # fmt: skip
