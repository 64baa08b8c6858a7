"""The rows below the header: which of them somebody started, which is a 合计, which line has no answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.cells import is_blank, plain, show
from pipeline.check.merged import covers_of
from pipeline.check.row import Row
from pipeline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.check.header import Header
    from pipeline.check.merged import Covered
    from pipeline.check.place import Place
    from pipeline.ledger import Ledger
    from pipeline.model import Record

LOOKED_FOR_TOTAL = 4
LONGEST_TOTAL = 20
"""A longer text is no sum, and would be matched in too many ways."""
_COUNT = r"[0-9.〇零一二三四五六七八九十百千两]+(?:项|件|条|个|人次|人|篇|次|节|行|万元|元)?"
_TOTAL = re.compile(rf"(?:本[页表月])?(?:合|总|小|共|累)计(?:万元|元|数)?(?:共?{_COUNT})*|共{_COUNT}")
_SUM = re.compile(rf"{_TOTAL.pattern}|{_COUNT}")


def rows_below(place: Place, header: Header, covered: Covered) -> Iterator[Row]:
    """Yield every row below the header in which anything is to be seen."""
    for index in sorted({row for row, _ in place.filled if row > header.row}):
        yield Row(place, header, index, covers_of(place, header, covered, index))


def is_started(row: Row) -> bool:
    """Tell whether somebody typed into the row; what a merged area shows from above starts none but a checklist's line."""
    ledger = row.ledger
    prepared = {line.field for line in ledger.lines}
    telling = [f for f in ledger.typed_fields if f.name not in prepared]
    telling += [f for f in ledger.fields if ledger.items and f.source == "number"]
    if any(row.typed(field) for field in telling):
        return True
    listed = ledger.every_line and all(row.typed(ledger.field(name)) for name in prepared)
    return listed and any(row.cover(field) for field in telling)


def total_of(row: Row) -> Finding | None:
    """Return what is to be said of a 合计 row, None of any other: it has no item's name but a sum."""
    cells = row.place.sheet.rows[row.index]
    first = next((c for c, cell in enumerate(cells) if not is_blank(cell)), 0)
    seen = (plain(show(cell)) for cell in cells[first : first + LOOKED_FOR_TOTAL])
    if not any(len(text) <= LONGEST_TOTAL and _TOTAL.fullmatch(text) for text in seen):
        return None
    name = plain(show(row.own(row.ledger.field(row.ledger.key)))) if row.ledger.key else ""
    return (
        None
        if name and (len(name) > LONGEST_TOTAL or not _SUM.fullmatch(name))
        else Finding("total-row", row.place.where(first, row.index))
    )


def unanswered(rows: Iterable[Row], good: list[Record], aside: list[Record]) -> list[Finding]:
    """Say which lines of a checklist that somebody began have no answer: a choice, or 否 (rubric §2, self-check)."""
    if not (good or aside):
        return []
    said = []
    for row in rows:
        line = row.ledger.field(row.ledger.lines[0].field)
        answered = {r.row for r in aside} | {r.row for r in good if _is_answered(row.ledger, r)}
        text = show(row.own(line)).strip()
        if text and row.number not in answered:
            context = {"typed": text, "nil_label": row.ledger.nil_label}
            said.append(Finding("line-unanswered", row.at(line), context=context))
    return said


def _is_answered(ledger: Ledger, record: Record) -> bool:
    answers = {f.kind: record.text(f.name) for f in ledger.typed_fields if record.text(f.name)}
    return "choice" in answers or answers.get("yes_no") == "否"
