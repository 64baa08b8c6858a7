"""Declarations: the real ones load and agree; a wrong one is refused with file, line and what was meant."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from pipeline.cells import plain
from pipeline.config import Config, load_config
from pipeline.errors import SetupError, UsageError
from pipeline.ledger import Ledger, Reference
from pipeline.roster import SHEETS, read_roster
from pipeline.rubric import Blend, Growth, Inspection, SelfCheck, Tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.declared import Declared

ROOT = Path(__file__).resolve().parents[1]
CONFIG = load_config(ROOT / "config.yaml")
PLAN = {f"P{number}" for number in range(1, 18)}


@dataclass(frozen=True)
class House:
    """A copy of the real declarations that a test may spoil."""

    home: Path

    def spoil(self, file: str, old: str, new: str) -> int:
        """Write `new` for the first `old` in `file`, and return its line."""
        path = self.home / file
        text = path.read_text(encoding="utf-8")
        before, found, after = text.partition(old)
        assert found, f"{file} does not say {old!r}"
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1

    def load(self) -> Config:
        """Load what is there now."""
        return load_config(self.home / "config.yaml")

    def complaints(self) -> list[str]:
        """Return what is said when it is loaded."""
        with pytest.raises(SetupError) as caught:
            self.load()
        return caught.value.complaints


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return the real declarations, copied."""
    shutil.copy(ROOT / "config.yaml", tmp_path)
    (tmp_path / "input_templates").mkdir()
    for path in (ROOT / "input_templates").glob("*.yaml"):
        shutil.copy(path, tmp_path / "input_templates")
    return House(tmp_path)


def test_real_declarations_load() -> None:
    """config.yaml and every ledger load, the office's own sheets added."""
    assert {each.id for each in CONFIG.ledgers.all if not each.of} == {
        path.stem for path in (ROOT / "input_templates").glob("*.yaml") if not path.name.startswith("_")
    }
    assert {each.of for each in CONFIG.ledgers.all if each.of} == {
        "commitment", "media", "five_a", "conduct", "clearance", "experience",
    }  # fmt: skip


def test_ledgers_stand_in_the_order_of_their_sheets() -> None:
    """The units' ledgers come as 表1 to 表9, the registers after them."""
    titles = [each.table for each in CONFIG.ledgers.all if each.filled_by == "units"]
    assert titles[:13] == [
        "表1", "表2-1", "表2-2", "表3-1", "表3-2", "表3-3", "表5-1", "表5-2", "表6", "表7-1", "表7-2", "表8",
        "表9",
    ]  # fmt: skip
    assert [each.filled_by for each in CONFIG.ledgers.all][-1] == "office"


@pytest.mark.parametrize("ledger", CONFIG.ledgers.all, ids=lambda each: each.id)
def test_headers_of_a_ledger_are_told_apart(ledger: Ledger) -> None:
    """No word names two columns of one ledger, as a header or as an alias."""
    words = [
        word
        for field in ledger.fields
        for word in dict.fromkeys(plain(w) for w in (field.label, field.header, *field.aliases))
    ]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("ledger", CONFIG.ledgers.all, ids=lambda each: each.id)
def test_every_condition_resolves(ledger: Ledger) -> None:
    """Every `when` names a field that can be given, and words that this field can hold."""
    for field in ledger.fields:
        if field.when is None:
            continue
        cause = ledger.field(field.when.field)
        assert cause.by_unit
        if field.when.among:
            assert set(field.when.among) <= set(CONFIG.choices(cause))


@pytest.mark.parametrize("ledger", CONFIG.ledgers.all, ids=lambda each: each.id)
def test_a_ledger_names_only_what_there_is(ledger: Ledger) -> None:
    """Phases, plan parts, nil marks and prepared lines are declared elsewhere or filled by nobody."""
    assert set(ledger.phases) <= {phase.name for phase in CONFIG.settings.phases}
    assert set(ledger.plan) <= PLAN
    assert not ledger.nil_by or ledger.nil_by in CONFIG.ledgers
    for line in ledger.lines:
        assert CONFIG.tables[line.codes]
        field = ledger.field(line.field)
        assert field.source == "line" or field.codes == line.codes


def test_every_choice_has_words() -> None:
    """Each drop-down has words to choose from; the 四个一, which no source names, is hidden until it has its own."""
    empty = {
        f"{ledger.id}.{field.name}"
        for ledger in CONFIG.ledgers.all
        for field in ledger.fields
        if field.kind == "choice" and not CONFIG.choices(field)
    }
    assert not empty
    assert "four_ones" not in {field.name for field in CONFIG.ledgers["liaison"].fields}


def test_continued_ledgers_ask_beside_the_name() -> None:
    """本月进展 and 实际完成日期 stand directly right of the item's name in each ledger that continues."""
    continued = [each for each in CONFIG.ledgers.of_items if each.carried]
    assert [each.id for each in continued] == [
        "commitment", "benchmark", "five_a", "teachers", "bids", "conduct", "clearance",
    ]  # fmt: skip
    for ledger in continued:
        names = [field.name for field in ledger.fields]
        place = names.index(ledger.key)
        assert names[place + 1 : place + 3] == ["progress", "finished_on"]
        assert {"deadline", "milestone", "evidence", "theme", "note"} <= set(names)


def test_no_unit_signs_off_its_own_problem() -> None:
    """销号日期 and 验收人 are the office's alone, and one needs the other there too."""
    for ledger_id in ("conduct", "clearance"):
        ledger = CONFIG.ledgers[ledger_id]
        assert {"accepted_by", "signed_off_on"} <= {field.name for field in ledger.office_fields}
        assert ledger.sensitive
        assert [rule.kind for rule in CONFIG.ledgers[f"{ledger_id}_office"].rules] == ["needs"]


def test_every_duty_is_filled_by_its_kind() -> None:
    """Every ledger is somebody's duty; registers go to the office and the assessors only."""
    filled: set[str] = set()
    for unit in CONFIG.units:
        fills = CONFIG.category(unit).fills
        for period in CONFIG.periods:
            for ledger in CONFIG.duties(unit, period):
                filled.add(ledger.id)
                assert ledger.filled_by == fills or (ledger.filled_by, fills) == ("units", "office")
    assert filled == {each.id for each in CONFIG.ledgers.all}


def test_5a_duty_and_5a_indicators_agree() -> None:
    """A unit fills 表3-1 if and only if the code table gives it an indicator."""
    period = CONFIG.period("2016-05")
    owners = {unit for line in CONFIG.settings.codes.five_a for unit in line.units}
    assert owners == {u.id for u in CONFIG.units if "five_a" in {d.id for d in CONFIG.duties(u, period)}}
    assert sum(line.full for line in CONFIG.settings.codes.five_a) == 100
    assert len(CONFIG.settings.codes.five_a) == 20


def test_roster_agrees_with_itself() -> None:
    """Heads, leaders, readers and everyone's unit are known; nobody bears the name of another."""
    names = [person.name for person in CONFIG.people]
    everyone = set(names)
    ids = {unit.id for unit in CONFIG.units}
    leaders = set(CONFIG.tables["leaders"])
    assert len(names) == len(everyone)
    assert {person.unit for person in CONFIG.people} <= ids
    assert {name for unit in CONFIG.units for name in (unit.head, unit.leader) if name} <= everyone
    for reader in CONFIG.readers:
        assert reader.email.endswith("@example.invalid")
        assert reader.name in everyone
        if reader.scope == "本单位":
            assert CONFIG.find_unit(reader.of)
        if reader.scope == "分管":
            assert reader.of in leaders


def test_commitments_are_filed_by_tier() -> None:
    """The team and the principals report to 组干科, everybody else is filed in the unit (plan P2)."""
    assert CONFIG.filing("班子集体") == CONFIG.filing("党政正职") == "报组干科"
    assert CONFIG.filing("班子成员") == CONFIG.filing("教师") == "本单位留存备查"


def test_periods_and_deadlines_are_those_of_the_rubric() -> None:
    """Eight periods, July and August as one, six of them scored, deadlines moved to working days."""
    deadlines = {period.id: CONFIG.deadline_day(period) for period in CONFIG.periods}
    assert deadlines == {
        "2016-04": date(2016, 4, 25), "2016-05": date(2016, 6, 6), "2016-06": date(2016, 7, 5),
        "2016-08": date(2016, 9, 5), "2016-09": date(2016, 10, 8), "2016-10": date(2016, 11, 7),
        "2016-11": date(2016, 12, 5), "2016-12": date(2016, 12, 15),
    }  # fmt: skip
    assert [period.id for period in CONFIG.periods if not period.scored] == ["2016-04", "2016-12"]
    summer = CONFIG.period("2016-08")
    assert (summer.first, summer.last) == (date(2016, 7, 1), date(2016, 8, 31))


def test_periods_leave_no_day_out() -> None:
    """From April to the cut-off each day belongs to exactly one period."""
    for earlier, later in zip(CONFIG.periods, CONFIG.periods[1:], strict=False):
        assert (later.first - earlier.last).days == 1


def test_weights_are_those_of_the_rubric() -> None:
    """The weights of 科室 and 级部 are the table of rubric §2."""
    weights = {i.id: (int(i.weight["科室"]), int(i.weight["级部"])) for i in CONFIG.rubric.indicators}
    assert weights == {
        "commitment": (15, 15), "benchmark": (15, 10), "excellence": (15, 25), "civility": (25, 25),
        "bids": (10, 5), "conduct": (10, 10), "clearance": (10, 10),
    }  # fmt: skip


def test_rubric_figures_are_exact() -> None:
    """0.7 in YAML is seven tenths, and late completion costs what rubric §2 says."""
    items = CONFIG.rubric.items
    assert items.judged_share == Fraction(7, 10)
    assert [(step.days, step.credit) for step in items.late] == [
        (1, 1), (5, Fraction(4, 5)), (10, Fraction(7, 10)), (20, Fraction(1, 2)),
    ]  # fmt: skip


def test_indicators_name_fields_that_their_ledgers_have() -> None:
    """What growth, self-check and inspection read from a ledger is a field or a word of it."""
    for indicator in CONFIG.rubric.indicators:
        by = indicator.by
        for kind in [part.of for part in by.parts] if isinstance(by, Blend) else [by]:
            match kind:
                case Growth():
                    fields = {field.name for field in CONFIG.ledgers[kind.ledger].fields}
                    assert {kind.base, kind.full, kind.fixed} <= fields
                case SelfCheck():
                    problems = CONFIG.ledgers[kind.problems]
                    fields = {field.name for field in CONFIG.ledgers[kind.checklist].fields}
                    assert {kind.applies_field, kind.found_field} <= fields
                    assert problems.field(kind.signed_field).need == "office"
                    assert set(kind.outside_sources) <= set(CONFIG.choices(problems.field(kind.source_field)))
                case Inspection():
                    names = {dimension.name for dimension in kind.dimensions}
                    assert {code.dimension for code in CONFIG.settings.codes.deductions} == names
                    grade = CONFIG.ledgers[kind.grades_ledger].field("grade")
                    assert tuple(kind.grades) == CONFIG.choices(grade)
                case Tasks():
                    assert all(CONFIG.ledgers[each].deadline for each in kind.ledgers)


def test_headings_take_each_point_once() -> None:
    """The four headings together hold every indicator, and every dimension, exactly once (rubric §6)."""
    parts = [
        (part.indicator, dimension)
        for heading in CONFIG.rubric.headings
        for part in heading.of
        for dimension in part.dimensions or ("",)
    ]
    civility = CONFIG.rubric.indicator("civility").by
    assert isinstance(civility, Inspection)
    wanted = [(i.id, "") for i in CONFIG.rubric.indicators if i.id != "civility"]
    wanted += [("civility", dimension.name) for dimension in civility.dimensions]
    assert sorted(parts) == sorted(wanted)


def test_code_tables_add_what_is_known() -> None:
    """A code brings dimension and signed points, a 5A indicator its figures, a unit its leader."""
    inspected = CONFIG.attributes(CONFIG.ledgers["inspection"], {"code": "旷工半日", "subject": "总务处"})
    assert inspected == {"leader": "枫知行", "dimension": "工作纪律", "points": Decimal(-2)}

    line = CONFIG.settings.codes.five_a[1]
    rated = CONFIG.attributes(CONFIG.ledgers["five_a"], {"indicator": line.name})
    assert rated == {"side": "硬件建设", "full": Decimal(5), "base": Decimal("3.5")}


def test_references_point_from_text_columns() -> None:
    """A column that holds 事项编号 is text, so that numbers stay as they are."""
    found = [
        ledger.field(rule.field).kind
        for ledger in CONFIG.ledgers.all
        for rule in ledger.rules
        if isinstance(rule, Reference)
    ]
    assert found == ["text"]


def test_unknown_period_and_unit_are_answered_with_the_known_ones() -> None:
    """Asking for what is not there names what is."""
    with pytest.raises(UsageError, match="2016-05"):
        CONFIG.period("2016-07")
    with pytest.raises(UsageError, match="教务处"):
        CONFIG.unit("教导处")
    assert CONFIG.unit("教研室").id == "jiaoke"


def test_unknown_key_is_refused_with_its_line_and_a_suggestion(house: House) -> None:
    """A key nobody knows is refused where it stands, with the one that was perhaps meant."""
    line = house.spoil("config.yaml", "  campaign: 三比一争", "  campain: 三比一争")

    assert house.complaints() == [
        f"config.yaml 第{line - 3}行 school：缺少「campaign」。请补上。",
        f"config.yaml 第{line}行 school.campain：不认识「campain」。是不是「campaign」？",
    ]


def test_several_faults_are_said_at_once(house: House) -> None:
    """Faults in different places are all said in one go, each with its own line."""
    words = house.spoil("config.yaml", "year: 2016", "year: 今年")
    flag = house.spoil("config.yaml", "scored: false}", "scored: 不计}")
    deep = house.spoil("config.yaml", " keeps: 0.5", " kept: 0.5")

    assert house.complaints() == [
        f"config.yaml 第{words}行 year：写的是「今年」，应为整数。",
        f"config.yaml 第{flag}行 periods.1.scored：写的是「不计」，应为 true 或 false。",
        f"config.yaml 第{deep - 3}行 rubric.items.stale：缺少「keeps」。请补上。",
        f"config.yaml 第{deep}行 rubric.items.stale.kept：不认识「kept」。是不是「keeps」？",
    ]


def test_faults_of_several_ledgers_are_said_at_once(house: House) -> None:
    """Each ledger file is read though another is wrong, and lines are the file's own."""
    field = house.spoil("input_templates/bids.yaml", "need: required", "need: requierd")
    key = house.spoil("input_templates/media.yaml", "carried: false", "caried: false")

    wanted = "required、each_period、when、optional、known、computed、office"
    said = house.complaints()
    assert said[0] == (
        f"bids.yaml 第{field}行 fields.4.need：「requierd」不可用。可用：{wanted}。是不是「required」？"
    )
    assert said[1] == f"media.yaml 第{key}行 caried：不认识「caried」。是不是「carried」？"
    assert len(said) == 2


def test_key_written_twice_is_refused(house: House) -> None:
    """A key that stands twice is refused at the second place: YAML itself would drop the first silently."""
    line = house.spoil("config.yaml", "year: 2016", "year: 2016\nyear: 2017")

    assert house.complaints() == [f"config.yaml 第{line + 1}行：「year」写了两次。请留一个。"]


def test_wrong_kind_of_indicator_is_refused(house: House) -> None:
    """An indicator of a kind that there is not is refused with the kinds there are."""
    line = house.spoil("config.yaml", "kind: tasks, ledgers: [benchmark]", "kind: task, ledgers: [benchmark]")

    assert house.complaints() == [
        (
            f"config.yaml 第{line}行 rubric.indicators.2.by：「task」不可用。"
            "可用：tasks、growth、blend、inspection、self_check。是不是「tasks」？"
        )
    ]


def test_key_of_another_kind_is_refused(house: House) -> None:
    """A key inside an indicator is found by its line although the union adds a step to its path."""
    line = house.spoil("config.yaml", "{kind: tasks, ledgers: [bids]}", "{kind: tasks, ledger: [bids]}")

    assert house.complaints() == [
        f"config.yaml 第{line}行 rubric.indicators.5.by：缺少「ledgers」。请补上。",
        f"config.yaml 第{line}行 rubric.indicators.5.by.ledger：不认识「ledger」。是不是「ledger」？",
    ]


def test_word_in_place_of_a_list_is_refused(house: House) -> None:
    """A single word where a list is wanted is refused in words that a clerk understands."""
    line = house.spoil("config.yaml", "duties: [inspection, quality]", "duties: inspection")

    assert house.complaints() == [
        (
            f"config.yaml 第{line}行 categories.5.duties：写的是「inspection」，"
            "应为列表（写在 [ ] 里，或每行以「- 」开头）。"
        )
    ]


@pytest.mark.parametrize("written", ["2016-06-31", "6月30日"])
def test_bad_date_is_refused(house: House, written: str) -> None:
    """A day that no calendar has, and one written in words, are refused where they stand."""
    line = house.spoil("config.yaml", "due: 2016-07-05", f"due: {written}")

    assert house.complaints() == [
        f"config.yaml 第{line}行 periods.3.due：写的是「{written}」，应为日期，如 2016-05-03。"
    ]


def test_weights_that_do_not_make_a_hundred_are_refused(house: House) -> None:
    """A category whose weights do not add up is refused with the sum."""
    house.spoil("config.yaml", "weight: {科室: 15, 级部: 10}", "weight: {科室: 20, 级部: 10}")
    rubric = house.spoil("config.yaml", "\nrubric:", "\nrubric:") + 1

    assert house.complaints() == [f"config.yaml 第{rubric}行 rubric：科室的权重合计是 105，须为 100。"]


def test_duty_without_a_ledger_is_refused(house: House) -> None:
    """A duty, in a category or at a unit, that no ledger declares is refused where it stands."""
    category = house.spoil("config.yaml", "duties: [commitment, liaison", "duties: [commitments, liaison")
    unit = house.spoil("config.yaml", "less: [five_a, bids]", "less: [five_a, bid]")

    assert house.complaints() == [
        f"config.yaml 第{category}行：类别「校领导」的台账「commitments」没有声明。是不是「commitment」？",
        f"config.yaml 第{unit}行：单位「工会」的台账「bid」没有声明。是不是「bids」？",
    ]


def test_duty_whose_file_is_gone_is_refused(house: House) -> None:
    """Taking a ledger's file away is said at each duty, and at the indicator that lived from it."""
    (house.home / "input_templates" / "bids.yaml").unlink()

    assert [line.split("：", 1)[1].split("没有声明")[0] for line in house.complaints()] == [
        "类别「科室」的台账「bids」", "类别「级部」的台账「bids」", "单位「工会」的台账「bids」",
        "单位「九年级级部」的台账「bids」", "考评项目「“三争”」用到的台账「bids」",
    ]  # fmt: skip


def test_undeclared_category_is_refused(house: House) -> None:
    """A unit of a category that there is not is refused with the nearest one."""
    line = house.spoil("config.yaml", "name: 团委, category: 科室", "name: 团委, category: 科 室")

    assert house.complaints() == [
        f"config.yaml 第{line}行：单位「团委」的类别「科 室」没有声明。是不是「科室」？"
    ]


def test_column_of_an_unknown_table_is_refused(house: House) -> None:
    """A column whose code table is nowhere is refused with the nearest one."""
    house.spoil("input_templates/honours.yaml", "codes: levels", "codes: level")

    assert house.complaints() == [
        "config.yaml：荣誉「级别」用到的代码表「level」没有声明。是不是「levels」？"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("when: {field: finished_on}", "when: {field: done_on}", "（全文）：提到了没有的字段：done_on。"),
        ("key: project\n", 'key: ""\n', "（全文）：有事项编号的台账须写明 key（哪一栏是事项名称）。"),
        ("id: benchmark\n", "id: bench\n", "id 写的是「bench」，须与文件名相同。"),
        ("name: learned", "name: model", "（全文）：字段名重复：model。"),
        ("order: 20", "order: 二十", "第2行 order：写的是「二十」，应为整数。"),
    ],
)
def test_ledger_that_contradicts_itself_is_refused(house: House, old: str, new: str, said: str) -> None:
    """A ledger whose parts do not agree is refused by its file's name and what does not agree."""
    house.spoil("input_templates/benchmark.yaml", old, new)

    complaints = house.complaints()
    assert [each.startswith("benchmark.yaml") for each in complaints] == [True]
    assert complaints[0].endswith(said)


def test_office_column_without_items_is_refused(house: House) -> None:
    """A column that only the office fills needs numbered items, which say what it rules on."""
    house.spoil("input_templates/activities.yaml", "header: 简况", "need: office, header: 简况")

    assert house.complaints() == [
        "activities.yaml 第2行 （全文）：need: office 的栏只能用在报送单位填、有事项编号（items）的台账里。"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("school: [\n", 2), ("school:\n\tid: x\n", 2), ("school: !!python/name:os.system x\n", 1)],
    ids=["a bracket left open", "a tab", "a tag that runs code"],
)
def test_unreadable_yaml_is_refused_with_its_line(house: House, text: str, line: int) -> None:
    """A file that is no YAML, or asks for more than data, is refused with the line and runs nothing."""
    (house.home / "config.yaml").write_text(text, encoding="utf-8")

    assert house.complaints() == [f"config.yaml 第{line}行：格式读不懂。请看这一行的缩进、冒号和引号。"]


def test_file_in_another_encoding_is_refused(house: House) -> None:
    """A file that Notepad saved as GBK is refused with what to do; one with a BOM is read."""
    path = house.home / "config.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("utf-8-sig"))
    assert house.load().settings == CONFIG.settings

    path.write_bytes(text.replace("·", "").replace("─", "").encode("gbk"))
    assert house.complaints() == ["config.yaml：不是 UTF-8 文字。请用记事本另存，编码选 UTF-8。"]


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A config.yaml that is not there is one clear message."""
    with pytest.raises(SetupError, match=r"^config\.yaml：打不开"):
        load_config(tmp_path / "config.yaml")


def write_roster(path: Path, *tables: Sequence[Declared]) -> None:
    """Write units, people and readers as the office's workbook holds them."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for (name, model), rows in zip(SHEETS, tables, strict=True):
        sheet = book.create_sheet(name)
        fields = model.model_fields
        sheet.append([field.title for field in fields.values()])
        for row in rows:
            sheet.append([in_a_cell(getattr(row, key)) for key in fields])
    book.save(path)


def in_a_cell(value: object) -> object:
    """Return a value of the roster as a person writes it in a cell."""
    if isinstance(value, tuple):
        return "、".join(value)
    return {True: "是", False: ""}[value] if isinstance(value, bool) else value


def test_roster_in_a_workbook_is_the_roster_in_yaml(house: House) -> None:
    """Units, people and readers from a workbook are equal to the same ones written in config.yaml."""
    began = CONFIG.units[0].model_copy(update={"first_day": date(2016, 9, 1)})
    units = (began, *CONFIG.units[1:])
    write_roster(house.home / "名册.xlsx", units, CONFIG.people, CONFIG.readers)
    house.spoil("config.yaml", 'workbook: ""', "workbook: 名册.xlsx")

    config = house.load()

    assert config.units == units
    assert config.people == CONFIG.people
    assert config.readers == CONFIG.readers
    assert config.units_in(config.period("2016-08")) == units[1:]
    assert config.units_in(config.period("2016-09")) == units


def test_faults_of_a_roster_workbook_are_said_by_row(tmp_path: Path) -> None:
    """A roster's faults name the sheet, the row and the column as the office sees them."""
    path = tmp_path / "名册.xlsx"
    book = Workbook()
    units = book.worksheets[0]
    units.title = "单位"
    units.append(["编号", "名称", "类别", "主任"])
    units.append(["jiaowu", "教务处", "科室", "槐致用"])
    units.append([])
    units.append(["Jiao Ke", None, "科室", ""])
    readers = book.create_sheet("读者")
    readers.append(["姓名", "邮箱", "发送范围"])
    readers.append(["松明远", "song@example.invalid", "全体"])
    book.save(path)

    with pytest.raises(SetupError) as caught:
        read_roster(path)

    assert caught.value.complaints == [
        "名册 名册.xlsx「单位」：不认识的列「主任」。",
        (
            "名册 名册.xlsx「单位」 第4行「编号」：写的是「Jiao Ke」，"
            "写法不对（代号以小写字母开头，填报月份如 2016-05）。"
        ),
        "名册 名册.xlsx「单位」 第4行：缺少「名称」。请补上。",
        "名册 名册.xlsx：缺少工作表「人员」。",
        "名册 名册.xlsx「读者」 第2行「发送范围」：「全体」不可用。可用：全部、类别、分管、本单位。",
    ]


def test_roster_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """A roster that cannot be opened is one clear message."""
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"not a workbook")

    with pytest.raises(SetupError, match=r"^名册 名册\.xlsx 打不开"):
        read_roster(path)
