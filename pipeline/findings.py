"""The catalogue: for every finding code its severity, what is wrong and what to do, in one place.

Words in braces are filled from the finding's context; {sheet}, {row} and {cell} from its place. `effect`
is what happens to the data meanwhile. How a message speaks is decided in docs/decisions/0005.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MUST, VERIFY, NOTE, TIDIED = Severity.MUST, Severity.VERIFY, Severity.NOTE, Severity.TIDIED

AT = "{sheet}第{row}行「{header}」"
WROTE = AT + "写的是「{typed}」（{cell}）"
ROW_WAITS = "改好前这一行暂不计。"
FIELD_WAITS = "改好前这一栏暂不计，这一行其他栏照收。"
COLUMN_ROWS_WAIT = "补回前这张表的各行暂不计。"
COLUMN_LOST = "补回前这一栏按没有填算，其他栏照收。"
ENDING = "其他行已收下，改好这几处再发一次整份文件即可，不用另起一份。"


@dataclass(frozen=True, slots=True)
class Saying:
    """What the catalogue says under one code; `office`: the question is the office's, not the unit's."""

    severity: Severity
    what: str
    todo: str
    office: bool = False


CATALOGUE: Mapping[str, Saying] = {
    # the file
    "file-not-workbook": Saying(MUST, "《{name}》不是表格文件，系统读不了，内容没有丢。", "请用 WPS 或 Excel 打开原表，另存为 .xlsx 再发。"),
    "file-encrypted": Saying(MUST, "《{name}》设了打开密码，系统读不了，内容没有丢。", "请去掉密码另存一份再发，到件时间按第一次发来的算。"),
    "file-empty": Saying(MUST, "《{name}》是空文件，里面什么都没有。", "可能没有传完，请重新发一次。"),
    "file-damaged": Saying(MUST, "《{name}》没有传完整，打不开。", "请在自己电脑上打开看看是否正常，再重新发一次。"),
    "file-too-large": Saying(MUST, "《{name}》里的数据大得不正常（{reason}），没有读。", "请把内容复制到新的填报表里再发。"),
    "file-timeout": Saying(MUST, "《{name}》太大或内容不正常，读到一半停下了，没有影响其他文件。", "请把内容复制到新的填报表里再发。"),
    "file-archive": Saying(MUST, "《{name}》是压缩包，这种格式系统打不开，内容没有丢。", "请解压后把里面的表格放进收件文件夹，或请对方改用 zip 格式压缩。", office=True),
    "file-saved-over": Saying(NOTE, "《{name}》和第一次收到时不一样了，到件时间仍按第一次算。", "如果只是打开看时存过盘，不用管；如果是新发来的，请换个文件名再放进来。", office=True),
    "file-lock": Saying(NOTE, "《{name}》是打开表格时的临时文件，里面没有填报内容。", "不用管它；如果只收到这一个，请让填表人关掉表格后再发。", office=True),
    # whose it is
    "identity-unknown": Saying(MUST, "《{name}》看不出是哪个单位的填报表，没有计入。", "请看一眼：在表头「填报单位」写上单位全称再放回来，或移走。", office=True),
    "identity-unit-differs": Saying(VERIFY, "《{name}》有不止一个单位名：{seen}{place}。", "请确认是哪个单位的；暂按「{taken}」收下。"),
    "identity-months-differ": Saying(VERIFY, "《{name}》有不止一个填报月份：{seen}{place}。", "请确认是哪个月的；暂按「{taken}」看。"),
    "identity-period-differs": Saying(MUST, "这份是{found}的填报表（{unit_name}），本月要报{wanted}{place}。", "请用{wanted}的填报表再报一次；原件原样保存。"),
    "template-old": Saying(NOTE, "《{name}》用的是旧表样（{found}），现在是{wanted}。", "不用改，内容已按栏目名收下；下次请用新发的填报表。"),
    "ledger-not-duty": Saying(NOTE, "「{sheet}」不是{unit_name}要报的表，填的内容没有计入（{cell}）。", "不用改；如果应当由本单位报，请告诉领导小组办公室。"),
    "ledgers-lost": Saying(MUST, "《{name}》里没有找到要报的表。", "请把内容填进发给本单位的填报表，再发一次。"),
    "sheet-unknown": Saying(NOTE, "「{sheet}」不是填报表里的表，里面的内容没有计入。", "要报的内容请填到对应的表里；其他的不用管。"),
    "sheet-twice": Saying(MUST, "「{sheet}」和「{other}」都是「{title}」（{cell}），只读了「{other}」。", "请把两张的内容并到一张里再发。"),
    "ledger-missing": Saying(MUST, "「{title}」还没有报：没有填内容{nil}。", "请填上{or_nil}，发回即可。"),
    # the sheet
    "header-missing": Saying(MUST, "{sheet}里找不到「{header}」这一栏（{cell}）。", "请从原填报表把这一栏连内容复制回来。{effect}"),
    "headers-lost": Saying(MUST, "{sheet}里找不到栏目那一行（{cell}）。", "请从原填报表复制栏目行回来，或把内容抄到原表里再发。"),
    "header-tidied": Saying(TIDIED, "{sheet}的「{typed}」一栏已当作「{header}」（{cell}）。", "不用改。"),
    "header-twice": Saying(VERIFY, "{sheet}里「{header}」出现了两次（{cell}），只读了左边那一栏。", "请把内容并到左边一栏。"),
    "column-unknown": Saying(NOTE, "{sheet}多了一栏「{typed}」（{cell}），没有计入，内容没有丢。", "不用改；需要的话请写到「备注」。"),
    "nil-with-rows": Saying(VERIFY, "{sheet}选了「{nil_label}」（{cell}），下面又填了 {count} 行。", "请看一眼：已按填的内容收下；确实没有内容，把这几行清空。"),
    "total-row": Saying(TIDIED, "{sheet}第{row}行是合计行（{cell}），没有当作一件事。", "不用改。"),
    "line-unanswered": Saying(NOTE, "{sheet}第{row}行「{typed}」没有回答（{cell}）。", "请选有或无；都没有可一次选「{nil_label}」。"),
    # the cell
    "required-blank": Saying(MUST, AT + "还没填（{cell}）。", "请补上{example}。{effect}"),
    "progress-blank": Saying(MUST, AT + "还没填（{cell}）。", "请写一两句本月做了什么；还没到启动时间的写「未到启动时间」。补上前本月进展按没有计，其他栏照收。"),
    "when-blank": Saying(MUST, AT + "还没填（{cell}），因为「{because}」已填。", "请补上{example}。这一行先照收。"),
    "office-field-typed": Saying(NOTE, AT + "由领导小组办公室填，表里写了「{typed}」（{cell}），没有采用。", "不用改；如有出入请和办公室联系。"),
    "cell-error": Saying(MUST, AT + "显示 {typed}（{cell}），读不出内容。", "请直接填内容，不用公式。{effect}"),
    "formula-no-value": Saying(MUST, AT + "是公式，但没有存下结果（{cell}）。", "请直接填内容，不用公式。{effect}"),
    "text-tidied": Saying(TIDIED, WROTE + "，已去掉多余的空格和换行。", "不用改。"),
    "same-as-above": Saying(MUST, WROTE + "，系统不知道指哪一行。", "请把内容写全。{effect}"),
    "nothing-word": Saying(MUST, WROTE + "，等于没有填。", "请补上{example}。{effect}"),
    "number-lossy": Saying(VERIFY, WROTE + "，长数字可能已经变样。", "请把这一格设为文本格式，重新填一次。"),
    "date-tidied": Saying(TIDIED, WROTE + "，已记为{became}。", "不用改。"),
    "date-year-assumed": Saying(TIDIED, WROTE + "，没有年份，已按{became}记下。", "不用改；年份不对再改。"),
    "date-unclear": Saying(VERIFY, WROTE + "。{question}", "请改成具体日期。{effect}"),
    "date-wrong": Saying(MUST, WROTE + "，看不出是哪一天。", "请填具体日期，如 {today}。{effect}"),
    "number-tidied": Saying(TIDIED, WROTE + "，已记为 {became}。", "不用改。"),
    "number-unclear": Saying(VERIFY, WROTE + "。{question}", "请改成一个数字。{effect}"),
    "unit-converted": Saying(VERIFY, WROTE + "，本栏单位是{unit}，已按 {became} {unit}记下。", "请看一眼，不对再改。"),
    "number-wrong": Saying(MUST, WROTE + "，不是数字。", "请填一个数字。{effect}"),
    "number-range": Saying(MUST, WROTE + "，应在 {low} 到 {high} 之间。", "请核对后改正。{effect}"),
    "number-not-whole": Saying(MUST, WROTE + "，这里要整数。", "请改成整数。{effect}"),
    "choice-tidied": Saying(TIDIED, WROTE + "，已记为「{became}」。", "不用改。"),
    "choice-wrong": Saying(MUST, WROTE + "。可选：{choices}{guess}。", "请从下拉中选定。{effect}"),
    # rules between cells
    "date-order": Saying(MUST, WROTE + "，早于「{other}」的 {other_typed}。", "请核对这两个日期。{effect}"),
    "after-return": Saying(MUST, WROTE + "，晚于这份表发来的日子（{arrived}），还没有发生的事不能先报完成。", "请改成真实的日期；还没完成请空着。{effect}"),
    "outside-period": Saying(MUST, WROTE + "，不在{period}之内（{first}—{last}）。", "请核对日期；是其他月份的请登记到那个月。{effect}"),
    "over-limit": Saying(MUST, WROTE + "，大于「{other}」的 {other_typed}。", "请核对后改正。{effect}"),
    "twice": Saying(VERIFY, "{sheet}第{row}行和第{other_row}行的「{header}」相同（{cell}）：{typed}。", "请看一眼：是同一件就删去一行，不是就写清区别。两行都先照收。"),
    "reference-unknown": Saying(VERIFY, WROTE + "，没有这个事项编号。", "请核对编号；不清楚可空着。{effect}"),
    "needs": Saying(MUST, AT + "已填，「{other}」还空着（{cell}）。", "请把「{other}」补上。{effect}"),
    "person-unknown": Saying(VERIFY, WROTE + "，名册里没有这个人，层级和职务带不出来。", "请核对姓名；是新来的请告诉办公室补进名册。"),
    # numbers and items
    "number-matched": Saying(TIDIED, "{sheet}第{row}行没有事项编号（{cell}），内容与「{number}」相同，已对上。", "不用改。"),
    "number-near": Saying(VERIFY, "{sheet}第{row}行没有事项编号（{cell}），内容与「{number}」相近。", "是同一件请填回编号；是新事项请在备注写「新增」。系统不会重复计。"),
    "number-unknown": Saying(MUST, "{sheet}第{row}行的事项编号「{typed}」（{cell}）不是本单位这张表的编号。", "请改回原编号；新事项请把编号空着。改好前这一行暂不计。"),
    "number-twice": Saying(MUST, "{sheet}第{row}行的事项编号「{typed}」（{cell}）和第{other_row}行重复。", "请改回原编号；新事项请把编号空着。改好前这一行暂不计。"),
    "deadline-changed": Saying(VERIFY, WROTE + "，原来是 {other_typed}。", "请改回来，期限仍按原来的算；确需延期请报领导小组办公室审批。"),
    "milestone-changed": Saying(VERIFY, WROTE + "，这个节点原来的日期是 {other_typed}。", "请改回来，节点日期仍按原来的算；是新节点请把「近期节点」写清楚。"),
    "item-absent": Saying(VERIFY, "「{title}」里没有 {number}「{item}」这一行（{sheet}，{cell}），它还没有完成。", "请从上月的表里复制回来，填上本月进展。"),
    "nil-with-open": Saying(MUST, "{sheet}选了「{nil_label}」（{cell}），但还有 {count} 件没有完成：{numbers}。", "请写上这几件的本月进展；没有写之前按没有进展计。"),
    "rows-gone": Saying(VERIFY, "{unit_name}「{title}」先前的文件里有「{item}」（{sheet}，{cell}），新文件里没有了。", "请问清是删去还是漏了；系统按新文件计。", office=True),
    "ruling-lost": Saying(VERIFY, "{sheet}第{row}行对不上任何事项（{cell}）：{typed}。", "请填事项编号，或把单位和名称写得与原表一致。", office=True),
    "decision-incomplete": Saying(VERIFY, "{sheet}第{row}行（{cell}）：{reason}，这一条没有起作用。", "请补全后再汇总一次。", office=True),
    "grade-conflict": Saying(MUST, "{sheet}第{row}行（{cell}）：{unit_name}「{dimension}」有两个不同的定性评价。", "请只留一个；改好前都不采用。", office=True),
    # arrivals
    "late": Saying(NOTE, "{unit_name}的表{arrived}收到，晚了 {days} 个工作日，按细则扣 {points} 分。", "不用改；有客观原因的请登记到审批登记表。", office=True),
    "late-waits": Saying(VERIFY, "{unit_name}在截止之后又发来《{name}》（{arrived}），改动的部分没有计入。", "请决定要不要采用；要采用就运行「审核来件」并写明原因。", office=True),
    "stray": Saying(VERIFY, "《{name}》是{unit_name}的，但{period}的名册里没有这个单位，没有计入。", "请核对名册里这个单位的起止日期；放错了就移走。", office=True),
    "register-missing": Saying(VERIFY, "{title}还没有报，{count} 个单位的「{indicator}」按满分暂定。", "请登记后重新汇总；在此之前本期不能审签。", office=True),
    "grade-missing": Saying(NOTE, "{unit_name}「{dimension}」近三个月没有定性评价，这一半按检查得分算。", "请分管领导补评。", office=True),
    "calendar-ends": Saying(NOTE, "放假安排只公布到 {year} 年，之后只按周末计算工作日。", "请在 config.yaml 的 calendar 里补上节假日。", office=True),
    # what guards the score
    "progress-stale": Saying(NOTE, WROTE + "，{reason}，本月进展按一半计。", "请写清本月做了什么、做到哪一步。"),
    "milestone-due": Saying(NOTE, "{sheet}第{row}行「{item}」（{cell}）的完成时限在两个月以后，没有写近期节点，本月进展按一半计。", "请写明两个月内要做到的一步和日期。"),
    "three-periods": Saying(NOTE, "{sheet}第{row}行「{item}」（{cell}）逾期已连续计了三期，不再计，等领导小组定。", "请转领导小组；完成后再计。", office=True),
}  # fmt: skip


def saying(code: str) -> Saying:
    """Return the catalogue's entry; raises KeyError for a code that is not in it."""
    return CATALOGUE[code]


def row_of(cell: str) -> str:
    """Return the row number of an address: L8 → 8."""
    return re.sub(r"^[A-Z]*", "", cell)


def _words(finding: Finding) -> dict[str, str]:
    where = finding.where
    place = {"sheet": where.sheet, "cell": where.cell, "row": row_of(where.cell)}
    place["name"] = where.file.rsplit("/", 1)[-1]
    return {**place, **finding.context}


def message(finding: Finding) -> str:
    """Return what is wrong, in Chinese."""
    return CATALOGUE[finding.code].what.format(**_words(finding))


def remedy(finding: Finding) -> str:
    """Return what to do, in Chinese."""
    return CATALOGUE[finding.code].todo.format(**_words(finding))


def severity(finding: Finding) -> Severity:
    """Return how the finding is meant."""
    return CATALOGUE[finding.code].severity


RANK = {level: rank for rank, level in enumerate(Severity)}


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings worst first, then by unit, file, sheet and row; each once."""
    unique = {(f.code, f.where, f.unit, tuple(sorted(f.context.items()))): f for f in findings}
    return tuple(sorted(unique.values(), key=_order))


def _order(finding: Finding) -> tuple[int, str, str, str, int, str, str]:
    where = finding.where
    row = int(row_of(where.cell) or 0)
    return RANK[severity(finding)], finding.unit, where.file, where.sheet, row, where.cell, finding.code


def count_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity, zero included."""
    counts: dict[str, int] = defaultdict(int)
    for each in findings:
        counts[severity(each)] += 1
    return {level.value: counts[level] for level in Severity}
