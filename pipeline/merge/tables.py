"""One pandas table a ledger: provenance first, then the declared fields by name (contract: records/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.standing import state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Item, Record, Value

PROVENANCE = ("unit", "file", "sheet", "row", "事项编号")


def build_tables(
    config: Config,
    period: Period,
    records: Mapping[str, Mapping[str, tuple[Record, ...]]],
    items: Mapping[str, Item],
) -> dict[str, pd.DataFrame]:
    """Return the period's rows of every ledger that is somebody's duty in it, as objects (never inferred)."""
    phase = [each for each in config.ledgers.all if period.phase in each.phases]
    return {
        each.id: _table(config, period, each, records.get(each.id, {}).get(period.id, ()), items)
        for each in phase
    }


def columns_of(ledger: Ledger) -> list[str]:
    """Return the columns of the ledger's table."""
    own = [f.name for f in ledger.fields if f.source not in {"row", "number", "last_progress"}]
    own = [f"{name}_" if name in PROVENANCE else name for name in own]
    return [c for c in PROVENANCE if c != "事项编号" or ledger.items] + own


def _table(
    config: Config, period: Period, ledger: Ledger, records: tuple[Record, ...], items: Mapping[str, Item]
) -> pd.DataFrame:
    rows = [_row(config, period, ledger, record, items.get(record.number)) for record in records]
    return pd.DataFrame(rows, columns=columns_of(ledger), dtype=object)


def _row(
    config: Config, period: Period, ledger: Ledger, record: Record, item: Item | None
) -> dict[str, Value]:
    row: dict[str, Value] = {
        "unit": record.unit, "file": record.file, "sheet": record.sheet, "row": record.row, "事项编号": record.number,
    }  # fmt: skip
    for field in ledger.fields:
        name = f"{field.name}_" if field.name in PROVENANCE else field.name
        value = record.values.get(field.name)  # noqa: PD011 — a record, not a frame
        if item is not None and field.need == "office":
            value = item.office.get(field.name)
        if item is not None and field.source == "state":
            value = state_of(config, period, item)
        if item is not None and field.source == "registered_on":
            value = config.period(item.registered).name
        row[name] = value
    return row
