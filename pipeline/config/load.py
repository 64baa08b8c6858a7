"""config.yaml and everything it names, read and checked against each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.config.agree import disagreements, plan_disagreements
from pipeline.config.school import Config
from pipeline.config.settings import Settings
from pipeline.config.tables import code_tables
from pipeline.declared import read_yaml, typed
from pipeline.errors import SetupError
from pipeline.ledger import load_ledgers
from pipeline.plan import PLAN, load_plan
from pipeline.roster import read_roster
from pipeline.workdays import Workdays


def load_config(path: Path, kept_for: Path | None = None) -> Config:
    """Return the checked declarations; raises SetupError with every complaint of every file.

    `kept_for` is the home of the school whose declarations `path` and all that it names, kept side by side, were once.
    """
    raw, lines = read_yaml(path)
    settings = typed(Settings, raw, path.name, lines)
    beside = path.resolve().parent
    home = kept_for or beside
    ledger_folder = beside / _named(settings.folders.ledgers, kept_for)
    roster = settings.roster
    units, people, readers = roster.units, roster.people, roster.readers
    if roster.workbook:
        units, people, readers = read_roster(beside / _named(roster.workbook, kept_for))
    ledgers = load_ledgers(ledger_folder, [u.name for u in units])
    calendar = settings.calendar
    workdays = Workdays(frozenset(calendar.extra_holidays), frozenset(calendar.extra_workdays))
    tables = code_tables(settings, units, ledgers)
    plan, marks = load_plan(ledger_folder)
    config = Config(home, path.resolve(), settings, ledgers, units, people, readers, workdays, tables, plan)
    complaints = [f"{path.name}{each}" for each in disagreements(config, lines)]
    complaints = complaints or [f"{PLAN}{each}" for each in plan_disagreements(config, marks)]
    if complaints:
        raise SetupError(complaints)
    empty = frozenset(name for name, words in tables.items() if not words)
    return replace(config, ledgers=ledgers.without(empty))


def declarations(config: Config) -> dict[str, bytes]:
    """Return the files in which everything is declared, by the names by which they are kept side by side."""
    folder = config.ledger_folder
    declared = {config.path.name: config.path.read_bytes()}
    declared |= {f"{folder.name}/{p.name}": p.read_bytes() for p in sorted(folder.glob("*.yaml"))}
    roster = config.settings.roster.workbook
    declared |= {Path(roster).name: (config.home / roster).read_bytes()} if roster else {}
    return declared


def _named(place: str, kept_for: Path | None) -> str:
    """Return where a declared place lies: what is kept lies side by side, by its last name."""
    return Path(place).name if kept_for else place
