"""重算核对: a release computed again from its inputs, as of its own moment, and compared file by file (design, contract)."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.archive import (
    DECLARED,
    ISSUED,
    declared_since,
    kept_declarations,
    otherwise,
    published_document,
)
from pipeline.errors import UsageError
from pipeline.held import BAD_ZIP, ZIP
from pipeline.machine import as_json
from pipeline.release import MAIL

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.flow import Office
    from pipeline.issuing import Matter

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Verified:
    """A release compared: its folder under output/, how many files it has, those that are not as they were computed.

    `changed` names the declarations that are others by now than those it was made by, new or gone.
    They alone make no file differ: that a mail server moved says nothing about a month.
    """

    folder: str
    files: int
    differing: tuple[str, ...]
    changed: tuple[str, ...]


def verify(office: Office, matter: Matter[Any]) -> list[Verified]:
    """Return the published release and every issued revision, compared; raises UsageError where there is none."""
    output = office.declared.output
    folders = [output / matter.name, *sorted((output / ISSUED).glob(f"{matter.name}-r*"))]
    found = [_verified(office, matter, folder) for folder in folders if (folder / MANIFEST).is_file()]
    if not found:
        message = f"{matter.title}还没有结果，没有可以核对的。请先运行 {matter.again}。"
        raise UsageError(message)
    return found


def _verified(office: Office, matter: Matter[Any], folder: Path) -> Verified:
    manifest = published_document(folder / MANIFEST)
    declared: dict[str, str] = manifest["declarations"]
    then = office.as_it_was(manifest)
    computed: dict[str, bytes] = matter.render(then, matter.bring(then))
    computed[MANIFEST] = as_json(json.loads(computed[MANIFEST]) | {"declarations": declared})
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    there = {p.as_posix(): path for p, path in found.items() if p.parts[0] not in {MAIL, DECLARED}}
    differing = [
        name for name in sorted({*computed, *there})
        if name not in computed or name not in there or not _same(computed[name], there[name].read_bytes())
    ]  # fmt: skip
    kept = kept_declarations(folder)
    differing += [f"{DECLARED}/{name}" for name in otherwise(declared, kept) if kept]
    place = folder.relative_to(office.declared.output).as_posix()
    return Verified(place, len(there), tuple(differing), declared_since(office.declared, manifest))


def _same(one: bytes, other: bytes) -> bool:
    """Tell whether two files are the same, byte for byte; workbooks packed by another zlib part by part (design 2)."""
    if one == other:
        return True
    if not (one.startswith(ZIP) and other.startswith(ZIP)):
        return False
    try:
        return _parts(one) == _parts(other)
    except BAD_ZIP:
        return False


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
