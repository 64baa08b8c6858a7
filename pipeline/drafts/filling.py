"""Filling a form: what was typed stays text, whatever it says; the same bytes for the same words and clock."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from pipeline.xlsx import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

VIEWS = Path(__file__).parents[1] / "views"
LONGEST = 300
"""Characters of one person's words that a draft quotes: more is to be read where it was written."""

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BROKEN = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of itself: title, whose it is, and the clock of what it was made from."""

    title: str
    author: str
    moment: datetime


class _Places(Environment):
    """Where words are put; a form that is filled in for every unit is read once."""

    @lru_cache(maxsize=64)  # noqa: B019 — there is one, as long as the program runs
    def from_string(self, source: str) -> Template:  # type: ignore[override]
        """Return the form made ready."""
        return super().from_string(source)


def fill(form: str, words: Mapping[str, object], imprint: Imprint) -> bytes:
    """Return the form called `form` with `words` in its places."""
    draft = DocxTemplate(io.BytesIO(_form(form)))
    draft.render(dict(words), _places)
    about = draft.docx.core_properties
    about.title, about.author, about.last_modified_by = imprint.title, imprint.author, imprint.author
    about.created = about.modified = imprint.moment.replace(microsecond=0)
    about.revision = 1
    made = io.BytesIO()
    draft.save(made)
    with zipfile.ZipFile(made) as parts:
        return sealed(((name, parts.read(name)) for name in parts.namelist()), imprint.moment)


def sealed(parts: Iterable[tuple[str, bytes]], moment: datetime) -> bytes:
    """Return the zip of `parts`, each dated `moment`: nothing else of where and when it was made is in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            part = zipfile.ZipInfo(name, moment.timetuple()[:6])
            part.create_system, part.compress_type = 0, zipfile.ZIP_DEFLATED
            archive.writestr(part, content)
    return packed.getvalue()


def cut(text: str, where: str, most: int = LONGEST) -> str:
    """Return `text`, its beginning where it is longer than `most`, with its length and where the whole is."""
    return text if len(text) <= most else f"{text[:most]}……（共 {len(text)} 字，全文见{where}）"


@cache
def _form(name: str) -> bytes:
    return (VIEWS / name).read_bytes()


def _as_text(value: object) -> Markup:
    """Return a value as one line of XML text; a brace as a reference, so that it opens no place to fill."""
    line = _BROKEN.sub(" ", _TURNING.sub("", written(str(value))))
    return Markup(str(escape(line)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 — escaped here


_places = _Places(autoescape=True, undefined=StrictUndefined, finalize=_as_text)
