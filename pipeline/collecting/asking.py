"""What the office is told and asked: letters without a workbook, and what lies aside until somebody has looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.collecting.filing import ASIDE, QUESTIONS
from pipeline.model import chinese_moment
from pipeline.registers import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.collecting.filing import Arrival
    from pipeline.config import Period
    from pipeline.mailbox import Entry, MailRegister, Piece

QUESTION_LIST = "请定.txt"


def told_of(arrival: Arrival, pieces: Sequence[Piece]) -> str:
    """Return what the office reads of a message, "" where its pieces say all."""
    mail = arrival.mail
    if pieces:
        return ""
    who = f"{chinese_moment(arrival.entry.arrived)} {arrival.sender.name}的来信《{mail.subject}》"
    if mail.linked:
        return f"{who}附件是超大附件（云附件）的链接，没有取。"
    if mail.unread:
        return f"{who}里的 {'、'.join(mail.unread)} 打不开。"
    if not mail.whole:
        return f"{who}太大或没有传完整，没有拆开，请在邮箱里看。"
    return f"{who}没有附件。" if not mail.others else f"{who}里没有填报表，有{'、'.join(mail.others)}。"


def ask(submissions: Path, register: MailRegister, period: Period) -> tuple[str, ...]:
    """Return a line for each thing that waits, of earlier runs too, and keep the list of them where they lie."""
    lines: dict[str, list[str]] = {}
    for entry in register.of_period(period.id):
        for piece in register.pieces(entry.key):
            if piece.outcome == ASIDE and (submissions / piece.place).exists():
                lines.setdefault(piece.period, []).append(_question(entry, piece))
    for name, own in lines.items():
        path = submissions / QUESTIONS / name / QUESTION_LIST
        write_atomically(path, "\r\n".join([*own, ""]).encode("utf-8-sig"))
    return tuple(line for own in lines.values() for line in own)


def _question(entry: Entry, piece: Piece) -> str:
    """Return what the office is asked, and what to do; its arrival is known by its content, wherever it is moved."""
    return (
        f"《{piece.name}》（{chinese_moment(entry.arrived)}来信）：{piece.why}。"
        f"核对无误就把 {piece.place} 移到 {piece.period} 文件夹，到件时间仍按来信算；不是的删去即可。"
    )
