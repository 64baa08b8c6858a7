"""Letters: what is said to whom, with what enclosed; how it looks and how it travels is for others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LetterKind(StrEnum):
    """Why a letter is written."""

    CHECK = "核对稿"
    DRAFT = "送审稿"
    ISSUED = "印发"
    RESTATED = "更正说明"
    REMINDER = "催报"
    RECEIPT = "收件回执"
    SUPERVISION = "督办通知单"
    FILING = "报送组干科"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `strong` where it is what the reader must not miss."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list under a heading."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A small table under a heading: `head` names the columns, every row is as long."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Words | Points | Figures


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file enclosed: its Chinese name, its content, its media type."""

    name: str
    content: bytes
    media: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one reader.

    `about` is the period or year by id, `revision` of what edition, `content` the fingerprint of what it tells: the same
    three to the same address are the same letter, however often it is written. `answers` is the Message-ID of the
    mail that it answers, "" of none.
    """

    kind: LetterKind
    about: str
    revision: int
    content: str
    reader: str
    address: str
    subject: str
    body: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()
    answers: str = ""
