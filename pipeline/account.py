"""得分说明: one unit's score told so that a deputy head can defend it, down to file, sheet and cell."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.model import shown, total

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.model import Because, Consolidation, UnitScore, Where


def place(where: Where) -> str:
    """Return a source as people say it: 《教务处.xlsx》表1 目标承诺 L8."""
    names = {"_register/received.csv": "到件登记", "config.yaml": "考评细则"}
    file = names.get(where.file) or f"《{where.file.rsplit('/', 1)[-1]}》"
    return " ".join(part for part in (file, "" if where.file in names else where.sheet, where.cell) if part)


def change(score: UnitScore) -> str:
    """Return the change against the last period: +1.20, −0.35, 持平, or —."""
    if score.score is None or score.previous_score is None:
        return "—"
    difference = Fraction(shown(score.score)) - Fraction(shown(score.previous_score))
    if not difference:
        return "持平"
    return f"{'+' if difference > 0 else '−'}{shown(abs(difference))}"


def largest_losses(score: UnitScore, most: int = 3) -> list[Because]:
    """Return the lines that cost the unit most, the largest first."""
    costly = [line for line in score.because if line.lost > 0]
    return sorted(costly, key=lambda line: (-line.lost, line.id))[:most]


def account(config: Config, month: Consolidation, score: UnitScore) -> list[str]:
    """Return the whole account of a score as lines of text."""
    period = config.period(month.period)
    if score.score is None:
        return [f"{score.name}{period.name}没有适用的考评项目，列出而不计分。"]
    lines = [
        f"{score.name}　{period.name}平时考评　{shown(score.score)} 分，{score.category}第 {score.rank} 名"
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


def _signed(line: Because) -> str:
    if line.out_of:
        return f"{shown(line.points):>6} / {shown(line.out_of)}"
    return f"{'+' if line.points >= 0 else '−'}{shown(abs(line.points))}".rjust(6)


def spoken(config: Config, month: Consolidation, score: UnitScore) -> str:
    """Return the paragraph for the telephone: the distance to the next score, the three largest losses."""
    period = config.period(month.period)
    if score.score is None:
        return f"{score.name}{period.name}没有适用的考评项目，不计分。"
    others = [s.score for s in month.scores if s.category == score.category and s.score is not None]
    better = sorted({o for o in others if Fraction(shown(o)) > Fraction(shown(score.score))})
    distance = f"，离前一名差 {shown(better[0] - score.score)} 分" if better else "，是本类别最高分"
    words = [
        f"{score.name}{period.name}得 {shown(score.score)} 分，{score.category}第 {score.rank} 名{distance}。"
    ]
    losses = largest_losses(score)
    if losses:
        told = "；".join(f"{b.text}，少得 {shown(b.lost)} 分，在{place(b.where)}" for b in losses)
        words.append(f"失分最多的{'一二三'[len(losses) - 1]}处：{told}。")
    mine = [c for c in month.concerns if c.unit == score.unit and c.kind == "逾期未完成"]
    if mine:
        words.append(f"还有 {len(mine)} 件逾期，办结后下期按迟办折算得分。")
    words.append("对某一条有不同意见，可在公示期内就这一条申请复核。")
    return "".join(words)
