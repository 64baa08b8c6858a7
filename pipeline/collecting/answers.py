"""What is answered to a message: a receipt (收件回执), or what is to be put right with the return copy, as `check` says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.collecting.filing import FILED, SAME
from pipeline.findings import ENDING
from pipeline.model import (
    Attachment,
    Figures,
    LedgerState,
    Letter,
    LetterKind,
    Points,
    Severity,
    Words,
    chinese_moment,
    chinese_until,
)
from pipeline.opinions import grouped, whole
from pipeline.template import render_handout
from pipeline.wording import discreet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.collecting.senders import Sender
    from pipeline.config import Config
    from pipeline.forms import Handout
    from pipeline.mailbox import Entry, Mail, Piece
    from pipeline.model import Block, Consolidation, Finding, UnitIntake
    from pipeline.opinions import Opinion
    from pipeline.roster import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {LedgerState.RETURNED: "已报", LedgerState.NIL: "零报告", LedgerState.MISSING: "未报"}
TOLD = (Severity.MUST, Severity.VERIFY, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Looked:
    """A period as it stands once everything was filed, and the return copies made of it."""

    month: Consolidation
    copies: Mapping[str, Handout]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one message to `to`: what came is told as the periods in `looked` have it."""

    config: Config
    entry: Entry
    mail: Mail
    pieces: Sequence[Piece]
    to: Sender
    looked: Mapping[str, Looked]

    @property
    def landed(self) -> list[Piece]:
        """Return what lies in a period's folder."""
        return [each for each in self.pieces if each.outcome in {FILED, SAME} and not each.why]

    def files(self, piece: Piece) -> list[str]:
        """Return the files that the piece is, several of a zip."""
        intake = self.looked[piece.period].month.merged.intake
        fates = [*(f for unit in intake.units.values() for f in unit.files), *intake.strays]
        return [f.file for f in fates if f.file == piece.place or f.file.startswith(f"{piece.place}/")]

    def copies(self, piece: Piece) -> dict[str, Handout]:
        """Return the return copies made of the piece, those aside that hold what the reader may not see."""
        files = set(self.files(piece))
        found = self.looked[piece.period].copies
        return {
            name: copy for name, copy in found.items()
            if copy.back is not None and copy.back.path in files and self._may_read(copy)
        }  # fmt: skip

    def _may_read(self, copy: Handout) -> bool:
        ledgers = [plan.ledger for plan in copy.sheets]
        guarded = any(each.sensitive or any(f.sensitive for f in each.fields) for each in ledgers)
        return not guarded or self.to.reads_sensitive(self.config.unit(copy.unit_id))

    def findings(self) -> list[Finding]:
        """Return what is to be said of what came to whoever sent it."""
        found = []
        for piece in self.landed:
            files = set(self.files(piece))
            for each in self.looked[piece.period].month.findings:
                if each.where.file in files:
                    unit = self.config.find_unit(each.unit)
                    open_to = unit is not None and self.to.reads_sensitive(unit)
                    found.append(each if open_to else discreet(self.config, each))
        return found

    def opinions(self) -> list[Opinion]:
        """Return the findings as people read them, without those that are the office's."""
        return [each for each in grouped(self.findings()) if not each.office and each.severity in TOLD]

    def units(self) -> list[tuple[str, Unit]]:
        """Return period and unit of what came, each once."""
        found = []
        for piece in self.landed:
            intake = self.looked[piece.period].month.merged.intake
            files = set(self.files(piece))
            found += [
                (piece.period, self.config.unit(name))
                for name, unit in intake.units.items()
                if any(f.file in files for f in unit.files)
            ]
        return list(dict.fromkeys(found))


def reply_letter(reply: Reply) -> Letter:
    """Return the answer as a letter; that to one message is the same letter whenever it is written."""
    copies = {name: copy for piece in reply.landed for name, copy in reply.copies(piece).items()}
    attachments = tuple(Attachment(name, render_handout(copy), XLSX) for name, copy in copies.items())
    reader = reply.to.readers[0]
    return Letter(
        LetterKind.RECEIPT, reply.entry.period, 0, reply.entry.key, reader.name, reader.email, _subject(reply),
        tuple(_body(reply, copies)), attachments, reply.entry.message_id,
    )  # fmt: skip


def _subject(reply: Reply) -> str:
    must = sum(len(o.places) for o in reply.opinions() if o.severity is Severity.MUST)
    names = "、".join(f"{unit.name}{reply.config.period(p).name}" for p, unit in reply.units())
    if must:
        return f"收件回执：{names}填报表收到，请改 {must} 处"
    if names:
        return f"收件回执：{names}填报表收到"
    if reply.pieces:
        return "收件回执：填报表收到，待办公室核对"
    return "收件回执：来信里没有收到填报表"


def _body(reply: Reply, copies: Mapping[str, Handout]) -> Iterator[Block]:
    entry = reply.entry
    own = reply.to.address == entry.sender
    whose = f"{chinese_moment(entry.arrived)}的来信《{entry.subject or '（没有主题）'}》"
    yield Words(f"{whose}收到了。" if own else f"从 {entry.sender} 收到一封给领导小组办公室的信：{whose}。")
    if reply.landed:
        rows = tuple(_row(reply, piece) for piece in reply.landed)
        yield Figures("收到的文件", ("文件", "到件时间", "结果"), rows)
    for period, unit in reply.units():
        yield from _standing(reply, period, unit)
    for level in TOLD:
        own_level = [o for o in reply.opinions() if o.severity is level]
        if own_level:
            count = sum(len(o.places) for o in own_level)
            yield Points(f"{level.value} {count} 处", tuple(whole(each) for each in own_level))
    yield from _copies(reply, copies)
    aside = [
        f"《{p.name}》：{p.why}。没有计入，已请领导小组办公室核对，内容没有丢。"
        for p in reply.pieces
        if p.why
    ]
    if aside:
        yield Points("待办公室核对", tuple(aside))
    if not own:
        yield Words("是本单位发的，请从本单位登记的邮箱再发一次，或告诉领导小组办公室；不是的不用管。")
    yield from _not_taken(reply)


def _row(reply: Reply, piece: Piece) -> tuple[str, str, str]:
    intake = reply.looked[piece.period].month.merged.intake
    files = set(reply.files(piece))
    fates = [f for unit in intake.units.values() for f in unit.files if f.file in files]
    strays = [f for f in intake.strays if f.file in files]
    arrived = min((f.arrived for f in (*fates, *strays)), default=reply.entry.arrived)
    reasons = [f.reason for f in (*fates, *strays) if f.reason]
    again = "这一份先前收到过，不用再发" if piece.outcome == SAME else "收下了"
    return f"《{piece.name}》", chinese_moment(arrived), "；".join(dict.fromkeys(reasons)) or again


def _standing(reply: Reply, period: str, unit: Unit) -> Iterator[Block]:
    """Tell when the unit's return counts as arrived, and which tables came."""
    intake = reply.looked[period].month.merged.intake
    own = intake.units[unit.id]
    name = f"{unit.name}{reply.config.period(period).name}"
    until = chinese_until(reply.config.deadline_day(reply.config.period(period)))
    yield Words(f"{name}：{_moment(own)}截止 {until}。", strong=True)
    duties = reply.config.duties(unit, reply.config.period(period))
    rows = tuple(
        (each.title, STATES[ledger.state], f"{ledger.rows} 行" if ledger.rows else "")
        for each in duties
        if (ledger := own.ledgers.get(each.id)) is not None
        and ledger.state in STATES and (each.owed or ledger.state is not LedgerState.MISSING)
    )  # fmt: skip
    yield Figures(f"{name}各表", ("台账", "状态", "行数"), rows)


def _moment(own: UnitIntake) -> str:
    if own.arrived is None:
        return "还没有算报送，"
    late = f" {own.days_late} 个工作日" if own.days_late else ""
    return f"按 {chinese_moment(own.arrived)} 到件算，{own.timeliness.value}{late}，"


def _copies(reply: Reply, copies: Mapping[str, Handout]) -> Iterator[Block]:
    made = {n: c for p in reply.landed for n, c in reply.looked[p.period].copies.items()
            if c.back is not None and c.back.path in set(reply.files(p))}  # fmt: skip
    for name, copy in copies.items():
        until = f"{copy.back.until}前发回算按时。" if copy.back and copy.back.until else ""
        yield Words(f"附件《{name}》是退改件（原填内容已保留），请在它里面改好，回复这封信发回。{until}")
    if len(made) > len(copies):
        yield Words("退改件里有敏感内容，请向领导小组办公室领取。")
    must = any(o.severity is Severity.MUST for o in reply.opinions())
    if must and any(own.ledgers for own in _intakes(reply)):
        yield Words(ENDING)


def _intakes(reply: Reply) -> Iterator[UnitIntake]:
    for period, unit in reply.units():
        yield reply.looked[period].month.merged.intake.units[unit.id]


def _not_taken(reply: Reply) -> Iterator[Block]:
    """Tell what could not be taken out of the message, and how it can be sent instead."""
    mail = reply.mail
    if mail.unread:
        yield Words(
            f"信里有 {'、'.join(mail.unread)}，是 Outlook 自己的格式，打不开。请用网页邮箱重发，或把邮件格式改成「纯文本」再发。",
            strong=True,
        )
    if mail.linked and not mail.enclosed:
        yield Words(
            "附件是用「超大附件」（云附件）发的，信里只有一个链接，系统不去取。请把填报表作为普通附件再发一次。",
            strong=True,
        )
    elif not mail.whole:
        yield Words("这封信太大，或者没有传完整，没能拆开。请只附填报表再发一次。", strong=True)
    elif not mail.enclosed and not mail.unread:
        others = (
            f"信里的 {'、'.join(f'《{each}》' for each in mail.others)} 不是填报表。"
            if mail.others
            else "信里没有附件。"
        )
        yield Words(
            f"{others}要报填报表的，请把它作为附件再发一次；不是报表的不用管，办公室会看。", strong=True
        )
    elif mail.others:
        yield Words(f"{'、'.join(f'《{each}》' for each in mail.others)} 不是填报表，没有计入，原信已保存。")
