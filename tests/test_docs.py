"""The pages for people: what they name exists, what they show can be typed, what is generated is not stale."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from openpyxl import load_workbook
from typer.core import TyperGroup
from typer.main import get_command

from docs import make_reference
from docs.make.markdown import anchor
from docs.make.rubric import PAGES as RUBRIC_PAGES
from docs.make.rubric import described
from pipeline import look
from pipeline.cli import main, menu
from pipeline.cli.commands import app
from pipeline.cli.entry import LOG
from pipeline.collecting.filing import MAIL, QUESTIONS
from pipeline.config import load_config
from pipeline.demo.fill import Cells, fill
from pipeline.findings import CATALOGUE
from pipeline.forms import COVER_SHEET, HEAD, RETURN_SHEET
from pipeline.intake import VERDICTS
from pipeline.model import DecisionKind, Severity, Timeliness

if TYPE_CHECKING:
    from docs.make.rubric_words import Page

ROOT = Path(__file__).resolve().parents[1]
CONFIG = load_config(ROOT / "config.yaml")
MANUAL, GUIDE = ROOT / "docs" / "使用手册.md", ROOT / "docs" / "填表指南.md"
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = (*READMES, *sorted((ROOT / "docs").rglob("*.md")))
PERIOD, CLOSING, YEAR = "2016-05", "2016-12", "2016"

SAID = {
    "同上", "无", "暂不计", "新增", "改", "审核来件", "正在积极推进中", "5月底", "学期末", "取消隐藏", "选择性粘贴", "……", "#", "核定",
    "是", "表", "清空", "＋", "提请党总支、校委会研究", "授权码", "超大附件", CONFIG.rubric.items.not_yet, PERIOD, "已被新件替换",
}  # fmt: skip
"""Quoted in the manuals and no word of a sheet or menu: what people write, or what a window says."""


def read(page: Path) -> str:
    """Return the page's text."""
    return page.read_text(encoding="utf-8")


def command() -> TyperGroup:
    """Return the program's commands as typer holds them."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def shown_commands() -> list[tuple[str, str]]:
    """Return every command that a page shows, with the page's name."""
    shown = []
    for page in (*READMES, MANUAL, GUIDE):
        text = read(page).replace("&&", "\n")
        shown += [(page.name, found[1].strip()) for found in re.finditer(r"uv run run\.py([^`\n#|]*)", text)]
    return shown


FAULTY: dict[str, Cells] = {"表1 目标承诺": {"D6": "完善值日", "N6": "5月底", "AC9": "张贴在门厅"}}
"""What is typed into the return: enough to be given back, with something that fits no field."""


def headings(text: str) -> dict[str, str]:
    """Return the page's headings by the fragment that finds each."""
    return {anchor(each): each for each in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a school in which May was handed out, taken in, signed and issued, and whose year was closed."""
    home = tmp_path_factory.mktemp("school")
    left_out = shutil.ignore_patterns("20*")
    shutil.copytree(ROOT / "input_templates", home / "input_templates", ignore=left_out)
    shutil.copyfile(ROOT / "config.yaml", home / "config.yaml")
    run(home, "templates", PERIOD, now="2016-05-28")
    returned(home, PERIOD, "团委", FAULTY)
    run(home, "status", PERIOD, now="2016-05-30")
    returned(home, PERIOD, "考评组", {"日常检查登记": {"B3": "是"}})
    run(home, "consolidate", PERIOD, now="2016-06-07")
    run(home, "approve", PERIOD, "--by", "张三", now="2016-06-08")
    run(home, "issue", PERIOD, now="2016-06-08")
    run(home, "send", PERIOD, now="2016-06-08")
    run(home, "templates", CLOSING, now="2016-12-01")
    marks: Cells = {f"B{row}": 90 for row, _ in enumerate(CONFIG.tables["units"], start=6)}
    returned(home, CLOSING, "领导小组办公室", {"领导小组评定": marks})
    run(home, "annual", YEAR, now="2016-12-20")
    return home


def run(home: Path, *words: str, now: str) -> None:
    """Run a command in the school at nine in the morning of a day."""
    assert main([*words, "--config", str(home / "config.yaml"), "--now", f"{now}T09:00", "--quiet"]) in {0, 1}


def returned(home: Path, period: str, unit: str, cells: dict[str, Cells]) -> None:
    """Put what a unit typed into the workbook that it was handed where returns arrive."""
    name = f"{unit}_{period}.xlsx"
    typed = fill((home / "input_templates" / period / name).read_bytes(), cells)
    (home / "submissions" / period / name).write_bytes(typed)


def test_the_reference_pages_are_not_stale() -> None:
    """What stands in docs/参考 is what the declarations and the catalogue give now."""
    for name, text in make_reference.pages().items():
        again = "重新生成：uv run python docs/make_reference.py"
        assert read(make_reference.FOLDER / name) == text, again


def test_the_reference_pages_leave_nothing_out(tmp_path: Path) -> None:
    """Every ledger, every header and every finding code has its line, and each run writes the same bytes."""
    made = {page.name: read(page) for page in make_reference.write(tmp_path)}
    ledgers, findings = made[make_reference.LEDGERS], made[make_reference.FINDINGS]
    for ledger in CONFIG.ledgers.all:
        assert f"\n## {ledger.title}\n" in ledgers
        assert all(f"\n| {field.label} |" in ledgers for field in ledger.fields)
    assert all(f"`{code}`" in findings for code in CATALOGUE)
    assert "{" not in ledgers + findings, "a placeholder was left in"
    decisions = made[Path(make_reference.DECISIONS).name]
    assert all(f"\n## {kind.value}\n" in decisions for kind in DecisionKind)
    before = {page: page.read_bytes() for page in tmp_path.rglob("*.md")}
    assert {page: page.read_bytes() for page in make_reference.write(tmp_path)} == before


def test_every_key_of_the_rubric_says_what_it_means() -> None:
    """Each model of the rubric stands on one page, each of its fields with a description, and in the table there."""
    where = described(CONFIG.rubric)
    titles = [page.title for page in RUBRIC_PAGES for _ in page.models]
    assert sorted(where.values()) == sorted(titles), "a model without its page, or on two"
    for model, title in where.items():
        text = read(make_reference.FOLDER / make_reference.RUBRIC / f"{title}.md")
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"
            assert f"\n| {name} | {field.description} |" in text


@pytest.mark.parametrize("page", RUBRIC_PAGES, ids=lambda page: page.title)
def test_the_example_of_a_rubric_page_stands_in_the_configuration(page: Page) -> None:
    """What the page shows in YAML is a part of config.yaml, word for word, figures too."""
    text = read(make_reference.FOLDER / make_reference.RUBRIC / f"{page.title}.md")
    (shown,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert is_part(yaml.safe_load(shown), yaml.safe_load(read(ROOT / "config.yaml")))


def is_part(part: object, whole: object) -> bool:
    """Tell whether every key and every element of a YAML document stands in another."""
    match part, whole:
        case dict(), dict():
            return all(key in whole and is_part(value, whole[key]) for key, value in part.items())
        case list(), list():
            return bool(part) and all(any(is_part(each, other) for other in whole) for each in part)
    return part == whole


@pytest.mark.parametrize(("page", "words"), shown_commands())
def test_a_command_that_a_page_shows_can_be_typed(page: str, words: str) -> None:
    """The command exists, takes these arguments and options, and explains itself."""
    first, *rest = [*shlex.split(words), ""]
    group = command()
    if first.startswith("-") or not first:
        group.make_context("run.py", [first] if first and first != "--help" else [])
        return
    assert first in group.commands, f"{page}: {first}"
    group.commands[first].make_context(first, [word for word in rest if word], resilient_parsing=False)


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """Help ends with 0 and is in Chinese, for the program and for each command."""
    for words in ([], *([name] for name in command().commands)):
        assert main([*words, "--help"]) == 0
        assert "选项：" in capsys.readouterr().out


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_first_screen_shows_two_commands(page: Path) -> None:
    """A newcomer sees how to run it and how to test it, and nothing else to type, before the first heading."""
    screen = read(page).split("\n## ")[0]
    assert len(screen.splitlines()) <= 30
    blocks = re.findall(r"```sh\n(.*?)```", screen, re.DOTALL)
    assert blocks == ["pip install -q uv && uv run run.py demo\n", "pip install -q uv && uv run pytest\n"]


def test_the_manual_has_the_menu_as_it_is() -> None:
    """Number and name of every entry, in order."""
    told = re.findall(r"^\| (\d+) \| (\S+) \|", read(MANUAL), re.MULTILINE)
    entries = [(str(number), name) for number, (name, _) in enumerate(menu.CHOICES, start=1)]
    assert told == [*entries, ("0", "退出")]


def test_the_manual_has_the_steps_of_the_reminders_as_they_are() -> None:
    """Name and addressee of every step, in order."""
    section = read(MANUAL).split("### 3. 催报")[1].split("###")[0]
    told = re.findall(r"^\| (\S+日) \| (\S+) \|", section, re.MULTILINE)
    assert told == [(step.name, step.to) for step in CONFIG.settings.reminders]


def known_words(home: Path) -> set[str]:
    """Return every word that a sheet, the menu, a drop-down, the consolidated workbook or the first page shows."""
    words = set(HEAD) | {COVER_SHEET} | {name for name, _ in menu.CHOICES} | set(SAID)
    words |= {level.value for level in Severity} | {each.value for each in Timeliness} | set(VERDICTS)
    words |= {mark.word for mark in (look.READY, look.NIL, look.FREE)} | {each.value for each in DecisionKind}
    words |= {heading.name for heading in CONFIG.rubric.headings}
    words |= {each for table in CONFIG.tables.values() for each in table}
    for ledger in CONFIG.ledgers.all:
        words |= {ledger.title, ledger.table, ledger.nil_label}
        for field in ledger.fields:
            words |= {field.header, field.label, *field.choices}
    release = home / "output" / PERIOD
    book = load_workbook(release / f"三比一争汇总_{PERIOD}.xlsx", read_only=True)
    copy = load_workbook(release / "returns" / f"退改件_团委_{PERIOD}.xlsx")
    words |= {str(cell.value) for line in copy[RETURN_SHEET].iter_rows() for cell in line}
    pages = read(release / "index.html") + read(ROOT / "pipeline" / "views" / "index.html")
    return words | set(book.sheetnames) | set(copy.sheetnames) | set(re.findall(r">([^<>]+)<", pages))


@pytest.mark.parametrize("page", [MANUAL, GUIDE], ids=lambda page: page.name)
def test_what_a_manual_quotes_is_what_people_see(page: Path, home: Path) -> None:
    """Every 「word」 is a ledger, a column, a choice, a menu entry or a sheet; none was renamed meanwhile."""
    known = known_words(home)
    quoted = set(re.findall(r"「([^」]*)」", read(page)))
    assert quoted <= known, sorted(quoted - known)


def test_the_manual_names_ledgers_by_their_titles() -> None:
    """Each ledger that the office or the assessors keep is in the manual, each name in its tables is a ledger."""
    text = read(MANUAL)
    kept = [each for each in CONFIG.ledgers.all if each.filled_by != "units"]
    assert [each.title for each in kept if each.title not in text] == []
    titles = {each.title for each in CONFIG.ledgers.all}
    told = re.findall(r"^\| (核定 [^|]+?) \|", text, re.MULTILINE)
    assert told
    assert set(told) <= titles


@pytest.mark.parametrize("page", [MANUAL, GUIDE], ids=lambda page: page.name)
def test_the_files_that_a_manual_names_are_there(page: Path, home: Path) -> None:
    """Files and folders in code style exist in the project, or once a month was consolidated; where it says no folder, in any."""
    named = re.findall(r"`([^`\s:：\\]+)`", read(page))
    paths = [word for word in named if "/" in word or re.search(r"\.\w+$", word)]
    lying = {path.name for path in home.rglob("*")}
    places = (ROOT, home, home / "output" / PERIOD, home / "output" / YEAR)
    made = [
        ROOT / word
        for word in paths
        if word not in lying and not any((each / word).exists() for each in places)
    ]
    mailed = {f"submissions/{MAIL}", f"submissions/{QUESTIONS}/{PERIOD}"}  # once letters were taken in
    assert {path.relative_to(ROOT).as_posix() for path in made} - {LOG} - mailed == set()


def test_the_lines_for_config_that_the_manual_shows_are_taken(home: Path, tmp_path: Path) -> None:
    """A unit and a person added as the manual says stand in the roster."""
    text = read(home / "config.yaml")
    lines = re.findall(r"^    - \{.*\}$", read(MANUAL), re.MULTILINE)
    for line in lines:
        beside = "id: jiaowu" if "{id" in line else "tier: "
        like = next(each for each in text.splitlines() if each.startswith(line[:8]) and beside in each)
        text = text.replace(like, f"{line}\n{like}", 1)
    shutil.copytree(home / "input_templates", tmp_path / "input_templates")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    changed = load_config(tmp_path / "config.yaml")
    added = (len(changed.units) - len(CONFIG.units), len(changed.people) - len(CONFIG.people))
    units = sum("{id" in line for line in lines)
    assert added == (units, len(lines) - units)
    assert all(added)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_resolve(page: Path) -> None:
    """A link leads to a file, and to a heading of it where it names one."""
    for target, fragment in re.findall(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)", read(page)):
        place = page.parent / target if target else page
        assert place.exists(), f"{page.name}: {target}"
        assert not fragment or fragment in headings(read(place)), f"{page.name}: #{fragment}"


@pytest.mark.parametrize(
    "page", [MANUAL, GUIDE, *sorted(make_reference.FOLDER.rglob("*.md"))], ids=lambda p: p.name
)
def test_a_page_for_people_is_set_as_chinese_is(page: Path) -> None:
    """No exclamation mark; between Chinese characters the punctuation is full-width."""
    text = re.sub(r"```.*?```|`[^`]*`|<!--.*?-->", "", read(page), flags=re.DOTALL)
    assert re.findall("[!！]", text) == []
    assert re.findall(r"[\u4e00-\u9fff][,;:?][\u4e00-\u9fff]", text) == []
