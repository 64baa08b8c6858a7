"""The drafts that leaders edit: what they say, what they must not, that they are Word files, the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import docx
import pytest

from pipeline.chronicle import tell_year, write_report
from pipeline.drafts import draft_files, year_draft_files
from pipeline.drafts.filling import VIEWS, Imprint, cut, fill, sealed
from pipeline.drafts.forms import FORMS, REPORT
from pipeline.drafts.parts import section
from pipeline.model import Change, Stage, State, shown
from pipeline.xlsx import EPOCH
from tests.school import School
from tests.tools import pdf_pages
from tests.year_end import all_good, close_year, inspected

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

    from pipeline.model import Consolidation
    from tests.conftest import Recalculate

MAY, JUNE = "2016-05", "2016-06"
BRIEF, NOTICE, FILING = (f"drafts/{name}.docx" for name in ("工作简报", "督办通知单_教务处", "组干科报送表"))
CANARY = "金丝雀在作风问题里"
JINJA, TAG, BRACES = "{{ 7*7 }}{% for x in y %}", "<w:p/><script>&amp;]]>", "花括号{_{ {_% %_} }_}"
FORMULA, TURNED = '=HYPERLINK("http://example.invalid")', "甲\u202e乙"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    """Return a school in which 教务处 is overdue with hostile words and with something sensitive, 政教处 did not return."""
    school = School(tmp_path_factory.mktemp("drafts"), units=("教务处", "政教处", "校领导"))
    due = {"deadline": "2016-05-20"}
    school.returns(
        MAY,
        "教务处",
        {
            "commitment": [
                {"promise": JINJA, **due}, {"promise": TAG, **due}, {"promise": BRACES, **due}, {"promise": FORMULA, **due},
                {"promise": TURNED + "长" * 5000, **due}, {"promise": "按时的一件", "deadline": "2016-06-20"},
            ],
            "conduct": [{"problem": CANARY, "measure": CANARY, "owner": CANARY[:3], **due}],
        },
    )  # fmt: skip
    school.returns(
        MAY,
        "校领导",
        {
            "commitment": [
                {
                    "promise": "联系级部",
                    "person": "学校领导班子",
                    "goal": "每月一次",
                    "deadline": "2016-12-10",
                },
                {"promise": "讲党课", "person": "松明远", "measure": "先征题", "deadline": "2016-11-30"},
                {"promise": "随堂听课", "person": "松明远", "deadline": "2016-12-09"},
                {"promise": "管好食堂", "person": "枫以恒", "deadline": "2016-12-09"},
            ]
        },
    )
    school.returns(
        MAY,
        "领导小组办公室",
        {
            "supervision": [
                {"raised_on": "2016-05-10", "source": "领导批示", "subject": "教务处", "matter": "课表公开",
                 "demand": "周五前上墙", "deadline": "2016-05-13"},
            ]
        },
    )  # fmt: skip
    school.inspects(MAY)
    return school


@pytest.fixture(scope="module")
def may(school: School) -> Consolidation:
    """Return its May."""
    return replace(school.consolidate(MAY), now=datetime(2016, 6, 8, 9, 30))  # noqa: DTZ001 — local time


@pytest.fixture(scope="module")
def files(school: School, may: Consolidation) -> dict[str, bytes]:
    """Return the drafts of its May."""
    return draft_files(school.config, may)


def opened(content: bytes) -> Document:
    """Return a draft as a reader that is not ours opens it."""
    return docx.Document(io.BytesIO(content))


def lines(content: bytes) -> list[str]:
    """Return the paragraphs of a draft, then the rows of its tables, cells parted by |."""
    document = opened(content)
    rows = ["|".join(cell.text for cell in row.cells) for each in document.tables for row in each.rows]
    return [p.text for p in document.paragraphs] + rows


def text(content: bytes) -> str:
    """Return all that a draft says."""
    return "\n".join(lines(content))


def test_a_month_has_its_drafts(files: dict[str, bytes]) -> None:
    """工作简报, a notice for each unit that something is asked of, and what is new to be filed."""
    assert list(files) == [BRIEF, NOTICE, "drafts/督办通知单_政教处.docx", FILING]


def test_the_brief_tells_the_month(school: School, may: Consolidation, files: dict[str, bytes]) -> None:
    """Number, day, sections in order, scores as they are shown, whom it goes to, room to sign."""
    told = lines(files[BRIEF])
    assert told[:5] == [
        "“三比一争”工作简报", "2016年第 2 期", f"{school.config.settings.school.office}\t2016年6月8日",
        "2016年5月“三比一争”活动情况", "一、总体情况",
    ]  # fmt: skip
    headings = [line for line in told if re.match("[一二三四五]、", line)]
    assert headings == ["一、总体情况", "二、考评次序", "三、存在问题", "四、下期工作"]
    first = next(score for score in may.scores if score.rank == 1)
    assert f"1|{first.name}|{shown(first.score or first.before_discipline)}|—" in told
    assert "应报 3 个单位，已报 2 个。" in text(files[BRIEF])
    assert "发送：校领导，各科室、各级部|发送：校领导，各科室、各级部" in told
    assert "签发人：　　　　　　|共印　　份" in told


def test_a_later_edition_says_first_what_it_corrects(school: School, may: Consolidation) -> None:
    """更正说明 opens the brief: by unit, old and new, why; lines that only came or went are left to the workbook."""
    line = may.scores[0].because[0]
    change = Change(may.scores[0].unit, "得分", "", "72.00", "86.00", "经核实已完成", line.where)
    came = replace(change, subject="新的一条", line=line.id, old="—", new="10.00")
    stage = Stage(State.ISSUED, 2, "竹文清", restates=1, changes=(change, came))
    told = lines(draft_files(school.config, replace(may, stage=stage))[BRIEF])
    at = told.index("一、更正说明")
    assert told[at + 1] == "这是第2版，对第1版更正 2 处，以本版为准。逐条见汇总表「更正说明」。"
    assert told[at + 2] == f"{may.scores[0].name}：得分由 72.00 改为 86.00。原因：经核实已完成。"
    assert told[at + 3] == "二、总体情况"


def test_the_state_is_small_in_the_header_of_every_page(files: dict[str, bytes]) -> None:
    """送审稿 stands above odd and even pages; page numbers are a field."""
    for content in files.values():
        part = opened(content).sections[0]
        assert [part.header.paragraphs[0].text, part.even_page_header.paragraphs[0].text] == ["送审稿"] * 2
        assert " PAGE " in part.footer._element.xml


def test_the_notice_asks_and_leaves_room_to_answer(files: dict[str, bytes]) -> None:
    """Matter, owner, deadline, demand; the reply's lines; what the next return day is."""
    told = lines(files[NOTICE])
    assert told[:3] == ["督办通知单", "〔2016〕　　号", "教务处："]
    assert "逾期未完成 6 件，交办未落实 1 件" in told[3]
    assert "2016年7月5日前交领导小组办公室" in told[3]
    assert "7|事项|「课表公开」|「课表公开」|「课表公开」" in told
    assert "1|事项|整份填报表|" in text(files["drafts/督办通知单_政教处.docx"])
    assert "|要求|周五前上墙。请书面报告结果。" in "\n".join(told)
    assert "|情况|5月10日领导批示交办，还没有结果，时限已过 18 天" in "\n".join(told)
    assert sum(line.split("|")[1:3] == ["办理情况", ""] for line in told) == 7
    assert sum("责任人签字" in line for line in told) == 7
    assert "w:vMerge" not in opened(files[NOTICE]).element.xml, (
        "LibreOffice loses rules of merged cells that are kept"
    )
    assert any(line.startswith("分管领导签字") and "　　年　　月　　日" in line for line in told)


def test_a_notice_has_no_score(may: Consolidation, files: dict[str, bytes]) -> None:
    """Neither a figure of the month nor the word for it, nor another unit's name."""
    told = text(files[NOTICE])
    assert "分，" not in told
    assert "名次" not in told
    assert "政教处" not in told
    for score in may.scores:
        assert shown(score.before_discipline) not in told
        for line in score.because:
            assert not line.points or not re.search(rf"(?<![\d.]){re.escape(shown(line.points))}", told)


def test_what_is_sensitive_is_a_number_alone(may: Consolidation, files: dict[str, bytes]) -> None:
    """Of 作风整改 there is the number of the item; nothing that stands in the row, the owner neither."""
    assert any(concern.owner == CANARY[:3] for concern in may.concerns)
    assert "教务处-作风-001（表6 作风整改）" in text(files[NOTICE])
    assert "教务处-作风-001（表6 作风整改）" in text(files[BRIEF])
    for content in files.values():
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert all(
                CANARY[:3] not in parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
            )


def test_what_was_typed_stays_text(files: dict[str, bytes]) -> None:
    """Braces open no place to fill, tags no paragraph; direction marks go, what is very long is cut with a note."""
    told = text(files[NOTICE])
    for hostile in (JINJA, TAG, BRACES, FORMULA):
        assert f"「{hostile}」" in told
    assert f"「甲乙{'长' * 198}……（共 5002 字，全文见表1 目标承诺第10行）」" in told
    assert "49" not in told
    assert "\u202e" not in told


def test_control_characters_and_breaks_do_not_break_a_draft() -> None:
    """Nothing that XML cannot hold is left; a line break is a space, so that no words make a paragraph of their own."""
    hostile = "甲\x00\x07\x0b\ud800\ufffe\r\n乙\t丙\f丁\u2028戊{{ x }}"
    words = {
        "state": hostile, "title": [hostile], "addressees": [], "sections": [section(hostile, [hostile], last=True)],
        "signed": [hostile], "day": hostile, "signer": hostile,
    }  # fmt: skip
    document = opened(fill(REPORT, words, Imprint(hostile[:1], "甲", EPOCH)))
    tidy = "甲 乙 丙丁 戊{{ x }}"
    assert {p.text for p in document.paragraphs} == {tidy, "", f"签发人：{tidy}"}
    assert document.sections[0].header.paragraphs[0].text == tidy


def test_long_words_are_cut_with_a_note() -> None:
    """What fits stands whole; of the rest there is its length and where to read it."""
    assert cut("甲" * 300, "表1") == "甲" * 300
    assert cut("甲" * 301, "表1") == "甲" * 300 + "……（共 301 字，全文见表1）"


def test_what_is_filed_outside_is_one_table(files: dict[str, bytes]) -> None:
    """Team and principals alone, by person, with goal, measure, deadline, room to sign; cells of a person are one."""
    told = lines(files[FILING])
    assert told[0] == "5月班子集体、党政正职目标承诺报送表"
    assert told[1] == "报送单位：云杉实验学校（虚构）　　　　报送：组干科　　　　1 个班子集体、1 人，3 件"
    rows = [line.split("|") for line in told if line[:1].isdigit() and "|" in line]
    assert [(row[0], row[1], row[4], row[7], row[8]) for row in rows] == [
        ("1", "学校领导班子", "联系级部", "2016年12月10日", "新增"),
        ("2", "松明远", "讲党课", "2016年11月30日", "新增"),
        ("3", "松明远", "随堂听课", "2016年12月9日", "新增"),
    ]
    assert rows[0][5] == "每月一次"
    assert rows[1][2:4] == ["党总支书记", "党总支全面工作"]
    assert rows[1][6] == "先征题"


def test_what_is_filed_again_is_what_changed(tmp_path: Path) -> None:
    """A month without anything new has no table; a changed goal or an approved postponement is said."""
    school = School(tmp_path, units=("校领导",))
    promised = {"person": "松明远", "deadline": "2016-11-30"}
    school.returns(
        MAY, "校领导", {"commitment": [{"promise": name, **promised} for name in ("讲党课", "听课", "家访")]}
    )
    school.returns(JUNE, "校领导", {"commitment": [{"promise": "听课", "goal": "五十节"}]})
    school.decides(JUNE, {
        "kind": "延期", "subject": "校领导", "number": "校领导-承诺-003", "new_deadline": "2016-12-05",
        "approved_on": "2016-06-20", "reason": "校历调整", "basis": "会议纪要", "approved_by": "竹文清",
    })  # fmt: skip
    school.returns("2016-08", "校领导")
    june = draft_files(school.config, school.consolidate(JUNE))
    rows = [line.split("|") for line in lines(june[FILING]) if line[:1].isdigit() and "|" in line]
    assert [(row[4], row[5], row[7], row[8]) for row in rows] == [
        ("听课", "五十节", "2016年11月30日", "变更：目标"),
        ("家访", "工作目标写在这里", "2016年12月5日", "变更：完成时限"),
    ]
    assert FILING not in draft_files(school.config, school.consolidate("2016-08"))


def test_a_month_that_is_not_scored_has_no_order(tmp_path: Path) -> None:
    """April's brief has no ranking, and its sections are numbered without a gap."""
    school = School(tmp_path)
    school.returns("2016-04", "教务处")
    told = text(draft_files(school.config, school.consolidate("2016-04"))[BRIEF])
    assert "考评次序" not in told
    assert re.findall("[一二三四五]、[^、\n]*", told) == ["一、总体情况", "二、存在问题", "三、下期工作"]


def test_a_month_without_a_fault_says_so(tmp_path: Path) -> None:
    """Nothing overdue and everybody in time: one sentence, and nobody gets a notice."""
    school = School(tmp_path)
    school.returns(MAY, "教务处", {"bids": [{"name": "市级试点", "deadline": "2016-06-20"}]})
    school.inspects(MAY)
    school.decides(MAY)
    files = draft_files(school.config, school.consolidate(MAY))
    assert list(files) == [BRIEF]
    told = text(files[BRIEF])
    assert "到2016年5月31日，没有逾期、未报和等待销号的事项。" in told
    assert "6月到期的事项 1 件：教务处 1 件。" in told


def test_the_year_s_drafts_tell_the_report_and_the_awards(tmp_path: Path) -> None:
    """总结报告 has every section and paragraph of the report; the decision names the award list and nobody else."""
    school = inspected(tmp_path, "教务处", "政教处", "总务处", "团委")
    school.inspects(MAY, {"subject": "团委", "code": "旷工半日", "count": 4, "checked_on": "2016-05-12"})
    units = ("教务处", "政教处", "总务处", "团委")
    close_year(
        school,
        {"教务处": 95, "政教处": 80, "总务处": 70, "团委": 60},
        [v for u in units for v in all_good(u)],
    )
    book = school.year()
    report = write_report(school.config, book, tell_year(school.config, book))
    files = year_draft_files(school.config, book, report)
    assert list(files) == ["drafts/总结报告.docx", "drafts/表彰决定.docx"]
    assert files == year_draft_files(school.config, book, report)
    told = lines(files["drafts/总结报告.docx"])
    assert told[:2] == ["云杉实验学校（虚构）", "2016年“三比一争”活动总结报告"]
    for each in report:
        assert each.heading in told
        assert set(each.paragraphs) <= set(told)
    decision = text(files["drafts/表彰决定.docx"])
    assert "文明科室（1 个）：教务处。" in decision
    assert "团委" not in decision


def test_the_same_month_makes_the_same_bytes(
    school: School, may: Consolidation, files: dict[str, bytes]
) -> None:
    """Nothing of when or where it was made is in a draft; dates inside are the month's clock."""
    assert draft_files(school.config, may) == files
    with zipfile.ZipFile(io.BytesIO(files[BRIEF])) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2016, 6, 8, 9, 30, 0)}
    about = opened(files[BRIEF]).core_properties
    assert about.title == "2016年5月“三比一争”活动情况"
    assert about.author == about.last_modified_by == school.config.settings.school.office
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.isoformat()[:16] == "2016-06-08T09:30"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_kept_as_the_script_makes_it(name: str) -> None:
    """The Word file in views/ is the one that `python -m pipeline.drafts` writes."""
    assert (VIEWS / name).read_bytes() == sealed(FORMS[name]().items(), EPOCH)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_set_as_official_documents_are(name: str) -> None:
    """A4 with the margins of GB/T 9704, text in 仿宋 三号 at 28 points, titles 二号 centred; no school's name."""
    document = docx.Document(str(VIEWS / name))
    page = document.sections[0]
    lying = name == "draft_filing.docx"
    sides = [
        round(side.mm)
        for side in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
        if side
    ]
    assert sides == ([28, 26, 28, 26] if lying else [37, 35, 28, 26])
    assert page.page_width is not None
    assert page.page_height is not None
    assert sorted((round(page.page_width.mm), round(page.page_height.mm))) == [210, 297]
    default = document.styles.element.xml
    assert 'w:eastAsia="仿宋_GB2312"' in default
    assert '<w:sz w:val="32"/>' in default
    assert 'w:line="560" w:lineRule="exact"' in default
    assert document.styles["Title"].paragraph_format.alignment == 1
    assert "云杉" not in document.element.xml


def test_the_drafts_open_in_a_word_processor(
    files: dict[str, bytes], recalculate: Recalculate, tmp_path: Path
) -> None:
    """LibreOffice makes the pages that are to be expected: the table for 组干科 is one."""
    pages = {}
    for path, content in files.items():
        draft = tmp_path / path
        draft.parent.mkdir(exist_ok=True)
        draft.write_bytes(content)
        pages[draft.stem] = len(pdf_pages(recalculate(draft, "pdf"), tmp_path / draft.stem, 40))
    assert pages == {"工作简报": 2, "督办通知单_教务处": 4, "督办通知单_政教处": 1, "组干科报送表": 1}
