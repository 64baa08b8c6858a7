"""What a run of `collect` did, for whoever tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.mailbox import Entry, Piece


@dataclass(frozen=True, slots=True)
class Taken:
    """A message of this run: what was enclosed and where it lies, what the office is told, and whether it was answered."""

    entry: Entry
    pieces: tuple[Piece, ...]

    @property
    def answered(self) -> bool:
        """Tell whether an answer to it waits in the outbox, or is gone."""
        return bool(self.entry.answer)


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run of `collect` did.

    `questions` are the lines of everything that waits for the office, of earlier runs too, and of what could not be
    answered; `bounced` what came back of
    ours; `left` counts the letters that are no concern of it and were not touched; `queued` the answers now in the outbox.
    """

    period: str
    taken: tuple[Taken, ...]
    questions: tuple[str, ...]
    bounced: tuple[str, ...]
    left: int
    queued: int
