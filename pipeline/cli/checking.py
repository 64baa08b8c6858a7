"""What stands behind `check`: each file named, each file of a folder named, read and checked at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.arrivals import contents, looked_into
from pipeline.check import Task, check_file, lost
from pipeline.errors import UsageError
from pipeline.registers import REGISTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.cli.desk import Desk
    from pipeline.held import Held
    from pipeline.model import Submission

ORDINARY = 4 * 1024 * 1024
"""Bytes up to which a workbook is read in this process, where the checks before parsing bound its inflated size."""


def check_all(at: Desk, paths: Sequence[Path], period: str) -> list[Submission]:
    """Return each file checked, for the period named, that of its folder, or that which it names; raises UsageError."""
    return [_checked(at, place, held, period) for path in paths for place, held in _files(path)]


def _files(path: Path) -> Iterator[tuple[Path, Held]]:
    if path.is_dir():
        folder = path.resolve()
        found = [(name, held) for name, held in contents(folder.parent, folder.name) if REGISTER not in name]
        if not found:
            message = f"「{path}」里没有文件。请看文件夹是否写对。"
            raise UsageError(message)
        yield from ((folder.parent / name, held) for name, held in found)
        return
    if not path.exists():
        message = f"打不开「{path}」。请看文件名是否写对，表格是否正在别处打开。"
        raise UsageError(message)
    yield from ((path.parent / name, held) for name, held in looked_into(path, path.name))


def _checked(at: Desk, path: Path, held: Held, period: str) -> Submission:
    known = {each.id for each in at.config.periods}
    named = (part for part in reversed(path.resolve().parts) if part in known)
    folder = next(named, "")  # what lies in a month's folder counts for that month, whatever it says itself
    wanted = at.config.period(period or folder or at.current().id).id
    task = Task(held, path.name, held.sha256, at.now, wanted)
    found = _read(at, task, held.path.stat().st_size)
    if not (period or folder) and found.period not in {"", wanted}:
        found = _read(at, replace(task, period=found.period), held.path.stat().st_size)
    return found


def _read(at: Desk, task: Task, size: int) -> Submission:
    """Return the file checked: one of extraordinary size in a worker, which has a budget of time and memory."""
    if size <= ORDINARY:
        return check_file(at.config, task)
    from pipeline.pool import Lost, Processes

    (answer,) = Processes(workers=1).map_files(check_file, [task], at.config)
    return lost(at.config, task) if isinstance(answer, Lost) else answer
