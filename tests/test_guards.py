"""Guards against gaming (rubric §5): each asks at its cell, none just short of it, and none takes a point."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.errors import SetupError
from pipeline.findings import CATALOGUE, message, saying
from pipeline.guards.claims import Claim, Shelf, common_run
from pipeline.ledger import Ledger
from pipeline.model import Where
from pipeline.thresholds import Alike
from pipeline.wording import rubric_lines
from tests.guard_cases import GUARDED, JUNE, MAY, SHORT, SOON, TITLE, promises, said
from tests.school import NIL, School

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.model import Consolidation, SpotCheck
    from tests.guard_cases import Said
    from tests.school import Settings

    Faced = tuple[Consolidation, dict[str, bytes]]

BOOK = f"三比一争汇总_{MAY}.xlsx"
OFFICE = "领导小组办公室"
CANARY = "金丝雀在敏感的表里"
AFTER_THE_DRAW = "2016-06-13T10:00"
"""The returns were due on 6 June; the office drew, looked, and entered what was approved on the 10th."""


def released(school: School, period: str = MAY) -> Faced:
    """Return the month brought together, and its release."""
    office = school.office
    month = office.consolidate(school.config.period(period))
    return month, office.render(month)


def places(found: Said, code: str) -> list[list[str]]:
    """Return the cells of each finding of `code`, its own first."""
    return [[w.cell for w in (f.where, *f.also)] for f in found if f.code == code]


# ---- each guard asks, with both places, and not just short of it --------------------------------------


@pytest.mark.parametrize("code", GUARDED)
def test_a_guard_asks_the_office_alone(code: str, tmp_path: Path) -> None:
    """It asks at its cell; the question is the office's, has its word for the list, and is no unit's finding."""
    case, cells = GUARDED[code]
    found = case(tmp_path)
    assert [own[0] for own in places(found, code)] == cells
    assert saying(code).office
    assert saying(code).guard


@pytest.mark.parametrize(("code", "case"), SHORT, ids=[f"{n}-{code}" for n, (code, _) in enumerate(SHORT)])
def test_a_guard_does_not_ask_just_short_of_it(
    code: str, case: Callable[[Path], Said], tmp_path: Path
) -> None:
    """A month that lacks one thing brings no question of that kind."""
    assert places(case(tmp_path), code) == []


@pytest.mark.parametrize(
    ("code", "others"),
    [
        ("claimed-twice", ["A6"]),
        ("items-alike", ["D8"]),
        ("done-while-running", ["E6"]),
        ("stale-many", ["E7", "E8"]),
        ("nil-but-found", ["D3"]),
        ("inspected-often", ["B7", "B8", "B9"]),
        ("grades-alike", ["D7", "D8"]),
    ],
)
def test_a_question_about_several_cells_names_them_all(code: str, others: list[str], tmp_path: Path) -> None:
    """The second source of what is compared, and every further row, are in the finding."""
    assert [own[1:] for own in places(GUARDED[code][0](tmp_path), code)] == [others]


def test_nearly_the_same_words_are_shown_side_by_side(tmp_path: Path) -> None:
    """Two titles that differ in one word: both units, both texts, both files, and how alike they are."""
    school = School(tmp_path, ("教务处", "政教处"))
    titles = {"教务处": "一人一角色让课堂动起来", "政教处": "一人一角色，课堂动起来"}
    files = [school.returns(MAY, unit, {"media": [{"title": title}]}) for unit, title in titles.items()]
    (found,) = [f for f in said(school) if f.code == "claimed-twice"]
    assert [w.file for w in (found.where, *found.also)] == files
    assert all(word in message(found) for word in (*titles, *titles.values(), "95%"))  # 2 × 10 ÷ 21 letters


def test_a_double_claim_is_asked_when_the_second_comes(tmp_path: Path) -> None:
    """What a unit claimed in May and another claims in June is asked in June, beside May's cell; not in May."""
    school = School(tmp_path, ("教务处", "政教处"))
    school.returns(MAY, "政教处", {"media": [{"title": TITLE}]})
    first = said(school)
    school.returns(JUNE, "教务处", {"media": [{"title": TITLE}]})
    (found,) = [f for f in said(school, JUNE) if f.code == "claimed-twice"]
    assert places(first, "claimed-twice") == []
    assert [w.file[:7] for w in (found.where, *found.also)] == [JUNE, MAY]


def test_two_colleagues_with_the_same_prize_are_two_prizes(tmp_path: Path) -> None:
    """An award is one person's: the same prize of two teachers is no double claim, of one teacher it is."""
    school = School(tmp_path, ("教务处", "七年级级部"))
    for unit, person in (("教务处", "柽问渠"), ("七年级级部", "薇晓春")):
        rows = [{"person": name, "award": "市优质课一等奖"} for name in (person, "芸书香")]
        school.returns(MAY, unit, {"training": rows})
    (found,) = [f for f in said(school) if f.code == "claimed-twice"]
    assert "芸书香" in message(found)


LETTERS = st.sampled_from("甲乙丙丁戊己庚辛")
EDITS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 1), st.just("") | LETTERS), min_size=1, max_size=5
)
RULES = st.builds(Alike, alike=st.integers(60, 100), shortest=st.integers(3, 9))


@given(st.text(LETTERS, min_size=3, max_size=30), EDITS, RULES)
def test_whatever_is_alike_enough_is_compared(
    one: str, edits: list[tuple[int, int, str]], rules: Alike
) -> None:
    """Only texts with a run of characters in common are compared, and none that is alike enough is passed over."""
    other = one
    for at, gone, put in edits:
        other = other[:at] + put + other[at + gone :]
    assume(min(len(one), len(other)) >= rules.shortest)
    shelf = Shelf(common_run(rules))
    claims = [Claim(name, MAY, words, words, (), Where(name)) for name, words in (("一", one), ("二", other))]
    for each in claims:
        shelf.put(each)
    likeness = fuzz.ratio(one, other)
    expected = (claims[1], likeness) if likeness >= rules.alike else (None, 0)
    assert shelf.likest(claims[0], rules.alike) == expected


def test_what_others_found_later_in_a_month_reported_nil(tmp_path: Path) -> None:
    """A complaint of May that stands in June's 表7-2 contradicts May's 「均无新问题」, a self-found one does not."""
    problem = {"problem": CANARY, "found_on": "2016-05-16", "deadline": SOON}
    for source, asked in (("群众反映", [["I6", "D3"]]), ("自查", [])):
        school = School(tmp_path / source, ("总务处",))
        school.returns(MAY, "总务处")
        school.returns(JUNE, "总务处", {"clearance": [{**problem, "source": source}]})
        assert places(said(school, JUNE), "nil-but-found") == asked


def test_a_question_is_asked_once(tmp_path: Path) -> None:
    """Near-equal items, a claim and a bare completion of May are not asked again in June."""
    school = School(tmp_path, ("教务处", "政教处"))
    rows = [
        *promises("七年级1班卫生包干", "七年级2班卫生包干"),
        *promises("印好校历", finished_on="2016-05-20"),
    ]
    rows[-1]["evidence"] = None
    for unit in ("教务处", "政教处"):
        school.returns(MAY, unit, {"commitment": rows})
    asked = {f.code for f in school.consolidate(MAY).guards}
    for unit in ("教务处", "政教处"):
        school.returns(JUNE, unit)
    assert asked == {"items-alike", "claimed-twice", "done-unproven"}
    assert not asked & {f.code for f in school.consolidate(JUNE).guards}


def test_no_point_depends_on_a_guard(tmp_path: Path) -> None:
    """The same month, scored under guards that ask at once and guards that hardly ask, has the same scores."""

    def strict(settings: Settings) -> None:
        settings["rubric"]["guards"] |= {"peers": 1, "few": 5, "nil_in_row": 1, "grades": 1}

    scores, asked = [], []
    for name, change in (("strict", strict), ("plain", lambda _settings: None)):
        school = School(tmp_path / name, ("教务处", "政教处"), change)
        school.returns(MAY, "教务处", {"commitment": promises("修订作息制度", finished_on="2016-05-20")})
        school.returns(MAY, "政教处")
        month = school.consolidate(MAY)
        scores.append([s.score for s in month.scores])
        asked.append(len(month.guards))
    assert scores[0] == scores[1]
    assert asked[0] > asked[1]


# ---- sensitive ledgers are never compared and never printed -------------------------------------------


def test_sensitive_words_are_not_compared_and_not_printed(tmp_path: Path) -> None:
    """The same problem in two units' 表6, twice in one: nothing is asked; a bare completion names its number."""
    problem = {"problem": CANARY, "deadline": "2016-05-20", "finished_on": "2016-05-20", "evidence": None}
    school = School(tmp_path, ("教务处", "政教处"))
    for unit in ("教务处", "政教处"):
        school.returns(MAY, unit, {"conduct": [problem, {**problem, "problem": f"{CANARY}2"}]})
    month, files = released(school)
    assert {f.code for f in month.guards} == {"done-unproven"}
    assert {c.name for c in month.spot_checks} == {""}
    texts = [files["guards.json"].decode(), *cells(files, "核实清单"), *cells(files, "抽查清单")]
    assert not any(CANARY in text for text in texts)
    assert any("教务处-作风-001" in text for text in texts)


def test_a_sensitive_ledger_cannot_declare_claims(tmp_path: Path) -> None:
    """What is sensitive is never laid beside another unit's: the declaration is refused."""
    conduct = School(tmp_path).config.ledgers["conduct"]
    with pytest.raises(ValueError, match="敏感内容不拿来和别的单位比"):
        Ledger.model_validate({**conduct.model_dump(), "claims": [["problem"]]})


# ---- 抽查 -----------------------------------------------------------------------------------------------

DONE = ("修订作息制度", "排好值周表", "装订学籍卡", "清点实验器材", "检查听课笔记")


def finished(school: School, unit: str, *names: str, arrived: str = "") -> None:
    """Let a unit return May with these items done."""
    rows = promises(*names, finished_on="2016-05-20", evidence="材料一份")
    school.returns(MAY, unit, {"commitment": rows}, arrived)


def drawn(checks: tuple[SpotCheck, ...], unit: str = "jiaowu") -> list[str]:
    """Return the numbers drawn of a unit."""
    return [each.number for each in checks if each.unit == unit]


def by_hand(word: str) -> list[str]:
    """Return what is drawn of 教务处's five items, by the rule as it is written down."""
    numbers = [f"教务处-承诺-{n:03d}" for n in range(1, len(DONE) + 1)]
    return sorted(sorted(numbers, key=lambda n: sha256(f"{word}/{MAY}/jiaowu/{n}".encode()).hexdigest())[:2])


def test_two_completed_items_a_unit_are_drawn(tmp_path: Path) -> None:
    """Of five done items two, with place, owner and evidence; of one, that one; of what runs, none."""
    school = School(tmp_path, ("教务处", "政教处", "总务处"))
    finished(school, "教务处", *DONE)
    finished(school, "政教处", "设置护学岗")
    school.returns(MAY, "总务处", {"commitment": promises("修好排水沟")})
    checks = school.consolidate(MAY).spot_checks
    assert drawn(checks) == by_hand("三比一争")
    assert drawn(checks, "zhengjiao") == ["政教处-承诺-001"]
    assert drawn(checks, "zongwu") == []
    assert {(c.evidence, c.where.sheet, c.where.cell[0]) for c in checks} == {
        ("材料一份", "表1 目标承诺", "F")
    }


def test_the_draw_hangs_on_seed_period_and_unit_alone(tmp_path: Path) -> None:
    """Neither the order of arrival nor another unit's items change it; another seed word does."""
    orders = (("2016-06-01T09:00", "2016-06-02T09:00"), ("2016-06-02T09:00", "2016-06-01T09:00"))
    found = []
    for name, (mine, theirs) in enumerate(orders):
        school = School(tmp_path / str(name), ("教务处", "政教处"))
        finished(school, "政教处", *DONE[: name + 1], arrived=theirs)
        finished(school, "教务处", *DONE, arrived=mine)
        found.append(drawn(school.consolidate(MAY).spot_checks))
    words = {word: by_hand(word) for word in ("三比一争", "玉兰", "青竹", "白杨", "云杉")}
    other = next(word for word, numbers in words.items() if numbers != words["三比一争"])

    def reseeded(settings: Settings) -> None:
        settings["rubric"]["guards"]["draw"]["seed"] = other

    school = School(tmp_path / "other", ("教务处",), reseeded)
    finished(school, "教务处", *DONE)
    assert found == [words["三比一争"]] * 2
    assert drawn(school.consolidate(MAY).spot_checks) == words[other]


# ---- found false: credit 0, by decision ---------------------------------------------------------------

FALSE = {"kind": "抽查不实", "subject": "教务处", "number": "教务处-承诺-001", "approved_on": "2016-06-10"}


def decided(school: School, period: str, *lines: dict[str, Any], arrived: str = AFTER_THE_DRAW) -> str:
    """Let the office's register arrive with these decisions; return the file."""
    return school.returns(period, OFFICE, {"decisions": list(lines)}, arrived)


def test_what_was_found_false_has_no_credit(tmp_path: Path) -> None:
    """Two done in time, one found false: D = (0 + 1)/2, P = 1, so 0.7 × 50 + 30 = 65; the line names the decision."""
    school = School(tmp_path)
    finished(school, "教务处", "修订作息制度", "排好值周表")
    assert school.indicator(MAY, "commitment").score == 100
    file = decided(school, MAY, FALSE)
    indicator = school.indicator(MAY, "commitment")
    assert indicator.score == 65
    (line,) = [b for b in indicator.because if "抽查不实" in b.text]
    assert (line.id, line.points) == ("目标承诺/教务处-承诺-001/完成", Fraction())
    assert (line.where.file, line.where.sheet[:2], line.where.cell) == (file, "延期", "A6")


def test_an_objective_cause_does_not_excuse_what_was_found_false(tmp_path: Path) -> None:
    """客观原因 for a late completion and 抽查不实 on the same item: 0."""
    school = School(tmp_path)
    rows = promises("修订作息制度", finished_on="2016-05-30") + promises("排好值周表")
    rows[0]["deadline"] = "2016-05-03"
    school.returns(MAY, "教务处", {"commitment": rows})
    cause = {**FALSE, "kind": "客观原因", "first_period": "5月", "approved_on": "2016-06-02"}
    decided(school, MAY, cause, FALSE)
    assert school.indicator(MAY, "commitment").score == 30  # 0.7 × 0 + 0.3 × 1


def test_found_false_in_a_later_register_costs_the_month_of_the_completion(tmp_path: Path) -> None:
    """Entered in June, May's item: June's score is as it would be, and May's 100 becomes 65 as above."""
    school = School(tmp_path)
    finished(school, "教务处", "修订作息制度", "排好值周表")
    school.returns(JUNE, "教务处", {"commitment": promises("装订学籍卡")})
    before = school.score(JUNE).score
    decided(school, JUNE, FALSE, arrived="2016-07-04T10:00")
    assert school.score(JUNE).score == before
    assert school.indicator(MAY, "commitment").score == 65


def test_found_false_of_what_is_not_done_is_said(tmp_path: Path) -> None:
    """An item that still runs cannot be found falsely completed."""
    school = School(tmp_path)
    school.returns(MAY, "教务处", {"commitment": promises("修订作息制度")})
    decided(school, MAY, FALSE)
    month = school.consolidate(MAY)
    assert ["还没有报完成" in message(f) for f in month.findings if f.code == "decision-incomplete"] == [True]


# ---- what people see ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def faced(tmp_path_factory: pytest.TempPathFactory) -> Faced:
    """Return a month with several questions, and its release."""
    school = School(tmp_path_factory.mktemp("faced"), ("教务处", "政教处"))
    rows = promises("七年级1班卫生包干", "七年级2班卫生包干")
    rows += promises("印好校历", finished_on="2016-05-20", evidence=None)
    school.returns(MAY, "教务处", {"commitment": rows, "media": [{"title": TITLE}]})
    school.returns(MAY, "政教处", {"media": [{"title": TITLE}], "conduct": NIL})
    school.inspects(MAY, {"subject": "政教处", "code": "投诉查实", "count": 1, "inspector": "桐守正"})
    return released(school)


def table(files: dict[str, bytes], name: str) -> list[list[Any]]:
    """Return the rows of a sheet of the consolidated workbook from its header on."""
    book = openpyxl.load_workbook(io.BytesIO(files[BOOK]))
    return [[cell.value for cell in row] for row in book[name].iter_rows(min_row=4)]


def cells(files: dict[str, bytes], name: str) -> list[str]:
    """Return every text of a sheet."""
    return [cell for row in table(files, name) for cell in row if isinstance(cell, str)]


def test_the_questions_have_a_sheet_with_room_for_the_answer(faced: Faced) -> None:
    """核实清单: kind, whose, what, both sources, how to find out; the column for the answer is blank."""
    _, files = faced
    header, *rows = table(files, "核实清单")
    assert header[:7] == ["类别", "单位", "内容", "出处", "另一出处", "怎么核实", "核实结果"]
    assert [row[0] for row in rows] == ["重复申报", "一事多报", "没有佐证", "零报告不符", "检查人"]
    twice = rows[0]
    assert twice[1] == "教务处、政教处"
    assert "教务处_" in twice[3]
    assert "政教处_" in twice[4]
    assert all(row[2] and row[3] and row[5] and row[6] is None for row in rows)


def test_the_draw_has_a_sheet_to_write_on(faced: Faced) -> None:
    """抽查清单: item, owner, evidence and place; result, who and when are blank."""
    _, files = faced
    header, *rows = table(files, "抽查清单")
    assert header[-3:] == ["抽查结果", "抽查人", "抽查日期"]
    assert [row[1:3] for row in rows] == [["教务处-承诺-003", "印好校历"]]
    assert rows[0][-3:] == [None, None, None]


def test_a_guard_s_question_is_on_no_other_sheet_and_no_page(faced: Faced) -> None:
    """审核意见, the first sheet and the pages do not repeat it; findings.csv and guards.json hold it."""
    month, files = faced
    words = [message(f) for f in month.guards]
    other = [*cells(files, "审核意见"), *cells(files, "领导参阅")]
    other += [data.decode() for name, data in files.items() if name.endswith(".html")]
    assert words
    assert not [w for w in words if any(w in text for text in other)]
    rows = csv.DictReader(io.StringIO(files["findings.csv"].decode("utf-8-sig")))
    listed = {(row["code"], row["severity"]) for row in rows}
    assert {(f.code, "请核实") for f in month.guards} <= listed
    document = json.loads(files["guards.json"])
    assert [q["message"] for q in document["questions"]] == [
        w for w in cells(files, "核实清单") if w in words
    ]
    assert [c["number"] for c in document["spot_checks"]] == ["教务处-承诺-003"]


def test_the_first_page_says_how_many_and_where(faced: Faced) -> None:
    """One line: so many questions, so many items drawn, and the sheets."""
    month, files = faced
    line = f"请办公室核实 {len(month.guards)} 条，见「核实清单」；抽查 1 件，见「抽查清单」。"
    assert line in files["index.html"].decode()
    assert line in cells(files, "领导参阅")


def test_the_catalogue_says_which_sheet(faced: Faced) -> None:
    """The office's guards are never among the findings; a unit's changed deadline stands on both sheets."""
    month, _ = faced
    assert {f.code for f in month.guards} <= {code for code, each in CATALOGUE.items() if each.guard}
    assert not [f.code for f in month.findings if saying(f.code).guard and saying(f.code).office]
    shared = {code for code, each in CATALOGUE.items() if each.guard and not each.office}
    assert shared == {"deadline-changed", "milestone-changed"}


def test_a_changed_deadline_stands_on_both_sheets(tmp_path: Path) -> None:
    """The unit is told that the old one holds; the office sees it on 核实清单."""
    school = School(tmp_path)
    row = {"promise": "修订作息制度", "deadline": "2016-06-20"}
    school.returns(MAY, "教务处", {"commitment": [row]})
    school.returns(JUNE, "教务处", {"commitment": [row | {"deadline": "2016-08-20"}]})
    _, files = released(school, JUNE)
    book = openpyxl.load_workbook(io.BytesIO(files[f"三比一争汇总_{JUNE}.xlsx"]))
    for name in ("审核意见", "核实清单"):
        texts = [str(c.value) for line in book[name].iter_rows() for c in line]
        assert any("原来是 2016年6月20日" in text for text in texts), name


def test_every_guard_is_told_in_the_rubric(tmp_path: Path) -> None:
    """考评细则 has a line for each word of 核实清单, with the numbers that are declared."""
    lines = {subject: rule for part, subject, rule in rubric_lines(School(tmp_path).config) if part == "核实"}
    assert {each.guard for each in CATALOGUE.values() if each.guard} | {"抽查"} == set(lines)
    assert "90%" in lines["重复申报"]
    assert "「三比一争」" in lines["抽查"]


def test_a_guard_that_names_what_nobody_declared_is_refused(tmp_path: Path) -> None:
    """An unknown inspection code or ledger is a complaint with a suggestion."""

    def misspelt(settings: Settings) -> None:
        settings["rubric"]["guards"]["outside"] = {"ledger": "conducts", "codes": ["投诉查证"]}

    with pytest.raises(SetupError) as refused:
        School(tmp_path, change=misspelt)
    assert any("「conducts」" in each and "conduct" in each for each in refused.value.complaints)
    assert any("「投诉查证」" in each and "投诉查实" in each for each in refused.value.complaints)
