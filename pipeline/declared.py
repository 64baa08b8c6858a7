"""YAML in, typed declarations out: every complaint at once, with file, line, path and a suggestion."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, InstanceOf, ValidationError
from rapidfuzz import fuzz, process

from pipeline.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

Loc = tuple[int | str, ...]

NEAR_ENOUGH = 60

SAYINGS = {
    "missing": "缺少这一项",
    "string_type": "应为文字（数字样的文字请加引号）",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "date_from_datetime_parsing": "应为日期，如 2016-05-03",
    "date_from_datetime_inexact": "应为日期，如 2016-05-03",
    "date_type": "应为日期，如 2016-05-03",
    "tuple_type": "应为列表（写在 [ ] 里，或每行以「- 」开头）",
    "string_pattern_mismatch": "写法不对（代号以小写字母开头，填报月份如 2016-05）",
    "dict_type": "应为「键: 值」",
    "model_type": "应为「键: 值」",
    "too_short": "不能为空",
}


class Declared(BaseModel):
    """A piece of declaration: immutable, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _exact(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Fraction)):
        message = "应为数字"
        raise ValueError(message)  # noqa: TRY004 — pydantic turns a ValueError into a complaint
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError) as reason:
        message = "应为数字"
        raise ValueError(message) from reason


Exact = Annotated[InstanceOf[Fraction], BeforeValidator(_exact)]
"""A number of the rubric, exact: 0.7 is seven tenths."""


class _Reader(yaml.CSafeLoader):
    """A safe YAML reader that leaves a date no calendar has (2016-06-31) as text, to be complained of."""


def _date_or_text(loader: _Reader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


_Reader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)


def read_yaml(path: Path) -> tuple[Any, dict[Loc, int]]:
    """Return the document in `path` and the line of each path in it; raises SetupError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        loader = _Reader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except OSError as reason:
        raise SetupError([f"{path.name}：打不开（{reason.strerror}）。请看文件是否还在原处。"]) from reason
    except UnicodeDecodeError as reason:
        raise SetupError([f"{path.name}：不是 UTF-8 文字。请用记事本另存，编码选 UTF-8。"]) from reason
    except yaml.YAMLError as reason:
        mark = getattr(reason, "problem_mark", None)
        line = f"第{mark.line + 1}行" if mark else ""
        raise SetupError([f"{path.name} {line}：格式读不懂。请看这一行的缩进、冒号和引号。"]) from reason
    lines: dict[Loc, int] = {}
    twice: list[str] = []
    _mark(node, (), lines, twice, path.name)
    if twice:
        raise SetupError(twice)
    return data, lines


def _mark(node: yaml.Node | None, loc: Loc, lines: dict[Loc, int], twice: list[str], name: str) -> None:
    if node is None:
        return
    lines[loc] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        for key, value in node.value:
            if key.value in seen:
                twice.append(f"{name} 第{key.start_mark.line + 1}行：「{key.value}」写了两次。请留一个。")
            seen.add(key.value)
            _mark(value, (*loc, key.value), lines, twice, name)
            lines[(*loc, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _mark(value, (*loc, index), lines, twice, name)


def _vocabulary(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[str]:
    seen = set() if seen is None else seen
    if model in seen:
        return set()
    seen.add(model)
    words = set(model.model_fields)
    for each in model.model_fields.values():
        pending: list[Any] = [each.annotation]
        while pending:
            kind = pending.pop()
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                words |= _vocabulary(kind, seen)
            pending.extend(get_args(kind))
    return words


def _line(loc: Loc, lines: dict[Loc, int]) -> tuple[int, Loc]:
    """Return the line of `loc` and the path as written (pydantic adds tags of unions, which no file has)."""
    walked: Loc = ()
    for step in loc:
        if (*walked, step) in lines:
            walked = (*walked, step)
        elif str(step) in {str(key[-1]) for key in lines if key[:-1] == walked and key}:
            walked = (*walked, str(step))
    return lines.get(walked, 1), walked


def explain(error: ValidationError, name: str, lines: dict[Loc, int], model: type[BaseModel]) -> list[str]:
    """Return one Chinese line for each complaint in `error`."""
    words = _vocabulary(model)
    said = []
    for each in error.errors():
        line, walked = _line(each["loc"], lines)
        path = ".".join(str(step + 1) if isinstance(step, int) else step for step in walked) or "（全文）"
        place = f"{name} 第{line}行 {path}"
        context = each.get("ctx", {})
        kind, given = each["type"], each["input"]
        if kind == "extra_forbidden":
            key = str(each["loc"][-1])
            said.append(f"{place}：不认识「{key}」。" + near(key, words))
        elif kind == "missing":
            said.append(f"{place}：缺少「{each['loc'][-1]}」。请补上。")
        elif kind in {"literal_error", "union_tag_invalid"}:
            wanted = str(context.get("expected", context.get("expected_tags", ""))).replace("'", "")
            given = context.get("tag", given)
            options = [w.strip() for part in wanted.split(" or ") for w in part.split(",")]
            hint = near(str(given), options)
            said.append(f"{place}：「{given}」不可用。可用：{'、'.join(options)}。{hint}")
        elif kind == "union_tag_not_found":
            said.append(f"{place}：缺少「kind」。请写明是哪一种。")
        elif kind == "value_error":
            said.append(f"{place}：{context.get('error', each['msg'])}。")
        else:
            said.append(f"{place}：写的是「{given}」，{SAYINGS.get(kind, each['msg'])}。")
    return said


def near(word: str, options: list[str] | set[str]) -> str:
    """Return 「是不是…？」 with the nearest of `options`, or ""."""
    best = process.extractOne(word, sorted(options), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return f"是不是「{best[0]}」？" if best else ""


M = TypeVar("M", bound=BaseModel)


def typed(model: type[M], data: object, name: str, lines: dict[Loc, int]) -> M:
    """Return `data` as a `model`; raises SetupError with every complaint."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SetupError(explain(error, name, lines, model)) from error
