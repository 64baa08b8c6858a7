"""方案落实对照: each clause of the plan with lead, time, state and evidence (plan P17); of a month as of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.workbook.table import Column, add_table
from pipeline.workbook.words import TONES
from pipeline.workbook.year_blocks import places_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle import ClauseStanding
    from pipeline.xlsx import Book, Cell

CLAUSES = "方案落实对照"


def clause_sheet(book: Book, heading: tuple[str, str], clauses: Sequence[ClauseStanding]) -> None:
    """Add 方案落实对照 under the title and note `heading`."""
    columns = [
        Column("方案要求", 54), Column("牵头", 16), Column("时间", 30), Column("落实情况", 12, "mark"),
        Column("佐证", 62), Column("编号", 7, folded=True), Column("出处", 60, folded=True),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            c.text,
            c.lead,
            c.time,
            c.state,
            c.evidence,
            c.part,
            places_words(w for p in c.proofs for w in p.places),
        ]
        for c in clauses
    ]
    add_table(book, CLAUSES, heading, columns, rows, tones=TONES)
