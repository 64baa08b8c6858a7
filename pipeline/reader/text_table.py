"""A text whose lines are rows: fields parted by tabs, commas or semicolons, quoted where they need it."""

from __future__ import annotations

import csv
import io
from collections import Counter

DELIMITERS = "\t,;"
FEWEST_ROWS = 2


def rows_of(text: str) -> list[list[str]] | None:
    """Return the rows of the table that the text is, None where it is none."""
    tables = (_rows(text, delimiter) for delimiter in DELIMITERS if delimiter in text)
    return next((rows for rows in tables if _is_table(rows)), None)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:  # a field of more than 131,072 letters: a quotation mark that never closes
        return []


def _is_table(rows: list[list[str]]) -> bool:
    """Tell whether most lines that say something have the same count of fields, and two columns are in use.

    A line above or below may have its own: a title, a remark.
    """
    filled = [row for row in rows if any(field.strip() for field in row)]
    widths = Counter(map(len, filled))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    used = {column for row in filled for column, field in enumerate(row) if field.strip()}
    return width > 1 and count >= FEWEST_ROWS and 2 * count >= len(filled) and len(used) > 1
