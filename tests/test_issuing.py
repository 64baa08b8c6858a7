"""送审稿 → 已审签 → 印发 → 更正说明: revisions with old, new and reason; reviews; another rubric (rubric §4)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.errors import UsageError
from pipeline.issuing import OfPeriod, OfYear, approve, issue
from pipeline.model import FileDecision, State
from pipeline.yearend import bring_together, publish_year
from tests.issues import (
    DUE,
    LATER,
    RULED,
    SENT,
    SIGNED,
    SIGNER,
    UNITS,
    came_back,
    corrected,
    document,
    draft,
    issued,
    office,
    review,
)
from tests.school import School

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Return a school whose May came back: 教务处 has one promise that was due on 20 May and is not done."""
    return came_back(tmp_path)


def test_a_draft_is_signed_then_issued_and_kept_whole(school: School) -> None:
    """Each step shows on what is published; the issued revision lies apart, the same files."""
    assert draft(school).stage.state is State.DRAFT
    approve(office(school, SIGNED), OfPeriod(school.config.period("2016-05")), SIGNER)
    assert document(school)["state"] == "已审签"
    assert document(school)["approved_by"] == SIGNER
    month, folder = issue(office(school, SENT), OfPeriod(school.config.period("2016-05")))
    assert (month.stage.revision, month.stage.issued, str(month.stage.review_until)) == (
        1,
        SENT,
        "2016-06-14",
    )
    kept = school.config.output / "_issued" / "2016-05-r1"
    names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    there = sorted(p.relative_to(kept) for p in kept.rglob("*") if p.is_file())
    assert names == [name for name in there if name.parts[0] != "declarations"]
    assert (kept / "declarations" / "config.yaml").read_bytes() == school.config.path.read_bytes()
    assert all((folder / name).read_bytes() == (kept / name).read_bytes() for name in names)
    assert document(school, "_issued/2016-05-r1")["state"] == "印发"


def test_what_is_not_the_published_draft_cannot_be_signed(school: School) -> None:
    """Nothing published; something came in since; not signed yet; signed twice; issued twice."""
    may = OfPeriod(school.config.period("2016-05"))
    with pytest.raises(UsageError, match="还没有结果"):
        approve(office(school, SIGNED), may, SIGNER)
    draft(school)
    with pytest.raises(UsageError, match="还没有审签"):
        issue(office(school, SENT), may)
    approve(office(school, SIGNED), may, SIGNER)
    with pytest.raises(UsageError, match="已经由竹文清审签"):
        approve(office(school, SIGNED), may, SIGNER)
    issue(office(school, SENT), may)
    with pytest.raises(UsageError, match="已经在6月9日印发"):
        issue(office(school, SENT), may)


def test_without_the_assessors_register_nothing_is_signed(tmp_path: Path) -> None:
    """暂定: the register of inspections is not in (rubric §2), so that the period cannot be approved."""
    school = School(tmp_path, UNITS)
    school.returns("2016-05", "教务处", {"commitment": [DUE]})
    draft(school)
    with pytest.raises(UsageError, match="暂定"):
        approve(office(school, SIGNED), OfPeriod(school.config.period("2016-05")), SIGNER)


def test_a_signature_holds_for_what_was_signed_alone(school: School) -> None:
    """A late return changes the figures after the signature: the next draft is a draft again."""
    draft(school)
    approve(office(school, SIGNED), OfPeriod(school.config.period("2016-05")), SIGNER)
    school.returns("2016-05", "领导小组办公室", {"decisions": [
        {"kind": "立项", "subject": "教务处", "number": "教务处-承诺-001", "weight": 2, "approved_on": "2016-05-30"}
    ]}, arrived="2016-06-06T10:00")  # fmt: skip
    school.returns(
        "2016-05",
        "教务处",
        {"commitment": [{**DUE, "finished_on": "2016-05-19"}]},
        arrived="2016-06-06T11:00",
    )
    assert draft(school, SENT).stage.state is State.DRAFT


def test_a_correction_makes_the_next_revision_with_old_new_and_reason(school: School) -> None:
    """The date was forgotten: 目标承诺 0.7·0 + 0.3·1 = 30.00 becomes 100.00, by a line of June's register."""
    draft(school)
    first = issued(school)
    before = next(s for s in first.scores if s.unit == "jiaowu")
    assert before.indicators[0].score == 30
    school.decides("2016-06", corrected())
    month = draft(school, LATER)
    after = next(s for s in month.scores if s.unit == "jiaowu")
    assert after.indicators[0].score == 100
    stage = month.stage
    assert (stage.state, stage.revision, stage.restates) == (State.DRAFT, 2, 1)
    change = next(c for c in stage.changes if c.subject == "目标承诺得分（百分制）")
    assert (change.unit, change.old, change.new) == ("jiaowu", "30.00", "100.00")
    assert "经核实已于5月20日完成（领导小组6月13日会议纪要）" in change.reason
    assert change.where.sheet.startswith("延期、撤销")
    line = next(b for b in after.because if b.id == "目标承诺/教务处-承诺-001/完成")
    assert line.where == change.where
    assert any(f.code == "cell-corrected" and f.where.cell for f in month.findings)
    second = issued(school, datetime(2016, 7, 6, 10), datetime(2016, 7, 6, 11))  # noqa: DTZ001
    assert second.stage.words == "印发（第2版）"
    assert document(school, "_issued/2016-05-r1")["units"][0]["indicators"][0]["score"] == "30.00"
    assert document(school, "_issued/2016-05-r2")["units"][0]["indicators"][0]["score"] == "100.00"


def test_a_correction_of_text_alone_is_no_revision(school: School) -> None:
    """The measure was mistyped: the same revision, still issued, the corrected text told."""
    draft(school)
    issued(school)
    school.decides("2016-06", corrected(column="工作措施", old="工作措施写在这里", new="每周例会"))
    stage = draft(school, LATER).stage
    assert (stage.state, stage.revision, stage.restates, stage.text_only) == (State.ISSUED, 1, 0, True)
    assert [c.subject for c in stage.changes] == ["文字"]
    june = draft(school, datetime(2016, 7, 8, 9), "2016-06")  # noqa: DTZ001
    assert june.behind == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"old": "2016-05-01"}, "两边不同"),
        ({"number": "教务处-承诺-009"}, "没有「教务处-承诺-009」"),
        ({"column": "天气"}, "没有「天气」这一栏"),
    ],
)
def test_a_correction_that_fits_no_cell_is_said_and_changes_nothing(
    school: School, line: dict[str, Any], reason: str
) -> None:
    """The office is asked at the line of its register; the issued revision stands."""
    draft(school)
    issued(school)
    school.decides("2016-06", corrected(**line))
    month = draft(school, LATER)
    said = [f for f in month.findings if f.code == "decision-incomplete"]
    assert [reason in f.context["reason"] for f in said] == [True]
    assert (month.stage.state, month.stage.revision) == (State.ISSUED, 1)


def test_a_row_without_a_number_is_corrected_by_its_row(school: School) -> None:
    """A row set aside for a blank deadline counts once the register gives it: 第N行 of the sheet."""
    school.returns(
        "2016-05",
        "政教处",
        {"commitment": [{"promise": "早读巡查", "deadline": None}]},
        arrived="2016-06-06T12:00",
    )
    draft(school)
    first = issued(school)
    aside = first.merged.intake.units["zhengjiao"].ledgers["commitment"].counted
    assert aside is not None
    row = aside.set_aside[0].row
    school.decides(
        "2016-06", corrected(subject="政教处", number=f"第{row}行", column="完成时限", new="2016-07-31")
    )
    month = draft(school, LATER)
    counted = month.merged.intake.units["zhengjiao"].ledgers["commitment"].counted
    assert counted is not None
    assert [str(r.values["deadline"]) for r in counted.records] == ["2016-07-31"]


def test_a_late_return_accepted_after_issue_is_restated_with_its_reason(school: School) -> None:
    """A newer file counts only once it is accepted; then it is revision 2, and the reason is the office's."""
    draft(school)
    issued(school)
    file = school.returns(
        "2016-05",
        "教务处",
        {"commitment": [{**DUE, "finished_on": "2016-05-20"}]},
        arrived="2016-06-20T09:00",
    )
    assert draft(school, LATER).stage.state is State.ISSUED
    at = office(school, LATER)
    arrived = at.receive(at.config.period("2016-05"))
    given = next(a for own in arrived.values() for a in own if a.submission.file == file)
    moment = datetime(2016, 6, 21, 9)  # noqa: DTZ001
    at.decide(FileDecision(given.submission.sha256, "2016-05", "jiaowu", "计入", "系统原因补报", moment))
    stage = draft(school, LATER).stage
    assert (stage.revision, stage.restates) == (2, 1)
    assert any("来件审核为计入：系统原因补报" in c.reason for c in stage.changes)


def test_a_review_upheld_by_the_school_leaves_the_score(school: School) -> None:
    """维持: nothing changes, and the request is told with its outcome."""
    draft(school)
    issued(school)
    ruled = {**RULED, "ruling": "维持", "ruling_reason": "材料日期不符"}
    school.returns("2016-06", "领导小组办公室", {"reviews": [review(**ruled)]})
    stage = draft(school, LATER).stage
    assert (stage.revision, stage.state) == (1, State.ISSUED)
    assert [(r.ruling, str(r.until), r.is_late) for r in stage.reviews] == [("维持", "2016-06-14", False)]


def test_a_review_corrects_its_line_in_the_next_revision(school: School) -> None:
    """The line brought 0 of 15·0.7·100/90 …; by the ruling it brings 5: a line more, points exactly 5 higher."""
    draft(school)
    first = issued(school)
    school.returns("2016-06", "领导小组办公室", {"reviews": [review(**RULED, new_score=5)]})
    month = draft(school, LATER)
    old, new = (next(s for s in m.scores if s.unit == "jiaowu") for m in (first, month))
    assert old.score is not None
    assert new.score == old.score + 5
    line = next(b for b in new.because if b.id == "目标承诺/教务处-承诺-001/完成/复核")
    assert line.points == Fraction(5)
    assert "核实为按时完成（领导小组6月20日会议）" in line.text
    assert month.stage.revision == 2
    assert any("复核申请" in c.reason for c in month.stage.changes)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"score_line": "没有这一条"}, "review-lost"),
        ({"asked_on": "2016-06-15"}, "review-late"),
        ({**RULED, "new_score": 99}, "ruling-out-of-range"),
    ],
)
def test_a_review_that_cannot_be_is_asked_about(school: School, line: dict[str, Any], code: str) -> None:
    """No such line; after the third working day (9 to 11 June are holidays, the 12th is worked: the 14th); beyond what the line can bring."""
    draft(school)
    issued(school)
    school.returns("2016-06", "领导小组办公室", {"reviews": [review(**line)]})
    month = draft(school, LATER)
    assert [f.where.sheet for f in month.findings if f.code == code] == ["复核申请"]
    assert month.stage.revision == 1


def test_june_says_that_may_is_to_be_restated(school: School) -> None:
    """A correction of May in June's register: June's consolidation asks for May's new revision."""
    draft(school)
    issued(school)
    school.returns("2016-06", "教务处", {})
    school.returns("2016-06", "政教处", {})
    school.decides("2016-06", corrected())
    assert draft(school, datetime(2016, 7, 8, 9), "2016-06").behind == ("2016-05",)  # noqa: DTZ001


def test_an_issued_period_keeps_the_rubric_it_was_issued_under(school: School) -> None:
    """P weighs 0.3 in May; the rubric changes to 0.4: May stays 30.00, what is new is judged by the new one."""
    draft(school)
    issued(school)
    text = school.config.path.read_text(encoding="utf-8")
    assert text.count("judged_share: 0.7") == 1
    changed = text.replace("judged_share: 0.7", "judged_share: 0.6").replace(
        "version: 2016-1\n", "version: 2016-2\n"
    )
    school.config.path.write_text(changed, encoding="utf-8")
    month = draft(school, LATER)
    assert month.stage.revision == 1
    assert next(s for s in month.scores if s.unit == "jiaowu").indicators[0].score == 30
    assert document(school)["rubric_version"] == "2016-1"
    school.returns("2016-06", "教务处", {"commitment": [{**DUE, "finished_on": "2016-06-20"}]})
    school.inspects("2016-06")
    june = draft(school, datetime(2016, 7, 8, 9), "2016-06")  # noqa: DTZ001
    assert document(school, "2016-06")["rubric_version"] != "2016-1"
    assert june.scores


def test_what_was_found_false_after_issue_is_restated(school: School) -> None:
    """政教处's completion was not true, decided in June: its 目标承诺 of 100 falls to 0.7·0 + 0.3·1 = 30.00."""
    draft(school)
    issued(school)
    false = {
        "kind": "抽查不实", "subject": "政教处", "number": "政教处-承诺-001", "reason": "现场没有见到制度",
        "approved_on": "2016-06-20",
    }  # fmt: skip
    school.decides("2016-06", false)
    month = draft(school, LATER)
    assert month.stage.revision == 2
    change = next(c for c in month.stage.changes if c.subject == "目标承诺得分（百分制）")
    assert (change.unit, change.old, change.new) == ("zhengjiao", "100.00", "30.00")
    assert "政教处-承诺-001 报的完成经批准认定抽查不实" in change.reason


def only_may_and_december(settings: dict[str, Any]) -> None:
    """Leave two periods of the year: one that is scored, and the one in which it ends."""
    settings["periods"] = [p for p in settings["periods"] if p["id"] in {"2016-05", "2016-12"}]


def test_the_year_is_signed_once_its_periods_are_issued_and_restated_after_them(tmp_path: Path) -> None:
    """May is a draft: the year cannot be signed. Then it is signed and issued; May's second version restates it."""
    school = School(tmp_path, UNITS, only_may_and_december)
    school.returns("2016-05", "教务处", {"commitment": [DUE]})
    school.returns("2016-05", "政教处", {"commitment": [{**DUE, "finished_on": "2016-05-19"}]})
    school.inspects("2016-05")
    draft(school)
    marks = [{"subject": unit, "mark": 90} for unit in UNITS]
    school.returns("2016-12", "领导小组办公室", {"marks": marks}, arrived="2016-12-15T09:00")
    end, year = datetime(2016, 12, 20, 9), OfYear("2016")  # noqa: DTZ001
    at = office(school, end)
    publish_year(at, bring_together(at, "2016"))
    with pytest.raises(UsageError, match="5月还没有印发"):
        approve(office(school, end), year, SIGNER)
    issued(school)
    at = office(school, end)
    publish_year(at, bring_together(at, "2016"))
    approve(office(school, end), year, SIGNER)
    book, _ = issue(office(school, end), year)
    assert book.stage.words == "印发"
    first = document(school, "_issued/2016-r1")
    correction = corrected(subject="教务处", approved_on="2016-12-10")
    school.returns(
        "2016-12", "领导小组办公室", {"marks": marks, "decisions": [correction]}, arrived="2016-12-15T10:00"
    )
    draft(school, end)
    issued(school, end, end)
    stage = bring_together(office(school, end), "2016").stage
    assert (stage.state, stage.revision, stage.restates) == (State.DRAFT, 2, 1)
    change = next(c for c in stage.changes if (c.unit, c.subject) == ("jiaowu", "年度得分"))
    assert change.old == next(u["final"] for u in first["units"] if u["id"] == "jiaowu")
    assert change.reason == "5月出了第2版"
