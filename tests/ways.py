"""A way for letters that answers as a test tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.post import Answer, Verdict

if TYPE_CHECKING:
    from pipeline.post import Parcel


class Way:
    """A way that answers as it is told and keeps what it was given: the machine of states alone, no network."""

    def __init__(self, *answers: Answer, opens: tuple[Answer, ...] = ()) -> None:
        """Give these answers in turn, and afterwards accept everything."""
        self.answers, self.opens = list(answers), list(opens)
        self.sent: list[Parcel] = []
        self.closed = 0

    def open(self) -> Answer:
        """Be connected, if not told otherwise."""
        return self.opens.pop(0) if self.opens else Answer(Verdict.ACCEPTED)

    def send(self, parcel: Parcel) -> Answer:
        """Keep the letter and answer."""
        self.sent.append(parcel)
        return self.answers.pop(0) if self.answers else Answer(Verdict.ACCEPTED, "250 ok")

    def close(self) -> None:
        """Count the goodbyes."""
        self.closed += 1
