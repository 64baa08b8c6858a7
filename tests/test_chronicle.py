"""The facts of the year: real workbooks of a small school, every count worked out by hand beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.chronicle import Progress, Records, follow_plan, tell_year, write_report
from pipeline.config import load_config
from pipeline.errors import SetupError
from pipeline.plan import Document
from tests.school import HOME, KEEPERS, School
from tests.tables import SCHOOL

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.chronicle import Chronicle, ClauseStanding, Line, PersonFacts, Section
    from pipeline.config import Config
    from pipeline.model import YearBook

OFFICE = KEEPERS[0]
CANARY = "金丝雀"
"""Stands in every text that is typed into the sensitive ledgers, and in nothing that is told."""


@dataclass(frozen=True)
class Told:
    """A year, its facts and its report."""

    config: Config
    book: YearBook
    facts: Chronicle
    report: tuple[Section, ...]

    @classmethod
    def of(cls, school: School) -> Told:
        """Judge the school's year and tell it."""
        book = school.year()
        facts = tell_year(school.config, book)
        return cls(school.config, book, facts, write_report(school.config, book, facts))

    def person(self, name: str) -> PersonFacts:
        """Return a person's facts."""
        return next(each for each in self.facts.people if each.name == name)

    def clause(self, start: str) -> ClauseStanding:
        """Return the clause that begins with `start`."""
        return next(each for each in self.facts.clauses if each.text.startswith(start))

    def section(self, heading: str) -> str:
        """Return a section of the report as one text."""
        found = next(each for each in self.report if each.heading.endswith(heading))
        return "\n".join(found.paragraphs)


def marks(*units: str) -> dict[str, Any]:
    """Return what the office has to enter in December before a year can be judged."""
    votes = [
        {"subject": unit, "voters": "中层", "issued": 5, "returned": 5, "good": 5, "fairly_good": 0, "fair": 0,
         "poor": 0, "abstained": 0}
        for unit in units
    ]  # fmt: skip
    return {"ballots": votes, "marks": [{"subject": unit, "mark": 90} for unit in units]}


def counts(line: Line) -> dict[str, int | float]:
    """Return the figures of a line that are not 0; each has as many places as it counts, or sums cells."""
    return {
        f.name: float(f.count) if f.count.denominator > 1 else int(f.count) for f in line.figures if f.count
    }


def named(lines: tuple[Line, ...], name: str) -> dict[str, int | float]:
    """Return the figures of the line called `name`."""
    return counts(next(line for line in lines if line.name == name))


def in_may() -> dict[str, Any]:
    """Return what 教务处 returns in May."""
    return {
        "commitment": [
            {"promise": "修订作息制度", "person": "槐致用", "deadline": "2016-05-20", "finished_on": "2016-05-18"},
            {"promise": "清查学籍", "person": "葵向明", "deadline": "2016-05-31"},
            {"promise": "编写课程方案", "person": "槐致用、苇成林", "deadline": "2016-06-30"},
            {"promise": "汇编全年教案", "person": "苇成林", "deadline": "2016-12-30", "theme": "玉兰精神"},
            {"promise": "改造阅览室", "person": "葵向明", "deadline": "2016-06-30"},
            {"promise": "更换课桌", "person": "苇成林", "deadline": "2016-06-30"},
        ],
        "media": [
            {"title": "课堂开放日", "kind": "报纸", "level": "省", "aired_on": "2016-05-10", "front_page": "是"},
            {"title": "课堂 开放日", "outlet": "另一家", "kind": "网络", "level": "校", "aired_on": "2016-05-11"},
            {"title": "一堂数学课", "kind": "电视", "level": "市", "aired_on": "2016-05-20", "theme": "玉兰精神"},
        ],
        "teachers": [
            {"person": "柽问渠", "category": "学科骨干教师", "mentor": "槐致用", "measure": "每月一节公开课",
             "deadline": "2016-05-31", "finished_on": "2016-05-30", "recognised_on": "2016-05-30",
             "recognised_by": "学校学术委员会"},
        ],
        "training": [
            {"person": "柽问渠", "held_on": "2016-05-12", "content": "研修", "hours": 8.5, "open_lessons": 2},
            {"person": "柽问渠", "held_on": "2016-05-19", "content": "评比", "hours": 4, "award": "优质课",
             "award_level": "市", "reward": "书籍", "paper": "分层作业"},
        ],
        "conduct": [
            {"problem": f"{CANARY}甲", "source": "自查", "fault": "慢", "measure": CANARY, "owner": "槐致用",
             "rectification": "整改到位", "finished_on": "2016-05-25", "rule_made": f"{CANARY}办法", "goal": CANARY, "theme": "玉兰精神"},
            {"problem": f"{CANARY}乙", "source": "群众反映", "fault": "推", "owner": "槐致用", "deadline": "2016-06-30",
             "rectification": "正在整改", "progress": f"{CANARY}已经开始改了", "note": CANARY},
        ],
        "self_check": [{"category": "清理三", "found": "有"}, {"category": "清理六", "applies": "否"}],
        "clearance": [
            {"problem": f"{CANARY}丙", "category": "清理三：乱收费、乱摊派", "source": "上级反馈", "found_on": "2016-05-12",
             "goal": CANARY, "path": CANARY, "rectification": "尚未整改", "amount": 3},
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Return the year of a school with two offices and 校领导."""
    school = School(tmp_path_factory.mktemp("year"), ("教务处", "总务处", "校领导"))
    school.returns("2016-05", "教务处", in_may())
    school.returns("2016-05", "总务处", {}, arrived="2016-06-07T09:00")
    school.returns("2016-05", "校领导", {"commitment": [
        {"promise": "建成三所示范功能室", "person": "学校领导班子", "deadline": "2016-11-30", "finished_on": "2016-05-25"},
    ]})  # fmt: skip
    school.inspects("2016-05")
    school.returns("2016-05", OFFICE, {
        "supervision": [
            {"raised_on": "2016-05-16", "source": "领导批示", "subject": "总务处", "matter": "操场积水",
             "demand": "雨季前做完", "deadline": "2016-06-30"},
            {"raised_on": "2016-05-09", "source": "会议议定", "subject": "教务处", "matter": "暑期研修",
             "demand": "排出日程", "deadline": "2016-07-08", "result": "日程已印发"},
        ],
        "reminders": [
            {"subject": "总务处", "reminded_on": "2016-06-06", "way": "电话", "addressee": "樟厚德"},
        ],
        "documents": [{"document": "名师培育管理实施方案", "subject": "教务处", "deadline": "2016-06-15",
                       "status": "已印发", "evidence": "云杉〔2016〕3号"}],
        "decisions": [
            {"kind": "撤销", "subject": "教务处", "number": "教务处-承诺-005", "approved_on": "2016-05-10"},
            {"kind": "客观原因", "subject": "教务处", "number": "教务处-承诺-006", "first_period": "6月",
             "approved_on": "2016-05-10"},
        ],
    })  # fmt: skip
    school.returns(
        "2016-06",
        "教务处",
        {"commitment": [{"promise": "清查学籍", "finished_on": "2016-06-13", "evidence": "台账"}]},
    )
    school.decides(
        "2016-06",
        media=[{"subject": "教务处", "title": "课堂开放日", "fixed_level": "市"}],
        conduct=[
            {
                "subject": "教务处",
                "number": "教务处-作风-001",
                "signed_off_on": "2016-06-20",
                "accepted_by": "荷清如",
            }
        ],
        clearance=[{"subject": "教务处", "number": "教务处-清理-001", "criticised": 2, "disciplined": 1}],
    )
    school.returns("2016-12", "教务处", {
        "summary": [{"highlight": "三张表用起来了。", "problem": "期末事多", "next_year": "短课按学期排",
                     "lesson": "先定口径再报数"}],
        "practices": [{"practice": "一页纸评课", "rule_name": "《听课评课办法》"}],
        "experience": [{"title": "三张表让评课落地", "method": "一页纸", "effect": "评课有据"}],
    })  # fmt: skip
    school.returns("2016-12", OFFICE, marks("教务处", "总务处"))
    return Told.of(school)


def test_what_a_person_promised(told: Told) -> None:
    """A promise of two stands with both; late, excused and withdrawn are told apart, and where it is said."""
    assert {p.name: {f.name: int(f.count) for f in p.figures if f.count} for p in told.facts.people} == {
        "学校领导班子": {"承诺": 1, "按时完成": 1},
        "槐致用": {"承诺": 2, "按时完成": 1, "逾期未完成": 1},
        "苇成林": {"承诺": 3, "未到期": 1, "逾期未完成": 1, "客观原因": 1},
        "葵向明": {"承诺": 2, "逾期完成": 1, "已撤销": 1},
    }
    assert [each.name for each in told.facts.people] == ["学校领导班子", "槐致用", "苇成林", "葵向明"]
    late = next(p for p in told.person("葵向明").promises if p.text == "清查学籍")
    assert (late.number, late.deadline, late.completed) == (
        "教务处-承诺-002",
        date(2016, 5, 31),
        date(2016, 6, 13),
    )
    assert late.outcome_where.file == "2016-06/教务处_1.xlsx"
    assert late.outcome_where.sheet == "表1 目标承诺"


def test_a_person_stands_with_the_roster_and_the_filing_route(told: Told) -> None:
    """The team files with 组干科, a cadre in the unit; items owned elsewhere are counts by ledger."""
    team, head = told.person("学校领导班子"), told.person("槐致用")
    assert (team.tier, team.filing, team.owned) == ("班子集体", "报组干科", ())
    assert (head.unit_name, head.title, head.filing) == ("教务处", "主任", "本单位留存备查")
    assert {f.name: (int(f.count), len(f.places)) for f in head.owned} == {
        "表3-2 名师培育": (1, 1), "表6 作风整改": (2, 2),
    }  # fmt: skip


def test_promises_by_unit_and_tier_count_a_promise_of_two_once(told: Told) -> None:
    """教务处 has six promises, three people and eight lines on their pages."""
    assert named(told.facts.kept_by_unit, "教务处") == {
        "承诺": 6, "按时完成": 1, "逾期完成": 1, "未到期": 1, "逾期未完成": 1, "客观原因": 1, "已撤销": 1,
    }  # fmt: skip
    assert [line.name for line in told.facts.kept_by_tier] == ["班子集体", "中层干部", "干部"]
    assert named(told.facts.kept_by_tier, "中层干部")["承诺"] == 4


def test_what_a_teacher_did(told: Told) -> None:
    """Hours and lessons are sums with their cells; awards have a level, a recognition its day."""
    (teacher,) = told.facts.teachers
    assert (teacher.name, teacher.unit_name, teacher.category, teacher.mentor) == (
        "柽问渠", "教务处", "学科骨干教师", "槐致用",
    )  # fmt: skip
    assert (teacher.hours.words, len(teacher.hours.places), teacher.lessons.words) == ("12.5", 2, "2")
    assert [(each.text, each.outcome) for each in teacher.measures] == [("每月一节公开课", "按时完成")]
    assert [(each.words, each.level) for each in teacher.awards] == [("优质课", "市")]
    assert [each.words for each in (*teacher.papers, *teacher.rewards)] == ["分层作业", "书籍"]
    assert [(each.by, each.day) for each in teacher.recognised] == [("学校学术委员会", date(2016, 5, 30))]


def test_reports_by_level_kind_and_month(told: Told) -> None:
    """The fixed level counts before the claimed one; one title of a unit is one story in two outlets."""
    assert counts(told.facts.media.whole) == {
        "篇次": 3, "篇": 2, "头版头条": 1, "已核定级别": 2, "未核定级别": 1, "市": 3,
    }  # fmt: skip
    assert named(told.facts.media.by_level, "市") == {
        "篇次": 3, "篇": 2, "头版头条": 1, "已核定级别": 2, "未核定级别": 1, "电视": 1, "报纸": 1, "网络": 1,
    }  # fmt: skip
    assert [(line.name, line.of("篇次").words) for line in told.facts.media.by_month] == [("5月", "3")]
    assert told.facts.media.stories[0].level_where.sheet == "核定 表2-2 宣传报道"


def test_rectification_is_counted(told: Told) -> None:
    """表6: two found, one done and signed off, one running; 表7-2: one found, two people criticised."""
    conduct, clearance = told.facts.rectification.ledgers
    assert counts(conduct.whole) == {"发现": 2, "整改完成": 1, "正在整改": 1, "销号": 1, "完善制度": 1}
    assert named(conduct.by_kind, "推") == {"发现": 1, "正在整改": 1}
    assert named(conduct.by_source, "自查") == {"发现": 1, "整改完成": 1, "销号": 1, "完善制度": 1}
    assert [line.name for line in conduct.by_unit] == ["教务处"]
    assert counts(clearance.whole) == {"发现": 1, "尚未整改": 1, "批评教育": 2, "纪律处分": 1}
    assert counts(told.facts.rectification.whole)["发现"] == 3
    assert conduct.whole.of("销号").places[0].sheet == "核定 表6 作风整改"


def test_self_check_is_counted(told: Told) -> None:
    """教务处 answered two lines in May and everything by the nil mark in June; the others only by nil marks."""
    checked = told.facts.rectification.self_check
    assert checked is not None
    assert named(checked.by_line, "清理三：乱收费、乱摊派")["有问题"] == 1
    assert named(checked.by_line, "清理六：省属企业违规配车、用车")["不适用"] == 1
    assert (checked.whole.of("已查").words, checked.whole.of("本月各项均无新问题").words) == ("4", "3")


def test_what_was_asked_for_and_what_became_of_it(told: Told) -> None:
    """Matters stand in the order in which they were raised; the one without a result by its time is overdue."""
    facts = told.facts.supervision
    assert [(m.text, m.unit_name, m.state) for m in facts.matters] == [
        ("暑期研修", "教务处", "已有结果"), ("操场积水", "总务处", "到期无结果"),
    ]  # fmt: skip
    assert named(facts.by_source, "领导批示") == {"交办": 1, "到期无结果": 1}
    assert named(facts.by_unit, "教务处") == {"交办": 1, "已有结果": 1}
    assert [(line.name, counts(line)) for line in facts.reminders] == [("总务处", {"催报": 1, "电话": 1})]


def test_themes_are_counted_by_ledger_and_unit(told: Told) -> None:
    """A sensitive row counts like any other and says nothing else."""
    spirit = next(each for each in told.facts.themes if each.theme == "玉兰精神")
    assert counts(spirit.whole) == {"合计": 3, "表1 目标承诺": 1, "表2-2 宣传报道": 1, "表6 作风整改": 1}
    assert [line.name for line in spirit.by_unit] == ["教务处"]
    assert [each.theme for each in told.facts.themes] == list(told.config.tables["themes"])


def test_clauses_of_the_plan_stand_as_the_records_say(told: Told) -> None:
    """After the year: done by rows, done by document with its own lead and time, overdue, short of every row."""
    assert len(told.facts.clauses) == len(told.config.plan.clauses)
    team, scheme = told.clause("学校领导班子按"), told.clause("制定名师培育")
    assert (team.state, team.evidence) == ("已落实", "「表1 目标承诺」承诺层级为班子集体的 1 件")
    assert (scheme.state, scheme.lead, scheme.last) == ("已落实", "教务处", date(2016, 6, 15))
    assert scheme.evidence == "已印发：云杉〔2016〕3号"
    assert told.clause("制定《文明科室").state == "到期未落实"
    assert told.clause("干部按岗位").lacking.endswith("还没有：总务处")
    signed = told.clause("整治")
    assert signed.state == "到期未落实"
    assert signed.lacking.startswith("「表6 作风整改」有销号日期的 1 件，共 2 件")
    assert told.clause("争先进").state == "到期未落实"
    assert told.clause("评比文明科室").state == "已落实"
    assert told.clause("考核结果用于").evidence == "年度考评已评定等次：科室 2 个"


def test_use_of_the_result(told: Told) -> None:
    """Teachers and cadres stand with facts in the order of the roster; a team and a teacher are no cadres."""
    by = {
        purpose: [u for u in told.facts.use if u.purpose == purpose]
        for purpose in ("干部选拔任用参考", "教师培养")
    }
    assert [u.subject for u in by["干部选拔任用参考"]] == ["槐致用", "苇成林", "葵向明"]
    assert by["干部选拔任用参考"][0].basis == "承诺 2 件，按时完成 1 件，逾期未完成 1 件"
    assert [(u.subject, u.basis) for u in by["教师培养"]] == [("柽问渠", "2016年5月30日由学校学术委员会认定")]


def test_the_report_reads_from_the_facts(told: Told) -> None:
    """Six sections; each sentence below was worked out from the workbooks above."""
    assert [each.heading for each in told.report] == [
        "一、总体情况", "二、主要做法和成效", "三、存在问题", "四、经验教训", "五、制度固化", "六、下年打算",
    ]  # fmt: skip
    deeds = told.section("主要做法和成效")
    assert "公开承诺事项 7 件，由 3 人和 1 个班子集体作出。报组干科 1 件，本单位留存备查 5 件。" in deeds
    assert (
        "各级媒体刊播 3 篇次，其中市级 3 篇次；1 篇次的级别还没有核定，按申报的级别计；头版头条 1 篇次。"
        in deeds
    )
    assert "（七）一问责八清理。" in deeds
    assert "批评教育 2 人，纪律处分 1 人" in deeds
    assert "教务处：三张表用起来了。" in deeds
    problems = told.section("存在问题")
    assert "逾期未完成的事项：教务处 3 件。" in problems
    assert "迟报：总务处 1 次" in problems
    assert "交办事项到期没有结果：总务处 1 件。" in problems
    assert "教务处：一页纸评课，定为《听课评课办法》。" in told.section("制度固化")
    assert told.section("下年打算").endswith("教务处：短课按学期排。")


def test_no_word_of_the_sensitive_ledgers_is_told(told: Told) -> None:
    """The workbooks hold the canary; facts and report do not, wherever one looks."""
    held = [
        row
        for name in ("conduct", "clearance")
        for rows in told.book.merged.records[name].values()
        for row in rows
    ]
    assert CANARY in repr(held)
    assert CANARY not in repr(told.facts)
    assert CANARY not in repr(told.report)


def test_every_figure_leads_to_cells(told: Told) -> None:
    """A count has one place for each thing counted, in the file, sheet and cell where it stands."""
    facts = told.facts
    lines = (
        *facts.kept_by_unit, *facts.items, facts.media.whole, *facts.media.by_unit, facts.supervision.whole,
        *(line for each in facts.rectification.ledgers for line in each.by_kind),
    )  # fmt: skip
    for figure in (figure for line in lines for figure in line.figures):
        if figure.name not in {"批评教育", "组织处理", "纪律处分"}:
            assert len(figure.places) == figure.count, figure.name
        assert all(place.file and place.sheet and place.cell for place in figure.places), figure.name


def test_telling_twice_says_the_same(told: Told) -> None:
    """The order of everything is settled."""
    again = tell_year(told.config, told.book)
    assert again == told.facts
    assert write_report(told.config, told.book, again) == told.report


def test_an_empty_year_is_told_calmly(tmp_path: Path) -> None:
    """Nothing but what a judgement needs: every section has a sentence, and nothing is invented."""
    school = School(tmp_path)
    school.returns("2016-05", "教务处")
    school.inspects("2016-05")
    school.returns("2016-12", OFFICE, marks("教务处"))
    told = Told.of(school)
    assert told.facts.people == ()
    assert told.facts.teachers == ()
    assert counts(told.facts.media.whole) == {}
    assert told.section("经验教训") == "各单位的总结里没有写教训。"
    assert told.section("下年打算") == "各单位的总结里没有写下年打算。"
    assert "（一）目标承诺。全年没有登记。" in told.section("主要做法和成效")
    assert all(each.paragraphs for each in told.report)
    assert told.clause("回头看").state == "到期未落实"


def test_a_deed_under_veto_or_penalty_is_talked_about(tmp_path: Path) -> None:
    """Honoured is who has the first grade; a penalty and a veto stand with their basis and their cells."""
    school = School(tmp_path, ("教务处", "政教处", "总务处"))
    for unit in ("教务处", "政教处", "总务处"):
        done = {"promise": f"{unit}的一件事", "deadline": "2016-05-20", "finished_on": "2016-05-18"}
        school.returns("2016-05", unit, {"commitment": [done]})
    school.inspects("2016-05")
    plain = {"decided_on": "2016-11-21", "basis": "领导小组会议", "approved_by": "松明远"}
    school.returns("2016-12", OFFICE, {
        **marks("教务处", "政教处", "总务处"),
        "sanctions": [
            {"subject": "政教处", "kind": "一票否决", "reason": "责任事故", "grade_limit": "不合格", **plain},
            {"subject": "总务处", "kind": "扣分", "reason": "通报一次", "points": 1, **plain},
        ],
    })  # fmt: skip
    told = Told.of(school)
    warned = {u.subject: u for u in told.facts.use if u.purpose == "约谈提醒"}
    assert warned["政教处"].places[-1].sheet == "扣分与一票否决"
    assert "一票否决，最高评为不合格" in warned["政教处"].basis
    assert warned["总务处"].basis.endswith("通报一次（依据：领导小组会议），扣 1 分")
    assert warned["总务处"].places[-1].cell
    assert not warned["教务处"].places[0].cell
    assert warned["教务处"].basis.startswith("年度得分 ")


def test_a_month_shows_what_has_begun(tmp_path: Path) -> None:
    """On 6 June: promised is done; what lasts is running; what nobody wrote is not yet; April's is overdue."""
    school = School(tmp_path)
    school.returns("2016-05", "教务处", in_may())
    month = school.consolidate("2016-05")
    followed = follow_plan(Progress(Records(school.config, month.merged), (), (), date(2016, 6, 6)))
    states = {clause.text: clause.state for clause in followed}
    assert states["干部按岗位作出公开承诺，写明目标和措施"] == "已落实"
    assert states["用好报纸、网站、校报、广播等媒体，加强宣传"] == "正在落实"
    assert states["承诺事项确定后公示，接受群众监督"] == "正在落实"
    assert states["对标全国、全省先进，学习先进经验"] == "未落实"
    assert states["回头看上一年的活动，总结成绩，查找不足"] == "到期未落实"


def complaints(folder: Path, *spoilt: tuple[str, str]) -> list[str]:
    """Return what is said of the real declarations with the plan spoilt, `spoilt` being what is written for what."""
    school = School(folder)
    path = folder / "input_templates" / "_plan.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in spoilt:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        load_config(school.config.path)
    return caught.value.complaints


def line_of(start: str) -> int:
    """Return the line of the plan's file in which `start` stands first."""
    lines = (HOME / "input_templates" / "_plan.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if start in line)


def test_a_clause_names_only_what_there_is(tmp_path: Path) -> None:
    """Phase, ledger, column, word, document and theme that nobody declares are said at once, with their lines."""
    assert complaints(
        tmp_path,
        ("phases: [总结回顾]", "phases: [总结回看]"),
        ("ledger: work_plan", "ledger: work_plans"),
        ("field: measure", "field: measures"),
        ("among: [班子集体]", "among: [班子]"),
        ("among: [电视]", "among: [电影]"),
        ("name: 名师培育管理实施方案", "name: 名师培育实施方案"),
        ("word: 两学一做", "word: 两学一"),
    ) == [
        f"_plan.yaml 第{line_of('text: 回头看')}行：阶段「总结回看」没有声明。是不是「总结回顾」？",
        f"_plan.yaml 第{line_of('ledger: work_plan')}行：佐证用到的台账「work_plans」没有声明。是不是「work_plan」？",
        f"_plan.yaml 第{line_of('field: measure')}行：表1 目标承诺没有「measures」这一栏。是不是「measure」？",
        f"_plan.yaml 第{line_of('among: [电视]')}行：表2-2 宣传报道「媒体类别」没有「电影」这个选项。",
        f"_plan.yaml 第{line_of('name: 名师培育管理')}行：制度文件「名师培育实施方案」不在 documents 里。是不是「名师培育管理实施方案」？",
        f"_plan.yaml 第{line_of('word: 两学一做')}行：结合主题「两学一」不在 themes 里。是不是「两学一做」？",
    ]


def test_a_clause_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A wrong kind of evidence, a wrong key and a condition without a column are refused where they stand."""
    said = complaints(
        tmp_path,
        ("kind: theme, word: 玉兰精神", "kind: themes, word: 玉兰精神"),
        ("part: P13, text: 协调", "part: P13, lastin: true, text: 协调"),
        ("ledger: media, field: kind, among: [报纸]", "ledger: media, among: [报纸]"),
    )
    assert [each.split("：", 1)[0].split(" ")[1] for each in said] == [
        f"第{line_of('among: [报纸]')}行", f"第{line_of('text: 协调')}行", f"第{line_of('word: 玉兰精神')}行",
    ]  # fmt: skip
    assert "须写 field" in said[0]
    assert said[1].endswith("不认识「lastin」。是不是「lasting」？")
    assert said[2].endswith("是不是「theme」？")
    assert len(said) == 3


def test_every_part_of_the_plan_has_its_clauses() -> None:
    """P1 to P16 each have a clause; every document that the plan orders has one of its own."""
    plan = SCHOOL.plan.clauses
    assert list(dict.fromkeys(clause.part for clause in plan)) == [f"P{number}" for number in range(1, 17)]
    documents = [each.name for clause in plan for each in clause.evidence if isinstance(each, Document)]
    assert sorted(documents) == sorted(SCHOOL.tables["documents"])
