"""The mailbox on its server (IMAP): looked into without changing anything, then marked what was taken."""

from __future__ import annotations

import imaplib
import re
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import imap_tools
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError

from pipeline.credentials import password_of, trusted, user_of
from pipeline.errors import SetupError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pipeline.config import Config, Post, Server

MOST_BYTES = 80 * 1024 * 1024
"""A message of which only the headers are fetched is larger: no workbook that can be read fills it."""
TAKEN = "$SanbiTaken"
"""The keyword of a message that was taken, where the server keeps keywords."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_INTERNAL = re.compile(rb'INTERNALDATE "([^"]+)"')
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_ITEMS = "(RFC822.SIZE INTERNALDATE)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as the server gives it: its bytes (its headers alone where not `whole`), and when it had it."""

    raw: bytes
    internal: datetime
    size: int
    whole: bool


class Mailbox:
    """One folder of the school's mailbox, open; `name` tells it from every other, and from itself built anew."""

    def __init__(self, box: imap_tools.BaseMailBox, server: Server, name: str) -> None:
        """Take the folder that `box` has chosen on `server`."""
        self._client, self._server = box.client, server
        self.name = name + "#" + _response(box.client, "UIDVALIDITY")
        self._keywords = "\\*" in _response(box.client, "PERMANENTFLAGS")

    def since(self, day: date) -> list[str]:
        """Return the UIDs of what the server has had since `day`, oldest first."""
        day -= timedelta(days=1)  # the server's own day may begin later
        words = f"SINCE {day.day}-{MONTHS[day.month - 1]}-{day.year}"
        said = self._said("SEARCH", words)
        found = b" ".join(part for part in said if isinstance(part, bytes)).split()
        return [uid.decode() for uid in sorted(found, key=int)]

    def fetch(self, uid: str) -> Fetched | None:
        """Return the message, changing nothing about it; None where it is gone."""
        told = _joined(self._said("FETCH", uid, _ITEMS))
        size, moment = _SIZE.search(told), _INTERNAL.search(told)
        if not size:
            return None
        whole = int(size[1]) <= MOST_BYTES
        said = self._said("FETCH", uid, "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])")
        raw = next((part[1] for part in said if isinstance(part, tuple)), None)
        internal = _moment(moment[1].decode("ascii", "replace") if moment else "")
        return None if raw is None else Fetched(raw, internal, int(size[1]), whole)

    def mark(self, uid: str) -> None:
        """Mark the message as seen, and as taken where the server keeps keywords; nothing is ever expunged."""
        self._said("STORE", uid, "+FLAGS.SILENT", f"(\\Seen{f' {TAKEN}' if self._keywords else ''})")

    def _said(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes] | None]:
        """Return the server's answer; imap_tools' own ways read by a parser that hostile mail breaks, or expunge."""
        with _in_plain_words(self._server):
            kind, said = self._client.uid(command, *words)
            if kind != "OK":
                raise imaplib.IMAP4.error(command)
        return list(said)


@contextmanager
def open_mailbox(config: Config) -> Iterator[Mailbox]:
    """Open the folder that config.yaml declares; raises SetupError and UsageError, never with a password in them."""
    post = config.settings.mail
    if post is None or post.receive is None:
        complaint = "config.yaml 的 mail 里没有写收件服务器（receive），收不了邮件。"
        raise SetupError([complaint])
    server = post.receive
    with _in_plain_words(server):
        box = _connected(config, post, server)
    try:
        with _in_plain_words(server):
            _log_in(box, user_of(post, server), password_of(post, server))
            _choose(box, post.folder)
        yield Mailbox(box, server, f"{user_of(post, server)}@{server.host}/{post.folder}")
    finally:
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            box.logout()


def _connected(config: Config, post: Post, server: Server) -> imap_tools.BaseMailBox:
    patience = float(post.patience)
    if server.security == "none":
        return imap_tools.MailBoxUnencrypted(server.host, server.port, timeout=patience)
    trust = trusted(config, server)
    if server.security == "starttls":
        return imap_tools.MailBoxStartTls(server.host, server.port, timeout=patience, ssl_context=trust)
    return imap_tools.MailBox(server.host, server.port, timeout=patience, ssl_context=trust)


def _log_in(box: imap_tools.BaseMailBox, user: str, password: str) -> None:
    """Log in; raises SetupError, from nothing: what went before may hold the password."""
    refused = False
    try:
        if (user + password).isascii() and (user + password).isprintable():
            box.login(user, password, initial_folder=None)
        else:
            box.login_utf8(user, password, initial_folder=None)
        if "ID" in box.client.capabilities:  # 163 and 126 refuse a program that does not introduce itself
            box.client.xatom("ID", '("name" "sanbiyizheng" "version" "1")')
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, ImapToolsError, UnicodeError):
        refused = True
    if refused:
        complaint = (
            f"收件服务器不认邮箱 {user} 的密码。QQ、163 邮箱要填「授权码」，并在邮箱设置里打开 IMAP。"
            "改好以后运行 uv run run.py send --password 重新存一次。"
        )
        raise SetupError([complaint])


def _choose(box: imap_tools.BaseMailBox, folder: str) -> None:
    try:
        box.folder.set(folder)
    except MailboxFolderSelectError:
        known = "、".join(each.name for each in box.folder.list())
        complaint = f"邮箱里没有「{folder}」这个文件夹。现有：{known}。请改 config.yaml 的 mail：folder。"
        raise SetupError([complaint]) from None


@contextmanager
def _in_plain_words(server: Server) -> Iterator[None]:
    """Turn what the network and the server raise into one clear message."""
    at = f"收件服务器 {server.host}:{server.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as reason:
        complaint = f"{at} 的证书核对不上（{reason.verify_message}），为了密码的安全没有登录。请核对 config.yaml 的 mail。"
        raise SetupError([complaint]) from reason
    except ssl.SSLError as reason:
        complaint = f"{at} 没能建立加密连接。请核对 config.yaml 的 mail：port 和 security 要配套。"
        raise SetupError([complaint]) from reason
    except imaplib.IMAP4.abort as reason:
        message = f"{at} 中途断开了连接。已收下的都在，请再运行一次接着收。"
        raise UsageError(message) from reason
    except (imaplib.IMAP4.error, ImapToolsError) as reason:
        message = f"{at} 没有照做（{_first_line(reason)}）。已收下的都在，请过一会儿再运行一次。"
        raise UsageError(message) from reason
    except OSError as reason:
        message = f"连不上{at}。请看网络是否通、config.yaml 的 mail 是否写对，再运行一次；已收下的都在。"
        raise UsageError(message) from reason


def _first_line(reason: Exception) -> str:
    return (str(reason).splitlines() or [""])[0][:200]


def _response(client: imaplib.IMAP4, code: str) -> str:
    """Return what the server said under a response code when the folder was chosen, "" for nothing."""
    _, said = client.response(code)
    return _joined(said).decode("ascii", "replace")


def _joined(said: list[bytes | tuple[bytes, bytes] | None]) -> bytes:
    return b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in said if part)


def _moment(text: str) -> datetime:
    """Return an INTERNALDATE, 03-Jun-2016 10:00:00 +0800: without a zone UTC, where it cannot be read now."""
    try:
        found = parsedate_to_datetime(text.strip().replace("-", " ", 2))
    except ValueError:
        return datetime.now(UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
