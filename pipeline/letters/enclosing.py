"""What is enclosed: files of the release that can be read alone, workbooks made for a scope, and what is too large."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Attachment, Words
from pipeline.webpage import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.config import Post
    from pipeline.model import Letter

MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ics": "text/calendar",
}
MEGABYTE = 1024 * 1024
MOST, ENDING = 72, 8
"""Characters of a file's name and of its ending; in UTF-8 three bytes each, of the 255 that a name may have."""
_UNFIT = re.compile(r'[\\/:*?"<>|]')
_ELSEWHERE = re.compile(rb'<a\b[^>]*\bhref="(?!#)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def file_name(typed: str) -> str:
    """Return the name of an attachment as every system can keep it: one line, no sign that Windows refuses, its ending kept."""
    stem, dot, suffix = " ".join(shown_text(typed).split()).rpartition(".")
    whole = stem[:MOST] + dot + suffix[:ENDING]
    return _UNFIT.sub("－", whole).strip(" .") or "附件"


def enclosed(name: str, content: bytes) -> Attachment:
    """Return a file as an attachment under `name`; a page leads to nothing that is not in the letter."""
    suffix = name[name.rfind(".") :]
    return Attachment(file_name(name), alone(content) if suffix == ".html" else content, MEDIA[suffix])


def alone(page: bytes) -> bytes:
    """Return the page with its links to other files as plain text: in a letter it lies alone."""
    return _ELSEWHERE.sub(rb"<span>\1</span>", page)


def of_folder(files: Mapping[str, bytes], folder: str, suffix: str) -> Iterator[Attachment]:
    """Yield what lies in one folder of the release, in the order of names."""
    for path in sorted(files):
        if path.startswith(f"{folder}/") and path.endswith(suffix):
            yield enclosed(path.rsplit("/", 1)[-1], files[path])


def fitted(post: Post, letter: Letter) -> Letter:
    """Return the letter as it may weigh: the largest attachments are left out, and it says where to get them."""
    kept, left = list(letter.attachments), []
    while kept and sum(_weight(each) for each in kept) > post.largest * MEGABYTE:
        left.append(kept.pop(max(range(len(kept)), key=lambda index: _weight(kept[index]))))
    if not left:
        return letter
    names = "、".join(f"《{each.name}》" for each in left)
    said = Words(f"{names}太大，一封信放不下，没有附上。请到领导小组办公室拷贝。", strong=True)
    return replace(letter, attachments=tuple(kept), body=(*letter.body, said))


def _weight(attachment: Attachment) -> int:
    """Return the bytes that the attachment takes on its way."""
    return len(base64.encodebytes(attachment.content))
