"""得分说明: one unit's score told so that a deputy head can defend it, down to file, sheet and cell."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import chinese_until, shown, total
from pipeline.reviews import RULED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.config import Config
    from pipeline.model import Because, Consolidation, UnitScore, Where, YearBook, YearScore


def place(where: Where) -> str:
    """Return a source as people say it: 《教务处.xlsx》表1 目标承诺 L8."""
    names = {"_register/received.csv": "到件登记", "config.yaml": "考评细则"}
    file = names.get(where.file) or f"《{where.file.rsplit('/', 1)[-1]}》"
    return " ".join(part for part in (file, "" if where.file in names else where.sheet, where.cell) if part)


def change(score: UnitScore) -> str:
    """Return the change against the last period: +1.20, −0.35, 持平, or —."""
    if score.score is None or score.previous_score is None:
        return "—"
    return difference(score.score, score.previous_score)


def difference(now: Fraction, before: Fraction) -> str:
    """Return how far a figure moved, as both are shown: +1.20, −0.35, 持平."""
    moved = Fraction(shown(now)) - Fraction(shown(before))
    if not moved:
        return "持平"
    return f"{'+' if moved > 0 else '−'}{shown(abs(moved))}"


def mean_of(scores: Iterable[UnitScore], category: str) -> Fraction | None:
    """Return the mean of a category's units that were scored and not excused, None where there is none."""
    own = [s.score for s in scores if s.category == category and s.score is not None and not s.excused]
    return sum(own, Fraction()) / len(own) if own else None


def largest_losses(score: UnitScore, most: int = 3) -> list[Because]:
    """Return the lines that cost the unit most after any ruling on them, the largest first."""
    given = {line.id.removesuffix(RULED): line.points for line in score.because if line.id.endswith(RULED)}
    net = (
        replace(line, points=line.points + given[line.id], text=f"{line.text}（已按复核更正）")
        if line.id in given
        else line
        for line in score.because
    )
    costly = [line for line in net if line.lost > 0 and not line.id.endswith(RULED)]
    return sorted(costly, key=lambda line: (-line.lost, line.id))[:most]


def account(config: Config, month: Consolidation, score: UnitScore) -> list[str]:
    """Return the whole account of a score as lines of text."""
    period = config.period(month.period)
    if score.score is None:
        return [f"{score.name}{period.name}没有适用的考评项目，列出而不计分。"]
    lines = [
        f"{score.name}　{period.name}平时考评　{shown(score.score)} 分，{_ranked(score)}"
        + ("（并列）" if score.tied else "")
    ]
    lines.append(
        f"依据：考评细则 {config.rubric.version}。各项得分之和 {shown(score.before_discipline)} 分，报送扣分 {shown(-total(score.discipline))} 分。"
    )
    moved = [i for i in score.indicators if i.score is None]
    if moved:
        names = "、".join(f"{i.name}（{i.why_not}）" for i in moved)
        lines.append(f"不适用：{names}。其权重按比例并入其他项目。")
    for indicator in score.indicators:
        if indicator.score is None:
            continue
        provisional = "（暂定）" if indicator.provisional else ""
        lines += [
            "",
            f"{indicator.name}{provisional}　得 {shown(indicator.points)} 分，满分 {shown(indicator.weight)} 分（本项 {shown(indicator.score)}/100）",
        ]
        lines += [f"  {_signed(line)}　{line.text}　——{place(line.where)}" for line in indicator.because]
    if score.discipline:
        lines += ["", "报送扣分"]
        lines += [f"  {_signed(line)}　{line.text}　——{place(line.where)}" for line in score.discipline]
    return lines


def _ranked(score: UnitScore) -> str:
    """Return the place in the category; an excused unit has none (rubric §2)."""
    return f"{score.category}第 {score.rank} 名" if score.rank else "经批准免评，不排名"


def _signed(line: Because) -> str:
    if line.out_of:
        return f"{shown(line.points):>6} / {shown(line.out_of)}"
    return f"{'+' if line.points >= 0 else '−'}{shown(abs(line.points))}".rjust(6)


def spoken(config: Config, month: Consolidation, score: UnitScore) -> str:
    """Return the paragraph for the telephone: the distance to the next score, the three largest losses."""
    period = config.period(month.period)
    if score.score is None:
        return f"{score.name}{period.name}没有适用的考评项目，不计分。"
    others = [
        s.score for s in month.scores if s.category == score.category and s.score is not None and s.rank
    ]
    better = sorted({o for o in others if Fraction(shown(o)) > Fraction(shown(score.score))})
    distance = f"，离前一名差 {shown(better[0] - score.score)} 分" if better else "，是本类别最高分"
    words = [
        f"{score.name}{period.name}得 {shown(score.score)} 分，{_ranked(score)}{distance if score.rank else ''}。"
    ]
    losses = largest_losses(score)
    if losses:
        told = "；".join(f"{b.text}，少得 {shown(b.lost)} 分，在{place(b.where)}" for b in losses)
        words.append(f"失分最多的{'一二三'[len(losses) - 1]}处：{told}。")
    mine = [c for c in month.concerns if c.unit == score.unit and c.kind == "逾期未完成"]
    if mine:
        words.append(f"还有 {len(mine)} 件逾期，办结后下期按迟办折算得分。")
    until = month.stage.review_until
    if until is not None and month.now.date() <= until:
        words.append(f"对某一条有不同意见，{chinese_until(until)}前可以就这一条申请复核。")
    elif until is None:
        words.append("印发以后，可在公示期内就某一条申请复核。")
    return "".join(words)


def year_account(book: YearBook, score: YearScore) -> list[str]:
    """Return the whole account of a year as lines of text."""
    if score.final is None:
        return [f"{score.name}{book.year}年度：{score.why_not}。"]
    tie = "（并列）" if score.tied else ""
    undecided = "，提请党总支、校委会研究" if score.undecided else ""
    lines = [
        f"{score.name}　{book.year}年度考评　{shown(score.final)} 分，{score.category}第 {score.rank} 名{tie}，{score.grade}{undecided}",
        f"{_made_of(score)}。",
    ]  # fmt: skip
    groups = [("平时考评", score.process_lines)]
    groups += [(f"{part.name}（{_of(part.score)}/100）", part.because) for part in score.parts]
    groups += [(f"{source.name}加分", source.because) for source in score.bonus]
    groups += [("扣分", score.penalty), ("封顶保底", score.held), ("等次和份额", score.notes)]
    for name, because in groups:
        if because:
            lines += ["", f"{name}　{shown(total(because))} 分"]
            lines += [f"  {_signed(line)}　{line.text}　——{place(line.where)}" for line in because]
    return lines


def _made_of(score: YearScore) -> str:
    figures = (
        ("平时考评", _of(score.process)), ("年度总评", _of(score.year)), ("加分", shown(score.bonus_points)),
        ("扣分", shown(score.penalty_points)),
    )  # fmt: skip
    return "，".join(f"{name} {figure} 分" for name, figure in figures)


def _of(figure: Fraction | None) -> str:
    return "—" if figure is None else shown(figure)


def year_spoken(book: YearBook, score: YearScore) -> str:
    """Return the paragraph for the telephone: figure, grade, distance to the next, the largest losses."""
    if score.final is None:
        return f"{score.name}{book.year}年度：{score.why_not}。"
    own = shown(score.final)
    others = [s for s in book.scores if s.category == score.category and s.final is not None]
    better = sorted(
        {s.final for s in others if s.final is not None and Fraction(shown(s.final)) > Fraction(own)}
    )
    distance = f"，离前一名差 {shown(better[0] - score.final)} 分" if better else "，是本类别最高分"
    words = [
        f"{score.name}{book.year}年度得 {own} 分，{score.category}第 {score.rank} 名{distance}，评为{score.grade}。",
        f"其中{_made_of(score)}。",
    ]
    costly = sorted((b for b in score.because if b.lost > 0 and b.out_of), key=lambda b: (-b.lost, b.id))[:3]
    if costly:
        told = "；".join(f"{b.text}，少得 {shown(b.lost)} 分，在{place(b.where)}" for b in costly)
        words.append(f"失分最多的{'一二三'[len(costly) - 1]}处：{told}。")
    words += [f"{line.text}。" for line in score.notes if line.id.startswith("等次/")]
    return "".join(words)
