"""The month's workbook computes: LibreOffice finds our figures to the cent, after a change and after sorting too."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from pipeline.model import Because, Where, shown, total
from pipeline.score.month import _heading
from pipeline.score.ranks import rank
from pipeline.workbook import render_workbook
from pipeline.workbook.headings import HEADINGS
from pipeline.workbook.live import FIRST
from pipeline.workbook.scores import RANKS, fulls
from pipeline.workbook.trend import TREND
from tests.school import School

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.config import Config
    from pipeline.model import Consolidation, UnitScore
    from tests.conftest import Recalculate

MAY, JUNE = "2016-05", "2016-06"
UNITS = ("教务处", "政教处", "总务处", "教科室", "党政办公室", "团委", "工会", "七年级级部", "八年级级部")
TOP = FIRST + 1
"""The first line of a table, as the sheet counts."""
HALF_CENTS = 250
SHEETS = (RANKS, HEADINGS)
"""The sheets whose rows people sort; the trend only looks up what they say."""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    """Return a school whose June has a tie, late units, one held at 0, one excused and one that is not scored."""
    school = School(tmp_path_factory.mktemp("live"), UNITS)
    for period in (MAY, JUNE):
        days = {"deadline": f"{period}-15", "finished_on": f"{period}-15"}
        late = {"deadline": f"{period}-13", "finished_on": f"{period}-17"}
        never = {"deadline": f"{period}-20"}
        school.returns(period, "教务处", {
            "commitment": [{"promise": f"{period}甲", **days}, {"promise": f"{period}乙", **late}, {"promise": f"{period}丙", **never}],
            "benchmark": [{"project": f"{period}走班", **late}, {"project": f"{period}教研", **never}, {"project": f"{period}选课", **days}],
            "bids": [{"name": f"{period}试点", "deadline": "2016-07-31"}],
            "conduct": [{"problem": f"{period}问题", **late}],
        })  # fmt: skip
        for unit in ("政教处", "总务处"):
            school.returns(period, unit, {"commitment": [{"promise": f"{period}{unit}", **late}]})
        many = [
            {"promise": f"{period}第{number}件", **(days if number < 4 else never)} for number in range(7)
        ]
        school.returns(period, "教科室", {"commitment": many}, arrived="2016-07-08 09:00")
        school.returns(period, "团委", {"commitment": [{"promise": period, **days}]})
        school.returns(period, "七年级级部", {"commitment": [{"promise": period, **late}]})
        school.inspects(
            period,
            {"subject": "教务处", "code": "上班迟到", "count": 3, "checked_on": f"{period}-12"},
            {"subject": "八年级级部", "code": "投诉查实", "count": 1, "checked_on": f"{period}-17"},
            grades=[("教务处", "服务质量", "良"), ("七年级级部", "服务意识", "中")],
        )
    nothing = [
        {"kind": "不适用", "subject": "工会", "target": i.name} for i in school.config.rubric.indicators
    ]
    nothing.append({"kind": "不适用", "subject": "党政办公室", "target": "文明科室、级部"})
    school.decides(
        JUNE, *(line | {"first_period": "6月"} for line in nothing),
        {"kind": "客观原因", "subject": "团委", "first_period": "6月"},
    )  # fmt: skip
    return school


@pytest.fixture(scope="module")
def month(school: School) -> Consolidation:
    """Return its June; each unit has a figure of May to compare with, but 七年级级部."""
    before = {each.unit: each.score for each in school.consolidate(MAY).scores if each.name != "七年级级部"}
    june = school.consolidate(JUNE)
    scores = tuple(replace(each, previous_score=before.get(each.unit)) for each in june.scores)
    return replace(june, scores=scores)


@pytest.fixture(scope="module")
def made(school: School, month: Consolidation) -> bytes:
    """Return the workbook of that June."""
    return render_workbook(school.config, month)


def opened(made: bytes, *, values: bool = False) -> Workbook:
    """Return the workbook, its formulas or the values that are kept with them."""
    return openpyxl.load_workbook(io.BytesIO(made), data_only=values)


def formulas(book: Workbook) -> Iterator[tuple[str, str]]:
    """Yield sheet and cell of every formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate) for cell in row if cell.data_type == "f")


def headers(sheet: Worksheet) -> list[str]:
    """Return the headers of a table, in order."""
    return [str(cell.value) for cell in sheet[TOP - 1]]


def lines(sheet: Worksheet) -> dict[str, dict[str, Any]]:
    """Return a table's lines by unit, each by header; of equal headers the first."""
    names = headers(sheet)
    found = {}
    for row in sheet.iter_rows(min_row=TOP, values_only=True):
        if row[0] is None:
            break
        found[str(row[names.index("单位")])] = dict(reversed(list(zip(names, row, strict=True))))
    return found


def said(value: object) -> str:
    """Return a cell's figure as it is shown to the cent, rounded half up from the fifteen digits that it has."""
    if isinstance(value, (int, float)):
        return shown(Fraction(f"{value:.12f}"))
    return str(value or "")


def figure(exact: Fraction | None) -> str:
    """Return what is to be shown."""
    return "—" if exact is None else shown(exact)


def computed(made: bytes, folder: Path, recalculate: Recalculate) -> Workbook:
    """Return the workbook as LibreOffice computes it."""
    path = folder / "汇总.xlsx"
    path.write_bytes(made)
    return openpyxl.load_workbook(recalculate(path), data_only=True)


def changed(made: bytes, change: Callable[[Workbook], object]) -> bytes:
    """Return the workbook after somebody worked in it; nothing is computed yet."""
    book, out = opened(made), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def assert_shows(config: Config, book: Workbook, scores: Mapping[str, UnitScore]) -> None:
    """Assert that 名次与得分 and 分项得分 say what the scores are, to the cent."""
    ranks, headings = lines(book[RANKS]), lines(book[HEADINGS])
    assert set(ranks) == set(headings) == set(scores)
    for name, unit in scores.items():
        line = ranks[name]
        assert said(line["得分"]) == figure(unit.score), name
        assert (line["名次"], line["并列"] or "") == (unit.rank or "—", "并列" if unit.tied else ""), name
        for each in unit.indicators:
            assert said(line[each.name]) == figure(each.points if each.score is not None else None), name
        if unit.score is not None and unit.previous_score is not None:
            moved = Fraction(shown(unit.score)) - Fraction(shown(unit.previous_score))
            assert said(line["比上期"]) == shown(moved)
        else:
            assert line["比上期"] == "—"
        _shows_headings(config, book[HEADINGS], unit)


def _shows_headings(config: Config, sheet: Worksheet, unit: UnitScore) -> None:
    row = next(r for r in sheet.iter_rows(min_row=TOP, values_only=True) if r[1] == unit.name)
    wanted: list[Fraction | None] = []
    for heading in config.rubric.headings:
        gained, possible = unit.headings[heading.name]
        wanted += [gained, possible, gained * 100 / possible] if possible else [None] * 3
    wanted.append(unit.before_discipline if unit.score is not None else None)
    assert [said(value) for value in row[2 : len(wanted) + 2]] == [figure(each) for each in wanted], unit.name


def by_name(month: Consolidation) -> dict[str, UnitScore]:
    """Return the scores by the unit's name."""
    return {each.name: each for each in month.scores}


def test_the_month_has_every_kind_of_unit(month: Consolidation) -> None:
    """Tied, deducted, held at 0, excused with a score and without a place, listed and not scored."""
    scores = by_name(month)
    assert scores["政教处"].tied
    assert total(scores["教科室"].discipline) < 0
    assert scores["党政办公室"].score == 0
    assert [line.points for line in scores["党政办公室"].discipline] == [-3, 3]
    assert scores["团委"].score is not None
    assert scores["团委"].rank == 0
    assert scores["工会"].score is None


def test_every_formula_keeps_its_true_value(school: School, month: Consolidation, made: bytes) -> None:
    """A reader that computes nothing shows our figures."""
    assert_shows(school.config, opened(made, values=True), by_name(month))


def test_only_figures_are_formulas(made: bytes) -> None:
    """Formulas stand on the sheets of figures and the trend and nowhere else; none has an error for its value."""
    values = opened(made, values=True)
    cells = list(formulas(opened(made)))
    assert {sheet for sheet, _ in cells} == {*SHEETS, TREND}
    assert not [cell for sheet, cell in cells if str(values[sheet][cell].value).startswith("#")]


def test_libreoffice_computes_the_same(
    school: School, month: Consolidation, made: bytes, tmp_path: Path, recalculate: Recalculate
) -> None:
    """Every formula, the folded ones and the means too, comes to the value that was kept with it."""
    kept, again = opened(made, values=True), computed(made, tmp_path, recalculate)
    assert_shows(school.config, again, by_name(month))
    for sheet, cell in formulas(opened(made)):
        old, new = kept[sheet][cell].value, again[sheet][cell].value
        assert (new or "") == pytest.approx(old or "", abs=1e-9), f"{sheet}!{cell}"


def test_the_means_are_those_of_the_units_that_count(month: Consolidation, made: bytes) -> None:
    """A mean per category under the table, of exact scores; the excused and the unscored are left out."""
    sheet = opened(made, values=True)[RANKS]
    start = TOP + len(month.scores) + 1
    found = {sheet.cell(row, 1).value: sheet[row] for row in range(start, sheet.max_row + 1)}
    for category in ("科室", "级部"):
        counted = [
            u for u in month.scores if u.category == category and u.score is not None and not u.excused
        ]
        mean = sum((u.score or Fraction() for u in counted), Fraction()) / len(counted)
        lost = sum((total(u.discipline) for u in counted), Fraction()) / len(counted)
        line = [said(found[category][column].value) for column in (4, headers(sheet).index("报送扣分"))]
        assert [found[category][3].value, *line] == [len(counted), shown(mean), shown(lost)]
    assert sheet.auto_filter.ref.endswith(str(TOP + len(month.scores) - 1))


def test_a_changed_score_changes_the_total_the_rank_and_the_headings(
    school: School, month: Consolidation, made: bytes, tmp_path: Path, recalculate: Recalculate
) -> None:
    """教务处 loses 目标承诺 and 对标践诺, 教科室's 业务知识学习 becomes 5 of 15: everything follows as by the rubric."""

    def change(book: Workbook) -> None:
        sheet = book[RANKS]
        names, units = headers(sheet), [row[3].value for row in sheet.iter_rows(min_row=TOP)]
        for name in ("目标承诺（百分）", "对标践诺（百分）"):
            sheet.cell(TOP + units.index("教务处"), names.index(name) + 1).value = 0
        sheet.cell(TOP + units.index("教科室"), names.index("业务知识学习（15分）") + 1).value = 5

    scores = by_name(month)
    lost = {"commitment": Fraction(), "benchmark": Fraction()}
    scores["教务处"] = scored(school.config, scores["教务处"], lost)
    old = next(each.score for each in scores["教科室"].indicators if each.id == "civility")
    assert old is not None
    scores["教科室"] = scored(
        school.config, scores["教科室"], {"civility": old - 10}, {"业务知识学习": Fraction(5)}
    )
    after = rank(school.config, tuple(scores.values()))
    assert [each.rank for each in after] != [each.rank for each in month.scores]
    again = computed(changed(made, change), tmp_path, recalculate)
    assert_shows(school.config, again, {each.name: each for each in after})


@pytest.mark.parametrize("name", SHEETS)
def test_the_figures_survive_sorting(
    school: School, month: Consolidation, made: bytes, tmp_path: Path, recalculate: Recalculate, name: str
) -> None:
    """The rows turned round, their formulas moved as Excel moves them: every unit keeps its figures."""

    def turn_round(book: Workbook) -> None:
        sheet, count = book[name], len(month.scores)
        rows = [[cell.value for cell in sheet[TOP + place]] for place in range(count)]
        for place, row in enumerate(reversed(rows)):
            for column, value in enumerate(row, start=1):
                letters = get_column_letter(column)
                origin, goal = f"{letters}{TOP + count - 1 - place}", f"{letters}{TOP + place}"
                moved = isinstance(value, str) and value.startswith("=")
                sheet[goal].value = Translator(value, origin).translate_formula(goal) if moved else value

    again = computed(changed(made, turn_round), tmp_path, recalculate)
    assert_shows(school.config, again, by_name(month))


def test_half_a_cent_is_rounded_up(
    school: School, month: Consolidation, tmp_path: Path, recalculate: Recalculate
) -> None:
    """Units whose exact score ends in half a cent, by odd fractions: shown, ranked and summed as we do."""
    random = Random(2016)  # noqa: S311 — the same units every time
    base = by_name(month)["政教处"]
    units = [_half_cent(school.config, base, random, number) for number in range(HALF_CENTS)]
    scores = rank(school.config, units)
    assert all(each.score is not None and (each.score * 200).denominator == 1 for each in scores)
    many = replace(month, scores=scores)
    again = computed(render_workbook(school.config, many), tmp_path, recalculate)
    assert_shows(school.config, again, by_name(many))


def _half_cent(config: Config, base: UnitScore, random: Random, number: int) -> UnitScore:
    """Return a unit with an odd number of half cents: its commitment makes up what the others' fractions lack."""
    while True:
        given = {
            each.id: Fraction(random.randint(0, of), of) * 100
            for each in base.indicators
            if each.score is not None and each.id != "commitment" and (of := random.randint(1, 97))
        }
        own = scored(config, base, given | {"commitment": Fraction()})
        wanted = Fraction(2 * random.randint(2000, 9999) + 1, 200)
        first = next(each for each in own.indicators if each.id == "commitment")
        missing = (wanted - own.before_discipline) * 100 / first.weight
        if 0 <= missing <= 100:
            exact = scored(config, own, {"commitment": missing})
            return replace(exact, unit=f"unit{number}", name=f"单位{number}")


def scored(
    config: Config, unit: UnitScore, given: Mapping[str, Fraction], dimensions: Mapping[str, Fraction] | None = None
) -> UnitScore:  # fmt: skip
    """Return the unit with other scores out of 100; of an inspection the dimensions share them as they did, or as told."""
    indicators = []
    for each in unit.indicators:
        if each.id not in given:
            indicators.append(each)
            continue
        points = given[each.id] * each.weight / 100
        full = fulls(config.rubric.indicator(each.id)) or {"": Fraction(100)}
        because = []
        for name, marks in full.items():
            gained = sum((b.points for b in each.because if b.part == name), Fraction())
            if dimensions is None:
                gained = points * marks / 100
            elif name in dimensions:
                gained = dimensions[name] * each.weight / 100
            because.append(
                Because(f"{each.id}/{name}", "", gained, marks * each.weight / 100, Where("甲"), "", name)
            )
        indicators.append(replace(each, score=given[each.id], points=points, because=tuple(because)))
    before = sum((each.points for each in indicators), Fraction())
    return replace(
        unit, indicators=tuple(indicators), before_discipline=before,
        score=max(Fraction(), before + total(unit.discipline)),
        headings={h.name: _heading(h, indicators) for h in config.rubric.headings},
    )  # fmt: skip
