"""What is sent is what was shown, to the readers of now: a release that changed meanwhile, an address put right."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import UsageError
from pipeline.issuing import OfPeriod, approve
from pipeline.mailroom import outbox_of, prepare, send
from pipeline.post import Answer, ParcelState, Verdict
from tests.issues import DRAFTED, DUE, SENT, SIGNED, SIGNER, UNITS, draft, office
from tests.school import School
from tests.ways import Way

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.post import Report
    from tests.school import Settings

MAY = "2016-05"


def declare(settings: Settings) -> None:
    """Give two heads one address, which is wrong, and somebody who signs."""
    settings["mail"] = {
        "name": "办公室", "address": "office@school.example", "approver": "松明远", "pauses": [],
        "send": {"host": "localhost", "port": 25, "security": "none"},
    }  # fmt: skip
    own = {"email": "wrong@school.example", "scope": "本单位", "sensitive": True}
    settings["roster"]["readers"] = [
        {"name": "松明远", "email": "principal@school.example", "scope": "全部", "sensitive": True},
        {"name": "槐致用", "of": "教务处", **own}, {"name": "樟厚德", "of": "政教处", **own},
    ]  # fmt: skip


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Give a school whose May is drafted."""
    school = School(tmp_path, UNITS, declare)
    school.returns(MAY, "教务处", {"commitment": [DUE]})
    school.returns(MAY, "政教处", {"commitment": [{**DUE, "finished_on": "2016-05-19"}]})
    school.inspects(MAY)
    draft(school)
    return school


def signed(school: School, now: datetime = SIGNED) -> None:
    """Sign May's draft."""
    approve(office(school, now), OfPeriod(school.config.period(MAY)), SIGNER)


def sent(school: School, now: datetime, to: str, way: Way, only: tuple[str, ...] = ()) -> Report:
    """Prepare and send, as one command does."""
    at = office(school, now)
    with outbox_of(at.config) as outbox:
        return send(at, prepare(at, MAY, to, only), outbox, way, lambda: now, lambda _seconds: None)


def states(school: School) -> list[tuple[str, str, ParcelState]]:
    """Return kind, reader and state of every letter."""
    with outbox_of(school.config) as outbox:
        return [(line.kind, line.reader, line.state) for line in outbox.record()]


def test_a_result_that_changed_while_it_was_looked_at_is_not_issued(school: School) -> None:
    """Another window takes in a file, drafts and signs anew: nothing is sent or issued, nothing is queued."""
    signed(school)
    at = office(school, SENT)
    shown = prepare(at, MAY, "all")
    school.returns(MAY, "教务处", {"commitment": [{**DUE, "finished_on": "2016-05-18"}]})
    draft(school, datetime(2016, 6, 9, 10))  # noqa: DTZ001
    signed(school, datetime(2016, 6, 9, 11))  # noqa: DTZ001
    way = Way()
    with outbox_of(at.config) as outbox, pytest.raises(UsageError, match="结果又变了，没有发"):
        send(at, shown, outbox, way, lambda: SENT, lambda _seconds: None)
    assert (way.sent, states(school)) == ([], [])
    assert not (school.config.output / "_issued").exists()
    assert sent(school, SENT, "all", way).undelivered == ()
    assert (school.config.output / "_issued" / "2016-05-r1" / "manifest.json").is_file()


def test_an_address_put_right_after_issue_is_used(school: School) -> None:
    """Two letters are refused; the address is mended in config.yaml: the same command sends those two there."""
    signed(school)
    refused = Answer(Verdict.REFUSED, "没有这个邮箱")
    sent(school, SENT, "all", Way(Answer(Verdict.ACCEPTED), refused, refused))
    path = school.config.path
    path.write_text(path.read_text(encoding="utf-8").replace("wrong@", "right@"), encoding="utf-8")
    way = Way()
    assert sent(school, SENT, "all", way).undelivered == ()
    assert [(each.reader, each.address) for each in way.sent] == [
        ("槐致用", "right@school.example"), ("樟厚德", "right@school.example"),
    ]  # fmt: skip


def test_only_one_of_two_readers_at_an_address(school: School) -> None:
    """Both are put off; then one alone is sent: the other still waits."""
    later = Answer(Verdict.LATER, "450")
    sent(school, DRAFTED, "units", Way(later, later))
    sent(school, DRAFTED, "units", Way(), ("槐致用",))
    assert states(school) == [
        ("核对稿", "槐致用", ParcelState.SENT), ("核对稿", "樟厚德", ParcelState.LATER),
    ]  # fmt: skip
