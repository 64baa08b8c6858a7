"""Programs of this machine that look at what we wrote: LibreOffice, Chromium, pdftoppm.

For fixtures (`conftest`) and for scripts alike. Each run gets a profile of its own, so that no run finds
what another left, and a time limit; each raises ToolError with the program's own words.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CALC_SECONDS = 180
BROWSER_SECONDS = 60
PDF_SECONDS = 60

# LibreOffice ignores a workbook's wish to be recalculated; 0 is "always" (the other two: never, ask).
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
 </item>
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
 </item>
</oor:items>
"""


class ToolError(Exception):
    """A program of this machine did not do what was asked; carries what it said."""


def find_soffice() -> Path | None:
    """Return LibreOffice's program, or None where it is not installed."""
    return _first("soffice", "libreoffice")


def find_chromium() -> Path | None:
    """Return Chromium's or Chrome's program, or None where neither is installed."""
    return _first("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def recalculate(soffice: Path, path: Path, folder: Path, to: str = "xlsx") -> Path:
    """Return `path` as LibreOffice saves it in `folder` in the format `to`, every formula computed anew.

    `folder` is made where it is missing, and must not be the folder of `path`: the name stays the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() == path.resolve().parent:
        message = f"{folder} holds the original"
        raise ToolError(message)
    made = folder / f"{path.stem}.{to.partition(':')[0]}"
    with _profile() as profile:
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
        command = [
            str(soffice), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--nologo", "--convert-to", to, "--outdir", str(folder), str(path),
        ]  # fmt: skip
        said = _run(command, CALC_SECONDS)
    return _made(made, said)


def screenshot(chromium: Path, page: Path, picture: Path, width: int = 1280, height: int = 1600) -> Path:
    """Return `picture`, a PNG of the first `height` pixels of `page` in a window `width` pixels wide."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with _profile() as profile:
        command = [
            str(chromium), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", f"--user-data-dir={profile}",
            f"--window-size={width},{height}", f"--screenshot={picture.resolve()}", page.resolve().as_uri(),
        ]  # fmt: skip
        said = _run(command, BROWSER_SECONDS)
    return _made(picture, said)


def pdf_pages(pdf: Path, folder: Path, dpi: int = 80) -> list[Path]:
    """Return the pages of `pdf` as PNG files in `folder`, in order."""
    pdftoppm = _first("pdftoppm")
    if pdftoppm is None:
        message = "pdftoppm is not installed (Debian: poppler-utils)"
        raise ToolError(message)
    folder.mkdir(parents=True, exist_ok=True)
    said = _run([str(pdftoppm), "-r", str(dpi), "-png", str(pdf), str(folder / pdf.stem)], PDF_SECONDS)
    pages = sorted(folder.glob(f"{pdf.stem}-*.png"))  # pdftoppm pads the numbers, so names sort as pages do
    if not pages:
        raise ToolError(said)
    return pages


def _first(*names: str) -> Path | None:
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


@contextlib.contextmanager
def _profile() -> Iterator[Path]:
    """Give a new folder for a program's settings; it goes even if a helper still writes into it."""
    folder = Path(tempfile.mkdtemp(prefix="sanbi-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], seconds: float) -> str:
    """Return what `command` said; raises ToolError if it fails or takes longer than `seconds`."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace", start_new_session=True,
    )  # fmt: skip
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            message = f"{command[0]} took longer than {seconds:g} seconds"
            raise ToolError(message) from None
    if process.returncode:
        message = f"{command[0]} ended with {process.returncode}: {said}"
        raise ToolError(message)
    return said


def _end(process: subprocess.Popen[str]) -> None:
    """End the process and what it started: soffice and chromium are launchers of others."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _made(path: Path, said: str) -> Path:
    if not path.is_file():
        message = f"{path.name} was not made: {said}"
        raise ToolError(message)
    return path
