"""A thousand mutated workbooks: each is read or refused with its finding, inside its budget, and nothing dies."""

from __future__ import annotations

import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from pipeline.arrivals import arrive
from pipeline.check import Task, check_file
from pipeline.pool import SECONDS_A_FILE, Lost, Processes
from pipeline.registers import sha256_of
from tests.mutants import mutant, of_bytes, seeds
from tests.spoilt import zipped
from tests.tables import IN_TIME, MAY, SCHOOL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.config import Config

MUTANTS, BATCH = 1000, 10
CLOSED = frozenset(
    {
        "file-web-page",
        "file-xml-2003",
        "file-damaged",
        "file-too-large",
        "file-not-workbook",
        "file-encrypted",
        "file-empty",
        "file-archive",
    }
)


class Answer(NamedTuple):
    """What became of one mutant: its number, its form, the code that refused it ("" if it was read), its seconds."""

    number: int
    form: str
    code: str
    seconds: float
    raised: str = ""


def check_mutants(config: Config, numbers: Sequence[int]) -> list[Answer]:
    """Return what the check says of these mutants; runs in a worker."""
    return [_checked(config, number) for number in numbers]


def _checked(config: Config, number: int) -> Answer:
    form, data = mutant(number)
    started = time.process_time()
    try:
        found = check_file(config, Task(data, f"{MAY}/教务处.{form}", sha256_of(data), IN_TIME, MAY))
    except Exception as reason:  # noqa: BLE001 — which mutant it was is what matters
        return Answer(number, form, "", time.process_time() - started, repr(reason))
    seconds = time.process_time() - started
    codes = [f.code for f in found.findings]
    return Answer(number, form, "" if found.readable else "、".join(codes), seconds)


def _answers(numbers: Sequence[int]) -> Iterator[Answer | int]:
    """Yield what became of each mutant, or its number where it took its worker with it."""
    batches = [numbers[at : at + BATCH] for at in range(0, len(numbers), BATCH)]
    for batch, answer in zip(batches, Processes(2).map_files(check_mutants, batches, SCHOOL), strict=True):
        if not isinstance(answer, Lost):
            yield from answer
        elif len(batch) == 1:
            yield batch[0]
        else:
            singly = Processes(1).map_files(check_mutants, [[number] for number in batch], SCHOOL)
            for number, alone in zip(batch, singly, strict=True):
                yield from [number] if isinstance(alone, Lost) else alone


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """Return what became of every mutant, checked by worker processes as a run does it."""
    found = list(_answers(range(MUTANTS)))
    lost = [each for each in found if isinstance(each, int)]
    assert not lost, f"workers died of mutants {lost}: python -m tests.mutants {lost[0]}"
    return [each for each in found if not isinstance(each, int)]


def test_no_mutant_raises(answers: list[Answer]) -> None:
    """Each of the thousand is answered; a failure names its number (tests.mutants writes it)."""
    assert len(answers) == MUTANTS
    assert [each for each in answers if each.raised] == []


def test_every_mutant_is_read_or_refused_with_one_finding(answers: list[Answer]) -> None:
    """What cannot be read has the one finding that says why."""
    assert [each for each in answers if each.code and each.code not in CLOSED] == []


def test_no_mutant_comes_near_its_budget(answers: list[Answer]) -> None:
    """The slowest leaves more than half of its seconds."""
    slowest = max(answers, key=lambda each: each.seconds)
    assert slowest.seconds < SECONDS_A_FILE / 2, slowest


def test_mutants_of_every_form_are_read_and_refused(answers: list[Answer]) -> None:
    """The mutations are neither so harsh that nothing is read nor so mild that nothing is refused."""
    tally = Counter((each.form, bool(each.code)) for each in answers)
    assert set(tally) == {(form, refused) for form in seeds() for refused in (False, True)}
    assert min(tally.values()) >= 5


def test_mutated_zips_arrive(tmp_path: Path) -> None:
    """A zip of forms, changed at random, is looked into as far as it can be, and all that it holds is checked."""
    folder = tmp_path / MAY
    folder.mkdir()
    packed = zipped((f"{n}.xlsx", seeds()["xlsx"][: 4000 * n]) for n in range(3))
    packed = zipped([("内.zip", packed), ("教务处.xlsx", seeds()["xlsx"])])
    for number in range(150):
        (folder / f"{number}.zip").write_bytes(of_bytes(Random(number), packed))  # noqa: S311 — no secret
    tasks, _ = arrive(tmp_path, MAY, [], IN_TIME)
    assert {task.file.split("/")[1] for task in tasks} == {f"{number}.zip" for number in range(150)}
    for task in tasks:
        found = check_file(SCHOOL, task)
        assert found.readable or {f.code for f in found.findings} <= CLOSED, task.file
