"""The commands as the office types them: what they say, what they leave behind, how they end."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.cli import main
from pipeline.demo.fill import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.demo.fill import Typed

ROOT = Path(__file__).parents[1]
NOW = "2016-06-08T09:00"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a school of its own: the declarations, nothing returned yet."""
    shutil.copytree(
        ROOT / "input_templates", tmp_path / "input_templates", ignore=shutil.ignore_patterns("20*", "*.xlsx")
    )
    shutil.copyfile(ROOT / "config.yaml", tmp_path / "config.yaml")
    return tmp_path


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs one command in that school and returns exit code, stdout and stderr."""

    def call(*words: str, now: str = NOW) -> tuple[int, str, str]:
        code = main([*words, "--config", str(home / "config.yaml"), "--now", now])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def returned(home: Path, unit: str, period: str = "2016-05") -> Path:
    """Put a unit's workbook, one commitment filled in, where returns arrive."""
    handed = (home / "input_templates" / period / f"{unit}_{period}.xlsx").read_bytes()
    row: dict[str, Typed] = {
        "D6": "期中质量分析",
        "E6": "完成了两个年级的质量分析会",
        "H6": "槐致用",
        "L6": "按期完成",
        "M6": "分学科分析",
        "N6": date(2016, 6, 30),
    }
    place = home / "submissions" / period / f"{unit}.xlsx"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(fill(handed, {"表1 目标承诺": row}))
    return place


def test_a_month_from_templates_to_explain(home: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """Templates, a return, status, consolidate, explain: each command finds what the one before left."""
    code, out, _ = run("templates", "2016-05", now="2016-05-03T09:00")
    assert code == 0
    assert "6月6日（周一）24:00" in out
    returned(home, "教务处")
    code, out, _ = run("status", "2016-05", now="2016-06-03T09:00")
    assert code == 0
    assert "尚未收到：政教处" in out
    code, out, _ = run("consolidate", "2016-05")
    assert code == 1, "the other ledgers are missing, which is for the unit to put right"
    assert (home / "output" / "2016-05" / "index.html").is_file()
    code, out, _ = run("explain", "2016-05", "教务处")
    assert code == 0
    assert "《教务处.xlsx》 表1 目标承诺 E6" in out
    code, out, _ = run("explain", "2016-05", "jiaowu", "--spoken")
    assert code == 0
    assert out.count("\n") == 1


def test_json_is_one_document_and_nothing_else(home: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """--json puts exactly one JSON document on stdout, for every command that answers."""
    run("templates", "2016-05", now="2016-05-03T09:00")
    place = returned(home, "教务处")
    for words in (
        ("status", "2016-05"), ("check", str(place)), ("consolidate", "2016-05"), ("explain", "2016-05", "教务处"),
        ("rubric",), ("rubric", "2016-05"), ("templates", "2016-06"), (),
    ):  # fmt: skip
        _, out, _ = run(*words, "--json")
        assert json.loads(out) is not None, words


def test_dry_run_publishes_nothing(home: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """A dry run of consolidate leaves the output folder alone."""
    run("templates", "2016-05", now="2016-05-03T09:00")
    returned(home, "教务处")
    run("consolidate", "2016-05", "--dry-run")
    assert not (home / "output").exists()


def test_a_late_file_counts_once_accepted(home: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """`accept` records the office's decision, and the next consolidation goes by it."""
    run("templates", "2016-05", now="2016-05-03T09:00")
    place = returned(home, "教务处")
    run("status", "2016-05", now="2016-06-03T09:00")
    later = place.with_name("教务处 最终版2.xlsx")
    later.write_bytes(fill(place.read_bytes(), {"表1 目标承诺": {"E6": "补充了九年级的质量分析会"}}))
    _, out, _ = run("status", "2016-05", "--json", now="2016-06-20T09:00")
    assert json.loads(out)["waiting"] == ["2016-05/教务处 最终版2.xlsx"]
    code, out, _ = run(
        "accept",
        "2016-05",
        "教务处 最终版2.xlsx",
        "--as",
        "计入",
        "--reason",
        "领导小组同意",
        now="2016-06-20T10:00",
    )
    assert code == 0
    _, out, _ = run("status", "2016-05", "--json", now="2016-06-20T11:00")
    ledgers = json.loads(out)["units"]["jiaowu"]["ledgers"]
    assert ledgers["commitment"]["file"] == "2016-05/教务处 最终版2.xlsx"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("consolidate", "2016-13"), "没有「2016-13」这个填报月份"),
        (("consolidate", "2016-05"), "还没有收到5月的填报表"),
        (("explain", "2016-05", "教导处"), "没有「教导处」这个单位"),
        (("check", "没有这个文件.xlsx"), "打不开"),
        (("accept", "2016-05", "x.xlsx", "--as", "计入", "--reason", "y"), "没有「x.xlsx」"),
        (("rubric", "2016-05"), "还没有汇总过"),
        (("annual", "2016"), "后面的版本提供"),
        (("approve", "2016-05"), "后面的版本提供"),
        (("send", "2016-05"), "后面的版本提供"),
        (("collect", "2016-05"), "后面的版本提供"),
        (("verify", "2016-05"), "后面的版本提供"),
        (("nonsense",), "没有「nonsense」这个命令"),
        (("status",), "还缺「填报月份」"),
    ],
)  # fmt: skip
def test_a_wrong_call_gets_one_clear_message(
    run: Callable[..., tuple[int, str, str]], words: tuple[str, ...], said: str
) -> None:
    """What is not there is said in one Chinese message, and the exit code is 2."""
    code, out, err = run(*words)
    assert code == 2
    assert said in err
    assert not out


def test_wrong_configuration_is_said_with_its_line(
    home: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """A misspelt key in config.yaml ends with exit 2, its line, and a suggestion."""
    path = home / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("campaign:", "compaign:", 1), encoding="utf-8")
    code, _, err = run("status", "2016-05")
    assert code == 2
    assert "compaign" in err
    assert "是不是「campaign」" in err


def test_a_file_that_is_no_workbook_is_one_finding(
    home: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """A text file under a workbook's name costs its own finding; the month is published all the same."""
    run("templates", "2016-05", now="2016-05-03T09:00")
    returned(home, "教务处")
    (home / "submissions" / "2016-05" / "政教处.xls").write_text("这不是表格", encoding="utf-8")
    code, out, _ = run("consolidate", "2016-05", "--json")
    assert code == 1
    assert json.loads(out)["findings"]["须改正"] > 0
    findings = (home / "output" / "2016-05" / "findings.csv").read_text(encoding="utf-8-sig")
    assert "file-not-workbook" in findings


def test_an_unwritable_output_leaves_the_last_release(
    home: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """When the release cannot be written, one message, exit 2, and the last release is as it was."""
    run("templates", "2016-05", now="2016-05-03T09:00")
    returned(home, "教务处")
    run("consolidate", "2016-05")
    before = (home / "output" / "2016-05" / "scores.json").read_bytes()
    blocked = home / "output" / ".2016-05.new"
    blocked.symlink_to(home / "nowhere" / "at all")
    code, _, err = run("consolidate", "2016-05", now="2016-06-09T09:00")
    blocked.unlink()
    assert code == 2
    assert "上一次的结果没有动" in err
    assert (home / "output" / "2016-05" / "scores.json").read_bytes() == before


def test_a_bug_is_one_calm_line_and_a_log(
    home: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen exception ends with exit 3; the traceback is in the log, not on the screen."""
    monkeypatch.chdir(home)

    def fail(*_: object) -> None:
        message = "unforeseen"
        raise RuntimeError(message)

    monkeypatch.setattr("pipeline.cli.menu.standing", fail)
    code, out, err = run()
    assert (code, out) == (3, "")
    assert "Traceback" not in err
    assert "unforeseen" in (home / "sanbiyizheng-log.txt").read_text(encoding="utf-8")


def test_demo_refuses_a_folder_that_is_not_its_own(
    home: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """`demo --to` never clears a folder in which somebody works."""
    kept = home / "submissions" / "2016-05" / "教务处.xlsx"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"typed by a teacher")
    code, _, err = run("demo", "--to", str(home))
    assert code == 2
    assert "不是演示用的文件夹" in err
    assert kept.read_bytes() == b"typed by a teacher"


@pytest.mark.skipif(sys.platform == "win32", reason="没有 pty")
def test_the_menu_opens_in_a_terminal(home: Path) -> None:
    """In a terminal, bare run.py tells where things stand, opens the numbered menu, and leaves on 0."""
    master, slave = pty.openpty()
    command = [
        sys.executable,
        str(ROOT / "run.py"),
        "--config",
        str(home / "config.yaml"),
        "--now",
        "2016-05-03T09:00",
    ]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, close_fds=True)
    os.close(slave)
    seen = ""
    try:
        seen = _until(master, "请选")
        os.write(master, b"7\n")
        seen += _until(master, "请选")
        os.write(master, b"0\n")
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)
    assert "下一步：发表" in seen
    assert "5  汇总" in seen
    assert "目标承诺　科室 15，级部 15" in seen


def _until(master: int, words: str, seconds: float = 60) -> str:
    """Read what the terminal shows until `words` stand there."""
    data = b""
    end = time.monotonic() + seconds
    while words.encode() not in data and time.monotonic() < end:
        if select.select([master], [], [], 0.5)[0]:
            data += os.read(master, 65536)
    return data.decode(errors="replace")
