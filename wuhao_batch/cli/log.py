"""``wuhao log``: the decisions of the office, by whom and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wuhao_batch.cli.console import out, safe, say
from wuhao_batch.cli.shell import JsonOption, WorkspaceOption, print_object

if TYPE_CHECKING:
    from wuhao_batch.records.acts import RecordedAct


def log(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """List the decisions so far."""
    from wuhao_batch.jobs import log as job
    from wuhao_batch.workspace.folders import open_workspace

    acts = job.log(open_workspace(workspace, needs=()))
    if as_json:
        print_object({"acts": [_json(each) for each in acts]}, ())
    elif acts:
        _print_table(acts)
    else:
        say("还没有记下过决定。")


def _json(recorded: "RecordedAct") -> dict[str, Any]:
    return {
        "at": recorded.at.isoformat(),
        "command": recorded.command,
        "subject": recorded.subject,
        "what": recorded.what,
        "by": recorded.by or None,
        "why": recorded.why or None,
        "period": recorded.period or None,
        "sha256": recorded.sha256 or None,
    }


def _print_table(acts: "tuple[RecordedAct, ...]") -> None:
    from rich.table import Table

    from wuhao_batch.workspace.moments import in_china

    table = Table(box=None, padding=(0, 2), header_style="bold")
    for header in ("时间", "考核年度", "事项", "经办人", "理由", "命令"):
        table.add_column(header)
    for each in acts:
        moment = f"{in_china(each.at):%Y-%m-%d %H:%M}"
        cells = (each.period, each.what, each.by, each.why, each.command)
        table.add_row(moment, *(safe(cell) or "—" for cell in cells))
    out().print(table)
