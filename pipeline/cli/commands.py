"""Every command of the contract; those of later versions say so plainly."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import menu, tell, tell_check
from pipeline.cli.checking import check_all
from pipeline.cli.chinese import ChineseCommand, ChineseGroup
from pipeline.cli.desk import HOME, ConfigPath, Json, Now, PeriodName, Quiet, begin
from pipeline.errors import UsageError
from pipeline.findings import count_by_severity
from pipeline.model import Severity

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False, no_args_is_help=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="三比一争：发填报表、收表核对、汇总计分、出结果。不带命令运行，看现在到了哪一步。",
)  # fmt: skip

UnitName = Annotated[str, typer.Argument(metavar="单位", help="单位名称或编号。")]


@app.callback(invoke_without_command=True)
def stand(
    context: typer.Context, config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False
) -> int:
    """看现在到了哪一步、下一步做什么；在终端里打开菜单。"""
    if context.invoked_subcommand:
        if config != HOME or now or json or quiet:
            message = f"选项请写在命令后面，如 uv run run.py {context.invoked_subcommand} … --config 文件。"
            raise UsageError(message)
        return 0
    at = begin(config, now, json=json, quiet=quiet)
    standing = menu.standing(at)
    at.answer(standing.document, standing.tell)
    if not json and not quiet and sys.stdin.isatty() and sys.stdout.isatty():
        return menu.run(at, lambda words: app(args=words, prog_name="run.py", standalone_mode=False))
    return 0


@app.command(cls=ChineseCommand)
def templates(
    period: Annotated[str, typer.Argument(metavar="填报月份", help="如 2016-05；不写就做一套空表。")] = "",
    config: ConfigPath = HOME,
    now: Now = "",
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """发表：给每个单位做好填报表（已带上没办完的事项），和发到群里的通知。"""
    at = begin(config, now, json=json, quiet=quiet)
    with at.office() as office:
        folder, files, notice = (
            office.hand_out(at.config.period(period)) if period else office.lay_out_blank()
        )
    document = {"period": period, "folder": str(folder), "files": sorted(files), "notice": notice}
    at.answer(document, lambda console: tell.handed_out(console, folder, files, notice), deed=True)
    return 0


@app.command(cls=ChineseCommand)
def check(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="一个或几个填报表，或装着它们的文件夹。")],
    period: Annotated[str, typer.Option("--period", metavar="填报月份", help="按哪个月核对；不写就看表里。")] = "",
    everything: Annotated[bool, typer.Option("--all", help="已规范的也列出来。")] = False,
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """核对一个填报表：哪里要改、怎么改，写明到单元格。"""
    at = begin(config, now, json=json, quiet=quiet)
    checked = check_all(at, files, period)
    at.answer(
        [tell_check.submission_document(each) for each in checked],
        lambda console: tell_check.submissions(console, at.config, checked, everything=everything),
    )
    return 1 if any(tell_check.needs_work(each) for each in checked) else 0


@app.command(cls=ChineseCommand)
def status(
    period: PeriodName,
    remind: Annotated[bool, typer.Option("--remind", help="现在该催的已经催了，记进催报记录。")] = False,
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """报送情况：谁报了、谁没报、谁迟了、该催谁、哪些要办公室定。"""
    from pipeline.cli import reporting

    at = begin(config, now, json=json, quiet=quiet)
    returns = reporting.look(at, at.config.period(period), remind=remind)
    at.answer(returns.document(), returns.tell)
    return 0


@app.command(cls=ChineseCommand)
def accept(  # noqa: PLR0913, PLR0917 — each is a word of the command line
    period: PeriodName,
    file: Annotated[str, typer.Argument(metavar="文件", help="迟报、重复或拿不准的文件名。")],
    verdict: Annotated[str, typer.Option("--as", metavar="决定", help="计入、不计或按时。")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="原因", help="为什么。")] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="单位", help="是哪个单位的；看得出的不用写。")] = "",
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """审核来件：对迟报、重复或拿不准的文件作出决定；在终端里不写决定，就先看情况再选。"""
    from pipeline.cli import accept as word

    at = begin(config, now, json=json, quiet=quiet)
    decided = word.accept(at, at.config.period(period), file, word.Word(verdict, reason, unit))
    at.answer(decided, lambda console: tell.plain_lines(console, [word.told(at, decided)]), deed=True)
    return 0


@app.command(cls=ChineseCommand)
def consolidate(
    period: PeriodName,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只算，不出结果。")] = False,
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """汇总：读表、核对、计分，出一份送审稿。"""
    from pipeline.cli import tell_results

    at = begin(config, now, json=json, quiet=quiet)
    chosen = at.config.period(period)
    with at.office() as office:
        if not (at.config.submissions / chosen.id).is_dir():
            message = (
                f"还没有收到{chosen.name}的填报表：{at.config.settings.folders.submissions}/{chosen.id} 不存在。"
                "请把收回的表放进这个文件夹，再汇总一次。"
            )
            raise UsageError(message)
        month = office.consolidate(chosen)
        folder = None if dry_run else office.publish(month)
    document = tell_results.month_document(at.config, month, folder)
    at.answer(document, lambda console: tell_results.month(console, at.config, month, folder), deed=True)
    return 1 if count_by_severity(month.findings)[Severity.MUST] else 0


@app.command(cls=ChineseCommand)
def explain(
    period: Annotated[str, typer.Argument(metavar="填报月份", help="如 2016-05；全年的写年份，如 2016。")],
    unit: UnitName,
    spoken: Annotated[bool, typer.Option("--spoken", help="只要打电话用的一段话。")] = False,
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """得分说明：每一分从哪个文件、哪张表、哪一格来。"""
    from pipeline.cli import telling_scores

    at = begin(config, now, json=json, quiet=quiet)
    whose = at.config.unit(unit)
    told = (
        telling_scores.of_the_year(at, period, whose)
        if period == str(at.config.settings.year)
        else telling_scores.of_a_period(at, at.config.period(period), whose)
    )
    at.answer(
        told.document, lambda console: tell.plain_lines(console, [told.spoken] if spoken else told.lines)
    )
    return 0


@app.command(cls=ChineseCommand)
def rubric(
    period: Annotated[str, typer.Argument(metavar="填报月份", help="和这个月结果所用的细则比较。")] = "",
    other: Annotated[str, typer.Argument(metavar="另一个月", help="再写一个月，比较这两个月。")] = "",
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """考评细则：现行的是什么；写月份就比较有什么不同。"""
    at = begin(config, now, json=json, quiet=quiet)
    document, lines = menu.rubric(at, period, other)
    at.answer(document, lambda console: tell.plain_lines(console, lines))
    return 0


@app.command(cls=ChineseCommand)
def demo(
    to: Annotated[Path, typer.Option("--to", help="放在哪个文件夹。", show_default=False)] = Path("demo"),
    config: ConfigPath = HOME, now: Now = "", json: Json = False, quiet: Quiet = False,
) -> int:  # fmt: skip
    """演示：一所虚构的学校，一年的填报表和每月结果。"""
    at = begin(config, now, json=json, quiet=quiet)
    return menu.demo(at, to)
