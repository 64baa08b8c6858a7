"""The round: fetch and keep, file and register, mark, answer. Each step is written down before the next begins."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.collecting import filing
from pipeline.collecting.answers import Looked, Reply, reply_letter
from pipeline.collecting.asking import ask, told_of
from pipeline.collecting.done import Collected, Taken
from pipeline.collecting.filing import Arrival, Shelf
from pipeline.collecting.senders import (
    MOST_ANSWERS,
    Sender,
    answered_enough,
    concerns,
    sender_of,
    speaker_for,
)
from pipeline.errors import SetupError
from pipeline.letters import message_id, write_message
from pipeline.mailbox import Entry, MailRegister, PostState, alone, read_mail
from pipeline.model import chinese_moment
from pipeline.post import Parcel
from pipeline.registers import REGISTER, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.config import Period, Post
    from pipeline.flow import Office
    from pipeline.mailbox import Fetched, Mail, Mailbox, Piece
    from pipeline.post import Outbox

HEADERS_ONLY = "_只有信头.eml"
"""How the original is called of a message too large to be fetched whole."""


def collect(office: Office, period: Period, box: Mailbox, outbox: Outbox) -> Collected:
    """Take what the mailbox holds for `period`, file it, and put the answers into the outbox; nothing is delivered here.

    Killed at any moment and run again, each workbook is filed once and each message answered once. Raises
    UsageError where another window collects or the connection is lost: what was taken by then stays taken.
    """
    post = office.config.settings.mail
    if post is None:
        complaint = "config.yaml 里没有写 mail，收不了邮件。"
        raise SetupError([complaint])
    folder = office.config.submissions / REGISTER
    with alone(folder), closing(MailRegister(folder)) as register:
        run = Round(office, period, register, outbox, post)
        run.fetch(box)
        run.file()
        run.mark(box)
        run.answer()
        return run.collected()


@dataclass(slots=True)
class Round:
    """One run of `collect`; what it touched is told at its end."""

    office: Office
    period: Period
    register: MailRegister
    outbox: Outbox
    post: Post
    touched: dict[str, None] = field(default_factory=dict)
    bounced: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: int = 0
    queued: int = 0

    def fetch(self, box: Mailbox) -> None:
        """Keep the original of every message that concerns us and is not known yet; the box stays as it is."""
        fresh = [uid for uid in box.since(self.period.first) if not self.register.knows(box.name, uid)]
        for count, uid in enumerate(fresh, start=1):
            self.office.progress("收信", count, len(fresh))
            fetched = box.fetch(uid)
            if fetched is not None:
                self.register.see(box.name, uid, self._kept(fetched))

    def _kept(self, fetched: Fetched) -> str:
        """Keep the message and return its key; "" of one that concerns somebody else."""
        mail = read_mail(fetched.raw, fetched.internal, self.post.address, whole=fetched.whole)
        if self.register.entry(mail.key):
            return mail.key
        ours = [b for b in mail.bounced if self.outbox.bounced(b.message_id, b.words, self.office.now)]
        sender = sender_of(self.office.config, mail.sender)
        if not ours and not concerns(mail, sender):
            self.left += 1
            return ""
        entry = self._entry(mail, sender, whole=fetched.whole)
        write_atomically(self.office.config.submissions / entry.original, fetched.raw)
        if ours:
            told = f"退信：{'；'.join(dict.fromkeys(b.words or '没有说明原因' for b in ours))}"
            entry = replace(entry, state=PostState.ANSWERED, told=told)
            self.bounced.append(f"{chinese_moment(entry.arrived)} {told}")
        self.register.keep(entry)
        return mail.key

    def _entry(self, mail: Mail, sender: Sender, *, whole: bool) -> Entry:
        # a clock set back (--now) must not make what lies here come from the future
        arrived = min(mail.arrived(self.office.config.zone), self.office.now)
        original = filing.original_of(self.period, arrived, sender.name or mail.sender, mail.key)
        if not whole:
            original = original.removesuffix(".eml") + HEADERS_ONLY
        return Entry(
            mail.key, self.period.id, mail.sender, mail.name, mail.subject, mail.message_id, mail.internal, arrived,
            mail.loop.value, original, PostState.KEPT,
        )  # fmt: skip

    def file(self) -> None:
        """File what was kept: what an earlier run had planned as planned, the rest as it is decided now."""
        shelf = Shelf(self.office.config.submissions)
        for arrival in self._arrivals(PostState.PLANNED):
            filing.stage(self.office, self._period(arrival.entry), arrival)
            self._lay_down(arrival)
        arrivals = list(self._arrivals(PostState.KEPT))
        for each in arrivals:
            filing.stage(self.office, self._period(each.entry), each)
        filing.check(self.office, self.period, arrivals)
        for each in arrivals:
            pieces = list(filing.planned(self.office, self._period(each.entry), each, shelf))
            self.register.plan(each.entry.key, pieces, told_of(each, pieces))
            self._lay_down(each)

    def _lay_down(self, arrival: Arrival) -> None:
        filing.lay_down(self.office, arrival, self.register.pieces(arrival.entry.key))
        self.register.filed(arrival.entry.key)
        self.touched[arrival.entry.key] = None

    def mark(self, box: Mailbox) -> None:
        """Mark on the server what was filed."""
        for uid in self.register.to_mark(box.name):
            box.mark(uid)
            self.register.mark(box.name, uid)

    def answer(self) -> None:
        """Look at the periods as they stand now, and answer every message that was filed."""
        waiting = [
            (entry, self.register.pieces(entry.key)) for entry in self.register.entries(PostState.FILED)
        ]
        looked: dict[str, Looked] = {}
        for entry, pieces in waiting:
            mail, to = self._mail(entry), self._addressee(entry, pieces)
            if mail is None:
                continue
            if to is None:
                self.register.answered(entry.key, "", self.office.now.date())
                continue
            for name in {p.period for p in pieces if not p.why} - looked.keys():
                looked[name] = self._look(name)
            self._answer(Reply(self.office.config, entry, mail, pieces, to, looked))
            self.touched[entry.key] = None

    def _look(self, name: str) -> Looked:
        """Return the period as it stands; the numbers that its return copies carry are kept before any goes out."""
        month = self.office.consolidate(self.office.declared.period(name))
        copies = self.office.copies(month)
        self.office.keep_registers()
        return Looked(month, copies)

    def _answer(self, reply: Reply) -> None:
        letter = reply_letter(reply)
        name = message_id(self.office.declared, letter)
        data = write_message(self.office.declared, letter, self.office.now)
        parcel = Parcel(
            name, letter.kind.value, letter.about, letter.revision, letter.reader, letter.address, letter.subject, data
        )  # fmt: skip
        self.queued += self.outbox.queue([parcel], self.office.now)
        for piece in reply.landed:
            self.office.give_back(reply.looked[piece.period].month, reply.copies(piece))
        self.office.keep_registers()
        self.register.answered(reply.entry.key, name, self.office.now.date())

    def _addressee(self, entry: Entry, pieces: Sequence[Piece]) -> Sender | None:
        """Return whom to answer: never a machine, never an address that nobody declared, nobody without end.

        What came from an unknown address is told to the unit that it names: a declared address, no stranger's.
        """
        config = self.office.config
        if entry.loop or self.register.twin(entry):
            return None
        sender = sender_of(config, entry.sender)
        if answered_enough(config, self.register, entry, sender):
            self.notes.append(
                f"{chinese_moment(entry.arrived)} {sender.name or entry.sender}的来信没有回执：这一天的已经答复了 "
                f"{MOST_ANSWERS} 封。信里的填报表照样收下了，要改什么请另外告诉他。"
            )
            return None
        if sender.readers:
            return sender
        units = [unit for piece in pieces if (unit := config.find_unit(piece.unit))]
        return speaker_for(config, units[0]) if units else None

    def _arrivals(self, state: PostState) -> Iterator[Arrival]:
        """Yield what stands in a state; one whose original cannot be read waits for the office, and holds up none."""
        for entry in self.register.entries(state):
            mail = self._mail(entry)
            if mail is not None:
                yield Arrival(entry, mail, sender_of(self.office.config, entry.sender))

    def _mail(self, entry: Entry) -> Mail | None:
        """Return the message from its original; None where that is gone or is another by now, and the office is told."""
        path = self.office.config.submissions / entry.original
        try:
            whole = not entry.original.endswith(HEADERS_ONLY)
            mail = read_mail(path.read_bytes(), entry.internal, self.post.address, whole=whole)
        except OSError as reason:
            self._note(f"来信的原件「{entry.original}」读不了（{reason.strerror}）。请放回原处，再运行一次。")
            return None
        if mail.key != entry.key:
            self._note(f"来信的原件「{entry.original}」被改动过。请从邮箱里另存一份放回原处，再运行一次。")
            return None
        return mail

    def _note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def _period(self, entry: Entry) -> Period:
        return self.office.declared.period(entry.period)

    def collected(self) -> Collected:
        """Return what was done, and write down what waits for the office beside where it lies."""
        found = [self.register.entry(key) for key in self.touched]
        taken = tuple(Taken(e, tuple(self.register.pieces(e.key))) for e in found if e is not None)
        questions = ask(self.office.config.submissions, self.register, self.period)
        return Collected(
            self.period.id, taken, (*self.notes, *questions), tuple(self.bounced), self.left, self.queued
        )
