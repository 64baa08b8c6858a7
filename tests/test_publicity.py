"""公示: what the public may know and nothing else, in each of the plan's four channels."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from pipeline.config import load_config
from pipeline.errors import SetupError
from pipeline.model import Stage, State
from pipeline.publicity import publicity_files, year_publicity_files
from pipeline.publicity.masking import LEFT_OUT, LONGEST, public_text
from tests.school import NIL, School
from tests.year_end import all_good, close_year, only_inspected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Consolidation, Merged
    from pipeline.roster import Unit
    from tests.school import Table

APRIL, MAY, JUNE, DECEMBER = "2016-04", "2016-05", "2016-06", "2016-12"
CHANNELS = ["board.html", "journal.txt", "screen.html", "web.html"]
CANARY, MONEY = "金丝雀", "73519"
PUBLIC = {"commitment": {"promise", "goal", "person"}, "honours": {"honour", "awarded_by"}}
"""Text that `publicity` in config.yaml makes public; every other column gets a canary."""
UNITS = ("教务处", "政教处", "校领导")
FORMULA, SCRIPT = '=HYPERLINK("http://example.invalid","点我")', "<script>alert(1)</script>“承诺”&amp;"
TURNED, ENDLESS = "先\u202e后\u0007了", "每一件都做到底" * 4681
ISSUED = Stage(
    State.ISSUED, approved_by="竹文清", issued=datetime(2016, 6, 8, 16), review_until=date(2016, 6, 15),  # noqa: DTZ001
)  # fmt: skip
SECONDS = 20_000


def planted(config: Config, unit: Unit, period: Period) -> dict[str, Table]:
    """Return a row for each ledger that the unit fills, with a canary in every column that is not public."""
    return {each.id: [_row(config, unit, each)] for each in config.duties(unit, period) if not each.of}


def _row(config: Config, unit: Unit, ledger: Ledger) -> dict[str, Any]:
    row: dict[str, Any] = (
        {"person": "槐致用" if unit.id == "jiaowu" else "松明远"} if ledger.id == "commitment" else {}
    )
    for line in ledger.lines:
        own = [each.name for each in config.settings.codes.five_a if unit.id in each.units]
        row[line.field] = own[0] if line.own and own else config.tables[line.codes][0]
    for field in ledger.typed_fields:
        if field.name in row:
            continue
        if field.kind == "text" and field.name not in {
            *PUBLIC.get(ledger.id, ()),
            "related",
            "basis",
            "number",
        }:
            row[field.name] = f"{CANARY}{ledger.id}·{field.name}"
        elif field.unit == "万元":
            row[field.name] = int(MONEY)
    return row


def found_in(merged: Merged) -> set[str]:
    """Return where canaries and the sum stand in what counts: commitment.measure, and the office's columns."""
    rows = [row for by_period in merged.records.values() for rows in by_period.values() for row in rows]
    own = {
        f"{row.ledger}.{name}"
        for row in rows
        for name in row.values
        if CANARY in row.text(name) or row.text(name) == MONEY
    }
    return own | {
        f"{i.ledger}.{name}" for i in merged.items for name, value in i.office.items() if CANARY in str(value)
    }


def texts(files: dict[str, bytes]) -> dict[str, str]:
    """Return the files as text, by the last part of their path."""
    return {name.split("/")[1]: data.decode("utf-8-sig") for name, data in files.items()}


class Told:
    """A school in which every column that is not public holds a canary; every face of it, made once."""

    def __init__(self, folder: Path) -> None:
        """Let April, May and December arrive, and the office rule on what was found."""
        self.school = School(folder, UNITS)
        self.config = self.school.config
        rulings: dict[str, dict[str, Any]] = {
            "conduct": {"accepted_by": CANARY}, "clearance": {"accepted_by": CANARY, "criticised": 1},
            "five_a": {"level_now": CANARY}, "experience": {"spread": CANARY},
        }  # fmt: skip
        words = {"conduct": "作风", "clearance": "清理", "five_a": "创建", "experience": "经验"}
        for period_id in (APRIL, MAY):
            period = self.config.period(period_id)
            for unit in self.config.units_in(period):
                tables = planted(self.config, unit, period)
                if unit.id == "office" and period_id == MAY:
                    tables |= {
                        f"{ledger}_office": [
                            {"subject": "教务处", "number": f"教务处-{words[ledger]}-001", **ruling}
                        ]
                        for ledger, ruling in rulings.items()
                    }
                if tables:
                    self.school.returns(period_id, unit.name, tables)

    @cached_property
    def may(self) -> Consolidation:
        """Return May."""
        return self.school.consolidate(MAY)

    @cached_property
    def issued(self) -> dict[str, bytes]:
        """Return May's notice once it is issued."""
        return publicity_files(self.config, replace(self.may, stage=ISSUED))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Return the school with the canaries."""
    return Told(tmp_path_factory.mktemp("publicity"))


def issued(school: School, period: str = MAY) -> dict[str, str]:
    """Return the period's notice as it is issued, by channel."""
    return texts(publicity_files(school.config, replace(school.consolidate(period), stage=ISSUED)))


# what is public and what is not


def test_canaries_in_every_column_that_is_not_public_stay_inside(told: Told) -> None:
    """They were returned and count, sensitive ones among them, and are in no file of any channel."""
    there = found_in(told.may.merged)
    sensitive = {
        f"{ledger.id}.{field.name}"
        for ledger in told.config.ledgers.all for field in ledger.fields
        if not ledger.of and (ledger.sensitive or field.sensitive) and field.by_unit and (field.kind == "text" or field.unit)
    }  # fmt: skip
    assert sensitive >= {"conduct.problem", "clearance.amount", "inspection.persons", "liaison.contact"}
    assert sensitive - there == set()
    assert there >= {
        "commitment.measure", "commitment.progress", "commitment.evidence", "commitment.note", "bids.money",
        "honours.document_no", "conduct.accepted_by", "clearance.accepted_by", "sanctions.reason", "supervision.matter",
    }  # fmt: skip
    for stage in (Stage(), ISSUED):
        files = texts(publicity_files(told.config, replace(told.may, stage=stage)))
        assert sorted(files) == CHANNELS
        assert not [name for name, text in files.items() if CANARY in text or MONEY in text]


def test_what_is_declared_public_is_in_every_channel(told: Told) -> None:
    """Who promised what, with which goal and by when; honours; order and score."""
    for text in texts(told.issued).values():
        for word in (
            "槐致用",
            "承诺事项写在这里",
            "工作目标写在这里",
            "5月31日",
            "荣誉名称写在这里",
            "科室考评结果",
        ):
            assert word in text


def test_the_year_keeps_the_same_silence(tmp_path: Path) -> None:
    """December's canaries stay inside; what was promised is told."""
    school = School(tmp_path, ("教务处",))
    december = school.config.period(DECEMBER)
    rows = planted(school.config, school.config.unit("教务处"), december)
    for period in school.config.periods:
        if period.scored:
            school.inspects(period.id)
    school.returns(
        DECEMBER, "教务处", {**rows, "commitment": [{"promise": "办好图书角", "person": "槐致用"}]}
    )
    close_year(school, {"教务处": 95}, all_good("教务处"))
    book = school.year()
    assert {"conduct.problem", "clearance.problem", "summary.problem", "practices.practice"} <= found_in(
        book.merged
    )
    files = texts(year_publicity_files(school.config, replace(book, stage=ISSUED)))
    assert sorted(files) == CHANNELS
    for text in files.values():
        assert CANARY not in text
        assert "办好图书角" in text


def test_the_award_list_is_published_whatever_the_results_are(tmp_path: Path) -> None:
    """文明科室 names the unit that is first, with its figure or without; a period's notice never does."""
    for results in ("得分", "不公布"):

        def quiet(settings: dict[str, Any], results: str = results) -> None:
            only_inspected(settings)
            settings["publicity"]["results"] = results

        school = School(tmp_path / results, change=quiet)
        for period in school.config.periods:
            if period.scored:
                school.inspects(period.id)
        close_year(school, {"教务处": 95}, all_good("教务处"))
        files = texts(year_publicity_files(school.config, replace(school.year(), stage=ISSUED)))
        for text in files.values():
            assert "文明科室" in text
            assert "教务处" in text
            assert ("99.40" in text) == (results == "得分")
        assert "文明科室" not in "".join(issued(school).values())


def test_promises_of_other_tiers_and_of_strangers_are_not_published(tmp_path: Path) -> None:
    """A teacher is outside the tiers, a stranger in no roster, and one of two promisers may not drag the other along."""
    school = School(tmp_path)
    people = {
        "甲事": "槐致用",
        "乙事": "柽问渠",
        "丙事": "某某人",
        "丁事": "槐致用、苇成林",
        "戊事": "槐致用、柽问渠",
    }
    school.returns(
        MAY, "教务处", {"commitment": [{"promise": p, "person": who} for p, who in people.items()]}
    )
    journal = issued(school)["journal.txt"]
    assert [promise for promise in people if promise in journal] == ["甲事", "丁事"]
    assert "槐致用、苇成林（主任、副主任）：丁事" in journal
    assert "本次公示的承诺共2项，截至5月31日：逾期2项。" in journal


@pytest.mark.parametrize(("results", "place", "score"), [("得分", True, True), ("名次", True, False), ("不公布", False, False)])  # fmt: skip
def test_results_go_as_far_as_the_school_publishes_them(
    tmp_path: Path,
    results: str,
    place: bool,  # noqa: FBT001
    score: bool,  # noqa: FBT001
) -> None:
    """Scores with places, places alone, or neither."""
    school = School(tmp_path, change=lambda settings: settings["publicity"].update(results=results))
    school.returns(MAY, "教务处", {"commitment": [{"person": "槐致用"}]})
    school.inspects(MAY)
    figure = f"{float(school.score(MAY).score or 0):.2f}"
    for text in issued(school).values():
        assert ("考评结果" in text, figure in text) == (place, score)


def test_without_the_section_and_without_anything_public_there_is_no_notice(tmp_path: Path) -> None:
    """A school that removed `publicity` publishes nothing; in April there is nothing yet."""
    quiet = School(tmp_path / "quiet", change=lambda settings: settings.pop("publicity"))
    quiet.returns(MAY, "教务处", {"commitment": [{"person": "槐致用"}]})
    assert publicity_files(quiet.config, quiet.consolidate(MAY)) == {}
    school = School(tmp_path / "april")
    assert publicity_files(school.config, school.consolidate(APRIL)) == {}


def test_a_promise_is_shown_as_it_stands(tmp_path: Path) -> None:
    """Done, excused, found false, postponed and withdrawn: by the office's decisions in force."""
    school = School(tmp_path)
    rows: list[dict[str, Any]] = [
        {"promise": "甲事", "deadline": "2016-05-20", "finished_on": "2016-05-18"},
        {"promise": "乙事", "deadline": "2016-05-20"},
        {"promise": "丙事", "deadline": "2016-05-20"},
        {"promise": "丁事", "deadline": "2016-05-20"},
        {"promise": "戊事", "deadline": "2016-05-20"},
    ]
    school.returns(MAY, "教务处", {"commitment": [{"person": "槐致用", **row} for row in rows]})
    about = {"subject": "教务处", "first_period": "5月"}
    school.decides(
        MAY,
        {"kind": "抽查不实", "number": "教务处-承诺-001", **about},
        {"kind": "客观原因", "number": "教务处-承诺-002", **about},
        {"kind": "延期", "number": "教务处-承诺-003", "new_deadline": "2016-07-31", **about},
        {"kind": "撤销", "number": "教务处-承诺-004", **about},
    )
    journal = issued(school)["journal.txt"]
    told = dict(re.findall(r"：(.事)。.*完成时限：(.*)。", journal))
    assert told == {
        "甲事": "5月20日。进展：逾期", "乙事": "5月20日。进展：客观原因", "丙事": "7月31日。进展：推进中",
        "戊事": "5月20日。进展：逾期",
    }  # fmt: skip


# numbers of persons


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("请打13800138000找我", f"请打{LEFT_OUT}找我"),
        ("138-0013-8000", LEFT_OUT),
        ("１３８ ００１３ ８０００", LEFT_OUT),
        ("1\u200b3800138000", LEFT_OUT),
        ("138\n0013\t8000", LEFT_OUT),
        ("+86 138 0013 8000", LEFT_OUT),
        ("(0311)8888 1234", LEFT_OUT),
        ("一三八零零一三八零零零", LEFT_OUT),
        ("身份证号130102198001011234", f"身份证号{LEFT_OUT}"),
        ("电话：8001", f"电话：{LEFT_OUT}"),
        ("内线 602", f"内线 {LEFT_OUT}"),
        ("微信号 yun_shan8", "微信号 yun_shan8"),
        ("写信到a.b@example.invalid", "写信到（邮箱略）"),
        ("2016-06-30前完成", "2016-06-30前完成"),
        ("20160630", "20160630"),
        ("2015-2016学年", "2015-2016学年"),
        ("2016.5.18-2016.5.20", "2016.5.18-2016.5.20"),
        ("全年检查不少于7次，抽查46人，2016年11月30日前", "全年检查不少于7次，抽查46人，2016年11月30日前"),
        ("七八九年级", "七八九年级"),
        ("先\u202e后\u0007了\ufffe", "先后了"),
        ("长" * 200, "长" * LONGEST + "……"),
    ],
)
def test_numbers_of_persons_are_masked_and_dates_are_not(typed: str, shown: str) -> None:
    """A telephone, an identity number, an address; however they are spaced."""
    assert public_text(typed) == shown


def test_a_number_in_a_promise_or_an_honour_is_masked_in_every_channel(tmp_path: Path) -> None:
    """The teacher typed a mobile number into the promise, the office one into the honour."""
    school = School(tmp_path)
    row = {"promise": "有事找我13800138000", "goal": "电话 139 0013 9000 随时接", "person": "槐致用"}
    school.returns(MAY, "教务处", {"commitment": [row]})
    school.returns(MAY, "领导小组办公室", {"honours": [{"subject": "教务处", "honour": "先进13700137000"}]})
    for text in issued(school).values():
        assert not re.search(r"1380013|139 0013|1370013", text)
        assert text.count(LEFT_OUT) >= 3


# before and after the issue


def test_before_the_issue_every_sheet_and_page_says_that_it_must_not_be_posted(told: Told) -> None:
    """送审稿 stands on each sheet of the board and each page of the screen, and at both ends of what is read."""
    files = texts(publicity_files(told.config, told.may))
    words = "送审稿　尚未印发，不得张贴、刊登、上网"
    sheets = len(re.findall("<section", files["board.html"]))
    pages = len(re.findall("<section", files["screen.html"]))
    assert sheets > 1 < pages
    assert {name: text.count(words) for name, text in files.items()} == {
        "board.html": sheets, "screen.html": pages, "web.html": 2, "journal.txt": 2,
    }  # fmt: skip
    assert all("印发之日起3个工作日" in text for text in files.values())
    approved = texts(publicity_files(told.config, replace(told.may, stage=Stage(State.APPROVED, revision=2))))
    assert all("已审签（第2版）　尚未印发，不得张贴" in text for text in approved.values())


def test_once_issued_every_sheet_and_page_bears_its_days_telephone_and_box(told: Told) -> None:
    """公示期, 监督电话 and 意见箱 stand on each sheet and page; nothing says 送审稿 any more."""
    files = texts(told.issued)
    publicity = told.config.settings.publicity
    assert publicity is not None
    for name, text in files.items():
        places = len(re.findall("<section", text)) or 1
        assert "送审稿" not in text, name
        assert "不得张贴" not in text, name
        for word in ("2016年6月8日至6月15日", publicity.telephone, publicity.box):
            assert text.count(word) == places, (name, word)


def test_a_correction_says_so(told: Told) -> None:
    """The second revision asks that it be read in place of the first."""
    again = publicity_files(told.config, replace(told.may, stage=replace(ISSUED, revision=2)))
    assert all(
        "本版为更正后的第2版，以本版为准。" in text for text in texts(again).values() if "按照" in text
    )


def test_the_article_is_plain_text_as_a_paper_takes_it(told: Told) -> None:
    """A mark for Windows, its line ends, two signs of indent."""
    data = told.issued["publicity/journal.txt"]
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "“三比一争”2016年5月公开承诺和考评结果公示"
    assert all(line.startswith("　　") for line in lines[3:] if line)
    assert "\n" not in "".join(lines)


def test_the_same_month_gives_the_same_bytes(told: Told) -> None:
    """Nothing in a notice depends on the clock."""
    later = replace(told.may, stage=ISSUED, now=datetime(2030, 1, 1))  # noqa: DTZ001
    assert publicity_files(told.config, later) == told.issued


# the declaration


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"promises": {"ledger": "conduct", "columns": ["problem"]}}, "表6 作风整改是敏感台账，不能公示。"),
        ({"honours": {"ledger": "bids", "columns": ["money"]}}, "表5-2 “三争”「到位资金」是金额，不能公示。"),
        ({"honours": {"ledger": "liaison", "columns": ["contact"]}}, "表5-1 对上联系「联系方式」是敏感内容，不能公示。"),
        ({"promises": {"ledger": "commitment", "columns": ["promis"]}}, "表1 目标承诺没有「promis」这一栏。是不是「promise」？"),
        ({"promises": {"ledger": "comitment", "columns": ["goal"]}}, "公示用到的台账「comitment」没有声明。是不是「commitment」？"),
        ({"promises": {"ledger": "honours", "columns": ["honour"]}}, "荣誉没有事项编号或责任人，不能当作公开承诺。"),
    ],
)  # fmt: skip
def test_what_may_not_be_public_cannot_be_declared_so(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    """Refused when the configuration is read, with its line."""
    with pytest.raises(SetupError) as caught:
        School(tmp_path, change=lambda settings: settings["publicity"].update(change))
    assert any(said in complaint and " 第" in complaint for complaint in caught.value.complaints)
    with pytest.raises(SetupError):
        load_config(tmp_path / "config.yaml")


# in a real browser


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a notice with much in it: forty promises, some of them hostile, some endless."""
    folder = tmp_path_factory.mktemp("crowded")
    school = School(folder / "school", UNITS)
    hostile = [
        FORMULA,
        SCRIPT,
        TURNED,
        ENDLESS,
        "+cmd|calc",
        "W" * 400,
        "wide words that break nowhere " * 20,
        "字" * 149,
    ]
    rows = [{"promise": text, "goal": text, "person": "槐致用", "deadline": "2017-01-31"} for text in hostile]
    rows += [
        {
            "promise": f"第{n}件：{'把该做的事做完' * (n % 7)}",
            "goal": "每周一次" * (n % 9 + 1),
            "person": "苇成林",
        }
        for n in range(32)
    ]
    school.returns(MAY, "教务处", {"commitment": rows})
    school.returns(MAY, "政教处", {"conduct": NIL})
    honours = [{"subject": "教务处", "honour": text[:300], "awarded_by": text[:300]} for text in hostile]
    school.returns(MAY, "领导小组办公室", {"honours": honours})
    month = school.consolidate(MAY)
    for name, stage in (("draft", Stage()), ("issued", ISSUED)):
        for path, data in publicity_files(school.config, replace(month, stage=stage)).items():
            made = folder / name / path
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the machine's own Chromium, opened once."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def seen(
    browser: Browser,
    path: Path,
    prepare: Callable[[Page], object] = id,
    **options: Any,  # noqa: ANN401
) -> Iterator[Page]:
    """Open the page; nothing may be asked for besides it, and nothing complained of."""
    context = browser.new_context(**options)
    context.set_default_timeout(SECONDS)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url))
    prepare(tab)
    tab.goto(path.as_uri())
    try:
        yield tab
        assert said == [path.as_uri()]
    finally:
        context.close()


def test_what_was_typed_stays_text(crowded: Path, browser: Browser) -> None:
    """A formula, a script, a turned line and 32,767 characters are words on the page, or their beginning."""
    for name in ("web", "board", "screen"):
        with seen(browser, crowded / f"issued/publicity/{name}.html") as tab:
            text = tab.evaluate("document.querySelector('main').textContent")
            assert "=HYPERLINK(" in text
            assert "<script>alert(1)</script>" in text
            assert "先后了" in text
            assert "+cmd|calc" in text
            assert tab.locator("script").count() == (name == "screen")
            assert tab.locator("a").count() == 0
    assert (crowded / "issued/publicity/journal.txt").stat().st_size < 100_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_sees_or_hears_less_can_read_it(crowded: Path, browser: Browser, scheme: str) -> None:
    """Axe finds nothing serious: contrast, headings, tables, names."""
    axe = Axe()
    for name in ("web", "board", "screen"):
        for state in ("draft", "issued"):
            with seen(browser, crowded / state / f"publicity/{name}.html", color_scheme=scheme) as tab:
                found = axe.run(tab).response["violations"]
                assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == [], name


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_article_needs_no_sideways_scroll(crowded: Path, browser: Browser, width: int) -> None:
    """On a telephone as on a desk."""
    for scheme in ("light", "dark"):
        with seen(
            browser,
            crowded / "draft/publicity/web.html",
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
        ) as tab:
            assert tab.evaluate("document.documentElement.scrollWidth") <= width


CUT = """selector => [...document.querySelectorAll(selector)].filter(each => {
    const spare = 1 + parseFloat(getComputedStyle(each).fontSize) / 10;
    return each.scrollHeight > each.clientHeight + spare || each.scrollWidth > each.clientWidth + spare;
}).map(each => each.textContent.slice(0, 40))"""
"""What holds more than it shows; the signs of a font reach a little beyond their line."""


@pytest.mark.parametrize("state", ["draft", "issued"])
@pytest.mark.parametrize(("paper", "width", "height"), [("A4", 794, 1123), ("A3", 1123, 1587)])
def test_the_board_prints_a_sheet_a_page(
    crowded: Path, browser: Browser, state: str, paper: str, width: int, height: int
) -> None:
    """On A4 and on A3 each sheet is one page, and nothing on it is cut."""
    path = crowded / state / "publicity/board.html"
    with seen(browser, path, viewport={"width": width, "height": height}) as tab:
        sheets = tab.locator(".sheet").count()
        printed = tab.pdf(format=paper, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets > 5
        tab.emulate_media(media="print")
        tallest = tab.evaluate(
            "Math.max(...[...document.querySelectorAll('.sheet')].map(each => each.offsetHeight))"
        )
        assert tallest <= height
        assert tab.evaluate(CUT, ".sheet, td, th, p, h1") == []


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160), (1024, 768)])
def test_no_page_of_the_screen_is_cut_or_crowded(
    crowded: Path, browser: Browser, width: int, height: int
) -> None:
    """What does not fit goes to the next page; the type is at least a thirty-second of the width."""
    with seen(
        browser, crowded / "draft/publicity/screen.html", viewport={"width": width, "height": height}
    ) as tab:
        pages = tab.locator("section").count()
        for number in range(1, pages + 1):
            assert tab.locator("section.on .number").inner_text() == f"{number} / {pages}"
            assert tab.evaluate(CUT, "section.on, section.on .body, section.on td, section.on p") == []
            tab.keyboard.press("ArrowRight")
        assert tab.locator("section.on .number").inner_text() == f"1 / {pages}"
        size = tab.evaluate("parseFloat(getComputedStyle(document.querySelector('section')).fontSize)")
        assert size * 32 >= width


def test_the_screen_turns_by_itself_and_stops_for_a_key(crowded: Path, browser: Browser) -> None:
    """A page stands for its seconds; the space bar holds it and lets it go; after the last comes the first."""
    path = crowded / "issued/publicity/screen.html"
    with seen(
        browser, path, lambda tab: tab.clock.install(), viewport={"width": 1920, "height": 1080}
    ) as tab:
        seconds = tab.evaluate(
            "[...document.querySelectorAll('section')].map(each => Number(each.dataset.seconds))"
        )
        assert min(seconds) >= 8
        shown = tab.locator("section.on .number")
        tab.clock.run_for(seconds[0] * 1000 + 100)
        assert shown.inner_text() == f"2 / {len(seconds)}"
        tab.keyboard.press(" ")
        assert tab.locator("#still").is_visible()
        tab.clock.run_for(60_000)
        assert shown.inner_text() == f"2 / {len(seconds)}"
        tab.keyboard.press(" ")
        assert tab.locator("#still").is_hidden()
        tab.clock.run_for(sum(seconds[1:]) * 1000 + 100)
        assert shown.inner_text() == f"1 / {len(seconds)}"


def test_the_screen_is_readable_without_its_script(crowded: Path, browser: Browser) -> None:
    """Its pages stand one below the other."""
    path = crowded / "issued/publicity/screen.html"
    with seen(browser, path, java_script_enabled=False, viewport={"width": 1920, "height": 1080}) as tab:
        assert all(each.is_visible() for each in tab.locator("section").all())
