"""The plan's own clauses (方案落实对照, plan P17): what each orders, when, and which records are its evidence.

Declared in input_templates/_plan.yaml, beside the ledgers that the evidence names: the plan comes from above and
changes once a year, config.yaml is what the office edits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field as Key
from pydantic import model_validator

from pipeline.declared import Declared, Loc, read_yaml, typed

if TYPE_CHECKING:
    from pathlib import Path

PLAN = "_plan.yaml"


class Rows(Declared):
    """Rows of `ledger`; with `field` only those in which it is filled in, with `among` as one of these words.

    `every`: each row of the ledger must be one of them. `all_units`: each unit whose duty the ledger is must have
    one. `nil`: a nil report is an answer too. `above`: the figure in `field` must be higher than that in `above`.
    """

    kind: Literal["rows"]
    ledger: str
    field: str = ""
    among: tuple[str, ...] = ()
    above: str = ""
    every: bool = False
    all_units: bool = False
    nil: bool = False

    @model_validator(mode="after")
    def _agrees(self) -> Rows:
        if (self.among or self.above or self.every) and not self.field:
            message = "写了 among、above、every 的，须写 field（看哪一栏）"
            raise ValueError(message)
        return self


class Document(Declared):
    """A document that the plan orders (方案要求的制度文件): the office says how far it has come."""

    kind: Literal["document"]
    name: str


class Theme(Declared):
    """Rows of any ledger that carry this theme (结合主题, plan P15)."""

    kind: Literal["theme"]
    word: str


class Periods(Declared):
    """The scored periods of the clause's time: consolidated, and issued."""

    kind: Literal["periods"]


class Judged(Declared):
    """The year is judged: grades are given."""

    kind: Literal["judged"]


Evidence = Annotated[Rows | Document | Theme | Periods | Judged, Key(discriminator="kind")]


class Clause(Declared):
    """One clause: its part of the plan, what it orders, who leads (牵头), the phases in which it is due.

    `lasting`: it goes on until its last phase ends, however early there is evidence.
    """

    part: Annotated[str, Key(pattern=r"^P\d+$")]
    text: str
    lead: str
    phases: tuple[str, ...]
    lasting: bool = False
    evidence: tuple[Evidence, ...]

    @model_validator(mode="after")
    def _agrees(self) -> Clause:
        if not self.phases or not self.evidence:
            message = "phases（在哪个阶段办）和 evidence（凭什么看落实了没有）都要写"
            raise ValueError(message)
        return self


class Plan(Declared):
    """The clauses of the plan, in its own order."""

    title: str
    clauses: tuple[Clause, ...]


def load_plan(folder: Path) -> tuple[Plan, dict[Loc, int]]:
    """Return the plan declared in `folder` and the line of each path in it; raises SetupError with every complaint."""
    raw, lines = read_yaml(folder / PLAN)
    return typed(Plan, raw, PLAN, lines), lines
