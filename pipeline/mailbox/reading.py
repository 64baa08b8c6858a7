"""A message taken apart: who, when, what is enclosed. Whatever the bytes are, something is said and nothing raised."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from pipeline.mailbox.loops import Bounced, Loop, bounced_in, loop_of
from pipeline.mailbox.names import AsSent, address_in, decoded, header
from pipeline.mailbox.parts import BIG_ATTACHMENT, Enclosed, contents_of
from pipeline.registers import sha256_of

if TYPE_CHECKING:
    from email.message import Message
    from zoneinfo import ZoneInfo

MOST_BOUNDARIES, MOST_INNER, MOST_LINE = 200, 60, 16_000
"""Beyond these a message was not made by a mail program: the parser would be lost in it for hours."""
MOST_HEADERS = 256 * 1024
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_INNER = re.compile(rb"message/(?:rfc822|global|delivery-status)", re.IGNORECASE)
_OF_PART = re.compile(rb"^content-[a-z-]+[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"<[^<>\s]{1,500}>")
_POLICY = AsSent()


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, known by `key`, the fingerprint of its bytes.

    `dated` is what its sender's clock said, None where it says nothing certain; `internal` when the server had it.
    `linked`: it points at an attachment that lies elsewhere. `answers`: it is a reply. `whole`: it was taken apart
    to the end.
    """

    key: str
    sender: str
    name: str
    subject: str
    message_id: str
    dated: datetime | None
    internal: datetime
    loop: Loop = Loop.NONE
    bounced: tuple[Bounced, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    unread: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    linked: bool = False
    answers: bool = False
    whole: bool = True

    def arrived(self, zone: ZoneInfo) -> datetime:
        """Return when it counts as arrived, local time without zone: as dated, unless the server contradicts.

        A clock that runs ahead of the server's, or lies more than a day behind it, is not believed.
        """
        believed = self.dated is not None and self.internal - timedelta(days=1) <= self.dated <= self.internal
        moment = self.dated if believed and self.dated is not None else self.internal
        return moment.astimezone(zone).replace(tzinfo=None)


def read_mail(raw: bytes, internal: datetime, own: str, *, whole: bool = True) -> Mail:
    """Return the message `raw`, which the server had at `internal`; `own` is this mailbox's address.

    `whole` is False where only its headers are given.
    """
    top = _headers(raw)
    mail = _of_headers(sha256_of(raw), top, internal, own)
    if not whole or _is_beyond_measure(raw):
        return replace(mail, whole=False)
    try:
        message = BytesParser(policy=_POLICY).parsebytes(raw)
        if mail.loop is Loop.BOUNCE:  # what it encloses is ours, come back
            return replace(mail, bounced=bounced_in(message))
        found = contents_of(message)
    except Exception:  # noqa: BLE001 — the parser raises many kinds on what was made to break it
        return replace(mail, whole=False)
    return replace(
        mail, enclosed=tuple(found.taken), unread=tuple(found.unread), others=tuple(found.others), whole=found.whole,
        linked=bool(BIG_ATTACHMENT.search(found.text)),
    )  # fmt: skip


def _headers(raw: bytes) -> Message:
    end = re.search(rb"\r?\n\r?\n", raw[:MOST_HEADERS])
    head = raw[: end.end()] if end else raw[:MOST_HEADERS]
    return BytesHeaderParser(policy=_POLICY).parsebytes(head)


def _of_headers(key: str, top: Message, internal: datetime, own: str) -> Mail:
    name, sender = address_in(top, "From")
    found = _ID.search(header(top, "Message-ID"))
    try:
        loop = loop_of(top, own)
    except Exception:  # noqa: BLE001 — as before; what cannot be told is not answered
        loop = Loop.AUTO
    return Mail(
        key, sender, name, decoded(header(top, "Subject")), found[0] if found else "",
        _dated(header(top, "Date")), internal, loop,
        answers=bool(header(top, "In-Reply-To") or header(top, "References")),
    )  # fmt: skip


def _dated(text: str) -> datetime | None:
    """Return the moment with its zone; None where it cannot be read or names none."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _is_beyond_measure(raw: bytes) -> bool:
    """Tell whether parts lie in parts without end, or a header of a part does not."""
    return (
        sum(1 for _ in _BOUNDARY.finditer(raw)) > MOST_BOUNDARIES
        or sum(1 for _ in _INNER.finditer(raw)) > MOST_INNER
        or any(found.end() - found.start() > MOST_LINE for found in _OF_PART.finditer(raw))
    )
