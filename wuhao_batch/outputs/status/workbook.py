"""output/status.xlsx: every branch's progress and the records behind it, as plain tables."""

from datetime import datetime
from typing import Any

from openpyxl.worksheet.header_footer import HeaderFooterItem

from wuhao_batch.findings.finding import Place
from wuhao_batch.outputs.columns import Column, PaperTable, text_column
from wuhao_batch.outputs.status.progress import (
    BranchProgress,
    BranchState,
    Enclosed,
    EvaluatorStatus,
    Milestone,
    StatusReport,
)
from wuhao_batch.outputs.tables_workbook import TablesWorkbook, draw_across
from wuhao_batch.records.ledger import Message
from wuhao_batch.records.received import Arrival
from wuhao_batch.workspace.moments import in_china
from wuhao_batch.writing.printing import margin_text, page_count

_TIME = 19.0
_STANDING = {
    BranchState.MISSING: "F6D5D1",
    BranchState.UNUSABLE: "F6D5D1",
    BranchState.TO_CORRECT: "FFE699",
    BranchState.TO_CHOOSE: "FFE699",
}
"""Behind 情况 of branches from which something is still to come."""


def status_workbook(report: StatusReport) -> bytes:
    """Return the workbook as an .xlsx package, each sheet a table with its header in row 1."""
    workbook = TablesWorkbook()
    tables: tuple[PaperTable[Any], ...] = (
        PaperTable("进度", _progress(report.unit), report.branches),
        *([PaperTable("复核", _REVIEWS, report.evaluators)] if report.evaluators else []),
        PaperTable("发信记录", _SENT, report.sent),
        PaperTable("收信记录", _RECEIVED, report.received),
        *([PaperTable("附件", _enclosed(report.unit), report.enclosed)] if report.enclosed else []),
    )
    for table in tables:
        worksheet = draw_across(workbook, table)
        worksheet.HeaderFooter.oddHeader = HeaderFooterItem(
            left=margin_text(f"{report.occasion}：{worksheet.title}", 10),
            right=margin_text(f"{report.today.isoformat()}　{report.sentence}", 9),
        )
        worksheet.HeaderFooter.oddFooter = HeaderFooterItem(right=page_count(9))
    return workbook.to_bytes()


def _step(step: Milestone | None) -> str:
    return step.spelled("%Y-%m-%d %H:%M") if step else ""


def _went(each: BranchProgress | EvaluatorStatus) -> str:
    return _step(each.sent) + ("（不能断定）" if each.in_doubt else "")


def _behind(each: BranchProgress) -> str | None:
    return _STANDING.get(each.standing)


def _came(each: BranchProgress) -> str:
    return _step(each.returned) + ("（迟交）" if each.late else "")


def _progress(unit: str) -> tuple[Column[BranchProgress], ...]:
    """Return the columns of 进度; ``unit`` is the word over the names."""
    return (
        Column("编号", lambda each: each.branch.code, 10),
        text_column(unit, lambda each: each.branch.name, 28),
        text_column("邮箱", lambda each: each.branch.email, 28),
        Column("发表", lambda each: _step(each.issued), _TIME),
        Column("发信", _went, _TIME),
        Column("催交", lambda each: _step(each.reminded), _TIME),
        Column("退回", lambda each: _step(each.sent_back), _TIME),
        Column("收回", _came, 28),
        Column("情况", lambda each: each.situation, 30, fill=_behind),
        Column("反馈", lambda each: _step(each.feedback), _TIME),
        text_column("文件", lambda each: each.file, 50),
        Column("附件", lambda each: len(each.enclosed) or None, 8),
    )


_REVIEWS: tuple[Column[EvaluatorStatus], ...] = (
    Column("评委编号", lambda each: each.progress.evaluator.code, 10),
    text_column("评委", lambda each: each.progress.evaluator.name, 28),
    text_column("邮箱", lambda each: each.progress.evaluator.email, 28),
    Column("发信", _went, _TIME),
    Column("催评", lambda each: _step(each.reminded), _TIME),
    Column("已评", lambda each: each.progress.scored, 8),
    Column("应评", lambda each: each.progress.assigned, 8),
    text_column("文件", lambda each: each.progress.file, 50),
)


def _kind(each: Enclosed) -> str | None:
    return each.receipt.paper.label if each.receipt.paper else None


def _sent(each: Enclosed) -> str | None:
    return f"{each.receipt.saved:%Y-%m-%d %H:%M}" if each.receipt.saved else None


def _place(each: Enclosed) -> Place:
    return Place(each.receipt.file)


def _enclosed(unit: str) -> tuple[Column[Enclosed], ...]:
    """Return the columns of 附件."""
    return (
        Column("编号", lambda each: each.branch.code, 10),
        text_column(unit, lambda each: each.branch.name, 28),
        Column("种类", _kind, 10),
        text_column("文件", lambda each: each.receipt.file, 60, link=_place),
        Column("收到时间", _sent, _TIME),
    )


def _resent(message: Message) -> str:
    return "\n".join(f"{code}：{_second(moment)}" for code, moment in message.resend.items())


def _second(moment: datetime) -> str:
    return f"{in_china(moment):%Y-%m-%d %H:%M:%S}"


_SENT: tuple[Column[Message], ...] = (
    Column("邮件", lambda message: message.kind.label, _TIME),
    Column("编号", lambda message: "、".join(message.about), 10),
    text_column("邮箱", lambda message: message.address, 28),
    Column("开始发送", lambda message: _second(message.begun), _TIME),
    Column("情况", lambda message: message.state.label, 20),
    text_column("服务器回答", lambda message: message.said, 36),
    Column("要求重发", _resent, _TIME),
)


def _written(arrival: Arrival) -> str | None:
    return f"{in_china(arrival.sent):%Y-%m-%d %H:%M}" if arrival.sent else None


def _verdict(arrival: Arrival) -> str:
    return "：".join(part for part in (arrival.verdict.label, arrival.note) if part)


_RECEIVED: tuple[Column[Arrival], ...] = (
    text_column("发件人", lambda arrival: arrival.sender, 28),
    text_column("主题", lambda arrival: arrival.subject, 44),
    Column("发信时间", _written, _TIME),
    Column("情况", _verdict, 20),
    text_column("文件", lambda arrival: "\n".join(arrival.files), 50),
    text_column("来源", lambda arrival: arrival.source, 36),
)
