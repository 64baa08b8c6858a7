"""How `send` and `collect` speak: who gets what, what became of each letter, what came in and what waits for the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from pipeline.cli.tell import plain_lines
from pipeline.model import chinese_moment
from pipeline.post import ParcelState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from pipeline.collecting import Collected, Taken
    from pipeline.mailroom import Sending
    from pipeline.model import Letter
    from pipeline.post import Delivery, Report

MEGABYTE = 1024 * 1024
KILOBYTE = 1024


def who_gets_what(console: Console, sending: Sending, known: Iterable[Delivery], folder: Path) -> None:
    """Show every letter before anything is sent: to whom, what is enclosed, whether it has gone already."""
    states = {line.message_id: line for line in known}
    heading = f"{sending.title}　{sending.what}，{len(sending.letters)} 封"
    console.print(Text(heading, style="bold"))
    if sending.issues:
        plain_lines(console, ["发出就是印发：原样存一份，以后不再改动。"])
    if sending.test:
        plain_lines(console, [f"试发：都发到 {sending.test}，不算发过。"])
    for number, (letter, parcel) in enumerate(zip(sending.letters, sending.parcels, strict=True), start=1):
        line = states.get(parcel.message_id)
        state = f"{line.state} {chinese_moment(line.moment)}" if line else "没有发过"
        enclosed = "、".join(each.name for each in letter.attachments)
        plain_lines(console, [
            f"{number:2}  {letter.reader}（{letter.address}）　{state}　{_size(len(parcel.data))}",
            f"    {letter.subject}", *([f"    附：{enclosed}"] if enclosed else []),
        ])  # fmt: skip
    if sending.letters:
        plain_lines(console, [f"每封信都存成了 eml，双击能看：{folder}"])
    if sending.unreached:
        plain_lines(console, ["没有人收的：", *(f"  {each}" for each in sending.unreached)])


def waiting(sending: Sending, known: Iterable[Delivery]) -> bool:
    """Tell whether there is a letter among these that has not gone yet, or a reminder that is not recorded yet."""
    gone = {line.message_id for line in known if line.state is ParcelState.SENT}
    return bool(sending.reminders) or any(parcel.message_id not in gone for parcel in sending.parcels)


def sent(console: Console, sending: Sending, known: Iterable[Delivery], report: Report | None) -> None:
    """Tell what became of the letters, the trouble first."""
    if report is not None:
        issued = [f"{sending.title}已印发，原样存了一份。"] if sending.issues else []
        plain_lines(console, [*issued, *_outcome(report)])
    elif not sending.letters:
        plain_lines(console, ["没有要发的。"])
    elif not waiting(sending, known):
        plain_lines(console, ["都已经发过，没有要再发的。"])
    else:
        plain_lines(console, ["没有发。看过没有问题，加 --yes 再运行一次。"])


def _outcome(report: Report) -> Iterator[str]:
    if report.stopped:
        yield report.stopped
    kept = [line for line in report.undelivered if line.state is not ParcelState.REFUSED]
    told = [line for line in report.undelivered if line.words and not (report.stopped and line in kept)]
    yield (
        f"发出 {len(report.sent)} 封"
        + (f"，没有发出 {len(report.undelivered)} 封" if report.undelivered else "")
        + ("：" if told else "。")
    )
    for line in told:
        yield f"  {_said(line)}"
    if report.repeated:
        yield f"有 {len(set(report.repeated))} 封说不准服务器上次收没收下，又发了一次，信的编号相同。"
    if kept:
        yield "没有发出的还留着，同样的命令再运行一次，就接着发，发过的不会重发。"


def record(console: Console, lines: Sequence[Delivery]) -> None:
    """Show the record of what was sent."""
    if not lines:
        plain_lines(console, ["还没有发过信。"])
        return
    table = _table("月份", "信", "收件人", "邮箱", "现在", "什么时候")
    for line in lines:
        table.add_row(
            line.about, line.kind, line.reader, line.address, line.state, chinese_moment(line.moment)
        )
    console.print(table)
    plain_lines(
        console, map(_said, (line for line in lines if line.state is not ParcelState.SENT and line.words))
    )


def _said(line: Delivery) -> str:
    return f"{line.reader}（{line.address}）　{line.state}　{line.words}"


def record_document(lines: Iterable[Delivery]) -> list[dict[str, Any]]:
    """Return the record for a program."""
    return [
        {
            "message_id": line.message_id, "kind": line.kind, "about": line.about, "revision": line.revision,
            "reader": line.reader, "address": line.address, "subject": line.subject, "state": line.state.value,
            "moment": line.moment.isoformat(), "attempts": line.attempts, "words": line.words,
        }
        for line in lines
    ]  # fmt: skip


def sending_document(sending: Sending, folder: Path, report: Report | None) -> dict[str, Any]:
    """Return what was prepared and sent, for a program."""
    return {
        "period": sending.name, "to": sending.to.value, "issues": sending.issues, "drafts": str(folder),
        "letters": [
            _letter(letter, parcel.message_id, len(parcel.data))
            for letter, parcel in zip(sending.letters, sending.parcels, strict=True)
        ],
        "unreached": list(sending.unreached), "delivery": _delivery(report),
    }  # fmt: skip


def _letter(letter: Letter, message_id: str, size: int) -> dict[str, Any]:
    return {
        "message_id": message_id, "kind": letter.kind.value, "reader": letter.reader, "address": letter.address,
        "subject": letter.subject, "attachments": [each.name for each in letter.attachments], "bytes": size,
    }  # fmt: skip


def _delivery(report: Report | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "letters": record_document(report.lines),
        "repeated": list(report.repeated),
        "stopped": report.stopped,
    }


def collected(console: Console, found: Collected, receipts: Sequence[Delivery]) -> None:
    """Tell what came in, what came back of ours, what waits for the office, and the receipts not sent yet."""
    console.print(Text(f"收下 {len(found.taken)} 封", style="bold"))
    if found.taken:
        table = _table("来信", "发件人", "附件", "怎么样了")
        for taken in found.taken:
            entry = taken.entry
            table.add_row(
                chinese_moment(entry.arrived), entry.name or entry.sender,
                "\n".join(piece.name for piece in taken.pieces) or "—", "\n".join(_became(taken)),
            )  # fmt: skip
        console.print(table)
    for heading, lines in (("退回来的信", found.bounced), ("要办公室定的", found.questions)):
        if lines:
            console.print(Text(f"\n{heading}", style="bold"))
            plain_lines(console, lines)
    if found.left:
        plain_lines(console, [f"和填报无关的 {found.left} 封，没有动。"])
    if receipts:
        console.print(Text(f"\n收件回执 {len(receipts)} 封", style="bold"))
        plain_lines(console, [f"{line.reader}（{line.address}）　{line.subject}" for line in receipts])


def _became(taken: Taken) -> list[str]:
    return [piece.why or f"{piece.outcome}：{piece.place}" for piece in taken.pieces] or [
        taken.entry.told or "—"
    ]


def answered(console: Console, receipts: Sequence[Delivery], report: Report | None) -> None:
    """Tell what became of the receipts."""
    if report is not None:
        plain_lines(console, _outcome(report))
    elif receipts:
        plain_lines(console, ["回执写好了，还没有发。要发，加 --yes 再运行一次。"])


def collected_document(found: Collected, report: Report | None) -> dict[str, Any]:
    """Return what came in, for a program."""
    return {
        "period": found.period,
        "taken": [
            {
                "sender": t.entry.sender, "arrived": t.entry.arrived.isoformat(), "subject": t.entry.subject,
                "original": t.entry.original, "told": t.entry.told, "answered": t.answered,
                "files": [
                    {"name": p.name, "place": p.place, "outcome": p.outcome, "unit": p.unit, "why": p.why}
                    for p in t.pieces
                ],
            }
            for t in found.taken
        ],
        "questions": list(found.questions), "bounced": list(found.bounced), "left": found.left,
        "receipts": _delivery(report),
    }  # fmt: skip


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _size(count: int) -> str:
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE else f"{max(1, round(count / KILOBYTE))} KB"
