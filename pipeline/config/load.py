"""config.yaml and everything it names, read and checked against each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from pathlib import Path


def load_config(path: Path) -> Config:
    """Return the checked declarations; raises SetupError with every complaint of every file."""
    raw, lines = read_yaml(path)
    settings = typed(Settings, raw, path.name, lines)
    home = path.resolve().parent
    roster = settings.roster
    units, people, readers = roster.units, roster.people, roster.readers
    if roster.workbook:
        units, people, readers = read_roster(home / roster.workbook)
    ledgers = load_ledgers(home / settings.folders.ledgers, [u.name for u in units])
    calendar = settings.calendar
    workdays = Workdays(frozenset(calendar.extra_holidays), frozenset(calendar.extra_workdays))
    tables = code_tables(settings, units, ledgers)
    plan, marks = load_plan(home / settings.folders.ledgers)
    config = Config(home, path.resolve(), settings, ledgers, units, people, readers, workdays, tables, plan)
    complaints = [f"{path.name}{each}" for each in disagreements(config, lines)]
    complaints = complaints or [f"{PLAN}{each}" for each in plan_disagreements(config, marks)]
    if complaints:
        raise SetupError(complaints)
    empty = frozenset(name for name, words in tables.items() if not words)
    return replace(config, ledgers=ledgers.without(empty))
