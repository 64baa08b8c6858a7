"""Which workbooks are given back, under what name, until when; and the notice that goes with them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.findings import ASKED, saying, severity
from pipeline.forms import HEAD_DAY, HEAD_FILLER, GiveBack
from pipeline.giveback.sheet import SheetCopy, literal
from pipeline.model import Where, chinese_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from pipeline.config import Config
    from pipeline.forms import Handout
    from pipeline.model import Consolidation, FileFate, Finding, Submission, UnitIntake

MOST_NAMES = 1000
MOST_BYTES = 150
"""Of the original's name in the copy's: a file system takes 255 bytes, three for a Chinese character."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def return_copies(
    config: Config,
    month: Consolidation,
    submissions: Mapping[str, Submission],
    prepared: Iterable[Handout],
    sent: Mapping[str, datetime],
) -> dict[str, Handout]:
    """Return by file name a return copy of each workbook in which something is to be put right or looked at.

    What was tidied or noted is told along with it, and is no reason for a copy.

    `submissions` by file; `prepared` are the period's forms as they would be handed out now; `sent` tells by
    fingerprint when a file was sent back before.
    """
    forms = {each.unit_id: each for each in prepared}
    said = _said(month)
    numbers = _numbers(month)
    copies: dict[str, Handout] = {}
    for unit, intake in month.merged.intake.units.items():
        given = [
            fate for fate in intake.files
            if unit in forms and (found := submissions.get(fate.file)) is not None and found.readable
            and any(severity(f) in ASKED for f in said.get(fate.file, ()))
        ]  # fmt: skip
        for fate in given:
            submission = submissions[fate.file]
            until = _until(config, month, fate, sent.get(submission.sha256, month.now))
            form = _own_form(forms[unit], submission, intake)
            if not form.sheets:
                continue
            copy = _copy(form, submission, said[fate.file], until, numbers)
            copies[_name(copy, fate.file if len(given) > 1 else "", copies)] = copy
    return copies


def _said(month: Consolidation) -> dict[str, list[Finding]]:
    """Return by file what is to be said to its unit."""
    said: dict[str, list[Finding]] = defaultdict(list)
    for each in month.findings:
        if not saying(each.code).office:
            said[each.where.file].append(each)
    return said


def _until(config: Config, month: Consolidation, fate: FileFate, sent: datetime) -> str:
    """Return until when the file, if it came in time, is in time once corrected (rubric §2, 报送扣分)."""
    period = config.period(month.period)
    if fate.arrived > config.deadline(period):
        return ""
    return chinese_until(config.correction_day(period, sent.date()))


def _name(copy: Handout, original: str, taken: Iterable[str]) -> str:
    """Return the copy's file name; a unit's several are told apart by the originals' names."""
    stem = f"退改件_{copy.unit}_{copy.period}"
    if original:
        name = _FORBIDDEN.sub("－", original.rsplit("/", 1)[-1]).rsplit(".", 1)[0]
        stem += "_" + name.encode()[:MOST_BYTES].decode(errors="ignore").strip()
    known = {name.casefold() for name in taken}
    names = (f"{stem}{'' if number == 1 else f'_{number}'}.xlsx" for number in range(1, MOST_NAMES))
    return next(name for name in names if name.casefold() not in known)


def _own_form(form: Handout, submission: Submission, intake: UnitIntake) -> Handout:
    """Return `form` without the sheets for which another file counts: a copy must not bring an older word back."""
    others = {
        name for name, entry in intake.ledgers.items()
        if entry.file and entry.file != submission.file and name in submission.returns
    }  # fmt: skip
    return replace(form, sheets=tuple(plan for plan in form.sheets if plan.ledger.id not in others))


def _numbers(month: Consolidation) -> dict[Where, str]:
    """Return the number that each accepted row has by now, by its place: it stays when the row's words are corrected."""
    rows = (row for by in month.merged.records.values() for row in by.get(month.period, ()))
    return {Where(row.file, row.sheet, str(row.row)): row.number for row in rows if row.number}


def _copy(
    form: Handout, submission: Submission, said: Iterable[Finding], until: str, numbers: Mapping[Where, str]
) -> Handout:
    """Return `form` filled with what `submission` says."""
    findings, left = list(said), list(submission.leftovers)
    plans = []
    for plan in form.sheets:
        returned = submission.returns.get(plan.ledger.id)
        if returned is not None:
            filled = SheetCopy(plan, returned, numbers)
            findings = [filled.moved(each) for each in findings]
            plan = filled.plan_filled()  # noqa: PLW2901
            left += filled.left
        plans.append(plan)
    back = GiveBack(submission.sha256, submission.file, until, tuple(findings), tuple(left))
    head = {label: literal("date" if label == HEAD_DAY else "text", submission.head.get(label, ""))
            for label in (HEAD_FILLER, HEAD_DAY)}  # fmt: skip
    return replace(form, sheets=tuple(plans), head=head, back=back)


def copy_notice(config: Config, month: Consolidation, copies: Mapping[str, Handout]) -> str:
    """Return what to paste: who is to correct what, and until when."""
    lines = [
        f"请下列单位修改{config.period(month.period).name}的填报表：点「需修改事项」里的位置，改好后把整份退改件发回。"
    ]
    lines += list(_notice_lines(copies))
    return "\n".join(lines) + "\n"


def _notice_lines(copies: Mapping[str, Handout]) -> Iterator[str]:
    for name, copy in copies.items():
        if copy.back is None:
            continue
        counts = [
            f"{level.value} {count} 处"
            for level in ASKED
            if (count := sum(severity(f) is level for f in copy.back.findings))
        ]
        until = f"，{copy.back.until}前发回算按时" if copy.back.until else ""
        yield f"{copy.unit}：{'，'.join(counts)}{until}（{name}）"
