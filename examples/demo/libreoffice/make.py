# ruff: noqa: INP001 — a script beside what it makes, no package
"""Make the kept files afresh: the demonstration's own returns, saved by LibreOffice as .xls, .ods and .xlsx.

    uv run python examples/demo/libreoffice/make.py

Run it when tests/test_demo.py says that a kept file no longer says what the demonstration types.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.demo.kept import typed_afresh  # noqa: E402 — the project is run from its folder and never installed

FILTERS = {".xls": "xls:MS Excel 97", ".ods": "ods:calc8", ".xlsx": "xlsx:Calc MS Excel 2007 XML"}
SECONDS = 120


def main() -> None:
    """Write every kept file anew."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name, (_, data) in typed_afresh(ROOT / "config.yaml", work / "school").items():
            source = work / "typed" / Path(name).with_suffix(".xlsx")
            source.parent.mkdir(exist_ok=True)
            source.write_bytes(data)
            command = [
                "soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to",
                FILTERS[Path(name).suffix], "--outdir", str(HERE), str(source),
            ]  # fmt: skip
            subprocess.run(command, check=True, timeout=SECONDS, stdout=subprocess.DEVNULL)  # noqa: S603 — our own words
            sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
