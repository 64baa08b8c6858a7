"""The issued revisions of a period, kept whole under output/_issued/<period>-r<n>/ and never written again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.errors import SetupError
from pipeline.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from pipeline.registers import Signature

ISSUED = "_issued"


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
