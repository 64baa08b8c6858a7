"""督办通知单: what a unit has overdue, not signed off or unanswered, with room for its reply; no score on it (plan P13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.digest import matters
from pipeline.drafts.filling import Imprint, cut, fill
from pipeline.drafts.forms import BLANK_DAY, NOTICE
from pipeline.drafts.parts import day_of, quoted_campaign
from pipeline.drafts.telling import is_guarded, matter_of
from pipeline.model import chinese_day, chinese_short_day
from pipeline.supervise import DEAD, MISSING, OVERDUE, UNANSWERED, UNSIGNED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.chronicle import Matter
    from pipeline.config import Config
    from pipeline.model import Concern, Consolidation, Where
    from pipeline.roster import Unit

NAME = "督办通知单"
OF_THE_RETURN = "见本单位填报表"


def notices(config: Config, month: Consolidation) -> dict[str, bytes]:
    """Return a notice as a Word file for each unit that something is asked of, by the unit's name."""
    asked = {matter.where: matter for matter in matters(config, month)}
    concerned = {concern.unit for concern in month.concerns}
    return {u.name: _notice(config, month, u, asked) for u in config.units if u.id in concerned}


def _notice(config: Config, month: Consolidation, unit: Unit, asked: Mapping[Where, Matter]) -> bytes:
    office = config.settings.school.office
    own = [concern for concern in month.concerns if concern.unit == unit.id]
    words = {
        "state": month.stage.words, "number": f"〔{config.settings.year}〕　　号", "unit": unit.name,
        "paragraphs": _paragraphs(config, month, own), "office": office, "day": day_of(month),
        "matters": [_matter(config, n, concern, asked) for n, concern in enumerate(own, start=1)],
    }  # fmt: skip
    return fill(NOTICE, words, Imprint(f"{NAME}　{unit.name}", office, month.now))


def _paragraphs(config: Config, month: Consolidation, own: list[Concern]) -> list[str]:
    period, school = config.period(month.period), config.settings.school
    kinds = [
        (kind, sum(c.kind == kind for c in own)) for kind in (DEAD, OVERDUE, UNSIGNED, UNANSWERED, MISSING)
    ]
    counts = "，".join(f"{kind} {count} 件" for kind, count in kinds if count)
    help_ = f"有疑问请联系{school.contact}。" if school.contact else ""
    asked = (
        f"到{chinese_day(period.last)}，你单位在{quoted_campaign(config)}活动中有下列事项需要督办：{counts}。"
    )
    reply = f"请按要求办理，在“办理情况”栏写明结果，由责任人和分管领导签字，{_reply_by(config, month)}前交领导小组办公室。"
    return [f"{asked}{reply}{help_}"]


def _reply_by(config: Config, month: Consolidation) -> str:
    """Return the next return day that is still to come: the reply and the return say the same; else room for a day."""
    days = (config.deadline_day(period) for period in config.periods)
    coming = next((day for day in days if day > month.now.date()), None)
    return chinese_day(coming) if coming else BLANK_DAY


def _matter(config: Config, order: int, concern: Concern, asked: Mapping[Where, Matter]) -> dict[str, str]:
    owner = OF_THE_RETURN if is_guarded(config, concern, "owner") else concern.owner
    matter = asked.get(concern.where)
    return {
        "order": str(order), "text": matter_of(config, concern, 200), "owner": owner or "（未填）",
        "due": chinese_day(concern.due) if concern.due else "（未定）", "state": _state(concern, matter),
        "demand": _demand(config, concern, matter),
    }  # fmt: skip


def _state(concern: Concern, matter: Matter | None) -> str:
    late = f"，时限已过 {concern.days} 天" if concern.days else ""
    if matter is None:
        return f"{concern.kind}{late}"
    raised = f"{chinese_short_day(matter.raised_on)}" if matter.raised_on else ""
    return f"{raised}{matter.source}交办，还没有结果{late}"


def _demand(config: Config, concern: Concern, matter: Matter | None) -> str:
    match concern.kind:
        case kind if kind == DEAD:
            periods = config.rubric.items.judged_periods
            return f"连续 {periods} 期以上没有完成，提请领导小组定。请书面说明原因和办结打算。"
        case kind if kind == OVERDUE:
            return "请抓紧办结，并在下期填报表填实际完成日期；确需延期的，书面说明原因，报分管领导批准。"
        case kind if kind == UNSIGNED:
            return "已报完成。请备齐佐证材料配合验收，验收后由领导小组办公室销号。"
        case kind if kind == MISSING:
            return "请立即补报；没有内容的也请选零报告发回。"
    demand = cut(matter.demand, f"《{concern.where.sheet}》{concern.where.cell}") if matter else ""
    return f"{demand.rstrip('。')}。请书面报告结果。" if demand else "请书面报告结果。"
