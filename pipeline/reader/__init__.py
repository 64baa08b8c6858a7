"""Guarded reading: a file's bytes in, sheets of raw cells or one problem out (design, decision 1).

`guard` looks at what can be known without parsing, `book` reads; what python-calamine does not tell (`sight`) is
seen by `ooxml`, `ods`, `biff` and `xlsb`; `dressed` reads web pages and texts that bear a workbook's name.
"""

from pipeline.reader.book import read_book
from pipeline.reader.guard import Problem
from pipeline.reader.sheets import Book, Sheet
from pipeline.reader.sight import NO_VALUE

__all__ = ["NO_VALUE", "Book", "Problem", "Sheet", "read_book"]
