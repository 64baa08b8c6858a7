"""Real mail servers of this machine, started on loopback for a test: Postfix takes mail in, Dovecot gives it out.

Each has its own folder under the system's temporary one (a socket's path may be only a hundred signs long), its own
ports, and is ended by its process. Postfix delivers into the very mailboxes that Dovecot shows, so a letter goes
the whole way. Both need root: they change to users of their own.
"""

from __future__ import annotations

import contextlib
import imaplib
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = "127.0.0.1"
DOMAIN = "school.example"
PASSWORD = '密码-s3cret "\\'  # noqa: S105 — of a server that lives for a test; signs that need care on their way
ADDRESSES = tuple(
    f"{name}@{DOMAIN}" for name in ("office", "jiaowu", "zongwu", "principal", "stranger", "list")
)
"""The mailboxes that the tests' own servers have (conftest); a test's school gives them to its readers."""
STARTS, ENDS = 20.0, 10.0
"""Seconds that a server may take to answer its first word, and to end."""
OWNER = 65534
"""The user to whom the mailboxes belong: nobody."""
POSTFIX_PROGRAMS = Path("/usr/lib/postfix/sbin")


class ServerError(Exception):
    """A mail server did not do what was asked; carries what it wrote."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for this machine's loopback and its key, as files; it vouches for itself."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class MailServers:
    """Where to send and where to read; `mailboxes` holds a maildir for each address."""

    smtp: int
    smtps: int
    imap: int
    imaps: int
    certificate: Certificate
    mailboxes: Path
    folder: Path

    def send(self, message: bytes, sender: str, *to: str) -> None:
        """Hand a message to Postfix as `sender`, without logging in."""
        with smtplib.SMTP(HERE, self.smtp, timeout=ENDS) as client:
            client.sendmail(sender, list(to), message)

    @contextlib.contextmanager
    def reading(self, address: str) -> Iterator[imaplib.IMAP4]:
        """Give a plain IMAP session of `address`, its INBOX chosen."""
        client = imaplib.IMAP4(HERE, self.imap, ENDS)
        try:
            client.authenticate("PLAIN", lambda _: f"\0{address}\0{PASSWORD}".encode())
            client.select()
            yield client
        finally:
            client.logout()

    def put(self, address: str, message: bytes, arrived: datetime, folder: str = "INBOX") -> None:
        """Lay a message into a mailbox as if it had arrived then; `arrived` knows its zone."""
        with self.reading(address) as client:
            said = client.append(folder, "", arrived, message)
            if said[0] != "OK":
                raise ServerError(str(said))

    def empty(self, address: str) -> None:
        """Throw away all that lies in a mailbox."""
        with self.reading(address) as client:
            if client.search(None, "ALL")[1][0]:
                client.store("1:*", "+FLAGS", "(\\Deleted)")
                client.expunge()

    def inbox(self, address: str) -> list[bytes]:
        """Return what lies in the mailbox, oldest first, changing nothing."""
        with self.reading(address) as client:
            uids = client.uid("SEARCH", "ALL")[1][0].split()
            found = [client.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1] for uid in uids]
        return [parts[0][1] for parts in found]

    def flags(self, address: str) -> list[str]:
        """Return the flags of each message, oldest first."""
        with self.reading(address) as client:
            uids = client.uid("SEARCH", "ALL")[1][0].split()
            return [client.uid("FETCH", uid.decode(), "(FLAGS)")[1][0].decode() for uid in uids]

    def awaited(self, address: str, count: int, seconds: float = STARTS) -> list[bytes]:
        """Return what lies in the mailbox once it is `count` messages; raises ServerError where it stays fewer."""
        end = time.monotonic() + seconds
        while len(found := self.inbox(address)) < count:
            if time.monotonic() > end:
                message = f"{address} has {len(found)} messages of {count}: {_logs(self.folder)}"
                raise ServerError(message)
            time.sleep(0.1)
        return found


def missing() -> str:
    """Return what this machine lacks to run both servers, "" where it lacks nothing."""
    lacks = [name for name in ("dovecot", "postfix") if shutil.which(name, path=_path()) is None]
    if sys.platform == "win32" or os.geteuid() != 0:
        lacks.append("root")
    return "、".join(lacks)


@contextlib.contextmanager
def mail_servers(addresses: Sequence[str]) -> Iterator[MailServers]:
    """Run both servers for these addresses of DOMAIN while the block lasts; the password of each is PASSWORD."""
    folder = Path(tempfile.mkdtemp(prefix="sanbi-mail-"))
    try:
        folder.chmod(0o755)
        mailboxes = folder / "boxes"
        mailboxes.mkdir()
        os.chown(mailboxes, OWNER, OWNER)
        certificate = make_certificate(folder)
        smtp, smtps, imap, imaps, auth = free_ports(5)
        servers = MailServers(smtp, smtps, imap, imaps, certificate, mailboxes, folder)
        with (
            _running(_dovecot(servers, addresses, auth), folder, lambda: _greets(imap, b"* OK")),
            _running(_postfix(servers, addresses, auth), folder, lambda: _greets(smtp, b"220")),
        ):
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_certificate(folder: Path, *names: str) -> Certificate:
    """Return a certificate for localhost and 127.0.0.1, or for `names` alone, made anew."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sanbi test")])
    hosts: list[x509.GeneralName] = [x509.DNSName(name) for name in names or ("localhost",)]
    hosts += [] if names else [x509.IPAddress(ip_address(HERE))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = Certificate(folder / "certificate.pem", folder / "key.pem")
    files.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody listens on, all different."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind((HERE, 0))
        return [each.getsockname()[1] for each in found]


def _dovecot(servers: MailServers, addresses: Sequence[str], auth: int) -> list[str]:
    """Write Dovecot's settings and return the command that runs it."""
    home = servers.folder / "dovecot"
    home.mkdir()
    users = home / "users"
    users.write_text("".join(f"{each}:{{PLAIN}}{PASSWORD}\n" for each in addresses), encoding="utf-8")
    users.chmod(0o644)
    (home / "dovecot.conf").write_text(
        f"""protocols = imap
listen = {HERE}
base_dir = {home}/run
state_dir = {home}/state
log_path = {servers.folder}/dovecot.log
ssl = yes
ssl_cert = <{servers.certificate.certificate}
ssl_key = <{servers.certificate.key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{servers.mailboxes}/%u
mail_max_userip_connections = 100
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = passwd-file
  args = {users}
}}
userdb {{
  driver = static
  args = uid={OWNER} gid={OWNER} home={servers.mailboxes}/%u
}}
service imap-login {{
  service_count = 0
  inet_listener imap {{
    port = {servers.imap}
  }}
  inet_listener imaps {{
    port = {servers.imaps}
    ssl = yes
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  inet_listener {{
    address = {HERE}
    port = {auth}
  }}
}}
""",
        encoding="utf-8",
    )
    return [_program("dovecot"), "-F", "-c", str(home / "dovecot.conf")]


def _postfix(servers: MailServers, addresses: Sequence[str], auth: int) -> list[str]:
    """Write Postfix's settings, let it make its queue, and return the command that runs it."""
    home = servers.folder / "postfix"
    for name in ("", "queue", "data"):
        (home / name).mkdir()
    shutil.chown(home / "data", "postfix")
    boxes = home / "boxes"
    boxes.write_text("".join(f"{each} {each}/\n" for each in addresses), encoding="utf-8")
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": home / "queue",
        "data_directory": home / "data",
        "command_directory": Path(_program("postfix")).parent,
        "daemon_directory": POSTFIX_PROGRAMS,
        "mail_owner": "postfix",
        "setgid_group": "postdrop",
        "inet_interfaces": HERE,
        "inet_protocols": "ipv4",
        "myhostname": f"mail.{DOMAIN}",
        "mydestination": "",
        "mynetworks": f"{HERE}/32",
        "alias_maps": "",
        "alias_database": "",
        "default_transport": "error:nobody outside is written to",
        "virtual_mailbox_domains": DOMAIN,
        "virtual_mailbox_maps": f"texthash:{boxes}",
        "virtual_mailbox_base": servers.mailboxes,
        "virtual_minimum_uid": "1",
        "virtual_uid_maps": f"static:{OWNER}",
        "virtual_gid_maps": f"static:{OWNER}",
        "virtual_mailbox_limit": "0",
        "message_size_limit": str(30 * 1024 * 1024),
        "smtpd_tls_cert_file": servers.certificate.certificate,
        "smtpd_tls_key_file": servers.certificate.key,
        "smtpd_tls_security_level": "may",
        "smtpd_sasl_auth_enable": "yes",
        "smtpd_sasl_type": "dovecot",
        "smtpd_sasl_path": f"inet:{HERE}:{auth}",
        "maillog_file": servers.folder / "postfix.log",
        "maillog_file_prefixes": servers.folder,
    }
    (home / "main.cf").write_text(
        "".join(f"{name} = {value}\n" for name, value in settings.items()), encoding="utf-8"
    )
    services = [
        f"{HERE}:{servers.smtp} inet n - n - - smtpd",
        f"{HERE}:{servers.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes",
        "cleanup unix n - n - 0 cleanup",
        "qmgr unix n - n 300 1 qmgr",
        "tlsmgr unix - - n 1000? 1 tlsmgr",
        "rewrite unix - - n - - trivial-rewrite",
        *(f"{name} unix - - n - 0 bounce" for name in ("bounce", "defer", "trace")),
        "proxymap unix - - n - - proxymap",
        "error unix - - n - - error",
        "retry unix - - n - - error",
        "virtual unix - n n - - virtual",
        "anvil unix - - n - 1 anvil",
        "postlog unix-dgram n - n - 1 postlogd",
    ]
    (home / "master.cf").write_text("\n".join(services) + "\n", encoding="utf-8")
    _run([_program("postfix"), "-c", str(home), "check"])
    return [str(POSTFIX_PROGRAMS / "master"), "-c", str(home), "-d"]


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        timeout=STARTS,
        stdin=subprocess.DEVNULL,
        env=_environment(),
    )
    if done.returncode:
        raise ServerError((done.stdout + done.stderr).decode(errors="replace"))


@contextlib.contextmanager
def _running(command: list[str], folder: Path, answers: Callable[[], bool]) -> Iterator[None]:
    """Run a server until the block ends; raises ServerError where it does not answer in time."""
    with (folder / f"{Path(command[0]).name}.out").open("wb") as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            env=_environment(),
        )
        try:
            end = time.monotonic() + STARTS
            while not answers():
                if process.poll() is not None or time.monotonic() > end:
                    message = f"{command[0]} does not answer: {_logs(folder)}"
                    raise ServerError(message)
                time.sleep(0.05)
            yield
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server and those that it started: they are a session of their own."""
    process.terminate()
    try:
        process.wait(ENDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(ENDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _greets(port: int, word: bytes) -> bool:
    """Tell whether somebody answers there as such a server does."""
    try:
        with socket.create_connection((HERE, port), timeout=1) as there:
            return there.recv(100).startswith(word)
    except OSError:
        return False


def _logs(folder: Path) -> str:
    return "\n".join(p.read_text("utf-8", "replace") for p in (*folder.glob("*.out"), *folder.glob("*.log")))


def _path() -> str:
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def _program(name: str) -> str:
    found = shutil.which(name, path=_path())
    if found is None:
        message = f"{name} is not installed"
        raise ServerError(message)
    return found


def _environment() -> dict[str, str]:
    """Return a plain environment: no server needs to know what this process was told."""
    return {"PATH": _path(), "LANG": "C.UTF-8"}
