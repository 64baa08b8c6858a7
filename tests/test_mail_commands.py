"""`send` and `collect` as the office types them: nothing goes unseen, each fault is one message, the state is right."""

from __future__ import annotations

import contextlib
import email.policy
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any, Self

import keyring
import pytest
import yaml
from keyring.backends import fail, null

from pipeline.cli import main
from pipeline.config import load_config
from pipeline.credentials import VARIABLE, keep_password
from pipeline.errors import SetupError
from pipeline.registers import read_registers
from tests.issues import DUE
from tests.mail_servers import free_ports
from tests.school import HOME, School
from tests.smtp_faults import DROP, PASSWORD, MailServer, certify, no_fault
from tests.year_end import all_good, close_year, only_inspected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

MAY = "2016-05"
REMINDING, DRAFTED, CHECKED, SIGNED, SENT, AFTERWARDS = (
    "2016-06-05T09:00", "2016-06-08T09:00", "2016-06-08T15:00", "2016-06-09T09:00", "2016-06-13T09:00", "2017-01-10T09:00",
)  # fmt: skip
OWING = ("send", MAY, "--to", "owing")
OTHER = "银杏-2v9q".encode().hex()
"""A password that no server lets in."""
READERS = [
    {"name": "松明远", "email": "principal@school.example", "scope": "全部", "sensitive": True},
    {
        "name": "槐致用",
        "email": "jiaowu@school.example",
        "scope": "本单位",
        "of": "教务处",
        "sensitive": True,
    },
    {
        "name": "樟厚德",
        "email": "zongwu@school.example",
        "scope": "本单位",
        "of": "总务处",
        "sensitive": True,
    },
]


class Desk:
    """A school at `home` and its office's commands; `said` keeps all that they ever put out."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Take the school."""
        self.home, self._capsys, self.said = home, capsys, ""

    def run(self, *words: str, now: str = REMINDING) -> tuple[int, str, str]:
        """Run a command; return exit code, stdout and stderr."""
        code = main([*words, "--config", str(self.home / "config.yaml"), "--now", now])
        out, err = self._capsys.readouterr()
        self.said += out + err
        return code, out, err

    def declare(self, port: int, **changes: Any) -> None:  # noqa: ANN401 — keys of the declaration
        """Say in config.yaml that letters go through a server on this machine."""
        send = {"host": "localhost", "port": port, "security": "none"} | changes.pop("send", {})
        mail = {
            "name": "办公室", "address": "office@school.example", "approver": "松明远", "patience": 5, "pauses": [],
            "send": send, **changes,
        }  # fmt: skip
        self.edit(lambda settings: settings.update(mail=mail))

    def edit(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change config.yaml."""
        path = self.home / "config.yaml"
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(settings)
        path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")

    @property
    def outbox(self) -> Path:
        """Return the place of the outbox."""
        return self.home / "submissions" / "_register" / "outbox.sqlite3"

    @property
    def drafts(self) -> list[Path]:
        """Return the letters written beside the release."""
        return sorted((self.home / "output" / MAY / "mail").iterdir())

    def record(self) -> list[tuple[str, str, str]]:
        """Return kind, reader and state of each letter, as `--status` tells a program."""
        _, out, _ = self.run("send", "--status", "--json")
        return [(line["kind"], line["reader"], line["state"]) for line in json.loads(out)]

    def reminded(self) -> list[tuple[str, str, str]]:
        """Return unit, way and addressee of each reminder recorded."""
        made = read_registers(self.home / "submissions").reminders
        return [(each.unit, each.way, each.addressee) for each in made]

    def is_issued(self) -> bool:
        """Tell whether May was issued."""
        return (self.home / "output" / "_issued" / f"{MAY}-r1" / "manifest.json").is_file()


def declared(settings: dict[str, Any]) -> None:
    """Give the school its readers."""
    settings["roster"]["readers"] = READERS
    settings["mail"] |= {"approver": "松明远"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a school from which May is still owed."""
    home = tmp_path_factory.mktemp("bare")
    School(home, ("教务处", "总务处"), declared)
    return home


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a school whose May is a draft."""
    home = tmp_path_factory.mktemp("drafted")
    school = School(home, ("教务处", "总务处"), declared)
    school.returns(MAY, "教务处", {"commitment": [DUE]})
    school.inspects(MAY)
    assert main(["consolidate", MAY, "--config", str(home / "config.yaml"), "--now", DRAFTED, "--quiet"]) <= 1
    return home


@pytest.fixture(scope="module")
def closing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a school whose December came back."""
    home = tmp_path_factory.mktemp("closing")
    units = ("教务处", "总务处")

    def change(settings: dict[str, Any]) -> None:
        declared(settings)
        only_inspected(settings)

    school = School(home, units, change)
    close_year(school, dict.fromkeys(units, 90), [line for unit in units for line in all_good(unit)])
    return home


@pytest.fixture
def desk(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    """Give a school of its own (`bare` if a test says nothing), the password in the environment; it is found nowhere."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    home: Path = request.getfixturevalue(getattr(request, "param", "bare"))
    shutil.copytree(home, tmp_path / "school")
    desk = Desk(tmp_path / "school", capsys)
    desk.declare(*free_ports(1))
    capsys.readouterr()
    yield desk
    files = [path for path in desk.home.rglob("*") if path.is_file()]
    for secret in (PASSWORD, OTHER):
        assert [path for path in files if secret.encode() in path.read_bytes()] == []
        assert secret not in desk.said


@pytest.fixture
def server(desk: Desk) -> Iterator[MailServer]:
    """Give a server that the school sends through."""
    with MailServer() as server:
        desk.declare(server.port)
        yield server
        server.settle()


def at(step: str, answer: str, whom: str = "jiaowu") -> Callable[[str, str], str | None]:
    """Return a plan that answers so at one step, to one reader alone."""
    return lambda now, address: answer if now == step and address.startswith(whom) else None


# ── Faults ──


@pytest.mark.parametrize(
    ("plan", "state", "says"),
    [
        (at("RCPT", "452 4.2.2 mailbox full"), "稍后再发", "收件人的邮箱满了"),
        (at("RCPT", "552 5.2.2 mailbox full"), "被拒", "收件人的邮箱满了"),
        (at("RCPT", "550 5.1.1 no such user"), "被拒", "没有这个邮箱，或已经停用"),
        (at("BODY", DROP), "稍后再发", "连接断了，不知道服务器收没收下"),
        (at("END", "552 5.3.4 message too big"), "被拒", "这封信太大"),
    ],
    ids=["full for now", "full", "refused", "dropped in the middle", "too large"],
)
def test_a_letter_that_does_not_go_is_told_and_goes_later(
    desk: Desk, plan: Callable[[str, str], str | None], state: str, says: str, server: MailServer
) -> None:
    """The others go; what did not go is told once, with why; the same command sends it once it can."""
    server.plan = plan
    code, out, err = desk.run(*OWING, "--yes")
    assert (code, err, out.count(says)) == (1, "", 1)
    assert "发出 1 封，没有发出 1 封：" in out
    assert desk.record() == [("催报", "槐致用", state), ("催报", "樟厚德", "已发")]
    assert desk.reminded() == [("zongwu", "邮件", "樟厚德")], "only what was sent is recorded"
    server.plan = no_fault
    assert desk.run(*OWING, "--yes", "--quiet") == (0, "", "")
    assert [state for *_, state in desk.record()] == ["已发", "已发"]
    assert set(server.accepted.values()) == {1}
    assert sorted(unit for unit, *_ in desk.reminded()) == ["jiaowu", "zongwu"]
    code, out, _ = desk.run(*OWING, "--yes")
    assert (code, "没有要发的。" in out) == (0, True), "at this step everybody was reminded"


def test_a_reminder_that_went_is_recorded_though_the_run_was_cut_off(desk: Desk, server: MailServer) -> None:
    """Between the last letter and 催报记录 somebody pulled the plug: run again, it is recorded and not sent again."""
    assert desk.run(*OWING, "--yes", "--quiet")[0] == 0
    (desk.home / "submissions" / "_register" / "reminders.csv").unlink()
    code, out, _ = desk.run(*OWING, "--yes", now="2016-06-05T10:00")
    assert (code, "发出 0 封。" in out) == (0, True)
    assert sorted(unit for unit, *_ in desk.reminded()) == ["jiaowu", "zongwu"]
    assert set(server.accepted.values()) == {1}


def test_a_unit_that_no_reader_answers_for_is_told(desk: Desk, server: MailServer) -> None:
    """The office reminds it in another way; nothing is recorded for it."""
    desk.edit(lambda settings: settings["roster"]["readers"].pop())
    says = "总务处：名册的读者里没有它，收不到，请另外发。"
    assert says in json.loads(desk.run(*OWING, "--json")[1])["unreached"]
    code, out, _ = desk.run(*OWING, "--yes")
    assert (code, says in out, len(server.accepted)) == (0, True, 1)
    assert [unit for unit, *_ in desk.reminded()] == ["jiaowu"]


def wrong_password(desk: Desk, stack: contextlib.ExitStack, patch: pytest.MonkeyPatch) -> None:
    """Let the server want another password."""
    patch.setenv(VARIABLE, OTHER)
    desk.declare(stack.enter_context(MailServer(auth=True)).port)


def nobody_there(desk: Desk, _stack: contextlib.ExitStack, _patch: pytest.MonkeyPatch) -> None:
    """Let nobody listen."""
    desk.declare(*free_ports(1))


def no_name(desk: Desk, _stack: contextlib.ExitStack, _patch: pytest.MonkeyPatch) -> None:
    """Let the server's name be unknown."""
    desk.declare(465, send={"host": "nowhere.invalid", "security": "tls"})


def unknown_certificate(desk: Desk, stack: contextlib.ExitStack, _patch: pytest.MonkeyPatch) -> None:
    """Let the server vouch for itself."""
    server = MailServer(certificate=certify(desk.home, "localhost"), from_the_start=True)
    desk.declare(stack.enter_context(server).port, send={"security": "tls"})


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (wrong_password, "没有让登录"),
        (nobody_there, "连不上邮件服务器"),
        (no_name, "找不到邮件服务器「nowhere.invalid」"),
        (unknown_certificate, "的证书没有可信的来历，没有登录"),
    ],
)
def test_what_stands_in_the_way_of_all_is_one_message(
    desk: Desk, fault: Callable[..., None], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing goes, nothing is recorded as done, exit 2; the message is told to a --quiet caller too."""
    with contextlib.ExitStack() as stack:
        fault(desk, stack, monkeypatch)
        code, out, err = desk.run(*OWING, "--yes", "--quiet")
    assert (code, err, out.count(says)) == (2, "", 1)
    assert "没有发出 2 封" in out
    assert "Traceback" not in out
    assert [state for *_, state in desk.record()] == ["待发", "待发"]
    assert desk.reminded() == []


@pytest.fixture(params=[null.Keyring, fail.Keyring], ids=["keeps nothing", "is none"])
def no_keyring(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the system have a keyring that is of no use."""
    before = keyring.get_keyring()
    keyring.set_keyring(request.param())
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("no_keyring")
def test_without_a_password_nothing_begins(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither environment nor keyring: one message says where to put it, before anything is queued."""
    monkeypatch.delenv(VARIABLE)
    code, _, err = desk.run(*OWING, "--yes")
    assert (code, err.count("\n")) == (2, 1)
    assert "没有找到邮箱 office@school.example 的密码" in err
    assert not desk.outbox.exists()
    code, _, err = desk.run("send", "--password")
    assert (code, "密码要当面输入" in err) == (2, True)
    post = load_config(desk.home / "config.yaml").settings.mail
    assert post is not None
    with pytest.raises(SetupError, match="没有能用的密码库"):
        keep_password(post, PASSWORD)


def test_collect_says_what_stands_in_the_way(desk: Desk) -> None:
    """None to receive from, nobody there, no mailbox declared at all: exit 2 and one message."""
    code, _, err = desk.run("collect", MAY)
    assert (code, err.count("\n")) == (2, 1)
    assert "没有写收件服务器" in err
    [port] = free_ports(1)
    desk.declare(port, receive={"host": "localhost", "port": port, "security": "none"})
    code, _, err = desk.run("collect", MAY)
    assert (code, "连不上收件服务器" in err) == (2, True)
    desk.edit(lambda settings: settings.pop("mail"))
    for words in (("collect", MAY), ("send", MAY), ("send", "--password")):
        code, _, err = desk.run(*words)
        assert (code, "config.yaml 里没有写 mail" in err) == (2, True), words


def released(desk: Desk) -> dict[str, bytes]:
    """Return the files of May's release without its letters."""
    folder = desk.home / "output" / MAY
    found = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "mail")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# ── What is seen before anything goes ──


def test_the_record_is_empty_before_the_first_letter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database is made and no password asked for to say so."""
    monkeypatch.delenv(VARIABLE)
    assert desk.run("send", "--status") == (0, "还没有发过信。\n", "")
    assert json.loads(desk.run("send", MAY, "--status", "--json")[1]) == []
    assert not desk.outbox.exists()


@pytest.mark.parametrize("desk", ["drafted"], indirect=True)
def test_without_yes_and_without_a_terminal_nothing_goes(desk: Desk, server: MailServer) -> None:
    """Who gets what is shown, each letter lies there to be opened; the release beside it is what it was."""
    before = released(desk)
    code, out, err = desk.run("send", MAY, now=CHECKED)
    assert (code, err) == (0, "")
    assert "5月　核对稿，2 封" in out
    assert "槐致用（jiaowu@school.example）　没有发过" in out
    assert "没有发。看过没有问题，加 --yes 再运行一次。" in out
    letters = [BytesParser(policy=email.policy.default).parsebytes(p.read_bytes()) for p in desk.drafts]
    assert [p.name for p in desk.drafts] == ["01_核对稿_槐致用.eml", "02_核对稿_樟厚德.eml"]
    assert [each["To"].addresses[0].display_name for each in letters] == ["槐致用", "樟厚德"]
    assert (server.connections, desk.outbox.exists()) == (0, False)
    _, out, err = desk.run("send", MAY, "--to", "approver", "--json", now=CHECKED)
    document = json.loads(out)
    assert (err, document["delivery"], [each["kind"] for each in document["letters"]]) == (
        "",
        None,
        ["送审稿"],
    )
    assert [p.name for p in desk.drafts] == ["01_送审稿_松明远.eml"], "in the place of the last ones"
    assert desk.run("send", MAY, "--quiet", now=CHECKED) == (0, "", "")
    assert released(desk) == before


@pytest.mark.parametrize("desk", ["drafted"], indirect=True)
def test_what_cannot_be_sent_is_refused(desk: Desk) -> None:
    """A draft to all, nobody known, a reader who gets nothing, no address, no period: exit 2, nothing made."""
    for words, says in (
        ((MAY, "--to", "all", "--yes"), "5月还没有审签，不能发给大家。"),
        ((MAY, "--to", "everybody"), "「everybody」不知道是发给谁。可以写：单位（units）、"),
        ((MAY, "--only", "柳无名"), "这一批信里没有给「柳无名」的。"),
        ((MAY, "--test", "not an address"), "not an address"),
        (("2016-06",), "6月还没有结果。"),
        (("2016",), "2016年度还没有结果。"),
        ((), "请写明发哪个月的"),
    ):
        code, out, err = desk.run("send", *words, now=CHECKED)
        assert (code, out, err.count("\n")) == (2, "", 1), words
        assert says in err
    assert not desk.outbox.exists()
    assert not desk.is_issued()


@pytest.mark.parametrize("desk", ["drafted"], indirect=True)
def test_a_trial_counts_for_nothing(desk: Desk, server: MailServer) -> None:
    """All letters go to the one address; the real ones go afterwards as if nothing had been."""
    code, out, _ = desk.run("send", MAY, "--test", "me@school.example", "--yes", now=CHECKED)
    assert (code, "试发：都发到 me@school.example，不算发过。" in out) == (0, True)
    assert {address for address, _ in server.accepted} == {"me@school.example"}
    assert desk.run("send", MAY, "--only", "教务处", "--yes", "--quiet", now=CHECKED)[0] == 0
    assert desk.run("send", MAY, "--yes", "--quiet", now=CHECKED)[0] == 0
    assert desk.record() == [
        ("试发", "槐致用", "已发"), ("试发", "樟厚德", "已发"), ("核对稿", "槐致用", "已发"), ("核对稿", "樟厚德", "已发"),
    ]  # fmt: skip
    assert set(server.accepted.values()) == {1}


@pytest.mark.parametrize("desk", ["drafted"], indirect=True)
def test_what_a_letter_cannot_carry_is_said_in_it(
    desk: Desk, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond mail.largest the largest attachment stays behind and the letter says where to get it."""
    monkeypatch.setattr("pipeline.letters.enclosing.MEGABYTE", 100 * 1024)
    desk.declare(server.port, largest=1)
    assert desk.run("send", MAY, "--to", "approver", "--yes", "--quiet", now=CHECKED)[0] == 0
    [letter] = [BytesParser(policy=email.policy.default).parsebytes(data) for data in server.letters.values()]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "太大，一封信放不下，没有附上。请到领导小组办公室拷贝。" in body.get_content()


# ── Issuing ──


@pytest.mark.parametrize("desk", ["drafted"], indirect=True)
def test_sending_to_all_issues_even_where_the_server_cannot_be_reached(desk: Desk) -> None:
    """The month is issued, its letters wait and the message says both; what waited of the draft goes no more."""
    assert desk.run("send", MAY, "--yes", "--quiet", now=CHECKED)[0] == 2
    assert desk.record() == [("核对稿", "槐致用", "待发"), ("核对稿", "樟厚德", "待发")]
    assert desk.run("approve", MAY, "--by", "松明远", "--quiet", now=SIGNED)[0] == 0
    code, _, err = desk.run("send", MAY, "--to", "units", now=SENT)
    assert (code, "5月已经审签，不用再发核对稿。" in err) == (2, True)
    code, _, err = desk.run("send", MAY, "--to", "督办", now=SENT)
    assert (code, "5月还没有印发，督办通知单上写的还是已审签。" in err) == (2, True)
    code, _, _ = desk.run("send", MAY, "--test", "me@school.example", "--only", "教务处", "--yes", now=SENT)
    assert (code, desk.is_issued()) == (2, False), "a trial issues nothing"
    code, out, err = desk.run("send", MAY, "--to", "all", "--yes", now=SENT)
    assert (code, err, desk.is_issued()) == (2, "", True)
    assert "5月已印发" in out
    assert "连不上邮件服务器" in out
    assert "发出 0 封，没有发出 3 封" in out
    assert len(desk.drafts) == 3
    with MailServer() as server:
        desk.declare(server.port)
        code, out, _ = desk.run("send", MAY, "--to", "all", "--yes", now=SENT)
        assert (code, "发出 3 封。" in out) == (0, True)
        assert sorted(server.accepted.values()) == [1, 1, 1]
    assert desk.record() == [
        ("核对稿", "槐致用", "作废"), ("核对稿", "樟厚德", "作废"), ("试发", "槐致用", "待发"),
        ("印发", "松明远", "已发"), ("印发", "槐致用", "已发"), ("印发", "樟厚德", "已发"),
    ]  # fmt: skip


@pytest.mark.parametrize("desk", ["closing"], indirect=True)
def test_the_year_goes_to_the_approver_first(desk: Desk, server: MailServer) -> None:
    """A draft of the year is for whoever signs, not for the units and not for all."""
    assert desk.run("annual", "2016", "--quiet", now=AFTERWARDS)[0] == 0
    code, out, _ = desk.run("send", "2016", "--yes", now=AFTERWARDS)
    assert (code, "2016年度　送审稿，1 封" in out) == (0, True)
    assert {address for address, _ in server.accepted} == {"principal@school.example"}
    for to, says in (("units", "2016年度可以发的是送审稿"), ("all", "2016年度还没有审签，不能发给大家。")):
        code, _, err = desk.run("send", "2016", "--to", to, "--yes", now=AFTERWARDS)
        assert (code, says in err) == (2, True), to


# ── In a terminal ──


class Terminal:
    """A command at work in a terminal."""

    def __init__(self, desk: Desk, *words: str) -> None:
        """Start it; without words it is the menu."""
        self._desk = desk
        self._shown = b""
        self._master, slave = pty.openpty()
        command = [sys.executable, str(HOME / "run.py"), *words, "--config", str(desk.home / "config.yaml")]
        self._process = subprocess.Popen(
            [*command, "--now", REMINDING], stdin=slave, stdout=slave, stderr=slave, close_fds=True
        )
        os.close(slave)

    def until(self, words: str, seconds: float = 60) -> str:
        """Return what the terminal shows from here until `words` stand there."""
        end = time.monotonic() + seconds
        while words.encode() not in self._shown and time.monotonic() < end:
            if select.select([self._master], [], [], 0.2)[0]:
                self._shown += os.read(self._master, 65536)
        before, found, self._shown = self._shown.partition(words.encode())
        shown = (before + found).decode(errors="replace")
        self._desk.said += shown
        assert found, shown
        return shown

    def enter(self, words: str) -> None:
        """Type a line."""
        os.write(self._master, f"{words}\n".encode())

    def leave(self) -> None:
        """Type Ctrl+D."""
        os.write(self._master, b"\x04")

    def ends(self) -> int:
        """Return the exit code."""
        return self._process.wait(timeout=30)

    def __enter__(self) -> Self:
        """Return itself; the command is over at the end, however it went."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the command."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)


@pytest.mark.skipif(sys.platform == "win32", reason="没有 pty")
def test_the_menu_sends_once_the_word_is_typed(desk: Desk, server: MailServer) -> None:
    """发送 asks for the period and to whom in Chinese words; 回车 alone sends nothing; 发送记录 tells what became of it."""
    with Terminal(desk) as terminal:
        for typed, says, gone in (("", "没有发。", 0), ("发送", "发出 2 封。", 2)):
            terminal.until("请选")
            terminal.enter("13")
            terminal.until("填报月份")
            terminal.enter(MAY)
            terminal.until("发给谁")
            terminal.enter("催报")
            terminal.until("直接回车不发")
            terminal.enter(typed)
            terminal.until(says)
            assert len(server.accepted) == gone
        terminal.until("请选")
        terminal.enter("15")
        terminal.until("填报月份")
        terminal.enter(MAY)
        assert "槐致用" in terminal.until("请选")
        terminal.leave()
        terminal.until("已停下")
        assert terminal.ends() == 130
