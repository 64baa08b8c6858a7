"""A ledger, and all ledgers of a school."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import model_validator

from pipeline.declared import Declared
from pipeline.ledger.fields import Field
from pipeline.ledger.rules import Rule


class Line(Declared):
    """Prepared rows: one for each word of the code table `codes`; `own`: only those of the unit itself.

    Several lines give every combination: each unit with each dimension.
    """

    field: str
    codes: str
    own: bool = False


class Ledger(Declared):
    """One ledger sheet: who fills it, when, its columns and rules.

    `former`: the titles of its sheet in older versions of the forms.
    `claims`: columns that together name an achievement, which two units cannot both have (rubric §5).
    """

    id: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    former: tuple[str, ...] = ()
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
    claims: tuple[Annotated[tuple[str, ...], Key(min_length=1)], ...] = ()
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
        mentioned |= {name for claim in self.claims for name in claim}
        mentioned |= {f.when.field for f in self.fields if f.when}
        for rule in self.rules:
            for value in rule.model_dump(exclude={"kind"}).values():
                mentioned |= {value} if isinstance(value, str) else set(value)
        lost = mentioned - set(names)
        if lost:
            message = f"提到了没有的字段：{'、'.join(sorted(lost))}"
            raise ValueError(message)
        if self.claims and self.sensitive:
            message = "sensitive 的台账不能写 claims：敏感内容不拿来和别的单位比"
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
        """Return the short name 表1, 核定 表1 of the office's own side, or the whole title where there is none."""
        return " ".join(self.title.split(" ")[: 2 if self.of else 1])

    @property
    def typed_fields(self) -> tuple[Field, ...]:
        """Return the fields that whoever fills the ledger types."""
        return tuple(f for f in self.fields if f.by_unit)

    @property
    def office_fields(self) -> tuple[Field, ...]:
        """Return the fields that only the office fills."""
        return tuple(f for f in self.fields if f.need == "office")

    def guards(self, name: str) -> bool:
        """Tell whether what stands in the column is for its unit and the office alone."""
        return self.sensitive or any(each.sensitive for each in self.fields if each.name == name)

    def field(self, name: str) -> Field:
        """Return the field called `name`; raises KeyError."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)


class Ledgers(Declared):
    """All ledgers of a school, by id, in the order of their sheets; `former`: older versions of the forms."""

    version: str
    former: tuple[str, ...] = ()
    all: tuple[Ledger, ...]

    def __getitem__(self, ledger_id: str) -> Ledger:
        """Return the ledger; raises KeyError."""
        for each in self.all:
            if each.id == ledger_id:
                return each
        raise KeyError(ledger_id)

    def without(self, empty: frozenset[str]) -> Ledgers:
        """Return the ledgers without the optional columns whose code table is in `empty`: nothing to choose."""
        kept = tuple(
            each.model_copy(
                update={
                    "fields": tuple(f for f in each.fields if f.codes not in empty or f.need != "optional")
                }
            )
            for each in self.all
        )
        return self.model_copy(update={"all": kept})

    def __contains__(self, ledger_id: str) -> bool:
        """Tell whether there is such a ledger."""
        return any(each.id == ledger_id for each in self.all)

    @property
    def of_items(self) -> tuple[Ledger, ...]:
        """Return the ledgers whose rows are numbered."""
        return tuple(each for each in self.all if each.items)
