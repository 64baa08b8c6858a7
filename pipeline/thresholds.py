"""From when on a guard against gaming asks (rubric §5): numbers of the rubric, declared in config.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Key

from pipeline.declared import Declared, Exact

Percent = Annotated[int, Key(ge=50, le=100)]
Count = Annotated[int, Key(ge=1)]


class Often(Declared):
    """So many `times` the usual, and not fewer than `least`."""

    times: Exact = Key(description="是平常的几倍（几成）")
    least: Count = Key(description="并且不少于几次（几件）")


class Alike(Declared):
    """Texts of at least `shortest` characters that are alike to so many percent."""

    alike: Percent = Key(description="百分之几相同")
    shortest: Count = Key(description="不短于几个字；更短的不比")


class Outside(Declared):
    """Inspection codes that contradict a nil report of `ledger`."""

    ledger: str = Key(description="哪张台账报的是零报告")
    codes: tuple[str, ...] = Key(description="检查登记里有哪些，就和零报告对不上")


class Draw(Declared):
    """抽查: so many completed items a unit and period; another `seed` draws others."""

    items: Count = Key(description="每个单位每期抽几件报了完成的")
    seed: str = Key(description="抽签的种子；换一个词，抽到的就不同")


class Guards(Declared):
    """The guards of rubric §5: each raises a question to the office, none takes a point.

    `peers`: units of a category from which on they are compared; `few`: share of the median of items;
    `stale`: share of the open items, not fewer than so many; `grades`: equal grades of one leader.
    """

    peers: Count = Key(description="同类单位不足几个的，不互相比")
    few: Exact = Key(description="事项偏少：登记的不到同类单位中位数的几成")
    stale: Often = Key(description="进展陈旧：在办事项里没有新内容、没写节点的占几成")
    split: Alike = Key(description="一事多报：同一单位的两件事项怎样算差不多")
    nil_in_row: Count = Key(description="连续零报告：连着几期")
    not_begun: Count = Key(description="一直没有启动：连着几期写未到启动时间")
    outside: Outside = Key(description="零报告不符：外面发现了问题，报的却是零报告")
    often: Often = Key(description="检查频次：被检查的次数是同类单位中位数的几倍")
    grades: Count = Key(description="定性评价：一位领导给了不少于几个，而且全都一样")
    claims: Alike = Key(description="重复申报：两个单位报的成果怎样算同一件")
    draw: Draw = Key(description="抽查")
