"""制度固化, 自评总结 and the documents that the plan orders, as units and office wrote them (plan P11, P17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from pipeline.chronicle.records import Entry, Records
    from pipeline.model import Where

PRACTICES, SUMMARY, DOCUMENTS = "practices", "summary", "documents"
ISSUED = "已印发"
"""The state in which a document that the plan orders is there."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice made permanent, and the rule that does it."""

    unit: str
    unit_name: str
    practice: str
    rule_name: str
    scope: str
    document_no: str
    where: Where


@dataclass(frozen=True, slots=True)
class Summary:
    """A line of a unit's own summary: highlight, problem, next year, lesson ("" where none); a place for each."""

    unit: str
    unit_name: str
    highlight: str
    problem: str
    next_year: str
    lesson: str
    places: tuple[Where, Where, Where, Where]


@dataclass(frozen=True, slots=True)
class OrderedDocument:
    """A document that the plan orders: as the office last said, `where` None where it never said anything."""

    name: str
    unit: str
    unit_name: str
    deadline: date | None
    status: str
    evidence: str
    where: Where | None

    @property
    def issued(self) -> bool:
        """Whether it is there."""
        return self.status == ISSUED


def tell_practices(records: Records) -> tuple[Practice, ...]:
    """Return the practices, by unit."""
    return tuple(
        Practice(
            e.unit, records.unit_name(e.unit), e.text("practice"), e.text("rule_name"), e.text("scope"),
            e.text("document_no"), e.at("practice"),
        )
        for e in records.entries(PRACTICES)
    )  # fmt: skip


def tell_summaries(records: Records) -> tuple[Summary, ...]:
    """Return the lines of the units' summaries, by unit."""
    fields = ("highlight", "problem", "next_year", "lesson")
    return tuple(
        Summary(
            e.unit, records.unit_name(e.unit), e.text("highlight"), e.text("problem"), e.text("next_year"),
            e.text("lesson"), (e.at(fields[0]), e.at(fields[1]), e.at(fields[2]), e.at(fields[3])),
        )
        for e in records.entries(SUMMARY)
    )  # fmt: skip


def tell_documents(records: Records) -> tuple[OrderedDocument, ...]:
    """Return every document that the plan orders, in the order of the list, with its last state."""
    latest: dict[str, Entry] = {}
    for entry in sorted(records.entries(DOCUMENTS), key=lambda e: e.record.period):
        if entry.text("status"):
            latest[entry.text("document")] = entry
    names = dict.fromkeys((*records.config.tables.get("documents", ()), *latest))
    return tuple(_document(records, name, latest.get(name)) for name in names)


def _document(records: Records, name: str, entry: Entry | None) -> OrderedDocument:
    if entry is None:
        return OrderedDocument(name, "", "", None, "", "", None)
    return OrderedDocument(
        name, entry.unit, records.unit_name(entry.unit), entry.day("deadline"), entry.text("status"),
        entry.text("evidence"), entry.at("status"),
    )  # fmt: skip
