"""Letters as they are read and as they travel: words from blocks, names that every client shows, the same bytes twice."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as pages

from pipeline.config import load_config
from pipeline.errors import SetupError
from pipeline.letters import message_id, month_letters, reminder_letters, write_message
from pipeline.letters.body import as_html, as_text
from pipeline.letters.enclosing import MEGABYTE, alone, file_name, fitted
from pipeline.model import (
    Attachment,
    Change,
    Figures,
    Letter,
    LetterKind,
    Points,
    Stage,
    State,
    Where,
    Words,
)
from pipeline.reminders import standing
from pipeline.roster import Reader
from tests.school import School

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

    from pipeline.config import Config, Post
    from pipeline.model import Block, Consolidation
    from tests.school import Settings

HOME = Path(__file__).parents[1]
MAY = "2016-05"
NOW, LATER = datetime(2016, 6, 8, 9), datetime(2016, 6, 9, 10)  # noqa: DTZ001 — local time
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOSTILE = 'a\r\nBcc: x@example.invalid\r\n\r\n<script>alert(1)</script>"\\/:*?<>|\x00\u202e\u2028=?utf-8?b?SGk=?= 教务'
BLOCKS: tuple[Block, ...] = (
    Words("科室平均 93.12 分。", strong=True),
    Points("请改的", ("表1 第8行「完成时限」还没填。", "表6 <b>第7行</b>\r\n· 假的一条")),
    Figures("各单位", ("单位", "得分"), (("教务处", "97.35"), ("团委", "—"))),
    Words(f"{'长' * 40_000}"),
)


@pytest.fixture(scope="module")
def config() -> Config:
    """Return the declarations as they are committed."""
    return load_config(HOME / "config.yaml")


def letter(**other: object) -> Letter:
    """Return a letter to a unit with a workbook enclosed, but for what is given."""
    plain = Letter(
        LetterKind.ISSUED, MAY, 1, "abc", "槐致用", "jiaowu@example.invalid", "5月三比一争考评结果：教务处", BLOCKS,
        (Attachment("三比一争汇总_2016-05_楠成章分管单位.xlsx", b"PK\x03\x04" * 50, SHEET),),
    )  # fmt: skip
    return replace(plain, **other)  # type: ignore[arg-type]


def opened(config: Config, made: Letter, now: datetime = NOW) -> EmailMessage:
    """Return a letter as a client of today opens it."""
    return message_from_bytes(write_message(config, made, now), policy=default)


def page_of(config: Config, made: Letter) -> Any:  # noqa: ANN401 — what lxml finds
    """Return the letter's page as a browser takes it apart."""
    return pages.fromstring(as_html(config, made))


def old_name(part: Message, header: str, parameter: str) -> str:
    """Return the name as a client reads it that knows no RFC 2231: encoded words in a quoted string."""
    text = re.sub(r"\r?\n[ \t]+", " ", str(part[header]))
    found = re.search(rf'[;\s]{parameter}="([^"]*)"', text)
    assert found is not None
    return str(make_header(decode_header(found[1])))


# the body


def test_page_and_text_say_the_same(config: Config) -> None:
    """What stands on the page stands in the text, word for word, but for the marks before a line of a list."""
    made = letter()
    shown = page_of(config, made)
    for style in shown.xpath("//style|//title"):
        style.drop_tree()
    words = "".join("".join(shown.itertext()).split())
    text = re.sub(r"[·　：]", "", "".join(as_text(config, made).split()))
    assert (
        re.sub(r"[·　：]", "", words).replace("单位得分教务处97.35团委—", "教务处得分97.35团委得分—") == text
    )


def test_what_was_typed_is_a_line_and_as_long_as_a_line(config: Config) -> None:
    """A line break in a cell begins no line of its own; a cell of forty thousand signs is cut, and it is said."""
    text = as_text(config, letter())
    assert "· 表6 <b>第7行</b> · 假的一条\n" in text
    assert f"{'长' * 1000}……（共 40000 字，全文在原件里）" in text
    assert "长" * 1001 not in text


def test_a_page_for_mail_fetches_nothing_and_runs_nothing(config: Config) -> None:
    """Styles stand in the tags, there is no script, no picture, no address of anything; typed markup is words."""
    page = page_of(config, letter())
    assert page.xpath("//script|//img|//link|//a|//iframe|//*[@src]|//*[@href]") == []
    assert page.xpath("//b") == []
    assert all(cell.get("style") for cell in page.xpath("//td|//th|//p|//h1|//h2"))
    assert "url(" not in as_html(config, letter())
    (scheme,) = page.xpath("//meta[@name='color-scheme']/@content")
    assert scheme == "light dark"


def test_figures_stand_at_the_right(config: Config) -> None:
    """A column of figures alone is set digit under digit, a column of names is not."""
    page = page_of(config, letter())
    rows = [[cell.get("class") for cell in row] for row in page.xpath("//table[@class='figures']//tr")]
    assert rows == [[None, "n"]] * 3


# how it travels


def test_headers_read_as_they_were_meant(config: Config) -> None:
    """Names and subject decode to what they say; the date is the school's; automatic answers stay away."""
    message = opened(config, letter())
    assert message["From"].addresses[0].display_name == "“三比一争”办公室"
    assert message["From"].addresses[0].addr_spec == "sanbiyizheng@example.invalid"
    assert (message["To"].addresses[0].display_name, message["To"].addresses[0].addr_spec) == (
        "槐致用", "jiaowu@example.invalid",
    )  # fmt: skip
    assert message["Subject"] == "5月三比一争考评结果：教务处"
    assert message["Date"].datetime.isoformat() == "2016-06-08T09:00:00+08:00"
    assert message["Auto-Submitted"] == "auto-generated"
    assert (message["In-Reply-To"], message["References"]) == (None, None)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", SHEET,
    ]  # fmt: skip
    assert message.defects == []


def test_a_receipt_answers_and_says_that_a_machine_does(config: Config) -> None:
    """In-Reply-To and References are the mail's, where they can be; nothing else becomes a header."""
    answer = letter(kind=LetterKind.RECEIPT, answers="<20160608.1@qq.example>")
    message = opened(config, answer)
    assert message["In-Reply-To"] == message["References"] == "<20160608.1@qq.example>"
    assert message["Auto-Submitted"] == "auto-replied"
    bad = opened(config, replace(answer, answers="<a@b>\r\nBcc: x@example.invalid"))
    assert (bad["In-Reply-To"], bad["Bcc"]) == (None, None)


@pytest.mark.parametrize("name", [
    "退改件_教务处_2016-05.xlsx", "report.xlsx", "三比一争汇总_2016-05_" + "很长的单位名称" * 8 + ".xlsx", "=?utf-8?b?SGk=?=.xlsx",
])  # fmt: skip
def test_old_and_new_clients_show_the_name(config: Config, name: str) -> None:
    """Today's parser, that of ten years ago, and one that knows encoded words alone read the same name."""
    data = write_message(config, letter(attachments=(Attachment(name, b"x", SHEET),)), NOW)
    wanted = file_name(name)
    (new,) = message_from_bytes(data, policy=default).iter_attachments()
    assert new.get_filename() == wanted
    old = message_from_bytes(data, policy=compat32).get_payload()[1]  # type: ignore[index]
    assert str(make_header(decode_header(str(old.get_filename())))) == wanted  # type: ignore[union-attr]
    assert old_name(old, "Content-Disposition", "filename") == wanted  # type: ignore[arg-type]
    assert old_name(old, "Content-Type", "name") == wanted  # type: ignore[arg-type]
    assert max(map(len, data.split(b"\r\n"))) < 998
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.isascii()


def test_hostile_words_begin_no_header_and_steer_no_screen(config: Config) -> None:
    """Line breaks, NUL, marks that turn the writing, encoded words typed by hand: in a name, a subject, a file's name."""
    made = letter(
        reader=HOSTILE, subject=HOSTILE, attachments=(Attachment(f"{HOSTILE}.xlsx", b"x", SHEET),),
        body=(Words(HOSTILE), Points(HOSTILE, (HOSTILE,)), Figures(HOSTILE, (HOSTILE, ""), ((HOSTILE, HOSTILE),))),
    )  # fmt: skip
    message = opened(config, made)
    plain = opened(config, letter())
    assert message.keys() == plain.keys()
    assert message["To"].addresses[0].addr_spec == "jiaowu@example.invalid"
    assert len(message["To"].addresses) == 1
    (part,) = message.iter_attachments()
    name = part.get_filename()
    assert isinstance(name, str)
    assert name.endswith(".xlsx")
    shown = [message["Subject"], message["To"].addresses[0].display_name, name]
    assert [text for text in shown if re.search("[\x00-\x1f\u2028\u202a-\u202e]", text)] == []
    assert re.search(r'[\\/:*?"<>|]', name) is None
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert re.search("[\x00\u202e]", body.get_content()) is None
    assert "<script" not in as_html(config, made)


def test_a_file_s_name_can_be_kept_anywhere() -> None:
    """No sign that Windows refuses, no end in a dot, and short enough for every disk, its ending kept."""
    assert file_name("7/8年级:考评?.xlsx") == "7－8年级－考评－.xlsx"
    assert file_name(" ..") == "附件"
    long = file_name("长" * 300 + ".xlsx")
    assert (len(long.encode()), long[-5:]) == (72 * 3 + 5, ".xlsx")


def test_the_same_letter_is_the_same_bytes(config: Config) -> None:
    """Written twice at one moment nothing differs; at another moment the date alone does, never the Message-ID."""
    first, again, later = (write_message(config, letter(), moment) for moment in (NOW, NOW, LATER))
    assert first == again
    differing = [a for a, b in zip(first.split(b"\r\n"), later.split(b"\r\n"), strict=True) if a != b]
    assert differing == [b"Date: Wed, 08 Jun 2016 09:00:00 +0800"]


DISTINCT = {
    "kind": LetterKind.CHECK, "about": "2016-06", "revision": 2, "content": "abd", "reader": "苇成林",
    "address": "x@example.invalid", "subject": "5月三比一争考评结果：团委", "answers": "<a@b>",
}  # fmt: skip


@pytest.mark.parametrize("key", DISTINCT)
def test_another_letter_has_another_message_id(config: Config, key: str) -> None:
    """One for each kind, period, edition, content, reader, address, unit and mail answered; words alone make none."""
    own = message_id(config, letter())
    assert own == message_id(config, letter(body=(Words("别的话"),), attachments=()))
    assert own != message_id(config, letter(**{key: DISTINCT[key]}))
    assert re.fullmatch(r"<[0-9a-f]{32}\.r1\.2016-05@example\.invalid>", own)


def test_too_heavy_a_letter_leaves_its_largest_files_and_says_so(config: Config) -> None:
    """Counted as it travels, in base64; one by one the largest stays behind, and it is said which and where to get it."""
    post = config.settings.mail
    assert post is not None
    small = post.model_copy(update={"largest": 1})
    sizes = {"大.xlsx": 700_000, "中.xlsx": 500_000, "小.xlsx": 200_000}
    files = tuple(Attachment(name, b"x" * size, SHEET) for name, size in sizes.items())
    made = fitted(small, letter(attachments=files))
    assert [each.name for each in made.attachments] == ["中.xlsx", "小.xlsx"]
    assert sum(len(base64.encodebytes(each.content)) for each in made.attachments) <= MEGABYTE
    assert made.body[-1] == Words(
        "《大.xlsx》太大，一封信放不下，没有附上。请到领导小组办公室拷贝。", strong=True
    )
    assert fitted(post, letter(attachments=files)) == letter(attachments=files)
    assert fitted(small, letter(attachments=files[2:])).attachments == files[2:]


def test_a_page_in_a_letter_leads_nowhere_else() -> None:
    """Links to other files become words; those within the page stay."""
    page = b'<a href="#top">A</a> <a class="x" href="../index.html#y"><b>B</b></a> <a href="mailto:x@y">C</a>'
    assert alone(page) == b'<a href="#top">A</a> <span><b>B</b></span> <span>C</span>'


@pytest.mark.parametrize("address", ["a@b\r\nBcc: c@d", "", "张三@example.invalid", "a b@c", "a\u202e@b.cn"])
def test_an_address_that_is_none_is_refused_where_it_is_declared(tmp_path: Path, address: str) -> None:
    """config.yaml or the roster's workbook: what no server takes as an address stops at the door."""

    def change(settings: Settings) -> None:
        settings["roster"]["readers"][0]["email"] = address

    with pytest.raises(SetupError, match=r"readers\.1\.email：「[\s\S]*」不像一个邮箱"):
        School(tmp_path, change=change)


# what is written of a month


class Written:
    """Three units' May: 教务处 came with something to correct, 总务处 came whole, 团委 has not returned."""

    def __init__(self, folder: Path) -> None:
        """Let the returns arrive and bring May together."""
        self.school = School(folder, ("教务处", "总务处", "团委", "校领导"), self._readers)
        promise = {"promise": "修订作息制度", "deadline": "2016-05-20"}
        self.school.returns(MAY, "教务处", {"commitment": [promise, {**promise, "promise": "编印校本教材", "deadline": "月底"}]})  # fmt: skip
        self.school.returns(MAY, "总务处", {"commitment": [{**promise, "finished_on": "2016-05-19"}]})
        owner = {"person": "竹文清", "promise": "带头听课", "deadline": "2016-11-20"}
        self.school.returns(MAY, "校领导", {"commitment": [owner]})
        self.school.inspects(MAY)
        self.config: Config = self.school.config
        office = self.school.office
        self.month: Consolidation = office.consolidate(self.config.period(MAY))
        self.files = office.render(self.month)
        post = self.config.settings.mail
        assert post is not None
        self.post: Post = post.model_copy(update={"filing": "filing@example.invalid"})

    @staticmethod
    def _readers(settings: Settings) -> None:
        settings["roster"]["readers"] += [
            {
                "name": "樟厚德",
                "email": "zongwu@example.invalid",
                "scope": "本单位",
                "of": "总务处",
                "sensitive": True,
            },
            {
                "name": "槐致用",
                "email": "jiaowu@example.invalid",
                "scope": "本单位",
                "of": "教务处",
                "sensitive": True,
            },
            {
                "name": "萱青禾",
                "email": "two@example.invalid",
                "scope": "本单位",
                "of": "团委",
                "sensitive": True,
            },
            {"name": "萱青禾", "email": "two@example.invalid", "scope": "本单位", "of": "总务处"},
            {"name": "楠成章", "email": "nan@example.invalid", "scope": "分管", "of": "楠成章"},
        ]

    def letters(self, kind: LetterKind, **stage: object) -> tuple[Letter, ...]:
        """Return the letters of a kind about May at a stage."""
        month = replace(self.month, stage=Stage(**stage))  # type: ignore[arg-type]
        return month_letters(self.config, self.post, month, self.files, kind).letters

    def texts(self, kind: LetterKind, **stage: object) -> dict[tuple[str, str], str]:
        """Return the letters' text by reader and subject."""
        return {
            (each.reader, each.subject): as_text(self.config, each) for each in self.letters(kind, **stage)
        }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the school, its May brought together once."""
    return Written(tmp_path_factory.mktemp("written"))


def test_a_unit_is_asked_to_check_and_to_correct(written: Written) -> None:
    """核对稿: its score, what it lost with the cells, what to correct, until when; page, return copy, days."""
    stage = {"confirm_until": date(2016, 6, 12)}
    by_reader = {(e.reader, e.subject): e for e in written.letters(LetterKind.CHECK, **stage)}
    subject = "5月三比一争核对稿：教务处，请6月12日（周日）24:00前核对"
    own = by_reader["槐致用", subject]
    assert [e.name for e in own.attachments] == [
        "教务处_2016-05.html", "退改件_教务处_2016-05.xlsx", "教务处_2016-05_下期时限.ics",
    ]  # fmt: skip
    text = as_text(written.config, own)
    assert "教务处5月得 " in text
    assert "少得 " in text
    assert "写的是「月底」" in text
    assert "附上退改件，原来填的都在里面；改好有颜色的格子，整份发回即可。" in text
    assert "请在6月12日（周日）24:00前核对这一页；有不对的，请告诉领导小组办公室。" in text
    assert "有事请找 芦清和，内线 8001（虚构）。" in text


def test_a_name_that_begins_like_another_s_brings_no_copy_of_it(written: Written) -> None:
    """教务处 does not get the return copy of 教务处_二部."""
    files = {**written.files, "returns/退改件_教务处_二部_2016-05.xlsx": b"x"}
    letters = month_letters(written.config, written.post, written.month, files, LetterKind.CHECK).letters
    (own,) = (each for each in letters if each.reader == "槐致用")
    copies = [each.name for each in own.attachments if each.name.startswith("退改件")]
    assert copies == ["退改件_教务处_2016-05.xlsx"]


def test_who_answers_for_two_units_has_two_letters(written: Written) -> None:
    """One name, one address, two units: two letters, each with its own Message-ID."""
    two = [e for e in written.letters(LetterKind.CHECK) if e.address == "two@example.invalid"]
    assert [e.subject for e in two] == [
        "5月三比一争核对稿：总务处，请核对",
        "5月三比一争核对稿：团委，请核对",
    ]
    assert len({message_id(written.config, each) for each in two}) == 2


def test_the_approver_is_asked_to_decide(written: Written) -> None:
    """送审稿: to the one who signs alone, with the month in figures, the order, what to decide."""
    (((to, subject), text),) = written.texts(LetterKind.DRAFT).items()
    assert (to, subject) == ("竹文清", "5月三比一争送审稿，请审定")
    assert "已报单位　3/4\n" in text
    assert "\n科室名次\n总务处　名次：1　得分：" in text
    assert "请审定。同意的，请告诉领导小组办公室，由办公室登记审签以后印发；要改的，请回信说明。" in text


CHANGE = Change(
    "zongwu", "目标承诺得分", "", "72.00", "86.00", "经核实已于5月18日完成（领导小组6月13日会议）", Where("")
)
RESTATED = {
    "state": State.ISSUED, "revision": 2, "approved_by": "竹文清", "approved": datetime(2016, 6, 14, 9),  # noqa: DTZ001
    "issued": datetime(2016, 6, 14, 16), "review_until": date(2016, 6, 17), "restates": 1, "changes": (CHANGE,),  # noqa: DTZ001
}  # fmt: skip


def test_a_correction_says_old_new_and_why_to_whom_it_concerns(written: Written) -> None:
    """更正说明 comes first where the reader's units were corrected; elsewhere that nothing changed for them."""
    texts = written.texts(LetterKind.ISSUED, **RESTATED)
    line = "· 总务处目标承诺得分由 72.00 改为 86.00。原因：经核实已于5月18日完成（领导小组6月13日会议）"
    subject = "5月三比一争考评结果更正说明（第2版）"
    assert "\n更正说明（第2版）\n" + line in texts["竹文清", subject]
    assert "\n更正说明（第2版）\n" + line in texts["樟厚德", f"{subject}：总务处"]
    assert "72.00" not in texts["槐致用", f"{subject}：教务处"]
    for to, of in (("槐致用", "教务处"), ("楠成章", "教务处"), ("萱青禾", "团委")):
        assert "第2版更正的是别的单位，这里的结果没有变。" in texts[to, f"{subject}：{of}"]
    assert {e.kind for e in written.letters(LetterKind.ISSUED, **RESTATED)} == {LetterKind.RESTATED}


def test_what_one_reason_corrected_is_one_line(written: Written) -> None:
    """Figures that were corrected for the same reason stand together, the first few of them; the reason is said once."""
    changes = tuple(replace(CHANGE, subject=f"第{n}项得分") for n in range(7))
    texts = written.texts(LetterKind.ISSUED, **{**RESTATED, "changes": changes})
    text = texts["樟厚德", "5月三比一争考评结果更正说明（第2版）：总务处"]
    (line,) = (each for each in text.splitlines() if "改为" in each)
    assert line.count("由 72.00 改为 86.00") == 5
    assert line.count(CHANGE.reason) == 1
    assert "；等 7 处，见附件。原因：" in line


ISSUED = {key: value for key, value in RESTATED.items() if key not in {"restates", "changes", "revision"}}
STANDING = "竹文清 6月14日 09:00审签，6月14日 16:00印发，公示到6月17日（周五）24:00。"


def test_the_first_sentence_is_what_the_reader_asks(written: Written) -> None:
    """The school's month, what waits of a leader's units, a unit's own score; who signed, and until when, comes last."""
    bodies = {(e.reader, e.subject): e.body for e in written.letters(LetterKind.ISSUED, **ISSUED)}
    name = "5月三比一争考评结果"
    firsts = {
        ("竹文清", name): "5月科室平均 ", ("楠成章", f"{name}：教务处"): "教务处5月得 ", ("樟厚德", f"{name}：总务处"): "总务处5月得 ",
    }  # fmt: skip
    for to, first in firsts.items():
        block = bodies[to][0]
        assert isinstance(block, Words)
        assert block.strong
        assert block.text.startswith(first)
        assert bodies[to][-1] == Words(STANDING)


def test_a_leader_of_several_units_is_told_what_waits(written: Written) -> None:
    """Counts first, then every unit beside the mean of all; a column of which nothing is to be said is left out."""
    reader = Reader.model_validate({"name": "某人", "email": "a@b.cn", "scope": "类别", "of": "科室"})
    config = replace(written.config, readers=(reader,))
    month = replace(written.month, stage=Stage(**ISSUED))  # type: ignore[arg-type]
    (made,) = month_letters(config, written.post, month, written.files, LetterKind.ISSUED).letters
    first, table, *lists, last = made.body
    assert first == Words("5月这 3 个单位：逾期未完成 1 项、未报 1 项。", strong=True)
    assert isinstance(table, Figures)
    assert table.head == ("单位", "名次", "得分", "比本类平均")
    assert [row[0] for row in table.rows] == ["教务处", "总务处", "团委"]
    assert [block.title for block in lists if isinstance(block, Points)] == ["逾期未完成", "未报"]
    assert last == Words(STANDING)


def test_the_packet_holds_what_is_to_be_filed_and_nothing_else(written: Written) -> None:
    """组干科 gets its own form at the declared address, no figure of the contest."""
    (packet,) = written.letters(LetterKind.FILING)
    assert (packet.reader, packet.address) == ("组干科", "filing@example.invalid")
    assert [each.name for each in packet.attachments] == ["组干科报送表.docx"]
    assert packet.body == (Words("现报送云杉实验学校（虚构）5月三比一争承诺报备材料，请查收。"),)
    silent = month_letters(written.config, written.post.model_copy(update={"filing": ""}), written.month, written.files, LetterKind.FILING)  # fmt: skip
    assert (silent.letters, len(silent.unreached)) == ((), 1)


REMINDED = {
    "2016-06-04T09:00": {
        ("樟厚德", "总务处"),
        ("槐致用", "教务处"),
        ("萱青禾", "团委"),
        ("萱青禾", "总务处"),
    },
    "2016-06-07T09:00": {
        ("樟厚德", "总务处"),
        ("槐致用", "教务处"),
        ("萱青禾", "团委"),
        ("萱青禾", "总务处"),
    },
    "2016-06-12T09:00": {("楠成章", "教务处"), ("松明远", "考评组")},
}


def test_a_unit_hears_again_when_its_own_part_is_another(tmp_path: Path) -> None:
    """总务处 returns anew and keeps its place: 教务处's 核对稿 is the one it has, 总务处's is another."""
    at = Written(tmp_path)
    before = _ids(at)
    at.school.returns(
        MAY,
        "总务处",
        {"commitment": [{"promise": "修订作息制度", "deadline": "2016-05-20", "finished_on": "2016-05-18"}]},
        arrived="2016-06-06T11:00",
    )
    office = at.school.office
    at.month = office.consolidate(at.config.period(MAY))
    at.files = office.render(at.month)
    after = _ids(at)
    assert {unit for unit, own in after.items() if own != before[unit]} == {"总务处"}


def _ids(at: Written) -> dict[str, set[str]]:
    """Return the Message-IDs of the letters about each unit."""
    found: dict[str, set[str]] = {}
    for each in at.letters(LetterKind.CHECK):
        unit = each.subject.split("：")[1].split("，")[0]
        found.setdefault(unit, set()).add(message_id(at.config, each))
    return found


@pytest.mark.parametrize(("moment", "expected"), REMINDED.items())
def test_a_reminder_goes_to_whom_its_step_is_for(
    tmp_path: Path, moment: str, expected: set[tuple[str, str]]
) -> None:
    """Before the deadline and a day after it the units themselves, each of itself alone; then who is in charge of them."""
    school = School(tmp_path, ("教务处", "总务处", "团委"), Written._readers)
    now = datetime.fromisoformat(moment)
    period = school.config.period(MAY)
    ladder = standing(school.config, period, school.office.take_in(period)[MAY], now)
    urgings, unreached = reminder_letters(school.config, period, ladder, now)
    names = {unit.id: unit.name for unit in school.config.units}
    told = {(each.letter.reader, names[unit]) for each in urgings for unit in each.units}
    assert told == expected
    for each in urgings:
        text = as_text(school.config, each.letter)
        assert "各位主任" not in text, "a letter has one reader"
        strange = {n for n in ("教务处", "总务处", "团委") if n not in {names[u] for u in each.units}}
        assert [name for name in strange if name in text] == []
        how = "填好的表作为附件，发到 sanbiyizheng@example.invalid 即可。"
        assert (how in text) == (each.letter.reader not in {"楠成章", "松明远"})
    assert any("榆安之" in line for line in unreached) == (moment == "2016-06-12T09:00")
