"""How `status` speaks: who has returned, who has not, what waits for the office, the reminder to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from pipeline.machine import intake_document as intake_of
from pipeline.model import LedgerState, Timeliness, chinese_day

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.config import Config, Period
    from pipeline.model import Intake


def intake_document(config: Config, intake: Intake) -> dict[str, Any]:
    """Return the intake for a program, what waits for the office included."""
    waiting = [f.file for u in intake.units.values() for f in u.files if f.waits] + [
        s.file for s in intake.strays
    ]
    return {**intake_of(config, intake), "waiting": waiting}


def intake(console: Console, config: Config, period: Period, found: Intake) -> None:
    """Tell who has returned, nil, missing, sent back, late; what waits; and what to paste."""
    table = Table(title=f"{period.name}报送情况", title_justify="left", box=None, pad_edge=False)
    for header in ("单位", "报送", "收到", "已报", "零报告", "未报", "退回"):
        table.add_column(header, justify="right" if header in {"已报", "零报告", "未报"} else "left")
    for unit_id, each in found.units.items():
        states = [
            e.state
            for n, e in each.ledgers.items()
            if config.ledgers[n].owed or e.state is not LedgerState.MISSING
        ]
        counts = [str(states.count(s)) for s in (LedgerState.RETURNED, LedgerState.NIL, LedgerState.MISSING)]
        arrived = f"{each.arrived:%m-%d %H:%M}" if each.arrived else ""
        table.add_row(
            config.unit(unit_id).name,
            each.timeliness.value,
            arrived,
            *counts,
            "退回修改" if each.sent_back else "",
        )
    console.print(table)
    waiting = [f for u in found.units.values() for f in u.files if f.waits] + list(found.strays)
    if waiting:
        console.print("\n要办公室定的：")
        for fate in waiting:
            console.print(f"  · 《{fate.file}》{fate.reason}", markup=False)
        console.print(f"  定下来请运行：uv run run.py accept {period.id} 文件名", markup=False)
    silent = [
        config.unit(u).name
        for u, i in found.units.items()
        if i.timeliness in {Timeliness.WAITING, Timeliness.MISSING}
    ]
    if silent:
        day = config.deadline_day(period)
        console.print("\n催报（可以直接贴到群里）：")
        console.print(
            f"各位主任：{period.name}{config.settings.school.campaign}填报表{chinese_day(day)[5:]}24:00截止。"
            f"尚未收到：{'、'.join(silent)}。没有内容的也请选零报告发回，两分钟即可。", markup=False,
        )  # fmt: skip
    partly = [
        f"{config.unit(u).name}（{'、'.join(tables)}）"
        for u, i in found.units.items()
        if config.unit(u).name not in silent
        and (tables := [config.ledgers[n].table for n, e in i.ledgers.items()
                        if e.state is LedgerState.MISSING and config.ledgers[n].owed])
    ]  # fmt: skip
    if partly:
        console.print(f"\n已报但还缺几张表：{'、'.join(partly)}。", markup=False)
