"""宣传统计, 整改统计, 结合主题: the year in counts; of the sensitive ledgers never a word (plan P8, P9, P14, P15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.verdict import imprint
from pipeline.workbook.year_blocks import Block, add_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.chronicle.media import MediaFacts
    from pipeline.chronicle.rectification import RectificationFacts
    from pipeline.chronicle.themes import ThemeFacts
    from pipeline.config import Config
    from pipeline.model import YearBook
    from pipeline.xlsx import Book

MEDIA, RECTIFIED, THEMES = "宣传统计", "整改统计", "结合主题"


def media_sheet(out: Book, config: Config, book: YearBook, facts: MediaFacts) -> None:
    """Add 宣传统计: by unit, by level, by month."""
    blocks = (
        Block("按单位", "单位", facts.by_unit, facts.whole),
        Block("按级别", "级别", facts.by_level),
        Block("按月份", "月份", facts.by_month),
    )
    note = f"{imprint(config, book)}　篇次是报的条数，篇是同一单位同一题目只算一篇；级别以核定的为准"
    add_blocks(out, MEDIA, (f"{book.year}年度{MEDIA}", note), blocks)


def rectification_sheet(out: Book, config: Config, book: YearBook, facts: RectificationFacts) -> None:
    """Add 整改统计: all problems together, then ledger by ledger, then the self-check."""
    blocks = [Block("全部问题", "台账", (), facts.whole)]
    for each in facts.ledgers:
        blocks += [
            Block(f"{each.title}：按单位", "单位", each.by_unit, each.whole),
            Block(f"{each.title}：按类别", "类别", each.by_kind),
            Block(f"{each.title}：按问题来源", "问题来源", each.by_source),
        ]
    if facts.self_check:
        blocks += [
            Block("自查报送", "", (), facts.self_check.whole),
            Block("自查各项的回答", "自查项目", facts.self_check.by_line),
        ]
    note = f"{imprint(config, book)}　只有数字，问题的文字不在这里"
    add_blocks(out, RECTIFIED, (f"{book.year}年度{RECTIFIED}", note), blocks)


def theme_sheet(out: Book, config: Config, book: YearBook, themes: Sequence[ThemeFacts]) -> None:
    """Add 结合主题: a table a theme, by unit and ledger."""
    blocks = [Block(f"{each.theme}", "单位", each.by_unit, each.whole) for each in themes]
    note = f"{imprint(config, book)}　写明结合这一主题的记录条数"
    add_blocks(out, THEMES, (f"{book.year}年度{THEMES}", note), blocks)
