"""The demonstration's year: everything published, every point accounted for, every meant mistake said."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.check import Task, check_file
from pipeline.config import load_config
from pipeline.demo.hands import read_hands
from pipeline.demo.kept import PERIOD, typed_afresh
from pipeline.demo.school import KEPT, STORIES, build_demo
from pipeline.findings import severity
from pipeline.letters import month_letters, year_letters
from pipeline.letters.scopes import scope_of
from pipeline.model import LedgerState, LetterKind, Severity, Timeliness
from pipeline.registers import sha256_of
from tests.test_every_face import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.demo.hands import Slip
    from pipeline.demo.school import DemoResult, Month
    from pipeline.model import Finding, Letter, Submission

CONFIG = Path(__file__).parents[1] / "config.yaml"
SLIPS = read_hands(STORIES / "_hands.yaml").slips
PERIODS = ("2016-04", "2016-05", "2016-06", "2016-08", "2016-09", "2016-10", "2016-11", "2016-12")
UNSCORED = {"2016-04", "2016-12"}
OF_NO_CELL = {"ledger-missing", "grade-missing", "register-missing"}
"""What is said of a whole sheet, or of what stands on none: these have no cell."""
FILES = ("index.html", "scores.json", "intake.json", "findings.csv", "manifest.json", "units/jiaowu.html")
ZIP = ".zip/"


def silent(_doing: str, _count: int, _whole: int) -> None:
    """Show no progress."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    """Return the demonstration, built once."""
    return build_demo(CONFIG, tmp_path_factory.mktemp("demo"), silent)


@pytest.fixture(scope="module")
def by_period(demo: DemoResult) -> dict[str, Month]:
    """Return the demonstration's months by period."""
    return {each.period.id: each for each in demo.months}


def scored_units(demo: DemoResult) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every unit's score of every period, as published."""
    for each in demo.months:
        document = json.loads((each.folder / "scores.json").read_text(encoding="utf-8"))
        for unit in document["units"]:
            yield each.folder, unit


def exact(lines: list[dict[str, Any]]) -> Fraction:
    """Return the sum of the lines' points."""
    return sum((Fraction(line["points_exact"]) for line in lines), Fraction())


def test_every_period_is_published_whole(by_period: dict[str, Month]) -> None:
    """Eight periods, each with its workbook, pages and files for machines."""
    assert tuple(by_period) == PERIODS
    for period, each in by_period.items():
        missing = [name for name in FILES if not (each.folder / name).is_file()]
        assert missing == []
        assert (each.folder / f"三比一争汇总_{period}.xlsx").stat().st_size > 10_000
        assert bool(each.month.scores) == (period not in UNSCORED)
        assert each.month.provisional == ()


def test_scores_spread_as_a_real_school_s_do(by_period: dict[str, Month]) -> None:
    """From about 60 to about 97 for whoever returned, hardly two alike."""
    for period, each in by_period.items():
        returned = [
            s.score
            for s in each.month.scores
            if s.score is not None
            and each.month.merged.intake.units[s.unit].timeliness is not Timeliness.MISSING
        ]
        if period not in UNSCORED:
            assert 60 < min(returned) < 86
            assert 95 < max(returned) < 99
            assert len(set(returned)) >= len(returned) - 1


def test_a_finding_names_its_cell(demo: DemoResult) -> None:
    """Whoever reads a finding on a sheet finds the cell, except where it speaks of the whole sheet."""
    cellless = {f.code for m in demo.months for f in m.month.findings if f.where.sheet and not f.where.cell}
    assert cellless <= OF_NO_CELL


def test_every_point_comes_from_a_file_that_is_there(demo: DemoResult) -> None:
    """Each line of 得分明细 names a returned file, a register or the declarations; and it exists."""
    for _, unit in scored_units(demo):
        lines = [b for i in unit["indicators"] for b in i["because"]] + unit["discipline"]["because"]
        for line in lines:
            file = line["file"].split(ZIP)[0] + (".zip" if ZIP in line["file"] else "")
            assert (demo.home / "submissions" / file).is_file() or (demo.home / file).is_file(), line


def test_points_add_up_exactly(demo: DemoResult) -> None:
    """The lines sum to their indicator, indicators and 报送扣分 to the score, as fractions."""
    for folder, unit in scored_units(demo):
        parts = [(i, exact(i["because"])) for i in unit["indicators"]]
        assert all(Fraction(i["points_exact"]) == own for i, own in parts), (folder, unit["id"])
        discipline = exact(unit["discipline"]["because"])
        assert Fraction(unit["discipline"]["points_exact"]) == discipline
        whole = sum((own for _, own in parts), discipline)
        assert Fraction(unit["score_exact"]) == whole, (folder, unit["id"])


def test_two_builds_publish_the_same_bytes(demo: DemoResult, tmp_path: Path) -> None:
    """Same stories, same clock: the same bytes of every returned and published file."""
    again = build_demo(CONFIG, tmp_path / "again", silent)
    for folder in ("output", "submissions", "input_templates"):
        first, second = fingerprints(demo.home / folder), fingerprints(again.home / folder)
        assert {p for p in first | second if first.get(p) != second.get(p)} == set()


def fingerprints(folder: Path) -> dict[str, str]:
    """Return the fingerprint of every file under `folder`."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256_of(p.read_bytes()) for p in files}


@pytest.mark.parametrize("slip", [s for s in SLIPS if s.code], ids=lambda s: f"{s.period}-{s.unit}-{s.code}")
def test_a_meant_mistake_is_said(slip: Slip, demo: DemoResult, by_period: dict[str, Month]) -> None:
    """Each slip of the hands brings the finding that it must, for its unit, on its sheet."""
    title = load_config(demo.home / "config.yaml").ledgers[slip.ledger].title
    said = {(f.code, f.unit, f.where.sheet) for f in by_period[slip.period].month.findings}
    assert (slip.code, slip.unit, title) in said


def test_what_only_looks_odd_is_not_held_against_anybody(by_period: dict[str, Month]) -> None:
    """Blank rows between, and a note put in above the header, cost nothing and are said nowhere."""
    rows = {r.values["promise"]: r.row for r in records_of(by_period["2016-05"], "commitment", "ba")}
    assert sorted(rows.values()) == [6, 8, 10]
    teachers = records_of(by_period["2016-06"], "teachers", "jiaoke")
    assert [r.row for r in teachers] == [7]
    assert "header-lost" not in {f.code for f in by_period["2016-06"].month.findings}


def records_of(month: Month, ledger: str, unit: str) -> list[Any]:
    """Return the unit's accepted rows of one ledger in the period."""
    rows = month.month.merged.records[ledger][month.period.id]
    return [r for r in rows if r.unit == unit]


@pytest.mark.parametrize(
    ("period", "unit", "code", "count"),
    [
        ("2016-05", "zongwu", "date-tidied", 3),
        ("2016-05", "qi", "date-year-assumed", 2),
        ("2016-05", "tuanwei", "number-tidied", 2),
        ("2016-05", "xinxi", "progress-stale", 2),
        ("2016-06", "xinxi", "late", 1),
        ("2016-08", "xinxi", "late", 1),
        ("2016-09", "zongwu", "late", 1),
        ("2016-09", "jiaowu", "file-lock", 1),
        ("2016-09", "xld", "period-elsewhere", 1),
        ("2016-10", "", "file-not-workbook", 1),
        ("2016-11", "xld", "file-damaged", 1),
        ("2016-11", "xinxi", "three-periods", 1),
    ],
)
def test_habits_and_broken_files_are_said(
    by_period: dict[str, Month], period: str, unit: str, code: str, count: int
) -> None:
    """What hands do by habit, and what arrives broken or late, is said at least so often."""
    assert len(said_of(by_period[period], unit, code)) >= count


def test_the_office_has_something_to_look_at(by_period: dict[str, Month]) -> None:
    """A task split into three, a completion without evidence, a story told by two units; and items are drawn."""
    told = {("2016-10", "items-alike"), ("2016-10", "done-unproven"), ("2016-11", "claimed-twice")}
    asked = {(period, f.code) for period, each in by_period.items() for f in each.month.guards}
    assert told <= asked
    assert len(by_period["2016-10"].month.spot_checks) > len(by_period["2016-10"].month.scores)


def said_of(month: Month, unit: str, code: str) -> list[Finding]:
    """Return the period's findings of one code on one unit."""
    return [f for f in month.month.findings if (f.unit, f.code) == (unit, code)]


def test_who_did_not_return_and_who_was_late(by_period: dict[str, Month]) -> None:
    """The post of the year comes out as it was told."""
    told = {period: (set(each.missing), set(each.late)) for period, each in by_period.items()}
    assert told == {
        "2016-04": ({"工会"}, set()),
        "2016-05": (set(), set()),
        "2016-06": ({"九年级级部"}, {"信息中心"}),
        "2016-08": (set(), {"信息中心"}),
        "2016-09": ({"校领导"}, {"总务处"}),
        "2016-10": (set(), {"工会"}),
        "2016-11": ({"校领导"}, {"七年级级部"}),
        "2016-12": (set(), set()),
    }


def test_a_mended_file_keeps_the_moment_of_the_broken_one(by_period: dict[str, Month]) -> None:
    """An empty file in time, and text named .xls, were replaced within two working days: in time."""
    for period, unit in (("2016-05", "tuanwei"), ("2016-06", "gonghui")):
        intake = by_period[period].month.merged.intake.units[unit]
        assert intake.timeliness is Timeliness.IN_TIME
        assert [bool(f.counted_for) for f in intake.files] == [False, True]


def test_three_files_of_one_unit_come_together(by_period: dict[str, Month]) -> None:
    """Each colleague's sheets count from that colleague's file, and nothing is missing."""
    ledgers = by_period["2016-06"].month.merged.intake.units["qi"].ledgers
    names = {
        name: ledgers[name].file.rsplit("（", 1)[-1] for name in ("commitment", "teachers", "self_check")
    }
    assert names == {
        "commitment": "椿怀瑾）.xlsx",
        "teachers": "薇晓春）.xlsx",
        "self_check": "蒲长青）.xlsx",
    }
    assert LedgerState.MISSING not in {
        entry.state for name, entry in ledgers.items() if name in {"conduct", "media", "bids"}
    }


def test_of_two_versions_the_newer_counts(by_period: dict[str, Month]) -> None:
    """「最终版2」 is read, 「最终版」 is kept and superseded."""
    fates = by_period["2016-08"].month.merged.intake.units["jiaowu"].files
    names = [(f.file.partition("填报表")[2], bool(f.counted_for)) for f in fates]
    assert names == [("最终版.xlsx", False), ("最终版2.xlsx", True)]


def test_a_zip_is_read_and_its_name_is_chinese(by_period: dict[str, Month]) -> None:
    """The workbook in a zip from Windows counts, under the name that its sender gave it."""
    fates = by_period["2016-11"].month.merged.intake.units["zongwu"].files
    assert [f.file for f in fates if f.counted_for] == ["2016-11/总务11月.zip/总务11月报表.xlsx"]


def test_decisions_of_the_office_take_effect(by_period: dict[str, Month]) -> None:
    """立项 weighs, 延期 moves a deadline, 客观原因 excuses, 不适用 gives the weight away."""
    items = {i.name: i for i in by_period["2016-11"].month.merged.items}
    assert items["课堂观察“三张表”"].weight == 2
    assert len(items["校园文化·指标一（待填）"].postponed) == 1
    assert len(items["教职工档案逐人核一遍，缺什么补什么"].excuses) == 1
    scores = {s.unit: s for s in by_period["2016-08"].month.scores}
    bids = next(i for i in scores["tuanwei"].indicators if i.id == "bids")
    assert bids.score is None
    assert "暑期申报工作暂停" in bids.why_not


def test_an_item_that_changes_hands_goes_on_under_its_number(by_period: dict[str, Month]) -> None:
    """移交 from October on: 教务处 reports it till September, 总务处 finishes it; 撤销 leaves one item of three."""
    items = {i.number: i for i in by_period["2016-12"].month.merged.items}
    moved = items["教务处-清理-001"]
    assert (moved.unit, moved.completed_in, moved.office["criticised"]) == ("zongwu", "2016-11", 1)
    assert [(p, r.unit) for p, r in sorted(moved.entries.items())] == [
        ("2016-06", "jiaowu"), ("2016-08", "jiaowu"), ("2016-09", "jiaowu"), ("2016-10", "zongwu"),
        ("2016-11", "zongwu"),
    ]  # fmt: skip
    assert [n for n, i in items.items() if i.withdrawn] == ["信息中心-承诺-004", "信息中心-承诺-005"]


def test_a_whole_period_can_be_excused(by_period: dict[str, Month]) -> None:
    """工会 was lent out all summer: scored, out of the ranking, and nothing is taken off."""
    excused = {(p, s.unit): s for p, each in by_period.items() for s in each.month.scores if s.excused}
    assert set(excused) == {("2016-08", "gonghui")}
    assert excused["2016-08", "gonghui"].rank == 0


def test_december_brings_what_the_year_is_judged_by(demo: DemoResult) -> None:
    """Every unit's ballots and mark, its summary; the problems signed off; what was made permanent."""
    config = load_config(demo.home / "config.yaml")
    rows = {
        name: december(demo, name)
        for name in ("ballots", "marks", "summary", "practices", "sanctions", "honours")
    }
    scored = {u.name for u in config.scored_units(config.periods[-1])}
    assert Counter(row["subject"] for row in rows["ballots"]) == dict.fromkeys(scored, 3)
    for row in rows["ballots"]:
        votes = sum(int(row[each]) for each in ("good", "fairly_good", "fair", "poor", "abstained"))
        assert votes == int(row["returned"]) <= int(row["issued"])
    marks = {row["subject"]: (float(row["mark"]), row["reason"]) for row in rows["marks"]}
    assert set(marks) == scored
    assert all(reason for mark, reason in marks.values() if not 70 <= mark <= 95)
    assert len({row["unit"] for row in rows["summary"]}) == len(scored) + 1
    assert len(rows["practices"]) == 15
    assert [(r["subject"], r["kind"], r["grade_limit"]) for r in rows["sanctions"]] == [
        ("政教处", "一票否决", "合格")
    ]
    assert len(rows["honours"]) == 6


def test_december_is_brought_in_without_a_question_left(by_period: dict[str, Month]) -> None:
    """Nothing to correct or to look at in the returns; one problem is not signed off, one story has no level."""
    december = by_period["2016-12"].month
    assert {severity(f) for f in december.findings} == {Severity.TIDIED}
    problems = [i for i in december.merged.items if i.ledger in {"conduct", "clearance"}]
    assert [i.unit for i in problems if "signed_off_on" not in i.office] == ["gonghui"]
    stories = [i for i in december.merged.items if i.ledger == "media"]
    assert [i.name for i in stories if "fixed_level" not in i.office] == ["校史室里的旧课本"]
    documents = {r.values["document"]: r.values["status"] for r in december.merged.intake.rows("documents")}
    assert set(documents.values()) == {"已印发"}


def december(demo: DemoResult, ledger: str) -> list[dict[str, str]]:
    """Return December's published records of one ledger."""
    path = demo.home / "output" / "2016-12" / "records" / f"{ledger}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def afresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Submission, Submission]]:
    """Return each kept file as the check reads it, beside the same return as the demonstration types it now."""
    config = load_config(CONFIG)
    pairs = {}
    for name, (letter, data) in typed_afresh(CONFIG, tmp_path_factory.mktemp("afresh")).items():
        kept, fresh = (
            check_file(config, Task(content, letter.name, sha256_of(content), letter.arrived, PERIOD))
            for content in ((KEPT / name).read_bytes(), data)
        )
        pairs[name] = kept, fresh
    return pairs


def test_libreoffice_s_files_are_of_three_kinds(afresh: dict[str, tuple[Submission, Submission]]) -> None:
    """One .xls, one .ods, one .xlsx saved again, and no other file is kept."""
    assert sorted(Path(name).suffix for name in afresh) == [".ods", ".xls", ".xlsx"]
    assert set(afresh) == {p.name for p in KEPT.iterdir() if p.suffix in {".ods", ".xls", ".xlsx"}}


def test_libreoffice_s_files_say_what_the_demonstration_types(
    afresh: dict[str, tuple[Submission, Submission]],
) -> None:
    """Cell for cell the same typed values; where not, run examples/demo/libreoffice/make.py."""
    for name, (kept, fresh) in afresh.items():
        assert cells_of(kept) == cells_of(fresh), name
        assert (kept.unit, kept.period, kept.version) == (fresh.unit, fresh.period, fresh.version)
        assert {f.code for f in kept.findings} == {f.code for f in fresh.findings}, name


def cells_of(submission: Submission) -> dict[tuple[str, str], object]:
    """Return every typed value by ledger and cell, the nil marks too."""
    found: dict[tuple[str, str], object] = {}
    for ledger, returned in submission.returns.items():
        found[ledger, "nil"] = returned.nil
        for record in (*returned.records, *returned.set_aside):
            found |= {(ledger, record.at(name).cell): value for name, value in record.values.items()}
    return found


def test_libreoffice_s_files_count(by_period: dict[str, Month]) -> None:
    """The kept files are read like any other and count for their units' ledgers."""
    intake = by_period[PERIOD].month.merged.intake
    counted = {
        Path(f.file).suffix: len(f.counted_for)
        for u in ("zhengjiao", "ba", "dangban")
        for f in intake.units[u].files
    }
    assert set(counted) == {".xls", ".ods", ".xlsx"}
    assert min(counted.values()) >= 6


def test_nobody_real_stands_in_the_stories(demo: DemoResult) -> None:
    """Every 责任人, 承诺人 and 指导人 is one of the fictional roster, but for the one meant slip."""
    config = load_config(demo.home / "config.yaml")
    names = {n for p in config.people for n in (p.name, *p.aliases)}
    typed = set()
    for path in (demo.home / "output").glob("*/records/*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                typed |= {row[c] for c in ("owner", "person", "mentor", "inspector", "author") if row.get(c)}
    assert typed - names == {"菊知心"}


def test_every_period_is_issued_and_may_is_restated(demo: DemoResult) -> None:
    """Each period lies under _issued/ as it was sent out; May's second version says what it corrects and why."""
    kept = sorted(p.name for p in (demo.home / "output" / "_issued").iterdir())
    assert kept == sorted([*(f"{period}-r1" for period in PERIODS), "2016-05-r2", "2016-r1"])
    (may,) = demo.restated
    assert (may.period, may.stage.words, may.stage.restates) == ("2016-05", "印发（第2版）", 1)
    told = {(c.unit, c.subject): (c.old, c.new) for c in may.stage.changes}
    assert told["xinxi", "作风整顿得分（百分制）"] == ("0.00", "100.00")
    assert told["gonghui", "名次"] == ("7", "8")


def test_the_year_stands_on_the_issued_periods_and_adds_up(demo: DemoResult) -> None:
    """Every period as issued, May in its second version; every line of every unit sums to its final figure."""
    assert [(p.period, p.state, p.revision) for p in demo.year.periods] == [
        (period, "印发", 2 if period == "2016-05" else 1) for period in PERIODS[1:-1]
    ]
    document = json.loads((demo.year_folder / "scores.json").read_text(encoding="utf-8"))
    for unit in document["units"]:
        assert exact(unit["because"]) == Fraction(unit["final_exact"])
        assert len({line["id"] for line in unit["because"]}) == len(unit["because"])
    grades = {unit["name"]: unit["grade"] for unit in document["units"]}
    assert grades["政教处"] == "合格"
    assert [name for name, grade in grades.items() if grade == "优秀"] == ["教务处", "教科室", "八年级级部"]


def letters_of(demo: DemoResult, by_period: dict[str, Month]) -> Iterator[Letter]:
    """Yield what goes to all of June, of May restated and of the year, written from the files as published."""
    config = load_config(demo.home / "config.yaml")
    post = config.settings.mail
    assert post is not None
    (may,) = demo.restated
    for month in (may, by_period["2016-06"].month):
        files = files_under(demo.home / "output" / month.period)
        yield from month_letters(config, post, month, files, LetterKind.ISSUED).letters
    yield from year_letters(config, post, demo.year, files_under(demo.year_folder), LetterKind.ISSUED).letters


def files_under(folder: Path) -> dict[str, bytes]:
    """Return a release's files by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_no_reader_is_sent_what_is_another_s(demo: DemoResult, by_period: dict[str, Month]) -> None:
    """Every attachment of every reader opened: another unit is named only where the reader's own units wrote its name."""
    config = load_config(demo.home / "config.yaml")
    strange: set[tuple[str, str, str]] = set()
    opened: Counter[str] = Counter()
    for letter in letters_of(demo, by_period):
        period = config.period("2016-12" if letter.about == "2016" else letter.about)
        (scope,) = (scope_of(config, r, period) for r in config.readers if r.email == letter.address)
        if not scope.whole:
            own = written_by(by_period, scope.ids)
            others = [unit.name for unit in config.scored_units(period) if unit.id not in scope.ids]
            for each in letter.attachments:
                text = own.sub("", text_of(each.name, each.content))
                strange |= {(letter.reader, each.name, name) for name in others if name in text}
                opened[each.name.rpartition(".")[2]] += 1
    assert strange == set()
    assert opened == {"html": 3 * 21, "ics": 2 * 11, "xlsx": 3 * 4 + 6}


def written_by(by_period: dict[str, Month], units: frozenset[str]) -> re.Pattern[str]:
    """Return what finds every text that these units typed, and the numbers of their items."""
    months = [each.month.merged for each in by_period.values()]
    rows = [row for m in months for own in m.records.values() for rows in own.values() for row in rows]
    typed = {value for r in rows if r.unit in units for value in r.values.values() if isinstance(value, str)}
    numbers = {row.number for row in rows if row.unit in units}
    texts = sorted((text for text in typed | numbers if len(text) > 5), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, texts)))
