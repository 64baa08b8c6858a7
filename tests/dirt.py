"""How forms come back broken (domain.md): every dirt, every kind of field that it can hit, and what is made of it.

`said` is the code of the one finding at that cell, － for none; `value` is what counts; `suggested` what the
question offers; `row` tells whether the row still counts. ␣ is a space, ⏎ a line break, ¬ a soft hyphen.
"""

from __future__ import annotations

from dataclasses import dataclass

NONE = "－"

FIELDS = {
    "text": ("commitment", "工作目标"),
    "key": ("commitment", "承诺事项"),
    "owner": ("commitment", "承诺人"),
    "progress": ("commitment", "本月进展"),
    "date": ("commitment", "完成时限"),
    "number": ("bids", "到位资金"),
    "integer": ("bids", "培训人次"),
    "choice": ("bids", "类别"),
    "yes_no": ("media", "头版头条"),
}
"""For each kind of field the ledger and the header in which it is tried; number, integer and yes_no are optional."""

CLEAN = {
    "text": "常规落地",
    "key": "修订课堂常规",
    "owner": "槐致用",
    "progress": "常规初稿已经写成，正在征求意见",
    "date": "2016-06-30",
    "number": "3",
    "integer": "5",
    "choice": "争试点",
    "yes_no": "是",
}
"""What is typed where the cell itself is clean and something else about it is not."""

DATE, FIGURES, EACH = ("date",), ("number", "integer"), tuple(FIELDS)

IN_CELLS = {
    **dict.fromkeys(
        ("dotted-date", "dashed-date", "slashed-date", "no-year", "official-date", "eight-digits", "chinese-date", "serial", "month-end"), DATE
    ),
    "full-width": ("date", "number", "integer", "text"),
    **dict.fromkeys(
        ("with-unit", "other-unit", "with-scale", "full-width-thousands", "percent", "with-counter", "text-number", "thousands"), FIGURES
    ),
    **dict.fromkeys(
        (
            "outer-spaces", "full-width-spaces", "line-break", "soft-hyphen", "full-stop", "word-none", "dash", "word-blank", "ditto", "long-digits",
            "error-value", "formula-unsaved", "look-alikes",
        ),
        EACH,
    ),
}  # fmt: skip
"""Every dirt that is in what a cell says, and the kinds of field that it can hit."""

ABOUT_CELLS = dict.fromkeys(("formula", "linked", "struck", "coloured", "hidden-row", "merged-down"), EACH)
"""Every dirt that a cell does not say itself, and the kinds of field that it can hit."""

CELLS = """
| dirt                 | kind     | typed                          | said              | value                        | suggested     | row  |
| dotted-date          | date     | 2016.6.30                      | date-tidied       | 2016-06-30                   | －            | 计   |
| dashed-date          | date     | 2016-6-30                      | date-tidied       | 2016-06-30                   | －            | 计   |
| slashed-date         | date     | 2016/6/30                      | date-tidied       | 2016-06-30                   | －            | 计   |
| no-year              | date     | 6月30日                        | date-year-assumed | 2016-06-30                   | －            | 计   |
| official-date        | date     | 2016年6月30日                  | －                | 2016-06-30                   | －            | 计   |
| eight-digits         | date     | 20160630                       | date-tidied       | 2016-06-30                   | －            | 计   |
| chinese-date         | date     | 六月三十日                     | date-year-assumed | 2016-06-30                   | －            | 计   |
| serial               | date     | 42551                          | －                | 2016-06-30                   | －            | 计   |
| month-end            | date     | 6月底                          | date-unclear      | －                           | 2016年6月30日 | 不计 |
| full-width           | date     | ２０１６．６．３０             | date-tidied       | 2016-06-30                   | －            | 计   |
| full-width           | number   | ３                             | number-tidied     | 3                            | －            | 计   |
| full-width           | integer  | ５                             | number-tidied     | 5                            | －            | 计   |
| full-width           | text     | 完成３项                       | －                | 完成３项                     | －            | 计   |
| with-unit            | number   | 3万元                          | number-tidied     | 3                            | －            | 计   |
| with-unit            | integer  | 3万元                          | number-unclear    | －                           | 30000         | 计   |
| other-unit           | number   | 30000元                        | unit-converted    | 3                            | －            | 计   |
| other-unit           | integer  | 30000元                        | number-unclear    | －                           | 30000         | 计   |
| with-scale           | number   | 3.0万                          | number-tidied     | 3                            | －            | 计   |
| with-scale           | integer  | 3.0万                          | number-tidied     | 30000                        | －            | 计   |
| full-width-thousands | number   | ３，０００                     | number-tidied     | 3000                         | －            | 计   |
| full-width-thousands | integer  | ３，０００                     | number-tidied     | 3000                         | －            | 计   |
| percent              | number   | 80%                            | number-unclear    | －                           | －            | 计   |
| percent              | integer  | 80%                            | number-unclear    | －                           | 80            | 计   |
| with-counter         | number   | 5节                            | number-unclear    | －                           | －            | 计   |
| with-counter         | integer  | 5节                            | number-tidied     | 5                            | －            | 计   |
| text-number          | number   | '5                             | －                | 5                            | －            | 计   |
| text-number          | integer  | '5                             | －                | 5                            | －            | 计   |
| thousands            | number   | 30,000                         | number-tidied     | 30000                        | －            | 计   |
| thousands            | integer  | 30,000                         | number-tidied     | 30000                        | －            | 计   |
| outer-spaces         | text     | ␣常规落地␣                     | text-tidied       | 常规落地                     | －            | 计   |
| outer-spaces         | key      | ␣修订常规␣                     | text-tidied       | 修订常规                     | －            | 计   |
| outer-spaces         | owner    | ␣槐致用␣                       | text-tidied       | 槐致用                       | －            | 计   |
| outer-spaces         | progress | ␣初稿已经写成，正在征求意见␣   | text-tidied       | 初稿已经写成，正在征求意见   | －            | 计   |
| outer-spaces         | date     | ␣2016年6月30日␣                | date-tidied       | 2016-06-30                   | －            | 计   |
| outer-spaces         | number   | ␣3␣                            | number-tidied     | 3                            | －            | 计   |
| outer-spaces         | integer  | ␣5␣                            | number-tidied     | 5                            | －            | 计   |
| outer-spaces         | choice   | ␣争先进␣                       | choice-tidied     | 争先进                       | －            | 计   |
| outer-spaces         | yes_no   | ␣是␣                           | choice-tidied     | 是                           | －            | 计   |
| full-width-spaces    | text     | 　常规落地　                   | text-tidied       | 常规落地                     | －            | 计   |
| full-width-spaces    | key      | 　修订常规　                   | text-tidied       | 修订常规                     | －            | 计   |
| full-width-spaces    | owner    | 　槐致用　                     | text-tidied       | 槐致用                       | －            | 计   |
| full-width-spaces    | progress | 　初稿已经写成，正在征求意见　 | text-tidied       | 初稿已经写成，正在征求意见   | －            | 计   |
| full-width-spaces    | date     | 　2016年6月30日　              | date-tidied       | 2016-06-30                   | －            | 计   |
| full-width-spaces    | number   | 　3　                          | number-tidied     | 3                            | －            | 计   |
| full-width-spaces    | integer  | 　5　                          | number-tidied     | 5                            | －            | 计   |
| full-width-spaces    | choice   | 　争先进　                     | choice-tidied     | 争先进                       | －            | 计   |
| full-width-spaces    | yes_no   | 　是　                         | choice-tidied     | 是                           | －            | 计   |
| line-break           | text     | 常规⏎落地                      | text-tidied       | 常规 落地                    | －            | 计   |
| line-break           | key      | 修订⏎常规                      | text-tidied       | 修订 常规                    | －            | 计   |
| line-break           | owner    | 槐⏎致用                        | person-tidied     | 槐致用                       | －            | 计   |
| line-break           | progress | 初稿已经写成⏎正在征求意见      | text-tidied       | 初稿已经写成 正在征求意见    | －            | 计   |
| line-break           | date     | 2016年⏎6月30日                 | date-tidied       | 2016-06-30                   | －            | 计   |
| line-break           | number   | 3⏎0                            | number-unclear    | －                           | －            | 计   |
| line-break           | integer  | 5⏎0                            | number-unclear    | －                           | －            | 计   |
| line-break           | choice   | 争⏎先进                        | choice-tidied     | 争先进                       | －            | 计   |
| line-break           | yes_no   | ⏎是                            | choice-tidied     | 是                           | －            | 计   |
| soft-hyphen          | text     | 常规¬落地                      | text-tidied       | 常规落地                     | －            | 计   |
| soft-hyphen          | key      | 修订¬常规                      | text-tidied       | 修订常规                     | －            | 计   |
| soft-hyphen          | owner    | 槐¬致用                        | text-tidied       | 槐致用                       | －            | 计   |
| soft-hyphen          | progress | 初稿已经写成¬正在征求意见      | text-tidied       | 初稿已经写成正在征求意见     | －            | 计   |
| soft-hyphen          | date     | 2016年¬6月30日                 | date-tidied       | 2016-06-30                   | －            | 计   |
| soft-hyphen          | number   | 3¬0                            | number-tidied     | 30                           | －            | 计   |
| soft-hyphen          | integer  | 5¬0                            | number-tidied     | 50                           | －            | 计   |
| soft-hyphen          | choice   | 争¬先进                        | choice-tidied     | 争先进                       | －            | 计   |
| soft-hyphen          | yes_no   | ¬是                            | choice-tidied     | 是                           | －            | 计   |
| full-stop            | text     | 常规落地。                     | －                | 常规落地。                   | －            | 计   |
| full-stop            | key      | 修订常规。                     | －                | 修订常规。                   | －            | 计   |
| full-stop            | owner    | 槐致用。                       | person-tidied     | 槐致用                       | －            | 计   |
| full-stop            | progress | 初稿已经写成，正在征求意见。   | －                | 初稿已经写成，正在征求意见。 | －            | 计   |
| full-stop            | date     | 2016年6月30日。                | date-tidied       | 2016-06-30                   | －            | 计   |
| full-stop            | number   | 3。                            | number-tidied     | 3                            | －            | 计   |
| full-stop            | integer  | 5。                            | number-tidied     | 5                            | －            | 计   |
| full-stop            | choice   | 争先进。                       | choice-tidied     | 争先进                       | －            | 计   |
| full-stop            | yes_no   | 是。                           | choice-tidied     | 是                           | －            | 计   |
| word-none            | text     | 无                             | nothing-word      | －                           | －            | 不计 |
| word-none            | key      | 无                             | nothing-word      | －                           | －            | 不计 |
| word-none            | owner    | 无                             | nothing-word      | －                           | －            | 不计 |
| word-none            | progress | 无                             | progress-blank    | －                           | －            | 计   |
| word-none            | date     | 无                             | nothing-word      | －                           | －            | 不计 |
| word-none            | number   | 无                             | －                | －                           | －            | 计   |
| word-none            | integer  | 无                             | －                | －                           | －            | 计   |
| word-none            | choice   | 无                             | nothing-word      | －                           | －            | 不计 |
| word-none            | yes_no   | 无                             | choice-tidied     | 否                           | －            | 计   |
| dash                 | text     | —                             | nothing-word      | －                           | －            | 不计 |
| dash                 | key      | —                             | nothing-word      | －                           | －            | 不计 |
| dash                 | owner    | —                             | nothing-word      | －                           | －            | 不计 |
| dash                 | progress | —                             | progress-blank    | －                           | －            | 计   |
| dash                 | date     | —                             | nothing-word      | －                           | －            | 不计 |
| dash                 | number   | —                             | －                | －                           | －            | 计   |
| dash                 | integer  | —                             | －                | －                           | －            | 计   |
| dash                 | choice   | —                             | nothing-word      | －                           | －            | 不计 |
| dash                 | yes_no   | —                             | －                | －                           | －            | 计   |
| word-blank           | text     | 空                             | nothing-word      | －                           | －            | 不计 |
| word-blank           | key      | 空                             | nothing-word      | －                           | －            | 不计 |
| word-blank           | owner    | 空                             | nothing-word      | －                           | －            | 不计 |
| word-blank           | progress | 空                             | progress-blank    | －                           | －            | 计   |
| word-blank           | date     | 空                             | nothing-word      | －                           | －            | 不计 |
| word-blank           | number   | 空                             | －                | －                           | －            | 计   |
| word-blank           | integer  | 空                             | －                | －                           | －            | 计   |
| word-blank           | choice   | 空                             | nothing-word      | －                           | －            | 不计 |
| word-blank           | yes_no   | 空                             | －                | －                           | －            | 计   |
| ditto                | text     | 同上                           | same-as-above     | －                           | －            | 不计 |
| ditto                | key      | 同上                           | same-as-above     | －                           | －            | 不计 |
| ditto                | owner    | 同上                           | same-as-above     | －                           | －            | 不计 |
| ditto                | progress | 同上                           | same-as-above     | －                           | －            | 计   |
| ditto                | date     | 同上                           | same-as-above     | －                           | －            | 不计 |
| ditto                | number   | 同上                           | same-as-above     | －                           | －            | 计   |
| ditto                | integer  | 同上                           | same-as-above     | －                           | －            | 计   |
| ditto                | choice   | 同上                           | same-as-above     | －                           | －            | 不计 |
| ditto                | yes_no   | 同上                           | same-as-above     | －                           | －            | 计   |
| long-digits          | text     | 1.2E+17                        | number-lossy      | 1.2E+17                      | －            | 计   |
| long-digits          | key      | 1.2E+17                        | number-lossy      | 1.2E+17                      | －            | 计   |
| long-digits          | owner    | 1.2E+17                        | person-unknown    | 1.2E+17                      | －            | 计   |
| long-digits          | progress | 1.2E+17                        | number-lossy      | 1.2E+17                      | －            | 计   |
| long-digits          | date     | 1.2E+17                        | date-wrong        | －                           | －            | 不计 |
| long-digits          | number   | 1.2E+17                        | number-unclear    | －                           | －            | 计   |
| long-digits          | integer  | 1.2E+17                        | number-unclear    | －                           | －            | 计   |
| long-digits          | choice   | 1.2E+17                        | choice-wrong      | －                           | －            | 不计 |
| long-digits          | yes_no   | 1.2E+17                        | choice-wrong      | －                           | －            | 计   |
| error-value          | text     | #REF!                          | cell-error        | －                           | －            | 不计 |
| error-value          | key      | #REF!                          | cell-error        | －                           | －            | 不计 |
| error-value          | owner    | #REF!                          | cell-error        | －                           | －            | 不计 |
| error-value          | progress | #REF!                          | cell-error        | －                           | －            | 计   |
| error-value          | date     | #REF!                          | cell-error        | －                           | －            | 不计 |
| error-value          | number   | #REF!                          | cell-error        | －                           | －            | 计   |
| error-value          | integer  | #REF!                          | cell-error        | －                           | －            | 计   |
| error-value          | choice   | #REF!                          | cell-error        | －                           | －            | 不计 |
| error-value          | yes_no   | #REF!                          | cell-error        | －                           | －            | 计   |
| formula-unsaved      | text     | =A1                            | formula-no-value  | －                           | －            | 不计 |
| formula-unsaved      | key      | =A1                            | formula-no-value  | －                           | －            | 不计 |
| formula-unsaved      | owner    | =A1                            | formula-no-value  | －                           | －            | 不计 |
| formula-unsaved      | progress | =A1                            | formula-no-value  | －                           | －            | 计   |
| formula-unsaved      | date     | =A1                            | formula-no-value  | －                           | －            | 不计 |
| formula-unsaved      | number   | =A1                            | formula-no-value  | －                           | －            | 计   |
| formula-unsaved      | integer  | =A1                            | formula-no-value  | －                           | －            | 计   |
| formula-unsaved      | choice   | =A1                            | formula-no-value  | －                           | －            | 不计 |
| formula-unsaved      | yes_no   | =A1                            | formula-no-value  | －                           | －            | 计   |
| look-alikes          | text     | ΑΒ类常规                     | －                | ΑΒ类常规                   | －            | 计   |
| look-alikes          | key      | ΑΒ类常规                     | －                | ΑΒ类常规                   | －            | 计   |
| look-alikes          | owner    | 槐致⽤                         | person-tidied     | 槐致用                       | －            | 计   |
| look-alikes          | progress | АВ两个班已经试行三周         | －                | АВ两个班已经试行三周       | －            | 计   |
| look-alikes          | date     | 2О16.6.3О                    | date-unclear      | －                           | 2016年6月30日 | 不计 |
| look-alikes          | number   | 3О                            | number-unclear    | －                           | 30            | 计   |
| look-alikes          | integer  | l0                             | number-unclear    | －                           | 10            | 计   |
| look-alikes          | choice   | 争⽀持                         | choice-tidied     | 争支持                       | －            | 计   |
| look-alikes          | yes_no   | Х                             | choice-tidied     | 否                           | －            | 计   |
"""

ABOUT = """
| dirt        | kind     | said           | value | row  |
| formula     | each     | －             | same  | 计   |
| linked      | each     | cell-linked    | same  | 计   |
| struck      | each     | row-struck     | same  | 计   |
| coloured    | each     | cells-coloured | same  | 计   |
| hidden-row  | each     | hidden-rows    | same  | 计   |
| merged-down | text     | merged-filled  | same  | 计   |
| merged-down | key      | merged-apart   | －    | 不计 |
| merged-down | owner    | merged-filled  | same  | 计   |
| merged-down | progress | merged-apart   | －    | 计   |
| merged-down | date     | merged-filled  | same  | 计   |
| merged-down | number   | merged-once    | －    | 计   |
| merged-down | integer  | merged-once    | －    | 计   |
| merged-down | choice   | merged-filled  | same  | 计   |
| merged-down | yes_no   | merged-filled  | same  | 计   |
"""


@dataclass(frozen=True, slots=True)
class Dirt:
    """One line of the tables."""

    dirt: str
    kind: str
    said: str
    value: str
    counts: bool
    typed: str = ""
    suggested: str = ""

    def __str__(self) -> str:
        """Return the line's name in a report of tests."""
        return f"{self.dirt}-{self.kind}"


def lines_of(table: str) -> list[Dirt]:
    """Return the lines of a table; `each` stands for every kind."""
    headers, *lines = (
        [cell.strip(" ") for cell in line.strip("|").split("|")] for line in table.strip().splitlines()
    )
    found = []
    for line in lines:
        given = {k: "" if v == NONE else v for k, v in zip(headers, line, strict=True)}
        counts = given.pop("row") == "计"
        kinds = EACH if given["kind"] == "each" else (given["kind"],)
        found += [Dirt(**{**given, "kind": kind}, counts=counts) for kind in kinds]
    return found
