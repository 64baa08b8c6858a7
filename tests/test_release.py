"""What is written for good: folders swapped whole, registers that a person can read and spoil."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PublishError, SetupError
from pipeline.model import FileDecision, Received
from pipeline.plain_csv import csv_bytes
from pipeline.registers import (
    DECISIONS,
    ITEMS,
    RECEIVED,
    REGISTER,
    SENT_BACK,
    Issued,
    Registers,
    SentBack,
    fingerprints,
    known_by,
    read_registers,
    write_registers,
)
from pipeline.release import publish

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2016, 6, 3, 12)  # noqa: DTZ001 — local time, as everywhere
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=12)
FILES = {"index.html": b"1", "units/jiaowu.html": b"2"}


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file under `folder` by its path."""
    found = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


# a release


def test_a_release_takes_the_place_of_the_last_one_whole(tmp_path: Path) -> None:
    """Nothing of the old release stays, nothing but the new one is left behind."""
    publish(tmp_path, "2016-05", {"index.html": b"0", "old.html": b"0"})
    assert publish(tmp_path, "2016-05", FILES) == tmp_path / "2016-05"
    assert tree(tmp_path) == {f"2016-05/{path}": data for path, data in FILES.items()}


@pytest.mark.parametrize("bad", ["index.html/below", "units/jiaowu.html/below"])
def test_a_release_that_cannot_be_written_leaves_the_last_one(tmp_path: Path, bad: str) -> None:
    """A failure in the midst of writing raises one clear message, and changes nothing."""
    publish(tmp_path, "2016-05", FILES)
    with pytest.raises(PublishError, match=r"写不进「2016-05」.*上一次的结果没有动。请") as error:
        publish(tmp_path, "2016-05", {**FILES, "new.html": b"3", bad: b"4"})
    assert isinstance(error.value.__cause__, OSError)
    assert tree(tmp_path) == {f"2016-05/{path}": data for path, data in FILES.items()}


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """Where the output folder is a file, the message says that nothing was touched."""
    (tmp_path / "output").write_bytes(b"no folder")
    with pytest.raises(PublishError, match="没有动"):
        publish(tmp_path / "output", "2016-05", FILES)
    assert tree(tmp_path) == {"output": b"no folder"}


def test_a_swap_that_fails_half_way_puts_the_last_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of the two steps fails: the release is where it was."""
    publish(tmp_path, "2016-05", FILES)
    steps = iter([True, False, True])
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if not next(steps):
            message = "in use"
            raise PermissionError(13, message)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PublishError, match="in use"):
        publish(tmp_path, "2016-05", {"index.html": b"new"})
    assert tree(tmp_path) == {f"2016-05/{path}": data for path, data in FILES.items()}


def test_a_run_that_was_cut_off_between_its_steps_is_made_good(tmp_path: Path) -> None:
    """The last release stands aside and none in its place: the next run keeps it until it has its own."""
    publish(tmp_path, "2016-05", FILES)
    (tmp_path / "2016-05").rename(tmp_path / ".2016-05.old")
    with pytest.raises(PublishError):
        publish(tmp_path, "2016-05", {"a": b"1", "a/b": b"2"})
    assert tree(tmp_path / "2016-05") == FILES


def test_what_a_killed_run_left_behind_is_cleared_away(tmp_path: Path) -> None:
    """A half-built folder and a file in the way of the old one do not stop the next release."""
    publish(tmp_path, "2016-05", {"index.html": b"0"})
    (tmp_path / ".2016-05.new" / "half").mkdir(parents=True)
    (tmp_path / ".2016-05.old").write_bytes(b"x")
    publish(tmp_path, "2016-05", FILES)
    assert tree(tmp_path) == {f"2016-05/{path}": data for path, data in FILES.items()}


def test_fingerprints_do_not_know_the_order(tmp_path: Path) -> None:
    """The same files have the same fingerprints, whoever wrote them first."""
    del tmp_path
    backwards = dict(reversed(FILES.items()))
    assert list(fingerprints(FILES).items()) == list(fingerprints(backwards).items())


# the registers


def registers(text: str = "修订课堂常规") -> Registers:
    """Return registers with one line each, `text` wherever a person's words stand."""
    return Registers(
        (Received("ab12", "2016-05", f"2016-05/{text}.xlsx", NOON, text),),
        (Issued("教务处-承诺-001", "commitment", "jiaowu", text, "2016-05"),),
        (FileDecision("ab12", "2016-05", "jiaowu", "计入", text, NOON),),
        (SentBack("ab12", "2016-05", "jiaowu", f"2016-05/{text}.xlsx", NOON, text),),
    )


def test_nothing_was_registered_where_there_is_no_register(tmp_path: Path) -> None:
    """Missing registers are empty, and empty ones are not written."""
    assert read_registers(tmp_path) == Registers()
    write_registers(tmp_path, Registers(), Registers())
    assert tree(tmp_path) == {}


@given(text=NAMES)
def test_registers_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Whatever stands in them, formulas and quotes too, reading gives what was written."""
    folder = tmp_path_factory.mktemp("registers")
    write_registers(folder, Registers(), registers(text))
    assert read_registers(folder) == registers(text)


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    """A register that nothing was added to keeps its file."""
    write_registers(tmp_path, Registers(), registers())
    for name in (RECEIVED, ITEMS, SENT_BACK):
        (tmp_path / REGISTER / name).unlink()
    write_registers(tmp_path, registers(), replace(registers(), decisions=()))
    assert list(tree(tmp_path)) == [f"{REGISTER}/{DECISIONS}"]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-cmd", "@SUM(A1)", "\t=1", "'=1"])
def test_what_begins_a_formula_is_behind_a_quote(text: str) -> None:
    """A spreadsheet program shows it as text; numbers stay numbers, words stay words."""
    data = csv_bytes({"a": "甲"}, [{"a": text}, {"a": "-3.5"}, {"a": "'好"}]).decode("utf-8-sig")
    guarded = text if text == "+86" else f"'{text}"
    assert data.split("\r\n")[1:4] == [guarded, "-3.5", "'好"]


def test_a_csv_opens_in_chinese(tmp_path: Path) -> None:
    """It begins with the mark by which Excel and WPS know UTF-8, and its headers are words."""
    write_registers(tmp_path, Registers(), registers())
    data = (tmp_path / REGISTER / RECEIVED).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[0] == "内容指纹,填报月份,文件,到件时间,来源"


def test_a_register_that_was_saved_by_excel_is_read(tmp_path: Path) -> None:
    """Excel and WPS save a CSV in GBK and write dates their own way."""
    write_registers(tmp_path, Registers(), registers())
    path = tmp_path / REGISTER / RECEIVED
    text = path.read_text(encoding="utf-8-sig").replace("2016-06-03T12:00:00", "2016/6/3 12:00")
    path.write_bytes(text.encode("gbk"))
    assert read_registers(tmp_path).received == registers().received


@pytest.mark.parametrize(
    "written", ["May-16", "may-16", "2016/5/1", "2016/5", "2016-5", "2016-05-01", "2016年5月", "2016年5月1日"]
)
def test_a_month_that_excel_made_a_date_of_is_read_back(tmp_path: Path, written: str) -> None:
    """A CSV opened and saved by Excel shows 2016-05 as May-16 and the like, in every register."""
    write_registers(tmp_path, Registers(), registers())
    for path in (tmp_path / REGISTER).iterdir():
        text = path.read_text(encoding="utf-8-sig").replace(",2016-05,", f",{written},")
        text = text.replace(",2016-05\n", f",{written}\n")
        assert written in text
        path.write_text(text, encoding="utf-8-sig")
    assert read_registers(tmp_path) == registers()


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (DECISIONS, ",2016-05,", ",五月,", "decisions.csv 第2行「填报月份」写的是「五月」，读不懂。请写成 2016-05 的样子。"),
        (DECISIONS, ",2016-05,", ",2016-13,", "decisions.csv 第2行「填报月份」写的是「2016-13」，读不懂。"),
        (RECEIVED, "ab12,", "1.2E+63,", "received.csv 第2行「内容指纹」写的是「1.2E.63」，读不懂。这一格不能改动"),
        (ITEMS, "教务处-承诺-001", "2001-承诺", "items.csv 第2行「事项编号」写的是「2001-承诺」，读不懂。这一格不能改动"),
        (SENT_BACK, "2016-06-03T12:00:00", "前天", "sent_back.csv 第2行「退回时间」写的是「前天」，读不懂。"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_spoilt_is_said_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    """What cannot be read back is named, with how to write it or where to take it from."""
    write_registers(tmp_path, Registers(), registers())
    path = tmp_path / REGISTER / file
    path.write_text(path.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8-sig")
    with pytest.raises(SetupError, match=complaint):
        read_registers(tmp_path)


def test_what_a_result_depends_on_was_there_before_it() -> None:
    """Later lines, and those of later periods, are left out; what a run itself sends back it does not know."""
    earlier, later = datetime(2016, 6, 3, 11), datetime(2016, 6, 3, 13)  # noqa: DTZ001 — local time
    assert known_by(registers(), "2016-05", later) == registers()
    assert known_by(registers(), "2016-05", NOON) == replace(registers(), sent_back=())
    assert known_by(registers(), "2016-05", earlier) == Registers(issued=registers().issued)
    assert known_by(registers(), "2016-04", later) == Registers()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("2016-06-03T12:00:00", "前天", "received.csv 第2行「到件时间」写的是「前天」，读不懂。请"),
        ("到件时间", "时间", "received.csv 第1行：缺少「到件时间」这一栏。请"),
    ],
)
def test_a_register_that_was_spoilt_is_a_wrong_set_up(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    """The message says file, line and column, and what to write."""
    write_registers(tmp_path, Registers(), registers())
    path = tmp_path / REGISTER / RECEIVED
    path.write_text(path.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8-sig")
    with pytest.raises(SetupError, match=complaint):
        read_registers(tmp_path)


def test_a_register_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Where the register's folder is a file, one clear message says that nothing was touched."""
    (tmp_path / REGISTER).write_bytes(b"no folder")
    with pytest.raises(PublishError, match=r"写不进「received.csv」.*原来的没有动。请"):
        write_registers(tmp_path, Registers(), registers())
    assert tree(tmp_path) == {REGISTER: b"no folder"}
