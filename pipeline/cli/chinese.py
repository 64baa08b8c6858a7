"""Typer's own few words in Chinese, so that help and complaints speak the user's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    import typer
    from typer._click.core import Context

WORDS = (
    ("Usage: run.py", "用法：uv run run.py"),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 …"),
    ("Options:", "选项："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Show this message and exit.", "看这份说明。"),
    ("<path>", "<文件>"),
    ("<str>", "<文字>"),
    ("<list[Path]>", "<文件>"),
    ("[required]", "必填"),
    ("[words]...", ""),
)

COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"No such command '([^']*)'\..*", r"没有「\1」这个命令。"),
    (r"No such option: (\S+?)\.?(?: .*)?", r"没有「\1」这个选项。"),
    (r"Option '(\S+)' requires an argument\.?", r"「\1」后面还要写内容。"),
    (r"Missing (?:argument|parameter:?|option) '?\[?([^\]']*)\]?'?\.?.*", r"还缺「\1」。"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", r"多了「\1」。"),
    (r"Option '(\S+)' does not take a value\.?", r"「\1」后面不用写内容。"),
)


def in_chinese(text: str) -> str:
    """Return help text with Typer's words in Chinese."""
    for english, chinese in WORDS:
        text = text.replace(english, chinese)
    return text


def complaint(error: typer.TyperException) -> str:
    """Return what is wrong with a call, in Chinese where the kind is known."""
    said = str(getattr(error, "message", "") or error)
    if type(error).__name__ == "MissingParameter":
        param = getattr(error, "param", None)
        said = f"Missing argument '{getattr(param, 'metavar', None) or getattr(param, 'name', '')}'"
    for pattern, words in COMPLAINTS:
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found:
            return found.expand(words)
    return said


class ChineseCommand(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: Context) -> str:
        """Return the help text."""
        return in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """The program, whose help is in Chinese."""

    def get_help(self, ctx: Context) -> str:
        """Return the help text."""
        return in_chinese(super().get_help(ctx))
