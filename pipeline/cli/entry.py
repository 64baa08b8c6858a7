"""From the command line to an exit code: 0 done, 1 the data has errors, 2 set-up or usage, 3 bug, 130 interrupted."""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from pipeline.cli.chinese import complaint
from pipeline.cli.mailing import app
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, DATA_ERRORS, WRONG_CALL, BUG, INTERRUPTED = 0, 1, 2, 3, 130
LOG = "sanbiyizheng-log.txt"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_utf8()
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        code = app(
            args=list(sys.argv[1:] if argv is None else argv), prog_name="run.py", standalone_mode=False
        )
    except PipelineError as error:
        errors.print(str(error), markup=False)
        return WRONG_CALL
    except typer.TyperException as error:
        errors.print(f"命令写得不对：{complaint(error)}\n请运行 uv run run.py --help 看用法。", markup=False)
        return WRONG_CALL
    except (KeyboardInterrupt, typer.Abort):
        errors.print("已停下，上一次的结果没有动。")
        return INTERRUPTED
    except Exception:  # noqa: BLE001 — whatever it is, the user gets one calm line and the log keeps the rest
        place = _log(traceback.format_exc())
        errors.print(
            f"程序出了意外，数据和上一次的结果都没有动。详情记在 {place}，请把这个文件发给技术支持。",
            markup=False,
        )
        return BUG
    return code if isinstance(code, int) else DONE


def _speak_utf8() -> None:
    """Let Chinese through a pipe on Windows, whose default is the local code page."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and not stream.isatty():
            reconfigure(encoding="utf-8")


def _log(text: str) -> Path:
    """Keep `text` where the user can find it, and return the place."""
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        place = folder / LOG
        try:
            with place.open("a", encoding="utf-8") as file:
                file.write(text + "\n")
        except OSError:
            continue
        return place
    return Path(LOG)
