"""What a strict reader found in the year and its signing: corrections told for ever, rulings held, reasons withheld."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipeline.account import account, spoken
from pipeline.errors import SetupError, UsageError
from pipeline.issuing import OfPeriod, approve, issue
from pipeline.model import State
from tests.issues import (
    DRAFTED,
    DUE,
    JULY,
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
from tests.school import School, assert_adds_up
from tests.year_end import all_good, close_year, inspected

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.flow import Office
    from pipeline.model import Consolidation, UnitScore

JULY_SIGNED, JULY_SENT = datetime(2016, 7, 6, 10), datetime(2016, 7, 6, 15)  # noqa: DTZ001
OFFICE = "领导小组办公室"


def of(month: Consolidation, unit: str = "jiaowu") -> UnitScore:
    """Return one unit's score."""
    return next(score for score in month.scores if score.unit == unit)


def issued_school(home: Path) -> School:
    """Return the school whose May is issued."""
    school = came_back(home)
    draft(school)
    issued(school)
    return school


def files_of_may(home: Path) -> dict[str, bytes]:
    """Return every file of May's face."""
    folder = home / "output" / "2016-05"
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_a_revision_corrected_stays_told(tmp_path: Path) -> None:
    """Consolidated once more after the second version was issued, May still says what that version corrected."""
    school = issued_school(tmp_path)
    school.decides("2016-06", corrected())
    draft(school, LATER)
    second = issued(school, JULY_SIGNED, JULY_SENT)
    again = draft(school, datetime(2016, 9, 6, 9))  # noqa: DTZ001
    assert (again.stage.state, again.stage.revision, again.stage.restates) == (State.ISSUED, 2, 1)
    assert len(again.stage.changes) == len(second.stage.changes) > 0
    assert document(school)["changes"] == document(school, "_issued/2016-05-r2")["changes"]


def test_a_text_corrected_beside_figures_is_told_in_the_same_revision(tmp_path: Path) -> None:
    """教务处's date changes its score, 政教处's measure changes nothing: both stand in the second version."""
    school = issued_school(tmp_path)
    text = corrected(
        subject="政教处", number="政教处-承诺-001", column="工作措施", old="工作措施写在这里", new="每周例会"
    )
    school.decides("2016-06", corrected(), text)
    changes = draft(school, LATER).stage.changes
    assert [(c.unit, c.subject) for c in changes if c.unit == "zhengjiao"] == [("zhengjiao", "文字")]
    assert {c.subject for c in changes if c.unit == "jiaowu"} >= {"得分", "目标承诺得分（百分制）"}


def test_each_moment_gives_the_files_it_gave_then(tmp_path: Path) -> None:
    """May at its first draft's clock is the first version, at its second's the second, whatever came afterwards."""
    school = issued_school(tmp_path)
    first = files_of_may(tmp_path)
    school.decides("2016-06", corrected())
    draft(school, LATER)
    issued(school, JULY_SIGNED, JULY_SENT)
    second = files_of_may(tmp_path)
    school.returns("2016-08", "教务处", {})
    draft(school, DRAFTED)
    assert files_of_may(tmp_path) == first
    draft(school, LATER)
    assert files_of_may(tmp_path) == second


def test_an_issued_folder_that_is_gone_is_missed(tmp_path: Path) -> None:
    """Nothing is computed in its place."""
    school = issued_school(tmp_path)
    folder = school.config.output / "_issued" / "2016-05-r1"
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(SetupError, match="2016-05-r1"):
        draft(school, LATER)


def changed(school: School, **settings: Any) -> None:  # noqa: ANN401 — settings
    """Write the declarations with other settings of the rubric's kinds."""
    declared = yaml.safe_load(school.config.path.read_text(encoding="utf-8"))
    declared.update(settings)
    school.config.path.write_text(yaml.dump(declared, allow_unicode=True), encoding="utf-8")


def test_a_unit_that_left_the_roster_is_a_revision(tmp_path: Path) -> None:
    """政教处 begins in June by the new roster: May without it is no silent change, whatever the others' figures."""
    school = issued_school(tmp_path)
    roster = yaml.safe_load(school.config.path.read_text(encoding="utf-8"))["roster"]
    next(unit for unit in roster["units"] if unit["name"] == "政教处")["first_day"] = "2016-06-01"
    changed(school, roster=roster)
    stage = draft(school, LATER).stage
    assert (stage.state, stage.revision) == (State.DRAFT, 2)
    gone = next(c for c in stage.changes if c.unit == "zhengjiao")
    assert (gone.subject, gone.new, gone.reason) == ("得分", "—", "材料有变动，重新汇总")


def test_others_corrections_are_no_reason_of_a_unit(tmp_path: Path) -> None:
    """政教处's return is gone, 教务处's date is corrected: the reason of the one is not told of the other."""
    school = issued_school(tmp_path)
    next((school.config.submissions / "2016-05").glob("政教处*")).unlink()
    school.decides("2016-06", corrected())
    reasons = {c.reason for c in draft(school, LATER).stage.changes if c.unit == "zhengjiao"}
    assert reasons == {"材料有变动，重新汇总"}


def test_a_rubric_changed_after_the_draft_is_not_signed_unseen(tmp_path: Path) -> None:
    """A share of the year changes no figure of May; what was seen was judged by another rubric all the same."""
    school = came_back(tmp_path)
    draft(school)
    rubric = yaml.safe_load(school.config.path.read_text(encoding="utf-8"))["rubric"]
    rubric["annual"]["quota"]["share"] = 0.4
    changed(school, rubric=rubric)
    with pytest.raises(UsageError, match="考评细则有变动"):
        approve(office(school, SIGNED), OfPeriod(school.config.period("2016-05")), SIGNER)


def test_nothing_is_signed_before_it_was_there(tmp_path: Path) -> None:
    """The computer's clock is behind the draft's."""
    school = came_back(tmp_path)
    draft(school, SIGNED)
    with pytest.raises(UsageError, match="请核对电脑的时间"):
        approve(office(school, DRAFTED), OfPeriod(school.config.period("2016-05")), SIGNER)


def test_an_issued_version_is_not_issued_over(tmp_path: Path) -> None:
    """May is consolidated as of its first draft, of which a file is gone: no second first version is signed."""
    school = issued_school(tmp_path)
    before = document(school, "_issued/2016-05-r1")
    next((school.config.submissions / "2016-05").glob("政教处*")).unlink()
    assert draft(school, DRAFTED).stage.state is State.DRAFT
    may = OfPeriod(school.config.period("2016-05"))
    with pytest.raises(UsageError, match="已经印发过"):
        approve(office(school, SENT), may, SIGNER)
    with pytest.raises(UsageError, match="已经印发过"):
        issue(office(school, SENT), may)
    assert document(school, "_issued/2016-05-r1") == before


def test_a_cell_is_corrected_again(tmp_path: Path) -> None:
    """First 20 May, then 27 May (five working days late: 0.8): 0.7·80 + 0.3·100 = 86.00; the old value is the corrected one."""
    school = issued_school(tmp_path)
    again = corrected(old="2016年5月20日", new="2016年5月27日", approved_on="2016-06-20")
    school.decides("2016-06", again, corrected())
    month = draft(school, LATER)
    assert not [f for f in month.findings if f.code == "decision-incomplete"]
    assert of(month).indicators[0].score == 86
    assert [f.context["typed"] for f in month.findings if f.code == "cell-corrected"] == [
        "空",
        "2016年5月20日",
    ]


def test_a_corrected_name_keeps_its_number(tmp_path: Path) -> None:
    """The promise was misnamed: the item stays 001, its lines keep their ids, and June goes on with it."""
    school = issued_school(tmp_path)
    school.returns("2016-06", "教务处", {})
    school.decides(
        "2016-06", corrected(column="承诺事项", old="修订作息制度", new="制定课后服务时间安排办法")
    )
    month = draft(school, LATER)
    assert (month.stage.revision, month.stage.text_only) == (1, True)
    june = draft(school, JULY, "2016-06")
    names = {item.number: item.name for item in june.merged.items}
    assert names == {"教务处-承诺-001": "制定课后服务时间安排办法", "政教处-承诺-001": "修订作息制度"}
    assert not {"item-absent", "number-unknown"} & {f.code for f in june.findings}


def test_what_a_ruling_gives_back_is_held_once_more(tmp_path: Path) -> None:
    """工作纪律 20: 15 + 12 points off, held at 0. The 15 were wrong: 20 − 12 = 8, and not 0 + 15 = 15."""
    school = came_back(tmp_path)
    lines = [
        {"subject": "教务处", "checked_on": "2016-05-12", "code": "上班迟到", "count": 15},
        {"subject": "教务处", "checked_on": "2016-05-13", "code": "上班早退", "count": 12},
    ]
    school.inspects("2016-05", *lines)
    draft(school)
    first = of(issued(school))
    full = next(b.out_of for b in first.because if b.id == "文明科室、级部/工作纪律")
    assert sum(b.points for b in first.because if b.part == "工作纪律") == 0
    asked = {**RULED, "score_line": "文明科室、级部/工作纪律/上班迟到/0512", "new_score": 0}
    school.returns("2016-06", OFFICE, {"reviews": [review(**asked)]})
    score = of(draft(school, LATER))
    assert sum(b.points for b in score.because if b.part == "工作纪律") == full * 8 / 20
    assert_adds_up(score)


def test_a_ruling_is_not_itself_reviewed(tmp_path: Path) -> None:
    """The office is told that the line asked about is the one that the ruling was about."""
    school = issued_school(tmp_path)
    school.returns("2016-06", OFFICE, {"reviews": [review(**RULED, new_score=5)]})
    draft(school, LATER)
    issued(school, JULY_SIGNED, JULY_SENT)
    again = review(**RULED, new_score=8, score_line="目标承诺/教务处-承诺-001/完成/复核")
    school.returns("2016-08", OFFICE, {"reviews": [{**again, "asked_on": "2016-07-07"}]})
    month = draft(school, datetime(2016, 9, 6, 9))  # noqa: DTZ001
    assert [f.context["typed"] for f in month.findings if f.code == "review-lost"] == [again["score_line"]]


def test_reasons_of_a_sensitive_line_are_withheld(tmp_path: Path) -> None:
    """作风整顿: why a unit asks and how it was ruled stays in the office's register; no file of the release has it."""
    school = School(tmp_path, UNITS)
    school.returns("2016-05", "教务处", {"commitment": [DUE], "conduct": [{"deadline": "2016-05-20"}]})
    school.inspects("2016-05")
    draft(school)
    issued(school)
    line = {
        "score_line": "作风整顿/教务处-作风-001/完成",
        "reason": "暗语甲",
        "ruling_reason": "暗语乙",
        "new_score": 1,
    }
    school.returns("2016-06", OFFICE, {"reviews": [review(**{**RULED, **line})]})
    month = draft(school, LATER)
    assert month.stage.revision == 2
    told = json.dumps(document(school), ensure_ascii=False) + "".join(
        p.read_text(encoding="utf-8") for p in (school.config.output / "2016-05").rglob("*.html")
    )
    assert "暗语" not in told
    assert "（略）" in told


def test_a_sensitive_column_corrected_is_not_told(tmp_path: Path) -> None:
    """Who was late stands in 涉及人员, which nobody but the assessors reads; neither old nor new is repeated."""
    school = came_back(tmp_path)
    line = {
        "subject": "教务处",
        "checked_on": "2016-05-12",
        "code": "上班迟到",
        "count": 1,
        "persons": "暗语甲",
    }
    school.inspects("2016-05", line)
    draft(school)
    issued(school)
    row = next(
        r
        for r in draft(school).merged.records["inspection"]["2016-05"]
        if r.values.get("persons") == "暗语甲"
    )
    school.decides(
        "2016-06",
        corrected(
            subject="考评组", target=school.config.ledgers["inspection"].title, number=f"第{row.row}行",
            column="涉及人员", old="暗语甲", new="暗语乙",
        ),
    )  # fmt: skip
    month = draft(school, LATER)
    assert [c.reason.split(" ", 2)[2] for c in month.stage.changes] == [
        "经批准更正，内容略（领导小组6月13日会议纪要）"
    ]
    assert [f.context for f in month.findings if f.code == "cell-corrected"] == [
        {"typed": "（略）", "became": "（略）"}
    ]
    assert "暗语" not in json.dumps(document(school), ensure_ascii=False)


def test_what_a_ruling_gave_back_is_no_loss_on_the_telephone(tmp_path: Path) -> None:
    """The overdue promise was out of 11.67 and brought 0; by the ruling it brings 11: the 0.67 lost on it are not among the three largest."""
    school = issued_school(tmp_path)
    school.returns("2016-06", OFFICE, {"reviews": [review(**RULED, new_score=11)]})
    month = draft(school, LATER)
    assert "还没有完成，少得" not in spoken(school.config, month, of(month))


def test_an_excused_unit_has_no_place_on_the_telephone(tmp_path: Path) -> None:
    """教务处 is excused in May: a score, no rank."""
    school = came_back(tmp_path)
    excused = {"kind": "客观原因", "subject": "教务处", "first_period": "5月", "reason": "整体迁址"}
    school.decides("2016-05", excused)
    month = draft(school)
    lines = "".join(account(school.config, month, of(month)))
    for told in (spoken(school.config, month, of(month)), lines):
        assert "经批准免评，不排名" in told
        assert "第 0 名" not in told


def test_a_review_of_what_does_not_apply_changes_nothing(tmp_path: Path) -> None:
    """作风整顿 is 不适用 to 教务处, out of 0 points; whatever is ruled on that line, May stands."""
    school = issued_school(tmp_path)
    ruled = {**RULED, "score_line": "作风整顿/不适用", "new_score": 0}
    school.returns("2016-06", OFFICE, {"reviews": [review(**ruled)]})
    assert draft(school, LATER).stage.revision == 1


@pytest.mark.parametrize(
    ("line", "behind"),
    [
        ({}, ("2016-05", "2016-06")),
        ({"column": "工作措施", "old": "工作措施写在这里", "new": "每周例会"}, ("2016-05",)),
    ],
    ids=["figures", "text"],
)
def test_a_month_changed_by_an_earlier_months_correction_says_so(
    tmp_path: Path, line: dict[str, Any], behind: tuple[str, ...]
) -> None:
    """June judged the promise of May once more as overdue; it was done on 20 May: June is due too, and cites May's cell."""
    school = issued_school(tmp_path)
    for unit in UNITS:
        school.returns("2016-06", unit, {})
    school.inspects("2016-06")
    draft(school, JULY, "2016-06")
    june = OfPeriod(school.config.period("2016-06"))
    approve(office(school, JULY), june, SIGNER)
    issue(office(school, JULY), june)
    school.decides("2016-08", corrected(approved_on="2016-07-20", **line))
    september = datetime(2016, 9, 8, 9)  # noqa: DTZ001
    assert draft(school, september, "2016-08").behind == behind
    stage = draft(school, september, "2016-06").stage
    assert not [c for c in stage.changes if c.subject == "文字"]
    if "2016-06" in behind:
        change = next(c for c in stage.changes if (c.unit, c.subject) == ("jiaowu", "得分"))
        assert (stage.revision, change.reason.split(" ")[:2]) == (2, ["表1", "目标承诺"])
        assert "经核实已于5月20日完成" in change.reason


@pytest.mark.parametrize(
    ("lines", "undecided", "useless"),
    [
        ([("教务处", "良好"), ("政教处", "良好")], [False, False, False], 0),
        ([("教务处", "良好")], [True, True, False], 1),
        ([("总务处", "优秀")], [True, True, False], 1),
        ([("教务处", "优秀"), ("政教处", "优秀")], [True, True, False], 2),
        ([("教务处", "第一等")], [True, True, False], 1),
        ([("教务处", "优秀")], [False, False, False], 0),
    ],
    ids=["none of them", "one of two", "not in the tie", "too many", "no such grade", "one"],
)
def test_a_decision_on_a_tie_settles_it_or_is_asked_about(
    tmp_path: Path, lines: list[tuple[str, str]], undecided: list[bool], useless: int
) -> None:
    """One place, two units alike at 97 and one at 95: that neither has it is a decision too."""
    lost = {"教务处": 3, "政教处": 3, "总务处": 5}
    school = inspected(tmp_path, *lost)
    close_year(
        school, dict.fromkeys(lost, 100), [line for unit in lost for line in all_good(unit)],
        sanctions=[
            {"subject": unit, "kind": "扣分", "points": points, "decided_on": "2016-12-01"} for unit, points in lost.items()
        ],
        decisions=[
            {"kind": "等次研究", "subject": unit, "new": grade, "basis": "校委会纪要", "approved_on": "2016-12-15"}
            for unit, grade in lines
        ],
    )  # fmt: skip
    book = school.year()
    assert [each.undecided for each in book.scores] == undecided
    assert sum(f.code == "decision-incomplete" for f in book.findings) == useless


def test_a_run_cut_off_after_signing_is_finished_by_the_next(tmp_path: Path) -> None:
    """The registers say signed, then issued, and the face in output/ is the one before: the same command again completes it."""
    school = came_back(tmp_path)
    draft(school)
    may, face = OfPeriod(school.config.period("2016-05")), school.config.output / "2016-05"

    def sign(at: Office) -> Consolidation:
        return approve(at, may, SIGNER)[0]

    def send(at: Office) -> Consolidation:
        return issue(at, may)[0]

    for deed, state in ((sign, State.APPROVED), (send, State.ISSUED)):
        before = tmp_path / f"before_{state.name}"
        shutil.copytree(face, before)
        deed(office(school, SENT))
        finished = files_of_may(tmp_path)
        shutil.rmtree(face)
        shutil.copytree(before, face)
        assert deed(office(school, SENT)).stage.state is state
        assert files_of_may(tmp_path) == finished
        with pytest.raises(UsageError, match="已经"):
            deed(office(school, SENT))
