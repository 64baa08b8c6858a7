"""What became of every message taken, kept for good: submissions/_register/mailbox.sqlite3.

A message goes from KEPT (its original lies there) to PLANNED (where each thing enclosed goes is decided) to FILED (it
lies there) to ANSWERED (the answer, if it has any, waits in the outbox). Each step may be done twice: killed at
any moment, the next run goes on from the last step that is written here.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.durable import Kept, at_once, held, opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

MAILBOX, LOCK = "mailbox.sqlite3", "mailbox.lock"
IF_SPOILT = "请把它移到别处再运行一次：收过的信按内容认得出来，不会收两次。"
TABLES = """
create table mails (
  key text primary key, period text, sender text, name text, subject text, message_id text,
  internal text, arrived text, loop text, original text, state text, told text, answer text, answered text
);
create table pieces (
  key text, number integer, name text, sha256 text, period text, place text, outcome text, unit text, why text,
  primary key (key, number)
);
create table seen (
  box text, uid text, key text, marked integer not null default 0, primary key (box, uid)
)
"""


class PostState(StrEnum):
    """How far a message has come."""

    KEPT = "留了原件"
    PLANNED = "定了去处"
    FILED = "收下了"
    ANSWERED = "办完了"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message taken. `original` is the place of its .eml and `arrived` local time; `told` is what the office reads.

    `answer` is the Message-ID of what was answered, on the day `answered`; "" of none.
    """

    key: str
    period: str
    sender: str
    name: str
    subject: str
    message_id: str
    internal: datetime
    arrived: datetime
    loop: str
    original: str
    state: PostState
    told: str = ""
    answer: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that a message enclosed: its name as sent, where it lies under submissions/, what became of it and why."""

    key: str
    number: int
    name: str
    sha256: str
    period: str
    place: str
    outcome: str
    unit: str
    why: str


class MailRegister:
    """The register, open; every change is on the disk when its call returns."""

    def __init__(self, folder: Path) -> None:
        """Open or make the register in `folder`; raises SetupError where it was spoilt."""
        self._db = opened(Kept(folder / MAILBOX, "收信登记", IF_SPOILT), TABLES)

    def close(self) -> None:
        """Close it."""
        self._db.close()

    def knows(self, box: str, uid: str) -> bool:
        """Tell whether the message under this UID was looked at before."""
        return (
            self._db.execute("select 1 from seen where box = ? and uid = ?", (box, uid)).fetchone()
            is not None
        )

    def see(self, box: str, uid: str, key: str) -> None:
        """Record which message lies under a UID; `key` is "" of one that is no concern of ours."""
        self._db.execute("insert or ignore into seen (box, uid, key) values (?, ?, ?)", (box, uid, key))

    def to_mark(self, box: str) -> list[str]:
        """Return the UIDs of messages that were filed and are not marked yet."""
        lines = self._db.execute(
            "select uid from seen join mails using (key) where box = ? and not marked and state in (?, ?)",
            (box, PostState.FILED, PostState.ANSWERED),
        )
        return [uid for (uid,) in lines]

    def mark(self, box: str, uid: str) -> None:
        """Record that the message was marked on its server."""
        self._db.execute("update seen set marked = 1 where box = ? and uid = ?", (box, uid))

    def keep(self, entry: Entry) -> None:
        """Record a message whose original is kept; one that is known stays as it is."""
        marks = ", ".join("?" * len(Entry.__slots__))
        self._db.execute(f"insert or ignore into mails values ({marks})", _written(astuple(entry)))  # noqa: S608 — marks

    def plan(self, key: str, pieces: Iterable[Piece], told: str) -> None:
        """Record where each thing that a message encloses goes, and what the office is told of it."""
        with at_once(self._db):
            marks = ", ".join("?" * len(Piece.__slots__))
            self._db.executemany(f"insert or replace into pieces values ({marks})", map(astuple, pieces))  # noqa: S608
            self._db.execute(
                "update mails set state = ?, told = ? where key = ?", (PostState.PLANNED, told, key)
            )

    def filed(self, key: str) -> None:
        """Record that everything lies where it was to go."""
        self._db.execute("update mails set state = ? where key = ?", (PostState.FILED, key))

    def answered(self, key: str, answer: str, day: date) -> None:
        """Record that the message was answered by `answer`, "" for not at all."""
        self._db.execute(
            "update mails set state = ?, answer = ?, answered = ? where key = ?",
            (PostState.ANSWERED, answer, day.isoformat(), key),
        )

    def entry(self, key: str) -> Entry | None:
        """Return the message known by this fingerprint."""
        return next(iter(self._entries("key = ?", key)), None)

    def entries(self, *states: PostState) -> list[Entry]:
        """Return the messages in these states, in the order in which they arrived."""
        marks = ", ".join("?" * len(states))
        return self._entries(f"state in ({marks})", *states)

    def of_period(self, period: str) -> list[Entry]:
        """Return every message taken for a period, in the order in which they arrived."""
        return self._entries("period = ?", period)

    def pieces(self, key: str) -> list[Piece]:
        """Return what became of each thing that the message encloses."""
        return [
            Piece(*line)
            for line in self._db.execute("select * from pieces where key = ? order by number", (key,))
        ]

    def twin(self, entry: Entry) -> bool:
        """Tell whether the same letter, come a second time by another way, was answered: its Message-ID, its contents."""
        if not entry.message_id:
            return False
        others = self._entries(
            "message_id = ? and sender = ? and key != ? and answer != ''",
            entry.message_id,
            entry.sender,
            entry.key,
        )
        own = [piece.sha256 for piece in self.pieces(entry.key)]
        return any(own == [piece.sha256 for piece in self.pieces(each.key)] for each in others)

    def answered_of(self, day: date) -> list[Entry]:
        """Return the messages that arrived on that day and were answered."""
        return self._entries("arrived like ? and answer != ''", f"{day.isoformat()}%")

    def _entries(self, condition: str, *words: str) -> list[Entry]:
        lines = self._db.execute(f"select * from mails where {condition} order by arrived, key", words)  # noqa: S608 — ours
        return [_read(line) for line in lines]


def alone(folder: Path) -> AbstractContextManager[None]:
    """Keep other windows from collecting meanwhile; raises UsageError where one already does."""
    return held(folder / LOCK, "收信")


def _written(values: tuple[object, ...]) -> list[object]:
    return [each.isoformat() if isinstance(each, datetime) else each for each in values]


def _read(line: tuple[str, ...]) -> Entry:
    key, period, sender, name, subject, message_id, internal, arrived, loop, original, state, *rest = line
    return Entry(
        key, period, sender, name, subject, message_id, datetime.fromisoformat(internal),
        datetime.fromisoformat(arrived), loop, original, PostState(state), *rest,
    )  # fmt: skip
