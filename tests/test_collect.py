"""Letters in: from a real mailbox into submissions/, the arrival register and the outbox, each once."""

from __future__ import annotations

import contextlib
import email.policy
import io
import os
import random
import re
import signal
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msoffcrypto
import pytest
from python_calamine import CalamineWorkbook

from pipeline.collecting import Collected, collect
from pipeline.credentials import VARIABLE, trusted
from pipeline.errors import UsageError
from pipeline.flow import Office
from pipeline.forms import RETURN_SHEET
from pipeline.mailbox import Mailbox, MailRegister, alone, open_mailbox
from pipeline.mailbox.box import _moment
from pipeline.mailroom import answer, receipts
from pipeline.model import LedgerState
from pipeline.pool import Here
from pipeline.post import Answer, Outbox, Parcel, ParcelState, SmtpTransport, Verdict, deliver
from pipeline.registers import REGISTER, read_registers, sha256_of
from tests.mail_servers import DOMAIN, PASSWORD
from tests.school import BLANK, HOME, School
from tests.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.mail_servers import MailServers

OFFICE, TEACHER, STORE, PRINCIPAL, STRANGER = (
    f"{name}@{DOMAIN}" for name in ("office", "jiaowu", "zongwu", "principal", "stranger")
)
ZONE = ZoneInfo("Asia/Shanghai")
MAY = "2016-05"
ROWS = {"commitment": [{"promise": "甲", "deadline": "2016-06-20"}]}
LETTERS, LEAST_KILLS, MOST_KILLS = 20, 15, 60
SECONDS_A_RUN = 60


class Post:
    """A school with a mailbox; letters lie down in it as if they had come, and `collect` is run."""

    def __init__(self, folder: Path, mail: MailServers) -> None:
        """Open the school with two units whose addresses are declared, and a principal."""
        self.mail = mail
        self.school = School(folder, ("教务处", "总务处"), self._declare)
        self.config = self.school.config
        self._sent = 0

    def _declare(self, declared: dict[str, object]) -> None:
        here = {"host": "localhost", "certificate": str(self.mail.certificate.certificate)}
        declared["mail"] = {
            "name": "办公室", "address": OFFICE, "approver": "松明远", "patience": 20,
            "send": {**here, "port": self.mail.smtp, "security": "starttls"},
            "receive": {**here, "port": self.mail.imaps, "security": "tls"},
        }  # fmt: skip
        roster = declared["roster"]
        assert isinstance(roster, dict)
        roster["readers"] = [
            {"name": "松明远", "email": PRINCIPAL, "scope": "全部", "sensitive": True},
            {"name": "槐致用", "email": TEACHER, "scope": "本单位", "of": "教务处", "sensitive": True},
            {"name": "樟厚德", "email": STORE, "scope": "本单位", "of": "总务处", "sensitive": True},
        ]

    def letter(
        self,
        files: Mapping[str, bytes] | None = None,
        sender: str = TEACHER,
        sent: str = "2016-06-03T09:30",
        **headers: str,
    ) -> EmailMessage:
        """Return a letter with these files enclosed, dated at that moment of the school's clock."""
        self._sent += 1
        moment = datetime.fromisoformat(sent).replace(tzinfo=ZONE)
        message = EmailMessage()
        message["From"], message["To"] = sender, OFFICE
        message["Subject"] = headers.pop("subject", "5月填报表")
        message["Date"] = moment
        message["Message-ID"] = f"<{self._sent}@{DOMAIN}>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("见附件。")
        for name, data in (files or {}).items():
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return message

    def comes(self, message: EmailMessage, had: str = "2016-06-03T10:00") -> bytes:
        """Let the letter lie in the mailbox, which had it at that moment."""
        raw = message.as_bytes(policy=email.policy.SMTP)
        self.mail.put(OFFICE, raw, datetime.fromisoformat(had).replace(tzinfo=ZONE))
        return raw

    def collect(self, now: str = "2016-06-06T12:00", period: str = MAY) -> Collected:
        """Run `collect` by that clock."""
        office = Office(self.config, datetime.fromisoformat(now), Here())
        with open_mailbox(self.config) as box, self.outbox as outbox:
            return collect(office, self.config.period(period), box, outbox)

    @property
    def outbox(self) -> Outbox:
        """Return the outbox, opened."""
        return Outbox(self.config.submissions / REGISTER / "outbox.sqlite3")

    def answers(self) -> list[EmailMessage]:
        """Return the answers that wait, in the order of their making."""
        with self.outbox as outbox:
            return [read(outbox.parcel(each).data) for each in outbox.due()]

    def received(self) -> list[tuple[str, str, str]]:
        """Return file, moment and source of every line of the arrival register."""
        lines = read_registers(self.config.submissions).received
        return sorted((each.file, each.arrived.isoformat(), each.source) for each in lines)

    def lying(self, folder: str = MAY) -> list[str]:
        """Return the names of what lies in a folder of submissions/."""
        return sorted(p.name for p in (self.config.submissions / folder).glob("*"))

    def originals(self) -> list[bytes]:
        """Return the originals kept."""
        return [p.read_bytes() for p in sorted((self.config.submissions / "_mail").glob("*/*.eml"))]


def read(data: bytes) -> EmailMessage:
    """Return a message as the standard library reads it."""
    message = BytesParser(policy=email.policy.default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    return message


def addressee(message: EmailMessage) -> str:
    """Return the address of the one to whom it goes."""
    return parseaddr(str(message["To"]))[1]


def words(message: EmailMessage) -> str:
    """Return its plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def enclosed(message: EmailMessage) -> dict[str, bytes]:
    """Return what it encloses by name."""
    return {str(part.get_filename()): part.get_content() for part in message.iter_attachments()}


def zipped(*files: bytes) -> bytes:
    """Return a zip of these workbooks."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, data in enumerate(files):
            archive.writestr(f"{number}.xlsx", data)
    return packed.getvalue()


class Cut(Exception):  # noqa: N818 — nothing wrong happened
    """The run was cut short."""


CHANGES: tuple[tuple[Any, str], ...] = (
    (os, "replace"), (Path, "unlink"), (Mailbox, "mark"), (Outbox, "queue"), (Office, "keep_registers"),
    *((MailRegister, name) for name in ("see", "keep", "plan", "filed", "mark", "answered")),
)  # fmt: skip
"""What changes the disk or the server."""


@pytest.fixture
def post(tmp_path: Path, mail: MailServers, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Return a school with an empty mailbox."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    return Post(tmp_path, mail)


def test_a_workbook_that_comes_by_mail_is_filed_registered_marked_and_answered(post: Post) -> None:
    """The whole of it: filed under sender and date, arrival as dated, original kept, marked, one receipt."""
    data = post.school.filled(MAY, "教务处", ROWS)
    raw = post.comes(post.letter({"教务处5月.xlsx": data}))
    done = post.collect()
    assert post.lying() == ["0603-0930_槐致用_教务处5月.xlsx"]
    place = f"{MAY}/{post.lying()[0]}"
    assert (post.config.submissions / place).read_bytes() == data
    assert post.received() == [(place, "2016-06-03T09:30:00", "邮件")]
    assert post.originals() == [raw]
    assert "\\Seen" in post.mail.flags(OFFICE)[0]
    assert "$SanbiTaken" in post.mail.flags(OFFICE)[0]
    assert (len(done.taken), done.queued, done.questions, done.left) == (1, 1, (), 0)
    (answer,) = post.answers()
    assert (addressee(answer), answer["In-Reply-To"]) == (TEACHER, f"<1@{DOMAIN}>")
    told = words(answer)
    assert "教务处5月：按 6月3日 09:30 到件算，按时，截止 6月6日（周一）24:00。" in told
    assert "《教务处5月.xlsx》" in told
    assert "零报告" in told
    assert "1 行" in told
    intake = post.school.consolidate(MAY).merged.intake.units[post.config.unit("教务处").id]
    assert intake.ledgers["commitment"].state is LedgerState.RETURNED


def test_a_second_run_does_nothing(post: Post) -> None:
    """Neither files, nor registers, nor answers."""
    post.comes(post.letter({"教务处5月.xlsx": post.school.filled(MAY, "教务处")}))
    post.collect()
    before = post.lying(), post.received(), [a["Message-ID"] for a in post.answers()]
    done = post.collect("2016-06-06T13:00")
    assert (done.taken, done.queued) == ((), 0)
    assert (post.lying(), post.received(), [a["Message-ID"] for a in post.answers()]) == before


def test_what_must_be_corrected_goes_back_with_the_return_copy(post: Post) -> None:
    """In the words of `check`, with the copy enclosed; from then on two working days count (rubric §2)."""
    rows = {"commitment": [{"promise": "甲", "deadline": "5月底"}]}
    post.comes(post.letter({"教务处5月.xlsx": post.school.filled(MAY, "教务处", rows)}))
    post.collect()
    (answer,) = post.answers()
    told = " ".join(words(answer).split())
    assert str(answer["Subject"]).startswith("收件回执：教务处5月填报表收到")
    assert "写的是「5月底」" in told
    assert "请改成具体日期。" in told
    assert "前发回算按时。" in told
    ((name, copy),) = enclosed(answer).items()
    assert name == "退改件_教务处_2016-05.xlsx"
    assert RETURN_SHEET in CalamineWorkbook.from_filelike(io.BytesIO(copy)).sheet_names
    (sent,) = read_registers(post.config.submissions).sent_back
    assert (sent.unit, sent.copy) == (post.config.unit("教务处").id, name)
    assert sent.sent.isoformat() == "2016-06-06T12:00:00"


def test_the_copy_that_comes_back_corrected_is_in_time(post: Post) -> None:
    """Sent in time, given back, and returned two working days after: in time, by mail alone."""
    rows = {"commitment": [{"promise": "甲", "deadline": "5月底"}]}
    post.comes(post.letter({"a.xlsx": post.school.filled(MAY, "教务处", rows)}))
    post.collect()
    post.comes(
        post.letter({"a.xlsx": post.school.filled(MAY, "教务处", ROWS)}, sent="2016-06-08T09:00"),
        "2016-06-08T09:01",
    )
    post.collect("2016-06-08T10:00")
    intake = post.school.consolidate(MAY).merged.intake.units[post.config.unit("教务处").id]
    assert intake.timeliness.value == "按时"
    assert "按时" in words(post.answers()[-1])


def test_the_same_letter_twice_in_the_box_is_one(post: Post) -> None:
    """Byte for byte, and delivered a second time with another trace of its way."""
    message = post.letter({"教务处5月.xlsx": post.school.filled(MAY, "教务处")})
    post.comes(message)
    post.comes(message)
    message["Delivered-To"] = OFFICE
    post.comes(message)
    post.collect()
    assert len(post.lying()) == 1
    assert len(post.answers()) == 1
    assert all("\\Seen" in line for line in post.mail.flags(OFFICE))


def test_the_same_workbook_in_two_letters_is_filed_once_and_each_is_answered(post: Post) -> None:
    """The arrival is the first one's; the second is told that it was there."""
    data = post.school.filled(MAY, "教务处")
    post.comes(post.letter({"教务处.xlsx": data}))
    post.comes(post.letter({"教务处 最终版.xlsx": data}, sent="2016-06-04T08:00"), "2016-06-04T08:01")
    post.collect()
    assert len(post.lying()) == 1
    assert [moment for _, moment, _ in post.received()] == ["2016-06-03T09:30:00"]
    first, second = post.answers()
    assert "这一份先前收到过，不用再发" in words(second)
    assert "这一份先前收到过" not in words(first)


def test_two_workbooks_of_one_name_are_both_kept(post: Post) -> None:
    """Nothing is ever written over."""
    one, two = post.school.filled(MAY, "教务处"), post.school.filled(MAY, "教务处", ROWS)
    post.comes(post.letter({"教务处.xlsx": one}))
    post.comes(post.letter({"教务处.xlsx": two}))
    post.collect()
    folder = post.config.submissions / MAY
    assert {p.read_bytes() for p in folder.iterdir()} == {one, two}
    assert sum("（2）" in name for name in post.lying()) == 1


def test_a_zip_is_filed_as_it_is_and_its_workbooks_are_registered(post: Post) -> None:
    """Each workbook in it has its line, under a GBK name too."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("教务处5月.xlsx", post.school.filled(MAY, "教务处"))
    post.comes(post.letter({"表.zip": packed.getvalue()}))
    post.collect()
    (name,) = post.lying()
    assert name.endswith("_表.zip")
    assert [file for file, _, _ in post.received()] == [f"{MAY}/{name}/教务处5月.xlsx"]
    assert "教务处5月：按 6月3日 09:30 到件算，按时" in words(post.answers()[0])


def test_a_forwarded_letter_and_a_nameless_attachment_are_taken(post: Post) -> None:
    """By content, wherever it stands."""
    outer = post.letter()
    outer.add_attachment(post.letter({"tcmime.bin": post.school.filled(MAY, "教务处")}))
    post.comes(outer)
    post.collect()
    assert post.lying() == ["0603-0930_槐致用_tcmime.bin.xlsx"]
    assert len(post.answers()) == 1


@pytest.mark.parametrize(
    "name", ["../../教务处.xlsx", "CON:教务处?.xlsx", "教务处\u202excod.xlsx", "教务处" * 80 + ".xlsx"]
)
def test_no_name_leads_out_of_the_folder(post: Post, name: str) -> None:
    """Folders, signs that Windows forbids, signs that turn the writing, endless names: all become plain names."""
    post.comes(post.letter({name: post.school.filled(MAY, "教务处")}))
    post.collect()
    (lies,) = post.lying()
    assert not set(lies) & set('\\/:*?"<>|\u202e')
    assert len(lies.encode()) < 200
    assert lies.endswith(".xlsx")


def test_an_unknown_sender_is_a_question_and_gets_no_answer(post: Post) -> None:
    """The workbook lies aside; the office is told what to do; the unit itself hears of it, the stranger nothing."""
    data = post.school.filled(MAY, "教务处", ROWS)
    post.comes(post.letter({"教务处5月.xlsx": data}, STRANGER))
    done = post.collect()
    assert post.lying() == []
    aside = [name for name in post.lying(f"_questions/{MAY}") if name.endswith(".xlsx")]
    (line,) = done.questions
    assert f"发件地址 {STRANGER} 不在名册的读者里，表里写的是教务处" in line
    assert f"移到 {MAY} 文件夹，到件时间仍按来信算" in line
    assert line in (post.config.submissions / "_questions" / MAY / "请定.txt").read_text("utf-8-sig")
    (answer,) = post.answers()
    assert addressee(answer) == TEACHER
    assert f"从 {STRANGER} 收到" in words(answer)
    assert enclosed(answer) == {}

    (post.config.submissions / MAY).mkdir(exist_ok=True)
    (post.config.submissions / "_questions" / MAY / aside[0]).rename(
        post.config.submissions / MAY / "教务处.xlsx"
    )
    assert post.collect("2016-06-20T12:00").questions == ()
    intake = post.school.consolidate(MAY).merged.intake.units[post.config.unit("教务处").id]
    assert (intake.timeliness.value, intake.arrived) == ("按时", datetime(2016, 6, 3, 9, 30))  # noqa: DTZ001


def test_another_units_workbook_is_a_question(post: Post) -> None:
    """The sender is told that the office looks at it; nothing of the other unit is said but its name."""
    rows = {"commitment": [{"promise": "别的单位的事", "deadline": "5月底"}]}
    post.comes(post.letter({"填报表.xlsx": post.school.filled(MAY, "总务处", rows)}))
    done = post.collect()
    assert post.lying() == []
    assert (
        post.lying(f"_questions/{MAY}")[0] == "0603-0930_槐致用_填报表.xlsx"
    )  # not 教务处: it is none of theirs
    assert "发信的是槐致用，表里写的是总务处" in done.questions[0]
    (answer,) = post.answers()
    assert addressee(answer) == TEACHER
    assert "别的单位" not in words(answer)
    assert enclosed(answer) == {}


def test_who_may_read_everything_may_send_for_every_unit(post: Post) -> None:
    """The principal passes a unit's workbook on: it is filed, and answered to the principal."""
    post.comes(post.letter({"教务处5月.xlsx": post.school.filled(MAY, "教务处")}, PRINCIPAL))
    post.collect()
    assert len(post.lying()) == 1
    assert addressee(post.answers()[0]) == PRINCIPAL


def test_aprils_form_in_may_is_told_and_carried_over(post: Post) -> None:
    """Filed in May, given back as May's copy: 已把能对上的内容转到5月."""
    post.comes(post.letter({"教务处.xlsx": post.school.filled("2016-04", "教务处", rest=BLANK)}))
    post.collect()
    (answer,) = post.answers()
    assert "这份是4月的填报表（教务处），本月要报5月" in words(answer)
    assert list(enclosed(answer)) == ["退改件_教务处_2016-05.xlsx"]
    assert len(post.lying()) == 1


def test_a_later_periods_form_goes_where_it_belongs(post: Post) -> None:
    """June's return that comes while May is collected is June's."""
    form = post.school.filled("2016-06", "教务处")
    post.comes(post.letter({"教务处6月.xlsx": form}, sent="2016-06-30T09:00"), "2016-06-30T09:01")
    post.collect("2016-06-30T10:00")
    assert (len(post.lying()), len(post.lying("2016-06"))) == (0, 1)
    assert "教务处6月：按 6月30日 09:00 到件算，按时" in words(post.answers()[0])


def test_a_workbook_with_a_password_counts_from_the_first_letter(post: Post) -> None:
    """It is filed under the sender's unit; the receipt says what to do; the second one keeps the first arrival."""
    locked: Any = msoffcrypto.OfficeFile(io.BytesIO(post.school.filled(MAY, "教务处")))
    data = io.BytesIO()
    locked.encrypt("1", data)
    post.comes(post.letter({"5月.xlsx": data.getvalue()}))
    post.collect()
    assert post.lying() == ["0603-0930_教务处_5月.xlsx"]
    assert "设了打开密码，系统读不了，内容没有丢。请去掉密码另存一份" in words(post.answers()[0])
    post.comes(
        post.letter({"5月.xlsx": post.school.filled(MAY, "教务处")}, sent="2016-06-08T09:00"),
        "2016-06-08T09:01",
    )
    post.collect("2016-06-08T10:00")
    assert "教务处5月：按 6月3日 09:30 到件算，按时" in words(post.answers()[1])


def test_letters_without_a_workbook_are_asked_about_or_left(post: Post) -> None:
    """A unit's new letter without one is answered; a reply, a stranger's word, the principal's thanks stay unread."""
    post.comes(post.letter())
    post.comes(post.letter(In_Reply_To="<x@y.example>"))
    post.comes(post.letter(sender=STRANGER))
    post.comes(post.letter(sender=PRINCIPAL))
    done = post.collect()
    assert done.left == 3
    assert [t.entry.told for t in done.taken] == ["6月3日 09:30 槐致用的来信《5月填报表》没有附件。"]
    (answer,) = post.answers()
    assert answer["Subject"] == "收件回执：来信里没有收到填报表"
    assert "信里没有附件。" in words(answer)
    assert ["\\Seen" in line for line in post.mail.flags(OFFICE)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"通知.docx": b"PK\x03\x04"}, "《通知.docx》 不是填报表"),
        ({"winmail.dat": b"\x78\x9f\x3e\x22"}, "是 Outlook 自己的格式，打不开"),
    ],
)
def test_what_is_no_workbook_is_named(post: Post, files: dict[str, bytes], said: str) -> None:
    """The receipt says what was enclosed, and how it can be sent instead."""
    post.comes(post.letter(files))
    post.collect()
    assert post.lying() == []
    assert said in words(post.answers()[0])


def test_a_broken_letter_of_a_unit_is_answered_even_as_a_reply(post: Post) -> None:
    """What cannot be taken apart may hold a workbook: the sender is asked to send it again."""
    raw = post.letter({"a.xlsx": b"x"}, In_Reply_To="<x@y.example>").as_bytes(policy=email.policy.SMTP)
    spoilt = re.sub(rb'boundary="[^"]+"', b"", raw)
    post.mail.put(OFFICE, spoilt, datetime(2016, 6, 3, 10, tzinfo=ZONE))
    done = post.collect()
    assert done.taken[0].entry.told.endswith("太大或没有传完整，没有拆开，请在邮箱里看。")
    assert "没能拆开。请只附填报表再发一次。" in words(post.answers()[0])


def test_an_attachment_that_lies_elsewhere_is_asked_for(post: Post) -> None:
    """QQ mail's 超大附件 is a link: it is not fetched, and the sender is told."""
    message = post.letter()
    message.set_content("从QQ邮箱发来的超大附件\n教务处5月.xlsx (30.1M)\n")
    post.comes(message)
    post.collect()
    assert "附件是用「超大附件」（云附件）发的" in words(post.answers()[0])


def test_machines_are_never_answered(post: Post) -> None:
    """Auto-replies and lists: left where they are without a workbook, a question with one."""
    data = post.school.filled(MAY, "教务处")
    post.comes(post.letter(Auto_Submitted="auto-replied"))
    post.comes(post.letter({"教务处.xlsx": data}, List_Id="<all.school.example>"))
    done = post.collect()
    assert (done.left, len(done.questions), done.queued) == (1, 1, 0)
    assert "来信是群发的" in done.questions[0]
    assert post.lying() == []


def test_a_letter_of_ours_that_came_back_is_recorded(post: Post) -> None:
    """The outbox knows it; the workbook that comes back with it is not taken; nothing is answered."""
    with post.outbox as outbox:
        outbox.queue(
            [Parcel("<ours@school.example>", "印发", MAY, 1, "槐致用", TEACHER, "x", b"x")],
            datetime(2016, 6, 1),  # noqa: DTZ001
        )
    report = post.letter(
        {"教务处.xlsx": post.school.filled(MAY, "教务处")},
        f"MAILER-DAEMON@{DOMAIN}",
        In_Reply_To="<ours@school.example>",
    )
    stranger = post.letter(sender=f"MAILER-DAEMON@{DOMAIN}", In_Reply_To="<other@school.example>")
    post.comes(report)
    post.comes(stranger)
    done = post.collect()
    assert done.bounced == ("6月3日 09:30 退信：见附件。",)
    assert (done.left, done.queued, post.lying()) == (1, 0, [])
    with post.outbox as outbox:
        assert outbox.record()[0].state is ParcelState.BOUNCED


def test_an_address_is_answered_so_often_a_day(post: Post) -> None:
    """Something that answers our answers comes to an end; its letters are kept all the same."""
    for _ in range(12):
        post.comes(post.letter())
    assert post.collect().queued == 10
    assert len(post.originals()) == 12


def test_a_huge_workbook_is_said_and_the_state_is_right(post: Post) -> None:
    """Beyond what is read of a file: kept, filed, said; nothing else suffers."""
    post.comes(post.letter({"教务处5月.xlsx": b"PK\x03\x04" + os.urandom(20 * 1024 * 1024)}))
    post.comes(post.letter({"总务处5月.xlsx": post.school.filled(MAY, "总务处")}, STORE))
    post.collect()
    assert len(post.lying()) == 2
    told = {addressee(each): words(each) for each in post.answers()}
    assert "没有传完整，打不开" in told[TEACHER]
    assert "总务处5月：按 6月3日 09:30 到件算，按时" in told[STORE]


def test_two_windows_do_not_collect_at_once(post: Post) -> None:
    """The second is told so."""
    with alone(post.config.submissions / REGISTER), pytest.raises(UsageError, match="另一个窗口正在收信"):
        post.collect()


def test_a_lost_register_takes_nothing_twice(post: Post) -> None:
    """Contents and Message-IDs say what was taken; the receipts are the same letters."""
    post.comes(post.letter({"教务处5月.xlsx": post.school.filled(MAY, "教务处", ROWS)}))
    post.collect()
    for path in (post.config.submissions / REGISTER).glob("mailbox.sqlite3*"):
        path.unlink()
    post.collect("2016-06-06T13:00")
    assert len(post.lying()) == 1
    assert len(post.answers()) == 1
    assert len(post.received()) == 1


def test_a_run_cut_short_anywhere_goes_on_where_it_was(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step that is written down may be the last of a run: the next ends with the same as an undisturbed one."""
    data = post.school.filled(MAY, "教务处", {"commitment": [{"promise": "甲", "deadline": "5月底"}]})
    post.comes(post.letter({"a.xlsx": data, "b.zip": zipped(data, post.school.filled(MAY, "教务处", ROWS))}))
    post.comes(post.letter({"c.xlsx": data}, STRANGER, sent="2016-06-03T09:40"))
    steps = 0

    def stop_after(count: int) -> None:
        """Let the run fail at its next step after so many that change the disk."""
        left = count

        def counting(step: Callable[..., object]) -> Callable[..., object]:
            def counted(*given: object, **named: object) -> object:
                nonlocal left, steps
                left, steps = left - 1, steps + 1
                if left < 0:
                    raise Cut
                return step(*given, **named)

            return counted

        for where, name in CHANGES:
            monkeypatch.setattr(where, name, counting(getattr(where, name)))

    for count in range(100):
        with monkeypatch.context():
            stop_after(count)
            try:
                post.collect()
            except Cut:
                monkeypatch.undo()
                monkeypatch.setenv(VARIABLE, PASSWORD)
                continue
        monkeypatch.undo()
        monkeypatch.setenv(VARIABLE, PASSWORD)
        break
    assert steps > 20
    assert len(post.lying()) == 2
    assert sorted(post.lying(f"_questions/{MAY}"))[1] == "请定.txt"
    assert len(post.originals()) == 2
    assert len(post.answers()) == 2
    assert len(post.received()) == 2
    assert not list((post.config.submissions / "_mail" / ".filing").iterdir())


def test_collect_killed_at_many_moments_takes_and_answers_each_letter_once(post: Post) -> None:
    """Killed again and again over twenty letters; in the end each is filed, registered, kept and answered once."""
    chance = random.Random(6)  # noqa: S311 — the same moments each time, as far as a clock allows
    sent: dict[str, str] = {}
    originals = []
    for number in range(LETTERS):
        unit, sender = (("教务处", TEACHER), ("总务处", STORE), ("教务处", PRINCIPAL))[number % 3]
        data = post.school.filled(
            MAY, unit, {"commitment": [{"promise": f"第{number}件", "deadline": "5月底"}]}
        )
        moment = f"2016-06-03T09:{number:02}"
        sent[sha256_of(data)] = f"{moment}:00"
        originals.append(post.comes(post.letter({f"{unit}{number}.xlsx": data}, sender, moment)))
    command = [sys.executable, "-m", "tests.collect_victim", str(post.config.path), MAY, "2016-06-06T12:00"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME, bufsize=1,
    ) as victim:  # fmt: skip
        assert victim.stdin is not None
        assert victim.stdout is not None
        assert victim.stdout.readline() == "ready\n"
        killed, ended = 0, ""
        while killed < MOST_KILLS and ended != "0":
            victim.stdin.write("go\n")
            number = int(victim.stdout.readline())
            time.sleep(chance.uniform(0, 0.1 + killed / 40))  # later ever later, so that it comes to an end
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            ended = victim.stdout.readline().strip()
            killed += ended == str(-signal.SIGKILL)
            assert ended in {"0", str(-signal.SIGKILL)}
        victim.stdin.close()
        assert victim.wait(SECONDS_A_RUN) == 0
    assert killed >= LEAST_KILLS
    post.collect("2016-06-06T13:00")

    folder = post.config.submissions / MAY
    assert sorted(
        sha256_of(p.read_bytes()) for p in folder.iterdir() if not p.name.startswith(".")
    ) == sorted(sent)
    lines = read_registers(post.config.submissions).received
    assert sorted((each.sha256, each.arrived.isoformat()) for each in lines) == sorted(sent.items())
    assert sorted(post.originals()) == sorted(originals)
    answers = post.answers()
    assert sorted(str(each["In-Reply-To"]) for each in answers) == sorted(
        f"<{n + 1}@{DOMAIN}>" for n in range(LETTERS)
    )
    assert all("\\Seen" in line for line in post.mail.flags(OFFICE))


def test_the_whole_way_from_the_teacher_and_back(post: Post) -> None:
    """Mailed through Postfix, collected, the receipt delivered and read by the teacher by IMAP, its names right."""
    rows = {"commitment": [{"promise": "甲", "deadline": "5月底"}]}
    message = post.letter(
        {"教务处5月.xlsx": post.school.filled(MAY, "教务处", rows)}, subject="教务处：5月填报表"
    )
    post.mail.send(message.as_bytes(policy=email.policy.SMTP), TEACHER, OFFICE)
    post.mail.awaited(OFFICE, 1)
    post.collect("2016-06-06T12:00")
    declared = post.config.settings.mail
    assert declared is not None
    trust = trusted(post.config, declared.send)
    with post.outbox as outbox, SmtpTransport(declared, PASSWORD, trust) as transport:
        report = deliver(outbox, transport, (), lambda: datetime(2016, 6, 6, 12), time.sleep)  # noqa: DTZ001
    assert len(report.sent) == 1
    (raw,) = post.mail.awaited(TEACHER, 1)
    receipt = read(raw)
    assert str(receipt["Subject"]).startswith("收件回执：教务处5月填报表收到")
    assert receipt["In-Reply-To"] == f"<1@{DOMAIN}>"
    assert "按 6月6日 12:00 到件算，按时" in words(receipt)  # the server's clock is years ahead: --now holds
    ((name, copy),) = enclosed(receipt).items()
    assert name == "退改件_教务处_2016-05.xlsx"
    assert RETURN_SHEET in CalamineWorkbook.from_filelike(io.BytesIO(copy)).sheet_names


FAULTY = {"commitment": [{"promise": "甲", "deadline": None}]}


def test_a_letter_has_one_receipt_whatever_came_by_the_time_it_is_written(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off between queueing and recording; the corrected workbook comes; the first letter is not answered twice."""
    post.comes(post.letter({"a.xlsx": post.school.filled(MAY, "教务处", FAULTY)}))
    with monkeypatch.context() as cut:
        cut.setattr(MailRegister, "answered", _cut)
        with pytest.raises(Cut):
            post.collect()
    post.comes(
        post.letter({"a.xlsx": post.school.filled(MAY, "教务处", ROWS)}, sent="2016-06-03T11:00"), "2016-06-03T11:01",
    )  # fmt: skip
    post.collect("2016-06-06T13:00")
    answers = post.answers()
    assert sorted(str(each["In-Reply-To"]) for each in answers) == [f"<1@{DOMAIN}>", f"<2@{DOMAIN}>"]


def _cut(*_words: object) -> None:
    raise Cut


def test_the_eleventh_letter_of_a_day_is_taken_and_the_office_told(post: Post) -> None:
    """Eleven workbooks of one teacher on one day, one the day after: all are filed, the eleventh has no receipt."""
    days = [f"2016-06-03T09:{minute}" for minute in range(10, 21)] + ["2016-06-04T09:10"]
    for number, sent in enumerate(days):
        rows = {"commitment": [{"promise": f"事项{number}", "deadline": "2016-06-20"}]}
        post.comes(post.letter({"a.xlsx": post.school.filled(MAY, "教务处", rows)}, sent=sent), sent)
    done = post.collect()
    assert len(done.taken) == 12
    assert [taken.entry.arrived.isoformat() for taken in done.taken if not taken.answered] == [
        "2016-06-03T09:20:00"
    ]
    (told,) = done.questions
    assert "槐致用的来信没有回执" in told


def test_a_refused_receipt_is_tried_again(post: Post) -> None:
    """A full mailbox refuses it: the next `collect` of the month shows it and sends the very same one."""
    post.comes(post.letter({"a.xlsx": post.school.filled(MAY, "教务处", FAULTY)}))
    post.collect()
    now = datetime(2016, 6, 7, 9)  # noqa: DTZ001
    office = Office(post.config, now, Here())
    with post.outbox as outbox:
        way = Way(Answer(Verdict.REFUSED, "552 full"))
        answer(office, outbox, way, lambda: now, MAY)
        assert [line.state for line in receipts(outbox, MAY)] == [ParcelState.REFUSED]
        assert receipts(outbox, "2016-06") == []
        answer(office, outbox, way, lambda: now, MAY)
        assert receipts(outbox, MAY) == []
        assert way.sent[0] == way.sent[1]


def test_one_original_that_is_gone_holds_up_no_other(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before filing, an original taken away by a virus scanner: the other is filed, the office is told which."""
    post.comes(post.letter({"a.xlsx": post.school.filled(MAY, "教务处", ROWS)}))
    post.comes(post.letter({"b.xlsx": post.school.filled(MAY, "总务处", ROWS)}, sender=STORE))
    with monkeypatch.context() as cut:
        cut.setattr(MailRegister, "plan", _cut)
        with pytest.raises(Cut):
            post.collect()
    gone = next(p for p in (post.config.submissions / "_mail").rglob("*.eml") if "槐致用" in p.name)
    kept = gone.read_bytes()
    gone.unlink()
    done = post.collect("2016-06-06T13:00")
    assert [taken.pieces[0].unit for taken in done.taken] == ["zongwu"]
    assert [gone.name in line for line in done.questions] == [True]
    gone.write_bytes(kept)
    assert [taken.pieces[0].unit for taken in post.collect("2016-06-06T14:00").taken] == ["jiaowu"]


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("03-Jun-2016 10:00:00 -0000", "2016-06-03T10:00:00+00:00"),
        (" 3-Jun-2016 18:00:00 +0800", "2016-06-03T18:00:00+08:00"),
    ],
)
def test_the_day_a_server_had_a_letter_has_a_zone(said: str, moment: str) -> None:
    """Without one it is UTC; what cannot be read is now."""
    assert _moment(said).isoformat() == moment
    assert _moment("yesterday").tzinfo is not None
