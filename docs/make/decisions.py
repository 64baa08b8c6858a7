"""The page of the office's decisions: what each kind needs, from its declaration; what it does; a line as written."""
# ruff: noqa: INP001 — beside the script that uses it, no package

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docs.make.markdown import MADE, row, table
from pipeline.declared import read_yaml
from pipeline.model import DecisionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.ledger import Ledger

REGISTER = "decisions"
STORY = Path(__file__).resolve().parents[2] / "examples" / "demo" / "_decisions.yaml"

IN_TIME = "批准日期不晚于当月截止日的，当月起作用；晚的从下个月起"
ANY_TIME = "什么时候批准都行，批准日期可以在截止日以后"

DOES: dict[DecisionKind, tuple[str, str, str]] = {
    DecisionKind.NOT_APPLICABLE: (
        "§1 任务", IN_TIME,
        "「台账或指标」写的台账或考评项目不计，项目的权重按比例让给这个单位的其他项目。只有一个月的，截止月份空着。",
    ),
    DecisionKind.EXCUSE: (
        "§2 事项、报送扣分", IN_TIME,
        (
            "写了事项编号：这一件（和它的每个近期节点）免扣一次，用在起止月份里头一个要判它的月份；年度的目标完成算它完成。"
            "编号、台账都空着：起止月份里免报送扣分，得分照出、不排名，不计入全年平均；没报的台账仍按 0 分计。"
        ),
    ),
    DecisionKind.POSTPONE: ("§2 事项", IN_TIME, "时限按新时限算；批准过几次的，按截止日以前最后批准的。"),
    DecisionKind.WITHDRAW: ("§2 事项", IN_TIME, "这件不再计、不再带入下月，年度也不算在内。"),
    DecisionKind.HAND_OVER: (
        "§1 单位", f"从起始月份起；{IN_TIME}",
        (
            "「改为」写接手的单位，由它接着报、算它的分，编号不变；以前月份的分不变。只移交一件写事项编号，一张台账写台账，都空着就是没有完成的全部移交。"
            "接手单位不报那张台账的，不移交，汇总时会说。"
        ),
    ),
    DecisionKind.WEIGH: ("§2 事项", IN_TIME, "一般写 1，重点写 2；重点的在计分时算两份，年度的目标完成也算两份。"),
    DecisionKind.SHARE: (
        "§3 加分", IN_TIME,
        "「改为」写本单位占几成，如 1/2、0.5 或 50%；这件的年度加分按它折算。几个单位各登记一行，各写各的。",
    ),
    DecisionKind.FOUND_FALSE: (
        "§5", f"登记在哪个月的表里都行，{ANY_TIME}",
        (
            "这件的完成按 0 计，算在报完成的那个月，有客观原因也不免；年度的目标完成算没有完成，加分不加。"
            "那个月还没有印发的，再汇总就按 0 算；印发过的，再汇总就出第2版。还没有报完成的，不起作用，系统会说。"
        ),
    ),
    DecisionKind.CORRECT: (
        "§4", f"登记在哪个月的表里都行，{ANY_TIME}",
        (
            "交回的表不动，系统按「改为」读那一格，再照样核对、计分；改后有不对的，照样会说。「改为」写「清空」是这一格算空着。"
            "原值要和表里的一样（写法不同、意思相同的日期和数字也算），不一样的不改，系统会说两边各是什么。"
            "没有事项编号的行，事项编号一栏写第几行，如 第8行。还没有印发的月份，再汇总就按更正后的算；印发过的，得分有变动就出第2版，只有文字变动的版次不变。"
        ),
    ),
    DecisionKind.SETTLE: (
        "§3 等次", f"登记在12月的表里，{ANY_TIME}",
        (
            "年度考评里提请党总支、校委会研究的单位，一个单位一行，「改为」写研究定的等次；没有写的评为下一等。"
            "写优秀的不能超过余下的名额，超过了都不起作用。不是提请研究的单位，写了也不起作用。"
        ),
    ),
}  # fmt: skip
"""By kind: the rule, when it counts, what it does."""


def decision_page(config: Config) -> str:
    """Return the page of the register of decisions; raises KeyError for a kind of which nothing is told."""
    ledger = config.ledgers[REGISTER]
    always = "、".join(
        f"「{each.header}」" for each in ledger.fields if each.need == "required" and each.when is None
    )
    lines = [
        MADE, "", "# 审批登记", "",
        f"批准了的决定，写在「{ledger.title}」里，一行一项。每一行都写{always}；下面是各类型另外要写的。",
        "写过一次一直有效，下个月不用重写。写得不全、对不上的，汇总时会说是哪一行，那一行不起作用。",
        "例子取自演示学校，事项编号按演示里的事项给出。", "",
    ]  # fmt: skip
    for kind, (section, when, what) in ((kind, DOES[kind]) for kind in DecisionKind):
        needs = "、".join(f"「{each}」" for each in _needed(ledger, kind))
        lines += [
            f"## {kind.value}",
            "",
            what,
            "",
            f"- 还要写：{needs or '没有别的'}。",
            f"- 什么时候起作用：{when}。",
            f"- 依据：细则 {section}。",
        ]
        lines += ["", *_example(ledger, kind)]
    return "\n".join(lines).rstrip() + "\n"


def _needed(ledger: Ledger, kind: DecisionKind) -> Iterator[str]:
    """Yield the headers that a line of this kind must fill besides those of every line."""
    for each in ledger.fields:
        if each.when is not None and each.when.field == "kind" and kind.value in each.when.among:
            yield each.header


def _example(ledger: Ledger, kind: DecisionKind) -> Iterator[str]:
    """Yield a line of the demonstration's register as a table, nothing where it has none of the kind."""
    story, _ = read_yaml(STORY)
    told = next((each for each in story["decisions"] if each["row"]["kind"] == kind.value), None)
    if told is None:
        return
    cells = {"number": f"（「{told['item']}」的编号）"} if "item" in told else {}
    cells |= {name: str(value) for name, value in told["row"].items()}
    filled = [each for each in ledger.fields if each.name in cells]
    yield from table(*(each.header for each in filled))
    yield row(*(cells[each.name] for each in filled))
    yield ""
