"""The roster: units, people and readers, from config.yaml or from a workbook with one sheet each."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import AfterValidator, ValidationError
from pydantic import Field as Key
from python_calamine import CalamineError, CalamineWorkbook

from pipeline.declared import Declared, explain
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def checked_address(typed: str) -> str:
    """Return a mail address that every server takes (nothing in it begins a header of its own); raises ValueError."""
    if not _ADDRESS.fullmatch(typed):
        message = f"「{typed}」不像一个邮箱，请写成 名字@学校.cn 的样子，用半角的 @ 和点，不留空格"
        raise ValueError(message)
    return typed


Address = Annotated[str, AfterValidator(checked_address)]


class Dated(Declared):
    """A line of the roster that holds from `first_day` to `last_day`, both included; without them always."""

    first_day: Annotated[date | None, Key(title="起始日")] = None
    last_day: Annotated[date | None, Key(title="截止日")] = None

    def exists(self, first: date, last: date) -> bool:
        """Tell whether the line holds on some day from `first` to `last`."""
        return (self.first_day is None or self.first_day <= last) and (
            self.last_day is None or self.last_day >= first
        )

    def overlaps(self, other: Dated) -> bool:
        """Tell whether both lines hold on some day."""
        return self.exists(other.first_day or date.min, other.last_day or date.max)


class Unit(Dated):
    """An office, a grade section, 校领导, or one of those that keep registers."""

    id: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_-]*$", title="编号")]
    name: Annotated[str, Key(title="名称")]
    category: Annotated[str, Key(title="类别")]
    head: Annotated[str, Key(title="负责人")] = ""
    leader: Annotated[str, Key(title="分管领导")] = ""
    former: Annotated[tuple[str, ...], Key(title="曾用名")] = ()
    more: Annotated[tuple[str, ...], Key(title="另报台账")] = ()
    less: Annotated[tuple[str, ...], Key(title="不报台账")] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return its name and those that it had."""
        return self.name, *self.former


class Person(Dated):
    """Somebody who commits, owns or inspects; `tier` decides where a commitment is filed (plan P2).

    Whoever changes unit in the year has a line for each, with days.
    """

    name: Annotated[str, Key(title="姓名")]
    unit: Annotated[str, Key(title="单位")]
    tier: Annotated[str, Key(title="承诺层级")]
    title: Annotated[str, Key(title="职务")] = ""
    duty: Annotated[str, Key(title="分管或岗位工作")] = ""
    aliases: Annotated[tuple[str, ...], Key(title="别名")] = ()


class Reader(Declared):
    """A reader of the mail and the scope (发送范围) that is theirs.

    `formats` are what is enclosed beside the letter itself; () stands for what their scope usually gets.
    """

    name: Annotated[str, Key(title="姓名")]
    email: Annotated[Address, Key(title="邮箱")]
    scope: Annotated[Literal["全部", "类别", "分管", "本单位"], Key(title="发送范围")]
    of: Annotated[str, Key(title="范围对象")] = ""
    sensitive: Annotated[bool, Key(title="敏感内容")] = False
    formats: Annotated[tuple[Literal["汇总表", "网页", "底稿", "退改件"], ...], Key(title="附件")] = ()


M = TypeVar("M", bound=Declared)

SHEETS: tuple[tuple[str, type[Declared]], ...] = (("单位", Unit), ("人员", Person), ("读者", Reader))


def read_roster(path: Path) -> tuple[tuple[Unit, ...], tuple[Person, ...], tuple[Reader, ...]]:
    """Return units, people and readers of the workbook at `path`; raises SetupError with every complaint."""
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (OSError, CalamineError) as reason:
        complaint = f"名册 {path.name} 打不开。请确认文件在 config.yaml 旁边，并能用 WPS 打开。"
        raise SetupError([complaint]) from reason
    complaints: list[str] = []
    units = _rows(book, path.name, "单位", Unit, complaints)
    people = _rows(book, path.name, "人员", Person, complaints)
    readers = _rows(book, path.name, "读者", Reader, complaints)
    if complaints:
        raise SetupError(complaints)
    return units, people, readers


def _rows(
    book: CalamineWorkbook, name: str, sheet: str, model: type[M], complaints: list[str]
) -> tuple[M, ...]:
    if sheet not in book.sheet_names:
        complaints.append(f"名册 {name}：缺少工作表「{sheet}」。")
        return ()
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    titles = {f.title: key for key, f in model.model_fields.items()}
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    complaints += [f"名册 {name}「{sheet}」：不认识的列「{h}」。" for h in header if h and h not in titles]
    found: list[M] = []
    for number, row in enumerate(rows[1:], start=2):
        given = {titles[h]: cell for h, cell in zip(header, row, strict=False) if h in titles}
        data = {key: _as_declared(model, key, cell) for key, cell in given.items() if str(cell).strip()}
        if not data:
            continue
        try:
            found.append(model.model_validate(data))
        except ValidationError as error:
            lines: dict[tuple[int | str, ...], int] = {(): number, **{(key,): number for key in data}}
            said = explain(error, f"名册 {name}「{sheet}」", lines, model)
            complaints += [_in_titles(line, titles) for line in said]
    return tuple(found)


def _in_titles(line: str, titles: dict[str | None, str]) -> str:
    """Return a complaint that names columns by their headers, as the workbook does."""
    for title, key in titles.items():
        line = line.replace(f"「{key}」", f"「{title}」").replace(f"行 {key}：", f"行「{title}」：")
    return line.replace("行 （全文）：", "行：")


def _as_declared(model: type[Declared], key: str, cell: object) -> object:
    """Return the cell as YAML would hold it: lists are written with 、 and flags with 是."""
    kind = str(model.model_fields[key].annotation)
    if "tuple" in kind:
        return [part.strip() for part in str(cell).replace("，", "、").split("、") if part.strip()]
    if kind == "<class 'bool'>":
        return str(cell).strip() == "是"
    return cell.strip() if isinstance(cell, str) else cell
