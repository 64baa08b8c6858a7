"""output/index.html: what lies in output/, month by month; every link of it leads somewhere."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.issues import LATER, came_back, corrected, draft, issued

if TYPE_CHECKING:
    from pathlib import Path

    from tests.school import School


def rows(school: School) -> list[list[str]]:
    """Return the words of each line of the page; every link must lead to a file."""
    output = school.config.output
    text = (output / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"#]+)"', text)
    assert links
    assert [each for each in links if not (output / unquote(each)).is_file()] == []
    body = text.split("<tbody>")[1].split("</tbody>")[0]
    return [re.sub(r"<[^>]+>", " ", line).split() for line in body.split("</tr>") if "<th" in line]


def test_the_page_follows_draft_issue_and_correction(tmp_path: Path) -> None:
    """A draft has no edition to look back at; May's second version stands beside its first; the last month is first."""
    school = came_back(tmp_path)
    draft(school)
    assert rows(school) == [["2016年5月", "送审稿", "2016年6月8日", "汇总表"]]
    issued(school)
    assert rows(school) == [["2016年5月", "印发", "2016年6月8日", "汇总表", "第1版"]]
    school.decides("2016-06", corrected())
    draft(school, LATER)
    draft(school, LATER, "2016-06")
    assert [line[:2] for line in rows(school)] == [["2016年6月", "送审稿"], ["2016年5月", "送审稿（第2版）"]]
    issued(school, datetime(2016, 7, 6, 10), datetime(2016, 7, 6, 11))  # noqa: DTZ001
    assert rows(school)[1] == ["2016年5月", "印发（第2版）", "2016年7月6日", "汇总表", "第1版", "第2版"]


def test_a_release_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    """A spoilt manifest stops nothing: the month drafted next is there, the spoilt one is not."""
    school = came_back(tmp_path)
    draft(school)
    (school.config.output / "2016-05" / "manifest.json").write_text("{", encoding="utf-8")
    draft(school, LATER, "2016-06")
    assert [line[0] for line in rows(school)] == ["2016年6月"]
