"""The page of the ledgers, made from their declarations: who fills each, when, and every column."""
# ruff: noqa: INP001 — beside the script that uses it, no package

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from docs.make.markdown import MADE, anchor, row
from pipeline.ledger import AtMost, DateOrder, InsidePeriod, Needs, NotAfterReturn, Reference, Unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger, Rule

NEEDS = {
    "required": "必填", "each_period": "每月都填", "optional": "选填",
    "known": "不用填，系统给出", "computed": "不用填，系统算出", "office": "办公室填",
}  # fmt: skip
KINDS = {
    "text": "文字", "date": "日期", "number": "数字", "integer": "整数", "choice": "选项", "yes_no": "是或否"
}  # fmt: skip
SOURCES = {
    "row": "行的次序", "number": "首次收下时给出，以后不变", "state": "按时限和完成日期算出",
    "unit.name": "名册：单位名称", "unit.category": "名册：单位类别", "unit.leader": "名册：分管领导",
    "person.tier": "名册：这个人的承诺层级", "person.title": "名册：这个人的职务", "person.duty": "名册：这个人的分管或岗位工作",
    "filing": "设置：承诺报备，按承诺层级", "gap": "标准分减基期得分", "registered_on": "首报的填报月份",
    "last_progress": "上月报的本月进展",
}  # fmt: skip
SHARED_TABLES = {
    "units": "计分的单位，见名册", "all_units": "全部单位，见名册", "periods": "填报月份，见设置",
    "targets": "考评项目或台账的名称", "five_a": "5A指标，见设置", "deductions": "日常检查代码，见设置",
    "clearance": "八清理的各行，见设置", "leaders": "分管领导，见名册", "graded": "有定性评价的维度，见考评细则",
    "dimensions": "检查的维度，见设置", "indicators": "考评项目，见考评细则",
}  # fmt: skip
"""Tables that follow from roster, calendar and rubric: named, not listed, as they are each school's own."""


def ledger_page(config: Config) -> str:
    """Return the page of the ledgers: who fills each, when, and every column."""
    ledgers = config.ledgers.all
    lines = [
        MADE, "", "# 台账一览", "",
        f"表样版本 {config.ledgers.version}。每张台账在 `input_templates/` 里有一个同名的声明文件（yaml），改声明以后这一页重新生成。",
        "「谁填」按本项目附带的示范设置列出；本校的以自己的 `config.yaml` 为准。", "",
        "「要求」一栏的意思：", "",
        "- 必填、每月都填：表头带 ＊。写了一行，必填的几栏就要填全。",
        "- 用到才填：写明的情况出现时要填。选填：不填也行。",
        "- 不用填：灰色，系统给出或算出。办公室填：报送单位不填，由领导小组办公室在「核定」表里填。", "",
        "| 台账 | 谁填 | 代号 |", "|---|---|---|",
    ]  # fmt: skip
    lines += [
        row(f"[{each.title}](#{anchor(each.title)})", _fillers(config, each), each.id) for each in ledgers
    ]
    for each in ledgers:
        lines += ["", *_ledger(config, each)]
    return "\n".join(lines) + "\n"


def _ledger(config: Config, ledger: Ledger) -> Iterator[str]:
    yield f"## {ledger.title}"
    yield ""
    yield ledger.purpose
    yield ""
    yield f"- 谁填：{_fillers(config, ledger)}。"
    yield f"- 什么时候：{_when(config, ledger)}。"
    yield f"- 没有内容时：{_nil(config, ledger)}。"
    for said in _habits(ledger):
        yield f"- {said}。"
    yield ""
    yield "| 栏目 | 要求 | 内容 | 可选，或从哪里来 | 说明 |"
    yield "|---|---|---|---|---|"
    for field in ledger.fields:
        yield row(
            field.label, _need(ledger, field), _kind(field), _origin(config, ledger, field), _help(field)
        )
    rules = [rule_in_words(ledger, rule) for rule in ledger.rules]
    if rules:
        yield ""
        yield "各栏之间："
        yield ""
        yield from (f"- {each}。" for each in dict.fromkeys(rules))


def _fillers(config: Config, ledger: Ledger) -> str:
    """Return which categories fill the ledger, and the units that depart from their category."""
    if ledger.of:
        return "领导小组办公室"
    filling = [each for each in config.settings.categories if ledger.id in each.duties]
    names = {each.name for each in filling}
    more = [u.name for u in config.units if ledger.id in u.more and u.category not in names]
    less = [u.name for u in config.units if ledger.id in u.less and u.category in names]
    said = "、".join([*(each.name for each in filling), *more]) or "没有单位"
    return said + (f"（{'、'.join(less)}除外）" if less else "")


def _when(config: Config, ledger: Ledger) -> str:
    months = [p.name for p in config.periods if p.phase in ledger.phases]
    return f"{'、'.join(ledger.phases)}（{'、'.join(months)}）"


def _nil(config: Config, ledger: Ledger) -> str:
    if ledger.nil_by:
        other = config.ledgers[ledger.nil_by]
        return f"「{other.title}」选了「{other.nil_label}」的不用再选；否则上方「{ledger.nil_label}」选「是」"
    if not ledger.owed:
        return "可以不填"
    return f"上方「{ledger.nil_label}」选「是」" if ledger.nil else "没有零报告，须填写"


def _habits(ledger: Ledger) -> Iterator[str]:
    """Yield what is special about the ledger: numbers, carrying, prepared lines, secrecy."""
    if ledger.items:
        carried = "没完成的自动带入下个月" if ledger.carried else "不带入下个月"
        yield f"每行有事项编号，如「单位-{ledger.items}-001」；{carried}"
    if ledger.again_until:
        yield f"「{ledger.field(ledger.again_until).header}」空着的，下个月再列出来"
    if ledger.lines:
        heads = "、".join(f"「{ledger.field(line.field).header}」" for line in ledger.lines)
        own = "（只列本单位负责的）" if any(line.own for line in ledger.lines) else ""
        yield f"各行已按{heads}列好{own}"
    if ledger.of:
        yield "写事项编号；没有编号的写名称；两样都空着，对这个单位的全部事项有效"
    if ledger.sensitive:
        yield "内容敏感：只给本单位和指定的读者看，其他人只看到件数"
    hidden = [f.header for f in ledger.fields if f.sensitive]
    if hidden and not ledger.sensitive:
        yield f"{'、'.join(f'「{each}」' for each in hidden)}属敏感内容"


def _need(ledger: Ledger, field: Field) -> str:
    if field.when is None:
        return NEEDS[field.need]
    cause = ledger.field(field.when.field).header
    among = "、".join(field.when.among)
    return f"用到才填：「{cause}」是{among}时" if among else f"用到才填：填了「{cause}」时"


def _kind(field: Field) -> str:
    limits = [f"不小于 {field.low}"] if field.low is not None else []
    limits += [f"不大于 {field.high}"] if field.high is not None else []
    return KINDS[field.kind] + (f"，{'，'.join(limits)}" if limits else "")


def _origin(config: Config, ledger: Ledger, field: Field) -> str:
    """Return the words to choose from, or where a value that nobody types comes from."""
    if field.source in SOURCES:
        return SOURCES[field.source]
    if field.source == "line":
        line = next((each for each in ledger.lines if each.field == field.name), None)
        return _table(config, line.codes) if line else f"设置：随{_lead(ledger)}带出"
    if field.source == "code":
        return f"设置：随{_lead(ledger)}带出"
    if field.codes:
        return _table(config, field.codes)
    listed = field.choices if field.kind == "choice" else ()
    own = {u.name for u in config.units}
    return "全部单位，见名册" if listed and set(listed) == own else "、".join(listed)


def _lead(ledger: Ledger) -> str:
    """Return the header by which a code table is looked up."""
    names = [line.field for line in ledger.lines] or [
        f.name for f in ledger.fields if f.codes == "deductions"
    ]
    return "、".join(f"「{ledger.field(name).header}」" for name in names)


def _table(config: Config, codes: str) -> str:
    return SHARED_TABLES.get(codes) or "、".join(config.tables[codes])


def _help(field: Field) -> str:
    return field.help + ("敏感内容。" if field.sensitive else "")


def rule_in_words(ledger: Ledger, rule: Rule) -> str:
    """Return one rule between cells in Chinese, without its full stop."""

    def head(name: str) -> str:
        return f"「{ledger.field(name).header}」"

    match rule:
        case DateOrder():
            said = f"{head(rule.later)}不早于{head(rule.earlier)}"
        case NotAfterReturn():
            said = f"{head(rule.field)}不晚于这份表发来的日子"
        case InsidePeriod():
            said = f"{head(rule.field)}须在本填报月份之内"
        case AtMost():
            parts = "、".join(head(each) for each in rule.fields)
            said = f"{parts}{'之和' if len(rule.fields) > 1 else ''}不大于{head(rule.limit)}"
        case Unique():
            said = f"两行的{'、'.join(head(each) for each in rule.fields)}不能都相同"
        case Reference():
            said = f"{head(rule.field)}须是已有的事项编号"
        case Needs():
            said = f"填了{head(rule.field)}，{head(rule.also)}也要填"
        case _:
            assert_never(rule)
    return said
