"""What every reference page is made of: its first line, rows of a table, fragments of headings."""
# ruff: noqa: INP001 — beside the script that uses it, no package

from __future__ import annotations

MADE = "<!-- 由 docs/make_reference.py 生成，请不要手改；改了台账、审核意见或考评细则以后重新生成。 -->"


def row(*cells: str) -> str:
    """Return one line of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def table(*headers: str) -> list[str]:
    """Return the two lines with which a Markdown table begins."""
    return [row(*headers), "|" + "---|" * len(headers)]


def anchor(heading: str) -> str:
    """Return the fragment under which Markdown viewers find `heading`."""
    kept = "".join(sign for sign in heading.lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")
