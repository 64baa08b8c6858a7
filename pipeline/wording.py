"""The rubric in words, as the configuration declares it: shared by the sheet 考评细则, the release and the command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.rubric import Blend, Growth, Inspection, SelfCheck, Tasks
from pipeline.yearly import Ballots, Levels, Mark, Results, Won

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from pipeline.config import Config
    from pipeline.ledger import Field, Ledger
    from pipeline.model import Finding

Lines = list[tuple[str, str, str]]


def plain(figure: Fraction) -> str:
    """Return an exact figure as people write it: 0.8, 15."""
    return str(figure.numerator) if figure.denominator == 1 else f"{float(figure):g}"


def rubric_lines(config: Config) -> Lines:
    """Return the rubric as part, subject, rule in Chinese; shared with the command `rubric`."""
    rubric = config.rubric
    categories = [c.name for c in config.settings.categories if c.scored]
    lines: Lines = []
    for indicator in rubric.indicators:
        weights = "，".join(f"{c} {plain(indicator.weight[c])}" for c in categories)
        lines.append(("权重", indicator.name, f"{weights}。{_kind(config, indicator.by)}"))
    items = rubric.items
    late = "，".join(f"{step.days} 日内 {plain(step.credit)}" for step in items.late)
    lines += [
        ("事项", "到期和办结", f"占 {plain(items.judged_share)}，其余为本月进展；按时或提前得 1，晚办按工作日：{late}，再晚为 0。"),
        ("事项", "逾期未完成", f"每期按 0 计，连续 {items.judged_periods} 期，之后提请领导小组定。"),
        ("事项", "近期节点", f"时限在 {items.milestone_months} 个月以后的须写；没写的本月进展乘 {plain(items.milestone_missing_keeps)}。"),
        ("事项", "进展陈旧", f"与上月相似 {plain(items.stale.alike * 100)}% 以上、少于 {items.stale.shorter_than} 字或属空话的，乘 {plain(items.stale.keeps)}。"),
    ]  # fmt: skip
    discipline = rubric.discipline
    back = f"退回修改后 {discipline.sent_back_days} 个工作日内发回算按时"
    lines.append(("报送", "报送扣分", f"{late_costs(config)}；{back}。"))
    public = rubric.publication
    asked = f"印发后公示 {public.public_days} 个工作日，公示期内可以就一条得分申请复核。"
    lines.append(
        ("公示", "核对和复核", f"出送审稿后 {public.confirm_days} 个工作日内各单位核对本单位一页；{asked}")
    )
    lines += _annual(config)
    lines += _guards(config)
    for heading in rubric.headings:
        parts = "；".join(
            rubric.indicator(p.indicator).name + (f"（{'、'.join(p.dimensions)}）" if p.dimensions else "")
            for p in heading.of
        )
        bonus = "；年度另加各类加分" if heading.bonus else ""
        lines.append(("分项", heading.name, parts + bonus))
    for code in config.settings.codes.deductions:
        sign = "加" if code.points > 0 else "扣"
        lines.append(
            (
                "检查代码",
                f"{code.code} {code.name}",
                f"{code.dimension}，每人次（件）{sign} {plain(abs(code.points))}",
            )
        )
    return lines


def _annual(config: Config) -> Lines:
    """Return how the year is judged (rubric §3)."""
    annual = config.rubric.annual
    parts = "，".join(f"{part.name} {plain(part.share * 100)}%" for part in annual.parts)
    lines = [
        ("年度", "年度得分", f"平时考评 {plain(annual.process * 100)}%（各期平均），年度总评 {plain(annual.year * 100)}%，加上加分，减去扣分，0 到 {plain(annual.most)} 分。"),
        ("年度", "年度总评", f"{parts}；没有内容的部分，份额按比例让给其余部分。"),
    ]  # fmt: skip
    lines += [("年度", part.name, _part(config, part.by)) for part in annual.parts]
    lines += [("加分", source.name, _source(config, source.by)) for source in annual.bonus.sources]
    grades = "，".join(f"{grade.name} {plain(grade.reached)} 分起" for grade in annual.grades)
    awards = "，".join(
        f"{category}的{annual.first_grade}为{name}" for category, name in annual.awards.items()
    )
    quota = annual.quota
    lines += [
        ("加分", "封顶", f"每一类最多 {plain(annual.bonus.each)} 分，合起来最多 {plain(annual.bonus.most)} 分。"),
        ("等次", "等次", f"{grades}；{awards}。"),
        ("等次", f"{annual.first_grade}名额", f"各类单位数的 {plain(quota.share * 100)}%，去掉零头，不少于 {quota.least} 个；名额线上得分相同的，依次比年度总评、平时考评、民主测评、{annual.tie}平均，仍相同的提请党总支、校委会研究。"),
        ("等次", annual.sanctions.veto, f"由领导小组决定并写明依据，最高评为{annual.veto_at_most}。"),
    ]  # fmt: skip
    return lines


def _part(config: Config, kind: Results | Ballots | Mark) -> str:
    titles = {each.id: each.table for each in config.ledgers.all}
    match kind:
        case Results():
            due, found = (
                "、".join(titles[each] for each in names) for names in (kind.ledgers, kind.problem_ledgers)
            )
            return f"到基准日时限已到的事项（{due}）按权重算完成几成，占 {plain(kind.items)}；问题（{found}）销号几成，占 {plain(kind.problems)}。"
        case Ballots():
            ledger = config.ledgers[kind.ledger]
            votes = "，".join(
                f"{ledger.field(name).header} {plain(worth)}" for name, worth in kind.votes.items()
            )
            groups = "，".join(f"{name} {plain(share * 100)}%" for name, share in kind.groups.items())
            return f"{votes}，弃权不算；{groups}。"
        case Mark():
            return f"{titles[kind.ledger]}的分数，满分 100。"


def _source(config: Config, kind: Levels | Won) -> str:
    ledger = config.ledgers[kind.ledger]
    match kind:
        case Levels():
            points = _points(kind.points)
            doubled = f"；{ledger.field(kind.doubled).header}加倍" if kind.doubled else ""
            return f"按{ledger.field(kind.level).header}：{points}{doubled}；同一件只按最高的计一次。"
        case Won():
            steps = "，".join(f"{plain(step.reached)} 万元 {plain(step.points)}" for step in kind.money.steps)
            return f"{kind.pilot.word}（{'或'.join(kind.pilot.won)}）：{_points(kind.pilot.points)}；累计到位资金满 {steps}；两样都有的都算。"


def _points(points: Mapping[str, Fraction]) -> str:
    return "，".join(f"{level} {plain(worth)}" for level, worth in points.items())


def late_costs(config: Config) -> str:
    """Return what coming late, very late or not at all costs (rubric §2, 报送扣分)."""
    costs = config.rubric.discipline
    late, very_late, missing = (plain(each) for each in (costs.late, costs.very_late, costs.missing))
    return f"迟报扣 {late}，超过 {costs.very_late_after} 个工作日扣 {very_late}，未报扣 {missing}"


def _guards(config: Config) -> Lines:
    """Return when the office is asked to look (rubric §5); no point depends on it."""
    guards = config.rubric.guards
    split, claims = guards.split, guards.claims
    told = [
        ("重复申报", f"两个单位报的成果有 {claims.alike}% 以上相同（{claims.shortest} 个字以上）。"),
        ("一事多报", f"一个单位的两件事项，名称有 {split.alike}% 以上相同，或只差数字、班级（{split.shortest} 个字以上）。"),
        ("完成日期", "写的完成日期，早于一份还说没有完成的表。"),
        ("没有佐证", "报了完成，没有写佐证材料。"),
        ("时限改动", "交回的表改了时限；时限仍按原来的算。"),
        ("进展陈旧", f"在办事项里，没有新内容或没有写近期节点的占 {plain(guards.stale.times * 100)}% 以上，不少于 {guards.stale.least} 件。"),
        ("一直没有启动", f"事项连着 {guards.not_begun} 期写{config.rubric.items.not_yet}。"),
        ("时限过晚", "新登记的事项，完成时限在考核基准日以后，年度的目标完成不算它。"),
        ("事项偏少", f"登记的事项不到同类单位中位数的 {plain(guards.few * 100)}%；同类不足 {guards.peers} 个单位的不比。"),
        ("连续零报告", f"一张表连着 {guards.nil_in_row} 期零报告。"),
        ("零报告不符", f"问题由外部发现，或检查登记了{'、'.join(guards.outside.codes)}，而报的是零报告。"),
        ("检查人", "检查人是受检单位的人。"),
        ("检查频次", f"被检查的次数是同类单位中位数的 {plain(guards.often.times)} 倍以上，不少于 {guards.often.least} 次。"),
        ("定性评价", f"一位领导给了 {guards.grades} 个以上；列出各等次个数，全都一样的请核对。"),
        ("抽查", f"每个单位每期从报了完成的事项里抽 {guards.draw.items} 件，种子「{guards.draw.seed}」；经批准认定抽查不实的，这件的完成按 0 计。"),
    ]  # fmt: skip
    return [("核实", subject, rule) for subject, rule in told]


def _kind(config: Config, kind: Tasks | Growth | Blend | Inspection | SelfCheck) -> str:
    titles = {each.id: each.table for each in config.ledgers.all}
    match kind:
        case Tasks():
            nothing = (
                "从未登记的不适用" if kind.nothing_registered == "not_applicable" else "从未登记的按 0 分"
            )
            return f"按{'、'.join(titles[each] for each in kind.ledgers)}的事项计；{nothing}。"
        case Growth():
            return f"按{titles[kind.ledger]}的增量计：（核定−基期）÷（标准−基期）。"
        case Blend():
            return "".join(f"{plain(part.share)}：{_kind(config, part.of)}" for part in kind.parts)
        case Inspection():
            full = "，".join(
                f"{d.name} {plain(d.full)}" + ("（一半看定性评价）" if d.graded else "")
                for d in kind.dimensions
            )
            grades = "，".join(f"{word} {plain(worth)}" for word, worth in kind.grades.items())
            return f"{full}。定性评价：{grades}，{kind.grade_months} 个月内有效。"
        case SelfCheck():
            return (
                f"逐项回答 {plain(kind.answered)}，问题按时整改 {plain(kind.judged)}；外部发现每个扣 {plain(kind.outside)}，"
                f"过时限未销号每个扣 {plain(kind.unsigned)}。"
            )


TELLS_NOTHING = frozenset(
    [
        "header",
        "number",
        "numbers",
        "count",
        "nil_label",
        "title",
        "unit_name",
        "arrived",
        "days",
        "points",
        "period",
        "first",
        "last",
        "today",
        "effect",
        "example",
        "other",
        "other_row",
        "low",
        "high",
        "unit",
        "because",
        "told",
        "event",
        "done",
        "titles",
        "whole",
    ]
)
"""The words of a message that say nothing of what a unit wrote."""


def _may_quote(ledger: Ledger, field: Field) -> bool:
    """Tell whether words of the office's own may be about another ledger's row, which can be a sensitive one."""
    names = {each.name for each in ledger.fields}
    register = ledger.filled_by != "units" and not ledger.of and bool(names & {"number", "score_line"})
    return register and field.kind == "text"


def discreet(config: Config, finding: Finding) -> Finding:
    """Return the finding as everybody may read it: of a sensitive ledger or column without anything written there."""
    where, header = finding.where, finding.context.get("header")
    ledger = next(
        (each for each in config.ledgers.all if where.ledger == each.id or where.sheet == each.title), None
    )
    if ledger is None:
        return finding
    guarded = [f for f in ledger.fields if f.header == header and (f.sensitive or _may_quote(ledger, f))]
    if not (ledger.sensitive or guarded):
        return finding
    words = {
        name: word if name in TELLS_NOTHING or not word else "（略）"
        for name, word in finding.context.items()
    }
    return replace(finding, context=words)
