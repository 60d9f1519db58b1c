"""The commands that make a workspace, and what goes out of it: parse, call one job, print."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wuhao_batch.cli.console import (
    print_findings,
    progress,
    say,
)
from wuhao_batch.cli.shell import (
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    exit_code,
    listed,
    opened,
    print_object,
)


def init(
    directory: Annotated[Path, typer.Argument(metavar="文件夹", help="新的或空的文件夹")],
    like: Annotated[
        Path | None, typer.Option("--like", help="照这个工作文件夹：用它的模板和名单，如去年的")
    ] = None,
) -> None:
    """Make a clean workspace."""
    from wuhao_batch.jobs import init as job

    for path in job.init(directory, opened(like) if like else None):
        typer.echo(path)
    say(f"接下来：进入“{directory}”文件夹，填写 input/roster.xlsx，然后运行 wuhao issue。")


def standard(
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Print the standard as readable text."""
    from wuhao_batch.cli.printing_check import standard_json
    from wuhao_batch.jobs import standard as job
    from wuhao_batch.scoring.model import describe
    from wuhao_batch.workspace.folders import TEMPLATE, open_workspace

    read = job.standard(open_workspace(workspace, needs=(TEMPLATE,)))
    if as_json:
        print_object({"standard": standard_json(read.standard)}, read.findings)
    else:
        sys.stdout.write(describe(read.standard, read.step))
        print_findings(read.findings)


def issue(
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write one form per branch."""
    from wuhao_batch.jobs import issue as job

    place = opened(workspace)
    issued = job.issue(place, track=progress)
    if as_json:
        print_object({"forms": listed(place, "branch", issued.forms)}, issued.findings)
    else:
        print_findings(issued.findings)
        typer.echo(f"已生成{len(issued.forms)}份评分表：{place.relative(place.forms)}")
    raise typer.Exit(exit_code(issued.findings))


def panel(
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write one workbook per evaluator."""
    from wuhao_batch.jobs import panel as job

    place = opened(workspace, scheduler)
    issued = job.panel(place, latest=latest, track=progress)
    if as_json:
        print_object({"panel": listed(place, "evaluator", issued.workbooks)}, issued.findings)
    else:
        print_findings(issued.findings)
        where = place.relative(place.panel_forms)
        if issued.inspection:
            told = f"已生成{len(issued.workbooks)}份检查清单：{where}（要查{issued.expected}个）"
        else:
            told = (
                f"已生成{len(issued.workbooks)}份复核表：{where}"
                f"（{issued.returned}个单位的评分表已收回，共{issued.expected}个）"
            )
        typer.echo(told)
    raise typer.Exit(exit_code(issued.findings))
