"""The commands after the consolidation: 审签, 印发, the year, 重算核对."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import tell
from pipeline.cli.chinese import ChineseCommand
from pipeline.cli.commands import app
from pipeline.cli.desk import HOME, ConfigPath, Json, Now, Quiet, begin
from pipeline.errors import UsageError
from pipeline.model import State, chinese_moment, chinese_until, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.cli.desk import Desk
    from pipeline.model import Stage, YearBook
    from pipeline.verifying import Verified

__all__ = ["app"]


Name = Annotated[str, typer.Argument(metavar="填报月份", help="如 2016-05；全年的写年份，如 2016。")]


@app.command(cls=ChineseCommand)
def approve(
    period: Name,
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="谁审签的。")] = "",
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """审签：记下谁审签了这一份送审稿；审签以后数有变动，要重新审签。"""
    from pipeline import issuing

    at = begin(config, now, json=json, quiet=quiet)
    if not by.strip():
        message = f"请写明谁审签的：uv run run.py approve {period} --by 姓名"
        raise UsageError(message)
    with at.office() as office:
        if period == str(at.config.settings.year):
            book, folder = issuing.approve(office, issuing.OfYear(period), by.strip())
            stage = book.stage
        else:
            month, folder = issuing.approve(office, issuing.OfPeriod(at.config.period(period)), by.strip())
            stage = month.stage
    _tell_stage(at, period, stage, folder)
    return 0


@app.command(cls=ChineseCommand)
def issue(
    period: Name, config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """印发：审签过的定为正式一版，原样存档；以后的变动出更正说明，不改这一版。"""
    from pipeline import issuing

    at = begin(config, now, json=json, quiet=quiet)
    with at.office() as office:
        if period == str(at.config.settings.year):
            book, folder = issuing.issue(office, issuing.OfYear(period))
            stage = book.stage
        else:
            month, folder = issuing.issue(office, issuing.OfPeriod(at.config.period(period)))
            stage = month.stage
    _tell_stage(at, period, stage, folder)
    return 0


def _tell_stage(at: Desk, name: str, stage: Stage, folder: Path) -> None:
    document = {
        "period": name, "state": stage.state.value, "revision": stage.revision, "approved_by": stage.approved_by,
        "issued": stage.issued.isoformat() if stage.issued else None,
        "review_until": stage.review_until.isoformat() if stage.review_until else None, "folder": str(folder),
    }  # fmt: skip
    at.answer(document, lambda console: tell.plain_lines(console, _stage(name, stage)), deed=True)


def _stage(name: str, stage: Stage) -> Iterator[str]:
    if stage.state is State.ISSUED and stage.issued and stage.review_until:
        yield f"{name} {stage.edition}已印发（{chinese_moment(stage.issued)}），原样存了一份，以后不再改动。"
        yield f"公示到 {chinese_until(stage.review_until)}，单位可以就得分明细里的一条申请复核。"
        return
    yield f"{name} {stage.edition}由{stage.approved_by}审签。下一步印发：uv run run.py issue {name}；用邮件的，发给全部就是印发：uv run run.py send {name} --to all"


@app.command(cls=ChineseCommand)
def annual(
    year: Annotated[str, typer.Argument(metavar="年份", help="如 2016。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只算，不出结果。")] = False,
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """年度考评：平时考评和年度总评合起来，出等次、名单、统计和总结报告。"""
    from pipeline.machine import year_document
    from pipeline.yearend import bring_together, publish_year

    at = begin(config, now, json=json, quiet=quiet)
    with at.office() as office:
        book = bring_together(office, year)
        folder = None if dry_run else publish_year(office, book)
    document = {"folder": str(folder) if folder else None, **year_document(at.config, book)}
    at.answer(document, lambda console: tell.plain_lines(console, _year(book, folder)), deed=True)
    return 0


def _year(book: YearBook, folder: Path | None) -> Iterator[str]:
    for category in dict.fromkeys(score.category for score in book.scores):
        yield f"{category}　优秀名额 {book.quota.get(category, 0)} 个"
        own = [score for score in book.scores if score.category == category]
        for score in sorted(own, key=lambda s: s.rank or len(own) + 1):
            if score.final is None:
                yield f"  —　{score.name}　{score.why_not}"
                continue
            asked = "（提请研究）" if score.undecided else ""
            yield f"  {score.rank}　{score.name}　{shown(score.final)}　{score.grade}{asked}"
    drafts = [each.name for each in book.periods if each.state != State.ISSUED]
    if drafts:
        yield f"还没有印发的月份，按现在的得分算：{'、'.join(drafts)}。"
    if book.behind:
        yield f"有批准的更正或复核处理、还没有出更正说明的月份：{'、'.join(book.behind)}。请先汇总、审签、印发它们的新一版。"
    if folder:
        yield f"年度结果在 {folder}，先看 {folder / 'index.html'}。"


@app.command(cls=ChineseCommand)
def verify(
    period: Name, config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """重算核对：从收到的表重新算一遍，和存着的结果逐个文件比；印发过的每一版都比。"""
    from pipeline import issuing
    from pipeline.verifying import verify as compare

    at = begin(config, now, json=json, quiet=quiet)
    with at.office() as office:
        if period == str(at.config.settings.year):
            found = compare(office, issuing.OfYear(period))
        else:
            found = compare(office, issuing.OfPeriod(at.config.period(period)))
    document = [
        {"folder": v.folder, "files": v.files, "differing": list(v.differing), "changed": list(v.changed)}
        for v in found
    ]
    at.answer(document, lambda console: tell.plain_lines(console, map(_verified, found)))
    return 1 if any(v.differing for v in found) else 0


def _verified(found: Verified) -> str:
    since = "、".join(found.changed)
    told = f"{found.folder}　{found.files} 个文件，"
    if not found.differing:
        return told + "重算的全部一致" + (f"。做好以后改过 {since}，不影响它" if since else "")
    why = f"做好以后改过 {since}，先对照那时的备份。" if since else "原件可能动过，请对照备份。"
    return told + f"不一致的：{'、'.join(found.differing)}。{why}"
