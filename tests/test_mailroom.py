"""The whole round through the command line and real mail servers: mailed in, consolidated, signed, sent, read back."""

from __future__ import annotations

import email.policy
import io
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from pipeline.cli import main
from pipeline.credentials import VARIABLE
from pipeline.mailroom import record_of
from tests.issues import DUE, corrected
from tests.mail_servers import DOMAIN, PASSWORD
from tests.school import School

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mail_servers import MailServers

OFFICE, TEACHER, STORE, PRINCIPAL = (
    f"{name}@{DOMAIN}" for name in ("office", "jiaowu", "zongwu", "principal")
)
MAY = "2016-05"


class Campaign:
    """A school of two units whose office works by commands alone; its mailbox is a real one."""

    def __init__(self, folder: Path, mail: MailServers, capsys: pytest.CaptureFixture[str]) -> None:
        """Open the school, the assessors' register returned."""
        self.mail, self._capsys = mail, capsys
        self.school = School(folder, ("教务处", "总务处"), self._declare)
        self.home = folder
        self.school.inspects(MAY)

    def _declare(self, declared: dict[str, Any]) -> None:
        here = {"host": "localhost", "certificate": str(self.mail.certificate.certificate)}
        declared["mail"] = {
            "name": "办公室", "address": OFFICE, "approver": "松明远", "patience": 20, "pauses": [],
            "send": {**here, "port": self.mail.smtp, "security": "starttls"},
            "receive": {**here, "port": self.mail.imaps, "security": "tls"},
        }  # fmt: skip
        declared["roster"]["readers"] = [
            {"name": "松明远", "email": PRINCIPAL, "scope": "全部", "sensitive": True},
            {"name": "槐致用", "email": TEACHER, "scope": "本单位", "of": "教务处", "sensitive": True},
            {"name": "樟厚德", "email": STORE, "scope": "本单位", "of": "总务处", "sensitive": True},
        ]

    def run(self, *words: str, now: str) -> tuple[int, str, str]:
        """Run a command; return exit code, stdout and stderr."""
        code = main([*words, "--config", str(self.home / "config.yaml"), "--now", now])
        return code, *self._capsys.readouterr()

    def states(self) -> list[tuple[str, str, str]]:
        """Return kind, reader and state of every letter."""
        return [(line.kind, line.reader, line.state.value) for line in record_of(self.school.config)]


@pytest.fixture
def campaign(
    tmp_path: Path, mail: MailServers, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Campaign:
    """Give the school, its password in the environment."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    return Campaign(tmp_path, mail, capsys)


def read(raw: bytes) -> EmailMessage:
    """Return a message as the standard library reads it."""
    message = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    return message


def enclosed(message: EmailMessage) -> dict[str, bytes]:
    """Return what is enclosed, by name."""
    return {part.get_filename() or "": part.get_content() for part in message.iter_attachments()}


def text_of(message: EmailMessage) -> str:
    """Return the plain words of a letter."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def mailed(campaign: Campaign) -> EmailMessage:
    """Return the teacher's letter with a filled workbook."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = TEACHER, OFFICE, "教务处5月"
    message["Message-ID"] = f"<first@{DOMAIN}>"
    message.set_content("见附件。")
    message.add_attachment(
        campaign.school.filled(MAY, "教务处", {"commitment": [DUE]}), maintype="application", subtype="octet-stream", filename="5月填报表.xlsx"
    )  # fmt: skip
    return message


def test_a_month_by_mail_from_return_to_correction(campaign: Campaign) -> None:
    """A teacher's mail becomes a receipt, a score, a letter to every reader once, and a correction its own letter."""
    mail = campaign.mail
    mail.send(mailed(campaign).as_bytes(policy=email.policy.SMTP), TEACHER, OFFICE)
    mail.awaited(OFFICE, 1)
    code, out, err = campaign.run("collect", MAY, now="2016-06-05T09:00")
    assert (code, err) == (0, "")
    assert "收下 1 封" in out
    assert "收件回执 1 封" in out
    assert f"槐致用（{TEACHER}）" in out
    assert "回执写好了，还没有发。要发，加 --yes 再运行一次。" in out
    code, out, _ = campaign.run("collect", MAY, "--yes", now="2016-06-05T09:30")
    assert (code, "收下 0 封" in out, "发出 1 封。" in out) == (0, True, True)
    [receipt] = map(read, mail.awaited(TEACHER, 1))
    assert "教务处" in receipt["Subject"]
    assert receipt["In-Reply-To"] == f"<first@{DOMAIN}>"
    assert campaign.run("collect", MAY, "--yes", now="2016-06-05T10:00")[0] == 0
    assert len(mail.inbox(TEACHER)) == 1, "a message is answered once"
    _drafted(campaign)
    _issued(campaign)
    _corrected(campaign)


def _drafted(campaign: Campaign) -> None:
    """Ask the units to check and the approver to sign."""
    mail = campaign.mail
    assert campaign.run("consolidate", MAY, now="2016-06-08T09:00")[0] in {0, 1}
    assert campaign.run("send", MAY, "--yes", now="2016-06-08T10:00")[0] == 0
    check = read(mail.awaited(TEACHER, 2)[-1])
    assert "核对稿" in check["Subject"]
    assert read(mail.awaited(STORE, 1)[0])["Subject"].startswith("5月三比一争核对稿：总务处")
    assert campaign.run("send", MAY, "--to", "审签人", "--yes", now="2016-06-09T09:00")[0] == 0
    [draft] = map(read, mail.awaited(PRINCIPAL, 1))
    assert draft["Subject"] == "5月三比一争送审稿，请审定"


def _issued(campaign: Campaign) -> None:
    """Send to all: 印发, kept whole, to each reader what is theirs, once."""
    mail = campaign.mail
    assert campaign.run("approve", MAY, "--by", "松明远", now="2016-06-13T09:00")[0] == 0
    code, out, _ = campaign.run("send", MAY, "--to", "all", "--yes", now="2016-06-14T09:00")
    assert code == 0
    assert "5月已印发" in out
    assert "发出 3 封。" in out
    assert (campaign.home / "output" / "_issued" / f"{MAY}-r1" / "manifest.json").is_file()
    drafts = sorted(p.name for p in (campaign.home / "output" / MAY / "mail").iterdir())
    assert drafts == ["01_印发_松明远.eml", "02_印发_槐致用.eml", "03_印发_樟厚德.eml"]
    whole, own = read(mail.awaited(PRINCIPAL, 2)[-1]), read(mail.awaited(TEACHER, 3)[-1])
    mail.awaited(STORE, 2)
    book = CalamineWorkbook.from_filelike(io.BytesIO(enclosed(whole)[f"三比一争汇总_{MAY}.xlsx"]))
    assert book.sheet_names[0] == "领导参阅"
    assert own["Subject"] == "5月三比一争考评结果：教务处"
    assert f"教务处_{MAY}.html" in enclosed(own)
    assert "总务处" not in text_of(own)

    code, out, _ = campaign.run("send", MAY, "--to", "all", "--yes", now="2016-06-14T10:00")
    assert (code, "都已经发过，没有要再发的。" in out) == (0, True)
    assert [len(mail.inbox(each)) for each in (PRINCIPAL, TEACHER, STORE)] == [2, 3, 2]
    assert campaign.run("verify", MAY, now="2016-06-15T09:00")[0] == 0, "letters are no part of a release"


def _corrected(campaign: Campaign) -> None:
    """Sign a correction and send it to all: 更正说明."""
    campaign.school.decides("2016-06", corrected())
    assert campaign.run("consolidate", MAY, now="2016-07-06T09:00")[0] in {0, 1}
    code, _, err = campaign.run("send", MAY, "--to", "all", "--yes", now="2016-07-06T09:30")
    assert (code, "还没有审签，不能发给大家" in err) == (2, True)
    assert campaign.run("approve", MAY, "--by", "松明远", now="2016-07-06T10:00")[0] == 0
    code, out, _ = campaign.run("send", MAY, "--yes", now="2016-07-06T11:00")
    assert (code, "5月　更正说明，3 封" in out) == (0, True)
    second = read(campaign.mail.awaited(TEACHER, 4)[-1])
    assert second["Subject"] == "5月三比一争考评结果更正说明（第2版）：教务处"
    assert "经核实已于5月20日完成" in text_of(second)
    told = [f"{kind} {reader}" for kind, reader, state in campaign.states() if state == "已发"]
    assert told == [
        "收件回执 槐致用", "核对稿 槐致用", "核对稿 樟厚德", "送审稿 松明远", "印发 松明远", "印发 槐致用", "印发 樟厚德",
        "更正说明 松明远", "更正说明 槐致用", "更正说明 樟厚德",
    ]  # fmt: skip
    assert len(campaign.states()) == len(told)
