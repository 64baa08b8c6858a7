"""What can change a figure after it was issued: cells corrected, rulings, completions found false, files decided on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Where
from pipeline.registers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Amendment, FileDecision, Item, Review


@dataclass(frozen=True, slots=True)
class Cause:
    """What can change a figure after it was issued: to which unit it belongs, "" to many; why; where that stands.

    `key` tells the same cause again in a later run. One that stands in an `earlier` period's return is told where it
    changed a figure, and nowhere else.
    """

    key: str
    unit: str
    text: str
    where: Where
    earlier: bool = False


def causes_of(
    period: str, amendments: Iterable[Amendment], reviews: Iterable[Review], untrue: Iterable[Item],
    decisions: Iterable[FileDecision],
) -> tuple[Cause, ...]:  # fmt: skip
    """Return every cause for `period`: cells corrected, rulings, completions found `untrue`, files decided on."""
    found = [
        Cause(
            f"更正|{a.at.file}|{a.at.sheet}|{a.at.cell}|{sha256_of(a.text.encode()) if a.guarded else a.text}", a.unit,
            f"{a.at.sheet} {a.at.cell} {_corrected(a)}", a.source,
            a.at.file.split("/")[0] < period,
        )
        for a in amendments
    ]  # fmt: skip
    found += [
        Cause(
            f"复核|{r.unit}|{r.line}|{r.asked.isoformat()}|{r.new}", r.unit,
            f"复核申请「{r.line}」：{r.ruling_reason}", r.where,
        )
        for r in reviews if r.new is not None
    ]  # fmt: skip
    found += [
        Cause(f"抽查|{i.number}", i.unit_in(i.completed_in), f"{i.number} 报的完成经批准认定抽查不实", i.found_false)
        for i in untrue if i.found_false is not None
    ]  # fmt: skip
    found += [
        Cause(
            f"来件|{d.sha256}|{d.verdict}|{d.decided.isoformat()}", d.unit,
            f"来件审核为{d.verdict}：{d.reason}", Where("_register/decisions.csv"),
        )
        for d in decisions
    ]  # fmt: skip
    return tuple(found)


def _corrected(amendment: Amendment) -> str:
    if amendment.guarded:
        return f"经批准更正，内容略（{amendment.basis}）"
    words = f"由「{amendment.old or '空'}」更正为「{amendment.text or '空'}」"
    return f"{words}：{amendment.reason}（{amendment.basis}）"
