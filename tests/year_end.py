"""What December brings, for tests of the year: ballots, marks and registers; and a school judged by hardly more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.school import School

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.school import Settings

OFFICE = "领导小组办公室"
GROUPS = ("校领导", "中层", "教职工代表")
Line = dict[str, object]


def ballots(unit: str, *groups: tuple[str, int, int, int, int], abstained: int = 0) -> list[Line]:
    """Return the lines of a unit's ballots: voter group, then 好, 较好, 一般, 较差; `abstained` in each group."""
    return [
        {
            "subject": unit, "voters": group, "issued": sum(votes) + abstained, "returned": sum(votes) + abstained,
            "good": votes[0], "fairly_good": votes[1], "fair": votes[2], "poor": votes[3], "abstained": abstained,
        }
        for group, *votes in groups
    ]  # fmt: skip


def all_good(unit: str) -> list[Line]:
    """Return ballots in which everybody votes 好: B = 100."""
    return ballots(unit, *((group, 5, 0, 0, 0) for group in GROUPS))


def close_year(
    school: School,
    marks: Mapping[str, float],
    votes: Iterable[Line] = (),
    arrived: str = "",
    **registers: list[Line],
) -> None:
    """Let the office's workbook of December arrive: marks by unit, ballots, and any other register."""
    tables = {"marks": [{"subject": unit, "mark": mark} for unit, mark in marks.items()], **registers}
    school.returns("2016-12", OFFICE, {"ballots": list(votes), **tables}, arrived)


def inspected(folder: Path, *units: str) -> School:
    """Return a school in which P is 文明 alone: 100, less a sixth of what an inspector takes off in one period.

    Each unit owes one ledger that is never scored, and nothing is lost where it does not come. There are no items,
    so that R gives its half away: Y = 0.7 B + 0.3 L, and the year is 0.6 P + 0.28 B + 0.12 L.
    """
    return School(folder, units, only_inspected)


def only_inspected(settings: Settings) -> None:
    """Let every unit owe 宣传报道 alone, whose not coming costs nothing."""
    settings["rubric"]["discipline"]["missing"] = 0
    for category in settings["categories"]:
        if category["scored"]:
            category["duties"] = ["media"]
    for unit in settings["roster"]["units"]:
        unit.pop("more", None)
        unit.pop("less", None)
