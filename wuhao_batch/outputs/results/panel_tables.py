"""The tables of results.xlsx that are there only where the 考评组 has workbooks of its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wuhao_batch.numbers import from_points, plain
from wuhao_batch.outcome.judging import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.results.rows import Row, at, receipt_row, who
from wuhao_batch.panel.agreeing import Given

PANEL_COLUMNS: Mapping[str, list[str]] = {
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
    "评委进度": [
        "评委编号",
        "姓名",
        "权重",
        "应评",
        "已评",
        "状态",
        "文件",
        "SHA-256",
        "回收时间",
    ],
}


def panel_rows(outcome: Outcome) -> dict[str, Iterator[Row]]:
    """Sheet name → its rows."""
    return {
        "评委打分": _given(outcome),
        "评委分歧": iter(disagreements(outcome)),
        "评委进度": _progress(outcome),
    }


def _given(outcome: Outcome) -> Iterator[Row]:
    for each in outcome.panel.given:
        yield {
            "编号": each.branch,
            "考评编号": each.item.code,
            "评委编号": each.evaluator.code if each.evaluator else None,
            "得分": from_points(each.points),
            "扣分说明": each.reason.cell.text,
            **at(each.score),
        }


def disagreements(outcome: Outcome) -> list[dict[str, Any]]:
    """The items that the meeting should look at, the widest apart first."""
    by_code = {result.branch.code: result for result in outcome.results}
    rows = [_disagreement(by_code[given[0].branch], given) for given in outcome.panel.disagreements]
    return sorted(rows, key=lambda row: row["相差"] / row["考评分数"], reverse=True)


def _disagreement(result: Result, given: Sequence[Given]) -> dict[str, Any]:
    points = [from_points(each.points) for each in given]
    item = given[0].item
    return {
        **who(result.branch),
        "考评编号": item.code,
        "考评内容": item.content,
        "考评分数": item.cap,
        "最高": max(points),
        "最低": min(points),
        "相差": max(points) - min(points),
        "各评委打分": "；".join(map(_told, given)),
        "得分": result.items.get(item.code),
    }


def _told(given: Given) -> str:
    """Who gave how much, and why."""
    code = given.evaluator.code if given.evaluator else ""
    reason = given.reason.cell.text.strip()
    return f"{code} {plain(from_points(given.points))}" + (f"（{reason}）" if reason else "")


def _progress(outcome: Outcome) -> Iterator[Row]:
    receipts = outcome.panel.receipts
    for each in outcome.panel.progress:
        evaluator = each.evaluator
        own = {
            "评委编号": evaluator.code,
            "姓名": evaluator.name,
            "权重": evaluator.weight,
            "应评": each.assigned,
        }
        files = [receipt for receipt in receipts if receipt.owner == evaluator.code]
        for receipt in files:
            scored = each.scored if receipt.file == each.file else None
            yield {**own, "已评": scored, **receipt_row(receipt, None)}
        if not files:
            yield {**own, "已评": 0, "状态": Status.MISSING.label}
    for receipt in receipts:
        if receipt.owner is None:
            yield receipt_row(receipt, None)
