"""How `check` speaks: a verdict, then what to put right, worst first, in the words of the return copy."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from pipeline.findings import ASKED, ENDING, count_by_severity, message, remedy, severity
from pipeline.model import Severity
from pipeline.opinions import grouped, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from pipeline.config import Config
    from pipeline.model import Finding, Submission
    from pipeline.opinions import Opinion

STYLES = {Severity.MUST: "bold red", Severity.VERIFY: "yellow", Severity.NOTE: "cyan", Severity.TIDIED: "dim"}
CELLS = r"（[A-Z]{1,3}\d+）"


def submission_document(checked: Submission) -> dict[str, Any]:
    """Return one checked file for a program."""
    return {
        "file": checked.file, "unit": checked.unit, "period": checked.period, "version": checked.version,
        "ledgers": {
            name: {"rows": len(r.records), "set_aside": len(r.set_aside), "nil": r.nil}
            for name, r in checked.returns.items()
        },
        "findings": [finding_document(f) for f in checked.findings],
    }  # fmt: skip


def finding_document(finding: Finding) -> dict[str, str]:
    """Return one finding for a program."""
    return {
        "severity": severity(finding).value, "code": finding.code, "sheet": finding.where.sheet,
        "cell": finding.where.cell, "message": message(finding), "remedy": remedy(finding),
    }  # fmt: skip


def submissions(console: Console, config: Config, checked: Sequence[Submission], *, everything: bool) -> None:
    """Tell what stands in each checked file; of several, how each came out at the end."""
    for each in checked:
        _one(console, config, each, everything=everything)
    if len(checked) > 1:
        _together(console, config, checked)


def needs_work(checked: Submission) -> bool:
    """Tell whether something in the file must be put right before all of it counts."""
    must = count_by_severity(checked.findings)[Severity.MUST]
    return bool(must) or any(r.set_aside for r in checked.returns.values())


def _one(console: Console, config: Config, checked: Submission, *, everything: bool) -> None:
    console.print(Text(f"\n{verdict(config, checked)}", style="bold"))
    opinions = grouped(checked.findings)
    for level, own in groupby((o for o in opinions if not o.office), key=lambda o: o.severity):
        if level is Severity.TIDIED and not everything:
            count = sum(len(o.places) for o in own)
            console.print(
                Text(f"\n{level.value}　{count} 处，不用改。要看都是哪些，加 --all。", STYLES[level])
            )
        else:
            _list(console, level.value, STYLES[level], list(own))
    _list(console, "办公室看的，不用发给填表人", "cyan", [o for o in opinions if o.office])
    for line in _taken(config, checked):
        console.print(Text(f"\n{line}"))
    if needs_work(checked) and any(r.started for r in checked.returns.values()):
        console.print(Text(f"\n{ENDING}"))


def _list(console: Console, heading: str, style: str, opinions: Sequence[Opinion]) -> None:
    """Print a numbered list, each opinion one line however long: it is copied from here into a message."""
    if not opinions:
        return
    console.print(Text(f"\n{heading}　{sum(len(o.places) for o in opinions)} 处", style))
    for number, each in enumerate(opinions, start=1):
        line = Text(f"{number}. {whole(each)}")
        line.highlight_regex(CELLS, "bold")
        console.print(line)


def verdict(config: Config, checked: Submission) -> str:
    """Return the file's outcome in one line: whose it is, the rows taken, what is to be put right or looked at."""
    unit = config.find_unit(checked.unit)
    name = f"《{checked.file}》"
    if unit and checked.period:
        name += f"　{unit.name} {config.period(checked.period).name}"
    counts = count_by_severity(checked.findings)
    asked = [f"{counts[level]} 处{level.value}" for level in ASKED if counts[level]]
    rows = sum(len(r.records) for r in checked.returns.values())
    took = [f"收下 {rows} 行"] if any(r.started for r in checked.returns.values()) else []
    return f"{name}：{'，'.join([*took, *asked] if asked else [*took, '没有要改的'])}。"


def _taken(config: Config, checked: Submission) -> Iterable[str]:
    """Yield what was taken of each ledger, and the ledgers that the unit owes and left empty."""
    told = []
    for name, returned in checked.returns.items():
        if returned.started:
            ledger, aside = config.ledgers[name], len(returned.set_aside)
            rows = f"{len(returned.records)} 行" + (f"（另 {aside} 行待改）" if aside else "")
            told.append(f"{ledger.title if ledger.of else ledger.table} {'零报告' if returned.nil else rows}")
    if told:
        yield f"收下：{'，'.join(told)}。"
    blank = _blank(config, checked)
    if blank:
        yield f"还没填，也没选零报告：{'、'.join(blank)}。"


def _blank(config: Config, checked: Submission) -> list[str]:
    """Return the tables that the unit owes and left empty, those answered elsewhere left out."""
    if not checked.unit or not checked.period:
        return []
    nil = {name for name, returned in checked.returns.items() if returned.nil}
    return [
        each.table
        for each in config.duties(config.unit(checked.unit), config.period(checked.period))
        if each.owed and each.nil_by not in nil
        and not ((returned := checked.returns.get(each.id)) and returned.started)
    ]  # fmt: skip


def _together(console: Console, config: Config, checked: Sequence[Submission]) -> None:
    table = Table(title=f"\n共 {len(checked)} 个文件", title_justify="left", box=None, pad_edge=False)
    table.add_column("单位")
    for level in ASKED:
        table.add_column(level.value, justify="right")
    table.add_column("文件", overflow="fold")
    for each in checked:
        unit, counts = config.find_unit(each.unit), count_by_severity(each.findings)
        table.add_row(
            unit.name if unit else "看不出", *(str(counts[level] or "") for level in ASKED), Text(each.file)
        )
    console.print(table)
