"""How much a consolidated month costs above its floor, side by side in one run.

The floor: python-calamine reads every cell of the same workbooks, then XlsxWriter writes the same consolidated
cells, in one process. Ours: `consolidate` as the office runs it, checks, registers, merge, score, all files of
the release. What counts is the ratio.

    uv run benchmarks/consolidate.py [--units 200] [--rounds 3]
"""

from __future__ import annotations

import argparse
import io
import shutil
import statistics
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from pipeline.config import load_config
from pipeline.demo.fill import fill
from pipeline.flow import Office
from pipeline.forms import FIRST_ROW, column_letters, sheet_name
from pipeline.prepare import handouts
from pipeline.template import render_handout

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger

HERE = Path(__file__).resolve().parents[1]
PERIOD = "2016-05"
ROWS = 8
LEDGERS = ("commitment", "benchmark", "media", "bids", "conduct", "self_check", "clearance")
NOW = datetime(2016, 6, 8, 9, 0)  # noqa: DTZ001 — the school's local time, as everywhere


def school(home: Path, units: int) -> Path:
    """Make a school of `units` offices with seven ledgers each; return its config.yaml."""
    shutil.copytree(HERE / "input_templates", home / "input_templates", ignore=shutil.ignore_patterns("20*"))
    raw = yaml.safe_load((HERE / "config.yaml").read_text(encoding="utf-8"))
    raw["roster"]["units"] = [
        {"id": f"u{n:03d}", "name": f"第{n:03d}科", "category": "科室", "head": "松明远"}
        for n in range(units)
    ]
    raw["roster"]["readers"] = []
    del raw["mail"]
    raw["roster"]["people"] = [{**person, "unit": "u000"} for person in raw["roster"]["people"]]
    raw["codes"]["five_a"] = []
    next(c for c in raw["categories"] if c["name"] == "科室")["duties"] = list(LEDGERS)
    path = home / "config.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def typed_by_hand(config: Config, ledger: Ledger, field: Field, unit: str, row: int) -> str | int | date:
    """Return what a person would type: one deadline in four is past, the rest lies ahead."""
    if field.name == ledger.owner and "person" in ledger.owner + field.name:
        return "松明远"
    if field.name == ledger.deadline:
        return date(2016, 5, 20) if row % 4 == 0 else date(2016, 7, 20)
    words = config.choices(field) or ("否",)
    return {
        "date": date(2016, 5, 20), "number": row, "integer": row, "choice": words[0], "yes_no": words[0],
    }.get(field.kind, f"{field.header}{unit}第{row}行，内容写到这里为止")  # fmt: skip


def return_all(path: Path) -> list[Path]:
    """Fill every unit's workbook with `ROWS` rows a ledger and put it where returns arrive."""
    config = load_config(path)
    folder = config.submissions / PERIOD
    folder.mkdir(parents=True, exist_ok=True)
    for handout in handouts(config, config.period(PERIOD), None):
        typed: dict[str, dict[str, str | int | date]] = {}
        for plan in handout.sheets:
            cells: dict[str, str | int | date] = {}
            for row in range(FIRST_ROW, FIRST_ROW + (len(plan.rows) or ROWS)):
                for index, field in enumerate(plan.ledger.fields):
                    if field.by_unit and (field.must or field.name == "found"):
                        value = typed_by_hand(config, plan.ledger, field, handout.unit, row)
                        cells[f"{column_letters(index)}{row}"] = value
            typed[sheet_name(plan.ledger.title)] = cells
        (folder / f"{handout.unit}.xlsx").write_bytes(fill(render_handout(handout), typed))
    return sorted(folder.iterdir())


def floor(files: list[Path], cells: dict[str, list[list[object]]]) -> None:
    """Read every cell of `files`, write `cells`."""
    for path in files:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    out = Workbook(io.BytesIO(), {"in_memory": True})
    for name, rows in cells.items():
        sheet = out.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(number, column, value)
    out.close()


def main() -> None:
    """Measure both, alternating, and print the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = school(Path(folder), wanted.units)
        files = return_all(path)
        config = load_config(path)
        ours, least, cells = [], [], {}
        for _ in range(wanted.rounds):
            start = time.perf_counter()
            office = Office(config, NOW)
            release = office.publish(office.consolidate(config.period(PERIOD)))
            ours.append(time.perf_counter() - start)
            book = CalamineWorkbook.from_path(str(next(release.glob("*.xlsx"))))
            cells = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}
            start = time.perf_counter()
            floor(files, cells)
            least.append(time.perf_counter() - start)
    count = sum(value != "" for rows in cells.values() for row in rows for value in row)
    ratio = statistics.median(ours) / statistics.median(least)
    spread = [f"{a / b:.2f}" for a, b in zip(ours, least, strict=True)]
    print(f"{len(files)} workbooks, {count} consolidated cells")
    print(f"consolidate / floor = {ratio:.2f} (rounds: {', '.join(spread)})")
