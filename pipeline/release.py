"""A folder of files published whole: built beside the last one, then swapped in; a failure changes nothing."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

from pipeline.errors import PublishError
from pipeline.registers import fingerprints, sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAIL = "mail"
"""The folder of a release's letters: they are written after it is published, and are no part of it."""


def publish(output: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Publish `files` as output/<name>/ and return that folder; raises PublishError and leaves the last one."""
    target, fresh, old = output / name, output / f".{name}.new", output / f".{name}.old"
    try:
        _recover(target, old)
        _clear(fresh)
        _write(fresh, files)
        _clear(old)
        _swap(fresh, target, old)
    except OSError as reason:
        shutil.rmtree(fresh, ignore_errors=True)
        message = (
            f"写不进「{name}」（{reason.strerror or reason}）。上一次的结果没有动。"
            "请关掉正在打开的汇总表，看看磁盘是否已满、文件夹是否只读，再运行一次。"
        )
        raise PublishError(message) from reason
    shutil.rmtree(old, ignore_errors=True)  # what cannot go now goes before the next release
    return target


def _recover(target: Path, old: Path) -> None:
    """Put the last release back where a run was cut off between its two steps."""
    if old.exists() and not target.exists():
        os.replace(old, target)  # noqa: PTH105 — one atomic call


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put `fresh` in the place of `target`, which becomes `old`; a failure puts it back."""
    if target.exists():
        os.replace(target, old)  # noqa: PTH105 — one atomic call
    try:
        os.replace(fresh, target)  # noqa: PTH105 — one atomic call
    except OSError:
        _recover(target, old)
        raise


def _clear(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    elif place.exists():
        place.unlink()


MARKS = ".handed-out.json"
"""Beside workbooks handed out: their fingerprints, so that what was typed into them is noticed."""


def marked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return `files` with their fingerprints beside them."""
    return {**files, MARKS: json.dumps(fingerprints(files), ensure_ascii=False).encode()}


def changed_since(folder: Path) -> list[str]:
    """Return the files of a marked folder that were changed or added since; [] where nothing was marked."""
    if not (folder / MARKS).is_file():
        return []
    handed: dict[str, str] = json.loads((folder / MARKS).read_bytes())
    present = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    return [p.name for p in present if handed.get(p.name) != sha256_of(p.read_bytes())]
