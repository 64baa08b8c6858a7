"""The print set of a period: what the campaign office files on paper at the end of the month."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.account import change
from pipeline.briefing import brief
from pipeline.bulletin import change_lines, review_lines
from pipeline.dossier.common import input_part, rubric_part, signing_part
from pipeline.dossier.sheet import Column, Part, Table
from pipeline.findings import severity
from pipeline.model import LedgerState, Severity, chinese_day, chinese_moment, shown, total
from pipeline.opinions import grouped
from pipeline.wording import discreet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from pipeline.config import Config
    from pipeline.model import Concern, Consolidation, UnitIntake, UnitScore

NONE = "—"
HIDDEN = "（略）"
OFFICE = "办公室"
UNIT = Column("单位", "name", 27)


def month_parts(config: Config, month: Consolidation, inputs: Mapping[str, str]) -> tuple[Part, ...]:
    """Return the parts of a period's set in their order; a period that is not scored has none of scores."""
    scored = (_ranks(config, month), _headings(month), _indicators(config, month)) if month.scores else ()
    corrected = (_changes(config, month),) if month.stage.changes or month.stage.reviews else ()
    return (
        *scored, _returns(config, month), _concerns(config, month), _findings(config, month), *corrected,
        rubric_part(config), input_part(inputs, _set_aside(config, month)), signing_part(month.stage),
    )  # fmt: skip


def by_category(month: Consolidation) -> dict[str, list[UnitScore]]:
    """Return the scores by category, best first, the unranked last."""
    groups: dict[str, list[UnitScore]] = {}
    for score in month.scores:
        groups.setdefault(score.category, []).append(score)
    return {name: sorted(own, key=lambda s: s.rank or len(own) + 1) for name, own in groups.items()}


def figure(exact: Fraction | None) -> str:
    """Return a figure as it is shown, a dash where there is none."""
    return NONE if exact is None else shown(exact)


def place_words(score: UnitScore) -> str:
    """Return a unit's place in its category: 2, 2（并列）, a dash without one."""
    return (f"{score.rank}（并列）" if score.tied else str(score.rank)) if score.rank else NONE


def _ranks(config: Config, month: Consolidation) -> Part:
    columns = (
        Column("名次", "name", 24), Column("单位", "name"), Column("得分", "n", 26), Column("报送扣分", "n", 26),
        Column("比上期", "n", 26),
    )  # fmt: skip
    tables = tuple(
        Table(columns, tuple(
            (place_words(s), s.name, figure(s.score), shown(total(s.discipline)) if s.discipline else NONE, change(s))
            for s in own
        ), category)
        for category, own in by_category(month).items()
    )  # fmt: skip
    notes = [brief(config, month).sentence, "名次按类别分别排；得分已减去报送扣分，满分 100 分。"]
    if month.provisional:
        notes.append(f"{'、'.join(month.provisional)}还是暂定，登记报来以后才能审签。")
    return Part("名次与得分", tables, tuple(notes))


def _headings(month: Consolidation) -> Part:
    names = tuple(dict.fromkeys(name for score in month.scores for name in score.headings))
    columns = (UNIT, *(Column(name, "n") for name in names), Column("合计", "n"))
    tables = tuple(
        Table(columns, tuple(
            (s.name, *(_of(s.headings.get(name)) for name in names), shown(s.before_discipline)) for s in own
        ), category)
        for category, own in by_category(month).items()
    )  # fmt: skip
    return Part("三比一争分项得分", tables, ("每格为得分 / 满分；合计是减去报送扣分以前的得分。",))


def _of(heading: tuple[Fraction, Fraction] | None) -> str:
    return f"{shown(heading[0])} / {shown(heading[1])}" if heading and heading[1] else NONE


def _indicators(config: Config, month: Consolidation) -> Part:
    columns = (
        UNIT, *(Column(each.name, "n") for each in config.rubric.indicators), Column("报送扣分", "n"), Column("得分", "n")
    )  # fmt: skip
    tables = tuple(
        Table(columns, tuple(
            (
                s.name, *(NONE if i.score is None else shown(i.points) for i in s.indicators),
                shown(total(s.discipline)) if s.discipline else NONE, figure(s.score),
            )
            for s in own
        ), category)
        for category, own in by_category(month).items()
    )  # fmt: skip
    note = f"各项为折算到百分的得分；{NONE}为不适用，其权重按比例并入其他项目。每一分的依据见汇总表「得分明细」。"
    return Part("各考评项目得分", tables, (note,))


def _returns(config: Config, month: Consolidation) -> Part:
    columns = (
        UNIT, Column("报送", "state", 22), Column("收到时间", "name", 32), Column("已报", "n", 14), Column("零报告", "words"),
        Column("未报", "words"),
    )  # fmt: skip
    units = config.units_in(config.period(month.period))
    rows = tuple((unit.name, *_return(config, month.merged.intake.units[unit.id])) for unit in units)
    deadline = f"截止 {chinese_day(config.deadline_day(config.period(month.period)))} 24:00。"
    return Part("报送情况", (Table(columns, rows),), (deadline,))


def _return(config: Config, intake: UnitIntake) -> tuple[str, ...]:
    def named(state: LedgerState) -> str:
        tables = (
            config.ledgers[name].table
            for name, each in intake.ledgers.items()
            if each.state is state and (config.ledgers[name].owed or state is not LedgerState.MISSING)
        )
        return "、".join(tables) or NONE

    returned = sum(each.state is LedgerState.RETURNED for each in intake.ledgers.values())
    return (
        intake.timeliness.value, chinese_moment(intake.arrived) if intake.arrived else NONE, f"{returned} 张",
        named(LedgerState.NIL), named(LedgerState.MISSING),
    )  # fmt: skip


def _concerns(config: Config, month: Consolidation) -> Part:
    columns = (
        Column("情况", "state", 30), Column("单位", "name", 24), Column("事项", "lines"), Column("责任人", width=20),
        Column("时限", "name", 26), Column("已过天数", "n", 13),
    )  # fmt: skip
    counts = Counter(each.kind for each in month.concerns)
    told = ("，".join(f"{kind} {count} 件" for kind, count in counts.items()) + "。",) if counts else ()
    rows = tuple(_concern(config, each) for each in month.concerns)
    return Part("督办台账", (Table(columns, rows),), told, "本期没有需要督办的。")


def _concern(config: Config, concern: Concern) -> tuple[str, ...]:
    """Return a line of 督办台账; of a sensitive ledger its number, and nothing that was written there."""
    unit = config.find_unit(concern.unit) if concern.unit else None
    text, owner = concern.text, concern.owner
    if concern.number and concern.ledger in config.ledgers:
        ledger = config.ledgers[concern.ledger]
        text = f"（{ledger.title}一件）" if ledger.guards(ledger.key) else text
        owner = HIDDEN if owner and ledger.guards(ledger.owner) else owner
    return (
        concern.kind, unit.name if unit else NONE, f"{' '.join(text.split())}\n{concern.number}".strip(), owner,
        chinese_day(concern.due) if concern.due else NONE, str(concern.days or ""),
    )  # fmt: skip


def _findings(config: Config, month: Consolidation) -> Part:
    """Return how many opinions each unit had, worst kind first; what they say stands in the workbook."""
    told = grouped(discreet(config, finding) for finding in month.findings)
    kinds = tuple(Severity)
    counts = Counter((each.places[0].unit, each.severity) for each in told)
    places = Counter(severity(each) for each in month.findings)
    names = {"": OFFICE} | {unit.id: unit.name for unit in config.units}
    units = [*(unit.id for unit in config.units), ""]
    rows = [
        (names[unit], *(str(counts[unit, kind] or NONE) for kind in kinds))
        for unit in units if any(counts[unit, kind] for kind in kinds)
    ]  # fmt: skip
    if rows:
        rows.append(("合计", *(str(sum(counts[unit, kind] for unit in units)) for kind in kinds)))
    columns = (Column("单位", "name", 40), *(Column(kind.value, "n") for kind in kinds))
    words = "，".join(f"{kind.value} {places[kind]} 处" for kind in kinds if places[kind])
    notes = (f"{words}。同一种意见合为一条，下表按条计；逐条见汇总表「审核意见」。",) if words else ()
    return Part("审核意见", (Table(columns, tuple(rows)),), notes, "没有意见。")


def _changes(config: Config, month: Consolidation) -> Part:
    stage = month.stage
    changed = Table(
        (UNIT, Column("更正内容"), Column("原为", "n", 20), Column("改为", "n", 20), Column("原因")),
        tuple((c.unit, c.subject, c.old, c.new, c.reason) for c in change_lines(config, month)),
        f"更正说明（{stage.edition}）",
    )  # fmt: skip
    asked = Table(
        (UNIT, Column("得分项"), Column("理由"), Column("申请日期", "name", 27), Column("处理", width=20), Column("处理说明")),
        tuple(
            (r.unit, r.line, r.reason, chinese_day(r.asked), r.outcome, r.ruling_reason)
            for r in review_lines(config, month)
        ),
        "复核申请和处理",
    )  # fmt: skip
    title = "更正说明" if stage.changes else "复核申请"
    notes = []
    if stage.changes and stage.text_only:
        notes.append("只更正了文字，得分没有变。")
    elif stage.changes and stage.restates:
        notes.append(f"本版更正第{stage.restates}版；两版都存档，以本版为准。")
    return Part(title, (changed, asked), tuple(notes))


def _set_aside(config: Config, month: Consolidation) -> Table:
    """Return the period's files that do not count wholly, and why."""
    columns = (Column("单位", "name", 30), Column("文件"), Column("原因"))
    return Table(columns, tuple(_aside(config, month)), "本期没有全部计入的文件")


def _aside(config: Config, month: Consolidation) -> Iterator[tuple[str, ...]]:
    intake = month.merged.intake
    fates = [(NONE, fate) for fate in intake.strays]
    fates += [(config.unit(name).name, fate) for name, each in intake.units.items() for fate in each.files]
    for unit, fate in fates:
        if fate.reason:
            yield unit, fate.file.rsplit("/", 1)[-1], fate.reason
