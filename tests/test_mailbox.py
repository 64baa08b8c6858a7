"""Mail taken apart, and the box it lies in: read as it is, by content, without changing anything; nothing raises."""

from __future__ import annotations

import io
import logging
import time
import traceback
import zipfile
from datetime import UTC, date, datetime
from email import encoders
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.credentials import VARIABLE
from pipeline.errors import SetupError, UsageError
from pipeline.mailbox import Bounced, Loop, Mail, open_mailbox, read_mail
from tests.mail_servers import DOMAIN, PASSWORD, free_ports, make_certificate
from tests.school import School

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mail_servers import MailServers

OFFICE = f"office@{DOMAIN}"
TEACHER = f"jiaowu@{DOMAIN}"
ZONE = ZoneInfo("Asia/Shanghai")
HAD = datetime(2016, 6, 3, 2, 0, tzinfo=UTC)


def workbook(name: str = "xl/workbook.xml") -> bytes:
    """Return bytes that begin as a workbook does."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "<x/>")
    return data.getvalue()


BOOK = workbook()


def letter(**headers: str) -> EmailMessage:
    """Return a message of the teacher's with a word in it."""
    message = EmailMessage()
    message["From"] = headers.pop("sender", f"槐致用 <{TEACHER}>")
    message["To"] = OFFICE
    message["Subject"] = headers.pop("subject", "5月填报表")
    message["Message-ID"] = headers.pop("message_id", "<1@school.example>")
    message["Date"] = headers.pop("date", "Fri, 03 Jun 2016 09:30:00 +0800")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("见附件。")
    return message


def with_book(name: str = "教务处5月.xlsx", **headers: str) -> EmailMessage:
    """Return a message with a workbook enclosed."""
    message = letter(**headers)
    message.add_attachment(BOOK, maintype="application", subtype="octet-stream", filename=name)
    return message


def read(message: EmailMessage | MIMEMultipart | bytes, internal: datetime = HAD) -> Mail:
    """Return the message read, as the server had it on 3 June at ten."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return read_mail(raw, internal, OFFICE)


def enclosed(mail: Mail) -> list[str]:
    """Return the names of what was taken out."""
    return [each.name for each in mail.enclosed]


def test_a_letter_is_read_with_its_workbook() -> None:
    """Who, what, when, and the workbook byte for byte."""
    mail = read(with_book())
    assert (mail.sender, mail.name, mail.subject) == (TEACHER, "槐致用", "5月填报表")
    assert (mail.message_id, mail.loop, mail.whole, mail.answers) == (
        "<1@school.example>",
        Loop.NONE,
        True,
        False,
    )
    assert [(each.name, each.content) for each in mail.enclosed] == [("教务处5月.xlsx", BOOK)]


@pytest.mark.parametrize(
    ("dated", "arrived"),
    [
        ("Fri, 03 Jun 2016 09:30:00 +0800", "2016-06-03T09:30:00"),
        ("Fri, 03 Jun 2016 01:30:00 +0000", "2016-06-03T09:30:00"),
        ("Fri, 03 Jun 2016 10:00:01 +0800", "2016-06-03T10:00:00"),  # later than the server had it
        ("Thu, 02 Jun 2016 10:00:00 +0800", "2016-06-02T10:00:00"),  # a day before, to the second
        ("Thu, 02 Jun 2016 09:59:59 +0800", "2016-06-03T10:00:00"),
        ("Fri, 03 Jun 2016 09:30:00", "2016-06-03T10:00:00"),  # no zone is no moment
        ("yesterday", "2016-06-03T10:00:00"),
        ("", "2016-06-03T10:00:00"),
        ("Fri, 99 Jun 99999 09:30:00 +9999", "2016-06-03T10:00:00"),
    ],
)
def test_a_letter_arrives_when_it_is_dated_unless_the_server_contradicts(dated: str, arrived: str) -> None:
    """A clock ahead of the server's, or more than a day behind, is not believed; the school's zone counts."""
    assert read(with_book(date=dated)).arrived(ZONE).isoformat() == arrived


def named(disposition: str, kind: str = "application/octet-stream") -> bytes:
    """Return a message whose one part carries these headers as they stand, bytes and all."""
    head = f"From: {TEACHER}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    part = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{disposition}\r\n\r\n"
    body = io.BytesIO()
    body.write(head.encode() + part.encode("utf-8", "surrogateescape"))
    encoded = MIMEBase("application", "octet-stream")
    encoded.set_payload(BOOK)
    encoders.encode_base64(encoded)
    body.write(str(encoded.get_payload()).encode() + b"\r\n--x--\r\n")
    return body.getvalue()


GBK = "教务处5月.xlsx".encode("gbk").decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("disposition", "kind"),
    [
        ('Content-Disposition: attachment; filename="=?gb2312?B?vcy14rSmNdTCLnhsc3g=?="'.replace("vcy14rSm", "vczO8bSm"), "application/octet-stream"),
        ("Content-Disposition: attachment;\r\n filename*=UTF-8''%E6%95%99%E5%8A%A1%E5%A4%845%E6%9C%88.xlsx", "x/y"),
        ("Content-Disposition: attachment;\r\n filename*0*=GBK''%BD%CC%CE%F1;\r\n filename*1*=%B4%A65%D4%C2.xlsx", "x/y"),
        (f'Content-Disposition: attachment; filename="{GBK}"', "x/y"),
        ('Content-Disposition: attachment; filename="教务处5月.xlsx"', "x/y"),
        ("X-Nothing: 1", 'application/vnd.ms-excel; name="=?UTF-8?B?5pWZ5Yqh5aSENQ==?=\r\n =?UTF-8?B?5pyILnhsc3g=?="'),
        ('Content-Disposition: attachment; filename="C:\\temp\\教务处5月.xlsx"', "x/y"),
        ('Content-Disposition: inline; filename="=?utf-8?Q?=E6=95=99=E5=8A=A1=E5=A4=845=E6=9C?=\r\n =?utf-8?Q?=88.xlsx?="', "x/y"),
    ],
)  # fmt: skip
def test_a_chinese_name_is_read_in_every_coding(disposition: str, kind: str) -> None:
    """RFC 2047, RFC 2231, bare GBK, bare UTF-8, in either header, cut in the middle of a character."""
    assert enclosed(read(named(disposition, kind))) == ["教务处5月.xlsx"]


def test_what_is_enclosed_is_known_by_content() -> None:
    """A workbook without a name or under tcmime.bin is taken; papers, pictures and lock files are not."""
    message = letter()
    for name, data in {
        "tcmime.bin": BOOK, "": BOOK, "AT00001.dat": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "包.rar": b"Rar!\x1a\x07\x00",
        "空.xlsx": b"", "通知.docx": workbook("word/document.xml"), "稿": workbook("word/document.xml"),
        "照片.jpg": b"\xff\xd8\xff", "~$教务处.xlsx": b"\x05", "表.csv": b"a,b",
    }.items():  # fmt: skip
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name or None)
    message.add_attachment(
        b"\xff\xd8\xff", "image", "jpeg", filename="sign.jpg", disposition="inline", cid="<a>"
    )
    mail = read(message)
    assert enclosed(mail) == ["tcmime.bin", "", "AT00001.dat", "包.rar", "空.xlsx", "表.csv"]
    assert mail.others == ("通知.docx", "稿", "照片.jpg", "~$教务处.xlsx")


def test_a_forwarded_workbook_is_taken() -> None:
    """A message in a message is looked into."""
    message = letter(subject="转发")
    message.add_attachment(with_book("总务处.xlsx"))
    assert enclosed(read(message)) == ["总务处.xlsx"]


def test_what_outlook_wraps_is_named_as_unread() -> None:
    """winmail.dat hides the workbook: it is said, not guessed."""
    message = letter()
    message.add_attachment(b"\x78\x9f\x3e\x22abc", "application", "ms-tnef", filename="winmail.dat")
    mail = read(message)
    assert (mail.unread, mail.enclosed) == (("winmail.dat",), ())


@pytest.mark.parametrize(
    "words",
    [
        "从QQ邮箱发来的超大附件 教务处5月.xlsx",
        '<a href="https://mail.qq.example/cgi-bin/ftnExs_download?k=1">',
    ],
)
def test_an_attachment_that_lies_elsewhere_is_noticed(words: str) -> None:
    """QQ mail sends what is large as a link."""
    message = EmailMessage()
    message["From"] = TEACHER
    message.set_content(words, subtype="html")
    assert read(message).linked
    assert not read(with_book()).linked


@pytest.mark.parametrize(
    ("headers", "loop"),
    [
        ({"Auto_Submitted": "auto-replied"}, Loop.AUTO),
        ({"Auto_Submitted": "no"}, Loop.NONE),
        ({"X_Autoreply": "yes"}, Loop.AUTO),
        ({"X_Auto_Response_Suppress": "All"}, Loop.NONE),  # Exchange writes it into people's own mail too
        ({"Precedence": "bulk"}, Loop.BULK),
        ({"List_Id": "<all.school.example>"}, Loop.BULK),
        ({"Return_Path": "<>"}, Loop.AUTO),
        ({"Return_Path": f"<{TEACHER}>"}, Loop.NONE),
        ({"sender": f"MAILER-DAEMON@{DOMAIN}"}, Loop.BOUNCE),
        ({"sender": "PostMaster <postmaster@qq.example>"}, Loop.BOUNCE),
        ({"X_Failed_Recipients": "a@b.example"}, Loop.BOUNCE),
        ({"sender": OFFICE.upper()}, Loop.OWN),
        ({"sender": "noreply@shop.example"}, Loop.AUTO),
        ({}, Loop.NONE),
    ],
)
def test_letters_of_machines_are_known(headers: dict[str, str], loop: Loop) -> None:
    """By their headers: what a machine wrote is never answered."""
    assert read(with_book(**headers)).loop is loop


def report(action: str = "failed") -> bytes:
    """Return a delivery report on a letter of ours, which it encloses with its workbook."""
    message = MIMEMultipart("report", report_type="delivery-status")
    message["From"], message["Return-Path"] = f"MAILER-DAEMON@{DOMAIN}", "<>"
    message.attach(MIMEText("I'm sorry", "plain"))
    status, first, second = MIMEBase("message", "delivery-status"), Message(), Message()
    first["Reporting-MTA"] = "dns; mail.school.example"
    second["Action"], second["Status"], second["Diagnostic-Code"] = action, "5.2.2", "smtp; 552 mailbox full"
    status.set_payload([first, second])
    message.attach(status)
    inner = MIMEBase("message", "rfc822")
    inner.attach(with_book(message_id="<ours-1@school.example>"))
    message.attach(inner)
    return message.as_bytes()


def test_a_report_names_the_letter_that_came_back() -> None:
    """Its Message-ID and the server's words; the workbook in it is ours and not a return."""
    mail = read(report())
    assert mail.bounced == (Bounced("<ours-1@school.example>", "smtp; 552 mailbox full"),)
    assert (mail.loop, mail.enclosed) == (Loop.BOUNCE, ())
    assert read(report("delayed")).bounced == ()


def test_a_report_in_plain_words_names_it_too() -> None:
    """Some servers write a report like a letter: it answers ours."""
    mail = read(letter(sender="postmaster@qq.example", In_Reply_To="<ours-2@school.example>"))
    assert mail.bounced == (Bounced("<ours-2@school.example>", "见附件。"),)


def nested(depth: int) -> bytes:
    """Return multiparts in one another, each with an own boundary."""
    lines = [f"From: {TEACHER}", "MIME-Version: 1.0"]
    for number in range(depth):
        lines += [f"Content-Type: multipart/mixed; boundary=b{number}", "", f"--b{number}"]
    return "\r\n".join(lines).encode()


HOSTILE = {
    "multipart without end": nested(5000),
    "as deep as it may be": nested(190),
    "messages in messages": b"From: a@b.c\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "a header of a megabyte": b"From: " + b"=?" * 500_000 + b"\r\n\r\nx",
    "a subject of parameters": b"Content-Type: multipart/mixed" + b";a" * 500_000 + b"\r\n\r\nx",
    "quotes without end": b'Content-Disposition: attachment; filename="' + b'\\"' * 300_000 + b"\r\n\r\nx",
    "a million headers": b"X: y\r\n" * 1_000_000 + b"\r\nx",
    "a boundary nobody uses": b"Content-Type: multipart/mixed; boundary=q\r\n\r\nno parts",
    "no boundary": b"Content-Type: multipart/mixed\r\n\r\nno parts",
    "no such coding": b"Subject: =?x-nothing?B?////?= =?utf-8?B?a?= =?utf-8?Q?=?=\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    "an address of nonsense": b"From: " + b"(" * 5000 + b"<<<@@,;:\r\n\r\n",
    "nothing": b"",
    "zeros": bytes(10_000),
    "a base64 part cut short": named("Content-Disposition: attachment; filename=a.xlsx")[:300],
}  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_read_in_a_moment(raw: bytes) -> None:
    """Whatever the bytes are, a message comes back, soon."""
    start = time.monotonic()
    mail = read(raw)
    assert mail.key
    assert time.monotonic() - start < 10


def test_what_cannot_be_taken_apart_says_so() -> None:
    """Nothing enclosed is then no proof that nothing was."""
    assert not read(HOSTILE["multipart without end"]).whole
    assert not read(HOSTILE["no boundary"]).whole
    assert not read(HOSTILE["a subject of parameters"]).whole


@given(
    st.binary(max_size=2000)
    | st.text(alphabet='=?<>@;:\r\n"()abBQ-/ 教', max_size=500).map(lambda t: t.encode())
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_message(raw: bytes) -> None:
    """Bytes alone, and bytes after headers that people use."""
    read(raw)
    read(b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=x\r\nSubject: " + raw)


@pytest.fixture
def school(tmp_path: Path, mail: MailServers, monkeypatch: pytest.MonkeyPatch) -> School:
    """Return a school whose mailbox is the office's, by TLS."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    return open_school(tmp_path, mail)


def open_school(home: Path, mail: MailServers, **receive: object) -> School:
    """Return a school with that mailbox; `receive` changes how it is reached."""
    server = {
        "host": "localhost",
        "port": mail.imaps,
        "security": "tls",
        "certificate": str(mail.certificate.certificate),
    }
    wanted = {"folder": receive.pop("folder", "INBOX"), "patience": receive.pop("patience", 10)}

    def change(declared: dict[str, object]) -> None:
        post = declared["mail"]
        assert isinstance(post, dict)
        post |= {"address": OFFICE, "receive": {**server, **receive}, **wanted}

    return School(home, change=change)


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_the_box_is_read_without_a_change_and_then_marked(
    tmp_path: Path, mail: MailServers, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    """Every way in; nothing is seen by being read, and marking expunges nothing that somebody deleted."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    port = {"tls": mail.imaps}.get(security, mail.imap)
    config = open_school(tmp_path, mail, security=security, port=port).config
    raw = with_book().as_bytes().replace(b"\n", b"\r\n")
    mail.put(OFFICE, raw, datetime(2016, 6, 3, 10, tzinfo=ZONE))
    mail.put(OFFICE, b"Subject: old\r\n\r\nx", datetime(2016, 4, 3, 10, tzinfo=ZONE))
    before = mail.flags(OFFICE)
    with open_mailbox(config) as box:
        found = box.since(date(2016, 5, 1))
        fetched = box.fetch(found[-1])
        assert fetched is not None
        assert (fetched.raw, fetched.whole, fetched.internal) == (
            raw,
            True,
            datetime(2016, 6, 3, 10, tzinfo=ZONE),
        )
        assert mail.flags(OFFICE) == before
        with mail.reading(OFFICE) as client:
            client.uid("STORE", found[-1], "+FLAGS", "(\\Deleted)")
        box.mark(found[-1])
        assert box.fetch("999999") is None
    assert len(mail.flags(OFFICE)) == len(before)
    marked = next(line for line in mail.flags(OFFICE) if f"UID {found[-1]} " in line)
    assert "\\Seen" in marked
    assert "$SanbiTaken" in marked


def refusal(config: School) -> str:
    """Return what is said where the box cannot be opened; the password is nowhere in it."""
    with pytest.raises((SetupError, UsageError)) as caught, open_mailbox(config.config):
        pass
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__context__)
    for line in PASSWORD.split():
        assert line not in told
    return str(caught.value)


def test_a_wrong_password_is_one_clear_message(
    school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In words, with what to do; the password is in no traceback and no log."""
    caplog.set_level(logging.DEBUG)
    for wrong in ("wrong-secret", "错的密码-secret", "a\r\nb secret"):
        monkeypatch.setenv(VARIABLE, wrong)
        with (
            pytest.raises(SetupError, match=f"收件服务器不认邮箱 {OFFICE} 的密码") as caught,
            open_mailbox(school.config),
        ):
            pass
        told = "".join(traceback.format_exception(caught.value)) + caplog.text
        assert wrong not in told
        assert "secret" not in told


def test_a_missing_folder_is_named_with_those_that_are_there(
    tmp_path: Path, mail: MailServers, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with a Chinese name that is not there."""
    del school
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert refusal(open_school(tmp_path / "b", mail, folder="三比一争")) == (
        "邮箱里没有「三比一争」这个文件夹。现有：INBOX。请改 config.yaml 的 mail：folder。"
    )


def test_no_network_and_no_trust_are_one_clear_message(
    tmp_path: Path, mail: MailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody there, a stranger's certificate, another name's, no TLS where it was to be: no password is sent."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    (nobody,) = free_ports(1)
    assert refusal(open_school(tmp_path / "a", mail, port=nobody)).startswith(
        f"连不上收件服务器 localhost:{nobody}。"
    )
    assert "证书核对不上" in refusal(open_school(tmp_path / "b", mail, certificate=""))
    (tmp_path / "other").mkdir()
    other = make_certificate(tmp_path / "other", "mail.other.example").certificate
    assert "证书核对不上" in refusal(open_school(tmp_path / "c", mail, certificate=str(other)))
    assert "没能建立加密连接" in refusal(open_school(tmp_path / "d", mail, port=mail.imap))
    assert "连不上收件服务器" in refusal(open_school(tmp_path / "e", mail, host="nowhere.invalid"))
