"""重算核对 and what is told of an issued month: both as it was issued, whatever has changed since (design, contract)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.cli import main
from pipeline.config import load_config
from pipeline.issuing import OfPeriod
from pipeline.registers import read_registers
from pipeline.verifying import verify
from tests.issues import LATER, came_back, corrected, document, draft, issued, office

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.verifying import Verified
    from tests.school import School

RELEASES = ["2016-05", "_issued/2016-05-r1"]


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Return a school whose May is issued: 教务处 has one promise that was due on 20 May and is not done."""
    school = came_back(tmp_path)
    draft(school)
    issued(school)
    return school


def verified(school: School, now: datetime = LATER) -> list[Verified]:
    """Return May computed again and compared."""
    return verify(office(school, now), OfPeriod(school.config.period("2016-05")))


def declare(school: School, old: str, new: str) -> None:
    """Change a word of config.yaml."""
    text = school.config.path.read_text(encoding="utf-8")
    assert old in text
    school.config.path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_was_issued_is_computed_again_byte_for_byte(school: School) -> None:
    """Nothing differs, nothing was declared anew."""
    found = verified(school)
    assert [(v.folder, v.differing, v.changed) for v in found] == [(name, (), ()) for name in RELEASES]
    assert all(v.files > 40 for v in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("port: 465", "port: 994"),
        ("内线 8002（虚构）", "内线 8009（虚构）"),  # on every page
        ("judged_share: 0.7", "judged_share: 0.6"),
    ],
)
def test_it_is_computed_by_the_declarations_of_then(school: School, old: str, new: str) -> None:
    """A mail server, a telephone number, the rubric itself: what was issued keeps its own, and says what changed."""
    declare(school, old, new)
    assert [(v.differing, v.changed) for v in verified(school)] == [((), ("config.yaml",))] * 2


def test_a_ledger_declared_anew_leaves_what_was_issued(school: School) -> None:
    """A column gets another header: May is read, drawn and compared by the declarations that were kept with it."""
    path = school.config.ledger_folder / "commitment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("工作措施", "具体做法"), encoding="utf-8")
    assert [(v.differing, v.changed) for v in verified(school)] == [
        ((), ("input_templates/commitment.yaml",))
    ] * 2


def test_a_file_that_was_touched_is_named(school: School) -> None:
    """A page, a file too many, a declaration that was kept; each where it lies."""
    kept = school.config.output / "_issued" / "2016-05-r1"
    page = kept / "units" / "jiaowu.html"
    page.write_bytes(page.read_bytes().replace("教务处".encode(), "总务处".encode(), 1))
    (kept / "说明.txt").write_text("另放的", encoding="utf-8")
    declaration = kept / "declarations" / "config.yaml"
    declaration.write_bytes(declaration.read_bytes() + b"\n# touched\n")
    first, second = verified(school)
    assert first.differing == ()
    assert second.differing == ("units/jiaowu.html", "说明.txt", "declarations/config.yaml")


def test_a_file_that_nobody_looked_at_yet_is_not_dated_back(school: School) -> None:
    """A late workbook lies in the folder when May is verified: it came today, after the month was issued."""
    (folder,) = {p.parent for p in school.config.submissions.rglob("*教务处*.xlsx")}
    late = folder / "补报_教务处.xlsx"
    late.write_bytes(next(folder.glob("*教务处*.xlsx")).read_bytes() + b"\0")
    assert [v.differing for v in verified(school)] == [(), ()]
    (came,) = (r for r in read_registers(school.config.submissions).received if late.name in r.file)
    assert came.arrived == LATER


def test_explain_tells_what_was_issued(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    """A correction is approved and not published yet: the figure told is the one on paper, then that of the draft."""
    school.decides("2016-06", corrected())
    words = ["explain", "2016-05", "教务处", "--json", "--config", str(school.config.path)]
    told = {}
    for published in ("issued", "drafted"):
        if published == "drafted":
            draft(school, LATER)
        assert main([*words, "--now", "2016-07-07T09:00"]) == 0
        answer = json.loads(capsys.readouterr().out)
        told[published] = (answer["state"], answer["indicators"][0]["score"])
        own = next(u for u in document(school)["units"] if u["id"] == "jiaowu")
        assert answer["score_exact"] == own["score_exact"], published
    assert told == {"issued": ("印发", "30.00"), "drafted": ("送审稿（第2版）", "100.00")}


def test_what_a_school_declares_elsewhere_is_kept_side_by_side(school: School) -> None:
    """The kept declarations are whole: they are read where they lie, for the school that they were of."""
    kept = school.config.output / "_issued" / "2016-05-r1" / "declarations" / "config.yaml"
    then = load_config(kept, school.config.home)
    assert (then.submissions, then.settings, then.units) == (
        school.config.submissions, school.config.settings, school.config.units,
    )  # fmt: skip
