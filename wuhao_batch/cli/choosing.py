"""The word of the office on what came: whose a file is, which counts, that a veto is so; signed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch.cli.console import (
    print_findings,
    progress,
    safe,
    say,
)
from wuhao_batch.cli.shell import (
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    opened,
    print_object,
)
from wuhao_batch.cli.signing import ByOption, WhyOption, signed

if TYPE_CHECKING:
    from wuhao_batch.jobs.deciding import Decision

FileArgument = Annotated[
    str, typer.Argument(metavar="文件", help="收回的文件，照提示或“回收情况”里的写法")
]


def assign(
    file: FileArgument,
    code: Annotated[
        str,
        typer.Argument(
            metavar="编号",
            help="名单里的编号；input/panel 里的文件写评委编号；不是要收的表，写 -",
        ),
    ],
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Record the owner of a file."""
    from wuhao_batch.jobs import assign as job

    decision = job.assign(opened(workspace), file, code, act=signed(by, why))
    _print_decision(f"已{decision.ownership}。", decision, as_json=as_json)


def accept(
    file: FileArgument,
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Record which version of a branch's return counts."""
    from wuhao_batch.jobs import accept as job

    decision = job.accept(opened(workspace, scheduler), file, act=signed(by, why))
    told = f"已选定“{decision.file}”作为{decision.name}的表。"
    _print_decision(told, decision, as_json=as_json)


def confirm(
    branch: Annotated[str, typer.Argument(metavar="编号", help="名单里的编号")],
    veto: Annotated[str, typer.Argument(metavar="否决编号", help="一票否决的序号，如 V1")],
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record that a veto is as it stands in what came in."""
    from wuhao_batch.jobs import confirm as job

    act = signed(by, why)
    done = job.confirm(
        opened(workspace, scheduler), branch, veto, act=act, latest=latest, track=progress
    )
    claim = done.claim
    if as_json:
        facts = {"branch": claim.branch.code, "veto": claim.code, "sha256": claim.sha256}
        print_object({"confirmed": facts}, done.findings)
        return
    print_findings(done.findings)
    typer.echo(safe(f"已记下：{claim.branch.name}的一票否决{claim.code}核实过，属实。"))
    say("再交来的表里写得不同，会请您再核实。")


def _print_decision(sentence: str, decision: "Decision", *, as_json: bool) -> None:
    if as_json:
        whose = "evaluator" if decision.of_panel else "branch"
        facts = {"file": decision.file, "sha256": decision.sha256, whose: decision.owner}
        print_object({"decision": facts}, decision.findings)
        return
    print_findings(decision.findings)
    typer.echo(safe(sentence))
    say("再运行 wuhao run，就按这个决定计分。")
