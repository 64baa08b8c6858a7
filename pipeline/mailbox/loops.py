"""Letters that machines write: auto-replies, delivery reports, mailing lists; they are never answered (RFC 3834)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.mailbox.names import address_in, header, in_coding, legible

if TYPE_CHECKING:
    from collections.abc import Iterator

MACHINES = re.compile(r"^(mailer-daemon|postmaster|noreply|no-reply|do-not-reply|donotreply)$", re.IGNORECASE)
REPORTERS = re.compile(r"^(mailer-daemon|postmaster)$", re.IGNORECASE)
BULK = frozenset({"bulk", "list", "junk"})
MOST_REPORT = 100_000
MOST_WORDS = 300
_ID = re.compile(r"<[^<>\s]{1,250}@[^<>\s]{1,250}>")
_NAMED = re.compile(r"^message-id:\s*(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)


class Loop(StrEnum):
    """Who wrote it, where that was no person writing to us."""

    NONE = ""
    AUTO = "自动回复"
    BOUNCE = "退信"
    BULK = "群发"
    OWN = "本邮箱发出"


@dataclass(frozen=True, slots=True)
class Bounced:
    """A delivery report's word on a message: that one's Message-ID, and what the server says."""

    message_id: str
    words: str


def loop_of(message: Message, own: str) -> Loop:
    """Return what kind of machine's letter it is by its headers; `own` is the address of this mailbox."""
    _, sender = address_in(message, "From")
    local = sender.partition("@")[0]
    automatic = header(message, "Auto-Submitted").strip().casefold().partition(";")[0].strip()
    if _is_report(message, local):
        return Loop.BOUNCE
    if automatic not in {"", "no"} or any(name.casefold().startswith("x-auto") for name in message):
        return Loop.AUTO
    if message.get("List-Id") or header(message, "Precedence").strip().casefold() in BULK:
        return Loop.BULK
    if sender == own.casefold():
        return Loop.OWN
    nobody = "Return-Path" in message and not address_in(message, "Return-Path")[1]
    return Loop.AUTO if nobody or MACHINES.match(local) else Loop.NONE


def _is_report(message: Message, local: str) -> bool:
    kind = message.get_content_type()
    named = str(message.get_param("report-type") or "").casefold()
    reports = kind == "message/delivery-status" or (
        kind == "multipart/report" and named in {"", "delivery-status"}
    )
    return reports or bool(message.get("X-Failed-Recipients")) or bool(REPORTERS.match(local))


def bounced_in(message: Message) -> tuple[Bounced, ...]:
    """Return what a delivery report says failed for good: of a delay that it reports nothing."""
    parts = list(message.walk())
    status = "\n".join(_said(part) for part in parts if part.get_content_type() == "message/delivery-status")
    action = re.search(r"^action:\s*(\w+)", status, re.IGNORECASE | re.MULTILINE)
    if action and action[1].casefold() != "failed":
        return ()
    words = _words(status) or _words_of_text(parts)
    return tuple(Bounced(each, words) for each in dict.fromkeys(_ids(message, parts)))


def _ids(message: Message, parts: list[Message]) -> Iterator[str]:
    """Yield the Message-IDs that the report is about, as it encloses the message, or names it, or answers it."""
    for part in parts[1:]:
        yield from _ID.findall(header(part, "Message-ID"))
        if part.get_content_type() in {"text/rfc822-headers", "text/plain", "text/html"}:
            yield from _NAMED.findall(_text(part))
    for name in ("In-Reply-To", "References", "X-Failed-Message-ID"):
        yield from _ID.findall(header(message, name))


def _said(part: Message) -> str:
    inner = part.get_payload()
    blocks = inner if isinstance(inner, list) else []
    lines = [
        f"{name}: {value}" for each in blocks if isinstance(each, Message) for name, value in each.items()
    ]
    return "\n".join(lines) or _text(part)


def _words(status: str) -> str:
    found = [
        re.search(rf"^{name}:\s*(.+)$", status, re.IGNORECASE | re.MULTILINE)
        for name in ("diagnostic-code", "status")
    ]
    return next((legible(each[1])[:MOST_WORDS] for each in found if each), "")


def _words_of_text(parts: list[Message]) -> str:
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    return legible(_text(plain))[:MOST_WORDS] if plain is not None else ""


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    charset = str(part.get_param("charset") or "").casefold()
    return in_coding(data[:MOST_REPORT], charset) if isinstance(data, bytes) else ""
