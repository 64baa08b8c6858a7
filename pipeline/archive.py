"""The issued revisions of a period, kept whole under output/_issued/<period>-r<n>/ and never written again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.errors import SetupError
from pipeline.machine import scores_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import ScoredPeriod

ISSUED = "_issued"


def revision_name(name: str, revision: int) -> str:
    """Return the folder of a revision of a period (or year) under output/."""
    return f"{ISSUED}/{name}-r{revision}"


def issued_revision(output: Path, name: str) -> int:
    """Return the last issued revision of a period (or year), 0 where none was issued."""
    revision = 0
    while (output / revision_name(name, revision + 1) / "manifest.json").is_file():
        revision += 1
    return revision


def issued_document(output: Path, name: str, file: str) -> dict[str, Any]:
    """Return a JSON document of the last issued revision; raises SetupError where it was spoilt."""
    folder = revision_name(name, issued_revision(output, name))
    return published_document(output / folder / file)


def published_document(path: Path) -> dict[str, Any]:
    """Return a JSON document of a release; raises SetupError where it is gone or was spoilt."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as reason:
        complaint = f"「{path.parent.name}/{path.name}」读不出来，可能被改动过。请从备份里恢复这个文件。"
        raise SetupError([complaint]) from reason
    return document


def issued_scores(output: Path, name: str) -> ScoredPeriod:
    """Return the scores of the last issued revision, exact; raises SetupError where they were spoilt."""
    return scores_of(issued_document(output, name, "scores.json"))
