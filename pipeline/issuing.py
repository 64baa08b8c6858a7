"""审签 and 印发: what was published is signed as it was, issued once, and kept for ever (rubric §4, design 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from pipeline.archive import ISSUED, declarations_to_keep, published_document, revision_name
from pipeline.errors import UsageError
from pipeline.machine import content_of, year_content
from pipeline.model import Consolidation, Stage, State, YearBook, chinese_moment, chinese_short_day
from pipeline.registers import Signature
from pipeline.release import publish
from pipeline.yearend import bring_together, put_out_year, render_year, with_signatures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.config import Period
    from pipeline.flow import Office

R = TypeVar("R", Consolidation, YearBook)


class Matter(Protocol[R]):
    """What is signed and issued: a period, or the year. `name` is its folder under output/, `title` what it is called."""

    name: str
    title: str
    again: str

    def bring(self, office: Office) -> R:
        """Return the result as of the office's moment."""

    def content(self, office: Office, result: R) -> str:
        """Return the fingerprint of what is signed."""

    def lacks(self, result: R) -> str:
        """Return why it cannot be signed yet, "" where nothing stands against it."""

    def signed(self, office: Office, result: R) -> R:
        """Return the result with the signatures that the office's registers hold."""

    def render(self, office: Office, result: R) -> dict[str, bytes]:
        """Return every file of its release."""

    def put_out(self, office: Office, result: R, files: Mapping[str, bytes]) -> Path:
        """Publish its rendered files and return its folder."""


class OfPeriod:
    """A period to be signed and issued."""

    def __init__(self, period: Period) -> None:
        """Take the period."""
        self._period = period
        self.name, self.title = period.id, period.name
        self.again = f"uv run run.py consolidate {period.id}"

    def bring(self, office: Office) -> Consolidation:
        """Return the period brought together."""
        return office.consolidate(self._period)

    def content(self, office: Office, result: Consolidation) -> str:
        """Return the fingerprint of its scores and records."""
        return content_of(office.config, result)

    def lacks(self, result: Consolidation) -> str:
        """Return what is provisional: no register of inspections was returned (rubric §2)."""
        if not result.provisional:
            return ""
        return f"{self.title}的{'、'.join(result.provisional)}还是暂定（检查登记没有报），不能审签。"

    def signed(self, office: Office, result: Consolidation) -> Consolidation:
        """Return the period with its signatures."""
        return office.with_signatures(result)

    def render(self, office: Office, result: Consolidation) -> dict[str, bytes]:
        """Return every file of the release."""
        return office.render(result)

    def put_out(self, office: Office, result: Consolidation, files: Mapping[str, bytes]) -> Path:
        """Publish the period."""
        return office.put_out(result, files)


class OfYear:
    """The year to be signed and issued."""

    def __init__(self, name: str) -> None:
        """Take the year."""
        self.name, self.title = name, f"{name}年度"
        self.again = f"uv run run.py annual {name}"

    def bring(self, office: Office) -> YearBook:
        """Return the year brought together."""
        return bring_together(office, self.name)

    def content(self, office: Office, result: YearBook) -> str:
        """Return the fingerprint of the year's figures."""
        return year_content(office.declared, result)

    def lacks(self, result: YearBook) -> str:
        """Return which scored periods are not issued, or are to be restated: the year stands on them."""
        drafts = [each.name for each in result.periods if each.state != State.ISSUED]
        if drafts:
            return f"{'、'.join(drafts)}还没有印发，{self.title}不能审签。"
        if result.behind:
            return (
                f"{'、'.join(result.behind)}有批准的更正或复核处理，还没有出更正说明，{self.title}不能审签。"
            )
        return ""

    def signed(self, office: Office, result: YearBook) -> YearBook:
        """Return the year with its signatures."""
        return with_signatures(office, result)

    def render(self, office: Office, result: YearBook) -> dict[str, bytes]:
        """Return every file of the release."""
        return render_year(office, result)

    def put_out(self, office: Office, result: YearBook, files: Mapping[str, bytes]) -> Path:
        """Publish the year."""
        return put_out_year(office, result, files)


def approve(office: Office, matter: Matter[R], by: str) -> tuple[R, Path]:
    """Record that `by` signed the published draft, and publish it as 已审签; raises UsageError.

    What is signed is what lies in output/: everything is computed again as of its own moment, and must agree.
    """
    then, result = as_published(office, matter)
    stage: Stage = result.stage
    lacks = matter.lacks(result)
    if lacks:
        raise UsageError(lacks)
    if stage.state is State.APPROVED and _was_cut_off(office, matter, stage):
        return result, matter.put_out(then, result, matter.render(then, result))
    if stage.state is State.APPROVED:
        message = f"{matter.title}{stage.edition}已经由{stage.approved_by}审签，可以印发：uv run run.py issue {matter.name}"
        raise UsageError(message)
    if stage.issued is not None:
        day = chinese_short_day(stage.issued)
        message = f"{matter.title}{stage.edition}已经在{day}印发，得分没有变动，不用再审签。"
        raise UsageError(message)
    result = _sign(then, matter, result, (State.APPROVED, by, office.now))
    folder = matter.put_out(then, result, matter.render(then, result))
    office.refresh()
    return result, folder


def issue(office: Office, matter: Matter[R]) -> tuple[R, Path]:
    """Issue (印发) the approved revision: keep it whole for ever, and publish it; raises UsageError."""
    then, result = as_published(office, matter)
    stage: Stage = result.stage
    if stage.issued is not None and _was_cut_off(office, matter, stage):
        return result, matter.put_out(then, result, matter.render(then, result))
    if stage.issued is not None:
        message = f"{matter.title}{stage.edition}已经在{chinese_short_day(stage.issued)}印发。"
        raise UsageError(message)
    result = as_issued(office, then, matter, result)
    name = revision_name(matter.name, result.stage.revision).removeprefix(f"{ISSUED}/")
    files = matter.render(then, result)
    publish(then.declared.output / ISSUED, name, files | declarations_to_keep(then.declared))
    folder = matter.put_out(then, result, files)
    office.refresh()
    return result, folder


def as_issued(office: Office, then: Office, matter: Matter[R], result: R) -> R:
    """Return what `issue` would make of the approved result at the office's moment, nothing written; raises UsageError."""
    stage: Stage = result.stage
    if stage.state is not State.APPROVED:
        message = (
            f"{matter.title}还没有审签，不能印发。请先运行 uv run run.py approve {matter.name} --by 姓名。"
        )
        raise UsageError(message)
    return _sign(then, matter, result, (State.ISSUED, stage.approved_by, office.now))


def _was_cut_off(office: Office, matter: Matter[R], stage: Stage) -> bool:
    """Tell whether a run signed and came no further: the registers say so, what lies in output/ does not yet."""
    manifest = published_document(office.declared.output / matter.name / "manifest.json")
    return bool(manifest["state"] != stage.state)


def as_published(office: Office, matter: Matter[R]) -> tuple[Office, R]:
    """Return the office at the moment of the published draft, and what it published; raises UsageError if it differs now."""
    path = office.declared.output / matter.name / "manifest.json"
    if not path.is_file():
        message = f"{matter.title}还没有结果。请先运行 {matter.again}。"
        raise UsageError(message)
    manifest = published_document(path)
    drafted = datetime.fromisoformat(manifest["clock"])
    if office.now < drafted:
        message = f"现在的时间{chinese_moment(office.now)}，比{matter.title}做出结果的时间{chinese_moment(drafted)}还早。请核对电脑的时间。"
        raise UsageError(message)
    then = office.as_it_was(manifest)
    result = matter.bring(then)
    if matter.content(then, result) != manifest["content"]:
        message = (
            f"{matter.title}的结果做好以后，材料或考评细则有变动，现在算出来的和送审稿不一样。"
            f"请再运行一次 {matter.again}，看过以后再审签。"
        )
        raise UsageError(message)
    if result.stage.issued is None and office.issued(matter.name) >= result.stage.revision:
        message = (
            f"{matter.title}{result.stage.edition}已经印发过，现在的送审稿是照那以前的时间算的。"
            f"请再运行一次 {matter.again}，看过以后再审签。"
        )
        raise UsageError(message)
    return then, result


def _sign(then: Office, matter: Matter[R], result: R, line: tuple[State, str, datetime]) -> R:
    """Return the result with a signature that the registers will hold once it is published."""
    entry = Signature(matter.name, str(result.stage.revision), *line, matter.content(then, result))
    then.registers = replace(then.registers, signatures=(*then.registers.signatures, entry))
    return matter.signed(then, result)
