"""The page of the findings, made from the catalogue: by severity, what is said and what to do."""
# ruff: noqa: INP001 — beside the script that uses it, no package

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.make.markdown import MADE, row
from pipeline.findings import CATALOGUE, ENDING, FIELD_WAITS, ROW_WAITS
from pipeline.model import Severity

if TYPE_CHECKING:
    from pipeline.findings import Saying

PLACEHOLDERS = {
    "until": "哪一天", "times": "几",
    "name": "文件名", "sheet": "表名", "row": "行号", "cell": "单元格", "header": "栏目", "typed": "所填内容", "title": "表名",
    "became": "记下的内容", "effect": "改好前怎么算", "example": "内容或例子", "unit_name": "单位", "reason": "原因",
    "seen": "看到的几个", "taken": "采用的一个", "found": "表里写的", "wanted": "应当是的", "place": "出处",
    "other": "另一处", "other_typed": "那里的内容", "other_row": "另一行的行号", "nil": "也没有选零报告",
    "or_nil": "或选零报告", "nil_label": "本月零报告", "count": "几", "because": "引起的一栏", "question": "是不是这个意思",
    "today": "日期的例子", "unit": "计量单位", "low": "下限", "high": "上限", "choices": "各选项", "guess": "可能是哪一个",
    "arrived": "到件日期", "period": "填报月份", "first": "首日", "last": "末日", "number": "事项编号", "numbers": "各事项编号",
    "item": "事项", "dimension": "维度", "days": "几", "points": "几", "indicator": "考评项目", "year": "年份",
    "text": "名称", "other_text": "名称", "other_unit": "另一个单位", "other_sheet": "另一张表", "other_cell": "另一个单元格",
    "how": "怎样相像", "done": "日期", "wrote": "和当时的进展", "whole": "几", "category": "单位类别", "median": "几", "share": "几",
    "titles": "各表", "told": "几期、几个", "event": "发现的情况", "inspector": "检查人", "leader": "分管领导",
    "who": "姓名", "units": "各单位", "stated": "没有事项编号", "taker": "接手的单位", "rows": "各行号", "fate": "报了完成，或没有再报",
    "really": "不是表格文件", "dressed": "网页", "beside": "另一栏", "source": "合并起头的单元格", "source_row": "合并起头的行",
    "book": "另一个表格", "named": "文件名里的单位", "tables": "各表", "period_name": "填报月份",
}  # fmt: skip
"""What stands in the place of each placeholder of a message."""

OWN_PLACEHOLDERS = {"year-unfixed": {"source": "哪一类加分"}}
"""Where a message means something else by a placeholder than the others do."""

SEVERITIES = {
    Severity.MUST: "不改，这一格、这一行或这张表就不计。改好后再发一次整份文件。",
    Severity.VERIFY: "系统拿不准，请看一眼：对的不用动，不对再改。写明「暂不计」的要改。",
    Severity.NOTE: "说明情况，不一定要改；有的会影响得分。",
    Severity.TIDIED: "写法已由系统规范，不用改。",
}


def finding_page() -> str:
    """Return the page of the findings: by severity, what is said and what to do."""
    lines = [
        MADE, "", "# 审核意见一览", "",
        "核对一个文件、报送情况和汇总时，系统说的每一句话都在这里。〔　〕里的内容随具体情况换。",
        "「谁办」写单位的，请填表人改；写办公室的，由领导小组办公室看。最右边的代号供查找，平时不用看。", "",
        "〔改好前怎么算〕一般是下面两句之一：", "",
        f"- {ROW_WAITS}", f"- {FIELD_WAITS}", "",
        f"发给单位的清单末尾写着：{ENDING}",
    ]  # fmt: skip
    for level, meaning in SEVERITIES.items():
        own = {code: each for code, each in CATALOGUE.items() if each.severity is level}
        lines += [
            "",
            f"## {level.value}",
            "",
            meaning,
            "",
            "| 意见 | 怎么办 | 谁办 | 代号 |",
            "|---|---|---|---|",
        ]
        lines += [
            row(in_words(each.what, code), in_words(each.todo, code), _whose(each), f"`{code}`")
            for code, each in own.items()
        ]
    return "\n".join(lines) + "\n"


def _whose(said: Saying) -> str:
    if said.severity is Severity.TIDIED:
        return "—"
    return "办公室" if said.office else "单位"


def in_words(pattern: str, code: str = "") -> str:
    """Return a message of the catalogue with its placeholders in words; raises KeyError for one without."""
    words = PLACEHOLDERS | OWN_PLACEHOLDERS.get(code, {})
    return pattern.format_map({name: f"〔{word}〕" for name, word in words.items()})
