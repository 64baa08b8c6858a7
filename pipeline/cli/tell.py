"""How the commands speak: plain lines, what was handed out, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rich.console import Console


def plain_lines(console: Console, lines: Iterable[str]) -> None:
    """Print lines as they are."""
    for line in lines:
        console.print(line, markup=False)


def handed_out(console: Console, folder: Path, files: Mapping[str, bytes], notice: str) -> None:
    """Tell what was handed out, and the notice to paste."""
    books = sum(name.endswith(".xlsx") for name in files)
    console.print(f"填报表做好了，共 {books} 份，在 {folder}", markup=False)
    if not notice:
        return
    console.print("发到工作群的通知（已存为 通知.txt）：\n", markup=False)
    console.print(notice, markup=False)
