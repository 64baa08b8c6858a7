"""A real mail server on this machine that fails when it is told to, and remembers what it accepted.

`plan(step, address)` is asked at every step of a letter and returns the words to answer with, DROP to break the
connection, SLOW to say nothing, or None to do as a server should. Steps: AUTH (the address is its argument), MAIL, RCPT, DATA (before the letter),
BODY (in the middle of it), END (all of it given, not accepted yet), ACCEPTED (accepted, not answered yet).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.config import Post, Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from aiosmtpd.smtp import Envelope, LoginPassword, Session

HERE = "127.0.0.1"
DROP, SLOW = "drop", "slow"
PASSWORD = "紫藤-8f3k".encode().hex()
"""What the server lets in; nothing else in the tests looks like it."""
LONG = 30.0
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


def no_fault(_step: str, _address: str) -> str | None:
    """Do as a server should."""
    return None


class Connection(SMTP):
    """One connection; the plan is asked before the library does its part."""

    def __init__(self, keeper: MailServer, **options: Any) -> None:  # noqa: ANN401 — the library's options
        """Keep whom to ask."""
        super().__init__(keeper, **options)
        self.keeper = keeper

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 — the library's name
        """Fail at the login."""
        if answer := await self.keeper.fault("AUTH", arg, self):
            await self.push(answer)
            return
        await super().smtp_AUTH(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 — the library's name
        """Fail before the letter or in the middle of it."""
        address = self.envelope.rcpt_tos[0] if self.envelope and self.envelope.rcpt_tos else ""
        if answer := await self.keeper.fault("DATA", address, self):
            await self.push(answer)
            return
        if self.keeper.plan("BODY", address) == DROP:
            await self.push("354 go on")
            await self._reader.read(100)
            self.keeper.drop(self)
            return
        await super().smtp_DATA(arg)


class MailServer:
    """The server: `accepted` counts every acceptance by address and Message-ID, `letters` keeps the last bytes."""

    def __init__(
        self,
        plan: Callable[[str, str], str | None] = no_fault,
        *,
        certificate: Path | None = None,
        from_the_start: bool = False,
        auth: bool = False,
        ways: str = "PLAIN LOGIN",
        size: int = 33_554_432,
    ) -> None:
        """Be a server with `certificate`, from the first byte or after STARTTLS; nothing listens before `with`."""
        self.plan = plan
        self.accepted: Counter[tuple[str, str]] = Counter()
        self.letters: dict[str, bytes] = {}
        self.senders: set[str] = set()
        self.logins: list[tuple[str, str]] = []
        self.connections = 0
        self._tls = server_context(certificate) if certificate else None
        self._from_the_start = from_the_start
        self._options = {
            "data_size_limit": size,
            "hostname": "mail.example.invalid",
            "auth_require_tls": not auth or bool(certificate and not from_the_start),
            "auth_exclude_mechanism": {"PLAIN", "LOGIN"} - set(ways.split()),
            "authenticator": self._authenticate,
            "tls_context": None if from_the_start else self._tls,
        }
        self._loop = asyncio.new_event_loop()
        self._open: set[SMTP] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._thread.start()
        self._server = self._wait(
            self._loop.create_server(self._session, HERE, 0, ssl=self._tls if self._from_the_start else None)
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Break every connection and end."""
        self._wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONG)
        self._loop.close()

    def settle(self) -> None:
        """Wait until every connection is done with."""
        self._wait(self._settled())

    async def fault(self, step: str, address: str, session: SMTP) -> str | None:
        """Return what the plan answers at this step, after doing what is not an answer."""
        answer = self.plan(step, address)
        if answer == DROP:
            self.drop(session)
            raise asyncio.CancelledError
        if answer == SLOW:
            await asyncio.sleep(LONG)
        return answer

    def drop(self, session: SMTP) -> None:
        """Break the connection, without a goodbye."""
        if session.transport is not None:
            session.transport.abort()  # type: ignore[attr-defined]

    async def handle_MAIL(  # noqa: N802 — the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        if answer := await self.fault("MAIL", address, server):
            return answer
        self.senders.add(address)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 — the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the recipient."""
        if answer := await self.fault("RCPT", address, server):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 — the library's name
        """Take the letter: from here on it is in the mailbox."""
        [address], data = envelope.rcpt_tos, envelope.original_content or b""
        if answer := await self.fault("END", address, server):
            return answer
        message_id = data.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
        self.accepted[address, message_id] += 1
        self.letters[message_id] = data
        return await self.fault("ACCEPTED", address, server) or "250 2.0.0 taken"

    def _session(self) -> SMTP:
        session = Connection(self, loop=self._loop, **self._options)
        self.connections += 1
        self._open.add(session)
        return session

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _method: str, given: LoginPassword
    ) -> AuthResult:
        user, password = given.login.decode(), given.password.decode()
        self.logins.append((user, password))
        return AuthResult(success=password == PASSWORD, handled=False)

    async def _settled(self) -> None:
        while tasks := [s._handler_coroutine for s in self._open if s._handler_coroutine]:
            await asyncio.wait(tasks, timeout=LONG)
            for session in list(self._open):
                if session._handler_coroutine and session._handler_coroutine.done():
                    self._open.discard(session)
                    if not session._handler_coroutine.cancelled():
                        session._handler_coroutine.exception()

    async def _end(self) -> None:
        self._server.close()
        for session in list(self._open):
            if session._handler_coroutine:
                session._handler_coroutine.cancel()
            self.drop(session)
        await self._settled()
        await self._server.wait_closed()
        await asyncio.sleep(0.01)  # transports that were broken close themselves in the next turns

    def _wait(self, task: Any) -> Any:  # noqa: ANN401 — whatever the task gives
        return asyncio.run_coroutine_threadsafe(task, self._loop).result(LONG)


def certify(folder: Path, *names: str, days: int = 1) -> Path:
    """Write a certificate of our own for these names, good for so many days, with its key; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    places = [x509.IPAddress(ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{names[0]}.pem"
    kept = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(*kept) + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    """Return the server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def post_to(port: int, **send: Any) -> Post:  # noqa: ANN401 — keys of the declaration
    """Return a mailbox that sends through a server on this machine."""
    server = Server(**({"host": HERE, "port": port, "security": "none"} | send))
    return Post(name="办公室", address="ban@example.invalid", send=server, patience=5, approver="竹文清")
