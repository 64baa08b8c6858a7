"""校刊校报: the notice as an article in plain text, to be set by whoever makes the paper."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.publicity.notice import PROMISES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.publicity.notice import Notice
    from pipeline.publicity.pledges import Pledge
    from pipeline.publicity.results import Listing

INDENT = "　　"
NUMERALS = "一二三四五六七八九十"


def write_journal(notice: Notice) -> bytes:
    """Return the article, UTF-8 with a mark at its head and line ends as Windows wants them."""
    lines = [
        notice.title,
        notice.school,
        "",
        *(INDENT + each if each else "" for each in _paragraphs(notice)),
    ]
    if notice.draft:
        lines = [f"【{notice.draft}】", *lines, f"【{notice.draft}】"]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _paragraphs(notice: Notice) -> Iterator[str]:
    yield notice.lead
    yield f"公示期：{notice.span}。监督电话：{notice.telephone}。意见箱：{notice.box}。{notice.ask}"
    parts = [_listing(each) for each in notice.listings]
    pledges = [(PROMISES, list(_pledges(notice.pledges)))] if notice.pledges else []
    told = pledges + parts if notice.opening else parts + pledges
    for number, (title, paragraphs) in enumerate(told):
        yield ""
        yield f"{NUMERALS[number]}、{title}" if number < len(NUMERALS) else title
        yield from paragraphs
    yield ""
    yield f"{notice.office}　{notice.dated}".rstrip()


def _pledges(pledges: tuple[Pledge, ...]) -> Iterator[str]:
    for unit, own in groupby(pledges, key=lambda each: each.unit):
        yield f"【{unit}】"
        for each in own:
            told = [f"{each.matter}。" if each.matter else ""]
            told += [f"{header}：{text}。" for header, text in each.more]
            told += [f"完成时限：{each.due}。"] if each.due else []
            yield f"{each.who}{each.title and f'（{each.title}）'}：{''.join(told)}进展：{each.state}。".replace(
                "。。", "。"
            )


def _listing(listing: Listing) -> tuple[str, list[str]]:
    lines = [in_words(listing, row) for row in listing.rows]
    text = ("；" if len(listing.headers) > 1 else "、").join(lines) + "。"
    return listing.title, [each for each in (text, listing.note) if each]


def in_words(listing: Listing, row: tuple[str, ...]) -> str:
    """Return a row of a table as a phrase: its first two cells, the others in brackets with their headers."""
    more = [f"{header}：{text}" for header, text in zip(listing.headers[2:], row[2:], strict=True) if text]
    named = "第" + row[0] + "名" if listing.headers[0] == "名次" and row[0][:1].isdigit() else row[0]
    return " ".join([named, *row[1:2]]) + (f"（{'，'.join(more)}）" if more else "")
