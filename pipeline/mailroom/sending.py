"""Drafts to look at, and each letter sent once; to all it is issued (design, `send`)."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from pipeline.credentials import password_of, trusted
from pipeline.errors import PublishError, UsageError
from pipeline.issuing import OfPeriod, OfYear, issue
from pipeline.letters import one_line
from pipeline.mailbox import open_mailbox
from pipeline.mailroom.preparing import basis_of, post_of
from pipeline.mailroom.whom import To
from pipeline.model import LetterKind
from pipeline.post import Outbox, ParcelState, SmtpTransport, deliver
from pipeline.registers import REGISTER, write_atomically
from pipeline.release import MAIL

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from pipeline.config import Config
    from pipeline.flow import Office
    from pipeline.mailbox import Mailbox
    from pipeline.mailroom.whom import Sending
    from pipeline.post import Delivery, Report, Transport

OUTBOX = "outbox.sqlite3"
RESULTS = frozenset({LetterKind.CHECK, LetterKind.DRAFT, LetterKind.ISSUED, LetterKind.RESTATED})
"""Letters that tell a result: once it is issued, none of the others may still go out."""
_UNFIT = re.compile(r'[\\/:*?"<>|]')


def outbox_of(config: Config) -> Outbox:
    """Return the office's outbox; it lies with the registers, since nothing can recompute it."""
    return Outbox(_place(config))


def record_of(config: Config, about: str = "") -> list[Delivery]:
    """Return the record of what was sent, of one period or year where `about` says so; before the first letter none."""
    if not _place(config).exists():
        return []
    with outbox_of(config) as outbox:
        return outbox.record(about)


def _place(config: Config) -> Path:
    return config.submissions / REGISTER / OUTBOX


def transport_of(config: Config) -> SmtpTransport:
    """Return the way to the school's mail server; raises SetupError where no password is found."""
    post = post_of(config)
    return SmtpTransport(post, password_of(post, post.send), trusted(config, post.send))


def mailbox_of(config: Config) -> AbstractContextManager[Mailbox]:
    """Return the school's mailbox; raises UsageError where none is declared."""
    post_of(config)
    return open_mailbox(config)


def write_drafts(office: Office, sending: Sending) -> Path:
    """Write every letter as .eml beside the release, in the place of the last ones; return the folder."""
    folder = office.declared.output / sending.name / MAIL
    _clear(folder)
    for number, (letter, parcel) in enumerate(zip(sending.letters, sending.parcels, strict=True), start=1):
        name = _UNFIT.sub("－", one_line(f"{number:02}_{letter.kind}_{letter.reader}"))
        write_atomically(folder / f"{name}.eml", parcel.data)
    return folder


def _clear(folder: Path) -> None:
    for old in folder.glob("*.eml"):
        try:
            old.unlink()
        except OSError as reason:
            message = f"「{MAIL}/{old.name}」正开着，没有发信。请关掉它，再运行一次。"
            raise PublishError(message) from reason


def send(
    office: Office, sending: Sending, outbox: Outbox, transport: Transport,
    clock: Callable[[], datetime], sleep: Callable[[float], None] = time.sleep,
) -> Report:  # fmt: skip
    """Send what was prepared and shown: issue first where it is issuing, then hand over what nobody has yet.

    Killed at any moment and run again, every reader has each letter once (docs/decisions/0021). What waits of an
    earlier content is withdrawn. Raises UsageError where the result changed since, or another window sends.
    """
    with outbox.held():
        if sending.basis and sending.basis != basis_of(office, sending.name):
            message = f"等您确认的时候，{sending.title}的结果又变了，没有发。请再运行一次，看过再发。"
            raise UsageError(message)
        if sending.issues:
            _issue(office, sending.name)
            write_drafts(office, sending)  # the release that they lay beside has made way for the issued one
        outbox.queue(sending.parcels, office.now)
        outbox.again(sending.parcels, office.now)
        outbox.withdraw(sending.parcels, _replaced(sending), office.now, sending.whole)
    report = _deliver(office, outbox, transport, clock, sleep, {each.message_id for each in sending.parcels})
    gone = {line.message_id for line in outbox.record(sending.name) if line.state is ParcelState.SENT}
    office.remind([reminder for letter, reminder in sending.reminders if letter in gone])
    return report


def _replaced(sending: Sending) -> set[str]:
    """Return the kinds of letters whose place these take."""
    own = {parcel.kind for parcel in sending.parcels}
    return own | RESULTS if sending.to is To.ALL and not sending.test else own


def _issue(office: Office, name: str) -> None:
    if name == str(office.declared.settings.year):
        issue(office, OfYear(name))
    else:
        issue(office, OfPeriod(office.declared.period(name)))


def receipts(outbox: Outbox, about: str) -> list[Delivery]:
    """Return the receipts that wait to be sent, and those about a period that were refused: they are tried again."""
    due = set(outbox.due())
    return [
        line for line in outbox.record()
        if line.kind == LetterKind.RECEIPT
        and (line.message_id in due or (line.about == about and line.state is ParcelState.REFUSED))
    ]  # fmt: skip


def answer(
    office: Office, outbox: Outbox, transport: Transport, clock: Callable[[], datetime], about: str,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:  # fmt: skip
    """Send the receipts that wait, and once more those about a period that were refused."""
    own = receipts(outbox, about)
    with outbox.held():
        outbox.again([outbox.parcel(each.message_id) for each in own], office.now)
    return _deliver(office, outbox, transport, clock, sleep, {each.message_id for each in own})


def _deliver(
    office: Office, outbox: Outbox, transport: Transport, clock: Callable[[], datetime],
    sleep: Callable[[float], None], only: set[str],
) -> Report:  # fmt: skip
    pauses = post_of(office.declared).pauses
    return deliver(outbox, transport, pauses, clock, sleep, only=only, progress=office.progress)
