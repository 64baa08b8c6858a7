"""Pictures of what people see, made from the demonstration: a few for the README, or every face in every form.

    uv run docs/make_gallery.py                 the pictures of docs/画廊/
    uv run docs/make_gallery.py --all FOLDER    every page at three widths, light, dark and printed; every sheet and
                                                draft as printed: to be looked at one by one

Needs Chromium, LibreOffice and pdftoppm, as .ci/run installs them.
"""
# ruff: noqa: INP001 — a script beside the pages it shows, no package

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 — found only now

from pipeline.demo.school import build_demo  # noqa: E402
from tests.tools import find_chromium, find_soffice, pdf_pages, recalculate  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

GALLERY = ROOT / "docs" / "画廊"
MAY, YEAR = "2016-05", "2016"
WIDTHS = (390, 1280, 1920)
PAGES: dict[str, tuple[str, int, int]] = {
    "月度首页": (f"{MAY}/index.html", 1280, 1000),
    "手机上的月度首页": (f"{MAY}/index.html", 390, 844),
    "单位一页": (f"{MAY}/units/xinxi.html", 1280, 1000),
    "年度首页": (f"{YEAR}/index.html", 1280, 1000),
    "总结报告": (f"{YEAR}/report.html", 1280, 1000),
    "电子屏": (f"{MAY}/publicity/screen.html", 1920, 1080),
}
"""Pictures of pages for the README: what is shown, in a window of so many pixels."""
PRINTED: dict[str, tuple[str, int]] = {
    "领导参阅": (f"{MAY}/三比一争汇总_{MAY}.xlsx", 1),
    "年度得分": (f"{YEAR}/三比一争汇总_{YEAR}.xlsx", 2),
    "工作简报": (f"{MAY}/drafts/工作简报.docx", 1),
}
"""Pictures of printed pages: the file, and which page."""


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Give the machine's own Chromium."""
    program = find_chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


def printed(path: Path, folder: Path) -> list[Path]:
    """Return the pages of a workbook or a draft as they are printed."""
    soffice = find_soffice()
    if soffice is None:
        sys.exit("LibreOffice is not installed")
    pdf = recalculate(soffice, path, folder, "pdf")
    return pdf_pages(pdf, folder / path.stem)


def few(output: Path) -> None:
    """Make the pictures of the README."""
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir(parents=True)
    with browser() as opened:
        for name, (path, width, height) in PAGES.items():
            page = opened.new_page(viewport={"width": width, "height": height})
            page.goto((output / path).as_uri())
            page.screenshot(path=GALLERY / f"{name}.jpg", type="jpeg", quality=80)
            page.close()
    with tempfile.TemporaryDirectory() as folder:
        for name, (path, number) in PRINTED.items():
            shutil.copyfile(printed(output / path, Path(folder))[number - 1], GALLERY / f"{name}.png")


def every(output: Path, folder: Path) -> None:
    """Make a picture of every page in every form, and of every sheet and draft as printed."""
    releases = sorted(p for p in output.iterdir() if p.is_dir() and p.name in {MAY, "2016-12", YEAR})
    with browser() as opened:
        for path in (p for release in releases for p in sorted(release.rglob("*.html"))):
            name = path.relative_to(output).with_suffix("").as_posix().replace("/", "_")
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    page = opened.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                    page.goto(path.as_uri())
                    page.screenshot(path=folder / f"{name}_{width}_{scheme}.jpg", type="jpeg", full_page=True)
                    page.close()
            page = opened.new_page()
            page.goto(path.as_uri())
            page.pdf(path=folder / f"{name}.pdf", format="A4", prefer_css_page_size=True)
            page.close()
            pdf_pages(folder / f"{name}.pdf", folder / f"{name}_print")
    for release in releases:
        for path in sorted([*release.glob("*.xlsx"), *release.glob("drafts/*.docx")]):
            printed(path, folder / f"{release.name}_print")


def main() -> None:
    """Build the demonstration and take the pictures."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--all", type=Path, metavar="FOLDER")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        home.mkdir()
        build_demo(ROOT / "config.yaml", home, lambda *_: None)
        if asked.all:
            asked.all.mkdir(parents=True, exist_ok=True)
            every(home / "output", asked.all)
        else:
            few(home / "output")


if __name__ == "__main__":
    main()
