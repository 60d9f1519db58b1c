"""Print what mail commands did: the objects of ``--json`` and the tables for people."""

from collections import Counter
from typing import Any

from rich.table import Table

from wuhao_batch.cli.console import out, safe
from wuhao_batch.findings.finding import has_errors
from wuhao_batch.mail.dispatch import Dispatched, Mail
from wuhao_batch.mail.fate import Fate


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
    table = Table(box=None, padding=(0, 2), header_style="bold")
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
