"""What opens the school's mailbox: the password, from where the system keeps it; whom to trust, by certificate."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

import keyring
from keyring.errors import KeyringError

from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pipeline.config import Config, Post, Server

VARIABLE = "SANBI_MAIL_PASSWORD"
"""The environment's word for the password; it goes before the keyring."""
SERVICE = "sanbiyizheng-mail"


def user_of(post: Post, server: Server) -> str:
    """Return the name to log in with."""
    return server.user or post.address


def password_of(post: Post, server: Server) -> str:
    """Return the mailbox's password, from the environment or the keyring; raises SetupError where neither has it."""
    user = user_of(post, server)
    try:
        found = os.environ.get(VARIABLE) or keyring.get_password(SERVICE, user)
    except KeyringError:
        found = None
    if not found:
        complaint = (
            f"没有找到邮箱 {user} 的密码（授权码）。请运行一次 uv run run.py send --password 把它存进系统的密码库，"
            f"或放进环境变量 {VARIABLE}。"
        )
        raise SetupError([complaint])
    return found


def keep_password(post: Post, password: str) -> None:
    """Put the password into the system's keyring, for sending and receiving; raises SetupError where it has none."""
    users = sorted({user_of(post, server) for server in (post.send, post.receive) if server})
    try:
        for user in users:
            keyring.set_password(SERVICE, user, password)
        kept = all(keyring.get_password(SERVICE, user) == password for user in users)
    except KeyringError:
        kept = False
    if not kept:  # there are keyrings that take everything and keep nothing
        complaint = f"这台电脑没有能用的密码库。请把密码放进环境变量 {VARIABLE}。"
        raise SetupError([complaint])


def trusted(config: Config, server: Server) -> ssl.SSLContext:
    """Return the TLS context that checks the server's certificate and name; raises SetupError for a spoilt file."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if server.certificate:
        try:
            context.load_verify_locations(config.home / server.certificate)
        except (OSError, ssl.SSLError) as reason:
            complaint = f"证书文件「{server.certificate}」读不了。请核对 config.yaml 的 mail。"
            raise SetupError([complaint]) from reason
    return context
