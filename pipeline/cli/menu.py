"""What stands behind the commands: where things stand, the menu, the rubric, the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.prompt import Prompt as Asked

from pipeline.archive import issued_document, issued_revision, published_document
from pipeline.cli import tell
from pipeline.errors import PipelineError, UsageError
from pipeline.model import State, chinese_day
from pipeline.registers import read_registers
from pipeline.wording import rubric_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from pipeline.cli.desk import Desk
    from pipeline.config import Period


class Prompt(Asked):
    """A question whose complaints are in Chinese."""

    illegal_choice_message = "没有这一项，请照列出的选。"
    validate_error_message = "读不懂，请再写一次。"

    @classmethod
    def get_input(cls, *args: Any, **options: Any) -> str:  # noqa: ANN401 — what rich asks with
        """Take the end of what is typed (Ctrl+D) for leaving."""
        try:
            return super().get_input(*args, **options)
        except EOFError:
            raise typer.Abort from None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand this period, and the next step."""

    document: dict[str, Any]
    lines: tuple[str, ...]

    def tell(self, console: Console) -> None:
        """Tell a person."""
        tell.plain_lines(console, self.lines)


def standing(at: Desk) -> Standing:
    """Return where things stand: handed out, returned, consolidated; and the next step."""
    period = at.current()
    config = at.config
    handed = (config.ledger_folder / period.id).is_dir()
    folder = config.submissions / period.id
    files = (
        [p for p in folder.rglob("*") if p.is_file() and not p.name.startswith((".", "~$"))]
        if folder.is_dir()
        else []
    )
    state = at.state_of(period)
    due = config.deadline_day(period)
    over = config.deadline(period) <= at.now
    mailed = config.settings.mail is not None
    step = _next_step(period, handed=handed, files=len(files), over=over, state=state, mailed=mailed)
    document = {
        "period": period.id, "due": due.isoformat(), "handed_out": handed, "files": len(files), "released": bool(state),
        "state": state or None,
        "next": step,
    }  # fmt: skip
    lines = (
        f"{config.settings.school.name}　{config.settings.school.campaign}",
        f"本期：{period.name}，{chinese_day(due)}24:00截止"
        + ("（已过）" if over else f"，还有 {(due - at.now.date()).days} 天"),
        f"填报表：{'已发' if handed else '还没有发'}　收到文件：{len(files)} 个　结果：{state or '还没有'}",
        f"下一步：{step}",
    )
    return Standing(document, lines)


def _next_step(period: Period, *, handed: bool, files: int, over: bool, state: str, mailed: bool) -> str:
    page = f"output/{period.id}/index.html"
    again = f"再运行 uv run run.py consolidate {period.id}"
    check = f"；发核对稿、送审稿：uv run run.py send {period.id}" if mailed else ""
    after = {
        State.DRAFT: f"看送审稿 {page}{check}；定了就审签：uv run run.py approve {period.id} --by 姓名；有新到的表，{again}",
        State.APPROVED: f"印发：uv run run.py issue {period.id}",
        State.ISSUED: f"已印发，见 {page}；有批准的更正，{again}",
    }
    if mailed:
        after[State.APPROVED] = f"发给全部，就是印发：uv run run.py send {period.id} --to all"
    if state:
        return after[State(state)]
    if files and over:
        return f"汇总：uv run run.py consolidate {period.id}"
    if files:
        return f"看谁还没报：uv run run.py status {period.id}"
    if handed:
        collect = f"（用邮件的，运行 uv run run.py collect {period.id}）" if mailed else ""
        return f"把收回的表放进 submissions/{period.id}/{collect}，再运行 uv run run.py status {period.id}"
    return f"发表：uv run run.py templates {period.id}；想先看看，运行 uv run run.py demo"


DEMO_MARK = "演示说明.txt"

CHOICES = (
    ("发表", ("templates", "{period}")),
    ("报送情况", ("status", "{period}")),
    ("核对一个文件", ("check", "{file}")),
    ("审核来件", ("accept", "{period}", "{name}")),
    ("汇总", ("consolidate", "{period}")),
    ("审签", ("approve", "{period}", "--by", "{who}")),
    ("印发", ("issue", "{period}")),
    ("得分说明", ("explain", "{period}", "{unit}")),
    ("年度考评", ("annual", "{year}")),
    ("考评细则", ("rubric",)),
    ("演示", ("demo",)),
    ("记下已催", ("status", "{period}", "--remind")),
    ("发送", ("send", "{period}", "--to", "{to}")),
    ("收邮件", ("collect", "{period}")),
    ("发送记录", ("send", "{period}", "--status")),
)

TO = ("单位", "审签人", "全部", "催报", "督办", "组干科")
"""To whom letters go, as `send --to` knows them."""
QUESTIONS = {"{name}": "文件名", "{file}": "文件（可以拖进来）", "{unit}": "单位", "{who}": "谁审签的"}


def run(at: Desk, call: Callable[[list[str]], Any]) -> int:
    """Show the numbered menu until the user leaves; each choice is a command."""
    code = 0
    while True:
        at.console.print()
        for number, (name, _) in enumerate(CHOICES, start=1):
            at.console.print(f"  {number}  {name}")
        at.console.print("  0  退出")
        chosen = Prompt.ask(
            "请选", choices=[str(n) for n in range(len(CHOICES) + 1)], show_choices=False, console=at.console
        )
        if chosen == "0":
            return code
        words = [_asked(at, word) for word in CHOICES[int(chosen) - 1][1]]
        try:
            code = call([*words, "--config", str(at.config.path), *at.clock])
        except (PipelineError, typer.TyperException) as error:
            at.console.print(str(error), markup=False)


def _asked(at: Desk, word: str) -> str:
    if word == "{period}":
        return Prompt.ask("填报月份", default=at.current().id, console=at.console)
    if word == "{to}":
        asked = "发给谁（直接回车，就是下一步该发的）"
        return Prompt.ask(asked, choices=list(TO), default="", show_default=False, console=at.console)
    if word == "{year}":
        return str(at.config.settings.year)
    if word in QUESTIONS:
        return Prompt.ask(QUESTIONS[word], console=at.console).strip("\"' ")
    return word


def rubric(at: Desk, period: str, other: str) -> tuple[object, list[str]]:
    """Return the rubric in force, or what differs between a release's and another's (or the one in force)."""
    current = [list(line) for line in rubric_lines(at.config)]
    if not period:
        lines = [f"考评细则 {at.config.rubric.version}", *(f"{a}　{b}　{c}" for a, b, c in current)]
        return {"version": at.config.rubric.version, "lines": current}, lines
    first = _released_rubric(at, at.config.period(period))
    second = (
        _released_rubric(at, at.config.period(other))
        if other
        else {"version": at.config.rubric.version, "lines": current}
    )
    old = {(a, b): c for a, b, c in first["lines"]}
    new = {(a, b): c for a, b, c in second["lines"]}
    changed = [
        {"part": key[0], "subject": key[1], "old": old.get(key, ""), "new": new.get(key, "")}
        for key in {**old, **new} if old.get(key) != new.get(key)
    ]  # fmt: skip
    name = other or "现行"
    told = [
        f"{period} 用的是 {first['version']}，{name}是 {second['version']}，"
        + (f"有 {len(changed)} 处不同：" if changed else "没有不同。")
    ]
    told += [
        f"{c['part']}　{c['subject']}：{c['old'] or '（没有）'} → {c['new'] or '（没有）'}" for c in changed
    ]
    return {"first": first["version"], "second": second["version"], "changed": changed}, told


def _released_rubric(at: Desk, period: Period) -> dict[str, Any]:
    """Return the rubric of the period's issued revision, of its draft where none was issued."""
    signatures = read_registers(at.config.submissions).signatures
    revision = issued_revision(signatures, period.id, at.now)
    if revision:
        return issued_document(at.config.output, period.id, revision, "rubric.json")
    path = at.config.output / period.id / "rubric.json"
    if not path.is_file():
        message = (
            f"{period.name}还没有汇总过，没有可比的细则。请先运行 uv run run.py consolidate {period.id}。"
        )
        raise UsageError(message)
    return published_document(path)


def demo(at: Desk, to: Path) -> int:
    """Build the demonstration school and say where to look."""
    from pipeline.cli import shown
    from pipeline.demo.school import build_demo

    if to.exists() and any(to.iterdir()) and not (to / DEMO_MARK).exists():
        message = f"「{to}」里已经有东西，不是演示用的文件夹，没有动它。请换一个文件夹：--to 文件夹名。"
        raise UsageError(message)
    to.mkdir(parents=True, exist_ok=True)
    (to / DEMO_MARK).write_text("这个文件夹是演示用的，再运行演示会清空重做。\n", encoding="utf-8")
    with at.office() as office:
        result = build_demo(at.config.path, to, office.progress)
    at.answer(shown.demo_document(result), lambda console: shown.demo(console, result))
    return 0
