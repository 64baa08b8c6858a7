"""What arrives: hashed where it lies, unpacked with a measure, read by whoever checks it; a month in little memory."""

from __future__ import annotations

import pickle
import time
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.arrivals import arrive, contents
from pipeline.check import check_file, lost
from pipeline.flow import Office
from pipeline.held import MOST_BYTES
from pipeline.pool import Processes
from pipeline.registers import sha256_of
from tests.spoilt import listing, zipped
from tests.tables import MAY, SCHOOL, row, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.check import Task

MEBIBYTE = 1024 * 1024
NOW = datetime(2016, 6, 3, 9)  # noqa: DTZ001 — local time, as everywhere
FORM = workbook(SCHOOL, "gonghui", MAY, {"commitment": row("commitment")})


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """Return the folder of an empty May."""
    folder = tmp_path / "submissions" / MAY
    folder.mkdir(parents=True)
    return folder


def tasks_of(month: Path) -> dict[str, Task]:
    """Return what arrived, by name within the month."""
    tasks, _ = arrive(month.parent, MAY, [], NOW)
    return {task.file.removeprefix(f"{MAY}/"): task for task in tasks}


def codes_of(month: Path) -> dict[str, list[str]]:
    """Return what is said of each file."""
    return {
        name: [f.code for f in check_file(SCHOOL, task).findings] for name, task in tasks_of(month).items()
    }


def peak_of(work: Callable[[], object]) -> float:
    """Return how many mebibytes the work takes at its highest."""
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / MEBIBYTE


# memory


def test_a_month_of_files_is_in_memory_one_at_a_time(month: Path) -> None:
    """A hundred files of three mebibytes and as many in a zip cost little more than one of them."""
    content = bytes(3 * MEBIBYTE)
    for number in range(100):
        (month / f"{number}.xlsx").write_bytes(content)
    (month / "来件.zip").write_bytes(zipped((f"{n}.xlsx", content) for n in range(60)))
    assert peak_of(lambda: tasks_of(month)) < 8 * 3


def test_a_task_carries_no_content(month: Path) -> None:
    """What goes to a worker is where to read."""
    (month / "a.zip").write_bytes(zipped([("工会.xlsx", FORM)]))
    (task,) = tasks_of(month).values()
    assert len(pickle.dumps(task)) < 1000 < len(FORM)
    assert task.sha256 == sha256_of(FORM)


def test_three_gigabytes_cost_their_finding_and_no_more(month: Path) -> None:
    """What is beyond measure is not read to its end, neither when it is hashed nor when it is checked."""
    with (month / "工会.xlsx").open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(3 * 1024 * MEBIBYTE)
    started = time.process_time()
    assert peak_of(lambda: codes_of(month)) < 3 * MOST_BYTES / MEBIBYTE
    assert time.process_time() - started < 5
    assert codes_of(month) == {"工会.xlsx": ["file-too-large"]}


def test_a_member_of_three_gigabytes_costs_its_finding_and_no_more(month: Path) -> None:
    """The others in the zip are read."""
    with zipfile.ZipFile(month / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("工会.xlsx", FORM)
        with archive.open("照片.xlsx", "w") as photograph:
            for _ in range(150):
                photograph.write(bytes(MEBIBYTE))
    assert peak_of(lambda: tasks_of(month)) < 3 * MOST_BYTES / MEBIBYTE
    assert codes_of(month) == {"a.zip/工会.xlsx": [], "a.zip/照片.xlsx": ["file-too-large"]}


# zips


def test_a_zip_in_a_zip_is_looked_into(month: Path) -> None:
    """One level more is a folder too; what is packed once more is named and left."""
    inner = zipped([("五月/工会.xlsx", FORM)])
    deep = zipped([("深/工会.zip", zipped([("再深.zip", inner)])), ("附件/五月.zip", inner)])
    (month / "来件.zip").write_bytes(deep)
    assert codes_of(month) == {
        "来件.zip/深/工会.zip/再深.zip": ["file-archive"],
        "来件.zip/附件/五月.zip/五月/工会.xlsx": [],
    }


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("too many", lambda: zipped((f"{n}.xlsx", b"") for n in range(501)), "file-archive"),
        ("too large", lambda: zipped((f"{n}.xlsx", bytes(30 * MEBIBYTE)) for n in range(7)), "file-archive"),
        (
            "too many together",
            lambda: zipped((f"{n}.zip", zipped([("x", b"")] * 99)) for n in range(499)),
            "",
        ),
        ("a list without end", lambda: listing(900_000), "file-too-large"),
        ("cut off", lambda: zipped([("工会.xlsx", FORM)])[:-30], "file-damaged"),
        ("nothing", lambda: zipped([]), "file-not-workbook"),
    ],
)
def test_a_zip_beyond_measure_is_named_and_left(
    month: Path, name: str, content: Callable[[], bytes], code: str
) -> None:
    """Too many files, too much in them, or a list that would fill memory: one finding, at once."""
    (month / "工会.zip").write_bytes(content())
    started = time.process_time()
    assert peak_of(lambda: tasks_of(month)) < MOST_BYTES / MEBIBYTE + 20, name
    assert time.process_time() - started < 10
    found = codes_of(month)
    if code:
        assert found == {"工会.zip": [code]}
    else:  # five of the zips inside find room, and the rest are named
        assert sum(codes == ["file-archive"] for codes in found.values()) > 490


def test_a_zip_with_one_locked_member_is_named(month: Path) -> None:
    """A zip inside with a password is said to have one; the rest is read."""
    locked = bytearray(zipped([("工会.xlsx", FORM)]))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    (month / "来件.zip").write_bytes(zipped([("密.zip", bytes(locked)), ("工会.xlsx", FORM)]))
    assert codes_of(month) == {"来件.zip/密.zip": ["file-encrypted"], "来件.zip/工会.xlsx": []}


def test_names_in_a_zip_lead_nowhere_and_steer_nothing(month: Path) -> None:
    """No way out, no second file under one name, nothing that a screen would obey."""
    names = [
        "../../etc/工会.xlsx",
        "/工会.xlsx",
        "C:\\工会.xlsx",
        "a/../工会.xlsx",
        "工会.xlsx",
        "工会.xlsx",
        "\x1b[31m工\n会.xlsx",
        "工会\u202exslx",
    ]
    (month / "来件.zip").write_bytes(zipped((name, b"x") for name in names))
    assert [name.removeprefix(f"{MAY}/来件.zip/") for name, _ in contents(month.parent, MAY)] == [
        "etc/工会.xlsx", "工会.xlsx", "C:/工会.xlsx", "a/工会.xlsx", "工会（2）.xlsx", "工会（3）.xlsx",
        "\ufffd[31m工\ufffd会.xlsx", "工会\ufffdxslx",
    ]  # fmt: skip
    assert sorted(p.name for p in month.rglob("*")) == ["来件.zip"]


def test_a_folder_called_xl_makes_no_workbook_of_a_zip(month: Path) -> None:
    """What a zip is, its own parts say, and not what its folders are called."""
    (month / "来件.zip").write_bytes(zipped([("xl/工会.xlsx", FORM), ("content.xml.xlsx", FORM)]))
    assert set(codes_of(month)) == {"来件.zip/xl/工会.xlsx", "来件.zip/content.xml.xlsx"}


# what changes meanwhile


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(zipped([("工会.xlsx", FORM + b"\n")])),
        lambda path: path.write_bytes(zipped([])),
        lambda path: path.write_bytes(b"x"),
        lambda path: path.unlink(),
    ],
    ids=["another", "nothing in it", "no zip", "gone"],
)
def test_what_changes_between_being_seen_and_read_is_not_read_as_what_was_seen(
    month: Path, change: Callable[[Path], None]
) -> None:
    """The arrival that was recorded is that of another content: said, and set right by the next run."""
    path = month / "来件.zip"
    path.write_bytes(zipped([("工会.xlsx", FORM)]))
    (task,) = tasks_of(month).values()
    change(path)
    found = check_file(SCHOOL, task)
    assert ([f.code for f in found.findings], found.readable, found.unit) == (
        ["file-changed"],
        False,
        "gonghui",
    )


def test_a_file_saved_while_it_is_looked_at_is_not_read_either(month: Path) -> None:
    """So for a file in no zip; unchanged it is read."""
    path = month / "工会.xlsx"
    path.write_bytes(FORM)
    (task,) = tasks_of(month).values()
    assert check_file(SCHOOL, task).findings == ()
    path.write_bytes(FORM + b"\n")
    assert [f.code for f in check_file(SCHOOL, task).findings] == ["file-changed"]


def test_a_lost_file_is_still_its_unit_s(month: Path) -> None:
    """Whose reader died is known by its name, so that the unit is asked for it again."""
    (month / "工会5月.xlsx").write_bytes(FORM)
    (task,) = tasks_of(month).values()
    found = lost(SCHOOL, task)
    assert ([f.code for f in found.findings], found.readable, found.unit) == (
        ["file-timeout"],
        False,
        "gonghui",
    )


def test_a_month_with_hostile_files_counts_the_good_ones(tmp_path: Path, month: Path) -> None:
    """Read by worker processes, as a run does: each bad file has its finding, and the good ones count."""
    files = {
        "工会.xlsx": FORM,
        "团委.xlsx": listing(900_000),
        "来件.zip": zipped(
            [("总务处.xlsx", FORM[:9000]), ("信息中心.zip", zipped([("x.zip", zipped([("y", b"")]))]))]
        ),
        "教务处.xlsx": b"",
    }
    for name, content in files.items():
        (month / name).write_bytes(content)
    office = Office(replace(SCHOOL, home=tmp_path), NOW, Processes(2))
    intake = office.take_in(SCHOOL.period(MAY))[MAY]
    assert intake.units["gonghui"].ledgers["commitment"].rows == 1
    said = {f.where.file.rpartition("/")[2]: f.code for f in intake.findings}
    assert said == {
        "团委.xlsx": "file-too-large", "总务处.xlsx": "file-damaged", "x.zip": "file-archive", "教务处.xlsx": "file-empty",
    }  # fmt: skip
