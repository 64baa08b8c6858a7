"""Letters out: who gets what of a result, drafts to look at, each letter sent once; to all it is issued (design, `send`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pipeline.credentials import password_of, trusted
from pipeline.errors import UsageError
from pipeline.issuing import OfPeriod, OfYear, as_issued, as_published, issue
from pipeline.letters import message_id, write_message
from pipeline.model import LetterKind, State
from pipeline.post import Outbox, Parcel, SmtpTransport, deliver
from pipeline.registers import REGISTER, write_atomically
from pipeline.reminders import made, standing
from pipeline.verifying import MAIL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.config import Config, Post
    from pipeline.flow import Office
    from pipeline.issuing import Matter
    from pipeline.model import Letter, Reminder, Stage
    from pipeline.post import Report

OUTBOX = "outbox.sqlite3"


class To(StrEnum):
    """To whom: units to check, the approver to sign, all once it is signed; or one of the office's other letters."""

    UNITS = "units"
    APPROVER = "approver"
    ALL = "all"
    OWING = "owing"
    SUPERVISED = "supervised"
    FILING = "filing"


CALLED = {
    "单位": To.UNITS, "审签人": To.APPROVER, "全部": To.ALL, "催报": To.OWING, "督办": To.SUPERVISED,
    "组干科": To.FILING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """What is about to be sent, in order; `issues` tells that sending it is issuing, `unreached` who gets nothing and why.

    `name` is the period or year; `reminders` are those that the letters make, once they are sent.
    """

    name: str
    to: To
    letters: tuple[Letter, ...]
    parcels: tuple[Parcel, ...]
    unreached: tuple[str, ...]
    issues: bool = False
    reminders: tuple[Reminder, ...] = ()


def post_of(config: Config) -> Post:
    """Return the mailbox as declared; raises UsageError where there is none."""
    post = config.settings.mail
    if post is None:
        message = "config.yaml 里没有写 mail，不用邮件。要用，请照使用手册「发信和收信」一节写好。"
        raise UsageError(message)
    return post


def outbox_of(config: Config) -> Outbox:
    """Return the office's outbox; it is kept with the registers, since nothing can recompute it."""
    return Outbox(config.submissions / REGISTER / OUTBOX)


def transport_of(config: Config) -> SmtpTransport:
    """Return the way to the school's mail server; raises SetupError where no password is found."""
    post = post_of(config)
    return SmtpTransport(post, password_of(post, post.send), trusted(config, post.send))


def prepare(office: Office, name: str, to: str, only: Sequence[str] = (), test: str = "") -> Sending:
    """Return the letters of a period (or year) to those whom `to` names, nothing sent; raises UsageError.

    Without `to` it is the next step: units check a draft, what is signed goes to all. `only` are names, units or
    addresses of readers. With `test` every letter goes to that address instead, nothing is issued, nothing is counted.
    """
    declared = office.declared
    if name == str(declared.settings.year):
        sending = _of_result(office, OfYear(name), to)
    elif _named(to) is To.OWING:
        sending = _reminding(office, name)
    else:
        sending = _of_result(office, OfPeriod(declared.period(name)), to)
    if only:
        sending = _only(declared, sending, only)
    if test:
        letters = tuple(replace(each, address=test) for each in sending.letters)
        sending = replace(sending, letters=letters, issues=False, reminders=())
    return replace(sending, parcels=tuple(_parcel(declared, each, office.now, test) for each in sending.letters))
