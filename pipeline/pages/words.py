"""How lines of a score and periods of a trend are told on a page, for index and unit alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.account import mean_of, place
from pipeline.model import chinese_day, chinese_short_day, shown

if TYPE_CHECKING:
    from datetime import date

    from pipeline.config import Config
    from pipeline.model import Because, Consolidation


def day_words(config: Config, day: date | None) -> str:
    """Return a date as people write it, one of the campaign's year without the year; "" where there is none."""
    if day is None:
        return ""
    return chinese_short_day(day) if day.year == config.settings.year else chinese_day(day)


def line_words(line: Because) -> dict[str, str]:
    """Return a line of a score as the table of lines shows it."""
    return {
        "points": shown(line.points), "out_of": shown(line.out_of) if line.out_of else "", "text": line.text,
        "place": place(line.where), "id": line.id,
    }  # fmt: skip


def trend(config: Config, month: Consolidation, category: str, unit: str = "") -> list[dict[str, object]]:
    """Return a bar for each scored period up to this one: of the unit beside its category's mean, or of the mean alone."""
    told = [(p.name, p.scores) for p in month.earlier] + [(config.period(month.period).name, month.scores)]
    bars = []
    for name, scores in told:
        mean = mean_of(scores, category)
        own = next((s.score for s in scores if s.unit == unit), None) if unit else mean
        bars.append({
            "name": name, "score": "—" if own is None else shown(own), "bar": float(own or 0),
            "mean": shown(mean) if unit and mean is not None else "", "now": scores is month.scores,
            "mean_at": float(mean) if unit and mean is not None else None,
        })  # fmt: skip
    return bars
