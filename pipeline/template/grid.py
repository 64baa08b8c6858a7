"""Where everything stands on a ledger sheet: widths, folded columns, the head line, the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import forms
from pipeline.findings import row_of
from pipeline.xlsx import quoted, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.forms import Handout, SheetPlan
    from pipeline.ledger import Ledger

ROWS = 40
"""A form has at least so many rows to write in; what is prefilled always leaves some blank."""
SPARE_ROWS = 15
REACH = 300
"""Formulas, drop-downs and unlocked cells go on to this row: people write below the last line."""

SCREEN = 200
"""A sheet this wide (in characters) shows nearly whole on a screen; only a wider one folds columns."""
FOLDABLE = frozenset({"text", "choice"})
"""Figures and dates feed scores and stay open; words that are optional may fold."""
MOST_FROZEN = 66
KEPT_OPEN = "milestone"
"""Optional by declaration, but the rubric asks for it where the deadline is far."""

DATE_WIDTH = 16
LABEL_WIDTH = 10
HEAD_MARGIN = 3
OPINION_WIDTH = 46


@dataclass(frozen=True, slots=True)
class Slot:
    """A run of columns of the head line, zero-based, and its text."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One ledger sheet laid out. Rows are one-based, columns zero-based.

    `widths` covers the fields and, right of them, what the head line needs more; `head` alternates label
    and value; `frozen` columns stay when one scrolls; `prepared` is the last ruled row.
    """

    plan: SheetPlan
    name: str
    widths: tuple[int, ...]
    folded: frozenset[int]
    head: tuple[Slot, ...]
    frozen: int
    prepared: int
    reach: int

    @property
    def ledger(self) -> Ledger:
        """Return the ledger that the sheet is for."""
        return self.plan.ledger

    @property
    def opinions(self) -> Mapping[int, str]:
        """Return what the column 审核意见 of a return copy says, by one-based row."""
        said: dict[int, list[str]] = {}
        for fault in self.plan.faults:
            said.setdefault(int(row_of(fault.cell)), []).append(fault.text)
        return {row: "\n".join(texts) for row, texts in said.items()}

    @property
    def edge(self) -> int:
        """Return the last column that is used and not folded."""
        return max(i for i in range(len(self.widths)) if i not in self.folded)

    def width(self, first: int, last: int) -> int:
        """Return how wide the columns from `first` to `last` show."""
        return sum(w for i, w in enumerate(self.widths[: last + 1]) if i >= first and i not in self.folded)

    def column(self, name: str) -> str:
        """Return the cells of the field `name`, as a formula on another sheet writes them."""
        index = next(i for i, f in enumerate(self.ledger.fields) if f.name == name)
        letters = forms.column_letters(index)
        return f"{quoted(self.name)}!${letters}${forms.THIN_ROW}:${letters}${self.reach}"

    @property
    def nil_cell(self) -> str:
        """Return the nil cell, as a formula on another sheet writes it."""
        return f"{quoted(self.name)}!${forms.column_letters(forms.NIL_COLUMN - 1)}${forms.NIL_ROW}"


def lay_out(plan: SheetPlan, handout: Handout) -> Grid:
    """Return the layout of one ledger sheet of `handout`."""
    fields = plan.ledger.fields
    widths = [max(f.width, DATE_WIDTH) if f.kind == "date" else f.width for f in fields]
    folded = _folded(plan.ledger, widths)
    if handout.back:
        widths.append(OPINION_WIDTH)
    head = _head(widths, folded, handout)
    written = forms.FIRST_ROW - 1 + len(plan.rows)
    listed = plan.ledger.lines and not plan.ledger.items and plan.rows
    prepared = written if listed else max(forms.FIRST_ROW - 1 + ROWS, written + SPARE_ROWS)
    return Grid(
        plan, forms.sheet_name(plan.ledger.title), tuple(widths), folded, head, _frozen(plan.ledger, widths),
        prepared, max(REACH, prepared + SPARE_ROWS),
    )  # fmt: skip


def _folded(ledger: Ledger, widths: list[int]) -> frozenset[int]:
    """Return the optional words right of the last column that must be filled, where a unit's sheet is wide.

    Never as far left as the nil cell, which would vanish with its column.
    """
    if sum(widths) <= SCREEN or ledger.filled_by != "units":
        return frozenset()
    last = max((i for i, f in enumerate(ledger.fields) if f.must), default=-1)
    first = max(last + 1, forms.NIL_COLUMN + 1)
    return frozenset(
        i
        for i, f in enumerate(ledger.fields)
        if i >= first and f.need == "optional" and f.kind in FOLDABLE and f.name != KEPT_OPEN
    )


def _frozen(ledger: Ledger, widths: list[int]) -> int:
    """Return how many columns stay in sight: through the item's name, else its number, else none."""
    if not ledger.items:
        return 0
    through = [i for i, f in enumerate(ledger.fields) if f.name == ledger.key or f.source == "number"]
    return max((i + 1 for i in through if sum(widths[: i + 1]) <= MOST_FROZEN), default=0)


def _head(widths: list[int], folded: frozenset[int], handout: Handout) -> tuple[Slot, ...]:
    """Return the head line's slots, each as many columns as its text needs; adds columns to `widths`."""
    known = {
        forms.HEAD_UNIT: handout.unit, forms.HEAD_CATEGORY: handout.category, forms.HEAD_PERIOD: handout.period_name
    }  # fmt: skip
    texts = [text for label in forms.HEAD for text in (label, known.get(label, ""))]
    slots: list[Slot] = []
    column = 0
    for index, text in enumerate(texts):
        least = LABEL_WIDTH if index % 2 == 0 else max(LABEL_WIDTH + 2, width_of(text) + HEAD_MARGIN)
        if index == len(texts) - 1:
            least = DATE_WIDTH
        first, got = -1, 0
        while got < least:
            if column == len(widths):
                widths.append(least - got)
            if column not in folded:
                first = column if first < 0 else first
                got += widths[column]
            column += 1
        slots.append(Slot(first, column - 1, text))
    return tuple(slots)
