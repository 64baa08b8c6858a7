"""The files for machines of the year's release (contract): records of the whole year, scores, rubric, manifest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.config import declarations
from pipeline.machine.files import as_json, rubric_document
from pipeline.machine.year import year_content, year_document
from pipeline.plain_csv import csv_bytes
from pipeline.registers import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.config import Config
    from pipeline.ledger import Ledger
    from pipeline.model import Record, Value, YearBook

PROVENANCE = ("period", "unit", "file", "sheet", "row", "事项编号")


def year_machine_files(config: Config, book: YearBook) -> dict[str, bytes]:
    """Return every machine-readable file of the year by its path."""
    files = {
        f"records/{ledger.id}.csv": _records(book, ledger) for ledger in config.ledgers.all if not ledger.of
    }
    files["scores.json"] = as_json(year_document(config, book))
    files["rubric.json"] = as_json(rubric_document(config))
    return files


def _records(book: YearBook, ledger: Ledger) -> bytes:
    """Return all accepted rows of one ledger over the year, the period first; of items what the office fixed too."""
    fields = [f.name for f in ledger.fields if f.source not in {"row", "number", "last_progress", "state"}]
    columns = {name: name for name in PROVENANCE if name != "事项编号" or ledger.items}
    columns |= {name: f"{name}_" if name in PROVENANCE else name for name in fields}
    office = {item.number: item.office for item in book.merged.items if item.ledger == ledger.id}
    by_period = book.merged.records.get(ledger.id, {})
    rows = (
        _row(record, columns, office.get(record.number, {}))
        for period in sorted(by_period) for record in by_period[period]
    )  # fmt: skip
    return csv_bytes(columns, rows)


def _row(record: Record, columns: Mapping[str, str], office: Mapping[str, Value]) -> dict[str, str]:
    known: dict[str, Value] = {
        "period": record.period, "unit": record.unit, "file": record.file, "sheet": record.sheet, "row": record.row,
        "事项编号": record.number,
    }  # fmt: skip
    return dict(_cells(columns, {**record.values, **office}, known))


def _cells(
    columns: Mapping[str, str], values: Mapping[str, Value], known: Mapping[str, Value]
) -> Iterator[tuple[str, str]]:
    for name, header in columns.items():
        value = known[name] if header in known else values.get(name)
        text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
        yield name, text


def year_manifest(
    config: Config, book: YearBook, inputs: Mapping[str, str], files: Mapping[str, bytes]
) -> dict[str, object]:
    """Return the year's manifest.json: checksums of inputs, declarations and outputs; versions; clock; periods."""
    return {
        "year": book.year,
        "state": book.stage.state.value,
        "revision": book.stage.revision,
        "restates": book.stage.restates or None,
        "content": year_content(config, book),
        "clock": book.now.isoformat(),
        "program_version": __version__,
        "rubric_version": config.rubric.version,
        "template_version": config.ledgers.version,
        "periods": {
            p.period: {"state": p.state, "revision": p.revision, "rubric_version": p.rubric} for p in book.periods
        },
        "inputs": dict(sorted(inputs.items())),
        "declarations": fingerprints(declarations(config)),
        "outputs": fingerprints(files),
    }  # fmt: skip
