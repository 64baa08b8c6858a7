"""The hands that type: what goes wrong, where it is meant to, and what is only a person's way of writing.

Slips are told in examples/demo/_hands.yaml, each with the finding that it must bring; habits are drawn with
a fixed seed.
"""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline.declared import Declared, read_yaml, typed
from pipeline.demo.content import Cell, PeriodId
from pipeline.demo.fill import fill
from pipeline.demo.insert import insert_row
from pipeline.forms import HEADER_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.demo.fill import Cells
    from pipeline.demo.writing import Written

How = Literal["cell", "total", "gap", "above", "header", "marked", "silent", "unnumbered", "gone"]
DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


class Slip(Declared):
    """One mistake: where, what stands there instead, and the finding code that it must bring ("" is none).

    cell: a cell of the row `item`; total: a 合计 row at the end; gap: blank rows between; above: a row put in
    above the header; header: a column renamed; marked: the nil mark beside rows; silent: the nil mark in
    place of open items; unnumbered: the number deleted; gone: the whole row deleted.
    """

    period: PeriodId
    unit: str
    ledger: str
    how: How = "cell"
    item: str = ""
    field: str = ""
    types: Cell = None
    code: str = ""


class Hands(Declared):
    """Whose hands do what: the seed, the ways of writing dates by unit, and the slips."""

    seed: int
    dates: dict[str, str]
    """Unit → how it types dates as text, in strftime's letters; the others type real dates."""
    wide_digits: tuple[str, ...] = ()
    """Units that type numbers in full width."""
    slips: tuple[Slip, ...] = ()

    def of(self, period: str, unit: str, how: How) -> tuple[Slip, ...]:
        """Return the slips of one kind in one workbook."""
        return tuple(s for s in self.slips if (s.period, s.unit, s.how) == (period, unit, how))


def read_hands(path: Path) -> Hands:
    """Return the hands as declared; raises SetupError."""
    data, lines = read_yaml(path)
    return typed(Hands, data, path.name, lines)


def habits(hands: Hands, period: str, unit: str, written: Iterable[Written]) -> None:
    """Rewrite some of the typed cells as this unit is used to: dates as text, numbers in full width."""
    chance = random.Random(f"{hands.seed}/{period}/{unit}")  # noqa: S311 — a demonstration, no secret
    pattern = hands.dates.get(unit)
    for each in written:
        for cell, value in sorted(each.cells.items()):
            if isinstance(value, date) and pattern and cell != each.page.day and chance.random() < 1 / 3:
                each.cells[cell] = _in_words(value, pattern)
            elif isinstance(value, int) and not isinstance(value, bool) and unit in hands.wide_digits:
                each.cells[cell] = str(value).translate(DIGITS)


def _in_words(day: date, pattern: str) -> str:
    return pattern.format(y=day.year, m=day.month, d=day.day)


def slip(hands: Hands, period: str, unit: str, written: Mapping[str, Written]) -> None:
    """Make the slips that are made while typing."""
    for each in hands.slips:
        if (each.period, each.unit) != (period, unit) or each.ledger not in written:
            continue
        _type_slip(each, written[each.ledger])


def _type_slip(each: Slip, sheet: Written) -> None:
    page = sheet.page
    match each.how:
        case "cell":
            sheet.type(each.field, sheet.rows[each.item], each.types)
        case "total":
            sheet.cells[f"A{sheet.last + 1}"] = "合计"
            sheet.cells[f"{page.columns[page.ledger.key]}{sheet.last + 1}"] = f"{len(sheet.rows)} 项"
        case "header":
            sheet.cells[page.cell(each.field, HEADER_ROW)] = each.types
        case "marked":
            sheet.cells[page.nil] = "是"
        case "silent":
            for row in sheet.rows.values():
                _empty(sheet, row)
            sheet.cells[page.nil] = "是"
        case "unnumbered":
            sheet.type("number", sheet.rows[each.item], None)
        case "gone":
            _empty(sheet, sheet.rows[each.item])
        case "gap" | "above":
            pass


def _empty(sheet: Written, row: int) -> None:
    for name in sheet.page.columns:
        sheet.type(name, row, None)


def put_above(hands: Hands, period: str, unit: str, data: bytes, written: Mapping[str, Written]) -> bytes:
    """Return the workbook with the rows put in above a header, each with its note."""
    for each in hands.of(period, unit, "above"):
        sheet = written[each.ledger].page.sheet
        note: Cells = {f"A{HEADER_ROW}": each.types}
        data = fill(insert_row(data, sheet, HEADER_ROW), {sheet: note})
    return data


def gaps(hands: Hands, period: str, unit: str) -> frozenset[str]:
    """Return the ledgers in which this unit leaves blank rows between its new ones."""
    return frozenset(each.ledger for each in hands.of(period, unit, "gap"))
