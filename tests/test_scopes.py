"""发送范围: what of a school reaches whom, shown on every file of every letter.

The school is that of test_every_face: each cell that a person fills holds a token of its own, so that whoever finds
one in a letter knows whose row it was and what guards it.
"""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from fractions import Fraction
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.letters import month_letters, write_message, year_letters
from pipeline.letters.matter import Matter, seen
from pipeline.letters.scopes import narrowed, scope_of, veiled
from pipeline.model import LetterKind, Points, Stage, State, shown
from pipeline.roster import Reader
from pipeline.yearend import bring_together
from tests.test_every_face import MAY, YEAR, Town, found_in, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config import Config
    from pipeline.letters import Written
    from pipeline.letters.scopes import Scope
    from pipeline.model import Letter

NOW = datetime(2016, 6, 20, 9)  # noqa: DTZ001 — local time
DRAFT = Stage(State.DRAFT, confirm_until=date(2016, 6, 12))
WORKBOOK, PAGE, DRAFTS, COPY = "汇总表", "网页", "底稿", "退改件"


def reader(number: int, name: str, scope: str, of: str = "", *formats: str, told: bool = False) -> Reader:
    """Return a reader as the roster declares one; `told`: what is sensitive may reach them."""
    return Reader.model_validate({
        "name": name, "email": f"r{number}@example.invalid", "scope": scope, "of": of, "sensitive": told,
        "formats": formats,
    })  # fmt: skip


READERS = (
    reader(1, "竹文清", "全部", "", WORKBOOK, PAGE, DRAFTS, told=True),
    reader(2, "松明远", "全部", "", WORKBOOK, PAGE, DRAFTS),
    reader(3, "苇成林", "类别", "科室", told=True),
    reader(4, "蓼思远", "类别", "科室"),
    reader(5, "榆安之", "分管", "榆安之", WORKBOOK, PAGE, DRAFTS, told=True),
    reader(6, "榆知秋", "分管", "榆安之"),
    reader(7, "桂秋实", "分管", "桂秋实"),
    reader(8, "槐致用", "本单位", "教务处", told=True),
    reader(9, "葵向明", "本单位", "教务处"),
    reader(10, "柽问渠", "本单位", "jiaowu", WORKBOOK, PAGE, DRAFTS, COPY),
    reader(11, "桐守正", "本单位", "政教处", told=True),
    reader(12, "椿怀瑾", "本单位", "七年级级部", told=True),
    reader(13, "竹文清", "本单位", "校领导", told=True),
    reader(14, "枫知行", "分管", "枫知行"),
)


class Mail:
    """Everything that is written about the town's May and its year, to every kind of reader."""

    def __init__(self, town: Town) -> None:
        """Write the letters of every kind."""
        self.town = town
        settings = town.config.settings
        post = settings.mail
        assert post is not None
        post = post.model_copy(update={"filing": "filing@example.invalid"})
        settings = settings.model_copy(update={"mail": post})
        self.config: Config = replace(town.config, readers=READERS, settings=settings)
        self.issued = town.months[MAY]
        self.draft = replace(self.issued, stage=DRAFT)
        files = town.releases[MAY]
        self.written: dict[tuple[str, LetterKind], Written] = {
            (MAY, kind): month_letters(self.config, post, month, files, kind)
            for kind, month in (
                (LetterKind.CHECK, self.draft), (LetterKind.DRAFT, self.draft), (LetterKind.ISSUED, self.issued),
                (LetterKind.SUPERVISION, self.issued), (LetterKind.FILING, self.issued),
            )
        }  # fmt: skip
        book = bring_together(town.school.office, YEAR)
        for kind in (LetterKind.DRAFT, LetterKind.ISSUED):
            self.written[YEAR, kind] = year_letters(self.config, post, book, town.releases[YEAR], kind)
        self.about = self._spoken_of()
        self._texts: dict[bytes, str] = {}

    def _spoken_of(self) -> dict[int, str]:
        """Return whose a token is that stands in a row of the office or the assessors about a unit: of that unit."""
        return {
            token: unit.id
            for by_period in self.issued.merged.records.values() for rows in by_period.values() for row in rows
            if (unit := self.config.find_unit(row.text("subject") or "")) is not None
            for token in found_in(" ".join(str(value) for value in row.values.values()), self.town)
        }  # fmt: skip

    def scope(self, letter: Letter) -> Scope:
        """Return the scope of whom the letter is for."""
        (own,) = (each for each in READERS if each.email == letter.address)
        return scope_of(self.config, own, self.config.period(MAY))

    def all(self) -> Iterator[Letter]:
        """Yield every letter to a reader."""
        for written in self.written.values():
            yield from (letter for letter in written.letters if letter.address != "filing@example.invalid")

    def to(self, number: int, kind: LetterKind = LetterKind.RESTATED, about: str = MAY) -> Letter:
        """Return the one letter of a kind to the reader of a number."""
        address = f"r{number}@example.invalid"
        (letter,) = (
            each for each in self.all()
            if each.address == address and each.kind is kind and each.about == about
        )  # fmt: skip
        return letter

    def travelled(self, letter: Letter) -> dict[str, str]:
        """Return what can be read of a letter after its travel: subject, text, page, and every file by its name."""
        message = message_from_bytes(write_message(self.config, letter, NOW), policy=default)
        told = {"": message["Subject"]}
        for part in message.walk():
            name, data = part.get_filename() or "", part.get_payload(decode=True)
            if isinstance(data, bytes):
                told[name or part.get_content_type()] = self._read(name, data)
        return told

    def _read(self, name: str, data: bytes) -> str:
        """Return what can be read in a file; the same file goes to many."""
        if data not in self._texts:
            self._texts[data] = text_of(name, data) if name else data.decode()
        return self._texts[data]


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Mail:
    """Return the town's letters, written once."""
    return Mail(Town(tmp_path_factory.mktemp("town")))


def names_of(letter: Letter) -> list[str]:
    """Return the names of a letter's attachments."""
    return [each.name for each in letter.attachments]


def test_a_letter_holds_nothing_from_beyond_its_scope(mail: Mail) -> None:
    """Every attachment of every reader opened: of other units no word, and nothing guarded for whom it is guarded from.

    The names of the office's own files stand beside what is taken from them; they are nobody's.
    """
    leaks: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    opened = 0
    for letter in mail.all():
        scope = mail.scope(letter)
        for name, text in mail.travelled(letter).items():
            opened += 1
            for token in found_in(text, mail.town):
                each = mail.town.planted[token]
                unit = mail.about.get(token, each.unit)
                strange = each.ledger != "file" and not (scope.whole or unit in scope.ids)
                if strange or (each.guarded and not scope.sensitive):
                    leaks[letter.kind, letter.reader, name].add(f"{each.ledger}.{each.field}（{unit}）")
    assert dict(leaks) == {}
    assert opened > 150


def test_of_other_units_not_even_the_name_is_told(mail: Mail) -> None:
    """No letter to a narrower scope, and no file in it, names a unit that is scored and not the reader's."""
    scored = mail.config.scored_units(mail.config.period(MAY))
    told: set[tuple[str, str, str]] = set()
    for letter in mail.all():
        scope = mail.scope(letter)
        if not scope.whole:
            strange = [unit.name for unit in scored if unit.id not in scope.ids]
            for name, text in mail.travelled(letter).items():
                told |= {(letter.reader, name, unit) for unit in strange if unit in text}
    assert told == set()


def test_what_is_sensitive_reaches_who_may_read_it(mail: Mail) -> None:
    """The annex holds the guarded words of its scope, all of them, with the cells where they stand."""
    words = {
        row.text("problem"): (row.unit, row.at("problem").cell)
        for row in mail.issued.merged.records["conduct"][MAY]
        if row.text("problem")
    }
    for number, units in ((1, {"jiaowu", "zhengjiao", "dangban", "qi", "xld"}), (5, {"zhengjiao", "qi"})):
        (annex,) = (each for each in mail.to(number).attachments if each.name == "敏感台账_2016-05.xlsx")
        text = text_of(annex.name, annex.content)
        found = found_in(text, mail.town)
        expected = {
            token for word, (unit, _) in words.items() if unit in units for token in found_in(word, mail.town)
        }
        assert expected
        assert expected <= found
        sheet = openpyxl.load_workbook(io.BytesIO(annex.content))["表6 作风整改"]
        cells = {str(row[-1].value) for row in sheet.iter_rows()}
        assert {cell for unit, cell in words.values() if unit in units} <= cells


def test_the_annex_is_made_for_nobody_else(mail: Mail) -> None:
    """Who may not read it has none; a unit has what it wrote on its own page."""
    having = {
        letter.address for letter in mail.all()
        if letter.about == MAY and "敏感台账_2016-05.xlsx" in names_of(letter)
    }  # fmt: skip
    assert having == {f"r{number}@example.invalid" for number in (1, 3, 5)}


def test_a_page_without_the_sensitive_text_has_its_points(mail: Mail) -> None:
    """Who answers for a unit and may not read 作风 sees the same score, and of its lines the numbers alone."""
    pages = [mail.to(number).attachments[0] for number in (8, 9)]
    assert [page.name for page in pages] == ["教务处_2016-05.html"] * 2
    open_page, veiled_page = (text_of(page.name, page.content) for page in pages)
    guarded = [{t for t in found_in(p, mail.town) if mail.town.planted[t].guarded} for p in (open_page, veiled_page)]  # fmt: skip
    assert len(guarded[0]) > 5
    assert guarded[1] == set()
    score = next(s for s in mail.issued.scores if s.unit == "jiaowu")
    assert score.score is not None
    assert shown(score.score) in veiled_page


WHOLE = ["三比一争汇总_2016-05.xlsx", "5月三比一争.html"]
ENCLOSED = {
    3: ["三比一争汇总_2016-05_科室.xlsx", "教务处_2016-05.html", "政教处_2016-05.html", "党政办公室_2016-05.html",
        "敏感台账_2016-05.xlsx"],
    5: ["三比一争汇总_2016-05_榆安之分管单位.xlsx", "督办通知单_政教处.docx", "督办通知单_七年级级部.docx",
        "政教处_2016-05.html", "七年级级部_2016-05.html", "敏感台账_2016-05.xlsx"],
    6: ["三比一争汇总_2016-05_榆安之分管单位.xlsx", "政教处_2016-05.html", "七年级级部_2016-05.html"],
    7: ["三比一争汇总_2016-05_党政办公室.xlsx", "党政办公室_2016-05.html"],
    8: ["教务处_2016-05.html", "退改件_教务处_2016-05.xlsx", "教务处_2016-05_下期时限.ics"],
    9: ["教务处_2016-05.html", "教务处_2016-05_下期时限.ics"],
    10: ["教务处_2016-05.html", "教务处_2016-05_下期时限.ics", "三比一争汇总_2016-05_教务处.xlsx",
         "督办通知单_教务处.docx"],
}  # fmt: skip


@pytest.mark.parametrize(("number", "names"), ENCLOSED.items())
def test_what_is_enclosed_is_what_the_reader_s_line_says(mail: Mail, number: int, names: list[str]) -> None:
    """By formats, or as the scope usually has it; a return copy with sensitive sheets for whoever may read them."""
    assert names_of(mail.to(number)) == names


def test_the_whole_school_has_the_release_s_own_files(mail: Mail) -> None:
    """Workbook and first page as published, the page without its links; drafts where they are asked for."""
    letter = mail.to(2)
    drafts = sorted(name for name in mail.town.releases[MAY] if name.startswith("drafts/"))
    assert names_of(letter) == [*WHOLE, *(name.removeprefix("drafts/") for name in drafts)]
    assert letter.attachments[0].content == mail.town.releases[MAY]["三比一争汇总_2016-05.xlsx"]
    assert b'href="units/' in mail.town.releases[MAY]["index.html"]
    assert b'href="units/' not in letter.attachments[1].content


def test_a_workbook_for_a_scope_has_its_units_with_the_ranks_of_all(mail: Mail) -> None:
    """Two units of one leader, of two categories: place and mean are those of the whole school."""
    book = openpyxl.load_workbook(io.BytesIO(mail.to(6).attachments[0].content), data_only=True)
    head, *rows = (
        [cell for cell in row if cell is not None] for row in book["领导参阅"].iter_rows(values_only=True, min_row=4)
    )  # fmt: skip
    assert head[:2] == ["类别", "单位"]
    scores = {score.name: score for score in mail.issued.scores}
    own = [score.score for score in scores.values() if score.category == "科室" and score.score is not None]
    place, points, _, mean = rows[0][3:7]
    assert [row[1] for row in rows if row] == ["政教处", "七年级级部"]
    assert str(place).removesuffix("（并列）") == str(scores["政教处"].rank)
    score = scores["政教处"].score
    assert score is not None
    assert f"{points:.2f}" == shown(score)
    assert f"{mean:.2f}" == shown(sum(own, Fraction()) / len(own))


def test_a_narrowed_month_keeps_nothing_of_others(mail: Mail) -> None:
    """Rows, items, files, scores, corrections: those of the units; of the office's questions and draws nothing."""
    month = narrowed(mail.config, mail.issued, frozenset({"zhengjiao"}))
    assert {score.unit for score in month.scores} == {"zhengjiao"}
    assert {item.unit for item in month.merged.items} == {"zhengjiao"}
    assert set(month.merged.intake.units) == {"zhengjiao"}
    assert {concern.unit for concern in month.concerns} == {"zhengjiao"}
    assert (month.merged.intake.strays, month.guards, month.spot_checks) == ((), (), ())
    assert (month.stage.changes, month.stage.reviews) == ((), ())
    assert {finding.unit for finding in month.findings} == {"zhengjiao"}
    assert [s.rank for s in month.scores] == [s.rank for s in mail.issued.scores if s.unit == "zhengjiao"]
    assert all(
        set(table["unit"]) <= {"zhengjiao", "assessors", "office"} for table in month.merged.tables.values()
    )


def test_a_veiled_month_has_no_sensitive_row(mail: Mail) -> None:
    """Items and rows of sensitive ledgers are gone, what is said of them has no word of theirs; scores stay."""
    month = veiled(mail.config, mail.issued)
    assert {"conduct", "clearance"} & set(month.merged.records) == set()
    assert {"conduct", "clearance"} & {item.ledger for item in month.merged.items} == set()
    assert month.scores == mail.issued.scores
    scope = scope_of(mail.config, READERS[8], mail.config.period(MAY))
    post = mail.config.settings.mail
    assert post is not None
    own = seen(Matter(mail.config, post, mail.issued, {}), scope)
    assert {s.unit for s in own.scores} == {"jiaowu"}
    open_month = narrowed(mail.config, mail.issued, scope.ids)
    quoted = {token for finding in open_month.findings for token in found_in(repr(finding), mail.town)}
    assert any(mail.town.planted[token].guarded for token in quoted)
    told = {token for finding in own.findings for token in found_in(repr(finding), mail.town)}
    assert not any(mail.town.planted[token].guarded for token in told)


def test_whom_no_letter_reaches_is_said(mail: Mail) -> None:
    """A unit without a reader, a reader without units: a line each, in every kind that would have reached them."""
    alone = "名册的读者里没有它，收不到，请另外发。"
    assert mail.written[MAY, LetterKind.CHECK].unreached == (f"党政办公室：{alone}",)
    empty = "枫知行：发送范围「枫知行」里没有单位，没有发。"
    assert mail.written[MAY, LetterKind.ISSUED].unreached == (empty, f"党政办公室：{alone}")
    assert mail.written[YEAR, LetterKind.ISSUED].unreached == (empty, f"党政办公室：{alone}")
    assert mail.written[YEAR, LetterKind.DRAFT].unreached == ()


def test_a_unit_s_every_reader_gets_its_letter(mail: Mail) -> None:
    """Three answer for 教务处: three letters of each kind; one answers for a unit and for the school: two letters."""
    for kind in (LetterKind.CHECK, LetterKind.SUPERVISION):
        own = [each.reader for each in mail.written[MAY, kind].letters if "教务处" in each.subject]
        assert own == ["槐致用", "葵向明", "柽问渠"]
    issued = mail.written[MAY, LetterKind.ISSUED].letters
    assert [each.subject for each in issued if each.reader == "竹文清"] == [
        "5月三比一争考评结果更正说明（第2版）", "5月三比一争考评结果更正说明（第2版）：校领导",
    ]  # fmt: skip


def test_a_notice_tells_no_score(mail: Mail) -> None:
    """督办通知单 says what is overdue, since when; the letter has a list and its document, no figure of the contest."""
    for letter in mail.written[MAY, LetterKind.SUPERVISION].letters:
        (unit,) = mail.scope(letter).units
        assert names_of(letter) == [f"督办通知单_{unit.name}.docx"]
        score = next((s for s in mail.issued.scores if s.unit == unit.id), None)
        text = " ".join(mail.travelled(letter).values())
        assert score is None or score.score is None or f"{shown(score.score)} 分" not in text
        lists = [block for block in letter.body if isinstance(block, Points)]
        assert [block.title for block in lists] == ["督办事项"]
