"""The reference pages: 参考/台账.md, 参考/审核意见.md and 参考/细则/, from the declarations, the catalogue and the models.

Nothing here is typed twice: what a page says is what the workbook, the check, the messages and the score are made from.

    uv run python docs/make_reference.py
"""
# ruff: noqa: INP001 — a script beside the pages it writes, no package

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.make.decisions import decision_page  # noqa: E402 — found only now
from docs.make.findings import finding_page  # noqa: E402
from docs.make.ledgers import ledger_page  # noqa: E402
from docs.make.rubric import rubric_pages  # noqa: E402
from pipeline.config import load_config  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = ROOT / "docs" / "参考"
LEDGERS, FINDINGS, RUBRIC = "台账.md", "审核意见.md", "细则"
DECISIONS = f"{RUBRIC}/审批登记.md"


def pages() -> Mapping[str, str]:
    """Return every reference page by its path."""
    config = load_config(ROOT / "config.yaml")
    rubric = {f"{RUBRIC}/{name}": text for name, text in rubric_pages(config.rubric).items()}
    return {
        LEDGERS: ledger_page(config),
        FINDINGS: finding_page(),
        **rubric,
        DECISIONS: decision_page(config),
    }


def write(folder: Path = FOLDER) -> Iterator[Path]:
    """Write the pages into `folder` and return their places."""
    for name, text in pages().items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
        yield place


if __name__ == "__main__":
    for place in write():
        sys.stdout.write(f"{place.relative_to(ROOT)}\n")
