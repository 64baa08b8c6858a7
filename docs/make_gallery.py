"""Pictures of what people see, made from the demonstration: a few for the README, or every face in every form.

    uv run docs/make_gallery.py                 the pictures of docs/画廊/
    uv run docs/make_gallery.py --all FOLDER    every page at three widths, light, dark and printed; every sheet and
                                                draft as printed: to be looked at one by one
    … --demo FOLDER                             of a demonstration that is already there (`run.py demo --to FOLDER`)

Needs Chromium, LibreOffice and pdftoppm, as .ci/run installs them.
"""
# ruff: noqa: INP001 — a script beside the pages it shows, no package

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 — found only now

from pipeline.demo.school import build_demo  # noqa: E402
from tests.tools import find_chromium, find_soffice, pdf_pages, recalculate  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

GALLERY = ROOT / "docs" / "画廊"
MAY, NOVEMBER, YEAR = "2016-05", "2016-11", "2016"
WIDTHS = {390: 844, 1280: 900, 1920: 1080}
"""Widths and heights of the windows of a telephone, a desk and a projector, in pixels."""
LOOKED_AT = (MAY, NOVEMBER, "2016-12", YEAR)
"""The releases of which every page is taken: restated, late and missing, not scored, the year."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page in a window; `press` are the keys pressed before it, `scale` the pixels of the picture in one."""

    page: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    press: tuple[str, ...] = ()
    scale: float = 1


PAGES: dict[str, Shot] = {
    "月度首页": Shot(f"{NOVEMBER}/index.html", 1280, 1000, scale=0.75),
    "手机上的月度首页": Shot(f"{NOVEMBER}/index.html", 390, 844),
    "手机上的单位一页": Shot(f"{NOVEMBER}/units/zongwu.html", 390, 844, "dark"),
    "电子屏": Shot(f"{MAY}/publicity/screen.html", 960, 540, press=("ArrowRight",)),
}
"""Pictures of pages for the README."""
PRINTED: dict[str, tuple[str, int]] = {
    "领导参阅": (f"{NOVEMBER}/三比一争汇总_{NOVEMBER}.xlsx", 1),
    "公开栏": (f"{MAY}/publicity/board.html", 1),
    "工作简报": (f"{NOVEMBER}/drafts/工作简报.docx", 1),
}
"""Pictures of printed pages: the file, and which page."""


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Give the machine's own Chromium."""
    program = find_chromium()
    if program is None:
        sys.exit("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


def printed(opened: Browser, path: Path, folder: Path) -> list[Path]:
    """Return the pages of a workbook, a draft or a web page as they are printed."""
    if path.suffix == ".html":
        pdf = folder / f"{path.stem}.pdf"
        page = opened.new_page()
        page.goto(path.as_uri())
        page.pdf(path=pdf, format="A4", prefer_css_page_size=True)
        page.close()
    else:
        soffice = find_soffice()
        if soffice is None:
            sys.exit("LibreOffice is not installed")
        pdf = recalculate(soffice, path, folder, "pdf")
    return pdf_pages(pdf, folder / path.stem)


def few(output: Path) -> None:
    """Make the pictures of the README."""
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir(parents=True)
    with browser() as opened, tempfile.TemporaryDirectory() as folder:
        for name, shot in PAGES.items():
            page = opened.new_page(
                viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme,
                device_scale_factor=shot.scale,
            )  # fmt: skip
            page.goto((output / shot.page).as_uri())
            for key in shot.press:
                page.keyboard.press(key)
            page.screenshot(path=GALLERY / f"{name}.png")
            page.close()
        for name, (path, number) in PRINTED.items():
            shutil.copyfile(printed(opened, output / path, Path(folder))[number - 1], GALLERY / f"{name}.png")


def every(output: Path, folder: Path) -> None:
    """Make a picture of every page in every form, and of every sheet and draft as printed."""
    releases = [output / name for name in LOOKED_AT if (output / name).is_dir()]
    with browser() as opened:
        for path in (p for release in releases for p in sorted(release.rglob("*.html"))):
            name = path.relative_to(output).with_suffix("").as_posix().replace("/", "_")
            for width, height in WIDTHS.items():
                page = opened.new_page(viewport={"width": width, "height": height})
                page.goto(path.as_uri())
                page.emulate_media(color_scheme="light")
                page.screenshot(path=folder / f"{name}_{width}_light.png", full_page=True)
                page.emulate_media(color_scheme="dark")
                page.screenshot(path=folder / f"{name}_{width}_dark.png", full_page=True)
                page.close()
            printed(opened, path, folder / f"{name}_print")
        for release in releases:
            for path in sorted([*release.glob("*.xlsx"), *release.glob("drafts/*.docx")]):
                printed(opened, path, folder / f"{release.name}_print")


def main() -> None:
    """Take the pictures, of a demonstration built for it or of one that is there."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--all", type=Path, metavar="FOLDER")
    words.add_argument("--demo", type=Path, metavar="FOLDER")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (asked.demo or Path(folder) / "demo").resolve()
        if not asked.demo:
            home.mkdir()
            build_demo(ROOT / "config.yaml", home, lambda *_: None)
        if asked.all:
            asked.all.mkdir(parents=True, exist_ok=True)
            every(home / "output", asked.all.resolve())
        else:
            few(home / "output")


if __name__ == "__main__":
    main()
