"""Drop-downs, limits and prompts of a column. They help while typing; nothing relies on them (paste removes them)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.forms import column_letters

if TYPE_CHECKING:
    from pipeline.forms import Handout
    from pipeline.ledger import Field, Ledger

Options = dict[str, object]

YES_NO = ("是", "否")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
FARTHEST = 10**12
LONGEST_LIST = 255
LONGEST_TITLE = 32
LONGEST_PROMPT = 255

NEEDS = {
    "required": "必填。", "each_period": "每月都填。", "optional": "选填。",
    "known": "系统给出，不用填。", "computed": "系统算出，不用填。", "office": "办公室填，这里不用填。",
}  # fmt: skip

DATE_RULE: Options = {
    "validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST, "error_type": "warning",
    "error_title": "请填日期", "error_message": "请填具体日期，年月日都写上，如 2016-5-3 或 2016年5月3日。",
}  # fmt: skip


class Words:
    """The words of each choice column; long lists are gathered for a sheet of their own."""

    SHEET = "_选项"

    def __init__(self, handout: Handout) -> None:
        """Take the words that `handout` carries; a field's own choices stand where it carries none."""
        self._choices = handout.choices
        self.long_lists: list[tuple[str, ...]] = []

    def source(self, ledger: Ledger, field: Field) -> list[str] | str:
        """Return the source of the column's drop-down: words, a range, or "" where it is free."""
        words = (
            YES_NO
            if field.kind == "yes_no"
            else self._choices.get(f"{ledger.id}.{field.name}", field.choices)
        )
        if not words or field.kind not in {"choice", "yes_no"}:
            return ""
        if len(",".join(words)) <= LONGEST_LIST and not any("," in word for word in words):
            return list(words)
        if words not in self.long_lists:
            self.long_lists.append(words)
        letters = column_letters(self.long_lists.index(words))
        return f"='{self.SHEET}'!${letters}$1:${letters}${len(words)}"


def prompt(ledger: Ledger, field: Field) -> str:
    """Return what is said when a cell of the column is chosen: whether to fill it, and how."""
    if field.when is not None:
        cause = ledger.field(field.when.field).header
        among = "、".join(field.when.among)
        need = f"「{cause}」是{among}时要填。" if among else f"填了「{cause}」，这里也要填。"
    elif field.need in {"known", "computed"} and field.help:
        need = ""
    else:
        need = NEEDS[field.need]
    return (need + field.help)[:LONGEST_PROMPT]


def column_rule(ledger: Ledger, field: Field, words: Words) -> Options:
    """Return the data validation of the column, its prompt included."""
    said: Options = {"input_title": field.label[:LONGEST_TITLE], "input_message": prompt(ledger, field)}
    if not field.by_unit:
        return {"validate": "any", **said}
    if source := words.source(ledger, field):
        return {**choice_rule(source), **said}
    if field.kind == "date":
        return {**DATE_RULE, **said}
    if field.kind in {"number", "integer"}:
        return {**_number_rule(field), **said}
    return {"validate": "any", **said}


def choice_rule(source: list[str] | str) -> Options:
    """Return the drop-down over `source`."""
    return {
        "validate": "list", "source": source, "error_title": "请从下拉中选",
        "error_message": "点格子右边的小箭头，从里面选一个。",
    }  # fmt: skip


def _number_rule(field: Field) -> Options:
    low = -FARTHEST if field.low is None else field.low
    high = FARTHEST if field.high is None else field.high
    bounds = [f"不小于 {field.low}"] if field.low is not None else []
    bounds += [f"不大于 {field.high}"] if field.high is not None else []
    unit = f"，单位是{field.unit}，不用写出来" if field.unit else ""
    return {
        "validate": "integer" if field.kind == "integer" else "decimal", "criteria": "between",
        "minimum": low, "maximum": high, "error_type": "warning", "error_title": "请填数字",
        "error_message": "只填数字" + "".join(f"，{each}" for each in bounds) + unit + "。",
    }  # fmt: skip
