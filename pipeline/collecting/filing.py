"""Where each thing that came goes: into the period's folder, beside it as a question, nowhere a second time."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.arrivals import PARTS_OF_A_DOCUMENT, contents, looked_into
from pipeline.check import Task, check_file, lost
from pipeline.check.identity import claim_of_name
from pipeline.findings import message
from pipeline.held import ZIP
from pipeline.mailbox import Entry, Loop, Mail, Piece
from pipeline.mailbox.names import legible
from pipeline.mailbox.parts import OLE, RAR, SEVEN_ZIP, TABLES
from pipeline.model import Received
from pipeline.pool import Lost
from pipeline.registers import sha256_of, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.collecting.senders import Sender
    from pipeline.config import Config, Period
    from pipeline.flow import Office
    from pipeline.held import Held
    from pipeline.model import Submission

BY_MAIL = "邮件"
BY_NAME = "identity-by-name"
"""The finding of a workbook that is known by its name alone."""
MAIL, QUESTIONS, STAGING = "_mail", "_questions", ".filing"
FILED, SAME, ASIDE = "收下", "重复", "请定"
"""What becomes of a piece: it lies in the period's folder, its content lay there before, it waits for the office."""
MOST_NAME = 120
"""Bytes of a file's name that are kept: a system takes 255, of which the moment and the sender need some."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(slots=True)
class Arrival:
    """A message to be filed, and its pieces staged: each with the files in it, and what the check says of them."""

    entry: Entry
    mail: Mail
    sender: Sender
    staged: list[Staged] = field(default_factory=list)


@dataclass(slots=True)
class Staged:
    """One thing enclosed, laid aside: its files, several of a zip, each checked under the name `label`.

    `plain` is the name that it gets where it says itself whose it is.
    """

    number: int
    original: str
    plain: str
    label: str
    sha256: str
    path: Path
    files: list[tuple[str, Held]]
    checked: list[Submission] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the name that it gets."""
        mute = any(not s.readable or any(f.code == BY_NAME for f in s.findings) for s in self.checked)
        return self.label if mute else self.plain


def label_of(who: str, arrived: datetime, name: str, data: bytes) -> str:
    """Return the file's name: when it came, from whom, its own; safe on every system."""
    path = PurePosixPath(_safe(name) or "附件")
    suffix = path.suffix.casefold()
    ending = path.suffix if suffix in TABLES else _suffix_of(data)
    stem = (path.stem if suffix in TABLES else path.name).encode()[:MOST_NAME].decode(errors="ignore")
    return f"{arrived:%m%d-%H%M}_{_safe(who)[:30]}_{stem.strip(' .') or '附件'}{ending}"


def _callers(config: Config, sender: Sender, name: str) -> tuple[str, str]:
    """Return what the sender is called in a file's name, and what where nothing in it says whose it is.

    That is the sender's one unit: a workbook with a password is then known by its name like any other (design,
    decision 4). Otherwise no unit's name is added to what says it better itself.
    """
    local = sender.address.partition("@")[0]
    plain = sender.name if sender.readers and claim_of_name(config, sender.name).unit is None else local
    unnamed = len(sender.units) == 1 and claim_of_name(config, name).unit is None
    return plain, sender.units[0].name if unnamed else plain


def _safe(name: str) -> str:
    return _FORBIDDEN.sub("－", legible(name)).strip(" .")


def _suffix_of(data: bytes) -> str:
    if data.startswith(ZIP):
        return ".xlsx" if any(part.encode() in data[:4096] for part in PARTS_OF_A_DOCUMENT) else ".zip"
    return {OLE[:2]: ".xls", RAR[:2]: ".rar", SEVEN_ZIP[:2]: ".7z"}.get(data[:2], ".xlsx")


def stage(office: Office, period: Period, arrival: Arrival) -> None:
    """Lay aside what is enclosed, each under the name that it would have."""
    for number, enclosed in enumerate(arrival.mail.enclosed):
        path = office.config.submissions / MAIL / STAGING / f"{arrival.entry.key[:24]}-{number}"
        write_atomically(path, enclosed.content)
        plain, label = (
            label_of(who, arrival.entry.arrived, enclosed.name, enclosed.content)
            for who in _callers(office.config, arrival.sender, enclosed.name)
        )
        files = list(looked_into(path, f"{period.id}/{label}"))
        sha256 = sha256_of(enclosed.content)
        arrival.staged.append(Staged(number, enclosed.name, plain, label, sha256, path, files))


def check(office: Office, period: Period, arrivals: Sequence[Arrival]) -> None:
    """Check every file staged, all at once, each within its budget."""
    told = [(own, each) for each in arrivals for own in each.staged for _ in own.files]
    tasks = [
        Task(held, name, held.sha256, each.entry.arrived, period.id)
        for each in arrivals for own in each.staged for name, held in own.files
    ]  # fmt: skip
    answers = office.pool.map_files(check_file, tasks, office.config)
    for (own, _), task, answer in zip(told, tasks, answers, strict=True):
        own.checked.append(lost(office.config, task) if isinstance(answer, Lost) else answer)


@dataclass(slots=True)
class Shelf:
    """What lies where among the submissions, and what this round has planned to lay there."""

    submissions: Path
    _lying: dict[str, dict[str, str]] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)

    def lying(self, folder: str) -> dict[str, str]:
        """Return by fingerprint the name of each file under a folder of submissions/."""
        if folder not in self._lying:
            self._lying[folder] = {held.sha256: name for name, held in contents(self.submissions, folder)}
        return self._lying[folder]

    def place(self, folder: str, staged: Staged) -> str:
        """Return a free name in the folder, and keep it for what is staged."""
        path = PurePosixPath(folder, staged.name)
        there = self.submissions / folder
        names = {p.name.casefold() for p in there.iterdir()} if there.is_dir() else set()
        number, free = 1, path
        while free.name.casefold() in names or str(free).casefold() in self._taken:
            number += 1
            free = path.with_name(f"{path.stem}（{number}）{path.suffix}")
        self._taken[str(free).casefold()] = staged.sha256
        self.lying(folder).update({held.sha256: str(free) for _, held in staged.files})
        return str(free)


def planned(office: Office, period: Period, arrival: Arrival, shelf: Shelf) -> Iterator[Piece]:
    """Yield what is to become of each thing enclosed."""
    for each in arrival.staged:
        wanted = _period_of(office, period, arrival, each)
        unit = next((s.unit for s in each.checked if s.unit), "")
        why = _doubt(office.config, arrival, each)
        folder = f"{QUESTIONS}/{wanted}" if why else wanted
        before = [shelf.lying(folder).get(held.sha256) for _, held in each.files]
        place = before[0] or "" if all(before) else shelf.place(folder, each)
        outcome = SAME if all(before) else ASIDE if why else FILED
        yield Piece(
            arrival.entry.key, each.number, each.original or each.name, each.sha256, wanted, place, outcome, unit, why
        )  # fmt: skip


def _period_of(office: Office, period: Period, arrival: Arrival, staged: Staged) -> str:
    """Return the period whose folder it belongs in: the one collected for, but where the form's own may still take it.

    A later period that has begun, or an earlier one whose returns may still come corrected (rubric §2).
    """
    named = {s.period for s in staged.checked if s.unit and s.period}
    if len(named) != 1 or named == {period.id}:
        return period.id
    other = office.config.period(named.pop())
    arrived = arrival.entry.arrived.date()
    if other.id > period.id:
        return other.id if other.first <= arrived else period.id
    units = {s.unit for s in staged.checked}
    sent = [s.sent.date() for s in office.registers.sent_back if s.period == other.id and s.unit in units]
    last = office.config.correction_day(other, max(sent, default=date.min))
    return other.id if arrived <= last else period.id


def _doubt(config: Config, arrival: Arrival, staged: Staged) -> str:
    """Return why the office has to say what becomes of it, "" where nothing is in doubt."""
    if arrival.entry.loop:
        return f"来信是{Loop(arrival.entry.loop).value}的"
    names = [unit.name for s in staged.checked if (unit := config.find_unit(s.unit))]
    whose = f"，表里写的是{'、'.join(dict.fromkeys(names))}" if names else ""
    if not arrival.sender.readers:
        return f"发件地址 {arrival.sender.address or '（没有写）'} 不在名册的读者里{whose}"
    foreign = [
        unit.name for s in staged.checked
        if (unit := config.find_unit(s.unit)) and not arrival.sender.covers(unit)
    ]  # fmt: skip
    if foreign:
        return f"发信的是{arrival.sender.name}，表里写的是{'、'.join(dict.fromkeys(foreign))}"
    unknown = next((s for s in staged.checked if s.readable and not s.unit), None)
    return message(unknown.findings[0]).rstrip("。") if unknown and unknown.findings else ""


def lay_down(office: Office, arrival: Arrival, pieces: Iterable[Piece]) -> None:
    """Register when each piece came, then lay it where it goes; doing it again changes nothing."""
    staged = {each.number: each for each in arrival.staged}
    going = [(piece, staged[piece.number]) for piece in pieces if piece.outcome in {FILED, ASIDE}]
    lines = [
        Received(held.sha256, piece.period, name, arrival.entry.arrived, BY_MAIL)
        for piece, own in going
        for name, held in looked_into(own.path, piece.place)
    ]
    register(office, lines)
    for piece, own in going:
        path = office.config.submissions / piece.place
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.replace(own.path, path)  # noqa: PTH105 — one atomic call
    for own in arrival.staged:
        own.path.unlink(missing_ok=True)


def register(office: Office, lines: Sequence[Received]) -> None:
    """Add lines to the arrival register; a content that is known keeps the moment when it was first seen."""
    known = {(r.period, r.sha256) for r in office.registers.received}
    fresh = {(r.period, r.sha256): r for r in reversed(lines) if (r.period, r.sha256) not in known}
    office.registers = replace(office.registers, received=(*office.registers.received, *fresh.values()))
    office.keep_registers()


def original_of(period: Period, arrived: datetime, who: str, key: str) -> str:
    """Return the place under submissions/ of a message's original."""
    return f"{MAIL}/{period.id}/{arrived:%m%d-%H%M}_{_safe(who)[:40]}_{key[:12]}.eml"
