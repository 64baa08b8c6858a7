"""Seven months in a school of players: honest ones, and one for each way to game the scores (rubric §5).

Every unit owes 目标承诺 and 对标践诺 alone and has six tasks in each, due one a period from May to November, unless
its game is another. Real workbooks are filled in and brought together; what comes of it is the table of
docs/decisions/0017-gaming.md, which is written anew by

    uv run python -m tests.gaming
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import load_config
from pipeline.findings import CATALOGUE
from pipeline.model import shown
from pipeline.workdays import add_months
from tests.school import EMPTIED, HOME, KEEPERS, NIL, School

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.model import Consolidation
    from tests.school import Settings, Table

PAGE = HOME / "docs" / "decisions" / "0017-gaming.md"
OFFICE = KEEPERS[0]
MONTHS = ("2016-05", "2016-06", "2016-08", "2016-09", "2016-10", "2016-11")
CONFIG = load_config(HOME / "config.yaml")
KEYS = {"commitment": "promise", "benchmark": "project"}
NAMES = {
    "commitment": (
        "修订作息制度",
        "清点实验器材",
        "公布考场安排",
        "装订学籍卡片",
        "培训监考教师",
        "整理图书目录",
    ),
    "benchmark": ("走班教学试点", "校本教研案例", "家长开放日活动", "错题本共享", "小先生讲题", "午间阅读会"),
}
DUE = (
    date(2016, 5, 20), date(2016, 6, 20), date(2016, 8, 19), date(2016, 9, 20), date(2016, 10, 20), date(2016, 11, 18)
)  # fmt: skip
STEPS = {"2016-05": date(2016, 6, 24), "2016-08": date(2016, 9, 23)}
"""The milestones of whoever reaches them: the day for which they are named, by the period that names them."""
FURTHER = {
    "2016-05": date(2016, 7, 29), "2016-06": date(2016, 8, 26), "2016-08": date(2016, 10, 28),
    "2016-09": date(2016, 11, 25), "2016-10": date(2016, 12, 23),
}  # fmt: skip
"""The milestones of whoever reaches none and names another each time."""
LEADERS_LIST = "three-periods"
"""What the leading group is asked to decide (请定事项): no guard, and asked all the same."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a unit: when it is due, on which day it is said to be done, and from which day on that is said."""

    name: str
    due: date
    done: date | None = None
    told: date | None = None


@dataclass(frozen=True, slots=True)
class Player:
    """A way to fill in the form.

    `tasks` are those of each ledger; `words` the progress of a period, None for fresh one; `step` the milestone cells
    of a task in a period; `more` cells besides, of an open and a completed task; `nil_from` is the period from which
    nil is reported; `late` the working days by which a return comes late.
    """

    label: str
    tasks: Mapping[str, Sequence[Task]]
    words: Callable[[str], str | None] = lambda _month: None
    step: Callable[[str, Task], Row] = lambda _month, _task: {}
    more: Callable[[str, Task], Row] = lambda _month, _task: {}
    nil_from: str = "2016-13"
    late: int = 0
    honest: bool = False
    found_false: bool = False
    copies: str = ""

    def fills(self, month: str, mark: str) -> dict[str, Table]:
        """Return what stands in each ledger of the period's return; `mark` tells the units' tasks apart."""
        if month >= self.nil_from:
            return dict.fromkeys(KEYS, NIL if self.nil_from == MONTHS[0] else EMPTIED)
        return {
            ledger: [
                self._row(month, ledger, task, mark) for task in self.tasks[ledger] if is_open(month, task)
            ]
            or NIL
            for ledger in KEYS
        }

    def _row(self, month: str, ledger: str, task: Task, mark: str) -> Row:
        row: Row = {KEYS[ledger]: f"{task.name}（{mark}组）"}
        if month == MONTHS[0]:
            row["deadline"] = task.due
        words = self.words(month)
        row |= {} if words is None else {"progress": words}
        if told_in(task) == month:
            row["finished_on"] = task.done
        else:
            row |= self.step(month, task)
        return row | self.more(month, task)


def told_in(task: Task) -> str:
    """Return the period whose return first says that the task is done, "" if none does."""
    told = task.told or task.done
    return next((m for m in MONTHS if told and told <= CONFIG.deadline_day(CONFIG.period(m))), "")


def is_open(month: str, task: Task) -> bool:
    """Tell whether the period's form still has the task."""
    return not told_in(task) or month <= told_in(task)


def after(day: date, workdays: int) -> date:
    """Return the day so many working days later."""
    return CONFIG.workdays.add(day, workdays)


def plan(
    done: Callable[[date], date | None], told: Callable[[date], date | None] = lambda _due: None,
    due: Callable[[date], date] = lambda due: due,
) -> dict[str, list[Task]]:  # fmt: skip
    """Return the twelve tasks, done and told by their deadline; the deadline itself may be another."""
    return {
        ledger: [
            Task(name, due(day), done(due(day)), told(due(day))) for name, day in zip(names, DUE, strict=True)
        ]
        for ledger, names in NAMES.items()
    }  # fmt: skip


def never(_due: date) -> None:
    """Finish nothing."""


def wanted(month: str, task: Task) -> bool:
    """Tell whether the task is due so late that its next step is to be named."""
    return task.due > add_months(CONFIG.period(month).last, CONFIG.rubric.items.milestone_months)


def reaching(late: int = 0) -> Callable[[str, Task], Row]:
    """Return a step that names each milestone and reaches it so many working days late."""

    def step(month: str, task: Task) -> Row:
        before = [m for m in STEPS if m < month and wanted(m, task)]
        if month in STEPS and wanted(month, task):
            return {"milestone": f"第{len(before) + 1}步成稿", "milestone_on": STEPS[month]}
        reached = next((STEPS[m] for m in before if MONTHS[MONTHS.index(m) + 1] == month), None)
        return {"milestone_done": after(reached, late)} if reached else {}

    return step


def naming(month: str, task: Task) -> Row:
    """Name a new milestone each time one is wanted, and never reach any."""
    if not wanted(month, task):
        return {}
    return {"milestone": f"{CONFIG.period(month).name}议定的一步", "milestone_on": FURTHER[month]}


def moving(month: str, _task: Task) -> Row:
    """Write a later deadline over the old one, from June on."""
    return {"deadline": FURTHER.get(month, date(2016, 12, 31))} if month > MONTHS[0] else {}


def unproven(month: str, task: Task) -> Row:
    """Leave the evidence blank."""
    return {"evidence": None} if told_in(task) == month else {}


def in_may(_due: date) -> date:
    """Have everything due in May."""
    return DUE[0]


def on(*day: int) -> Callable[[date], date]:
    """Return a function that says one day whatever the deadline is."""
    return lambda _due: date(*day)


def some(per_ledger: Sequence[Task]) -> dict[str, list[Task]]:
    """Return the same tasks in both ledgers, with a name of their own in each."""
    return {
        "commitment": list(per_ledger),
        "benchmark": [
            replace(t, name=f"{NAMES['benchmark'][n % 6]}{t.name}") for n, t in enumerate(per_ledger)
        ],
    }


JULY = date(2016, 7, 29)
HALF = [Task(name, DUE[0]) for name in NAMES["commitment"][:3]]
"""Three tasks that were due in May and are never done."""


def beside_half(*told: date) -> dict[str, list[Task]]:
    """Return three tasks never done beside three that were done on 20 May, told on these days."""
    done = zip(NAMES["commitment"][3:], told, strict=True)
    return some([*HALF, *(Task(name, JULY, DUE[0] if day == DUE[0] else day, day) for name, day in done)])


def split_in_ten() -> dict[str, list[Task]]:
    """Return the six tasks, never done, beside a seventh in ten pieces of which two are done each period."""
    days = [day for day in DUE[:5] for _ in range(2)]
    pieces = [Task(f"各班学生档案装盒第{n}批", day, day) for n, day in enumerate(days, start=1)]
    return {ledger: [*tasks, *pieces] for ledger, tasks in plan(never).items()}


DILIGENT, LATE = "diligent: all in time", "three working days late in everything"
IDLER = "idler: fresh words, new milestones, nothing done"
PLAYERS = (
    Player(DILIGENT, plan(lambda due: due), step=reaching(), honest=True),
    Player(LATE, plan(lambda due: after(due, 3)), step=reaching(3), late=3, honest=True),
    Player("fifteen working days late, and says so", plan(lambda due: after(due, 15)), step=reaching(), honest=True),
    Player("late work of May done in September", plan(on(2016, 9, 12), due=in_may), honest=True),
    Player("does half, says so when it is done", beside_half(*[DUE[0]] * 3), honest=True),
    Player(IDLER, plan(never), step=naming),
    Player("idler: own deadlines, all in May", plan(never, due=in_may)),
    Player("idler: own deadlines, all on 31 December", plan(never, due=on(2016, 12, 31))),
    Player("idler: 31 December, new milestones", plan(never, due=on(2016, 12, 31)), step=naming),
    Player("idler: 31 December, 未到启动时间", plan(never, due=on(2016, 12, 31)), words=lambda _month: "未到启动时间"),
    Player("idler: the same words every month", plan(never), words=lambda _: "走访三个年级，收集意见四十条", step=naming),
    Player("idler: 正在积极推进中", plan(never), words=lambda _month: "正在积极推进中", step=naming),
    Player("idler: moves the deadlines", plan(never), step=naming,
           more=moving),
    Player("idler: nil from the start", plan(never), nil_from="2016-05"),
    Player("idler: registers in May, then nil", plan(never), nil_from="2016-06"),
    Player("in time, names no milestone", plan(lambda due: due)),
    Player("one easy item in each ledger", {k: v[:1] for k, v in plan(lambda due: due).items()}),
    Player("one task split into ten, the six left undone", split_in_ten(), step=naming),
    Player("fifteen days late, dated back into time", plan(lambda due: due, lambda due: after(due, 15)), step=reaching()),
    Player("does half, keeps the news for later", beside_half(DUE[0], date(2016, 6, 30), JULY)),
    Player("says done, without evidence", plan(lambda due: due), step=reaching(),
           more=unproven),
    Player("says done, with evidence that is not true", plan(lambda due: due), step=reaching()),
    Player("the same, drawn and found false", plan(lambda due: due), step=reaching(), found_false=True),
    Player("says that the diligent unit's work is its own", plan(lambda due: due), step=reaching(), copies=DILIGENT),
)  # fmt: skip


@dataclass(slots=True)
class Result:
    """What came of a player: the score of each period, and what the office or the leading group was asked."""

    player: Player
    scores: list[Fraction] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def mean(self) -> Fraction:
        """Return the mean of the periods: 平时考评 of the year."""
        return sum(self.scores, Fraction()) / len(self.scores)


def unit_of(player: Player) -> str:
    """Return the name of the player's unit."""
    return f"第{PLAYERS.index(player) + 1}处"


def only_tasks(settings: Settings) -> None:
    """Let the roster be the players, who owe the two ledgers alone."""
    owed = next(each for each in settings["categories"] if each["name"] == "科室")
    owed["duties"] = list(KEYS)
    for number, player in enumerate(PLAYERS, start=1):
        unit = {"id": f"player{number}", "name": unit_of(player), "category": "科室"}
        settings["roster"]["units"].append(unit)


def simulate(folder: Path) -> dict[str, Result]:
    """Return what came of every player, by label."""
    school = School(folder, (), only_tasks)
    found = {player.label: Result(player) for player in PLAYERS}
    for month in MONTHS:
        for number, player in enumerate(PLAYERS, start=1):
            mark = next((n for n, p in enumerate(PLAYERS, start=1) if p.label == player.copies), number)
            due = school.config.deadline_day(school.config.period(month))
            moment = datetime.combine(after(due, player.late), datetime.min.time()) + timedelta(hours=10)
            school.returns(month, unit_of(player), player.fills(month, str(mark)), moment.isoformat())
        decide(school, month)
        keep(found, school.consolidate(month))
    return found


def decide(school: School, month: str) -> None:
    """Let the office decide: 文明 is no matter of tasks; what is drawn of one player (all it completed) is not true."""
    lines: list[Row] = []
    if month == MONTHS[0]:
        span = {"kind": "不适用", "target": "文明科室、级部", "first_period": "5月", "last_period": "11月"}
        lines += [{"subject": unit_of(player), "approved_on": "2016-05-10", **span} for player in PLAYERS]
    day = school.config.deadline_day(school.config.period(month))
    for player in PLAYERS:
        false = {"kind": "抽查不实", "subject": unit_of(player), "approved_on": day}
        lines += [{"number": number, **false} for number in done_in(player, month) if player.found_false]
    arrived = school.config.deadline(school.config.period(month)) + timedelta(days=7)
    school.returns(month, OFFICE, {"decisions": lines}, arrived.isoformat())


def done_in(player: Player, month: str) -> list[str]:
    """Return the numbers of what the player's return of the period says to be done."""
    return [
        f"{unit_of(player)}-{CONFIG.ledgers[ledger].items}-{count:03d}"
        for ledger in KEYS
        for count, task in enumerate(player.tasks[ledger], start=1)
        if told_in(task) == month
    ]


def keep(found: Mapping[str, Result], month: Consolidation) -> None:
    """Add a period to the results."""
    for number, player in enumerate(PLAYERS, start=1):
        result = found[player.label]
        score = next(each for each in month.scores if each.unit == f"player{number}")
        drawn = [each.number for each in month.spot_checks if each.unit == score.unit]
        assert score.score is not None
        assert not player.found_false or drawn == sorted(done_in(player, month.period))
        result.scores.append(score.score)
        said = [
            f for f in (*month.findings, *month.guards)
            if f.unit == f"player{number}" or f.context.get("other_unit") == unit_of(player)
        ]  # fmt: skip
        for code in sorted({f.code for f in said if CATALOGUE[f.code].guard or f.code == LEADERS_LIST}):
            result.asked[code] = result.asked.get(code, 0) + 1


def table(found: Mapping[str, Result]) -> str:
    """Return the table of the page: the best mean first; after each guard, in how many of the periods it asked."""
    names = [CONFIG.period(month).name for month in MONTHS]
    lines = [
        "| player | " + " | ".join(names) + " | mean | asked by |",
        "|---|" + "--:|" * (len(names) + 1) + "---|",
    ]
    for each in sorted(found.values(), key=lambda each: -each.mean):
        asked = ", ".join(f"{code} {count}" for code, count in each.asked.items()) or "nobody"
        label = f"**{each.player.label}**" if each.player.honest else each.player.label
        figures = " | ".join(shown(score) for score in (*each.scores, each.mean))
        lines.append(f"| {label} | {figures} | {asked} |")
    return "\n".join(lines)


def with_table(page: str, made: str) -> str:
    """Return the page with this table in the place of its own."""
    return re.sub(r"^\| player .*?(?=\n\n)", lambda _own: made, page, flags=re.MULTILINE | re.DOTALL)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = table(simulate(Path(folder)))
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
