"""What lies beside a page in its release, by kind, in the order in which people look for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PLACES: tuple[tuple[str, str], ...] = (
    ("汇总表", "*.xlsx"),
    ("总结报告", "report.html"),
    ("督办", "supervision/*.html"),
    ("督办", "supervision/*.txt"),
    ("草稿", "drafts/*.docx"),
    ("公示材料", "publicity/*"),
    ("归档", "archive/*.html"),
    ("退改件", "returns/*"),
)
NAMES = {
    "report.html": "网页",
    "publicity/web.html": "网站",
    "publicity/board.html": "公开栏",
    "publicity/screen.html": "电子屏",
    "publicity/journal.txt": "校刊校报",
}


@dataclass(frozen=True, slots=True)
class Lying:
    """A file of the release: what it is called, and its address from the release's first page."""

    name: str
    href: str


def lying_beside(paths: Iterable[str]) -> list[tuple[str, list[Lying]]]:
    """Return the files among `paths` that people open, by kind; of what is not there nothing is said."""
    known = list(paths)
    kinds: dict[str, list[Lying]] = {}
    for kind, pattern in PLACES:
        found = list(_found(known, pattern))
        if found:
            kinds.setdefault(kind, []).extend(found)
    return list(kinds.items())


def _found(paths: Iterable[str], pattern: str) -> Iterator[Lying]:
    depth = pattern.count("/")
    for path in paths:
        own = PurePosixPath(path)
        if path.count("/") == depth and own.match(pattern):
            yield Lying(NAMES.get(path, own.stem.replace("_", " ")), quote(path))
