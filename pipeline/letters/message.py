"""A letter as it travels: MIME, with names that old and new mail clients show, and a Message-ID that never changes."""

from __future__ import annotations

import base64
import hashlib
import re
from email.charset import BASE64, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.errors import UsageError
from pipeline.letters.body import as_html, as_text
from pipeline.letters.enclosing import file_name
from pipeline.model import LetterKind
from pipeline.webpage import shown_text

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.config import Config, Post
    from pipeline.model import Attachment, Letter

_MESSAGE_ID = re.compile("<[!-~]{1,250}>")
UTF8 = Charset("utf-8")
UTF8.body_encoding = BASE64
WIRE = compat32.clone(linesep="\r\n", max_line_length=0)
"""Headers go out as they are folded here."""
FOLDED = 62
"""Characters of encoded words a line: with a header's name before them 76 at most (RFC 2047, 2)."""
LONGEST = 60
"""Characters of a subject or a name; what is longer is cut, on a phone it is not read anyway."""


def message_id(config: Config, letter: Letter) -> str:
    """Return the Message-ID: the same for the same letter to the same reader, whenever it is written.

    Whoever answers for two units has a letter about each: the subject tells them apart. A receipt is known by what it
    answers: how its subject reads depends on what else has come by the time it is written.
    """
    told = (
        letter.kind.value, letter.about, str(letter.revision), letter.content, letter.reader, letter.address,
        "" if letter.kind is LetterKind.RECEIPT else letter.subject, letter.answers,
    )  # fmt: skip
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
    name = ".".join((digest, f"r{letter.revision}", *filter(None, [letter.about])))
    return f"<{name}@{_domain(config)}>"


def write_message(config: Config, letter: Letter, now: datetime) -> bytes:
    """Return the letter as an .eml file, dated `now` (local time); the same letter and moment give the same bytes.

    Beside the text stands the same as a page; both are made of the letter's blocks. The name of an attachment stands
    twice: as RFC 2231 has it, for whoever reads that, and as encoded words (RFC 2047) in `name` and `filename`. The
    standard does not know those there, yet QQ mail shows a Chinese name as tcmime.….bin without them, and Outlook as
    untitled. Nothing typed can begin a header of its own.
    """
    post = _post(config)
    name = message_id(config, letter)
    parts = MIMEMultipart("alternative", boundary=_boundary(name, "words"), policy=WIRE)
    parts.attach(MIMEText(_canonical(as_text(config, letter)), "plain", UTF8, policy=WIRE))  # type: ignore[arg-type]
    parts.attach(MIMEText(_canonical(as_html(config, letter)), "html", UTF8, policy=WIRE))  # type: ignore[arg-type]
    whole: MIMEMultipart = parts
    if letter.attachments:
        whole = MIMEMultipart("mixed", boundary=_boundary(name, "whole"), policy=WIRE)
        whole.attach(parts)
        for each in letter.attachments:
            whole.attach(_enclosed(each))
    for header, value in _headers(config, post, letter, now, name):
        whole[header] = value
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=WIRE).flatten(whole)
    return out.getvalue()


def _headers(config: Config, post: Post, letter: Letter, now: datetime, name: str) -> list[tuple[str, str]]:
    answer = letter.kind is LetterKind.RECEIPT
    headers = [
        ("From", _mailbox(post.name, post.address)),
        ("To", _mailbox(letter.reader, letter.address)),
        ("Subject", encoded(one_line(letter.subject))),
        ("Date", format_datetime(now.replace(tzinfo=config.zone))),
        ("Message-ID", name),
        ("Auto-Submitted", "auto-replied" if answer else "auto-generated"),
        ("Content-Language", "zh-CN"),
    ]
    before = letter.answers if _MESSAGE_ID.fullmatch(letter.answers) else ""
    return headers + ([("In-Reply-To", before), ("References", before)] if before else [])


def one_line(text: str, most: int = LONGEST) -> str:
    """Return typed text on one line, without what steers a screen or a header, at most so many characters of it."""
    words = " ".join(shown_text(text).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def encoded(text: str) -> str:
    """Return a header's text in encoded words (RFC 2047), folded; plain ASCII that does not look like one stays as it is."""
    return text if _is_plain(text) else Header(text, "utf-8", maxlinelen=FOLDED).encode(linesep="\r\n")


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _mailbox(name: str, address: str) -> str:
    """Return name and address of a header; an address is checked where it is declared."""
    words = one_line(name)
    quoted = '"' + words.replace("\\", "").replace('"', "") + '"' if _is_plain(words) else encoded(words)
    return f"{quoted} <{address}>" if words else address


def _enclosed(attachment: Attachment) -> MIMEBase:
    kind, _, subkind = attachment.media.partition("/")
    part = MIMEBase(kind, subkind, policy=WIRE)
    name = file_name(attachment.name)
    word = encoded(name)
    del part["Content-Type"]
    charset = "; charset=utf-8" if kind == "text" else ""
    part["Content-Type"] = f'{attachment.media}{charset};\r\n name="{word}"'
    star = "" if name.isascii() else f";\r\n filename*=UTF-8''{quote(name, safe='')}"
    part["Content-Disposition"] = f'attachment;\r\n filename="{word}"{star}'
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(attachment.content).decode("ascii"))
    return part


def _canonical(text: str) -> str:
    """Return text as it is before base64: lines end as they do on the wire (RFC 2045, 6.8)."""
    return text.replace("\n", "\r\n")


def _boundary(name: str, part: str) -> str:
    return f"=_{hashlib.sha256(f'{part} {name}'.encode()).hexdigest()[:32]}"


def _domain(config: Config) -> str:
    return _post(config).address.rpartition("@")[2]


def _post(config: Config) -> Post:
    post = config.settings.mail
    if post is None:
        message = "config.yaml 里没有写 mail，写不了信。"
        raise UsageError(message)
    return post
