"""定性评价: how each leader spreads the grades of a period."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.model import Finding
from pipeline.rubric import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.guards.watch import Watch
    from pipeline.model import Record


def grades_given(watch: Watch) -> Iterator[Finding]:
    """Yield for each leader who gave enough grades how they are spread, or that they are all the same."""
    for kind in (i.by for i in watch.config.rubric.indicators if isinstance(i.by, Inspection)):
        given: dict[str, list[Record]] = {}
        for row in watch.merged.records.get(kind.grades_ledger, {}).get(watch.period.id, ()):
            given.setdefault(row.text("grader"), []).append(row)
        for leader, rows in given.items():
            counts = Counter(row.text("grade") for row in rows)
            if not leader or len(rows) < watch.rules.grades:
                continue
            code = "grades-alike" if len(counts) == 1 else "grades-spread"
            told = "、".join(f"{word} {counts[word]} 个" for word in kind.grades if counts[word])
            first, *others = (row.at("grade") for row in rows)
            context = {"leader": leader, "count": str(len(rows)), "told": told}
            yield Finding(code, first, context=context, also=tuple(others))
