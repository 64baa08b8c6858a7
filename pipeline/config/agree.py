"""What one declaration says that another does not know: every complaint at once, with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cells import plain
from pipeline.config.post import of_post
from pipeline.config.public import of_publicity
from pipeline.declared import near
from pipeline.plan import Document, Rows, Theme
from pipeline.rubric import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.config.school import Config
    from pipeline.declared import Loc
    from pipeline.roster import Person, Unit


def disagreements(config: Config, lines: Mapping[Loc, int]) -> list[str]:
    """Return what one declaration says that another does not know, each with its line where it has one."""
    return _placed(
        lines,
        (
            *_of_categories(config),
            *_of_units(config),
            *_of_names(config),
            *_of_days(config),
            *_of_people(config),
            *_of_namesakes(config),
            *_of_codes(config),
            *_of_tables(config),
            *_of_guards(config),
            *of_publicity(config),
            *of_post(config),
        ),
    )


def plan_disagreements(config: Config, lines: Mapping[Loc, int]) -> list[str]:
    """Return what the plan's clauses name and nobody declares, each with its line in the plan's file.

    It is asked of declarations that agree: a ledger that is gone is said where it is a duty.
    """
    return _placed(lines, _of_plan(config))


def _placed(lines: Mapping[Loc, int], said: Iterable[tuple[Loc, str]]) -> list[str]:
    return [f" 第{lines[loc]}行：{text}" if loc in lines else f"：{text}" for loc, text in said]


def _of_categories(config: Config) -> Iterator[tuple[Loc, str]]:
    known = {each.id for each in config.ledgers.all}
    for index, category in enumerate(config.settings.categories):
        for place, duty in enumerate(category.duties):
            if duty not in known:
                text = f"类别「{category.name}」的台账「{duty}」没有声明。{near(duty, known)}"
                yield ("categories", index, "duties", place), text
        for indicator in config.rubric.indicators:
            if category.scored and category.name not in indicator.weight:
                yield ("categories", index), f"考评项目「{indicator.name}」没有写「{category.name}」的权重。"


def _of_units(config: Config) -> Iterator[tuple[Loc, str]]:
    known = {each.id for each in config.ledgers.all}
    categories = {c.name for c in config.settings.categories}
    seen: set[str] = set()
    for index, unit in enumerate(config.units):
        loc = ("roster", "units", index)
        if unit.id in seen:
            yield loc, f"单位编号「{unit.id}」写了两次。"
        seen.add(unit.id)
        if unit.category not in categories:
            hint = near(unit.category, categories)
            yield loc, f"单位「{unit.name}」的类别「{unit.category}」没有声明。{hint}"
        for duty in (*unit.more, *unit.less):
            if duty not in known:
                yield loc, f"单位「{unit.name}」的台账「{duty}」没有声明。{near(duty, known)}"


def _of_names(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield the names and former names that would mean two units."""
    meant: dict[str, str] = {}
    for index, unit in enumerate(config.units):
        for word in unit.names:
            other = meant.setdefault(plain(word), unit.id)
            if other != unit.id:
                first = config.unit(other).name
                text = f"「{word}」既是「{first}」又是「{unit.name}」的名称或曾用名，分不清是哪个单位。"
                yield ("roster", "units", index), text


def _of_days(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield the units and people whose last day is before their first."""
    lines: dict[str, tuple[Unit | Person, ...]] = {"units": config.units, "people": config.people}
    for kind, dated in lines.items():
        for index, each in enumerate(dated):
            if each.first_day and each.last_day and each.last_day < each.first_day:
                yield ("roster", kind, index), f"「{each.name}」的截止日早于起始日。"


def _of_people(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield the people and readers whose unit nobody knows."""
    known = {u.id for u in config.units}
    for index, person in enumerate(config.people):
        if person.unit not in known:
            hint = near(person.unit, known)
            yield ("roster", "people", index), f"「{person.name}」的单位「{person.unit}」没有声明。{hint}"
    for index, reader in enumerate(config.readers):
        if reader.scope == "本单位" and config.find_unit(reader.of) is None:
            hint = near(reader.of, known | {u.name for u in config.units})
            yield ("roster", "readers", index), f"「{reader.name}」的范围对象「{reader.of}」没有声明。{hint}"


def _of_namesakes(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield who cannot be told from a colleague on the same day: by name in one unit, or by an alias."""
    for index, person in enumerate(config.people):
        for other in config.people[:index]:
            if not person.overlaps(other):
                continue
            names, others = _words(person), _words(other)
            if plain(person.name) == plain(other.name):
                same = person.unit == other.unit and not (person.aliases and other.aliases)
                if same:
                    unit = config.find_unit(person.unit)
                    text = (
                        f"「{unit.name if unit else person.unit}」有两位「{person.name}」，表里分不清是谁。"
                        "请给两位各写一个不同的 aliases；是同一位换了岗位的，请写 first_day、last_day。"
                    )
                    yield ("roster", "people", index), text
                names, others = names - {plain(person.name)}, others - {plain(other.name)}
            for word in sorted(names & others):
                text = f"「{word}」既可以是「{other.name}」又可以是「{person.name}」。请改掉一个 aliases。"
                yield ("roster", "people", index), text


def _words(person: Person) -> set[str]:
    return {plain(word) for word in (person.name, *person.aliases)}


def _of_codes(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield the 5A indicators without a unit, and the inspection codes without a dimension."""
    known = {u.id for u in config.units}
    for index, line in enumerate(config.settings.codes.five_a):
        for unit in line.units:
            if unit not in known:
                text = f"5A 指标「{line.name}」的单位「{unit}」没有声明。{near(unit, known)}"
                yield ("codes", "five_a", index), text
    kinds = [i.by for i in config.rubric.indicators if isinstance(i.by, Inspection)]
    dimensions = {d.name for kind in kinds for d in kind.dimensions}
    for index, code in enumerate(config.settings.codes.deductions):
        if code.dimension not in dimensions:
            hint = near(code.dimension, dimensions)
            yield (
                ("codes", "deductions", index),
                f"检查代码「{code.name}」的维度「{code.dimension}」没有声明。{hint}",
            )


def _of_tables(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield what the rubric's indicators and the ledgers' columns name and nobody declares.

    A category that is not declared is said already; the tables need every unit's, so they wait for it.
    """
    known = {each.id for each in config.ledgers.all}
    for index, indicator in enumerate(config.rubric.indicators):
        by = indicator.by
        registers = (by.ledger, by.grades_ledger) if isinstance(by, Inspection) else ()
        for ledger_id in (*indicator.ledgers, *registers):
            if ledger_id not in known:
                hint = near(ledger_id, known)
                text = f"考评项目「{indicator.name}」用到的台账「{ledger_id}」没有声明。{hint}"
                yield ("rubric", "indicators", index), text
    if {u.category for u in config.units} <= {c.name for c in config.settings.categories}:
        names = set(config.tables)
        for ledger in config.ledgers.all:
            tables = {f.header: f.codes for f in ledger.fields if f.codes}
            tables |= {line.field: line.codes for line in ledger.lines}
            for header, codes in tables.items():
                if codes not in names:
                    text = f"{ledger.title}「{header}」用到的代码表「{codes}」没有声明。{near(codes, names)}"
                    yield ("ledgers",), text
            for field in ledger.fields:
                wrong = field.former_disagreeing(config.choices(field)) if field.codes in names else ""
                if wrong:
                    yield ("ledgers",), f"{ledger.title}{wrong}。"


def _of_guards(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield the ledger and the inspection codes that the guards name and nobody declares."""
    outside, loc = config.rubric.guards.outside, ("rubric", "guards", "outside")
    ledgers = {each.id for each in config.ledgers.all}
    if outside.ledger not in ledgers:
        hint = near(outside.ledger, ledgers)
        yield (*loc, "ledger"), f"核实清单用到的台账「{outside.ledger}」没有声明。{hint}"
    codes = {each.name for each in config.settings.codes.deductions}
    for index, code in enumerate(outside.codes):
        if code not in codes:
            yield (*loc, "codes", index), f"核实清单用到的检查代码「{code}」没有声明。{near(code, codes)}"


def _of_plan(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield the phases, ledgers, columns, words and documents that the plan's clauses name and nobody declares."""
    phases = {each.name for each in config.settings.phases}
    for index, clause in enumerate(config.plan.clauses):
        loc: Loc = ("clauses", index)
        for place, phase in enumerate(clause.phases):
            if phase not in phases:
                yield (*loc, "phases", place), f"阶段「{phase}」没有声明。{near(phase, phases)}"
        for place, evidence in enumerate(clause.evidence):
            here: Loc = (*loc, "evidence", place)
            match evidence:
                case Rows():
                    yield from ((here, text) for text in _of_rows(config, evidence))
                case Document():
                    known = set(config.tables.get("documents", ()))
                    if evidence.name not in known:
                        yield (
                            here,
                            f"制度文件「{evidence.name}」不在 documents 里。{near(evidence.name, known)}",
                        )
                case Theme():
                    known = set(config.tables.get("themes", ()))
                    if evidence.word not in known:
                        yield here, f"结合主题「{evidence.word}」不在 themes 里。{near(evidence.word, known)}"


def _of_rows(config: Config, rows: Rows) -> Iterator[str]:
    ledgers = {each.id for each in config.ledgers.all}
    if rows.ledger not in ledgers:
        yield f"佐证用到的台账「{rows.ledger}」没有声明。{near(rows.ledger, ledgers)}"
        return
    ledger = config.ledgers[rows.ledger]
    fields = {each.name: each for each in ledger.fields}
    for name in (rows.field, rows.above):
        if name and name not in fields:
            yield f"{ledger.title}没有「{name}」这一栏。{near(name, set(fields))}"
    words = set(config.choices(fields[rows.field])) if rows.field in fields else set()
    for word in rows.among:
        if words and word not in words:
            yield f"{ledger.title}「{fields[rows.field].header}」没有「{word}」这个选项。{near(word, words)}"
