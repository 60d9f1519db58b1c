"""The tables of output/results.xlsx: plain, each with its header in row 1 (docs/contracts.md).

Three of them are there only where the 考评组 has workbooks of its own. How they look:
:mod:`wuhao_batch.outputs.results.workbook`.
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from wuhao_batch.assessment.settings import Basis
from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.numbers import from_points, plain
from wuhao_batch.outcome.judging import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.results.panel_tables import PANEL_COLUMNS, panel_rows
from wuhao_batch.outputs.results.rows import Row, at, receipt_row, remarks_on, veto_rows, who
from wuhao_batch.scoring.combining import Combining
from wuhao_batch.scoring.model import Item, Standard

MEETING_HEAD = ("名次", "编号", "党总支")


def result_tables(outcome: Outcome, findings: Iterable[Finding]) -> dict[str, pd.DataFrame]:
    """Sheet name → table. Points are Decimals, blanks None."""
    standard = outcome.assessment.standard
    categories = [category.name for category in standard.categories]
    items = [item.code for item in standard.items]
    columns = {
        "汇总": ["名次", "编号", "党总支", "类别", *categories, "总分", "结论", "备注"],
        "会议用表": [*MEETING_HEAD, *_meeting_columns(standard), "总分", "结论", "备注"],
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
        "会议用表": map(_for_the_meeting, outcome.listed),
        "逐项得分": map(_items, outcome.listed),
        "一票否决": veto_rows(outcome),
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
        "备注": "；".join(remarks_on(result)),
    }


def _items(result: Result) -> Row:
    return {**who(result.branch), **result.items, "总分": result.total}


def _meeting_columns(standard: Standard) -> Iterator[str]:
    """The items of each category and, behind them, the category itself."""
    for category in standard.categories:
        yield from (item.code for item in category.items)
        yield category.name


def _for_the_meeting(result: Result) -> Row:
    return {**result.items, **_summary(result)}


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
            by_counts = outcome.assessment.settings.basis == Basis.SELF
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
            weighs = method == Combining.WEIGHTED
            weight = f"（权重{plain(each.evaluator.weight)}）" if weighs else ""
            by = f"{len(given)}位评委{method}，{each.evaluator.code}{weight}评{points}分"
        yield {"依据": by, **at(each.score)}
