"""A program for tests: reads and checks each file of a folder in a process that may not grow.

Run as `python -m tests.limited FOLDER MEBIBYTES`. For each file one line of JSON: what the check saw, processor
seconds, and mebibytes by which the process grew; a file that kills its process says by which signal.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.check import Task, check_file
from pipeline.registers import sha256_of
from tests.tables import IN_TIME, MAY, SCHOOL

MEBIBYTE = 1024 * 1024
LONGEST = 60


def seen(data: bytes) -> dict[str, Any]:
    """Return code and cell of everything said of the workbook, and the words of its commitments."""
    found = check_file(SCHOOL, Task(data, f"{MAY}/填报表.xlsx", sha256_of(data), IN_TIME, MAY))
    commitment = found.returns.get("commitment")
    rows = commitment.records if commitment else ()
    return {
        "codes": [(f.code, f.where.cell) for f in found.findings],
        "rows": [{k: _plain(v) for k, v in r.values.items() if v is not None} for r in rows],
        "readable": found.readable,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _size() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def measured(path: Path, mebibytes: int) -> None:
    """Print what was seen of a file, and what it cost; the process may grow by so much."""
    data = path.read_bytes()
    most = _size() + mebibytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(LONGEST)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before, started = _peak(), time.process_time()
    found = seen(data)
    seconds = time.process_time() - started
    print(json.dumps({"file": path.name, **found, "seconds": seconds, "grown": _peak() - before}), flush=True)  # noqa: T201


def _peak() -> float:
    """Return the largest memory of this process so far, in mebibytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Measure each file in a process of its own."""
    for path in sorted(Path(sys.argv[1]).iterdir()):
        child = os.fork()
        if child == 0:
            try:
                measured(path, int(sys.argv[2]))
            except BaseException as reason:  # noqa: BLE001 — whatever it is, it is the answer
                print(json.dumps({"file": path.name, "raised": repr(reason)}), flush=True)  # noqa: T201
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"file": path.name, "died": status}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
