"""Writing in headers, whatever its coding: RFC 2047 words, RFC 2231 names, bare UTF-8 or GBK bytes."""

from __future__ import annotations

import binascii
import re
import unicodedata
from base64 import b64decode
from email.policy import Compat32
from email.utils import parseaddr
from quopri import decodestring
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message

MOST_HEADER, MOST_ADDRESS = 8_000, 1_000
"""Signs of a header that are looked at: nobody's address or name comes near it."""
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([BbQq])\?([^?]*)\?=")
_NATIONAL = frozenset({"gb2312", "gbk", "gb_2312-80", "hz-gb-2312", "x-gbk", "cp936", "csgb2312", "euc-cn"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


class AsSent(Compat32):
    """Headers as their bytes were, each foreign byte a surrogate; the standard one replaces them."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the header unfolded."""
        del name
        return value.replace("\r", "").replace("\n", "")


def header(message: Message, name: str) -> str:
    """Return a header as it was sent, cut to what is looked at; "" where there is none."""
    return str(message.get(name, ""))[:MOST_HEADER]


def address_in(message: Message, name: str) -> tuple[str, str]:
    """Return name and address that a header holds, "" for what cannot be made out; the address in small letters."""
    try:
        called, address = parseaddr(header(message, name)[:MOST_ADDRESS])
    except (RecursionError, ValueError, IndexError):
        return "", ""
    return decoded(called), legible(address).casefold()


def decoded(value: str) -> str:
    """Return a header as people read it, on one line; nothing in it steers a screen."""
    found: list[tuple[str, bytes]] = []
    text, end = "", 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        if between.strip() or not found:
            text += _joined(found) + _bare(between)
            found = []
        charset = word[1].partition("*")[0].casefold()
        if found and found[-1][0] != charset:
            text += _joined(found)
            found = []
        found.append((charset, _content(word[2], word[3])))
        end = word.end()
    return legible(text + _joined(found) + _bare(value[end:]))


def _joined(words: list[tuple[str, bytes]]) -> str:
    """Return neighbouring words of one coding: some programs cut a character between two."""
    return in_coding(b"".join(data for _, data in words), words[0][0]) if words else ""


def _content(kind: str, text: str) -> bytes:
    data = text.encode("ascii", "surrogateescape")
    if kind in "Qq":
        return decodestring(data, header=True)
    try:
        return b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def _bare(text: str) -> str:
    return in_coding(text.encode("utf-8", "surrogateescape"), "")


def in_coding(data: bytes, charset: str) -> str:
    """Return text in the coding that it claims, else UTF-8, else GB 18030; what none of them reads is marked."""
    charset = "gb18030" if charset in _NATIONAL else charset
    for coding in (charset, "utf-8", "gb18030"):
        if not coding:
            continue
        try:
            return data.decode(coding)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def file_name(part: Message) -> str:
    """Return the name of an attachment without any folder, "" where it has none."""
    for name, place in (("filename", "content-disposition"), ("name", "content-type")):
        said = part.get_param(name, header=place)
        if isinstance(said, tuple):
            charset, _, text = said
            word = in_coding(text.encode("latin-1", "replace"), (charset or "").casefold())
        else:
            word = str(said or "")
        if word.strip():
            return re.split(r"[\\/]", decoded(word[:MOST_HEADER]))[-1].strip()
    return ""


def legible(text: str) -> str:
    """Return text on one line, without signs that nobody sees."""
    shown = "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in _UNSEEN)
    return shown.strip()
