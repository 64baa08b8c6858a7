"""What must not be declared public: sensitive ledgers and columns, money, and what nobody declares at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.declared import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config.school import Config
    from pipeline.config.settings import Shown
    from pipeline.declared import Loc

MONEY = "万元"


def of_publicity(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield what `publicity` would make public and may not, or does not find (plan P2)."""
    declared = config.settings.publicity
    if declared is None:
        return
    yield from _of_shown(config, "promises", declared.promises)
    if declared.honours:
        yield from _of_shown(config, "honours", declared.honours)
    promises = declared.promises.ledger
    if promises in config.ledgers and not (config.ledgers[promises].items and config.ledgers[promises].owner):
        text = f"{config.ledgers[promises].title}没有事项编号或责任人，不能当作公开承诺。"
        yield ("publicity", "promises", "ledger"), text


def _of_shown(config: Config, name: str, shown: Shown) -> Iterator[tuple[Loc, str]]:
    loc: Loc = ("publicity", name)
    if shown.ledger not in config.ledgers:
        known = {each.id for each in config.ledgers.all}
        yield (*loc, "ledger"), f"公示用到的台账「{shown.ledger}」没有声明。{near(shown.ledger, known)}"
        return
    ledger = config.ledgers[shown.ledger]
    if ledger.sensitive:
        yield (*loc, "ledger"), f"{ledger.title}是敏感台账，不能公示。"
    fields = {field.name: field for field in ledger.fields}
    for index, column in enumerate(shown.columns):
        here: Loc = (*loc, "columns", index)
        if column not in fields:
            yield here, f"{ledger.title}没有「{column}」这一栏。{near(column, set(fields))}"
        elif fields[column].sensitive:
            yield here, f"{ledger.title}「{fields[column].header}」是敏感内容，不能公示。"
        elif fields[column].unit == MONEY:
            yield here, f"{ledger.title}「{fields[column].header}」是金额，不能公示。"
