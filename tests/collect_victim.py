"""Runs `collect` again and again in a process of its own, to be killed: a line on stdin starts one, its number is told.

    python -m tests.collect_victim CONFIG PERIOD NOW

Each run is a fork of this process, which has read everything before: it begins at once, and dies alone.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path

from pipeline.collecting import collect
from pipeline.config import load_config
from pipeline.flow import Office
from pipeline.mailbox import open_mailbox
from pipeline.pool import Here
from pipeline.post import Outbox
from pipeline.registers import REGISTER


def main(path: str, period: str, now: str) -> int:
    """Serve runs until stdin ends; returns 0."""
    config = load_config(Path(path))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        number = os.fork()
        if number == 0:
            answer = 1
            try:
                with (
                    open_mailbox(config) as box,
                    Outbox(config.submissions / REGISTER / "outbox.sqlite3") as outbox,
                ):
                    office = Office(config, datetime.fromisoformat(now), Here())
                    collect(office, config.period(period), box, outbox)
                answer = 0
            except BaseException:  # noqa: BLE001 — a fork must never come back to the loop
                traceback.print_exc()
            finally:
                os._exit(answer)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        _, status = os.waitpid(number, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
