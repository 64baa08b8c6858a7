"""A letter's words as a page and as plain text, both from the same blocks: what one says the other says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import css_inline

from pipeline.letters.enclosing import file_name
from pipeline.model import Figures, Points, Words
from pipeline.webpage import clip, page, sealed, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.model import Block, Letter

LONGEST = 1000
"""Characters of a line that are shown; what is typed in a cell can be thirty times as long."""
_BREAKS = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
_FIGURE = re.compile(r"[+−]?\d+(\.\d+|/\d+)?(（并列）)?|—|持平|不计分|")
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def as_html(config: Config, letter: Letter) -> str:
    """Return the letter as a page for mail clients: tables, every tag with its own style, nothing fetched."""
    blocks = [(type(block).__name__.lower(), _in_lines(block), _of_figures(block)) for block in letter.body]
    words = sealed("letter.css")
    made = page(
        "letter.html", school=config.settings.school, subject=_line(letter.subject), blocks=blocks, paint=words["style"],
        enclosed=[file_name(each.name) for each in letter.attachments],
    )  # fmt: skip
    return _INLINER.inline(made.decode())


def as_text(config: Config, letter: Letter) -> str:
    """Return the letter as plain text, a sentence a line, never broken within one."""
    school = config.settings.school
    parts = [f"{school.name}　{school.office}\n{_line(letter.subject)}"]
    parts += ["\n".join(_lines(_in_lines(block))) for block in letter.body]
    if letter.attachments:
        parts.append("\n".join(["附件", *(f"· {file_name(each.name)}" for each in letter.attachments)]))
    if school.contact:
        parts.append(f"有事请找 {school.contact}。")
    return shown_text("\n\n".join(parts)) + "\n"


def _line(text: str) -> str:
    """Return what was typed as one line, as much of it as is shown."""
    return clip(_BREAKS.sub(" ", text), LONGEST)


def _in_lines(block: Block) -> Block:
    match block:
        case Words(text):
            return replace(block, text=_line(text))
        case Points(title, lines):
            return Points(_line(title), tuple(map(_line, lines)))
        case Figures(title, head, rows):
            return Figures(_line(title), tuple(map(_line, head)), tuple(tuple(map(_line, r)) for r in rows))


def _of_figures(block: Block) -> tuple[bool, ...]:
    """Return which columns hold figures alone: they stand at the right, digit under digit."""
    if not isinstance(block, Figures):
        return ()
    return tuple(all(_FIGURE.fullmatch(row[place]) for row in block.rows) for place in range(len(block.head)))


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
