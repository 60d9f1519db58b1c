"""Print what mail commands did: the objects of ``--json`` and the tables for people."""

from collections import Counter
from datetime import datetime
from typing import Any

from rich.table import Table

from wuhao_batch.cli.console import out, safe
from wuhao_batch.findings.finding import has_errors
from wuhao_batch.mail.dispatch import Dispatched, Mail
from wuhao_batch.mail.fate import Fate
from wuhao_batch.mail.taking import Collected
from wuhao_batch.outputs.status.progress import (
    BranchProgress,
    BranchState,
    Milestone,
    StatusReport,
)
from wuhao_batch.records.received import Arrival, Verdict
from wuhao_batch.returns.case import Receipt

_PLAIN: dict[str, Any] = {"box": None, "padding": (0, 2), "header_style": "bold"}


def dispatched_json(done: Dispatched) -> dict[str, Any]:
    """Return the mails with what became of them, and branches passed over."""
    return {"mails": [_mail_json(mail) for mail in done.mails], "already": list(done.held)}


def _mail_json(mail: Mail) -> dict[str, Any]:
    parcel = mail.letter.parcel
    return {
        "kind": parcel.kind.value,
        "address": parcel.address,
        "branches": list(parcel.codes),
        "subject": mail.letter.subject,
        "attachments": [each.name for each in parcel.attached],
        "state": mail.fate.value,
        "file": mail.file,
    }


def dispatched_table(done: Dispatched) -> None:
    """Print the mails, unless all of them lie ready as files."""
    if not any(mail.fate is not Fate.COMPOSED for mail in done.mails):
        return
    table = Table(**_PLAIN)
    for header in ("邮件", "邮箱", "编号", "附件", "情况"):
        table.add_column(header)
    for mail in done.mails:
        parcel = mail.letter.parcel
        files = "、".join(each.name for each in parcel.attached)
        codes = "、".join(parcel.codes)
        cells = (parcel.kind.label, parcel.address, codes, files, mail.fate.label)
        table.add_row(*map(safe, cells))
    out().print(table)


def dispatched_text(done: Dispatched, folder: str) -> str:
    """Return one line on the mails."""
    before = f"{len(done.held)}个以前发过，没有重发" if done.held else ""
    if not done.mails and has_errors(done.findings):
        return "没有生成邮件，请先处理上面的错误。"
    if not done.mails:
        return f"没有要发的邮件。{before}"
    counts = Counter((mail.letter.parcel.kind.label, mail.fate.label) for mail in done.mails)
    told = "，".join(f"{kind}邮件{state}{count}封" for (kind, state), count in counts.items())
    composed = any(mail.fate is Fate.COMPOSED for mail in done.mails)
    told = f"{told}：{folder}" if composed else told
    return f"{told}；{before}" if before else told


# --- what came in -----------------------------------------------------------------------------


def collected_json(done: Collected) -> dict[str, Any]:
    """Return new items with their files, and the number of those taken in before."""
    return {
        "collected": [_arrival_json(each) for each in done.arrivals if each.files],
        "not_collected": [_arrival_json(each) for each in done.arrivals if not each.files],
        "known": len(done.known),
    }


def _arrival_json(arrival: Arrival) -> dict[str, Any]:
    return {
        "sender": arrival.sender or None,
        "subject": arrival.subject or None,
        "sent": _iso(arrival.sent),
        "message_id": arrival.message_id or None,
        "verdict": arrival.verdict.value,
        "note": arrival.note or None,
        "source": arrival.source,
        "files": list(arrival.files),
    }


def collected_text(done: Collected) -> str:
    """Return one line on what came in."""
    verdicts = Counter(each.verdict for each in done.arrivals)
    files = sum(len(each.files) for each in done.arrivals)
    words = [f"收取{verdicts[Verdict.COLLECTED]}封（份），共{files}个文件"]
    words += [
        f"{verdict.label}{verdicts[verdict]}封"
        for verdict in (Verdict.UNREADABLE, Verdict.BOUNCED, Verdict.OWN)
        if verdicts[verdict]
    ]
    if done.known:
        without = sum(verdict is not Verdict.COLLECTED for verdict in done.known)
        among = f"，其中{without}封{Verdict.UNREADABLE.label}" if without else ""
        words.append(f"以前看过、没有重收的{len(done.known)}封（份）{among}")
    return "；".join(words)


# --- how far everybody is ---------------------------------------------------------------------


def status_json(report: StatusReport) -> dict[str, Any]:
    """Return the branches with the times of their steps, in China; "" where a time is not known."""
    return {
        "deadline": report.deadline.isoformat() if report.deadline else None,
        "days_left": report.days_left,
        "counts": {standing.value: report.count(standing) for standing in BranchState},
        "branches": [_progress_json(each) for each in report.branches],
        "not_collected": [
            _arrival_json(each) for each in report.received if each.verdict is Verdict.UNREADABLE
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
        "late": each.late,
        "status": each.standing.value,
        "reason": each.reason or None,
        "file": each.file,
        "only": each.only or None,
        "enclosed": [_enclosed_json(own) for own in each.enclosed],
    }


def _enclosed_json(own: Receipt) -> dict[str, Any]:
    return {
        "file": own.file,
        "kind": own.paper.value if own.paper else None,
        "sha256": own.sha256,
        "sent": _iso(own.saved),
    }


def _step_json(step: Milestone | None) -> str | None:
    return None if step is None else _iso(step.at) or ""


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


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
    table = Table(**_PLAIN)
    steps = ("发表", "发信", "催交", "退回", "收回", "情况", "附件")
    for header in ("编号", report.unit, *steps):
        table.add_column(header)
    for each in report.branches:
        table.add_row(*(safe(cell) or "—" for cell in status_row(each)))
    out().print(table)
