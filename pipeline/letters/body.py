"""A letter's words as a page and as plain text, both from the same blocks: what one says the other says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import css_inline

from pipeline.model import Figures, Points, Words
from pipeline.webpage import page, sealed, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.model import Block, Letter

_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def as_html(config: Config, letter: Letter) -> str:
    """Return the letter as a page for mail clients: tables, every tag with its own style, nothing fetched."""
    blocks = [(type(block).__name__.lower(), block) for block in letter.body]
    words = sealed("letter.css")
    made = page(
        "letter.html", school=config.settings.school, letter=letter, blocks=blocks, paint=words["style"],
        enclosed=[each.name for each in letter.attachments],
    )  # fmt: skip
    return _INLINER.inline(made.decode())


def as_text(letter: Letter) -> str:
    """Return the letter as plain text, a sentence a line, never broken within one."""
    parts = ["\n".join(_lines(block)) for block in letter.body]
    if letter.attachments:
        parts.append("\n".join(["附件", *(f"· {each.name}" for each in letter.attachments)]))
    return shown_text("\n\n".join(parts)) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Words(text):
            yield text
        case Points(title, lines):
            yield title
            yield from (f"· {line}" for line in lines)
        case Figures(title, head, rows):
            yield title
            for row in rows:
                yield "　".join(
                    f"{name}：{cell}" if name and place else cell
                    for place, (name, cell) in enumerate(zip(head, row, strict=True))
                    if cell
                )
