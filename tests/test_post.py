"""The outbox: what is in it once, how far it has come, and what is said when the file is spoilt, locked or full."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.durable import MARK, VERSION
from pipeline.errors import PublishError, SetupError, UsageError
from pipeline.post import Answer, Outbox, ParcelState, Verdict, deliver
from pipeline.post.answers import clean, refused
from tests.post_victim import letter
from tests.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NINE = datetime(2016, 6, 8, 9)  # noqa: DTZ001 — local time, as everywhere
TEN = NINE + timedelta(hours=1)
FIRST, SECOND = letter(1), letter(2)


def states(outbox: Outbox) -> list[str]:
    """Return where each letter stands."""
    return [line.state.value for line in outbox.record()]


def test_a_letter_is_queued_once_by_its_message_id(tmp_path: Path) -> None:
    """What was confirmed first is what is sent, whatever is queued under the same Message-ID afterwards."""
    with Outbox(tmp_path / "new" / "outbox.sqlite3") as outbox:
        assert outbox.queue([FIRST, SECOND], NINE) == 2
        assert outbox.queue([replace(FIRST, data=b"other"), letter(3), letter(3)], TEN) == 1
        assert outbox.parcel(FIRST.message_id) == FIRST
        assert outbox.due() == [FIRST.message_id, SECOND.message_id, letter(3).message_id]
        assert outbox.due(only=[SECOND.message_id]) == [SECOND.message_id]


def test_the_outbox_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    """The record has a line a letter, and each step of its history with the server's words."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, replace(SECOND, about="2016")], NINE)
        outbox.begin(FIRST.message_id, TEN)
        outbox.finish(FIRST.message_id, ParcelState.SENT, "250 ok", TEN)
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        [line] = outbox.record("2016-05")
        assert (line.reader, line.address, line.kind, line.subject) == (
            "读者1", "reader1@example.invalid", "印发", "5月考评结果",
        )  # fmt: skip
        assert (line.state, line.moment, line.attempts, line.words) == (ParcelState.SENT, TEN, 1, "250 ok")
        assert [(e.moment, e.state.value, e.words) for e in outbox.history(FIRST.message_id)] == [
            (NINE, "待发", ""), (TEN, "正在发", ""), (TEN, "已发", "250 ok"),
        ]  # fmt: skip
        assert len(outbox.record()) == 2
        assert outbox.history("<nobody>") == []


def test_what_was_sent_is_not_kept(tmp_path: Path) -> None:
    """The bytes go when nobody needs them: the file does not grow from month to month."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        for month in range(5):
            parcels = [replace(letter(n, 200_000), message_id=f"<{month}-{n}>") for n in range(5)]
            outbox.queue(parcels, NINE)
            deliver(outbox, Way(), (), lambda: TEN, no_sleep)
        with pytest.raises(LookupError):
            outbox.parcel("<0-0>")
    assert (tmp_path / "outbox.sqlite3").stat().st_size < 1_500_000


def no_sleep(_seconds: float) -> None:
    """Do not wait."""


def never(_seconds: float) -> None:
    """Nothing here is to be waited for."""
    pytest.fail("waited")


def test_each_letter_is_handed_over_once_and_recorded(tmp_path: Path) -> None:
    """A second run has nothing to do."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND], NINE)
        way = Way()
        report = deliver(outbox, way, (), lambda: TEN, no_sleep)
        assert [p.message_id for p in way.sent] == [FIRST.message_id, SECOND.message_id]
        assert [line.state.value for line in report.sent] == ["已发", "已发"]
        assert (report.undelivered, report.repeated, report.stopped) == ((), (), "")
        again = deliver(outbox, way, (), lambda: TEN, no_sleep)
        assert (again.lines, len(way.sent)) == ((), 2)


def test_only_what_was_asked_for_goes(tmp_path: Path) -> None:
    """What waits from elsewhere is not sent along unseen."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND], NINE)
        report = deliver(outbox, Way(), (), lambda: TEN, no_sleep, only={SECOND.message_id})
        assert [line.message_id for line in report.lines] == [SECOND.message_id]
        assert states(outbox) == ["待发", "已发"]


def test_what_waits_makes_way_for_what_is_newer(tmp_path: Path) -> None:
    """Of the same kind, about the same, to the same address: what is gone stays gone, what is told anew comes back."""
    newer = replace(FIRST, message_id="<newer@example.invalid>", data=b"newer")
    kinds = {FIRST.kind}
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND, replace(letter(3), address=FIRST.address, about="2016-06")], NINE)
        outbox.queue([newer], TEN)
        assert outbox.withdraw([newer], {"核对稿"}, TEN) == 0
        assert outbox.withdraw([newer], kinds, TEN) == 1
        assert outbox.withdraw([newer], kinds, TEN) == 0
        assert states(outbox) == ["作废", "待发", "待发", "待发"]
        with pytest.raises(LookupError):
            outbox.parcel(FIRST.message_id)
        assert FIRST.message_id not in outbox.due()
        assert (outbox.queue([FIRST], TEN), outbox.again([FIRST], TEN), outbox.withdraw([FIRST], kinds, TEN)) == (
            0, 1, 1,
        )  # fmt: skip
        assert states(outbox) == ["待发", "待发", "待发", "作废"]
        deliver(outbox, Way(), (), lambda: TEN, no_sleep)
        assert states(outbox) == ["已发", "已发", "已发", "作废"]
        assert outbox.withdraw([newer], kinds, TEN) == 0


def test_later_is_tried_again_after_growing_pauses(tmp_path: Path) -> None:
    """The others go first; what is still put off after the last pause is left for another run."""
    slept: list[float] = []
    seen: list[tuple[str, int, int]] = []
    later = Answer(Verdict.LATER, "服务器让稍后再试。")
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND], NINE)
        way = Way(later, Answer(Verdict.ACCEPTED), later, later)
        report = deliver(
            outbox, way, (5, 30), lambda: TEN, slept.append, progress=lambda *told: seen.append(told)
        )
        assert [p.message_id for p in way.sent] == [f"<{n}@example.invalid>" for n in (1, 2, 1, 1)]
        assert (slept, way.closed) == ([5, 30], 2)
        assert states(outbox) == ["稍后再发", "已发"]
        assert [(line.attempts, line.words) for line in report.undelivered] == [(3, "服务器让稍后再试。")]
        assert report.stopped == ""
        assert seen[:4] == [
            ("发信", 0, 2),
            ("发信", 1, 2),
            ("服务器请稍后再试，等 5 秒", 1, 2),
            ("发信", 1, 2),
        ]
        assert deliver(outbox, way, (), lambda: TEN, no_sleep).undelivered == ()


def test_never_is_recorded_and_the_others_go_on(tmp_path: Path) -> None:
    """A refused letter is not tried again by itself, and may be put in again with new bytes."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND], NINE)
        deliver(outbox, Way(Answer(Verdict.REFUSED, "没有这个邮箱")), (5,), lambda: TEN, no_sleep)
        assert states(outbox) == ["被拒", "已发"]
        assert (outbox.due(), outbox.queue([FIRST], TEN)) == ([], 0)
        assert outbox.again([replace(FIRST, data=b"new"), SECOND], TEN) == 1
        way = Way()
        report = deliver(outbox, way, (), lambda: TEN, no_sleep)
        assert ([p.data for p in way.sent], report.repeated) == ([b"new"], ())


@pytest.mark.parametrize("at_the_door", [True, False])
def test_what_stops_all_leaves_all_waiting(tmp_path: Path, *, at_the_door: bool) -> None:
    """One message, no pauses, and the state is as before."""
    stop = Answer(Verdict.STOP, "登录被拒")
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND], NINE)
        way = Way(opens=(stop,)) if at_the_door else Way(stop)
        report = deliver(outbox, way, (5,), lambda: TEN, never)
        assert (report.stopped, states(outbox)) == ("登录被拒", ["待发", "待发"])
        report = deliver(outbox, way, (5,), lambda: TEN, never)
        assert (len(report.sent), report.repeated) == (2, ())


def test_a_busy_server_is_waited_for(tmp_path: Path) -> None:
    """No letter is tried while nobody opens; after the last pause the one message says why."""
    busy = Answer(Verdict.BUSY, "不接待")
    slept: list[float] = []
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND], NINE)
        report = deliver(outbox, Way(opens=(busy,) * 3), (5, 30), lambda: TEN, slept.append)
        assert (report.stopped, states(outbox), slept) == ("不接待", ["待发", "待发"], [5, 30])
        report = deliver(outbox, Way(opens=(busy,)), (5, 30), lambda: TEN, no_sleep)
        assert (report.stopped, len(report.sent)) == ("", 2)


def test_a_letter_whose_end_is_not_known_is_counted_when_it_goes_again(tmp_path: Path) -> None:
    """Whatever happens between, until the server has clearly accepted it."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST], NINE)
        unsure, stop = Answer(Verdict.UNSURE, "断了"), Answer(Verdict.STOP, "不让发")
        assert deliver(outbox, Way(unsure), (), lambda: TEN, no_sleep).repeated == ()
        assert states(outbox) == ["稍后再发"]
        assert deliver(outbox, Way(stop), (), lambda: TEN, no_sleep).repeated == (FIRST.message_id,)
        assert deliver(outbox, Way(), (), lambda: TEN, no_sleep).repeated == (FIRST.message_id,)
        assert states(outbox) == ["已发"]


def test_what_a_killed_run_left_is_sent_again_and_says_so(tmp_path: Path) -> None:
    """The window: marked, perhaps accepted, not recorded."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST, SECOND], NINE)
        outbox.begin(FIRST.message_id, NINE)
        stopped = deliver(outbox, Way(opens=(Answer(Verdict.STOP, "断网"),)), (), lambda: TEN, no_sleep)
        assert (stopped.stopped, states(outbox)) == ("断网", ["待发", "待发"])
        assert deliver(outbox, Way(), (), lambda: TEN, no_sleep).repeated == (FIRST.message_id,)
        assert [e.state.value for e in outbox.history(FIRST.message_id)] == [
            "待发", "正在发", "待发", "正在发", "已发",
        ]  # fmt: skip
        assert "不知道服务器收没收下" in outbox.history(FIRST.message_id)[2].words


def test_a_letter_that_came_back_is_known_by_its_message_id(tmp_path: Path) -> None:
    """Once, with the words; what is not ours is told apart, and one that bounced is not sent again by itself."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        outbox.queue([FIRST], NINE)
        deliver(outbox, Way(), (), lambda: NINE, no_sleep)
        assert outbox.bounced(FIRST.message_id, "550 5.1.1 no such user", TEN)
        assert outbox.bounced(FIRST.message_id, "once more", TEN)
        assert not outbox.bounced("<other@example.invalid>", "", TEN)
        [line] = outbox.record()
        assert (line.state.value, line.words, outbox.due()) == ("被退回", "550 5.1.1 no such user", [])
        assert outbox.again([FIRST], TEN) == 1


def test_only_one_window_delivers(tmp_path: Path) -> None:
    """The other says so in one line; both may look at the record meanwhile, and queue."""
    path = tmp_path / "outbox.sqlite3"
    with Outbox(path) as outbox, Outbox(path) as other:
        outbox.queue([FIRST], NINE)
        with outbox.held():
            with pytest.raises(UsageError, match="另一个窗口正在发信"):
                deliver(other, Way(), (), lambda: TEN, no_sleep)
            assert other.queue([SECOND], NINE) == 1
            assert states(other) == ["待发", "待发"]
        assert len(deliver(other, Way(), (), lambda: TEN, no_sleep).sent) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"not a database, but long enough to be looked at" * 9),
        lambda path: path.write_bytes(path.read_bytes()[:100] + b"\xff" * 30_000),
        lambda path: path.write_bytes(path.read_bytes()[:9_000]),
        lambda path: sqlite3.connect(path).execute("PRAGMA application_id = 5").connection.close(),
        lambda path: sqlite3.connect(path).execute(f"PRAGMA user_version = {VERSION + 1}").connection.close(),
    ],
    ids=["text", "overwritten", "cut", "another's", "newer"],
)
def test_a_spoilt_outbox_is_said_and_left_alone(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    """One clear message; nothing is sent and nothing is written over."""
    path = tmp_path / "outbox.sqlite3"
    with Outbox(path) as outbox:
        outbox.queue([letter(n) for n in range(5)], NINE)
    spoil(path)
    before = path.read_bytes()
    way = Way()
    with pytest.raises(SetupError, match="发送记录"), Outbox(path) as outbox:
        deliver(outbox, way, (), lambda: TEN, no_sleep)
    assert (way.sent, path.read_bytes()) == ([], before)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file where the folder should be, a folder where the file should be."""
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder.sqlite3").mkdir()
    for path in (tmp_path / "file" / "outbox.sqlite3", tmp_path / "folder.sqlite3"):
        with pytest.raises(PublishError, match="写不进去"):
            Outbox(path)


def test_an_outbox_that_another_keeps_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that hangs in the midst of writing is waited for, and then named."""
    path = tmp_path / "outbox.sqlite3"
    monkeypatch.setattr("pipeline.durable.PATIENCE", 0.1)
    with Outbox(path) as outbox:
        hung = sqlite3.connect(path, isolation_level=None)
        hung.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UsageError, match="另一个窗口"):
            outbox.queue([FIRST], NINE)
        hung.close()
        assert outbox.queue([FIRST], NINE) == 1


def test_the_file_is_ours_and_safe_on_a_network_drive(tmp_path: Path) -> None:
    """Marked as ours, no write-ahead log, every commit synchronised."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        found = [
            outbox._rows(f"PRAGMA {name}")[0][0]
            for name in ("application_id", "user_version", "journal_mode", "synchronous")
        ]
    assert found == [MARK, VERSION, "delete", 3]


@pytest.mark.parametrize(
    ("step", "code", "words", "verdict", "meaning"),
    [
        ("RCPT", 550, "5.1.1 User unknown", Verdict.REFUSED, "没有这个邮箱"),
        ("RCPT", 550, "Mailbox not found or access denied", Verdict.REFUSED, "没有这个邮箱"),
        ("RCPT", 550, "", Verdict.REFUSED, "没有这个邮箱"),
        ("RCPT", 552, "5.2.2 mailbox over quota", Verdict.REFUSED, "邮箱满了"),
        ("RCPT", 552, "", Verdict.REFUSED, "邮箱满了"),
        ("RCPT", 452, "4.2.2 mailbox full", Verdict.LATER, "邮箱满了"),
        ("RCPT", 450, "4.7.1 greylisted, come back", Verdict.LATER, "稍后再试"),
        ("RCPT", 554, "5.7.1 relay access denied", Verdict.REFUSED, "不准这封信通过"),
        ("MAIL", 552, "5.3.4 message size exceeds fixed limit", Verdict.REFUSED, "太大"),
        ("MAIL", 552, "", Verdict.REFUSED, "太大"),
        ("MAIL", 451, "try later", Verdict.LATER, "稍后再试"),
        ("MAIL", 553, "mail from must equal authorized user", Verdict.STOP, "不让这个邮箱发信"),
        ("BODY", 552, "too much mail data", Verdict.REFUSED, "太大"),
        ("BODY", 552, "", Verdict.REFUSED, "太大"),
        ("BODY", 552, "5.2.2 quota", Verdict.REFUSED, "邮箱满了"),
        ("BODY", 554, "spam", Verdict.REFUSED, "不准这封信通过"),
        ("BODY", 554, "no", Verdict.REFUSED, "不收这封信"),
        ("DATA", 421, "closing", Verdict.LATER, "稍后再试"),
        ("RCPT", 550, "Connection frequency limited", Verdict.BUSY, "发得太快"),
        ("RCPT", 550, "5.4.5 Daily user sending quota exceeded", Verdict.BUSY, "今天发得太多"),
        ("RCPT", 550, "5.1.8 Sender address rejected: Domain not found", Verdict.STOP, "不让这个邮箱发信"),
    ],
)
def test_what_a_server_says_is_told_in_plain_words(
    step: str, code: int, words: str, verdict: Verdict, meaning: str
) -> None:
    """What it means first, what the server said after it."""
    answer = refused(step, code, words)
    assert (answer.verdict, meaning in answer.words) == (verdict, True), answer.words
    assert answer.words.endswith(f"服务器说：「{code} {words}」")


def test_words_of_a_server_are_one_short_line_without_the_password() -> None:
    """In its own encoding, control signs gone, and the password masked in every form in which it was sent."""
    assert clean("邮箱\r\n已满\x1b[31m".encode("gb18030")) == "邮箱 已满 [31m"
    assert len(clean("满" * 9_000)) == 301
    said = b"bad AUTH PLAIN AG1lQGV4YW1wbGUAczNjcmV0LXB3, s3cret-pw? czNjcmV0LXB3"
    assert clean(said, "s3cret-pw", "me@example") == "bad AUTH PLAIN ●●●, ●●●? ●●●"


def test_delivery_needs_little(tmp_path: Path) -> None:
    """It starts at once: no tables, no declarations."""
    heavy = "print([m for m in ('pandas', 'pydantic', 'keyring', 'lxml', 'rich') if m in __import__('sys').modules])"
    program = [sys.executable, "-c", f"import pipeline.post; {heavy}"]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_what_came_back_while_others_were_waited_for_is_not_handed_over_again(tmp_path: Path) -> None:
    """Unsure of one, later of another; in the pause the first one's bounce is read: the other goes, nothing breaks."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        first, second = letter(1), letter(2)
        outbox.queue([first, second], NINE)
        way = Way(Answer(Verdict.UNSURE, "?"), Answer(Verdict.LATER, "450"))

        def pause(_seconds: float) -> None:
            outbox.bounced(first.message_id, "no such user", NINE)

        report = deliver(outbox, way, [1], lambda: NINE, pause)
        assert [each.message_id for each in way.sent] == [
            first.message_id,
            second.message_id,
            second.message_id,
        ]
        assert [line.state for line in report.lines] == [ParcelState.BOUNCED, ParcelState.SENT]


def test_a_narrower_run_withdraws_nothing_of_another_reader(tmp_path: Path) -> None:
    """Two readers at one address: what waits for the other stays, and so does what is as valid as these letters."""
    with Outbox(tmp_path / "outbox.sqlite3") as outbox:
        mine = letter(1)
        other = replace(letter(2), reader="另一位", address=mine.address, about=mine.about, kind=mine.kind)
        valid, stale = (
            replace(letter(n), reader=mine.reader, address=mine.address, about=mine.about, kind=mine.kind)
            for n in (3, 4)
        )
        outbox.queue([mine, other, valid, stale], NINE)
        assert outbox.withdraw([mine], {mine.kind}, NINE, {valid.message_id}) == 1
        assert [line.state for line in outbox.record()] == [
            ParcelState.WAITING, ParcelState.WAITING, ParcelState.WAITING, ParcelState.WITHDRAWN,
        ]  # fmt: skip
