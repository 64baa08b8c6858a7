"""archive/: the set that is filed on paper, what units sign; its figures, its silence, and how it prints."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import sync_playwright

from pipeline.chronicle import tell_year
from pipeline.dossier import dossier_files, year_dossier_files
from pipeline.machine import machine_files, year_machine_files
from pipeline.model import Change, Review, Stage, State, Where, shown
from pipeline.webpage import quoted, sealed
from tests.school import School
from tests.test_year_faces import CANARY as YEAR_CANARY
from tests.test_year_faces import year_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from pipeline.model import Consolidation

APRIL, MAY = "2016-04", "2016-05"
SET, SIGNED, SLIPS = "archive/归档材料.html", "archive/报送签字页.html", "archive/核对签字单.html"
UNITS = ("教务处", "政教处", "工会", "七年级级部")
CANARY = "金丝雀在作风问题里"
SCRIPT = "<script>alert(1)</script>“承诺”&amp;<img src=x onerror=alert(2)>"
MANY = 40
INPUTS = {
    "2016-05/教务处_1.xlsx": "0123456789abcdef" * 4, "2016-05/<b>政教处.xlsx": "fedcba9876543210" * 4,
    "_register/received.csv": "a" * 64,
}  # fmt: skip
DAY = date(2016, 6, 20)
ISSUED = Stage(
    State.ISSUED, 2, "竹文清", datetime(2016, 6, 9, 9), datetime(2016, 6, 9, 16),  # noqa: DTZ001
    review_until=DAY, restates=1,
    changes=(Change("jiaowu", "目标承诺得分", "", "72.00", "86.00", "其中1件经核实已办结", Where("")),),
    reviews=(Review(MAY, "gonghui", "目标承诺", SCRIPT, DAY, DAY, "维持", DAY, None, "没有新材料", Where("")),),
)  # fmt: skip
PARTS = [
    "名次与得分", "三比一争分项得分", "各考评项目得分", "报送情况", "督办台账", "审核意见", "更正说明", "考评细则", "依据目录", "审签",
]  # fmt: skip
PRINTED = {"width": 612, "height": 950}
"""The part of an A4 sheet inside the margins, in CSS pixels."""


class Shelf:
    """April and May of a school of four units, and a year; every set of them."""

    def __init__(self, folder: Path) -> None:
        """Let what is filed arrive and write it."""
        self.folder = folder / "out"
        school = School(folder / "school", UNITS)
        self.config = school.config
        self.april: Consolidation = school.consolidate(APRIL)
        long = "长" * 60
        school.returns(MAY, "教务处", {"commitment": [
            {"promise": f"始{n:02}{long}终{n:02}", "deadline": "2016-05-20"} for n in range(MANY)
        ]})  # fmt: skip
        school.returns(MAY, "政教处", {
            "conduct": [{"problem": CANARY, "measure": f"{CANARY}措施", "owner": f"{CANARY}人", "deadline": "2016-05-20"}],
            "commitment": [{"promise": SCRIPT, "deadline": "2016-05-20"}],
        }, arrived="2016-06-07T09:00")  # fmt: skip
        school.returns(MAY, "七年级级部", {})
        school.inspects(MAY)
        self.may = school.consolidate(MAY)
        self.issued = replace(self.may, stage=ISSUED)
        self.files = dossier_files(self.config, self.issued, INPUTS)
        self.draft = dossier_files(self.config, replace(self.may, stage=Stage(confirm_until=DAY)), INPUTS)
        year = year_school(folder / "year")
        self.year_config, self.book = year.config, year.year()
        self.year = self._year()
        sets = {"may": self.files, "draft": self.draft, "year": self.year}
        for name, data in {
            f"{s}/{name}": data for s, files in sets.items() for name, data in files.items()
        }.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _year(self) -> dict[str, bytes]:
        return year_dossier_files(self.year_config, self.book, tell_year(self.year_config, self.book), INPUTS)

    def again(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Return the sets of May and of the year, made once more."""
        return dossier_files(self.config, self.issued, INPUTS), self._year()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return the sets, made once."""
    return Shelf(tmp_path_factory.mktemp("dossier"))


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the machine's own Chromium, opened once."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def seen(browser: Browser, **options: Any) -> Iterator[tuple[Page, list[str]]]:  # noqa: ANN401 — playwright's own
    """Give an empty page, and what it will ask for or complain of."""
    context = browser.new_context(**options)
    tab, said = context.new_page(), []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url))
    try:
        yield tab, said
    finally:
        context.close()


def parsed(data: bytes) -> Any:  # noqa: ANN401 — lxml's own
    """Return a page as a tree of elements."""
    return html.fromstring(data.decode())


def titles(data: bytes) -> list[str]:
    """Return the titles of the parts, in order, as the pages have them."""
    return [str(each.text_content()) for each in parsed(data).xpath("//section/h2")]


def rows(data: bytes, part: str) -> list[dict[str, str]]:
    """Return the rows of every table of a part, by the titles of the columns; `part` is "" for the only table."""
    found = []
    page = parsed(data)
    where = f"//section[h2[contains(., '{part}')]]" if part else "//section"
    for table in page.xpath(f"{where}//table[contains(@class, 'plain')]"):
        heads = [str(each.text_content()) for each in table.xpath("./thead//th")]
        lines = ([str(cell.text_content()) for cell in row] for row in table.xpath("./tbody/tr"))
        found += [dict(zip(heads, line, strict=True)) for line in lines]
    return found


# what stands in it


def test_the_parts_stand_in_their_order_and_in_the_contents(shelf: Shelf) -> None:
    """Contents, then every part with its number; 更正说明 only where there is one, no scores where nothing is scored."""
    numbered = [f"{n}、{name}" for n, name in zip("一二三四五六七八九十", PARTS, strict=True)]
    assert titles(shelf.files[SET]) == ["目录", *numbered]
    assert [each["材料名称"] for each in rows(shelf.files[SET], "目录") if "材料名称" in each] == PARTS
    assert [each.split("、")[-1] for each in titles(shelf.draft[SET])[1:]] == [
        p for p in PARTS if p != "更正说明"
    ]
    april = dossier_files(shelf.config, shelf.april, INPUTS)
    assert titles(april[SET])[1] == "一、报送情况"
    assert SLIPS not in april


def test_the_figures_are_those_of_scores_json(shelf: Shelf) -> None:
    """Rank, score, every indicator's points and every heading of every unit."""
    document = json.loads(machine_files(shelf.config, shelf.issued)["scores.json"])
    ranks = {each["单位"]: each for each in rows(shelf.files[SET], "名次与得分")}
    points = {each["单位"]: each for each in rows(shelf.files[SET], "各考评项目得分")}
    assert ranks.keys() == {unit["name"] for unit in document["units"]}
    for unit in document["units"]:
        name = unit["name"]
        assert ranks[name]["得分"] == unit["score"]
        assert ranks[name]["名次"] == f"{unit['rank']}{'（并列）' if unit['tied'] else ''}"
        told = {i["name"]: i["points"] if i["score"] is not None else "—" for i in unit["indicators"]}
        assert points[name].items() >= told.items()
        assert points[name]["得分"] == unit["score"]
    for score in shelf.issued.scores:
        line = next(each for each in rows(shelf.files[SET], "三比一争分项得分") if each["单位"] == score.name)
        for heading, (gained, possible) in score.headings.items():
            assert line[heading] == (f"{shown(gained)} / {shown(possible)}" if possible else "—")


def test_the_year_s_figures_are_those_of_scores_json(shelf: Shelf) -> None:
    """Final figure, its parts, rank and grade; an open tie says that it is put to the leading bodies."""
    document = json.loads(year_machine_files(shelf.year_config, shelf.book)["scores.json"])
    finals = {each["单位"]: each for each in rows(shelf.year[SET], "年度得分表")}
    for unit in document["units"]:
        line = finals[unit["name"]]
        assert (line["年度得分"], line["平时考评"], line["年度总评"]) == (unit["final"], unit["P"], unit["Y"])
        assert line["等次"].split("（")[0] == unit["grade"]
        assert ("一票否决" in line["等次"]) == bool(unit["vetoed"])
    assert [each["单位"] for each in rows(shelf.year[SET], "提请研究") if "提请研究" in each["等次"]] == [
        "七年级级部",
        "八年级级部",
    ]
    lists = {each["名单"]: each["单位"] for each in rows(shelf.year[SET], "等次和文明") if "名单" in each}
    assert lists == {"文明科室": "教务处", "文明级部": "暂无"}


def test_the_year_has_its_parts(shelf: Shelf) -> None:
    """The final table first, the signatures last; by which rubric each period was judged stands there."""
    assert [each.split("、", 1)[-1] for each in titles(shelf.year[SET])[1:]] == [
        "年度得分表", "等次和文明科室、级部名单", "各期得分和名次", "三比一争分项得分", "提请研究和决定", "全年总数", "方案落实对照",
        "考评细则", "依据目录", "审签",
    ]  # fmt: skip
    judged = [each for each in rows(shelf.year[SET], "考评细则") if "填报月份" in each]
    assert [each["填报月份"] for each in judged] == [period.name for period in shelf.book.periods]


def test_a_correction_says_old_new_and_why(shelf: Shelf) -> None:
    """更正说明 stands as the bulletin tells it, and the review with what became of it."""
    corrected, asked = rows(shelf.files[SET], "更正说明")
    assert list(corrected.values()) == ["教务处", "目标承诺得分", "72.00", "86.00", "其中1件经核实已办结"]
    assert (asked["单位"], asked["理由"], asked["处理"]) == ("工会", SCRIPT, "维持")


def test_paper_is_tied_to_its_files(shelf: Shelf) -> None:
    """Every input stands there with the beginning of its fingerprint; a register by the name that people call it."""
    told = [tuple(each.values()) for each in rows(shelf.files[SET], "依据目录") if "内容指纹" in each]
    assert told == [
        ("2016-05", "<b>政教处.xlsx", "fedcba9876543210"),
        ("2016-05", "教务处_1.xlsx", "0123456789abcdef"),
        ("登记册", "到件登记", "a" * 16),
    ]


def test_what_is_no_result_yet_says_so(shelf: Shelf) -> None:
    """A draft bears 送审稿 on the cover and the edge of every page; what was issued bears its edition and its day."""
    draft, issued = shelf.draft[SET].decode(), shelf.files[SET].decode()
    assert "还没有印发，不作为正式结果存档" in draft
    assert '@top-right { content: "送审稿"; }' in draft
    assert "还没有印发" not in issued
    assert '@top-right { content: "印发（第2版）"; }' in issued
    assert "竹文清，2016年6月9日" in issued


# what is signed


def test_every_unit_that_owes_a_workbook_has_one_line_to_sign(shelf: Shelf) -> None:
    """In the order of the roster: how and when it came, and room for name and day."""
    period = shelf.config.period(MAY)
    owing = [unit.name for unit in shelf.config.units_in(period) if shelf.config.duties(unit, period)]
    lines = rows(shelf.files[SIGNED], "")
    assert [line["单位"] for line in lines] == owing
    assert all(line["单位负责人签字"] == line["日期"] == "" for line in lines)
    came = {line["单位"]: (line["报送情况"].strip(), line["报送时间"]) for line in lines}
    assert came["政教处"] == ("△ 迟报", "6月7日 09:00")
    assert came["工会"] == ("× 未报", "—")
    year = rows(shelf.year[SIGNED], "")
    assert len({line["单位"] for line in year}) == len(year) == 7


def test_a_slip_holds_nobody_else_s_score(shelf: Shelf) -> None:
    """One slip for each scored unit, with its own figures alone."""
    for files, names in ((shelf.files, UNITS), (shelf.year, [each.name for each in shelf.book.scores])):
        slips = parsed(files[SLIPS]).xpath("//section[@class='slip']")
        assert sorted(slip.get("aria-label") for slip in slips) == sorted(names)
        for slip in slips:
            assert [name for name in names if name in slip.text_content()] == [slip.get("aria-label")]
    own = next(score for score in shelf.issued.scores if score.name == "工会")
    assert own.score is not None
    assert f"得分 {shown(own.score)} 分，科室第 {own.rank} 名" in shelf.files[SLIPS].decode()


# what must not stand there


def test_nothing_sensitive_is_printed(shelf: Shelf) -> None:
    """Of 表6 the number stands in 督办台账; its words and its owner in no file of any set."""
    for files in (shelf.files, shelf.draft, shelf.year):
        for name, data in files.items():
            assert CANARY not in data.decode(), name
            assert YEAR_CANARY not in data.decode(), name
    line = next(each for each in rows(shelf.files[SET], "督办台账") if "政教处-作风-001" in each["事项"])
    assert line["事项"].strip() == "（表6 作风整改一件）\n政教处-作风-001"
    assert CANARY not in line["责任人"]


def test_what_was_typed_is_text(shelf: Shelf) -> None:
    """No script is in a set, and what is declared cannot end the style in which it stands on the edge."""
    assert "<script>alert" not in shelf.files[SET].decode()
    assert quoted('甲"</style>\\\n') == '"甲\\22 \\3c /style\\3e \\5c \\a "'
    edge = dict.fromkeys(("title", "state", "foot"), "") | {"head": '"; } </style><script>'}
    assert "</style" not in str(sealed("dossier.css", **edge)["style"])


def test_the_same_material_gives_the_same_bytes(shelf: Shelf) -> None:
    """Made twice, every file is the same."""
    assert shelf.again() == (shelf.files, shelf.year)


# on paper


@pytest.fixture(scope="module")
def printed(shelf: Shelf, browser: Browser) -> dict[str, list[str]]:
    """Return the text of every page of every file, as Chromium prints it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext 不在本机")
    found = {}
    for path in sorted(shelf.folder.rglob("*.html")):
        with seen(browser) as (tab, _):
            tab.goto(path.as_uri())
            pdf = path.with_suffix(".pdf")
            tab.pdf(path=pdf, prefer_css_page_size=True)
        told = subprocess.run(
            [program, "-layout", str(pdf), "-"], check=True, capture_output=True
        ).stdout.decode()
        found[f"{path.parents[1].name} {path.stem}"] = told.split("\f")[:-1]
    return found


def test_every_page_bears_school_period_state_and_number(printed: dict[str, list[str]]) -> None:
    """All pages but the cover; the last number is the count."""
    for name, pages in printed.items():
        for number, text in enumerate(pages, start=1):
            if name.endswith("归档材料") and number == 1:
                assert "共" not in text
                assert "归档号" in text
                assert "立卷日期" in text
                assert "领导小组办公室" in text
                continue
            assert re.search(rf"第\s*{number}\s*页\s+共\s*{len(pages)}\s*页", text), name
            assert "云杉实验学校" in text
            assert ("送审稿" if name.startswith(("draft", "year")) else "印发（第2版）") in text


def test_a_part_begins_on_a_new_page(printed: dict[str, list[str]]) -> None:
    """No page has the heads of two parts."""
    for name in ("may 归档材料", "year 归档材料"):
        heads = [
            re.findall(r"^\s*([一二三四五六七八九十]+、\S+)$", text, re.MULTILINE)
            for text in printed[name][2:]
        ]
        assert all(len(each) <= 1 for each in heads)
        assert [each[0] for each in heads if each][-1].endswith("审签")


def test_no_row_is_cut_by_the_end_of_a_page(printed: dict[str, list[str]]) -> None:
    """A row begins and ends on the same page, and the columns' titles stand over it."""
    pages = [text for text in printed["may 归档材料"] if "始" in text and "终" in text]
    assert len(pages) > 2
    for text in pages:
        assert sorted(re.findall(r"始(\d\d)", text)) == sorted(re.findall(r"终(\d\d)", text))
        assert "责任人" in text


def test_nothing_reaches_beyond_the_sheet(shelf: Shelf, browser: Browser) -> None:
    """Printed, no table is wider than the page; on a telephone, no page scrolls sideways."""
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for path in sorted(shelf.folder.rglob("*.html")):
        with seen(browser, viewport=PRINTED) as (tab, said):
            tab.goto(path.as_uri())
            tab.emulate_media(media="print")
            assert not tab.evaluate(wide), path
            tab.emulate_media(media="screen")
            tab.set_viewport_size({"width": 390, "height": 800})
            assert not tab.evaluate(wide), path
            assert said == [path.as_uri()]


def test_axe_finds_nothing_serious(shelf: Shelf, browser: Browser) -> None:
    """Headings, tables, contrast, regions: nothing that keeps a reader out."""
    for path in sorted(shelf.folder.glob("may/archive/*.html")):
        with seen(browser) as (tab, _):
            tab.goto(path.as_uri())
            found = Axe().run(tab).response["violations"]
        assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == [], path.name
