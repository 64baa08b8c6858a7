"""Findings as people read them: errors first, the same message once with all its places (field.md, 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.findings import message, remedy, row_of, saying, severity, sorted_findings
from pipeline.model import Where

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from pipeline.model import Finding, Severity


@dataclass(frozen=True, slots=True)
class Opinion:
    """One message to a unit or to the office; `places` are the findings that it stands for, in order of rows."""

    places: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """Return how it is meant."""
        return severity(self.places[0])

    @property
    def office(self) -> bool:
        """Tell whether the question is the campaign office's, not the unit's."""
        return saying(self.places[0].code).office

    @property
    def sheet(self) -> str:
        """Return the sheet that it is about, "" where it is about the file."""
        return self.places[0].where.sheet

    @property
    def text(self) -> str:
        """Return what is wrong at the first place, in Chinese."""
        return message(self.places[0])

    @property
    def todo(self) -> str:
        """Return what to do, in Chinese; the same at every place."""
        return remedy(self.places[0])


def grouped(findings: Iterable[Finding]) -> tuple[Opinion, ...]:
    """Return the findings worst first, those that say the same of other rows joined to the first of them."""
    places: dict[Hashable, list[Finding]] = {}
    for each in sorted_findings(findings):
        places.setdefault(_sense(each), []).append(each)
    return tuple(Opinion(tuple(own)) for own in places.values())


def also(opinion: Opinion) -> str:
    """Return where else the same holds, and what stands there where it is not the same words; "" for one place."""
    first, *others = opinion.places
    if not others:
        return ""
    held = [
        "、".join(place(each) for each in own) + (f"写的是{wrote}" if wrote != _wrote(first) else "")
        for wrote, own in ((wrote, list(own)) for wrote, own in groupby(others, key=_wrote))
    ]
    return f"同样的还有：{'；'.join(held)}。"


def whole(opinion: Opinion) -> str:
    """Return the opinion as one paragraph: what is wrong, what to do, where else."""
    return f"{opinion.text}{opinion.todo}{also(opinion)}"


def place(finding: Finding) -> str:
    """Return the row and cell of a finding as they stand in a sentence: 第9行（N9）."""
    cell = finding.where.cell
    row = row_of(cell)
    return f"第{row}行（{cell}）" if row else finding.where.sheet or f"《{finding.where.file}》"


def _wrote(finding: Finding) -> str:
    """Return what stands in the cell and what it was taken for, "" where nothing does."""
    typed, became = (finding.context.get(name, "") for name in ("typed", "became"))
    return (f"「{typed}」" if typed else "") + (f"→{became}" if became else "")


def _sense(finding: Finding) -> Hashable:
    """Return what two findings share that say the same: everything but the row and what was typed in it."""
    where = finding.where
    blank = dict.fromkeys(finding.context.keys() & {"typed", "became"}, "")
    bare = replace(finding, where=Where(where.file, where.sheet), context={**finding.context, **blank})
    return finding.code, finding.unit, where.file, where.sheet, message(bare), remedy(bare)
