"""The commands of the mailbox: `send` shows who gets what and sends it, `collect` takes in what teachers mailed."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.chinese import ChineseCommand
from pipeline.cli.closing import app
from pipeline.cli.desk import HOME, ConfigPath, Json, Now, PeriodName, Quiet, begin
from pipeline.cli.menu import Prompt
from pipeline.cli.tell import plain_lines
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.cli.desk import Desk
    from pipeline.post import Report

__all__ = ["app"]

WORD = "发送"
"""What is typed to confirm."""


@app.command(cls=ChineseCommand)
def send(  # noqa: PLR0913, PLR0917 — each is a word of the command line
    period: Annotated[str, typer.Argument(metavar="填报月份", help="如 2016-05；全年的写年份，如 2016。")] = "",
    to: Annotated[str, typer.Option("--to", metavar="谁", help="units 单位、approver 审签人、all 全部、owing 催报、supervised 督办、filing 组干科；写中文也行。")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再问，直接发。")] = False,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="收件人", help="只发给他：姓名、单位或邮箱，可以写几次。")] = None,
    test: Annotated[str, typer.Option("--test", metavar="邮箱", help="试发：都发到这个邮箱，不算发过，也不印发。")] = "",
    status: Annotated[bool, typer.Option("--status", help="只看发送记录。")] = False,
    password: Annotated[bool, typer.Option("--password", help="把邮箱的密码（授权码）存进系统的密码库。")] = False,
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """发送：先列出谁收到什么，确认以后发出；发给全部就是印发。"""
    from pipeline import mailroom
    from pipeline.cli import tell_mail

    at = begin(config, now, json=json, quiet=quiet)
    if password:
        return _keep_password(at)
    if status:
        record = mailroom.record_of(at.config, period)
        at.answer(tell_mail.record_document(record), lambda console: tell_mail.record(console, record))
        return 0
    if not period:
        message = "请写明发哪个月的，如 uv run run.py send 2016-05；只看发送记录，加 --status。"
        raise UsageError(message)
    with at.office() as office:
        sending = mailroom.prepare(office, period, to, only or (), test)
        folder = mailroom.write_drafts(office, sending)
    known = mailroom.record_of(at.config, sending.name)
    if not (at.json or at.quiet):
        tell_mail.who_gets_what(at.console, sending, known, folder)
    report = None
    if tell_mail.waiting(sending, known) and (yes or _confirmed(at)):
        with (
            at.progress() as office.progress,
            mailroom.transport_of(at.config) as transport,
            mailroom.outbox_of(at.config) as outbox,
        ):
            report = mailroom.send(office, sending, outbox, transport, _clock(at))
    document = tell_mail.sending_document(sending, folder, report)
    well = _code(report) == 0
    at.answer(document, lambda console: tell_mail.sent(console, sending, known, report), deed=well)
    return _code(report)


@app.command(cls=ChineseCommand)
def collect(
    period: PeriodName,
    yes: Annotated[bool, typer.Option("--yes", help="回执不再问，直接发。")] = False,
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """收邮件：把邮箱里发回的填报表收下来，记下到件时间，回一封收件回执。"""
    from pipeline import mailroom
    from pipeline.cli import tell_mail
    from pipeline.collecting import collect as take_in

    at = begin(config, now, json=json, quiet=quiet)
    chosen = at.config.period(period)
    mailroom.post_of(at.config)
    with mailroom.outbox_of(at.config) as outbox:
        with at.office() as office, mailroom.mailbox_of(at.config) as box:
            collected = take_in(office, chosen, box, outbox)
        waiting = mailroom.receipts(outbox, period)
        if not (at.json or at.quiet):
            tell_mail.collected(at.console, collected, waiting)
        report = None
        if waiting and (yes or _confirmed(at)):
            with at.progress() as office.progress, mailroom.transport_of(at.config) as transport:
                report = mailroom.answer(office, outbox, transport, _clock(at), period)
    document = tell_mail.collected_document(collected, report)
    well = _code(report) == 0
    at.answer(document, lambda console: tell_mail.answered(console, waiting, report), deed=well)
    return _code(report)


def _clock(at: Desk) -> Callable[[], datetime]:
    """Return the clock of the delivery record: the time by the wall, or --now where it is given."""
    if at.clock:
        return lambda: at.now
    return lambda: datetime.now(at.config.zone).replace(tzinfo=None, microsecond=0)


def _code(report: Report | None) -> int:
    """Return the exit code: 2 where something stood in the way of all, 1 where a letter did not go."""
    if report is None:
        return 0
    if report.stopped:
        return 2
    return 1 if report.undelivered else 0


def _keep_password(at: Desk) -> int:
    from pipeline.credentials import keep_password
    from pipeline.mailroom import post_of

    post = post_of(at.config)
    if not _in_terminal(at):
        message = "密码要当面输入，不能从别处读。请在窗口里运行 uv run run.py send --password。"
        raise UsageError(message)
    asked = f"{post.address} 的密码（授权码），输入时不显示"
    text = Prompt.ask(asked, password=True, console=at.console).strip()
    if not text:
        message = "没有输入，没有改动。"
        raise UsageError(message)
    keep_password(post, text)
    at.answer({"kept": True}, lambda console: plain_lines(console, ["存好了。"]), deed=True)
    return 0


def _confirmed(at: Desk) -> bool:
    """Ask a person at a terminal to type the word; nobody else is asked, and nothing is sent."""
    if not _in_terminal(at):
        return False
    asked = f"看过没有问题，输入「{WORD}」两个字就发出；直接回车不发"
    return Prompt.ask(asked, default="", show_default=False, console=at.console).strip() == WORD


def _in_terminal(at: Desk) -> bool:
    return not (at.json or at.quiet) and sys.stdin.isatty() and sys.stdout.isatty()
