"""A small database that survives a kill, on a local or a network drive; what is wrong with it is said in Chinese."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import PublishError, SetupError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = 0x53425A59
"""Says that the file is ours (SQLite's application_id)."""
VERSION = 1
PATIENCE = 10.0
"""Seconds to wait while another window writes; none writes for long."""

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
SPOILT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
UNWRITABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a database is: where it lies, how people call it (发送记录), and what they do where it is spoilt."""

    path: Path
    called: str
    if_spoilt: str

    @property
    def named(self) -> str:
        """Return it as a message names it."""
        return f"{self.called} {self.path.name} "


def opened(kept: Kept, schema: str) -> sqlite3.Connection:
    """Open the database, made by `schema` where it is new; raises SetupError, PublishError, UsageError.

    Every commit is on the disk when it returns (synchronous=EXTRA: the folder's entry of the journal too). The
    journal is the plain one: a write-ahead log needs memory that a network drive does not share.
    """
    with said(kept):
        try:
            kept.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as reason:
            raise PublishError(_unwritable(kept)) from reason
        database = sqlite3.connect(kept.path, timeout=PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA synchronous = EXTRA")
            with at_once(database):
                _check(database, kept, schema)
        except BaseException:
            database.close()
            raise
    return database


def _check(database: sqlite3.Connection, kept: Kept, schema: str) -> None:
    """Make the tables of a new database; raises SetupError for one that is not ours, or of a newer program."""
    mark, version = _pragma(database, "application_id"), _pragma(database, "user_version")
    if mark == 0 and not database.execute("SELECT 1 FROM sqlite_schema").fetchone():
        for statement in schema.split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {MARK}")
        database.execute(f"PRAGMA user_version = {VERSION}")
    elif mark != MARK:
        raise SetupError([_spoilt(kept)])
    elif version != VERSION:
        raise SetupError([f"{kept.named}是另一版程序写的，这一版读不了。请用写它的那一版程序，或升级。"])


def _pragma(database: sqlite3.Connection, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])


@contextmanager
def at_once(database: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or nothing: a kill in the midst leaves what was before."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


@contextmanager
def held(path: Path, doing: str) -> Iterator[None]:
    """Be the only one of all processes that is `doing` it (发信); the system lets go when this one ends, however.

    Raises UsageError where another is.
    """
    kept = Kept(path, "锁", "请删掉它，再运行一次。")
    with said(kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            database.execute("BEGIN EXCLUSIVE")
        except BaseException as reason:
            database.close()
            if isinstance(reason, sqlite3.OperationalError) and _primary(reason) in BUSY:
                message = f"另一个窗口正在{doing}。请等它做完，再运行一次。"
                raise UsageError(message) from None
            raise
    try:
        yield
    finally:
        database.close()


@contextmanager
def said(kept: Kept) -> Iterator[None]:
    """Turn what SQLite says of a file into one clear message; a bug of ours stays a bug."""
    try:
        yield
    except sqlite3.DatabaseError as reason:
        code = _primary(reason)
        if code in BUSY:
            message = f"{kept.named}正被另一个窗口占着。请关掉那个窗口，再运行一次。"
            raise UsageError(message) from reason
        if code in SPOILT:
            raise SetupError([_spoilt(kept)]) from reason
        if code in UNWRITABLE:
            raise PublishError(_unwritable(kept)) from reason
        raise


def _primary(reason: sqlite3.Error) -> int:
    """Return SQLite's result code without its details; 0 where there is none."""
    return getattr(reason, "sqlite_errorcode", 0) & 0xFF


def _spoilt(kept: Kept) -> str:
    return f"{kept.named}坏了，或不是{kept.called}。{kept.if_spoilt}"


def _unwritable(kept: Kept) -> str:
    return f"{kept.named}写不进去。请看磁盘满没满、网络盘断没断、文件夹是不是只读。"
