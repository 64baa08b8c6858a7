"""What one cell says: every broken form that was seen, and the laws that hold for all others."""
# ruff: noqa: DTZ001 — cells know no time zone, and example() takes the drawn arguments in order

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.cells import (
    Raw,
    Reading,
    is_blank,
    is_nothing_word,
    plain,
    read_choice,
    read_date,
    read_number,
    read_text,
    read_yes_no,
    show,
)

YEAR = 2016
MAY_3 = date(2016, 5, 3)
D = Decimal

BIDS = ("争先进", "争试点", "争支持")
STATES = ("尚未整改", "正在整改", "整改到位")

raws: st.SearchStrategy[Raw] = st.one_of(
    st.none(),
    st.text(),
    st.text(
        alphabet="0123456789０５.,，。-—/ 年月日号万亿元千百十零〇一二三五点%()约底上中下旬季度至同无\u200b\n"
    ),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
figures = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4)


def said(reading: Reading) -> tuple[object, str]:
    """Return value and code."""
    return reading.value, reading.code


def hint(reading: Reading) -> tuple[str, str | None]:
    """Return code and suggestion of a cell that gave no value."""
    assert reading.value is None
    return reading.code, reading.context.get("suggestion")


# shown


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        (None, ""),
        (" 原样\n", " 原样\n"),
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (0.00001, "0.00001"),
        (13800000000.0, "13800000000"),
        (1.2e17, "1.2E+17"),
        (7, "7"),
        (True, "TRUE"),
        (MAY_3, "2016-05-03"),
        (datetime(2016, 5, 3), "2016-05-03"),
        (datetime(2016, 5, 3, 14, 30), "2016-05-03 14:30"),
        (time(9, 5), "09:05"),
        (timedelta(days=1, hours=2), "26:00"),
        (timedelta(minutes=-90), "-1:30"),
    ],
)
def test_show(raw: Raw, seen: str) -> None:
    """A cell is shown as a person sees it, without binary noise."""
    assert show(raw) == seen


@pytest.mark.parametrize("raw", [None, "", " ", "\u3000\n\t", "\u200b", "\ufeff\xad", "\u3164"])
def test_blank(raw: Raw) -> None:
    """A cell in which nobody sees anything is blank, and so for every kind of reading."""
    assert is_blank(raw)
    readings = [
        read_text(raw),
        read_date(raw, year=YEAR),
        read_number(raw),
        read_choice(raw, BIDS),
        read_yes_no(raw),
    ]
    assert readings == [Reading(None)] * 5


@pytest.mark.parametrize("raw", ["无", "0", "。", "a", 0, False, 0.0, MAY_3])
def test_not_blank(raw: Raw) -> None:
    """A word for nothing, a zero and a full stop are something."""
    assert not is_blank(raw)


NOTHING = [
    "无",
    " 无。",
    "空",
    "暂无",
    "没有",
    "—",
    "——",
    "-",
    "/",
    "N/A",
    "n／a",
    "～",
    "无内容",
    "…",
    "─" * 30,
]
SAME = ["同上", "同 上", "同上。", "见上", "〃", '"', "”", "上同"]  # fmt: skip


@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_words(typed: str) -> None:
    """A word for nothing gives no value in any cell, and says so."""
    assert is_nothing_word(typed)
    readings = [read_text(typed), read_date(typed, year=YEAR), read_number(typed), read_choice(typed, BIDS)]
    assert readings == [Reading(None, "nothing-word", {"typed": typed})] * 4


@pytest.mark.parametrize("typed", SAME)
def test_same_as_above(typed: str) -> None:
    """同上 gives no value in any cell: the row it means may have moved."""
    readings = [read_text(typed), read_date(typed, year=YEAR), read_number(typed), read_choice(typed, BIDS)]
    assert readings == [Reading(None, "same-as-above", {"typed": typed})] * 4


@pytest.mark.parametrize("typed", ["", " ", "同上", "无故迟到整改", "没有完成", "A-B", "0", "√"])
def test_words_that_say_something(typed: str) -> None:
    """Blanks, 同上 and sentences that begin with 无 are no words for nothing."""
    assert not is_nothing_word(typed)


# compared


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("优秀。", "优秀"),
        ("完成 时限", "完成时限"),
        ("到位资金（万元）", "到位资金(万元)"),
        ("ＡＢＣ", "abc"),
        ("АВС", "abc"),
        ("教\u200b务\xad处", "教务处"),
        ("⻄校区", "西校区"),
        ("⽅案", "方案"),
        ("买买提·艾力", "买买提•艾力"),
        ("✔️", "✔"),
    ],
)
def test_plain(left: str, right: str) -> None:
    """Width, case, spaces, punctuation, invisible and look-alike characters make no difference."""
    assert plain(left) == plain(right)


# text


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("组织公开课，听课20人次。", "组织公开课，听课20人次。", ""),
        ("a b", "a b", ""),
        ("007", "007", ""),
        (5.0, "5", ""),
        (13800000000.0, "13800000000", ""),
        (MAY_3, "2016-05-03", ""),
        (True, "TRUE", ""),
        ("\u3000张三 ", "张三", "text-tidied"),
        ("张\u3000三", "张 三", "text-tidied"),
        ("第一行\r\n第二行", "第一行 第二行", "text-tidied"),
        ("教\u200b务\xad处\x07", "教务处", "text-tidied"),
        ("两  格", "两 格", "text-tidied"),
        (1.2e17, "1.2E+17", "number-lossy"),
        (130102198001011234, "130102198001011234", "number-lossy"),
        ("1.2E+17", "1.2E+17", "number-lossy"),
        ("130102198001011234", "130102198001011234", ""),
    ],
)
def test_text(raw: Raw, value: str, code: str) -> None:
    """Text keeps its sentences; what nobody sees goes, and a number is its digits."""
    assert said(read_text(raw)) == (value, code)


def test_text_repair_shows_both() -> None:
    """A repair names what stood there and what became of it."""
    assert read_text(" 张三").context == {"typed": " 张三", "became": "张三"}


# dates


@pytest.mark.parametrize("raw", [MAY_3, datetime(2016, 5, 3), datetime(2016, 5, 3, 14, 30), "2016年5月3日"])
def test_date_plainly_right(raw: Raw) -> None:
    """A real date, and a date written as we ask for it, need no word."""
    assert read_date(raw, year=YEAR) == Reading(MAY_3)


@pytest.mark.parametrize(
    "raw",
    [
        "2016.5.3", "2016-5-3", "2016/5/3", "2016-05-03", "2016年05月03日", "20160503", "２０１６．５．３",
        "2016。5。3", "2016·5·3", "2016・5・3", "2016•5•3", "2016∕5∕3", "2016−5−3", "2016 5 3", "2016.5.3.", "2016年5.3", "2016年5月3", "2016年5月3号",
        " 2016年 5月 3日 ", "二〇一六年五月三日", "二零一六年五月三日", "二O一六年五月三日", "16年5月3日",
        "'2016-5-3", "16.5.3", "今年5月3日", "2016-05-03 00:00:00", "2016/5/3 14:30", "2016-05-03T00:00:00",
        "2016年5月3日 星期二", "2016年5月3日（周二）", 42493, 42493.0, 42493.5, "42493", 20160503, 20160503.0,
    ],
)  # fmt: skip
def test_date_tidied(raw: Raw) -> None:
    """Any usual way to write a whole date is read, with a note."""
    expected = Reading(MAY_3, "date-tidied", {"typed": show(raw), "became": "2016年5月3日"})
    assert read_date(raw, year=YEAR) == expected


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("5月3日", MAY_3),
        ("5月3号", MAY_3),
        ("５月３日", MAY_3),
        ("5.3", MAY_3),
        ("5/3", MAY_3),
        ("05-03", MAY_3),
        ("五月三日", MAY_3),
        ("5月3日（周二）", MAY_3),
        ("十二月三十一日", date(2016, 12, 31)),
        ("五月廿三", date(2016, 5, 23)),
        ("2.29", date(2016, 2, 29)),
        (5.13, date(2016, 5, 13)),
        (5.4, date(2016, 5, 4)),
    ],
)
def test_date_without_year(raw: Raw, day: date) -> None:
    """A day without a year is in the period's year, with a note."""
    reading = read_date(raw, year=YEAR)
    assert said(reading) == (day, "date-year-assumed")
    assert reading.context["typed"] == show(raw)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("5月底", "2016年5月31日"),
        ("5月末", "2016年5月31日"),
        ("五月底", "2016年5月31日"),
        ("2月", "2016年2月29日"),
        ("5月份", "2016年5月31日"),
        ("2016年5月", "2016年5月31日"),
        ("2016.5", "2016年5月31日"),
        ("2016.10", "2016年10月31日"),
        ("201605", "2016年5月31日"),
        ("5月上旬", "2016年5月10日"),
        ("5月中旬", "2016年5月20日"),
        ("5月下旬", "2016年5月31日"),
        ("2016年6月底前完成", "2016年6月30日"),
        ("5月3日左右", "2016年5月3日"),
        ("5月3日前后", "2016年5月3日"),
        ("6月30日前", "2016年6月30日"),
        ("5月3日-5日", "2016年5月5日"),
        ("5月3日—5月10日", "2016年5月10日"),
        ("2016.5.3-2016.5.10", "2016年5月10日"),
        ("3-5月", "2016年5月31日"),
        ("3月至12月", "2016年12月31日"),
        ("二季度末", "2016年6月30日"),
        ("年底", "2016年12月31日"),
        ("已于5月3日完成", "2016年5月3日"),
        ("05/03/16", "2005年3月16日"),
        ("2O16.5.3", "2016年5月3日"),
        ("2016年5月З日", "2016年5月3日"),
        ("２O16-O5-03", "2016年5月3日"),
    ],
)
def test_date_unclear(typed: str, suggestion: str) -> None:
    """What is only nearly a day is asked back with the day that is probably meant."""
    assert hint(read_date(typed, year=YEAR)) == ("date-unclear", suggestion)


@pytest.mark.parametrize("typed", ["月底", "上旬", "学期末", "5月初", "3日", "5月3日、8日"])
def test_date_vague(typed: str) -> None:
    """A time without a certain day is asked back without a suggestion."""
    assert hint(read_date(typed, year=YEAR)) == ("date-unclear", "")


@pytest.mark.parametrize(
    ("raw", "suggestion"),
    [
        (5.3, "2016年5月3日"),
        (6.1, "2016年6月1日"),
        (2016.1, ""),
        (datetime(1900, 1, 6, 3, 36), "2016年6月15日"),
    ],
)
def test_date_that_excel_ate(raw: Raw, suggestion: str) -> None:
    """Excel keeps 5.30 as 5.3, 2016.10 as 2016.1 and makes 6.15 a day of 1900: never guessed, asked."""
    assert hint(read_date(raw, year=YEAR)) == ("date-unclear", suggestion)


@pytest.mark.parametrize(
    "raw",
    [
        "5月32日", "2016年2月30日", "13月", "尽快", "长期", "全年", "五一前", "2106-5-3", "5", 5, 0.5, -3,
        True, date(2106, 5, 3), date(1900, 1, 5), time(1), timedelta(1), float("nan"), "第3项、" * 20,
    ],
)  # fmt: skip
def test_date_wrong(raw: Raw) -> None:
    """What names no day, or one that no calendar has, is no date."""
    assert read_date(raw, year=YEAR) == Reading(None, "date-wrong", {"typed": show(raw)})


# numbers


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (3.0, D(3)),
        (0.1, D("0.1")),
        (0.1 + 0.2, D("0.3")),
        (7, D(7)),
        ("5", D(5)),
        ("3.50", D("3.5")),
        ("-2", D(-2)),
    ],
)
def test_number_plainly_right(raw: Raw, value: Decimal) -> None:
    """A number, typed as number or as plain text, needs no word and is exact."""
    assert read_number(raw) == Reading(value)


@pytest.mark.parametrize(
    ("typed", "unit", "became"),
    [
        ("５", "", "5"),
        (" 5 ", "", "5"),
        ("3,000", "", "3000"),
        ("３，０００", "", "3000"),
        ("3 000.50", "", "3000.5"),
        ("3。5", "", "3.5"),
        ("−3", "", "-3"),
        ("5节", "", "5"),
        ("5 人", "人次", "5"),
        ("5人次。", "人次", "5"),
        ("三", "", "3"),
        ("三十五节", "", "35"),
        ("三百零五", "", "305"),
        ("三点五", "", "3.5"),
        ("3万", "", "30000"),
        ("3万元", "元", "30000"),
        ("3百人", "人次", "300"),
        ("80%", "%", "80"),
        ("８０％", "%", "80"),
        ("3万元", "万元", "3"),
        ("3万", "万元", "3"),
        ("3.0万", "万元", "3"),
        ("¥3万", "万元", "3"),
        ("三万元", "万元", "3"),
        ("三十万元整", "万元", "30"),
        ("三千万元", "万元", "3000"),
    ],
)
def test_number_tidied(typed: str, unit: str, became: str) -> None:
    """Width, separators, counting words and Chinese figures are read, with a note."""
    expected = Reading(D(became), "number-tidied", {"typed": typed, "became": became})
    assert read_number(typed, unit=unit) == expected


@pytest.mark.parametrize(
    ("typed", "became"),
    [
        ("30000元", "3"),
        ("30,000元", "3"),
        ("￥30000", "3"),
        ("3千元", "0.3"),
        ("三万五千元", "3.5"),
        ("1亿", "10000"),
        ("1元", "0.0001"),
    ],
)
def test_unit_converted(typed: str, became: str) -> None:
    """Money in another unit than the column's is converted exactly and shown for a look."""
    context = {"typed": typed, "became": became, "unit": "万元"}
    assert read_number(typed, unit="万元") == Reading(D(became), "unit-converted", context)


@pytest.mark.parametrize(
    ("typed", "unit", "suggestion"),
    [
        ("约5", "", "5"),
        ("5左右", "", "5"),
        ("10余人", "", "10"),
        ("约30000元", "万元", "3"),
        ("10余万元", "万元", "10"),
        ("(3)", "", "-3"),
        ("（3）", "", "-3"),
        ("80%", "", "0.8"),
        ("5斤", "", "5"),
        ("5天", "小时", ""),
        ("3万人", "万元", ""),
        ("3千", "万元", ""),
        ("3,00", "", ""),
        ("3 5", "", ""),
        ("5-6", "", ""),
        ("1/2", "", ""),
        ("3²", "", ""),
        ("①", "", ""),
        ("一", "", "1"),
        ("三百五", "", ""),
        ("3O", "", "30"),
        ("l0", "", "10"),
        ("3О万", "万元", "30"),
        ("30000元", "", "30000"),
        ("3万元", "", "30000"),
        ("¥3", "人次", ""),
        ("1.2E+17", "", ""),
        ("十几个", "", ""),
        ("3万5", "万元", ""),
    ],
)
def test_number_unclear(typed: str, unit: str, suggestion: str) -> None:
    """A figure that may mean two things is asked back, with a suggestion where one thing is likely."""
    assert hint(read_number(typed, unit=unit)) == ("number-unclear", suggestion)


def test_number_suggestion_fits() -> None:
    """What the column refuses is never suggested; bounds decide what 80% is."""
    assert hint(read_number("约200", high=D(100))) == ("number-unclear", "")
    assert hint(read_number("80%", high=D(1))) == ("number-unclear", "0.8")
    assert hint(read_number("80%", integer=True)) == ("number-unclear", "80")
    assert hint(read_number("80%", high=D(100))) == ("number-unclear", "")


def test_percent_that_excel_ate() -> None:
    """Excel keeps a typed 80% as 0.8: in a column of % it is asked back."""
    assert hint(read_number(0.8, unit="%")) == ("number-unclear", "80")
    assert read_number(80.0, unit="%") == Reading(D(80))


@pytest.mark.parametrize(
    "raw", ["很多", "若干", "¥", "5" * 41, True, MAY_3, time(1), float("nan"), float("inf"), 1e300, 5e-324]
)
def test_number_wrong(raw: Raw) -> None:
    """Words, dates and figures beyond all counting are no numbers."""
    assert read_number(raw) == Reading(None, "number-wrong", {"typed": show(raw)})


@pytest.mark.parametrize(
    ("raw", "low", "high", "context"),
    [
        (101.0, D(0), D(100), {"typed": "101", "low": "0", "high": "100"}),
        ("101分", D(0), D(100), {"typed": "101分", "low": "0", "high": "100"}),
        (-1, D(0), None, {"typed": "-1", "low": "0", "high": "不限"}),
    ],
)
def test_number_range(raw: Raw, low: Decimal, high: Decimal | None, context: dict[str, str]) -> None:
    """A number beyond its bounds has no value; the bounds themselves are within."""
    assert read_number(raw, low=low, high=high) == Reading(None, "number-range", context)
    assert read_number(str(low), low=low, high=high).value == low


def test_number_whole() -> None:
    """Where whole numbers are wanted a value is an int, and a half is refused."""
    assert type(read_number(3.0, integer=True).value) is int
    assert said(read_number("3节", integer=True)) == (3, "number-tidied")
    assert read_number(2.5, integer=True) == Reading(None, "number-not-whole", {"typed": "2.5"})


# choices


@pytest.mark.parametrize(
    ("raw", "choices", "value", "code"),
    [
        ("争支持", BIDS, "争支持", ""),
        ("无", ("有", "无"), "无", ""),
        (1.0, ("1", "2"), "1", ""),
        ("争支持 ", BIDS, "争支持", "choice-tidied"),
        ("“争支持”。", BIDS, "争支持", "choice-tidied"),
        ("ａ", ("A", "B"), "A", "choice-tidied"),
        ("А类", ("A类", "B类"), "A类", "choice-tidied"),
        ("上级支持", BIDS, "争支持", "choice-tidied"),
        ("—", ("有", "—"), "—", ""),
    ],
)
def test_choice(raw: Raw, choices: tuple[str, ...], value: str, code: str) -> None:
    """A choice is read however it is dressed, and by its other names."""
    assert said(read_choice(raw, choices, {"上级支持": "争支持", "别的": "没有这一项"})) == (value, code)


@pytest.mark.parametrize(
    ("typed", "choices", "suggestion"),
    [
        ("争先近", BIDS, "争先进"),
        ("支持", BIDS, "争支持"),
        ("争取支持", BIDS, "争支持"),
        ("争经费", BIDS, ""),
        ("争", BIDS, ""),
        ("争试点、争支持", BIDS, ""),
        ("省级", ("国家", "省", "市"), "省"),
        ("优秀等次", ("优", "优秀"), "优秀"),
        ("已整改到位", STATES, "整改到位"),
        ("未整改到位", STATES, ""),
        ("不合格", ("合格", "基本合格"), ""),
        ("完全不相干", BIDS, ""),
    ],
)
def test_choice_wrong(typed: str, choices: tuple[str, ...], suggestion: str) -> None:
    """Another word gets the nearest choice as a question, never the opposite of what was typed."""
    context = {"typed": typed, "choices": "、".join(choices), "suggestion": suggestion}
    assert read_choice(typed, choices) == Reading(None, "choice-wrong", context)


def test_choice_that_two_words_share() -> None:
    """Where two choices differ only in punctuation, a third form means neither."""
    assert read_choice("表31", ("表3-1", "表3.1")).code == "choice-wrong"


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("是", "是", ""),
        ("否", "否", ""),
        *(
            (raw, "是", "choice-tidied")
            for raw in ("√", "✓", "✔️", "对", "有", "Y", "ｙｅｓ", "是。", "1", 1, 1.0, True)
        ),
        *((raw, "否", "choice-tidied") for raw in ("×", "没有", "无", "N", "no", "0", 0, 0.0, False)),
        ("—", None, "nothing-word"),
        ("不确定", None, "choice-wrong"),
        ("☑是□否", None, "choice-wrong"),
    ],
)
def test_yes_no(raw: Raw, value: str | None, code: str) -> None:
    """Ticks and crosses are understood; a dash and both boxes at once are not."""
    assert said(read_yes_no(raw)) == (value, code)


# laws


@given(raws, st.integers(1950, 2100), st.sampled_from(["", "万元", "%", "人次"]), st.booleans())
@example("1E999", YEAR, "", True)
@example(10**5000, YEAR, "", True)
@example("١٢", YEAR, "", False)
@example("5" * 30 + "万", YEAR, "万元", False)
def test_nothing_raises(raw: Raw, year: int, unit: str, integer: bool) -> None:  # noqa: FBT001 — drawn
    """Any cell gives a reading of the right type, and whatever is said names what stood there."""
    typed: list[tuple[Reading, type]] = [
        (read_text(raw), str),
        (read_date(raw, year=year), date),
        (read_number(raw, unit=unit, integer=integer, low=D(0)), int if integer else Decimal),
        (read_choice(raw, BIDS, {"无": "争先进"}), str),
        (read_yes_no(raw), str),
    ]
    for reading, kind in typed:
        assert reading.value is None or type(reading.value) is kind
        assert reading.code or reading.value is not None or is_blank(raw)
        assert bool(reading.code) == ("typed" in reading.context)
        assert reading.context.get("typed", show(raw)) == show(raw)
        repaired = reading.value is not None and reading.code not in {"", "number-lossy"}
        assert repaired == ("became" in reading.context)


@given(raws)
def test_text_is_settled(raw: Raw) -> None:
    """Text that was read once reads the same again, without a repair."""
    text = str(read_text(raw).value or "")
    again = read_text(text)
    assert again.value == (text or None)
    assert again.code in {"", "number-lossy"}


@given(st.text())
def test_show_is_lossless(text: str) -> None:
    """Text is shown as it stands, and compares equal to itself."""
    assert show(text) == text
    assert plain(text) == plain(show(text))


@given(days, st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0:%Y/%m/%d}", "{0.year}.{0.month}.{0.day}"]))
def test_date_round_trip(day: date, form: str) -> None:
    """A date written in any usual form is that date, whatever the period's year."""
    assert read_date(form.format(day), year=1999).value == day
    assert read_date(f"{day.year}年{day.month}月{day.day}日", year=1999) == Reading(day)
    assert read_date(day, year=1999) == Reading(day)


@given(days)
def test_date_serial(day: date) -> None:
    """Excel's serial number is its date."""
    assert read_date((day - date(1899, 12, 30)).days, year=1999).value == day


@given(days)
def test_date_in_the_periods_year(day: date) -> None:
    """A day without a year is found again in its own year."""
    for form in ("{0.month}月{0.day}日", "{0.month}.{0.day}", "{0.month}/{0.day}", "{0:%m-%d}"):
        assert said(read_date(form.format(day), year=day.year)) == (day, "date-year-assumed")


@given(figures)
def test_number_round_trip(figure: Decimal) -> None:
    """A number written out is that number, with and without thousands separators."""
    assert read_number(str(figure)).value == figure
    assert read_number(f"{figure:,f}").value == figure


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_float_is_exact(digits: int, places: int) -> None:
    """A number cell gives the decimal that was typed, not its binary neighbour."""
    typed = D(digits).scaleb(-places)
    assert read_number(float(typed)).value == typed


@given(st.integers(1, 10**9))
def test_money_is_the_same_in_any_dress(yuan: int) -> None:
    """So many yuan come to the same in 万元 however they are written."""
    expected = D(yuan) / 10000
    assert read_number(f"{yuan}元", unit="万元").value == expected
    assert read_number(f"{expected:f}万元", unit="万元").value == expected
    assert read_number(f"{expected:f}", unit="万元").value == expected


CHINESE = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Return 0 to 9999 in Chinese."""
    text = ""
    for power, scale in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        text += CHINESE[digit] + scale if digit else "零" if text and not text.endswith("零") else ""
    return text.rstrip("零") or "零"


@given(st.integers(0, 9999), st.integers(1, 9999))
@example(305, 20)
def test_chinese_numerals(ones: int, myriads: int) -> None:
    """A number in Chinese is the number."""
    assert read_number(f"{in_chinese(ones)}节").value == ones
    assert read_number(f"{in_chinese(myriads)}万元", unit="万元").value == myriads
