"""Letters out to real servers on this machine that fail in every way; and the sender killed fifty times."""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from socket import gaierror
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any, cast

import pytest

from pipeline.cli.entry import LOG, main
from pipeline.credentials import trusted
from pipeline.errors import UsageError
from pipeline.post import Outbox, ParcelState, SmtpTransport, Verdict, deliver
from pipeline.post.obstacles import Unsafe, obstacle
from pipeline.post.smtp import _stay_here
from tests.post_victim import NOW, READERS, TRUST, letter
from tests.smtp_faults import DROP, PASSWORD, SLOW, MailServer, certify, post_to

if TYPE_CHECKING:
    import smtplib
    import ssl
    from collections.abc import Callable, Iterator

    from pipeline.config import Config
    from pipeline.post import Report

ROOT = Path(__file__).parents[1]
TWO = (letter(1), letter(2))
ONE, OTHER = TWO[0].address, TWO[1].address
KILLS = 50


def once(step: str, answer: str, address: str = ONE) -> Callable[[str, str], str | None]:
    """Return a plan that fails once, at one step of the letter to one address."""
    left = [answer]
    return lambda at, to: left.pop() if left and (at, to) == (step, address) else None


def always(step: str, answer: str, address: str = ONE) -> Callable[[str, str], str | None]:
    """Return a plan that fails each time."""
    return lambda at, to: answer if (at, to) == (step, address) else None


def sent(
    outbox: Outbox,
    port: int,
    *,
    password: str = "",
    context: ssl.SSLContext = TRUST,
    pauses: tuple[float, ...] = (0, 0),
    patience: float = 5,
    **send: Any,  # noqa: ANN401 — keys of the declaration
) -> Report:
    """Deliver what is due through the server at `port`."""
    post = post_to(port, **send).model_copy(update={"patience": patience})
    with SmtpTransport(post, password, context) as way:
        return deliver(outbox, way, pauses, lambda: NOW, time.sleep)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """Return an outbox with two letters."""
    with Outbox(tmp_path / "outbox.sqlite3") as box:
        box.queue(TWO, NOW)
        yield box


def trusting(*certificates: Path) -> ssl.SSLContext:
    """Return the context that credentials makes of these, and of nobody else's word."""
    config = SimpleNamespace(home=ROOT)
    server = post_to(25, certificate=str(certificates[0]) if certificates else "").send
    return trusted(cast("Config", config), server)


def states(outbox: Outbox) -> list[str]:
    """Return where each letter stands."""
    return [line.state.value for line in outbox.record()]


def test_what_was_confirmed_is_what_arrives(outbox: Outbox) -> None:
    """Byte for byte: leading dots, eight-bit text, no end of line at the end; one connection, one sender."""
    data = "Message-ID: <dots>\r\n\r\n.\r\n..a\r\n汇总\r\n.".encode()
    outbox.queue([replace(letter(3), message_id="<dots>", data=data)], NOW)
    with MailServer() as server:
        report = sent(outbox, server.port)
        assert server.letters["<dots>"] == data + b"\r\n"
        assert server.letters[TWO[0].message_id] == TWO[0].data
        assert (server.connections, server.senders) == (1, {"ban@example.invalid"})
        assert server.accepted == dict.fromkeys(
            [(ONE, TWO[0].message_id), (OTHER, TWO[1].message_id), (letter(3).address, "<dots>")], 1
        )
    assert [line.words for line in report.sent] == ["250 2.0.0 taken"] * 3


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "END"])
def test_a_refusal_for_now_is_tried_again(outbox: Outbox, step: str) -> None:
    """The same letter after the pause, the other at once, over one connection each round."""
    address = "ban@example.invalid" if step == "MAIL" else ONE
    with MailServer(once(step, "451 4.3.0 try later", address)) as server:
        report = sent(outbox, server.port)
        assert (states(outbox), report.repeated) == (["已发", "已发"], ())
        assert set(server.accepted.values()) == {1}
        assert server.connections == 2
    words = [e.words for e in outbox.history(TWO[0].message_id) if e.state is ParcelState.LATER]
    assert words == ["服务器让稍后再试。服务器说：「451 4.3.0 try later」"]


def test_what_is_put_off_to_the_end_waits_for_the_next_run(outbox: Outbox) -> None:
    """After the last pause; the next run sends it."""
    with MailServer(always("RCPT", "452 4.2.2 mailbox full")) as server:
        report = sent(outbox, server.port)
        assert [(line.reader, line.state.value, line.attempts) for line in report.undelivered] == [
            ("读者1", "稍后再发", 3)
        ]
        assert report.undelivered[0].words.startswith("收件人的邮箱满了。请他清一清再发。")
        server.plan = once("", "")
        assert sent(outbox, server.port).undelivered == ()
        assert set(server.accepted.values()) == {1}


@pytest.mark.parametrize(
    ("step", "words", "meaning"),
    [
        ("RCPT", "550 5.1.1 no such user", "没有这个邮箱"),
        ("RCPT", "552 5.2.2 over quota", "邮箱满了"),
        ("DATA", "554 5.7.1 not allowed", "不准这封信通过"),
        ("END", "552 5.3.4 too big", "这封信太大"),
    ],
)
def test_a_refusal_for_good_is_recorded_and_the_others_go_on(
    outbox: Outbox, step: str, words: str, meaning: str
) -> None:
    """What it means, then the server's words; over the same connection, and not tried again."""
    with MailServer(always(step, words)) as server:
        report = sent(outbox, server.port)
        assert (states(outbox), server.connections) == (["被拒", "已发"], 1)
        assert (report.undelivered[0].attempts, report.stopped) == (1, "")
        assert meaning in report.undelivered[0].words
        assert words in report.undelivered[0].words
        assert sent(outbox, server.port).lines == ()


def test_a_letter_beyond_what_the_server_takes_is_refused_before_it_is_sent(outbox: Outbox) -> None:
    """The server says its limit in the greeting and refuses at MAIL: this letter, not the sender."""
    outbox.queue([replace(letter(3, 200_000))], NOW)
    with MailServer(size=50_000) as server:
        sent(outbox, server.port)
        assert (states(outbox), server.connections) == (["已发", "已发", "被拒"], 1)
    assert outbox.record()[2].words.startswith("这封信太大")


@pytest.mark.parametrize(
    ("step", "size", "accepted", "repeated"),
    [
        ("MAIL", 20_000, 1, 0),
        ("RCPT", 20_000, 1, 0),
        ("DATA", 20_000, 1, 0),
        ("BODY", 16_000_000, 1, 0),
        ("END", 20_000, 1, 1),
        ("ACCEPTED", 20_000, 2, 1),
    ],
)
def test_a_dropped_connection_is_made_again(
    tmp_path: Path, step: str, size: int, accepted: int, repeated: int
) -> None:
    """Only what was given whole and not answered counts as perhaps twice, and keeps its Message-ID."""
    address = "ban@example.invalid" if step == "MAIL" else ONE
    with (
        MailServer(once(step, DROP, address)) as server,
        Outbox(tmp_path / "outbox.sqlite3") as outbox,
    ):
        outbox.queue([letter(1, size), TWO[1]], NOW)
        report = sent(outbox, server.port)
        assert (states(outbox), len(report.repeated)) == (["已发", "已发"], repeated)
        assert server.accepted[ONE, TWO[0].message_id] == accepted
        assert server.accepted[OTHER, TWO[1].message_id] == 1


def test_a_server_that_closes_is_called_again(outbox: Outbox) -> None:
    """421 is its goodbye: the next letter goes over a new connection at once."""
    with MailServer(once("RCPT", "421 4.3.2 shutting down")) as server:
        sent(outbox, server.port)
        assert (states(outbox), server.connections) == (["已发", "已发"], 3)


@pytest.mark.parametrize(("step", "repeated"), [("RCPT", 0), ("ACCEPTED", 1)])
def test_a_server_that_says_nothing_is_left_after_a_while(outbox: Outbox, step: str, repeated: int) -> None:
    """Its answer to the letter itself is waited for ten times as long."""
    with MailServer(once(step, SLOW)) as server:
        report = sent(outbox, server.port, patience=0.1)
        assert (states(outbox), len(report.repeated)) == (["已发", "已发"], repeated)
    assert any("服务器很久没有回答" in e.words for e in outbox.history(TWO[0].message_id))


def test_a_sender_that_is_not_let_send_stops_the_run(outbox: Outbox) -> None:
    """It concerns all: one message, and everything waits."""
    with MailServer(always("MAIL", "553 not your address", "ban@example.invalid")) as server:
        report = sent(outbox, server.port)
    assert report.stopped.startswith("服务器不让这个邮箱发信")
    assert "「553 not your address」" in report.stopped
    assert states(outbox) == ["待发", "待发"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_only_a_certificate_that_is_known_is_trusted(outbox: Outbox, tmp_path: Path, security: str) -> None:
    """Unknown: nothing is said to the server, not even who we are. Named in config.yaml: the letters go."""
    certificate = certify(tmp_path, "127.0.0.1")
    known = trusting(certificate)
    with MailServer(certificate=certificate, from_the_start=security == "tls", auth=True) as server:
        report = sent(outbox, server.port, password=PASSWORD, context=trusting(), security=security)
        assert report.stopped.startswith("邮件服务器 127.0.0.1 的证书没有可信的来历，没有登录。")
        assert (states(outbox), server.logins) == (["待发", "待发"], [])
        report = sent(outbox, server.port, password=PASSWORD, context=known, security=security)
        assert (states(outbox), report.stopped) == (["已发", "已发"], "")
        assert server.logins == [("ban@example.invalid", PASSWORD)]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_another_name_is_not_trusted(outbox: Outbox, tmp_path: Path, security: str) -> None:
    """Though we know who gave it."""
    certificate = certify(tmp_path, "mail.example.invalid")
    with MailServer(certificate=certificate, from_the_start=security == "tls") as server:
        report = sent(outbox, server.port, context=trusting(certificate), security=security)
    assert report.stopped.startswith("邮件服务器的证书上不是「127.0.0.1」这个名字")
    assert states(outbox) == ["待发", "待发"]


def test_a_certificate_that_ran_out_is_told(outbox: Outbox, tmp_path: Path) -> None:
    """The computer's own date may be what is wrong."""
    certificate = certify(tmp_path, "127.0.0.1", days=-1)
    with MailServer(certificate=certificate, from_the_start=True) as server:
        report = sent(outbox, server.port, context=trusting(certificate), security="tls")
    assert "不在有效期里" in report.stopped


def test_without_starttls_nothing_is_said(outbox: Outbox) -> None:
    """A server, or somebody between, that does not offer it does not get the password."""
    with MailServer(auth=True) as server:
        report = sent(outbox, server.port, password=PASSWORD, context=trusting(), security="starttls")
        assert ("STARTTLS" in report.stopped, server.logins) == (True, [])
    assert states(outbox) == ["待发", "待发"]


def test_a_port_that_speaks_otherwise_is_told(outbox: Outbox, tmp_path: Path) -> None:
    """TLS where the server speaks plainly, and the other way round."""
    with MailServer() as server:
        report = sent(outbox, server.port, context=trusting(), security="tls")
        assert "建不成加密连接" in report.stopped
    with MailServer(certificate=certify(tmp_path, "127.0.0.1"), from_the_start=True) as server:
        report = sent(outbox, server.port, context=trusting(), security="starttls", patience=0.3)
        assert "很久没有回答" in report.stopped
    assert states(outbox) == ["待发", "待发"]


def test_no_server_is_one_clear_message(outbox: Outbox) -> None:
    """No network: everything waits, and the next run sends."""
    with MailServer() as server:
        port = server.port
    report = sent(outbox, port, pauses=(60,))
    assert report.stopped == (
        f"连不上邮件服务器 127.0.0.1:{port}。请看网络通不通，再核对 config.yaml 里 mail 的 host 和 port。"
        "没发的信都留着，弄好以后再运行一次就接着发。"
    )
    assert states(outbox) == ["待发", "待发"]
    server_ = post_to(port).send
    assert "找不到邮件服务器" in obstacle(gaierror(-2, "unknown"), server_, str).words
    assert "不加密就不登录" in obstacle(Unsafe(), server_, str).words
    assert (
        "找不到邮件服务器"
        in sent(outbox, port, host="mail..example", security="tls", context=trusting()).stopped
    )


def test_an_address_of_ours_that_cannot_be_said_is_told_before_anything(outbox: Outbox) -> None:
    """Nobody gets a letter from nowhere."""
    post = post_to(25).model_copy(update={"address": "办公室@example.invalid"})
    report = deliver(outbox, SmtpTransport(post, "", TRUST), (), lambda: NOW, time.sleep)
    assert (states(outbox), "写得不对" in report.stopped) == (["待发", "待发"], True)


def test_a_server_that_starts_anew_is_waited_for(outbox: Outbox) -> None:
    """One that was there a moment ago is not a wrong setting."""
    with MailServer() as server:
        way = SmtpTransport(post_to(server.port), "", TRUST)
        assert way.open().verdict is Verdict.ACCEPTED
    assert way.send(outbox.parcel(TWO[0].message_id)).verdict is Verdict.LATER
    assert way.open().verdict is Verdict.BUSY
    way.close()


def test_a_plain_connection_does_not_leave_this_machine() -> None:
    """Whatever name it had in the declaration."""
    elsewhere = SimpleNamespace(sock=SimpleNamespace(getpeername=lambda: ("192.0.2.1", 25)))
    with pytest.raises(Unsafe):
        _stay_here(cast("smtplib.SMTP", elsewhere))


@pytest.mark.parametrize("address", ["校长@example.invalid", "a@b\r\nRCPT TO:<c@d>", "no address", "<a@b>"])
def test_an_address_that_cannot_be_said_is_refused_alone(outbox: Outbox, address: str) -> None:
    """It breaks neither the conversation nor the run."""
    outbox.queue([replace(letter(3), address=address), letter(4)], NOW)
    with MailServer() as server:
        sent(outbox, server.port)
        assert states(outbox) == ["已发", "已发", "被拒", "已发"]
        assert {to for to, _ in server.accepted} == {ONE, OTHER, letter(4).address}
    assert "写得不对" in outbox.record()[2].words


# ── the password ──────────────────────────────────────────────────────


WRONG = "wrong-5tg8-password"
SENT_AS = re.escape(base64.b64encode(f"\0ban@example.invalid\0{WRONG}".encode()).decode())


@pytest.mark.parametrize(
    ("answer", "verdict", "meaning"),
    [
        (None, Verdict.STOP, "授权码"),
        ("535 5.7.8 wrong: {}", Verdict.STOP, "授权码"),
        ("454 4.7.0 not now", Verdict.BUSY, "服务器说：「454 4.7.0 not now」"),
        ("334 A", Verdict.STOP, "授权码"),
        ("500 {}", Verdict.STOP, "●●●"),
        (DROP, Verdict.BUSY, "没说完就断了"),
    ],
)
def test_a_login_that_fails_tells_nothing_of_the_password(
    outbox: Outbox, answer: str | None, verdict: Verdict, meaning: str
) -> None:
    """Not in the answer, the record, a representation, nor in a traceback that shows what each frame held."""
    left = [answer] if answer else []
    plan = lambda step, given: left[0].format(given) if step == "AUTH" and left else None  # noqa: E731
    with MailServer(plan, auth=True) as server:
        way = SmtpTransport(post_to(server.port), WRONG, TRUST)
        said = way.open()
        way.close()
        assert (said.verdict, meaning in said.words) == (verdict, True), said.words
        report = sent(outbox, server.port, password=WRONG, pauses=())
        assert len(server.logins) == (0 if answer else 2), "one try a login: more would lock the mailbox"
    shown = traced(lambda: stop_with(report))
    told = f"{said!r}{way!r}{report!r}{shown}{outbox.record()!r}".replace("WRONG = ", "")
    assert not any(re.search(secret, told, re.IGNORECASE) for secret in (WRONG, SENT_AS))
    assert states(outbox) == ["待发", "待发"]


def stop_with(report: Report) -> None:
    """Do what a command would do that stops with the message."""
    raise UsageError(report.stopped)


def traced(work: Callable[[], object]) -> str:
    """Return the traceback of what `work` raises, with what every frame held."""
    try:
        work()
    except Exception as reason:  # noqa: BLE001 — whatever it is, it is shown
        return "".join(traceback.TracebackException.from_exception(reason, capture_locals=True).format())
    raise AssertionError


def test_no_word_of_the_password_reaches_screen_or_log(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Through the very path on which a command ends: a wrong password with one message, a bug with its log."""
    monkeypatch.chdir(tmp_path)
    with MailServer(lambda step, given: f"500 {given}?" if step == "AUTH" else None, auth=True) as server:

        def wrong(**_: object) -> None:
            stop_with(sent(outbox, server.port, password=WRONG))

        def bug(**_: object) -> None:
            way = SmtpTransport(post_to(server.port), WRONG, TRUST)
            raise ZeroDivisionError(way.open(), way)

        for command, code in ((wrong, 2), (bug, 3)):
            monkeypatch.setattr("pipeline.cli.entry.app", command)
            assert main([]) == code
    shown, log = capfd.readouterr(), (tmp_path / LOG).read_text(encoding="utf-8")
    assert (shown.out, shown.err.count("没有让登录"), log.count("没有让登录")) == ("", 1, 1)
    for text in (shown.err, log, (tmp_path / "outbox.sqlite3").read_bytes().decode(errors="replace")):
        assert not any(re.search(secret, text, re.IGNORECASE) for secret in (WRONG, SENT_AS))


@pytest.mark.parametrize("ways", ["PLAIN", "LOGIN"])
def test_a_password_may_have_any_sign(outbox: Outbox, ways: str) -> None:
    """Either way to log in that servers have; where there is neither it is said."""
    password = "紫藤 \\"  # noqa: S105 — nobody's
    with MailServer(auth=True, ways=ways) as server:
        assert sent(outbox, server.port, password=password, pauses=()).stopped
        assert server.logins == [("ban@example.invalid", password)]
        assert sent(outbox, server.port, password=PASSWORD, pauses=()).undelivered == ()


def test_a_server_without_a_way_to_log_in(outbox: Outbox) -> None:
    """One that asks for nobody's name is not told any; one whose ways we do not know is said."""
    with MailServer(auth=True, ways="NTLM") as server:
        assert "登录办法" in sent(outbox, server.port, password=WRONG).stopped
    with MailServer() as server:
        assert sent(outbox, server.port, password=WRONG).undelivered == ()


def test_a_bug_during_delivery_does_not_show_the_password(outbox: Outbox) -> None:
    """A traceback with what each frame held, the connection open and logged in."""

    def broken(step: str, _done: int, _whole: int) -> None:
        raise ZeroDivisionError(step)

    with MailServer(auth=True) as server, SmtpTransport(post_to(server.port), PASSWORD, TRUST) as way:
        shown = traced(lambda: deliver(outbox, way, (), lambda: NOW, time.sleep, progress=broken))
        assert server.logins == [("ban@example.invalid", PASSWORD)]
    assert "transport = <SmtpTransport 127.0.0.1" in shown
    assert PASSWORD not in shown


# ── killed at any moment ──────────────────────────────────────────────


class Killer:
    """Ends the sender at one moment: at a step of the nth letter of this run, or so long after it or its start."""

    def __init__(self) -> None:
        """Harm nobody yet."""
        self.known = threading.Event()
        self.timers: list[threading.Timer] = []
        self.step, self.letters, self.delay, self.pid = "", 0, 0.0, 0

    def aim(self, step: str, letters: int, delay: float) -> None:
        """Choose the moment in the next run."""
        self.known.clear()
        self.step, self.letters, self.delay = step, letters, delay

    def at(self, pid: int) -> None:
        """Say whom."""
        self.pid = pid
        self.known.set()
        if self.step == "START":
            self._later()

    def plan(self, step: str, _address: str) -> str | None:
        """Watch the sender from the server's side, and strike."""
        if step == self.step.removesuffix("+"):
            self.letters -= 1
            if self.letters == 0 and self.known.wait(30):
                if self.step.endswith("+"):
                    self._later()
                else:
                    os.kill(self.pid, signal.SIGKILL)
        return None

    def _later(self) -> None:
        timer = threading.Timer(self.delay, self._strike, [self.pid])
        self.timers.append(timer)
        timer.start()

    def _strike(self, pid: int) -> None:
        if pid == self.pid:
            os.kill(pid, signal.SIGKILL)

    def rest(self) -> None:
        """Strike nobody any more."""
        self.pid = 0
        for timer in self.timers:
            timer.cancel()
            timer.join()
        self.timers.clear()


@contextmanager
def victims() -> Iterator[Callable[[Path, int, Killer], int]]:
    """Give a function that lets a new process deliver, and returns how it ended."""
    program = [sys.executable, "-m", "tests.post_victim"]
    with subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as source:
        asked, told = cast("IO[str]", source.stdin), cast("IO[str]", source.stdout)

        def run(path: Path, port: int, killer: Killer) -> int:
            asked.write(f"{path} {port}\n")
            asked.flush()
            killer.at(int(told.readline()))
            status = int(told.readline())
            killer.rest()
            return status

        yield run
        asked.close()
        assert source.wait(30) == 0


MOMENTS = ("START", "MAIL", "RCPT", "DATA", "END", "ACCEPTED", "ACCEPTED+", "ACCEPTED+", "MAIL+")


def test_killed_at_any_moment_everybody_has_the_letter(tmp_path: Path) -> None:
    """Fifty kills over deliveries to twenty readers: none lost, and twice only what was in hand when it was killed."""
    chance, killer = Random(20160603), Killer()  # noqa: S311 — a seed, so that each run is the same
    kills = in_the_middle = in_the_window = repeats = outboxes = 0
    with victims() as run:
        while kills < KILLS:
            outboxes += 1
            path, cut, there = tmp_path / f"{outboxes}.sqlite3", set[tuple[str, int]](), Counter[str]()
            with MailServer(killer.plan) as server:
                while True:
                    killer.aim(*_moment(chance) if kills < KILLS else ("", 0, 0))
                    ended = run(path, server.port, killer)
                    server.settle()
                    with Outbox(path) as outbox:
                        record = outbox.record()
                    if ended == 0:
                        break
                    assert ended == signal.SIGKILL
                    kills += 1
                    held = [line for line in record if line.state is ParcelState.SENDING]
                    assert len(held) <= 1
                    for line in held:  # a mark that a run before left there is the same cut
                        cut.add((line.message_id, line.attempts))
                        times = server.accepted[line.address, line.message_id]
                        in_the_window += times - there[line.message_id]
                        there[line.message_id] = times
            in_the_middle += len(cut)
            assert [line.message_id for line in record] == [reader.message_id for reader in READERS]
            assert set(server.accepted) == {(reader.address, reader.message_id) for reader in READERS}
            for line, reader in zip(record, READERS, strict=True):
                assert line.state is ParcelState.SENT
                assert line.attempts == 1 + len([each for each in cut if each[0] == line.message_id])
                assert 1 <= server.accepted[line.address, line.message_id] <= line.attempts
                assert server.letters[line.message_id] == reader.data
            repeats += server.accepted.total() - len(READERS)
    counted = f"{kills=} {in_the_middle=} {in_the_window=} {repeats=} {outboxes=}"
    assert kills == KILLS, counted
    assert kills // 3 <= in_the_middle <= kills, counted
    assert 1 <= repeats == in_the_window < in_the_middle, counted


def test_one_process_delivers_and_a_killed_one_lets_go_at_once(tmp_path: Path) -> None:
    """While the first is in the midst the second is told so in one line; when it is dead nothing is in the way."""
    path, killer, told = tmp_path / "outbox.sqlite3", Killer(), list[str]()

    def plan(step: str, address: str) -> str | None:
        if step == "RCPT":
            with Outbox(path) as second, pytest.raises(UsageError) as reason:
                sent(second, server.port)
            told.append(str(reason.value))
        return killer.plan(step, address)

    killer.aim("RCPT", 3, 0)
    with MailServer(plan) as server, victims() as run:
        assert run(path, server.port, killer) == signal.SIGKILL
        server.settle()
        server.plan = killer.plan
        with Outbox(path) as outbox:
            report = sent(outbox, server.port)
        assert server.accepted.total() == len(READERS)
    assert told == ["另一个窗口正在发信。请等它做完，再运行一次。"] * 3
    assert (len(report.sent), report.repeated) == (18, (READERS[2].message_id,))


def _moment(chance: Random) -> tuple[str, int, float]:
    """Return a step, at which letter of this run, and how long after it in seconds; from the start: a whole delivery."""
    step = chance.choice(MOMENTS)
    return step, chance.randint(1, 5), chance.uniform(0, 0.2 if step == "START" else 0.012)
