"""The year's drafts: 总结报告 from its own records (plan P11), and the decision that praises units (plan P10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.drafts.filling import Imprint, cut, fill
from pipeline.drafts.forms import REPORT
from pipeline.drafts.parts import day_of, quoted_campaign, scored_of, section, signer_of
from pipeline.verdict import categories_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.chronicle import Section
    from pipeline.config import Config
    from pipeline.model import YearBook
    from pipeline.verdict import Category

LONGEST = 5000
"""Characters of a paragraph of the report: all that one unit says under a heading."""


def year_report(config: Config, book: YearBook, report: Sequence[Section]) -> bytes:
    """Return 总结报告 as a Word file."""
    school = config.settings.school
    title = [school.name, f"{book.year}年{quoted_campaign(config)}活动总结报告"]
    sections = [
        section(
            each.heading,
            [cut(text, "年度汇总表", LONGEST) for text in each.paragraphs],
            last=each is report[-1],
        )
        for each in report
    ]
    return _report(config, book, title, [], sections, [school.name, school.office])


def award_decision(config: Config, book: YearBook) -> bytes | None:
    """Return the draft of the decision that names the units on the award lists, None where there are none."""
    categories = [each for each in categories_of(config, book) if each.winners]
    if not categories:
        return None
    school, campaign = config.settings.school, quoted_campaign(config)
    awards = "、".join(each.award for each in categories)
    begun = f"{book.year}年，全校各单位按照《{config.plan.title}》开展{campaign}活动。"
    decided = "依据考评细则，经平时考评和年度总评，党总支、校委会研究，决定对下列单位予以表彰："
    paragraphs = [
        begun + decided,
        *(_awarded(each) for each in categories),
        *(_undecided(each) for each in categories_of(config, book) if each.undecided),
        "希望受表彰的单位珍惜荣誉，再接再厉；各单位以他们为榜样，把服务、风气、亮点和贡献比到工作里去。",
    ]
    title = [f"关于表彰{book.year}年度", f"{awards}的决定"]
    sections = [section("", paragraphs, last=True)]
    return _report(config, book, title, [scored_of(config)], sections, [school.name])


def _awarded(category: Category) -> str:
    return f"{category.award}（{len(category.winners)} 个）：{'、'.join(category.winners)}。"


def _undecided(category: Category) -> str:
    return (
        f"【待定】{category.award}还有 {category.places - len(category.winners)} 个名额：{'、'.join(category.undecided)}"
        "各项都相同，提请党总支、校委会研究后补入，定稿时删去本段。"
    )


def _report(
    config: Config,
    book: YearBook,
    title: list[str],
    addressees: list[str],
    sections: Sequence[Mapping[str, object]],
    signed: list[str],
) -> bytes:
    words = {
        "state": book.stage.words, "title": title, "addressees": addressees, "sections": sections, "signed": signed,
        "day": day_of(book), "signer": signer_of(book),
    }  # fmt: skip
    return fill(REPORT, words, Imprint("".join(title), config.settings.school.office, book.now))
