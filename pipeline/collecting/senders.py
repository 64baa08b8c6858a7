"""Who wrote: the readers of config.yaml whose address it is, for which units they may speak, and whether it concerns us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.mailbox import Loop

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.mailbox import Entry, Mail, MailRegister
    from pipeline.roster import Reader, Unit

MOST_ANSWERS = 10
"""Answers to one sender's letters of one day, and to those of all unknown ones: beyond them something answers itself."""


@dataclass(frozen=True, slots=True)
class Sender:
    """An address, and the readers whose it is: none of an address that nobody declared."""

    config: Config
    address: str
    readers: tuple[Reader, ...]

    @property
    def name(self) -> str:
        """Return what they are called, the address where that is all that is known."""
        return self.readers[0].name if self.readers else self.address

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return the units for which the address itself stands (本单位)."""
        own = (self.config.find_unit(each.of) for each in self.readers if each.scope == "本单位")
        return tuple(unit for unit in own if unit)

    def covers(self, unit: Unit) -> bool:
        """Tell whether the scope (发送范围) of one of them holds the unit."""
        return any(self.config.covers(each, unit) for each in self.readers)

    def reads_sensitive(self, unit: Unit) -> bool:
        """Tell whether one of them may read what is sensitive of the unit."""
        return any(each.sensitive and self.config.covers(each, unit) for each in self.readers)


def sender_of(config: Config, address: str) -> Sender:
    """Return who writes from `address`."""
    own = tuple(each for each in config.readers if each.email.casefold() == address.casefold())
    return Sender(config, address, own)


def speaker_for(config: Config, unit: Unit) -> Sender | None:
    """Return the first declared address that stands for the unit itself, None where there is none."""
    for each in config.readers:
        if each.scope == "本单位" and config.find_unit(each.of) == unit:
            return sender_of(config, each.email)
    return None


def concerns(mail: Mail, sender: Sender) -> bool:
    """Tell whether somebody meant to return something with the message, or wrote for a unit and enclosed nothing."""
    if mail.enclosed:
        return mail.loop is not Loop.BOUNCE
    if mail.loop:
        return False
    if mail.linked or mail.unread or not mail.whole:
        return bool(sender.readers) or mail.whole
    return bool(sender.units) and (not mail.answers or bool(mail.others))


def answered_enough(config: Config, register: MailRegister, entry: Entry, sender: Sender) -> bool:
    """Tell whether so many letters of that day were answered; those of unknown senders count together."""
    alike = [
        each.sender == entry.sender if sender.readers else not sender_of(config, each.sender).readers
        for each in register.answered_of(entry.arrived.date())
    ]
    return sum(alike) >= MOST_ANSWERS
