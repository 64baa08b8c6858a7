"""The durable outbox: what is to be sent, how far it has come, and every step of it (issue 6, never twice, never lost)."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from pipeline.durable import Kept, at_once, held, opened, said
from pipeline.post.parcels import DUE, Delivery, Entry, Parcel, ParcelState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

SCHEMA = """
CREATE TABLE letters (
    number INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, about TEXT NOT NULL,
    revision INTEGER NOT NULL, reader TEXT NOT NULL, address TEXT NOT NULL, subject TEXT NOT NULL,
    data BLOB, unsure INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE steps (
    number INTEGER PRIMARY KEY, letter INTEGER NOT NULL REFERENCES letters, moment TEXT NOT NULL,
    state TEXT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX steps_of ON steps (letter, number);
CREATE VIEW record AS
SELECT letters.number, message_id, kind, about, revision, reader, address, subject, state, moment,
       (SELECT count(*) FROM steps AS tries WHERE tries.letter = letters.number AND tries.state = '正在发') AS attempts,
       words
FROM letters JOIN steps ON steps.number = (SELECT max(last.number) FROM steps AS last WHERE last.letter = letters.number)
"""
"""A letter stands where its last step left it; its bytes are kept while it is due or refused, not what anybody received.
`unsure` counts the times that it was handed over and it is not known whether it was accepted."""

IF_SPOILT = "请从备份里复制回来；没有备份的，先把它改名留着再发——没有它就不知道谁已经收到，会重发。"
REPLACED = "内容有变动，改发新的一封。"
CUT_SHORT = "上一次发到一半停了，不知道服务器收没收下，再发一次。"


class Outbox:
    """The outbox in a file; every change is on the disk when the method returns.

    Each method raises SetupError where the file is spoilt, PublishError where it cannot be written, and UsageError
    where another window keeps it.
    """

    def __init__(self, path: Path) -> None:
        """Open the outbox at `path`; it and its folder are made where they are not there."""
        self.path = path
        self._kept = Kept(path, "发送记录", IF_SPOILT)
        self._database = opened(self._kept, SCHEMA)

    def __enter__(self) -> Self:
        """Return itself; closed at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def queue(self, parcels: Iterable[Parcel], now: datetime) -> int:
        """Take in what is not there yet by Message-ID, all or none of it; return how many were new."""
        with self._change():
            return sum(self._take_in(parcel, now) for parcel in parcels)

    def again(self, parcels: Iterable[Parcel], now: datetime) -> int:
        """Put what was refused, came back or was withdrawn at 待发 once more, with these bytes; return how many."""
        given_up = {ParcelState.REFUSED, ParcelState.BOUNCED, ParcelState.WITHDRAWN}
        with self._change():
            chosen = [each for each in parcels if self._state(each.message_id) in given_up]
            for each in chosen:
                self._rows(
                    "UPDATE letters SET data = ?, unsure = 0 WHERE message_id = ?", each.data, each.message_id
                )
                self._step(each.message_id, ParcelState.WAITING, "", now)
        return len(chosen)

    def withdraw(
        self, parcels: Collection[Parcel], kinds: Collection[str], now: datetime, valid: Collection[str] = ()
    ) -> int:
        """Withdraw what is not gone yet and whose place these letters take; return how many.

        That is what is of one of `kinds`, about the same and to the same reader; what is as `valid` as these letters
        stays, by Message-ID. Only for the one that delivers.
        """
        stay = {each.message_id for each in parcels} | set(valid)
        places = {(each.about, each.reader, each.address) for each in parcels}
        stale = [
            line.message_id for line in self.record()
            if line.state in DUE and line.kind in kinds
            and (line.about, line.reader, line.address) in places and line.message_id not in stay
        ]  # fmt: skip
        with self._change():
            for message_id in stale:
                self._step(message_id, ParcelState.WITHDRAWN, REPLACED, now)
        return len(stale)

    def due(self, only: Collection[str] | None = None) -> list[str]:
        """Return the Message-IDs of what is to be handed over, first in, first out; of `only` where it is given."""
        return [
            line.message_id
            for line in self.record()
            if line.state in DUE and (only is None or line.message_id in only)
        ]

    def parcel(self, message_id: str) -> Parcel:
        """Return a letter that is due or was refused, with its bytes; raises LookupError where there is none."""
        columns = "message_id, kind, about, revision, reader, address, subject, data"
        with said(self._kept):
            rows = self._rows(f"SELECT {columns} FROM letters WHERE message_id = ?", message_id)  # noqa: S608
        if not rows or rows[0][-1] is None:
            raise LookupError(message_id)
        return Parcel(*rows[0])

    def recover(self, now: datetime) -> None:
        """Put what a killed run left at 正在发 back to 待发; only for the one that delivers."""
        with self._change():
            rows = self._rows("SELECT message_id FROM record WHERE state = ?", str(ParcelState.SENDING))
            for (message_id,) in rows:
                self._step(message_id, ParcelState.WAITING, CUT_SHORT, now)

    def begin(self, message_id: str, now: datetime) -> bool:
        """Mark a letter as being handed over; tell whether the server may already have it."""
        with self._change():
            [(unsure,)] = self._rows("SELECT unsure FROM letters WHERE message_id = ?", message_id)
            self._rows("UPDATE letters SET unsure = unsure + 1 WHERE message_id = ?", message_id)
            self._step(message_id, ParcelState.SENDING, "", now)
        return bool(unsure)

    def finish(
        self, message_id: str, state: ParcelState, words: str, now: datetime, *, sure: bool = True
    ) -> None:
        """Record how handing over ended; not `sure` where the server may have accepted it and could not say so."""
        with self._change():
            if sure:
                self._rows("UPDATE letters SET unsure = unsure - 1 WHERE message_id = ?", message_id)
            self._step(message_id, state, words, now)

    def bounced(self, message_id: str, words: str, now: datetime) -> bool:
        """Record that a letter came back, with the words of who sent it back; tell whether it is one of ours."""
        with self._change():
            state = self._state(message_id)
            if state not in {None, ParcelState.BOUNCED}:
                self._step(message_id, ParcelState.BOUNCED, words, now)
        return state is not None

    def record(self, about: str = "") -> list[Delivery]:
        """Return where each letter stands, in the order they came in; of one period or year where `about` says so."""
        query = """
            SELECT message_id, kind, about, revision, reader, address, subject, state, moment, attempts, words
            FROM record WHERE ? IN ('', about) ORDER BY number
        """
        with said(self._kept):
            rows = self._rows(query, about)
        return [_line(*row) for row in rows]

    def history(self, message_id: str) -> list[Entry]:
        """Return every step of a letter, the first one first; none of a letter that is not ours."""
        query = (
            "SELECT moment, state, words FROM steps JOIN letters ON letters.number = letter"
            " WHERE message_id = ? ORDER BY steps.number"
        )
        with said(self._kept):
            rows = self._rows(query, message_id)
        return [
            Entry(datetime.fromisoformat(moment), ParcelState(state), words) for moment, state, words in rows
        ]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one that delivers; raises UsageError where another window does."""
        with held(self.path.with_suffix(".lock"), "发信"):
            yield

    @contextmanager
    def _change(self) -> Iterator[None]:
        with said(self._kept), at_once(self._database):
            yield

    def _take_in(self, parcel: Parcel, now: datetime) -> bool:
        if self._state(parcel.message_id) is not None:
            return False
        change = (
            "INSERT INTO letters (message_id, kind, about, revision, reader, address, subject, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        self._rows(
            change, parcel.message_id, str(parcel.kind), parcel.about, parcel.revision,
            parcel.reader, parcel.address, parcel.subject, parcel.data,
        )  # fmt: skip
        self._step(parcel.message_id, ParcelState.WAITING, "", now)
        return True

    def _state(self, message_id: str) -> ParcelState | None:
        rows = self._rows("SELECT state FROM record WHERE message_id = ?", message_id)
        return ParcelState(rows[0][0]) if rows else None

    def _step(self, message_id: str, state: ParcelState, words: str, now: datetime) -> None:
        change = "INSERT INTO steps (letter, moment, state, words) SELECT number, ?, ?, ? FROM letters WHERE message_id = ?"
        self._rows(change, now.isoformat(), str(state), words, message_id)
        if state not in DUE and state is not ParcelState.REFUSED:
            self._rows("UPDATE letters SET data = NULL WHERE message_id = ?", message_id)

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self._database.execute(statement, values).fetchall()


def _line(*row: Any) -> Delivery:  # noqa: ANN401 — a row of the view, as SQLite gives it
    values = [*row]
    values[7:9] = ParcelState(row[7]), datetime.fromisoformat(row[8])
    return Delivery(*values)
