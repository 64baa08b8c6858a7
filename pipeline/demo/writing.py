"""What a unit types on one ledger sheet in one period: its items' news, new rows, or the nil mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.workdays import add_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from pipeline.config import Config, Period
    from pipeline.demo.content import Cell, Node, Story, Tale
    from pipeline.demo.fill import Cells, Typed
    from pipeline.demo.page import Page
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Item

Row = dict[str, "Cell"]
ItemKey = tuple[str, str, str]
"""Unit, ledger, and the item's name."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit at its form: the period, the day, its story, the items as the office has them.

    `gaps` names ledgers in which blank rows are left between new ones.
    """

    config: Config
    period: Period
    today: date
    story: Story
    known: Mapping[ItemKey, Item]
    gaps: frozenset[str] = frozenset()


@dataclass(slots=True)
class Written:
    """What was typed on a sheet, and in which row each thing stands: by its name, or its number from 0."""

    page: Page
    cells: Cells = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """Return the last row that says anything."""
        return max([*self.rows.values(), self.page.next - 1])

    def type(self, name: str, row: int, value: Typed) -> None:
        """Type `value` into the field `name` of `row`."""
        self.cells[self.page.cell(name, row)] = value


def write(desk: Desk, page: Page) -> Written:
    """Return what the unit types on `page`; a sheet on which there is nothing to say gets the nil mark."""
    done = Written(page)
    for row in [*_item_rows(desk, page), *_table_rows(desk, page)]:
        at = _row_of(desk, done, row)
        name = _name_of(page, row)
        done.rows[name if name and name not in done.rows else f"{name}#{len(done.rows)}"] = at
        for field_name, value in row.items():
            if value is not None:
                done.type(field_name, at, value)
    nothing = not done.rows and not any(r.get("number") for r in page.rows.values())
    if nothing and _is_marked_nil(desk, page.ledger):
        done.cells[page.nil] = "是"
    if done.cells:
        done.cells |= {page.filler: desk.story.filler, page.day: desk.today}
    return done


def _is_marked_nil(desk: Desk, ledger: Ledger) -> bool:
    """Tell whether nothing to say is said by a mark on this very sheet, and not by another one (nil_by)."""
    unit = desk.config.unit(desk.story.unit)
    elsewhere = ledger.nil_by in {each.id for each in desk.config.duties(unit, desk.period)}
    return ledger.nil and (ledger.owed or ledger.id == "inspection") and not elsewhere


def _name_of(page: Page, row: Mapping[str, object]) -> str:
    """Return what a row is known by: the words of its lines; in the office's own sheets its unit too."""
    lines = [line.field for line in page.ledger.lines]
    keys = lines or (["subject", page.ledger.key] if page.ledger.of else [page.ledger.key])
    return "|".join(str(row.get(key) or "") for key in keys if key)


def _row_of(desk: Desk, done: Written, row: Mapping[str, object]) -> int:
    """Return the prepared row of the same name, else the next free one."""
    page, name = done.page, _name_of(done.page, row)
    for number, said in page.rows.items():
        if _name_of(page, said) == name and number not in done.rows.values():
            return number
    step = 2 if page.ledger.id in desk.gaps else 1
    new = [number for number in done.rows.values() if number >= page.next]
    return max(new) + step if new else page.next


def _table_rows(desk: Desk, page: Page) -> Iterator[Row]:
    yield from desk.story.tables.get(desk.period.id, {}).get(page.ledger.id, ())


def _item_rows(desk: Desk, page: Page) -> Iterator[Row]:
    """Yield what is to be typed for each item that is not finished."""
    prepared = {_name_of(page, said): said for said in page.rows.values()}
    for tale in desk.story.items.get(page.ledger.id, ()):
        name = str(tale.fields[page.ledger.key])
        item = desk.known.get((desk.story.unit, page.ledger.id, name))
        if not tale.since <= desk.period.id <= tale.until:
            continue
        if item is not None and (item.completed_in or item.withdrawn):
            continue
        yield _item_row(desk, page, tale, prepared.get(name, {}), item)


def _item_row(desk: Desk, page: Page, tale: Tale, said: Mapping[str, str], item: Item | None) -> Row:
    """Return the fields to type: all of a new row; of a continued one what is asked anew or has changed."""
    months = sum(tale.since <= p.id < desk.period.id for p in desk.config.periods)
    finished = tale.done is not None and tale.done <= desk.today
    row: Row = {page.ledger.key: tale.value(page.ledger.key, 0)}
    for each in page.ledger.fields:
        if each.name in tale.fields and each.by_unit and (finished or not _at_the_end(each)):
            value = tale.value(each.name, months)
            if not said.get(each.name) or (months and value != tale.value(each.name, months - 1)):
                row[each.name] = value
    if finished:
        row["finished_on"] = tale.done
    return row | _milestone(desk, tale, said, item)


def _at_the_end(each: Field) -> bool:
    return each.when is not None and each.when.field == "finished_on"


def _milestone(desk: Desk, tale: Tale, said: Mapping[str, str], item: Item | None) -> Row:
    """Return the milestone that is reported reached, or the next one that is named."""
    reached = {m.text for m in item.milestones if m.done_in} if item else set()
    named = next((n for n in tale.nodes if n.text == said.get("milestone")), None)
    if named is not None:
        return {"milestone_done": named.done} if _is_reached(desk, named) else {}
    horizon = add_months(desk.period.last, desk.config.rubric.items.milestone_months)
    coming = [n for n in tale.nodes if n.text not in reached and desk.period.first <= n.due <= horizon]
    if not coming or said.get("milestone"):
        return {}
    node = coming[0]
    row: Row = {"milestone": node.text, "milestone_on": node.due}
    return row | ({"milestone_done": node.done} if _is_reached(desk, node) else {})


def _is_reached(desk: Desk, node: Node) -> bool:
    return node.done is not None and node.done <= desk.today
