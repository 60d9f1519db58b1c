"""output/results.xlsx: plain tables, each with its header in row 1 (design.md, Outputs).

Three of them are there only where the 考评组 has workbooks of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from wuhao_batch.cells import put
from wuhao_batch.findings import Finding, Severity
from wuhao_batch.forms.printing import fit_rows
from wuhao_batch.judging import Outcome, Result
from wuhao_batch.model import Item
from wuhao_batch.numbers import from_points, plain
from wuhao_batch.packages import to_bytes
from wuhao_batch.panel.agreeing import Given
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.layout import CODE, FINDER, GROUND
from wuhao_batch.returns.entries import Entry
from wuhao_batch.returns.settle import Receipt
from wuhao_batch.roster import Branch
from wuhao_batch.scoring import Status
from wuhao_batch.settings import BASIS_SELF

Row = Mapping[str, object]

_OF_PANEL = ("评委打分", "评委分歧", "评委进度")


def results_workbook(outcome: Outcome, findings: Iterable[Finding]) -> bytes:
    """The results workbook as an .xlsx package."""
    return _write(result_tables(outcome, findings))


def result_tables(outcome: Outcome, findings: Iterable[Finding]) -> dict[str, pd.DataFrame]:
    """Sheet name → table. Points are Decimals, blanks None."""
    standard = outcome.assessment.standard
    categories = [category.name for category in standard.categories]
    items = [item.code for item in standard.items]
    columns = {
        "汇总": ["名次", "编号", "党总支", "类别", *categories, "总分", "结论", "备注"],
        "逐项得分": ["编号", "党总支", *items, "总分"],
        "一票否决": ["编号", "党总支", "序号", "情形", "涉及党支部", "时间", "情况说明"],
        "问题清单": [
            "级别",
            "代码",
            "编号",
            "党总支",
            "文件",
            "工作表",
            "单元格",
            "填报值",
            "问题",
            "处理办法",
        ],
        "回收情况": ["编号", "党总支", "状态", "文件", "SHA-256", "回收时间"],
        "得分来源": ["编号", "考评编号", "得分", "依据", "文件", "工作表", "单元格"],
        "评委打分": [
            "编号",
            "考评编号",
            "评委编号",
            "得分",
            "扣分说明",
            "文件",
            "工作表",
            "单元格",
        ],
        "评委分歧": [
            "编号",
            "党总支",
            "考评编号",
            "考评内容",
            "考评分数",
            "最高",
            "最低",
            "相差",
            "各评委打分",
            "得分",
        ],
        "评委进度": ["评委编号", "姓名", "应评", "已评", "状态", "文件", "SHA-256", "回收时间"],
    }
    if not outcome.panel.receipts:
        columns = {name: headers for name, headers in columns.items() if name not in _OF_PANEL}
    rows: dict[str, Iterator[Row]] = {
        "汇总": map(_summary, outcome.listed),
        "逐项得分": map(_items, outcome.listed),
        "一票否决": _vetoes(outcome),
        "问题清单": _findings(outcome, findings),
        "回收情况": _receipts(outcome),
        "得分来源": _sources(outcome),
        "评委打分": _given(outcome),
        "评委分歧": _disagreements(outcome),
        "评委进度": _progress(outcome),
    }
    return {
        name: pd.DataFrame(list(rows[name]), columns=headers, dtype=object)
        for name, headers in columns.items()
    }


def _summary(result: Result) -> Row:
    return {
        "名次": result.rank,
        **_who(result.branch),
        "类别": result.branch.kind,
        **result.categories,
        "总分": result.total,
        "结论": result.status.label,
        "备注": "；".join(_remarks(result)),
    }


def _who(branch: Branch) -> Row:
    return {"编号": branch.code, "党总支": branch.name}


def _remarks(result: Result) -> Iterator[str]:
    if result.proposed:
        yield "拟推荐"
    if result.tied:
        yield f"并列第{result.rank}名"
    if result.sub_branches and result.status is not Status.VETOED:
        yield f"党支部不达标：{'、'.join(result.sub_branches)}"


def _items(result: Result) -> Row:
    return {**_who(result.branch), **result.items, "总分": result.total}


def _vetoes(outcome: Outcome) -> Iterator[Row]:
    texts = {veto.code: veto.text for veto in outcome.assessment.standard.vetoes}
    for result in outcome.results:
        inputs = result.checked.source.inputs if result.checked else {}
        for code in result.checked.declared if result.checked else ():
            yield {
                **_who(result.branch),
                "序号": code,
                "情形": texts[code],
                **{
                    header: inputs[header][code].cell.text
                    for header in ("涉及党支部", "时间", "情况说明")
                },
            }
        for veto in result.found:
            yield {
                **_who(result.branch),
                "序号": veto.code,
                "情形": texts[veto.code],
                "涉及党支部": veto.text("涉及党支部"),
                "时间": veto.text("时间"),
                "情况说明": f"{veto.text(GROUND)}（{_found_by(veto)}）",
            }


def _found_by(veto: PanelVeto) -> str:
    finder = veto.text(FINDER)
    return f"考评组认定，认定人：{finder}" if finder else "考评组认定"


def _findings(outcome: Outcome, findings: Iterable[Finding]) -> Iterator[Row]:
    names = {branch.code: branch.name for branch in outcome.assessment.roster.branches}
    order = list(Severity)
    for found in sorted(findings, key=lambda found: order.index(found.severity)):
        yield {
            "级别": found.severity.label,
            "代码": found.code,
            "编号": found.branch,
            "党总支": names.get(found.branch or ""),
            "文件": found.place.file,
            "工作表": found.place.sheet,
            "单元格": found.place.cell,
            "填报值": found.value,
            "问题": found.message,
            "处理办法": found.remedy,
        }


def _receipts(outcome: Outcome) -> Iterator[Row]:
    receipts, deadline = outcome.examined.receipts, outcome.assessment.settings.deadline
    for branch in outcome.assessment.roster.branches:
        own = [receipt for receipt in receipts if receipt.owner == branch.code]
        for receipt in own:
            yield {**_who(branch), **_receipt(receipt, deadline)}
        if not own and branch.takes_part:
            yield {**_who(branch), "状态": Status.MISSING.label}
    for receipt in receipts:
        if receipt.owner is None:
            yield _receipt(receipt, deadline)


def _receipt(receipt: Receipt, deadline: date | None) -> Row:
    saved = receipt.saved
    late = "（迟交）" if deadline and saved and saved.date() > deadline else ""
    return {
        "状态": receipt.state,
        "文件": receipt.file,
        "SHA-256": receipt.sha256,
        "回收时间": f"{saved:%Y-%m-%d %H:%M}{late}" if saved else None,
    }


def _sources(outcome: Outcome) -> Iterator[Row]:
    """Where every score and every veto comes from; an item has a row for each evaluator's cell."""
    for result in outcome.results:
        for item in outcome.assessment.standard.items:
            if item.code not in result.items:
                continue
            by_counts = outcome.assessment.settings.basis == BASIS_SELF
            origins = _counted(result, item) if by_counts else _scored(outcome, result, item)
            for origin in origins:
                own = {"考评编号": item.code, "得分": result.items[item.code]}
                yield {"编号": result.branch.code, **own, **origin}
        for code, origin in _veto_origins(result):
            yield {"编号": result.branch.code, "考评编号": code, **origin}


def _counted(result: Result, item: Item) -> Iterator[Row]:
    if result.checked is None:
        return
    codes = [measure.code for measure in item.measures]
    entries = [result.checked.source.inputs["数量"][code] for code in codes]
    counts = "、".join(f"{code}={result.checked.counts.get(code)}" for code in codes)
    cells = "、".join(str(entry.place.cell) for entry in entries)
    yield {"依据": f"数量 {counts}", **_at(entries[0]), "单元格": cells}


def _scored(outcome: Outcome, result: Result, item: Item) -> Iterator[Row]:
    given = outcome.panel.given_to(result.branch.code, item)
    for each in given:
        by = "考评得分"
        if each.evaluator is not None and not each.evaluator.alone:
            method = outcome.assessment.settings.combining
            points = plain(from_points(each.points))
            by = f"{len(given)}位评委{method}，{each.evaluator.code}评{points}分"
        yield {"依据": by, **_at(each.score)}


def _veto_origins(result: Result) -> Iterator[tuple[str, Row]]:
    for code in result.checked.declared if result.checked else ():
        entry = result.checked.source.inputs["是否存在"][code] if result.checked else None
        if entry is not None:
            yield code, {"依据": "党总支申报一票否决", **_at(entry)}
    for veto in result.found:
        yield veto.code, {"依据": _found_by(veto), **_at(veto.entries[CODE])}


def _at(entry: Entry) -> Row:
    place = entry.place
    return {"文件": place.file, "工作表": place.sheet, "单元格": place.cell}


# --- the evaluators -------------------------------------------------------------------------------


def _given(outcome: Outcome) -> Iterator[Row]:
    for each in outcome.panel.given:
        yield {
            "编号": each.branch,
            "考评编号": each.item.code,
            "评委编号": each.evaluator.code if each.evaluator else None,
            "得分": from_points(each.points),
            "扣分说明": each.reason.cell.text,
            **_at(each.score),
        }


def _disagreements(outcome: Outcome) -> Iterator[Row]:
    """The items that the meeting should look at, the widest apart first."""
    by_code = {result.branch.code: result for result in outcome.results}
    rows = [_disagreement(by_code[given[0].branch], given) for given in outcome.panel.disagreements]
    yield from sorted(rows, key=lambda row: row["相差"] / row["考评分数"], reverse=True)


def _disagreement(result: Result, given: Sequence[Given]) -> dict[str, Any]:
    points = [from_points(each.points) for each in given]
    item = given[0].item
    told = (
        f"{each.evaluator.code if each.evaluator else ''} {plain(from_points(each.points))}"
        for each in given
    )
    return {
        **_who(result.branch),
        "考评编号": item.code,
        "考评内容": item.content,
        "考评分数": item.cap,
        "最高": max(points),
        "最低": min(points),
        "相差": max(points) - min(points),
        "各评委打分": "、".join(told),
        "得分": result.items.get(item.code),
    }


def _progress(outcome: Outcome) -> Iterator[Row]:
    receipts = outcome.panel.receipts
    for each in outcome.panel.progress:
        evaluator = each.evaluator
        own = {
            "评委编号": evaluator.code,
            "姓名": evaluator.name,
            "应评": each.assigned,
            "已评": each.scored,
        }
        files = [receipt for receipt in receipts if receipt.owner == evaluator.code]
        for receipt in files:
            yield {**own, **_receipt(receipt, None)}
        if not files:
            yield {**own, "状态": Status.MISSING.label}
    for receipt in receipts:
        if receipt.owner is None:
            yield _receipt(receipt, None)


_HEAD = PatternFill("solid", fgColor="F3E3DC")
_WIDTHS = {
    "党总支": 26,
    "备注": 30,
    "情形": 50,
    "情况说明": 40,
    "文件": 44,
    "问题": 60,
    "处理办法": 50,
    "SHA-256": 16,
    "回收时间": 24,
    "状态": 20,
    "填报值": 18,
    "依据": 30,
    "涉及党支部": 20,
    "单元格": 14,
    "扣分说明": 30,
    "考评内容": 40,
    "各评委打分": 30,
    "姓名": 12,
}


def _write(tables: Mapping[str, pd.DataFrame]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "wuhao"
    for name, table in tables.items():
        worksheet = workbook.create_sheet(name)
        worksheet.freeze_panes = "A2"
        for column, header in enumerate(table.columns, start=1):
            cell = put(worksheet, 1, column, header)
            cell.font, cell.fill = Font(name="宋体", size=11, bold=True), _HEAD
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            width = _WIDTHS.get(str(header), 10)
            worksheet.column_dimensions[get_column_letter(column)].width = width
        for row, values in enumerate(table.itertuples(index=False), start=2):
            for column, (header, value) in enumerate(zip(table.columns, values, strict=True), 1):
                cell = put(worksheet, row, column, value)
                cell.font = Font(name="宋体", size=11)
                text = header in _WIDTHS
                cell.alignment = Alignment(
                    horizontal=None if text else "center",
                    vertical="center",
                    wrap_text=header != "SHA-256",
                )
        worksheet.auto_filter.ref = worksheet.dimensions
        fit_rows(worksheet)
        worksheet.page_setup.orientation = "landscape"
        worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A4
        worksheet.page_setup.fitToHeight = 0
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.print_title_rows = "1:1"
    return to_bytes(workbook)
