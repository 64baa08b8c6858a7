"""Fixtures that open our files in real programs: LibreOffice for workbooks, Chromium for pages, mail servers for letters.

A test that asks for `soffice` or `recalculate` is marked `libreoffice`, one that asks for `chromium` or
`screenshot` is marked `chromium`, one that asks for `mail` is marked `mailserver`. Where the program is missing it is skipped and says so; with
SANBI_REQUIRE_TOOLS=1 (.ci/run) such a test fails instead, whatever the reason it gives for not running.
"""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Protocol

import pytest

from tests import mail_servers, tools

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

REQUIRED = os.environ.get("SANBI_REQUIRE_TOOLS") == "1"
MARKED = {"soffice": "libreoffice", "chromium": "chromium", "mail_machine": "mailserver"}


class Recalculate(Protocol):
    """Gives a workbook as LibreOffice saves it."""

    def __call__(self, path: Path, to: str = "xlsx") -> Path:
        """Return the file made from `path` in the format `to`, every formula computed anew."""
        ...


class Screenshot(Protocol):
    """Gives a page as Chromium shows it."""

    def __call__(self, page: Path, width: int, height: int = 1600) -> Path:
        """Return a PNG of the first `height` pixels of `page` in a window `width` pixels wide."""
        ...


@pytest.fixture(scope="session")
def soffice() -> Path:
    """Return LibreOffice's program."""
    return _needed(tools.find_soffice(), "LibreOffice 不在本机，用它打开工作簿的测试跳过")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return Chromium's program."""
    return _needed(tools.find_chromium(), "Chromium 不在本机，用它看网页的测试跳过")


@pytest.fixture
def recalculate(soffice: Path, tmp_path: Path) -> Recalculate:
    """Return a function that sends a workbook through LibreOffice, in a fresh profile each time."""
    runs = itertools.count(1)

    def run(path: Path, to: str = "xlsx") -> Path:
        return tools.recalculate(soffice, path, tmp_path / f"libreoffice-{next(runs)}", to)

    return run


@pytest.fixture
def screenshot(chromium: Path, tmp_path: Path) -> Screenshot:
    """Return a function that photographs a page, in a fresh profile each time."""
    runs = itertools.count(1)

    def run(page: Path, width: int, height: int = 1600) -> Path:
        picture = tmp_path / "chromium" / f"{page.stem}-{width}-{next(runs)}.png"
        return tools.screenshot(chromium, page, picture, width, height)

    return run


@pytest.fixture(scope="session")
def mail_machine() -> Iterator[mail_servers.MailServers]:
    """Return Postfix and Dovecot at work, for as long as the tests run."""
    lacks = mail_servers.missing()
    if lacks:
        pytest.skip(f"本机没有 {lacks}，和真的邮件服务器一起的测试跳过")
    with mail_servers.mail_servers(mail_servers.ADDRESSES) as servers:
        yield servers


@pytest.fixture
def mail(mail_machine: mail_servers.MailServers) -> mail_servers.MailServers:
    """Return the mail servers with every mailbox empty."""
    for address in mail_servers.ADDRESSES:
        mail_machine.empty(address)
    return mail_machine


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the program that it asks for, so that none can forget to."""
    for item in items:
        for fixture, mark in MARKED.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip of a marked test into a failure where the programs are required."""
    report = yield
    marked = any(item.get_closest_marker(mark) for mark in MARKED.values())
    if REQUIRED and marked and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"SANBI_REQUIRE_TOOLS=1, and this test was skipped: {report.longrepr}"
    return report


def _needed(program: Path | None, reason: str) -> Path:
    if program is None:
        pytest.skip(reason)
    return program
