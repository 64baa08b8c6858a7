"""The pages in a real browser: nothing from outside, nothing typed becomes markup, search and sort, every width."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from pipeline.chronicle import tell_year, write_report
from pipeline.digest import clauses, highlights, matters
from pipeline.model import State, shown
from pipeline.pages import pages, unit_page
from pipeline.pages.ledger import ledger_pages
from pipeline.repair import NEXT, NOW, SETTLED, repair
from pipeline.webpage import LIMIT, clip, shown_text
from pipeline.yearpages import year_pages
from tests.school import NIL, School
from tests.test_year_faces import year_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from pipeline.config import Config

MAY, JUNE = "2016-05", "2016-06"
CANARY, TELEPHONE = "金丝雀在作风问题里", "一三八金丝雀"
SCRIPT = "<script>alert(1)</script>“承诺”&amp;<img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://example.invalid","点我")'
TURNED = "正\u202e反\u202c文\u200f"
LONG = "长" * 32_767
UNITS = ("教务处", "政教处", "党政办公室", "七年级级部")
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PHONE = 390
SECONDS = 20_000
"""Milliseconds that a step in the browser may take."""


class Site:
    """Two months and a year of pages, written down as a release is; what went in and what came out."""

    def __init__(self, folder: Path) -> None:
        """Let the months arrive, bring them together and write every page."""
        self.folder = folder / "out"
        school = School(folder / "school", UNITS)
        _may(school)
        self.may = school.consolidate(MAY)
        _june(school)
        self.june = school.consolidate(JUNE)
        self.config: Config = school.config
        self.files = pages(self.config, self.june)
        year = year_school(folder / "year")
        book = year.year()
        facts = tell_year(year.config, book)
        self.year_files = year_pages(year.config, book, facts, write_report(year.config, book, facts))
        written = {f"month/{name}": data for name, data in self.files.items()}
        self.written = written | {f"year/{name}": data for name, data in self.year_files.items()}
        for name, data in self.written.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def address(self, name: str) -> str:
        """Return where a page lies."""
        return (self.folder / name).as_uri()


def _may(school: School) -> None:
    school.returns(MAY, "教务处", {"commitment": [
        {"promise": "修订教学常规", "deadline": "2016-05-20"},
        {"promise": "开放实验室", "deadline": "2016-05-31", "finished_on": "2016-05-30"},
    ]})  # fmt: skip
    school.returns(MAY, "政教处", {"conduct": NIL})
    school.returns(MAY, "党政办公室", {})
    school.returns(MAY, "七年级级部", {})
    school.inspects(MAY)
    school.returns(MAY, "领导小组办公室", {"supervision": [
        {"subject": "教务处", "matter": "补齐教研记录", "raised_on": "2016-05-10", "deadline": "2016-05-25"},
        {"subject": "政教处", "matter": "门前交通", "raised_on": "2016-05-10", "deadline": "2016-05-25", "result": "已设引导员"},
    ]})  # fmt: skip


def _june(school: School) -> None:
    school.returns(JUNE, "教务处", {
        "commitment": [
            {"promise": "修订教学常规", "progress": SCRIPT},
            {"promise": SCRIPT, "goal": FORMULA, "deadline": "2016-06-20"},
            {"promise": FORMULA, "measure": "+cmd|calc", "deadline": "2016-07-10"},
            {"promise": TURNED, "goal": LONG, "deadline": "2016-09-30"},
        ],
        "benchmark": [{"project": "分层作业", "deadline": "2016-06-30", "finished_on": "2016-06-28",
                       "highlight": "三个年级都用上了分层作业"}],
        "conduct": [{"problem": CANARY, "measure": f"{CANARY}措施", "deadline": "2016-06-20",
                     "milestone": f"{CANARY}节点", "milestone_on": "2016-06-15"}],
    })  # fmt: skip
    school.returns(JUNE, "政教处", {})
    school.returns(JUNE, "党政办公室", {"liaison": [{"contact": TELEPHONE, "matter": "请示课题"}]})
    school.inspects(
        JUNE, {"subject": "七年级级部", "code": "上班迟到", "count": 2, "checked_on": "2016-06-14"}
    )
    school.returns(JUNE, "领导小组办公室", {"honours": [
        {"subject": "政教处", "honour": "安全工作先进单位", "level": "市", "awarded_on": "2016-06-12"},
    ]})  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the pages, made once."""
    return Site(tmp_path_factory.mktemp("site"))


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
    context.set_default_timeout(SECONDS)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url))
    try:
        yield tab, said
    finally:
        context.close()


# what stands on them


def test_every_page_of_the_release_is_there(site: Site) -> None:
    """The index, a page for each unit that reports, a page for each ledger that units fill."""
    units = {"jiaowu", "zhengjiao", "dangban", "qi"}
    assert {name.split("/")[1] for name in site.files if name.startswith("units/")} == {
        f"{unit}.html" for unit in units
    }
    assert {"index.html", "ledgers/commitment.html", "ledgers/conduct.html"} <= site.files.keys()
    assert all(len(data) < LIMIT for data in site.written.values())


def test_the_same_month_gives_the_same_bytes(site: Site) -> None:
    """Rendering twice gives every page byte for byte."""
    assert pages(site.config, site.june) == site.files


def test_the_index_asks_in_a_principal_s_order(site: Site) -> None:
    """Sentence, decisions, actions, overdue, asked for, order, highlights, stage; the rest below."""
    text = site.files["index.html"].decode()
    heads = re.findall(r"<h2[^>]*>([^<]+)</h2>", text)
    assert heads[:9] == [
        "需要您定的", "各考评项目", "逾期和未销号", "交办事项", "科室名次", "级部名次", "本期亮点", "这一期到了哪一步", "方案落实对照",
    ]  # fmt: skip
    assert text.index('class="lead"') < text.index('id="decide"')


def test_what_was_asked_for_comes_back_with_its_result(site: Site) -> None:
    """What waits comes first; a result shows in the month that brought it, and no longer."""
    assert [(m.text, m.state) for m in matters(site.config, site.may)] == [
        ("补齐教研记录", "到期无结果"),
        ("门前交通", "已有结果"),
    ]
    assert [(m.text, m.state) for m in matters(site.config, site.june)] == [("补齐教研记录", "到期无结果")]
    page_of_june = site.files["index.html"].decode()
    assert "补齐教研记录" in page_of_june
    assert "门前交通" not in page_of_june


def test_highlights_are_of_different_kinds_and_open_to_all(site: Site) -> None:
    """One of each kind before a second of any; nothing of a sensitive ledger."""
    assert [(h.kind, h.unit, h.text) for h in highlights(site.config, site.june)] == [
        ("对标亮点", "教务处", "三个年级都用上了分层作业"),
        ("荣誉", "政教处", "获「安全工作先进单位」（市级）"),
    ]


def test_clauses_know_the_periods_that_were_scored_before(site: Site) -> None:
    """In June two scored periods are consolidated, none is issued."""
    texts = [c.evidence for c in clauses(site.config, site.june)]
    assert any("计分 6 期，已汇总 2 期，已印发 0 期" in text for text in texts)


def test_the_trend_is_that_of_the_unit_and_its_category(site: Site) -> None:
    """The month knows the scored periods before it; a page shows the unit's figure and the category's mean."""
    assert [each.period for each in site.june.earlier] == [MAY]
    before = site.june.earlier[0].of("jiaowu")
    now = next(s for s in site.june.scores if s.unit == "jiaowu")
    assert before is not None
    assert before.score is not None
    assert now.score is not None
    text = site.files["units/jiaowu.html"].decode()
    shown_figures = re.findall(r"<li>([\d.]+)<svg", text)
    assert shown_figures == [shown(before.score), shown(now.score)]


def test_a_unit_s_page_holds_nobody_else_s_lines(site: Site) -> None:
    """No other unit's name or number stands on a unit's page."""
    for unit in UNITS:
        text = site.files[f"units/{site.config.unit(unit).id}.html"].decode()
        assert [other for other in UNITS if other != unit and other in text] == []


def test_the_index_leads_to_what_lies_beside_it(site: Site) -> None:
    """Workbook, lists, drafts and notices that are in the release, by kind; the machine's own files are not offered."""
    beside = (
        "records/media.csv",
        "三比一争汇总_2016-06.xlsx",
        "drafts/工作简报.docx",
        "supervision/督办台账.html",
    )
    text = pages(site.config, site.june, beside)["index.html"].decode()
    lying = text[text.index('id="files"') :]
    assert [unquote(each) for each in re.findall(r'href="([^"]+)"', lying)] == [
        beside[1],
        beside[3],
        beside[2],
    ]
    assert 'id="files"' not in site.files["index.html"].decode()


def test_a_unit_s_page_leads_back_but_sent_alone_leads_nowhere(site: Site) -> None:
    """In the release it names the way to the first page; as an attachment it has no link that would be dead."""
    unit = site.config.unit("教务处")
    back = 'href="../index.html"'
    assert back in site.files[f"units/{unit.id}.html"].decode()
    assert back not in unit_page(site.config, site.june, unit).decode()


def test_sensitive_words_reach_the_unit_alone(site: Site) -> None:
    """表6 is on the unit's own page, elsewhere a count; the telephone of a contact is on no page at all."""
    texts = {name: data.decode() for name, data in site.files.items()}
    assert [name for name, text in texts.items() if CANARY in text] == ["units/jiaowu.html"]
    assert [name for name, text in texts.items() if TELEPHONE in text] == []
    assert "请示课题" in texts["ledgers/liaison.html"]
    assert "这里只列件数" in texts["ledgers/conduct.html"]
    assert "<script" not in texts["ledgers/conduct.html"]


def test_every_item_is_listed_with_state_and_deadline(site: Site) -> None:
    """Open ones by deadline, then those done; the milestone that is past stands apart from what falls due."""
    text = site.files["units/jiaowu.html"].decode()
    listed = text[text.index('id="items"') : text.index('id="details"')]
    assert re.findall(r'class="number">(教务处-承诺-\d+)', listed) == [
        "教务处-承诺-001",
        "教务处-承诺-003",
        "教务处-承诺-004",
        "教务处-承诺-005",
        "教务处-承诺-002",
    ]
    late, due = text[text.index('id="late"') : text.index('id="items"')].split('id="due"')
    assert f"近期节点「{CANARY}节点」" in late
    assert f"近期节点「{CANARY}节点」" not in due
    figures = re.findall(r"<b>(\d+)</b><span>逾期(?:事项|节点)</span>", text)
    assert sum(map(int, figures)) == len(re.findall(r"<tr><td class", late))


# what can still be made good


def test_a_loss_says_whether_it_can_be_made_good(site: Site) -> None:
    """Overdue and unwritten can improve; a late completion and an inspection stay; a ledger can still be returned."""
    said = {
        b.id: repair(site.june, s.unit, b).word for s in site.june.scores for b in s.because if b.lost > 0
    }
    kinds = {re.sub(r".*/", "", each): word for each, word in said.items()}
    assert kinds["完成"] == NEXT
    assert kinds["扣分"] == SETTLED
    assert kinds["0614"] == SETTLED
    assert kinds["未报"] == NOW


def test_nothing_is_made_good_by_returning_once_it_is_issued(site: Site) -> None:
    """After the issue a ledger that never came is settled: what is left is the review."""
    issued = replace(site.june, stage=replace(site.june.stage, state=State.ISSUED))
    line = next(b for s in issued.scores for b in s.because if b.id.endswith("/未报"))
    unit = next(s.unit for s in issued.scores if line in s.because)
    assert repair(site.june, unit, line).word == NOW
    assert repair(issued, unit, line).word == SETTLED


# hostile and too much


def test_what_cannot_be_shown_is_left_out() -> None:
    """Control characters and those that turn the writing go; line breaks stay; long texts say how long they are."""
    assert shown_text("甲\x00\x07\x1b乙\n丙\ud800\u202e丁\u2066") == "甲乙\n丙丁"
    assert clip("长" * 241).endswith("（共 241 字，全文在原件里）")
    assert clip("长" * 240) == "长" * 240


def test_a_page_is_cut_before_it_grows_too_large(site: Site) -> None:
    """A unit with five thousand items still has a page below the limit, which says what it leaves out."""
    item = next(each for each in site.june.merged.items if each.ledger == "commitment")
    flood = tuple(replace(item, number=f"教务处-承诺-{n:04d}", name="字" * 200) for n in range(5000))
    month = replace(site.june, merged=replace(site.june.merged, items=flood))
    text = pages(site.config, month)["units/jiaowu.html"]
    assert len(text) < LIMIT
    assert re.search(r"这里列 \d+ 行，另有 \d+ 行，见汇总表「表1 目标承诺」。", text.decode())


def test_a_large_ledger_is_split_over_pages_that_name_each_other(site: Site) -> None:
    """Every row is on exactly one page, every page is below the limit and links to the others."""
    table = site.june.merged.tables["commitment"]
    many = table.loc[table.index.repeat(600)]
    merged = replace(site.june.merged, tables={**site.june.merged.tables, "commitment": many})
    month = replace(site.june, merged=merged)
    made = [each for each in ledger_pages(site.config, month) if each.title == "表1 目标承诺"]
    files = pages(site.config, month)
    assert len(made) > 2
    rows = [files[each.path].decode().count('data-label="单位"') for each in made]
    assert sum(rows) == len(many)
    for number, each in enumerate(made, start=1):
        text = files[each.path].decode()
        assert len(files[each.path]) < LIMIT
        assert f'<b aria-current="page">第 {number} 页</b>' in text
        linked = set(re.findall(r'href="(commitment[^"]*)"', text))
        assert linked == {f"{o.path.removeprefix('ledgers/')}" for o in made if o is not each}


# in the browser


def test_no_page_asks_for_anything_or_complains(site: Site, browser: Browser) -> None:
    """The page itself is the only request; the console stays silent; nothing is wider than a phone."""
    with seen(browser, viewport={"width": PHONE, "height": 800}) as (tab, said):
        for name in site.written:
            said.clear()
            tab.goto(site.address(name))
            assert said == [site.address(name)], name
            width = tab.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE, (name, width)


def test_every_link_lands(site: Site, browser: Browser) -> None:
    """A link leads to a page of the release or to a place on the same page."""
    with seen(browser) as (tab, _):
        for name in site.written:
            tab.goto(site.address(name))
            for link in tab.eval_on_selector_all("a", "all => all.map(a => a.href)"):
                parts = urlparse(link)
                assert parts.scheme == "file", (name, link)
                there = unquote(parts.path)
                assert there in {str(site.folder / each) for each in site.written}, (name, link)
                if parts.fragment and there.endswith(name):
                    assert tab.locator(f"#{parts.fragment}").count() == 1, (name, link)


def test_what_was_typed_is_text_in_the_document(site: Site, browser: Browser) -> None:
    """Markup and formulas typed by a teacher are read as they were typed, and make no element."""
    with seen(browser) as (tab, _):
        for name in ("month/units/jiaowu.html", "month/ledgers/commitment.html"):
            tab.goto(site.address(name))
            text = tab.inner_text("main")
            assert SCRIPT in text
            assert FORMULA in text
            assert "正反文" in text
            assert tab.locator("main script, main img").count() == 0


def test_the_policy_stops_what_gets_in_all_the_same(site: Site, browser: Browser, tmp_path: Path) -> None:
    """With a script, a style and a picture put into the file itself, none of them has an effect."""
    page_file = tmp_path / "changed.html"
    text = site.files["ledgers/commitment.html"].decode()
    foreign = f'<script>document.title="跑了"</script><img src="{DOT}"><p id="p" style="display:none">在</p>'
    page_file.write_text(text.replace("<main", f"{foreign}<main"), encoding="utf-8")
    with seen(browser) as (tab, said):
        tab.goto(page_file.as_uri())
        assert "跑了" not in tab.title()
        assert tab.locator("#p").is_visible()
        assert any("Content Security Policy" in each for each in said)
        assert tab.eval_on_selector("img", "picture => picture.naturalWidth") == 0


def test_a_ledger_can_be_searched_and_sorted(site: Site, browser: Browser) -> None:
    """Words narrow the rows, all of them must fit; a head sorts up, then down, blanks last; the state is announced."""
    with seen(browser) as (tab, said):
        tab.goto(site.address("month/ledgers/commitment.html"))
        rows = tab.locator("table.records tbody tr:visible")
        whole = rows.count()
        assert tab.inner_text("output") == f"共 {whole} 条"
        tab.fill("#words", "教务处 hyperlink")
        assert tab.inner_text("output") == f"找到 {rows.count()} 条"
        assert 0 < rows.count() < whole
        tab.fill("#words", "查无此事")
        assert rows.count() == 0
        tab.fill("#words", "")
        head = tab.locator("th", has_text="完成时限")
        days = "all => all.map(td => td.dataset.value ?? '')"
        for direction in ("ascending", "descending"):
            head.get_by_role("button").click()
            assert head.get_attribute("aria-sort") == direction
            found = [d for d in tab.eval_on_selector_all('td[data-label="完成时限"]', days) if d]
            assert found == sorted(found, reverse=direction == "descending")
        assert len(set(found)) > 2
        assert len(said) == 1


def test_a_ledger_is_a_plain_table_without_script(site: Site, browser: Browser) -> None:
    """Without JavaScript every row and head is there, and no tool that would do nothing."""
    with seen(browser, java_script_enabled=False) as (tab, _):
        tab.goto(site.address("month/ledgers/commitment.html"))
        count = len(site.june.merged.tables["commitment"])
        assert tab.locator("table.records tbody tr").count() == count
        assert tab.locator("table.records button").count() == 0
        assert not tab.locator(".tools").is_visible()


def test_the_keyboard_reaches_text_and_tools(site: Site, browser: Browser) -> None:
    """The first step of the keyboard offers to skip to the text, and shows where it is; a head sorts by the return key."""
    with seen(browser) as (tab, _):
        tab.goto(site.address("month/ledgers/commitment.html"))
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.textContent") == "跳到正文"
        assert tab.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "main"
        tab.locator("th button").first.focus()
        tab.keyboard.press("Enter")
        assert tab.locator("th").first.get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_axe_finds_nothing_serious(site: Site, browser: Browser, scheme: str, width: int) -> None:
    """Contrast, names, headings, tables, regions: no violation that is serious or critical, on any kind of page."""
    names = [
        "month/index.html", "month/units/jiaowu.html", "month/units/dangban.html", "month/ledgers/commitment.html",
        "month/ledgers/conduct.html", "year/index.html", "year/report.html",
        next(name for name in site.written if name.startswith("year/units/")),
    ]  # fmt: skip
    axe = Axe()
    with seen(browser, viewport={"width": width, "height": 900}, color_scheme=scheme) as (tab, _):
        for name in names:
            tab.goto(site.address(name))
            found = axe.run(tab).response["violations"]
            bad = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
            assert bad == [], name


def test_a_page_is_printed_on_a4_in_black_on_white(site: Site, browser: Browser) -> None:
    """Printed from a dark screen too: white paper, dark ink, no tools, nothing beyond the edge."""
    with seen(browser, color_scheme="dark", viewport={"width": 690, "height": 1000}) as (tab, _):
        for name in ("month/index.html", "month/units/jiaowu.html", "month/ledgers/commitment.html"):
            tab.goto(site.address(name))
            tab.emulate_media(media="print", color_scheme="dark")
            assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert not tab.locator(".tools, .contents").first.is_visible()
