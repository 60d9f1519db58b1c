"""The commands on publication: parse, call one job, print. :mod:`.commands` puts them in order."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch.cli.console import print_findings, progress, safe, say
from wuhao_batch.cli.shell import (
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    exit_code,
    opened,
    print_object,
)
from wuhao_batch.cli.signing import ByOption, WhyOption, signed

if TYPE_CHECKING:
    from wuhao_batch.jobs.present import StepOptions
    from wuhao_batch.jobs.stepping import Taken
    from wuhao_batch.workspace.folders import Workspace

RoundOption = Annotated[
    list[Path] | None,
    typer.Option("--round", help="由几期合成的：各期的工作文件夹，一期写一次；不写，照上一次"),
]


def publish(
    rounds: RoundOption = None,
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Freeze the notice that goes up."""
    from wuhao_batch.jobs import publish as job

    place = opened(workspace, scheduler)
    taken = job.publish(place, _options(rounds, by, why, latest=latest))
    step = taken.step
    what = "公示" if step.number == 1 else "更正公示"
    _print_taken(place, taken, f"已{what}，封存在 {step.folder}，以后以它为准。", as_json=as_json)
    if not as_json:
        window = f"公示期自{step.begins:%Y-%m-%d}起至{step.ends:%Y-%m-%d}止。"
        say(f"{window}有异议的，记在 input/objections.xlsx；期满办结以后运行 wuhao close。")
    raise typer.Exit(exit_code(taken.findings))


def close(
    rounds: RoundOption = None,
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """End the publication."""
    from wuhao_batch.jobs import close as job

    place = opened(workspace, scheduler)
    taken = job.close(place, _options(rounds, by, why, latest=latest))
    told = f"公示已经结束，公示情况说明在 {taken.step.folder}。"
    _print_taken(place, taken, told, as_json=as_json)
    if not as_json:
        say("接下来：党委确定表彰的单位以后，运行 wuhao commend 编号。")
    raise typer.Exit(exit_code(taken.findings))


def commend(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="编号", help="党委确定表彰的单位，可以写几个，如 01,02"),
    ] = None,
    rounds: RoundOption = None,
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Draft the decision on those who are commended."""
    from wuhao_batch.jobs import commend as job

    place = opened(workspace, scheduler)
    taken = job.commend(place, codes or (), _options(rounds, by, why, latest=latest))
    instead = f"，代替 {taken.replaces} 的" if taken.replaces else ""
    told = f"表彰决定的代拟稿在 {taken.step.folder}{instead}。"
    told += "要修改的，请另存一份再改，这一份请不要动。"
    _print_taken(place, taken, told, as_json=as_json)
    raise typer.Exit(exit_code(taken.findings))


def _options(
    rounds: list[Path] | None, by: str | None, why: str | None, *, latest: bool
) -> "StepOptions":
    from wuhao_batch.jobs.present import StepOptions

    return StepOptions(act=signed(by, why), rounds=rounds or (), latest=latest, track=progress)


def _print_taken(place: "Workspace", taken: "Taken", sentence: str, *, as_json: bool) -> None:
    step = taken.step
    if as_json:
        told = {
            "stage": step.stage.value,
            "number": step.number,
            "folder": step.folder,
            "digest": step.digest,
            "begins": step.begins.isoformat(),
            "ends": step.ends.isoformat(),
            "replaces": taken.replaces or None,
        }
        outputs = {name: place.relative(path) for name, path in taken.outputs.items()}
        print_object({"step": told, "outputs": outputs}, taken.findings)
        return
    print_findings(taken.findings)
    typer.echo(safe(sentence))
