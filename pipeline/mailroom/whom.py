"""To whom something is sent, and what is about to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.model import LetterKind

if TYPE_CHECKING:
    from pipeline.model import Letter, Reminder
    from pipeline.post import Parcel


class To(StrEnum):
    """To whom: units to check, the approver to sign, all once it is signed; or one of the office's other letters."""

    UNITS = "units"
    APPROVER = "approver"
    ALL = "all"
    OWING = "owing"
    SUPERVISED = "supervised"
    FILING = "filing"


CALLED = {
    "单位": To.UNITS, "审签人": To.APPROVER, "全部": To.ALL, "催报": To.OWING, "督办": To.SUPERVISED,
    "组干科": To.FILING,
}  # fmt: skip
TITLES = {
    To.UNITS: "核对稿", To.APPROVER: "送审稿", To.ALL: "印发", To.OWING: "催报", To.SUPERVISED: "督办通知单",
    To.FILING: "报送组干科",
}  # fmt: skip
KINDS = {
    To.UNITS: LetterKind.CHECK, To.APPROVER: LetterKind.DRAFT, To.ALL: LetterKind.ISSUED,
    To.SUPERVISED: LetterKind.SUPERVISION, To.FILING: LetterKind.FILING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """What is about to be sent, a parcel a letter; `issues`: sending it is issuing; `unreached`: who gets nothing, and why.

    `name` is the period or year, `title` what it is called, `what` what is sent of it. `reminders` are those that a
    letter makes once it is sent, by its Message-ID. `basis` is the fingerprint of the release that the letters tell of,
    "" of those that tell of none; `whole` are the Message-IDs of all such letters where only some are sent.
    """

    name: str
    title: str
    what: str
    to: To
    letters: tuple[Letter, ...]
    parcels: tuple[Parcel, ...] = ()
    unreached: tuple[str, ...] = ()
    issues: bool = False
    test: str = ""
    reminders: tuple[tuple[str, Reminder], ...] = ()
    basis: str = ""
    whole: frozenset[str] = frozenset()


def named(to: str) -> To | None:
    """Return whom the command means, None where it does not say; raises UsageError."""
    if not to:
        return None
    found = CALLED.get(to) or next((each for each in To if each == to), None)
    if found is None:
        known = "、".join(f"{name}（{each}）" for name, each in CALLED.items())
        message = f"「{to}」不知道是发给谁。可以写：{known}。"
        raise UsageError(message)
    return found
