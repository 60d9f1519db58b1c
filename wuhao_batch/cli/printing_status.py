"""Print how far everybody is: the object of ``--json`` and the table for people."""

from typing import Any

from rich.table import Table

from wuhao_batch.cli.console import out, safe
from wuhao_batch.cli.printing_collected import arrival_json, iso
from wuhao_batch.outputs.status.progress import (
    BranchProgress,
    BranchState,
    EvaluatorStatus,
    Milestone,
    StatusReport,
)
from wuhao_batch.records.received import Verdict
from wuhao_batch.returns.case import Receipt


def status_json(report: StatusReport) -> dict[str, Any]:
    """Return the branches with the times of their steps, in China; "" where a time is not known."""
    return {
        "stage": report.course.stage.value,
        "deadline": report.deadline.isoformat() if report.deadline else None,
        "days_left": report.days_left,
        "counts": {standing.value: report.count(standing) for standing in BranchState},
        "branches": [_progress_json(each) for each in report.branches],
        "evaluators": [_review_json(each) for each in report.evaluators],
        "not_collected": [
            arrival_json(each) for each in report.received if each.verdict is Verdict.UNREADABLE
        ],
    }


def _progress_json(each: BranchProgress) -> dict[str, Any]:
    return {
        "code": each.branch.code,
        "name": each.branch.name,
        "email": each.branch.email or None,
        "issued": _step_json(each.issued),
        "sent": _step_json(each.sent),
        "in_doubt": each.in_doubt,
        "reminded": _step_json(each.reminded),
        "sent_back": _step_json(each.sent_back),
        "returned": _step_json(each.returned),
        "feedback": _step_json(each.feedback),
        "late": each.late,
        "status": each.standing.value,
        "reason": each.reason or None,
        "file": each.file,
        "only": each.only or None,
        "enclosed": [_enclosed_json(own) for own in each.enclosed],
    }


def _review_json(each: EvaluatorStatus) -> dict[str, Any]:
    return {
        "code": each.progress.evaluator.code,
        "sent": _step_json(each.sent),
        "in_doubt": each.in_doubt,
        "reminded": _step_json(each.reminded),
        "scored": each.progress.scored,
        "assigned": each.progress.assigned,
        "file": each.progress.file,
    }


def _enclosed_json(own: Receipt) -> dict[str, Any]:
    return {
        "file": own.file,
        "kind": own.paper.value if own.paper else None,
        "sha256": own.sha256,
        "sent": iso(own.saved),
    }


def _step_json(step: Milestone | None) -> str | None:
    return None if step is None else iso(step.at) or ""


def status_row(each: BranchProgress) -> tuple[str, ...]:
    """Return a branch as a row of the table."""
    doubt = "不能断定" if each.in_doubt else ""
    sent = "，".join(part for part in (_told(each.sent), doubt) if part)
    late = "（迟交）" if each.late else ""
    return (
        each.branch.code,
        each.branch.name,
        _told(each.issued),
        sent,
        _told(each.reminded),
        _told(each.sent_back),
        f"{_told(each.returned)}{late}",
        each.situation,
        f"{len(each.enclosed)}个" if each.enclosed else "",
    )


def _told(step: Milestone | None) -> str:
    return step.spelled("%m-%d %H:%M") if step else ""


def status_table(report: StatusReport) -> None:
    """Print how far everybody is."""
    out().print(report.sentence)
    table = Table(box=None, padding=(0, 2), header_style="bold")
    steps = ("发表", "发信", "催交", "退回", "收回", "情况", "附件")
    for header in ("编号", report.unit, *steps):
        table.add_column(header)
    for each in report.branches:
        table.add_row(*(safe(cell) or "—" for cell in status_row(each)))
    out().print(table)
