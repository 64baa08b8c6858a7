"""A column: its words, kind, need, help, and where its value comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import model_validator

from pipeline.declared import Declared

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
    """One column: its words, kind, need and help (domain.md, the marks ! ~ ? () [] {}).

    `former` maps a choice of an older version of the forms to the one that took its place.
    """

    name: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
    header: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    need: Need = "optional"
    when: When | None = None
    choices: tuple[str, ...] = ()
    former: Mapping[str, str] = {}
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
        if self.former and self.kind != "choice":
            message = f"「{self.header}」：former（旧选项）只用于选项栏"
            raise ValueError(message)
        wrong = self.former_disagreeing(self.choices) if self.choices else ""
        if wrong:
            raise ValueError(wrong)
        return self

    def former_disagreeing(self, choices: Sequence[str]) -> str:
        """Return what is wrong with `former` beside the words of today, "" where nothing is."""
        for old, new in self.former.items():
            if old in choices:
                return f"「{self.header}」的旧选项「{old}」现在还在用"
            if new not in choices:
                return f"「{self.header}」的旧选项「{old}」对到了没有的「{new}」"
        return ""

    @property
    def label(self) -> str:
        """Return the header as printed, with its unit: 到位资金（万元）."""
        return f"{self.header}（{self.unit}）" if self.unit else self.header

    @property
    def by_unit(self) -> bool:
        """Whether whoever fills the ledger types this field."""
        return self.need in {"required", "each_period", "when", "optional"}

    @property
    def is_read(self) -> bool:
        """Whether its cells are read: those that are typed, and those that say which item or line a row is."""
        return self.by_unit or self.source in {"number", "line"}

    @property
    def must(self) -> bool:
        """Whether a started row is incomplete without it, whatever else it says."""
        return self.need in {"required", "each_period"}
