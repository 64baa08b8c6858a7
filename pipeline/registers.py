"""What cannot be recomputed, in plain CSV that a person can read (design, decision 8).

received.csv: when each content was first seen. items.csv: the numbers issued, stable for ever.
decisions.csv: what the office decided on files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.model import FileDecision, Received

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

REGISTER = "_register"
RECEIVED, ITEMS, DECISIONS = "received.csv", "items.csv", "decisions.csv"


@dataclass(frozen=True, slots=True)
class Issued:
    """A 事项编号 issued: to which unit's row of which ledger, known by the normal form of its words."""

    number: str
    ledger: str
    unit: str
    words: str
    period: str


@dataclass(frozen=True, slots=True)
class Registers:
    """The three registers as read."""

    received: tuple[Received, ...] = ()
    issued: tuple[Issued, ...] = ()
    decisions: tuple[FileDecision, ...] = ()


RECEIVED_COLUMNS = {"sha256": "内容指纹", "period": "填报月份", "file": "文件", "arrived": "到件时间", "source": "来源"}
ISSUED_COLUMNS = {"number": "事项编号", "ledger": "台账", "unit": "单位", "words": "内容", "period": "首报月份"}
DECISION_COLUMNS = {
    "sha256": "内容指纹", "period": "填报月份", "unit": "单位", "verdict": "决定", "reason": "原因", "decided": "决定时间",
}  # fmt: skip


def read_registers(submissions: Path) -> Registers:
    """Return the registers under `submissions`; missing ones are empty."""
    folder = submissions / REGISTER
    received = tuple(
        Received(r["sha256"], r["period"], r["file"], datetime.fromisoformat(r["arrived"]), r["source"])
        for r in _rows(folder / RECEIVED, RECEIVED_COLUMNS)
    )
    issued = tuple(Issued(**r) for r in _rows(folder / ITEMS, ISSUED_COLUMNS))
    decisions = tuple(
        FileDecision(
            r["sha256"], r["period"], r["unit"], r["verdict"], r["reason"], datetime.fromisoformat(r["decided"])
        )
        for r in _rows(folder / DECISIONS, DECISION_COLUMNS)
    )
    return Registers(received, issued, decisions)


def write_registers(submissions: Path, old: Registers, new: Registers) -> None:
    """Write what differs between `old` and `new`, each file whole and atomically."""
    folder = submissions / REGISTER
    if new.received != old.received:
        rows = ({"arrived": r.arrived.isoformat(), **_same(r, "sha256 period file source")} for r in new.received)
        write_atomically(folder / RECEIVED, csv_bytes(RECEIVED_COLUMNS, rows))
    if new.issued != old.issued:
        rows = (_same(r, "number ledger unit words period") for r in new.issued)
        write_atomically(folder / ITEMS, csv_bytes(ISSUED_COLUMNS, rows))
    if new.decisions != old.decisions:
        rows = (
            {"decided": d.decided.isoformat(), **_same(d, "sha256 period unit verdict reason")} for d in new.decisions
        )
        write_atomically(folder / DECISIONS, csv_bytes(DECISION_COLUMNS, rows))


def _same(thing: object, names: str) -> dict[str, str]:
    return {name: getattr(thing, name) for name in names.split()}


def _rows(path: Path, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: row.get(header) or "" for name, header in columns.items()}


def csv_bytes(columns: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a CSV with a BOM, so that Excel and WPS open it right; `columns` maps a key to its header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.values())
    for row in rows:
        writer.writerow([_guarded(row[name]) for name in columns])
    return out.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    """Return `text` so that a spreadsheet program opens it as text: what begins a formula is quoted."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, then swap it in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    os.replace(beside, path)  # noqa: PTH105 — one atomic call


def sha256_of(data: bytes) -> str:
    """Return the fingerprint of a file's content."""
    return hashlib.sha256(data).hexdigest()
