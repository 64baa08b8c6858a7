"""The facts of the year: model in, plain frozen data out; every figure with the cells that it was made from.

`tell_year` returns them all, `write_report` the 总结报告 that is built from them, `follow_plan` 方案落实对照 alone, of
any month. Persons are told with facts and never ranked (rubric §1); of sensitive ledgers there are counts alone.
"""

from __future__ import annotations

from pipeline.chronicle.clauses import ClauseStanding, Progress, Proof, follow_plan
from pipeline.chronicle.media import Experience, MediaFacts, Story
from pipeline.chronicle.people import PersonFacts, Promise
from pipeline.chronicle.practices import OrderedDocument, Practice, Summary
from pipeline.chronicle.records import Figure, Line, Records
from pipeline.chronicle.rectification import RectificationFacts, Rectified, SelfChecked
from pipeline.chronicle.report import Section, write_report
from pipeline.chronicle.supervision import Matter, SupervisionFacts
from pipeline.chronicle.teachers import Event, Measure, Recognition, TeacherFacts
from pipeline.chronicle.themes import ThemeFacts
from pipeline.chronicle.use import LISTS, Use
from pipeline.chronicle.year import Chronicle, tell_year

__all__ = [
    "LISTS", "Chronicle", "ClauseStanding", "Event", "Experience", "Figure", "Line", "Matter", "Measure", "MediaFacts",
    "OrderedDocument", "PersonFacts", "Practice", "Progress", "Promise", "Proof", "Recognition", "Records",
    "RectificationFacts", "Rectified", "Section", "SelfChecked", "Story", "Summary", "SupervisionFacts", "TeacherFacts",
    "ThemeFacts", "Use", "follow_plan", "tell_year", "write_report",
]  # fmt: skip
