"""output/results.xlsx: plain tables, each with its header in row 1 (design.md, Outputs).

Three of them are there only where the 考评组 has workbooks of its own.
"""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from wuhao_batch.cells import put
from wuhao_batch.findings import Finding, Severity
from wuhao_batch.forms.printing import fit_rows
from wuhao_batch.judging import Outcome, Result
from wuhao_batch.model import Item
from wuhao_batch.numbers import from_points, plain
from wuhao_batch.outputs.panel_tables import PANEL_COLUMNS, panel_rows
from wuhao_batch.outputs.rows import Row, at, receipt_row, who
from wuhao_batch.packages import to_bytes
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.layout import CODE, FINDER, GROUND
from wuhao_batch.scoring import Status
from wuhao_batch.settings import BASIS_SELF, COMBINING_WEIGHTED


def results_workbook(outcome: Outcome, findings: Iterable[Finding]) -> bytes:
    """The results workbook as an .xlsx package."""
    settings = outcome.assessment.settings
    subject = settings.title.removesuffix("评分表")
    heading = f"{settings.year}年度{subject}　计分依据：{outcome.method}"
    return _write(result_tables(outcome, findings), heading)


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
    }
    rows: dict[str, Iterator[Row]] = {
        "汇总": map(_summary, outcome.listed),
        "逐项得分": map(_items, outcome.listed),
        "一票否决": _vetoes(outcome),
        "问题清单": _findings(outcome, findings),
        "回收情况": _receipts(outcome),
        "得分来源": _sources(outcome),
    }
    if outcome.panel.receipts:
        columns |= PANEL_COLUMNS
        rows |= panel_rows(outcome)
    return {
        name: pd.DataFrame(list(rows[name]), columns=headers, dtype=object)
        for name, headers in columns.items()
    }


def _summary(result: Result) -> Row:
    return {
        "名次": result.rank,
        **who(result.branch),
        "类别": result.branch.kind,
        **result.categories,
        "总分": result.total,
        "结论": result.status.label,
        "备注": "；".join(_remarks(result)),
    }


def _remarks(result: Result) -> Iterator[str]:
    if result.proposed:
        yield "拟推荐"
    if result.tied:
        yield f"并列第{result.rank}名"
    if result.found:
        yield f"考评组认定{'、'.join(dict.fromkeys(veto.code for veto in result.found))}"
    if result.sub_branches and result.status is not Status.VETOED:
        yield f"党支部不达标：{'、'.join(result.sub_branches)}"


def _items(result: Result) -> Row:
    return {**who(result.branch), **result.items, "总分": result.total}


def _vetoes(outcome: Outcome) -> Iterator[Row]:
    texts = {veto.code: veto.text for veto in outcome.assessment.standard.vetoes}
    for result in outcome.results:
        inputs = result.checked.source.inputs if result.checked else {}
        for code in result.checked.declared if result.checked else ():
            yield {
                **who(result.branch),
                "序号": code,
                "情形": texts[code],
                **{
                    header: inputs[header][code].cell.text
                    for header in ("涉及党支部", "时间", "情况说明")
                },
            }
        for veto in result.found:
            yield {
                **who(result.branch),
                "序号": veto.code,
                "情形": texts[veto.code],
                "涉及党支部": veto.text("涉及党支部"),
                "时间": veto.text("时间"),
                "情况说明": f"{veto.text(GROUND)}（{_found_by(veto)}）",
            }


def _found_by(veto: PanelVeto) -> str:
    finder = veto.text(FINDER)
    place = veto.entries[CODE].place
    by = f"认定人：{finder}，" if finder else ""
    return f"考评组认定，{by}见 {place.file} {place}"


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
            yield {**who(branch), **receipt_row(receipt, deadline)}
        if not own and branch.takes_part:
            yield {**who(branch), "状态": Status.MISSING.label}
    for receipt in receipts:
        if receipt.owner is None:
            yield receipt_row(receipt, deadline)


def _sources(outcome: Outcome) -> Iterator[Row]:
    """Where every score comes from; an item has a row for each evaluator's cell."""
    for result in outcome.results:
        for item in outcome.assessment.standard.items:
            if item.code not in result.items:
                continue
            by_counts = outcome.assessment.settings.basis == BASIS_SELF
            origins = _counted(result, item) if by_counts else _scored(outcome, result, item)
            for origin in origins:
                own = {"考评编号": item.code, "得分": result.items[item.code]}
                yield {"编号": result.branch.code, **own, **origin}


def _counted(result: Result, item: Item) -> Iterator[Row]:
    if result.checked is None:
        return
    codes = [measure.code for measure in item.measures]
    entries = [result.checked.source.inputs["数量"][code] for code in codes]
    counts = "、".join(f"{code}={result.checked.counts.get(code)}" for code in codes)
    cells = "、".join(str(entry.place.cell) for entry in entries)
    yield {"依据": f"数量 {counts}", **at(entries[0]), "单元格": cells}


def _scored(outcome: Outcome, result: Result, item: Item) -> Iterator[Row]:
    given = outcome.panel.given_to(result.branch.code, item)
    for each in given:
        by = "考评得分"
        if each.evaluator is not None and not each.evaluator.alone:
            method = outcome.assessment.settings.combining
            points = plain(from_points(each.points))
            weighs = method == COMBINING_WEIGHTED
            weight = f"（权重{plain(each.evaluator.weight)}）" if weighs else ""
            by = f"{len(given)}位评委{method}，{each.evaluator.code}{weight}评{points}分"
        yield {"依据": by, **at(each.score)}


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
    "工作表": 14,
}


def _write(tables: Mapping[str, pd.DataFrame], heading: str) -> bytes:
    """The tables as sheets; ``heading`` stands on every printed page."""
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
        worksheet.HeaderFooter.oddHeader = HeaderFooterItem(
            left=_HeaderFooterPart(name, size=9),
            right=_HeaderFooterPart(heading.replace("&", "&&"), size=9),
        )
    return to_bytes(workbook)
