"""What every unit owed: its returns by the month, and its items by the end of the year."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.chronicle.outcome import OUTCOMES, Outcome, outcome_of
from pipeline.chronicle.records import Figure, Line, grouped
from pipeline.model import Timeliness, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.chronicle.records import Records
    from pipeline.model import Item, UnitIntake

DUE, IN_TIME, LATE, MISSING, EXCUSED = "应报", "按时", "迟报", "未报", "免扣"
TIMES = {
    IN_TIME: {Timeliness.IN_TIME},
    LATE: {Timeliness.LATE, Timeliness.VERY_LATE},
    MISSING: {Timeliness.MISSING},
    EXCUSED: {Timeliness.EXCUSED},
}
REGISTER = Where("_register/received.csv")
ITEMS = "登记"


def tell_returns(records: Records) -> tuple[Line, ...]:
    """Return for each unit that reports how many workbooks were due and how they came; 校领导 too."""
    config, intakes = records.config, records.merged.intakes
    reporting = {unit.id for unit in config.units if config.category(unit).fills == "units"}
    made = [
        intake
        for period in sorted(intakes) for name, intake in intakes[period].units.items()
        if name in reporting and intake.timeliness is not Timeliness.WAITING
    ]  # fmt: skip
    return records.by_unit(made, lambda intake: intake.unit, _returned)


def _returned(name: str, intakes: Sequence[UnitIntake]) -> Line:
    told = (
        _count(word, [each for each in intakes if each.timeliness in times]) for word, times in TIMES.items()
    )
    return Line(name, (_count(DUE, intakes), *told))


def _count(name: str, intakes: Sequence[UnitIntake]) -> Figure:
    files = (file for each in intakes for file in dict.fromkeys(f.file for f in each.files if f.counted_for))
    places = tuple(Where(file) for file in files) if name != MISSING else (REGISTER,) * bool(intakes)
    return Figure(name, Fraction(len(intakes)), places)


def tell_items(records: Records) -> tuple[Line, ...]:
    """Return for each unit how many items it has in all carried ledgers, and how many have each outcome."""
    carried = [ledger.id for ledger in records.config.ledgers.of_items if ledger.carried]
    found = [(item, outcome_of(records, item)) for name in carried for item in records.items(name)]
    return records.by_unit(found, lambda pair: pair[0].unit, _items)


def _items(name: str, found: Sequence[tuple[Item, Outcome]]) -> Line:
    by_word = grouped((outcome for _, outcome in found), lambda outcome: outcome.word)
    whole = _outcomes(ITEMS, (outcome for _, outcome in found))
    return Line(name, (whole, *(_outcomes(word, by_word.get(word, ())) for word in OUTCOMES)))


def _outcomes(name: str, found: Iterable[Outcome]) -> Figure:
    places = tuple(outcome.where for outcome in found)
    return Figure(name, Fraction(len(places)), places)


def summed_lines(name: str, lines: Iterable[Line]) -> Line:
    """Return the lines of one table added up."""
    columns: dict[str, list[Figure]] = {}
    for line in lines:
        for figure in line.figures:
            columns.setdefault(figure.name, []).append(figure)
    return Line(name, tuple(_added(word, figures) for word, figures in columns.items()))


def _added(name: str, figures: Sequence[Figure]) -> Figure:
    whole = sum((figure.count for figure in figures), Fraction())
    return Figure(name, whole, tuple(place for figure in figures for place in figure.places))
