"""Whether points that were lost can still be made good, and how: for whoever answers for a unit (rubric §2, §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.findings import row_of, severity
from pipeline.model import Severity, State

if TYPE_CHECKING:
    from pipeline.model import Because, Consolidation, Item

NOW, NEXT, SETTLED = "本期还能补", "下期能改善", "不再变"


@dataclass(frozen=True, slots=True)
class Repair:
    """One of NOW, NEXT and SETTLED, and what to do, in a sentence."""

    word: str
    todo: str


ASK = Repair(SETTLED, "有异议可以在公示期内申请复核。")
WRITE = Repair(NEXT, "下期写清这个月做了什么，就不再扣。")
FINISH = Repair(
    NEXT, "办结后，下期按晚的工作日折算得分；不办结，下期还要扣，计满规定的期数就提请领导小组定。"
)
CORRECT = Repair(NOW, "改好须改正的栏再发一次，重新汇总后就补上。")
RETURN = Repair(NOW, "尽快补报，重新汇总后按迟报计，这一项照常得分。")

KINDS = (
    ("/复核", SETTLED, "这是复核的结果。"),
    ("报送/", SETTLED, "下期在截止前报，就不再扣。"),
    ("/外部发现", SETTLED, "以后自查发现的问题不扣分。"),
    ("/未销号", NEXT, "请办公室验收销号，下期就不再扣。"),
    ("/增量/", NEXT, "核定得分提高以后，各期都按新的得分算。"),
    ("/定性", NEXT, "下次评价提高以后，就按新的等次算。"),
    ("/自查", NEXT, "下期把各项都答上。"),
    ("/无事项", NEXT, "登记了事项，下期就按事项计分。"),
)
"""What the id of a line says of it, in the order of asking."""


def repair(month: Consolidation, unit: str, line: Because) -> Repair:
    """Return what can be done about a line that cost `unit` points; its id says what kind of line it is."""
    draft = month.stage.state is State.DRAFT and not month.stage.restates
    if draft and line.id.endswith("/未报"):
        return RETURN
    if draft and (line.id.endswith("/待改") or _waits(month, unit, line)):
        return CORRECT
    for part, word, todo in KINDS:
        if part in line.id:
            return Repair(word, todo)
    if line.id.endswith("/进展"):
        return WRITE
    item = next((each for each in month.merged.items if f"/{each.number}/" in line.id), None)
    return FINISH if item is not None and not _is_done(item, line) else ASK


def _waits(month: Consolidation, unit: str, line: Because) -> bool:
    """Tell whether the row of the line has something to correct."""
    file, sheet, row = line.where.file, line.where.sheet, row_of(line.where.cell)
    wrong = [f.where for f in month.unit_findings(unit) if severity(f) is Severity.MUST]
    return bool(row) and any((w.file, w.sheet, row_of(w.cell)) == (file, sheet, row) for w in wrong)


def _is_done(item: Item, line: Because) -> bool:
    """Tell whether what the line judges, the item or one of its milestones, is completed or was found false."""
    if item.completed_in or item.found_false is not None:
        return True
    return any(f"/节点/{each.due:%Y%m%d}" in line.id and each.done_in for each in item.milestones)
