"""The issued revisions of a period, kept whole under output/_issued/<period>-r<n>/ and never written again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.config import Config, declarations, load_config
from pipeline.errors import SetupError
from pipeline.model import State
from pipeline.registers import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from pipeline.registers import Signature

ISSUED = "_issued"
DECLARED = "declarations"
"""In the folder of an issued revision: config.yaml and all that it names, as they were when it was issued."""


def revision_name(name: str, revision: int) -> str:
    """Return the folder of a revision of a period (or year) under output/."""
    return f"{ISSUED}/{name}-r{revision}"


def issued_revision(signatures: Iterable[Signature], name: str, now: datetime) -> int:
    """Return the last revision of a period (or year) that was issued by `now`, 0 where none was."""
    own = (s for s in signatures if s.period == name and s.state == State.ISSUED and s.moment <= now)
    return max((int(each.revision) for each in own), default=0)


def issued_document(output: Path, name: str, revision: int, file: str) -> dict[str, Any]:
    """Return a JSON document of an issued revision; raises SetupError where it is gone or was spoilt."""
    return published_document(output / revision_name(name, revision) / file)


def published_document(path: Path) -> dict[str, Any]:
    """Return a JSON document of a release; raises SetupError where it is gone or was spoilt."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as reason:
        complaint = f"「{path.parent.name}/{path.name}」读不出来，可能被改动过。请从备份里恢复这个文件。"
        raise SetupError([complaint]) from reason
    return document


def declarations_to_keep(config: Config) -> dict[str, bytes]:
    """Return the declarations by their paths in the folder of an issued revision."""
    return {f"{DECLARED}/{name}": data for name, data in declarations(config).items()}


def kept_declarations(folder: Path) -> dict[str, str]:
    """Return the fingerprints of the declarations kept in the folder of a release, {} where none are."""
    kept = folder / DECLARED
    found = (path for path in kept.rglob("*") if path.is_file())
    return fingerprints({path.relative_to(kept).as_posix(): path.read_bytes() for path in found})


def otherwise(some: Mapping[str, str], others: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files that are in one of two lists of fingerprints alone, or differ."""
    return tuple(sorted({name for name, _ in some.items() ^ others.items()}))


def declared_since(config: Config, document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the declarations that are others now than those by which the release with this manifest was made."""
    return otherwise(document["declarations"], fingerprints(declarations(config)))


def declared_then(config: Config, document: Mapping[str, Any]) -> Config:
    """Return the declarations by which the release with this manifest was made; those of now where they were not kept.

    They are kept when a revision is issued; a program that declares otherwise may not be able to read them any more.
    """
    if not declared_since(config, document):
        return config
    name = str(document.get("period") or document["year"])
    folder = config.output / revision_name(name, document["revision"])
    if kept_declarations(folder) != document["declarations"]:
        return config
    try:
        return load_config(folder / DECLARED / config.path.name, config.home)
    except SetupError:
        return config
