"""What stands on which sheet of the notice board and on which page of the screen: nothing is cut, nothing crowded."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.publicity.masking import clipped
from pipeline.publicity.notice import PROMISES
from pipeline.publicity.pledges import Pledge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.publicity.notice import Notice

SHEET, SHEET_WIDTH = 39.5, 32.0
"""Room of a sheet below its head, and its width, in ems of the text (views/publicity_board.css)."""
LINE, LEAD_LINE, PADDING, HEADING = 1.45, 1.7, 0.9, 5.4
TITLE_SIZE, TITLE_LINE, DRAFT = 1.9, 1.4, 2.8
FOOT = 26.0
"""Width of a line of the foot; its lines past the first of each take room from the sheet."""
WHO, MATTER = 6.0, 15.0
"""Widths of the columns 承诺人 and 承诺事项, in ems; 职务 is set smaller."""
SMALLER = 0.85

SCREEN, SCREEN_WIDTH = 8.0, 26.0
"""Lines of a page of the screen and their width in ems: what is read at ten metres (views/publicity_screen.css)."""
NAMED = 1.6
"""A unit on an award list is written so much larger."""
SHORT = 50
"""Characters of a text on the screen, two lines; it stands in full on the board and on the web."""
QUICKEST, SLOWEST, READ = 8, 25, 8
"""Seconds for which a page stands, at least and at most; characters that are read in a second."""

Row = Pledge | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A table, or what of it stands in one place; `again` where it goes on from the place before."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    again: bool = False

    @property
    def of_pledges(self) -> bool:
        """Whether it is the table of promises."""
        return isinstance(self.rows[0], Pledge)

    @property
    def seconds(self) -> int:
        """Return how long it stands on the screen."""
        signs = sum(len("".join(_texts(row))) for row in self.rows)
        return min(SLOWEST, max(QUICKEST, math.ceil(signs / READ)))


def parts_of(notice: Notice) -> tuple[Part, ...]:
    """Return the tables of the notice in their order."""
    listings = tuple(Part(each.title, each.headers, each.rows, each.note) for each in notice.listings)
    pledges = (Part(PROMISES, (), notice.pledges),) if notice.pledges else ()
    return pledges + listings if notice.opening else listings + pledges


def board_sheets(notice: Notice) -> tuple[tuple[Part, ...], ...]:
    """Return the parts on each sheet; the first bears title and lead, and no list is broken that fits on one."""
    sheets: list[list[Part]] = [[]]
    whole = SHEET - (DRAFT if notice.draft else 0)
    whole -= sum(_lines(text, FOOT) - 1 for text in (notice.span, notice.telephone, notice.box)) * LINE
    room = whole - _opening(notice)
    for part in parts_of(notice):
        rest, heights = part, [_height(row) for row in part.rows]
        while rest.rows:
            taken = _fitting(heights, room - HEADING)
            broken = taken < len(heights) == _fitting(heights, whole - HEADING)
            if not taken or (broken and not part.of_pledges):
                sheets.append([])
                room = whole
                taken = max(1, _fitting(heights, room - HEADING))
            own, rest = _cut(rest, taken)
            sheets[-1].append(own)
            room -= HEADING + sum(heights[:taken])
            heights = heights[taken:]
    return tuple(tuple(sheet) for sheet in sheets)


def screen_pages(notice: Notice) -> tuple[Part, ...]:
    """Return the pages after the first; a table that needs several is spread over them evenly."""
    pages: list[Part] = []
    for part in parts_of(notice):
        rest = replace(part, rows=tuple(_short(row) for row in part.rows))
        heights = [_screen_lines(row) for row in rest.rows]
        count = math.ceil(sum(heights) / SCREEN)
        room = SCREEN if part.of_pledges else max(math.ceil(sum(heights) / count), *heights, 1)
        while rest.rows:
            taken = max(1, _fitting(heights, room))
            own, rest = _cut(rest, taken)
            heights = heights[taken:]
            pages.append(own)
    return tuple(pages)


def _fitting(heights: Sequence[float], room: float) -> int:
    return sum(height <= room for height in accumulate(heights))


def _cut(part: Part, taken: int) -> tuple[Part, Part]:
    rest = replace(part, rows=part.rows[taken:], again=True)
    return replace(part, rows=part.rows[:taken], note="" if rest.rows else part.note), rest


def _opening(notice: Notice) -> float:
    """Return the height of what stands at the head of the first sheet."""
    title = sum(_lines(text, SHEET_WIDTH / TITLE_SIZE) for text in (notice.name, notice.called))
    lead = sum(_lines(text, SHEET_WIDTH - 2) for text in (notice.lead, notice.ask))
    return title * TITLE_SIZE * TITLE_LINE + lead * LEAD_LINE + PADDING


def _height(row: Row) -> float:
    """Return the height of a row on the board, in ems."""
    if not isinstance(row, Pledge):
        return max(_lines(text, SHEET_WIDTH / len(row) - 1) for text in row) * LINE + PADDING
    who = _lines(row.who, WHO) + (_lines(row.post, WHO / SMALLER) * SMALLER if row.post else 0)
    what = _lines(row.matter, MATTER) + sum(_lines(f"{header}：{text}", MATTER) for header, text in row.more)
    return max(who, what, 2) * LINE + PADDING


def _screen_lines(row: Row) -> float:
    """Return the lines of a row on the screen; a promise keeps half a line's distance from the next."""
    if not isinstance(row, Pledge):
        return max(_lines(text, SCREEN_WIDTH / len(row) - 1) for text in row) * (
            NAMED if len(row) == 1 else 1
        )
    told = [row.matter, *(f"{header}：{text}" for header, text in row.more)]
    return 1 + sum(_lines(text, SCREEN_WIDTH) for text in told)


def _short(row: Row) -> Row:
    if not isinstance(row, Pledge):
        return tuple(clipped(text, SHORT) for text in row)
    more = tuple((header, clipped(text, SHORT - len(header))) for header, text in row.more[:2])
    return replace(row, matter=clipped(row.matter, SHORT), more=more)


def _texts(row: Row) -> Iterator[str]:
    if isinstance(row, Pledge):
        yield from (row.who, row.post, row.matter, row.due, row.state)
        yield from (text for _, text in row.more)
    else:
        yield from row


def _lines(text: str, width: float) -> int:
    """Return how many lines `text` takes in a column `width` ems wide; it is never more than it says."""
    return max(1, math.ceil(sum(_width(sign) for sign in text) / width))


def _width(sign: str) -> float:
    """Return the width of a sign in ems: small letters and figures are narrow, W is not."""
    narrow = unicodedata.east_asian_width(sign) in "NaH" and not sign.isupper() and sign not in "mw@%&"
    return 0.65 if narrow else 1
