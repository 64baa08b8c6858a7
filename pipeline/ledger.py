"""What a ledger is: one YAML file in input_templates/, from which template, check and faces are made."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field as Key
from pydantic import model_validator

from pipeline.declared import Declared, read_yaml, typed
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COMMON = "_common.yaml"

Lines = dict[tuple[int | str, ...], int]

Kind = Literal["text", "date", "number", "integer", "choice", "yes_no"]
Need = Literal["required", "each_period", "when", "optional", "known", "computed", "office"]
Source = Literal[
    "row", "number", "state", "unit.name", "unit.category", "unit.leader",
    "person.tier", "person.title", "person.duty", "filing", "line", "gap", "code", "registered_on",
    "last_progress",
]  # fmt: skip


class When(Declared):
    """The condition under which a field must be filled: another field is given, or is one of some words."""

    field: str
    among: tuple[str, ...] = ()


class Field(Declared):
    """One column: its words, kind, need and help (domain.md, the marks ! ~ ? () [] {})."""

    name: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
    header: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    need: Need = "optional"
    when: When | None = None
    choices: tuple[str, ...] = ()
    codes: str = ""
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    width: int = 14
    help: str = ""
    sensitive: bool = False
    source: Source | None = None
    column: str = ""

    @model_validator(mode="after")
    def _agrees(self) -> Field:
        if (self.need == "when") != (self.when is not None):
            message = f"「{self.header}」：need: when 与 when 须同时写"
            raise ValueError(message)
        if self.kind == "choice" and not (self.choices or self.codes):
            message = f"「{self.header}」：选项栏须写 choices 或 codes"
            raise ValueError(message)
        if (self.need in {"known", "computed"}) != (self.source is not None):
            message = f"「{self.header}」：known、computed 须写明 source（从哪里来），其他不写"
            raise ValueError(message)
        return self

    @property
    def label(self) -> str:
        """Return the header as printed, with its unit: 到位资金（万元）."""
        return f"{self.header}（{self.unit}）" if self.unit else self.header

    @property
    def by_unit(self) -> bool:
        """Whether whoever fills the ledger types this field."""
        return self.need in {"required", "each_period", "when", "optional"}

    @property
    def must(self) -> bool:
        """Whether a started row is incomplete without it, whatever else it says."""
        return self.need in {"required", "each_period"}


class DateOrder(Declared):
    """`earlier` is not after `later`."""

    kind: Literal["date_order"]
    earlier: str
    later: str


class NotAfterReturn(Declared):
    """A date that has happened: not later than the return's arrival (rubric §2, completed as of m)."""

    kind: Literal["not_after_return"]
    field: str


class InsidePeriod(Declared):
    """A date of this period (rubric §2, inspection)."""

    kind: Literal["inside_period"]
    field: str


class AtMost(Declared):
    """The sum of `fields` is at most the value of `limit`."""

    kind: Literal["at_most"]
    fields: tuple[str, ...]
    limit: str


class Unique(Declared):
    """No two rows of one return have the same values in `fields`."""

    kind: Literal["unique"]
    fields: tuple[str, ...]


class Reference(Declared):
    """The field holds 事项编号 that exist."""

    kind: Literal["reference"]
    field: str


class Needs(Declared):
    """Where `field` is given, `also` must be given: 销号日期 → 验收人."""

    kind: Literal["needs"]
    field: str
    also: str


Rule = Annotated[
    DateOrder | NotAfterReturn | InsidePeriod | AtMost | Unique | Reference | Needs, Key(discriminator="kind")
]


class Line(Declared):
    """Prepared rows: one for each word of the code table `codes`; `own`: only those of the unit itself.

    Several lines give every combination: each unit with each dimension.
    """

    field: str
    codes: str
    own: bool = False


class Ledger(Declared):
    """One ledger sheet: who fills it, when, its columns and rules."""

    id: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    plan: tuple[str, ...] = ()
    purpose: str = ""
    filled_by: Literal["units", "office", "assessors"] = "units"
    phases: tuple[str, ...]
    owed: bool = True
    items: str = ""
    carried: bool = True
    key: str = ""
    owner: str = ""
    deadline: str = ""
    lines: tuple[Line, ...] = ()
    every_line: bool = False
    again_until: str = ""
    nil: bool = True
    nil_label: str = "本月零报告"
    nil_by: str = ""
    sensitive: bool = False
    of: str = ""
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Ledger:
        names = [f.name for f in self.fields]
        twice = {n for n in names if names.count(n) > 1}
        if twice:
            message = f"字段名重复：{'、'.join(sorted(twice))}"
            raise ValueError(message)
        mentioned = {self.key, self.owner, self.deadline, self.again_until} - {""}
        mentioned |= {line.field for line in self.lines}
        mentioned |= {f.when.field for f in self.fields if f.when}
        for rule in self.rules:
            for value in rule.model_dump(exclude={"kind"}).values():
                mentioned |= {value} if isinstance(value, str) else set(value)
        lost = mentioned - set(names)
        if lost:
            message = f"提到了没有的字段：{'、'.join(sorted(lost))}"
            raise ValueError(message)
        if self.items and not self.key:
            message = "有事项编号的台账须写明 key（哪一栏是事项名称）"
            raise ValueError(message)
        if self.office_fields and not (self.items and self.filled_by == "units"):
            message = "need: office 的栏只能用在报送单位填、有事项编号（items）的台账里"
            raise ValueError(message)
        return self

    @property
    def table(self) -> str:
        """Return the short name 表1, or the whole title where there is none."""
        return self.title.split(" ", 1)[0]

    @property
    def typed_fields(self) -> tuple[Field, ...]:
        """Return the fields that whoever fills the ledger types."""
        return tuple(f for f in self.fields if f.by_unit)

    @property
    def office_fields(self) -> tuple[Field, ...]:
        """Return the fields that only the office fills."""
        return tuple(f for f in self.fields if f.need == "office")

    def field(self, name: str) -> Field:
        """Return the field called `name`; raises KeyError."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)


class Common(Declared):
    """The columns that every item ledger has, and the version of the forms."""

    version: str
    before: tuple[Field, ...]
    after_key: tuple[Field, ...]
    after: tuple[Field, ...]
    plain_after: tuple[Field, ...]


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
        id=f"{ledger.id}_office", title=f"核定 {ledger.title}", plan=ledger.plan, of=ledger.id,
        purpose="由领导小组办公室填写；报送单位不填。", filled_by="office", phases=ledger.phases, owed=False,
        sensitive=ledger.sensitive, key=key.name, fields=(*place, *office), rules=rules,
    )  # fmt: skip


class Ledgers(Declared):
    """All ledgers of a school, by id, in the order of their sheets."""

    version: str
    all: tuple[Ledger, ...]

    def __getitem__(self, ledger_id: str) -> Ledger:
        """Return the ledger; raises KeyError."""
        for each in self.all:
            if each.id == ledger_id:
                return each
        raise KeyError(ledger_id)

    def without(self, empty: frozenset[str]) -> Ledgers:
        """Return the ledgers without the columns whose code table is in `empty`: nothing could be chosen there."""
        kept = tuple(
            each.model_copy(update={"fields": tuple(f for f in each.fields if f.codes not in empty)})
            for each in self.all
        )
        return Ledgers(version=self.version, all=kept)

    def __contains__(self, ledger_id: str) -> bool:
        """Tell whether there is such a ledger."""
        return any(each.id == ledger_id for each in self.all)

    @property
    def of_items(self) -> tuple[Ledger, ...]:
        """Return the ledgers whose rows are numbered."""
        return tuple(each for each in self.all if each.items)


def load_ledgers(folder: Path, units: Iterable[str]) -> Ledgers:
    """Return every ledger declared in `folder`, the office's own sheets added; raises SetupError with all."""
    complaints: list[str] = []
    raw_common, marks = read_yaml(folder / COMMON)
    common = typed(Common, raw_common, COMMON, marks)
    found: list[tuple[int, Ledger]] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == COMMON:
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
            found.append((order, _typed_ledger(whole, path, _moved(lines, raw, whole))))
        except SetupError as error:
            complaints.extend(error.complaints)
    if complaints:
        raise SetupError(complaints)
    ledgers = [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].id))]
    names = tuple(units)
    ruled = [each for each in ledgers if each.office_fields and each.filled_by == "units"]
    ledgers += [office_side(each, names) for each in ruled]
    return Ledgers(version=common.version, all=tuple(ledgers))


def _typed_ledger(raw: dict[str, object], path: Path, lines: Lines) -> Ledger:
    ledger = typed(Ledger, raw, path.name, lines)
    if ledger.id != path.stem:
        raise SetupError([f"{path.name}：id 写的是「{ledger.id}」，须与文件名相同。"])
    return ledger
