"""The way to a mail server: TLS whose certificate is checked, one connection for many letters, no word of the password."""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import re
import smtplib
from typing import TYPE_CHECKING, Self

from pipeline.post.answers import Answer, Verdict, clean, refused
from pipeline.post.obstacles import Unsafe, obstacle

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

    from pipeline.config import Post
    from pipeline.post.parcels import Parcel

HELLO = "[127.0.0.1]"
"""How we name ourselves: not by this computer's name, which is nobody's business and may take long to find."""
LONGER = 10
"""How much longer than any other the answer to the letter itself may take: with a patience of a minute the ten minutes
of RFC 5321 4.5.3.2.6. Who gives up too early sends again what was accepted."""
NUL = "\0"
CLOSING = 421
GO_ON = 354
GIVE = 334
READY = Answer(Verdict.ACCEPTED)


class SmtpTransport:
    """The school's server for outgoing mail, as `mail.send` declares it.

    What happens is told as an `Answer`; no exception leaves here that has the password in its frames.
    """

    def __init__(self, post: Post, password: str, context: ssl.SSLContext) -> None:
        """Keep what is needed; nothing is connected before `open`. `context` says whom to trust."""
        self._post = post
        self._user = post.send.user or post.address
        self._password = password
        self._context = context
        self._smtp: smtplib.SMTP | None = None
        self._knows_us = False

    def __repr__(self) -> str:
        """Name the server, and nothing of who logs in."""
        return f"<SmtpTransport {self._post.send.host}:{self._post.send.port}>"

    def __enter__(self) -> Self:
        """Return itself; the connection is made when it is needed, and closed at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def open(self) -> Answer:
        """Be connected and logged in; BUSY or STOP with the reason where that cannot be.

        A server that let us in before, and now cannot be reached, is taken to be starting anew.
        """
        if self._smtp is not None:
            return READY
        if not _can_travel(self._post.address):
            words = f"发信的邮箱「{self._post.address}」写得不对。请核对 config.yaml 里 mail 的 address。"
            return Answer(Verdict.STOP, words)
        try:
            self._smtp = self._logged_in()
        except (OSError, ValueError, Unsafe) as reason:
            answer = obstacle(reason, self._post.send, self._clean)
        else:
            self._knows_us = True
            return READY
        if self._knows_us and answer.verdict is Verdict.STOP:
            return Answer(Verdict.BUSY, answer.words)
        return answer

    def send(self, parcel: Parcel) -> Answer:
        """Hand one letter over the open connection."""
        if not _can_travel(parcel.address):
            return Answer(Verdict.REFUSED, f"邮箱地址「{clean(parcel.address)}」写得不对。请核对。")
        if self._smtp is None:
            return Answer(Verdict.LATER, "没有连上服务器。")
        try:
            return self._hand_over(self._smtp, parcel)
        except OSError as reason:
            self._drop()
            return Answer(Verdict.LATER, f"{_broken(reason)}，信没有发完。")

    def close(self) -> None:
        """Say goodbye; nothing happens where there is no connection."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError):
                smtp.quit()
            smtp.close()

    def _logged_in(self) -> smtplib.SMTP:
        """Return a connection on which letters may be sent; raises OSError, ValueError, Unsafe."""
        server, patience = self._post.send, self._post.patience
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, HELLO, timeout=patience, context=self._context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, HELLO, timeout=patience)
        try:
            if server.security == "starttls":
                smtp.starttls(context=self._context)
            elif server.security == "none":
                _stay_here(smtp)
            smtp.ehlo_or_helo_if_needed()
            if self._password and smtp.has_extn("auth"):
                self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """Log in, in one way and once: three wrong tries lock many a mailbox. Raises SMTPException.

        Not smtplib's own: it tries every way in turn, keeps the password, and cannot say one that is not ASCII.
        """
        offered = smtp.esmtp_features["auth"].upper().split()
        if "PLAIN" in offered:
            code, words = smtp.docmd("AUTH", f"PLAIN {_base64(f'{NUL}{self._user}{NUL}{self._password}')}")
        elif "LOGIN" in offered:
            code, words = smtp.docmd("AUTH", "LOGIN")
            for answer in (self._user, self._password):
                if code == GIVE:
                    code, words = smtp.docmd(_base64(answer))
        else:
            message = "no way to log in that both sides know"
            raise smtplib.SMTPNotSupportedError(message)
        if not _is_well(code):
            raise smtplib.SMTPAuthenticationError(code, words)

    def _hand_over(self, smtp: smtplib.SMTP, parcel: Parcel) -> Answer:
        """Say MAIL, RCPT, DATA and the letter; raises OSError where the connection breaks before its end."""
        data = re.sub(rb"\r\n?|\n", b"\r\n", parcel.data)
        options = [f"size={len(data)}"] if smtp.has_extn("size") else []
        if not data.isascii() and smtp.has_extn("8bitmime"):
            options.append("body=8bitmime")
        code, words = smtp.mail(self._post.address, options)
        if not _is_well(code):
            return self._refused(smtp, "MAIL", code, words)
        code, words = smtp.rcpt(parcel.address)
        if not _is_well(code):
            return self._refused(smtp, "RCPT", code, words)
        code, words = smtp.docmd("data")
        if code != GO_ON:
            return self._refused(smtp, "DATA", code, words)
        end = b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"
        smtp.send(re.sub(rb"(?m)^\.", b"..", data) + end)
        return self._last_word(smtp)

    def _last_word(self, smtp: smtplib.SMTP) -> Answer:
        """Return the answer to the whole letter, UNSURE where none comes."""
        try:
            _wait(smtp, self._post.patience * LONGER)
            code, words = smtp.getreply()
            _wait(smtp, self._post.patience)
        except OSError as reason:
            self._drop()
            return Answer(Verdict.UNSURE, f"信交出去了，{_broken(reason)}，不知道服务器收没收下。")
        if _is_well(code):
            return Answer(Verdict.ACCEPTED, self._clean(f"{code} {self._clean(words)}"))
        return self._refused(smtp, "BODY", code, words)

    def _refused(self, smtp: smtplib.SMTP, step: str, code: int, words: bytes) -> Answer:
        """Return what a refusal means, the connection ready for the next letter or closed."""
        try:
            if code == CLOSING or not _is_well(smtp.rset()[0]):
                self._drop()
        except OSError:
            self._drop()
        return refused(step, code, self._clean(words))

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _clean(self, words: bytes | str) -> str:
        return clean(words, self._password, self._user)


def _stay_here(smtp: smtplib.SMTP) -> None:
    """Raise Unsafe where a plain connection leaves this machine, whatever the server is called."""
    if smtp.sock is None or not ipaddress.ip_address(smtp.sock.getpeername()[0]).is_loopback:
        raise Unsafe


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _is_well(code: int) -> bool:
    return 200 <= code < 300  # noqa: PLR2004 — SMTP's own range of consent


def _can_travel(address: str) -> bool:
    """Tell whether the address can be said in plain SMTP: ASCII, one @, nothing that ends a command."""
    return address.isascii() and re.fullmatch(r"[^@\s<>\",;:]+@[^@\s<>\",;:]+", address) is not None


def _broken(reason: OSError) -> str:
    slow = isinstance(reason, TimeoutError) or isinstance(reason.__context__, TimeoutError)
    return "服务器很久没有回答" if slow else "连接断了"
