"""Writing pages: the only place that renders one, so that nothing typed becomes markup and nothing is fetched.

A page is one file: its style and its only script stand in it, and its policy names them by their fingerprints and
allows nothing else (Content-Security-Policy). It is readable without the script.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline import look

LIMIT = 300 * 1024
"""Bytes of the largest page: it opens at once on an old telephone."""
CLIP = 240
"""Characters of a text that are shown; what is typed can be a hundred times as long."""
STEPS = (400, 120, 40, 12)
"""So many lines of a table are shown: the most with which the page keeps to its limit."""

_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, and those that turn the direction of writing: they would reach beyond the text they stand in."""
_STYLE_SIGNS = frozenset("\"'\\<>&\t\n")


def page(view: str, **words: object) -> bytes:
    """Return the page that the view makes of `words`; long tables are cut until it is below LIMIT, and say so."""
    template = _views.get_template(view)
    for most in STEPS:
        made = template.render(most=most, **words).encode()
        if len(made) < LIMIT:
            break
    return made


def sealed(style: str, script: str = "", **words: str) -> dict[str, Markup | str]:
    """Return the words `style`, `script` and `policy` for a page that has a style, and a script, of its own.

    `words` are what the style itself writes, as on the edge of every printed page; it takes them through `quoted`.
    """
    css, js = (
        _plain.get_template(name).render(look=look, **words) if name else "" for name in (style, script)
    )
    return {"style": Markup(css), "script": Markup(js), "policy": _policy(css, js)}  # noqa: S704 — ours


def shown_text(text: str) -> str:
    """Return `text` without what cannot be shown or would disturb what stands beside it."""
    return _UNSHOWN.sub("", text)


def quoted(text: str) -> str:
    """Return `text` as a string of a style sheet; nothing in it can end the string or the style."""
    return '"' + "".join(f"\\{ord(c):x} " if c in _STYLE_SIGNS else c for c in shown_text(text)) + '"'


def clip(text: str, most: int = CLIP) -> str:
    """Return `text`, or its beginning and how long it is."""
    return text if len(text) <= most else f"{text[:most]}……（共 {len(text)} 字，全文在原件里）"


def mark(word: str) -> Markup:
    """Return a state as people see it: sign, word and colour; a word that is no state stays as it is."""
    known = look.STATES.get(word) or next((m for m in look.SEVERITIES.values() if m.word == word), None)
    return Markup.escape(word) if known is None else _marked(known, word)


@cache
def _marked(known: look.Mark, word: str) -> Markup:
    return Markup('<span class="mark {}"><span aria-hidden="true">{}</span> {}</span>').format(
        look.tone_name(known.tone), known.sign, word
    )


def _finalize(value: object) -> object:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return shown_text(value)


def _fingerprint(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _policy(style: str, script: str) -> str:
    allowed = [f"style-src {_fingerprint(style)}"] + (
        [f"script-src {_fingerprint(script)}"] if script else []
    )
    return "; ".join(("default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"))


_loader = PackageLoader("pipeline", "views")
_plain = Environment(loader=_loader, undefined=StrictUndefined, autoescape=False)  # noqa: S701 — style and script, ours
_views = Environment(
    loader=_loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalize,
)  # fmt: skip
_plain.filters["quoted"] = quoted
_style = _plain.get_template("style.css").render(look=look)
_script = _plain.get_template("table.js").render()
_views.filters |= {"clip": clip, "mark": mark}
_views.globals |= {
    "style": Markup(_style), "script": Markup(_script),  # noqa: S704 — ours, nothing typed in them
    "policy": _policy(_style, ""), "script_policy": _policy(_style, _script),
}  # fmt: skip
