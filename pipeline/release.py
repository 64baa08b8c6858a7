"""A folder of files published whole: built beside the last one, then swapped in; a failure changes nothing."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from pipeline.errors import PublishError
from pipeline.registers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def publish(output: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Publish `files` as output/<name>/ and return that folder; raises PublishError and leaves the last one."""
    target, fresh, old = output / name, output / f".{name}.new", output / f".{name}.old"
    try:
        _clear(fresh)
        for path, data in files.items():
            place = fresh / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        _clear(old)
        if target.exists():
            os.replace(target, old)  # noqa: PTH105 — one atomic call
        try:
            os.replace(fresh, target)  # noqa: PTH105 — one atomic call
        except OSError:
            if old.exists():
                os.replace(old, target)  # noqa: PTH105 — one atomic call
            raise
        _clear(old)
    except OSError as reason:
        shutil.rmtree(fresh, ignore_errors=True)
        message = (
            f"写不进「{target.name}」（{reason.strerror or reason}）。上一次的结果没有动。"
            "请关掉正在打开的汇总表，看看磁盘是否已满、文件夹是否只读，再运行一次。"
        )
        raise PublishError(message) from reason
    return target


def _clear(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
    elif folder.exists():
        folder.unlink()


def fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sha256 of each file by its path."""
    return {path: sha256_of(data) for path, data in sorted(files.items())}
