"""What is handed out: for every unit the sheets that are its duty, filled in as far as anything is known."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from pipeline.forms import Handout, SheetPlan, asked_anew
from pipeline.model import chinese_until
from pipeline.standing import is_finished, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.config import Category, Config, Period
    from pipeline.ledger import Ledger
    from pipeline.model import Item, Merged, Value
    from pipeline.roster import Unit

    Row = dict[str, Value]


def handouts(config: Config, period: Period, merged: Merged | None) -> tuple[Handout, ...]:
    """Return the workbooks of `period`, pre-filled from `merged`, the returns up to the period before.

    A unit that has nothing to report in this phase gets none.
    """
    busy = [unit for unit in config.units_in(period) if config.duties(unit, period)]
    return tuple(_handout(config, period, unit, merged) for unit in busy)


def blank_handouts(config: Config) -> tuple[Handout, ...]:
    """Return the blank set: one workbook a category with every ledger that may be its duty in some phase."""
    return tuple(_blank(config, category) for category in config.settings.categories)


def _blank(config: Config, category: Category) -> Handout:
    more = {d for u in config.units if u.category == category.name for d in u.more}
    wanted = set(category.duties) | more
    ledgers = [
        each for each in config.ledgers.all if each.id in wanted or (each.of and category.fills == "office")
    ]
    plans = tuple(SheetPlan(each, tuple(_numbered(_lines(config, each, None)))) for each in ledgers)
    return Handout("", category.name, "", "", "", "", config.ledgers.version, config.settings.school.id,
                   config.settings.school.name, plans, config.settings.school.contact, "",
                   _choices(config, ledgers))  # fmt: skip


def _handout(config: Config, period: Period, unit: Unit, merged: Merged | None) -> Handout:
    day = config.deadline_day(period)
    school = config.settings.school
    ledgers = config.duties(unit, period)
    plans = tuple(
        SheetPlan(each, tuple(_numbered(_rows(config, period, unit, each, merged)))) for each in ledgers
    )
    due = f"{day.year}年{chinese_until(day)}"
    return Handout(unit.name, unit.category, period.id, period.name, due, unit.id, config.ledgers.version,
                   school.id, school.name, plans, school.contact, unit.leader, _choices(config, ledgers))  # fmt: skip


def _choices(config: Config, ledgers: Iterable[Ledger]) -> dict[str, tuple[str, ...]]:
    return {
        f"{ledger.id}.{field.name}": words
        for ledger in ledgers
        for field in ledger.fields
        if (words := config.choices(field))
    }


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [{**row, "row": index} for index, row in enumerate(rows, start=1)]


def _rows(config: Config, period: Period, unit: Unit, ledger: Ledger, merged: Merged | None) -> list[Row]:
    if ledger.of:
        return _rulings(config, period, ledger, merged)
    if ledger.again_until:
        return _again(config, period, ledger, merged)
    if not (ledger.items and ledger.carried):
        return _lines(config, ledger, unit)
    had = [i for i in merged.items if i.ledger == ledger.id and unit.id in i.owners] if merged else []
    own = [i for i in had if i.unit_in(period.id) == unit.id]
    running = [i for i in own if i.withdrawn is None and not i.completed_in]
    rows = [_carried(config, period, ledger, item) for item in sorted(running, key=lambda i: i.number)]
    known = {item.name for item in had}
    return rows + [r for r in _lines(config, ledger, unit) if str(r.get(ledger.key)) not in known]


def _again(config: Config, period: Period, ledger: Ledger, merged: Merged | None) -> list[Row]:
    """Return the last period's rows that have not come to their end: an instruction without its result."""
    before = config.before(period)
    rows = merged.records.get(ledger.id, {}).get(before.id, ()) if merged and before else ()
    names = [f.name for f in ledger.typed_fields]
    return [{n: r.values.get(n) for n in names} for r in rows if r.values.get(ledger.again_until) is None]


def _lines(config: Config, ledger: Ledger, unit: Unit | None) -> list[Row]:
    """Return the prepared lines of `ledger`: every combination of its code tables."""
    if not ledger.lines:
        return []
    tables = [_words(config, line.codes, unit if line.own else None) for line in ledger.lines]
    if unit is None and any(line.own for line in ledger.lines):
        return []
    names = [line.field for line in ledger.lines]
    rows: list[Row] = []
    for words in product(*tables):
        row: Row = dict(zip(names, words, strict=True))
        rows.append({**row, **_known(config, ledger, row)})
    return rows


def _words(config: Config, codes: str, unit: Unit | None) -> Sequence[str]:
    if unit is not None and codes == "five_a":
        return [line.name for line in config.settings.codes.five_a if unit.id in line.units]
    return config.tables[codes]


def _known(config: Config, ledger: Ledger, row: Mapping[str, Value]) -> Row:
    found = config.attributes(ledger, row)
    known: Row = {f.name: found.get(f.column) for f in ledger.fields if f.column}
    full, base = found.get("full"), found.get("base")
    if isinstance(full, Decimal) and isinstance(base, Decimal):
        known |= {f.name: full - base for f in ledger.fields if f.source == "gap"}
    return known


def _carried(config: Config, period: Period, ledger: Ledger, item: Item) -> Row:
    """Return an open item's row: what was said last, its number, its state; what is asked anew is blank."""
    latest = item.latest
    anew = asked_anew(ledger)
    row: Row = {f.name: latest.values.get(f.name) for f in ledger.fields if f.name not in anew}
    row |= {"number": item.number, "last_progress": latest.values.get("progress")}
    day = config.deadline_day(period)
    if ledger.deadline:
        row[ledger.deadline] = item.deadline(day)
    before = config.before(period) or period
    row["state"] = state_of(config, before, item)
    registered = config.period(item.registered)
    row |= {f.name: registered.name for f in ledger.fields if f.source == "registered_on"}
    if item.moves:
        unit = config.unit(item.unit_in(period.id))
        facts = {"unit.name": unit.name, "unit.category": unit.category, "unit.leader": unit.leader or None}
        row |= {f.name: facts[f.source] for f in ledger.fields if f.source in facts}
    if any(m.done_in and m.due == latest.day("milestone_on") for m in item.milestones):
        row |= {"milestone": None, "milestone_on": None}
    return row


def _rulings(config: Config, period: Period, ledger: Ledger, merged: Merged | None) -> list[Row]:
    """Return a line for every item of the parent ledger on which the office may still rule."""
    if merged is None:
        return []
    names = {u.id: u.name for u in config.units}
    office = [f.name for f in config.ledgers[ledger.of].office_fields]
    before = config.before(period) or period
    return [
        {"subject": names[i.unit_in(period.id)], "number": i.number, ledger.key: i.name, **{n: i.office.get(n) for n in office}}
        for i in sorted(merged.items, key=lambda i: i.number)
        if i.ledger == ledger.of and i.withdrawn is None
        and (not is_finished(before, i) or any(i.office.get(n) is None for n in office))
    ]  # fmt: skip


def notice(config: Config, period: Period) -> str:
    """Return the three-line notice to paste into the work group."""
    return (
        f"各位主任：{period.name}{config.settings.school.campaign}填报表已发，"
        f"请于{chinese_until(config.deadline_day(period))}前发回。\n"
        "接着上月的事项已带入表中，只填「本月进展」，完成的写上「实际完成日期」；没有内容的表请选零报告。\n"
        "几个人分头填的，各发各的文件即可，系统会合到一起；只填一次，不用另报。"
    )
