"""The faces of the year: workbook, pages, machine files; what they show, and that the formulas say the same."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import openpyxl
import pytest

from pipeline.model import Change, Stage, Where, shown
from pipeline.rendering import year_files
from pipeline.workbook import render_year_excerpt
from tests.school import School

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import YearScore
    from tests.conftest import Recalculate
    from tests.school import Settings, Table

OFFICE = "领导小组办公室"
UNITS = ("教务处", "政教处", "总务处", "团委", "七年级级部", "八年级级部", "九年级级部")
EQUAL = ("七年级级部", "八年级级部")
FAULTY = ("政教处", "九年级级部")
MARKS = {"教务处": 96, "政教处": 88, "总务处": 70, "团委": 90, "九年级级部": 82} | dict.fromkeys(EQUAL, 93)
CANARY = "金丝雀在作风问题里"
KEYS = {"commitment": "promise", "benchmark": "project", "teachers": "person", "bids": "name"}
FORMULA = '=HYPERLINK("http://example.invalid","点我")'


def year_school(folder: Path) -> School:
    """Return a school of seven units: caps, a veto, a quota with two equal units across its line, a late founding."""
    school = School(folder, UNITS, _late_founding)
    for unit in UNITS:
        _returns(school, unit)
    school.inspects("2016-05", {"subject": "政教处", "code": "迟到", "count": 3, "checked_on": "2016-05-12"})
    school.inspects(
        "2016-06", {"subject": "总务处", "code": "旷工半日", "count": 1, "checked_on": "2016-06-12"}
    )
    school.returns("2016-12", OFFICE, {
        "ballots": [line for unit in UNITS for line in _votes(unit)],
        "marks": [{"subject": unit, "mark": mark} for unit, mark in MARKS.items()],
        "honours": [
            {"subject": "教务处", "honour": "教学质量先进单位", "level": level, "awarded_on": "2016-11-20"}
            for level in ("国家", "省")
        ] + [{"subject": "教务处", "honour": "课程建设奖", "level": "省", "awarded_on": "2016-10-20"}],
        "sanctions": [
            {"subject": "政教处", "kind": "扣分", "reason": FORMULA, "points": 2, "basis": "校委会纪要", "decided_on": "2016-11-03"},
            {"subject": "团委", "kind": "一票否决", "reason": "弄虚作假", "grade_limit": "合格", "basis": "党总支决定",
             "decided_on": "2016-11-05"},
        ],
    })  # fmt: skip
    return school


def _late_founding(settings: Settings) -> None:
    for unit in settings["roster"]["units"]:
        unit["less"] = ["five_a"]
        if unit["name"] == "九年级级部":
            unit["first_day"] = "2016-09-01"


def _returns(school: School, unit: str) -> None:
    """Let the unit return every period: all done in the first, but where it is not one of the equal two."""
    periods = [each for each in school.config.periods if each.scored]
    known = school.config.unit(unit)
    there = [each for each in periods if known in school.config.units_in(each)]
    duties = {each.id for each in school.config.duties(known, there[0])}
    for period in there:
        tables: dict[str, Table] = {}
        if period is there[0]:
            day = period.last.isoformat()
            done = {"deadline": day, "finished_on": f"{day[:8]}18"}
            tables = {name: [{KEYS[name]: f"{unit}的一件实事", **done}] for name in KEYS if name in duties}
        if period.id == "2016-10" and unit in FAULTY:
            tables["conduct"] = [{"problem": CANARY, "measure": f"{CANARY}措施", "deadline": "2016-10-20"}]
        if period.id == "2016-11" and unit == "教务处":
            tables["commitment"] = [
                {"promise": "整理办事指南", "deadline": "2016-11-20", "finished_on": None}
            ]
        school.returns(period.id, unit, tables)


def _votes(unit: str) -> list[dict[str, object]]:
    groups = {"校领导": (5, 0, 0, 0), "中层": (5, 5, 0, 0), "教职工代表": (30, 10, 0, 0)}
    if unit == "总务处":
        groups["中层"] = (0, 0, 0, 0)
    return [
        {"subject": unit, "voters": group, "issued": sum(votes), "returned": sum(votes), "good": votes[0],
         "fairly_good": votes[1], "fair": votes[2], "poor": votes[3], "abstained": 0}
        for group, votes in groups.items()
    ]  # fmt: skip


BOOK = "三比一争汇总_2016.xlsx"
SHEETS = [
    "领导参阅", "年度得分", "各期得分", "分项得分", "得分明细", "加分明细", "纳入年终考核得分表", "结果运用", "履诺纪实", "名师成长档案",
    "宣传统计", "整改统计", "交办与督导", "制度固化", "结合主题", "方案落实对照", "总结报告", "考评细则",
]  # fmt: skip


class Faces:
    """The year of `year_school`, and every file of its release."""

    def __init__(self, folder: Path) -> None:
        """Bring the year together and render it."""
        school = year_school(folder)
        self.config = school.config
        self.book = school.year()
        self.files = year_files(self.config, self.book, {}, lambda *_: None)

    def sheet(self, name: str) -> list[list[Any]]:
        """Return the values of a sheet, as a reader that is not ours finds them cached."""
        book = openpyxl.load_workbook(io.BytesIO(self.files[BOOK]), data_only=True)
        return [[cell.value for cell in row] for row in book[name].iter_rows()]

    def score(self, unit: str) -> YearScore:
        """Return a unit's year."""
        return next(each for each in self.book.scores if each.name == unit)


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Faces:
    """Return the faces of one year, made once."""
    return Faces(tmp_path_factory.mktemp("year"))


def table(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Return the lines of a table under its header in row 4, down to the first blank line."""
    found = []
    for row in rows[4:]:
        if not any(row):
            break
        found.append(dict(zip(rows[3], row, strict=True)))
    return found


def test_the_sheets_stand_in_their_order(faces: Faces) -> None:
    """领导参阅 comes first, then the judgement, then the year's facts; 考评细则 ends the workbook."""
    assert openpyxl.load_workbook(io.BytesIO(faces.files[BOOK])).sheetnames == SHEETS


def test_the_final_table_says_who_stands_where(faces: Faces) -> None:
    """A veto takes the first no place, the quota is full below it, two equal units across the line are left open."""
    rows = table(faces.sheet("年度得分"))
    assert [(r["单位"], r["名次"], r["等次"], r["提请研究"] or "", r["并列"] or "") for r in rows] == [
        ("团委", 1, "合格", "", ""),
        ("教务处", 2, "优秀", "", ""),
        ("总务处", 3, "良好", "", ""),
        ("政教处", 4, "良好", "", ""),
        ("七年级级部", 1, "良好", "提请研究", "并列"),
        ("八年级级部", 1, "良好", "提请研究", "并列"),
        ("九年级级部", 3, "良好", "", ""),
    ]
    for row in rows:
        score = faces.score(row["单位"])
        assert score.final is not None
        assert f"{row['年度得分']:.2f}" == shown(score.final)
        assert row["得分明细合计"] == pytest.approx(float(score.final), abs=1e-9)


def test_capped_bonus_is_explained_in_cells(faces: Faces) -> None:
    """3 for the highest of one honour, 2 for another: 5 in the lines, 4 after the cap of the source."""
    lines = [line for line in table(faces.sheet("加分明细")) if line["单位"] == "教务处"]
    assert sorted(line["加分"] for line in lines) == [0, 2, 3]
    row = next(r for r in table(faces.sheet("年度得分")) if r["单位"] == "教务处")
    assert (row["荣誉加分"], row["加分"]) == (4, 4)


def test_the_lines_sum_to_the_final_figure_in_scores_json(faces: Faces) -> None:
    """The points of a unit's lines sum exactly to its final figure; P, Y, R, B and L stand beside it."""
    document = json.loads(faces.files["scores.json"])
    assert document["year"] == 2016
    for unit in document["units"]:
        points = sum((Fraction(line["points_exact"]) for line in unit["because"]), Fraction())
        assert points == Fraction(unit["final_exact"])
        assert {"P", "Y", "R", "B", "L", "bonus", "penalty", "grade", "rank"} <= unit.keys()


def test_the_manifest_knows_every_other_file(faces: Faces) -> None:
    """Each file of the release but the manifest stands in it."""
    outputs = json.loads(faces.files["manifest.json"])["outputs"]
    assert outputs.keys() == faces.files.keys() - {"manifest.json"}


def test_a_unit_s_page_holds_nobody_else_s_lines(faces: Faces) -> None:
    """No other unit's name stands on a unit's page, but where the two are equal and that is the reason given."""
    for unit in UNITS:
        page = faces.files[f"units/{faces.score(unit).unit}.html"].decode()
        others = [other for other in UNITS if other != unit and other in page]
        assert others == [other for other in EQUAL if other != unit and unit in EQUAL]


def test_nothing_sensitive_leaves_the_ledgers(faces: Faces) -> None:
    """What was written in 表6 stands on no page and in no sheet of the year; its counts do."""
    for name, data in faces.files.items():
        if name.endswith(".html"):
            assert CANARY not in data.decode()
    for name in SHEETS:
        assert not any(CANARY in str(cell) for row in faces.sheet(name) for cell in row)
    whole = next(row for row in faces.sheet("整改统计") if row[0] == "合计")
    assert whole[1] == len(FAULTY)


def test_nothing_typed_becomes_a_formula_or_a_link(faces: Faces) -> None:
    """A reason that looks like a formula stays text; the workbook's links stay inside, the pages hold no address of it."""
    book = openpyxl.load_workbook(io.BytesIO(faces.files[BOOK]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert {link.target for link in links} == {None}
    for link in links:
        name, goal = str(link.location).removeprefix("'").split("'!")
        assert book[name][goal].value is not None, link.location
    assert not any("HYPERLINK" in str(cell.value) for cell in cells if cell.data_type == "f")
    assert any("HYPERLINK" in str(cell.value) for cell in cells if cell.data_type == "s")
    page = faces.files[f"units/{faces.score('政教处').unit}.html"].decode()
    assert 'href="http://example.invalid' not in page
    assert "HYPERLINK(&#34;" in page


def test_the_report_and_the_index_read_without_scripts(faces: Faces) -> None:
    """The pages carry no script and load nothing; the index says what the first sheet says."""
    for name in ("index.html", "report.html"):
        page = faces.files[name].decode()
        assert "<script" not in page
        told = {unquote(each) for each in re.findall(r'(?:src|href)="([^"#]+)"', page)}
        assert told <= faces.files.keys()
    index = faces.files["index.html"].decode()
    assert f'href="{quote(BOOK)}"' in index
    assert 'href="archive/' in index
    sentence = faces.sheet("领导参阅")[2][0]
    assert sentence in faces.files["index.html"].decode()
    assert "一、总体情况" in faces.files["report.html"].decode()


def test_a_later_edition_says_what_it_corrects(faces: Faces) -> None:
    """A change of the stage stands in 更正说明, the last sheet, and on the index; every face bears 第2版."""
    change = Change("jiaowu", "年度得分", "", "97.80", "97.89", "5月出了第2版", Where(""))
    book = replace(faces.book, stage=Stage(revision=2, restates=1, changes=(change,)))
    files = year_files(faces.config, book, {}, lambda *_: None)
    sheets = openpyxl.load_workbook(io.BytesIO(files[BOOK]))
    assert sheets.sheetnames == [*SHEETS, "更正说明"]
    assert [cell.value for cell in sheets["更正说明"][5]] == [
        "教务处",
        "年度得分",
        "97.80",
        "97.89",
        "5月出了第2版",
    ]
    assert "教务处年度得分由97.80改为97.89。5月出了第2版。" in files["index.html"].decode()
    assert "送审稿（第2版）" in sheets["年度得分"]["A2"].value
    assert json.loads(files["scores.json"])["revision"] == 2


def test_the_same_year_gives_the_same_bytes(faces: Faces) -> None:
    """Rendering twice gives the same bytes, file by file."""
    assert year_files(faces.config, faces.book, {}, lambda *_: None) == faces.files


def test_libreoffice_finds_the_same_figures(faces: Faces, recalculate: Recalculate, tmp_path: Path) -> None:
    """Computed anew, every formula has its cached value: figures, ranks and grades."""
    path = tmp_path / BOOK
    path.write_bytes(faces.files[BOOK])
    assert differing(path, recalculate(path)) == []


def test_libreoffice_grades_anew_when_a_mark_changes(
    faces: Faces, recalculate: Recalculate, tmp_path: Path
) -> None:
    """The figures live: with one mark lower the tie is broken, and the unit above takes the only place."""
    book = openpyxl.load_workbook(io.BytesIO(faces.files[BOOK]))
    sheet = book["年度得分"]
    header = {cell.value: index for index, cell in enumerate(sheet[4], start=1)}
    row = next(r for r in range(5, 20) if sheet.cell(r, header["单位"]).value == "八年级级部")
    sheet.cell(row, header["领导小组评定"]).value = 92
    path = tmp_path / BOOK
    book.save(path)
    after = openpyxl.load_workbook(recalculate(path), data_only=True)["年度得分"]
    found = {
        after.cell(r, header["单位"]).value: [after.cell(r, header[name]).value for name in ("名次", "等次")]
        for r in range(5, 12)
    }
    assert (found["七年级级部"], found["八年级级部"]) == ([1, "优秀"], [2, "良好"])


def differing(one: Path, other: Path) -> list[tuple[str, str, object, object]]:
    """Return every formula cell whose value differs between two copies of a workbook."""
    formulas = openpyxl.load_workbook(one)
    before, after = (openpyxl.load_workbook(path, data_only=True) for path in (one, other))
    cells = [
        (s.title, c.coordinate) for s in formulas for row in s.iter_rows() for c in row if c.data_type == "f"
    ]
    assert len(cells) > 200
    pairs = [(s, c, before[s][c].value, after[s][c].value) for s, c in cells]
    return [each for each in pairs if not same(each[2], each[3])]


def same(one: object, other: object) -> bool:
    """Tell whether two cells show the same: numbers to the last digit that binary fractions leave."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) < 1e-9
    return (one or "") == (other or "")


def test_a_workbook_for_a_narrower_scope_has_its_units_alone(faces: Faces) -> None:
    """The leader of two units: their places among all, the mean of all, every line of theirs, nobody else's name."""
    own = [score for score in faces.book.scores if score.category == "科室" and score.final is not None][:2]
    ids = frozenset(score.unit for score in own)
    data = render_year_excerpt(faces.config, faces.book, ids, "竹文清分管单位")
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert book.sheetnames == ["领导参阅", "得分明细", "考评细则"]
    first = table([[cell.value for cell in row] for row in book["领导参阅"].iter_rows()])
    alike = [s.final for s in faces.book.scores if s.category == "科室" and s.final is not None]
    mean = shown(sum(alike, Fraction()) / len(alike))
    assert {(row["单位"], str(row["年度得分"]), str(row["本类平均"])) for row in first} == {
        (score.name, f"{float(shown(score.final or Fraction())):g}", f"{float(mean):g}") for score in own
    }
    lines = table([[cell.value for cell in row] for row in book["得分明细"].iter_rows()])
    assert len(lines) == sum(len(score.because) for score in own)
    others = {unit.name for unit in faces.config.units if unit.id not in ids}
    typed = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert not typed & others
