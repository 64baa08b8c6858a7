"""What the public may know of a period or of the year: the only thing that the publicity faces are given.

It is built from what `publicity` in config.yaml names, and from nothing else (plan P2, P10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.chronicle.outcome import EXCUSED
from pipeline.model import State, chinese_day, chinese_short_day
from pipeline.publicity.pledges import UNTOLD, Pledge, tell_pledges
from pipeline.publicity.results import (
    RESULTS,
    Listing,
    tell_awards,
    tell_honours,
    tell_results,
    tell_year_results,
)
from pipeline.standing import DONE, NOT_STARTED, OVERDUE, RUNNING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.config import Config
    from pipeline.config.settings import Publicity
    from pipeline.model import Consolidation, Merged, Stage, Value, YearBook

PROMISES = "公开承诺"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice (公示): `draft` says that it must not be posted yet, "" once it is issued.

    `span` is the 公示期 in words; `pledges` stand before `listings` where they are `opening`: promised for the first
    time. `dated` is the day of issue, "" before it.
    """

    school: str
    office: str
    name: str
    called: str
    lead: str
    draft: str
    span: str
    telephone: str
    box: str
    dated: str
    pledges: tuple[Pledge, ...]
    listings: tuple[Listing, ...]
    opening: bool = False

    @property
    def title(self) -> str:
        """Return the title, which breaks best between its two parts: “三比一争”2016年5月 公开承诺公示."""
        return self.name + self.called

    @property
    def ask(self) -> str:
        """Return how the public's word is asked for (plan P2: 主动接受群众监督)."""
        return "对公示内容有意见的，请在公示期内拨打监督电话，或者写信投入意见箱。"


def tell_month(config: Config, month: Consolidation) -> Notice | None:
    """Return what is public of the period, None where nothing is."""
    publicity = config.settings.publicity
    if publicity is None:
        return None
    period = config.period(month.period)
    pledges = tell_pledges(config, publicity, month.merged)
    listings = (
        *tell_results(config, publicity, month.scores),
        *tell_honours(config, publicity, _rows_of(publicity, month.merged, (month.period,))),
    )
    opening = bool(pledges) and all(each.registered == month.period for each in pledges)
    name = f"{period.last.year}年{period.name}"
    kept = PROMISES if opening else f"{PROMISES}进展"
    return _notice(config, publicity, month.stage, name, pledges, listings, kept, period.last)


def tell_year(config: Config, book: YearBook) -> Notice | None:
    """Return what is public of the year: the award lists, results and honours, and the promises as they ended."""
    publicity = config.settings.publicity
    if publicity is None:
        return None
    pledges = tell_pledges(config, publicity, book.merged)
    listings = (
        *tell_awards(config, book),
        *tell_year_results(config, publicity, book),
        *tell_honours(
            config, publicity, _rows_of(publicity, book.merged, tuple(p.id for p in config.periods))
        ),
    )
    kept = f"{PROMISES}完成情况"
    return _notice(config, publicity, book.stage, f"{book.year}年度", pledges, listings, kept, book.cutoff)


def _rows_of(publicity: Publicity, merged: Merged, periods: tuple[str, ...]) -> list[Mapping[str, Value]]:
    if publicity.honours is None:
        return []
    by_period = merged.records.get(publicity.honours.ledger, {})
    return [row.values for period in periods for row in by_period.get(period, ())]


def _notice(
    config: Config,
    publicity: Publicity,
    stage: Stage,
    name: str,
    pledges: tuple[Pledge, ...],
    listings: tuple[Listing, ...],
    kept: str,
    until: date,
) -> Notice | None:
    if not pledges and not listings:
        return None
    school, issued = config.settings.school, stage.state is State.ISSUED
    parts = list(dict.fromkeys([*([kept] if pledges else []), *(each.subject for each in listings)]))
    lead = f"按照“{school.campaign}”活动安排，现将本校{name}{_joined(parts)}予以公示，请大家监督。{_counted(pledges, until)}"
    called = _joined([each for each in parts if each in {kept, RESULTS}] or parts)
    if issued and stage.revision > 1:
        lead += f"本版为更正后的{stage.edition}，以本版为准。"
    return Notice(
        school.name, school.office, f"“{school.campaign}”{name}", f"{called}公示", lead,
        "" if issued else f"{stage.words}　尚未印发，不得张贴、刊登、上网", _span(config, stage),
        publicity.telephone, publicity.box, chinese_day(stage.issued) if issued and stage.issued else "",
        pledges, listings, kept == PROMISES,
    )  # fmt: skip


def _joined(parts: list[str]) -> str:
    return "、".join(parts[:-1]) + ("和" if len(parts) > 1 else "") + parts[-1]


def _counted(pledges: tuple[Pledge, ...], until: date) -> str:
    if not pledges:
        return ""
    states = [each.state for each in pledges]
    words = (DONE, RUNNING, NOT_STARTED, OVERDUE, EXCUSED, UNTOLD)
    counts = "，".join(f"{word}{states.count(word)}项" for word in words if word in states)
    return f"本次公示的承诺共{len(pledges)}项，截至{chinese_short_day(until)}：{counts}。"


def _span(config: Config, stage: Stage) -> str:
    """Return the days on which the public can speak (rubric §4)."""
    if stage.state is State.ISSUED and stage.issued and stage.review_until:
        first, last = stage.issued.date(), stage.review_until
        return (
            f"{chinese_day(first)}至{(chinese_short_day if first.year == last.year else chinese_day)(last)}"
        )
    return f"印发之日起{config.rubric.publication.public_days}个工作日"
