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
ASKED = (MUST, VERIFY)
"""Of these somebody has to do something; the others are only told."""

AT = "{sheet}第{row}行「{header}」"
WROTE = AT + "写的是「{typed}」（{cell}）"
ROW_WAITS = "改好前这一行暂不计。"
FIELD_WAITS = "改好前这一栏暂不计，这一行其他栏照收。"
COLUMN_ROWS_WAIT = "补回前这张表的各行暂不计。"
COLUMN_LOST = "补回前这一栏按没有填算，其他栏照收。"
ENDING = "其他行已收下，改好这几处再发一次整份文件即可，不用另起一份。"


@dataclass(frozen=True, slots=True)
class Saying:
    """What the catalogue says under one code; `office`: the question is the office's, not the unit's.

    `guard` is the word under which 核实清单 lists it (rubric §5); of the office's, it stands there alone.
    """

    severity: Severity
    what: str
    todo: str
    office: bool = False
    guard: str = ""


CATALOGUE: Mapping[str, Saying] = {
    # the file
    "file-not-workbook": Saying(MUST, "《{name}》{really}，系统读不了，内容没有丢。", "请用 WPS 或 Excel 打开原表，另存为 .xlsx 再发。"),
    "file-web-page": Saying(MUST, "《{name}》是存成网页的表格，内容在另外的文件里，没有一起发来。", "请用 WPS 或 Excel 打开原表，另存为 .xlsx 再发。"),
    "file-xml-2003": Saying(MUST, "《{name}》是 XML 表格（2003 版的一种格式），系统读不了，内容没有丢。", "请用 WPS 或 Excel 打开它，另存为 .xlsx 再发。"),
    "file-dressed": Saying(NOTE, "《{name}》其实是{dressed}格式的表格，内容已照收。", "不用改；下次请在原填报表里填，或另存为 .xlsx 再发。"),
    "file-encrypted": Saying(MUST, "《{name}》设了打开密码，系统读不了，内容没有丢。", "请去掉密码另存一份尽快再发；在退回修改的期限内发来的，到件时间按第一次发来的算。"),
    "file-empty": Saying(MUST, "《{name}》是空文件，里面什么都没有。", "可能没有传完，请重新发一次。"),
    "file-damaged": Saying(MUST, "《{name}》没有传完整，打不开。", "请在自己电脑上打开看看是否正常，再重新发一次。"),
    "file-too-large": Saying(MUST, "《{name}》里的数据大得不正常（{reason}），没有读。", "请把内容复制到新的填报表里再发。"),
    "file-timeout": Saying(MUST, "《{name}》太大或内容不正常，读到一半停下了，没有影响其他文件。", "请把内容复制到新的填报表里再发。"),
    "file-changed": Saying(MUST, "《{name}》在系统读它的时候被改动或占用了，这一次没有读，内容没有丢。", "请关掉正在打开它的程序，再运行一次。", office=True),
    "file-archive": Saying(MUST, "《{name}》是压缩包，{reason}，内容没有丢。", "请解压后把里面的表格放进收件文件夹，或请对方重新压成一个 zip。", office=True),
    "file-saved-over": Saying(NOTE, "《{name}》和第一次收到时不一样了，到件时间仍按第一次算。", "如果只是打开看时存过盘，不用管；如果是新发来的，请换个文件名再放进来。", office=True),
    "file-lock": Saying(NOTE, "《{name}》是打开表格时的临时文件，里面没有填报内容。", "不用管它；如果只收到这一个，请让填表人关掉表格后再发。", office=True),
    "file-macros": Saying(NOTE, "《{name}》里带有宏，没有运行，表格内容已照收。", "不用改；靠宏算出来的数请看一眼对不对。"),
    # whose it is
    "identity-unknown": Saying(MUST, "《{name}》看不出是哪个单位的填报表，没有计入。", "请看一眼：用「审核来件」定是哪个单位的；放错了就移走。", office=True),
    "identity-unit-differs": Saying(VERIFY, "《{name}》里有不止一个单位名：{seen}{place}，还没有计入。", "请问清是哪个单位的，用「审核来件」定下来。", office=True),
    "identity-months-differ": Saying(VERIFY, "《{name}》里有不止一个填报月份：{seen}{place}，还没有计入。", "请问清是哪个月的：是本月的用「审核来件」定为计入；放错了就移到那个月的文件夹。", office=True),
    "identity-by-name": Saying(VERIFY, "《{name}》里没有写是哪个单位的，已按文件名当作「{taken}」的收下。", "请看一眼；下次请用发给本单位的填报表。"),
    "identity-name-differs": Saying(VERIFY, "《{name}》的文件名写着「{named}」，表里是「{taken}」{place}，已按表里的收下。", "请看一眼；发错了请把对的那份发来。"),
    "identity-head-unknown": Saying(VERIFY, "表头「填报单位」写的是「{typed}」{place}，名册里没有，已当作「{taken}」的收下。", "请看一眼，写成单位全称；不是这个单位的请告诉领导小组办公室。"),
    "school-differs": Saying(MUST, "《{name}》是别的学校的填报表（{seen}），没有计入。", "请看一眼：放错了就移走；确是本校的，用「审核来件」定是哪个单位的。", office=True),
    "identity-period-differs": Saying(MUST, "这份是{found}的填报表（{unit_name}），本月要报{wanted}{place}。", "已把能对上的内容转到{wanted}的退改件，请核对后报回；原件原样保存。"),
    "template-old": Saying(NOTE, "《{name}》用的是旧表样（{found}），现在是{wanted}。", "不用改，内容已按栏目名收下；下次请用新发的填报表。"),
    "template-unknown": Saying(VERIFY, "《{name}》的表样版本写着「{found}」，没有发过这个版本，现在是{wanted}。", "请看一眼：内容已按栏目名收下，有漏的请抄到新发的填报表。"),
    "template-newer": Saying(VERIFY, "《{name}》用的表样（{found}）比这里的（{wanted}）新。", "请核对这台电脑上的表样是不是没有换成新的；内容已按栏目名收下。", office=True),
    "ledger-not-duty": Saying(NOTE, "「{sheet}」不是{unit_name}本月要报的表，填的内容没有计入（{cell}）。", "不用改；如果应当由本单位报，请告诉领导小组办公室。"),
    "ledgers-lost": Saying(MUST, "《{name}》里没有找到要报的表。", "请把内容填进发给本单位的填报表，再发一次。"),
    "sheet-unknown": Saying(NOTE, "「{sheet}」不是填报表里的表，里面的内容没有计入。", "要报的内容请填到对应的表里；其他的不用管。"),
    "sheet-twice": Saying(MUST, "「{sheet}」和「{other}」都是「{title}」（{cell}），只读了「{other}」。", "请把两张的内容并到一张里再发。"),
    "ledger-missing": Saying(MUST, "「{title}」还没有报：没有填内容{nil}。", "请填上{or_nil}，发回即可。"),
    "sheet-former": Saying(TIDIED, "「{sheet}」是旧表样的表名（{cell}），已当作「{title}」。", "不用改。"),
    # the sheet
    "header-missing": Saying(MUST, "{sheet}里找不到「{header}」这一栏（{cell}）。", "请从原填报表把这一栏连内容复制回来。{effect}"),
    "header-near": Saying(MUST, "{sheet}里找不到「{header}」这一栏，有一栏「{typed}」看起来像它（{cell}），没有当作它读。", "是的话请把栏目名改成「{header}」；不是请从原填报表把「{header}」一栏复制回来。{effect}"),
    "headers-lost": Saying(MUST, "{sheet}里找不到栏目那一行（{cell}）。", "请从原填报表复制栏目行回来，或把内容抄到原表里再发。"),
    "header-tidied": Saying(TIDIED, "{sheet}的「{typed}」一栏已当作「{header}」（{cell}）。", "不用改。"),
    "header-twice": Saying(VERIFY, "{sheet}里「{header}」出现了两次（{cell}），只读了左边那一栏。", "请把内容并到左边一栏。"),
    "column-unknown": Saying(NOTE, "{sheet}多了一栏「{typed}」（{cell}），没有计入，内容没有丢{guess}。", "不用改；需要的话请写到「备注」。"),
    "nil-with-rows": Saying(VERIFY, "{sheet}选了「{nil_label}」（{cell}），下面又填了 {count} 行。", "请看一眼：已按填的内容收下；确实没有内容，把这几行清空。"),
    "total-row": Saying(TIDIED, "{sheet}第{row}行是合计行（{cell}），没有当作一件事。", "不用改。"),
    "hidden-rows": Saying(NOTE, "{sheet}第{rows}行是隐藏的（{cell}），也已照收。", "不用改；不要的请取消隐藏后整行删去。"),
    "row-struck": Saying(VERIFY, "{sheet}第{row}行的「{typed}」划了删除线（{cell}），系统不看删除线，这一行已照收。", "请看一眼：不要的请把整行删去，要的请去掉删除线。"),
    "cells-coloured": Saying(NOTE, "{sheet}有几格涂了颜色（如 {cell}），系统不看颜色，内容已照收。", "不用改；颜色另有意思的请写到「备注」。"),
    "line-unanswered": Saying(NOTE, "{sheet}第{row}行「{typed}」没有回答（{cell}）。", "请选有或无；都没有可一次选「{nil_label}」。"),
    # the cell
    "required-blank": Saying(MUST, AT + "还没填（{cell}）。", "请补上{example}。{effect}"),
    "progress-blank": Saying(MUST, AT + "还没填（{cell}）。", "请写一两句本月做了什么；还没到启动时间的写「未到启动时间」。补上前本月进展按没有计，其他栏照收。"),
    "when-blank": Saying(MUST, AT + "还没填（{cell}），因为「{because}」已填。", "请补上{example}。这一行先照收。"),
    "office-field-typed": Saying(NOTE, AT + "由领导小组办公室填，表里写了「{typed}」（{cell}），没有采用。", "不用改；如有出入请和办公室联系。"),
    "cell-error": Saying(MUST, AT + "显示 {typed}（{cell}），读不出内容。", "请直接填内容，不用公式。{effect}"),
    "formula-no-value": Saying(MUST, AT + "是公式，但没有存下结果（{cell}）。", "请直接填内容，不用公式。{effect}"),
    "cell-linked": Saying(VERIFY, AT + "是从{book}取来的（{cell}），已按上次存下的「{typed}」收下。", "请看一眼对不对，再改成直接填的内容。"),
    "merged-filled": Saying(TIDIED, AT + "在合并单元格里（{cell}），已按 {source} 记为「{became}」。", "不用改；这一行不一样的，请取消合并后再填。"),
    "merged-once": Saying(VERIFY, AT + "和第{source_row}行合并在一起（{cell}），「{typed}」只在第{source_row}行计一次。", "请看一眼：这一行另有内容的，请取消合并后分开填。"),
    "merged-apart": Saying(MUST, AT + "和{beside}合并在一起（{cell}），内容算在{beside}。", "请取消合并，在这一格单独填写。{effect}"),
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
    "person-unknown": Saying(VERIFY, WROTE + "，名册里没有「{who}」，层级和职务带不出来。", "请核对姓名；是新来的请告诉办公室补进名册。"),
    "person-near": Saying(VERIFY, WROTE + "，名册里没有「{who}」{guess}。", "请看一眼：写错了请改过来；确实是另一位就不用改。先照写的收下。"),
    "person-ambiguous": Saying(VERIFY, WROTE + "，名册里有 {count} 位「{who}」（{units}），层级和职务带不出来。", "请写明是哪一位，如「{example}」。"),
    "person-tidied": Saying(TIDIED, WROTE + "，已按名册记为「{became}」。", "不用改。"),
    # numbers and items
    "number-matched": Saying(TIDIED, "{sheet}第{row}行没有事项编号（{cell}），内容与「{number}」相同，已对上。", "不用改。"),
    "number-near": Saying(VERIFY, "{sheet}第{row}行{stated}（{cell}），内容与「{number}」相近。", "是同一件请填回编号；是新事项请在备注写「新增」。系统不会重复计。"),
    "number-unknown": Saying(MUST, "{sheet}第{row}行的事项编号「{typed}」（{cell}）不是本单位这张表的编号。", "请改回原编号；新事项请把编号空着。改好前这一行暂不计。"),
    "number-twice": Saying(MUST, "{sheet}第{row}行的事项编号「{typed}」（{cell}）和第{other_row}行重复。", "请改回原编号；新事项请把编号空着。改好前这一行暂不计。"),
    "number-restored": Saying(TIDIED, "{sheet}第{row}行的事项编号「{typed}」（{cell}）对不上，内容与「{became}」相同，已记为「{became}」。", "不用改。"),
    "item-number-tidied": Saying(TIDIED, "{sheet}第{row}行的事项编号写的是「{typed}」（{cell}），已记为「{became}」。", "不用改。"),
    "number-words-differ": Saying(VERIFY, "{sheet}第{row}行的事项编号是「{typed}」（{cell}），内容却像「{number}」。", "请核对：编号和内容贴错了行的请改回来；暂按编号计。"),
    "row-repeated": Saying(VERIFY, "{sheet}第{row}行没有事项编号（{cell}），内容与第{other_row}行「{number}」相同，没有再计一次。", "是同一件请删去一行；是另一件请在备注写「新增」。"),
    "item-moved": Saying(VERIFY, "{sheet}第{row}行（{cell}）是「{number}」，已移交给{taker}，这一行不计。", "请把这一行的情况告诉{taker}，由它报；没有移交的请和办公室联系。"),
    "item-split": Saying(VERIFY, "{unit_name}{sheet}第{rows}行（{cell}）与「{item}」（{number}）相近，而这一件{fate}。", "请问清是不是把一件事拆成了几件；暂按各行写的计。", office=True),
    "items-orphaned": Saying(VERIFY, "{unit_name}已撤销或即将撤销，还有 {count} 件没有完成：{numbers}（{cell}）。", "请登记移交给哪个单位，或者撤销；定下来以前没有单位接着报。", office=True),
    "deadline-changed": Saying(VERIFY, WROTE + "，原来是 {other_typed}。", "请改回来，期限仍按原来的算；确需延期请报领导小组办公室审批。", guard="时限改动"),
    "milestone-changed": Saying(VERIFY, WROTE + "，这个节点原来的日期是 {other_typed}。", "请改回来，节点日期仍按原来的算；是新节点请把「近期节点」写清楚。", guard="时限改动"),
    "item-absent": Saying(VERIFY, "「{title}」里没有 {number}「{item}」这一行（{sheet}，{cell}），它还没有完成。", "请从上月的表里复制回来，填上本月进展。"),
    "item-restored": Saying(VERIFY, "{sheet}原来没有 {number}「{item}」这一行，它还没有完成，已补在第{row}行（{cell}）。", "请填上本月进展；不做了的请报领导小组办公室撤销。"),
    "nil-with-open": Saying(MUST, "{sheet}选了「{nil_label}」（{cell}），但还有 {count} 件没有完成：{numbers}。", "请写上这几件的本月进展；没有写之前按没有进展计。"),
    "rows-gone": Saying(VERIFY, "{unit_name}「{title}」先前的文件里有「{item}」（{sheet}，{cell}），新文件里没有了。", "请问清是删去还是漏了；系统按新文件计。", office=True),
    "ruling-lost": Saying(VERIFY, "{sheet}第{row}行对不上任何事项（{cell}）：{typed}。", "请填事项编号，或把单位和名称写得与原表一致。", office=True),
    "decision-incomplete": Saying(VERIFY, "{sheet}第{row}行（{cell}）：{reason}，这一条没有起作用。", "请补全后再汇总一次。", office=True),
    "year-no-votes": Saying(VERIFY, "{unit_name}没有有效的民主测评票，这一部分的份额并入其余部分。", "请核对「{title}」有没有录全，再做一次年度考评。", office=True),
    "year-unfixed": Saying(VERIFY, "{unit_name}的{source}有 {count} 条还没有{header}，年度加分没有算它们，如{sheet}第{row}行（{cell}）。", "请把{header}补齐，再做一次年度考评。", office=True),
    "grade-conflict": Saying(MUST, "{sheet}第{row}行（{cell}）：{unit_name}「{dimension}」有两个不同的定性评价。", "请只留一个；改好前都不采用。", office=True),
    "cell-corrected": Saying(NOTE, "{sheet}第{row}行（{cell}）原来写的是「{typed}」，经批准更正为「{became}」。", "不用改；更正登记在{other_sheet}（{other_cell}）。"),
    "review-lost": Saying(VERIFY, "{sheet}第{row}行（{cell}）申请复核的「{typed}」，在印发的得分明细里没有这一条。", "请照得分明细最右边的编号抄；还没有印发的不用申请，直接找领导小组办公室。", office=True),
    "review-late": Saying(VERIFY, "{sheet}第{row}行（{cell}）申请复核「{typed}」，不在公示期内。", "请领导小组定是否受理；已写了处理的照处理办。", office=True),
    "ruling-out-of-range": Saying(VERIFY, "{sheet}第{row}行（{cell}）更正后得分写的是 {typed}，这一条只能在 {low} 到 {high} 分之间，没有采用。", "请核对得分明细里这一条的满分，改好再汇总一次。", office=True),
    # arrivals
    "late": Saying(NOTE, "{unit_name}的表{arrived}收到，晚了 {days} 个工作日，按细则扣 {points} 分。", "不用改；有客观原因的请登记到审批登记表。", office=True),
    "late-waits": Saying(VERIFY, "{unit_name}在截止之后又发来《{name}》（{arrived}），改动的部分没有计入。", "请决定要不要采用；要采用就运行「审核来件」并写明原因。", office=True),
    "arrived-together": Saying(VERIFY, "{unit_name}的《{name}》和《{other}》是同时收到的，{tables}内容不同，暂用《{other}》。", "请看一眼用哪一份；要用《{name}》，就用「审核来件」定为计入。", office=True),
    "period-elsewhere": Saying(NOTE, "《{name}》是{found}的填报表，和{found}已经收到的一份一样，没有计入。", "不用改；本月的还没有报，请用本月的填报表报。"),
    "stray": Saying(VERIFY, "《{name}》是{unit_name}的，但{period}的名册里没有这个单位，没有计入。", "请核对名册里这个单位的起止日期；放错了就移走。", office=True),
    "register-missing": Saying(VERIFY, "{title}还没有报，{count} 个单位的「{indicator}」按满分暂定。", "请登记后重新汇总；在此之前本期不能审签。", office=True),
    "grade-missing": Saying(NOTE, "{unit_name}「{dimension}」近三个月没有定性评价，这一半按检查得分算。", "请分管领导补评。", office=True),
    "calendar-ends": Saying(NOTE, "放假安排只公布到 {year} 年，之后只按周末计算工作日。", "请在 config.yaml 的 calendar 里补上节假日。", office=True),
    # what guards the score
    "progress-stale": Saying(NOTE, WROTE + "，{reason}，本月进展按一半计。", "请写清本月做了什么、做到哪一步。"),
    "milestone-due": Saying(NOTE, "{sheet}第{row}行「{item}」（{cell}）的完成时限在两个月以后，没有写近期节点，本月进展按一半计。", "请写明两个月内要做到的一步和日期。"),
    "three-periods": Saying(NOTE, "{sheet}第{row}行「{item}」（{cell}）逾期已连续计了三期，不再计，等领导小组定。", "请转领导小组；完成后再计。", office=True),
    # what the office is asked to look at, no point depends on it (rubric §5)
    "claimed-twice": Saying(VERIFY, "{unit_name}的「{text}」（{sheet}第{row}行，{cell}）和{other_unit}的「{other_text}」（{other_sheet}第{other_row}行，{other_cell}），{how}。", "请问两个单位是不是同一件：是的，定归谁、怎么分；不是的，请各写清区别。", office=True, guard="重复申报"),
    "items-alike": Saying(VERIFY, "{unit_name}{sheet}里有 {count} 件差不多，如第{row}行「{text}」（{cell}）：{numbers}。", "请看是不是一件事拆成了几件：是的请并成一件，多的报批撤销。", office=True, guard="一事多报"),
    "done-while-running": Saying(VERIFY, "{sheet}第{row}行 {number}{item}写的实际完成日期是{done}（{cell}），可是{arrived}收到的{period}的表还没有报完成{wrote}（{other_cell}）。", "请对照佐证材料，核对是哪一天完成的。", office=True, guard="完成日期"),
    "done-unproven": Saying(VERIFY, "{sheet}第{row}行 {number}{item}报了完成，没有写佐证材料（{cell}）。", "请向{unit_name}要来佐证材料看一看。", office=True, guard="没有佐证"),
    "stale-many": Saying(VERIFY, "{unit_name}在办的 {whole} 件里，有 {count} 件进展没有新内容，或该写近期节点没有写，如{sheet}第{row}行（{cell}）。", "请问一问这几件做到哪一步了，必要时到现场看看。", office=True, guard="进展陈旧"),
    "not-begun-again": Saying(VERIFY, "{unit_name}有 {count} 件连着 {times} 期写没有到启动时间，如{sheet}第{row}行（{cell}）。", "请问一问什么时候启动、为什么登记得这么早，必要时请领导小组定。", office=True, guard="一直没有启动"),
    "due-after-year": Saying(VERIFY, "{unit_name}新登记的 {count} 件，完成时限在考核基准日{until}以后，年度的目标完成不算它们，如{sheet}第{row}行（{cell}）。", "请问一问时限是不是定得太晚，该提前的请单位重定。", office=True, guard="时限过晚"),
    "items-few": Saying(VERIFY, "{unit_name}今年在{titles}登记了 {count} 件，{category}的中位数是 {median} 件，不到它的 {share}%（{sheet}，{cell}）。", "请问一问是事情确实少，还是没有报全。", office=True, guard="事项偏少"),
    "nil-again": Saying(VERIFY, "{unit_name}{told}零报告（{sheet}，{cell}）。", "请问一问是确实没有，还是没有报。", office=True, guard="连续零报告"),
    "nil-but-found": Saying(VERIFY, "{unit_name}{period}「{title}」是零报告（{other_cell}），可是{event}（{sheet}第{row}行，{cell}）。", "请问清这件事该不该报在这张表里。", office=True, guard="零报告不符"),
    "inspector-own": Saying(VERIFY, "{sheet}第{row}行受检的是{unit_name}，检查人{inspector}也是{unit_name}的（{cell}）。", "请换人复查一次，或写明为什么由本单位的人检查。", office=True, guard="检查人"),
    "inspected-often": Saying(VERIFY, "{unit_name}本期被检查登记 {count} 次，同类单位的中位数是 {median} 次（{sheet}第{row}行，{cell}）。", "请看检查安排得匀不匀；专门复查的不用管。", office=True, guard="检查频次"),
    "grades-alike": Saying(VERIFY, "{leader}本期给的定性评价是{told}，全都一样（{sheet}第{row}行，{cell}）。", "请和这位领导核对，各单位之间是不是确实没有差别。", office=True, guard="定性评价"),
    "grades-spread": Saying(NOTE, "{leader}本期给的定性评价是{told}（{sheet}第{row}行，{cell}）。", "不用改，供参考。", office=True, guard="定性评价"),
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
    if finding.also:
        other = finding.also[0]
        place |= {"other_sheet": other.sheet, "other_cell": other.cell, "other_row": row_of(other.cell)}
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
