"""The house: a module imports only from lines below its own, and only the libraries that are its business."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "pipeline"

LINES: tuple[frozenset[str], ...] = tuple(
    frozenset(line.split())
    for line in (
        "errors",
        "model",
        "cells findings look workdays",
        "declared durable plain_csv",
        "thresholds yearly",
        "ledger plan rubric roster",
        "config",
        "credentials forms opinions registers reviews standing wording",
        "held",
        "reader",
        "check",
        "arrivals guards intake merge prepare reminders score supervise",
        "account annual bulletin chronicle giveback repair webpage xlsx",
        "briefing contents digest",
        "verdict",
        "dossier drafts machine pages publicity supervision template workbook yearpages",
        "archive causes letters mailbox pool post release rendering",
        "frontdoor intray revision",
        "casebook",
        "flow",
        "yearend",
        "issuing",
        "collecting mailroom",
        "verifying",
        "demo",
        "cli",
    )
)
"""From the ground up; a name is a module or a package, whose own modules may know each other."""

LIBRARIES: dict[str, frozenset[str]] = {
    library: frozenset(modules.split())
    for library, modules in {
        "chinese_calendar": "workdays",
        "css_inline": "letters",
        "defusedxml": "reader",
        "docxtpl": "drafts",
        "icalendar": "supervision",
        "imap_tools": "mailbox",
        "jinja2": "drafts webpage",
        "keyring": "credentials",
        "markupsafe": "drafts webpage",
        "lxml": "reader",
        "msoffcrypto": "reader",
        "olefile": "reader",
        "pandas": "letters merge machine model",
        "pebble": "pool",
        "pydantic_core": "machine",
        "pydantic": "declared thresholds yearly ledger plan rubric roster config demo",
        "python_calamine": "reader roster",
        "rapidfuzz": "cells check declared guards merge score",
        "rich": "cli",
        "typer": "cli",
        "xlsxwriter": "xlsx workbook",
        "yaml": "declared",
    }.items()
}


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, those for types alone too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def room_of(path: Path) -> str:
    """Return the module or package of pipeline/ in which `path` lives."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_lines_below_its_own(path: Path) -> None:
    """Imports run in one direction, and no module knows another of its own line."""
    line = {room: number for number, rooms in enumerate(LINES) for room in rooms}
    own = room_of(path)
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "pipeline" and len(parts) > 1 and parts[1] != own:
            assert line[parts[1]] < line[own], f"{own} imports {parts[1]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_uses_only_the_libraries_that_are_its_business(path: Path) -> None:
    """Each library has its rooms; outside them nothing depends on it."""
    for name in imports_of(path):
        library = name.split(".", maxsplit=1)[0]
        if library not in sys.stdlib_module_names and library != "pipeline":
            assert room_of(path) in LIBRARIES.get(library, frozenset()), f"{room_of(path)} imports {library}"


def test_every_room_has_its_line() -> None:
    """A new module is given its place here before anything else."""
    assert {room_of(path) for path in MODULES} == {room for rooms in LINES for room in rooms}


def test_a_file_is_one_idea() -> None:
    """No module passes 250 lines, but the one that is a table."""
    tables = {"findings.py"}
    long = {p.name for p in MODULES if len(p.read_text(encoding="utf-8").splitlines()) > 250}
    assert long <= tables
