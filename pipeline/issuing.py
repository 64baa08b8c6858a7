"""审签 and 印发: what was consolidated is signed as it was, issued once, and kept for ever (rubric §4, design 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.archive import ISSUED, published_document, revision_name
from pipeline.errors import UsageError
from pipeline.flow import Office
from pipeline.machine import content_of
from pipeline.model import State, chinese_short_day
from pipeline.registers import Signature
from pipeline.release import publish

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.config import Period
    from pipeline.model import Consolidation


def approve(office: Office, period: Period, by: str) -> tuple[Consolidation, Path]:
    """Record that `by` signed the period's published draft, and publish it as 已审签; raises UsageError.

    What is signed is what lies in output/: everything is computed again as of its own moment, and must agree.
    """
    then, month = _as_published(office, period)
    stage = month.stage
    if month.provisional:
        message = f"{period.name}的{'、'.join(month.provisional)}还是暂定（检查登记没有报），不能审签。"
        raise UsageError(message)
    if stage.state is State.APPROVED:
        message = f"{period.name}{stage.edition}已经由{stage.approved_by}审签，可以印发：uv run run.py issue {period.id}"
        raise UsageError(message)
    if stage.issued is not None:
        message = f"{period.name}{stage.edition}已经在{chinese_short_day(stage.issued)}印发，得分没有变动，不用再审签。"
        raise UsageError(message)
    month = _sign(then, month, State.APPROVED, by, office.now)
    return month, then.publish(month)


def issue(office: Office, period: Period) -> tuple[Consolidation, Path]:
    """Issue (印发) the period's approved revision: keep it whole for ever, and publish it; raises UsageError."""
    then, month = _as_published(office, period)
    stage = month.stage
    if stage.issued is not None:
        message = f"{period.name}{stage.edition}已经在{chinese_short_day(stage.issued)}印发。"
        raise UsageError(message)
    if stage.state is not State.APPROVED:
        message = f"{period.name}还没有审签，不能印发。请先运行 uv run run.py approve {period.id} --by 姓名。"
        raise UsageError(message)
    month = _sign(then, month, State.ISSUED, stage.approved_by, office.now)
    name = revision_name(period.id, month.stage.revision).removeprefix(f"{ISSUED}/")
    publish(then.config.output / ISSUED, name, then.render(month))
    return month, then.publish(month)


def _as_published(office: Office, period: Period) -> tuple[Office, Consolidation]:
    """Return the office at the moment of the published draft, and the period as it was; raises UsageError if it is not.

    What came in since is recorded now, so that it is not taken for something that was there then.
    """
    path = office.declared.output / period.id / "manifest.json"
    if not path.is_file():
        message = f"{period.name}还没有汇总过。请先运行 uv run run.py consolidate {period.id}。"
        raise UsageError(message)
    manifest = published_document(path)
    submissions = office.declared.submissions
    office.receive(*(p for p in office.declared.periods if (submissions / p.id).is_dir()))
    then = Office(office.declared, datetime.fromisoformat(manifest["clock"]), office.pool, office.progress)
    month = then.consolidate(period)
    if content_of(then.config, month) != manifest["content"]:
        message = (
            f"{period.name}汇总以后，材料或考评细则有变动，现在算出来的和送审稿不一样。"
            f"请再运行一次 uv run run.py consolidate {period.id}，看过以后再审签。"
        )
        raise UsageError(message)
    return then, month


def _sign(then: Office, month: Consolidation, state: State, by: str, moment: datetime) -> Consolidation:
    """Return the month with a signature that its registers will hold once it is published."""
    content = content_of(then.config, month)
    line = Signature(month.period, str(month.stage.revision), state, by, moment, content)
    then.registers = replace(then.registers, signatures=(*then.registers.signatures, line))
    return then.with_signatures(month)
