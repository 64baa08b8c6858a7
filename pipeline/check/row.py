"""One row as it stands on its sheet: what its cells show, and how a cell is read as a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, read_choice, read_date, read_number, read_text, read_yes_no
from pipeline.check.people import Roll, asks_roster, read_people
from pipeline.check.place import address
from pipeline.findings import FIELD_WAITS, ROW_WAITS
from pipeline.model import Finding, chinese_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.cells import Raw, Reading
    from pipeline.check.header import Header
    from pipeline.check.merged import Cover
    from pipeline.check.place import Place
    from pipeline.config import Config, Period
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Where
    from pipeline.roster import Unit

EXAMPLES = {
    "date": "具体日期，如 {today}", "number": "数字", "integer": "整数", "choice": "选项（从下拉中选）",
    "yes_no": "是或否", "text": "内容",
}  # fmt: skip


def asking(field: Field, period: Period) -> dict[str, str]:
    """Return the words that every message about a cell of `field` may need."""
    today = chinese_day(period.last)
    return {
        "header": field.header, "effect": ROW_WAITS if field.need == "required" else FIELD_WAITS,
        "today": today, "example": EXAMPLES[field.kind].format(today=today),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A started row as it stands on its sheet; `covers` is what merged areas show in it, by field name."""

    place: Place
    header: Header
    index: int
    covers: Mapping[str, Cover]

    @property
    def config(self) -> Config:
        """Return the declarations."""
        return self.place.config

    @property
    def unit(self) -> Unit:
        """Return the unit whose row it is."""
        return self.place.unit

    @property
    def period(self) -> Period:
        """Return the period that is returned."""
        return self.place.period

    @property
    def ledger(self) -> Ledger:
        """Return the ledger that the row is of."""
        return self.place.ledger

    @property
    def roll(self) -> Roll:
        """Return the roster as the row's unit reads it."""
        return self.place.roll

    @property
    def columns(self) -> Mapping[str, int]:
        """Return the zero-based column of each field."""
        return self.header.columns

    @property
    def number(self) -> int:
        """Return the row's one-based number."""
        return self.index + 1

    def own(self, field: Field) -> Raw:
        """Return what the cell of `field` holds itself, None where there is no such cell."""
        column = self.columns.get(field.name)
        return None if column is None else self.place.raw((self.index, column))

    def cover(self, field: Field) -> Cover | None:
        """Return the merged area that speaks in the cell of `field`, None where there is none."""
        found = self.covers.get(field.name)
        return found if found and found.spreads else None

    def raw(self, field: Field) -> Raw:
        """Return what is to be seen in the cell of `field`, be it from a merged area that speaks for it."""
        found = self.cover(field)
        return found.raw if found else self.own(field)

    def fault(self, field: Field) -> str:
        """Return the error that the cell of `field` shows, `NO_VALUE` for a formula without one, else ""."""
        found = self.cover(field)
        return found.fault if found else self._fault(field)

    def _fault(self, field: Field) -> str:
        broken, column = self.place.sheet.broken, self.columns.get(field.name)
        return broken.get(address((self.index, column)), "") if broken and column is not None else ""

    def typed(self, field: Field) -> bool:
        """Tell whether anything stands in the cell of `field` itself, be it broken."""
        return bool(self._fault(field)) or not is_blank(self.own(field))

    def at(self, field: Field) -> Where:
        """Return the place of `field`, of the row's first cell where its column is gone."""
        return self.place.where(self.columns.get(field.name, 0), self.index)

    def say(self, code: str, field: Field, **context: str) -> Finding:
        """Return a finding at `field`, the words that every message needs filled in."""
        return Finding(code, self.at(field), self.unit.id, {**asking(field, self.period), **context})


def read_as(row: Row, field: Field, raw: Raw) -> Reading:
    """Return what `raw` says as a cell of `field`."""
    match field.kind:
        case "date":
            return read_date(raw, year=row.period.last.year)
        case "number" | "integer":
            whole = field.kind == "integer"
            return read_number(raw, unit=field.unit, integer=whole, low=field.low, high=field.high)
        case "choice":
            return read_choice(raw, row.config.choices(field), {**row.config.former_names, **field.former})
        case "yes_no":
            return read_yes_no(raw)
        case _ if field.name == row.ledger.owner:
            return read_people(row.roll, raw, asked=asks_roster(row.ledger))
        case _:
            return read_text(raw)
