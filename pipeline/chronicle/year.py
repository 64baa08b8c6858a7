"""The facts of the year, all of them, from the year's own records (plan P2 to P17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.chronicle.clauses import Progress, follow_plan
from pipeline.chronicle.duties import tell_items, tell_returns
from pipeline.chronicle.media import tell_experience, tell_media
from pipeline.chronicle.people import kept_by_tier, kept_by_unit, tell_people
from pipeline.chronicle.practices import tell_documents, tell_practices, tell_summaries
from pipeline.chronicle.records import Records
from pipeline.chronicle.rectification import tell_rectification
from pipeline.chronicle.supervision import tell_supervision
from pipeline.chronicle.teachers import tell_teachers
from pipeline.chronicle.themes import tell_themes
from pipeline.chronicle.use import tell_use

if TYPE_CHECKING:
    from pipeline.chronicle.clauses import ClauseStanding
    from pipeline.chronicle.media import Experience, MediaFacts
    from pipeline.chronicle.people import PersonFacts
    from pipeline.chronicle.practices import OrderedDocument, Practice, Summary
    from pipeline.chronicle.records import Line
    from pipeline.chronicle.rectification import RectificationFacts
    from pipeline.chronicle.supervision import SupervisionFacts
    from pipeline.chronicle.teachers import TeacherFacts
    from pipeline.chronicle.themes import ThemeFacts
    from pipeline.chronicle.use import Use
    from pipeline.config import Config
    from pipeline.model import YearBook


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The facts of one year; every figure with the cells that it was made from.

    `returns` and `items` are what each unit owed; `kept_by_unit` and `kept_by_tier` sum up `people`.
    """

    returns: tuple[Line, ...]
    items: tuple[Line, ...]
    people: tuple[PersonFacts, ...]
    kept_by_unit: tuple[Line, ...]
    kept_by_tier: tuple[Line, ...]
    teachers: tuple[TeacherFacts, ...]
    media: MediaFacts
    experience: tuple[Experience, ...]
    rectification: RectificationFacts
    supervision: SupervisionFacts
    practices: tuple[Practice, ...]
    summaries: tuple[Summary, ...]
    documents: tuple[OrderedDocument, ...]
    themes: tuple[ThemeFacts, ...]
    clauses: tuple[ClauseStanding, ...]
    use: tuple[Use, ...]


def tell_year(config: Config, book: YearBook) -> Chronicle:
    """Return the facts of the year as of the cut-off; clauses of the plan as of the day on which it is told."""
    records = Records(config, book.merged)
    people, teachers = tell_people(records), tell_teachers(records)
    today = max(book.cutoff, book.now.date())
    return Chronicle(
        tell_returns(records), tell_items(records),
        people, kept_by_unit(records, people), kept_by_tier(people), teachers,
        tell_media(records), tell_experience(records), tell_rectification(records), tell_supervision(records),
        tell_practices(records), tell_summaries(records), tell_documents(records), tell_themes(records),
        follow_plan(Progress(records, book.periods, book.scores, today)),
        tell_use(config, book, people, teachers),
    )  # fmt: skip
