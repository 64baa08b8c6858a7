"""What cannot be recomputed, in plain CSV that a person can read (design, decision 8).

received.csv: when each content was first seen. items.csv: the numbers issued, stable for ever.
decisions.csv: what the office decided on files. sent_back.csv: when a return copy of which file was given back.
reminders.csv: whom the office reminded, when and how. signatures.csv: who signed (审签) and issued (印发) which revision.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import PublishError
from pipeline.model import FileDecision, Received, Reminder
from pipeline.plain_csv import csv_bytes, csv_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from pathlib import Path

REGISTER = "_register"
RECEIVED, ITEMS, DECISIONS, SENT_BACK = "received.csv", "items.csv", "decisions.csv", "sent_back.csv"
REMINDERS, SIGNATURES = "reminders.csv", "signatures.csv"

RECEIVED_COLUMNS = {
    "sha256": "内容指纹", "period": "填报月份", "file": "文件", "arrived": "到件时间", "source": "来源",
}  # fmt: skip
ISSUED_COLUMNS = {
    "number": "事项编号", "ledger": "台账", "unit": "单位", "words": "内容", "period": "首报月份",
}  # fmt: skip
DECISION_COLUMNS = {
    "sha256": "内容指纹", "period": "填报月份", "unit": "单位", "verdict": "决定", "reason": "原因", "decided": "决定时间",
}  # fmt: skip
SENT_BACK_COLUMNS = {
    "sha256": "内容指纹", "period": "填报月份", "unit": "单位", "file": "文件", "sent": "退回时间", "copy": "退改件",
}  # fmt: skip
REMINDER_COLUMNS = {
    "period": "填报月份", "unit": "单位", "step": "催报", "way": "方式", "addressee": "对象", "moment": "时间",
}  # fmt: skip
SIGNATURE_COLUMNS = {
    "period": "填报月份", "revision": "版次", "state": "状态", "by": "经办", "moment": "时间", "content": "内容指纹",
}  # fmt: skip

T = TypeVar("T")

_FINGERPRINT = re.compile(r"[0-9a-f]+")
_NUMBER = re.compile(r".+-\d+")
_YEAR = re.compile(r"\d{4}")
_REVISION = re.compile(r"[1-9]\d*")


@dataclass(frozen=True, slots=True)
class Issued:
    """A 事项编号 issued: to which unit's row of which ledger, known by the normal form of its words."""

    number: str
    ledger: str
    unit: str
    words: str
    period: str


@dataclass(frozen=True, slots=True)
class SentBack:
    """A file's return copy (退改件) was given back: of which content, for which unit and period, when, by what name."""

    sha256: str
    period: str
    unit: str
    file: str
    sent: datetime
    copy: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A revision of a period was signed (已审签) or issued (印发): by whom, when, and the fingerprint of what it said."""

    period: str
    revision: str
    state: str
    by: str
    moment: datetime
    content: str


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers as read."""

    received: tuple[Received, ...] = ()
    issued: tuple[Issued, ...] = ()
    decisions: tuple[FileDecision, ...] = ()
    sent_back: tuple[SentBack, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def joined(self, later: Registers, before: Registers) -> Registers:
        """Return these registers with the lines that `later` has beyond `before`; a line of the same thing stands."""
        return Registers(
            _joined(self.received, later.received, before.received, lambda r: (r.period, r.sha256)),
            _joined(self.issued, later.issued, before.issued, lambda i: i.number),
            _joined(self.decisions, later.decisions, before.decisions, lambda d: d),
            _joined(self.sent_back, later.sent_back, before.sent_back, lambda s: (s.period, s.sha256)),
            _joined(self.reminders, later.reminders, before.reminders, lambda r: r),
            _joined(self.signatures, later.signatures, before.signatures, lambda s: s),
        )


def _joined(
    there: tuple[T, ...], later: tuple[T, ...], before: tuple[T, ...], key: Callable[[T], Hashable]
) -> tuple[T, ...]:
    old, known = {key(each) for each in before}, {key(each) for each in there}
    return (*there, *(each for each in later if key(each) not in old | known))


def read_registers(submissions: Path) -> Registers:
    """Return the registers under `submissions`, missing ones empty; raises SetupError where one was spoilt."""
    folder = submissions / REGISTER
    received = tuple(
        Received(r.like("sha256", _FINGERPRINT), r.period(), r["file"], r.moment("arrived"), r["source"])
        for r in csv_lines(folder / RECEIVED, RECEIVED_COLUMNS)
    )
    issued = tuple(
        Issued(r.like("number", _NUMBER), r["ledger"], r["unit"], r["words"], r.period())
        for r in csv_lines(folder / ITEMS, ISSUED_COLUMNS)
    )
    decisions = tuple(
        FileDecision(
            r.like("sha256", _FINGERPRINT),
            r.period(),
            r["unit"],
            r["verdict"],
            r["reason"],
            r.moment("decided"),
        )
        for r in csv_lines(folder / DECISIONS, DECISION_COLUMNS)
    )
    sent_back = tuple(
        SentBack(
            r.like("sha256", _FINGERPRINT), r.period(), r["unit"], r["file"], r.moment("sent"), r["copy"]
        )
        for r in csv_lines(folder / SENT_BACK, SENT_BACK_COLUMNS)
    )
    reminders = tuple(
        Reminder(r.period(), r["unit"], r["step"], r["way"], r["addressee"], r.moment("moment"))
        for r in csv_lines(folder / REMINDERS, REMINDER_COLUMNS)
    )
    signatures = tuple(
        Signature(
            r["period"] if _YEAR.fullmatch(r["period"]) else r.period(), r.like("revision", _REVISION), r["state"], r["by"], r.moment("moment"),
            r.like("content", _FINGERPRINT),
        )
        for r in csv_lines(folder / SIGNATURES, SIGNATURE_COLUMNS)
    )  # fmt: skip
    return Registers(received, issued, decisions, sent_back, reminders, signatures)


def write_registers(submissions: Path, old: Registers, new: Registers) -> None:
    """Write what differs between `old` and `new`, each file whole and atomically; raises PublishError."""
    before = register_files(old)
    for name, data in register_files(new).items():
        if data != before[name]:
            write_atomically(submissions / REGISTER / name, data)


def register_files(registers: Registers) -> dict[str, bytes]:
    """Return each register as it is written, by file name."""
    return {
        RECEIVED: _table(RECEIVED_COLUMNS, registers.received),
        ITEMS: _table(ISSUED_COLUMNS, registers.issued),
        DECISIONS: _table(DECISION_COLUMNS, registers.decisions),
        SENT_BACK: _table(SENT_BACK_COLUMNS, registers.sent_back),
        REMINDERS: _table(REMINDER_COLUMNS, registers.reminders),
        SIGNATURES: _table(SIGNATURE_COLUMNS, registers.signatures),
    }


def _table(columns: Mapping[str, str], things: Iterable[object]) -> bytes:
    return csv_bytes(columns, [{name: _written(getattr(each, name)) for name in columns} for each in things])


def _written(value: str | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else value


def known_by(registers: Registers, period: str, now: datetime) -> Registers:
    """Return the lines that a period's result at the moment `now` can depend on, the later ones left out."""
    return Registers(
        tuple(r for r in registers.received if r.period <= period and r.arrived <= now),
        tuple(i for i in registers.issued if i.period <= period),
        tuple(d for d in registers.decisions if d.period <= period and d.decided <= now),
        tuple(s for s in registers.sent_back if s.period <= period and s.sent < now),
        tuple(r for r in registers.reminders if r.period <= period and r.moment <= now),
        tuple(s for s in registers.signatures if s.period <= period and s.moment < now),
    )


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, then swap it in; raises PublishError and leaves what was there."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        os.replace(beside, path)  # noqa: PTH105 — one atomic call
    except OSError as reason:
        message = (
            f"写不进「{path.name}」（{reason.strerror or reason}），原来的没有动。"
            "请关掉正在打开的这个文件，看看磁盘是否已满、文件夹是否只读，再运行一次。"
        )
        raise PublishError(message) from reason


def sha256_of(data: bytes) -> str:
    """Return the fingerprint of a file's content."""
    return hashlib.sha256(data).hexdigest()


def fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sha256 of each file by its path."""
    return {path: sha256_of(data) for path, data in sorted(files.items())}
