"""What keeps every letter from going: no network, no trust, no entry; each told in one clear message."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import TYPE_CHECKING

from pipeline.post.answers import Answer, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.config import Server

NOTHING_SENT = "没发的信都留着，弄好以后再运行一次就接着发。"
EXPIRED = 10
NOT_YET_VALID = 9
WRONG_NAME = frozenset({62, 64})
"""OpenSSL's numbers for what is wrong with a certificate."""


class Unsafe(Exception):  # noqa: N818 — not an error of anybody's, a line that is not crossed
    """The server is not this machine, and the way to it would be plain."""


def obstacle(
    reason: OSError | ValueError | Unsafe, server: Server, clean: Callable[[bytes | str], str]
) -> Answer:
    """Return what kept us from being connected and logged in: BUSY where waiting may help, else STOP."""
    place = f"{server.host}:{server.port}"
    match reason:
        case smtplib.SMTPResponseException():
            words = f"邮件服务器 {place} 现在不接待。"
            if isinstance(reason, smtplib.SMTPAuthenticationError):
                words = _login(server)
            later = 400 <= reason.smtp_code < 500  # noqa: PLR2004 — SMTP's own range of "later"
            spoken = f"服务器说：「{reason.smtp_code} {clean(reason.smtp_error)}」"
            return Answer(Verdict.BUSY if later else Verdict.STOP, f"{words}{NOTHING_SENT}{spoken}")
        case smtplib.SMTPServerDisconnected() if not isinstance(reason.__context__, TimeoutError):
            return Answer(Verdict.BUSY, f"邮件服务器 {place} 没说完就断了。{NOTHING_SENT}")
        case smtplib.SMTPNotSupportedError():
            words = _not_offered(reason, place)
        case ssl.SSLCertVerificationError():
            words = _certificate(reason, server)
        case Unsafe():
            words = f"邮件服务器 {place} 不在本机，不加密就不登录。请把 config.yaml 里 mail 的 security 改成 tls 或 starttls。"
        case _:
            words = _unreached(reason, server, place)
    return Answer(Verdict.STOP, f"{words}{NOTHING_SENT}")


def _unreached(reason: OSError | ValueError, server: Server, place: str) -> str:
    match reason:
        case smtplib.SMTPServerDisconnected() | TimeoutError():
            return f"邮件服务器 {place} 很久没有回答。请看网络通不通，再核对 config.yaml 里 mail 的 port 和 security。"
        case ssl.SSLError():
            return (
                f"和邮件服务器 {place} 建不成加密连接，没有登录。请核对 config.yaml 里 mail 的 port 和 security："
                "一般 465 口用 tls，587 口用 starttls。"
            )
        case socket.gaierror() | UnicodeError():
            return f"找不到邮件服务器「{server.host}」。请看网络通不通，再核对 config.yaml 里 mail 的 host。"
        case _:
            return f"连不上邮件服务器 {place}。请看网络通不通，再核对 config.yaml 里 mail 的 host 和 port。"


def _login(server: Server) -> str:
    return (
        f"邮件服务器 {server.host} 没有让登录。请核对用户名，再运行一次 uv run run.py send --password 存密码"
        "（QQ、163 邮箱填的是授权码，不是登录密码）。"
    )


def _not_offered(reason: smtplib.SMTPNotSupportedError, place: str) -> str:
    if "STARTTLS" in str(reason):
        return f"邮件服务器 {place} 不提供加密（STARTTLS），没有登录。请核对 config.yaml 里 mail 的 port 和 security。"
    return f"邮件服务器 {place} 不提供能用的登录办法。请问邮箱的管理员。"


def _certificate(reason: ssl.SSLCertVerificationError, server: Server) -> str:
    if reason.verify_code in WRONG_NAME:
        return (
            f"邮件服务器的证书上不是「{server.host}」这个名字，可能连错了地方，没有登录。"
            "请核对 config.yaml 里 mail 的 host。"
        )
    if reason.verify_code in {EXPIRED, NOT_YET_VALID}:
        return f"邮件服务器 {server.host} 的证书不在有效期里，没有登录。请先看电脑的日期对不对，再问邮箱的管理员。"
    return (
        f"邮件服务器 {server.host} 的证书没有可信的来历，没有登录。请先看网络对不对；"
        "是学校自己的服务器，就把它的证书文件写在 config.yaml 里 mail 的 certificate。"
    )
