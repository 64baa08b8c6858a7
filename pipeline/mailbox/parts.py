"""What is enclosed: workbooks and zips by their content, whatever their part is called or claims to be."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.held import BAD_ZIP, LOCK, TOO_MANY_PARTS, ZIP, opened
from pipeline.mailbox.names import file_name, in_coding

if TYPE_CHECKING:
    from collections.abc import Iterator

OLE, RAR, SEVEN_ZIP, TNEF = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x78\x9f\x3e\x22",
)
TABLES = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".ett", ".csv", ".zip", ".rar", ".7z"})
PAPERS = frozenset({".doc", ".docx", ".wps", ".ppt", ".pptx", ".dps", ".pdf", ".ofd", ".msg"})
DOCUMENTS = frozenset({"word/document.xml", "ppt/presentation.xml", "OFD.xml", "AndroidManifest.xml"})
MOST_PARTS = 500
MOST_TEXT = 200_000
"""Bytes of a message's own words that are looked through."""
BIG_ATTACHMENT = re.compile(
    r"超大附件|云附件|文件中转站|ftnExs_download|/ftn/download|large-attachment-download", re.IGNORECASE
)
"""How QQ mail and 163 mail say that what is enclosed lies on their own servers."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Something enclosed: its name as the sender's, "" where it has none, and its content."""

    name: str
    content: bytes


@dataclass(slots=True)
class Contents:
    """What a message holds: `taken` is meant as a return, `unread` cannot be opened, `others` are something else."""

    taken: list[Enclosed]
    unread: list[str]
    others: list[str]
    text: str = ""
    whole: bool = True

    def add(self, part: Message) -> None:
        """Put one part where it belongs."""
        data, name = _data(part), file_name(part)
        kind = part.get_content_maintype()
        if is_return(name, data):
            self.taken.append(Enclosed(name, data))
        elif data.startswith(TNEF) or name.casefold() == "winmail.dat":
            self.unread.append(name or "winmail.dat")
        elif kind == "text" and part.get_content_disposition() != "attachment" and not name:
            charset = str(part.get_param("charset") or "").casefold()
            self.text += in_coding(data[:MOST_TEXT], charset)[:MOST_TEXT]
        elif name and not (kind == "image" and is_inline(part)):
            self.others.append(name)


def contents_of(message: Message) -> Contents:
    """Return what the message and the messages in it hold; raises what a spoilt one makes the parser raise."""
    found = Contents([], [], [])
    for count, part in enumerate(leaves(message)):
        if count == MOST_PARTS:
            found.whole = False
            break
        found.whole = found.whole and not any(
            type(d).__name__.endswith("BoundaryDefect") for d in part.defects
        )
        found.add(part)
    found.whole = found.whole and not _lost_its_parts(message)
    return found


def leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something themselves, in order, those of forwarded messages too."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting += [each for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield part


def _lost_its_parts(message: Message) -> bool:
    """Tell whether the message says that it has parts, and none can be told apart."""
    return message.get_content_maintype() == "multipart" and not message.is_multipart()


def _data(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def is_inline(part: Message) -> bool:
    """Tell whether a picture stands in the text: a signature, a photograph of a wall."""
    return part.get_content_disposition() != "attachment" or bool(part.get("Content-ID"))


def is_return(name: str, data: bytes) -> bool:
    """Tell whether somebody meant to return something with it: a workbook, an archive, or what bears a table's name.

    Whether it can be read, and is a form, the check says.
    """
    suffix = PurePosixPath(name).suffix.casefold()
    if name.startswith(LOCK) or suffix in PAPERS:
        return False
    if suffix in TABLES or data.startswith((OLE, RAR, SEVEN_ZIP)):
        return True
    return data.startswith(ZIP) and not _is_document(data)


def _is_document(data: bytes) -> bool:
    try:
        with opened(io.BytesIO(data)) as archive:
            return not DOCUMENTS.isdisjoint(archive.namelist())
    except (*BAD_ZIP, TOO_MANY_PARTS):
        return False
