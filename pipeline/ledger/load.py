"""YAML files to ledgers: the common columns put in, the office's own sheets derived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import model_validator

from pipeline.cells import plain
from pipeline.declared import Declared, read_yaml, typed
from pipeline.errors import SetupError
from pipeline.ledger.fields import Field
from pipeline.ledger.rules import Needs
from pipeline.ledger.types import Ledger, Ledgers
from pipeline.ledger.versions import Version, age_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

COMMON = "_common.yaml"

Lines = dict[tuple[int | str, ...], int]


class Common(Declared):
    """The columns that every item ledger has, the version of the forms, and the versions handed out before it."""

    version: Version
    versions: tuple[Version, ...] = ()
    before: tuple[Field, ...]
    after_key: tuple[Field, ...]
    after: tuple[Field, ...]
    plain_after: tuple[Field, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Common:
        whole = [*self.versions, self.version]
        if whole != sorted(set(whole), key=age_of):
            message = f"versions 写以前的表样版本，旧的在前，都比现在的 {self.version} 旧，各写一次"
            raise ValueError(message)
        return self


def _with_common(raw: dict[str, object], common: dict[str, list[object]]) -> dict[str, object]:
    """Return the ledger's YAML with the common columns put in: the key first, its progress beside it."""
    fields = raw.get("fields")
    if not isinstance(fields, list):
        return raw
    if not (raw.get("items") and raw.get("carried", True)):
        extra = common["plain_after"] if raw.get("filled_by", "units") == "units" else []
        return {**raw, "fields": [*fields, *extra]}
    keyed = [i for i, f in enumerate(fields) if isinstance(f, dict) and f.get("name") == raw.get("key")]
    cut = keyed[0] + 1 if keyed else 0
    merged = [*common["before"], *fields[:cut], *common["after_key"], *fields[cut:], *common["after"]]
    return {**raw, "fields": merged}


def _moved(lines: Lines, raw: dict[str, object], whole: dict[str, object]) -> Lines:
    """Return `lines` for `whole`, whose fields stand at other places than in the file."""
    own, merged = raw.get("fields"), whole.get("fields")
    if not isinstance(own, list) or not isinstance(merged, list):
        return lines
    place = {id(each): index for index, each in enumerate(merged)}
    moved = {loc: line for loc, line in lines.items() if loc[:1] != ("fields",) or len(loc) == 1}
    for loc, line in lines.items():
        if loc[:1] == ("fields",) and len(loc) > 1 and isinstance(loc[1], int):
            moved[("fields", place[id(own[loc[1]])], *loc[2:])] = line
    return moved


def office_side(ledger: Ledger, units: tuple[str, ...]) -> Ledger:
    """Return the office's own sheet for the fields that only it fills (核定得分, 销号日期 …).

    A line names the unit and the item by number or by its name; without either it is meant for all of the
    unit's items.
    """
    key = ledger.field(ledger.key)
    place = (
        Field(name="subject", header="单位", kind="choice", choices=units, need="required", width=14),
        Field(
            name="number",
            header="事项编号",
            width=18,
            help="空着时按名称对应；名称也空着，对该单位全部事项有效。",
        ),
        Field(name=key.name, header=key.header, aliases=key.aliases, width=key.width),
    )
    office = tuple(f.model_copy(update={"need": "optional"}) for f in ledger.office_fields)
    kept = {f.name for f in office}
    rules = tuple(r for r in ledger.rules if isinstance(r, Needs) and {r.field, r.also} <= kept)
    return Ledger(
        id=f"{ledger.id}_office", title=_ruled(ledger.title), former=tuple(map(_ruled, ledger.former)),
        plan=ledger.plan, of=ledger.id,
        purpose="由领导小组办公室填写；报送单位不填。", filled_by="office", phases=ledger.phases, owed=False,
        sensitive=ledger.sensitive, key=key.name, fields=(*place, *office), rules=rules,
    )  # fmt: skip


def _ruled(title: str) -> str:
    return f"核定 {title}"


def load_ledgers(folder: Path, units: Iterable[str]) -> Ledgers:
    """Return every ledger declared in `folder`, the office's own sheets added; raises SetupError with all."""
    complaints: list[str] = []
    raw_common, marks = read_yaml(folder / COMMON)
    common = typed(Common, raw_common, COMMON, marks)
    found: list[tuple[int, Ledger]] = []
    titles: dict[str, list[tuple[str, Ledger]]] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith("_"):
            continue
        try:
            raw, lines = read_yaml(path)
            if not isinstance(raw, dict):
                complaints.append(f"{path.name}：应为「键: 值」。")
                continue
            order = raw.pop("order", 0)
            if not isinstance(order, int):
                complaints.append(f"{path.name} 第{lines[('order',)]}行 order：写的是「{order}」，应为整数。")
                continue
            whole = _with_common(raw, raw_common)
            ledger = _typed_ledger(whole, path, _moved(lines, raw, whole))
            found.append((order, ledger))
            for title, place in _titles(ledger, path, lines):
                titles.setdefault(title, []).append((place, ledger))
        except SetupError as error:
            complaints.extend(error.complaints)
    complaints += _taken_twice(titles)
    if complaints:
        raise SetupError(complaints)
    ledgers = [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].id))]
    names = tuple(units)
    ruled = [each for each in ledgers if each.office_fields and each.filled_by == "units"]
    ledgers += [office_side(each, names) for each in ruled]
    return Ledgers(version=common.version, former=common.versions, all=tuple(ledgers))


def _titles(ledger: Ledger, path: Path, lines: Lines) -> Iterator[tuple[str, str]]:
    """Yield each title by which a sheet is known to be the ledger's, and where it is declared."""
    yield plain(ledger.title), f"{path.name} 第{lines.get(('title',), 1)}行 title"
    for index, title in enumerate(ledger.former):
        yield plain(title), f"{path.name} 第{lines.get(('former', index), 1)}行 former"


def _taken_twice(titles: Mapping[str, Sequence[tuple[str, Ledger]]]) -> list[str]:
    """Complain of a title, today's or an older one, by which a sheet could be one ledger's or another's."""
    return [
        f"{place}：这个表名「{first.title}」（{first.id}）已经用了或用过。请换一个，或删去这一行。"
        for (_, first), *others in titles.values()
        for place, _ in others
    ]


def _typed_ledger(raw: dict[str, object], path: Path, lines: Lines) -> Ledger:
    ledger = typed(Ledger, raw, path.name, lines)
    if ledger.id != path.stem:
        raise SetupError([f"{path.name}：id 写的是「{ledger.id}」，须与文件名相同。"])
    return ledger
