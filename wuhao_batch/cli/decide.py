"""``wuhao decide``: parse, call the job, print."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch.cli.console import print_findings, progress, safe, say
from wuhao_batch.cli.shell import (
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    day_option,
    opened,
    print_object,
)
from wuhao_batch.cli.signing import ask_for

if TYPE_CHECKING:
    from wuhao_batch.jobs.decide import WrittenDecision
    from wuhao_batch.outcome.result import Result


def decide(
    branch: Annotated[
        str | None, typer.Argument(metavar="编号", help="名单里的编号；都不写，只生成空白的表")
    ] = None,
    code: Annotated[
        str | None, typer.Argument(metavar="考评编号", help="如 1-1；一票否决写序号，如 V1")
    ] = None,
    after: Annotated[
        str | None, typer.Argument(metavar="新分", help="一票否决写“存在”或“不存在”")
    ] = None,
    before: Annotated[
        str | None, typer.Option("--from", help="原分（或原认定）；不写，就是现在的")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="决定人，如“学院党委会”；不写，在终端里会问")
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", help="依据，如“会议纪要第三条”；不写，在终端里会问")
    ] = None,
    on: Annotated[datetime | None, day_option("决定的日期（默认：今天）")] = None,
    parts: Annotated[
        str, typer.Option("--parts", help="新认定一票否决时，涉及的党支部，用“、”隔开")
    ] = "",
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write down a decision of the meeting."""
    from wuhao_batch.jobs import decide as job
    from wuhao_batch.jobs import decisions_sheet
    from wuhao_batch.workspace.folders import DECISIONS, ImpossibleError

    place = opened(workspace, scheduler)
    if branch is None:
        decisions_sheet.lay_out(place)
        typer.echo(DECISIONS)
        return
    if code is None or after is None:
        raise ImpossibleError("请写明编号、考评编号和新分，如：wuhao decide 03 1-1 7.5。")
    day = on.date() if on else None
    signed = ask_for(by, "决定人："), ask_for(why, "依据：")
    wanted = job.Wanted(branch, code, after, *signed, before, parts, day)
    written = job.decide(place, wanted, latest=latest, track=progress)
    if as_json:
        print_object({"decided": _json(written)}, written.findings)
    else:
        print_findings(written.findings)
        _tell(written)


def _json(written: "WrittenDecision") -> dict[str, object]:
    wanted = written.wanted
    return {
        "sheet": written.sheet,
        "row": written.row,
        "branch": wanted.branch,
        "code": wanted.code,
        "before": wanted.before,
        "after": wanted.after,
        "rank": {"before": written.was.rank, "after": written.now.rank},
    }


def _tell(written: "WrittenDecision") -> None:
    from wuhao_batch.workspace.folders import DECISIONS

    wanted, was, now = written.wanted, written.was, written.now
    what = f"{was.branch.name}{wanted.code}：{wanted.before} → {wanted.after}"
    typer.echo(safe(f"已写入 {DECISIONS} 的“{written.sheet}”第{written.row}行。{what}"))
    if (was.verdict, was.rank) != (now.verdict, now.rank):
        typer.echo(safe(f"结论由{_stands(was)}变为{_stands(now)}。"))
    say("再运行 wuhao run，就按这个决定计分。")


def _stands(result: "Result") -> str:
    rank = f"，第{result.rank}名" if result.rank else ""
    return f"“{result.verdict}{rank}”"
