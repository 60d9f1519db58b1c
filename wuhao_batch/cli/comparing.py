"""``wuhao diff``: parse, call one job, print. :mod:`.commands` puts it into order."""

from pathlib import Path
from typing import Annotated

import typer

from wuhao_batch.cli.console import print_findings, progress, safe
from wuhao_batch.cli.shell import (
    JsonOption,
    WorkspaceOption,
    exit_code,
    opened,
    print_object,
)


def diff(
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="结果",
            help="和什么比：公示的第几号，或以前一期的存档、文件夹；不写，就和上一次不同的结果比",
        ),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="存为 input/earlier.json，以后 wuhao run 的报告都和它对照"),
    ] = False,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Hold the results against earlier ones."""
    from wuhao_batch.cli.printing_changes import changes_json, diff_lines
    from wuhao_batch.jobs import diff as job

    place = opened(workspace)
    done = job.diff(place, other, keep=keep, track=progress)
    outputs = {name: place.relative(path) for name, path in done.outputs.items()}
    if as_json:
        told = {"against": done.against, "changes": changes_json(done.changes), "outputs": outputs}
        print_object(told, done.findings)
    else:
        print_findings(done.findings)
        for line in diff_lines(done.changes, done.against, done.unit):
            typer.echo(safe(line))
        if outputs:
            typer.echo(safe(f"已写出：{'、'.join(outputs.values())}"))
    raise typer.Exit(exit_code(done.findings))
