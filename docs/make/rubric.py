"""The pages of the rubric, made from its models: every key with its meaning, form and value, and the YAML in force."""
# ruff: noqa: INP001 — beside the script that uses it, no package

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic_core import PydanticUndefined

from docs.make.markdown import MADE, row, table
from docs.make.rubric_words import GROUPS
from pipeline.declared import Declared
from pipeline.rubric import Indicator
from pipeline.wording import plain
from pipeline.yearly import Source, YearPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

    from docs.make.rubric_words import Page
    from pipeline.rubric import Rubric

INDEX = "目录.md"
PAGES = tuple(chain.from_iterable(GROUPS.values()))
NAMED = (Indicator, YearPart, Source)
"""What an example is given of whole: it holds a kind and says what it is called."""


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of the rubric in force: `keys` lead to it, `holder` is the named piece that it is part of."""

    keys: tuple[str, ...]
    piece: Declared
    holder: Declared | None = None


def rubric_pages(rubric: Rubric) -> dict[str, str]:
    """Return the index and every page by its file name."""
    found = list(_walk(Found((), rubric)))
    return {INDEX: _index(rubric), **{f"{each.title}.md": _page(each, found) for each in PAGES}}


def _walk(found: Found) -> Iterator[Found]:
    """Yield a piece and all the pieces in it."""
    yield found
    for name in type(found.piece).model_fields:
        value = getattr(found.piece, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Declared):
                holder = each if isinstance(each, NAMED) else found.holder
                yield from _walk(replace(found, keys=(*found.keys, name), piece=each, holder=holder))


def models_in(annotation: object) -> Iterator[type[Declared]]:
    """Yield the models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        yield annotation
    for each in get_args(annotation):
        yield from models_in(each)


def _index(rubric: Rubric) -> str:
    lines = [
        MADE, "", "# 考评细则目录", "",
        f"考评细则的每一个数都在 `config.yaml` 的 rubric 里，方案没有规定分值，这里是默认数，由党总支、校委会审定后使用。现行版本 {rubric.version}。",
        "怎么改、改了以后怎么办，见[使用手册](../../使用手册.md#十一改设置)。", "",
    ]  # fmt: skip
    for heading, pages in GROUPS.items():
        lines += [f"## {heading}", ""]
        lines += [f"- [{each.title}]({each.title}.md)：{each.purpose}" for each in pages]
        lines.append("")
    lines += [
        "## 批准的决定",
        "",
        "- [审批登记](审批登记.md)：延期、撤销、不适用等，各要写什么、起什么作用。",
    ]
    return "\n".join(lines) + "\n"


def _page(page: Page, found: list[Found]) -> str:
    own = page.models[0]
    lines = [MADE, "", f"# {page.title}", "", page.purpose, ""]
    kinds = [str(get_args(each.annotation)[0]) for name, each in own.model_fields.items() if name == "kind"]
    where = f"`config.yaml` 的 {page.where if page.where == 'rubric' else f'rubric.{page.where}'}"
    lines.append(f"写在 {where}{''.join(f'，kind: {each}' for each in kinds)}。依据：细则 {page.section}。")
    lines += ["", "## 怎么算", "", *(f"- {rule}" for rule in page.rules), "", "## 参数", ""]
    lines += _keys(own, found)
    for model in page.models[1:]:
        lines += ["", f"### {_heading(model)}", "", *_keys(model, found)]
    lines += ["", "## 现在的设置", "", "```yaml", _example(page, found).rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _heading(model: type[Declared]) -> str:
    """Return by which keys a piece stands in others: 「late 的每一项」."""
    keys: dict[str, bool] = {}
    for each in chain.from_iterable(page.models for page in PAGES):
        for name, field in each.model_fields.items():
            if model in models_in(field.annotation):
                keys[name] = get_origin(field.annotation) is tuple
    return "、".join(keys) + (" 的每一项" if any(keys.values()) else " 里")


def _keys(model: type[Declared], found: list[Found]) -> list[str]:
    own = [each for each in found if type(each.piece) is model]
    return [
        *table("参数", "意思", "写什么", "不写时", "现在"),
        *(
            row(name, field.description or "", _form(field), _default(field), _now(own, name))
            for name, field in model.model_fields.items()
        ),
    ]


def _form(field: FieldInfo) -> str:
    limits = {type(each).__name__: each for each in field.metadata}
    low, high = (getattr(limits.get(name), name.lower(), None) for name in ("Ge", "Le"))
    said = _words(field.annotation)
    return (
        said
        + (f"，不小于 {low}" if low is not None else "")
        + (f"，不大于 {high}" if high is not None else "")
    )


def _words(annotation: Any) -> str:  # noqa: ANN401 — an annotation may be anything
    """Return what is to be written, by the type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _words(arguments[0])
    if origin is Literal:
        return " 或 ".join(map(str, arguments))
    if origin in {Union, UnionType} or (isinstance(annotation, type) and issubclass(annotation, Declared)):
        return "、".join(dict.fromkeys(map(_reference, models_in(annotation))))
    if origin is tuple:
        return f"列表：{_words(arguments[0])}"
    if origin is dict:
        return f"词和{_words(arguments[1])}，如 {{甲: 乙}}"
    return {str: "文字", bool: "true 或 false", int: "整数", Fraction: "数字"}[annotation]


def _reference(model: type[Declared]) -> str:
    """Return where a piece's keys are described."""
    page = next(each for each in PAGES if model in each.models)
    return f"[{page.title}]({page.title}.md)" if model is page.models[0] else "下一级，见下面的表"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "必须写"
    return _value(field.default if field.default is not PydanticUndefined else ()) or "空着"


def _now(own: list[Found], name: str) -> str:
    """Return the values in force; where they differ, each under the name of what it belongs to."""
    shown = [(each, _value(getattr(each.piece, name))) for each in own]
    shown = [(each, value) for each, value in shown if value]
    values = list(dict.fromkeys(value for _, value in shown))
    if len(values) <= 1:
        return "".join(values)
    leads = [_called(each) for each, _ in shown]
    if len(set(leads)) < len(leads) or leads == [value for _, value in shown]:
        return "；".join(value for _, value in shown)
    return "；".join(f"{lead} {value}" for lead, (_, value) in zip(leads, shown, strict=True))


def _called(found: Found) -> str:
    holder = found.holder
    return holder.name if isinstance(holder, NAMED) else found.keys[-1] if found.keys else ""


def _value(value: object) -> str:
    """Return a value as people read it; "" of one that is told in a table of its own."""
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return plain(value)
        case dict():
            return "，".join(f"{key} {_value(each)}" for key, each in value.items())
        case tuple():
            return "、".join(_value(each) for each in value if not isinstance(each, Declared))
        case Declared():
            return ""
    return str(value)


def _example(page: Page, found: list[Found]) -> str:
    """Return what config.yaml says of the page's first model, as YAML under the keys that lead to it."""
    own = [each for each in found if type(each.piece) is page.models[0]]
    direct = [each for each in own if each.holder is not None and each.keys[-1] == "by"] or own
    pieces = [each.holder if each.holder is not None else each.piece for each in direct]
    written: Any = [_written(each) for each in pieces]
    steps = [] if page.where == "rubric" else page.where.split(".")
    if page.where == "rubric":
        whole = _written(pieces[0])
        written = {key: whole[key] for key in ("version", "adopted", "rank_overall")}
        written["indicators"] = [{k: v for k, v in each.items() if k != "by"} for each in whole["indicators"]]
    elif len(steps) == 1 and page.where not in {"indicators", "headings"}:
        written = written[0]
    for step in reversed(["rubric", *steps]):
        written = {step: written}
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)


def _written(value: object) -> Any:  # noqa: ANN401 — plain YAML
    """Return a piece as it is written, keys left out that were left out."""
    match value:
        case Declared():
            kept = (name for name in type(value).model_fields if name in value.model_fields_set)
            return {name: _written(getattr(value, name)) for name in kept}
        case Fraction():
            return value.numerator if value.denominator == 1 else float(value)
        case dict():
            return {key: _written(each) for key, each in value.items()}
        case tuple():
            return [_written(each) for each in value]
    return value


def described(rubric: Rubric) -> Mapping[type[Declared], str]:
    """Return every model that the rubric is made of, with the title of the page that describes it; "" for none."""
    models = dict.fromkeys(chain.from_iterable(_reached(type(rubric))))
    return {model: next((each.title for each in PAGES if model in each.models), "") for model in models}


def _reached(model: type[Declared]) -> Iterator[list[type[Declared]]]:
    yield [model]
    for field in model.model_fields.values():
        for each in models_in(field.annotation):
            yield from _reached(each)
