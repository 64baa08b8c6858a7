"""What every command shares: --config, --now, --json, --quiet; how it answers a person or a program."""

from __future__ import annotations

import json as json_text
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from pipeline.archive import published_document
from pipeline.config import load_config
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from pipeline.config import Config, Period
    from pipeline.flow import Office

ConfigPath = Annotated[
    Path, typer.Option("--config", help="配置文件；里面的文件夹都相对于它。", show_default=False)
]
Now = Annotated[str, typer.Option("--now", help="当作现在的时间，如 2016-06-08T09:00。", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="只输出一份 JSON，供程序用。")]
Quiet = Annotated[bool, typer.Option("--quiet", help="少说话。")]
PeriodName = Annotated[str, typer.Argument(metavar="填报月份", help="如 2016-05。")]

HOME = Path(__file__).resolve().parents[2] / "config.yaml"


@dataclass(frozen=True, slots=True)
class Desk:
    """One command at work; `clock` hands --now on where it was given, so that a menu left open keeps time."""

    config: Config
    now: datetime
    json: bool
    quiet: bool
    console: Console
    clock: tuple[str, ...] = ()

    @contextmanager
    def office(self) -> Iterator[Office]:
        """Give an office whose long work shows its progress on a terminal, and nowhere else."""
        from pipeline.flow import Office

        with self.progress() as shown:
            yield Office(self.config, self.now, progress=shown)

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None]]:
        """Give what shows progress; nothing may be asked while it does."""
        if self.json or self.quiet or not sys.stderr.isatty():
            yield _silent
            return
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            yield shown_on(bar)

    def answer(self, document: object, tell: Callable[[Console], None], *, deed: bool = False) -> None:
        """Give the one JSON document, or tell a person; of a deed done, --quiet wants to hear nothing."""
        if self.quiet and deed and not self.json:
            return
        if self.json:
            sys.stdout.write(json_text.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n")
        else:
            tell(self.console)

    def current(self) -> Period:
        """Return the period at hand: one that came back and waits to be consolidated, else the next one due."""
        for each in self.config.periods:
            if self.config.deadline(each) > self.now or (
                self.has_returns(each) and not self.is_released(each)
            ):
                return each
        returned = [p for p in self.config.periods if self.has_returns(p)]
        return returned[-1] if returned else self.config.periods[0]

    def has_returns(self, period: Period) -> bool:
        """Tell whether anything came back for `period`."""
        folder = self.config.submissions / period.id
        return folder.is_dir() and any(folder.iterdir())

    def state_of(self, period: Period) -> str:
        """Return the state of the period's release, "" where there is none."""
        path = self.config.output / period.id / "manifest.json"
        return str(published_document(path)["state"]) if path.is_file() else ""

    def is_released(self, period: Period) -> bool:
        """Tell whether `period` has a release."""
        return (self.config.output / period.id / "manifest.json").is_file()


def _silent(_words: str, _done: int, _whole: int) -> None:
    """Show no progress."""


def shown_on(bar: Progress) -> Callable[[str, int, int], None]:
    """Return a progress callback that keeps one line a kind of work."""
    tasks: dict[str, Any] = {}

    def tell(words: str, done: int, whole: int) -> None:
        if words not in tasks:
            tasks[words] = bar.add_task(words, total=whole)
        bar.update(tasks[words], completed=done, total=whole)

    return tell


def begin(config: Path, now: str, *, json: bool, quiet: bool) -> Desk:
    """Return the desk for one command; raises SetupError, UsageError."""
    loaded = load_config(config)
    console = Console(soft_wrap=True, highlight=False)
    return Desk(loaded, moment(now, loaded), json, quiet, console, ("--now", now) if now else ())


def moment(text: str, config: Config) -> datetime:
    """Return --now as local time of the school, the clock's where it is not given; raises UsageError."""
    if not text:
        return datetime.now(config.zone).replace(tzinfo=None, microsecond=0)
    try:
        given = datetime.fromisoformat(text)
    except ValueError as reason:
        message = f"--now 写的是「{text}」，读不懂。请写成 2016-06-08T09:00 的样子。"
        raise UsageError(message) from reason
    return given.astimezone(config.zone).replace(tzinfo=None) if given.tzinfo else given
