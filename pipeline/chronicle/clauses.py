"""方案落实对照: each clause of the plan with lead, time, state and evidence, computed from the records (plan P17)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.chronicle.practices import tell_documents
from pipeline.chronicle.records import SUBJECT, filled
from pipeline.chronicle.themes import tell_themes
from pipeline.model import LedgerState, State, Where, chinese_day
from pipeline.plan import Document, Judged, Periods, Rows, Theme
from pipeline.score.context import fraction_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.chronicle.practices import OrderedDocument
    from pipeline.chronicle.records import Entry, Records
    from pipeline.chronicle.themes import ThemeFacts
    from pipeline.ledger import Ledger
    from pipeline.model import LedgerIntake, ScoredPeriod, YearScore
    from pipeline.plan import Clause
    from pipeline.roster import Unit

STATES = FULFILLED, RUNNING, NOT_YET, OVERDUE = "已落实", "正在落实", "未落实", "到期未落实"
UNSTARTED = "未起草"
"""The state of a document that nobody has begun."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the records say of one evidence: in words, whether it is all that is asked, whether there is any."""

    text: str
    places: tuple[Where, ...]
    enough: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """One line of 方案落实对照: `first` and `last` are its time, `state` is one of STATES."""

    part: str
    text: str
    lead: str
    first: date
    last: date
    state: str
    proofs: tuple[Proof, ...]

    @property
    def time(self) -> str:
        """Return the time as people write it: 2016年5月1日—2016年11月30日."""
        return f"{chinese_day(self.first)}—{chinese_day(self.last)}"

    @property
    def evidence(self) -> str:
        """Return the evidence (佐证) in words."""
        return "；".join(proof.text for proof in self.proofs)

    @property
    def lacking(self) -> str:
        """Return the evidence that is not yet all that the clause asks."""
        return "；".join(proof.text for proof in self.proofs if not proof.enough)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the year has come: its records, the periods scored, the judgement where there is one, the day."""

    records: Records
    periods: Sequence[ScoredPeriod]
    scores: Sequence[YearScore]
    today: date
    documents: Sequence[OrderedDocument] = field(init=False)
    themes: Sequence[ThemeFacts] = field(init=False)

    def __post_init__(self) -> None:
        """Tell once what many clauses ask for."""
        object.__setattr__(self, "documents", tell_documents(self.records))
        object.__setattr__(self, "themes", tell_themes(self.records))


def follow_plan(progress: Progress) -> tuple[ClauseStanding, ...]:
    """Return every clause in the plan's order, as it stands on the day of `progress`.

    A clause is fulfilled when every evidence is all that it asks; one that lasts only when its time is over.
    """
    return tuple(_standing(progress, clause) for clause in progress.records.config.plan.clauses)


def _standing(progress: Progress, clause: Clause) -> ClauseStanding:
    settings = progress.records.config.settings
    phases = [phase for phase in settings.phases if phase.name in clause.phases]
    first, last = min(p.first for p in phases), max(p.last for p in phases)
    lead = clause.lead
    ordered = [_ordered(progress, e) for e in clause.evidence if isinstance(e, Document)]
    for document in ordered:
        lead, last = document.unit_name or lead, document.deadline or last
    proofs = tuple(_proof(progress, clause, evidence) for evidence in clause.evidence)
    enough, begun = all(p.enough for p in proofs), any(p.begun for p in proofs)
    if clause.lasting and (enough or begun) and progress.today < last:
        state = RUNNING
    elif enough:
        state = FULFILLED
    elif progress.today > last:
        state = OVERDUE
    else:
        state = RUNNING if begun else NOT_YET
    return ClauseStanding(clause.part, clause.text, lead, min(first, last), last, state, proofs)


def _proof(progress: Progress, clause: Clause, evidence: Rows | Document | Theme | Periods | Judged) -> Proof:
    match evidence:
        case Rows():
            return _rows(progress.records, evidence)
        case Document():
            return _document(_ordered(progress, evidence))
        case Theme():
            return _theme(progress, evidence)
        case Periods():
            return _periods(progress, clause)
        case Judged():
            return _judged(progress)


def _ordered(progress: Progress, evidence: Document) -> OrderedDocument:
    return next(each for each in progress.documents if each.name == evidence.name)


def _document(document: OrderedDocument) -> Proof:
    text = document.status or "办公室还没有填状态"
    text += f"：{document.evidence}" if document.evidence else ""
    places = (document.where,) if document.where else ()
    return Proof(text, places, document.issued, document.status not in {"", UNSTARTED})


def _theme(progress: Progress, evidence: Theme) -> Proof:
    whole = next(t.whole for t in progress.themes if t.theme == evidence.word).figures[0]
    text = f"结合主题写「{evidence.word}」的记录 {whole.words} 条"
    return Proof(text, whole.places, bool(whole.count), bool(whole.count))


def _periods(progress: Progress, clause: Clause) -> Proof:
    config = progress.records.config
    wanted = [p.id for p in config.periods if p.scored and p.phase in clause.phases]
    done = [p for p in progress.periods if p.period in wanted]
    issued = [p for p in done if p.state == State.ISSUED]
    text = f"计分 {len(wanted)} 期，已汇总 {len(done)} 期，已印发 {len(issued)} 期"
    places = tuple(Where(config.result_name(p.period)) for p in done)
    return Proof(text, places, bool(wanted) and len(issued) == len(wanted), bool(done))


def _judged(progress: Progress) -> Proof:
    config = progress.records.config
    graded = [score for score in progress.scores if score.grade]
    if not graded:
        return Proof("年度考评还没有评定", (), enough=False, begun=False)
    names = dict.fromkeys(score.category for score in graded)
    told = "，".join(f"{name} {sum(s.category == name for s in graded)} 个" for name in names)
    open_ones = sum(score.undecided for score in graded)
    text = f"年度考评已评定等次：{told}" + (f"；提请研究 {open_ones} 个" if open_ones else "")
    places = (Where(config.result_name(str(config.settings.year))),)
    return Proof(text, places, enough=not open_ones, begun=True)


def _rows(records: Records, rows: Rows) -> Proof:
    ledger = records.config.ledgers[rows.ledger]
    whole = records.standing(ledger.id, ledger.key) if ledger.again_until else records.entries(ledger.id)
    whole = tuple(entry.saying(rows.field) for entry in whole) if rows.field else whole
    own = [entry for entry in whole if _fits(rows, entry)]
    nils = _nil_reports(records, ledger) if rows.nil else []
    answered = {entry.unit for entry in own} | {unit for unit, _ in nils}
    asked = _asked(records, ledger) if rows.all_units else []
    silent = [unit.name for unit in asked if unit.id not in answered]
    text = _words(ledger, rows, len(own), len(whole))
    text += f"，零报告 {len(nils)} 份" if nils else ""
    text += f"，{len(asked)} 个单位都有" if asked and not silent else ""
    text += f"，还没有：{'、'.join(silent)}" if silent else ""
    enough = (bool(own) or (not whole and bool(nils))) and not silent
    if rows.every:
        enough = enough and len(own) == len(whole)
    places = tuple(entry.at(rows.field) for entry in own)
    places += tuple(entry.counted.place for _, entry in nils if entry.counted)
    return Proof(text, places, enough, bool(own or nils or (rows.every and whole)))


def _fits(rows: Rows, entry: Entry) -> bool:
    if rows.above:
        figure, base = fraction_of(entry.value(rows.field)), fraction_of(entry.value(rows.above))
        return figure is not None and base is not None and figure > base
    if rows.among:
        return entry.text(rows.field) in rows.among
    return not rows.field or bool(filled((entry,), rows.field))


def _words(ledger: Ledger, rows: Rows, count: int, whole: int) -> str:
    """Return what was counted: 「表1 目标承诺」有公示日期的 40 件，共 46 件."""
    measure = "件" if ledger.items else "条"
    said = ""
    if rows.field:
        header = ledger.field(rows.field).header
        said = f"有{header}的"
        if rows.among:
            said = f"{header}为{'、'.join(rows.among)}的"
        elif rows.above:
            said = f"{header}高于{ledger.field(rows.above).header}的"
    text = f"「{ledger.title}」{said} {count} {measure}" if said else f"「{ledger.title}」{count} {measure}"
    return f"{text}，共 {whole} {measure}" if rows.every else text


def _nil_reports(records: Records, ledger: Ledger) -> list[tuple[str, LedgerIntake]]:
    """Return each nil report of the ledger, by period."""
    intakes = records.merged.intakes
    return [
        (unit, entry)
        for period in sorted(intakes) for unit, intake in intakes[period].units.items()
        for name, entry in intake.ledgers.items() if name == ledger.id and entry.state is LedgerState.NIL
    ]  # fmt: skip


def _asked(records: Records, ledger: Ledger) -> list[Unit]:
    """Return the units of which the ledger is asked: whose duty it is; of a register that names units, those scored."""
    config = records.config
    if any(field.name == SUBJECT for field in ledger.fields):
        return list(config.scored_units(records.last))
    begun = [period for period in config.upto(records.last) if period.phase in ledger.phases]
    return [
        unit for unit in config.units
        if any(unit in config.units_in(p) and ledger.id in {d.id for d in config.duties(unit, p)} for p in begun)
    ]  # fmt: skip
