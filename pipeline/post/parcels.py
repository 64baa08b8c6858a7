"""What is in the outbox: letters as bytes with an address, how far each has come, what a run of delivery did."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class ParcelState(StrEnum):
    """How far a letter has come."""

    WAITING = "待发"
    SENDING = "正在发"
    SENT = "已发"
    LATER = "稍后再发"
    REFUSED = "被拒"
    BOUNCED = "被退回"
    WITHDRAWN = "作废"
    """Not gone when another took its place."""


DUE = frozenset({ParcelState.WAITING, ParcelState.SENDING, ParcelState.LATER})
"""What the next run hands over; what stands at 正在发 while nobody sends is from a run that was killed."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter as it was confirmed: `data` is sent byte for byte, `kind` and `about` are for the record."""

    message_id: str
    kind: str
    about: str
    revision: int
    reader: str
    address: str
    subject: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A line of the record: where a letter stands since `moment`, after how many tries, with the last words about it."""

    message_id: str
    kind: str
    about: str
    revision: int
    reader: str
    address: str
    subject: str
    state: ParcelState
    moment: datetime
    attempts: int
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in the history of a letter."""

    moment: datetime
    state: ParcelState
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of delivery did: each letter that it was to deliver, as it stands afterwards.

    `repeated` are the Message-IDs, once for each time, that were handed over although the server may already have
    had them. `stopped` is the one message where something stood in the way of all of them, "" where nothing did.
    """

    lines: tuple[Delivery, ...]
    repeated: tuple[str, ...] = ()
    stopped: str = ""

    @property
    def sent(self) -> tuple[Delivery, ...]:
        """Return what the server has accepted."""
        return tuple(line for line in self.lines if line.state is ParcelState.SENT)

    @property
    def undelivered(self) -> tuple[Delivery, ...]:
        """Return what the server has not accepted: waiting, put off or refused."""
        return tuple(line for line in self.lines if line.state is not ParcelState.SENT)
