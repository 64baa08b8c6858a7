"""The commands as the office types them: what they say, what they leave behind, how they end."""

from __future__ import annotations

import json
import os
import pty
import re
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
from pipeline.findings import ENDING
from pipeline.model import Severity

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


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of May's workbooks, handed out once for every test that only needs them to be there."""
    school = tmp_path_factory.mktemp("forms")
    left_out = shutil.ignore_patterns("20*", "*.xlsx")
    shutil.copytree(ROOT / "input_templates", school / "input_templates", ignore=left_out)
    shutil.copyfile(ROOT / "config.yaml", school / "config.yaml")
    words = ["templates", "2016-05", "--config", str(school / "config.yaml"), "--now", "2016-05-03T09:00"]
    assert main([*words, "--quiet"]) == 0
    return school / "input_templates" / "2016-05"


@pytest.fixture
def handed_out(home: Path, forms: Path) -> Path:
    """Give a school of its own in which May's workbooks are handed out."""
    shutil.copytree(forms, home / "input_templates" / "2016-05")
    return home


@pytest.fixture
def dirty(handed_out: Path) -> Path:
    """Put a workbook where returns arrive in which three rows have the same fault and one date is tidied."""
    place = returned(handed_out, "教务处")
    rows: dict[str, Typed] = {"N7": "6月30日", "N9": "月底"}
    rows.update({f"D{row}": f"第{row}件事" for row in (7, 8, 9)})
    place.write_bytes(fill(place.read_bytes(), {"表1 目标承诺": rows}))
    return place


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
    assert "教务处（还缺表2-1、" in out
    assert "、政教处、总务处、" in out
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


def test_check_gives_a_verdict_and_then_the_worst_first(
    dirty: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """One line says how the file came out; the same fault is said once with its rows, each opinion one line."""
    code, out, _ = run("check", str(dirty))
    lines = [line for line in out.splitlines() if line]
    assert code == 1
    assert lines[0].startswith("《教务处.xlsx》　教务处 5月：收下 1 行，")
    severities = [line.split("　")[0] for line in lines if re.fullmatch(r"\w+　\d+ 处.*", line)]
    assert severities == [each.value for each in Severity if each.value in severities]
    assert severities[0] == "须改正"
    listed = [line for line in lines if re.match(r"\d+\. ", line)]
    (progress,) = [line for line in listed if "第7行「本月进展」还没填（E7）" in line]
    assert progress.endswith("同样的还有：第8行（E8）、第9行（E9）。")
    assert "收下：表1 1 行（另 3 行待改）。" in lines
    assert ENDING in lines


def test_check_speaks_in_the_words_of_the_opinions(
    dirty: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """What is asked of the unit is said word for word as the return copy says it, unwrapped."""
    _, out, _ = run("check", str(dirty))
    _, document, _ = run("check", str(dirty), "--json")
    asked = [f for f in json.loads(document)[0]["findings"] if f["severity"] == "须改正"]
    assert len(asked) > 1
    first = {(f["code"], f["remedy"], f["sheet"]): f["message"] + f["remedy"] for f in reversed(asked)}
    assert [said for said in first.values() if not any(said in line for line in out.splitlines())] == []


def test_check_lists_what_was_tidied_only_when_asked(
    dirty: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """Warnings do not drown errors: what was tidied is a count, and with --all a list."""
    _, short, _ = run("check", str(dirty))
    _, whole, _ = run("check", str(dirty), "--all")
    assert "已规范　1 处，不用改。要看都是哪些，加 --all。" in short
    assert "「6月30日」（N7）" not in short
    assert "「6月30日」（N7）" in whole


def test_check_takes_a_folder_and_sums_up(dirty: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """Every file of a folder is checked, and a table at the end says how each came out."""
    shutil.copy(dirty, dirty.with_name("教务处（重发）.xlsx"))
    dirty.with_name("总务处.xls").write_text("这不是表格", encoding="utf-8")
    code, out, _ = run("check", str(dirty.parent))
    assert code == 1
    summary = out.split("共 3 个文件")[1]
    assert [line.split()[-1] for line in summary.splitlines()[2:]] == [
        "总务处.xls",
        "教务处.xlsx",
        "教务处（重发）.xlsx",
    ]
    _, document, _ = run("check", str(dirty.parent), "--json")
    assert len(json.loads(document)) == 3


def test_a_large_file_is_checked_by_a_worker_with_the_same_answer(
    dirty: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file is read makes no difference to what is said."""
    here = run("check", str(dirty))
    monkeypatch.setattr("pipeline.cli.checking.ORDINARY", 1)
    assert run("check", str(dirty)) == here


def test_check_loads_nothing_that_it_does_not_need(dirty: Path, home: Path) -> None:
    """It answers in under a second because what makes tables, workbooks, pages and workers stays unread."""
    heavy = ("pandas", "numpy", "xlsxwriter", "jinja2", "pebble", "openpyxl")
    code = (
        "import sys; from pipeline.cli import main\n"
        f"code = main(['check', {str(dirty)!r}, '--quiet', '--config', {str(home / 'config.yaml')!r}])\n"
        f"print([name for name in {heavy!r} if name in sys.modules], code)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 1"


def test_status_has_the_reminder_to_paste_and_records_it(
    handed_out: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """The text stands in one line; --remind records it; after that it is not shown again, and cannot be recorded."""
    returned(handed_out, "教务处")
    code, out, _ = run("status", "2016-05", now="2016-06-05T09:00")
    (text,) = [line for line in out.splitlines() if line.startswith("各位主任：")]
    assert text.endswith("两分钟即可。")
    assert "没有报全：教务处（还缺表2-1、" in text
    code, out, _ = run("status", "2016-05", "--remind", now="2016-06-05T10:00")
    assert code == 0
    assert "已记下：到期前2日，工作群，催了教务处、政教处、" in out
    assert (handed_out / "submissions" / "_register" / "reminders.csv").is_file()
    _, out, _ = run("status", "2016-05", now="2016-06-05T11:00")
    assert "到期前2日都催过了。" in out
    assert "1 次 06-05" in out
    assert "各位主任" not in out
    code, out, err = run("status", "2016-05", "--remind", now="2016-06-05T12:00")
    assert (code, out) == (2, "")
    assert "下一次是逾期1日，6月7日。" in err
    _, out, _ = run("status", "2016-05", "--json", now="2016-06-07T09:00")
    reminder = json.loads(out)["reminder"]
    assert (reminder["step"], reminder["next"]) == ("逾期1日", "2016-06-12")
    assert reminder["texts"][0].startswith("槐致用主任：教务处的5月三比一争填报表")


def test_status_says_why_a_file_was_not_taken(
    handed_out: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """Files that match no unit are listed with reason, remedy and arrival; so is what waits for the office."""
    place = returned(handed_out, "教务处")
    shutil.copy(ROOT / "input_templates" / "空表_科室.xlsx", place.with_name("我们的表.xlsx"))
    run("status", "2016-05", now="2016-06-03T09:00")
    later = place.with_name("教务处 最终版2.xlsx")
    later.write_bytes(fill(place.read_bytes(), {"表1 目标承诺": {"E6": "补充了九年级的质量分析会"}}))
    _, out, _ = run("status", "2016-05", now="2016-06-20T09:00")
    strays = out.split("没有归到单位的文件")[1]
    assert "《我们的表.xlsx》看不出是哪个单位的填报表" in strays
    assert "（6月3日 09:00收到）" in strays
    waiting = out.split("要办公室定的")[1].split("没有归到单位的文件")[0]
    assert "教务处在截止之后又发来《教务处 最终版2.xlsx》（6月20日 09:00）" in waiting
    assert 'uv run run.py accept 2016-05 "教务处 最终版2.xlsx"' in waiting


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
        (("annual", "2016"), "还没有领导小组评定的分数"),
        (("annual", "2015"), "没有「2015」年度"),
        (("approve", "2016-05"), "请写明谁审签的"),
        (("approve", "2016-05", "--by", "竹文清"), "5月还没有结果"),
        (("issue", "2016-05"), "5月还没有结果"),
        (("send", "2016-05"), "5月还没有结果"),
        (("send",), "请写明发哪个月的"),
        (("send", "2016-05", "--to", "大家"), "不知道是发给谁"),
        (("verify", "2016-05"), "5月还没有结果"),
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
        os.write(master, b"10\n")
        seen += _until(master, "请选")
        os.write(master, b"0\n")
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)
    assert "下一步：发表" in seen
    assert "5  汇总" in seen
    assert "6  审签" in seen
    assert "目标承诺　科室 15，级部 15" in seen


def _until(master: int, words: str, seconds: float = 60) -> str:
    """Read what the terminal shows until `words` stand there."""
    data = b""
    end = time.monotonic() + seconds
    while words.encode() not in data and time.monotonic() < end:
        if select.select([master], [], [], 0.5)[0]:
            data += os.read(master, 65536)
    return data.decode(errors="replace")
