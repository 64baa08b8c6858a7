"""A program for tests: the process that delivers, and is killed.

Run as `python -m tests.post_victim`. For each line `OUTBOX PORT` on its input it starts a process of its own that
queues twenty letters and delivers them, prints that process's id, and when it has ended its exit code or the signal that
ended it.
"""

from __future__ import annotations

import os
import ssl
import sys
import time
from datetime import datetime
from pathlib import Path

from pipeline.post import Outbox, Parcel, SmtpTransport, deliver
from tests.smtp_faults import post_to

NOW = datetime(2016, 6, 8, 9)  # noqa: DTZ001 — local time, as everywhere


def letter(number: int, size: int = 20_000) -> Parcel:
    """Return the letter to the reader of that number; `size` is about its bytes."""
    message_id, address = f"<{number}@example.invalid>", f"reader{number}@example.invalid"
    head = f"Message-ID: {message_id}\r\nTo: {address}\r\nSubject: test\r\n\r\n"
    body = f"{number:070}\r\n" * (size // 72)
    return Parcel(
        message_id, "印发", "2016-05", 1, f"读者{number}", address, "5月考评结果", (head + body).encode()
    )


TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: the way is plain, to this machine."""
READERS = [letter(number) for number in range(20)]


def run(path: str, port: int) -> None:
    """Deliver what is due."""
    with Outbox(Path(path)) as outbox, SmtpTransport(post_to(port), "", TRUST) as way:
        outbox.queue(READERS, NOW)
        report = deliver(outbox, way, (), lambda: NOW, time.sleep)
    os._exit(1 if report.undelivered else 0)


def main() -> None:
    """Start a process for each line, so that the imports are paid for once."""
    before = 0
    for line in sys.stdin:
        if before:
            os.waitpid(before, 0)  # so long its id is nobody else's: who strikes late hits nobody
        path, port = line.split()
        before = os.fork()
        if before == 0:
            try:
                run(path, int(port))
            finally:
                os._exit(3)
        print(before, flush=True)  # noqa: T201
        ended = os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
        print(ended.si_status if ended else "", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
