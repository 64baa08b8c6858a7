"""One Excel cell to one typed value: all of a cell's quirks, and nothing of place, ledger or files."""

from pipeline.cells.choices import nearest, read_choice, read_yes_no
from pipeline.cells.dates import read_date
from pipeline.cells.numbers import read_number
from pipeline.cells.reading import Raw, Reading, Value, show
from pipeline.cells.text import is_blank, is_nothing_word, plain, read_text

__all__ = [
    "Raw",
    "Reading",
    "Value",
    "is_blank",
    "is_nothing_word",
    "nearest",
    "plain",
    "read_choice",
    "read_date",
    "read_number",
    "read_text",
    "read_yes_no",
    "show",
]
